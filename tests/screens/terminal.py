"""The app as a program on a real terminal: what it writes, and how it leaves the terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

PATIENCE = 20.0  # seconds until something that must come is said not to


class Terminal:
    """A terminal window with the app in it; `shown` is all that was written to it, bytes and all."""

    def __init__(
        self, desk: Path, key: Path, env: Mapping[str, str], argv: Sequence[str] = ()
    ) -> None:
        self.shown = b""
        argv = argv or [sys.executable, "-m", "borrower_desk", "--desk", str(desk),
                        "--key-file", str(key), "--as-of", "2026-11-20"]  # fmt: skip
        self.master, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        self.before = termios.tcgetattr(theirs)
        self.pid = os.fork()
        if self.pid == 0:  # the window's own session, as a terminal emulator starts it
            try:
                os.setsid()
                fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)
                for stream in range(3):
                    os.dup2(theirs, stream)
                os.closerange(3, 256)
                os.execvpe(argv[0], argv, {**os.environ, "TERM": "xterm-256color", **env})
            finally:
                os._exit(99)
        self.slave = theirs

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, _: TracebackType | None
    ) -> None:
        if self.pid:
            os.kill(self.pid, 9)
            os.waitpid(self.pid, 0)
        self.close()

    def close(self) -> None:
        """Close the window: the program's session hears HUP."""
        for one in (self.slave, self.master):
            if one >= 0:
                os.close(one)
        self.slave = self.master = -1

    def read(self, seconds: float) -> None:
        """Take what comes within this time."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if not select.select([self.master], [], [], left)[0]:
                return
            try:
                self.shown += os.read(self.master, 1 << 16)
            except OSError:
                return

    def await_words(self, words: str, since: int = 0) -> None:
        """Wait until these words are on the terminal (blanks apart)."""
        until = time.monotonic() + PATIENCE
        wanted = words.replace(" ", "")
        while wanted not in plain(self.shown[since:]).replace(" ", ""):
            assert time.monotonic() < until, plain(self.shown)[-3000:]
            self.read(0.1)

    def press(self, keys: str) -> int:
        """Type; gives how much had been shown before."""
        self.read(0.3)
        before = len(self.shown)
        os.write(self.master, keys.encode())
        return before

    def ended(self) -> int:
        """Wait for the program's end: its exit code, or less than nought for a signal."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.master >= 0:
                self.read(0.05)
            else:
                time.sleep(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
        raise AssertionError("the program did not end")


def plain(shown: bytes) -> str:
    """The words without what moves the cursor and colours them."""
    text = shown.decode(errors="replace")
    return re.sub(r"\x1b(\[[0-?]*[ -/]*[@-~]|[@-_])", "", text)
