"""`matter`, `event`, `timeline`, `escalate`, `scorecard`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from borrower_desk.cli import context, shapes
from borrower_desk.cli.output import emit, facts, say, table, talk
from borrower_desk.errors import UsageError
from borrower_desk.model import Channel, Event, EventId, EventKind, Matter
from borrower_desk.speech import headed, spoken, tr

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.matters.scorecard import Load

app = typer.Typer()
matters = typer.Typer(help="Your disputes and requests.", no_args_is_help=True)
events = typer.Typer(help="The facts that start and stop clocks.", no_args_is_help=True)
app.add_typer(matters, name="matter")
app.add_typer(events, name="event")


@matters.command("open")
def matter_open(
    title: str,
    loan: Annotated[str, typer.Option(help="The loan it is about: an id or a number.")],
    issue: Annotated[str, typer.Option(help="An error of 12 CFR 1024.35(b), or a letter kind.")],
) -> None:
    """Open a matter."""
    from borrower_desk.actions import find
    from borrower_desk.actions import matters as acts

    with context.open_store() as store:
        _show(acts.open_matter(store, title, find.loan(store, loan), issue, context.today()))


@matters.command("list")
def matter_list() -> None:
    """List the matters."""
    with context.open_store(read_only=True) as store:
        found = store.matters()
    emit(
        [shapes.matter(one) for one in found],
        lambda: table(
            ("id", "title", "issue", "loan", "status", "opened"),
            [
                (one.id, one.title, one.issue, one.loan, one.status.value, shapes.day(one.opened))
                for one in found
            ],
            empty='No matter yet. Open one: borrower-desk matter open "Late fee" --loan L1'
            " --issue fee-without-basis",
        ),
    )


@matters.command("show")
def matter_show(matter: str) -> None:
    """Show one matter."""
    from borrower_desk.actions import find

    with context.open_store(read_only=True) as store:
        _show(find.matter(store, matter))


@matters.command("close")
def matter_close(matter: str) -> None:
    """Close a matter; nothing of it is lost."""
    from borrower_desk.actions import find
    from borrower_desk.actions import matters as acts

    with context.open_store() as store:
        _show(acts.close_matter(store, find.matter(store, matter), context.today()))


@matters.command("reopen")
def matter_reopen(matter: str) -> None:
    """Open a closed matter again."""
    from borrower_desk.actions import find
    from borrower_desk.actions import matters as acts

    with context.open_store() as store:
        _show(acts.reopen_matter(store, find.matter(store, matter)))


@matters.command("note")
def matter_note(matter: str, text: str) -> None:
    """Add a note of your own."""
    from borrower_desk.actions import find
    from borrower_desk.actions import matters as acts

    with context.open_store() as store:
        _show(acts.note_matter(store, find.matter(store, matter), text))


@events.command("add")
def event_add(
    matter: str,
    kind: EventKind,
    date: str,
    of: Annotated[str | None, typer.Option(help="The event it follows or answers: E1.")] = None,
    letter: Annotated[str | None, typer.Option(help="The kind of letter.")] = None,
    error: Annotated[list[str] | None, typer.Option(help="An error that it asserts.")] = None,
    starts: Annotated[list[str] | None, typer.Option(help="A rule whose clock it starts.")] = None,
    amount: Annotated[str | None, typer.Option(help="Dollars: 92.75")] = None,
    via: Annotated[Channel | None, typer.Option(help="The channel.")] = None,
    note: Annotated[str, typer.Option(help="Your own words.")] = "",
    param: Annotated[
        list[str] | None, typer.Option(help="What a rule needs, as in gives_reasons=false.")
    ] = None,
    replaces: Annotated[str | None, typer.Option(help="The event that this corrects.")] = None,
    proposed: Annotated[bool, typer.Option(help="Moves nothing until it is confirmed.")] = False,
) -> None:
    """Put a fact on record; the clocks follow."""
    from borrower_desk.actions import find, reference
    from borrower_desk.actions import matters as acts

    said = acts.EventFacts(
        of=of,
        letter=letter,
        errors=error or (),
        starts=starts or (),
        amount=reference.read_money(amount),
        channel=via,
        note=note,
        params=dict(_pair(one) for one in param or ()),
        replaces=EventId(find.number_of(replaces, "E")) if replaces else None,
        proposed=proposed,
    )
    day = context.must_day(date)
    with context.open_store() as store:
        the_matter = find.matter(store, matter)
        with _telling(store, the_matter):
            made = acts.add_event(store, the_matter, kind, day, said)
            _show_event(made)
        _ask(store, the_matter, made)
    if kind is EventKind.DELIVERED and not (of or letter or replaces):
        talk(tr("If several letters are on their way, say which one arrived: --of E1."))
    if made.on > context.today() and not proposed:
        talk(tr("{} is dated ahead: an answer counts from its own day.", made.id))


@events.command("list")
def event_list(matter: str) -> None:
    """List a matter's events, those undone and replaced too."""
    from borrower_desk.actions import find, proposals
    from borrower_desk.actions.correcting import replaced_by

    with context.open_store(read_only=True) as store:
        the_matter = find.matter(store, matter)
        found = store.events(the_matter.id)
        places = replaced_by(found)
        asked = [] if context.current.json else proposals.waiting(store, the_matter)
        asks = [proposals.question(store, one, context.today()) for one in asked]
    emit(
        [{**shapes.event(one), "replaced_by": places.get(one.id)} for one in found],
        lambda: table(
            ("id", "date", "kind", "of", "status", "what"),
            [
                (
                    one.id,
                    shapes.day(one.on),
                    one.kind.value,
                    one.of,
                    tr("replaced by {}", places[one.id]) if one.id in places else _status(one),
                    one.letter or one.note,
                )
                for one in found
            ],
            empty="Nothing has happened yet. `borrower-desk event add` puts a fact on record.",
        ),
    )
    talk(*asks)


