"""Open forms that hold everything, and the way back into a new desk without loss."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from desk_samples import keep, message

from borrower_desk.desk import export
from borrower_desk.desk.store import Store
from borrower_desk.desk.vault import create
from borrower_desk.errors import DeskError, DeskExists
from borrower_desk.model import (
    Draft,
    DraftId,
    Event,
    EventId,
    EventKind,
    IncomingFile,
    Matter,
    Reminder,
    Unread,
)

BIG = IncomingFile("scan.pdf", "application/pdf", b"%PDF" + b"x" * (2 << 20), text="año ’ 日本")


@pytest.fixture
def full(store: Store, matter: Matter) -> Store:
    """A desk with something in every table, and ids that were used once and are gone."""
    with store.change("work"):
        for number in range(3):
            keep(store, message(number, subject='A "quoted" name’s fee'), matter=matter.id)
        keep(store, message(7, files=(BIG, IncomingFile("empty.txt", "text/plain", b""))))
        sent = store.add_event(Event(EventId(""), matter.id, EventKind.SENT, date(2026, 1, 1)))
        store.undo_event(sent.id)
        store.add_draft(Draft(DraftId(""), "k", matter.loan, matter.id, "Fee", "Dear\r\nyou\n"))
        store.add_reminder(Reminder("", "Call", date(2026, 2, 3)))
        gone = store.add_quarantined(Unread("a.bin", b"\0\xff", "no"), date(2026, 1, 1))
        store.add_quarantined(Unread("b.bin", b"\1", "no"), date(2026, 1, 1))
        store.remove_quarantined(gone.id)
    return store


def back(source: Path, place: Path) -> Store:
    return create(
        place, key_file=place.with_suffix(".key"), fill=lambda db: export.fill_from(source, db)
    )[0]


def as_json(store: Store, target: Path) -> Path:
    export.export_json(store, target)
    return target


def as_sqlite(store: Store, target: Path) -> Path:
    return export.export_sqlite(store, target)


BOTH = pytest.mark.parametrize("write", [as_json, as_sqlite])


@BOTH
def test_the_way_back_loses_nothing(
    full: Store, tmp_path: Path, write: Callable[[Store, Path], Path]
) -> None:
    """Every row, the journal's chain, every byte, the search index, the ids that are spent."""
    made = write(full, tmp_path / "out")
    with back(made, tmp_path / "new.desk") as desk:
        assert desk.contents() == full.contents()
        assert desk.journal_head() == full.journal_head()
        assert desk.verify(full=True).ok
        assert [one.id for one in desk.search("quoted")] == [
            one.id for one in full.search("quoted")
        ]
        with desk.change("goes on"):
            assert desk.add_quarantined(Unread("c", b"c", "no"), date(2026, 1, 1)).id == "Q3"


@BOTH
def test_an_export_never_overwrites(
    full: Store, tmp_path: Path, write: Callable[[Store, Path], Path]
) -> None:
    """A directory with something in it, a file, a link: all refused; an empty one is used."""
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "mine").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for taken in ("some", "file", "link"):
        with pytest.raises(DeskExists):
            write(full, tmp_path / taken)
    (tmp_path / "empty").mkdir()
    assert write(full, tmp_path / "empty").exists()
    assert not list(tmp_path.glob("*part*"))


@BOTH
def test_an_export_is_its_owners_alone(
    full: Store, tmp_path: Path, write: Callable[[Store, Path], Path]
) -> None:
    """Nothing of it is encrypted, so nobody else may read it."""
    write(full, tmp_path / "out")
    for one in [tmp_path / "out", *(tmp_path / "out").rglob("*")]:
        assert stat.S_IMODE(one.stat().st_mode) & 0o077 == 0, one


def test_other_programs_read_the_sqlite_form(full: Store, tmp_path: Path) -> None:
    """Python's own SQLite, and sqlite-utils, which Datasette is kin to."""
    from sqlite_utils import Database

    made = export.export_sqlite(full, tmp_path / "out")
    with sqlite3.connect(made) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
        assert plain.execute("SELECT count(*) FROM correspondence").fetchone() == (4,)
    plain.close()
    found = Database(sqlite3.connect(made))
    assert {one["subject"] for one in found["correspondence"].rows} > {'A "quoted" name’s fee'}
    found.close()


def test_the_json_form_is_read_by_lines_and_formatted_anew(full: Store, tmp_path: Path) -> None:
    """One object a line; and a file that some editor laid out differently serves as well."""
    made = as_json(full, tmp_path / "out")
    table = made / "tables" / "correspondence.json"
    lines = table.read_text("utf-8").splitlines()
    assert (lines[0], lines[-1]) == ("[", "]")
    assert json.loads(lines[1].removesuffix(","))["id"] == 1
    table.write_text(json.dumps(json.loads(table.read_text("utf-8")), indent=2), "utf-8")
    with back(made, tmp_path / "new.desk") as desk:
        assert desk.contents() == full.contents()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])


def forged(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"work"', b'"play"', 1))


@pytest.mark.parametrize(
    ("harm", "name", "said"),
    [
        (cut, "desk.json", "desk.json cannot be read"),
        (cut, "tables/events.json", "events.json cannot be read"),
        (forged, "tables/journal.json", "row 5 was changed"),
        (Path.unlink, "tables/loans.json", "loans.json cannot be read"),
        (Path.unlink, "documents/*", "is missing"),
        (lambda path: path.write_bytes(b"other"), "documents/*", "was changed"),
    ],
)
def test_an_export_that_is_not_whole_makes_no_desk(
    full: Store, tmp_path: Path, harm: Callable[[Path], object], name: str, said: str
) -> None:
    """It is named what is wrong, and nothing is left of the attempt."""
    made = as_json(full, tmp_path / "out")
    harm(max(made.glob(name), key=lambda one: one.stat().st_size))
    with pytest.raises(DeskError, match=said):
        back(made, tmp_path / "new.desk")
    assert not list(tmp_path.glob("new.desk*"))


def test_what_is_no_export_is_told(tmp_path: Path) -> None:
    """Some other SQLite file, and some other directory."""
    with sqlite3.connect(tmp_path / "other.sqlite") as other:
        other.execute("CREATE TABLE loans (id)")
    other.close()
    assert export.is_export(tmp_path / "other.sqlite")
    with pytest.raises(DeskError, match="not a whole export"):
        back(tmp_path / "other.sqlite", tmp_path / "new.desk")
    assert not export.is_export(tmp_path)
    assert not export.is_export(tmp_path / "absent")
