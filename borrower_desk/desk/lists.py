"""Lists of correspondence: filtered, counted, newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypedDict, Unpack

from borrower_desk.desk.base import Base
from borrower_desk.desk.shapes import row_of, unpacked_words
from borrower_desk.model import (
    Channel,
    CorrespondenceId,
    CorrespondenceRow,
    Direction,
    LoanId,
    MatterId,
)

ROW_COLUMNS = (
    "c.id,c.on_day,c.direction,c.channel,c.kind,c.kind_confirmed,c.sender,c.recipients,"
    "c.subject,c.loan,c.matter,c.tags,c.files,c.preview"
)


class Filters(TypedDict, total=False):
    """What a list may be narrowed to; `since` and `until` are both in."""

    matter: MatterId | None
    loan: LoanId | None
    since: date | None
    until: date | None
    direction: Direction | None
    kind: str | None
    unfiled: bool
    confirmed: bool


class Lists(Base):
    """What a list shows of each piece of correspondence."""

    def rows(
        self, *, limit: int | None = None, offset: int = 0, **only: Unpack[Filters]
    ) -> list[CorrespondenceRow]:
        """What fits the filters, newest first; a page of `limit` after `offset` of them."""
        where, values = _where(only)
        sql = " ".join(
            [
                *("SELECT", ROW_COLUMNS, "FROM correspondence c", where),
                "ORDER BY c.on_day DESC, c.id DESC LIMIT ? OFFSET ?",
            ]
        )
        found = self._db.all(sql, [*values, -1 if limit is None else limit, offset])
        return [listed(row) for row in found]

    def count(self, **only: Unpack[Filters]) -> int:
        """How many pieces of correspondence fit the filters."""
        where, values = _where(only)
        row = self._db.one(" ".join(["SELECT count(*) FROM correspondence c", where]), values)
        return int(row[0]) if row else 0


def listed(row: Sequence[Any], snippet: str | None = None) -> CorrespondenceRow:
    """What a list shows, from a row of `ROW_COLUMNS`."""
    return CorrespondenceRow(
        id=CorrespondenceId(f"C{row[0]}"),
        on=date.fromisoformat(row[1]),
        direction=Direction(row[2]),
        channel=Channel(row[3]),
        kind=row[4],
        kind_confirmed=bool(row[5]),
        sender=row[6],
        to=unpacked_words(row[7]),
        subject=row[8],
        loan=LoanId(f"L{row[9]}") if row[9] is not None else None,
        matter=MatterId(f"M{row[10]}") if row[10] is not None else None,
        tags=unpacked_words(row[11]),
        attachments=row[12],
        snippet=row[13] if snippet is None else snippet,
    )


def _where(only: Filters) -> tuple[str, list[object]]:
    """The WHERE of a list, and its values."""
    clauses: list[str] = []
    values: list[object] = []
    for name, value in only.items():
        if name == "unfiled":
            clauses += ["c.matter IS NULL"] if value else []
        elif name == "confirmed":
            clauses += ["c.kind_confirmed=1 AND c.kind IS NOT NULL"] if value else []
        elif value is not None:
            clauses.append(_CLAUSES[name])
            values.append(_compared(name, value))
    return "WHERE " + " AND ".join(clauses) if clauses else "", values


_CLAUSES = {
    "matter": "c.matter=?",
    "loan": "c.loan=?",
    "since": "c.on_day>=?",
    "until": "c.on_day<=?",
    "direction": "c.direction=?",
    "kind": "c.kind=?",
}


def _compared(name: str, value: object) -> object:
    if name in ("matter", "loan"):
        return row_of(name[0].upper(), str(value))
    return value.isoformat() if isinstance(value, date) else str(value)
