"""Whatever stands in a column, `verify --full` gives an answer, and names it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from desk_samples import by_hand, keep, message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from borrower_desk.desk import columns
from borrower_desk.desk.shapes import KINDS
from borrower_desk.desk.store import Store
from borrower_desk.desk.vault import Unlock, create, open_desk
from borrower_desk.errors import DeskDamaged, DeskError
from borrower_desk.model import (
    Address,
    ArithmeticFinding,
    Closure,
    Draft,
    DraftId,
    Event,
    EventId,
    EventKind,
    EventStatus,
    IncomingFile,
    Loan,
    LoanId,
    Mailbox,
    MailboxId,
    Matter,
    MatterId,
    Promise,
    Purpose,
    Relation,
    Reminder,
    Sender,
    Servicer,
    ServicerId,
    ServicingPeriod,
    Unread,
)

DAY = date(2026, 3, 2)
# Columns that number rows which nothing else names: another number says nothing else.
NUMBERS_ALONE = {
    ("addresses", "id"),
    ("servicing_periods", "id"),
    ("closures", "id"),
    ("originals", "id"),
    ("blob_chunks", "id"),
    ("blobs", "id"),
}
# The search index and SQLite's own; `search index` and `pages` look at these.
NOT_OURS = {"search", "search_data", "search_idx", "search_docsize", "search_config"}
FORGED = (
    "'x'", "''", "'[1]'", "'{\"a\":1}'", "'null'", "'20260302'", "'9999-99-99'", "'\x1b[2J'",
    "-1", "7", "9223372036854775807", "NULL", "x'00'", "CAST(x'ff' AS TEXT)",
)  # fmt: skip


def filled(path: Path, unlock: Unlock) -> Store:
    """A desk with a row in every table."""
    desk, _ = create(path, key_file=unlock.key_file)
    with desk.change("all"):
        desk.set_sender(Sender("Ana Example", "1 Elm St", "555-0101", ("ana@home.example",)))
        desk.remember("backup made", "2026-03-01")
        servicer = desk.add_servicer(
            Servicer(
                ServicerId(""),
                "Oakline Servicing",
                addresses=(Address(Purpose.NOTICE, "PO Box 1", "statement", DAY),),
                domains=("oakline.example",),
                closures=(Closure(DAY, "a storm"),),
            )
        )
        period = ServicingPeriod(servicer.id, "0001234567", DAY, None)
        loan = desk.add_loan(Loan(LoanId(""), "0001234567", servicer.id, periods=(period,)))
        matter = desk.add_matter(Matter(MatterId(""), "Late fee", loan.id, "fee-without-basis"))
        for number in (1, 2, 3):
            keep(
                desk,
                message(
                    number,
                    files=(IncomingFile("a.txt", "text/plain", b"%d" % number, text="words"),),
                    notes=("1 hidden element was left out",),
                ),
                matter=matter.id,
            )
        desk.link(desk.rows()[1].id, desk.rows()[2].id, Relation.SAME_LETTER, "the same words")
        desk.add_original(desk.rows()[1].id, b"another form", "b.mbox", DAY)
        desk.add_original(desk.rows()[0].id, b"a third form", "b.mbox", DAY)
        for status in (EventStatus.PROPOSED, EventStatus.CONFIRMED):
            desk.add_event(
                Event(EventId(""), matter.id, EventKind.SENT, DAY, status=status, of="C1")
            )
        desk.confirm_event(EventId("E1"))
        desk.undo_event(EventId("E2"))
        desk.add_draft(Draft(DraftId(""), "notice-of-error", loan.id, matter.id, "Fee", "Sirs"))
        desk.add_promise(Promise("", "They will call", DAY, matter.id))
        desk.add_reminder(Reminder("", "Call", DAY, matter.id))
        desk.add_quarantined(Unread("x.bin", b"\0bytes", "not read"), DAY)
        desk.add_mailbox(Mailbox(MailboxId(""), "home", "imap.home.example", "ana"))
        desk.add_finding(
            ArithmeticFinding("escrow", "Too much", "2", "1", "1", "x", "why", matter=matter.id)
        )
    with desk.change("purge"):
        desk.purge(desk.rows()[0].id, "kept by mistake", DAY)
    assert desk.verify(full=True).ok
    return desk


def our_columns() -> list[tuple[str, str]]:
    """Every column of every table that the migrations make."""
    from borrower_desk.desk import schema
    from borrower_desk.desk.connection import Connection

    db = Connection(Path(":memory:"), dbapi2.connect(":memory:", isolation_level=None))
    schema.migrate(db)
    return [
        (str(table), str(column))
        for table, column in db.all(
            "SELECT m.name,c.name FROM sqlite_master m, pragma_table_info(m.name) c"
            " WHERE m.type='table' AND m.name NOT LIKE 'sqlite%' ORDER BY 1,2"
        )
        if table not in NOT_OURS
    ]


COLUMNS = our_columns()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One desk for all of the forgeries, each of which is taken back."""
    place = tmp_path_factory.mktemp("columns")
    with filled(place / "home.desk", Unlock(key_file=place / "key", keyring=False)) as desk:
        desk._db.run("PRAGMA foreign_keys = OFF")
        yield desk


