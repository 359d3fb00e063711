"""Numbers that do not belong in a letter: a thief needs little more than these.

The loan's own number is never one of them, nor is a tracking, check or
reference number.  What is found is shown masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from borrower_desk.letters.anatomy import MONTHS
from borrower_desk.letters.checks.phrases import phrases
from borrower_desk.letters.checks.reading import Check, Reading, compact
from borrower_desk.model import Finding

_DASH = r"[-‐‑‒–—.\s]"
_SSN_SHAPE = re.compile(
    rf"(?<![\d\-–.$#/])(?<!\d[ ])(\d{{3}})({_DASH})(\d{{2}})\2(\d{{4}})(?!\d|{_DASH}\d)"
)
_NINE = re.compile(r"(?<![\d\-–.$/])(\d{9})(?![\d]|[-–.]\d)")
_SSN_LABEL = phrases("sensitive.ssn_label")
_OTHER_LABEL = re.compile(
    r"\b(?:loan|account|acct|mortgage|confirmation|tracking|reference|ref|case|check|cheque|invoice"
    r"|policy|parcel|order|ticket|phone|telephone|fax|tel|routing|aba|article|certified|receipt"
    r"|transaction|complaint|claim|docket|file|file no|id|permit|zip)\b[^\w]*"
    r"(?:number|no|num|id|code|mail)?\b\.?\s*(?:is|was|:|#)?\s*\(?\s*$",
    re.IGNORECASE,
)
_CARD = re.compile(r"(?<![\d.$])(?<!\d[ -])\d(?:[ -]?\d){12,18}(?![ -]?\d)")
_CARD_PREFIX = re.compile(
    r"(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01]|720)\d{12,13}|3[47]\d{13}"
    r"|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35\d{14}|62\d{14,17})\Z"
)
_ROUTING_LABEL = re.compile(r"\b(?:routing|aba|rtn|transit|r/t)\b", re.IGNORECASE)
_BANK = phrases("sensitive.bank")
_ACCOUNT_NUMBER = re.compile(
    r"(?P<before>(?<![\w'-])[\w'-]{1,30}\s{1,3})?\b(?:account|acct|a/c)\b\.?\s*(?:number|no\b\.?|num\b\.?|#)?"
    r"(?P<gap>[^\d\n$]{0,25}?)(?P<number>\d(?:[ -]?\d){5,16})(?![\d]|[.,]\d)",
    re.IGNORECASE,
)
_NOT_BANK = phrases("sensitive.not_bank")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_MONTH = "|".join((*MONTHS, *(one[:3] for one in MONTHS)))
_FULL_DATE = (
    rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|(?:{_MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}} (?:{_MONTH})\.?,? \d{{4}})"
)
_BORN = re.compile(
    r"\b(?:date of birth|birth ?date|birthday|d\.?o\.?b\b\.?|born|fecha de nacimiento)"
    rf"(?:\s|[:;,=()-]|\b(?:is|was|on|the|of)\b|\b(?:my|her|his)\b)*({_FULL_DATE})",
    re.IGNORECASE,
)
_BORN_AFTER = re.compile(rf"({_FULL_DATE})\s*\(?(?:DOB|date of birth|birth ?date)\b", re.IGNORECASE)
_PASSWORD = phrases("sensitive.password")
_OPEN_WORDS = re.compile(r"[a-z]+[.,;]?\Z")
_PARCEL = re.compile(
    r"property index|parcel|property identification|tax (?:id|bill)|assessor", re.IGNORECASE
)


def _masked(text: str) -> str:
    """The text with all digits but the last four hidden."""
    keep = len(re.sub(r"\D", "", text)) - 4
    seen = 0
    shown = []
    for char in text:
        if char.isdigit():
            seen += 1
            shown.append("•" if seen <= keep else char)
        else:
            shown.append(char)
    return "".join(shown)


def _found(reading: Reading, code: str, what: str, part: str, text: str, fix: str) -> Finding:
    line = reading.line_of(text) if part == "body" else None
    reading.secrets[text] = _masked(text)
    made = reading.found(code, what, _masked(text), part=part, fix=fix)
    return made if line is None else _at(made, line)


def _at(finding: Finding, line: int) -> Finding:
    from dataclasses import replace

    return replace(finding, where=replace(finding.where, line=line))


def _ours(reading: Reading, digits: str) -> bool:
    return any(digits == re.sub(r"\D", "", one) or digits in one for one in reading.loan_numbers)


def _near(text: str, start: int, end: int, before: int = 60, after: int = 30) -> str:
    """The words around a place, on its own line."""
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    return text[max(left, start - before) : min(right if right >= 0 else len(text), end + after)]


def ssn(reading: Reading) -> Iterator[Finding]:
    """A full Social Security number, with its dashes or, where it is called one, without."""
    for part, text in reading.texts():
        shapes = [one for one in _SSN_SHAPE.finditer(text) if _is_ssn_shape(text, one)]
        bare = [
            one
            for one in _NINE.finditer(text)
            if _SSN_LABEL.search(_near(text, one.start(), one.end()))
            and not _OTHER_LABEL.search(text[max(0, one.start() - 40) : one.start()])
        ]
        for one in shapes + bare:
            if _ours(reading, compact(one.group())):
                continue
            yield _found(
                reading, "ssn", "This looks like a full Social Security number.", part,
                one.group(), "Take it out; the last four digits are enough, if any are needed.",
            )  # fmt: skip


def _is_ssn_shape(text: str, one: re.Match[str]) -> bool:
    before = text[max(0, one.start() - 40) : one.start()]
    return not _OTHER_LABEL.search(before) or bool(_SSN_LABEL.search(before))


def _luhn(digits: str) -> bool:
    total = 0
    for n, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if n % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def card_number(reading: Reading) -> Iterator[Finding]:
    """A full payment card number: an issuer's prefix, its length, and the Luhn checksum."""
    if reading.draft.secure:
        return
    for part, text in reading.texts():
        for one in _CARD.finditer(text):
            digits = re.sub(r"\D", "", one.group())
            before = text[max(0, one.start() - 40) : one.start()]
            tracked = re.search(r"(?i)tracking|certified|article|usps|ups|fedex", before)
            if (
                _CARD_PREFIX.match(digits)
                and _luhn(digits)
                and not tracked
                and not _ours(reading, digits)
            ):
                yield _found(
                    reading, "card-number", "This is a full card number.", part, one.group(),
                    "Take it out, or leave its last four digits.",
                )  # fmt: skip


