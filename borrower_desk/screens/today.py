"""Today: what is late, what is near, what came, and what to do about each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from rich.console import Group
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from borrower_desk.errors import DeskError
from borrower_desk.model import DraftStatus, Duty, DutyStatus
from borrower_desk.screens import acts, words
from borrower_desk.screens.base import DeskScreen
from borrower_desk.screens.detail import Fact, duty_facts, facts_text
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.widgets.reader import Page
from borrower_desk.screens.widgets.rows import Cell, Heading, Line, Rows
from borrower_desk.speech import tr

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.model import Event


TICK = "+"  # where an item that is a note to self goes: done, or not yet


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the day: what it is about, and the act that `enter` does."""

    id: str
    act: str  # what `enter` does, in words
    on: str
    what: str
    where: str = ""
    state: str = ""
    tone: str = ""
    go: tuple[str, str] = ("", "")  # where to, and to which id
    facts: tuple[Fact, ...] = ()
    doubt: str = ""  # what to know before it is done


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
        from borrower_desk.screens.dialogs import Choice, Choose

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


def day_of(store: Store, today: date) -> list[Item | Heading]:
    """The day in lines, most pressing first."""
    from borrower_desk.actions import clock

    now = clock.brief(store, today)
    everything = clock.due(store, today, everything=True)
    perhaps = [one for one in now.soon if one.status is DutyStatus.PERHAPS_LATE]
    named = {one.id for one in (*now.overdue, *now.soon)}
    later = [
        one
        for one in everything
        if one.id not in named and one.status in (DutyStatus.OPEN, DutyStatus.DUE_SOON) and one.due
    ]
    answered = sorted(
        (one for one in everything if one.met_on), key=lambda one: one.met_on or today
    )
    sections: list[tuple[str, str, list[Item]]] = [
        (tr("Begin here"), "accent", _first_steps(store)),
        (tr("Late, or perhaps late"), "late", [_duty(one) for one in (*now.overdue, *perhaps)]),
        (tr("Within a week"), "strong", [_duty(one) for one in now.soon if one not in perhaps]),
        (tr("To confirm"), "strong", _to_confirm(store, today)),
        (tr("Letters not sent yet"), "strong", _drafts(store)),
        (tr("Later"), "strong", [_duty(one) for one in later[:6]]),
        (tr("Came in this week"), "strong", _arrived(now)),
        (tr("To put in order"), "strong", _disorder(store)),
        (tr("Answered lately"), "good", [_duty(one) for one in answered[-3:]]),
    ]
    lines: list[Item | Heading] = []
    for title, tone, items in sections:
        if items:
            if lines:
                lines.append(Heading(""))
            lines.append(Heading(f"{title}", tone))
            lines += items
    return lines


def _duty(one: Duty) -> Item:
    _, tone = words.status(one)
    if one.rule == "reminder" and one.met_on is None:
        return Item(
            one.id, tr("done, or not yet"), words.iso(one.due), f"{tr('you: ')}{one.title}",
            one.matter or "", _state(one), tone, go=(TICK, one.id), facts=tuple(duty_facts(one)),
        )  # fmt: skip
    theirs_late = (
        one.status in (DutyStatus.OVERDUE, DutyStatus.PERHAPS_LATE)
        and one.bound.value == "servicer"
    )
    act = tr("what can follow") if theirs_late else tr("open the matter")
    day = one.met_on or one.due
    who = "" if one.met_on else tr("they: ") if one.bound.value == "servicer" else tr("you: ")
    return Item(
        id=one.id,
        act=act,
        on=words.iso(day),
        what=f"{who}{one.title}",
        where=one.matter or "",
        state=_state(one),
        tone=tone,
        go=(("follow" if theirs_late else "matter"), one.matter)
        if one.matter
        else ("calendar", ""),
        facts=tuple(duty_facts(one)),
    )


