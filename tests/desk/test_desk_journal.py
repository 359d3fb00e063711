"""The journal says everything that was changed, and cannot be rewritten unseen."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from desk_samples import by_hand, keep, message
from sqlcipher3 import dbapi2

from borrower_desk.desk.shapes import agrees
from borrower_desk.desk.store import Store
from borrower_desk.desk.vault import Unlock, open_desk
from borrower_desk.errors import DeskDamaged, DeskRolledBack, UsageError
from borrower_desk.model import (
    Direction,
    Draft,
    DraftId,
    DraftStatus,
    Event,
    EventId,
    EventKind,
    IncomingFile,
    Loan,
    LoanId,
    Matter,
    Sender,
    Servicer,
    ServicerId,
    Unread,
)

OAKLINE = Servicer(ServicerId(""), "Oakline")


def test_a_change_writes_who_it_was_about_and_what_it_was_before(store: Store) -> None:
    """One row a mutation: the act, the id, the values before and after."""
    with store.change("servicer add"):
        kept = store.add_servicer(OAKLINE)
    with store.change("servicer edit"):
        store.save_servicer(replace(kept, phone="555-0100"))
    first, second = store.journal()
    assert (first.n, first.act, first.subject, first.before) == (1, "servicer add", "S1", None)
    assert first.after is not None
    assert second.before == first.after
    assert second.after == {**first.after, "phone": "555-0100"}
    assert datetime.now(UTC) - second.at < timedelta(minutes=5)
    assert second.at.utcoffset() == timedelta(0)


def test_nothing_changed_is_nothing_journalled(store: Store) -> None:
    """Saving what is there already adds no row."""
    with store.change("servicer add"):
        kept = store.add_servicer(OAKLINE)
    with store.change("servicer edit"):
        store.save_servicer(kept)
    assert len(store.journal()) == 1


def test_the_hash_is_that_of_the_rows_canonical_json(store: Store) -> None:
    """Anybody can recompute the chain from the journal's own JSON."""
    with store.change('odd "act"\n— é'):
        store.add_servicer(replace(OAKLINE, name='Oak "line" \u2028 é'))
        store.set_sender(Sender("Ana Example"))
        kept = store.add_quarantined(Unread("x", b"x", "y"), date(2026, 1, 1))
        store.remove_quarantined(kept.id)
    previous = "0" * 64
    for row in store.journal():
        told = {
            "n": row.n,
            "at": row.at.isoformat(timespec="microseconds"),
            "act": row.act,
            "subject": row.subject,
            "before": row.before,
            "after": row.after,
            "previous": previous,
        }
        line = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert row.previous == previous
        assert row.hash == sha256(line.encode()).hexdigest()
        previous = row.hash
    assert store.journal_head() == previous


def test_what_was_said_is_journalled_by_its_digest(store: Store) -> None:
    """Bodies, headers and bytes are named by SHA-256, never copied."""
    file = IncomingFile("a.txt", "text/plain", b"canary bytes", text="canary text")
    with store.change("import"):
        said = message(text="canary body", headers=(("X", "canary header"),), files=(file,))
        kept = keep(store, said)
    (row,) = store.journal()
    assert row.after is not None
    assert "canary" not in str(row.after)
    assert row.after["sha256"] == kept.sha256
    assert row.after["text_sha256"] == sha256(b"canary body").hexdigest()


def test_the_journal_is_read_by_day_and_by_count(store: Store) -> None:
    """`since` takes a day; `limit` gives the last rows, oldest first."""
    for act in ("a", "b", "c"):
        with store.change(act):
            store.add_servicer(OAKLINE)
    assert [row.act for row in store.journal(limit=2)] == ["b", "c"]
    today = datetime.now(UTC).astimezone().date()
    assert len(store.journal(since=today - timedelta(days=1))) == 3
    assert store.journal(since=today + timedelta(days=2)) == []


def test_the_last_change_of_a_matter_leaves_packets_out(store: Store, matter: Matter) -> None:
    """What is filed in a matter touches it, and what is taken out of it; a packet does not."""
    with store.change("import"):
        kept = keep(store, message(1), matter=matter.id)
    assert store.last_change(matter.id) == store.journal()[-1]
    with store.change("file"):
        store.save_correspondence(replace(kept, matter=None))
    assert store.last_change(matter.id) == store.journal()[-1], "taken out of the matter"
    last = store.journal()[-1]
    with store.change("packet"):
        store.remember("packet:M1", "digest")
        store.add_event(Event(EventId(""), matter.id, EventKind.OTHER, date(2026, 1, 1)))
    with store.change("import"):
        keep(store, message(2))
    assert store.last_change(matter.id) == last


# ── the transaction ──────────────────────────────────────────────────────────


