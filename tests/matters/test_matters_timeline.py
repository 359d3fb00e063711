"""The record: what stands on it, and its chronology."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from matters_record import MATTER, happened, notice

from borrower_desk.matters.timeline import chronology, known_on, standing, successors
from borrower_desk.model import (
    Channel,
    CorrespondenceId,
    CorrespondenceRow,
    Direction,
    EventStatus,
    Receipt,
)

SENT = notice(1, "sent", "2026-12-04", of="C4", channel=Channel.CERTIFIED_MAIL)


def letter(number, on, direction=Direction.RECEIVED, **facts):
    row = CorrespondenceRow(
        id=CorrespondenceId(f"C{number}"),
        on=date.fromisoformat(on),
        direction=direction,
        channel=Channel.MAIL,
        kind=None,
        kind_confirmed=False,
        sender="Harbor Light Servicing",
        to=(),
        subject="Your loan",
        loan=None,
        matter=MATTER.id,
        tags=(),
        attachments=0,
        snippet="",
    )
    return replace(row, **facts)


def test_only_what_is_confirmed_and_not_undone_stands():
    events = [
        SENT,
        happened(2, "acknowledged", "2026-12-10", status=EventStatus.PROPOSED),
        happened(3, "acknowledged", "2026-12-11", undone=True),
    ]
    assert standing(events) == [SENT]


def test_a_correction_takes_the_place_of_what_it_corrects():
    first, second = happened(2, "delivered", "2026-12-07"), happened(3, "delivered", "2026-12-08")
    second = replace(second, replaces="E2")
    assert standing([SENT, first, second]) == [SENT, second]
    assert successors([SENT, first, second]) == {"E2": "E3"}


def test_a_correction_that_was_undone_or_is_only_proposed_replaces_nothing():
    first = happened(2, "delivered", "2026-12-07")
    undone = happened(3, "delivered", "2026-12-08", replaces="E2", undone=True)
    proposed = happened(4, "delivered", "2026-12-08", replaces="E2", status=EventStatus.PROPOSED)
    assert standing([first, undone, proposed]) == [first]


def test_a_chain_of_corrections_leads_to_the_last():
    events = [
        happened(1, "delivered", "2026-12-07"),
        happened(2, "delivered", "2026-12-08", replaces="E1"),
        happened(3, "delivered", "2026-12-09", replaces="E2"),
    ]
    assert [one.id for one in standing(events)] == ["E3"]
    assert successors(events) == {"E1": "E3", "E2": "E3"}


def test_corrections_in_a_circle_end():
    events = [
        happened(1, "delivered", "2026-12-07", replaces="E2"),
        happened(2, "delivered", "2026-12-08", replaces="E1"),
    ]
    assert standing(events) == []
    assert set(successors(events)) == {"E1", "E2"}


def test_the_chronology_is_in_order_with_both_sides():
    events = [
        SENT,
        happened(2, "delivered", "2026-12-07", of="E1", receipt=Receipt.PROVED),
        happened(3, "acknowledged", "2026-12-11", note="Their reference 0042"),
    ]
    rows = chronology(events, [letter(9, "2026-12-09")])
    assert [(row.on.day, row.who, row.id) for row in rows] == [
        (4, "borrower", "E1"),
        (7, "servicer", "E2"),
        (9, "Harbor Light Servicing", "C9"),
        (11, "servicer", "E3"),
    ]
    assert rows[0].channel == "certified-mail"
    assert rows[1].proof == "proved"
    assert "0042" in rows[3].what


def test_a_letter_and_its_event_make_one_line():
    rows = chronology([SENT], [letter(4, "2026-12-04", Direction.SENT, subject="Notice of Error")])
    assert [row.id for row in rows] == ["C4"]
    assert "Notice of Error" in rows[0].what


def test_a_strangers_words_are_made_safe():
    rows = chronology([], [letter(1, "2026-12-01", subject="\x1b[31mred\u202egnp.exe")])
    assert "\x1b" not in rows[0].what
    assert "\u202e" not in rows[0].what


@pytest.mark.parametrize(
    ("channel", "said"),
    [("email", "Message"), ("mail", "Letter"), ("document", "Document"), ("fax", "Fax")],
)
def test_a_guess_of_what_a_letter_is_never_stands_as_a_fact(channel, said):
    """A judge reads it; in a list the guess has its question mark."""
    guessed = letter(1, "2026-12-01", channel=Channel(channel), kind="periodic-statement")
    assert chronology([], [guessed])[0].what == f"{said}: Your loan"


def test_what_the_user_has_said_a_letter_is_stands_as_a_fact():
    told = letter(1, "2026-12-01", kind="periodic-statement", kind_confirmed=True)
    assert chronology([], [told])[0].what == "Periodic statement: Your loan"


def test_what_may_be_a_forgery_says_so_before_anybody_has_judged_it():
    """To leave it out would make it a message like any other."""
    feared = letter(1, "2026-12-01", channel=Channel.EMAIL, kind="suspected-phishing")
    assert chronology([], [feared])[0].what == "Message, perhaps phishing: Your loan"


@pytest.mark.parametrize("channel", ["document", "mail", "certified-mail", "fax"])
def test_paper_of_unknown_origin_is_nobodys(channel):
    """A slip that was scanned is not the servicer's because it lies in the folder."""
    slip = letter(1, "2026-12-01", channel=Channel(channel), sender="", kind="acknowledgment")
    assert chronology([], [slip])[0].who == ""
    other = replace(slip, kind="other", kind_confirmed=True)
    assert chronology([], [other])[0].who == ""


def test_paper_is_the_servicers_once_the_user_has_said_what_it_is():
    paper = letter(1, "2026-12-01", sender="", kind="escrow-statement", kind_confirmed=True)
    assert chronology([], [paper])[0].who == "servicer"


def test_an_amount_is_told():
    rows = chronology([happened(1, "fee-charged", "2026-09-16", amount=123450)])
    assert "$1,234.50" in rows[0].what


# ── as of a day ──────────────────────────────────────────────────────────────


def test_an_answer_counts_from_its_own_day():
    events = [
        notice(1, "delivered", "2026-12-07"),
        happened(2, "acknowledged", "2026-12-10"),
        happened(3, "other", "2026-12-10"),
    ]
    assert [e.id for e in known_on(date(2026, 12, 9), events)] == ["E1"]
    assert [e.id for e in known_on(date(2026, 12, 10), events)] == ["E1", "E2", "E3"]


def test_a_delivery_ahead_leaves_the_estimate_of_a_letter_that_left():
    events = [notice(1, "sent", "2026-12-04"), notice(2, "delivered", "2026-12-07", of="E1")]
    assert [e.id for e in known_on(date(2026, 12, 6), events)] == ["E1"]
    assert [e.id for e in known_on(date(2026, 12, 7), events)] == ["E1", "E2"]


def test_what_starts_a_clock_may_lie_ahead():
    """A letter to be sent tomorrow, a sale, a transfer: the dates that follow can be seen."""
    events = [
        notice(1, "sent", "2026-12-04"),
        notice(2, "delivered", "2026-12-07", of="E1"),
        happened(3, "sale-scheduled", "2027-02-01"),
        happened(4, "transferred", "2027-01-01"),
    ]
    assert [e.id for e in known_on(date(2026, 12, 1), events)] == ["E1", "E2", "E3", "E4"]


def test_a_correction_to_a_later_day_takes_its_place_at_once():
    first = happened(1, "acknowledged", "2026-12-07")
    later = happened(2, "acknowledged", "2026-12-14", replaces="E1")
    assert known_on(date(2026, 12, 10), [first, later]) == []
