"""Today: what is late, what is near, what came, and what to do about each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.console import Group
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from borrower_desk.errors import DeskError
from borrower_desk.screens import acts
from borrower_desk.screens.base import DeskScreen
from borrower_desk.screens.day import TICK, Item, day_of
from borrower_desk.screens.detail import facts_text
from borrower_desk.screens.widgets.reader import Page
from borrower_desk.screens.widgets.rows import Cell, Heading, Line, Rows
from borrower_desk.speech import tr

if TYPE_CHECKING:
    from borrower_desk.model import Event


class TodayScreen(DeskScreen):
    """What is overdue, what is due, what came in, and the next act for each."""

    TAB = "today"
    AUTO_FOCUS = "#day"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "do_it", "Do it", show=True),
        Binding("n", "new_letter", "New letter"),
        Binding("m", "new_matter", "New matter"),
        Binding("l", "log", "Log a call"),
        Binding("e", "event", "Event", show=False),
    ]

    def body(self) -> ComposeResult:
        with Horizontal(classes="panes"):
            yield Rows(
                self.line_of, empty="Nothing is due and nothing came in.", id="day", classes="list"
            )
            with Page(id="why"):
                yield Static(id="why-text")

    def action_load(self) -> None:
        today = self.desk.today()
        self.ask(lambda store: day_of(store, today), self._show)

    def _show(self, lines: list[Item | Heading]) -> None:
        self.query_one("#day", Rows).set_rows(lines)

    def trouble(self, why: DeskError) -> None:
        super().trouble(why)
        rows = self.query_one("#day", Rows)
        if rows.count is None:
            rows.failed(tr("The day could not be put together."))

    def line_of(self, item: Item, width: int) -> Sequence[Line]:
        when = (Cell(item.on, 10, "muted"), Cell(item.state, 12, item.tone))
        return (
            (
                Cell("", 1),
                *(when if item.on or item.state else ()),
                Cell(item.what),
                *((Cell(item.where, 4, "muted"),) if width > 44 else ()),
                *((Cell(item.act, 16, "accent"),) if width > 76 else ()),
            ),
        )

    @on(Rows.Moved, "#day")
    def explain(self, event: Rows.Moved) -> None:
        item: Item | None = event.row
        text = Text()
        if item is not None:
            text.append(f"{item.what}\n", "bold")
            text.append(tr("enter: {}\n\n", item.act), "dim")
        facts = facts_text(item.facts if item is not None else ())
        self.query_one("#why-text", Static).update(Group(text, facts))

    @on(Rows.Chosen, "#day")
    def chosen(self, event: Rows.Chosen) -> None:
        self._go(event.row)

    def action_do_it(self) -> None:
        item = self.query_one("#day", Rows).current
        if item is not None:
            self._go(item)

    def _go(self, item: Item) -> None:
        place, identifier = item.go
        places: dict[str, Callable[[], object]] = {
            "matter": lambda: self.desk.open_matter(identifier),
            "follow": lambda: self.desk.open_matter(identifier, ladder=True),
            "mail": lambda: self.desk.open_message(identifier),
            "unfiled": self._unfiled,
            "draft": lambda: self.desk.open_draft(identifier),
            "confirm": lambda: self._confirm(identifier),
            TICK: lambda: acts.reminder_done(self.desk, identifier),
            "servicer": lambda: acts.add_servicer(self.desk),
            "loan": lambda: acts.add_loan(self.desk),
            "new-matter": lambda: acts.new_matter(self.desk),
        }
        places.get(place, lambda: self.desk.go(place or "today"))()

    def _unfiled(self) -> None:
        self.desk.show("mail", lambda screen: screen.only("unfiled"))

    def _confirm(self, event_id: str) -> None:
        from borrower_desk.actions import matters
        from borrower_desk.screens.choosing import Choice, Choose

        item = self.query_one("#day", Rows).current
        moves = dict(item.facts).get(tr("accepted, it moves"), "") if item else ""
        told = (item.what, moves, item.doubt) if item else ()

        def counted(made: Event, said: str) -> None:
            self.done(said)
            acts.after_transfer(self.desk, made)

        note = "\n".join(one for one in told if one)

        def act(choice: str | None) -> None:
            if choice == "yes":
                self.change(
                    lambda store: matters.confirm_event(store, event_id),
                    lambda made: counted(made, tr("{} counts from now on.", event_id)),
                )
            elif choice == "day":
                self._confirm_on(event_id, item.on if item else "")
            elif choice == "no":
                self.change(
                    lambda store: matters.undo_event(store, event_id),
                    lambda _: self.done(tr("{} is set aside.", event_id)),
                )

        self.app.push_screen(
            Choose(
                tr("{}: does this count?", event_id),
                [
                    Choice("yes", "Yes, it counts", "the clock follows it"),
                    Choice("day", "It counts, on another day", "the date on the letter, say"),
                    Choice("no", "No, set it aside", "it stays on record and moves nothing"),
                ],
                note=note,
            ),
            act,
        )

    def _confirm_on(self, event_id: str, proposed: str) -> None:
        """A letter counts from the day it was mailed, whenever it arrived."""
        from borrower_desk.actions import matters, reference
        from borrower_desk.screens.dialogs import Blank, Form

        today = self.desk.today()
        self.app.push_screen(
            Form(
                tr("{} counts, on which day?", event_id),
                [Blank("on", "Day", proposed, required=True, hint="as the letter is dated")],
                lambda store, said: matters.confirm_on(
                    store, event_id, reference.read_day(said["on"], today)
                ),
                verb="It counts",
            ),
            lambda made: self.done(tr("{} counts, on {}.", made.id, made.on)) if made else None,
        )

    def action_new_letter(self) -> None:
        acts.new_letter(self.desk)

    def action_new_matter(self) -> None:
        acts.new_matter(self.desk)

    def action_log(self) -> None:
        acts.log_contact(self.desk)

    def action_event(self) -> None:
        acts.add_event(self.desk)
