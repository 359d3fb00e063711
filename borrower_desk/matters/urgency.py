"""What to look at first, and why: a foreclosure sale before everything else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from borrower_desk.frozen import dataclass
from borrower_desk.matters.lateness import in_words
from borrower_desk.matters.notices import truth
from borrower_desk.matters.timeline import standing
from borrower_desk.model import Bound, Duty, DutyStatus, Event, EventKind, MatterId, Receipt

SALE_HORIZON = 120  # days; beyond it no right of 12 CFR 1024.41 hangs on the sale yet
CALL_A_LAWYER = 45  # days before a sale

_BY_STATUS = {
    DutyStatus.OVERDUE: 300,
    DutyStatus.DUE_TODAY: 250,
    DutyStatus.PERHAPS_LATE: 200,
    DutyStatus.DUE_SOON: 100,
}


@dataclass(frozen=True, slots=True)
class Urgency:
    """A score to sort by, higher first, and the terms that make it up."""

    score: int
    terms: tuple[str, ...]


def urgency(duty: Duty, sale: date | None, today: date) -> Urgency:
    """How urgent one duty is; `sale` is the next foreclosure sale of its matter, if any."""
    terms: list[tuple[int, str]] = []
    if sale is not None and 0 <= (sale - today).days <= SALE_HORIZON:
        terms.append((1000 + SALE_HORIZON - (sale - today).days, f"a sale on {in_words(sale)}"))
    if duty.status in _BY_STATUS:
        terms.append((_BY_STATUS[duty.status], duty.status.value.replace("-", " ")))
    if duty.bound is Bound.BORROWER and duty.status in _BY_STATUS:
        terms.append((60, "it is for you to do"))
    if duty.days_left is not None and 0 <= duty.days_left <= 30:
        terms.append((30 - duty.days_left, f"{duty.days_left} days left"))
    return Urgency(sum(score for score, _ in terms), tuple(f"{why} +{n}" for n, why in terms))


def next_sale(events: Iterable[Event], today: date) -> date | None:
    """The day of the foreclosure sale as it is now scheduled, if it is still ahead."""
    scheduled = [e for e in standing(events) if e.kind is EventKind.SALE_SCHEDULED]
    if not scheduled or truth(scheduled[-1].params, "cancelled"):
        return None
    return scheduled[-1].on if scheduled[-1].on >= today else None


def most_urgent_first(
    duties: Sequence[Duty], sales: dict[MatterId, date], today: date
) -> list[Duty]:
    """The duties in the order in which to look at them; `sales` by matter."""

    def rank(one: Duty) -> tuple[int, date, str]:
        sale = sales.get(one.matter) if one.matter else None
        return -urgency(one, sale, today).score, one.due or date.max, one.id

    return sorted(duties, key=rank)


_THEIRS = {
    DutyStatus.DUE_TODAY: "They may still send it today.",
    DutyStatus.PERHAPS_LATE: "Not sure yet: wait, and look at the postmark when it comes.",
    DutyStatus.MET_LATE: "They answered late: keep the envelope and the date.",
}
_YOURS = {
    DutyStatus.DUE_TODAY: "Do it today.",
    DutyStatus.OVERDUE: "The day is past. Ask a lawyer or a HUD-approved counselor what is left.",
}


def what_next(duty: Duty) -> str:
    """What happens next, or what to do, in one line; "" where nothing does."""
    mine = duty.bound is Bound.BORROWER
    if duty.due is not None and duty.status in (DutyStatus.OPEN, DutyStatus.DUE_SOON):
        day = in_words(duty.due)
        return f"Do it by {day}." if mine else f"Wait for it until {day}."
    if duty.status is DutyStatus.OVERDUE and not mine:
        return "Remind them." if duty.followed_up == "no" else "Take it higher."
    presumed = duty.receipt is Receipt.PRESUMED
    if duty.status is DutyStatus.PERHAPS_LATE and presumed and not mine:
        return "Probably late: get proof of the day they got your letter."
    return (_YOURS if mine else _THEIRS).get(duty.status, "")
