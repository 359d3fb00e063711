"""What the record tells a follow-up: the right letter, its days, and the story so far."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from letters_samples import LOAN, SERVICER

from borrower_desk.letters.recorded import recorded
from borrower_desk.matters.duties import duties
from borrower_desk.matters.recurrence import Recurrence
from borrower_desk.model import Channel, Event, EventId, EventKind, Matter, MatterId, Receipt

MATTER = Matter(MatterId("M1"), "Late fee", LOAN.id, "fee-without-basis")
STARTS = ("noe-acknowledge", "noe-respond", "noe-credit-reporting-bar")
NUMBER = "9400111201080805483016"


def event(n, kind, on, **told):
    return Event(EventId(f"E{n}"), MATTER.id, EventKind(kind), date.fromisoformat(on), **told)


def sent(n, on, letter="notice-of-error", **told):
    told.setdefault(
        "starts", STARTS if letter == "notice-of-error" else ("rfi-acknowledge", "rfi-respond")
    )
    return event(
        n, "sent", on, letter=letter, channel=Channel.CERTIFIED_MAIL,
        errors=("fee-without-basis",) if letter == "notice-of-error" else (),
        params={"draft": f"D{n}", "tracking": NUMBER}, of=f"C{n}", **told,
    )  # fmt: skip


def delivered(n, on, of, **told):
    return event(
        n, "delivered", on, of=of, letter="notice-of-error", errors=("fee-without-basis",),
        starts=STARTS, channel=Channel.CERTIFIED_MAIL, params={"tracking": NUMBER}, **told,
    )  # fmt: skip


def told(kind, events, today, **more):
    day = date.fromisoformat(today)
    owed = duties(MATTER, LOAN, {SERVICER.id: SERVICER}, events, day)
    return recorded(kind, events, owed, day, **more)


def test_a_reminder_names_the_letter_its_days_and_its_proof():
    events = [sent(1, "2026-10-05"), delivered(2, "2026-10-09", "E1")]

    values = told("response-overdue", events, "2026-12-15").values

    assert values["letter"] == "notice of error"
    assert (values["sent_on"], values["received_on"]) == ("2026-10-05", "2026-10-09")
    assert values["due_on"] == "2026-11-24"  # 30 days without Columbus and Veterans Day
    assert values["proof"] == f"certified mail No. {NUMBER}"
    assert values["ask_by"] == "2026-12-30"  # ten business days; Christmas lies between


def test_an_acknowledgment_has_its_own_day():
    events = [sent(1, "2026-10-05"), delivered(2, "2026-10-09", "E1")]
    assert told("acknowledgment-overdue", events, "2026-12-15").values["due_on"] == "2026-10-19"


def test_a_receipt_that_is_a_guess_gives_no_day():
    """The letter may not state what only the desk assumed."""
    values = told("response-overdue", [sent(1, "2026-10-05")], "2026-12-15").values
    assert values["sent_on"] == "2026-10-05"
    assert not {"received_on", "due_on", "proof"} & set(values)


def test_what_they_admit_is_a_proof():
    events = [
        sent(1, "2026-10-05"),
        event(2, "acknowledged", "2026-10-14", of="E1", params={"received_on": "2026-10-09"}),
    ]
    values = told("response-overdue", events, "2026-12-15").values
    assert values["received_on"] == "2026-10-09"
    assert values["proof"] == "as you state yourself"
    assert values["acknowledged_on"] == "2026-10-14"


def test_the_letter_that_is_overdue_is_followed_up_and_not_the_latest():
    events = [
        sent(1, "2026-10-05"),
        delivered(2, "2026-10-09", "E1"),
        sent(3, "2026-12-10", letter="request-for-information"),
    ]
    values = told("response-overdue", events, "2026-12-15").values
    assert (values["letter"], values["sent_on"]) == ("notice of error", "2026-10-05")


@pytest.mark.parametrize("kind", ["response-incomplete", "documents-relied-on"])
def test_an_answered_letter_is_the_one_to_ask_about(kind):
    events = [
        sent(1, "2026-10-05"),
        delivered(2, "2026-10-09", "E1"),
        event(3, "responded", "2026-11-20", of="E1"),
        sent(4, "2026-12-01", letter="request-for-information"),
    ]
    values = told(kind, events, "2026-12-15").values
    assert (values["sent_on"], values["answered_on"]) == ("2026-10-05", "2026-11-20")


def test_an_extension_is_found_with_its_letter():
    events = [
        sent(1, "2026-10-05"),
        delivered(2, "2026-10-09", "E1"),
        event(3, "extended", "2026-11-30", of="E1"),
    ]
    assert told("extension-invalid", events, "2026-12-15").values["extended_on"] == "2026-11-30"


def test_nothing_was_sent_and_nothing_is_said():
    found = told("response-overdue", [], "2026-12-15")
    assert set(found.values) == {"ask_by"}
    assert found.story == ()


def test_the_story_tells_what_happened_and_what_did_not():
    events = [
        sent(1, "2026-10-05"),
        delivered(2, "2026-10-09", "E1"),
        event(3, "fee-charged", "2026-09-16", amount=9275),
    ]

    story = told("escalate-supervisor", events, "2026-12-15").story

    said = [(row.on.isoformat(), row.what) for row in story]
    assert said[0] == ("2026-09-16", "You charged a fee of $92.75")
    assert said[1] == ("2026-10-05", "I sent a notice of error by certified mail")
    assert story[1].proof == f"tracking {NUMBER}"
    assert said[2] == ("2026-10-09", "You received the notice of error")
    assert any("was due, and has not come (" in what for _, what in said[3:])


def test_a_regulator_reads_of_the_servicer_and_not_of_you():
    events = [sent(1, "2026-10-05"), delivered(2, "2026-10-09", "E1")]
    story = told("cfpb-complaint", events, "2026-10-12").story
    assert [row.what for row in story][1] == "The servicer received the notice of error"
    assert not [row for row in story if row.what.startswith("You ")]


def test_a_note_and_an_undone_or_proposed_event_are_no_part_of_the_story():
    """Notes can hold what was said to a lawyer."""
    events = [
        replace(sent(1, "2026-10-05"), note="My lawyer says that this will work"),
        event(2, "responded", "2026-10-20", undone=True),
        event(3, "other", "2026-10-21", note="privileged"),
    ]
    story = told("escalate-supervisor", events, "2026-10-22").story
    assert [row.what for row in story] == ["I sent a notice of error by certified mail"]


def test_a_long_story_keeps_its_beginning_and_its_end():
    events = [
        event(n, "payment-made", f"2026-{1 + n // 28:02d}-{1 + n % 28:02d}", amount=100 * n)
        for n in range(60)
    ]
    story = told("escalate-supervisor", events, "2026-12-15").story
    assert len(story) == 14
    assert (story[0].id, story[1].id, story[-1].id) == ("E0", "E1", "E59")


def test_in_spanish_the_story_is_spanish():
    events = [sent(1, "2026-10-05"), delivered(2, "2026-10-09", "E1")]
    story = told("escalate-supervisor", events, "2026-10-12", lang="es").story
    assert story[0].what == "Envié lo siguiente por correo certificado: aviso de error"
    assert story[0].proof == f"rastreo {NUMBER}"


def test_an_error_that_came_back_stands_in_the_next_notice(letter_of):
    again = Recurrence("fee-without-basis", MATTER.id, date(2026, 3, 2), date(2026, 4, 1))
    found = told("late-fee-dispute", [], "2026-12-15", again=[again])

    body = letter_of("late-fee-dispute", recorded=found).body
    assert "After my notice of March 2, 2026 you corrected it on April 1, 2026." in " ".join(
        body.split()
    )
    other = letter_of("payment-delay", recorded=found).body
    assert "has come back" not in other


def test_a_receipt_on_the_record_is_what_the_letter_says(letter_of):
    events = [sent(1, "2026-10-05"), delivered(2, "2026-10-09", "E1", receipt=Receipt.PROVED)]
    found = told("response-overdue", events, "2026-12-15")

    letter = letter_of("response-overdue", {}, recorded=found)

    assert letter.missing == ()
    said = " ".join(letter.body.split())
    assert (
        "You have not answered my notice of error of October 5, 2026, which you received on"
        f" October 9, 2026 (certified mail No. {NUMBER}). The answer was due by November 24, 2026."
        " Please answer by December 30, 2026."
    ) in said
