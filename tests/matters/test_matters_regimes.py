"""Regimes: which loans and servicers a rule leaves out, and the reason in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matters_record import HARBOR, HELOC, LOAN

from borrower_desk.law.rules import SITUATIONS, rule, rules
from borrower_desk.matters.regimes import not_covered_because, situations
from borrower_desk.model import LoanType


@pytest.mark.parametrize(
    ("loan", "servicer", "expected"),
    [
        (LOAN, HARBOR, set()),
        (HELOC, HARBOR, {"heloc"}),
        (replace(LOAN, principal_residence=None), HARBOR, set()),
        (replace(LOAN, principal_residence=False), HARBOR, {"not-principal-residence"}),
        (LOAN, replace(HARBOR, small=True), {"small-servicer"}),
        (LOAN, None, set()),
        (replace(LOAN, bankruptcy=True), HARBOR, {"bankruptcy"}),
        (replace(LOAN, type=LoanType.REVERSE), HARBOR, {"reverse"}),
    ],
)
def test_what_is_true_of_a_loan(loan, servicer, expected):
    """What nobody has said is taken to be the usual case."""
    usual = {"closed-end", "not-adjustable", "not-in-default-at-transfer"}
    assert situations(loan, servicer) - usual == expected


@pytest.mark.parametrize(
    ("rule_id", "loan", "covered"),
    [
        ("noe-respond", HELOC, False),
        ("payoff-statement", HELOC, True),
        ("heloc-billing-error-resolve", HELOC, True),
        ("heloc-billing-error-resolve", LOAN, False),
        ("payoff-statement", replace(LOAN, bankruptcy=True), False),
        ("noe-respond", replace(LOAN, bankruptcy=True), True),
        ("arm-first-reset-notice", LOAN, False),
        ("arm-first-reset-notice", replace(LOAN, arm=True), True),
        ("validation-dispute", LOAN, False),
        ("lossmit-foreclosure-earliest", replace(LOAN, principal_residence=False), False),
    ],
)
def test_a_rule_binds_or_says_why_not(rule_id, loan, covered):
    """`law.md` 4.4."""
    assert (not_covered_because(rule(rule_id), loan, HARBOR) == "") is covered


def test_the_bar_on_early_foreclosure_binds_small_servicers():
    """12 CFR 1024.41(j)."""
    small = replace(HARBOR, small=True)
    assert not_covered_because(rule("lossmit-foreclosure-earliest"), LOAN, small) == ""


def test_every_situation_has_its_words():
    for one in rules().values():
        assert set(one.not_for) <= set(SITUATIONS)
