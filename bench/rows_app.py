"""The app in a real pseudo-terminal: until it is painted, and from a key to what it changes."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import termios
import time
from collections.abc import Iterator
from pathlib import Path

from bench import desks
from bench.row import Row

FEW, MANY = 1_000, 100_000
FRAME = 1 / 60


class Terminal:
    """The app, run in a pseudo-terminal of 120 by 36."""

    def __init__(self, path: Path, key: Path) -> None:
        self.began = time.perf_counter()
        self.child, self.master = pty.fork()
        if self.child == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            argv = desks.command(path, key)
            os.execv(argv[0], argv)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        self.seen = b""

    def until(self, words: bytes, seconds: float = 60) -> float:
        """Seconds since the start when these words have come."""
        end = time.perf_counter() + seconds
        while words not in self.seen and time.perf_counter() < end:
            self.read(0.05)
        assert words in self.seen, (words, self.seen[-300:])
        return time.perf_counter() - self.began

    def read(self, wait: float) -> bytes:
        """What comes within `wait` seconds, at once when it comes."""
        if not select.select([self.master], [], [], wait)[0]:
            return b""
        new = os.read(self.master, 1 << 16)
        self.seen += new
        return new

    def settle(self, quiet: float = 0.25) -> None:
        """Wait until nothing more is drawn."""
        while self.read(quiet):
            pass

    def press(self, keys: bytes) -> float:
        """Seconds from a key to the first of what it draws."""
        self.settle(0.06)
        began = time.perf_counter()
        os.write(self.master, keys)
        while not self.read(1.0):
            if time.perf_counter() - began > 5:
                raise AssertionError(f"{keys!r} drew nothing")
        return time.perf_counter() - began

    def close(self) -> None:
        """End it, and wait for it."""
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        os.close(self.master)


def painted(messages: int, runs: int = 5) -> float:
    """The median time until Today stands, whole process."""
    path, key = desks.desk(messages)
    took = []
    for _ in range(runs):
        app = Terminal(path, key)
        took.append(app.until(b"Quit"))
        app.close()
    return statistics.median(took)


def repaints(messages: int) -> list[float]:
    """From key to repaint, in Correspondence and on the Calendar."""
    path, key = desks.desk(messages)
    app = Terminal(path, key)
    try:
        app.until(b"Quit")
        app.settle()
        took = []
        for screen in (b"2", b"5", b"2"):
            app.press(screen)
            app.settle()
            for keys in [b"j"] * 40 + [b"k"] * 20 if screen == b"2" else [b"b"] * 6:
                took.append(app.press(keys))
        return took
    finally:
        app.close()


def rows() -> Iterator[Row]:
    """First paint and key to repaint."""
    many = painted(MANY)
    for what, few in (("on an empty desk", painted(0)), (f"with {FEW:,} messages", painted(FEW))):
        yield Row(
            f"first paint of the app, {MANY:,} messages",
            f"its first paint {what}",
            "≤ 1.2×",
            f"{many / few:.2f}×",
            f"{many * 1000:.0f} ms against {few * 1000:.0f} ms, medians of 5",
        )
    took = sorted(repaints(MANY))
    p95, median = took[int(len(took) * 0.95)], statistics.median(took)
    yield Row(
        f"key to repaint, {MANY:,} messages",
        "two frames of 1/60 s",
        "p95 ≤ 1×",
        f"{p95 / (2 * FRAME):.2f}×",
        f"p95 {p95 * 1000:.0f} ms, median {median * 1000:.0f} ms, {len(took)} keys",
    )
