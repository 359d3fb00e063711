"""A desk's file is made as the program makes it, and of nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from desk_samples import by_hand, keep, message

from borrower_desk.desk import backup, blueprint, export, vault
from borrower_desk.desk.connection import connect
from borrower_desk.desk.migrations import FORMS, STEPS
from borrower_desk.desk.store import Store
from borrower_desk.desk.vault import Unlock, open_desk, unlocked
from borrower_desk.errors import DeskAltered, DeskDamaged
from borrower_desk.model import Event, EventId, EventKind, Matter

SCHEMA_1 = Path(__file__).parents[1] / "faults" / "schema_1"
PLANTED = (
    "CREATE TRIGGER events_no_updat2 AFTER INSERT ON events WHEN new.kind='delivered'"
    " BEGIN UPDATE events SET on_day='2026-12-24' WHERE id=new.id; END"
)
FOREIGN = [
    (PLANTED, "the trigger events_no_updat2 on events is foreign"),
    ("DROP TRIGGER events_no_update", "the trigger events_no_update on events is missing"),
    ("DROP TRIGGER journal_no_delete", "the trigger journal_no_delete on journal is missing"),
    ("CREATE TABLE more (x)", "the table more on more is foreign"),
    ("CREATE VIEW more AS SELECT 1", "the view more on more is foreign"),
    ("CREATE INDEX more ON events (kind)", "the index more on events is foreign"),
    ("DROP TABLE reminders", "the table reminders on reminders is missing"),
    ("DROP VIEW searched", "the view searched on searched is missing"),
    ("DROP TABLE search", "the table search on search is missing"),
    ("DROP INDEX unfiled", "the index unfiled on correspondence is missing"),
    ("ALTER TABLE events ADD COLUMN more TEXT", "the table events was altered"),
    (
        "CREATE TRIGGER more AFTER INSERT ON search_data BEGIN SELECT 1; END",
        "the trigger more on search_data is foreign",
    ),
]


def planted_in(store: Store, *statements: str) -> Path:
    """The store's desk, closed, after somebody with the key did this to it."""
    for sql in statements:
        store._db.run(sql)
    store.close()
    return store.path


@pytest.mark.parametrize("number", sorted(STEPS))
def test_each_schema_has_its_digest(number: int) -> None:
    """What the migrations make is what an opening expects; a new step adds the line told here."""
    made = blueprint.digest(blueprint.made(number))
    assert FORMS.get(number) == made, f'migrations.FORMS needs  {number}: "{made}",'


@pytest.mark.parametrize(("sql", "said"), FOREIGN)
def test_what_is_foreign_missing_or_altered_is_named(
    store: Store, unlock: Unlock, sql: str, said: str
) -> None:
    """No opening shows such a desk; `verify`, even the quick one, says what it is."""
    path = planted_in(store, sql)
    for read_only in (True, False):
        with pytest.raises(DeskAltered, match="not made as Borrower Desk makes it") as stopped:
            open_desk(path, unlock, read_only=read_only)
        assert said in stopped.value.message
        assert stopped.value.exit_code == 4
        assert "restore FILE --desk NEW" in stopped.value.hint
    with open_desk(path, unlock, read_only=True, in_doubt=True) as desk:
        found = {one.name: one.detail for one in desk.verify().checks if not one.ok}
        assert said in found["schema"]
        assert said in {one.name: one.detail for one in desk.verify(full=True).checks}["schema"]


def test_a_schema_number_that_is_not_the_desks_is_seen(store: Store, unlock: Unlock) -> None:
    """Lowered, a migration would be run on a desk that has had it."""
    planted_in(store, "PRAGMA user_version = 4")
    with pytest.raises(DeskAltered, match="the table originals on originals is foreign"):
        open_desk(store.path, unlock)


@pytest.mark.parametrize("kind", ["trigger", "table"])
def test_what_calls_itself_sqlites_own_is_foreign_too(
    store: Store, unlock: Unlock, kind: str
) -> None:
    """SQLite goes by the SQL, whatever name a row of its schema bears."""
    hidden = PLANTED.replace("'", "''")
    planted_in(
        store,
        "PRAGMA writable_schema = ON",
        "INSERT INTO sqlite_master (type,name,tbl_name,rootpage,sql)"
        f" VALUES ('{kind}','sqlite_stat1','events',0,'{hidden}')",
    )
    with pytest.raises(DeskDamaged):  # SQLite itself refuses most of it
        open_desk(store.path, unlock)


def test_a_name_of_a_strangers_is_harmless_on_the_terminal(store: Store, unlock: Unlock) -> None:
    """The message has the name without its escape codes."""
    planted_in(store, 'CREATE TABLE "a\x1b[31mb\nc" (x)')
    with pytest.raises(DeskAltered) as stopped:
        open_desk(store.path, unlock)
    assert "\x1b" not in stopped.value.message
    assert "\n" not in stopped.value.message


