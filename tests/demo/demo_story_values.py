"""The sample story as checked values, for the tests: a wrong enum or a missing fact fails here.

The model's own classes are used with keys in place of ids (`Event.id` is
"fee-charged", `Event.of` a key too).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import borrower_desk.demo
from borrower_desk.model import (
    Address,
    Cents,
    Channel,
    Direction,
    DutyStatus,
    Event,
    EventId,
    EventKind,
    ImportStatus,
    Loan,
    LoanId,
    LoanType,
    Matter,
    MatterId,
    Purpose,
    Receipt,
    Sender,
    Servicer,
    ServicerId,
)

PLACE = Path(borrower_desk.demo.__file__).parent
MAIL = PLACE / "mail"  # one import takes all of it: an mbox, a Maildir, single messages


@dataclass(frozen=True, slots=True)
class MailItem:
    """One message of the sample mail.  A damaged one has no direction and no Message-ID."""

    key: str
    source: str  # below this directory; "mail/inbox.mbox#7" counts from 1
    status: ImportStatus
    on: date
    direction: Direction | None
    message_id: str
    subject: str
    matter: str
    kind: str  # what it is, where the story is sure


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper, and what only the homeowner can know of it; its key is its `source`."""

    source: str
    matter: str
    direction: Direction
    via: Channel
    dated: date
    received: date | None
    postmarked: date | None
    kind: str

    @property
    def path(self) -> Path:
        """The file."""
        return PLACE / self.source


@dataclass(frozen=True, slots=True)
class StoryLetter:
    """A letter for the demo to draft, check and mail; `enclosures` are (paper, title)."""

    key: str
    kind: str
    matter: str
    to: str
    written: date
    channel: Channel
    sent: date
    tracking: str
    delivered: date
    proof: str
    fields: Mapping[str, str]
    enclosures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Call:
    channel: Channel
    on: date
    matter: str
    said_by: str
    reference: str
    text: str


@dataclass(frozen=True, slots=True)
class Transfer:
    loan: str
    to: str
    effective: date
    number: str


@dataclass(frozen=True, slots=True)
class Note:
    """A promise of theirs (`by` a day) or a reminder of hers (`on` a day)."""

    text: str
    day: date
    matter: str


@dataclass(frozen=True, slots=True)
class ExpectedDuty:
    """What a clock should say on the story's last day."""

    matter: str
    rule: str
    due: date
    status: DutyStatus


@dataclass(frozen=True, slots=True)
class Story:
    """Everything, each list in the order in which it happened.

    `event_by` gives, for an event's key, the mail or paper that shows it.
    """

    title: str
    as_of: date
    passphrase: str
    expected: Mapping[str, int]
    sender: Sender
    servicers: tuple[Servicer, ...]
    loans: tuple[Loan, ...]
    transfers: tuple[Transfer, ...]
    matters: tuple[Matter, ...]
    mail: tuple[MailItem, ...]
    papers: tuple[Paper, ...]
    letters: tuple[StoryLetter, ...]
    events: tuple[Event, ...]
    event_by: Mapping[str, str]
    calls: tuple[Call, ...]
    promises: tuple[Note, ...]
    reminders: tuple[Note, ...]
    duties: tuple[ExpectedDuty, ...]


