"""A small desk for the app's tests: fixed days, made-up people, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from borrower_desk.actions import clock, desks, letters, matters, people
from borrower_desk.desk.store import Store
from borrower_desk.model import (
    Authenticity,
    Channel,
    Correspondence,
    Direction,
    EventKind,
    Incoming,
    IncomingFile,
    Loan,
    LoanType,
    Matter,
    Servicer,
    Sha256,
    Unread,
    Verdict,
)

TODAY = date(2026, 11, 20)
HOSTILE = "[red]Final[/red] \x1b[31mnotice\x1b[0m \u202egpj.exe [link=file:///etc/passwd]x[/link]"


@dataclass(frozen=True, slots=True)
class Sample:
    """Where the desk lies, its way in, and what is in it."""

    path: Path
    ways: desks.Ways


def message(
    store: Store,
    subject: str,
    on: date,
    *,
    text: str = "",
    sender: str = "Lakeshore Mortgage Servicing <customercare@lakeshore-mortgage.example>",
    direction: Direction = Direction.RECEIVED,
    kind: str | None = "other",
    matter: Matter | None = None,
    verdict: Verdict = Verdict.CONSISTENT,
    reasons: tuple[str, ...] = (),
    files: tuple[IncomingFile, ...] = (),
) -> Correspondence:
    """Keep one message; call it inside a change."""
    original = f"{on} {sender} {subject}\n{text}".encode()
    digest = Sha256(sha256(original).hexdigest())
    incoming = Incoming(
        source="sample.mbox",
        original=original,
        sha256=digest,
        content_sha256=digest,
        channel=Channel.EMAIL,
        on=on,
        sender=sender,
        to=(
            "Lakeshore Mortgage Servicing <customercare@lakeshore-mortgage.example>"
            if direction is Direction.SENT
            else "Maria Lopez <maria.lopez@fernmail.example>",
        ),
        subject=subject,
        text=text or f"About your loan.\n\n{subject}.\n\nCustomer Care",
        headers=(("From", sender), ("Subject", subject)),
        message_id=f"<{digest[:12]}@sample.example>",
        files=files,
    )
    return store.add_correspondence(
        incoming,
        direction=direction,
        channel=Channel.EMAIL,
        kind=kind,
        kind_confirmed=direction is Direction.SENT,
        authenticity=Authenticity(verdict, reasons),
        on=on,
        loan=matter.loan if matter else None,
        matter=matter.id if matter else None,
    )


def household(store: Store) -> tuple[Servicer, Loan, Matter]:
    """The borrower, her servicer, her loan and the matter of the late fee."""
    people.edit_sender(
        store,
        name="Maria Lopez",
        address="12 Oak Street\nDayton, OH 45402",
        phone="937-555-0118",
        emails=["maria.lopez@fernmail.example"],
    )
    servicer = people.add_servicer(
        store,
        people.ServicerFacts(
            name="Lakeshore Mortgage Servicing",
            notice_address="Lakeshore Mortgage Servicing\nError Resolution\nP.O. Box 9002\nColumbus, OH 43216",
            address_checked=date(2026, 10, 26),
            domains=["lakeshore-mortgage.example"],
            phone="800-555-0142",
        ),
    )
    loan = people.add_loan(
        store,
        servicer,
        people.LoanFacts(
            number="0001234567",
            property_address="12 Oak Street, Dayton, OH 45402",
            borrowers=["Maria Lopez"],
            type=LoanType.CLOSED_END,
            principal_residence=True,
        ),
    )
    matter = matters.open_matter(
        store, "Late fee, September 2026", loan, "fee-without-basis", date(2026, 10, 1)
    )
    return servicer, loan, matter


NOTICE = {
    "error": "fee-without-basis",
    "what_happened": "On September 18, 2026 you charged a late fee of $71.61, although my"
    " payment reached you on September 12, 2026.",
    "facts": "2026-09-12: You received my payment of $1,855.00.\n"
    "2026-09-18: You charged a late fee of $71.61.",
}


def fill(store: Store) -> None:
    """A matter under way: mail, a letter sent and delivered, a draft, a promise, a bad item."""
    _, _, matter = household(store)
    long_ago = date(2026, 10, 2)
    with store.change("import"):
        message(store, "We received your message", long_ago, kind="automated-reply", matter=matter,
                text="This mailbox is not read.\nYour case number is CASE-00123.")  # fmt: skip
        message(store, "Your September statement is ready", date(2026, 9, 18), kind="periodic-statement",
                files=(IncomingFile("statement.pdf", "application/pdf", b"%PDF-1.4 sample"),))  # fmt: skip
        message(store, "Re: Notice of error, loan ending 4567", date(2026, 10, 14), kind="acknowledgment",
                matter=matter, text="We received your notice of error on October 8, 2026.")  # fmt: skip
        message(store, "Late fee on my September payment", date(2026, 10, 1), sender="Maria Lopez <maria.lopez@fernmail.example>",
                direction=Direction.SENT, kind=None, matter=matter)  # fmt: skip
        message(store, "URGENT: new wire instructions for your payoff", date(2026, 11, 16), kind="suspected-phishing",
                sender="Lakeshore Payoffs <payoffs@lakeshore-mortgage-pay.example>", verdict=Verdict.SUSPICIOUS,
                reasons=("The domain lakeshore-mortgage-pay.example is not the servicer's.", "It asks to change where money goes."))  # fmt: skip
        message(store, HOSTILE, date(2026, 11, 17), text=HOSTILE)
        for n in range(24):
            on = date(2026, 9, 1) + timedelta(days=2 * n)
            message(store, f"Account message {n + 1}", on, kind="marketing" if n % 3 else "other")
        store.add_quarantined(
            Unread("sample.mbox#31", b"\x00\x01 broken", "Its headers could not be read."), TODAY
        )
    draft = letters.draft(store, "notice-of-error", date(2026, 10, 5), matter=matter, fields=NOTICE)
    letters.sent(store, draft.id, Channel.CERTIFIED_MAIL, date(2026, 10, 5), date(2026, 10, 5),
                 tracking="9407 1000 0000 0000 0000 00")  # fmt: skip
    letters.delivered(store, draft.id, date(2026, 10, 8), date(2026, 10, 8))
    matters.add_event(
        store, matter, EventKind.ACKNOWLEDGED, date(2026, 10, 14), matters.EventFacts()
    )
    letters.draft(store, "request-for-information", TODAY, matter=matter)
    clock.promise(store, matter, "Reverse the late fee", date(2026, 11, 24))
    clock.remind(store, "Call Dana about the refund", date(2026, 11, 23), matter)


def new_desk(folder: Path) -> Sample:
    """An empty encrypted desk with a key file."""
    ways = desks.Ways(key_file=folder / "desk.key", keyring=False)
    desks.make_desk(folder / "home.desk", ways, None)
    return Sample(folder / "home.desk", ways)


def full_desk(folder: Path) -> Sample:
    """A desk with `fill` in it."""
    made = new_desk(folder)
    with desks.open_desk(made.path, made.ways) as store:
        fill(store)
    return made
