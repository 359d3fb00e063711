"""Matters and their events: open, close, note, what happened, what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from borrower_desk.actions import correcting
from borrower_desk.errors import EventOutOfOrder, UsageError
from borrower_desk.matters.timeline import successors
from borrower_desk.model import (
    Channel,
    CorrespondenceId,
    Duty,
    Event,
    EventId,
    EventKind,
    EventStatus,
    Kind,
    Loan,
    Matter,
    MatterId,
    MatterStatus,
    Receipt,
    TimelineRow,
    Verdict,
)
from borrower_desk.text import safe_line, safe_text

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.matters.escalation import Ladder
    from borrower_desk.matters.scorecard import Scorecard

ERROR_SLUGS = (
    "payment-refused",
    "payment-misapplied",
    "payment-not-credited-on-receipt",
    "escrow-bill-late-or-refund-missing",
    "fee-without-basis",
    "payoff-wrong-or-missing",
    "lossmit-info-wrong",
    "transfer-data-wrong",
    "foreclosure-started-too-early",
    "foreclosure-judgment-or-sale-barred",
    "other-servicing-error",
)  # law.md 4.1, from 12 CFR 1024.35(b)(1)-(11)


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What the user said of an event."""

    of: str | None = None
    letter: str | None = None
    errors: Sequence[str] = ()
    starts: Sequence[str] = ()
    amount: int | None = None
    channel: Channel | None = None
    receipt: Receipt | None = None
    note: str = ""
    params: Mapping[str, str] | None = None
    replaces: EventId | None = None
    proposed: bool = False


def open_matter(store: Store, title: str, loan: Loan, issue: str, today: date) -> Matter:
    """A new matter; `issue` is an error slug or a letter kind."""
    from borrower_desk.actions.recording import own_templates
    from borrower_desk.letters.templates import kinds

    words = safe_line(title)
    if not words:
        raise UsageError("A matter needs a title.", hint='For example: "Late fee, September 2026"')
    known = (*ERROR_SLUGS, *kinds(own_templates(store.path)))
    if issue not in known:
        raise UsageError(
            f"{issue!r} is not an issue that the desk knows.", hint=_nearest(issue, known)
        )
    with store.change("matter open"):
        return store.add_matter(Matter(MatterId(""), words, loan.id, issue, opened=today))


def close_matter(store: Store, matter: Matter, today: date) -> Matter:
    """The matter, closed; its duties leave the lists and stay on its timeline."""
    with store.change("matter close"):
        return store.save_matter(replace(matter, status=MatterStatus.CLOSED, closed=today))


def reopen_matter(store: Store, matter: Matter) -> Matter:
    """The matter, open again."""
    with store.change("matter reopen"):
        return store.save_matter(replace(matter, status=MatterStatus.OPEN, closed=None))


def note_matter(store: Store, matter: Matter, text: str) -> Matter:
    """The matter with one more note."""
    words = safe_text(text).strip()
    if not words:
        raise UsageError("The note is empty.", hint="Say it in a few words.")
    with store.change("matter note"):
        return store.save_matter(replace(matter, notes=(*matter.notes, words)))


def known_errors(slugs: Sequence[str]) -> None:
    """UsageError for what is no error of the list: it would run the clock of another."""
    for slug in slugs:
        if slug not in ERROR_SLUGS:
            raise UsageError(
                f"{slug!r} is not an error that 12 CFR 1024.35(b) names.",
                hint=_nearest(slug, ERROR_SLUGS),
            )


def add_event(store: Store, matter: Matter, kind: EventKind, on: date, facts: EventFacts) -> Event:
    """A fact on the record.  A letter's kind fills in the rules that it starts."""
    from borrower_desk.law.calendar import known_day
    from borrower_desk.law.rules import rule

    known_day(on)
    facts = _in_its_place(store, matter, kind, on, facts)
    errors, starts = _letter_clocks(store, facts)
    known_errors(errors)
    for one in starts:
        rule(one)
    of = _subject_of(store, matter, kind, on, facts.of)
    event = Event(
        id=EventId(""),
        matter=matter.id,
        kind=kind,
        on=on,
        of=of,
        status=EventStatus.PROPOSED if facts.proposed else EventStatus.CONFIRMED,
        replaces=facts.replaces,
        letter=facts.letter,
        errors=errors,
        starts=starts,
        amount=facts.amount,
        channel=facts.channel,
        receipt=facts.receipt,
        note=safe_line(facts.note),
        params=dict(facts.params or {}),
        recorded=datetime.now().astimezone(),
    )
    correcting.check_order(store, matter.id, event)
    with store.change("event add"):
        made = store.add_event(correcting.marked_sending(store, event))
        if made.replaces is not None and made.status is EventStatus.CONFIRMED:
            correcting.letter_follows(store, made)
        return made


def confirm_event(store: Store, event_id: str) -> Event:
    """The event, which from now on moves clocks."""
    event = store.event(EventId(event_id))
    if event.status is EventStatus.CONFIRMED and not event.undone:
        return event
    with store.change("event confirm"):
        made = store.confirm_event(event.id)
        if made.replaces is not None and not made.undone:
            correcting.letter_follows(store, made)
        return made


