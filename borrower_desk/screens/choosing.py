"""One of several: a list that typing narrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from borrower_desk.screens.hints import in_app
from borrower_desk.screens.keys import Keyed
from borrower_desk.screens.widgets.fields import Entry, give_room
from borrower_desk.speech import tr
from borrower_desk.text import safe_line, safe_text


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several: what is returned, what is shown, and words that explain it."""

    value: str
    label: str
    note: str = ""


class Choose(Keyed, ModalScreen[str | None]):
    """One of several; typing narrows the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Cancel"),
        Binding("down", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
    ]

    def __init__(
        self, title: str, choices: Sequence[Choice], *, note: str = "", typed: str = ""
    ) -> None:
        super().__init__()
        self.heading, self.choices, self.note, self.typed = title, choices, note, typed

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Text(safe_line(tr(self.heading)), "bold"), classes="dialog-title")
            if self.note:
                yield Static(Text(safe_text(in_app(self.note))), classes="dialog-note")
            yield Entry(self.typed, placeholder=tr("type to narrow the list"), id="narrow")
            yield OptionList(id="choices", markup=False, compact=True)
            yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        self._fill(self.typed)
        self.query_one("#narrow", Input).focus()
        self.query_one("#narrow", Input).cursor_position = len(self.typed)

    def on_resize(self) -> None:
        self.call_after_refresh(lambda: give_room(self.query_one(OptionList)))

    @on(Input.Changed, "#narrow")
    def narrow(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def _fill(self, typed: str) -> None:
        words = typed.casefold().split()
        found = [
            one
            for one in self.choices
            if all(word in f"{one.value} {one.label} {one.note}".casefold() for word in words)
        ]
        asked = typed.casefold().strip()
        found.sort(key=lambda one: _distance(one, asked))  # stable: else the order given
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(_option(one), id=one.value) for one in found])
        if found:
            options.highlighted = 0

    def action_move(self, way: int) -> None:
        options = self.query_one(OptionList)
        if way > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    @on(Input.Submitted, "#narrow")
    def take(self) -> None:
        self.query_one(OptionList).action_select()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)


def _distance(one: Choice, asked: str) -> int:
    """How near a choice is to what was typed: its label begins so, has it, or only its note."""
    label = one.label.casefold()
    return 0 if label.startswith(asked) else 1 if asked in label else 2


def _option(one: Choice) -> Text:
    words = Text(safe_line(tr(one.label)), no_wrap=True, overflow="ellipsis")
    room = 66 - len(words.plain)  # one line each: the list is read down
    if one.note and room > 12:
        words.append(f"  {safe_line(tr(one.note), room)}", "dim")
    return words
