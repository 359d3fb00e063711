"""The same message in other bytes, as another program exports it: each form is kept."""

from __future__ import annotations

from typing import Any

_TABLES = (
    # The bytes that came first stand in `correspondence`; here are those that came later.
    "originals (id INTEGER PRIMARY KEY,"
    " correspondence INTEGER NOT NULL REFERENCES correspondence(id),"
    " sha256 TEXT NOT NULL REFERENCES blobs(sha256), source TEXT NOT NULL,"
    " kept_on TEXT NOT NULL, UNIQUE (correspondence, sha256))",
    # A purged piece is known again by any of its forms.
    "tombstone_originals (tombstone TEXT NOT NULL REFERENCES tombstones(id),"
    " sha256 TEXT NOT NULL, PRIMARY KEY (tombstone, sha256))",
)


def migrate(db: Any) -> None:
    """Add the tables."""
    for table in _TABLES:
        db.execute(f"CREATE TABLE {table} STRICT")
    db["originals"].create_index(["sha256"])
    db["tombstone_originals"].create_index(["sha256"])
