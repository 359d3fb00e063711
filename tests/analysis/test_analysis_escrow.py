"""The escrow statement held against 12 CFR 1024.17."""

from __future__ import annotations

from fractions import Fraction

import pytest
from analysis_inputs import outcome
from hypothesis import given
from hypothesis import strategies as st

from borrower_desk.analysis import escrow_audit
from borrower_desk.analysis.escrow import Bill, position, project, spread
from borrower_desk.model import Certainty

BILLS = "Month,Payee,Amount\nJul 2026,county,500\nSep 2026,school,360\nDec 2026,county,700\n"


def rules(*files: tuple[str, str], **settings: object) -> list[str]:
    """The short names of what is found."""
    told = outcome(escrow_audit, *(files or (("e.csv", BILLS),)), first_month="2026-07", **settings)
    return [one.rule for one in told.findings]


bills = st.lists(
    st.builds(Bill, st.integers(1, 12), st.integers(1, 1_000_000)), min_size=1, max_size=8
)


@given(bills, st.integers(0, 2))
def test_the_required_start_keeps_every_month_at_the_cushion(
    given_bills: list[Bill], n: int
) -> None:
    """1024.17(d)(2): the lowest balance of the year is the cushion, at most one-sixth."""
    year = project(given_bills, Fraction(n))
    balances = year.balances(year.required)
    assert min(balances[1:]) == year.cushion
    assert balances[12] == balances[0], "the year ends where it began"
    assert year.cushion <= -(-year.total // 6)


@given(st.integers(-100_000, 500_000), st.integers(0, 400_000))
def test_a_balance_is_short_or_over_and_adds_up(balance: int, required: int) -> None:
    """Required, less what is there: shortage and deficiency, or surplus; never both."""
    found = position(balance, required)
    assert balance + found.deficiency + found.shortage - found.surplus == required
    assert not (found.shortage and found.surplus)
    assert spread(found.shortage, 12) * 12 - found.shortage in range(-6, 7)


def test_a_right_statement_has_no_finding() -> None:
    """Appendix E's own figures."""
    assert rules(start_balance=1000, cushion="260.00", shortage="40.00", escrow_payment="130.00",
                 shortage_payment="3.33", total_disbursements="1560") == []  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"cushion": "390.00"}, ["cushion_over"]),
        ({"cushion": "260.01"}, []),  # rounding
        ({"cushion": "200.00"}, []),  # a lower cushion is the servicer's to choose
        ({"cushion": "260.00", "cushion_months": 1}, ["cushion_over"]),
        ({"shortage": "170.00"}, ["shortage"]),
        ({"escrow_payment": "145.00"}, ["monthly"]),
        ({"total_disbursements": "1600.00"}, ["total"]),
        ({"required_starting_balance": "1170.00"}, ["required"]),
        ({"shortage": "40.00", "lump_sum": "yes"}, []),  # under one month's payment
        ({"spread_months": 6, "shortage": "40.00"}, []),
    ],
)
def test_what_is_found_in_a_statement(settings: dict[str, str], expected: list[str]) -> None:
    """Each error alone, on a start of $1,000 where $1,040 is required."""
    assert rules(start_balance=1000, **settings) == expected


@pytest.mark.parametrize("how", [{"lump_sum": "yes"}, {"spread_months": 6}])
def test_a_large_shortage_is_spread_over_twelve_months(how: dict[str, object]) -> None:
    """1024.17(f)(3)(ii): a month's payment or more may be asked only over a year."""
    assert rules(start_balance=840, shortage="200.00", **how) == ["lump_sum"]


def test_a_surplus_refunded_late_or_short() -> None:
    """1024.17(f)(2)(i): $50 or more within 30 days of the analysis."""
    common = {"start_balance": 1140, "surplus": "100.00", "analysis_date": "2026-06-01"}
    assert rules(**common, refund_date="2026-07-01", refund="100.00") == []
    assert rules(**common, refund_date="2026-07-02", refund="100.00") == ["surplus_refund"]
    assert rules(**common, refund_date="2026-07-01", refund="60.00") == ["surplus_refund"]
    assert rules(**common) == [], "nothing says that it was not refunded"


def test_a_projection_that_does_not_add_up() -> None:
    """The servicer's own table, added again; each wrong line once."""
    rows = "Month,Payments to escrow,Payments from escrow,Description,Projected balance\n"
    balance = 1040
    for n, month in enumerate(("Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar",
                               "Apr", "May", "Jun")):  # fmt: skip
        out = {"Jul": 500, "Sep": 360, "Dec": 700}.get(month, 0)
        balance += 130 - out + (25 if month == "Oct" else 0)
        rows += f"{month} {2026 + (n > 5)},130,{out or ''},,{balance}\n"
    found = outcome(escrow_audit, ("e.csv", rows), start_balance=1040)
    assert [(one.rule, one.difference) for one in found.findings] == [("projection", "25.00")]


@pytest.mark.parametrize(
    ("paid", "penalty", "expected"),
    [
        ("2026-07-20", "", []),
        ("2026-07-21", "50.00", [("late_bill", "50.00", Certainty.SURE)]),
        ("2026-07-21", "", [("late_bill", "0.00", Certainty.LIKELY)]),
        ("", "50.00", [("late_bill", "50.00", Certainty.SURE)]),
    ],
)
def test_bills_paid_late(paid: str, penalty: str, expected: list[object]) -> None:
    """1024.17(k)(1): on or before the deadline to avoid a penalty."""
    data = f"Payee,Amount,Deadline,Date paid,Penalty\ncounty tax,500,2026-07-20,{paid},{penalty}\n"
    found = outcome(escrow_audit, ("b.csv", data)).findings
    assert [(one.rule, one.difference, one.certainty) for one in found] == expected
    assert {one.error_slug for one in found} <= {"escrow-bill-late-or-refund-missing"}


def test_bills_without_months_give_the_cushion_alone() -> None:
    """No projection is guessed; what is missing is said."""
    found = outcome(escrow_audit, ("e.csv", "Payee,Amount\ncounty,1200\nschool,360\n"),
                    cushion="390.00", shortage="170.00", start_balance=1000)  # fmt: skip
    assert [one.rule for one in found.findings] == ["cushion_over"]
    assert "the month of each disbursement: without it there is no projection" in found.missing


def test_without_a_start_there_is_no_shortage() -> None:
    """The balance is asked for, not assumed."""
    found = outcome(escrow_audit, ("e.csv", BILLS), shortage="170.00")
    assert found.findings == ()
    assert "the escrow balance at the start of the computation year" in found.missing


def test_a_list_of_twelve_months() -> None:
    """Typed figures may be a list by month of the year."""
    data = 'first_month = "2026-07"\nstart_balance = 1000\n' \
           "disbursements = [500, 0, 360, 0, 0, 700, 0, 0, 0, 0, 0, 0]\n"  # fmt: skip
    assert outcome(escrow_audit, ("e.toml", data)).summary["required_start"] == "1040.00"
