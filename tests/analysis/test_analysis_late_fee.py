"""Late fees judged: a table of 48 cases, and how a finding is worded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from analysis_inputs import outcome
from hypothesis import given
from hypothesis import strategies as st

from borrower_desk.analysis import late_fee
from borrower_desk.analysis.late_fee import Case, findings, judge
from borrower_desk.model import Certainty

DUE = date(2026, 9, 1)
LAST = date(2026, 9, 16)
BASE = Case(
    fee=71_61, due=DUE, grace=15, percent=Fraction(5), principal_and_interest=1_432_18,
    total_payment=1_855_00, fee_date=date(2026, 9, 17),
)  # fmt: skip
OLD, NEW = "old", "new"


# received, fee, earlier fee unpaid, where it went after a transfer on the due date -> verdict
TABLE = [
    # in time, nothing special: whatever the fee, none is owed
    *((day, fee, 0, None, "not_late") for day in (-3, 0, 15) for fee in (71_61, 92_75, 71_62)),
    # in time, only an earlier fee unpaid
    *((day, fee, 71_61, None, "pyramiding") for day in (-3, 0, 15) for fee in (71_61, 92_75)),
    # in time, to the old servicer after the transfer
    *((day, fee, 0, OLD, "transfer_protected") for day in (0, 10, 15) for fee in (71_61, 92_75)),
    # in time, to the new servicer
    *((day, 71_61, 0, NEW, "not_late") for day in (0, 10, 15)),
    # late: the cap decides
    *((day, 71_61, 0, None, "late_fee_ok") for day in (16, 17, 40)),
    *((day, 71_60, 0, None, "late_fee_ok") for day in (16, 17, 40)),
    *((day, 92_75, 0, None, "fee_over_cap") for day in (16, 17, 40)),
    *((day, 71_62, 0, None, "fee_over_cap") for day in (16, 17, 40)),
    # late, although an earlier fee is unpaid, and although the loan moved
    *((day, 71_61, 71_61, None, "late_fee_ok") for day in (16, 40)),
    *((day, 71_61, 0, OLD, "late_fee_ok") for day in (16, 40)),
    *((day, 92_75, 0, OLD, "fee_over_cap") for day in (16, 40)),
    # nobody knows when it came
    *((None, 71_61, earlier, None, "cannot_tell") for earlier in (0, 71_61)),
    *((None, 71_61, 0, went_to, "cannot_tell") for went_to in (OLD, NEW)),
    *((None, 92_75, 0, went_to, "fee_over_cap") for went_to in (None, OLD)),
]


def test_the_table_has_its_forty_eight_rows() -> None:
    """The decision table of the design (product.md moonshot 4)."""
    assert len(TABLE) == 48


@pytest.mark.parametrize(("day", "fee", "earlier", "went_to", "verdict"), TABLE)
def test_the_verdict(
    day: int | None, fee: int, earlier: int, went_to: str | None, verdict: str
) -> None:
    """Receipt against the last day of grace, then the cap, pyramiding and the transfer window."""
    case = replace(
        BASE,
        fee=fee,
        received=None if day is None else DUE + timedelta(days=day),
        earlier_fee=earlier or None,
        transfer=DUE if went_to else None,
        to_old=None if went_to is None else went_to == OLD,
    )
    assert judge(case).verdict == verdict


def test_credit_in_time_proves_receipt_in_time() -> None:
    """What was credited on a day was received no later."""
    assert judge(replace(BASE, credited=LAST)).verdict == "not_late"
    assert judge(replace(BASE, credited=LAST + timedelta(days=1))).verdict == "cannot_tell"


def test_mailing_alone_proves_no_receipt_and_asks() -> None:
    """A postmark in time is a question to the servicer, not an accusation."""
    found = judge(replace(BASE, mailed=date(2026, 9, 8)))
    (one,) = findings(found)
    assert found.verdict == "cannot_tell"
    assert found.missing == ("received",)
    assert one.certainty is Certainty.QUESTION
    assert one.happened.endswith("what shows that day?")


def test_mailing_after_the_last_day_is_late() -> None:
    """Nothing mailed after the grace period arrived within it."""
    assert judge(replace(BASE, mailed=LAST + timedelta(days=1))).verdict == "late_fee_ok"


def test_what_is_missing_is_named() -> None:
    """Without the note's grace period the record cannot tell, and says so."""
    found = outcome(late_fee, due="2026-09-01", received="2026-09-11", late_fee="71.61")
    assert found.summary["verdict"] == "cannot_tell"
    assert found.missing == ("the note's grace period, in days",)
    assert found.findings == ()


def test_a_payment_by_its_due_date_needs_no_grace() -> None:
    """Received on the due date, the payment is in time whatever the note says."""
    assert judge(Case(fee=71_61, due=DUE, received=DUE)).verdict == "not_late"


def test_a_partial_payment_in_time_is_no_payment() -> None:
    """Half of it in time leaves the payment late; the cap still holds."""
    short = replace(BASE, received=DUE, paid=900_00)
    assert judge(short).verdict == "late_fee_ok"


def test_a_note_that_takes_its_percentage_of_the_whole_payment() -> None:
    """The fee base is the user's to change."""
    case = replace(BASE, fee=92_75, on_total=True, received=date(2026, 9, 20))
    assert judge(case).verdict == "late_fee_ok"


def test_grace_that_ends_on_a_weekend_is_extended_only_when_set() -> None:
    """August 16, 2026 is a Sunday."""
    case = replace(BASE, due=date(2026, 8, 1), received=date(2026, 8, 17), fee_date=None)
    assert judge(case).verdict == "late_fee_ok"
    assert judge(replace(case, next_business_day=True)).verdict == "not_late"


def test_a_finding_says_the_dollars_days_and_transaction() -> None:
    """What a letter needs: amount, dated facts, the payment's number, what to put right."""
    case = replace(BASE, received=date(2026, 9, 11), paid=1_855_00, transaction="check 1187")
    (one,) = findings(judge(case))
    assert "On September 17, 2026 you charged a late fee of $71.61" in one.happened
    assert "2026-09-11: You received the payment of $1,855.00 (check 1187)." in one.facts
    assert one.correction[0].startswith("Remove the late fee of $71.61")
    assert one.error_slug == "fee-without-basis"


@given(
    day=st.integers(-30, 60), grace=st.integers(0, 30), fee=st.integers(1, 50_000),
    base=st.integers(1, 1_000_000), percent=st.integers(1, 20),
)  # fmt: skip
def test_a_fee_is_over_its_cap_or_within_it(
    day: int, grace: int, fee: int, base: int, percent: int
) -> None:
    """In time no fee is owed; late, the difference is exactly what exceeds the cap."""
    found = judge(
        Case(fee=fee, due=DUE, grace=grace, received=DUE + timedelta(days=day),
             percent=Fraction(percent), principal_and_interest=base)
    )  # fmt: skip
    late = day > grace
    assert (found.verdict == "not_late") is not late
    assert found.highest is not None
    assert found.over_by == max(fee - found.highest, 0)
    if late:
        assert found.verdict == ("fee_over_cap" if found.over_by else "late_fee_ok")
