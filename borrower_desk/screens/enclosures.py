"""The enclosures of a letter, page by page, drawn small in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from borrower_desk.screens.keys import Keyed
from borrower_desk.screens.widgets.reader import Page
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.actions.previews import Thumbnail
    from borrower_desk.model import Enclosure

WIDTH = 34  # columns of a page: two stand side by side on a narrow screen
_UPPER_HALF = "\N{UPPER HALF BLOCK}"


class Pages(Keyed, ModalScreen[None]):
    """Each enclosure with its pages below its name."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "dismiss(None)", "Close")]

    def __init__(self, found: Sequence[tuple[str, Text]]) -> None:
        super().__init__()
        self.found = found

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Static(Text(tr("What is enclosed"), "bold"), classes="dialog-title")
            with Page():
                for title, pages in self.found:
                    yield Static(Text(title, "bold"))
                    yield Static(pages if pages.plain else Text(tr("Its pages cannot be shown.")))
            yield Static(Text(tr("esc closes"), "dim"), classes="dialog-note")


def drawn(pages: Sequence[Thumbnail]) -> Text:
    """Pages one under the other: each sign shows two pixels, one in each half."""
    text = Text(no_wrap=True)
    for one in pages:
        text.append(tr("page {}\n", one.page), "dim")
        for upper, lower in zip(one.rows[::2], _lower(one), strict=True):
            for top, bottom in zip(upper, lower, strict=True):
                text.append(
                    _UPPER_HALF,
                    Style(color=_grey(top), bgcolor=_grey(bottom)),
                )
            text.append("\n")
        text.append("\n")
    return text


def _lower(one: Thumbnail) -> list[bytes]:
    """Every second row; an odd last row stands on white."""
    rows = list(one.rows[1::2])
    return [*rows, b"\xff" * one.width] if len(one.rows) % 2 else rows


def _grey(value: int) -> str:
    return f"#{value:02x}{value:02x}{value:02x}"


def title_of(one: Enclosure) -> str:
    """An enclosure's heading: its label, its title and how many pages it has."""
    pages = "" if one.pages is None else tr(", {} page{}", one.pages, "" if one.pages == 1 else "s")
    return tr("Enclosure {}: {}{}", one.label, safe_line(one.title, 80), pages)
