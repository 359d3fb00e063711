"""What goes into a packet: the matter, for whom, which exhibits in which order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, ProgressBar, Select, Static

from borrower_desk.model import Matter
from borrower_desk.screens import words
from borrower_desk.screens.base import DeskScreen
from borrower_desk.screens.packet_more import More, more_form
from borrower_desk.screens.widgets.fields import Entry
from borrower_desk.screens.widgets.rows import Cell, Line, Rows
from borrower_desk.speech import tr
from borrower_desk.text import safe_file_name

if TYPE_CHECKING:
    from borrower_desk.actions.packet_choices import Choice, Choices
    from borrower_desk.actions.packet_plan import Wishes
    from borrower_desk.desk.store import Store

PAPERS = (("Letter", "letter"), ("A4", "a4"))
PROFILES = (
    ("nobody in particular", ""),
    ("myself", "self"),
    ("the servicer", "servicer"),
    ("a regulator", "regulator"),
    ("my attorney", "attorney"),
    ("the public", "public"),
)


class PacketForm(DeskScreen):
    """Choose what goes in, and say where to."""

    TAB = "packet"
    AUTO_FOCUS = "#packet-matter"

    def __init__(self) -> None:
        super().__init__()
        self.matters: list[Matter] = []
        self.left_out: set[str] = set()
        self.documents: list[Choice] = []
        self.more = More()
        self._before: Choices | None = None
        self._wanted: str | None = None
        self._of: str | None = None  # the matter whose documents are shown

    def body(self) -> ComposeResult:
        with Vertical(id="packet-form"):
            yield Static(Text(tr("Matter")), classes="label")
            yield Select([], prompt=tr("choose a matter"), id="packet-matter", compact=True)
            yield Static(Text(tr("Where to")), classes="label")
            yield Entry(id="packet-path")
            with Horizontal(id="packet-for"):
                yield Static(Text(tr("For ")), classes="label")
                yield Select(
                    [(tr(name), value) for name, value in PROFILES],
                    value="",
                    allow_blank=False,
                    id="packet-profile",
                    compact=True,
                )
                yield Static(Text(tr("Remove also ")), classes="label")
                yield Entry(placeholder=tr("ssn, phone, words of your own"), id="packet-redact")
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
                Cell(tr("Pages"), 6, right=True),
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
        with self.prevent(Select.Changed):  # what was typed and ticked stays
            select.set_options([(Text(f"{one.id}  {one.title}"), one.id) for one in matters])
            if chosen in [one.id for one in matters] and chosen == self._of:
                select.value = chosen
        known = [one.id for one in matters]
        if chosen is not None and chosen == self._of and chosen in known:
            self._read_exhibits()
        elif chosen in known:
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
        self._of, self.documents = matter.id, []
        self._read_exhibits()

    def _read_exhibits(self) -> None:
        matter = self._matter()
        if matter is None:
            return

        def read(store: Store) -> Choices:
            from borrower_desk.actions.packet_choices import choices

            return choices(store, matter)

        self.ask(read, self._exhibits, group="exhibits")

    def _exhibits(self, found: Choices) -> None:
        known = [one.id for one in self.documents]
        self._before = found
        # In the order that was chosen; what is new comes after it.
        self.documents = sorted(
            found.documents, key=lambda one: known.index(one.id) if one.id in known else len(known)
        )
        # Attorney-client material is out until somebody ticks it.
        new = {one.id for one in self.documents if one.privileged and one.id not in known}
        self.left_out = {one.id for one in self.documents if one.id in self.left_out} | new
        self.query_one("#exhibits", Rows).set_rows(self.documents)
        self._estimate()

    def _estimate(self) -> None:
        """How many go in, and about how long the packet will be."""
        within = [one for one in self.documents if one.id not in self.left_out]
        front = self._before.front if self._before else 0
        about = front + sum(one.pages for one in within)
        out = len(self.left_out)
        self._say(
            tr("{}, about {}", words.plural(len(within), "exhibit"), words.plural(about, "page"))
            + (tr("; {} left out", out) if out else "")
            + (f"; {said}" if (said := self.more.words()) else "")
            + tr("  ·  space in or out, J and K change the order")
        )

    def _matter(self) -> Matter | None:
        select = self.query_one("#packet-matter", Select)
        if select.is_blank():
            return None
        return next((one for one in self.matters if one.id == select.value), None)

    def line_of(self, row: Choice, width: int) -> Sequence[Line]:
        out = row.id in self.left_out
        tone = "muted" if out else ""
        kept_back = tr("attorney-client, kept back: ") if row.privileged and out else ""
        name = row.party.split(" <")[0].strip()
        party = f"{name}: " if name and name not in row.title else ""
        return (
            (
                Cell(tr("out") if out else tr(" in"), 4, "muted" if out else "good"),
                Cell(row.on.isoformat(), 10, "muted"),
                Cell(f"{kept_back}{party}{row.title}", 0, tone),
                Cell("" if out else str(row.pages), 6, "muted", right=True),
                Cell(row.id, 5, "muted"),
            ),
        )

    def action_tick(self) -> None:
        rows = self.query_one("#exhibits", Rows)
        if rows.current is not None and rows.has_focus and not self.desk.busy:
            self.left_out ^= {rows.current.id}
            rows.action_down()
            rows.refresh()
            self._estimate()

    def action_move(self, way: int) -> None:
        """The exhibit under the cursor, one place later or earlier."""
        rows = self.query_one("#exhibits", Rows)
        if rows.current is None or not rows.has_focus or self.desk.busy:
            return
        at = self.documents.index(rows.current)
        to = at + way
        if 0 <= to < len(self.documents):
            order = self.documents
            order[at], order[to] = order[to], order[at]
            rows.set_rows(order)

    def action_more(self) -> None:
        """Volumes, numbers, a supplement, the index alone."""
        self.app.push_screen(more_form(self.more), self._more_said)

    def _more_said(self, more: More | None) -> None:
        if more is not None:
            self.more = more
            self._estimate()

    def _all_wishes(self, kind: type[Wishes], *, over: bool) -> Wishes:
        ticked = [
            one.id for one in self.documents if one.id not in self.left_out and one.privileged
        ]
        return self.more.put_in(self._wishes(kind), tuple(ticked), over=over)

    def _wishes(self, kind: type[Wishes]) -> Wishes:
        """What was ticked, ordered and typed."""
        within = tuple(one.id for one in self.documents if one.id not in self.left_out)
        by_age = tuple(one.id for one in self._before.documents) if self._before else ()
        moved = tuple(one.id for one in self.documents) != by_age
        return kind(
            self.query_one("#packet-bates", Input).value.strip() or None,
            include=within,
            exclude=tuple(sorted(self.left_out)),
            paper=str(self.query_one("#packet-paper", Select).value),
            redact=self.query_one("#packet-redact", Input).value,
            profile=str(self.query_one("#packet-profile", Select).value) or None,
            order=within if moved else (),
        )

    def _say(self, said: str) -> None:
        self.query_one("#packet-said", Static).update(Text(said))