@cache
def story() -> Story:
    """The story of `story.toml` and `items.toml`."""
    told = _read("story.toml")
    return Story(
        title=told["title"],
        as_of=told["as_of"],
        passphrase=told["passphrase"],
        expected=told["expected"],
        sender=_sender(told["me"]),
        servicers=tuple(_servicer(one) for one in told["servicers"]),
        loans=tuple(_loan(one) for one in told["loans"]),
        transfers=tuple(Transfer(**one) for one in told["transfers"]),
        matters=tuple(_matter(one) for one in told["matters"]),
        mail=tuple(_mail(one) for one in _read("items.toml")["items"]),
        papers=tuple(_paper(one) for one in told["papers"]),
        letters=tuple(_letter(one) for one in told["letters"]),
        events=tuple(_event(one) for one in told["events"]),
        event_by={one["key"]: one["by"] for one in told["events"] if "by" in one},
        calls=tuple(_call(one) for one in told["calls"]),
        promises=tuple(Note(one["text"], one["by"], one["matter"]) for one in told["promises"]),
        reminders=tuple(Note(one["text"], one["on"], one["matter"]) for one in told["reminders"]),
        duties=tuple(_duty(one) for one in told["duties"]),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((PLACE / name).read_text(encoding="utf-8"))


def _sender(one: Mapping[str, Any]) -> Sender:
    return Sender(one["name"], one["address"], one["phone"], tuple(one["emails"]))


def _servicer(one: Mapping[str, Any]) -> Servicer:
    return Servicer(
        id=ServicerId(one["key"]),
        name=one["name"],
        addresses=tuple(
            Address(Purpose(it["purpose"]), it["text"], it["source"], it["checked"])
            for it in one["addresses"]
        ),
        domains=tuple(one["domains"]),
        emails=tuple(one["emails"]),
        portal=one["portal"],
        phone=one["phone"],
        sla_hours=one["sla_hours"],
        business_hours=one["business_hours"],
    )


def _loan(one: Mapping[str, Any]) -> Loan:
    return Loan(
        id=LoanId(one["key"]),
        number=one["number"],
        servicer=ServicerId(one["servicer"]),
        property_address=one["property"],
        borrowers=tuple(one["borrowers"]),
        type=LoanType(one["type"]),
        principal_residence=one["principal_residence"],
        first_payment=one["first_payment"],
        late_fee=one["late_fee"],
    )


def _matter(one: Mapping[str, Any]) -> Matter:
    return Matter(
        MatterId(one["key"]), one["title"], LoanId(one["loan"]), one["issue"], opened=one["opened"]
    )


def _mail(one: Mapping[str, Any]) -> MailItem:
    return MailItem(
        key=one["key"],
        source=one["source"],
        status=ImportStatus(one["status"]),
        on=one["on"],
        direction=Direction(one["direction"]) if "direction" in one else None,
        message_id=one.get("message_id", ""),
        subject=one.get("subject", ""),
        matter=one.get("matter", ""),
        kind=one.get("kind", ""),
    )


def _paper(one: Mapping[str, Any]) -> Paper:
    return Paper(
        source=one["source"],
        matter=one["matter"],
        direction=Direction(one["direction"]),
        via=Channel(one["via"]),
        dated=one["dated"],
        received=one.get("received"),
        postmarked=one.get("postmarked"),
        kind=one.get("kind", ""),
    )


def _letter(one: Mapping[str, Any]) -> StoryLetter:
    return StoryLetter(
        key=one["key"],
        kind=one["kind"],
        matter=one["matter"],
        to=one["to"],
        written=one["written"],
        channel=Channel(one["channel"]),
        sent=one["sent"],
        tracking=one["tracking"],
        delivered=one["delivered"],
        proof=one["proof"],
        fields={name: value.strip() for name, value in one["fields"].items()},
        enclosures=tuple((it["source"], it["title"]) for it in one["enclosures"]),
    )


def _event(one: Mapping[str, Any]) -> Event:
    return Event(
        id=EventId(one["key"]),
        matter=MatterId(one["matter"]),
        kind=EventKind(one["kind"]),
        on=one["on"],
        of=one.get("of"),
        letter=one.get("letter"),
        errors=tuple(one.get("errors", ())),
        starts=tuple(one.get("starts", ())),
        amount=_cents(one.get("amount")),
        channel=Channel(one["channel"]) if "channel" in one else None,
        receipt=Receipt(one["receipt"]) if "receipt" in one else None,
        note=one.get("note", ""),
        params=one.get("params", {}),
    )


def _cents(amount: str | None) -> Cents | None:
    return None if amount is None else int(amount.replace(".", ""))


def _call(one: Mapping[str, Any]) -> Call:
    return Call(
        channel=Channel(one["channel"]),
        on=one["on"],
        matter=one["matter"],
        said_by=one["with"],
        reference=one.get("reference", ""),
        text=one["text"],
    )


def _duty(one: Mapping[str, Any]) -> ExpectedDuty:
    return ExpectedDuty(one["matter"], one["rule"], one["due"], DutyStatus(one["status"]))
