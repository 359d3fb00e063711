"""Business hours: the servicer's own promise on a clock (`law.md` 1.9)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borrower_desk.errors import UsageError
from borrower_desk.law.calendar import Almanac, DayKind
from borrower_desk.law.hours import (
    OfficeHours,
    business_hours_after,
    due_day,
    office_hours,
    open_on_saturdays,
    zone_in,
    zone_named,
)

EASTERN = ZoneInfo("America/New_York")
OPEN_DAYS = Almanac(DayKind.OPEN)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN)


@pytest.mark.parametrize(
    ("start", "hours", "expected", "because"),
    [
        ("2026-11-24T10:00", 48, "2026-11-27T10:00", "Thanksgiving does not count"),
        ("2026-11-23T10:00", 24, "2026-11-24T10:00", "one business day, the same hour"),
        ("2026-11-21T10:00", 24, "2026-11-24T00:00", "sent on a Saturday: Monday, whole"),
        ("2026-11-20T18:30", 24, "2026-11-23T18:30", "over a weekend"),
        ("2026-03-06T12:00", 24, "2026-03-09T12:00", "the clocks go forward on Sunday"),
        ("2026-10-30T12:00", 24, "2026-11-02T12:00", "the clocks go back on Sunday"),
    ],
)
def test_only_hours_on_business_days_count(start, hours, expected, because):
    """Wall-clock time, midnight to midnight, in one zone."""
    assert business_hours_after(at(start), hours, EASTERN, OPEN_DAYS) == at(expected), because


def test_the_answer_has_the_offset_of_its_own_day():
    """Across the end of daylight saving the offset changes and the hour does not."""
    found = business_hours_after(at("2026-10-30T12:00"), 24, EASTERN, OPEN_DAYS)
    assert found.isoformat() == "2026-11-02T12:00:00-05:00"


def test_a_start_in_another_zone_is_taken_to_the_servicers():
    """Half past ten in Chicago is half past eleven in New York."""
    start = datetime.fromisoformat("2026-11-23T10:30:00-06:00")
    assert business_hours_after(start, 24, EASTERN, OPEN_DAYS) == at("2026-11-24T11:30")


def test_office_hours_make_days_short():
    """Where the user says so, 48 business hours of nine each take five days and more."""
    found = business_hours_after(
        at("2026-11-02T08:00"), 48, EASTERN, OPEN_DAYS, office_hours("08:00-17:00")
    )
    assert found == at("2026-11-09T11:00")


def test_midnight_belongs_to_the_day_before():
    """A result at 00:00 means "by the end of the day before"."""
    assert due_day(at("2026-11-24T00:00")) == date(2026, 11, 23)
    assert due_day(at("2026-11-24T00:01")) == date(2026, 11, 24)


@pytest.mark.parametrize("text", ["", "always", "25:00-26:00", "17:00-08:00", "08:00-08:00"])
def test_what_is_no_office_hours_is_refused(text):
    """A malformed time gives words, not a guess."""
    with pytest.raises(UsageError):
        office_hours(text)


def test_an_office_can_be_open_until_midnight():
    assert office_hours("08:00-24:00") == OfficeHours(timedelta(hours=8), timedelta(hours=24))


def test_the_zone_is_read_from_the_business_hours():
    """As `servicer add --business-hours` takes them."""
    assert zone_in("Mon-Fri 08:00-17:00 America/Chicago") == "America/Chicago"
    assert zone_in("Mon-Fri 08:00-17:00") == "America/New_York"
    assert office_hours("Mon-Fri 08:00-17:00 America/Chicago") == OfficeHours(
        timedelta(hours=8), timedelta(hours=17)
    )


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd", "/etc/passwd", "a\0b"])
def test_an_unknown_zone_is_refused(name):
    """A stranger's zone name opens no file."""
    with pytest.raises(UsageError):
        zone_named(name)


def test_no_hours_are_no_promise():
    with pytest.raises(UsageError):
        business_hours_after(at("2026-11-24T10:00"), 0, EASTERN, OPEN_DAYS)


@settings(deadline=None, max_examples=80)
@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2029, 12, 1)),
    st.integers(1, 200),
)
def test_an_hour_more_is_never_earlier(start, hours):
    """Monotone in the start and in the promise, and never outside business hours."""
    found = business_hours_after(start, hours, EASTERN, OPEN_DAYS)
    assert found <= business_hours_after(start, hours + 1, EASTERN, OPEN_DAYS)
    assert found <= business_hours_after(start + timedelta(hours=1), hours, EASTERN, OPEN_DAYS)
    assert OPEN_DAYS.counts(due_day(found))


@pytest.mark.parametrize(
    ("text", "saturdays"),
    [
        ("Mon-Fri 08:00-17:00 America/Chicago", False),
        ("Mon-Sat 08:00-17:00 America/Chicago", True),
        ("Monday through Sunday", True),
        ("Mon–Fri 8:00-18:00, Sat 9:00-13:00", True),
        ("Mon-Fri 08:00-17:00 America/Sao_Paulo", False),
        ("", False),
    ],
)
def test_the_business_hours_say_whether_saturdays_are_among_them(text, saturdays):
    assert open_on_saturdays(text) is saturdays
