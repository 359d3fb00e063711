"""One matter read whole, and each of its parts as lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.text import Text

from borrower_desk.actions import correcting
from borrower_desk.model import (
    ArithmeticFinding,
    Bound,
    CorrespondenceRow,
    Draft,
    DraftStatus,
    Duty,
    Event,
    EventKind,
    EventStatus,
    Loan,
    Matter,
    MatterId,
    MatterStatus,
    Servicer,
    TimelineRow,
)
from borrower_desk.screens import acts, words
from borrower_desk.screens.acts.letters import gaps_words
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.widgets.rows import Cell, Line
from borrower_desk.speech import headed, tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that the screen shows of one matter."""

    matter: Matter
    loan: Loan
    servicer: Servicer
    duties: list[Duty]
    timeline: list[TimelineRow]
    mail: list[CorrespondenceRow]
    drafts: list[Draft]
    events: list[Event]
    findings: list[ArithmeticFinding]
    ladder: Any
    errors: dict[str, int]  # that bar a letter, by its id


def dossier(store: Store, identifier: str, today: date) -> Dossier:
    """One matter, read whole."""
    from borrower_desk.actions import clock, matters, readiness

    matter = store.matter(MatterId(identifier))
    loan = store.loan(matter.loan)
    present = loan.servicer_on(today)
    drafts = store.drafts(matter=matter.id)
    return Dossier(
        matter,
        replace(loan, number=loan.number_with(present, today)),
        store.servicer(present),
        clock.due(store, today, matter=matter, everything=True),
        matters.timeline(store, matter),
        store.rows(matter=matter.id),
        drafts,
        store.events(matter.id),
        store.findings(matter.id),
        matters.escalation(store, matter, today),
        readiness.errors_in(store, drafts, today),
    )


def matter_line(one: Matter, width: int) -> Sequence[Line]:
    """A matter in the list."""
    closed = one.status is MatterStatus.CLOSED
    return (
        (
            Cell("", 1),
            Cell(one.id, 3, "muted"),
            Cell(one.title, 0, "muted" if closed else ""),
            *((Cell(tr("closed"), 6, "muted"),) if closed else ()),
        ),
    )


def timeline_line(row: TimelineRow, width: int) -> Sequence[Line]:
    """What happened, on which day, who did it."""
    wide = width > 72
    ours = row.who.casefold().startswith(("you", "bor"))
    return (
        (
            Cell("", 1),
            Cell(row.on.isoformat(), 10, "muted"),
            Cell(tr(row.who), 20 if width > 96 else 12 if wide else 9, "accent" if ours else ""),
            Cell(headed(row.what)),
            *((Cell(words.kind(row.channel), 14, "muted"),) if wide else ()),
            Cell(row.id, 5, "muted"),
        ),
    )


def duty_line(one: Duty, today: date) -> Sequence[Line]:
    """A duty in two lines: what and how it stands, then the days with their bar."""
    label, tone = words.status(one)
    when = words.left(one.days_left) if one.met_on is None else tr("on {}", one.met_on)
    return (
        (
            Cell("", 1),
            Cell(words.iso(one.due), 10),
            Cell(words.who_owes(one), 8, "muted"),
            Cell(one.title, 0, "strong"),
            Cell(label, 13, tone),
        ),
        (
            Cell("", 1),
            Cell(when, 19, "muted"),
            Cell(bar(one, today), 27, tone or "accent"),
            Cell(one.citation, 0, "muted"),
        ),
    )


def mail_line(row: CorrespondenceRow, width: int) -> Sequence[Line]:
    """A message of the matter."""
    return (
        (
            Cell("", 1),
            Cell(row.on.isoformat(), 10, "muted"),
            Cell(words.party(row), 18),
            Cell(row.subject or tr("(no subject)")),
            *((Cell(words.kind(row.kind), 16, "muted"),) if width > 70 else ()),
            Cell(row.id, 5, "muted"),
        ),
    )


def draft_line(one: Draft, errors: int) -> Sequence[Line]:
    """A letter of the matter, and where it stands."""
    state, tone = draft_state(one, errors)
    return (
        (
            Cell("", 1),
            Cell(one.id, 4, "muted"),
            Cell(words.kind(one.kind), 22),
            Cell(one.subject or tr("no subject yet")),
            Cell(state, 16, tone),
        ),
    )


