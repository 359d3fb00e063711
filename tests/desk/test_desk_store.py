"""What is kept comes back as it was given, with an id that nothing else gets."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from desk_samples import keep, message

from borrower_desk.desk.mail import ATTACHMENTS, CORRESPONDENCE
from borrower_desk.desk.people import LOANS, MATTERS, SERVICERS
from borrower_desk.desk.record import DRAFTS, EVENTS, PROMISES, QUARANTINE, REMINDERS
from borrower_desk.desk.shapes import Shape
from borrower_desk.desk.store import Store
from borrower_desk.errors import DocumentMissing, UsageError
from borrower_desk.model import (
    Address,
    Authenticity,
    Channel,
    Draft,
    DraftId,
    DraftStatus,
    Enclosure,
    Event,
    EventId,
    EventKind,
    EventStatus,
    IncomingFile,
    Loan,
    LoanId,
    LoanType,
    Matter,
    MatterId,
    MatterStatus,
    MissingFact,
    Promise,
    Purpose,
    QuarantineId,
    Receipt,
    Reminder,
    Sender,
    Servicer,
    ServicerId,
    ServicingPeriod,
    Sha256,
    Unread,
    Verdict,
)

ELSEWHERE = {
    "servicers": {"addresses", "closures"},
    "loans": {"periods"},
    "correspondence": {"text", "headers", "attachments", "authenticity"},
    "events": {"undone"},
}


@pytest.mark.parametrize(
    "shape",
    [
        *(SERVICERS, LOANS, MATTERS, EVENTS, DRAFTS, PROMISES, REMINDERS),
        *(QUARANTINE, CORRESPONDENCE, ATTACHMENTS),
    ],
    ids=lambda shape: shape.table,
)
def test_every_field_of_the_model_has_a_column(shape: Shape[object]) -> None:
    """A field that someone adds to the model is kept, or this says so."""
    kept = {column.field for column in shape.columns} | ELSEWHERE.get(shape.table, set())
    assert {one.name for one in fields(shape.model)} - {"id"} == kept


def test_a_servicer_comes_back_with_its_addresses(store: Store) -> None:
    """Every address keeps its purpose, its source and the day it was seen."""
    given = Servicer(
        ServicerId(""),
        "Oakline Servicing",
        (
            Address(Purpose.NOTICE, "P.O. Box 1\nDayton OH", "statement", date(2026, 1, 2)),
            Address(Purpose.PAYMENT, "P.O. Box 2"),
        ),
        domains=("oakline.example",),
        emails=("care@oakline.example",),
        small=True,
        sla_hours=48,
    )
    with store.change("servicer add"):
        kept = store.add_servicer(given)
    assert kept == replace(given, id=ServicerId("S1"))
    assert store.servicer(ServicerId("S1")) == kept
    assert store.servicers() == [kept]


def test_saving_a_servicer_replaces_its_addresses(store: Store) -> None:
    """An address that was taken away is gone; the id stays."""
    with store.change("servicer add"):
        kept = store.add_servicer(
            Servicer(ServicerId(""), "Oakline", (Address(Purpose.FAX, "555-0100"),))
        )
    with store.change("servicer edit"):
        saved = store.save_servicer(replace(kept, addresses=(), name="Oakline Bank"))
    assert saved == Servicer(ServicerId("S1"), "Oakline Bank")
    assert store.servicers() == [saved]


def test_a_loan_comes_back_with_its_servicing_periods(store: Store) -> None:
    """Who serviced the loan, when, and under which number."""
    with store.change("loan add"):
        servicer = store.add_servicer(Servicer(ServicerId(""), "Oakline"))
        given = Loan(
            LoanId(""),
            "0001234567",
            servicer.id,
            "1 Elm St",
            ("Ana Example", "Ben Example"),
            LoanType.HELOC,
            arm=True,
            principal_residence=True,
            first_payment=date(2020, 2, 1),
            periods=(ServicingPeriod(servicer.id, "0001234567", date(2020, 1, 1)),),
        )
        kept = store.add_loan(given)
    assert store.loan(LoanId("L1")) == replace(given, id=LoanId("L1")) == kept
    assert store.loans() == [kept]
    with store.change("loan edit"):
        saved = store.save_loan(replace(kept, bankruptcy=True, periods=()))
    assert store.loan(LoanId("L1")) == saved


def test_a_matter_is_opened_and_closed(store: Store, matter: Matter) -> None:
    """Saving changes what is there under the same id."""
    with store.change("matter close"):
        closed = store.save_matter(
            replace(matter, status=MatterStatus.CLOSED, closed=date(2026, 5, 1), notes=("Paid.",))
        )
    assert store.matter(matter.id) == closed
    assert store.matters() == [closed]


def test_the_sender_is_empty_until_somebody_says(store: Store) -> None:
    """`me` starts empty and is kept whole."""
    assert store.sender() == Sender()
    me = Sender("Ana Example", "1 Elm St\nDayton OH", "555-0101", ("ana@home.example",))
    with store.change("me edit"):
        store.set_sender(me)
    assert store.sender() == me


@pytest.mark.parametrize("asked", ["S9", "M1", "s", "", "S-1", "S１", "S" + "9" * 30, "9"])
def test_an_unknown_id_says_where_to_look(store: Store, asked: str) -> None:
    """There is no servicer S9, and a hint names the command that lists them."""
    with pytest.raises(UsageError, match="There is no servicer") as said:
        store.servicer(ServicerId(asked))
    assert "servicer list" in said.value.hint


def test_ids_are_found_in_either_case(store: Store, matter: Matter) -> None:
    """`m1` is M1: people type."""
    assert store.matter(MatterId("m1")) == matter


def test_a_loan_needs_a_servicer_that_is_there(store: Store) -> None:
    """A reference to nothing is told before anything is kept."""
    with pytest.raises(UsageError, match="no servicer S7"), store.change("loan add"):
        store.add_loan(Loan(LoanId(""), "0001", ServicerId("S7")))
    assert store.loans() == []


def test_correspondence_comes_back_whole(store: Store, matter: Matter) -> None:
    """Text, headers, attachments, filing, and the original bytes."""
    incoming = message(
        text="Dear Ana,\nyour fee stands.",
        headers=(("Subject", "Your payment"), ("X-Odd", "1")),
        files=(IncomingFile("a.pdf", "application/pdf", b"%PDF-", text="fee table"),),
        cc=("Ben <ben@home.example>",),
    )
    with store.change("import"):
        kept = keep(
            store,
            incoming,
            matter=matter.id,
            kind="response",
            authenticity=Authenticity(Verdict.CONSISTENT, ("dkim passed",)),
            received=date(2026, 3, 4),
            reference="CASE-1",
        )
    assert kept.id == "C1"
    assert store.correspondence(kept.id) == kept
    assert store.blob(kept.sha256) == incoming.original
    assert store.blob(kept.attachments[0].sha256) == b"%PDF-"
    assert store.attachment(kept.attachments[0].id) == kept.attachments[0]
    assert store.attachments(matter.id) == list(kept.attachments)
    assert kept.loan == matter.loan, "a matter is about one loan"


def test_a_strangers_text_is_kept_fit_to_show(store: Store) -> None:
    """Escapes, overrides and path parts do not survive; the original bytes do."""
    with store.change("import"):
        kept = keep(
            store,
            message(
                subject="Pay\x1b[31m now\u202e",
                text="a\x1b]0;x\x07b",
                sender="O\n<x@y.example>",
                files=(IncomingFile("../../etc/passwd", "text/plain", b"x", text="\x1b[2J"),),
                source="in\udc80box",
            ),
        )
    whole = str(store.correspondence(kept.id))
    assert "\x1b" not in whole
    assert "\u202e" not in whole
    assert kept.attachments[0].name == "passwd"
    assert "\n" not in kept.sender


def test_filing_changes_and_words_do_not(store: Store, matter: Matter) -> None:
    """Saving correspondence changes where it is filed, never what it said."""
    with store.change("import"):
        kept = keep(store, message())
    with store.change("file"):
        saved = store.save_correspondence(
            replace(
                kept,
                matter=matter.id,
                tags=("fee", "März"),
                kind="refusal",
                kind_confirmed=True,
                privileged=True,
                text="forged",
                subject="forged",
            )
        )
    assert saved == replace(
        kept,
        matter=matter.id,
        loan=matter.loan,
        tags=("fee", "März"),
        kind="refusal",
        kind_confirmed=True,
        privileged=True,
    )


def test_bytes_are_kept_once(store: Store) -> None:
    """The same attachment on two messages is one blob; a big one is cut and joined again."""
    big = bytes(range(256)) * 12_000
    with store.change("import"):
        one = keep(store, message(1, files=(IncomingFile("a", "x/y", big),)))
        two = keep(store, message(2, files=(IncomingFile("b", "x/y", big),)))
    name = one.attachments[0].sha256
    assert name == two.attachments[0].sha256
    assert store.blob(name) == big
    assert store.blob_size(name) == len(big)
    assert max(len(part) for part in store.blob_stream(name)) == 1 << 20
    with pytest.raises(DocumentMissing):
        store.blob(Sha256("0" * 64))


def test_a_draft_keeps_its_fields_and_enclosures(store: Store, matter: Matter) -> None:
    """Everything that the borrower said, and what is still missing."""
    given = Draft(
        DraftId(""),
        "notice-of-error",
        matter.loan,
        matter.id,
        "Notice of error",
        "Dear servicer,\n…",
        {"amount": "45.00"},
        (Enclosure("A", "Statement", "s.pdf", "application/pdf", Sha256("a" * 64), 5, 2),),
        (MissingFact("paid_on", "When did you pay?"),),
        channel=Channel.CERTIFIED_MAIL,
        written=date(2026, 3, 5),
    )
    with store.change("draft"):
        kept = store.add_draft(given)
    assert store.draft(DraftId("D1")) == replace(given, id=DraftId("D1")) == kept
    with store.change("discard"):
        gone = store.save_draft(replace(kept, status=DraftStatus.DISCARDED))
    assert store.drafts(status=DraftStatus.OPEN) == []
    assert store.drafts(status=DraftStatus.DISCARDED, matter=matter.id) == [gone]


def test_an_event_comes_back_with_when_it_was_recorded(store: Store, matter: Matter) -> None:
    """Every field, and an instant with an offset."""
    given = Event(
        EventId(""),
        matter.id,
        EventKind.SENT,
        date(2026, 3, 6),
        letter="notice-of-error",
        errors=("fee-without-basis",),
        starts=("noe-acknowledge", "noe-respond"),
        amount=4500,
        channel=Channel.CERTIFIED_MAIL,
        receipt=Receipt.PRESUMED,
        note="by the post office",
        params={"sale_date": "2026-09-01"},
    )
    with store.change("event add"):
        kept = store.add_event(given)
    assert replace(kept, recorded=None) == replace(given, id=EventId("E1"))
    assert kept.recorded is not None
    assert kept.recorded.utcoffset() is not None
    assert store.event(kept.id) == kept
    assert store.events(matter.id) == store.events() == [kept]


def test_what_becomes_of_an_event_is_a_mark_beside_it(store: Store, matter: Matter) -> None:
    """Confirmed or undone, E1 stays E1, and saying it twice is told."""
    proposed = Event(
        EventId(""), matter.id, EventKind.SENT, date(2026, 3, 6), status=EventStatus.PROPOSED
    )
    with store.change("event add"):
        kept = store.add_event(proposed)
    with store.change("event confirm"):
        confirmed = store.confirm_event(kept.id)
    with store.change("event undo"):
        undone = store.undo_event(kept.id)
    assert (kept.status, confirmed.status) == (EventStatus.PROPOSED, EventStatus.CONFIRMED)
    assert undone == replace(confirmed, undone=True)
    assert store.events() == [undone]
    with pytest.raises(UsageError, match="undone already"), store.change("event undo"):
        store.undo_event(kept.id)
    with pytest.raises(UsageError, match="confirmed already"), store.change("event confirm"):
        store.confirm_event(kept.id)


def test_an_event_names_things_that_are_there(store: Store, matter: Matter) -> None:
    """`of` and `replaces` point at something, and a correction stays in its matter."""
    sent = Event(EventId(""), matter.id, EventKind.SENT, date(2026, 3, 6))
    with store.change("event add"):
        first = store.add_event(sent)
        other = store.add_matter(replace(matter, title="Escrow"))
    with store.change("event add"):
        kept = store.add_event(replace(sent, replaces=first.id, of=" e1"))
    assert (kept.replaces, kept.of) == ("E1", "E1")
    for wrong in ({"of": "E9"}, {"of": "?"}, {"of": ""}, {"replaces": "E9"}):
        with pytest.raises(UsageError), store.change("event add"):
            store.add_event(replace(sent, **wrong))
    with pytest.raises(UsageError, match="another matter"), store.change("event add"):
        store.add_event(replace(sent, matter=other.id, replaces=first.id))
    assert len(store.events()) == 2


def test_quarantine_keeps_the_bytes_and_the_reason(store: Store) -> None:
    """Byte for byte; the same bytes are recognised; an id is never used again."""
    unread = Unread("inbox.mbox#3", b"\xff\x00broken", "no header")
    with store.change("import"):
        kept = store.add_quarantined(unread, date(2026, 3, 1))
    assert store.blob(kept.sha256) == unread.original
    assert store.known_quarantined(kept.sha256) == kept.id == "Q1"
    assert store.quarantined() == [store.quarantined_item(kept.id)] == [kept]
    with store.change("quarantine retry"):
        store.remove_quarantined(kept.id)
    with store.change("import"):
        again = store.add_quarantined(unread, date(2026, 3, 1))
    assert again.id == QuarantineId("Q2")
    assert store.known_quarantined(Sha256("0" * 64)) is None


def test_promises_and_reminders(store: Store, matter: Matter) -> None:
    """The servicer's word and the borrower's own notes."""
    with store.change("promise"):
        promise = store.add_promise(Promise("", "They call back", date(2026, 4, 1), matter.id))
        reminder = store.add_reminder(Reminder("", "Look at the escrow", date(2026, 4, 2)))
        kept = store.save_promise(replace(promise, kept_on=date(2026, 3, 30)))
        done = store.save_reminder(replace(reminder, done=True, matter=matter.id))
    assert store.promises() == store.promises(matter.id) == [kept] == [store.promise("P1")]
    assert store.reminders() == [done] == [store.reminder("R1")]


def test_the_same_thing_is_recognised(store: Store) -> None:
    """By its bytes, or by its Message-ID together with what it says."""
    incoming = message(1)
    other = message(2)
    with store.change("import"):
        kept = keep(store, incoming)

    def known(sha256: str, message_id: str | None, content: str) -> str | None:
        same = store.known_bytes(Sha256(sha256))
        return same or store.known_message(message_id, Sha256(content))

    fresh = "f" * 64
    assert known(incoming.sha256, None, fresh) == kept.id, "the same bytes"
    assert known(fresh, incoming.message_id, incoming.content_sha256) == kept.id, "another export"
    assert known(fresh, incoming.message_id, fresh) is None, "an id may be forged"
    assert known(fresh, None, incoming.content_sha256) is None, "words alone are not enough"
    assert known(other.sha256, other.message_id, other.content_sha256) is None


def test_settings_are_remembered(store: Store) -> None:
    """A small value by its key, the last one said."""
    assert store.recall("packet:M1") is None
    with store.change("packet"):
        store.remember("packet:M1", "a")
        store.remember("packet:M1", "b")
    assert store.recall("packet:M1") == "b"
