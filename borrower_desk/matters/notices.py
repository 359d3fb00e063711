"""Our letters and what is known of their receipt: the start of most clocks.

A delivery record beats the servicer's own word beats an estimate (`law.md`
1.7).  A bounce means that the letter was not received.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date

from borrower_desk.frozen import dataclass
from borrower_desk.law.calendar import business_days_after
from borrower_desk.matters.clocks import clocks_of
from borrower_desk.model import Channel, Event, EventKind, Receipt

MAIL_DAYS = 5  # business days; the longest official yardstick, Reg F 1006.34(b)(5)
REPLIES = frozenset(
    {
        EventKind.ACKNOWLEDGED,
        EventKind.EXTENDED,
        EventKind.RESPONDED,
        EventKind.CORRECTED,
        EventKind.DOCUMENTS_PROVIDED,
        EventKind.REFUSED,
    }
)
# The portal's own time stamp, or the hand it was given to, tells the day of receipt.
_SAME_DAY = frozenset({Channel.PORTAL, Channel.IN_PERSON})
_ONLINE = frozenset({Channel.PORTAL, Channel.EMAIL})


@dataclass(frozen=True, slots=True)
class Notice:
    """One letter of ours: what it asserts, when they got it, and how that is known."""

    event: Event  # the event that starts its clocks: the delivery, else the sending
    sent: Event | None
    letter: str | None
    errors: tuple[str, ...]
    starts: tuple[str, ...]
    channel: Channel | None
    received: date
    estimated: bool
    receipt: Receipt
    keys: frozenset[str]
    bounced: Event | None = None
    replies: tuple[Event, ...] = ()
    deliveries: tuple[Event, ...] = ()  # all that are on record; the last good one counts

    @property
    def left(self) -> date:
        """The day it went out, as far as is known."""
        return self.sent.on if self.sent else self.received

    @property
    def params(self) -> Mapping[str, str]:
        return {**(self.sent.params if self.sent else {}), **self.event.params}


@dataclass(slots=True)
class _Gathered:
    sent: Event | None
    deliveries: list[Event] = field(default_factory=list)
    bounce: Event | None = None

    @property
    def keys(self) -> frozenset[str]:
        found: set[str] = set()
        for one in (self.sent, *self.deliveries):
            if one is not None:
                found.add(one.id)
                # The letter's own draft or correspondence, not an event that it follows.
                found |= {of for of in (one.of, one.params.get("draft")) if of and of[:1] != "E"}
        return frozenset(found)


def gather(events: Sequence[Event], successors: Mapping[str, str]) -> list[Notice]:
    """Every letter of ours in the standing `events`, with the replies that belong to it."""
    gathered = [_Gathered(one) for one in events if one.kind is EventKind.SENT]
    for event in events:
        if event.kind is EventKind.DELIVERED:
            home = _home(event, gathered, successors)
            if home is None:
                gathered.append(_Gathered(None, [event]))
            else:
                home.deliveries.append(event)
        elif is_bounce(event):
            home = _home(event, gathered, successors)
            if home is not None:
                home.bounce = event
    notices = [_notice(one) for one in gathered]
    return _with_replies(notices, events, successors)


def is_bounce(event: Event) -> bool:
    """Does this event say that a letter came back?"""
    told = event.letter == "bounce" or truth(event.params, "bounce")
    return event.kind is EventKind.OTHER and told


def truth(params: Mapping[str, str], key: str) -> bool:
    """Is the parameter there and not false?"""
    return params.get(key, "false").strip().lower() not in ("false", "no", "null", "")


def _home(
    event: Event, gathered: Iterable[_Gathered], successors: Mapping[str, str]
) -> _Gathered | None:
    of = successors.get(event.of or "", event.of)
    if of is not None:
        return next((one for one in gathered if of in one.keys), None)
    waiting = [one for one in gathered if _may_be_of(event, one)]
    return waiting[0] if len(waiting) == 1 else None


def _may_be_of(event: Event, letter: _Gathered) -> bool:
    """Can a delivery, or a bounce, that names no letter be of this one?"""
    sent = letter.sent
    if sent is None or letter.deliveries or sent.on > event.on:
        return False
    if event.kind is EventKind.DELIVERED:
        return event.letter in (None, sent.letter)
    return sent.channel is Channel.EMAIL


def _notice(found: _Gathered) -> Notice:
    # Two days of delivery contradict each other: the later one accuses nobody too soon.
    delivery = max(found.deliveries, key=_weight, default=None)
    first = delivery or found.sent
    if first is None:
        raise ValueError("a letter was neither sent nor delivered")
    told = [one for one in (found.sent, delivery) if one is not None]
    received, estimated, receipt = _received(found.sent, delivery)
    return Notice(
        event=first,
        sent=found.sent,
        letter=next((one.letter for one in told if one.letter), None),
        errors=next((one.errors for one in told if one.errors), ()),
        starts=next((one.starts for one in told if one.starts), ()),
        channel=next((one.channel for one in told if one.channel), None),
        received=received,
        estimated=estimated,
        receipt=receipt,
        keys=found.keys,
        bounced=found.bounce if delivery is None else None,
        deliveries=tuple(found.deliveries),
    )


def _weight(delivery: Event) -> tuple[bool, date]:
    """What is known beats what is presumed; of two that are known the later counts."""
    return delivery.receipt is not Receipt.PRESUMED, delivery.on


def _received(sent: Event | None, delivery: Event | None) -> tuple[date, bool, Receipt]:
    if delivery is not None:
        receipt = delivery.receipt or Receipt.PROVED
        return delivery.on, receipt is Receipt.PRESUMED, receipt
    if sent is None:
        raise ValueError("a letter was neither sent nor delivered")
    if sent.channel in _SAME_DAY:
        in_hand = sent.channel is Channel.IN_PERSON
        return sent.on, False, Receipt.PROVED if in_hand else Receipt.PRESUMED
    return business_days_after(sent.on, MAIL_DAYS), True, Receipt.PRESUMED


def _with_replies(
    notices: list[Notice], events: Sequence[Event], successors: Mapping[str, str]
) -> list[Notice]:
    """Each reply goes with the notice it names, else with the latest open one sent before."""
    mine: dict[int, list[Event]] = {n: [] for n in range(len(notices))}
    known: dict[str, Event] = {event.id: event for event in events}
    for event in sorted(events, key=lambda one: one.on):
        if event.kind in REPLIES or event.kind in (EventKind.WITHDRAWN, EventKind.RESOLVED):
            index = _named(event, notices, known, successors)
            if index is None and event.kind in REPLIES and not _names_an_event(event, known):
                index = _latest_open(event, notices, mine)
            if index is not None:
                mine[index].append(event)
    return [_admitted(one, mine[n]) for n, one in enumerate(notices)]


def _names_an_event(event: Event, known: Mapping[str, Event]) -> bool:
    """It follows something else than a letter: an application, an appeal."""
    return event.of is not None and event.of in known


def _named(
    event: Event,
    notices: Sequence[Notice],
    known: Mapping[str, Event],
    successors: Mapping[str, str],
) -> int | None:
    of, met = successors.get(event.of or "", event.of), set[str]()
    while of is not None and of not in met:
        met.add(of)
        for n, notice in enumerate(notices):
            if of in notice.keys:
                return n
        earlier = known.get(of)
        of = successors.get(earlier.of or "", earlier.of) if earlier else None
    return None


def _latest_open(
    event: Event, notices: Sequence[Notice], mine: Mapping[int, list[Event]]
) -> int | None:
    """The letter that an answer without a reference most likely answers.

    The latest one sent before it that awaits such an answer and has none yet;
    a plain message awaits one only where no notice does.
    """
    before = [n for n, one in enumerate(notices) if one.left <= event.on]
    awaiting = [n for n in before if _awaits(event.kind, notices[n])]
    unanswered = [n for n in awaiting if not any(_is_answer(one) for one in mine[n])]
    if event.kind is EventKind.ACKNOWLEDGED:
        unanswered = [n for n in unanswered if not _has(mine[n], EventKind.ACKNOWLEDGED)]
    messages = [n for n in before if notices[n].channel in _ONLINE and not mine[n]]
    pool = unanswered or ([] if event.kind is EventKind.EXTENDED else messages) or awaiting
    return max(pool, key=lambda n: (notices[n].left, n), default=None)


def _has(events: Iterable[Event], kind: EventKind) -> bool:
    return any(one.kind is kind for one in events)


def _is_answer(event: Event) -> bool:
    settles = (EventKind.RESPONDED, EventKind.CORRECTED, EventKind.DOCUMENTS_PROVIDED)
    return event.kind in settles and not truth(event.params, "partial")


def _awaits(kind: EventKind, notice: Notice) -> bool:
    """Does one of the letter's clocks stop, or move, by an event of this kind?"""
    clocks = clocks_of(notice.letter, notice.errors, notice.starts)
    if kind is EventKind.EXTENDED:
        return any("extension_noticed_on" in one.params for one in clocks)
    if kind is EventKind.DOCUMENTS_PROVIDED:
        return any(kind in one.met_by for one in clocks)
    return any(kind in one.met_by or kind in one.spared_by for one in clocks)


