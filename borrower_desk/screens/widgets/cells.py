"""What a list is drawn from: cells of plain words, headings between rows, lines that fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len, set_cell_size

from borrower_desk.text import safe_line

TONES = ("muted", "accent", "late", "soon", "good", "strong")


@dataclass(frozen=True, slots=True)
class Cell:
    """Words in a column: `width` in cells, or 0 for the room that is left."""

    text: str
    width: int = 0
    tone: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A line between rows that cannot be chosen."""

    text: str
    tone: str = "strong"


Line = Sequence[Cell]
Layout = Callable[[Any, int], Sequence[Line]]


def fitted(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly `width` cells, an ellipsis where it was cut."""
    if width <= 0:
        return ""
    line = safe_line(text)
    room = cell_len(line)
    if room > width:
        return set_cell_size(line, width - 1) + "…"
    return " " * (width - room) + line if right else line + " " * (width - room)


def wrapped(line: str, width: int) -> list[str]:
    """A line in as many as it needs in this width."""
    from textwrap import wrap

    return wrap(line, max(10, width))
