"""Everything in open forms that other programs read, and from there into a new desk.

Three forms: `json` is a file a table and a file a document, `sqlite` is one
plain SQLite file with the same tables.  Both hold every row as it lies, journal
and all, so the way back loses nothing and `verify` still holds.  (The third,
Maildir, is made by `actions.copies`: it is the messages alone.)
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from borrower_desk.desk import blobs, files, journal, schema
from borrower_desk.desk.backup import tables
from borrower_desk.desk.base import Base
from borrower_desk.desk.connection import Connection
from borrower_desk.errors import DeskError, DeskExists
from borrower_desk.model import Sha256

MANIFEST, TABLES, DOCUMENTS = "desk.json", "tables", "documents"
SQLITE = "desk.sqlite"
_CHUNKS = "blob_chunks"  # in the JSON form each document is a file instead
_FORM = "borrower-desk export"
Progress = Callable[[int, int, str], None]  # documents done, of how many, what is being done


@contextmanager
def new_directory(target: Path) -> Iterator[Path]:
    """A directory that gets its name when all is in it; DeskExists when something is there."""
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise DeskExists(
            f"{target} is already there and not empty; an export never overwrites.",
            hint="Name a new directory.",
        )
    part = target.with_name(f"{target.name}.part-{os.getpid()}")
    try:
        for left in list(files.left_over(target)):
            _remove(left)
        part.mkdir(mode=0o700, parents=True)
        try:
            yield part
            part.replace(target)
        except BaseException:
            _remove(part)
            raise
        files.sync(target.absolute().parent)
    except OSError as why:
        raise files.cannot_write(target, why) from None


def write(path: Path, pieces: Iterator[bytes] | list[bytes]) -> None:
    """A new owner-only file with these pieces, pushed to the disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def export_json(store: Base, target: Path, progress: Progress | None = None) -> int:
    """A file a table and a file a document; gives back how many documents."""
    db = store._db  # noqa: SLF001,RUF100 - the same room
    with new_directory(target) as part, db.lock:
        (part / TABLES).mkdir(mode=0o700)
        (part / DOCUMENTS).mkdir(mode=0o700)
        names = [one for one in tables(db) if one != _CHUNKS]
        for name in names:
            write(part / TABLES / f"{name}.json", _as_json(db, name))
        absent: list[str] = []
        found = db.all(
            "SELECT sha256, size, EXISTS (SELECT 1 FROM blob_chunks WHERE blob=blobs.id)"
            " FROM blobs ORDER BY id"
        )
        for done, (name, size, there) in enumerate(found):
            if progress is not None:
                progress(done, len(found), "documents")
            if there or not size:
                write(part / DOCUMENTS / name, blobs.stream(db, Sha256(name)))
            else:
                absent.append(name)  # purged: its digest is all that is left
        form = {
            "form": _FORM,
            "schema": schema.version(db),
            "tables": names,
            "last_ids": dict(db.all("SELECT name, seq FROM sqlite_sequence")),
            "absent": absent,
        }
        write(part / MANIFEST, [(json.dumps(form, indent=1) + "\n").encode()])
    return len(found) - len(absent)


def export_sqlite(store: Base, target: Path) -> Path:
    """One plain SQLite file in the directory `target`; gives back its path."""
    db = store._db  # noqa: SLF001,RUF100 - the same room
    with new_directory(target) as part, db.lock:
        write(part / SQLITE, [])
        with closing(_plain(part / SQLITE)) as plain:
            _fill_plain(db, plain)
        files.sync(part / SQLITE)
    return target / SQLITE


def is_export(source: Path) -> bool:
    """True for what `export` wrote in a form that holds everything."""
    if source.is_dir():
        return (source / MANIFEST).is_file() or (source / SQLITE).is_file()
    if not source.is_file():
        return False  # a pipe would wait for ever
    try:
        with source.open("rb") as file:
            return file.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


def fill_from(source: Path, db: Connection) -> None:
    """Put everything of an export into a new desk without tables; DeskError when it lacks some."""
    if source.is_dir() and (source / SQLITE).is_file():
        source = source / SQLITE
    given: Any = _Json(source) if source.is_dir() else _Sqlite(source)
    with closing(given):
        if not 1 <= given.schema <= schema.SCHEMA:
            raise _no_export(source, f"its schema is {given.schema}")
        schema.migrate(db, to=given.schema)
        with db.transaction():
            db.run("PRAGMA defer_foreign_keys = ON")
            for name in tables(db):
                _fill(db, name, given)
            for name, last in given.last_ids.items():
                db.run("UPDATE sqlite_sequence SET seq=? WHERE name=?", (last, name))
                if not db.one("SELECT 1 FROM sqlite_sequence WHERE name=?", (name,)):
                    db.run("INSERT INTO sqlite_sequence (name,seq) VALUES (?,?)", (name, last))
            db.run("INSERT INTO search (search) VALUES ('rebuild')")
            broken = journal.broken_at(db.lines(f"{journal.SELECT} ORDER BY n"))
            if broken:
                raise _no_export(source, f"in its journal {broken}")


def _fill(db: Connection, name: str, given: Any) -> None:
    columns = [str(row[1]) for row in db.all(f"PRAGMA table_info({name})")]
    marks = ",".join("?" * len(columns))
    sql = " ".join(["INSERT INTO", name, f"({','.join(columns)}) VALUES ({marks})"])
    db.many(sql, given.rows(name, columns))


