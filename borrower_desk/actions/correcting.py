"""A correction takes the whole place of what it corrects, and no letter leaves or arrives twice.

Events are only added.  The event that corrects another inherits whatever is not
said anew: a mended day must not cost a letter its clocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from borrower_desk.errors import EventOutOfOrder, FindingsStand, UsageError
from borrower_desk.matters.lateness import in_words
from borrower_desk.matters.notices import MAILING, REPLIES, day_in, mailed_day
from borrower_desk.matters.timeline import standing, successors
from borrower_desk.model import (
    Channel,
    Correspondence,
    CorrespondenceId,
    Duty,
    DutyStatus,
    Event,
    EventId,
    EventKind,
    MatterId,
)
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.actions.letters import Waiver
    from borrower_desk.actions.matters import EventFacts
    from borrower_desk.desk.store import Store

DATED_AFTER_SENDING = "dated-after-sending"
LETTER_DATED = "letter_dated"  # an event's parameter: the day that the letter itself bears
# Who posts a letter and writes it into the desk some days later gets that day's date on it: said
# and shown, not refused.  Beyond two weeks it is a slip, or a letter that was never sent.
WRITTEN_UP_LATER = 14  # days
_POST = (Channel.MAIL, Channel.CERTIFIED_MAIL)


def corrected(store: Store, matter: MatterId, on: date, facts: EventFacts) -> EventFacts:
    """What is said of a correction, and what it inherits of the event that it replaces.

    UsageError where that event counts no longer, so that nothing is corrected twice.
    """
    if facts.replaces is None:
        return facts
    old = store.event(EventId(facts.replaces))
    if old.matter != matter:
        raise UsageError(
            f"{old.id} belongs to {old.matter}, not to {matter}.",
            hint="A correction stays in the matter of what it corrects.",
        )
    if old.undone:
        raise UsageError(
            f"{old.id} was undone: there is nothing to correct.",
            hint="Record what happened as a new event, without --replaces.",
        )
    latest = successors(store.events(matter)).get(old.id)
    if latest is not None and latest != old.id:
        raise UsageError(
            f"{old.id} was replaced by {latest} already.",
            hint=f"Correct the one that counts: --replaces {latest}",
        )
    same_letter = facts.letter in (None, old.letter)
    return replace(
        facts,
        of=facts.of or old.of,
        letter=facts.letter or old.letter,
        errors=facts.errors or (old.errors if same_letter else ()),
        starts=facts.starts or (old.starts if same_letter else ()),
        amount=old.amount if facts.amount is None else facts.amount,
        channel=facts.channel or old.channel,
        receipt=facts.receipt or old.receipt,
        note=facts.note or old.note,
        params={**moved_params(old, on), **(facts.params or {})},
    )


def moved_params(old: Event, on: date) -> dict[str, str]:
    """An event's parameters for another day: a mailing day that was its day is another too."""
    if on == old.on:
        return dict(old.params)
    was = old.on.isoformat()
    return {k: v for k, v in old.params.items() if not (k in MAILING and v.strip() == was)}


def former_delivery(store: Store, matter: MatterId, of: str | None) -> Event | None:
    """The delivery that counts of this letter already; a new one takes its place."""
    if of is None:
        return None
    events = store.events(matter)
    sent = sending_named(standing(events), successors(events), of)
    return delivery_of(events, sent) if sent is not None else None


def delivery_of(events: Sequence[Event], sent: Event) -> Event | None:
    """The delivery that counts of a letter that was sent; None while there is none."""
    stands, nexts = standing(events), successors(events)
    names = {sent.id, sent.of, sent.params.get("draft")}
    found = [
        one
        for one in stands
        if one.kind is EventKind.DELIVERED and nexts.get(one.of or "", one.of) in names
    ]
    return found[-1] if found else None


def sending_named(
    stands: Sequence[Event], nexts: Mapping[str, str], identifier: str
) -> Event | None:
    """The standing `sent` event of a letter, by the id of the event, the letter or the draft."""
    wanted = nexts.get(identifier, identifier)
    sendings = [one for one in stands if one.kind is EventKind.SENT]
    named = [one for one in sendings if wanted in (one.id, one.of, one.params.get("draft"))]
    return named[-1] if named else None