def test_every_table_has_a_row(desk: Store) -> None:
    """Else the tests below would show nothing."""
    empty = [
        table for table in {one for one, _ in COLUMNS} if not desk._db.one(f"SELECT 1 FROM {table}")
    ]
    assert empty == []


def test_every_column_is_looked_at() -> None:
    """One that a later schema adds must be added to `columns.READERS`, or covered elsewhere."""
    elsewhere = {"blob_chunks"}  # the digest of the whole
    looked_at = {(table, one) for table, readers in columns.READERS.items() for one in readers}
    assert {one for one in COLUMNS if one[0] not in elsewhere} == looked_at


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_forged_value_is_named(desk: Store, table: str, column: str) -> None:
    """Whatever SQLite lets stand there: no crash, and the table or the thing is named."""
    tried = 0
    for value in (*FORGED, "'undone'") if column == "mark" else FORGED:
        found = forged(desk, table, column, value)
        if found is None:
            continue  # the table's own rules refuse it, or it stood there before
        tried += 1
        if (table, column) not in NUMBERS_ALONE:
            assert found, f"{table}.{column}={value} is not seen"
            assert names(found, table), f"{table}.{column}={value}: {found}"
    assert tried, f"nothing could be put into {table}.{column}"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    where=st.sampled_from(sorted(set(COLUMNS) - NUMBERS_ALONE)),
    value=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
    | st.integers(-(2**63), 2**63 - 1),
)
def test_any_value_is_named(desk: Store, where: tuple[str, str], value: str | int) -> None:
    """The same for whatever text or number."""
    told = str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
    found = forged(desk, *where, told)
    assert found is None or (found and names(found, where[0])), (where, value)


def forged(desk: Store, table: str, column: str, value: str) -> str | None:
    """What a full verify says once the first row's column has another value; None if it has not."""
    first = f"WHERE rowid=(SELECT min(rowid) FROM {table})"
    stands = f'SELECT typeof("{column}"), hex(CAST("{column}" AS BLOB)) FROM {table} {first}'
    desk._db.run("BEGIN")
    try:
        before = desk._db.all(stands)
        by_hand(desk._db, f'UPDATE {table} SET "{column}"={value} {first}')
        if desk._db.all(stands) == before:
            return None
        return "; ".join(one.detail for one in desk.verify(full=True).checks if not one.ok)
    except (dbapi2.Error, DeskError):
        return None
    finally:
        desk._db.raw.execute("ROLLBACK")


def names(said: str, table: str) -> bool:
    """Whether it says which table or which thing was touched."""
    letters = {one: letter for letter, (one, *_) in KINDS.items()} | {
        "texts": "C", "addresses": "S", "closures": "S", "servicing_periods": "L",
        "originals": "C", "attachments": "C", "blobs": "C", "blob_chunks": "C", "event_marks": "E",
    }  # fmt: skip
    words = (
        {table: "", "settings": "setting", "journal": "row"}[table]
        if table in ("settings", "journal")
        else ""
    )
    thing = letters.get(table)
    return (
        table in said
        or bool(words and words in said)
        or bool(thing and re.search(rf"\b{thing}[0-9]", said))
    )


