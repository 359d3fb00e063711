"""The days on which a servicer is shut, as its borrower knows them."""

from __future__ import annotations

from typing import Any


def migrate(db: Any) -> None:
    """A table beside the servicers, as for their addresses."""
    db.execute(
        "CREATE TABLE closures (id INTEGER PRIMARY KEY,"
        " servicer INTEGER NOT NULL REFERENCES servicers(id), day TEXT NOT NULL,"
        " why TEXT NOT NULL, UNIQUE (servicer, day)) STRICT"
    )
