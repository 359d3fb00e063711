"""Dates reckoned without walking: whole weeks by arithmetic, holidays by looking them up.

A second way to the same dates, which shares no code with the product nor with
`law_walk`'s steps: the holidays are those of the published table
(`federal_holidays.csv`), weekdays are counted in sevens and fives, years by
their text.  Only the amounts of the law are `law_walk`'s.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from datetime import date
from functools import cache
from pathlib import Path

from law_walk import BACK, ON_BUSINESS, ON_CALENDAR, PERIOD, YEARS


@cache
def weekday_holidays(observed):
    """The ordinals of the holidays that fall from Monday to Friday, in order."""
    with Path(__file__).with_name("federal_holidays.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    days = {date.fromisoformat(row["statutory_date"]) for row in rows}
    if observed:
        days |= {date.fromisoformat(row["observed_date"]) for row in rows}
    return sorted(day.toordinal() for day in days if day.weekday() < 5)


def weekdays_on(start, days):
    """The ordinal `days` weekdays after `start`: five to a week."""
    ordinal = start.toordinal()
    into = min(start.weekday(), 4)  # a weekend is as good as its Friday
    ordinal -= start.weekday() - into
    weeks, rest = divmod(into + days, 5)
    return ordinal - into + 7 * weeks + rest


def holidays_in(first, last, observed):
    """How many weekday holidays lie after `first` up to `last` (ordinals)."""
    table = weekday_holidays(observed)
    return bisect_right(table, last) - bisect_right(table, first)


def business_after(start, days, observed):
    """Add the weekdays, then as many more as there were holidays, until none is left over."""
    met, last = 0, weekdays_on(start, days)
    while (now := holidays_in(start.toordinal(), last, observed)) != met:
        met, last = now, weekdays_on(start, days + now)
    return date.fromordinal(last)


def reckon(rule_id, start, observed):
    """The last day of a rule that needs nothing but its start; None for the others."""
    if rule_id in ON_BUSINESS:
        return business_after(start, ON_BUSINESS[rule_id], observed)
    if rule_id in ON_CALENDAR:
        return date.fromordinal(start.toordinal() + ON_CALENDAR[rule_id])
    if rule_id in PERIOD:
        return date.fromordinal(start.toordinal() + PERIOD[rule_id] - 1)
    if rule_id in BACK:
        return date.fromordinal(start.toordinal() - BACK[rule_id])
    if rule_id in YEARS:
        year, rest = start.year + YEARS[rule_id], start.isoformat()[4:]
        leap = year % 4 == 0
        return date.fromisoformat(f"{year}{'-02-28' if rest == '-02-29' and not leap else rest}")
    return None
