"""A draft prepared for its checks: parsed once, asked many times.

Knows what a draft is and what its record says; the single checks know what to
look for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from borrower_desk.letters.anatomy import Anatomy
from borrower_desk.letters.checks.layout import layout
from borrower_desk.letters.checks.papers import stem
from borrower_desk.letters.templates import Template
from borrower_desk.model import (
    Channel,
    Event,
    Finding,
    Loan,
    Matter,
    Place,
    Purpose,
    Sender,
    Servicer,
    Severity,
)
from borrower_desk.text import safe_line, safe_text

LONGEST = 200_000  # characters of a body that are read; a letter has some 4,000
_ONLINE = {Channel.EMAIL, Channel.TEXT_MESSAGE}
_CLOCKS = ("noe-", "rfi-", "qwr-")
_NAMES_ITSELF = re.compile(
    r"notice of error|request for information|qualified written request"
    r"|\b1024\.3[56]\b|\b12 U\.?S\.?C\.? (?:§ ?)?2605\(e\)",
    re.IGNORECASE,
)
# What names a department or an earlier letter, and not this one.
_NAMES_ANOTHER = re.compile(
    r"(?:notices? of error|requests? for information|qualified written requests?)(?:"
    r"(?:s|\b)(?: (?:and|or) \w+(?: \w+){0,3})? (?:department|dept|unit|desk|team|group|office|box"
    r"|address|division|center)\b"
    r"|,? (?:of|dated|from|sent|mailed|on) (?:on )?(?:\w{3,9}\.? \d|\d|last\b|earlier\b))"
    r"|\b(?:ans\w+|respon\w+|repl\w+) (?:to )?(?:my|our) (?:\w+ )?"
    r"(?:notice of error|request for information|qualified written request)",
    re.IGNORECASE,
)
# Kinds of the group "legal notices" in all but the group: sent to the ordinary address
# they ask after a payment, and start no clock (letters.md).
_ALSO_INQUIRIES = frozenset({"payment-delay"})
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9\[])")
_ABBREVIATED = re.compile(
    r"\b(No|Nos|St|Ave|Rd|Ln|Ct|Blvd|Hwy|Apt|Ste|Inc|Mr|Mrs|Ms|Dr|Jr|Sr|Co|Corp|U\.S|P\.O|cmt"
    r"|vs|e\.g|i\.e|Acct|Attn|Dept|Ext|Tel|Sec|Art|Encl?|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon"
    r"|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun|[A-Z])\.,?$"
)

_LOAN_IN_SUBJECT = re.compile(
    r"(?:\b(?:loan|account|acct|mortgage)\b\.?[ #:]*(?:number|no|num|id)?\b\.?[ #:]*|\A#?)"
    r"(\d[\d-]{5,}\d)(?!\d)",
    re.IGNORECASE,
)

SEVERITY = {
    "subject-no-account": Severity.ERROR,
    "subject-vague": Severity.ERROR,
    "subject-too-long": Severity.WARNING,
    "account-block-incomplete": Severity.ERROR,
    "account-mismatch": Severity.ERROR,
    "issue-not-first": Severity.ERROR,
    "issue-imprecise": Severity.WARNING,
    "several-issues": Severity.WARNING,
    "overbroad": Severity.ERROR,
    "duplicative": Severity.WARNING,
    "untimely": Severity.ERROR,
    "on-payment-coupon": Severity.ERROR,
    "wrong-address": Severity.ERROR,
    "address-unverified": Severity.WARNING,
    "ssn": Severity.ERROR,
    "bank-account": Severity.ERROR,
    "card-number": Severity.ERROR,
    "routing-number": Severity.ERROR,
    "date-of-birth": Severity.ERROR,
    "online-password": Severity.ERROR,
    "tone": Severity.WARNING,
    "shouting": Severity.WARNING,
    "attachment-missing": Severity.ERROR,
    "attachment-unmentioned": Severity.WARNING,
    "attachment-format": Severity.ERROR,
    "attachment-unreadable": Severity.ERROR,
    "attachment-illegible": Severity.WARNING,
    "attachment-unlabelled": Severity.WARNING,
    "attachment-metadata": Severity.WARNING,
    "attachment-large": Severity.WARNING,
    "placeholder-left": Severity.ERROR,
    "fact-contradicts-record": Severity.ERROR,
    "date-impossible": Severity.ERROR,
    "legal-name-missing": Severity.ERROR,
    "law-wrong": Severity.ERROR,
    "threat-of-law": Severity.ADVICE,
    "reading-level": Severity.ADVICE,
    "proof-of-mailing": Severity.ADVICE,
}


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """An enclosure as it would go out; without `data` only its name and type are checked."""

    name: str
    media_type: str = ""
    data: bytes | None = None
    label: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is checked.  What is not known of the record is None; its checks are skipped."""

    subject: str
    body: str
    kind: str | None = None
    channel: Channel | None = None
    to_address: str | None = None
    secure: bool = False
    enclosures: tuple[CheckedFile, ...] = ()
    loan: Loan | None = None
    servicer: Servicer | None = None
    sender: Sender | None = None
    matter: Matter | None = None
    events: tuple[Event, ...] | None = None
    today: date | None = None
    template: Template | None = None
    earlier_servicers: tuple[Servicer, ...] = ()
    look: bool = False  # read the words in pictures too, which takes seconds a page


