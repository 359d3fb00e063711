"""The subject line: the loan number, then a purpose, in one line that is not cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from borrower_desk.letters.checks.phrases import phrases, words
from borrower_desk.letters.checks.reading import Check, Reading, compact, fold
from borrower_desk.model import Finding
from borrower_desk.text import safe_line

LONGEST = 78  # RFC 5322 2.1.1; a longer line is cut off in many lists
_NOT_ACCOUNTS = re.compile(
    r"\b\d+ (?:CFR|USC|C\.F\.R\.|U\.S\.C\.)[^–,;]*|\$[\d,.]+|\b\d{1,2}/\d{1,2}/\d{2,4}\b"
    r"|\b\d{4}-\d{2}-\d{2}\b|\b(?:19|20)\d\d\b|\bform 1098\b|\b1098\b|\b\d{5}-\d{4}\b"
    r"|\b10(?:22|24|26)\.\d+\S*",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"(?<![\w$])(?=[A-Z0-9-]*\d[A-Z0-9-]*\d)[A-Z0-9][A-Z0-9 -]{2,}\d(?!\w)", re.IGNORECASE
)
# Words of servicers' names that may be what a letter is about.
_SERVICING = frozenset(["escrow", "servicing", "payment", "payments", "insurance", "tax"])
_PURPOSE = phrases("subject.purpose")
_STATUTORY = re.compile(
    r"notice of error|request for information|information request|qualified written request",
    re.IGNORECASE,
)
# Words that name no purpose, however many of them stand together.
_EMPTY_WORDS = words("subject.empty_words")


def no_account(reading: Reading) -> Iterator[Finding]:
    """The subject lacks the loan number; in e-mail its last four digits do."""
    subject, loan = reading.subject, reading.draft.loan
    bare = _NOT_ACCOUNTS.sub(" ", subject)
    if reading.known_numbers:
        squeezed = compact(bare)
        if any(number in squeezed for number in reading.known_numbers):
            return
        if reading.in_email and any(
            re.search(rf"(?<!\d){re.escape(number[-4:])}(?!\d)", bare, re.IGNORECASE)
            for number in reading.known_numbers
        ):
            return
        if (
            loan is not None
            and reading.draft.channel is not None
            and not reading.in_email
            and any(number[-4:] in squeezed for number in reading.known_numbers)
        ):
            yield reading.found(
                "subject-no-account",
                "The subject has only the end of the loan number; on paper and in a portal the"
                " whole number stands.",
                subject,
                part="subject",
                fix=f"Begin the subject with: Account Number {loan.number} –",
            )
            return
    elif any(len(re.sub(r"\D", "", one.group())) >= 4 for one in _ACCOUNT.finditer(bare)):
        return
    number = loan.number if loan else "with your loan number"
    yield reading.found(
        "subject-no-account",
        "The subject does not name the loan, so the letter may not find its file.",
        subject,
        part="subject",
        fix=f"Begin the subject: Account Number {number} –",
    )


def vague(reading: Reading) -> Iterator[Finding]:
    """The subject names no purpose: "Question", "Help", "Urgent", or nothing."""
    subject = reading.subject
    if _STATUTORY.search(subject):
        return
    words = re.findall(r"[^\W\d_]+", re.sub(r"(?i)n't\b|'s\b", "", subject))
    names = _names(reading)
    purpose = [
        word
        for word in words
        if len(word) > 2
        and word.casefold() not in _EMPTY_WORDS
        and fold(word) not in names
        and not _is_code(word, subject)
    ]
    if not purpose and not _PURPOSE.search(subject):
        yield reading.found(
            "subject-vague",
            "The subject does not say what the letter is for.",
            subject,
            part="subject",
            fix="Say the purpose after the loan number, such as: Notice of Error, Payment"
            " Clarification, Request for Payoff Statement.",
        )


def _names(reading: Reading) -> frozenset[str]:
    """The words of borrowers' and servicer's names: who writes to whom is no purpose."""
    loan, servicer = reading.draft.loan, reading.draft.servicer
    said = [*(loan.borrowers if loan else ()), servicer.name if servicer else ""]
    return frozenset(re.findall(r"[^\W\d_]{3,}", fold(" ".join(said)))) - _SERVICING


def _is_code(word: str, subject: str) -> bool:
    """Are these letters part of a number, such as the ABC of ABC-123?"""
    return bool(re.search(rf"(?:\d-?{word}|{word}-?\d)", subject))


def too_long(reading: Reading) -> Iterator[Finding]:
    """A subject over 78 characters is cut off."""
    length = len(safe_line(reading.draft.subject) or reading.subject)
    if length > LONGEST:
        yield reading.found(
            "subject-too-long",
            f"The subject has {length} characters; {LONGEST} is the most.",
            reading.subject,
            part="subject",
            fix="Keep the loan number and the purpose; move the rest into the first paragraph.",
        )


CHECKS = (
    Check("subject-no-account", no_account),
    Check("subject-vague", vague),
    Check("subject-too-long", too_long),
)
