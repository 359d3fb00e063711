"""Where a duty stands today, without accusing too soon, and what is uncertain about it.

The ladder of `cli.md`: open, due soon, due today, perhaps late, overdue.
Overdue is said only when the day is past under both readings of the holidays,
past the time that a mailed answer may take to arrive, and receipt is proved or
admitted (12 CFR 1024.11 lets them mail on the last day).
"""

from __future__ import annotations

from datetime import date

from borrower_desk.frozen import dataclass
from borrower_desk.law.calendar import business_days_after
from borrower_desk.law.readings import holiday_words, in_words
from borrower_desk.law.rules import Nature, Rule
from borrower_desk.matters.notices import MAIL_DAYS
from borrower_desk.model import Bound, Deadline, DutyStatus, Receipt

__all__ = ["State", "float_ends", "holiday_words", "in_words", "met", "strict_day", "unmet"]

SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class State:
    """A status and the reasons that go with it."""

    status: DutyStatus
    reasons: tuple[str, ...] = ()


def strict_day(answer: Deadline) -> date | None:
    """The earlier of the two readings."""
    days = [day for day in (answer.due, answer.alternative_due) if day is not None]
    return min(days, default=None)


def float_ends(late_after: date) -> date:
    """Until when an answer mailed on the last day may still be on its way."""
    return business_days_after(late_after, MAIL_DAYS)


def unmet(rule: Rule, answer: Deadline, receipt: Receipt, today: date, *, sure: bool) -> State:
    """The state of what has not been done yet; not `sure` where silence proves nothing."""
    due, late_after = answer.due, answer.late_after
    if due is None or late_after is None:
        return State(DutyStatus.NOT_COVERED, (answer.note,))
    if rule.nature in (Nature.BAR, Nature.WINDOW):
        return _protection(due, today)
    if rule.bound is Bound.BORROWER:
        return State(DutyStatus.OVERDUE) if today > due else _ahead(due, today)
    if today > late_after:
        return _past(late_after, receipt, today, sure=sure)
    if today > (strict_day(answer) or due):
        return State(DutyStatus.PERHAPS_LATE, (_tolerated(answer, due, late_after, today),))
    return _ahead(due, today)


def _protection(due: date, today: date) -> State:
    """A bar or a window never becomes overdue: it lasts, then it is over."""
    if today <= due:
        return State(DutyStatus.OPEN)
    return State(DutyStatus.SUPERSEDED, (f"This time ended on {in_words(due)}.",))


def _tolerated(answer: Deadline, due: date, late_after: date, today: date) -> str:
    if today <= due:
        return f"Late only by the stricter reading of the holidays: wait for {in_words(due)}."
    return (
        f"The rule does not say what happens on this day: late only after {in_words(late_after)}."
    )


def _ahead(due: date, today: date) -> State:
    left = (due - today).days
    if left == 0:
        return State(DutyStatus.DUE_TODAY)
    return State(DutyStatus.DUE_SOON if left <= SOON_DAYS else DutyStatus.OPEN)


def _past(late_after: date, receipt: Receipt, today: date, *, sure: bool) -> State:
    ends = float_ends(late_after)
    if today <= ends:
        why = f"They may have mailed it on the last day: wait until {in_words(ends)}."
        return State(DutyStatus.PERHAPS_LATE, (why,))
    if receipt is Receipt.PRESUMED:
        why = "Probably late; but there is no proof of the day they got your letter. Get it."
        return State(DutyStatus.PERHAPS_LATE, (why,))
    if not sure:
        why = "Nothing on your record shows that it came. Look for it, and record it if it did."
        return State(DutyStatus.PERHAPS_LATE, (why,))
    return State(DutyStatus.OVERDUE)


def met(answer: Deadline, on: date, receipt: Receipt, *, arrival: bool) -> State:
    """Met in time, or late; `on` is the day they sent it, or its `arrival` here.

    Where only the arrival is known, or the start is only presumed, the mail
    float goes in their favour (`law.md` 1.6).
    """
    late_after = answer.late_after
    if late_after is None or on <= late_after:
        return State(DutyStatus.MET)
    if (arrival or receipt is Receipt.PRESUMED) and on <= float_ends(late_after):
        why = "Dated after the day, but it may have been in time: keep the envelope."
        if arrival:
            why = (
                "It came after the day, but mailing it on the last day is enough: late only if it"
                f" was mailed after {in_words(late_after)}. Keep the envelope; its postmark tells."
            )
        return State(DutyStatus.MET, (why,))
    return State(DutyStatus.MET_LATE)
