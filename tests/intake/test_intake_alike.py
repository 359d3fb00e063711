"""The same letter again, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borrower_desk.intake.alike import (
    Print,
    amounts,
    dates,
    forwarded_subject,
    likeness,
    same_letter,
)

LETTER = """December 7, 2026
Loan 0001234567. We received your notice of error on 12/01/2026 about a late fee of $45.00.
We are looking into the matter with our payment department and will tell you what we find and
what we will do about it. If we need more time we will write to you before the thirty business
days have passed, and give you the reason for it. You may call us at 555-0142 in the meantime."""


@pytest.mark.parametrize(
    ("other", "scanned", "same", "because"),
    [
        (LETTER, False, True, "word for word"),
        ("Dear Ms Lopez,\n" + LETTER + "\nThis e-mail is confidential.", False, True,
         "with a greeting and a footer around"),
        (LETTER.replace("December 7, 2026", "12/7/2026"), False, True, "a date in figures"),
        (LETTER.replace("department", "departrnent").replace("reason", "reascn"), True, True,
         "as a scanner read it"),
        (LETTER.replace("December 7", "January 7"), False, False, "another month's letter"),
        (LETTER.replace("$45.00", "$54.00"), False, False, "another fee"),
        (LETTER.replace("12/01/2026", "12/02/2026"), False, False, "the answer to another letter"),
        ("December 7, 2026: we paid $45.00 on 12/01/2026.", False, False, "the facts alone"),
        ("", False, False, "nothing"),
    ],
)  # fmt: skip
def test_what_is_the_same_letter(other, scanned, same, because):
    """Words, dates and amounts: a wrong link would move a clock."""
    assert same_letter(Print(LETTER), Print(other, scanned)) is same, because
    assert same_letter(Print(other, scanned), Print(LETTER)) is same, because


def test_dates_and_amounts_are_read_in_either_form():
    """As servicers write them."""
    assert dates("Dec. 7th, 2026 and 1/2/27") == {(2026, 12, 7), (2027, 1, 2)}
    assert amounts("$1,234.50 and $ 45.00 and $45") == {"1234.50", "45"}


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (
            "See\n---------- Forwarded message ---------\nFrom: a\nSubject: Your fee\n\nx",
            "Your fee",
        ),
        ("Begin forwarded message:\n\n> Subject: Your fee\n", "Your fee"),
        ("-----Original Message-----\nAsunto: Su cargo\n", "Su cargo"),
        ("Subject: Your fee\nnothing forwarded", None),
        ("", None),
    ],
)
def test_the_subject_of_what_is_forwarded(text, subject):
    """The three ways in which mail programs forward."""
    assert forwarded_subject(text) == subject


@given(st.text(max_size=300), st.text(max_size=300))
def test_likeness_is_a_share_and_the_same_both_ways(one, other):
    """Whatever the texts."""
    assert 0 <= likeness(Print(one), Print(other)) <= 1
    assert likeness(Print(one), Print(other)) == likeness(Print(other), Print(one))
    assert same_letter(Print(one), Print(other)) == same_letter(Print(other), Print(one))
