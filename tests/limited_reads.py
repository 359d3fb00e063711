"""What a hostile file could make native code do; called in a worker by `test_limits`."""

from __future__ import annotations

import ctypes
import os
import pickle
import time
from datetime import date

from borrower_desk.model import Because, Direction


class Evil:
    """Unpickled without care, it would run a command."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch /tmp/borrower-desk-owned",)


def length(data: bytes) -> int:
    return len(data)


def told(data: bytes) -> tuple[object, ...]:
    return Because(data.decode(), "body"), Direction.SENT, date(2026, 1, 2), {"a": [1, None]}


def hangs(data: bytes) -> int:
    time.sleep(60)
    return 1


def hangs_under_an_alarm(seconds: float) -> int:
    from borrower_desk.limits import alarmed, go_on

    with alarmed(60):
        go_on(seconds)
        return hangs(b"")


def goes_on(times: int) -> int:
    from borrower_desk.limits import go_on

    for _ in range(times):
        go_on(2)
        time.sleep(1)
    return times


def asks(what: str) -> object:
    from borrower_desk.limits import ask

    return ask(what), ask(what, 2)


def is_told_off(data: bytes) -> int:
    from borrower_desk.errors import PageUnreadable

    raise PageUnreadable("It has no pages.", hint="Ask again.")


def breaks(data: bytes) -> int:
    ctypes.string_at(0)
    return 1


def swallows(data: bytes) -> int:
    return len(b"x" * (3 << 30))


def refuses(data: bytes) -> int:
    raise LookupError("no such page")


def takes_over(data: bytes) -> object:
    return Evil()


def gives_a_class(data: bytes) -> object:
    return pickle.Pickler
