"""Notices: what is known of a letter's receipt, and whose answer is whose."""

from __future__ import annotations

from datetime import date

import pytest
from matters_record import happened, notice

from borrower_desk.matters.notices import gather
from borrower_desk.model import Channel, Receipt


def test_a_sending_and_its_deliveries_are_one_letter():
    sent = notice(1, "sent", "2026-12-04")
    found = gather([sent, notice(2, "delivered", "2026-12-07", of="E1")], {})
    assert len(found) == 1
    assert (found[0].left, found[0].received) == (date(2026, 12, 4), date(2026, 12, 7))


def test_a_delivery_without_a_sending_is_a_letter_too():
    (one,) = gather([notice(1, "delivered", "2026-12-07")], {})
    assert (one.left, one.receipt) == (date(2026, 12, 7), Receipt.PROVED)


@pytest.mark.parametrize("letter", [None, "notice-of-error"])
def test_a_delivery_that_names_no_letter_is_of_the_one_on_its_way(letter):
    """Else the answer would be owed twice, from an estimate and from a proof."""
    arrived = happened(2, "delivered", "2026-12-07", letter=letter)
    (one,) = gather([notice(1, "sent", "2026-12-04"), arrived], {})
    assert (one.received, one.receipt, one.letter) == (
        date(2026, 12, 7), Receipt.PROVED, "notice-of-error",
    )  # fmt: skip


def test_of_several_letters_on_their_way_a_delivery_must_name_its_own():
    """The wrong one would get a wrong date: nothing is guessed."""
    first, second = notice(1, "sent", "2026-12-01"), notice(2, "sent", "2026-12-04")
    found = gather([first, second, happened(3, "delivered", "2026-12-07")], {})
    assert [one.receipt for one in found[:2]] == [Receipt.PRESUMED, Receipt.PRESUMED]


def test_a_delivery_is_of_no_letter_that_left_later_or_is_of_another_kind():
    later = notice(1, "sent", "2026-12-08")
    other = happened(2, "sent", "2026-12-01", letter="payoff-statement")
    found = gather([later, other, notice(3, "delivered", "2026-12-07")], {})
    assert len(found) == 3


def test_a_bounce_that_names_no_letter_is_of_the_only_one_by_mail_of_the_net():
    mail = notice(1, "sent", "2026-12-04", channel=Channel.EMAIL)
    paper = notice(2, "sent", "2026-12-04", channel=Channel.CERTIFIED_MAIL)
    found = gather([mail, paper, happened(3, "other", "2026-12-05", letter="bounce")], {})
    assert [one.bounced is not None for one in found] == [True, False]


def test_the_portals_own_stamp_tells_the_day_but_not_that_notices_are_taken_there():
    """Comment 35(c)-4: only a channel that they set up for notices counts."""
    (one,) = gather([notice(1, "sent", "2026-12-04", channel=Channel.PORTAL)], {})
    assert (one.received, one.estimated) == (date(2026, 12, 4), False)
    assert one.receipt is Receipt.PRESUMED


def test_an_acknowledgment_before_the_estimate_shows_that_they_had_it():
    """Received no later than the day on which they wrote; the day itself stays a guess."""
    events = [notice(1, "sent", "2026-12-04"), happened(2, "acknowledged", "2026-12-09")]
    (one,) = gather(events, {})
    assert (one.received, one.receipt, one.estimated) == (date(2026, 12, 9), Receipt.ADMITTED, True)


def test_a_stated_receipt_that_cannot_be_is_not_believed():
    """Before the letter left, or after they wrote of it."""
    for stated in ("2026-12-01", "2026-12-30", "soon"):
        answer = happened(2, "acknowledged", "2026-12-20", params={"received_on": stated})
        (one,) = gather([notice(1, "sent", "2026-12-04"), answer], {})
        assert (one.received, one.receipt) == (date(2026, 12, 11), Receipt.PRESUMED), stated


def test_an_answer_follows_the_chain_of_what_it_names():
    """An extension of the acknowledgment is an extension of the notice."""
    events = [
        notice(1, "delivered", "2026-11-02"),
        notice(2, "delivered", "2026-11-16"),
        happened(3, "acknowledged", "2026-11-06", of="E1"),
        happened(4, "extended", "2026-12-14", of="E3"),
    ]
    first, second = gather(events, {})
    assert [one.id for one in first.replies] == ["E3", "E4"]
    assert second.replies == ()


def test_events_that_name_each_other_in_a_circle_belong_to_nobody():
    events = [
        notice(1, "delivered", "2026-11-02"),
        happened(2, "responded", "2026-12-01", of="E3"),
        happened(3, "responded", "2026-12-02", of="E2"),
    ]
    (one,) = gather(events, {})
    assert one.replies == ()


def test_a_letter_that_left_later_is_not_answered():
    events = [happened(1, "responded", "2026-11-01"), notice(2, "delivered", "2026-11-02")]
    (one,) = gather(events, {})
    assert one.replies == ()
