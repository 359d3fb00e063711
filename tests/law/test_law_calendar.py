"""The calendar: 5 USC 6103 by year, the four kinds of day, counts and anniversaries."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import holidays as oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borrower_desk.errors import UsageError
from borrower_desk.law.calendar import (
    Almanac,
    DayKind,
    anniversary,
    business_days_after,
    count_after,
    count_before,
    count_from,
    federal_holidays,
    on_or_after,
    on_or_before,
)
from borrower_desk.model import HolidayMode

STATUTORY, OBSERVED = HolidayMode.STATUTORY, HolidayMode.OBSERVED
TABLE = Path(__file__).with_name("federal_holidays.csv")
DAYS = st.dates(date(1972, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("day", "name", "because"),
    [
        (date(2026, 11, 26), "Thanksgiving Day", "the fourth Thursday in November"),
        (date(2026, 5, 25), "Memorial Day", "the last Monday in May"),
        (date(1975, 10, 27), "Veterans Day", "the fourth Monday of October, 1971 to 1977"),
        (date(1978, 11, 11), "Veterans Day", "back on its day from 1978"),
        (date(1986, 1, 20), "Birthday of Martin Luther King, Jr.", "from 1986"),
        (date(2021, 6, 19), "Juneteenth", "Pub. L. 117-17 of 17 June 2021"),
    ],
)
def test_a_legal_public_holiday_falls_where_the_statute_puts_it(day, name, because):
    """5 USC 6103(a), as it stood in the year."""
    assert federal_holidays(day.year, STATUTORY)[day] == name, because


@pytest.mark.parametrize("day", [date(1985, 1, 21), date(2020, 6, 19), date(1976, 11, 11)])
def test_a_day_is_no_holiday_before_the_law_made_it_one(day):
    """King from 1986, Juneteenth from 2021, no Veterans Day on 11 November 1976."""
    assert day not in federal_holidays(day.year, OBSERVED)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 7, 3), "Independence Day (observed)"),
        (date(2021, 6, 18), "Juneteenth (observed)"),
        (date(2022, 6, 20), "Juneteenth (observed)"),
        (date(2021, 12, 31), "New Year's Day (observed)"),
        (date(2027, 12, 24), "Christmas Day (observed)"),
    ],
)
def test_an_observed_day_counts_as_a_holiday_in_the_observed_reading_only(day, name):
    """The Friday before a Saturday holiday, the Monday after a Sunday one."""
    assert federal_holidays(day.year, OBSERVED)[day] == name
    assert day not in federal_holidays(day.year, STATUTORY)


@pytest.mark.parametrize("day", [date(2021, 1, 20), date(2024, 12, 24), date(2026, 11, 27)])
def test_inauguration_and_executive_closings_are_no_legal_public_holidays(day):
    """They excuse federal staff; they do not amend 6103(a)."""
    assert day not in federal_holidays(day.year, OBSERVED)


def test_the_table_agrees_with_the_published_one():
    """Every statutory and observed date from 2019 to 2030."""
    rows = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
    for row in rows:
        own, kept = (
            date.fromisoformat(row["statutory_date"]),
            date.fromisoformat(row["observed_date"]),
        )
        if row["holiday"] == "Juneteenth" and own.year < 2021:
            continue
        assert federal_holidays(own.year, STATUTORY)[own] == row["holiday"]
        assert federal_holidays(kept.year, OBSERVED)[kept].startswith(row["holiday"])
    assert len(rows) == 130


def test_the_statutory_dates_agree_with_an_independent_library():
    """The `holidays` package, year by year, from 1971 to 2100."""
    for year in range(1971, 2101):
        theirs = {
            day
            for day, name in oracle.US(years=year, observed=False).items()
            if "Inauguration" not in name and day.year == year
        }
        assert set(federal_holidays(year, STATUTORY)) == theirs, year


def test_the_observed_dates_agree_with_an_independent_library():
    """The `holidays` package's observed days, year by year, from 1971 to 2099."""
    for year in range(1971, 2100):
        theirs = {day for day in oracle.US(years=[year, year + 1]) if day.year == year}
        mine = federal_holidays(year, OBSERVED)
        weekday = {day for day in mine if day.weekday() < 5}
        assert weekday == {day for day in theirs if day.weekday() < 5}, year


@pytest.mark.parametrize("year", [1970, 2101, 1])
def test_a_year_outside_the_table_is_refused(year):
    """What is not known is not guessed."""
    with pytest.raises(UsageError):
        federal_holidays(year, OBSERVED)


@pytest.mark.parametrize(
    ("received", "days", "expected", "because"),
    [
        (date(2026, 11, 2), 5, date(2026, 11, 9), "one weekend lies between"),
        (date(2026, 11, 23), 5, date(2026, 12, 1), "a weekend and Thanksgiving"),
        (date(2026, 11, 28), 1, date(2026, 11, 30), "received on a Saturday"),
        (date(2019, 10, 1), 5, date(2019, 10, 8), "comment 41(k)(2)(ii)-1"),
        (date(2019, 10, 8), 10, date(2019, 10, 23), "comment 41(k)(2)(ii)-1, Columbus Day"),
    ],
)
def test_business_days_leave_out_weekends_and_holidays(received, days, expected, because):
    """12 CFR 1024.35(d): the day of receipt is day 0."""
    assert business_days_after(received, days) == expected, because


