"""Matters: the list of disputes, and one of them with all that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import ContentSwitcher, Static, Tab, Tabs

from borrower_desk.actions import correcting
from borrower_desk.errors import DeskError
from borrower_desk.model import (
    ArithmeticFinding,
    Draft,
    DraftStatus,
    Event,
    Matter,
    MatterStatus,
)
from borrower_desk.screens import acts, words
from borrower_desk.screens.acts.custody import hand_off
from borrower_desk.screens.acts.matters import escalate
from borrower_desk.screens.base import Banner, DeskScreen
from borrower_desk.screens.detail import Detail, duty_facts
from borrower_desk.screens.dossier import (
    Dossier,
    dossier,
    draft_line,
    duty_line,
    event_facts,
    event_line,
    head,
    mail_line,
    matter_line,
    timeline_line,
)
from borrower_desk.screens.findings import EMPTY, ask_what, finding_facts, finding_line
from borrower_desk.screens.widgets.reader import Page
from borrower_desk.screens.widgets.rows import Line, Rows
from borrower_desk.speech import headed, tr
from borrower_desk.text import safe_text

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTS = (
    ("timeline", "Timeline"),
    ("deadlines", "Deadlines"),
    ("mail", "Mail"),
    ("drafts", "Letters"),
    ("events", "Events"),
    ("findings", "Findings"),
    ("notes", "Notes"),
)


class MatterScreen(DeskScreen):
    """One dispute: its state, its deadlines, its mail and letters, its notes."""

    TAB = "matter"
    AUTO_FOCUS = "#matters"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "letter", "New letter"),
        Binding("e", "event", "Event"),
        Binding("d", "delivered", "Delivered"),
        Binding("E", "escalate", "Escalate"),
        Binding("p", "packet", "Packet"),
        Binding("a", "note", "Note", show=False),
        Binding("A", "analyze", "Check the arithmetic", show=False),
        Binding("m", "matter", "New matter"),
        Binding("right_square_bracket,right", "part(1)", "Next part", key_display="]"),
        Binding("left_square_bracket,left", "part(-1)", "Part before", show=False, key_display="["),
        Binding("x", "set_aside", "Set an event aside", show=False),
        Binding("y", "confirm", "Confirm an event", show=False),
        Binding("C", "close_matter", "Close or reopen", show=False),
        Binding("h", "hand_off", "Hand off", show=False),
        Binding("l", "log", "Log a call", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.shown: Dossier | None = None
        self._wanted: str | None = None
        self._ladder_of: str | None = None  # the matter whose next step is asked for

    def body(self) -> ComposeResult:
        with Horizontal(classes="panes"):
            yield Rows(
                matter_line,
                empty="There is no matter yet.\n\nA matter is one dispute: press m to open the first.",
                id="matters",
                classes="list",
            )
            with Vertical(id="dossier"):
                yield Static(id="matter-head")
                yield Tabs(*(Tab(tr(name), id=f"tab-{part}") for part, name in PARTS), id="parts")
                with ContentSwitcher(initial="part-timeline", id="part"):
                    yield Rows(
                        timeline_line,
                        empty="Nothing happened yet.",
                        key=lambda row: (row.id, row.what),
                        id="part-timeline",
                    )
                    yield Rows(
                        lambda one, _: duty_line(one, self.desk.today()),
                        empty="Nothing is owed yet.\n\nA clock starts when a letter is recorded as sent: press n for a new letter.",
                        height=2,
                        id="part-deadlines",
                    )
                    yield Rows(
                        mail_line,
                        empty="Nothing is filed here yet.\n\nIn Correspondence (2), f files a message.",
                        id="part-mail",
                    )
                    yield Rows(self.draft_of, empty="No letter yet: press n.", id="part-drafts")
                    yield Rows(
                        lambda one, width: event_line(one, width, self._replaced()),
                        empty="No event yet: press e.",
                        id="part-events",
                    )
                    yield Rows(finding_line, empty=EMPTY, height=2, id="part-findings")
                    with Page(id="part-notes"):
                        yield Static(id="notes")

    def draft_of(self, one: Draft, _: int) -> Sequence[Line]:
        return draft_line(one, self.shown.errors.get(one.id, 0) if self.shown else 0)

    @property
    def rows(self) -> Rows[Matter]:
        return self.query_one("#matters", Rows)

    # ── loading ──────────────────────────────────────────────────────────────

    def action_load(self) -> None:
        self.ask(lambda store: store.matters(), self._matters)

    def _matters(self, found: list[Matter]) -> None:
        ordered = sorted(found, key=lambda one: (one.status is not MatterStatus.OPEN, one.id))
        self.rows.set_rows(ordered)
        if self._wanted is not None:
            self.rows.select_key(self._wanted)
            self._wanted = None
        self.query_one("#dossier").display = bool(found)
        self._arrange()

    def open(self, identifier: str, *, ladder: bool = False) -> None:
        """Show this matter, ready to go through its parts; with `ladder`, what can follow in it."""
        self._wanted = identifier
        self._ladder_of = identifier if ladder else None
        self.add_class("-reading")
        if self.rows.select_key(identifier):
            self._wanted = None
        self._read(identifier)
        self._arrange()
        self._part().focus()

    @on(Rows.Moved, "#matters")
    def moved(self, event: Rows.Moved) -> None:
        if event.row is not None:
            self._read(event.row.id)

    @on(Rows.Chosen, "#matters")
    def chosen(self, event: Rows.Chosen) -> None:
        self.open(event.row.id)

    def _read(self, identifier: str) -> None:
        today = self.desk.today()
        self.ask(lambda store: dossier(store, identifier, today), self._show, group="read")

    def trouble(self, why: DeskError) -> None:
        super().trouble(why)
        if self.rows.count is None:
            self.rows.failed(tr("The matters could not be read."))

    def _show(self, found: Dossier) -> None:
        self.shown = found
        if self._ladder_of == found.matter.id:
            self._ladder_of = None
            self.action_escalate()
        self.query_one("#matter-head", Static).update(head(found))
        self.query_one("#part-timeline", Rows).set_rows(found.timeline)
        self.query_one("#part-deadlines", Rows).set_rows(found.duties)
        self.query_one("#part-mail", Rows).set_rows(found.mail)
        self.query_one("#part-drafts", Rows).set_rows(
            [one for one in found.drafts if one.status is not DraftStatus.DISCARDED]
        )
        self.query_one("#part-events", Rows).set_rows(found.events)
        self.query_one("#part-findings", Rows).set_rows(found.findings)
        notes = Text("\n\n").join(Text(safe_text(one)) for one in found.matter.notes)
        self.query_one("#notes", Static).update(notes or Text(tr("No note yet: press a."), "dim"))
        counts = {
            "deadlines": len([one for one in found.duties if one.met_on is None]),
            "mail": len(found.mail),
            "drafts": len([one for one in found.drafts if one.status is DraftStatus.OPEN]),
            "findings": len([one for one in found.findings if not one.dropped]),
            "notes": len(found.matter.notes),
        }
        for part, name in PARTS:
            count = counts.get(part, 0)
            self.query_one(f"#tab-{part}", Tab).label = f"{tr(name)} {count}" if count else tr(name)

    def on_resize(self) -> None:
        self._arrange()

    def _arrange(self) -> None:
        reading = self.has_class("-reading")
        self.rows.display = not (self.narrow and reading)
        there = self.rows.count != 0
        self.query_one("#dossier").display = there and (reading or not self.narrow)

    def to_list(self) -> None:
        self.remove_class("-reading")
        self._arrange()
        self.rows.focus()

    def action_back(self) -> None:
        if self.has_class("-reading") and not self.query_one(Banner).display:
            self.to_list()
        else:
            super().action_back()

    # ── the parts ────────────────────────────────────────────────────────────

    def _part(self) -> Any:
        return self.query_one(f"#{self.query_one(ContentSwitcher).current}")

    def action_part(self, way: int) -> None:
        tabs = self.query_one(Tabs)
        if way > 0:
            tabs.action_next_tab()
        else:
            tabs.action_previous_tab()

    @on(Tabs.TabActivated)
    def turn(self, event: Tabs.TabActivated) -> None:
        focused = self.focused
        switcher = self.query_one(ContentSwitcher)
        inside = focused is not None and switcher in focused.ancestors
        switcher.current = (event.tab.id or "").replace("tab-", "part-")
        if inside or self.has_class("-reading"):
            self._part().focus()

    @on(Rows.Chosen, "#part-timeline")
    def open_row(self, event: Rows.Chosen) -> None:
        if event.row.id.startswith("C"):
            self.desk.open_message(event.row.id)
            return
        lines = [("day", words.long(event.row.on)), ("who", tr(event.row.who)), ("what", headed(event.row.what)),
                 ("channel", event.row.channel), ("proof", event.row.proof)]  # fmt: skip
        self.app.push_screen(Detail(event.row.id, lines))

    @on(Rows.Chosen, "#part-deadlines")
    def open_duty(self, event: Rows.Chosen) -> None:
        if event.row.rule == "reminder" and event.row.met_on is None:
            acts.reminder_done(self.desk, event.row.id)
            return
        self.app.push_screen(Detail(event.row.title, duty_facts(event.row)))

    @on(Rows.Chosen, "#part-mail")
    def open_mail(self, event: Rows.Chosen) -> None:
        self.desk.open_message(event.row.id)

    @on(Rows.Chosen, "#part-drafts")
    def open_draft(self, event: Rows.Chosen) -> None:
        one: Draft = event.row
        if one.status is DraftStatus.SENT and one.sent_as:
            self.desk.open_message(one.sent_as)
        else:
            self.desk.open_draft(one.id)

    @on(Rows.Chosen, "#part-events")
    def open_event(self, event: Rows.Chosen) -> None:
        one: Event = event.row
        lines = event_facts(one, self.shown.events if self.shown else [])
        self.app.push_screen(Detail(one.id, lines, note="y confirms it, x sets it aside."))

    @on(Rows.Chosen, "#part-findings")
    def open_finding(self, event: Rows.Chosen) -> None:
        if self.shown is None:
            return
        one: ArithmeticFinding = event.row
        matter = self.shown.matter

        def begin(wanted: bool | None) -> None:
            if wanted:
                acts.begin_letter(self.desk, matter, "notice-of-error", one.id)

        act = "" if one.dropped else tr("Draft a notice of error")
        note = tr("x sets it aside, or takes it up again.")
        title = f"{one.id} {one.title}"
        self.app.push_screen(Detail(title, finding_facts(one), act=act, note=note), begin)

    # ── acts ─────────────────────────────────────────────────────────────────

    def _matter(self) -> Matter | None:
        return self.shown.matter if self.shown else None

    def action_letter(self) -> None:
        acts.new_letter(self.desk, self._matter())

    def action_event(self) -> None:
        acts.add_event(self.desk, self._matter())

    def action_log(self) -> None:
        acts.log_contact(self.desk, self._matter())

    def action_note(self) -> None:
        acts.note(self.desk, self._matter())

    def action_analyze(self) -> None:
        """Check the servicer's arithmetic; what is found can be kept here."""
        if self.shown is not None:
            ask_what(self.desk, self.shown.matter)

    def action_matter(self) -> None:
        acts.new_matter(self.desk)

    def action_packet(self) -> None:
        if self.shown is not None:
            self.desk.open_packet(self.shown.matter.id)

    def action_hand_off(self) -> None:
        """Packet, originals, timeline and checksums, in one ZIP."""
        if self.shown is not None:
            hand_off(self.desk, self.shown.matter)

    def action_close_matter(self) -> None:
        if self.shown is not None:
            acts.close_matter(self.desk, self.shown.matter)

    def action_delivered(self) -> None:
        """Record that the last letter sent has arrived."""
        sent = [
            one
            for one in (self.shown.drafts if self.shown else [])
            if one.status is DraftStatus.SENT
        ]
        if not sent:
            self.desk.say("No letter of this matter is on record as sent.")
            return
        chosen = self.query_one("#part-drafts", Rows).current
        one = chosen if chosen in sent and self._part().id == "part-drafts" else sent[-1]
        acts.mark_delivered(self.desk, one.id)

    def _replaced(self) -> Mapping[str, str]:
        """Which event counts in the place of a corrected one."""
        return correcting.replaced_by(self.shown.events) if self.shown else {}

    def _event(self) -> Event | None:
        if self._part().id != "part-events":
            self.desk.say("Go to Events first (] turns the parts), and choose one.")
            return None
        current: Event | None = self._part().current
        return current

    def action_set_aside(self) -> None:
        if self._part().id == "part-findings":
            self._set_finding_aside()
            return
        one = self._event()
        if one is not None:
            from borrower_desk.actions import matters

            self.change(
                lambda store: matters.undo_event(store, one.id),
                lambda _: self.done(tr("{} is set aside.", one.id)),
            )

    def _set_finding_aside(self) -> None:
        from borrower_desk.actions import analysis

        one: ArithmeticFinding | None = self._part().current
        if one is not None:
            said = tr("is taken up again") if one.dropped else tr("is set aside")
            self.change(
                lambda store: analysis.set_aside(store, one.id, dropped=not one.dropped),
                lambda _: self.done(f"{one.id} {said}."),
            )

    def action_confirm(self) -> None:
        one = self._event()
        if one is not None:
            acts.confirm_event(self.desk, one)

    def action_escalate(self) -> None:
        """What the record supports next, and the letter that goes with it."""
        if self.shown is not None:
            escalate(self.desk, self.shown.matter)
