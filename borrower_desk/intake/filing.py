"""Where a letter that nobody has filed seems to belong, and why.  A suggestion, never a filing."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from borrower_desk.model import Incoming, Loan, LoanId, Matter, MatterId, MatterStatus

# What letters call the subject of a matter; the issue's own words are added.
_SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "payment-refused": ("payment returned", "returned payment", "refused"),
    "payment-misapplied": ("misapplied", "applied", "suspense", "unapplied", "payment"),
    "payment-not-credited-on-receipt": ("posted", "credited", "received", "payment date"),
    "escrow-bill-late-or-refund-missing": ("escrow", "tax", "insurance premium", "refund"),
    "fee-without-basis": ("fee", "late charge", "inspection", "charge", "corporate advance"),
    "payoff-wrong-or-missing": ("payoff", "per diem", "pay off"),
    "lossmit-info-wrong": ("modification", "loss mitigation", "assistance", "forbearance"),
    "transfer-data-wrong": ("transfer", "prior servicer", "new servicer"),
    "foreclosure-started-too-early": ("foreclosure", "sale", "default"),
    "foreclosure-judgment-or-sale-barred": ("foreclosure", "sale", "judgment"),
}
_ALIKE = 2  # words of a matter's subject that the letter must have


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A loan, a matter, and the reasons, the strongest first."""

    loan: LoanId | None = None
    matter: MatterId | None = None
    because: tuple[str, ...] = ()


def suggest(
    incoming: Incoming,
    loans: Sequence[Loan],
    matters: Sequence[Matter],
    thread: Sequence[tuple[str, MatterId]] = (),
    numbers: Mapping[str, MatterId] | None = None,
    source: str = "",
) -> Suggestion:
    """Where `incoming` seems to belong.

    `thread` are the messages of its thread that are filed, with their matters;
    `numbers` the servicer's case numbers that stand in filed letters; `source` the
    servicer whose mail it is (`direction.source_of`).
    """
    text = " ".join([incoming.subject, incoming.text[:100_000], *(f.text for f in incoming.files)])
    by_id = {one.id: one for one in matters}
    for name, matter in thread:
        if matter in by_id:
            return Suggestion(by_id[matter].loan, matter, (f"it is in the thread of {name}",))
    for number, matter in (numbers or {}).items():
        if matter in by_id and _stands(number, text):
            why = f"it names {number}, as a letter in {matter} does"
            return Suggestion(by_id[matter].loan, matter, (why,))
    loan, why_loan = _loan_of(text, loans, source)
    if loan is None:
        return Suggestion()
    found, why = _matter_of(text, [one for one in matters if one.loan == loan.id])
    return Suggestion(loan.id, found, tuple(one for one in (why_loan, why) if one))


def _stands(number: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(number)}(?![\w-])", text) is not None


def _loan_of(text: str, loans: Sequence[Loan], source: str) -> tuple[Loan | None, str]:
    for one in loans:
        for number in {one.number, *(period.number for period in one.periods)}:
            if len(number) >= 5 and _stands(number, text):
                return one, f"it names loan number {number}"
    endings = _ENDING.findall(text)
    ending = [one for one in loans if any(one.number.endswith(each) for each in endings)]
    if len(ending) == 1:
        return ending[0], f"it names a loan ending in {ending[0].number[-4:]}"
    theirs = [one for one in loans if one.servicer == source]
    if len(theirs) == 1:
        return theirs[0], f"it comes from {source}, which services {theirs[0].id} alone"
    return None, ""


_ENDING = re.compile(r"(?:ending(?: in| with)?|\*{2,}|x{2,}-?|#{2,})\s*(\d{4})\b", re.IGNORECASE)


def _matter_of(text: str, matters: Sequence[Matter]) -> tuple[MatterId | None, str]:
    """The one open matter, or the one whose subject the letter is most about."""
    open_ones = [one for one in matters if one.status is MatterStatus.OPEN]
    if len(open_ones) == 1:
        return open_ones[0].id, f"{open_ones[0].id} is the only open matter of the loan"
    said = text.casefold()
    ranked = sorted(((len(_named(one, said)), one) for one in open_ones), key=lambda one: -one[0])
    if ranked and ranked[0][0] >= _ALIKE and (len(ranked) == 1 or ranked[0][0] > ranked[1][0]):
        words = ", ".join(sorted(_named(ranked[0][1], said))[:4])
        return ranked[0][1].id, f"it is about {words}, as {ranked[0][1].id} is"
    return None, ""


def _named(matter: Matter, said: str) -> Collection[str]:
    own = re.findall(r"[a-z]{3,}", f"{matter.title} {matter.issue}".casefold())
    wanted = {*_SUBJECTS.get(matter.issue, ()), *(word for word in own if word not in _STOP)}
    return {word for word in wanted if re.search(rf"\b{re.escape(word)}", said)}


# Words of an issue or a title that are in any letter.
_STOP = frozenset(
    """
    with from that this their about loan mortgage servicer without wrong missing the and for late
    not too early other barred data info basis receipt bill
    """.split()  # noqa: SIM905 - easier to read and to change
)
