"""The two readings of a holiday on a weekend, in words."""

from __future__ import annotations

from datetime import date

import pytest

from borrower_desk.law.deadlines import deadline
from borrower_desk.law.readings import holiday_words, in_words
from borrower_desk.model import HolidayMode

FRIDAY = "Independence Day, a Saturday this year, is counted on its observed Friday"


@pytest.mark.parametrize("mode", HolidayMode)
def test_both_days_are_told_the_earlier_first_whichever_was_asked_for(mode):
    """Issue 4: "due 7 July; 8 July if Independence Day, ..."."""
    found = deadline("noe-acknowledge", date(2026, 6, 30), holidays=mode)
    assert found.note == f"Due 7 July 2026; 8 July 2026 if {FRIDAY}."


def test_a_sunday_is_told_with_its_monday():
    found = deadline("noe-acknowledge", date(2027, 7, 1))
    assert holiday_words(found) == (
        "Due 8 July 2027; 9 July 2027 if Independence Day, a Sunday this year, is counted on its"
        " observed Monday."
    )


def test_new_years_day_is_told_though_it_is_observed_in_the_year_before():
    found = deadline("noe-acknowledge", date(2027, 12, 27))
    assert holiday_words(found) == (
        "Due 3 January 2028; 4 January 2028 if New Year's Day, a Saturday this year, is counted"
        " on its observed Friday."
    )


def test_every_holiday_between_is_named_and_no_other():
    """From the eve of Christmas 2027 on: its own Friday is the start, and is not counted."""
    found = deadline("rfi-owner", date(2027, 12, 23))
    told = holiday_words(found)
    assert told.count("observed Friday") == 2
    assert "Christmas Day, a Saturday this year" in told
    assert " and New Year's Day" in told
    after = holiday_words(deadline("rfi-owner", date(2027, 12, 24)))
    assert "Christmas Day" not in after


def test_the_observed_day_on_which_a_count_ends_is_named():
    """Strictly the count ends on the observed Friday itself."""
    found = deadline("noe-acknowledge", date(2026, 6, 26))
    assert (found.alternative_due, found.due) == (date(2026, 7, 3), date(2026, 7, 6))
    assert FRIDAY in holiday_words(found)


@pytest.mark.parametrize(
    ("rule_id", "start", "params"),
    [
        ("noe-acknowledge", date(2026, 12, 7), {}),
        ("lossmit-evaluate", date(2026, 6, 30), {}),  # calendar days ask no holiday
        ("noe-respond-foreclosure", date(2026, 6, 30), {"sale_date": date(2026, 7, 2)}),
    ],
)
def test_one_day_needs_no_words(rule_id, start, params):
    assert holiday_words(deadline(rule_id, start, params)) == ""


def test_a_day_is_said_the_same_everywhere():
    assert in_words(date(2026, 7, 7)) == "7 July 2026"
