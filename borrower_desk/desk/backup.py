"""A consistent, encrypted copy of a desk in use, read back before it gets its name; and back."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from hashlib import file_digest, sha256
from pathlib import Path

from borrower_desk.config import keys_path
from borrower_desk.desk import blueprint, files, journal, keys, marks, schema
from borrower_desk.desk.base import Base
from borrower_desk.desk.connection import Connection, code_of, connect
from borrower_desk.desk.keys import DeskKey
from borrower_desk.errors import DeskDamaged, DeskError, DeskExists, NoDesk, WrongKey
from borrower_desk.frozen import dataclass

_HEAD = "SELECT n, hash FROM journal ORDER BY n DESC LIMIT 1"
_READONLY, _FULL, _IOERR, _CANTOPEN = 8, 13, 10, 14
_MADE, _TRIED = "backup made", "backup tried"
_PIECE = 1 << 20
_BETWEEN = 0.1  # seconds between two words on how far it is
Tell = Callable[[int, int, str], None]  # done, of how many, what is done now; may raise to stop


@dataclass(frozen=True, slots=True)
class LastBackup:
    """When a backup was last made, and when one was last restored to see that it can be."""

    made: date | None
    tried: date | None


def copy(db: Connection, key: DeskKey, target: Path, tell: Tell | None = None) -> None:
    """Write the whole desk to `target` under the same key, checked, whole or not at all.

    `tell` hears the bytes written, of how many, and what is done now; what it raises
    stops the copy, and nothing of it is left.
    """
    with files.part_of(target) as part:
        head = db.one(_HEAD)
        whole = _size(db.path)
        with db.minding(_telling(tell, lambda: _size(part), whole, "the copy is written")):
            _write(db, part, target)
        _read_back(part, key, head, _telling(tell, lambda: whole, whole, "the copy is read back"))
        files.publish(part, target)


def _telling(
    tell: Tell | None, done: Callable[[], int], of: int, now: str
) -> Callable[[], None] | None:
    """What a connection asks while it works: tells some ten times a second."""
    if tell is None:
        return None
    last = 0.0

    def go_on() -> None:
        nonlocal last
        if time.monotonic() - last > _BETWEEN:
            last = time.monotonic()
            tell(min(done(), of), of, now)

    return go_on


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def copy_before(db: Connection, key: DeskKey, path: Path, number: int) -> None:
    """Keep the desk as it is before migration `number`, as `PATH.before-N`, checked."""
    target = path.with_name(f"{path.name}.before-{number}")
    with files.part_of(target) as part:
        _write(db, part, target)
        # Another window may have taken the step meanwhile, and made the copy before it.
        if _read_back(part, key, None) < number:
            files.publish(part, target, replace=True)


def _write(db: Connection, part: Path, target: Path) -> None:
    try:
        # VACUUM INTO takes an empty file that is there, and keeps the key.
        db.run("VACUUM INTO ?", (part.absolute().as_uri(),))
        files.sync(part)
    except DeskError as why:
        if why.__cause__ and code_of(why.__cause__) == _READONLY:
            # On a disk that nobody can write the file holds still: its bytes will do.
            _same_bytes(db.path, part, target)
            return
        said = {
            _FULL: ("the disk is full", "Make room there, or choose another disk."),
            _IOERR: ("the disk failed", "Choose another disk, then run borrower-desk verify."),
            _CANTOPEN: ("it cannot be opened", "Check that the directory is there and yours."),
        }.get(code_of(why.__cause__) if why.__cause__ else 0)
        if said is None:
            raise
        # It is the copy that has no room, not the desk.
        raise DeskError(
            f"The copy {target} could not be written: {said[0]}. The desk itself is untouched.",
            hint=said[1],
        ) from None
    except OSError as why:
        raise files.cannot_write(target, why) from None


def _read_back(
    part: Path,
    key: DeskKey,
    head: tuple[object, ...] | None,
    go_on: Callable[[], None] | None = None,
) -> int:
    """The schema of what was written, once every page and the journal were looked at.

    `head` is the last journal row before the copy was begun: the copy must have it.
    """
    read = connect(part, key, "ro")
    try:
        with read.minding(go_on):
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

    def backup(self, target: Path, tell: Tell | None = None) -> None:
        """Write a copy of the desk and its wrapped keys; never over a file that is there.

        What `tell` raises stops it, and neither copy nor keys are left.
        """
        files.sweep(target)
        if target.exists() or target.is_symlink():
            raise DeskExists(
                f"{target} is already there; a backup never overwrites.",
                hint="Choose another name, for example with today's date.",
            )
        if self._pen is not None:
            raise RuntimeError("a backup is made inside a change")
        with self._db.lock, _keys_first(keys_path(self.path), keys_path(target)):
            copy(self._db, self._key, target, tell)

    def note_backup(self, day: date | None, *, tried: bool = False) -> None:
        """Remember in the desk that a backup was made, or tried, on a day; None: never."""
        with self.change("backup"):
            self.remember(_TRIED if tried else _MADE, day.isoformat() if day else "")

    def last_backup(self) -> LastBackup:
        """When a backup was made and tried, as far as this desk knows."""
        made, tried = (self.recall(one) for one in (_MADE, _TRIED))
        try:
            return LastBackup(
                date.fromisoformat(made) if made else None,
                date.fromisoformat(tried) if tried else None,
            )
        except ValueError:
            raise DeskDamaged(
                f"The desk {self.path} was altered: its last backup has no day.",
                hint="borrower-desk verify --full says what else is wrong.",
            ) from None

    def contents(self) -> dict[str, str]:
        """A digest of every table's rows: what two desks with the same answers agree in."""
        with self._db.lock:
            return digests(self._db)


