"""A tour of five minutes: what each screen is for, with the screen itself behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from borrower_desk.screens.keys import Keyed
from borrower_desk.speech import tr

if TYPE_CHECKING:
    from borrower_desk.screens.app import DeskApp


@dataclass(frozen=True, slots=True)
class Stop:
    """One halt of the tour: the screen that is shown, and what to know of it."""

    mode: str
    title: str
    words: str


STOPS = (
    Stop("today", "Today", "Start here each time. What is late comes first, then what is due this week,"
         " what came in, and letters you have begun. Enter does the act that stands at the end of the line."),
    Stop("import", "Import", "Bring in your saved mail, scans and photographs: give a file or a folder. What"
         " is there already is recognised; what cannot be read is kept byte for byte, with the reason."),
    Stop("mail", "Correspondence", "Everything sent and received. f puts a message in a matter, c says what"
         " it is. A machine's reply never counts as an answer, and a suspicious sender gets a banner."),
    Stop("matter", "Matters", "One matter for each dispute: its timeline, deadlines, mail, letters and notes."
         " n writes a letter, e adds an event, E shows the next step that the record supports. l logs a call:"
         " f8 times it, f9 puts a fact of the dispute into your words."),
    Stop("letters", "Letters", "Each letter asks for what it needs and is checked while you type: the account"
         " block, the right address, no Social Security number. It is you who sends it; then tell the desk."),
    Stop("calendar", "Calendar", "Every date that binds the servicer or you, and why. A date that rests on an"
         " estimate says so. L shows the law behind any deadline, wherever you see one."),
    Stop("packet", "Packet", "One PDF that a lawyer, a regulator or a judge can read from cover to cover, and"
         " check: chronology, deadlines, every exhibit with its number."),
    Stop("law", "Law", "The rules in plain words, with their citations and a calculator. This is not legal"
         " advice; for a foreclosure date or a court paper call a lawyer the same day. Keep paying while you dispute."),
    Stop("today", "That is all", "? shows the keys of any screen, ctrl+p finds every act by name, / searches"
         " everything, ctrl+l locks. The desk never sends anything and talks to nobody."),
)  # fmt: skip


class Tour(Keyed, ModalScreen[None]):
    """The tour: enter goes on, left goes back, esc leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,right,space,n,j", "step(1)", "On"),
        Binding("left,p,k,backspace", "step(-1)", "Back"),
        Binding("escape,q", "dismiss(None)", "Leave"),
    ]

    def __init__(self, at: int = 0) -> None:
        super().__init__()
        self.at = at

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tour"):
            yield Static(id="tour-title")
            yield Static(id="tour-words")
            yield Static(id="tour-keys")

    def on_mount(self) -> None:
        stop = STOPS[self.at]
        self.query_one("#tour-title", Static).update(
            Text(tr("{} of {}: {}", self.at + 1, len(STOPS), tr(stop.title)), "bold")
        )
        self.query_one("#tour-words", Static).update(Text(f"\n{tr(stop.words)}\n"))
        last = self.at == len(STOPS) - 1
        self.query_one("#tour-keys", Static).update(
            Text(tr("enter: {}   left: back   esc: leave", tr("done") if last else tr("on")), "dim")
        )

    def action_step(self, way: int) -> None:
        halt = self.at + way
        app: DeskApp = self.app  # type: ignore[assignment]  # the only app there is
        if halt >= len(STOPS):
            self.dismiss(None)
        elif halt >= 0:
            self.dismiss(None)
            take(app, halt)


def take(app: DeskApp, at: int = 0) -> None:
    """Show one halt of the tour over the screen that it is about."""

    def halt(_: object) -> None:
        app.push_screen(Tour(at))

    app.show(STOPS[at].mode, halt)
