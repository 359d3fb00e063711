"""`due`, `brief`, `remind`, `promise`, `whatif`, `deadline`, `rules`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from borrower_desk.cli import context, shapes
from borrower_desk.cli.output import emit, facts, say, table, talk
from borrower_desk.errors import UsageError
from borrower_desk.model import Bound, Channel, Duty, DutyStatus, HolidayMode
from borrower_desk.speech import spoken, tr

if TYPE_CHECKING:
    from borrower_desk.actions import clock as clock_actions
    from borrower_desk.actions import many_desks

app = typer.Typer()
BAD_NEWS = 3
MOST_LINES = 15

WORDS = {
    DutyStatus.OPEN: "open",
    DutyStatus.DUE_SOON: "due soon",
    DutyStatus.DUE_TODAY: "due TODAY",
    DutyStatus.PERHAPS_LATE: "perhaps late",
    DutyStatus.OVERDUE: "OVERDUE",
    DutyStatus.MET: "done in time",
    DutyStatus.MET_LATE: "done LATE",
    DutyStatus.SUPERSEDED: "no longer counts",
    DutyStatus.NOT_COVERED: "not owed",
}


@app.command()
def due(
    within: Annotated[int | None, typer.Option(help="Days to look ahead.")] = None,
    matter: Annotated[str | None, typer.Option(help="Only this matter.")] = None,
    bound: Annotated[Bound | None, typer.Option(help="Only what this side owes.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="What is settled, too.")] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Leave with 3 when something is overdue.")
    ] = False,
    ics: Annotated[
        Path | None, typer.Option(help="Write a calendar file; write it again to update it.")
    ] = None,
    detail: Annotated[
        bool, typer.Option(help="Name matters and promises in the calendar's titles.")
    ] = False,
    desks: Annotated[Path | None, typer.Option(help="Every desk in this folder.")] = None,
) -> None:
    """List what is owed, by whom and when, soonest first, with the rule behind each date."""
    from borrower_desk.actions import clock, find

    if within is not None and within < 0:
        raise UsageError(f"{within} days ahead is behind us.", hint="Give 0 or more.")
    asked = clock.Asked(context.today(), within, bound, everything)
    if desks is not None:
        if matter is not None:
            raise UsageError("A matter is one desk's.", hint="Leave out --matter, or --desks.")
        found = _due_in(desks, asked, ics, detail=detail)
    else:
        with context.open_store(read_only=True) as store:
            one = find.matter(store, matter) if matter else None
            listed = clock.due_and_entries(store, asked, one, ics is not None, detail=detail)
        found = [("", duty) for duty in listed.duties]
        _write_calendar(ics, [listed])
    emit(
        [shapes.duty(one) | ({"desk": name} if name else {}) for name, one in found],
        lambda: print_duties([one for _, one in found], [name for name, _ in found]),
    )
    if exit_code and clock.late([one for _, one in found]):
        raise typer.Exit(BAD_NEWS)


def _due_in(
    folder: Path, asked: clock_actions.Asked, ics: Path | None, *, detail: bool
) -> list[tuple[str, Duty]]:
    """What every desk of the folder owes; those that stay shut are named on stderr."""
    from borrower_desk.actions import clock, many_desks

    seen = many_desks.each(
        folder,
        context.ways(),
        lambda store: clock.due_and_entries(store, asked, None, ics is not None, detail=detail),
        context.ask_for,
    )
    _say_shut(seen)
    opened = [(one.name, one.answer) for one in seen if one.answer is not None]
    _write_calendar(ics, [listed for _, listed in opened])
    found = [(name, duty) for name, listed in opened for duty in listed.duties]
    return sorted(found, key=lambda pair: (pair[1].due or date.max, pair[0], pair[1].id))


def _write_calendar(ics: Path | None, listed: list[clock_actions.Listed]) -> None:
    if ics is None:
        return
    from borrower_desk.actions import calendar_files

    entries = [entry for one in listed for entry in one.entries]
    shown = [uid for one in listed for uid in one.shown]
    roots = [one.root for one in listed]
    number = calendar_files.write(ics, entries, shown, roots, datetime.now(UTC))
    talk(tr("{}: {} days. Import it again after `due --ics` to update them.", ics, number))


def _say_shut(seen: list[many_desks.Seen[Any]]) -> None:
    for one in seen:
        if one.why is None:
            continue
        if context.current.json:
            why = {
                "code": one.why.exit_code,
                "message": f"{one.name}: {one.why.message}",
                "hint": one.why.hint,
            }
            sys.stderr.write(json.dumps({"error": why}, ensure_ascii=False) + "\n")
        talk(f"{one.name}: {spoken(one.why.message)} {spoken(one.why.hint)}".rstrip())


@app.command()
def brief(
    desks: Annotated[Path | None, typer.Option(help="Every desk in this folder.")] = None,
) -> None:
    """Say what is due, what came in and what to do next, in at most 15 lines."""
    from borrower_desk.actions import clock

    today = context.today()
    if desks is not None:
        _brief_of(desks, today)
        return
    with context.open_store(read_only=True) as store:
        now = clock.brief(store, today)
    emit(shapes.brief(now), lambda: _print_brief([("", now)], []))


def _brief_of(folder: Path, today: date) -> None:
    from borrower_desk.actions import clock, many_desks

    seen = many_desks.each(
        folder, context.ways(), lambda store: clock.brief(store, today), context.ask_for
    )
    shape: dict[str, list[Any]] = {"overdue": [], "soon": [], "arrived": [], "next": []}
    for one in seen:
        if one.answer is not None:
            for key, items in shapes.brief(one.answer).items():
                named = [
                    f"{one.name}: {item}" if key == "next" else item | {"desk": one.name}
                    for item in items
                ]
                shape[key] += named
    shape["desks"] = [
        {"desk": one.name, "ok": one.why is None, "message": one.why.message if one.why else None}
        for one in seen
    ]
    opened = [(one.name, one.answer) for one in seen if one.answer is not None]
    shut = [f"{one.name}: {spoken(one.why.message)}" for one in seen if one.why is not None]
    if context.current.json:
        _say_shut(seen)
    emit(shape, lambda: _print_brief(opened, shut))


def _print_brief(found: list[tuple[str, clock_actions.Brief]], shut: list[str]) -> None:
    """At most fifteen lines, whatever there is: the gravest first of each sort."""
    late = [(name, now, one) for name, now in found for one in now.overdue]
    soon = [(name, now, one) for name, now in found for one in now.soon]
    came = [(name, row) for name, now in found for row in now.arrived]
    steps = [(name, step) for name, now in found for step in now.next]
    lines = [_line("shut", "", line) for line in shut[:3]]
    lines += [_line("LATE", name, _brief_line(one)) for name, one in _most_urgent(late)[:4]]
    lines += [
        _line(_near_word(one), name, _brief_line(one)) for name, one in _most_urgent(soon)[:4]
    ]
    lines += [
        _line("came", name, f"{row.on}  {row.sender}: {row.subject}") for name, row in came[:3]
    ]
    room = MOST_LINES - len(lines)
    lines += [_line("next", name, spoken(step)) for name, step in steps[: min(room, 4)]]
    say(
        *(
            " ".join(line.splitlines())
            for line in lines or [tr("Nothing is due, and nothing came in.")]
        )
    )


def _most_urgent(
    found: list[tuple[str, clock_actions.Brief, Duty]],
) -> list[tuple[str, Duty]]:
    """Across desks, in the order of the terms that `brief --json` tells."""
    ranked = sorted(
        found, key=lambda one: (-one[1].urgency[one[2].id].score, one[2].due or date.max, one[0])
    )
    return [(name, duty) for name, _, duty in ranked]


def _near_word(one: Duty) -> str:
    return "late?" if one.status is DutyStatus.PERHAPS_LATE else "soon"


def _line(word: str, desk: str, told: str) -> str:
    return f"{tr(word):<5} {desk}{'  ' if desk else ''}{told}"


@app.command()
def remind(
    text: str,
    on: Annotated[str, typer.Option(help="The day.")],
    matter: Annotated[str | None, typer.Option(help="The matter it belongs to.")] = None,
) -> None:
    """Leave yourself a note for a day."""
    from borrower_desk.actions import clock, find

    day = context.must_day(on)
    with context.open_store() as store:
        one = clock.remind(store, text, day, find.matter(store, matter) if matter else None)
    emit(shapes.reminder(one), lambda: say(tr("{}: {}, on {}", one.id, one.text, one.on)))


@app.command()
def promise(
    text: str,
    by: Annotated[str, typer.Option(help="The day by which they said they would.")],
    matter: Annotated[str, typer.Option(help="The matter it belongs to.")],
) -> None:
    """Record what the servicer promised; it is shown beside the law's duties."""
    from borrower_desk.actions import clock, find

    day = context.must_day(by)
    with context.open_store() as store:
        one = clock.promise(store, find.matter(store, matter), text, day)
    emit(shapes.promise(one), lambda: say(tr("{}: {}, by {}", one.id, one.text, one.by)))


