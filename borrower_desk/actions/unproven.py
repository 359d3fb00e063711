"""Which events rest on a message that nothing proves, and what is to be said of it.

A stranger can write what a servicer would, and a servicer can print on a letter
whatever day suits it.  The user decides what counts; here is what to know first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from borrower_desk.actions.genuine import judged_now
from borrower_desk.frozen import dataclass
from borrower_desk.model import (
    Channel,
    Correspondence,
    CorrespondenceId,
    Direction,
    Duty,
    Event,
    EventKind,
    EventStatus,
    TimelineRow,
    Verdict,
)
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

LONG_IN_THE_MAIL = 10  # days: beyond them the day that a letter bears is a claim like another
# What meets a duty of the servicer's or moves its day.
_MEETS = frozenset(
    {
        EventKind.ACKNOWLEDGED,
        EventKind.EXTENDED,
        EventKind.RESPONDED,
        EventKind.CORRECTED,
        EventKind.REFUSED,
        EventKind.DOCUMENTS_PROVIDED,
        EventKind.STATEMENT_SENT,
        EventKind.INSURANCE_NOTICE_MAILED,
    }
)
_OURS = frozenset({EventKind.SENT, EventKind.DELIVERED, EventKind.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is not proved of a message, for a column and in a sentence."""

    short: str
    words: str


def doubt_of(store: Store, kept: Correspondence) -> Doubt | None:
    """What is not proved of what was received, by what is on record today; None without doubt."""
    if kept.direction is not Direction.RECEIVED or kept.privileged:
        return None
    if kept.channel is not Channel.EMAIL:
        return _late_for_its_date(kept)
    if kept.authenticity.verdict is Verdict.CONSISTENT:
        return None
    now = judged_now(store, kept).authenticity
    if now.verdict is Verdict.CONSISTENT:
        return None
    from borrower_desk.intake.headers import person

    # Not the name beside the address: whoever writes it would tell a tale, or hide the address.
    sender = safe_line(person(kept.sender).address or kept.sender, 120) or "an unknown sender"
    why = safe_line(f": {'; '.join(now.reasons)}", 300) if now.reasons else ""
    words = f"It came from {sender}, and nothing proves that it is the servicer's{why}."
    return Doubt("origin not proved", words)


def doubt_about(store: Store, event: Event) -> Doubt | None:
    """The doubt about the message that an event is taken from."""
    source = _source(event)
    if source is None or store.tombstone(source) is not None:
        return None
    return doubt_of(store, store.correspondence(source))


def to_ask_again(store: Store, event: Event) -> str:
    """What the user should hear before a stranger's message meets a duty; "" for any other."""
    from borrower_desk.intake.authenticity import is_strangers

    source, doubt = _source(event), doubt_about(store, event)
    if event.kind not in _MEETS or event.status is EventStatus.CONFIRMED:
        return ""
    if source is None or doubt is None:
        return ""
    kept = store.correspondence(source)
    strange = kept.channel is Channel.EMAIL and is_strangers(kept.sender, store.servicers())
    return doubt.words if strange else ""


def told(store: Store, owed: Iterable[Duty], events: Mapping[str, Event]) -> list[Duty]:
    """The duties, with what is not proved of the messages that they rest on."""
    known: dict[str, Doubt | None] = {}

    def said(event: Event) -> str:
        if event.id not in known:
            known[event.id] = doubt_about(store, event)
        doubt = known[event.id]
        return f"It rests on {_source(event)}. {doubt.words}" if doubt else ""

    found = []
    for duty in owed:
        rests_on = [said(one) for one in _behind(duty, events)]
        words = " ".join(dict.fromkeys(one for one in (duty.uncertainty, *rests_on) if one))
        found.append(replace(duty, uncertainty=words) if words != duty.uncertainty else duty)
    return found


def marked(store: Store, rows: Sequence[TimelineRow], events: Iterable[Event]) -> list[TimelineRow]:
    """The chronology, where what an event rests on is not proved with a word that says so."""
    doubts = {str(_source(one)): doubt for one in events if (doubt := doubt_about(store, one))}
    return [_doubted(row, doubts[row.id].short) if row.id in doubts else row for row in rows]


def _doubted(row: TimelineRow, doubt: str) -> TimelineRow:
    """With the doubt; what rests on it is not called proved beside it."""
    said = row.proof.removeprefix("proved").removeprefix("; ").removeprefix(", ")
    return replace(row, proof="; ".join(one for one in (said, doubt) if one))


def _late_for_its_date(kept: Correspondence) -> Doubt | None:
    """Paper that bears a day long before it came, where no postmark says when it was mailed."""
    if kept.dated is None or kept.received is None or kept.postmarked is not None:
        return None
    days = (kept.received - kept.dated).days
    if days <= LONG_IN_THE_MAIL:
        return None
    return Doubt(
        "its date not proved",
        f"It bears the day {kept.dated} and came on {kept.received}, {days} days later: only its"
        " postmark would prove the day it was mailed. Keep the envelope.",
    )


def _behind(duty: Duty, events: Mapping[str, Event]) -> list[Event]:
    """The events that meet a duty, start it or put it off."""
    named = [events[one] for one in (duty.trigger.id, duty.met_by or "") if one in events]
    if duty.extended:
        named += [
            one
            for one in events.values()
            if one.kind is EventKind.EXTENDED
            and one.matter == duty.matter
            and one.status is EventStatus.CONFIRMED
            and not one.undone
        ]
    return named


def _source(event: Event) -> CorrespondenceId | None:
    """The message that an event is taken from; our own letters prove what they are."""
    named = event.params.get("by") or ("" if event.kind in _OURS else event.of or "")
    return CorrespondenceId(named) if named.startswith("C") else None
