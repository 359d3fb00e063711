"""Where a piece that nobody filed may belong, and why: offered, never done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from borrower_desk.model import (
    Correspondence,
    CorrespondenceRow,
    Loan,
    LoanId,
    Matter,
    MatterId,
    MatterStatus,
    Servicer,
)

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

_SHORTEST = 6  # digits of a loan number that are not found by chance
_ENDING = re.compile(
    r"(?:ending(?: in)?|ends in|last (?:four|4)(?: digits)?(?: of)?:?|x{2,}|\*{2,})[ -]*(\d{4})\b",
    re.IGNORECASE,
)
_COMMON = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "from",
        "your",
        "our",
        "this",
        "that",
        "loan",
        "mortgage",
        "account",
        "letter",
        "notice",
        "about",
    ]
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A loan, perhaps a matter, and the reason in words."""

    loan: LoanId
    matter: MatterId | None
    because: str


@dataclass(frozen=True, slots=True)
class Unfiled:
    """One piece of the tray."""

    row: CorrespondenceRow
    suggestion: Suggestion | None


def tray(store: Store, limit: int | None = None) -> list[Unfiled]:
    """What is in no matter yet, newest first, each with where it may belong."""
    guide = Guide(store)
    return [
        Unfiled(row, guide.suggest(store.correspondence(row.id)))
        for row in store.rows(unfiled=True, limit=limit)
    ]


class Guide:
    """What the desk knows that helps to file."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._matters = [one for one in store.matters() if one.status is MatterStatus.OPEN]
        self._loans = store.loans()
        self._servicers = store.servicers()

    def suggest(self, one: Correspondence) -> Suggestion | None:
        """Where it may belong: by its thread, the loan number it names, or who wrote it."""
        return self._by_likeness(one) or self._by_thread(one) or self._by_loan(one)

    def _by_thread(self, one: Correspondence) -> Suggestion | None:
        for mate in self._store.thread(one.id):
            if mate != one.id:
                other = self._store.correspondence(mate)
                if other.matter is not None:
                    return self._in(other.matter, f"it belongs to the conversation of {mate}")
        return None

    def _by_likeness(self, one: Correspondence) -> Suggestion | None:
        for link in self._store.links(one.id):
            mate = link.other if link.one == one.id else link.one
            other = self._store.correspondence(mate)
            if other.matter is not None:
                return self._in(other.matter, f"it is {link.relation.value} with {mate}")
        return None

    def _by_loan(self, one: Correspondence) -> Suggestion | None:
        said = "\n".join([one.subject, one.text, *(file.text for file in one.attachments)])
        loan, because = self._named(said)
        if loan is None:
            loan, because = self._of_servicer(one)
        if loan is None:
            return None
        open_ones = [matter for matter in self._matters if matter.loan == loan.id]
        if not open_ones:
            return Suggestion(loan.id, None, because)
        best, words = _closest(open_ones, said)
        if words:
            return Suggestion(loan.id, best.id, f"{because}, and speaks of {', '.join(words)}")
        only = open_ones[0].id if len(open_ones) == 1 else None
        return Suggestion(loan.id, only, because + (", which has one open matter" if only else ""))

    def _named(self, said: str) -> tuple[Loan | None, str]:
        digits = re.sub(r"(?<=\d)[ -](?=\d)", "", said)
        for loan in self._loans:
            for number in {loan.number, *(period.number for period in loan.periods)}:
                plain = re.sub(r"\D", "", number)
                if len(plain) >= _SHORTEST and re.search(rf"(?<!\d){plain}(?!\d)", digits):
                    return loan, f"it names the loan {number}"
        endings = set(_ENDING.findall(said))
        ending = [one for one in self._loans if re.sub(r"\D", "", one.number)[-4:] in endings]
        if len(ending) == 1:
            return ending[0], f"it names a loan ending in {ending[0].number[-4:]}"
        return None, ""

    def _of_servicer(self, one: Correspondence) -> tuple[Loan | None, str]:
        people = " ".join([one.sender, *one.to, *one.cc]).casefold()
        for servicer in self._servicers:
            loans = [loan for loan in self._loans if loan.servicer == servicer.id]
            if len(loans) == 1 and _concerns(servicer, people):
                return loans[0], f"it is with {servicer.name}, which services one loan"
        return None, ""

    def _in(self, wanted: MatterId, because: str) -> Suggestion | None:
        matter = next((one for one in self._matters if one.id == wanted), None)
        return Suggestion(matter.loan, matter.id, because) if matter else None


def _concerns(servicer: Servicer, people: str) -> bool:
    domains = "|".join(re.escape(one.casefold()) for one in servicer.domains if one)
    if domains and re.search(rf"[@.](?:{domains})(?![\w.-])", people):
        return True
    return any(one.casefold() in people for one in servicer.emails if one)


def _closest(matters: Sequence[Matter], said: str) -> tuple[Matter, list[str]]:
    """The matter whose title and issue share most words with a text, and those words."""
    there = set(re.findall(r"[a-z]{4,}", said.casefold()))

    def shared(one: Matter) -> list[str]:
        words = re.findall(r"[a-z]{3,}", f"{one.title} {one.issue}".casefold())
        return sorted({word for word in words if word in there and word not in _COMMON})

    ranked = sorted(matters, key=lambda one: len(shared(one)), reverse=True)
    words = shared(ranked[0])
    if len(ranked) > 1 and len(shared(ranked[1])) == len(words):
        return ranked[0], []
    return ranked[0], words if len(words) >= 2 else []
