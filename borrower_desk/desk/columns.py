"""Whether each value in each table is one that this program writes.

A value that cannot be read stops whatever meets it; one that reads the same and
is written another way (a day as 20260302) may sort elsewhere.  So each value is
read and written again, and must come out as it lies there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from borrower_desk.desk.connection import Connection
from borrower_desk.desk.findings import FINDINGS
from borrower_desk.desk.journal import stamp
from borrower_desk.desk.mail import ATTACHMENTS, CORRESPONDENCE
from borrower_desk.desk.mailboxes import MAILBOXES
from borrower_desk.desk.people import ADDRESS, LOANS, MATTERS, PERIOD, SERVICERS
from borrower_desk.desk.record import DRAFTS, EVENTS, PROMISES, QUARANTINE, REMINDERS
from borrower_desk.desk.shapes import Column, Shape, packed, unpacked_words
from borrower_desk.errors import DeskError
from borrower_desk.model import Relation, Verdict
from borrower_desk.text import safe_line

Reader = Callable[[Any], object]  # the value as the program would write it
_SHAPES: tuple[Shape[Any], ...] = (
    *(SERVICERS, LOANS, MATTERS, CORRESPONDENCE, ATTACHMENTS),
    *(EVENTS, DRAFTS, PROMISES, REMINDERS, QUARANTINE, MAILBOXES, FINDINGS),
)


def _as_it_is(kept: Any) -> object:
    return kept


def _count(kept: Any) -> object:
    if kept < 0:
        raise ValueError(kept)
    return kept


def _digest(kept: Any) -> object:
    return kept if len(kept) == 64 and not set(kept) - set("0123456789abcdef") else None


def _day(kept: Any) -> object:
    return date.fromisoformat(kept).isoformat()


def _instant(kept: Any) -> object:
    return stamp(datetime.fromisoformat(kept))


def _word(of: type[StrEnum]) -> Reader:
    return lambda kept: of(kept).value


def _words(kept: Any) -> object:
    told = unpacked_words(kept)
    return packed(list(told)) if all(isinstance(one, str) for one in told) else None


def _headers(kept: Any) -> object:
    return packed([[str(name), str(value)] for name, value in json.loads(kept)])


def _again(column: Column) -> Reader:
    return lambda kept: column.keep(column.give(kept))


def _in(*columns: Column) -> dict[str, Reader]:
    return {column.name: _again(column) for column in columns}


READERS: Mapping[str, Mapping[str, Reader]] = {
    **{shape.table: {"id": _count, **_in(*shape.columns)} for shape in _SHAPES},
    "correspondence": {
        "id": _count,
        **_in(*CORRESPONDENCE.columns),
        "preview": _as_it_is,
        "files": _count,
        "verdict": _word(Verdict),
        "reasons": _words,
        "content": _as_it_is,
        "thread": _as_it_is,
    },
    # What the journal says is held by its chain; here it must only be readable at all.
    "journal": dict.fromkeys(
        ("n", "at", "act", "subject", "before", "after", "previous", "hash"), _as_it_is
    ),
    "journal_matters": {"matter": _as_it_is, "n": _count},
    "settings": {"key": _as_it_is, "value": _as_it_is},
    "blobs": {"id": _count, "sha256": _digest, "size": _count},
    "addresses": {"id": _as_it_is, "servicer": _count, **_in(*ADDRESS)},
    "servicing_periods": {"id": _as_it_is, "loan": _count, **_in(*PERIOD)},
    "closures": {"id": _as_it_is, "servicer": _count, "day": _day, "why": _as_it_is},
    "texts": {"correspondence": _count, "people": _as_it_is, "text": _as_it_is,
              "headers": _headers},
    "event_marks": {"event": _count, "mark": _as_it_is, "at": _instant},
    "links": {"one": _count, "other": _count, "relation": _word(Relation),
              "because": _as_it_is},
    "notes": {"correspondence": _count, "place": _count, "note": _as_it_is},
    "originals": {"id": _as_it_is, "correspondence": _count, "sha256": _digest,
                  "source": _as_it_is, "kept_on": _day},
    "tombstones": {"id": _as_it_is, "sha256": _digest, "reason": _as_it_is, "on_day": _day},
    "tombstone_originals": {"tombstone": _as_it_is, "sha256": _digest},
}  # fmt: skip


def trouble(db: Connection) -> str | None:
    """The first value that this program cannot have written, by table, row and column."""
    return next(_found(db), None)


def _found(db: Connection) -> Iterator[str]:
    for table, readers in READERS.items():
        sql = " ".join(["SELECT rowid,", ",".join(readers), "FROM", table, "ORDER BY rowid"])
        try:
            for number, *row in db.lines(sql):
                for (column, reader), kept in zip(readers.items(), row, strict=True):
                    if not _fits(reader, kept):
                        yield f"{table} row {number}: {column} is not what this program writes"
        except (DeskError, db.raw.Error) as why:
            yield f"{table}: {_where(db, table, tuple(readers))}{safe_line(str(why), 200)}"


def _fits(reader: Reader, kept: object) -> bool:
    try:
        again = reader(kept)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return False
    return type(again) is type(kept) and again == kept


def _where(db: Connection, table: str, columns: tuple[str, ...]) -> str:
    """The row and column that SQLite itself cannot give, such as text that is no UTF-8."""
    try:
        numbers = [row[0] for row in db.all(" ".join(["SELECT rowid FROM", table]))]
        for number in numbers:
            for column in columns:
                try:
                    db.one(" ".join(["SELECT", column, "FROM", table, "WHERE rowid=?"]), (number,))
                except (DeskError, db.raw.Error):
                    return f"row {number}: {column}: "
    except (DeskError, db.raw.Error):
        return ""
    return ""
