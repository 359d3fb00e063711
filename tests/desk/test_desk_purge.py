"""What was kept by mistake goes for good; a tombstone says that it was there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from desk_samples import keep, message

from borrower_desk.desk.store import Store
from borrower_desk.errors import DocumentMissing, UsageError
from borrower_desk.model import (
    CorrespondenceId,
    Draft,
    DraftId,
    DraftStatus,
    Enclosure,
    Event,
    EventId,
    EventKind,
    EventStatus,
    IncomingFile,
    Matter,
    Relation,
    Tombstone,
    Unread,
)

TODAY = date(2027, 1, 29)
LAB = IncomingFile("lab.pdf", "application/pdf", b"%PDF- haemoglobin", text="haemoglobin")


def kept_by_mistake(store: Store) -> CorrespondenceId:
    with store.change("import"):
        return keep(store, message(1, subject="Results", text="Cholesterol", files=(LAB,))).id


def purge(store: Store, id: CorrespondenceId) -> Tombstone:  # noqa: A002
    with store.change("purge"):
        return store.purge(id, "medical, not about the loan", TODAY)


def test_nothing_of_a_purged_message_is_found(store):
    """Bytes, text, files and index are gone; the desk is whole."""
    id = kept_by_mistake(store)  # noqa: A001
    whole = store.correspondence(id)

    stone = purge(store, id)

    assert stone == Tombstone(id, whole.sha256, "medical, not about the loan", TODAY)
    for digest in (whole.sha256, whole.attachments[0].sha256):
        with pytest.raises(DocumentMissing):
            store.blob(digest)
    with pytest.raises(UsageError):
        store.correspondence(id)
    assert store.search("cholesterol") == store.search("haemoglobin") == []
    assert store._db.all("SELECT 1 FROM search WHERE search MATCH 'cholesterol'") == []
    assert store.tombstone_of(whole.sha256) == store.tombstone(id) == stone
    assert [one.detail for one in store.verify(full=True).checks if not one.ok] == []


def test_the_journal_says_that_something_was_purged(store):
    """Who looks later sees the id, the hash and the reason."""
    purge(store, kept_by_mistake(store))

    told = [row.after for row in store.journal() if row.after and "purged" in row.after]
    assert [one["reason"] for one in told] == ["medical, not about the loan"]


def test_an_id_is_not_used_again(store):
    """C1 stays the purged one's."""
    purge(store, kept_by_mistake(store))

    with store.change("import"):
        assert keep(store, message(2)).id == "C2"


def test_bytes_that_another_message_has_too_stay(store):
    """The same attachment in two messages is stored once, and goes with the last."""
    first = kept_by_mistake(store)
    with store.change("import"):
        second = keep(store, message(2, files=(LAB,)))

    purge(store, first)

    assert store.blob(second.attachments[0].sha256) == LAB.data


def test_a_letter_that_was_sent_is_never_purged(store, matter):
    """The record of what left the house is not ours to thin."""
    id = kept_by_mistake(store)  # noqa: A001
    with store.change("sent"):
        store.add_draft(
            Draft(DraftId(""), "complaint", matter.loan, matter.id, "s", "b",
                  status=DraftStatus.SENT, sent_as=id)
        )  # fmt: skip

    with pytest.raises(UsageError, match="as it was sent"):
        purge(store, id)
    assert store.correspondence(id).text == "Cholesterol"


def test_what_a_fact_rests_on_is_not_purged(store: Store, matter: Matter):
    """A clock that runs must not lose its proof; undone, it may go."""
    id = kept_by_mistake(store)  # noqa: A001
    with store.change("event"):
        event = store.add_event(
            Event(EventId(""), matter.id, EventKind.RESPONDED, TODAY, params={"by": id})
        )

    with pytest.raises(UsageError, match="E1"):
        purge(store, id)

    with store.change("undo"):
        store.undo_event(event.id)
    purge(store, id)


def test_a_proposal_goes_with_the_message_that_made_it(store, matter):
    """What was only guessed from it is no longer offered."""
    id = kept_by_mistake(store)  # noqa: A001
    with store.change("event"):
        store.add_event(
            Event(EventId(""), matter.id, EventKind.RESPONDED, TODAY,
                  status=EventStatus.PROPOSED, params={"by": id})
        )  # fmt: skip

    purge(store, id)

    assert [one.undone for one in store.events()] == [True]


def test_an_enclosed_file_is_not_purged_from_under_a_draft(store, matter):
    """A letter that says "Enclosure A" must find it."""
    file = store.correspondence(kept_by_mistake(store)).attachments[0]
    enclosure = Enclosure("A", "Lab", file.name, file.media_type, file.sha256, attachment=file.id)
    with store.change("draft"):
        store.add_draft(
            Draft(
                DraftId(""), "complaint", matter.loan, matter.id, "s", "b", enclosures=(enclosure,)
            )
        )

    with pytest.raises(UsageError, match="enclosed with D1"):
        purge(store, CorrespondenceId("C1"))


def test_a_quarantined_item_is_purged_too(store):
    """Unreadable junk need not stay for ever."""
    with store.change("import"):
        junk = store.add_quarantined(Unread("a.bin", b"junk", "not a kind"), TODAY)

    with store.change("purge"):
        store.purge_quarantined(junk.id, "a virus", TODAY)

    assert store.quarantined() == []
    with pytest.raises(DocumentMissing):
        store.blob(junk.sha256)
    assert store.verify(full=True).ok


def test_links_go_with_a_purged_message(store):
    """The other of the pair stays, alone."""
    with store.change("import"):
        one, other = keep(store, message(1)), keep(store, message(2))
        store.link(other.id, one.id, Relation.NEAR_DUPLICATE, "the same words")
        store.link(one.id, other.id, Relation.SAME_LETTER, "said twice: the first stands")
    assert [(x.one, x.other, x.relation) for x in store.links(one.id)] == [
        ("C1", "C2", Relation.NEAR_DUPLICATE)
    ]

    purge(store, one.id)

    assert store.links(other.id) == []
    assert store.verify(full=True).ok


def test_linked_pieces_can_be_taken_apart(store):
    """A wrong guess is not for ever."""
    with store.change("import"):
        one, other = keep(store, message(1)), keep(store, message(2))
        store.link(one.id, other.id, Relation.NEAR_DUPLICATE, "the same words")

    with store.change("unlink"):
        assert store.unlink(other.id, one.id)
        assert not store.unlink(other.id, one.id)

    assert store.links(one.id) == []


def test_near_gives_what_came_around_a_day_nearest_first(store):
    """Candidates for being the same letter are looked for around its date."""
    days = {1: date(2027, 1, 1), 2: date(2027, 1, 9), 3: date(2027, 1, 6)}
    with store.change("import"):
        for number, on in days.items():
            keep(store, replace(message(number), on=on))

    assert [one.id for one in store.near(date(2027, 1, 7), 5)] == ["C3", "C2"]
    assert store.near(date.max, 5) == []