def test_what_analyze_notes_is_no_harm(store: Store, unlock: Unlock) -> None:
    """Any SQLite tool may have made SQLite's own statistics."""
    open_desk(planted_in(store, "ANALYZE"), unlock).close()


def test_quotes_and_spaces_of_an_index_are_no_harm(store: Store, unlock: Unlock) -> None:
    """Another version of the library that makes the indices writes them another way."""
    planted_in(
        store,
        "DROP INDEX idx_events_matter",
        "CREATE INDEX [idx_events_matter]\n  ON [events] ([matter])",
    )
    open_desk(store.path, unlock).close()


def test_a_vacuumed_desk_is_as_it_was(store: Store, unlock: Unlock) -> None:
    """As any tool may do."""
    open_desk(planted_in(store, "VACUUM"), unlock).close()


def test_an_old_desk_that_was_carried_forward_is_as_a_new_one(tmp_path: Path) -> None:
    """The first schema's desk, taken through each step."""
    key = tmp_path / "old.key"
    old, _ = vault.create(
        tmp_path / "old.desk", key_file=key, fill=lambda db: export.fill_from(SCHEMA_1, db)
    )
    with old:
        assert blueprint.trouble(old._db) is None
    open_desk(tmp_path / "old.desk", Unlock(key_file=key, keyring=False)).close()


def test_an_old_desk_with_a_trigger_is_not_carried_forward(
    store: Store, unlock: Unlock, tmp_path: Path
) -> None:
    """Its steps would fire what was planted; so not even for `verify --repair`."""
    old = tmp_path / "old.desk"
    old.touch()
    vault._make(old, unlocked(store.path, unlock), None)
    older = connect(old, unlocked(store.path, unlock))
    older.run("PRAGMA user_version = 4")
    for sql in ("DROP TABLE originals", "DROP TABLE tombstone_originals", PLANTED):
        older.run(sql)
    older.close()
    for in_doubt in (True, False):
        with pytest.raises(DeskAltered, match="the trigger events_no_updat2 on events is foreign"):
            open_desk(old, unlock, in_doubt=in_doubt)
    assert not list(tmp_path.glob("*.before-*"))


def test_nothing_is_repaired_in_such_a_desk(store: Store, unlock: Unlock) -> None:
    """To write would fire what was planted."""
    planted_in(store, "CREATE TRIGGER more AFTER INSERT ON search_data BEGIN SELECT 1; END")
    with (
        open_desk(store.path, unlock, in_doubt=True) as desk,
        pytest.raises(DeskAltered, match="the trigger more"),
    ):
        desk.repair()


def test_a_backup_with_a_trigger_is_not_restored(
    store: Store, unlock: Unlock, tmp_path: Path
) -> None:
    """Else the copy would go on altering what is written."""
    path = planted_in(store, PLANTED)
    with pytest.raises(DeskAltered, match="events_no_updat2"):
        backup.restore(path, tmp_path / "new.desk", unlocked(path, unlock))
    assert not (tmp_path / "new.desk").exists()


@pytest.mark.parametrize("form", [export.export_json, export.export_sqlite])
def test_the_way_out_without_a_backup_is_an_export(
    store: Store, matter: Matter, unlock: Unlock, tmp_path: Path, form: Callable[..., object]
) -> None:
    """A desk made of its rows has them all, and nothing that was planted."""
    with store.change("import"):
        keep(store, message(1))
    planted_in(store, PLANTED, "CREATE TABLE more (x)")
    with open_desk(store.path, unlock, read_only=True, in_doubt=True) as desk:
        form(desk, tmp_path / "out")
    key = tmp_path / "new.key"
    new, _ = vault.create(
        tmp_path / "new.desk", key_file=key, fill=lambda db: export.fill_from(tmp_path / "out", db)
    )
    with new:
        assert new.verify(full=True).ok
        with new.change("delivered"):
            kept = new.add_event(
                Event(EventId(""), matter.id, EventKind.DELIVERED, date(2026, 11, 25))
            )
        assert kept.on == date(2026, 11, 25)
        assert new.matter(matter.id) == replace(matter)


def test_a_trigger_that_alters_dates_is_seen_before_it_alters_one(
    store: Store, matter: Matter, unlock: Unlock
) -> None:
    """Its guard dropped, the attack of an outsider who had the key: no event is ever written."""
    planted_in(store, "DROP TRIGGER events_no_update", PLANTED)
    with pytest.raises(DeskAltered, match=r"events_no_updat2.*events_no_update"):
        open_desk(store.path, unlock)


def test_by_hand_leaves_the_schema_as_it_was(store: Store, unlock: Unlock) -> None:
    """So that the other tests of tampering are met by the journal, not by this."""
    by_hand(store._db, "UPDATE settings SET value='x'")
    store.close()
    open_desk(store.path, unlock).close()