def _aba(digits: str) -> bool:
    """The checksum of an ABA routing number: weights 3, 7, 1, a multiple of ten."""
    area = int(digits[:2])
    known = area <= 12 or 21 <= area <= 32 or 61 <= area <= 72 or area == 80
    weights = (3, 7, 1) * 3
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return known and total > 0 and total % 10 == 0


def routing_number(reading: Reading) -> Iterator[Finding]:
    """A bank's routing number that passes its checksum and is called one."""
    if reading.draft.secure:
        return
    for part, text in reading.texts():
        for one in re.finditer(r"(?<![\d\-–.$/])(\d{9}|\d{4}[ -]\d{4}[ -]\d)(?!\d|[-–.]\d)", text):
            digits = re.sub(r"\D", "", one.group())
            called = _ROUTING_LABEL.search(_near(text, one.start(), one.end(), 45, 25))
            if called and _aba(digits) and not _ours(reading, digits):
                yield _found(
                    reading, "routing-number", "This is a bank routing number.", part, one.group(),
                    "Take it out; name the bank, and give the number by a secure way if asked.",
                )  # fmt: skip


def bank_account(reading: Reading) -> Iterator[Finding]:
    """A full bank account number: a number called an account, among words about a bank."""
    if reading.draft.secure:
        return
    for part, text in reading.texts():
        for one in _ACCOUNT_NUMBER.finditer(text):
            if _is_bank_account(reading, text, one):
                yield _found(
                    reading, "bank-account", "This looks like a full bank account number.", part,
                    one["number"], "Leave its last four digits: account ending 1234.",
                )  # fmt: skip
        for one in _IBAN.finditer(text):
            if _iban(one.group()):
                yield _found(
                    reading, "bank-account", "This is an international bank account number.", part,
                    one.group(), "Leave its last four characters.",
                )  # fmt: skip


def _is_bank_account(reading: Reading, text: str, one: re.Match[str]) -> bool:
    before = (one["before"] or "").casefold()
    if _NOT_BANK.search(before) or _NOT_BANK.search(one["gap"]):
        return False
    digits = re.sub(r"\D", "", one["number"])
    if _ours(reading, digits) or len(digits) < 6:
        return False
    return bool(_BANK.search(_near(text, one.start(), one.end(), 70, 45)))


def _iban(text: str) -> bool:
    squeezed = compact(text)
    turned = squeezed[4:] + squeezed[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def date_of_birth(reading: Reading) -> Iterator[Finding]:
    """A full date that is called a date of birth."""
    for part, text in reading.texts():
        for one in (*_BORN.finditer(text), *_BORN_AFTER.finditer(text)):
            yield _found(
                reading, "date-of-birth", "This is somebody's date of birth.", part, one.group(1),
                "Take it out; a servicer that needs it has it on file.",
            )  # fmt: skip


def online_password(reading: Reading) -> Iterator[Finding]:
    """A password, PIN or security answer, given away."""
    for part, text in reading.texts():
        for one in _PASSWORD.finditer(text):
            secret, link = one["secret"].strip("\"'“‘"), (one["link"] or "").casefold()
            if _is_secret(one["label"], link, secret) and not _PARCEL.search(
                _near(text, one.start(), one.end())
            ):
                reading.secrets[secret] = "•" * 8
                made = reading.found(
                    "online-password", "This gives a password or PIN away.", one["label"],
                    part=part, fix="Take it out, and change it: nobody at a servicer needs it.",
                )  # fmt: skip
                yield _at(made, reading.line_of(one.group()) or 1) if part == "body" else made


def _is_secret(label: str, link: str, secret: str) -> bool:
    digits = sum(char.isdigit() for char in secret)
    if label.casefold().startswith("pin"):
        return bool(re.match(r"\d{4,8}\b", secret)) and (bool(link) or len(label) > 3 or digits > 3)
    if label.casefold().startswith("log"):
        return link in (":", "=") and digits > 0
    if link in (":", "="):
        return len(secret) > 2
    mixed = (
        digits > 0
        or bool(re.search(r"[!@#$%^&*_+]", secret.rstrip(".,!")))
        or (not secret.islower() and not secret.istitle() and not secret.isupper())
    )
    return (
        mixed
        and link in ("is", "was", "to", "-", "–", "")
        and not _OPEN_WORDS.match(secret)
        and (bool(link) or digits > 0)
    )


CHECKS = (
    Check("ssn", ssn),
    Check("bank-account", bank_account),
    Check("card-number", card_number),
    Check("routing-number", routing_number),
    Check("date-of-birth", date_of_birth),
    Check("online-password", online_password),
)