@events.command("confirm")
def event_confirm(event: str) -> None:
    """Accept a proposed event: from now on it moves clocks."""
    from borrower_desk.actions import find
    from borrower_desk.actions import matters as acts
    from borrower_desk.actions.unproven import to_ask_again

    with context.open_store() as store:
        wanted = find.number_of(event, "E")
        one = store.event(EventId(wanted))
        doubt = to_ask_again(store, one)
        if doubt:
            context.confirm(f"{doubt} Does it count all the same?")
        with _telling(store, store.matter(one.matter)):
            made = acts.confirm_event(store, wanted)
            _show_event(made)
        _ask(store, store.matter(one.matter), made)


@events.command("undo")
def event_undo(event: str) -> None:
    """Take an event back; it stays on record and moves nothing."""
    from borrower_desk.actions import find
    from borrower_desk.actions import matters as acts

    with context.open_store() as store:
        wanted = find.number_of(event, "E")
        with _telling(store, store.matter(store.event(EventId(wanted)).matter)):
            _show_event(acts.undo_event(store, wanted))


@app.command()
def timeline(matter: str) -> None:
    """Show everything that happened in a matter, in order."""
    from borrower_desk.actions import find
    from borrower_desk.actions import matters as acts

    with context.open_store(read_only=True) as store:
        rows = acts.timeline(store, find.matter(store, matter))
    emit(
        [shapes.timeline_row(one) for one in rows],
        lambda: table(
            ("date", "what", "who", "channel", "proof", "id"),
            [
                (shapes.day(one.on), headed(one.what), tr(one.who), one.channel, one.proof, one.id)
                for one in rows
            ],
            empty="Nothing has happened yet. File a message: borrower-desk file C1 --matter M1",
        ),
    )


