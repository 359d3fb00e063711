"""Files that appear whole or not at all, owner-only from their first byte.

A part is written beside its target and then takes its name.  A part left by a
process that was killed is swept away by the next one that writes there.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from borrower_desk.errors import DeskDamaged, DeskError, DeskExists

_SIDE = ("", "-wal", "-shm", "-journal")


@contextmanager
def part_of(target: Path) -> Iterator[Path]:
    """An empty owner-only file beside `target`; what is left of it at the end goes."""
    part = target.with_name(f"{target.name}.part-{os.getpid()}")
    try:
        sweep(target)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as why:
        raise cannot_write(target, why) from None
    try:
        yield part
    finally:
        _remove(part)


def fill(part: Path, content: bytes, target: Path) -> None:
    """Write all of a part of `target` and push it to the disk."""
    try:
        part.write_bytes(content)
        sync(part)
    except OSError as why:
        raise cannot_write(target, why) from None


def read_regular(path: Path, most: int) -> bytes:
    """The bytes of a regular file of at most `most` bytes; OSError for anything else, at once.

    A pipe in a file's place would wait for ever, a device or a huge file fill the memory.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        if found.st_size > most:
            raise OSError(errno.EFBIG, f"it has {found.st_size} bytes, and {most} are the most")
        return file.read(most)


def must_be_regular(path: Path, *sides: str) -> None:
    """DeskDamaged when the file, or one beside it, is there and is a pipe, a device or the like."""
    for side in sides:
        beside = path.with_name(path.name + side)
        try:
            mode = beside.stat().st_mode
        except OSError:
            continue
        if not stat.S_ISREG(mode):
            raise DeskDamaged(
                f"{beside} is no regular file, so the desk is not opened.",
                hint="Somebody put a pipe, a device or a directory in its place: move it away, "
                "then try again.",
            )


def publish(part: Path, target: Path, *, replace: bool = False) -> None:
    """Give a part its name; without `replace`, DeskExists when something has it."""
    try:
        if replace:
            part.replace(target)
        else:
            _name(part, target)
    except FileExistsError:
        raise DeskExists(
            f"{target} is already there; it is never overwritten.", hint="Choose another path."
        ) from None
    except OSError as why:
        raise cannot_write(target, why) from None
    sync(target.parent)


def sync(path: Path) -> None:
    """Push a file, or the names in a directory, to the disk."""
    if os.name != "posix" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def tighten(path: Path) -> None:
    """Take away what others may do with a file of ours, as after a careless copy."""
    with suppress(OSError):
        mode = path.stat().st_mode
        if os.name == "posix" and mode & 0o077:
            path.chmod(mode & 0o700)


def cannot_write(path: Path, why: OSError) -> DeskError:
    """The error for a file that could not be written."""
    return DeskError(
        f"{path} could not be written: {why.strerror}.",
        hint="Check that the directory is there and yours, and that the disk has room.",
    )


def _name(part: Path, target: Path) -> None:
    try:
        target.hardlink_to(part)  # fails when the name is taken, which rename does not
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError(target) from None
        part.rename(target)


def _remove(part: Path) -> None:
    for side in _SIDE:
        with suppress(OSError):
            part.with_name(part.name + side).unlink()


def left_over(target: Path) -> Iterator[Path]:
    """Parts of `target` whose makers were killed."""
    for left in target.parent.glob(glob_escape(target.name) + ".part-*"):
        maker = left.name.removeprefix(f"{target.name}.part-").partition("-")[0]
        if maker.isdecimal() and (int(maker) == os.getpid() or not _alive(int(maker))):
            yield left


def sweep(target: Path) -> None:
    """Take away what killed makers of `target` left: half of it, or a second name of the whole."""
    for left in left_over(target):
        with suppress(OSError):
            left.unlink()


def glob_escape(name: str) -> str:
    """A file name as a glob pattern that matches it alone."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in name)


def _alive(process: int) -> bool:
    if os.name != "posix":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
