"""What is kept to prove that something was sent, came, or was answered; and how that is said.

A day that the borrower typed in is the borrower's word.  Whoever signs a packet
must not be made to say "proved" of it: proof is a file that the desk keeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from borrower_desk.model import Channel, Duty, EventKind, Receipt
from borrower_desk.packet.wording import weekday_and_day
from borrower_desk.text import safe_line

LETTER_EVENTS = (EventKind.SENT, EventKind.DELIVERED)
ANSWERS = frozenset(
    {
        EventKind.ACKNOWLEDGED,
        EventKind.EXTENDED,
        EventKind.RESPONDED,
        EventKind.CORRECTED,
        EventKind.DOCUMENTS_PROVIDED,
        EventKind.REFUSED,
    }
)
NO_PROOF = "as the borrower recorded; no proof kept"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind an event: its own day, the document that proves it, a number."""

    kind: EventKind
    on: date
    source: str = ""  # "C3": the record that is kept; "" when there is none
    tracking: str = ""
    checks: bool = False  # the tracking number's own check digit is right
    channel: Channel | None = None


def proof_words(one: Evidence, label: str) -> str:
    """For the chronology: what proves a sending or a delivery; `label` is its exhibit's."""
    if one.source:
        where = label or f"kept as {one.source}, not in this packet"
        what = "Delivery record" if one.kind is EventKind.DELIVERED else "Record of mailing"
        if one.channel is Channel.EMAIL and one.kind is EventKind.SENT:
            what = "The message itself"
        said = f"{what}: {where}"
        number = safe_line(one.tracking, 40)
        return f"{said}; tracking {number}" if number else said
    return _as_recorded(one)


def start_words(
    duty: Duty, one: Evidence | None, answers: Mapping[str, Evidence], label: str
) -> str:
    """For a deadline: the event that starts it, on its own day, and how receipt is known."""
    trigger = duty.trigger
    if trigger.missed:
        said = f"Counted from {weekday_and_day(trigger.on)}, the day after an answer was due"
        return said + (". This day is an estimate." if trigger.estimated else "")
    what = trigger.event.value.replace("-", " ").capitalize()
    what = "Recorded" if trigger.event is EventKind.OTHER else what
    day = one.on if one is not None and trigger.event is EventKind.SENT else trigger.on
    said = f"{what} on {weekday_and_day(day)}"
    if trigger.event is not EventKind.OTHER:
        said += f"; {_known_by(duty, day, one, answers, label)}"
    return said + (". This day is an estimate." if trigger.estimated else "")


def _known_by(
    duty: Duty, day: date, one: Evidence | None, answers: Mapping[str, Evidence], label: str
) -> str:
    counted, receipt = duty.trigger.on, duty.receipt
    other = "" if counted == day else f" on {weekday_and_day(counted)}"
    if receipt is Receipt.PRESUMED:
        return f"receipt presumed{other}, not proved" if other else "presumed, not proved"
    if receipt is Receipt.ADMITTED:
        kept = any(each.source for each in answers.values() if each.kind in ANSWERS)
        said = f"received{other}, " if other else ""
        said += "admitted by the servicer's own answer"
        return said if kept else f"{said}, as the borrower recorded; that answer is not kept"
    counts = f"counted from {weekday_and_day(counted)}; " if other else ""
    if one is None:
        return counts + NO_PROOF
    if one.source:
        where = label or f"{one.source}, not in this packet"
        delivered = one.kind is EventKind.DELIVERED
        return counts + (
            f"proved by the delivery record kept as {where}" if delivered else f"kept as {where}"
        )
    return counts + _as_recorded(one)


def _as_recorded(one: Evidence) -> str:
    number = safe_line(one.tracking, 40)
    if number and one.checks:
        return f"tracking {number}, as the borrower recorded; no record kept"
    if number:
        return f"{NO_PROOF}, and {number} is no tracking number that can be checked"
    return NO_PROOF
