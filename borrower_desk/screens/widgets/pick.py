"""A field whose answer is one of many: enter, or the first letter, opens a list to search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Static

from borrower_desk.screens.choosing import Choice, Choose
from borrower_desk.screens.keys import Keyed
from borrower_desk.speech import tr
from borrower_desk.text import safe_line


class Pick(Keyed, Static, can_focus=True):
    """Shows the answer; the list is searched by any word in it, not by how a line begins."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "choose", "Choose")]

    def __init__(
        self,
        title: str,
        choices: Sequence[tuple[str, str, str]],
        value: str,
        *,
        id: str | None = None,  # noqa: A002 - textual's own name for it
    ) -> None:
        super().__init__(id=id, markup=False)
        self.heading, self.choices, self.value = title, list(choices), value

    def on_mount(self) -> None:
        self._show()

    def _show(self) -> None:
        label = next((label for value, label, _ in self.choices if value == self.value), "")
        self.update(Text(f"{safe_line(tr(label))}  ▼" if label else tr("not said")))

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character.isalnum():
            event.stop()
            self._ask(event.character)

    def on_click(self) -> None:
        self._ask()

    def action_choose(self) -> None:
        """Open the list."""
        self._ask()

    def _ask(self, typed: str = "") -> None:
        choices = [Choice(value, label, note) for value, label, note in self.choices]
        self.app.push_screen(Choose(self.heading, choices, typed=typed), self._take)

    def _take(self, chosen: str | None) -> None:
        if chosen:
            self.value = chosen
            self._show()
            self.screen.focus_next()