@dataclass(frozen=True)
class Reading:
    """A draft and what its checks want to know of it; each answer is computed once."""

    draft: Checked
    _texts: dict[int, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)  # what must not be shown: its mask

    @cached_property
    def body(self) -> str:
        return _plain(self.draft.body[:LONGEST]).replace("’", "'")

    @cached_property
    def letter(self) -> Anatomy:
        return layout(self.body)

    @cached_property
    def subject(self) -> str:
        """The subject line; a file without one may have it as its "Re:" line."""
        return safe_line(_plain(self.draft.subject)) or self.letter.subject

    @cached_property
    def lines(self) -> list[str]:
        return self.body.split("\n")

    @cached_property
    def prose(self) -> list[str]:
        """What is said between the salutation and the close: paragraphs and list items."""
        return [item for block in self.letter.blocks for item in block.items]

    @cached_property
    def sentences(self) -> list[str]:
        return [one for text in self.prose for one in sentences(text)]

    @cached_property
    def own_words(self) -> list[str]:
        """The sentences without citations, and without those that state or quote the law."""
        return [
            uncited(one)
            for one in self.sentences
            if not (_STATES_LAW.match(one) or (cites_law(one) and _DUTY.search(one)))
        ]

    @cached_property
    def told(self) -> str:
        """All that the letter says, without its citations."""
        return _CITATION.sub(" ", " ".join(self.prose))

    @cached_property
    def folded(self) -> str:
        """The body for comparing: no accents, no case, single spaces."""
        return fold(self.body)

    @cached_property
    def words(self) -> frozenset[str]:
        """The stems of the body's longer words, for finding the papers that it names."""
        return frozenset(stem(word) for word in re.findall(r"[^\W\d_]{4,}", self.folded))

    @cached_property
    def loan_numbers(self) -> frozenset[str]:
        """The loan's own numbers, under every servicer, without spaces and dashes."""
        loan = self.draft.loan
        if loan is None:
            return frozenset()
        numbers = [loan.number, *(one.number for one in loan.periods)]
        return frozenset(compact(one) for one in numbers if compact(one))

    @cached_property
    def known_numbers(self) -> frozenset[str]:
        """The number by which the letter's servicer finds the loan; older ones stand beside it."""
        loan, servicer = self.draft.loan, self.servicer
        if loan is None or servicer is None:
            return self.loan_numbers
        if servicer.id not in [one.servicer for one in loan.periods]:
            return self.loan_numbers
        number = compact(loan.number_with(servicer.id))
        return frozenset([number]) if number else self.loan_numbers

    @cached_property
    def own_numbers(self) -> frozenset[str]:
        """The loan's numbers; without a record, those that the subject gives as the loan's."""
        found = _LOAN_IN_SUBJECT.findall(self.subject) if self.draft.loan is None else []
        return self.loan_numbers | frozenset(compact(one) for one in found)

    @cached_property
    def in_email(self) -> bool:
        """Does the letter go by e-mail, or has nobody said how?"""
        return self.channel is None or self.channel in _ONLINE

    @cached_property
    def channel(self) -> Channel | None:
        """How the letter goes: as told, else as its own channel line says."""
        if self.draft.channel is not None:
            return self.draft.channel
        line = self.letter.channel.casefold()
        for words, channel in (
            ("certified mail", Channel.CERTIFIED_MAIL),
            ("registered mail", Channel.CERTIFIED_MAIL),
            ("mail", Channel.MAIL),
            ("e-mail", Channel.EMAIL),
            ("email", Channel.EMAIL),
            ("fax", Channel.FAX),
        ):
            if re.search(rf"(?<![\w-]){words}", line):
                return channel
        return None

    @cached_property
    def legal(self) -> bool:
        """Does it start a notice-of-error, information-request or QWR clock?"""
        kind = self.draft.template
        if kind is None:
            return bool(_NAMES_ITSELF.search(self.subject) or _NAMES_ITSELF.search(self.body))
        if not any(rule.startswith(_CLOCKS) for rule in kind.starts):
            return False
        if kind.legal_notice and kind.kind not in _ALSO_INQUIRIES:
            return True
        # In its text: a template's own subject says the same by every channel.
        if _NAMES_ITSELF.search(_NAMES_ANOTHER.sub(" ", self.told)):
            return True
        online = (Channel.EMAIL, Channel.PORTAL, Channel.TEXT_MESSAGE, Channel.PHONE)
        return self.draft.channel not in online and self._may_be_designated()

    @cached_property
    def named_as(self) -> str:
        """Subject and text without what names a department or an earlier letter."""
        return _NAMES_ANOTHER.sub(" ", f"{self.subject}\n{self.body}")

    def _may_be_designated(self) -> bool:
        """Does it go to the designated address, as far as anybody has said where it goes?"""
        to, servicer = self.draft.to_address, self.servicer
        notice = servicer.address(Purpose.NOTICE) if servicer else None
        if not to or notice is None or not notice.text.strip():
            return True
        return _digit_words(notice.text) <= _digit_words(to)

    @cached_property
    def servicer(self) -> Servicer | None:
        """Whom the letter addresses: the loan's servicer, or an earlier one that it names."""
        present = self.draft.servicer
        where = fold(f"{self.draft.to_address or ''}\n" + "\n".join(self.letter.address))
        names = f"{where} {fold(self.letter.salutation)}"
        for one in self.draft.earlier_servicers:
            if present is not None and _addresses(present, where, names):
                break
            if _addresses(one, where, names) or (not where.strip() and self._of_old()):
                return one
        return present

    def _of_old(self) -> bool:
        """Do all days of a letter lie before the present servicer's time?"""
        from borrower_desk.letters.checks.dates import days_in

        loan = self.draft.loan
        began = (
            max((one.began for one in loan.periods if one.began), default=None) if loan else None
        )
        said = [(one.year, one.month, one.day) for one in days_in(self.told) if one.year]
        return began is not None and bool(said) and max(said) < (began.year, began.month, began.day)

    def line_of(self, text: str) -> int | None:
        """The line of the body, from 1, where a text stands."""
        if not text:
            return None
        at = self.body.find(text)
        return None if at < 0 else self.body.count("\n", 0, at) + 1

    def texts(self) -> Iterator[tuple[str, str]]:
        """Subject, body and each enclosure's name and text, with the part that each is."""
        yield "subject", self.subject
        yield "body", self.body
        for n, one in enumerate(self.draft.enclosures):
            yield "name", _plain(one.name).replace("_", " ")
            yield "attachment", self.file_text(n)

    def file_text(self, n: int) -> str:
        """The text in the enclosure with index `n`; empty when it has none that can be read."""
        if n not in self._texts:
            from borrower_desk.letters.checks.inside import text_of

            one = self.draft.enclosures[n]
            self._texts[n] = _plain(text_of(one, look=self.draft.look))
        return self._texts[n]

    def found(
        self, code: str, message: str, text: str = "", *, part: str = "body", fix: str = ""
    ) -> Finding:
        """A finding at the place where `text` stands."""
        line = self.line_of(text) if part == "body" else None
        part = "attachment" if part == "name" else part
        return Finding(code, SEVERITY[code], message, Place(part, line, safe_line(text, 120)), fix)


