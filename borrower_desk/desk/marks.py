"""How far each desk had come when it was last written here, kept apart from the desk.

An older copy put back in a desk's place is whole in itself: every page is
signed and its journal's chain holds.  Only something outside can tell.  After
each commit the number and hash of the journal's last row go into a small file
in the user's state directory, signed with the desk's key and named for the key
and the place.  A desk whose journal lacks that row is refused.

The mark is written after the commit, which is on the disk by then: so a desk is
never ahead of what it is held against, and a process killed between the two
leaves a mark one change behind, which accepts.  Where no mark can be kept, or
somebody rolls back the state directory too, nothing is detected.
"""

from __future__ import annotations

import hmac
import os
from contextlib import suppress
from pathlib import Path

from borrower_desk.config import state_directory
from borrower_desk.desk import files
from borrower_desk.desk.connection import Connection
from borrower_desk.desk.keys import DeskKey

_FORM = "1"
_LONGEST = 1024  # bytes; a mark has some 150


def keep(path: Path, key: DeskKey, n: int, head: str, *, back: bool = False) -> None:
    """Remember that the desk's journal came to row `n`; lower only with `back`.

    Best effort: a state directory that cannot be written stops no change.
    """
    place = _place(path, key)
    if place is None:
        return
    kept = _read(place, path, key)
    if kept and kept[0] >= n and not back:
        return
    part = place.with_name(f"{place.name}.{os.getpid()}")
    with suppress(OSError):
        if not place.parent.is_dir():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.unlink(missing_ok=True)  # of a process of the same number that was killed
        new = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        descriptor = os.open(part, new, 0o600)
        try:
            os.write(descriptor, f"{_FORM} {n} {head} {_seal(path, key, n, head)}\n".encode())
        finally:
            os.close(descriptor)
        part.replace(place)


def trouble(path: Path, key: DeskKey, db: Connection) -> str | None:
    """Why this desk is older than the one last written here; None when it is not."""
    place = _place(path, key)
    kept = _read(place, path, key) if place else None
    if kept is None:
        return None
    n, head = kept
    found = db.one("SELECT hash FROM journal WHERE n=?", (n,))
    if found == (head,):
        return None
    last = db.one("SELECT max(n) FROM journal")
    if found is None:
        return f"its journal ends at row {(last and last[0]) or 0}, and had come to row {n}"
    return f"row {n} of its journal is not the one that was written here"


def kept(path: Path, key: DeskKey) -> bool:
    """True when a mark for this desk is kept here."""
    place = _place(path, key)
    return place is not None and _read(place, path, key) is not None


def absent(path: Path, key: DeskKey) -> str | None:
    """Why the desk's age cannot be told here; None when it can."""
    place = _place(path, key)
    if place is None or not os.path.lexists(place):
        return "no mark of this desk is kept here, so its age is not checked"
    if _read(place, path, key) is None:
        return "the mark kept here is not one that this desk's key signed; its age is not checked"
    return None


def _place(path: Path, key: DeskKey) -> Path | None:
    """The file of a desk's mark: another for each key and each place."""
    directory = state_directory()
    if directory is None:
        return None
    return directory / "marks" / _digest(key, "name", os.path.realpath(path))[:32]


def _read(place: Path, path: Path, key: DeskKey) -> tuple[int, str] | None:
    """The row and hash of a mark that this desk's key signed; None for anything else."""
    try:
        form, n, head, seal = files.read_regular(place, _LONGEST).decode("ascii").split()
        number = int(n)
    except (OSError, ValueError):
        return None
    if form != _FORM or not hmac.compare_digest(seal, _seal(path, key, number, head)):
        return None
    return number, head


def _seal(path: Path, key: DeskKey, n: int, head: str) -> str:
    return _digest(key, "seal", f"{os.path.realpath(path)}\0{n}\0{head}")


def _digest(key: DeskKey, what: str, text: str) -> str:
    message = f"borrower-desk mark {what}\0".encode() + os.fsencode(text)
    return hmac.new(key.raw, message, "sha256").hexdigest()
