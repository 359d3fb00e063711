"""A consistent, encrypted copy of a desk in use, read back before it gets its name."""

from __future__ import annotations

from pathlib import Path

from borrower_desk.config import keys_path
from borrower_desk.desk import files, journal, schema
from borrower_desk.desk.base import Base
from borrower_desk.desk.connection import Connection, connect
from borrower_desk.desk.keys import DeskKey
from borrower_desk.errors import DeskDamaged, DeskError, DeskExists

_HEAD = "SELECT n, hash FROM journal ORDER BY n DESC LIMIT 1"


def copy(db: Connection, key: DeskKey, target: Path) -> None:
    """Write the whole desk to `target` under the same key, checked, whole or not at all."""
    with files.part_of(target) as part:
        head = db.one(_HEAD)
        _write(db, part)
        _read_back(part, key, head)
        files.publish(part, target)


def copy_before(db: Connection, key: DeskKey, path: Path, number: int) -> None:
    """Keep the desk as it is before migration `number`, as `PATH.before-N`, checked."""
    target = path.with_name(f"{path.name}.before-{number}")
    with files.part_of(target) as part:
        _write(db, part)
        # Another window may have taken the step meanwhile, and made the copy before it.
        if _read_back(part, key, None) < number:
            files.publish(part, target, replace=True)


def _write(db: Connection, part: Path) -> None:
    # VACUUM INTO takes an empty file that is there, and keeps the key.
    db.run("VACUUM INTO ?", (part.absolute().as_uri(),))
    files.sync(part)


def _read_back(part: Path, key: DeskKey, head: tuple[object, ...] | None) -> int:
    """The schema of what was written, once every page and the journal were looked at.

    `head` is the last journal row before the copy was begun: the copy must have it.
    """
    read = connect(part, key, "ro")
    try:
        found = schema.version(read)
        trouble = read.all("PRAGMA cipher_integrity_check")
        broken = journal.broken_at(read.lines(f"{journal.SELECT} ORDER BY n"))
        kept = head is None or read.one("SELECT 1 FROM journal WHERE n=? AND hash=?", head)
    finally:
        read.close()
    if trouble or broken or not kept:
        raise DeskDamaged(
            "The copy was read back and is not what the desk holds; it was thrown away.",
            hint="Run borrower-desk verify --full, and try another disk.",
        )
    return found


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
        with files.part_of(beside) as part, self._db.lock:
            if self._pen is not None:
                raise RuntimeError("a backup is made inside a change")
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