def event_line(one: Event, width: int, replaced: Mapping[str, str] | None = None) -> Sequence[Line]:
    """An event, and whether it counts; `replaced` has what counts in the place of which."""
    later = (replaced or {}).get(one.id, "")
    gone = one.undone or bool(later)
    state = (
        tr("set aside")
        if one.undone
        else tr("now {}", later)
        if later
        else "proposed"
        if one.status is EventStatus.PROPOSED
        else ""
    )
    said = in_app(one.note) or words.kind(one.letter)
    return (
        (
            Cell("", 1),
            Cell(one.id, 5, "muted"),
            Cell(one.on.isoformat(), 10, "muted"),
            Cell(words.kind(one.kind.value), 16, "muted" if gone else "strong"),
            Cell(said),
            Cell(tr(state), 9, "soon" if state == "proposed" else "muted"),
        ),
    )


def draft_state(one: Draft, errors: int = 0) -> tuple[str, str]:
    """Where a letter stands, and its tone; `errors` are those that bar it."""
    if one.status is DraftStatus.SENT:
        return tr("sent as {}", one.sent_as), "good"
    if one.missing:
        return tr("lacks {}", words.plural(len(one.missing), "fact")), "soon"
    if errors:
        return words.plural(errors, "error"), "late"
    return tr("ready to check"), "accent"


def bar(one: Duty, today: date) -> str:
    """Days used of the days allowed, drawn and said."""
    counted = one.deadline.counted if one.deadline else ()
    if not counted or one.deadline is None or "day" not in one.deadline.unit:
        return ""
    until = one.met_on or today
    used = sum(day <= until for day in counted)
    room = 10
    full = round(room * used / len(counted))
    return tr("{}{} {} of {} days", "█" * full, "░" * (room - full), used, len(counted))


def event_facts(one: Event, events: Sequence[Event]) -> list[tuple[str, str]]:
    """What there is to know of an event among all of its matter."""
    return [
        ("kind", words.kind(one.kind.value)),
        ("day", words.long(one.on)),
        ("state", tr("set aside") if one.undone else one.status.value),
        ("replaced by", correcting.replaced_by(events).get(one.id, "")),
        ("about", one.of or ""),
        ("letter", words.kind(one.letter)),
        ("errors", ", ".join(one.errors)),
        ("starts", ", ".join(one.starts)),
        ("channel", one.channel.value if one.channel else ""),
        ("note", in_app(one.note)),
        *((name, value) for name, value in one.params.items()),
        (tr("still missing"), _still_missing(one, events)),
    ]


def _still_missing(sending: Event, events: Sequence[Event]) -> str:
    """What the record of a letter's mailing lacks to stand up."""
    from borrower_desk.actions import letters

    if sending.kind is not EventKind.SENT or sending.undone:
        return ""
    return gaps_words(letters.proof_gaps(sending, correcting.delivery_of(events, sending)))


def head(found: Dossier) -> Text:
    """What the matter is about, with whom, how it stands and what can follow."""
    matter, loan = found.matter, found.loan
    text = Text()
    text.append(f"{safe_line(matter.title)}\n", "bold")
    issue = tr(acts.ISSUES.get(matter.issue, words.kind(matter.issue)))
    text.append(f"{issue}\n")
    text.append(
        tr("{}, loan {}", safe_line(found.servicer.name), words.secret(loan.number))
        + (f", {safe_line(loan.property_address)}" if loan.property_address else "")
        + "\n",
        "dim",
    )
    late = [
        one
        for one in found.duties
        if one.bound is Bound.SERVICER and one.status.value in ("overdue", "perhaps-late")
    ]
    state = "closed" if matter.status is MatterStatus.CLOSED else "open"
    said = tr("{}, {} since {}", matter.id, tr(state), words.iso(matter.closed or matter.opened))
    if late:
        said += tr(", {} late or perhaps late", words.plural(len(late), "answer"))
    step = found.ladder.next if found.ladder is not None else None
    if step:
        said += tr(". Next: {} (E)", in_app(step.name))
    text.append(said, "dim")
    return text
