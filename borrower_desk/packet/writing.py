"""A file that is there whole or not at all.

Where the system can (Linux), the bytes are written to a file without a name, so
that not even a killed process leaves a half packet behind; elsewhere to a
temporary name in the same folder, removed whatever happens.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from borrower_desk.errors import PacketError

_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_HINTS = {
    errno.ENOSPC: "Make room on the disk, or write it elsewhere: -o /another/place.pdf",
    errno.EDQUOT: "Your quota is used up: write it elsewhere.",
    errno.EACCES: "Choose a folder that you may write to.",
    errno.EPERM: "Choose a folder that you may write to.",
    errno.EROFS: "The disk is read-only: write it elsewhere.",
}

# How a file is written: it, and the call that keeps it; without that call nothing is left.
Writing = Callable[[Path], AbstractContextManager[tuple[BinaryIO, Callable[[], None]]]]


@contextmanager
def written_whole(target: Path) -> Iterator[tuple[BinaryIO, Callable[[], None]]]:
    """A file to write, and the call that gives it the name `target`, replacing what was there.

    Without that call, nothing is left.  The file is the owner's alone (0600).
    """
    temporary = target.with_name(f".{secrets.token_hex(8)}.part")
    file = _nameless(target.parent)
    nameless = file is not None
    file = file or os.fdopen(os.open(temporary, _NEW, 0o600), "w+b")

    def keep() -> None:
        file.flush()
        os.fsync(file.fileno())
        if nameless:
            _name(file.fileno(), temporary)
        temporary.replace(target)
        _sync(target.parent)

    try:
        with file:
            yield file, keep
    finally:
        temporary.unlink(missing_ok=True)


def cannot_write(target: Path, why: OSError) -> PacketError:
    """What happened to the disk, and what to do."""
    return PacketError(
        f"The packet could not be written to {target}: {why.strerror or why}. No file was left.",
        hint=_HINTS.get(why.errno or 0, "Try another folder."),
    )


def _nameless(folder: Path) -> BinaryIO | None:
    """A file without a name in `folder`; None where the system has no such thing."""
    flag = getattr(os, "O_TMPFILE", 0)
    if not flag or not Path("/proc/self/fd").is_dir():
        return None
    # Not every file system has them (EOPNOTSUPP, EISDIR on old kernels); what
    # else is wrong, the second attempt says better.
    with suppress(OSError):
        return os.fdopen(os.open(folder, flag | os.O_RDWR, 0o600), "w+b")
    return None


def _name(descriptor: int, path: Path) -> None:
    """Give a nameless file its first name (linkat with AT_SYMLINK_FOLLOW, open(2))."""
    folder = os.open("/proc/self/fd", os.O_RDONLY)
    try:
        # Only with a folder's descriptor does Python call linkat and follow the link.
        os.link(str(descriptor), path, src_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


def _sync(folder: Path) -> None:
    """Make the new name itself durable, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