# ── back again ───────────────────────────────────────────────────────────────


def restore(source: Path, target: Path, key: DeskKey | None) -> None:
    """Make the desk `target` from the backup `source`; never over a file that is there.

    With the key the copy is read back, page by page and along its journal.
    Without one the bytes are compared, and that is all that can be said.
    """
    must_be_a_backup(source)
    files.sweep(target)
    if target.exists() or target.is_symlink():
        raise DeskExists(
            f"{target} is already there; restore never overwrites.",
            hint="Name a new place: borrower-desk restore FILE --desk NEW",
        )
    _make_room(target)
    with _keys_first(keys_path(source), keys_path(target)):
        if key is None:
            _copy_bytes(source, target)
            return
        db = connect(source, key, "ro")
        try:
            _must_open(source, key, db)
            head = db.one(_HEAD) or (0, journal.FIRST_PREVIOUS)
            copy(db, key, target)
        finally:
            db.close()
    marks.keep(target, key, int(head[0]), str(head[1]), back=True)


def _must_open(source: Path, key: DeskKey, db: Connection) -> None:
    """WrongKey for another desk's key, DeskDamaged for what is no backup, or one with additions."""
    try:
        schema.check_version(schema.version(db), source, read_only=False)
    except DeskDamaged:
        kept = None
        with suppress(DeskError):
            kept = keys.read(source)
        if kept is not None and key.check(kept.desk) != kept.check:
            raise WrongKey(
                f"This key does not open the backup {source}.",
                hint="Give that of the desk that it was made from, or --code-file with its code.",
            ) from None
        raise DeskDamaged(
            f"{source} is damaged, or was never a backup of a desk.",
            hint="Nothing was made. Take an earlier backup.",
        ) from None
    blueprint.check(source, db)


def digests(db: Connection) -> dict[str, str]:
    """The SHA-256 over each table's rows, in the order of their row ids."""
    found = {}
    for name in tables(db):
        seen = sha256()
        order = "n" if name == "journal" else "1"
        for row in db.lines(" ".join(["SELECT * FROM", name, "ORDER BY", order])):
            seen.update(repr(row).encode("utf-8", "surrogatepass"))
        found[name] = seen.hexdigest()
    return found


def tables(db: Connection) -> list[str]:
    """The desk's own tables; those of the search index are made again from them."""
    rows = db.all(
        "SELECT name FROM pragma_table_list WHERE schema='main' AND type='table'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    )
    return [str(name) for (name,) in rows if re.fullmatch(r"[a-z_0-9]+", name)]


def must_be_a_backup(source: Path) -> None:
    """DeskError, in words, for what cannot be one."""
    try:
        size = source.stat().st_size
    except OSError:
        raise DeskError(
            f"There is no backup at {source}.", hint="Check the path; the disk may not be there."
        ) from None
    if source.is_dir():
        raise DeskError(
            f"The directory {source} is no export of a desk.",
            hint="Name a backup, or what export --format json or sqlite wrote.",
        )
    files.must_be_regular(source, "")
    if not size:
        raise DeskDamaged(
            f"The backup {source} is empty: it was never finished.", hint="Take an earlier one."
        )


def _make_room(target: Path) -> None:
    try:
        target.absolute().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as why:
        raise files.cannot_write(target.parent, why) from None


def _copy_bytes(source: Path, target: Path) -> None:
    """The same bytes under another name, read back and compared."""
    if any(source.with_name(source.name + side).exists() for side in ("-wal", "-journal")):
        raise NoDesk(
            f"{source} is a desk in use, not a backup: part of it is in the file beside it.",
            hint="Give its passphrase or key file, so that it can be read.",
        )
    with files.part_of(target) as part:
        if _same_bytes(source, part, target) != _digest_of(part):
            raise DeskDamaged(
                f"The copy {target} was read back and differs; it was thrown away.",
                hint="Try another disk.",
            )
        files.publish(part, target)


def _same_bytes(source: Path, part: Path, target: Path) -> bytes:
    """Copy a file into a part of `target`; gives back the SHA-256 of what was read."""
    seen = sha256()
    try:
        with source.open("rb") as read, part.open("wb") as write:
            while piece := read.read(_PIECE):
                seen.update(piece)
                write.write(piece)
        files.sync(part)
    except OSError as why:
        raise files.cannot_write(target, why) from None
    return seen.digest()


def _digest_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file_digest(file, "sha256").digest()


@contextmanager
def _keys_first(wrapped_at: Path, beside: Path) -> Iterator[None]:
    """The wrapped keys at their new place before the desk is, so that no desk lies without.

    Keys that are there already must be the same: those of a copy that was cut
    off.  They go again when the copy comes to nothing.
    """
    wrapped = _read(wrapped_at)
    files.sweep(beside)
    there = _read(beside)
    if there is not None and there != wrapped:
        raise DeskExists(
            f"{beside} is already there, and belongs to another desk.",
            hint="Choose another name, for example with today's date.",
        )
    if wrapped is not None and there is None:
        with files.part_of(beside) as part:
            files.fill(part, wrapped, beside)
            files.publish(part, beside)
    try:
        yield
    except BaseException:
        if there is None:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
        raise


def _read(place: Path) -> bytes | None:
    """The wrapped keys as they lie; None for a desk that is opened by a key file alone."""
    try:
        return keys.content(place)
    except FileNotFoundError:
        return None
