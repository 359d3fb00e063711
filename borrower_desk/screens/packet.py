"""Packet: one PDF of a matter, for whoever must understand it at a glance."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Button, Input, ProgressBar, Select, Static

from borrower_desk.errors import DeskError, UsageError
from borrower_desk.model import Matter, Verification
from borrower_desk.screens import words
from borrower_desk.screens.acts.act import file_at
from borrower_desk.screens.acts.custody import serve_packet
from borrower_desk.screens.base import DeskScreen
from borrower_desk.screens.dialogs import Confirm
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.packet_more import More, before_writing, more_form
from borrower_desk.screens.widgets.fields import Entry
from borrower_desk.screens.widgets.rows import Cell, Line, Rows
from borrower_desk.speech import tr
from borrower_desk.text import safe_file_name, safe_line

if TYPE_CHECKING:
    from borrower_desk.actions.packet_choices import Choice, Choices
    from borrower_desk.actions.packet_plan import Wishes
    from borrower_desk.actions.packets import Made
    from borrower_desk.actions.preflight import Preflight
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


class StoppedError(DeskError):
    """The user asked to stop; nothing was left behind."""


def _stopped() -> StoppedError:
    return StoppedError(tr("Stopped. No file was left."), hint=tr("ctrl+s begins again."))


class PacketScreen(DeskScreen):
    """Choose what goes in, say where to, and make the packet."""

    TAB = "packet"
    AUTO_FOCUS = "#packet-matter"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", "In or out"),
        Binding("J", "move(1)", "Later", key_display="J"),
        Binding("K", "move(-1)", "Earlier", key_display="K"),
        Binding("ctrl+x", "stop", "Stop", priority=True),
        Binding("ctrl+s", "make", "Make it", priority=True),
        Binding("V", "verify", "Verify", show=False),
        Binding("o", "more", "More"),
        Binding("S", "served", "It was served", show=False),
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
        self.documents: list[Choice] = []
        self.more = More()
        self._volumes: tuple[str, list[Path]] = ("", [])  # what was typed, what was written for it
        self._before: Choices | None = None
        self._stop = threading.Event()
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

    def action_served(self) -> None:
        """Record that the packet was handed out: its numbers stay."""
        serve_packet(self.desk, self._written())

    def _written(self) -> list[Path]:
        """The packet at the path: its one file, or each of its volumes."""
        typed = self.query_one("#packet-path", Input).value
        asked, volumes = self._volumes
        return volumes if typed == asked and volumes else [file_at(typed)]

    def action_stop(self) -> None:
        """Stop the work: no file is left."""
        if self.desk.busy and not self._stop.is_set():
            self._stop.set()
            self._say(tr("Stopping…"))

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
        path = file_at(typed)
        if path.exists():
            self.app.push_screen(
                Confirm(
                    tr("{} is there already.", path.name),
                    detail=str(path),
                    yes="Replace it",
                    no="Keep it",
                ),
                lambda yes: self._look_first(matter, path, over=True) if yes else None,
            )
        else:
            self._look_first(matter, path)

    def _look_first(self, matter: Matter, path: Path, *, over: bool = False) -> None:
        """What would go in and what would be removed, before a file is written."""
        from borrower_desk.actions.packet_plan import Wishes
        from borrower_desk.actions.preflight import preflight

        wishes, today = self._all_wishes(Wishes, over=over), self.desk.today()
        self.desk.busy = tr("the packet")
        self._stop.clear()
        self._say(tr("Looking through what goes in…"))

        def decide(found: Preflight) -> None:
            self._over()
            if self._stop.is_set():
                self._failed(_stopped())
                return
            if found.calm:
                self._make(matter, path, over=over)
                return
            self._estimate()
            self.app.push_screen(
                before_writing(found),
                lambda yes: self._make(matter, path, over=over) if yes else None,
            )

        self.ask(
            lambda store: preflight(store, matter, today, wishes),
            decide,
            group="preflight",
            otherwise=self._failed,
        )

    def _all_wishes(self, kind: type[Wishes], *, over: bool) -> Wishes:
        ticked = [
            one.id for one in self.documents if one.id not in self.left_out and one.privileged
        ]
        return self.more.put_in(self._wishes(kind), tuple(ticked), over=over)

    def _make(self, matter: Matter, path: Path, *, over: bool = False) -> None:
        from borrower_desk.actions import packets

        more = self.more
        wishes = self._all_wishes(packets.Wishes, over=over)
        today = self.desk.today()
        self.desk.busy = tr("the packet")
        self._stop.clear()
        self.calm()
        bar = self.query_one("#packet-bar", ProgressBar)
        bar.update(total=None, progress=0)
        bar.display = True

        def step(done: int, of: int, now: str) -> None:
            if self._stop.is_set():
                raise _stopped()
            self.post_message(self.Step(done, of, now))

        def work(store: Store) -> packets.Made:
            if more.index_only:
                return [packets.index(store, matter, path, today, wishes, step)[0]]
            return packets.make_volumes(store, matter, path, today, wishes, step)

        self.change(work, self._made, self._failed)

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

    def on_packet_screen_step(self, message: Step) -> None:
        self.query_one("#packet-bar", ProgressBar).update(total=message.of, progress=message.done)
        self._say(tr("{} {} of {}", safe_line(message.now), message.done, message.of))

    def _made(self, made: Made) -> None:
        self._over()
        for one in made:
            self.desk.hand_over(one.path)
        first, removed = made[0], sum(one.redactions for one in made)
        pages = words.plural(sum(one.pages for one in made), "page")
        exhibits = words.plural(sum(len(one.exhibits) for one in made), "exhibit")
        volumes = tr("{} volumes: ", len(made)) if len(made) > 1 else ""
        self._say(
            tr("Wrote the index: {}, {}. SHA-256 {}…", first.path, exhibits, first.sha256[:16])
            if self.more.index_only
            else tr(
                "Wrote {}{}, {}.{} V verifies it. SHA-256 {}…",
                volumes,
                pages,
                exhibits,
                tr(" {} removed.", words.plural(removed, "thing")) if removed else "",
                first.sha256[:16],
            )
        )
        typed = self.query_one("#packet-path", Input).value
        self._volumes = (typed, [one.path for one in made])
        self.query_one("#exhibits").focus()

    def _failed(self, why: DeskError) -> None:
        self._over()
        self._estimate()
        self.trouble(why)

    def _over(self) -> None:
        self.desk.busy = None
        self.query_one("#packet-bar").display = False

    def action_verify(self) -> None:
        """Is the packet at the path whole?"""
        from borrower_desk.actions import packets

        paths = self._written()

        def tell(answers: list[Verification]) -> None:
            checks = [one for answer in answers for one in answer.checks]
            bad = [f"{one.name} {in_app(one.detail)}" for one in checks if not one.ok]
            name = paths[0].name + (tr(" and {} more", len(paths) - 1) if paths[1:] else "")
            self._say(
                tr("{} is NOT as it was written: {}", name, "; ".join(bad))
                if bad
                else tr(
                    "{} is as it was written: {} passed.", name, words.plural(len(checks), "check")
                )
            )

        self.ask(lambda store: [packets.verify(one, store) for one in paths], tell, group="verify")

    def _say(self, said: str) -> None:
        self.query_one("#packet-said", Static).update(Text(said))
