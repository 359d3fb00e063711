"""The one transaction and its journal; what every part of the Store stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

from borrower_desk.desk import blobs, journal, marks
from borrower_desk.desk.connection import Connection
from borrower_desk.desk.keys import DeskKey
from borrower_desk.desk.shapes import KINDS, Shape, journalled, missing, packed, row_of
from borrower_desk.errors import DocumentMissing
from borrower_desk.model import JournalRow, MatterId, Sha256

T = TypeVar("T")
_LAST_TOUCH = (
    "SELECT max(j.n) FROM journal_matters m JOIN journal j ON j.n=m.n"
    " WHERE m.matter=? AND j.act NOT LIKE 'packet%'"
)


def _now() -> datetime:
    return datetime.now(UTC)


class Base:
    """An open desk: its connection, the change under way, the journal."""

    def __init__(
        self, path: Path, db: Connection, key: DeskKey, now: Callable[[], datetime] = _now
    ) -> None:
        self.path = path
        self._db = db
        self._key = key
        self._now = now
        self._pen: journal.Pen | None = None
        self._waiting: list[tuple[object, ...]] = []  # rows for the search index (`mail`)

    def outside(self) -> int:
        """A number that is another one once somebody else has changed the desk.

        Another window, another command: changes of this connection leave it as it is.
        """
        found = self._db.one("PRAGMA data_version")
        return int(found[0]) if found else 0

    # ── the transaction ──────────────────────────────────────────────────────

    @contextmanager
    def change(self, act: str) -> Iterator[None]:
        """All of what happens inside, with its journal rows, or nothing of it.

        `act` is what the user did, as the journal will say it.  Waits ten
        seconds for another writer, then DeskInUse.  Other threads wait.
        """
        with self._db.lock:
            if self._pen is not None:
                raise RuntimeError("a change is made inside another change")
            with self._db.transaction():
                self._pen = pen = journal.pen(self._db, act, self._now())
                first = pen.n
                try:
                    yield
                    self._before_commit()
                    pen.flush()
                finally:
                    self._pen = None
                    self._waiting.clear()
            if pen.n > first:
                marks.keep(self.path, self._key, pen.n, pen.head)

    @contextmanager
    def _mutation(self) -> Iterator[journal.Pen]:
        """One mutation inside the change: done whole, with its journal row, or not at all."""
        with self._db.lock:
            pen = self._pen
            if pen is None:
                raise RuntimeError("the desk is changed outside of change()")
            start, waiting = pen.place(), len(self._waiting)
            try:
                with self._db.part():
                    yield pen
            except BaseException:
                pen.back_to(start)
                del self._waiting[waiting:]
                raise

    def _before_commit(self) -> None:
        """What a part of the Store puts off to the end of a change."""

    def _write(self, subject: str, before: object, after: object) -> None:
        """The journal row of a mutation, from the values before and after it."""
        assert self._pen is not None  # noqa: S101 - only mutations call this
        self._pen.write(
            subject,
            None if before is None else journalled(before),
            None if after is None else journalled(after),
        )

    # ── one kind of thing ────────────────────────────────────────────────────

    def _known_row(self, prefix: str, asked: str) -> int:
        """The row of an id that something has; UsageError otherwise."""
        number = row_of(prefix, asked)
        found = self._db.one(" ".join(["SELECT 1 FROM", KINDS[prefix][0], "WHERE id=?"]), (number,))
        if not found:
            raise missing(prefix, asked)
        return number

    def _listed(self, shape: Shape[T], where: str = "", values: tuple[object, ...] = ()) -> list[T]:
        """What lies in a table, in the order of the ids."""
        sql = " ".join([shape.select, where, "ORDER BY id"])
        return [shape.build(row) for row in self._db.all(sql, values)]

    def _one(self, shape: Shape[T], asked: str) -> T:
        """The thing with this id; UsageError when there is none."""
        row = self._db.one(f"{shape.select} WHERE id=?", (row_of(shape.prefix, asked),))
        if row is None:
            raise missing(shape.prefix, asked)
        return shape.build(row)

    def _add(self, shape: Shape[T], value: T) -> T:
        """Keep a new thing; gives it back with its id."""
        with self._mutation():
            number = self._db.run(shape.insert, shape.values(value))
            kept = self._one(shape, f"{shape.prefix}{number}")
            self._write(f"{shape.prefix}{number}", None, kept)
        return kept

    def _save(self, shape: Shape[T], value: T) -> T:
        """Change a thing that is there; nothing is written when nothing differs."""
        asked: str = value.id  # type: ignore[attr-defined]  # every shape's model has an id
        with self._mutation():
            before = self._one(shape, asked)
            number = row_of(shape.prefix, asked)
            self._db.run(shape.update, [*shape.values(value), number])
            kept = self._one(shape, asked)
            if kept != before:
                self._write(f"{shape.prefix}{number}", before, kept)
        return kept

    # ── bytes ────────────────────────────────────────────────────────────────

    def put_blob(self, data: bytes) -> Sha256:
        """Keep bytes, once; gives back their SHA-256."""
        with self._mutation() as pen:
            name, new = blobs.put(self._db, data)
            if new:
                told: journal.Told = {"blob": name, "size": len(data)}
                pen.write("desk", None, told)
        return name

    def blob(self, sha256: Sha256) -> bytes:
        """The bytes kept under this digest, checked against it."""
        return b"".join(self.blob_stream(sha256))

    def blob_stream(self, sha256: Sha256) -> Iterator[bytes]:
        """The same in pieces of one MiB; DeskDamaged after the last when they do not fit."""
        self.blob_size(sha256)
        return blobs.stream(self._db, sha256)

    def blob_size(self, sha256: Sha256) -> int:
        """How many bytes are kept under this digest; DocumentMissing when none are."""
        size = blobs.size(self._db, sha256)
        if size is None:
            raise DocumentMissing(
                f"The desk holds no document with the SHA-256 {sha256[:12]}….",
                hint="Import it first.",
            )
        return size

    # ── the journal and small settings ───────────────────────────────────────

    def journal(self, since: date | None = None, limit: int | None = None) -> list[JournalRow]:
        """What was done, oldest first; with `limit`, only the last so many."""
        self._flush()
        first = stamp_of_day(since) if since else ""
        sql = f"{journal.SELECT} WHERE at>=? ORDER BY n DESC LIMIT ?"
        found = self._db.all(sql, (first, -1 if limit is None else limit))
        return [journal.row(one) for one in reversed(found)]

    def journal_head(self) -> Sha256:
        """The hash of the last row: it stands for the whole history."""
        self._flush()
        row = self._db.one("SELECT hash FROM journal ORDER BY n DESC LIMIT 1")
        return Sha256(row[0]) if row else journal.FIRST_PREVIOUS

    def journal_root(self) -> Sha256:
        """The hash of the first row: it tells this desk from any other, copies excepted."""
        self._flush()
        row = self._db.one("SELECT hash FROM journal ORDER BY n LIMIT 1")
        return Sha256(row[0]) if row else journal.FIRST_PREVIOUS

    def last_change(self, matter: MatterId) -> JournalRow | None:
        """The last row that touches this matter, rows about packets left out (`packet.md`)."""
        self._flush()
        row = self._db.one(
            f"{journal.SELECT} WHERE n=({_LAST_TOUCH})",
            (f"M{row_of('M', matter)}",),
        )
        return journal.row(row) if row else None

    def remember(self, key: str, value: str) -> None:
        """Keep a small setting in the desk."""
        with self._mutation() as pen:
            before = self.recall(key)
            if before == value:
                return
            self._db.run(
                "INSERT INTO settings (key,value) VALUES (?,?)"
                " ON CONFLICT (key) DO UPDATE SET value=excluded.value",
                (key, value),
            )
            old: journal.Told | None = {key: before} if before is not None else None
            pen.write("desk", old, {key: value})

    def recall(self, key: str) -> str | None:
        """A setting that was remembered."""
        row = self._db.one("SELECT value FROM settings WHERE key=?", (key,))
        return str(row[0]) if row else None

    def _flush(self) -> None:
        with self._db.lock:
            if self._pen is not None:
                self._pen.flush()

    # ── the end ──────────────────────────────────────────────────────────────

    def close(self) -> None:
        """Close the desk."""
        self._db.close()

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.path)!r})"


_FIRST_DAY = date(1971, 1, 1)


def stamp_of_day(day: date) -> str:
    """The first instant of a local day as the journal writes it."""
    # No journal is older than the first time zones that the machine knows; the year 1 has none.
    return journal.stamp(datetime.combine(max(day, _FIRST_DAY), time.min).astimezone())


def packed_words(words: tuple[str, ...]) -> str:
    """A tuple of texts as the tables keep it."""
    return "[]" if not words else packed(list(words))
