"""Where mail is fetched from, what belongs together, what was odd, and what was purged."""

from __future__ import annotations

from typing import Any

_TABLES = (
    "mailboxes (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, host TEXT NOT NULL,"
    " port INTEGER NOT NULL, user TEXT NOT NULL, secret TEXT NOT NULL, oauth INTEGER NOT NULL,"
    " ca_file TEXT NOT NULL, folders TEXT NOT NULL,"
    " everything INTEGER NOT NULL)",
    # `one` came in first; `other` is the same letter again, or nearly the same.
    "links (one INTEGER NOT NULL REFERENCES correspondence(id),"
    " other INTEGER NOT NULL REFERENCES correspondence(id), relation TEXT NOT NULL,"
    " because TEXT NOT NULL, PRIMARY KEY (one, other))",
    # What was odd about a piece as it came in: encrypted, no text layer, hard to read.
    "notes (correspondence INTEGER NOT NULL REFERENCES correspondence(id),"
    " place INTEGER NOT NULL, note TEXT NOT NULL, PRIMARY KEY (correspondence, place))",
    # What stays of a purged piece: enough to know it again, nothing of what it said.
    "tombstones (id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, reason TEXT NOT NULL,"
    " on_day TEXT NOT NULL)",
)


def migrate(db: Any) -> None:
    """Add the tables."""
    for table in _TABLES:
        db.execute(f"CREATE TABLE {table} STRICT")
    db["links"].create_index(["other"])
    db["tombstones"].create_index(["sha256"])
