"""Days: which of them are legal public holidays, which count, and how a count is made.

Knows 5 USC 6103(a) year by year, the four kinds of day of Regulations X and Z,
and how to count them forward, back and from a day.  Which rule counts which
kind of day is the rule's own business (`rules/*.toml`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from types import MappingProxyType

from borrower_desk.errors import UsageError
from borrower_desk.frozen import dataclass
from borrower_desk.model import HolidayMode, SkippedDay

FIRST_YEAR, LAST_YEAR = 1971, 2100
_ONE_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
_WEEKENDS, _SUNDAYS = frozenset({_SATURDAY, _SUNDAY}), frozenset({_SUNDAY})
_NONE: Mapping[date, str] = MappingProxyType({})


class DayKind(StrEnum):
    """The kinds of day that a rule can count (`law.md` 1.1)."""

    CALENDAR = "calendar"  # every day: "Day means calendar day", 12 CFR 1024.31
    BUSINESS = "business"  # "excluding legal public holidays, Saturdays, and Sundays"
    OPEN = "open"  # the servicer's offices are open, 12 CFR 1026.2(a)(6), first sentence
    SPECIFIC = "specific"  # not Sundays, not 6103(a) dates; Saturdays count: second sentence


def is_known(day: date) -> bool:
    """Does the calendar reach to the day, and to what is counted from it?"""
    return FIRST_YEAR < day.year < LAST_YEAR


def known_day(day: date, what: str = "The day") -> date:
    """`day` itself, where the calendar reaches to it and to what is counted from it.

    Raises `UsageError`: a day of the year 1 or 9999 is a slip of the pen, and
    once on record every count from it would fail.
    """
    if not is_known(day):
        raise UsageError(
            f"{what} {day} lies beyond the calendar that the law is counted by.",
            hint=f"Give a day from {FIRST_YEAR + 1} to {LAST_YEAR - 1}.",
        )
    return day


@dataclass(frozen=True, slots=True)
class Almanac:
    """Which days count: the kind of day, the reading of the holidays, and closures.

    `closures` are days on which the servicer is shut, and `saturdays` says that
    it works on them; both matter only to counts of days on which it is open.
    The servicer's own closings are no legal public holidays (`law.md` 1.4).
    """

    kind: DayKind
    holidays: HolidayMode = HolidayMode.OBSERVED
    closures: Collection[date] = ()
    saturdays: bool = False

    def skipped_because(self, day: date) -> str | None:
        """Why this day does not count ("Saturday", "Labor Day"), or None where it does."""
        why = self.skips(day.year).get(day)
        if why is None and self.kind is DayKind.OPEN and day in self.closures:
            return "closed that day"
        return why

    def skips(self, year: int) -> Mapping[date, str]:
        """The days of a year that do not count, and why; closures apart."""
        if self.kind is DayKind.SPECIFIC:
            return _specific_skips(year)
        if self.kind is DayKind.CALENDAR:
            return _NONE
        works = self.saturdays and self.kind is DayKind.OPEN
        return _skips(year, self.holidays, _SUNDAYS if works else _WEEKENDS)

    def counts(self, day: date) -> bool:
        return self.skipped_because(day) is None


@cache
def _skips(year: int, mode: HolidayMode, weekdays: frozenset[int]) -> Mapping[date, str]:
    """The year's days on these weekdays, and its holidays, by date; a weekend's name goes first."""
    found = dict(federal_holidays(year, mode))
    first = date(year, 1, 1)
    for weekday in weekdays:
        name = "Saturday" if weekday == _SATURDAY else "Sunday"
        day = first + timedelta(days=(weekday - first.weekday()) % 7)
        while day.year == year:
            found[day] = name
            day += _WEEK
    return MappingProxyType(found)


@cache
def _specific_skips(year: int) -> Mapping[date, str]:
    """Sundays and the dates of the statute: the observed day counts, cmt. 2(a)(6)-2."""
    statutory = HolidayMode.STATUTORY
    return MappingProxyType(
        {**_skips(year, statutory, _SUNDAYS), **federal_holidays(year, statutory)}
    )


@dataclass(frozen=True, slots=True)
class Count:
    """A count with its working: the last day, and every day met on the way, once.

    `counted` and `skipped` stand in the order in which they were met, so that
    the last day counted is `last`.
    """

    last: date
    counted: tuple[date, ...] = ()
    skipped: tuple[SkippedDay, ...] = ()


@cache
def federal_holidays(year: int, mode: HolidayMode = HolidayMode.OBSERVED) -> Mapping[date, str]:
    """The legal public holidays that fall in `year`, by date.

    Statutory: the dates of 5 USC 6103(a).  Observed: those, and the Friday
    before a Saturday holiday (6103(b)(1)) or the Monday after a Sunday one
    (Executive Order 11582, section 3), named "... (observed)".  New Year's Day
    of the next year can be observed on 31 December.  From 1971 to 2100.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UsageError(
            f"The federal holidays of {year} are not known here.",
            hint=f"Dates from {FIRST_YEAR} to {LAST_YEAR} can be counted.",
        )
    statutory = _statutory(year)
    if mode is HolidayMode.STATUTORY:
        return MappingProxyType(statutory)
    observed = dict(statutory)
    for day, name in {**statutory, date(year + 1, 1, 1): "New Year's Day"}.items():
        kept = _observed_on(day)
        if kept.year == year and kept != day:
            observed[kept] = f"{name} (observed)"
    return MappingProxyType(dict(sorted(observed.items())))