def test_the_skipped_days_say_why():
    """The working names each day left out."""
    count = count_after(date(2026, 11, 25), 2, Almanac(DayKind.BUSINESS))
    assert count.counted == (date(2026, 11, 27), date(2026, 11, 30))
    assert [(one.on.day, one.why) for one in count.skipped] == [
        (26, "Thanksgiving Day"),
        (28, "Saturday"),
        (29, "Sunday"),
    ]


def test_saturdays_are_specific_business_days_and_observed_days_too():
    """12 CFR 1026.2(a)(6) and comment 2(a)(6)-2: Saturday 4 July is out, Friday 3 July is in."""
    almanac = Almanac(DayKind.SPECIFIC, OBSERVED)
    count = count_before(date(2026, 7, 6), 3, almanac)
    assert count.last == date(2026, 7, 1)
    assert [one.why for one in count.skipped] == ["Sunday", "Independence Day"]
    assert almanac.counts(date(2026, 7, 11))


def test_a_weekend_is_called_a_weekend_though_a_holiday_falls_on_it():
    """Where Saturdays count, the holiday is the reason."""
    day = date(2028, 1, 1)
    assert Almanac(DayKind.BUSINESS, OBSERVED).skipped_because(day) == "Saturday"
    assert Almanac(DayKind.SPECIFIC).skipped_because(day) == "New Year's Day"
    assert Almanac(DayKind.SPECIFIC).skipped_because(date(2027, 7, 4)) == "Independence Day"


def test_a_closure_says_so_to_who_asks_and_in_a_count():
    shut = Almanac(DayKind.OPEN, OBSERVED, {date(2026, 11, 27)})
    assert shut.skipped_because(date(2026, 11, 27)) == "closed that day"
    count = count_after(date(2026, 11, 25), 1, shut)
    assert [one.why for one in count.skipped] == [
        "Thanksgiving Day", "closed that day", "Saturday", "Sunday",
    ]  # fmt: skip


def test_a_closure_matters_only_where_open_days_are_counted():
    """The servicer's own closing is no legal public holiday."""
    shut = {date(2026, 11, 27)}
    assert not Almanac(DayKind.OPEN, OBSERVED, shut).counts(date(2026, 11, 27))
    assert Almanac(DayKind.BUSINESS, OBSERVED, shut).counts(date(2026, 11, 27))


def test_saturdays_count_only_where_the_office_works_on_them():
    """And then no Sunday, and no other kind of day, does."""
    saturday, sunday = date(2026, 12, 12), date(2026, 12, 13)
    works = Almanac(DayKind.OPEN, OBSERVED, saturdays=True)
    assert works.counts(saturday)
    assert works.skipped_because(sunday) == "Sunday"
    assert not Almanac(DayKind.OPEN, OBSERVED).counts(saturday)
    assert not Almanac(DayKind.BUSINESS, OBSERVED, saturdays=True).counts(saturday)
    assert works.skipped_because(date(2027, 12, 25)) == "Christmas Day"


def test_the_day_before_that_counts_is_found_going_back():
    business = Almanac(DayKind.BUSINESS, OBSERVED).counts
    assert on_or_before(date(2026, 11, 29), business) == date(2026, 11, 27)
    assert on_or_before(date(2026, 11, 26), business) == date(2026, 11, 25)
    assert on_or_before(date(2026, 11, 25), business) == date(2026, 11, 25)


def test_a_period_that_begins_on_a_day_has_it_as_day_one():
    """ "The 60-day period beginning on" 1 July ends on 29 August."""
    count = count_from(date(2026, 7, 1), 60, Almanac(DayKind.CALENDAR))
    assert count.counted[0] == date(2026, 7, 1)
    assert count.last == date(2026, 8, 29)


@pytest.mark.parametrize(
    ("start", "years", "expected"),
    [
        (date(2026, 8, 1), 1, date(2027, 8, 1)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
    ],
)
def test_an_anniversary_keeps_the_day_and_month(start, years, expected):
    """29 February becomes 28 February in a common year; no weekend moves it."""
    assert anniversary(start, years) == expected


def test_the_end_of_the_calendar_is_a_clear_error():
    """A date that cannot be is refused with words."""
    with pytest.raises(UsageError):
        anniversary(date(9999, 1, 1), 1)
    with pytest.raises(UsageError):
        count_after(date.max, 1, Almanac(DayKind.CALENDAR))


def test_a_count_starts_at_one():
    """Zero days are no count."""
    with pytest.raises(ValueError, match="starts at 1"):
        count_after(date(2026, 1, 1), 0, Almanac(DayKind.CALENDAR))


@settings(deadline=None, max_examples=60)
@given(DAYS, st.integers(1, 60), st.sampled_from(DayKind), st.sampled_from(HolidayMode))
def test_counted_and_skipped_days_tile_the_interval(start, days, kind, mode):
    """Every day after the start, up to the last one, was either counted or skipped."""
    count = count_after(start, days, Almanac(kind, mode))
    met = sorted([*count.counted, *(one.on for one in count.skipped)])
    span = (count.last - start).days
    assert met == [start + timedelta(days=n + 1) for n in range(span)]
    assert len(count.counted) == days


@settings(deadline=None, max_examples=60)
@given(DAYS, st.integers(1, 60), st.sampled_from(DayKind))
def test_counting_back_and_forth_comes_home_on_days_that_count(start, days, kind):
    """N days back from N days on is the start, where the start itself counts."""
    almanac = Almanac(kind)
    home = on_or_after(start, almanac.counts)
    there = count_after(home, days, almanac).last
    assert count_before(there, days, almanac).last == home
    assert on_or_before(there, almanac.counts) == there