@pytest.mark.parametrize("name", sorted({table for table, _ in COLUMNS} | {"searched", "search"}))
def test_a_table_that_is_gone_is_named(tmp_path: Path, name: str) -> None:
    """And a view, and the index: by `verify`; nothing else opens such a desk."""
    unlock = Unlock(key_file=tmp_path / "key", keyring=False)
    with create(tmp_path / "home.desk", key_file=unlock.key_file)[0] as desk:
        desk._db.run("PRAGMA foreign_keys = OFF")
        desk._db.run(f"DROP {'VIEW' if name == 'searched' else 'TABLE'} {name}")
    with pytest.raises(DeskDamaged, match=rf"\b{name}\b"):
        open_desk(tmp_path / "home.desk", unlock)
    with open_desk(tmp_path / "home.desk", unlock, read_only=True, in_doubt=True) as desk:
        (found,) = [one for one in desk.verify(full=True).checks if one.name == "schema"]
    assert f" {name} on {name} is missing" in found.detail


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM tombstones", "whether C3 was purged"),
        ("UPDATE tombstones SET reason='another'", "what was purged as C3, why or when"),
        ("UPDATE tombstones SET on_day='2026-04-01'", "what was purged as C3, why or when"),
        ("DELETE FROM tombstone_originals", "what was purged as C3"),
        ("INSERT INTO tombstones VALUES ('C9',hex(zeroblob(32)),'x','2026-01-01')", "C9"),
        ("DELETE FROM links", "whether C1 and C2 are joined"),
        ("UPDATE links SET relation='near-duplicate'", "how C1 and C2 are joined"),
        ("UPDATE links SET because='another'", "how C1 and C2 are joined, or why"),
        ("DELETE FROM notes WHERE correspondence=1", "notes of C1"),
        ("UPDATE notes SET note='another' WHERE correspondence=1", "notes of C1"),
        ("INSERT INTO notes VALUES (1,9,'another')", "notes of C1"),
        ("DELETE FROM journal_matters WHERE n>4", "touches M1"),
        ("INSERT INTO journal_matters VALUES ('M1',1)", "whether row 1 touches M1"),
        ("UPDATE correspondence SET preview='FORGED'", "preview of C1"),
        ("UPDATE correspondence SET thread='FORGED'", "thread of C1"),
        ("UPDATE correspondence SET content='FORGED'", "content of C1"),
        ("UPDATE correspondence SET files=0", "files of C1"),
        ("UPDATE texts SET people='FORGED'", "people of C1"),
        ("UPDATE event_marks SET at='2026-01-01T00:00:00.000000+00:00'", "when E1 was confirmed"),
        ("DELETE FROM event_marks WHERE mark='undone'", "E2"),
        ("UPDATE sqlite_sequence SET seq=2 WHERE name='correspondence'", "C3 of correspondence"),
        ("DELETE FROM sqlite_sequence", "sqlite_sequence"),
    ],
)  # fmt: skip
def test_what_has_no_id_is_held_against_the_journal(desk: Store, sql: str, said: str) -> None:
    """Links, notes, tombstones, marks, threads and what follows from the texts."""
    desk._db.run("BEGIN")
    try:
        by_hand(desk._db, sql)
        found = {one.name: one.detail for one in desk.verify(full=True).checks if not one.ok}
    finally:
        desk._db.raw.execute("ROLLBACK")
    assert said in found["history"]


def test_threads_that_grow_together_are_no_forgery(store: Store) -> None:
    """Replies that came in before what they answer, and one that was purged since."""
    with store.change("import"):
        keep(store, message(2, in_reply_to="<1@oakline.example>"))
        keep(store, message(3, in_reply_to="<2@oakline.example>"))
        keep(store, message(1, references=("<0@oakline.example>",)))
        keep(store, message(4, subject="Re: Payment", message_id=None))
    with store.change("purge"):
        store.purge(store.rows()[0].id, "a mistake", DAY)
        keep(store, message(5, in_reply_to="<3@oakline.example>"))
    assert [one.detail for one in store.verify(full=True).checks if not one.ok] == []
    assert len(store.thread(store.rows()[0].id)) == 4


def test_links_come_and_go(store: Store) -> None:
    """Joined, taken apart, joined again, and gone with what was purged."""
    with store.change("import"):
        for number in (1, 2, 3):
            keep(store, message(number))
        one, two, three = sorted(row.id for row in store.rows())
        store.link(two, one, Relation.SAME_LETTER, "a")
        store.unlink(one, two)
        store.link(one, two, Relation.NEAR_DUPLICATE, "b")
        store.link(two, three, Relation.NEAR_DUPLICATE, "c")
        store.purge(three, "a mistake", DAY)
    assert store.verify(full=True).ok
    assert len(store.links(one)) == 1


def test_a_confirmed_event_that_is_undone_has_both_marks(store: Store, matter: Matter) -> None:
    """Each with the instant that the journal has."""
    with store.change("event"):
        kept = store.add_event(
            Event(EventId(""), matter.id, EventKind.SENT, DAY, status=EventStatus.PROPOSED)
        )
        store.confirm_event(kept.id)
        store.undo_event(kept.id)
        store.save_matter(replace(matter, title="Another"))
    assert store.verify(full=True).ok