def _admitted(notice: Notice, replies: list[Event]) -> Notice:
    """The notice with its replies; their own letter can admit when they received it."""
    received, estimated, receipt = notice.received, notice.estimated, notice.receipt
    if notice.receipt is Receipt.PRESUMED:
        for one in replies:
            stated = day_in(one.params, "received_on")
            if stated is not None and notice.left <= stated <= one.on:
                received, estimated, receipt = stated, False, Receipt.ADMITTED
                break
            if one.kind in REPLIES and one.on <= received and not truth(one.params, "automated"):
                # They had it by then at the latest; the day itself stays a guess.
                received, receipt = max(one.on, notice.left), Receipt.ADMITTED
                break
    return Notice(
        notice.event,
        notice.sent,
        notice.letter,
        notice.errors,
        notice.starts,
        notice.channel,
        received,
        estimated,
        receipt,
        notice.keys,
        None if replies and receipt is Receipt.ADMITTED else notice.bounced,
        tuple(one for one in replies if not truth(one.params, "automated")),
        notice.deliveries,
    )


MAILING = ("mailed", "postmarked", "dated")  # parameters that tell when a letter went, best first


def mailed_day(event: Event) -> date | None:
    """The day on which they mailed it, as far as is known: by postmark, else by its own date."""
    days = (day_in(event.params, key) for key in MAILING)
    return next((day for day in days if day is not None), None)


def day_in(params: Mapping[str, str], key: str) -> date | None:
    """The date in a parameter, or None where there is none that can be read."""
    told = params.get(key)
    if not told:  # to fail is slow, and most parameters are not there
        return None
    try:
        return date.fromisoformat(told.strip())
    except ValueError:
        return None
