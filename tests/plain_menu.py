"""How a test uses `--plain`: a menu on one desk, and somebody who types."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from borrower_desk.cli import context

_CHANGED = ("desk", "as_of", "json", "plain", "passphrase_file", "key_file", "yes")


@contextmanager
def menu_of(desk: Path, key_file: Path | None, today: date) -> Iterator[None]:
    """The commands are about this desk; afterwards about what they were about before."""
    before = replace(context.current)
    context.current.desk, context.current.key_file = desk, key_file
    context.current.as_of = today
    try:
        yield
    finally:
        for name in _CHANGED:
            setattr(context.current, name, getattr(before, name))


def answers(*lines: str) -> Callable[[str], str]:
    """Somebody who types these lines, and then leaves."""
    left = iter(lines)

    def read(prompt: str) -> str:
        sys.stdout.write(prompt + "\n")
        return next(left, "q")

    return read
