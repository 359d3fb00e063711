"""Adjustable rates: index, margin, rounding, caps both ways, payment, notice."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from analysis_inputs import outcome
from hypothesis import given
from hypothesis import strategies as st

from borrower_desk.analysis import arm
from borrower_desk.analysis.arm import Note, adjusted, look_up, read_step, rounded

TABLE = "date,value\n2026-12-09,4.300\n2026-12-16,4.321\n2026-12-23,4.450\n"


@pytest.mark.parametrize(
    ("rate", "step", "way", "expected"),
    [
        ("6.571", "0.125", "nearest", "6.625"), ("6.5625", "0.125", "nearest", "6.625"),
        ("6.5624", "0.125", "nearest", "6.5"), ("6.571", "0.125", "up", "6.625"),
        ("6.501", "0.125", "up", "6.625"), ("6.624", "0.125", "down", "6.5"),
        ("6.571", "0.25", "nearest", "6.5"), ("6.5", "0.125", "up", "6.5"),
    ],
)  # fmt: skip
def test_rounding(rate: str, step: str, way: str, expected: str) -> None:
    """To the nearest, up or down; a half goes up."""
    assert rounded(Fraction(rate), Fraction(step), way) == Fraction(expected)


@pytest.mark.parametrize(
    ("index", "expected", "bound"),
    [
        ("4.321", "6.625", ""),
        ("7.000", "7.5", "at most 2.000% from 5.500%"),  # periodic cap, up
        ("0.500", "3.5", "at most 2.000% from 5.500%"),  # periodic cap, down
    ],
)
def test_the_periodic_cap_holds_both_ways(index: str, expected: str, bound: str) -> None:
    """Two points from 5.5 %, with a margin of 2.25."""
    found = adjusted(Note(Fraction(index), Fraction("2.25"), Fraction(1, 8),
                          previous=Fraction("5.5"), periodic=Fraction(2)))  # fmt: skip
    assert found
    assert (found.rate, found.bound) == (Fraction(expected), bound)


@pytest.mark.parametrize(("index", "expected"), [("12", "9.5"), ("0", "2.75")])
def test_the_life_caps(index: str, expected: str) -> None:
    """Five points over the initial rate, and a floor."""
    found = adjusted(Note(Fraction(index), Fraction("2.25"), highest=Fraction("9.5"),
                          lowest=Fraction("2.75")))  # fmt: skip
    assert found
    assert found.rate == Fraction(expected)


@given(
    index=st.integers(0, 20_000), previous=st.integers(0, 15_000), periodic=st.integers(0, 5_000)
)
def test_no_rate_is_beyond_a_cap(index: int, previous: int, periodic: int) -> None:
    """Whatever the index."""
    note = Note(Fraction(index, 1000), Fraction(2), Fraction(1, 8),
                previous=Fraction(previous, 1000), periodic=Fraction(periodic, 1000))  # fmt: skip
    found = adjusted(note)
    assert found
    assert abs(found.rate - Fraction(previous, 1000)) <= Fraction(periodic, 1000)


def test_the_index_is_the_latest_so_many_days_before() -> None:
    """45 days before February 1, 2027 is December 18, 2026; a figure of that day counts."""
    table = [(date(2026, 12, 16), Fraction(4)), (date(2026, 12, 18), Fraction(5)),
             (date(2026, 12, 19), Fraction(6))]  # fmt: skip
    assert look_up(table, date(2027, 2, 1), 45) == (date(2026, 12, 18), Fraction(5))
    assert look_up(table, date(2026, 1, 1), 45) is None


@pytest.mark.parametrize(
    ("text", "step"),
    [("1/8", "0.125"), (".125", "0.125"), ("nearest 0.125%", "0.125"), ("one-eighth", "0.125"),
     ("none", "0")],
)  # fmt: skip
def test_steps_of_rounding(text: str, step: str) -> None:
    """As notes write them."""
    assert read_step(text) == Fraction(step)


def test_a_wrong_index_is_found_with_what_follows() -> None:
    """The rate and the payment of the notice follow from the index, and say so."""
    found = outcome(
        arm, ("i.csv", TABLE), margin="2.25", rounding="1/8", change_date="2027-02-01",
        index_used="4.450", new_rate="6.750", new_payment="1714.59", balance=240000, months=276,
    )  # fmt: skip
    assert [(one.rule, one.follows) for one in found.findings] == [
        ("index", False), ("rate", True), ("payment", True),
    ]  # fmt: skip
    assert found.summary["index_date"] == "2026-12-16"


def test_a_cap_left_out_is_named() -> None:
    """The stated rate is what the note gives without its cap."""
    found = outcome(arm, index=7, margin="2.25", previous_rate="5.5", periodic_cap=2,
                    new_rate="9.25")  # fmt: skip
    assert "left out" in found.findings[0].explanation
    assert found.findings[0].difference == "1.750"


@pytest.mark.parametrize(
    ("settings", "days", "found"),
    [
        ({"first_adjustment": "yes"}, 210, []), ({"first_adjustment": "yes"}, 209, ["notice"]),
        ({"first_adjustment": "yes"}, 241, ["notice"]), ({}, 59, ["notice"]), ({}, 60, []),
        ({"frequent": "yes"}, 25, []), ({"frequent": "yes"}, 24, ["notice"]),
    ],
)  # fmt: skip
def test_when_the_notice_must_come(settings: dict[str, str], days: int, found: list[str]) -> None:
    """12 CFR 1026.20(c)(2) and (d)."""
    sent = date.fromordinal(date(2027, 3, 1).toordinal() - days)
    told = outcome(arm, notice_date=sent, first_payment="2027-03-01", index=4, margin=2, **settings)
    assert [one.rule for one in told.findings] == found
