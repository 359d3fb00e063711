"""Acts on what happened and what will: events, promises, reminders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import on
from textual.widgets import Input, Select, Static

from borrower_desk.model import (
    Channel,
    Event,
    EventId,
    EventKind,
    EventStatus,
    Matter,
    MatterId,
    Reminder,
)
from borrower_desk.screens import words
from borrower_desk.screens.acts.act import (
    CHANNELS,
    Act,
    asker,
    pairs_of,
    pick,
    told,
    with_matter,
)
from borrower_desk.screens.acts.matters import ISSUES
from borrower_desk.screens.acts.transfers import after_transfer
from borrower_desk.screens.choosing import Choice, Choose
from borrower_desk.screens.detail import Detail
from borrower_desk.screens.dialogs import Blank, Confirm, Form, Values
from borrower_desk.screens.hints import in_app
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp

EVENT_WORDS = (
    (EventKind.ACKNOWLEDGED, "they acknowledged our letter"),
    (EventKind.EXTENDED, "they took more time"),
    (EventKind.RESPONDED, "they answered"),
    (EventKind.CORRECTED, "they corrected the error"),
    (EventKind.DOCUMENTS_PROVIDED, "they sent the documents"),
    (EventKind.REFUSED, "they said they need not answer"),
    (EventKind.DELIVERED, "our letter arrived"),
    (EventKind.TRANSFERRED, "servicing was transferred (effective date)"),
    (EventKind.FEE_CHARGED, "a fee was charged"),
    (EventKind.PAYMENT_DUE, "a payment was due"),
    (EventKind.PAYMENT_MADE, "a payment was made"),
    (EventKind.PAYMENT_RECEIVED, "a payment was received"),
    (EventKind.RESOLVED, "the matter was settled"),
)


OTHER = "+"  # the choice of a fact that no waiting proposal is about


def add_event(app: DeskApp, matter: Matter | None = None) -> None:
    """Put a fact on record that starts or stops a clock; what mail proposes is offered first."""
    if matter is None:
        with_matter(app, tr("An event in which matter?"), lambda one: add_event(app, one))
        return
    from borrower_desk.actions import proposals

    def ask(waiting: list[Event]) -> None:
        if not waiting:
            _event_form(app, matter, [])
            return
        by_id = {one.id: one for one in waiting}

        def take(chosen: str | None) -> None:
            if chosen == OTHER:
                _event_form(app, matter, waiting)
            elif chosen:
                confirm_event(app, by_id[EventId(chosen)])

        choices = [
            Choice(
                one.id,
                tr("{} on {}", words.kind(one.kind.value), one.on),
                safe_line(in_app(one.note), 50),
            )
            for one in waiting
        ]
        app.push_screen(
            Choose(
                tr("What happened in {}?", matter.id),
                [*choices, Choice(OTHER, "Something else", "a fact of your own, on its day")],
                note="Your mail proposes these, with the days that it states. Enter: it counts.",
            ),
            take,
        )

    asker(app).ask(lambda store: proposals.waiting(store, matter), ask, group="act")


class EventForm(Form):
    """An event; a kind that mail proposes takes the day that the mail states."""

    def __init__(self, *told: Any, waiting: Sequence[Event], **words: Any) -> None:
        super().__init__(*told, **words)
        self.proposed = {one.kind.value: one for one in waiting}
        self._offered = self.blanks[1].value

    @on(Select.Changed, "#blank-kind")
    def take_its_day(self, event: Select.Changed) -> None:
        """The day of the proposal, unless the user typed another."""
        day = self.query_one("#blank-on", Input)
        one = self.proposed.get(str(event.value))
        if day.value != self._offered:
            return
        day.value = self._offered = one.on.isoformat() if one else self.blanks[1].value
        said = tr("The day is from {}: {}", one.id, safe_line(in_app(one.note), 90)) if one else ""
        self.query_one("#refused", Static).update(Text(said, "bold"))


def _event_form(app: DeskApp, matter: Matter, waiting: Sequence[Event]) -> None:
    from borrower_desk.actions import clock, correcting, matters, reference

    today = app.today()
    named = {kind for kind, _ in EVENT_WORDS}
    kinds = [(kind.value, f"{words.kind(kind.value)}: {said}") for kind, said in EVENT_WORDS]
    kinds += [(one.value, words.kind(one.value)) for one in EventKind if one not in named]

    def ask(events: list[Event]) -> None:
        notices = [
            (
                one.id,
                f"{one.id} {words.kind(one.letter or one.kind.value)}, {one.kind.value} {one.on}",
            )
            for one in events
            if one.letter and not one.undone
        ]

        others = [
            (one.id, f"{one.id} {words.kind(one.kind.value)}, {one.on}")
            for one in events
            if not one.undone
        ]

        def act(store: Store, said: Values) -> tuple[Event, list[str]]:
            replaced = said["replaces"]
            made = matters.add_event(
                store,
                matter,
                EventKind(said["kind"]),
                reference.read_day(said["on"], today),
                matters.EventFacts(
                    of=said["of"] or None,
                    errors=(said["error"],) if said["error"] else (),
                    amount=reference.read_money(said["amount"].strip() or None),
                    channel=Channel(said["via"]) if said["via"] else None,
                    note=said["note"],
                    params=pairs_of(said["params"]),
                    replaces=EventId(replaced) if replaced else None,
                ),
            )
            return made, correcting.questions(store, made, clock.everything(store, today, matter))

        app.push_screen(
            EventForm(
                tr("What happened in {}?", matter.id),
                [
                    Blank("kind", "What", "acknowledged", "choice", choices=kinds, required=True),
                    Blank("on", "Day", today.isoformat(), required=True),
                    Blank("of", "About which letter", "", "choice", choices=notices),
                    Blank("amount", "Amount, if there is one", hint="35.00"),
                    Blank("note", "Note"),
                    Blank("via", "How it came or went", "", "choice", choices=CHANNELS),
                    Blank("error", "Which error", "", "choice", choices=tuple(ISSUES.items())),
                    Blank("replaces", "It corrects", "", "choice", choices=others),
                    Blank(
                        "params",
                        "What a rule asks",
                        kind="lines",
                        hint="NAME = VALUE, one a line; the Law screen says which",
                    ),
                ],
                act,
                verb="Record it",
                waiting=waiting,
            ),
            recorded,
        )

    def recorded(done: tuple[Event, list[str]] | None) -> None:
        if done is not None:
            app.say(tr("{} is on record.", done[0].id))
            look_again(app, done[1])
            after_transfer(app, done[0])

    asker(app).ask(lambda store: store.events(matter.id), ask, group="act")


def look_again(app: DeskApp, asked: Sequence[str]) -> None:
    """What of a new event should be looked at again, as the commands say it; nothing if nothing."""
    if asked:
        lines = [("!", in_the_app(one)) for one in asked]
        app.push_screen(Detail("Look at this again", lines))


def in_the_app(said: str) -> str:
    """The words of an action without the command line that ends them: e does it here."""
    told, colon, command = said.partition(": borrower-desk ")
    return f"{told}: {tr('e, and what it corrects')}" if colon and command else said


def promise(app: DeskApp, matter: Matter | None = None) -> None:
    """Record what the servicer said it would do."""
    if matter is None:
        with_matter(app, tr("Their promise in which matter?"), lambda one: promise(app, one))
        return
    from borrower_desk.actions import clock, reference

    today = app.today()
    app.push_screen(
        Form(
            "What the servicer promised",
            [
                Blank("text", "What", required=True, hint="reverse the fee"),
                Blank("by", "By which day", required=True, hint="2026-10-01"),
            ],
            lambda store, said: clock.promise(
                store, matter, said["text"], reference.read_day(said["by"], today)
            ),
            note="It is shown beside the law's duties, as a promise.",
        ),
        lambda done: app.say(tr("{} is kept.", done.id)) if done else None,
    )


def remind(app: DeskApp) -> None:
    """Leave yourself a note for a day."""
    from borrower_desk.actions import clock, reference

    today = app.today()

    def ask(found: list[Matter]) -> None:
        def act(store: Store, said: Values) -> Any:
            matter = store.matter(MatterId(said["matter"])) if said["matter"] else None
            day = reference.read_day(said["on"], today)
            return clock.remind(store, said["text"], day, matter)

        choices = [(one.id, f"{one.id} {one.title}") for one in found]
        app.push_screen(
            Form(
                "Remind me",
                [
                    Blank("text", "Of what", required=True),
                    Blank("on", "On which day", required=True, hint="2026-10-01"),
                    Blank("matter", "In which matter", "", "choice", choices=choices),
                ],
                act,
            ),
            lambda done: app.say(tr("{} is kept.", done.id)) if done else None,
        )

    asker(app).ask(lambda store: store.matters(), ask, group="act")


def reminder_done(app: DeskApp, identifier: str) -> None:
    """Tick a note to self off, or go to its matter."""
    from borrower_desk.actions import clock

    def ask(one: Reminder) -> None:
        choices = [Choice("done", "It is done", "it leaves the lists")]
        if one.matter:
            choices.append(Choice("matter", tr("Open {}", one.matter)))

        def act(chosen: str | None) -> None:
            if chosen == "done":
                asker(app).change(
                    lambda store: clock.reminded(store, one.id),
                    told(app, tr("{} is done.", one.id)),
                )
            elif chosen and one.matter:
                app.open_matter(one.matter)

        app.push_screen(Choose(safe_line(one.text, 120), choices), act)

    asker(app).ask(lambda store: store.reminder(identifier.rpartition(":")[2]), ask, group="act")


def judge_events(app: DeskApp) -> None:
    """Confirm an event that was proposed, or set one aside."""

    def ask(matter: Matter) -> None:
        pick(
            app,
            tr("Confirm or set aside in {}", matter.id),
            lambda store: [one for one in store.events(matter.id) if not one.undone],
            lambda one: Choice(
                one.id,
                f"{one.id:<4} {one.on}  {words.kind(one.kind.value)}",
                tr("proposed")
                if one.status is EventStatus.PROPOSED
                else safe_line(in_app(one.note), 40),
            ),
            lambda one: judge_event(app, one),
            empty="There is no event in this matter yet.",
        )

    with_matter(app, "An event of which matter?", ask, closed_too=True)


def confirm_event(app: DeskApp, one: Event) -> None:
    """The event counts from now on; what a stranger's message would meet is asked for again."""
    from borrower_desk.actions import matters, unproven

    def act(yes: bool | None) -> None:
        if yes:
            tell = told(app, tr("{} counts.", one.id))

            def counted(made: Event) -> None:
                tell(made)
                after_transfer(app, one)

            asker(app).change(lambda store: matters.confirm_event(store, one.id), counted)

    def ask_again(doubt: str) -> None:
        if doubt:
            app.push_screen(Confirm(tr("{}: does this count?", one.id), detail=doubt), act)
        else:
            act(yes=True)

    asker(app).ask(lambda store: unproven.to_ask_again(store, one), ask_again, group="act")


def judge_event(app: DeskApp, one: Event) -> None:
    """One event: does it count?"""
    from borrower_desk.actions import matters

    proposed = one.status is EventStatus.PROPOSED
    choices = [Choice("undo", "Set it aside", "it stays on record and moves no clock")]
    if proposed:
        choices.insert(0, Choice("confirm", "Confirm it", "from now on it moves the clocks"))

    def act(chosen: str | None) -> None:
        if chosen == "confirm":
            confirm_event(app, one)
        elif chosen == "undo":
            asker(app).change(
                lambda store: matters.undo_event(store, one.id),
                told(app, tr("{} is set aside.", one.id)),
            )

    title = tr("{}: {} on {}", one.id, words.kind(one.kind.value), one.on)
    app.push_screen(Choose(title, choices), act)


ALL = (
    Act("Add an event", "a fact that starts or stops a clock", add_event, ("event add",)),
    Act("Confirm an event, or set it aside", "only what is confirmed moves a clock", judge_events,
        ("event confirm", "event undo")),
    Act("Record a promise", "what the servicer said it would do, and by when", promise,
        ("promise",)),
    Act("Remind me", "a note to yourself for a day", remind, ("remind",)),
)  # fmt: skip
