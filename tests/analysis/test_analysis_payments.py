"""Payment histories replayed: a sample of the planted errors, and what is read off a history.

The whole, 200 of each kind: `.venv/bin/python tests/analysis/analysis_whole.py`.
"""

from __future__ import annotations

from random import Random

import pytest
from analysis_inputs import outcome
from analysis_whole import alone, found, loan, replayed, same_payment, same_schedule
from histories import KINDS, clean, planted

from borrower_desk.analysis import payments
from borrower_desk.model import Certainty

HEAD = "Due,Received,Posted,Description,Amount,Principal,Interest,Escrow,Fees,Unapplied,Balance\n"
NOTE = {"rate": "4.5", "payment": "1432.18", "escrow": "422.82", "start_balance": "241903.17",
        "grace_days": "15", "fee_percent": "5"}  # fmt: skip
JANUARY = "2026-01-01,2026-01-05,2026-01-05,Payment,1855,525.04,907.14,422.82,0,0,241378.13\n"
FEBRUARY = "2026-02-01,2026-02-03,2026-02-03,Payment,1855,527.01,905.17,422.82,0,0,240851.12\n"


@pytest.mark.parametrize("kind", KINDS)
def test_a_planted_error_is_found_named_and_priced(kind: str) -> None:
    """Monthly and daily interest; nothing else is found beside it."""
    for seed in (0, 1, 2):
        made = planted(kind, seed)
        told = replayed(made)
        assert found(made, told), (kind, seed, told.findings)
        assert alone(made, told), (kind, seed, told.findings)


def test_there_are_twelve_kinds_or_more() -> None:
    """Issue 10 asks for twelve."""
    assert len(KINDS) >= 12


@pytest.mark.parametrize("seed", range(12))
def test_a_clean_history_has_no_finding(seed: int) -> None:
    """True late fees, their payment and additional principal are no errors."""
    told = replayed(clean(seed))
    assert told.findings == ()
    assert told.unread == ()


def test_the_payment_agrees_with_an_independent_library() -> None:
    """To the cent, over a sample of the 10,000 of `analysis_whole`."""
    random = Random(10)
    assert all(same_payment(*loan(random)) for _ in range(300))


def test_the_schedule_agrees_with_an_independent_library() -> None:
    """Interest, principal and balance of two years, to the cent."""
    random = Random(11)
    assert all(same_schedule(*loan(random), 24) for _ in range(60))


def test_the_first_divergence_is_the_row_of_the_error() -> None:
    """product.md S6: one payment put in suspense."""
    rows = "2026-03-01,2026-03-02,2026-03-02,Payment,1855,0,0,0,0,1855,240851.12\n"
    told = outcome(payments, ("h.csv", HEAD + JANUARY + FEBRUARY + rows), **NOTE)
    first = told.summary["first_divergence"]
    assert isinstance(first, dict)
    assert (first["date"], first["amount"], first["rule"]) == ("2026-03-02", "1855.00", "suspense")


def test_the_cost_since_is_the_principal_and_what_it_would_have_saved() -> None:
    """50.00 taken as interest in March leaves 50.19 more principal in April (50 × 4.5 % ÷ 12)."""
    rows = (
        "2026-03-01,2026-03-02,2026-03-02,Payment,1855,478.99,953.19,422.82,0,0,240372.13\n"
        "2026-04-01,2026-04-02,2026-04-02,Payment,1855,530.78,901.40,422.82,0,0,239841.35\n"
    )
    told = outcome(payments, ("h.csv", HEAD + JANUARY + FEBRUARY + rows), **NOTE)
    assert [(one.rule, one.difference) for one in told.findings] == [("interest", "50.00")]
    assert told.summary["cost_since"] == "50.19"


def test_terms_that_nobody_gives_are_read_off_the_history_and_named() -> None:
    """The finding then is only likely, and the assumption says where it comes from."""
    rows = (
        "2026-03-01,2026-03-02,2026-03-02,Payment,1855,528.99,903.19,422.82,0,0,240322.13\n"
        "2026-04-01,2026-04-02,2026-04-02,Payment,1855,500.97,931.21,422.82,0,0,239821.16\n"
    )
    told = outcome(payments, ("h.csv", HEAD + JANUARY + FEBRUARY + rows))
    assert [one.certainty for one in told.findings] == [Certainty.LIKELY]
    assert "4.500%" in told.findings[0].explanation
    assert any("read off the history" in one.why for one in told.assumptions)


def test_a_late_credit_without_harm_is_no_finding() -> None:
    """12 CFR 1026.36(c)(1)(i): a delay that costs nothing and is not reported."""
    rows = FEBRUARY.replace("2026-02-03,2026-02-03", "2026-02-03,2026-02-05")
    assert outcome(payments, ("h.csv", HEAD + JANUARY + rows), **NOTE).findings == ()


def test_a_late_credit_over_five_days_is_a_question() -> None:
    """Without a charge in the history it is asked, not asserted."""
    rows = FEBRUARY.replace("2026-02-03,2026-02-03", "2026-02-03,2026-02-12")
    told = outcome(payments, ("h.csv", HEAD + JANUARY + rows), **NOTE)
    assert [(one.rule, one.certainty) for one in told.findings] == [
        ("credited_late", Certainty.QUESTION)
    ]


def test_rows_that_cannot_be_read_are_listed() -> None:
    """Nothing is dropped in silence; the totals are of what was read."""
    broken = "2026-03-01,soon,later,Payment,1855,many,907.14,422.82,0,0,1\n"
    told = outcome(payments, ("h.csv", HEAD + JANUARY + broken), **NOTE)
    assert [one.place for one in told.unread] == ["row 3"]
    totals = told.summary["totals"]
    assert isinstance(totals, dict)
    assert totals["amount"] == "1855.00"


def test_two_installments_paid_at_once_are_split_one_after_the_other() -> None:
    """Interest of the second runs on what the first left."""
    both = "2026-01-01,2026-01-05,2026-01-05,Payment,3710,1052.05,1812.31,845.64,0,0,240851.12\n"
    assert outcome(payments, ("h.csv", HEAD + both), **NOTE).findings == ()