@app.command()
def escalate(matter: str) -> None:
    """Say the next step that the record supports, and why."""
    from borrower_desk.actions import find
    from borrower_desk.actions import matters as acts

    with context.open_store(read_only=True) as store:
        steps = acts.escalation(store, find.matter(store, matter), context.today())
    shape = dataclasses.asdict(steps)

    def words() -> None:
        for level in steps.levels:
            reasons = (f"    {spoken(one)}" for one in level.because)
            say(f"{'*' if level.ready else ' '} {spoken(level.name)}", *reasons)
        if steps.next is not None:
            say(
                "",
                tr("Next: {}", spoken(steps.next.name)),
                *(f"    {spoken(reason)}" for reason in steps.next.why),
            )
            if steps.next.draft_kind:
                say(
                    tr(
                        "    borrower-desk draft {} --matter {}",
                        steps.next.draft_kind,
                        steps.matter,
                    )
                )

    emit(shape, words)


@app.command()
def scorecard(servicer: Annotated[str | None, typer.Argument()] = None) -> None:
    """Show what was promised, required and done, from your own record."""
    from borrower_desk.actions import find
    from borrower_desk.actions import matters as acts

    with context.open_store(read_only=True) as store:
        wanted = find.servicer(store, servicer).id if servicer else None
        cards = acts.scorecards(store, context.today(), wanted)
    shape = [dataclasses.asdict(one) for one in cards]

    def words() -> None:
        table(
            ("servicer", "matters", "owed", "in time", "late", "missed", "open"),
            [
                tuple(
                    str(value)
                    for value in (
                        one.servicer, one.matters, one.obligations, one.met, one.met_late,
                        one.missed, one.open,
                    )
                )
                for one in cards
            ],
            empty="No servicer yet.",
        )  # fmt: skip
        for one in cards:
            say(*(_load_line(one.servicer, load) for load in one.load))

    emit(shape[0] if servicer or len(shape) == 1 else shape, words)


def _load_line(servicer: str, load: Load) -> str:
    days = load.median_days
    each = "" if days is None else tr(", a median of {:g} days each", days)
    return tr(
        "{}, {}: {} of {} answered{}",
        *(servicer, tr(load.season.value), load.answered, load.received, each),
    )


@contextmanager
def _telling(store: Store, matter: Matter) -> Iterator[None]:
    """Say on stderr what the change inside moved; nothing under `--json`."""
    from borrower_desk.actions import clock

    today = context.today()
    before = [] if context.current.json else clock.everything(store, today, matter)
    yield
    if not context.current.json:
        talk(*clock.moved(before, clock.everything(store, today, matter)))


def _ask(store: Store, matter: Matter, made: Event) -> None:
    """Say on stderr what of a new event should be looked at again; nothing under `--json`."""
    if context.current.json:
        return
    from borrower_desk.actions import clock, correcting

    talk(*correcting.questions(store, made, clock.everything(store, context.today(), matter)))


def _status(one: Event) -> str:
    return tr("undone" if one.undone else one.status.value)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise UsageError(f"{text!r} is not NAME=VALUE.", hint="As in gives_reasons=false.")
    return name, value


def _show(one: Matter) -> None:
    emit(
        shapes.matter(one),
        lambda: facts(
            [
                ("id", one.id),
                ("title", one.title),
                ("issue", one.issue),
                ("loan", one.loan),
                ("status", one.status.value),
                ("opened", shapes.day(one.opened)),
                ("closed", shapes.day(one.closed)),
                *(("note", note) for note in one.notes),
            ]
        ),
    )


def _show_event(one: Event) -> None:
    emit(
        shapes.event(one),
        lambda: facts(
            [
                ("id", one.id),
                ("matter", one.matter),
                ("what", one.kind.value),
                ("date", shapes.day(one.on)),
                ("status", _status(one)),
                ("replaces", one.replaces),
                ("of", one.of),
                ("letter", one.letter),
                ("errors", ", ".join(one.errors)),
                ("starts", ", ".join(one.starts)),
                ("amount", shapes.money(one.amount)),
                ("note", one.note),
            ]
        ),
    )
