"""The append-only record of every change, each row chained to the one before.

A row's hash is the SHA-256 of the canonical JSON of its other columns.  Knows
how rows are written and whether the chain holds; `base` decides when.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from borrower_desk.desk.connection import Connection
from borrower_desk.desk.shapes import packed
from borrower_desk.frozen import dataclass
from borrower_desk.model import JournalRow, Sha256

FIRST_PREVIOUS = Sha256("0" * 64)
_COLUMNS = "n,at,act,subject,before,after,previous,hash"
SELECT = f"SELECT {_COLUMNS} FROM journal"  # noqa: S608 - our own words
_INSERT = f"INSERT INTO journal ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?)"  # noqa: S608 - our own words
_INSERT_MATTER = "INSERT INTO journal_matters (matter,n) VALUES (?,?)"
_HELD = 500  # rows that wait for one executemany

Told = dict[str, object]


def stamp(at: datetime) -> str:
    """An instant as the journal writes it: UTC, to the microsecond, so that text sorts."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def hash_of(row: Sequence[Any]) -> str:
    """The hash of a row's columns but the last; `before` and `after` are canonical JSON."""
    n, at, act, subject, before, after, previous = row
    # Canonical JSON of the whole, with the two objects put in as they lie.
    line = (
        f'{{"act":{packed(act)},"after":{_put_in(after)},"at":{packed(at)},'
        f'"before":{_put_in(before)},"n":{n:d},"previous":{packed(previous)},'
        f'"subject":{packed(subject)}}}'
    )
    return sha256(line.encode()).hexdigest()


def _put_in(told: str | None) -> str:
    """An object as it lies; a text that could pass for none is written as a text."""
    if told is None:
        return "null"
    return packed(told) if told in ("", "null") else told


@dataclass(slots=True)
class Pen:
    """Writes the rows of one change; they wait in memory until `flush`."""

    db: Connection
    act: str
    at: str
    n: int
    head: str
    rows: list[tuple[object, ...]]
    matters: list[tuple[str, int]]

    def write(self, subject: str, before: Told | None, after: Told | None) -> None:
        """Add a row to the chain; every row of a change has the same instant."""
        old = packed(before) if before is not None else None
        new = packed(after) if after is not None else None
        self.n += 1
        row = (self.n, self.at, self.act, subject, old, new, self.head)
        hashed = hash_of(row)
        self.rows.append((*row, hashed))
        self.head = hashed
        for matter in sorted(matters(subject, before, after)):
            self.matters.append((matter, self.n))

    def place(self) -> tuple[int, str, int, int]:
        """Where the pen is, for `back_to`; too many waiting rows are put down first."""
        if len(self.rows) >= _HELD:
            self.flush()
        return self.n, self.head, len(self.rows), len(self.matters)

    def back_to(self, place: tuple[int, str, int, int]) -> None:
        """Take back the rows of a mutation that came to nothing."""
        self.n, self.head, rows, matters = place
        del self.rows[rows:]
        del self.matters[matters:]

    def flush(self) -> None:
        """Put the waiting rows into the desk."""
        if self.rows:
            self.db.many(_INSERT, self.rows)
            self.db.many(_INSERT_MATTER, self.matters)
            self.rows.clear()
            self.matters.clear()


def pen(db: Connection, act: str, at: datetime) -> Pen:
    """A pen at the end of the chain, inside a transaction.

    The instant tells one change from the next, so it is never that of the last row.
    """
    last = db.one("SELECT n, hash, at FROM journal ORDER BY n DESC LIMIT 1")
    n, head, before = last or (0, FIRST_PREVIOUS, "")
    if stamp(at) == before:
        at += timedelta(microseconds=1)
    return Pen(db, act, stamp(at), n, head, [], [])


def row(kept: tuple[Any, ...]) -> JournalRow:
    """A row as the model has it."""
    n, at, act, subject, before, after, previous, hashed = kept
    return JournalRow(
        n,
        datetime.fromisoformat(at),
        act,
        subject,
        json.loads(before) if before is not None else None,
        json.loads(after) if after is not None else None,
        Sha256(previous),
        Sha256(hashed),
    )


def broken_at(rows: Iterable[tuple[Any, ...]]) -> str | None:
    """Where the chain does not hold, in words; None when it does."""
    previous: str = FIRST_PREVIOUS
    for expected, (*row, hashed) in enumerate(rows, 1):
        if row[0] != expected:
            return f"row {expected} is missing"
        if row[-1] != previous:
            return f"row {expected} does not follow row {expected - 1}"
        if hash_of(row) != hashed:
            return f"row {expected} was changed"
        previous = hashed
    return None


def end_trouble(db: Connection) -> str | None:
    """Whether the last row holds: what is looked at each time that a desk is opened."""
    rows = db.all(f"{SELECT} ORDER BY n DESC LIMIT 2")
    if not rows:
        return None
    *last, hashed = rows[0]
    if hash_of(last) != hashed:
        return f"row {last[0]} was changed"
    follows = rows[1][-1] if len(rows) == 2 else FIRST_PREVIOUS
    return None if last[-1] == follows else f"row {last[0]} does not follow row {last[0] - 1}"


def matters(subject: str, before: Told | None, after: Told | None) -> set[str]:
    """The matters that a change touches."""
    touched = {subject} if subject.startswith("M") else set()
    for told in (before, after):
        matter = told.get("matter") if told else None
        if isinstance(matter, str):
            touched.add(matter)
    return touched