def _no_export(source: Path, why: str) -> DeskError:
    return DeskError(
        f"{source} is not a whole export of a desk: {why}.",
        hint="Nothing was made. Export again, or restore a backup.",
    )


class _Json:
    """An export in JSON."""

    def __init__(self, source: Path) -> None:
        self.source = source
        try:
            form = json.loads((source / MANIFEST).read_text("utf-8"))
            if form["form"] != _FORM:
                raise ValueError(form["form"])  # noqa: TRY301 - told with the others
            self.schema = int(form["schema"])
            self.last_ids = {str(name): int(last) for name, last in form["last_ids"].items()}
            self.absent = set(form["absent"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise _no_export(source, f"{MANIFEST} cannot be read") from None

    def rows(self, name: str, columns: list[str]) -> Iterator[list[object]]:
        if name == _CHUNKS:
            yield from self._chunks(columns)
            return
        try:
            for told in _from_json(self.source / TABLES / f"{name}.json"):
                yield [told[column] for column in columns]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            raise _no_export(self.source, f"{TABLES}/{name}.json cannot be read") from None

    def _chunks(self, columns: list[str]) -> Iterator[list[object]]:
        from hashlib import sha256

        number = 0
        for blob, name, size in self.rows("blobs", ["id", "sha256", "size"]):
            if name in self.absent or not size:
                continue
            seen = sha256()
            try:
                with (self.source / DOCUMENTS / str(name)).open("rb") as file:
                    while piece := file.read(blobs.CHUNK):
                        seen.update(piece)
                        number += 1
                        row: dict[str, object] = {"id": number, "blob": blob, "data": piece}
                        yield [row[column] for column in columns]
            except OSError:
                raise _no_export(self.source, f"{DOCUMENTS}/{name} is missing") from None
            if seen.hexdigest() != name:
                raise _no_export(self.source, f"{DOCUMENTS}/{name} was changed")

    def close(self) -> None:
        """Nothing is held open."""


class _Sqlite:
    """An export as a plain SQLite file."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.db = _plain(source, "?mode=ro")
        try:
            (self.schema,) = self.db.execute("PRAGMA user_version").fetchone()
            self.last_ids = dict(self.db.execute("SELECT name, seq FROM sqlite_sequence"))
        except self.db.Error:
            self.db.close()
            raise _no_export(source, "it cannot be read") from None

    def rows(self, name: str, columns: list[str]) -> Iterator[Any]:
        try:
            yield from self.db.execute(" ".join(["SELECT", ",".join(columns), "FROM", name]))
        except self.db.Error:
            raise _no_export(self.source, f"the table {name} cannot be read") from None

    def close(self) -> None:
        self.db.close()


def _plain(path: Path, mode: str = "?mode=rw") -> Any:
    from sqlcipher3 import dbapi2

    return dbapi2.connect(path.absolute().as_uri() + mode, uri=True, isolation_level=None)


def _fill_plain(db: Connection, plain: Any) -> None:
    """The desk's tables and indices in a plain file; no view, trigger or search index."""
    plain.execute("PRAGMA synchronous = OFF")  # it has no name yet, and is synced when done
    plain.execute("BEGIN")
    names = tables(db)
    for name in names:
        (made,) = db.one("SELECT sql FROM sqlite_master WHERE name=?", (name,)) or ("",)
        plain.execute(made)
        columns = [str(row[1]) for row in db.all(f"PRAGMA table_info({name})")]
        marks = ",".join("?" * len(columns))
        plain.executemany(
            " ".join(["INSERT INTO", name, f"VALUES ({marks})"]),
            db.lines(" ".join(["SELECT", ",".join(columns), "FROM", name])),
        )
    for (made,) in db.all("SELECT sql FROM sqlite_master WHERE type='index' AND sql IS NOT NULL"):
        plain.execute(made)
    plain.execute("DELETE FROM sqlite_sequence")
    plain.executemany(
        "INSERT INTO sqlite_sequence (name,seq) VALUES (?,?)",
        db.all("SELECT name, seq FROM sqlite_sequence"),
    )
    plain.execute(f"PRAGMA user_version = {schema.version(db):d}")
    plain.execute("COMMIT")


def _as_json(db: Connection, name: str) -> Iterator[bytes]:
    """A JSON list of objects, one a line, so that big ones can be read by lines too."""
    columns = [str(row[1]) for row in db.all(f"PRAGMA table_info({name})")]
    before = "["
    for row in db.lines(" ".join(["SELECT", ",".join(columns), "FROM", name, "ORDER BY 1"])):
        told = json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False)
        yield f"{before}\n{told}".encode()
        before = ","
    yield b"[\n]\n" if before == "[" else b"\n]\n"


def _from_json(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a list, by lines as they were written; else all at once."""
    with path.open(encoding="utf-8") as file:
        if file.readline() == "[\n" and not file.readline().startswith(("{", "]")):
            yield from json.loads(path.read_text("utf-8"))  # somebody laid it out anew
            return
        file.seek(0)
        file.readline()
        for line in file:
            told = line.rstrip().removesuffix(",")
            if told == "]":
                return
            yield json.loads(told)
    raise ValueError("the end is missing")


def _remove(directory: Path) -> None:
    import shutil

    shutil.rmtree(directory, ignore_errors=True)
