"""The day in lines: what is late, near, to confirm, begun; and the act that each calls for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from borrower_desk.model import DraftStatus, Duty, DutyStatus
from borrower_desk.screens import words
from borrower_desk.screens.detail import Fact, duty_facts
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.widgets.rows import Heading
from borrower_desk.speech import tr

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

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
