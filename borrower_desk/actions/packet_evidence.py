"""What the desk keeps to prove a matter's events, and what was taken out of the matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from borrower_desk.letters.tracking import Standing, standing_of
from borrower_desk.matters.timeline import proof_of, standing
from borrower_desk.model import Channel, Direction, Event, EventKind, Matter, TimelineRow
from borrower_desk.packet.evidence import ANSWERS, LETTER_EVENTS, Evidence

if TYPE_CHECKING:
    from datetime import date

    from borrower_desk.desk.store import Store
    from borrower_desk.model import CorrespondenceRow


def evidence_of(store: Store, events: Sequence[Event]) -> dict[str, Evidence]:
    """What stands behind each standing event, by its id; a sending also by its letter's."""
    rows = {str(one.id): one for one in store.rows()}
    found: dict[str, Evidence] = {}
    for event in standing(events):
        tracking = event.params.get("tracking", "")
        one = Evidence(
            event.kind,
            event.on,
            _kept(event, rows),
            tracking,
            standing_of(tracking) is Standing.VALID,
            event.channel,
        )
        found[event.id] = one
        if event.kind is EventKind.SENT and event.of in rows:
            found.setdefault(str(event.of), one)
    return found


def _kept(event: Event, rows: dict[str, CorrespondenceRow]) -> str:
    """The id of the document that is kept as proof of the event; "" when there is none.

    The letter itself proves no delivery, and our own letter no answer.
    """
    named = [event.params.get("proof"), event.params.get("by"), event.of]
    kept = [rows[one] for one in named if one in rows]
    if event.kind is EventKind.SENT:
        by_wire = event.channel in (Channel.EMAIL, Channel.PORTAL)
        own = [one for one in kept if one.direction is Direction.SENT]
        if own and ("mailing_proof" in event.params or by_wire):
            return str(own[0].id)
    if event.kind in LETTER_EVENTS or event.kind in ANSWERS:
        kept = [one for one in kept if one.direction is Direction.RECEIVED]
    return str(kept[0].id) if kept else ""


def without_proof(rows: Sequence[TimelineRow], events: Sequence[Event]) -> list[TimelineRow]:
    """The chronology without the words of proof, which the packet says from `evidence_of`.

    What else stands there, such as a doubt about the sender, stays.
    """
    said: dict[str, str] = {}
    for event in standing(events):
        said[event.id] = proof_of(event)
        if event.kind is EventKind.SENT and event.of:
            said.setdefault(event.of, proof_of(event))
    return [_without(one, said.get(one.id, "")) for one in rows]


def _without(row: TimelineRow, said: str) -> TimelineRow:
    return replace(row, proof=row.proof.removeprefix(said).removeprefix("; ")) if said else row


def removed_from(store: Store, matter: Matter) -> tuple[tuple[str, date, str], ...]:
    """The pieces purged from the matter: id, day, SHA-256 of the bytes; oldest first."""
    stones = store.tombstones()
    if not stones:
        return ()
    last: dict[str, object] = {}
    for row in store.journal():
        if row.after is not None and "matter" in row.after:
            last[row.subject] = row.after["matter"]
    return tuple(
        (one.id, one.on, str(one.sha256)) for one in stones if last.get(one.id) == matter.id
    )
