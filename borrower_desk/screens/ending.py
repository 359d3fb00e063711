"""Ending by a signal as by `q`: a closed window, TERM.  Nothing of the desk stays behind."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from borrower_desk.screens.app import DeskApp

PATIENCE = 5.0  # seconds that the app has to leave by itself
_SIGNALS = [signal.SIGTERM, signal.SIGINT]
if os.name == "posix":  # Windows has none
    _SIGNALS.append(signal.SIGHUP)
# What the app switched on, switched off: paste, line wrap, resizing, mouse, keyboard,
# the other screen (which holds the desk), cursor, focus.
_SANE = (
    b"\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[<u"
    b"\x1b[2J\x1b[?1049l\x1b[?25h\x1b[?1004l"
)


@dataclass(slots=True)
class Told:
    """The signal that ended the app; 0: none did."""

    signal: int = 0


@contextmanager
def minded(app: DeskApp) -> Iterator[Told]:
    """While the app runs, such a signal removes the copies at once and makes the app leave.

    An app that does not leave in five seconds (a long piece of work in a thread) is
    ended: the desk bears that at any moment.
    """
    told = Told()
    before = _terminal()

    def heard(number: int, _frame: FrameType | None) -> None:
        app.copies.clear(for_good=True)
        if told.signal:
            return
        told.signal = number
        if before is not None and _terminal() is None:
            _to_nowhere()  # the window is gone: to write there would block or fail
        late = threading.Timer(PATIENCE, _end, (app, before, number))
        late.daemon = True
        late.start()
        loop = getattr(app, "_loop", None)
        if loop is not None:
            with suppress(RuntimeError):  # already closed: the app is leaving
                loop.call_soon_threadsafe(app.exit)

    handlers = {one: signal.signal(one, heard) for one in _SIGNALS}
    try:
        yield told
    finally:
        for one, handler in handlers.items():
            signal.signal(one, handler)


def _terminal() -> list[Any] | None:
    """How the terminal is set; None where there is none, or none any more."""
    try:
        import termios

        return termios.tcgetattr(sys.__stdin__.fileno())  # type: ignore[union-attr]
    except (ImportError, OSError, ValueError, AttributeError):
        return None
    except Exception as why:  # termios.error is no OSError
        if type(why).__module__ == "termios":
            return None
        raise


def _to_nowhere() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _end(app: DeskApp, before: list[Any] | None, number: int) -> None:
    """Leave the terminal as it was found, without the app's help, and end."""
    app.copies.clear(for_good=True)
    if before is not None:
        import termios

        with suppress(termios.error, OSError):
            os.write(sys.__stderr__.fileno(), _SANE)  # type: ignore[union-attr]
            termios.tcsetattr(0, termios.TCSANOW, before)
    os._exit(128 + number)
