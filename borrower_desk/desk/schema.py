"""Which schema a desk has, and the way from an older one to today's.

Opening a desk that needs no migration imports nothing more; one that does is
copied first, and the copy read back, before its first step.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from borrower_desk.desk.connection import Connection
from borrower_desk.desk.migrations import STEPS, step
from borrower_desk.errors import DeskDamaged, DeskTooNew, DeskTooOld

SCHEMA = max(STEPS)


def version(db: Connection) -> int:
    """The desk's schema; reading it is what tries the key."""
    row = db.one("PRAGMA user_version")
    return int(row[0]) if row else 0


def check_version(found: int, path: Path, *, read_only: bool) -> None:
    """Refuse a desk that this program must not, or cannot, read."""
    if found > SCHEMA:
        raise DeskTooNew(
            f"A newer Borrower Desk made {path} (schema {found}; this one knows {SCHEMA}).",
            hint="Install the newer version; nothing in the desk was read or changed.",
        )
    if found < 1:
        raise DeskDamaged(
            f"The file {path} has this key, but is no desk.", hint="Restore a backup of the desk."
        )
    if found < SCHEMA and read_only:
        raise DeskTooOld(
            f"The desk {path} has an older form and is opened for reading only.",
            hint="Open it once where it can be written.",
        )


def migrate(db: Connection, *, to: int | None = None) -> None:
    """Take the desk's steps to today's schema, each in a transaction of its own."""
    database = _database(db.raw)
    for number in range(version(db) + 1, (SCHEMA if to is None else to) + 1):
        with db.transaction():
            if version(db) < number:  # another window may have been first
                with database.atomic():
                    step(number)(database)
                db.run(f"PRAGMA user_version = {number:d}")


def _database(raw: Any) -> Any:
    """sqlite-utils over our connection; it looks for `pysqlite3` before `sqlite3`."""
    import sqlcipher3
    import sqlcipher3.dbapi2

    sys.modules.setdefault("pysqlite3", sqlcipher3)
    sys.modules.setdefault("pysqlite3.dbapi2", sqlcipher3.dbapi2)
    from sqlite_utils import Database

    return Database(raw)
