"""The scorecard: what was owed, what came, and how fast."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest
from matters_record import HARBOR, LOAN, MATTER, happened, notice

from borrower_desk.matters.duties import duties
from borrower_desk.matters.scorecard import Season, scorecard, season_of


def score(events, today):
    owed = duties(MATTER, LOAN, {HARBOR.id: HARBOR}, events, date.fromisoformat(today))
    return scorecard(HARBOR, {MATTER.id: owed})


def test_what_was_met_late_and_missed_is_counted_apart():
    events = [
        notice(1, "delivered", "2026-08-03"),
        happened(2, "acknowledged", "2026-08-06", of="E1"),
        happened(3, "responded", "2026-09-24", of="E1"),
        notice(4, "delivered", "2026-10-01", "payment-misapplied"),
        happened(5, "acknowledged", "2026-10-06", of="E4"),
    ]
    card = score(events, "2026-12-01")
    assert (card.obligations, card.met, card.met_late, card.missed, card.open) == (4, 2, 1, 1, 0)
    assert card.median_days_to_acknowledge == 4.0
    assert card.median_days_to_respond == 52.0
    assert [one.rule for one in card.by_rule] == ["noe-acknowledge", "noe-respond"]


def test_what_is_only_perhaps_late_is_still_open():
    card = score([notice(1, "sent", "2026-08-03")], "2026-12-01")
    assert (card.missed, card.open) == (0, 2)


def test_bars_and_the_borrowers_own_days_are_no_obligations():
    card = score([happened(1, "transferred", "2026-12-01")], "2026-12-02")
    assert [one.rule for one in card.by_rule] == ["transfer-notice-new"]


@pytest.mark.parametrize(
    ("day", "season"),
    [
        ("2026-11-25", Season.OTHER),
        ("2026-11-26", Season.MONTH_END),
        ("2026-12-05", Season.MONTH_END),
        ("2026-12-06", Season.OTHER),
        ("2027-01-14", Season.OTHER),
        ("2027-01-15", Season.TAX_SEASON),
        ("2027-02-24", Season.MONTH_END),
        ("2027-04-15", Season.TAX_SEASON),
        ("2027-04-16", Season.OTHER),
    ],
)
def test_a_month_ends_in_ten_days_and_taxes_are_done_from_january_to_april(day, season):
    assert season_of(date.fromisoformat(day)) is season


def test_the_load_tells_how_they_answered_at_a_months_end():
    """A letter that owes a receipt and an answer is one letter; its answer counts."""
    events = [
        notice(1, "delivered", "2026-07-30"),
        happened(2, "acknowledged", "2026-08-04", of="E1"),
        happened(3, "responded", "2026-09-08", of="E1"),
        notice(4, "delivered", "2026-09-10", "payment-misapplied"),
        happened(5, "responded", "2026-09-20", of="E4"),
        notice(6, "delivered", "2026-09-15", "payment-refused"),
    ]
    found = score(events, "2026-10-01").load
    assert [(one.season, one.received, one.answered, one.median_days) for one in found] == [
        (Season.MONTH_END, 1, 1, 40.0),
        (Season.OTHER, 2, 1, 10.0),
    ]


def test_nothing_owed_is_no_score():
    card = score([], "2026-12-01")
    assert card.obligations == 0
    assert card.median_days_to_respond is None


def test_the_shape_is_that_of_the_contract():
    assert set(asdict(score([], "2026-12-01"))) == {
        "servicer", "matters", "obligations", "met", "met_late", "missed", "open",
        "median_days_to_acknowledge", "median_days_to_respond", "by_rule", "load",
    }  # fmt: skip
