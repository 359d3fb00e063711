"""What stands on a matter's record, and its chronology: both sides, every channel."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from borrower_desk.model import (
    Channel,
    Correspondence,
    CorrespondenceRow,
    Direction,
    Event,
    EventKind,
    EventStatus,
    Kind,
    Receipt,
    TimelineRow,
)
from borrower_desk.text import safe_line

_BY_BORROWER = frozenset(
    {
        EventKind.SENT,
        EventKind.WITHDRAWN,
        EventKind.APPLICATION_SUBMITTED,
        EventKind.APPEALED,
        EventKind.PAYMENT_MADE,
        EventKind.COMPLAINT_FILED,
        EventKind.PAID_OFF,
    }
)
# What stops or moves a clock has to have happened; what starts one may be planned.
_ANSWERS = frozenset(
    {
        EventKind.ACKNOWLEDGED,
        EventKind.EXTENDED,
        EventKind.RESPONDED,
        EventKind.CORRECTED,
        EventKind.DOCUMENTS_PROVIDED,
        EventKind.REFUSED,
        EventKind.WITHDRAWN,
        EventKind.RESOLVED,
        EventKind.COMPLAINT_ANSWERED,
        EventKind.STATEMENT_SENT,
        EventKind.SALE_HELD,
    }
)
_BY_NOBODY = frozenset({EventKind.RESOLVED, EventKind.OTHER, EventKind.PAYMENT_DUE})
_WORDS = {
    EventKind.SENT: "Sent",
    EventKind.DELIVERED: "Delivered to the servicer",
    EventKind.ACKNOWLEDGED: "The servicer acknowledged receipt",
    EventKind.EXTENDED: "The servicer asked for more time",
    EventKind.RESPONDED: "The servicer answered",
    EventKind.CORRECTED: "The servicer corrected the error",
    EventKind.DOCUMENTS_PROVIDED: "The servicer provided documents",
    EventKind.REFUSED: "The servicer refused",
    EventKind.WITHDRAWN: "Withdrawn by the borrower",
    EventKind.RESOLVED: "Resolved",
    EventKind.TRANSFERRED: "Servicing transferred",
    EventKind.SALE_SCHEDULED: "Foreclosure sale scheduled for this day",
    EventKind.SALE_HELD: "Foreclosure sale held",
    EventKind.PAID_OFF: "The loan was paid off",
}
_PAPER = frozenset({Channel.MAIL, Channel.CERTIFIED_MAIL, Channel.FAX, Channel.DOCUMENT})
_FORMS = {
    Channel.MAIL: "Letter",
    Channel.CERTIFIED_MAIL: "Letter",
    Channel.FAX: "Fax",
    Channel.DOCUMENT: "Document",
    Channel.PHONE: "Call",
    Channel.VOICEMAIL: "Voicemail",
    Channel.TEXT_MESSAGE: "Text message",
    Channel.IN_PERSON: "Visit",
}
_ANYBODYS = (Kind.MARKETING, Kind.SUSPECTED_PHISHING, Kind.OTHER)


def standing(events: Iterable[Event]) -> list[Event]:
    """The events that count: confirmed, not undone, not replaced; in the order of recording.

    A correction that was undone, or is only proposed, replaces nothing.
    """
    valid = [e for e in events if e.status is EventStatus.CONFIRMED and not e.undone]
    replaced = {e.replaces for e in valid if e.replaces is not None}
    return [e for e in valid if e.id not in replaced]


def known_on(today: date, events: Iterable[Event]) -> list[Event]:
    """The standing events that count as of `today`.

    Nothing is answered before its day.  What starts a clock may lie ahead: a
    sale, a transfer, a letter that is to leave tomorrow.  A correction that
    moves an event to a later day still takes its place.
    """
    stands = standing(events)
    left = [e for e in stands if e.kind is EventKind.SENT and e.on <= today]
    return [e for e in stands if e.on <= today or not _needs_its_day(e, left)]


def _needs_its_day(event: Event, left: Collection[Event]) -> bool:
    """Does an event that lies ahead count only from its own day?

    So does the delivery of a letter that left already: until then receipt is an estimate.
    """
    if event.kind is EventKind.DELIVERED:
        return any(_is_of(event, sent) for sent in left)
    return event.kind in _ANSWERS or (event.kind is EventKind.OTHER and not event.starts)


def successors(events: Iterable[Event]) -> dict[str, str]:
    """Which event stands in the place of a corrected one, by id, to the end of the chain."""
    valid = [e for e in events if e.status is EventStatus.CONFIRMED and not e.undone]
    nexts: dict[str, str] = {e.replaces: e.id for e in valid if e.replaces is not None}
    found: dict[str, str] = {}
    for first, successor in nexts.items():
        last, met = successor, {first}
        while last in nexts and last not in met:
            met.add(last)
            last = nexts[last]
        found[first] = last
    return found


def roots(events: Iterable[Event]) -> dict[str, str]:
    """The first event of what each one tells: of a delivery its sending, of a correction its first.

    What hangs on a root keeps its name when a better record of the same thing comes.
    """
    known = list(events)
    before: dict[str, str] = {e.id: e.replaces for e in known if e.replaces is not None}
    for event in known:
        if event.kind is EventKind.DELIVERED and event.of is not None and event.id not in before:
            sent = next((e for e in known if e.kind is EventKind.SENT and _is_of(event, e)), None)
            if sent is not None:
                before[event.id] = sent.id
    found: dict[str, str] = {}
    for event in known:
        root, met = str(event.id), set[str]()
        while root in before and root not in met:
            met.add(root)
            root = before[root]
        found[event.id] = root
    return found


def _is_of(delivery: Event, sent: Event) -> bool:
    if delivery.of is None:
        return delivery.letter in (None, sent.letter)
    return delivery.of in (sent.id, sent.params.get("draft"), sent.of)


def chronology(
    events: Sequence[Event],
    correspondence: Sequence[CorrespondenceRow | Correspondence] = (),
) -> list[TimelineRow]:
    """Everything that happened, oldest first; a letter and its event make one line."""
    rows = {one.id: one for one in correspondence}
    lines: list[tuple[TimelineRow, str]] = []
    told: set[str] = set()
    for event in standing(events):
        by = event.params.get("by") or event.of or ""
        letter = next((one for key, one in rows.items() if key == by), None)
        own = letter is not None and event.kind is not EventKind.DELIVERED
        if letter is not None and own:
            told.add(letter.id)
        shown = letter if own else None
        line = TimelineRow(
            on=event.on,
            what=_what(event, shown),
            who=_who(event),
            channel=event.channel or (shown.channel if shown else ""),
            proof=proof_of(event),
            id=shown.id if shown else event.id,
        )
        lines.append((line, event.id))
    for one in rows.values():
        if one.id not in told:
            lines.append((_letter_line(one), one.id))
    lines.sort(key=lambda pair: (pair[0].on, _number(pair[1]), pair[1]))
    return [line for line, _ in lines]


def _number(identifier: str) -> int:
    digits = identifier.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _what(event: Event, letter: CorrespondenceRow | Correspondence | None) -> str:
    words = _WORDS.get(event.kind) or event.kind.value.replace("-", " ").capitalize()
    if event.letter:
        words += f": {event.letter.replace('-', ' ')}"
    if event.errors:
        words += f" ({', '.join(slug.replace('-', ' ') for slug in event.errors)})"
    if event.amount is not None:
        words += f", ${event.amount // 100:,}.{event.amount % 100:02d}"
    dated = event.params.get("letter_dated") if event.kind is EventKind.SENT else None
    if dated:  # nobody mails a letter before it is written: said where the mailing is said
        words += f" (the letter bears the later date {safe_line(dated, 20)})"
    said = letter.subject if letter else event.note
    return f"{words} – {safe_line(said, 120)}" if said else words


def _who(event: Event) -> str:
    if event.kind in _BY_BORROWER:
        return "borrower"
    return "" if event.kind in _BY_NOBODY else "servicer"


def proof_of(event: Event) -> str:
    """How the event's receipt is recorded, in one word; with its tracking number, if any."""
    if event.kind is EventKind.DELIVERED:
        receipt = event.receipt or Receipt.PROVED
        tracking = safe_line(event.params.get("tracking", ""))
        return f"{receipt.value}, tracking {tracking}" if tracking else receipt.value
    if event.kind is EventKind.SENT and event.params.get("tracking"):
        return f"tracking {safe_line(event.params['tracking'])}"
    return event.receipt.value if event.receipt else ""


def what_it_is(one: CorrespondenceRow | Correspondence) -> str:
    """What may be said of a piece as a fact: its kind once the user has said so, else its form.

    The program's own guess is for the user to judge, not for a judge to read.
    """
    if one.kind and (one.kind_confirmed or one.direction is Direction.SENT):
        return one.kind.replace("-", " ").capitalize()
    form = _FORMS.get(one.channel, "Message")
    return f"{form}, perhaps phishing" if one.kind == Kind.SUSPECTED_PHISHING else form


def _letter_line(one: CorrespondenceRow | Correspondence) -> TimelineRow:
    what = what_it_is(one)
    return TimelineRow(
        on=one.on,
        what=safe_line(f"{what}: {one.subject}" if one.subject else what),
        who=_whose(one),
        channel=one.channel,
        proof="",
        id=one.id,
    )


def _whose(one: CorrespondenceRow | Correspondence) -> str:
    """Who said it; "" for paper of which nobody has said so."""
    if one.direction is Direction.SENT:
        return "borrower"
    unknown = one.channel in _PAPER and (not one.kind_confirmed or one.kind in _ANYBODYS)
    return safe_line(one.sender) or ("" if unknown else "servicer")
