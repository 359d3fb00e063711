"""Search: as one types, over everything that is kept."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import Input, Static

from borrower_desk.errors import DeskError
from borrower_desk.model import CorrespondenceRow
from borrower_desk.screens import words
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.mail import MailScreen
from borrower_desk.screens.widgets.fields import Entry
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

MOST = 500
FILTERS = "from:  to:  matter:  loan:  kind:  before:  after:  has:attachment  tag:  subject:"


class SearchScreen(MailScreen):
    """Find any message, letter or paper by its words; best first."""

    TAB = "search"
    AUTO_FOCUS = "#query"
    EMPTY = (
        "Type a word or two: names, amounts, dates, what it was about.\n\n"
        "Narrow it with from:  to:  matter:  loan:  kind:  before:  after:  has:attachment"
        "  tag:  subject:"
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("i", "type", "Type", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._wait: Timer | None = None
        self.query_text = ""

    def body(self) -> ComposeResult:
        yield Entry(placeholder=tr("search everything, attachments too"), id="query")
        yield Static(id="found", classes="heading")
        yield from super().body()

    def ready(self) -> None:
        """Ready for a new search."""
        self.query_one("#query").focus()

    def action_type(self) -> None:
        self.ready()

    def action_load(self) -> None:
        self._search()

    @on(Input.Changed, "#query")
    def typed(self, event: Input.Changed) -> None:
        self.query_text = event.value
        if self._wait is not None:
            self._wait.stop()
        self._wait = self.set_timer(0.15, self._search)

    @on(Input.Submitted, "#query")
    def to_list(self) -> None:
        self.rows.focus()

    def on_key(self, event: events.Key) -> None:
        if event.key == "down" and self.query_one("#query").has_focus:
            event.stop()
            self.rows.focus()

    def _search(self) -> None:
        query = self.query_text.strip()
        if not query:
            self.rows.set_rows([])
            self._say("")
            return
        from borrower_desk.actions import reading

        def show(found: list[CorrespondenceRow]) -> None:
            self.rows.empty = tr("Nothing is kept that fits.\n\nFilters: {}", FILTERS)
            self.rows.cursor = 0
            self.rows.set_rows(found)
            more = tr(" or more; add a word") if len(found) == MOST else ""
            self._say(tr("{}{}, best first", words.plural(len(found), "piece"), more))

        self.ask(
            lambda store: reading.search(store, query, limit=MOST),
            show,
            otherwise=self._refused,
        )

    def _refused(self, why: DeskError) -> None:
        """A half-typed filter is no trouble: say it where the count stands."""
        self._say(f"{safe_line(in_app(why.message))} {safe_line(in_app(why.hint))}")

    def _say(self, said: str) -> None:
        self.query_one("#found", Static).update(Text(said))
