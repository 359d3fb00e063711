"""What received mail would put on record, as proposals: nothing moves until the user says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from borrower_desk.matters.timeline import successors
from borrower_desk.model import (
    Channel,
    Correspondence,
    Direction,
    Event,
    EventId,
    EventKind,
    EventStatus,
    Kind,
    Matter,
    Receipt,
    Relation,
    Verdict,
)

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.intake.facts import Found

# What a received message of a kind would record.  An automated reply is not
# among them: it never answers anything.
PROPOSES = {
    Kind.ACKNOWLEDGMENT: EventKind.ACKNOWLEDGED,
    Kind.EXTENSION_NOTICE: EventKind.EXTENDED,
    Kind.RESPONSE: EventKind.RESPONDED,
    Kind.PARTIAL_RESPONSE: EventKind.RESPONDED,
    Kind.CORRECTION: EventKind.CORRECTED,
    Kind.REFUSAL: EventKind.RESPONDED,
    Kind.NOT_REQUIRED_NOTICE: EventKind.REFUSED,
    Kind.TRANSFER_NOTICE: EventKind.TRANSFERRED,
    Kind.PAYOFF_STATEMENT: EventKind.RESPONDED,
    Kind.BOUNCE: EventKind.OTHER,
    Kind.FORECLOSURE_NOTICE: EventKind.SALE_SCHEDULED,
    Kind.FORCE_PLACED_INSURANCE_NOTICE: EventKind.INSURANCE_NOTICE_MAILED,
    Kind.FORM_1098: EventKind.STATEMENT_SENT,
    Kind.ESCROW_STATEMENT: EventKind.STATEMENT_SENT,
    Kind.ARM_NOTICE: EventKind.STATEMENT_SENT,
    Kind.COLLECTION_NOTICE: EventKind.STATEMENT_SENT,
    Kind.LOSS_MITIGATION_NOTICE: EventKind.STATEMENT_SENT,
}
# What they send because a letter of ours of this kind asked for it.
_ASKED_FOR = {Kind.PAYOFF_STATEMENT: "payoff-statement", Kind.FORM_1098: "form-1098"}
_OF_AN_APPLICATION = (Kind.LOSS_MITIGATION_NOTICE, Kind.REQUEST_TO_BORROWER)
_SAYS_COMPLETE = re.compile(
    r"\b(?:application|package|request)\b[^.]{0,80}\b(?:in)?complete\b|\b(?:in)?complete"
    r"\s(?:loss mitigation |mortgage assistance )?(?:application|package)\b",
    re.IGNORECASE,
)
_OURS = (EventKind.SENT, EventKind.DELIVERED)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An event in the making."""

    kind: EventKind
    on: date
    of: str | None = None
    letter: str | None = None
    params: dict[str, str] = field(default_factory=dict)


def propose(store: Store, kept: Correspondence, matter: Matter, today: date) -> Event | None:
    """The event that a received message would record, as a proposal; None when it is none.

    A suspicious message and an automated reply never propose anything.
    """
    if kept.direction is not Direction.RECEIVED or kept.authenticity.verdict is Verdict.SUSPICIOUS:
        return None
    events = [one for one in store.events(matter.id) if not one.undone]
    if kept.kind not in set(Kind) or any(one.params.get("by") == kept.id for one in events):
        return None
    kind = Kind(kept.kind)
    proposal = _of_application(kept, kind, events, today) or _proposal(kept, kind, events, today)
    if proposal is not None and proposal.of is None:
        proposal = replace(proposal, of=_answers(store, kept, events, proposal))
    if proposal is None or _told_before(store, kept, events, proposal):
        return None
    return store.add_event(
        Event(
            id=EventId(""),
            matter=matter.id,
            kind=proposal.kind,
            on=proposal.on,
            of=proposal.of,
            letter=proposal.letter,
            status=EventStatus.PROPOSED,
            channel=kept.channel,
            receipt=Receipt.ADMITTED if "received_on" in proposal.params else None,
            note=f"{kept.id} looks like {_a(kept.kind)}: {kept.subject}",
            params={**_mailing(kept, proposal.on), **proposal.params, "by": kept.id},
        )
    )


def _mailing(kept: Correspondence, on: date) -> dict[str, str]:
    """What tells that a letter's event bears the day of its mailing, not of its coming."""
    if kept.channel not in (Channel.MAIL, Channel.CERTIFIED_MAIL):
        return {}
    known = {"postmarked": kept.postmarked, "dated": kept.dated}
    told = next(((name, day) for name, day in known.items() if day is not None), None)
    return {told[0]: on.isoformat()} if told is not None and told[1] == on else {}


def _told_before(
    store: Store, kept: Correspondence, events: list[Event], proposal: Proposal
) -> bool:
    """Is this the same letter again?  The earliest delivery counts, and is proposed once."""
    pairs = [one for one in store.links(kept.id) if one.relation is Relation.SAME_LETTER]
    others = {one.one for one in pairs} | {one.other for one in pairs}
    for event in events:
        if event.params.get("by") in others and event.kind is proposal.kind:
            if event.status is EventStatus.CONFIRMED or event.on <= proposal.on:
                return True
            store.undo_event(event.id)
    return False


