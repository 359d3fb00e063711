"""Days, amounts, numbers and promises that a letter states, each with where it stands."""

from __future__ import annotations

import time
from datetime import date

import pytest

from borrower_desk.intake.facts import find

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("We will respond within 10 business days.", 10, "business days"),
        ("We will respond within thirty (30) business days of receipt.", 30, "business days"),
        ("Our team will reply within 24 hours.", 24, "hours"),
        ("We usually answer in 7 to 10 business days.", 10, "business days"),
        ("A representative will call within 3-5 days.", 5, "days"),
        ("Le responderemos dentro de 30 días hábiles.", 30, "business days"),
    ],
)
def test_a_promise_of_so_many_days_is_found(text, amount, unit):
    """Of a range the later end counts: it is what is promised."""
    (one,) = find(text, TUESDAY).promises
    assert (one.amount, one.unit) == (amount, unit)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("I will get back to you by Friday.", date(2026, 11, 27)),
        ("We will answer by close of business on Monday.", date(2026, 11, 30)),
        ("We will answer by Tuesday.", date(2026, 12, 1)),
        ("You will hear from us by tomorrow.", date(2026, 11, 25)),
        ("We will write by the end of the week.", date(2026, 11, 29)),
        ("We will write by the end of the month.", date(2026, 11, 30)),
        ("Our response will be sent by December 15, 2026.", date(2026, 12, 15)),
        ("We will respond no later than 12/15/2026.", date(2026, 12, 15)),
    ],
)
def test_a_promise_by_a_day_is_found(text, by):
    """A weekday is the next one after the letter's own day."""
    assert [one.by for one in find(text, TUESDAY).promises] == [by]


def test_what_the_borrower_must_do_is_no_promise():
    assert find("Please pay within 10 days.", TUESDAY).promises == ()


def test_a_weekday_without_the_day_of_the_letter_is_no_day():
    assert find("I will get back to you by Friday.").promises == ()


@pytest.mark.parametrize("day", ["January 1, 0001", "January 1, 3026", "January 1 0001"])
def test_a_day_in_a_year_that_is_none_is_no_day(day):
    """A sale day that the letter does not state must not be made of it."""
    assert find(f"Your home will be sold on {day} at noon.", TUESDAY).days == ()


@pytest.mark.parametrize("after", [", 1024.35 dollars", " 4500 Oak Street", ", 12 of us", "."])
def test_a_number_that_is_no_year_leaves_the_day_alone(after):
    days = find(f"It was sold on January 1{after}", TUESDAY).days
    assert [one.on for one in days] == [date(2027, 1, 1)]


def test_each_find_says_where_it_stands():
    text = "Case number: 00-551. We credited $71.61 on December 4, 2026 and will write by Friday."
    got = find(text, TUESDAY)
    assert text[got.references[0].where :].startswith("Case number")
    assert text[got.amounts[0].where :].startswith("$71.61")
    assert text[got.days[0].where :].startswith("December 4, 2026")
    assert text[got.promises[0].where :].startswith("by Friday")


def test_the_day_of_receipt_is_not_the_date_of_our_letter():
    got = find("We received your letter dated October 28, 2026 on November 2, 2026.", TUESDAY)
    assert got.received_on == date(2026, 11, 2)


def test_a_new_date_is_read_from_an_extension():
    text = "We need more time because records are missing. We will respond by January 8, 2027."
    got = find(text, TUESDAY)
    assert got.extended_to == date(2027, 1, 8)
    assert got.gives_reasons


def test_quoted_words_state_nothing():
    assert find("> We will respond within 10 days.\n", TUESDAY).promises == ()


@pytest.mark.parametrize(
    "piece", ["received ", "January 5, 2027 ", "by ", "$1 ", "within ten ", "1/1/2027 received "]
)
def test_a_large_text_takes_bounded_time(piece):
    text = (piece * (100_000 // len(piece)))[:100_000]
    began = time.process_time()
    find(text, TUESDAY)
    assert time.process_time() - began < 5
