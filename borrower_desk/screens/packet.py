"""Packet: one PDF of a matter, for whoever must understand it at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Button, Input, ProgressBar, Select, Static

from borrower_desk.errors import DeskError, UsageError
from borrower_desk.model import CorrespondenceRow, Matter
from borrower_desk.screens import words
from borrower_desk.screens.base import DeskScreen
from borrower_desk.screens.dialogs import Confirm
from borrower_desk.screens.widgets.fields import Entry
from borrower_desk.screens.widgets.rows import Cell, Line, Rows
from borrower_desk.speech import tr
from borrower_desk.text import safe_file_name, safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

PAPERS = (("Letter", "letter"), ("A4", "a4"))


class PacketScreen(DeskScreen):
    """Choose what goes in, say where to, and make the packet."""

    TAB = "packet"
    AUTO_FOCUS = "#packet-matter"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", "In or out"),
        Binding("ctrl+s", "make", "Make it", priority=True),
        Binding("V", "verify", "Verify"),
    ]

    class Step(Message):
        """A step of the work is done."""

        def __init__(self, done: int, of: int, now: str) -> None:
            super().__init__()
            self.done, self.of, self.now = done, of, now

    def __init__(self) -> None:
        super().__init__()
        self.matters: list[Matter] = []
        self.left_out: set[str] = set()
        self._wanted: str | None = None
        self._verified_path: Path | None = None

    def body(self) -> ComposeResult:
        with Vertical(id="packet-form"):
            yield Static(Text(tr("Matter")), classes="label")
            yield Select([], prompt=tr("choose a matter"), id="packet-matter", compact=True)
            yield Static(Text(tr("Where to")), classes="label")
            yield Entry(id="packet-path")
            with Horizontal(id="packet-row"):
                yield Static(Text(tr("Page numbers begin with ")), classes="label")
                yield Entry(placeholder=tr("a prefix, may stay empty"), id="packet-bates")
                yield Static(Text(tr("Paper ")), classes="label")
                yield Select(
                    PAPERS, value="letter", allow_blank=False, id="packet-paper", compact=True
                )
                yield Button(tr("Make the packet (ctrl+s)"), id="packet-make", compact=True)
        yield ProgressBar(show_eta=False, id="packet-bar")
        yield Static(id="packet-said", classes="heading")
        yield Rows(
            self.line_of,
            head=lambda _: (
                Cell("", 4),
                Cell(tr("Day"), 10),
                Cell(tr("Exhibit: what goes in, oldest first")),
                Cell(tr("Id"), 5),
            ),
            empty="Nothing is filed in this matter yet.\n\nIn Correspondence (2), f files a message.",
            id="exhibits",
        )

    def on_mount(self) -> None:
        self.query_one("#packet-bar").display = False

    def action_load(self) -> None:
        self.ask(lambda store: store.matters(), self._show)

    def _show(self, matters: list[Matter]) -> None:
        self.matters = matters
        select = self.query_one("#packet-matter", Select)
        chosen = self._wanted or (None if select.is_blank() else str(select.value))
        select.set_options([(Text(f"{one.id}  {one.title}"), one.id) for one in matters])
        known = [one.id for one in matters]
        if chosen in known:
            select.value = chosen
        elif known:
            select.value = known[0]
        else:
            rows = self.query_one("#exhibits", Rows)
            rows.empty = tr("There is no matter yet.\n\nOpen one first: 3, then m.")
            rows.set_rows([])
        self._wanted = None

    def choose(self, matter: str) -> None:
        """For this matter."""
        self._wanted = matter
        if any(one.id == matter for one in self.matters):
            self.query_one("#packet-matter", Select).value = matter
            self._wanted = None
        else:
            self.action_load()
        self.query_one("#packet-path").focus()

    @on(Select.Changed, "#packet-matter")
    def matter_chosen(self) -> None:
        matter = self._matter()
        if matter is None:
            return
        self.left_out.clear()
        name = safe_file_name(tr("{} {} packet.pdf", matter.id, matter.title))
        self.query_one("#packet-path", Input).value = str(Path.home() / name)

        def read(store: Store) -> list[CorrespondenceRow]:
            return list(reversed(store.rows(matter=matter.id)))

        self.ask(read, self._exhibits, group="exhibits")

    def _exhibits(self, rows: list[CorrespondenceRow]) -> None:
        self.query_one("#exhibits", Rows).set_rows(rows)
        self._say(
            tr("{} of correspondence; space leaves one out", words.plural(len(rows), "piece"))
        )

    def _matter(self) -> Matter | None:
        select = self.query_one("#packet-matter", Select)
        if select.is_blank():
            return None
        return next((one for one in self.matters if one.id == select.value), None)

    def line_of(self, row: CorrespondenceRow, width: int) -> Sequence[Line]:
        out = row.id in self.left_out
        return (
            (
                Cell(tr("out") if out else tr(" in"), 4, "muted" if out else "good"),
                Cell(row.on.isoformat(), 10, "muted"),
                Cell(
                    f"{words.party(row)}: {row.subject or '(no subject)'}",
                    0,
                    "muted" if out else "",
                ),
                Cell(row.id, 5, "muted"),
            ),
        )

    def action_tick(self) -> None:
        rows = self.query_one("#exhibits", Rows)
        if rows.current is not None and rows.has_focus:
            self.left_out ^= {rows.current.id}
            rows.action_down()
            rows.refresh()

    @on(Button.Pressed, "#packet-make")
    def action_make(self) -> None:
        """Make the packet at the path."""
        matter = self._matter()
        typed = self.query_one("#packet-path", Input).value.strip()
        if self.desk.busy:
            return
        if matter is None or not typed:
            self.trouble(UsageError("A packet needs a matter and a path.", hint="Choose both."))
            return
        path = Path(typed).expanduser()
        if path.exists():
            self.app.push_screen(
                Confirm(
                    tr("{} is there already.", path.name),
                    detail=str(path),
                    yes="Replace it",
                    no="Keep it",
                ),
                lambda yes: self._make(matter, path) if yes else None,
            )
        else:
            self._make(matter, path)

    def _make(self, matter: Matter, path: Path) -> None:
        from borrower_desk.actions import packets

        paper = str(self.query_one("#packet-paper", Select).value)
        prefix = self.query_one("#packet-bates", Input).value.strip() or None
        wishes = packets.Wishes(prefix, exclude=tuple(sorted(self.left_out)), paper=paper)
        today = self.desk.today()
        self.desk.busy = tr("the packet")
        self.calm()
        bar = self.query_one("#packet-bar", ProgressBar)
        bar.update(total=None, progress=0)
        bar.display = True

        def step(done: int, of: int, now: str) -> None:
            self.post_message(self.Step(done, of, now))

        self.change(
            lambda store: packets.make(store, matter, path, today, wishes, step),
            lambda made: self._made(made, path),
            self._failed,
        )

    def on_packet_screen_step(self, message: Step) -> None:
        self.query_one("#packet-bar", ProgressBar).update(total=message.of, progress=message.done)
        self._say(tr("{} {} of {}", safe_line(message.now), message.done, message.of))

    def _made(self, made: Any, path: Path) -> None:
        self._over()
        self._say(
            tr(
                "Wrote {}: {}, {}. SHA-256 {}…  V verifies it.",
                path,
                words.plural(made.pages, "page"),
                words.plural(len(made.exhibits), "exhibit"),
                made.sha256[:16],
            )
        )
        self._verified_path = path
        self.query_one("#exhibits").focus()

    def _failed(self, why: DeskError) -> None:
        self._over()
        self._say("")
        self.trouble(why)

    def _over(self) -> None:
        self.desk.busy = None
        self.query_one("#packet-bar").display = False

    def action_verify(self) -> None:
        """Is the packet at the path whole?"""
        from borrower_desk.actions import packets

        path = Path(self.query_one("#packet-path", Input).value.strip()).expanduser()

        def tell(answer: Any) -> None:
            bad = [f"{one.name} {one.detail}" for one in answer.checks if not one.ok]
            self._say(
                tr(
                    "{} is as it was written: {} passed.",
                    path.name,
                    words.plural(len(answer.checks), "check"),
                )
                if answer.ok
                else tr("{} is NOT as it was written: {}", path.name, "; ".join(bad))
            )

        self.ask(lambda store: packets.verify(path, store), tell, group="verify")

    def _say(self, said: str) -> None:
        self.query_one("#packet-said", Static).update(Text(said))
