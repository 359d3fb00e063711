"""The scorecard: what was owed, what came, and how fast."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from matters_record import HARBOR, LOAN, MATTER, happened, notice

from borrower_desk.matters.duties import duties
from borrower_desk.matters.scorecard import scorecard


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


def test_nothing_owed_is_no_score():
    card = score([], "2026-12-01")
    assert card.obligations == 0
    assert card.median_days_to_respond is None


def test_the_shape_is_that_of_the_contract():
    assert set(asdict(score([], "2026-12-01"))) == {
        "servicer", "matters", "obligations", "met", "met_late", "missed", "open",
        "median_days_to_acknowledge", "median_days_to_respond", "by_rule",
    }  # fmt: skip
