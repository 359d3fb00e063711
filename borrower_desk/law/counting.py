"""The ways in which a rule can count, by the name that rule files use.

Each takes the rule, its start, its parameters and one reading of the holidays,
and gives back the day with its working.  A rule that counts in one of these
ways is data alone; a new way is a new function here and its name in
`rules.COUNTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time, timedelta

from borrower_desk.errors import UsageError
from borrower_desk.frozen import dataclass, replace
from borrower_desk.law.calendar import (
    Almanac,
    Count,
    DayKind,
    anniversary,
    count_after,
    count_before,
    count_from,
    on_or_after,
)
from borrower_desk.law.hours import (
    ALL_DAY,
    business_hours_after,
    due_day,
    office_hours,
    zone_named,
)
from borrower_desk.law.parameters import Value
from borrower_desk.law.rules import Leg, Rule
from borrower_desk.model import HolidayMode, SkippedDay

HOME_ZONE = "America/New_York"


@dataclass(frozen=True, slots=True)
class Question:
    """What is counted: a rule from a start, with its parameters, under one reading."""

    rule: Rule
    start: date
    params: Mapping[str, Value]
    holidays: HolidayMode
    closures: Collection[date] = ()
    started_at: datetime | None = None

    def almanac(self, kind: DayKind) -> Almanac:
        return Almanac(kind, self.holidays, self.closures)

    def day(self, name: str) -> date | None:
        """The date of a parameter, or of "start"; None where there is none."""
        if name == "start":
            return self.start
        value = self.params.get(name)
        return value if isinstance(value, date) else None


@dataclass(frozen=True, slots=True)
class Answer:
    """The day that a count comes to, its working, and what there is to say about it."""

    due: date
    counted: tuple[date, ...] = ()
    skipped: tuple[SkippedDay, ...] = ()
    due_at: datetime | None = None
    extended: bool = False
    amount: int | None = None  # where it is not the rule's own
    notes: tuple[str, ...] = ()


def _answer(count: Count, *notes: str) -> Answer:
    return Answer(count.last, count.counted, count.skipped, notes=notes)


def _amount(rule: Rule) -> int:
    if rule.amount is None:
        raise ValueError(f"{rule.id} has no amount")
    return rule.amount


def days_after(asked: Question) -> Answer:
    """N days after the start, longer by a valid extension."""
    rule = asked.rule
    almanac = asked.almanac(rule.calendar)
    return _extended(asked, lambda days: count_after(asked.start, days, almanac))


def period_beginning(asked: Question) -> Answer:
    """ "The N-day period beginning on" a day: that day is day one (`law.md` 1.2)."""
    almanac = asked.almanac(asked.rule.calendar)
    return _extended(asked, lambda days: count_from(asked.start, days, almanac))


def _extended(asked: Question, count: Callable[[int], Count]) -> Answer:
    """The ordinary time, or more of it where the rule allows and the notice was good."""
    rule, amount = asked.rule, _amount(asked.rule)
    ordinary = count(amount)
    more = rule.extend
    noticed = asked.day(more.noticed) if more else None
    if more is None or noticed is None:
        return _answer(ordinary)
    if noticed > ordinary.last:
        return _answer(
            ordinary, f"The notice of {noticed} came after {ordinary.last}: no more time."
        )
    if noticed < asked.start:
        return _answer(ordinary, f"A notice of {noticed} came before {asked.start}: no more time.")
    if (
        "extension_in_writing" in more.conditions
        and asked.params.get("extension_in_writing") is False
    ):
        return _answer(ordinary, "The extension was not given in writing: no more time.")
    if (
        "extension_gives_reasons" in more.conditions
        and asked.params.get("extension_gives_reasons") is False
    ):
        return _answer(ordinary, "The extension gave no reasons: no more time.")
    longer = _answer(count(amount + more.amount), f"Extended: {amount + more.amount} in all.")
    return replace(longer, extended=True, amount=amount + more.amount)


def days_before(asked: Question) -> Answer:
    """ "At least N days before": the latest day that is (`law.md` 1.2)."""
    return _answer(
        count_before(asked.start, _amount(asked.rule), asked.almanac(asked.rule.calendar))
    )


def years_after(asked: Question) -> Answer:
    """The anniversary; no weekend moves it (`law.md` section 7)."""
    years = _amount(asked.rule)
    marks = tuple(anniversary(asked.start, n) for n in range(1, years + 1))
    return Answer(marks[-1], marks)


def same_day(asked: Question) -> Answer:
    """The day of the event itself: nothing is counted."""
    return Answer(asked.start)


def fixed_day(asked: Question) -> Answer:
    """31 January of the next year, rolled forward as 26 USC 7503 has it."""
    named = date(asked.start.year + 1, 1, 31)
    almanac = asked.almanac(DayKind.BUSINESS)
    due = on_or_after(named, almanac.counts)
    rolled = (named + timedelta(days=n) for n in range((due - named).days))
    return Answer(
        due, (due,), tuple(SkippedDay(day, almanac.skipped_because(day) or "") for day in rolled)
    )


def _leg(asked: Question, leg: Leg, start: date) -> Answer:
    if leg.unit == "years":
        return Answer(anniversary(start, leg.amount), (anniversary(start, leg.amount),))
    kind = DayKind.BUSINESS if leg.unit == "business days" else DayKind.CALENDAR
    count = count_before if leg.direction == "before" else count_after
    return _answer(count(start, leg.amount, asked.almanac(kind)))


def _legs(asked: Question) -> list[tuple[Leg, Answer]]:
    """Every leg whose date is known."""
    starts = ((leg, asked.day(leg.start)) for leg in asked.rule.legs)
    return [(leg, _leg(asked, leg, start)) for leg, start in starts if start is not None]


def earlier_of(asked: Question) -> Answer:
    """Whichever of its legs ends first; a leg whose date is not known is left out."""
    leg, answer = min(_legs(asked), key=lambda one: one[1].due)
    if leg.direction == "before":
        # The working of a day before another is how far it is from the start.
        kind = asked.almanac(asked.rule.calendar)
        days = [asked.start + timedelta(days=n + 1) for n in range((answer.due - asked.start).days)]
        whys = [(day, kind.skipped_because(day)) for day in days]
        answer = Answer(
            answer.due,
            tuple(day for day, why in whys if why is None),
            tuple(SkippedDay(day, why) for day, why in whys if why is not None),
            notes=(f"The last day before {asked.day(leg.start)} comes first.",),
        )
    return answer


def later_of(asked: Question) -> Answer:
    """Whichever of its legs ends last; a leg whose date is not known is named in a note."""
    missing = [leg.start for leg in asked.rule.legs if asked.day(leg.start) is None]
    answer = max((one for _, one in _legs(asked)), key=lambda one: one.due)
    notes = tuple(f"No {name.replace('_', ' ')} is known: it may be later." for name in missing)
    return replace(answer, notes=notes)


def in_turn(asked: Question) -> Answer:
    """Counts one after the other, each from the last day of the one before."""
    answer, start = Answer(asked.start), asked.start
    for leg in asked.rule.legs:
        part = _leg(asked, leg, start)
        start = part.due
        answer = Answer(start, answer.counted + part.counted, answer.skipped + part.skipped)
    return answer


def shortened_near_sale(asked: Question) -> Answer:
    """14 days, 7 where the application was complete under 90 days before a sale: 1024.41(e)(1)."""
    complete, sale = asked.day("complete_received_on"), asked.day("sale_date")
    near = complete is not None and sale is not None and (sale - complete).days < 90
    days = 7 if near else _amount(asked.rule)
    count = count_after(asked.start, days, asked.almanac(DayKind.CALENDAR))
    return replace(_answer(count), amount=days)


def reasonable_date(asked: Question) -> Answer:
    """Comments 41(b)(2)(ii)-1 to -3: 30 days, before the next milestone, never under 7."""
    sale, behind = asked.day("sale_date"), asked.day("delinquent_since")
    milestones = [
        (asked.day("document_stale_on"), "a document goes stale"),
        (behind and behind + timedelta(days=120), "the 120th day of delinquency"),
        (sale and sale - timedelta(days=90), "90 days before the sale"),
        (sale and sale - timedelta(days=38), "38 days before the sale"),
    ]
    usual = asked.start + timedelta(days=_amount(asked.rule))
    ahead = [(day, why) for day, why in milestones if day is not None and asked.start < day < usual]
    due, why = min(ahead, default=(usual, ""))
    least = asked.start + timedelta(days=7)
    if due < least:
        due, why = least, "never less than 7 days"
    count = count_after(asked.start, (due - asked.start).days, asked.almanac(DayKind.CALENDAR))
    return _answer(count, *([f"Set by: {why}."] if why else []))


def business_hours(asked: Question) -> Answer:
    """Hours on business days; `due_at` is the instant, `due` its last day."""
    hours, office = asked.params.get("hours"), asked.params.get("office_hours")
    zone = zone_named(str(asked.params.get("tz") or HOME_ZONE))
    # Without an hour the message counts from the end of its day: nobody is accused early.
    start = asked.started_at or datetime.combine(asked.start + timedelta(days=1), time())
    if not isinstance(hours, int):
        raise UsageError("How many hours?", hint="--param hours=48")
    almanac = asked.almanac(DayKind.OPEN)
    opening = office_hours(office) if isinstance(office, str) else ALL_DAY
    due_at = business_hours_after(start, hours, zone, almanac, opening)
    here = start.astimezone(zone) if start.tzinfo else start
    began = here.date() if asked.started_at else asked.start
    due = due_day(due_at)
    days = [began + timedelta(days=n) for n in range(1, (due - began).days + 1)]
    whys = [(day, almanac.skipped_because(day)) for day in days]
    return Answer(
        due,
        tuple(day for day, why in whys if why is None),
        tuple(SkippedDay(day, why) for day, why in whys if why is not None),
        due_at,
    )


WAYS: Mapping[str, Callable[[Question], Answer]] = {
    "days-after": days_after,
    "days-before": days_before,
    "period-beginning": period_beginning,
    "years-after": years_after,
    "same-day": same_day,
    "fixed-day": fixed_day,
    "earlier-of": earlier_of,
    "later-of": later_of,
    "in-turn": in_turn,
    "shortened-near-sale": shortened_near_sale,
    "reasonable-date": reasonable_date,
    "business-hours": business_hours,
}
