"""Folders of private copies that a killed process left behind: found by their name, removed.

A folder's name says whose it is (`borrower-desk-shown-PID-START-…`), so there is
no moment in which one stands without its owner.  Light on purpose: every
command that opens the desk looks, and nearly always finds nothing.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PREFIX = "borrower-desk-shown-"
_NAME = rf"(?a){PREFIX}(\d{{1,10}})-(\d{{1,20}})-\w+\Z"


def own_prefix() -> str:
    """How the name of a folder of this process's begins."""
    return f"{PREFIX}{os.getpid()}-{_started(os.getpid())}-"


def runtime_folder() -> Path | None:
    """`$XDG_RUNTIME_DIR` (in memory, gone at the logout), when it is ours and nobody else's."""
    named = os.environ.get("XDG_RUNTIME_DIR")
    return Path(named) if named and _is_private(named) and os.access(named, os.W_OK) else None


def sweep() -> int:
    """Remove our own folders of copies whose process no longer lives; how many went."""
    if not hasattr(os, "getuid"):  # Windows: its temporary folder is the user's own
        return 0
    gone = 0
    for path in _found():
        import shutil

        shutil.rmtree(path, ignore_errors=True)
        gone += not os.path.lexists(path)
    return gone


def _found() -> Iterator[str]:
    """Private folders of ours, named as those of copies, without a living owner."""
    named = (os.environ.get(name) for name in ("XDG_RUNTIME_DIR", "TMPDIR", "TEMP", "TMP"))
    for place in {*filter(None, named), "/tmp", "/var/tmp", "/usr/tmp"}:  # noqa: S108 - only looked into
        with suppress(OSError), os.scandir(place) as entries:
            for entry in entries:
                told = entry.name.startswith(PREFIX) and re.match(_NAME, entry.name)
                if told and not _lives(int(told[1]), told[2]) and _is_private(entry.path):
                    yield entry.path


def _is_private(path: str) -> bool:
    """A directory, no link to one, that is this user's and closed to everybody else."""
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return False
    ours = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return stat.S_ISDIR(found.st_mode) and ours and not found.st_mode & 0o077


def _lives(pid: int, started: str) -> bool:
    """Is the process that made a folder still there, and not another with its number?"""
    try:
        os.kill(pid, 0)
    except PermissionError:
        pass  # another user's has the number now; its start tells
    except (OSError, OverflowError):
        return False
    now = _started(pid)
    return "0" in (now, started) or now == started


def _started(pid: int) -> str:
    """When a process began, in the kernel's ticks since the machine did (proc(5)); "0": unknown."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return "0"
