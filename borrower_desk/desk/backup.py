"""A consistent, encrypted copy of a desk in use, read back before it gets its name."""

from __future__ import annotations

from pathlib import Path

from borrower_desk.config import keys_path
from borrower_desk.desk import files, journal, schema
from borrower_desk.desk.base import Base
from borrower_desk.desk.connection import Connection, connect
from borrower_desk.desk.keys import DeskKey
from borrower_desk.errors import DeskDamaged, DeskError, DeskExists


def copy(db: Connection, key: DeskKey, target: Path, *, replace: bool = False) -> None:
    """Write the whole desk to `target` under the same key, checked, whole or not at all."""
    with files.part_of(target) as part:
        # VACUUM INTO takes an empty file that is there, and keeps the key.
        db.run("VACUUM INTO ?", (str(part),))
        files.sync(part)
        head = db.one("SELECT n, hash FROM journal ORDER BY n DESC LIMIT 1")
        _read_back(part, key, head)
        files.publish(part, target, replace=replace)


def _read_back(part: Path, key: DeskKey, head: tuple[object, ...] | None) -> None:
    """Open what was written by the same key and look at every page and the journal."""
    read = connect(part, key, "ro")
    try:
        schema.version(read)
        trouble = read.all("PRAGMA cipher_integrity_check")
        broken = journal.broken_at(read.lines(f"{journal.SELECT} ORDER BY n"))
        # A row written meanwhile by another window may be missing; one of ours may not.
        kept = head is None or read.one("SELECT 1 FROM journal WHERE n=? AND hash=?", head)
    finally:
        read.close()
    if trouble or broken or not kept:
        raise DeskDamaged(
            "The copy was read back and is not what the desk holds; it was thrown away.",
            hint="Run borrower-desk verify --full, and try another disk.",
        )


class Backup(Base):
    """Copies that can be trusted."""

    def backup(self, target: Path) -> None:
        """Write a copy of the desk and its wrapped keys; never over a file that is there."""
        keys, beside = keys_path(self.path), keys_path(target)
        for one in (target, beside):
            if one.exists():
                raise DeskExists(
                    f"{one} is already there; a backup never overwrites.",
                    hint="Choose another name, for example with today's date.",
                )
        if self._pen is not None:
            raise RuntimeError("a backup is made inside a change")
        with files.part_of(beside) as part:
            wrapped = _read(keys)
            files.fill(part, wrapped or b"")
            copy(self._db, self._key, target)
            if wrapped is not None:
                try:
                    files.publish(part, beside)
                except BaseException:
                    target.unlink(missing_ok=True)
                    raise


def _read(keys: Path) -> bytes | None:
    """The wrapped keys as they lie; None for a desk that is opened by a key file alone."""
    try:
        return keys.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as why:
        raise DeskError(
            f"The wrapped keys {keys} could not be read: {why.strerror}.",
            hint="Check that the file is yours.",
        ) from None
