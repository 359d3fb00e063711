"""What received mail would put on record, as proposals: nothing moves until the user says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

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

# What a received message of a kind would record.  An automated reply is not
# among them: it never answers anything.
PROPOSES = {
    Kind.ACKNOWLEDGMENT: EventKind.ACKNOWLEDGED,
    Kind.EXTENSION_NOTICE: EventKind.EXTENDED,
    Kind.RESPONSE: EventKind.RESPONDED,
    Kind.CORRECTION: EventKind.CORRECTED,
    Kind.REFUSAL: EventKind.RESPONDED,
    Kind.NOT_REQUIRED_NOTICE: EventKind.REFUSED,
    Kind.TRANSFER_NOTICE: EventKind.TRANSFERRED,
    Kind.PAYOFF_STATEMENT: EventKind.RESPONDED,
    Kind.BOUNCE: EventKind.OTHER,
}


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
    proposal = _proposal(kept, Kind(kept.kind), events, today)
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
            params={**proposal.params, "by": kept.id},
        )
    )


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
    found = facts.find(kept.text, mailed)
    params: dict[str, str] = {}
    if kind is Kind.TRANSFER_NOTICE:
        transferred = any(one.kind is EventKind.TRANSFERRED for one in events)
        if found.transfer_effective is None or transferred:
            return Proposal(EventKind.STATEMENT_SENT, mailed, letter=kind.value)
        return Proposal(EventKind.TRANSFERRED, found.transfer_effective)
    if kind is Kind.ACKNOWLEDGMENT and found.received_on is not None:
        params["received_on"] = found.received_on.isoformat()
    if kind is Kind.EXTENSION_NOTICE:
        params |= {"in_writing": "true", "gives_reasons": str(found.gives_reasons).lower()}
        if found.extended_to is not None:
            params["extended_to"] = found.extended_to.isoformat()
    return Proposal(PROPOSES[kind], mailed, params=params)


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