@app.command()
def whatif(
    kind: Annotated[str, typer.Option(help="The kind of letter.")],
    on: Annotated[str, typer.Option(help="The day on which it would leave.")],
    via: Annotated[Channel, typer.Option(help="The channel.")] = Channel.CERTIFIED_MAIL,
    matter: Annotated[str | None, typer.Option(help="The matter it would belong to.")] = None,
    error: Annotated[list[str] | None, typer.Option(help="An error that it would assert.")] = None,
) -> None:
    """Show every date that would follow, before anything is sent."""
    from borrower_desk.actions import find
    from borrower_desk.actions.foresight import foreseen
    from borrower_desk.letters.templates import template

    template(kind)  # an unknown kind is said before the desk is opened
    day = context.must_day(on)
    if matter is None:
        found = foreseen(kind, day, via, error or ())
    else:
        with context.open_store(read_only=True) as store:
            found = foreseen(
                kind, day, via, error or (), store=store, matter=find.matter(store, matter)
            )
    emit([shapes.duty(one) for one in found], lambda: print_duties(found))


@app.command()
def deadline(
    rule: str,
    start: Annotated[str, typer.Option(help="The day of the trigger; an instant for hour rules.")],
    param: Annotated[list[str] | None, typer.Option(help="As in sale_date=2027-01-15.")] = None,
    holidays: Annotated[
        HolidayMode | None, typer.Option(help="How a holiday on a weekend counts.")
    ] = None,
) -> None:
    """Compute one deadline; needs no desk."""
    from borrower_desk.law.deadlines import deadline as compute

    said: dict[str, str] = {}
    for one in param or ():
        name, equals, value = one.partition("=")
        if not (name and equals):
            raise UsageError(f"{one!r} is not NAME=VALUE.", hint="As in sale_date=2027-01-15.")
        said[name] = value
    answer = compute(rule, _moment(start), said, holidays)

    def words() -> None:
        if answer.due is None:
            say(tr("Nothing is owed: {}.", answer.status))
        else:
            say(f"{answer.due_at or _long(answer.due)}")
        facts(
            [
                ("counted", tr("{} days", len(answer.counted)) if answer.counted else ""),
                (
                    "skipped",
                    "; ".join(
                        f"{one.on} {one.why}"
                        for one in answer.skipped
                        if one.why not in ("Saturday", "Sunday")
                    ),
                ),
                (
                    "otherwise",
                    tr(
                        "{} if holidays are counted as {}",
                        _long(answer.alternative_due),
                        answer.alternative_holidays.value,
                    )
                    if answer.alternative_due and answer.alternative_due != answer.due
                    else "",
                ),
                ("late after", shapes.day(answer.late_after)),
                ("law", answer.citation),
                ("means", answer.explanation),
                ("note", answer.note),
            ]
        )

    emit(shapes.deadline(answer), words)


