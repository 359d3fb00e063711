"""The line on top: which screen this is, the others and their keys, and the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from borrower_desk.speech import tr

if TYPE_CHECKING:
    from borrower_desk.screens.app import DeskApp

TABS = (
    ("1", "today", "Today", "Today"),
    ("2", "mail", "Correspondence", "Mail"),
    ("3", "matter", "Matters", "Matters"),
    ("4", "letters", "Letters", "Letters"),
    ("5", "calendar", "Calendar", "Cal"),
    ("6", "packet", "Packet", "Packet"),
    ("7", "people", "Servicers", "People"),
    ("8", "search", "Search", "Search"),
    ("9", "import", "Import", "Import"),
    ("0", "law", "Law", "Law"),
)


class TopBar(Widget):
    """The ten first screens by number; a click goes there."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "bar--plain",
        "bar--key",
        "bar--here",
        "bar--day",
    }

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here = here
        self._spans: list[tuple[int, int, str]] = []

    def _labels(self, width: int) -> list[tuple[str, str, str]]:
        """Key, mode and label of each tab: as much of the names as there is room for."""
        day = len("  2026-09-16 ")
        for column in (2, 3):
            wanted = [(tab[0], tab[1], tr(tab[column])) for tab in TABS]
            if sum(len(key) + len(label) + 3 for key, _, label in wanted) + day <= width + 2:
                return wanted
        short = [(tab[0], tab[1], tr(tab[3])) for tab in TABS]
        if sum(len(key) + len(label) + 1 for key, _, label in short) < width:
            return short
        return [(tab[0], tab[1], tr(tab[3]) if tab[1] == self.here else "") for tab in TABS]

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        plain, key_style, here, day_style = (
            self.get_component_rich_style(f"bar--{name}")
            for name in ("plain", "key", "here", "day")
        )
        if y:
            return Strip.blank(width, plain)
        segments = [Segment(" ", plain)]
        labels = self._labels(width)
        gap = " " if sum(len(k) + len(n) + 3 for k, _, n in labels) <= width else ""
        self._spans = []
        at = 1
        for key, mode, label in labels:
            current = mode == self.here
            text = f"{key} {label}" if label and gap else f"{key}{label}"
            parts = (
                [Segment(f" {text} ", here)]
                if current and gap
                else [Segment(text, here)]
                if current
                else [Segment(gap + key, key_style), Segment(text[len(key) :] + gap, plain)]
            )
            length = sum(cell_len(one.text) for one in parts)
            self._spans.append((at, at + length, mode))
            segments += parts
            at += length
            if not gap:
                segments.append(Segment(" ", plain))
                at += 1
        day = cast("DeskApp", self.app).today().isoformat() + " "
        if width - at > len(day):
            segments += [Segment(" " * (width - at - len(day)), plain), Segment(day, day_style)]
        return Strip(segments).adjust_cell_length(width, plain)

    def on_click(self, event: events.Click) -> None:
        for start, end, mode in self._spans:
            if start <= event.x < end:
                cast("DeskApp", self.app).go(mode)
