"""Findings of `analyze`, kept in a matter."""

from __future__ import annotations

from typing import Any


def migrate(db: Any) -> None:
    """Make the table of findings and its index."""
    db.execute(
        "CREATE TABLE findings (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " matter INTEGER NOT NULL REFERENCES matters(id), kind TEXT NOT NULL, title TEXT NOT NULL,"
        " stated TEXT NOT NULL, recomputed TEXT NOT NULL, difference TEXT NOT NULL,"
        " error_slug TEXT NOT NULL, explanation TEXT NOT NULL, working TEXT NOT NULL,"
        " citation TEXT NOT NULL, rule TEXT NOT NULL, certainty TEXT NOT NULL, amount INTEGER,"
        " on_day TEXT, happened TEXT NOT NULL, facts TEXT NOT NULL, correction TEXT NOT NULL,"
        " transaction_id TEXT NOT NULL, follows INTEGER NOT NULL, assumptions TEXT NOT NULL,"
        " sources TEXT NOT NULL, found_on TEXT, dropped INTEGER NOT NULL) STRICT"
    )
    db["findings"].create_index(["matter"])
