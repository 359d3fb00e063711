"""Payoff quotes: the convention that explains one, what none explains, fees, the clock."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from analysis_inputs import outcome
from hypothesis import given
from hypothesis import strategies as st

from borrower_desk.analysis import payoff
from borrower_desk.analysis.payoff import MIXED, MONTHS, Quote, conventions
from borrower_desk.model import Certainty

QUOTE = {"principal": "198450.22", "rate": "4.375", "interest_from": "2026-11-01",
         "good_through": "2026-12-10"}  # fmt: skip


@pytest.mark.parametrize(
    ("interest", "year", "inclusive"),
    [
        ("927.69", "365", False), ("951.47", "365", True), ("940.57", "360", False),
        ("964.69", "360", True), ("937.60", "months-and-365", False),
    ],
)  # fmt: skip
def test_the_convention_that_explains_the_quote_is_named(
    interest: str, year: str, inclusive: bool
) -> None:
    """By the interest line, or by the total alone; either way nothing is left to find."""
    total = f"{198450.22 + float(interest):.2f}"
    for stated in ({"interest": interest, "total": total}, {"total": total}):
        found = outcome(payoff, **QUOTE, **stated)
        convention = found.summary["convention"]
        assert isinstance(convention, dict)
        assert (convention["year"], convention["through_date_included"]) == (year, inclusive)
        assert found.findings == ()


def test_interest_that_nothing_explains() -> None:
    """It is only likely wrong: the note may count in a way of its own."""
    found = outcome(payoff, **QUOTE, interest="1,027.69")
    assert [(one.rule, one.certainty) for one in found.findings] == [("interest", Certainty.LIKELY)]


def test_a_day_s_interest_that_nothing_explains() -> None:
    """23.79 or 24.12, never 26.00."""
    found = outcome(payoff, **QUOTE, per_diem="26.00")
    assert [(one.rule, one.recomputed) for one in found.findings] == [("per_diem", "23.79")]


def test_parts_that_do_not_reach_the_total() -> None:
    """With the interest on a line of its own the rest is certain."""
    found = outcome(payoff, **QUOTE, interest="927.69", suspense_credit="100.00",
                    escrow_advance="40.00", total="199352.91")  # fmt: skip
    (one,) = found.findings
    assert (one.rule, one.difference, one.certainty) == ("unexplained", "35.00", Certainty.SURE)


def test_a_fee_without_a_basis_is_asked_about() -> None:
    """A fee with one is not."""
    fees = "Fee,Amount,Basis\nRecording fee,45.00,county schedule\nFax fee,35.00,\n"
    found = outcome(payoff, ("f.csv", fees), **QUOTE, interest="927.69", total="199457.91")
    assert [(one.rule, one.difference, one.certainty) for one in found.findings] == [
        ("unsupported_fee", "35.00", Certainty.QUESTION)
    ]
    assert "Fax fee" in found.findings[0].title


@pytest.mark.parametrize(
    ("sent", "late"), [("2026-11-24", False), ("2026-11-25", False), ("2026-11-27", True)]
)
def test_seven_business_days(sent: str, late: bool) -> None:
    """12 CFR 1026.36(c)(3): from November 16, 2026 to the 25th; Thanksgiving is the 26th."""
    found = outcome(payoff, request_received="2026-11-16", statement_sent=sent)
    assert [one.rule for one in found.findings] == (["clock"] if late else [])


def test_what_is_missing_is_said() -> None:
    """No interest is computed from half the facts."""
    found = outcome(payoff, principal="198450.22", total="199412.91")
    assert found.findings == ()
    assert len(found.missing) == 3


@given(
    principal=st.integers(1, 10**9), rate=st.integers(1, 15_000), days=st.integers(0, 400),
    start=st.dates(date(2000, 1, 1), date(2060, 1, 1)),
)  # fmt: skip
def test_every_convention_agrees_about_its_order(
    principal: int, rate: int, days: int, start: date
) -> None:
    """A day more never costs less; a year of 360 days never costs less than one of 365."""
    quote = Quote(principal, Fraction(rate, 1000), start, start + timedelta(days=days))
    found = {(w.year, w.inclusive): w.interest for w in conventions(quote) if not w.rounded_day}
    for year in (365, 360, MONTHS, MIXED):
        assert found[year, True] >= found[year, False]
    assert found[360, False] >= found[365, False]