def _state(one: Duty) -> str:
    """How near it is while it is open; else how it ended."""
    label, _ = words.status(one)
    near = one.status in (DutyStatus.OPEN, DutyStatus.DUE_SOON) and not one.trigger.estimated
    return words.left(one.days_left) if near and one.met_on is None else label


def _first_steps(store: Store) -> list[Item]:
    steps = []
    if not store.servicers():
        steps.append(
            Item(
                "step-servicer",
                tr("add it"),
                "",
                tr("Say who services your loan"),
                go=("servicer", ""),
            )
        )
    if not store.loans():
        steps.append(
            Item(
                "step-loan",
                tr("add it"),
                "",
                tr("Give the loan its number and address"),
                go=("loan", ""),
            )
        )
    if not store.count():
        steps.append(
            Item(
                "step-import", "import", "", tr("Bring in your mail and papers"), go=("import", "")
            )
        )
    if not store.matters():
        steps.append(
            Item(
                "step-matter",
                tr("open one"),
                "",
                tr("Open your first matter"),
                go=("new-matter", ""),
            )
        )
    return steps


def _to_confirm(store: Store, today: date) -> list[Item]:
    from borrower_desk.actions import proposals, unproven

    waiting = [(one, unproven.doubt_about(store, one)) for one in proposals.waiting(store)]
    return [
        Item(
            one.id,
            tr("say if it counts"),
            one.on.isoformat(),
            in_app(one.note) or words.kind(one.kind.value),
            one.matter,
            words.kind(one.kind.value),
            "soon",
            ("confirm", one.id),
            (
                ("event", one.id),
                ("kind", one.kind.value),
                ("day", words.long(one.on)),
                ("note", in_app(one.note)),
                (tr("not proved"), in_app(doubt.words) if doubt else ""),
                (
                    tr("accepted, it moves"),
                    "\n".join(map(in_app, proposals.effect(store, one, today))),
                ),
            ),
            in_app(doubt.words) if doubt else "",
        )
        for one, doubt in waiting
    ]


def _drafts(store: Store) -> list[Item]:
    return [
        Item(
            one.id,
            tr("go on writing"),
            words.iso(one.written),
            f"{words.kind(one.kind)}: {one.subject or 'no subject yet'}",
            one.matter or "",
            tr("lacks {}", len(one.missing)) if one.missing else "complete",
            "soon" if one.missing else "good",
            ("draft", one.id),
            (
                ("draft", one.id),
                ("kind", words.kind(one.kind)),
                ("lacks", "; ".join(fact.question for fact in one.missing)),
            ),
        )
        for one in store.drafts(status=DraftStatus.OPEN)
    ]


def _arrived(now: object) -> list[Item]:
    from borrower_desk.actions.clock import Brief

    assert isinstance(now, Brief)  # noqa: S101 - spares an import at the top
    return [
        Item(
            one.id,
            tr("read it"),
            one.on.isoformat(),
            f"{words.party(one)}: {one.subject}",
            one.matter or "",
            words.kind(one.kind),
            "muted",
            ("mail", one.id),
            (
                ("from", one.sender),
                ("subject", one.subject),
                ("kind", words.kind(one.kind)),
                ("begins", one.snippet),
            ),
        )
        for one in now.arrived
    ]


def _disorder(store: Store) -> list[Item]:
    items = []
    unfiled = store.count(unfiled=True)
    if unfiled:
        said = tr("{} of correspondence in no matter yet", words.plural(unfiled, "piece"))
        items.append(Item("unfiled", tr("look through"), "", said, go=("unfiled", "")))
    shut = store.quarantined()
    if shut:
        said = tr("{} could not be read; kept byte for byte", words.plural(len(shut), "item"))
        facts = tuple((one.id, f"{one.source}: {one.reason}") for one in shut[:20])
        items.append(Item("quarantine", tr("see why"), "", said, go=("import", ""), facts=facts))
    return items