@app.command()
def rules(rule: Annotated[str | None, typer.Argument()] = None) -> None:
    """Show the law table with its citations, or one rule of it."""
    from borrower_desk.law import rules as table_of_law

    if rule is None:
        found = list(table_of_law.rules().values())
        emit(
            [shapes.rule(one) for one in found],
            lambda: table(
                ("rule", "bound", "what", "citation"),
                [(one.id, one.bound.value, one.title, one.citation) for one in found],
            ),
        )
        return
    from borrower_desk.law.examples import examples

    one = table_of_law.rule(rule)
    worked = examples()[one.id]
    emit(
        [shapes.rule(one) | {"examples": [shapes.example(each) for each in worked]}],
        lambda: facts(
            [
                ("rule", one.id),
                ("title", one.title),
                ("bound", one.bound.value),
                ("starts with", one.starts),
                ("time", one.length),
                ("extension", one.extension),
                ("but", "\n".join(one.exceptions)),
                ("law", one.citation),
                ("means", one.explanation),
                ("in force", tr("from {}", one.effective_from) if one.effective_from else ""),
                ("until", shapes.day(one.effective_to)),
                ("note", one.note),
                *(("example", each.in_words()) for each in worked),
                ("remember", tr("This is not legal advice.")),
            ]
        ),
    )


def print_duties(found: list[Duty], desks: Sequence[str] = ()) -> None:
    """Duties as a table, with the desk of each where several were asked; doubts below it."""
    several = any(desks)
    rows = [
        (
            (shapes.day(one.due) or "-") + (tr(" (estimate)") if one.trigger.estimated else ""),
            tr(WORDS[one.status]),
            tr(one.bound.value),
            one.title,
            one.matter,
            one.citation,
        )
        for one in found
    ]
    table(
        (*(("desk",) if several else ()), "due", "status", "who", "what", "matter", "law"),
        [(desk, *row) for desk, row in zip(desks, rows, strict=True)] if several else rows,
        empty="Nothing is owed. A clock starts when a letter is recorded as sent or delivered.",
    )
    said = dict.fromkeys(one.uncertainty for one in found if one.uncertainty)
    talk(*(f"  {line}" for line in said))


def _brief_line(one: Duty) -> str:
    left = "" if one.days_left is None else f" ({_left(one.days_left)})"
    from borrower_desk.actions import clock

    told = f"{shapes.day(one.due)}{left}  {one.matter or ''} {one.title}"
    step = clock.next_of(one) if one.status is not DutyStatus.DUE_SOON else ""
    return f"{told}. {spoken(step)}" if step else told


def _left(days: int) -> str:
    if days == 0:
        return tr("today")
    unit = tr("day" if abs(days) == 1 else "days")
    return f"{days} {unit}" if days > 0 else tr("{} {} ago", -days, unit)


def _long(day: date | None) -> str:
    return f"{tr(f'{day:%A}')}, {day.isoformat()}" if day else ""


def _moment(value: str) -> date | datetime:
    if "T" in value or " " in value.strip():
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise UsageError(
                f"{value!r} is not an instant.", hint="As in 2026-11-24T10:00:00-05:00."
            )
        return moment
    return context.must_day(value, "start")