def check_order(store: Store, matter: MatterId, event: Event) -> None:
    """EventOutOfOrder where a letter would leave after it came, or be answered before it left.

    UsageError where the same letter would leave a second time.
    """
    events = store.events(matter)
    gone = {event.replaces}
    nexts = successors(events)
    stands = [one for one in standing(events) if one.id not in gone]
    if event.kind is EventKind.SENT:
        _leaves_once(matter, event, stands)
        _leaves_before(event, stands, nexts)
        _not_dated_after(store, event)
    elif event.of is not None and event.kind in (*REPLIES, EventKind.DELIVERED):
        sent = sending_named(stands, nexts, event.of)
        if sent is not None and event.on < sent.on:
            raise EventOutOfOrder(
                f"The letter left on {sent.on} ({sent.id}); {event.kind.value} cannot be on"
                f" {event.on}.",
                hint="Check both dates. A wrong mailing day is mended with: borrower-desk event"
                f" add {matter} sent DATE --replaces {sent.id}",
            )
    mailed = event.params.get("mailed")
    if mailed is not None:
        day = day_in(event.params, "mailed")
        if day is None or day > event.on:
            raise UsageError(
                f"mailed={safe_line(mailed, 40)} is no day up to {event.on}.",
                hint="The day of the postmark, as in --param mailed=2027-01-05; it is not after"
                " the day on which the letter came.",
            )


def _leaves_once(matter: MatterId, event: Event, stands: Iterable[Event]) -> None:
    names = {one for one in (event.of, event.params.get("draft")) if one and one[0] in "CD"}
    for one in stands:
        if one.kind is EventKind.SENT and names & {one.of, one.params.get("draft")}:
            raise UsageError(
                f"That letter left on {one.on} already ({one.id}).",
                hint="If that day is wrong: borrower-desk event add"
                f" {matter} sent {event.on} --replaces {one.id}",
            )


def _leaves_before(event: Event, stands: Iterable[Event], nexts: Mapping[str, str]) -> None:
    """A mended mailing day still lies before the delivery, and before what answers the letter."""
    if event.replaces is None:
        return
    names = {event.replaces, event.of, event.params.get("draft")}
    for one in stands:
        follows = one.kind in (*REPLIES, EventKind.DELIVERED)
        if follows and one.on < event.on and (one.of in names or nexts.get(one.of or "") in names):
            raise EventOutOfOrder(
                f"{one.id} says {one.kind.value} on {one.on}; the letter cannot have left on"
                f" {event.on}.",
                hint=f"Check both dates; correct {one.id} first if that one is wrong.",
            )


def _not_dated_after(store: Store, event: Event) -> None:
    """A corrected mailing day before the letter's own date needs its reason."""
    if event.replaces is None or event.params.get("despite"):
        return
    before = store.event(event.replaces)
    dated = _dated(store, event)
    if not _too_late(dated, event.on) or _too_late(dated, before.on):
        return
    raise FindingsStand(
        f"The letter bears the date {dated}: it cannot have left on {event.on}"
        f" ({DATED_AFTER_SENDING}).",
        hint="Check the day. To let it stand, say why: --param despite=REASON",
    )


def _too_late(written: date | None, on: date) -> bool:
    return written is not None and (written - on).days > WRITTEN_UP_LATER


def _dated(store: Store, event: Event) -> date | None:
    from borrower_desk.model import DraftId

    draft = event.params.get("draft")
    return store.draft(DraftId(draft)).written if draft else None


def marked_date(event: Event, written: date | None) -> Event:
    """The sending, with the day that the letter bears where that is after the day it left."""
    params = {key: value for key, value in event.params.items() if key != LETTER_DATED}
    if written is not None and written > event.on:
        params[LETTER_DATED] = written.isoformat()
    return event if params == dict(event.params) else replace(event, params=params)


def marked_sending(store: Store, event: Event) -> Event:
    """`marked_date` of a sending that the desk wrote; any other event as it is."""
    return marked_date(event, _dated(store, event)) if event.kind is EventKind.SENT else event


