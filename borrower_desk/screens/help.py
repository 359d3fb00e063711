"""`?`: every key that works here now, from the bindings themselves."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from borrower_desk.screens.keys import Keyed
from borrower_desk.speech import tr


class HelpScreen(Keyed, ModalScreen[None]):
    """The keys of the focused widget, of the screen, and those that work everywhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter,f1", "dismiss(None)", "Close"),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
    ]

    def __init__(self, of: Screen[Any]) -> None:
        super().__init__()
        self.groups = keys_of(of)
        self.purpose = (type(of).__doc__ or "").split("\n")[0]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Static(Text(tr("Keys"), "bold"), classes="dialog-title")
            yield Static(Text(tr(self.purpose), "dim"), classes="dialog-note")
            with VerticalScroll(id="keys"):
                for title, keys in self.groups:
                    yield Static(Text(tr(title), "bold"), classes="keys-title")
                    yield Static(_lines(keys), classes="keys")
            yield Static(Text(tr("esc closes"), "dim"), classes="dialog-note")

    def action_scroll(self, way: int) -> None:
        self.query_one("#keys").scroll_relative(y=way, animate=False)


def keys_of(screen: Screen[Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Title, and keys with what they do, for each place that binds some here."""
    groups: dict[str, dict[tuple[str, str], list[str]]] = {}
    for active in screen.active_bindings.values():
        if not active.binding.description:
            continue
        node = active.node
        title = (
            "Everywhere"
            if isinstance(node, App)
            else "On this screen"
            if isinstance(node, Screen)
            else "In this " + ("list" if type(node).__name__ == "Rows" else "field or pane")
        )
        acts = groups.setdefault(title, {})
        of = (active.binding.description, active.binding.action)
        acts.setdefault(of, []).append(screen.app.get_key_display(active.binding))
    order = sorted(groups, key=lambda one: "OIE".index(one[0]))
    return [
        (
            title,
            [(" ".join(dict.fromkeys(keys)), words) for (words, _), keys in groups[title].items()],
        )
        for title in order
    ]


def _lines(keys: list[tuple[str, str]]) -> Text:
    width = max((len(key) for key, _ in keys), default=0)
    words = Text()
    for key, what in keys:
        words.append(f"  {key:<{width}}  ", "bold")
        words.append(f"{what}\n")
    words.rstrip()
    return words
