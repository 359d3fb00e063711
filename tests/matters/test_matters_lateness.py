"""Lateness: what a day past is called, for whom, and the words that go with it."""

from __future__ import annotations

from datetime import date

import pytest

from borrower_desk.law.deadlines import deadline
from borrower_desk.law.rules import rule
from borrower_desk.matters.lateness import float_ends, holiday_words, in_words, met, unmet
from borrower_desk.model import DutyStatus, Receipt


def state(rule_id, start, today, receipt=Receipt.PROVED, *, sure=True):
    answer = deadline(rule_id, date.fromisoformat(start))
    return unmet(rule(rule_id), answer, receipt, date.fromisoformat(today), sure=sure)


def test_the_mail_float_is_five_business_days():
    """Mailed on 23 December 2026, over Christmas and New Year."""
    assert float_ends(date(2026, 12, 23)) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("today", "status"),
    [("2027-08-01", DutyStatus.DUE_TODAY), ("2027-08-02", DutyStatus.OVERDUE)],
)
def test_the_borrowers_own_day_has_no_tolerance(today, status):
    """One year to reach the old servicer: the day after is too late."""
    assert state("noe-time-limit", "2026-08-01", today).status is status


@pytest.mark.parametrize(
    ("receipt", "sure", "status"),
    [
        (Receipt.PROVED, True, DutyStatus.OVERDUE),
        (Receipt.ADMITTED, True, DutyStatus.OVERDUE),
        (Receipt.PRESUMED, True, DutyStatus.PERHAPS_LATE),
        (Receipt.PROVED, False, DutyStatus.PERHAPS_LATE),
    ],
)
def test_overdue_needs_a_receipt_and_a_record(receipt, sure, status):
    found = state("noe-acknowledge", "2026-11-02", "2027-01-04", receipt, sure=sure)
    assert found.status is status


def test_a_period_of_days_is_late_one_day_later_only():
    """Code I: many count one day more."""
    found = state("credit-dispute-cra", "2026-11-24", "2026-12-24")
    assert found.status is DutyStatus.PERHAPS_LATE
    assert "24 December 2026" in found.reasons[0]


def test_met_on_the_last_tolerated_day_is_in_time():
    answer = deadline("noe-acknowledge", date(2026, 6, 30))
    assert met(answer, date(2026, 7, 8), Receipt.PROVED, arrival=False).status is DutyStatus.MET
    late = met(answer, date(2026, 7, 9), Receipt.PROVED, arrival=False)
    assert late.status is DutyStatus.MET_LATE
    presumed = met(answer, date(2026, 7, 9), Receipt.PRESUMED, arrival=False)
    assert presumed.status is DutyStatus.MET


def test_one_date_needs_no_words_about_holidays():
    assert holiday_words(deadline("noe-acknowledge", date(2026, 11, 23))) == ""


def test_two_holidays_are_both_named():
    """Received 20 December 2027: Christmas and New Year's Day both fall on Saturdays."""
    words = holiday_words(deadline("noe-documents", date(2027, 12, 20)))
    assert words.startswith("Due 10 January 2028; 12 January 2028 if Christmas Day, a Saturday")
    assert "New Year's Day" in words


def test_a_date_in_words_is_the_same_everywhere():
    assert in_words(date(2026, 7, 7)) == "7 July 2026"