def _statutory(year: int) -> dict[date, str]:
    """The dates of 5 USC 6103(a) as it stood in `year`."""
    days = {date(year, 1, 1): "New Year's Day"}
    if year >= 1986:  # Pub. L. 98-144
        days[_nth(year, 1, _MONDAY, 3)] = "Birthday of Martin Luther King, Jr."
    days[_nth(year, 2, _MONDAY, 3)] = "Washington's Birthday"
    days[_last_monday(year, 5)] = "Memorial Day"
    if year >= 2021:  # Pub. L. 117-17, of 17 June 2021
        days[date(year, 6, 19)] = "Juneteenth"
    days[date(year, 7, 4)] = "Independence Day"
    days[_nth(year, 9, _MONDAY, 1)] = "Labor Day"
    days[_nth(year, 10, _MONDAY, 2)] = "Columbus Day"
    # Pub. L. 90-363 moved it to October; Pub. L. 94-97 moved it back from 1978.
    veterans = date(year, 11, 11) if year >= 1978 else _nth(year, 10, _MONDAY, 4)
    days[veterans] = "Veterans Day"
    days[_nth(year, 11, _THURSDAY, 4)] = "Thanksgiving Day"
    days[date(year, 12, 25)] = "Christmas Day"
    return days


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def _last_monday(year: int, month: int) -> date:
    last = date(year, month + 1, 1) - _ONE_DAY
    return last - timedelta(days=last.weekday())


def _observed_on(day: date) -> date:
    if day.weekday() == _SATURDAY:
        return day - _ONE_DAY
    return day + _ONE_DAY if day.weekday() == _SUNDAY else day


def count_after(start: date, days: int, almanac: Almanac) -> Count:
    """`days` days after `start`; the day after `start` is the first that can count."""
    return _count(start, days, almanac, _ONE_DAY)


def count_before(anchor: date, days: int, almanac: Almanac) -> Count:
    """`days` days before `anchor`: "at least N days before" is met on the last of them."""
    return _count(anchor, days, almanac, -_ONE_DAY)


def count_from(start: date, days: int, almanac: Almanac) -> Count:
    """The period of `days` days that begins on `start`: `start` itself can be day one."""
    return _count(start - _ONE_DAY, days, almanac, _ONE_DAY)


def _count(start: date, days: int, almanac: Almanac, step: timedelta) -> Count:
    if days < 1:
        raise ValueError(f"a count of days starts at 1, not {days}")
    if almanac.kind is DayKind.OPEN and almanac.closures:
        return _walked(start, days, almanac, step, almanac.closures)
    # Several rules count the same days from the same letter.
    return _walked_once(start, days, almanac.kind, almanac.holidays, almanac.saturdays, step)


@lru_cache(maxsize=1024)
def _walked_once(
    start: date,
    days: int,
    kind: DayKind,
    holidays: HolidayMode,
    saturdays: bool,
    step: timedelta,
) -> Count:
    return _walked(start, days, Almanac(kind, holidays, (), saturdays), step, ())


def _walked(
    start: date, days: int, almanac: Almanac, step: timedelta, shut: Collection[date]
) -> Count:
    counted: list[date] = []
    skipped: list[SkippedDay] = []
    day, year, skips = start, 0, _NONE
    try:
        # Not a call for each day: `due` takes ten thousand of these steps on a full desk.
        while days:
            day += step
            if day.year != year:
                year, skips = day.year, almanac.skips(day.year)
            if day in skips:
                skipped.append(SkippedDay(day, skips[day]))
            elif day in shut:
                skipped.append(SkippedDay(day, "closed that day"))
            else:
                counted.append(day)
                days -= 1
    except OverflowError as error:
        raise _past_the_end() from error
    return Count(day, tuple(counted), tuple(skipped))


def _past_the_end() -> UsageError:
    return UsageError("The count runs past the end of the calendar.", hint="Check the start date.")


def business_days_after(
    received: date, days: int, holidays: HolidayMode = HolidayMode.OBSERVED
) -> date:
    """The last day of a count of business days; the day after `received` is day one.

    Saturdays, Sundays and legal public holidays are not counted, as 12 CFR
    1024.35(d) and (e)(3) have it.
    """
    return count_after(received, days, Almanac(DayKind.BUSINESS, holidays)).last


def on_or_after(day: date, counts: Callable[[date], bool]) -> date:
    """`day` where it counts, else the next one that does."""
    try:
        while not counts(day):
            day += _ONE_DAY
    except OverflowError as error:
        raise _past_the_end() from error
    return day


def on_or_before(day: date, counts: Callable[[date], bool]) -> date:
    """`day` where it counts, else the last one before it that does."""
    try:
        while not counts(day):
            day -= _ONE_DAY
    except OverflowError as error:
        raise _past_the_end() from error
    return day


def anniversary(start: date, years: int) -> date:
    """The same day and month `years` later; 29 February becomes 28 in a common year."""
    try:
        return start.replace(year=start.year + years)
    except ValueError as error:
        if (start.month, start.day) == (2, 29):
            return date(start.year + years, 2, 28)
        raise UsageError(
            "The count runs past the end of the calendar.", hint="Check the start date."
        ) from error