@dataclass(frozen=True, slots=True)
class Check:
    """One checker.  `needs` names the parts of the record without which it is skipped."""

    code: str
    find: Callable[[Reading], Iterable[Finding]]
    needs: tuple[str, ...] = ()


def is_addressed(servicer: Servicer, head: str) -> bool:
    """Do these lines above a letter name this servicer, or one of its addresses?"""
    return _addresses(servicer, fold(head), fold(head))


def _addresses(servicer: Servicer, where: str, names: str) -> bool:
    """Is a letter with these folded lines of address addressed to this servicer?"""
    boxes = (_digit_words(one.text) for one in servicer.addresses)
    there = set(re.findall(r"\w+", where))
    return fold(servicer.name) in names or any(box and box <= there for box in boxes)


def _digit_words(address: str) -> set[str]:
    """The words of an address that have digits, by which it is told from another."""
    return {word for word in re.findall(r"\w+", fold(address)) if any(map(str.isdigit, word))}


def _plain(text: str) -> str:
    """A text in the letters that it is read as, without what joins or hides them."""
    return unicodedata.normalize("NFKC", re.sub("[\u200c\u200d]", "", safe_text(text)))


_CITATION = re.compile(
    r"\((?:see )?(?:§+ ?|sections? )?(?:1[025] )?(?:CFR|USC|C\.F\.R\.|U\.S\.C\.|102[246]\.\d|cmt\.)"
    r"[^;\n]{0,60}?\)"
    r"(?=[\s.,;:]|\Z)|\bunder 1[25] (?:CFR|USC|C\.F\.R\.|U\.S\.C\.) ?§* ?"
    r"[\d.]+(?:\([A-Za-z0-9]+\))*"
)
_STATES_LAW = re.compile(r"The error is: |The (?:law|regulation) says", re.IGNORECASE)
_DUTY = re.compile(
    r"\b(?:must|shall|may not|requires?|required|entitled|within|at most)\b", re.IGNORECASE
)


def uncited(text: str) -> str:
    """A text without its citations of the law."""
    return _CITATION.sub(" ", text)


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph; "No. 5" and "P.O. Box" end none."""
    found: list[str] = []
    for part in _SENTENCE_END.split(text):
        if found and _ABBREVIATED.search(found[-1][-8:]):
            found[-1] += f" {part}"
        else:
            found.append(part)
    return [one for one in found if one.strip()]


def cites_law(sentence: str) -> bool:
    """Does a sentence cite the law, or quote it?"""
    return bool(re.search(r"\b(CFR|USC|C\.F\.R\.|U\.S\.C\.|1024\.\d|1026\.\d|cmt\.)", sentence))


def fold(text: str) -> str:
    """A text for comparing: no accents, no case, single spaces."""
    if text.isascii():
        return " ".join(text.casefold().split())
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def compact(number: str) -> str:
    """A number without spaces, dashes and dots, in upper case."""
    return re.sub(r"[\s.\-–]", "", number).upper()