def test_nothing_is_changed_outside_a_change(store: Store) -> None:
    """A mutation without its transaction is a mistake of the program."""
    with pytest.raises(RuntimeError, match="outside"):
        store.add_servicer(OAKLINE)


def test_a_change_is_not_made_inside_another(store: Store) -> None:
    """A verb calls a verb: the inner one would end the outer one's transaction."""
    with pytest.raises(RuntimeError, match="inside"), store.change("a"), store.change("b"):
        pass
    with store.change("c"):
        store.add_servicer(OAKLINE)
    assert len(store.journal()) == 1


def test_an_exception_takes_everything_back(store: Store) -> None:
    """Rows, bytes, index and journal together; the desk goes on as if nothing was."""
    head = store.journal_head()
    with suppress(KeyError), store.change("import"):
        store.add_servicer(OAKLINE)
        kept = keep(store, message(1))
        raise KeyError
    assert store.servicers() == []
    assert store.rows() == store.search("payment") == []
    assert store._db.all("SELECT * FROM blobs") == []
    assert store.journal_head() == head
    with store.change("import"):
        assert keep(store, message(1)) == kept
    assert store.verify(full=True).ok


def test_a_mutation_that_fails_leaves_the_rest_of_the_change(store: Store) -> None:
    """One bad item of many: its half-made rows and journal row go, the others stay."""
    with store.change("import"):
        keep(store, message(1))
        with pytest.raises(UnicodeEncodeError):
            keep(store, message(2), kind="\udc80")
        with pytest.raises(UsageError):
            store.add_loan(Loan(LoanId(""), "0001", ServicerId("S9")))
        keep(store, message(3))
    assert store.count() == 2
    assert len(store.journal()) == 2
    assert store.verify(full=True).ok


def test_a_long_change_keeps_its_chain(store: Store) -> None:
    """More rows than wait in memory at once, and the journal read in the middle."""
    with store.change("import"):
        for number in range(1100):
            store.add_servicer(replace(OAKLINE, name=f"Oakline {number}"))
            if number == 700:
                assert len(store.journal()) == 701
                assert store.journal_head() == store.journal(limit=1)[0].hash
    assert store.verify(full=True).ok