def dated_in_time(written: date | None, on: date, waiver: Waiver | None) -> None:
    """FindingsStand for a letter that bears a day long after the one on which it is said to leave.

    Nobody mails a letter before it is written: an opponent would read both days
    on two pages of the packet.  It stands with a reason, and is shown.
    """
    if not _too_late(written, on):
        return
    if waiver is not None and DATED_AFTER_SENDING in waiver.codes:
        if waiver.reason.strip():
            return
        raise UsageError(
            "An error stands only with a reason.", hint="Add --reason TEXT; the journal keeps it."
        )
    raise FindingsStand(
        f"The letter bears the date {written}: it cannot have left on {on}.",
        hint="Check the day it left. If this is the record of a letter that you sent before, say"
        f" so: --despite {DATED_AFTER_SENDING} --reason TEXT",
    )


def letter_follows(store: Store, event: Event) -> None:
    """The kept letter bears the day and the channel of the sending that counts; in a change."""
    if event.kind is not EventKind.SENT or not (event.of or "").startswith("C"):
        return
    identifier = CorrespondenceId(event.of or "")
    if store.tombstone(identifier) is not None:
        return
    kept: Correspondence = store.correspondence(identifier)
    channel = event.channel or kept.channel
    if (kept.on, kept.channel) != (event.on, channel):
        store.save_correspondence(replace(kept, on=event.on, channel=channel))


def undoable(store: Store, event: Event) -> None:
    """UsageError where a later correction stands in the event's place: that one is undone first."""
    latest = successors(store.events(event.matter)).get(event.id)
    if latest is not None and latest != event.id:
        raise UsageError(
            f"{event.id} was replaced by {latest}: it counts no longer.",
            hint=f"To take the correction back: borrower-desk event undo {latest}",
        )


def replaced_by(events: Iterable[Event]) -> dict[str, str]:
    """Which event counts in the place of a corrected one, by its id."""
    return {old: new for old, new in successors(events).items() if old != new}


def questions(store: Store, event: Event, owed: Iterable[Duty]) -> list[str]:
    """What the user should look at again after this event, in words."""
    return [*_of_delivery(store, event), *_of_answer(store, event), *_of_mailing(event, owed)]


def _of_delivery(store: Store, event: Event) -> list[str]:
    if event.kind is not EventKind.DELIVERED:
        return []
    asked = []
    if event.replaces is not None:
        old = store.event(event.replaces)
        asked.append(f"{old.id} (delivered on {old.on}) counts no longer: {event.id} replaces it.")
    events = store.events(event.matter)
    sent = sending_named(standing(events), successors(events), event.of or "")
    if sent is not None and sent.channel in _POST and sent.on == event.on:
        asked.append(
            f"It was mailed and delivered on the same day, {event.on}: mail seldom is. Look at the"
            f" return card; another day replaces this one: borrower-desk delivered {sent.id}"
            " --on DATE"
        )
    return asked


def _of_answer(store: Store, event: Event) -> list[str]:
    """An answer that names no letter, on a day before any letter left."""
    if event.kind not in REPLIES or event.undone:
        return []
    stands = standing(store.events(event.matter))
    sent = [one.on for one in stands if one.kind is EventKind.SENT]
    if not sent or event.on >= min(sent):
        return []
    return [
        f"{event.id} is dated {event.on}, before the first letter of this matter left"
        f" ({min(sent)}): it answers none of them. If the day is wrong: borrower-desk event add"
        f" {event.matter} {event.kind.value} DATE --replaces {event.id}"
    ]


def _of_mailing(event: Event, owed: Iterable[Duty]) -> list[str]:
    """An answer that came by mail after the last day: only its postmark tells if it is late."""
    if event.channel not in _POST or mailed_day(event) is not None:
        return []
    late = [
        one.late_after
        for one in owed
        if one.met_by == event.id
        and one.status is DutyStatus.MET
        and one.late_after is not None
        and event.on > one.late_after
    ]
    if not late:
        return []
    return [
        f"When was it mailed? Late only if after {in_words(min(late))}; the postmark tells:"
        f" borrower-desk event add {event.matter} {event.kind.value} {event.on} --replaces"
        f" {event.id} --param mailed=DATE"
    ]
