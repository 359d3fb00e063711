"""Calendar: every duty of both sides as an agenda, and the month it falls in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from borrower_desk.model import Bound, Duty
from borrower_desk.screens import words
from borrower_desk.screens.base import DeskScreen
from borrower_desk.screens.choosing import Choice, Choose
from borrower_desk.screens.detail import Detail, duty_facts, facts_text
from borrower_desk.screens.dialogs import Blank, Form, Values
from borrower_desk.screens.widgets.month import Month
from borrower_desk.screens.widgets.reader import Page
from borrower_desk.screens.widgets.rows import Cell, Heading, Line, Rows
from borrower_desk.speech import tr

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

_TITLES = (("plain", "what is due, no names"), ("detail", "the matter's title, promises in words"))
TONE_ORDER = ("late", "soon", "", "accent", "good", "muted")


class CalendarScreen(DeskScreen):
    """Every day on which something is owed, by them or by you."""

    TAB = "calendar"
    AUTO_FOCUS = "#agenda"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "why", "Why this day"),
        Binding("o", "open_matter", "Matter"),
        Binding("w", "within", "Within"),
        Binding("b", "whose", "Whose"),
        Binding("a", "everything", "Settled too"),
        Binding("i", "export", "Calendar file"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.within: int | None = None
        self.bound: Bound | None = None
        self.all = False
        self.found: list[Duty] = []

    def body(self) -> ComposeResult:
        yield Static(id="which", classes="heading")
        with Horizontal(classes="panes"):
            yield Rows(
                self.line_of,
                empty="Nothing is owed.\n\nA clock starts when a letter is recorded as sent or delivered.",
                id="agenda",
                classes="list",
            )
            with Vertical(id="month-side"):
                yield Month(id="month")
                with Page(id="why"):
                    yield Static(id="why-text")

    @property
    def rows(self) -> Rows[Duty]:
        return self.query_one("#agenda", Rows)

    def action_load(self) -> None:
        from borrower_desk.actions import clock

        today, within, bound, everything = self.desk.today(), self.within, self.bound, self.all
        self.ask(
            lambda store: clock.due(
                store, today, within=within, bound=bound, everything=everything
            ),
            self._show,
        )

    def _show(self, found: list[Duty]) -> None:
        self.found = found
        whose = {
            None: tr("both sides'"),
            Bound.SERVICER: tr("what they owe"),
            Bound.BORROWER: tr("what you owe"),
        }
        within = tr(", within {} days", self.within) if self.within is not None else ""
        self.query_one("#which", Static).update(
            f"{tr('Everything' if self.all else 'Open')}, {whose[self.bound]}{within}: {words.plural(len(found), 'duty', 'duties')}"
        )
        lines: list[Duty | Heading] = []
        month = None
        for one in found:
            named = f"{tr(f'{one.due:%B}')} {one.due.year}" if one.due else tr("Without a day")
            if named != month:
                lines.append(Heading(f"{named}"))
                month = named
            lines.append(one)
        self.rows.set_rows(lines)

    def line_of(self, one: Duty, width: int) -> Sequence[Line]:
        label, tone = words.status(one)
        return (
            (
                Cell("", 1),
                Cell(f"{tr(f'{one.due:%a}')} {one.due:%d}" if one.due else "—", 6),
                Cell(label, 13, tone),
                Cell(words.who_owes(one), 8, "muted"),
                Cell(one.title),
                *(
                    (Cell(words.left(one.days_left) if one.met_on is None else "", 12, "muted"),)
                    if width > 64
                    else ()
                ),
                Cell(one.matter or "", 4, "muted"),
            ),
        )

    @on(Rows.Moved, "#agenda")
    def moved(self, event: Rows.Moved) -> None:
        one: Duty | None = event.row
        today = self.desk.today()
        days: dict[date, str] = {}
        for duty in self.found:
            if duty.due is not None:
                tone = words.status(duty)[1]
                before = days.get(duty.due, tone)
                days[duty.due] = min(tone, before, key=TONE_ORDER.index)
        chosen = one.due if one is not None else None
        self.query_one(Month).show(chosen or today, chosen, today, days)
        text = facts_text(duty_facts(one)) if one is not None else ""
        self.query_one("#why-text", Static).update(text)

    @on(Rows.Chosen, "#agenda")
    def chosen(self, event: Rows.Chosen) -> None:
        self.app.push_screen(Detail(event.row.title, duty_facts(event.row)))

    def action_why(self) -> None:
        one = self.rows.current
        if one is not None:
            self.app.push_screen(Detail(one.title, duty_facts(one)))

    def action_open_matter(self) -> None:
        one = self.rows.current
        if one is not None and one.matter:
            self.desk.open_matter(one.matter)

    def action_within(self) -> None:
        """Look only so far ahead."""
        choices = [
            Choice("", "Everything"),
            Choice("7", "Within a week"),
            Choice("30", "Within 30 days"),
            Choice("90", "Within 90 days"),
        ]

        def take(chosen: str | None) -> None:
            if chosen is not None:
                self.within = int(chosen) if chosen else None
                self.action_load()

        self.app.push_screen(Choose("How far ahead?", choices), take)

    def action_export(self) -> None:
        """Write what is shown into a file that Apple, Google and Outlook take."""
        asked_of, within, bound = self.desk.today(), self.within, self.bound

        def act(store: Store, values: Values) -> tuple[Path, int]:
            from borrower_desk.actions import clock

            path = Path(values["path"].strip()).expanduser()
            asked = clock.Asked(asked_of, within, bound)
            detail = values["titles"] == "detail"
            now = datetime.now(UTC)
            return path, clock.export_calendar(store, path, asked, now, detail=detail)

        def told(done: tuple[Path, int] | None) -> None:
            if done is not None:
                self.desk.hand_over(done[0])
                self.desk.say(
                    tr(
                        "{}: {}. Import it in your calendar; write it again to update it.",
                        done[0],
                        words.plural(done[1], "day"),
                    )
                )

        blanks = [
            Blank("path", "Where to", str(Path("~/borrower-desk.ics").expanduser()), required=True),
            Blank("titles", "Its titles say", "plain", "choice", choices=_TITLES, required=True),
        ]
        note = tr(
            "A calendar is often shared or synced: plain titles name no person, loan or matter."
        )
        self.app.push_screen(Form("A calendar file", blanks, act, verb="Write", note=note), told)

    def action_whose(self) -> None:
        """Theirs, yours, or both."""
        order = [None, Bound.SERVICER, Bound.BORROWER]
        self.bound = order[(order.index(self.bound) + 1) % len(order)]
        self.action_load()

    def action_everything(self) -> None:
        self.all = not self.all
        self.action_load()
