"""What a screen asks the user: yes or no, one of several, a few facts.

A form does its act itself and keeps what was typed when the act is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input, Select, Static, TextArea
from textual.worker import Worker, WorkerState

from borrower_desk.errors import DeskError, UsageError
from borrower_desk.screens.asking import Asking
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.keys import Keyed
from borrower_desk.screens.widgets.fields import Blanks, Entry, Lines, give_room
from borrower_desk.screens.widgets.pick import Pick
from borrower_desk.speech import tr
from borrower_desk.text import safe_line, safe_text

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

T = TypeVar("T")


class Confirm(Keyed, ModalScreen[bool]):
    """A question whose answer is yes or no; nothing happens without a yes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes"),
        Binding("n,escape", "answer(False)", "No"),
        Binding("left,h", "app.focus_previous", "Other", show=False),
        Binding("right,l", "app.focus_next", "Other", show=False),
        Binding("down,j", "scroll(1)", "Down", show=False),
        Binding("up,k", "scroll(-1)", "Up", show=False),
        Binding("pagedown,space", "scroll(9)", "Page down", show=False),
        Binding("pageup,b", "scroll(-9)", "Page up", show=False),
    ]

    def __init__(
        self, question: str, *, detail: str = "", yes: str = "Yes", no: str = "No"
    ) -> None:
        super().__init__()
        self.question, self.detail, self.yes, self.no = question, detail, yes, no

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog small"):
            yield Static(Text(safe_line(tr(self.question)), "bold"), classes="dialog-title")
            if self.detail:
                with VerticalScroll(id="detail", can_focus=False):
                    yield Static(Text(safe_text(in_app(self.detail))))
            with Horizontal(classes="buttons"):
                yield Button(f"{tr(self.no)} (n)", id="no", compact=True)
                yield Button(f"{tr(self.yes)} (y)", id="yes", compact=True)

    def on_mount(self) -> None:
        self.query_one("#no").focus()

    def on_resize(self) -> None:
        """A long text scrolls in what room is left; the buttons stay in sight."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        for detail in self.query("#detail"):
            give_room(detail)

    def action_scroll(self, lines: int) -> None:
        for detail in self.query("#detail"):
            detail.scroll_relative(y=lines, animate=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)


@dataclass(frozen=True, slots=True)
class Blank:
    """One thing that a form asks for.  `kind`: line, lines, choice, find, secret."""

    name: str
    label: str
    value: str = ""
    kind: str = "line"
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()  # value, label
    notes: Mapping[str, str] = field(default_factory=dict)  # of `find`: what explains a value
    required: bool = False


Values = Mapping[str, str]


class Form(ModalScreen[Any], Asking[Any]):
    """A few blanks and one act.  Refused, it says why and keeps what was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "submit", "Save", priority=True),
        Binding("escape", "cancel", "Cancel"),
        Binding("f1", "app.help_keys", "Help", show=False),
    ]

    def __init__(
        self,
        title: str,
        blanks: Sequence[Blank],
        act: Callable[[Store, Values], T],
        *,
        verb: str = "Save",
        note: str = "",
    ) -> None:
        super().__init__()
        self.heading, self.blanks, self.act, self.verb, self.note = title, blanks, act, verb, note
        self.busy = False
        self._holds = False  # the app waits for this form's act before it locks or ends

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog form"):
            yield Static(Text(safe_line(tr(self.heading)), "bold"), classes="dialog-title")
            if self.note:
                yield Static(Text(safe_text(in_app(self.note))), classes="dialog-note")
            with Blanks(classes="blanks", fits=True):
                for blank in self.blanks:
                    yield Static(_label(blank), classes="label")
                    yield _blank_widget(blank)
            yield Static(id="refused")
            with Horizontal(classes="buttons"):
                yield Button(tr("{} (ctrl+s)", tr(self.verb)), id="save", compact=True)
                yield Button(tr("{} (esc)", tr("Cancel")), id="cancel", compact=True)

    def values(self) -> dict[str, str]:
        """What stands in the blanks now."""
        found = {}
        for blank in self.blanks:
            widget = self.query_one(f"#blank-{blank.name}")
            found[blank.name] = _value(widget)
        return found

    @on(Input.Submitted)
    def next_blank(self, event: Input.Submitted) -> None:
        last = self.blanks[-1].name
        if event.input.id == f"blank-{last}":
            self.action_submit()
        else:
            self.focus_next()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "save":
            self.action_submit()
        else:
            self.action_cancel()

    def action_submit(self) -> None:
        if self.busy:
            return
        values = self.values()
        empty = next((b for b in self.blanks if b.required and not values[b.name].strip()), None)
        if empty is not None:
            self.trouble(UsageError(tr("{} is still empty.", empty.label), hint=empty.hint))
            self.query_one(f"#blank-{empty.name}").focus()
            return
        self.busy = True
        self._holds = self.desk.busy is None
        if self._holds:
            self.desk.busy = tr(self.heading)
        self.query_one("#refused", Static).update(Text(tr("Working …"), "dim"))
        self.start(values)

    def start(self, values: Values) -> None:
        """Do the act, with what stands in the blanks, off the event loop."""
        self.change(lambda store: self.act(store, values), self._done, self._refused)

    def _over(self) -> None:
        self.busy = False
        if self._holds:
            self.desk.busy = None

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What nobody foresaw is said by `Asking`, which hears it too; the form is free again."""
        if event.state is WorkerState.ERROR and self.busy:
            self._over()
            self.query_one("#refused", Static).update("")

    def _done(self, answer: Any) -> None:
        self._over()
        self.desk.note_change()
        self.dismiss(answer)

    def _refused(self, why: DeskError) -> None:
        self._over()
        self.trouble(why)

    def trouble(self, why: DeskError) -> None:
        words = Text()
        words.append(tr("Not done: {}", safe_line(in_app(why.message))), "bold")
        if why.hint:
            words.append(f"\n{safe_line(in_app(why.hint))}")
        self.query_one("#refused", Static).update(words)

    def action_cancel(self) -> None:
        if self.busy:
            self.stop()
            return
        typed = any(self.values()[blank.name] != blank.value for blank in self.blanks)
        if typed:
            self.app.push_screen(
                Confirm("Throw away what you typed?", yes="Throw away", no="Go on typing"),
                self._thrown_away,
            )
        else:
            self.dismiss(None)

    def stop(self) -> None:
        """What has begun is not cut short: it is soon done."""
        self.query_one("#refused", Static).update(Text(tr("It is being done; wait a moment.")))

    def _thrown_away(self, yes: bool | None) -> None:
        if yes:
            self.dismiss(None)


def _label(blank: Blank) -> Text:
    words = Text(safe_line(tr(blank.label)))
    if blank.required:
        words.append(f" ({tr('needed')})", "dim")
    if blank.hint:
        words.append(f"  {safe_line(tr(blank.hint))}", "dim")
    return words


def _blank_widget(blank: Blank) -> Widget:
    name = f"blank-{blank.name}"
    if blank.kind == "choice":
        options = [(Text(safe_line(tr(label))), value) for value, label in blank.choices]
        return Select(
            options,
            value=blank.value or Select.NULL,
            prompt=tr("not said"),
            allow_blank=not blank.required,
            id=name,
            compact=True,
        )
    if blank.kind == "find":
        found = [(value, label, blank.notes.get(value, "")) for value, label in blank.choices]
        return Pick(blank.label, found, blank.value, id=name)
    if blank.kind == "lines":
        return Lines(blank.value, id=name)
    return Entry(value=blank.value, password=blank.kind == "secret", id=name)


def _value(widget: Widget) -> str:
    if isinstance(widget, Pick):
        return widget.value
    if isinstance(widget, Select):
        return "" if widget.is_blank() else str(widget.value)
    if isinstance(widget, TextArea):
        return widget.text
    return widget.value if isinstance(widget, Input) else ""