def confirm_on(store: Store, event_id: str, on: date) -> Event:
    """The event on its true day, which from now on moves clocks; the proposal stays on record."""
    proposed = store.event(EventId(event_id))
    if on == proposed.on:
        return confirm_event(store, event_id)
    with store.change("event confirm"):
        store.undo_event(proposed.id)
        return store.add_event(
            replace(
                proposed,
                id=EventId(""),
                on=on,
                status=EventStatus.CONFIRMED,
                undone=False,
                params=correcting.moved_params(proposed, on),
                recorded=datetime.now().astimezone(),
            )
        )


def undo_event(store: Store, event_id: str) -> Event:
    """The event, which from now on moves nothing; it stays on record."""
    event = store.event(EventId(event_id))
    if event.undone:
        return event
    correcting.undoable(store, event)
    with store.change("event undo"):
        made = store.undo_event(event.id)
        if made.replaces is not None and made.status is EventStatus.CONFIRMED:
            correcting.letter_follows(store, store.event(made.replaces))
        return made


def timeline(store: Store, matter: Matter) -> list[TimelineRow]:
    """Everything that happened in a matter, in order."""
    from borrower_desk.actions.unproven import marked
    from borrower_desk.matters.timeline import chronology, standing

    events = store.events(matter.id)
    rows = chronology(events, store.rows(matter=matter.id))
    return marked(store, rows, standing(events))


def escalation(store: Store, matter: Matter, today: date) -> Ladder:
    """The steps of the ladder, which of them the record supports, and why."""
    from borrower_desk.actions.clock import due
    from borrower_desk.matters.escalation import ladder

    return ladder(
        matter, due(store, today, matter=matter, everything=True), store.events(matter.id), today
    )


def scorecards(store: Store, today: date, servicer_id: str | None = None) -> list[Scorecard]:
    """How each servicer did, from the desk's own record."""
    from borrower_desk.actions.clock import due
    from borrower_desk.matters.scorecard import scorecard

    loans = {one.id: one for one in store.loans()}
    owed: dict[str, dict[MatterId, list[Duty]]] = {}
    for matter in store.matters():
        loan = loans[matter.loan]
        owed.setdefault(loan.servicer_on(matter.opened or today), {})[matter.id] = []
        for duty in due(store, today, matter=matter, everything=True):
            # What the old servicer owed, the old servicer still owes.
            held = owed.setdefault(duty.servicer or loan.servicer_on(duty.trigger.on), {})
            held.setdefault(matter.id, []).append(duty)
    return [
        scorecard(one, owed.get(one.id, {}))
        for one in store.servicers()
        if servicer_id in (None, one.id)
    ]


def _in_its_place(
    store: Store, matter: Matter, kind: EventKind, on: date, facts: EventFacts
) -> EventFacts:
    """The facts with what a correction inherits; a letter's second delivery replaces its first."""
    if kind is EventKind.DELIVERED and facts.replaces is None and not facts.proposed:
        named = facts.of.strip().upper() if facts.of else None
        former = correcting.former_delivery(store, matter.id, named)
        facts = facts if former is None else replace(facts, replaces=former.id)
    return correcting.corrected(store, matter.id, on, facts)


def _letter_clocks(store: Store, facts: EventFacts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The errors and the rules: those said, else those of the letter's template."""
    if facts.letter is None or facts.letter in set(Kind):
        # What the servicer sends has a kind too ("transfer-notice"); it starts what is said.
        return tuple(facts.errors), tuple(facts.starts)
    from borrower_desk.actions.recording import own_templates
    from borrower_desk.letters.templates import template

    letter = template(facts.letter, folder=own_templates(store.path))
    return tuple(facts.errors) or letter.errors, tuple(facts.starts) or letter.starts


def _subject_of(
    store: Store, matter: Matter, kind: EventKind, on: date, of: str | None
) -> str | None:
    if of is None:
        return None
    spelled = of.strip().upper()
    if spelled.startswith("E"):
        subject = store.event(EventId(spelled))
        if subject.matter != matter.id:
            raise UsageError(
                f"{spelled} belongs to {subject.matter}, not to {matter.id}.",
                hint=f"`borrower-desk event list {matter.id}` shows the events of this matter.",
            )
        latest = successors(store.events(matter.id)).get(subject.id, subject.id)
        subject = store.event(EventId(latest))
        if on < subject.on:
            raise EventOutOfOrder(
                f"{subject.kind.value} was on {subject.on}; {kind.value} cannot be on {on}.",
                hint="Check both dates.",
            )
    if spelled.startswith("C"):
        _must_be_genuine(store, spelled)
    return spelled


def _must_be_genuine(store: Store, identifier: str) -> None:
    """A message whose sender looks false starts no clock, until the user says what it is."""
    from borrower_desk.actions.genuine import judged_now

    one = judged_now(store, store.correspondence(CorrespondenceId(identifier)))
    said = one.kind_confirmed and one.kind != Kind.SUSPECTED_PHISHING.value
    if one.authenticity.verdict is Verdict.SUSPICIOUS and not said:
        raise UsageError(
            f"{identifier} is suspicious: it starts and stops no clock.",
            hint="Call the servicer at a number from an old statement. If the message is theirs:"
            f" borrower-desk classify {identifier} --as KIND, then try again.",
        )


def _nearest(wanted: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(wanted, known, n=3, cutoff=0.4)
    return f"Did you mean {', '.join(near)}?" if near else f"Known are: {', '.join(known)}."