def test_a_store_is_used_from_many_threads(store: Store) -> None:
    """Readers wait for the writer and see whole changes only."""
    seen: list[int] = []

    def read() -> None:
        seen.extend(len(store.servicers()) for _ in range(30))

    def write() -> None:
        for _ in range(10):
            with store.change("pair"):
                store.add_servicer(OAKLINE)
                store.add_servicer(OAKLINE)

    threads = [threading.Thread(target=one) for one in (read, write, read, write)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert all(count % 2 == 0 for count in seen)
    assert len(store.servicers()) == 40
    assert store.verify().ok


# ── tampering ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("table", ["journal", "journal_matters", "events", "event_marks"])
def test_rows_are_only_added(store: Store, matter: Matter, table: str) -> None:
    """The file itself refuses to change or remove what happened, by any statement."""
    with store.change("event add"):
        store.add_event(Event(EventId(""), matter.id, EventKind.SENT, date(2026, 1, 1)))
        store.undo_event(EventId("E1"))
    for sql in (
        f"DELETE FROM {table}",
        f"UPDATE {table} SET rowid=rowid",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ):
        with pytest.raises(dbapi2.IntegrityError, match="only added"):
            store._db.run(sql)


@pytest.mark.parametrize(
    ("sql", "check", "said"),
    [
        ("UPDATE journal SET act='other' WHERE n=2", "journal", "row 2 was changed"),
        ("UPDATE journal SET at='2020-01-01' WHERE n=2", "journal", "row 2 was changed"),
        ("UPDATE journal SET after='{}' WHERE n=2", "journal", "row 2 was changed"),
        ("DELETE FROM journal WHERE n=2", "journal", "row 2 is missing"),
        ("DELETE FROM journal WHERE n=1", "journal", "row 1 is missing"),
        ("UPDATE journal SET previous=hash WHERE n=3", "journal", "row 3 does not follow"),
        ("DELETE FROM journal WHERE n=(SELECT max(n) FROM journal)", "history", "M1"),
        ("UPDATE events SET on_day='2026-02-02'", "history", "E1"),
        ("UPDATE correspondence SET on_day='2026-02-02'", "history", "C1"),
        ("UPDATE texts SET text='forged'", "history", "C1"),
        ("UPDATE matters SET title='forged'", "history", "M1"),
        ("UPDATE settings SET value='{}'", "history", "sender"),
        ("DELETE FROM settings", "history", "sender"),
        ("DELETE FROM reminders", "history", "R1"),
        ("UPDATE blob_chunks SET data=x'00'", "documents", "not what was kept"),
        ("DELETE FROM blob_chunks", "documents", "not what was kept"),
        ("UPDATE texts SET text='forged'", "search index", "fit the texts"),
        ("DELETE FROM loans", "references", "point nowhere"),
    ],
)
def test_a_hand_with_the_key_is_seen(
    store: Store, matter: Matter, sql: str, check: str, said: str
) -> None:
    """Somebody with the key and any SQLite tool: a full verify names what was touched."""
    from borrower_desk.model import Reminder

    with store.change("work"):
        store.add_reminder(Reminder("", "Call", date(2026, 3, 1)))
        keep(store, message(1))
        store.add_event(Event(EventId(""), matter.id, EventKind.SENT, date(2026, 1, 1)))
        store.save_matter(replace(matter, title="Late fee of January"))
    assert store.verify(full=True).ok
    by_hand(store._db, sql)
    found = {one.name: one.detail for one in store.verify(full=True).checks if not one.ok}
    assert said in found[check]


def test_a_cut_journal_is_seen(store: Store, desk_path: Path, unlock: Unlock) -> None:
    """All rows after some day gone: the mark kept here says how far it had come."""
    with store.change("servicer add"):
        store.add_servicer(OAKLINE)
        store.add_servicer(OAKLINE)
    by_hand(store._db, "DELETE FROM journal WHERE n>1")
    store.close()
    with pytest.raises(DeskRolledBack, match="ends at row 1, and had come to row 2"):
        open_desk(desk_path, unlock)
    with open_desk(desk_path, unlock, in_doubt=True) as desk:
        assert [one.name for one in desk.verify().checks if not one.ok] == ["age"]
        found = {one.name for one in desk.verify(full=True).checks if not one.ok}
    assert found == {"age", "history"}


def test_a_forged_last_row_is_seen_at_once(store: Store, desk_path: Path, unlock: Unlock) -> None:
    """Each opening looks at the journal's end; nothing of such a desk is shown."""
    with store.change("servicer add"):
        store.add_servicer(OAKLINE)
    by_hand(store._db, "UPDATE journal SET act='nothing' WHERE n=1")
    store.close()
    with pytest.raises(DeskDamaged, match="row 1 was changed"):
        open_desk(desk_path, unlock)


def test_the_rows_of_a_change_have_one_instant(store: Store) -> None:
    """So that a change can be told from the next one, even within a microsecond."""
    at = datetime(2026, 3, 1, tzinfo=UTC)
    store._now = lambda: at
    for _ in range(2):
        with store.change("servicer add"):
            store.add_servicer(OAKLINE)
            store.add_servicer(OAKLINE)
    instants = [one.at for one in store.journal()]
    assert instants == [at, at, instants[2], instants[2]]
    assert instants[2] > at


@pytest.mark.parametrize(
    ("now", "said", "same"),
    [
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": 1, "new": ""}, {"a": 1}, True),
        ({"a": 1, "new": []}, {"a": 1}, True),
        ({"a": 1, "new": "x"}, {"a": 1}, False),
        ({"a": 1}, {"a": 1, "gone": 2}, False),
        ({"a": [{"b": 1, "new": None}]}, {"a": [{"b": 1}]}, True),
        ({"a": [{"b": 1}, {"b": 2}]}, {"a": [{"b": 1}]}, False),
        ({"a": [1]}, {"a": 1}, False),
    ],
)
def test_a_field_of_a_later_schema_is_no_forgery(now: object, said: object, same: bool) -> None:
    """Rows of an older version lack it; only an empty one agrees with them."""
    assert agrees(now, said) is same


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE drafts SET body='Never mind.' WHERE id=1", "C1 is not the letter that D1 was"),
        ("UPDATE texts SET text='Never mind.'", "C1 is not the letter that D1 was"),
        ("UPDATE drafts SET sent_as=NULL", "what was sent is not named"),
        ("UPDATE correspondence SET direction='received'", "C1 is not the letter"),
    ],
)
def test_a_letter_is_held_against_what_was_sent(
    store: Store, matter: Matter, sql: str, said: str
) -> None:
    """Draft, text and bytes are of one letter; a hand with the key that changes one is seen."""
    with store.change("sent"):
        draft = store.add_draft(Draft(DraftId(""), "k", matter.loan, matter.id, "Fee", "Dear sirs"))
        incoming = message(1, text="Dear sirs")
        pdf = IncomingFile("letter.pdf", "application/pdf", incoming.original)
        kept = keep(store, replace(incoming, files=(pdf,)), direction=Direction.SENT)
        store.save_draft(replace(draft, status=DraftStatus.SENT, sent_as=kept.id))
    assert store.verify(full=True).ok
    by_hand(store._db, sql)
    (found,) = [one for one in store.verify(full=True).checks if one.name == "letters"]
    assert said in found.detail
    assert "restore your latest backup" in found.detail
