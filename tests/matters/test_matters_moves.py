"""What a change moves, in words: for a proposal, a closure, a correction."""

from __future__ import annotations

from datetime import date

import pytest
from matters_record import HARBOR, LOAN, MATTER, happened, notice

from borrower_desk.matters.duties import duties
from borrower_desk.matters.moves import moves

SENT = notice(1, "sent", "2026-12-04")
DELIVERED = notice(2, "delivered", "2026-12-07", of="E1")


def told(before, after, today="2027-01-14"):
    day = date.fromisoformat(today)
    old, new = (
        duties(MATTER, LOAN, {HARBOR.id: HARBOR}, events, day) for events in (before, after)
    )
    return moves(old, new)


def test_an_extension_moves_the_answer():
    extended = happened(3, "extended", "2027-01-14")
    assert told([DELIVERED], [DELIVERED, extended]) == [
        "Answer to your notice of error: moves from 21 January 2027 to 11 February 2027."
    ]


def test_an_extension_that_is_worth_nothing_moves_nothing():
    extended = happened(3, "extended", "2027-01-14", params={"gives_reasons": "false"})
    assert told([DELIVERED], [DELIVERED, extended]) == []


def test_an_acknowledgment_is_done():
    answered = [DELIVERED, happened(3, "acknowledged", "2026-12-10")]
    assert told([DELIVERED], answered, "2026-12-11") == [
        "Acknowledgment of your notice of error: done on 10 December 2026."
    ]


def test_a_late_one_is_done_late():
    found = told([DELIVERED], [DELIVERED, happened(3, "acknowledged", "2027-01-05")])
    assert found == ["Acknowledgment of your notice of error: done late on 5 January 2027."]


def test_a_letter_starts_its_clocks():
    assert told([], [DELIVERED], "2026-12-08") == [
        "Acknowledgment of your notice of error: due 14 December 2026.",
        "Answer to your notice of error: due 21 January 2027.",
        "No bad credit report on the disputed payment: due 5 February 2027.",
    ]


def test_a_record_of_delivery_takes_the_place_of_the_estimate():
    """E1's duties become E2's; they are the same duties, at another day."""
    found = told([SENT], [SENT, DELIVERED], "2026-12-08")
    assert found[0] == (
        "Acknowledgment of your notice of error: moves from 18 December 2026 to 14 December 2026."
    )
    assert len(found) == 3


def test_a_withdrawal_ends_what_runs():
    withdrawn = happened(3, "withdrawn", "2027-01-10")
    found = told([DELIVERED], [DELIVERED, withdrawn])
    assert (
        "Answer to your notice of error: no longer counts. Withdrawn on 10 January 2027." in found
    )


def test_an_answer_taken_back_leaves_the_duty_open_again():
    answered = [DELIVERED, happened(3, "responded", "2027-01-10")]
    assert "Answer to your notice of error: open again." in told(answered, [DELIVERED])


@pytest.mark.parametrize("events", [[], [DELIVERED], [SENT, DELIVERED]])
def test_nothing_changed_is_nothing_to_say(events):
    assert told(events, events) == []
