"""Import: a path in, a bar while it runs, and an account in which every item is counted."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, ProgressBar, Select, Static

from borrower_desk.errors import DeskError, SourceNotFound, UsageError
from borrower_desk.model import ImportItem, ImportReport, ImportStatus, Matter, Quarantined
from borrower_desk.screens import words
from borrower_desk.screens.acts import bringing, pieces
from borrower_desk.screens.base import DeskScreen
from borrower_desk.screens.detail import Detail
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.widgets.fields import Entry
from borrower_desk.screens.widgets.rows import Cell, Heading, Line, Rows
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

SAID = {
    ImportStatus.IMPORTED: ("imported", "good"),
    ImportStatus.DUPLICATE: ("known already", "muted"),
    ImportStatus.QUARANTINED: ("unreadable", "soon"),
}


class Stopped(DeskError):
    """The user stopped the import; what was finished before is kept."""


class ImportScreen(DeskScreen):
    """Bring in mail and papers: files, folders, mailboxes as files."""

    TAB = "import"
    AUTO_FOCUS = "#path"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+x", "stop", "Stop"),
        Binding("i", "path", "Path", show=False),
        Binding("Q", "quarantine", "Unreadable ones", show=False),
        Binding("S", "sync", "Fetch mail"),
        Binding("M", "mailbox", "Add a mailbox"),
        Binding("P", "paper", "Paper"),
        Binding("U", "unfiled", "In no matter yet", show=False),
    ]

    class Step(Message):
        """So many bytes are read; this was the last source."""

        def __init__(self, done: int, source: str) -> None:
            super().__init__()
            self.done, self.source = done, source

    class Fetched(Message):
        """So many messages were met on a mail server; this was the last."""

        def __init__(self, done: int, source: str) -> None:
            super().__init__()
            self.done, self.source = done, source

    class Measured(Message):
        """How many bytes there are to read."""

        def __init__(self, total: int) -> None:
            super().__init__()
            self.total = total

    def __init__(self) -> None:
        super().__init__()
        self.running = False
        self.stop_asked = False
        self._began = 0.0
        self._total = 0

    def body(self) -> ComposeResult:
        with Vertical(id="import-form"):
            yield Static(
                Text(
                    tr("What to bring in: a folder or a file (P: a paper letter, with its dates)")
                ),
                classes="label",
            )
            yield Entry(
                placeholder=tr("~/Mail  or  ~/Downloads/statement.pdf, then enter"), id="path"
            )
            yield Static(
                Text(tr("Into which matter? (may stay open; f files later)")), classes="label"
            )
            yield Select([], prompt=tr("none yet"), id="into", compact=True)
        yield ProgressBar(show_eta=False, show_percentage=True, id="bar")
        yield Static(id="progress", classes="heading")
        yield Rows(
            self.line_of,
            empty="Nothing was brought in yet this time.\n\n"
            "The desk keeps each original byte for byte. What it cannot read it keeps too, and says why.",
            key=lambda item: item.source,
            id="items",
        )

    def on_mount(self) -> None:
        self.query_one("#bar").display = False

    def action_load(self) -> None:
        self.ask(
            lambda store: (store.matters(), store.quarantined()), lambda found: self._show(*found)
        )

    def _show(self, matters: list[Matter], shut: list[Quarantined]) -> None:
        into = self.query_one("#into", Select)
        chosen = into.value
        into.set_options([(Text(f"{one.id}  {one.title}"), one.id) for one in matters])
        if any(one.id == chosen for one in matters):
            into.value = chosen
        rows = self.query_one("#items", Rows)
        if shut and rows.count in (None, 0):
            items = [
                ImportItem(one.source, ImportStatus.QUARANTINED, one.id, one.reason) for one in shut
            ]
            rows.set_rows([Heading("Kept unread, from before"), *items])
        elif rows.count is None:
            rows.set_rows([])

    def line_of(self, item: ImportItem, width: int) -> Sequence[Line]:
        said, tone = SAID[item.status]
        name = item.source.rpartition("/")[2] or item.source
        return (
            (
                Cell("", 1),
                Cell(tr(said), 14, tone),
                Cell(item.id or "", 6, "muted"),
                Cell(name, 0 if item.reason is None else max(12, width // 3)),
                *((Cell(in_app(item.reason), 0, "muted"),) if item.reason else ()),
            ),
        )

    @on(Input.Submitted, "#path")
    def begin(self, event: Input.Submitted) -> None:
        typed = event.value.strip().strip("'\"")
        if self.running or not typed:
            return
        path = Path(typed).expanduser()
        if not path.exists():
            self.trouble(
                SourceNotFound(tr("There is nothing at {}.", path), hint=tr("Check the path."))
            )
            return
        into = self.query_one("#into", Select)
        self.bring_in(path, None if into.is_blank() else str(into.value))

    def bring_in(self, path: Path, matter: str | None) -> None:
        """Start the import; it goes on while you look at other screens."""
        from borrower_desk.actions import find, importing, reference

        self.calm()
        self.running, self.stop_asked = True, False
        self.desk.busy = tr("the import")
        self._began = time.monotonic()
        self._total = 0
        bar = self.query_one("#bar", ProgressBar)
        bar.update(total=None, progress=0)
        bar.display = True
        self._say(tr("Looking at what is there …"))
        today = self.desk.today()

        def step(done: int, source: str) -> None:
            self.post_message(self.Step(done, source))
            if self.stop_asked:
                raise Stopped(
                    tr("The import was stopped."), hint=tr("What was read before is kept.")
                )

        def work(store: Store) -> ImportReport:
            self.post_message(self.Measured(reference.size_of([path])))
            manner = importing.Manner(
                matter=find.matter(store, matter) if matter else None, ocr=True
            )
            return importing.bring_in(store, [path], manner, today, step)

        self.change(work, self._finished, self._failed)

    def on_import_screen_measured(self, message: Measured) -> None:
        self._total = message.total
        self.query_one("#bar", ProgressBar).update(total=max(1, message.total))

    def on_import_screen_step(self, message: Step) -> None:
        self.query_one("#bar", ProgressBar).update(progress=message.done)
        spent = time.monotonic() - self._began
        said = tr("{} of {}", words.size(message.done), words.size(self._total))
        if spent > 0.5 and message.done:
            rate = message.done / spent
            left = max(0, self._total - message.done) / rate
            said += tr(", {} a second, {} left", words.size(int(rate)), _seconds(left))
        self._say(f"{said}: {safe_line(message.source, 60)}")

    def _finished(self, report: ImportReport) -> None:
        self._over()
        counts = {status: report.count(status) for status in ImportStatus}
        self._say(
            tr(
                "{:,} met: {:,} imported, {:,} known already, {:,} unreadable and kept",
                len(report.items),
                counts[ImportStatus.IMPORTED],
                counts[ImportStatus.DUPLICATE],
                counts[ImportStatus.QUARANTINED],
            )
        )
        order = [ImportStatus.QUARANTINED, ImportStatus.IMPORTED, ImportStatus.DUPLICATE]
        rows = self.query_one("#items", Rows)
        items: list[ImportItem] = sorted(report.items, key=lambda item: order.index(item.status))
        rows.set_rows(items)
        rows.focus()

    def _failed(self, why: DeskError) -> None:
        self._over()
        self._say("")
        self.trouble(why)

    def _over(self) -> None:
        self.running = False
        self.desk.busy = None
        self.desk.note_change()
        self._seen = self.desk.version
        self.query_one("#bar").display = False

    def _say(self, said: str) -> None:
        self.query_one("#progress", Static).update(Text(said))

    def action_stop(self) -> None:
        """Stop after the batch that is being read."""
        if self.running:
            self.stop_asked = True
            self._say(tr("Stopping …"))

    def action_sync(self) -> None:
        """Fetch what is new from every mailbox; the servers are only read."""
        self.sync()

    def sync(self, name: str = "", *, everything: bool = False) -> None:
        """Fetch from the mailbox called `name`, or from all; `everything` is all mail this once."""
        from borrower_desk.actions import mailboxes

        if self.running:
            return
        self.calm()
        self.running, self.stop_asked = True, False
        self.desk.busy = tr("fetching mail")
        self._say(tr("Asking your mailboxes …"))
        today = self.desk.today()

        def step(done: int, source: str) -> None:
            self.post_message(self.Fetched(done, source))
            if self.stop_asked:
                raise Stopped(tr("Fetching was stopped."), hint=tr("What came before is kept."))

        def work(store: Store) -> mailboxes.Synced:
            there = [mailboxes.find(store, name)] if name else store.mailboxes()
            if not there:
                raise UsageError("There is no mailbox yet.", hint="Press M to add one.")
            return mailboxes.sync(store, there, today, everything=everything, progress=step)

        def finished(done: mailboxes.Synced) -> None:
            self._finished(done.report)
            for bad in done.troubles:
                self.trouble(bad.why)

        self.change(work, finished, self._failed)

    def action_mailbox(self) -> None:
        """Add a mailbox."""
        bringing.add_mailbox(self.desk)

    def action_paper(self) -> None:
        """A letter on paper, with its three dates."""
        bringing.paper(self.desk)

    def on_import_screen_fetched(self, message: Fetched) -> None:
        self._say(tr("{:,} met: {}", message.done, safe_line(message.source, 60)))

    def action_unfiled(self) -> None:
        """The tray: what is in no matter yet, each with where it may belong."""
        self.desk.show("mail", lambda screen: screen.only("unfiled"))

    def action_path(self) -> None:
        self.query_one("#path").focus()

    def action_quarantine(self) -> None:
        """What could not be read, and why; try again, save its bytes, remove it."""
        pieces.quarantine(self.desk)

    @on(Rows.Chosen, "#items")
    def chosen(self, event: Rows.Chosen) -> None:
        item: ImportItem = event.row
        if item.id and item.id.startswith("C"):
            self.desk.open_message(item.id)
        else:
            self.app.push_screen(
                Detail(
                    item.id or "An item",
                    [
                        ("source", item.source),
                        ("what", tr(SAID[item.status][0])),
                        ("why", in_app(item.reason or "")),
                    ],
                )
            )


def _seconds(count: float) -> str:
    whole = round(count)
    return f"{whole} s" if whole < 90 else tr("{} min", whole // 60)