def _proposal(
    kept: Correspondence, kind: Kind, events: list[Event], today: date
) -> Proposal | None:
    """The day of the fact and its particulars, as the message itself states them.

    A servicer's letter counts from the day it was mailed (12 CFR 1024.11).
    """
    from borrower_desk.intake import facts

    mailed = min(kept.postmarked or kept.dated or kept.on, today)
    if kind is Kind.BOUNCE:
        return _bounce(events, kept.on)
    if kind not in PROPOSES:
        return None
    if kind in _ASKED_FOR:
        return _asked_for(kind, mailed, events)
    found = facts.find(kept.text, mailed)
    if kind is Kind.FORECLOSURE_NOTICE:
        sale = found.stated(facts.SALE)
        return Proposal(EventKind.SALE_SCHEDULED, sale) if sale is not None else None
    if kind is Kind.TRANSFER_NOTICE:
        return _transfer(found, mailed, events)
    letter = kind.value if PROPOSES[kind] is EventKind.STATEMENT_SENT else None
    return Proposal(PROPOSES[kind], mailed, letter=letter, params=_particulars(kind, found))


def _of_application(
    kept: Correspondence, kind: Kind, events: Sequence[Event], today: date
) -> Proposal | None:
    """The application that a message calls complete or incomplete: their notice of five days."""
    if kind not in _OF_AN_APPLICATION or not _SAYS_COMPLETE.search(kept.text):
        return None
    mailed = min(kept.postmarked or kept.dated or kept.on, today)
    begun = [e for e in events if e.kind is EventKind.APPLICATION_SUBMITTED and e.on <= mailed]
    told = any(begun and e.of == begun[-1].id and e.kind is EventKind.ACKNOWLEDGED for e in events)
    return Proposal(EventKind.ACKNOWLEDGED, mailed, of=begun[-1].id) if begun and not told else None


def _transfer(found: Found, mailed: date, events: Sequence[Event]) -> Proposal:
    """The transfer, once; the second servicer's letter about it is the notice that it owed."""
    known = any(one.kind is EventKind.TRANSFERRED for one in events)
    if found.transfer_effective is None or known:
        return Proposal(EventKind.STATEMENT_SENT, mailed, letter=Kind.TRANSFER_NOTICE.value)
    return Proposal(EventKind.TRANSFERRED, found.transfer_effective)


def _particulars(kind: Kind, found: Found) -> dict[str, str]:
    if kind is Kind.PARTIAL_RESPONSE:
        return {"partial": "true"}
    if kind is Kind.ACKNOWLEDGMENT and found.received_on is not None:
        return {"received_on": found.received_on.isoformat()}
    if kind is not Kind.EXTENSION_NOTICE:
        return {}
    said = {"in_writing": "true", "gives_reasons": str(found.gives_reasons).lower()}
    if found.extended_to is not None:
        said["extended_to"] = found.extended_to.isoformat()
    return said


def effect(store: Store, event: Event, today: date) -> list[str]:
    """What accepting a proposed event would move, one line for each duty."""
    from borrower_desk.actions.clock import moved
    from borrower_desk.matters.duties import duties

    matter = store.matter(event.matter)
    loan = store.loan(matter.loan)
    servicers = {one.id: one for one in store.servicers()}
    events = store.events(matter.id)
    accepted = [
        replace(one, status=EventStatus.CONFIRMED) if one.id == event.id else one for one in events
    ]
    return moved(
        duties(matter, loan, servicers, events, today),
        duties(matter, loan, servicers, accepted, today),
    )


def question(store: Store, event: Event, today: date) -> str:
    """What the event is taken from, what it would move, and how to accept it."""
    from borrower_desk.actions.unproven import doubt_about

    told = event.note or f"{event.kind.value} on {event.on}"
    moves = " ".join(effect(store, event, today)) or "It moves no date."
    doubt = doubt_about(store, event)
    said = f"{told.rstrip('.')}. {f'{doubt.words} ' if doubt else ''}{moves}"
    return f"{said} Accept? borrower-desk event confirm {event.id}"


def waiting(store: Store, matter: Matter | None = None) -> list[Event]:
    """The proposed events on which nobody has decided yet."""
    found = store.events(matter.id if matter else None)
    corrected = successors(found)
    return [
        one
        for one in found
        if one.status is EventStatus.PROPOSED and not one.undone and one.id not in corrected
    ]


def _asked_for(kind: Kind, mailed: date, events: Sequence[Event]) -> Proposal:
    """A statement that one of our letters asked for answers that letter, and no other."""
    letter = _ASKED_FOR[kind]
    asked = [e for e in events if e.kind in _OURS and e.letter == letter and e.on <= mailed]
    if asked:
        return Proposal(EventKind.RESPONDED, mailed, of=asked[-1].id)
    return Proposal(EventKind.STATEMENT_SENT, mailed, letter=letter)


def _answers(
    store: Store, kept: Correspondence, events: Sequence[Event], proposal: Proposal
) -> str | None:
    """The letter of ours in whose conversation the message stands, if one is on record."""
    thread = set(store.thread(kept.id)) - {kept.id}
    sent = [
        one.id
        for one in events
        if one.kind is EventKind.SENT and one.of in thread and one.on <= proposal.on
    ]
    return sent[-1] if sent else None


def _bounce(events: list[Event], on: date) -> Proposal | None:
    """A bounce says that the last letter by e-mail was not received."""
    mailed = [
        one
        for one in events
        if one.kind is EventKind.SENT and one.channel is Channel.EMAIL and one.on <= on
    ]
    if not mailed:
        return None
    return Proposal(EventKind.OTHER, on, of=mailed[-1].id, params={"bounce": "true"})


def _a(kind: str) -> str:
    words = kind.replace("-", " ")
    return f"an {words}" if words[:1] in "aeiou" else f"a {words}"
