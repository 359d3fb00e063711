"""A transfer of servicing: what its notice says, the new servicer on record, what is to be done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from borrower_desk.letters.values import written_date
from borrower_desk.matters.parties import sent_to
from borrower_desk.model import (
    CorrespondenceId,
    Direction,
    Draft,
    Duty,
    Event,
    EventKind,
    Kind,
    Loan,
    Matter,
    MatterId,
    MatterStatus,
    Servicer,
    Verdict,
)
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.actions.people import ServicerFacts
    from borrower_desk.desk.store import Store

COPY = "request-for-information"  # the letter that tells the new servicer of an open dispute
_BEFORE = timedelta(days=7)  # a bank and an insurer need about a week
_NAME = r"(?P<name>[A-Z][\w&.' -]{2,60}?)"
_NEW = (
    re.compile(rf"\b(?:transferred|moved|assigned)\b[^.]{{0,80}}?\bto {_NAME}"
               r"(?=,|;|\.\s|\.$| on\b| effective| as of| beginning)"),
    re.compile(rf"\bnew servicer(?: is|:| will be) {_NAME}(?=,|;|\.\s|\.$| \()"),
)  # fmt: skip
_NUMBER = re.compile(
    r"\bnew (?:loan|account)(?: number| no\.?)?(?: is| will be|:)*\s*#?\s*"
    r"(?P<number>\d[\d-]{5,19})",
    re.IGNORECASE,
)
_PAY = re.compile(
    r"\bpayments?\b[^.:]{0,160}?\bto:?\s+"
    r"(?P<address>[A-Z][^:]{8,160}?\b[A-Z]{2}\.? \d{5}(?:-\d{4})?)"
)
_PHONE = re.compile(r"\b1?-?(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}\b")


@dataclass(frozen=True, slots=True)
class Announced:
    """What a notice of transfer says; an empty string where it does not say it."""

    message: str
    effective: date | None
    name: str = ""
    number: str = ""
    payment_address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """The loan under its new servicer, and what now has to be done."""

    loan: Loan
    servicer: Servicer
    tasks: tuple[tuple[date, str], ...]
    watched: tuple[Duty, ...]
    disputes: tuple[Matter, ...]  # their letters stay with the old servicer


def announced(store: Store, matter: Matter, message: str = "") -> Announced | None:
    """What the newest notice of transfer in a matter says, or the message that is named."""
    from borrower_desk.actions.proposals import waiting

    rows = store.rows(matter=matter.id, direction=Direction.RECEIVED)
    found = [row.id for row in rows if row.kind == Kind.TRANSFER_NOTICE.value]
    named = message if message in [row.id for row in rows] else next(iter(found), None)
    if named is None:
        return None
    one = store.correspondence(CorrespondenceId(named))
    if one.authenticity.verdict is Verdict.SUSPICIOUS:
        return None
    text = "\n".join([one.text, *(file.text for file in one.attachments if file.text)])
    loan = store.loan(matter.loan)
    said = [e for e in store.events(matter.id) if e.kind is EventKind.TRANSFERRED and not e.undone]
    by = next((e for e in (*said, *waiting(store, matter)) if e.params.get("by") == one.id), None)
    effective = by.on if by is not None and by.kind is EventKind.TRANSFERRED else None
    return said_in(text, one.id, effective, store.servicer(loan.servicer).phone)


def said_in(text: str, message: str, effective: date | None, old_phone: str = "") -> Announced:
    """The particulars that a notice's words give; offered, never taken as true."""
    from borrower_desk.intake import facts

    flat = " ".join(text.split())[:20_000]
    name = next((found["name"] for one in _NEW if (found := one.search(flat))), "")
    number, pay = _NUMBER.search(flat), _PAY.search(flat)
    digits = re.sub(r"\D", "", old_phone)[-10:]
    phones = [p[0] for p in _PHONE.finditer(flat) if re.sub(r"\D", "", p[0])[-10:] != digits]
    return Announced(
        message,
        effective or facts.find(text).transfer_effective,
        safe_line(name, 80).rstrip(". "),
        number["number"].rstrip("-") if number else "",
        _in_lines(safe_line(pay["address"], 200)) if pay else "",
        phones[0] if phones else "",
    )


def _in_lines(address: str) -> str:
    """ "A, P.O. Box 77, Toledo, OH 43604" as the lines of an envelope."""
    parts = [one.strip() for one in address.split(",") if one.strip()]
    return "\n".join([*parts[:-2], ", ".join(parts[-2:])]) if len(parts) > 2 else address


def take_over(
    store: Store,
    matter: Matter,
    facts: ServicerFacts,
    effective: date,
    number: str,
    today: date,
) -> Taken:
    """Put the new servicer and the loan's new number on record; leave the tasks as reminders.

    A servicer of that name is changed, not made twice.  Raises what
    `people.transfer_loan` raises; what was typed of the servicer is then kept.
    """
    from borrower_desk.actions import clock, people

    loan = store.loan(matter.loan)
    wanted = safe_line(facts.name or "").casefold()
    known = next((one for one in store.servicers() if one.name.casefold() == wanted), None)
    if known is None:
        servicer = people.add_servicer(store, facts)
    elif known.id == loan.servicer:
        servicer = known
    else:
        servicer = people.edit_servicer(store, known, facts)
    moved = people.transfer_loan(store, loan, servicer, effective, number.strip() or None)
    tasks = _tasks(servicer, effective, today)
    for day, text in tasks:
        clock.remind(store, text, day, matter)
    due = clock.due(store, today, matter=matter, everything=True)
    watched = tuple(one for one in due if one.rule.startswith("transfer-") and one.due is not None)
    return Taken(moved, servicer, tasks, watched, tuple(open_disputes(store, moved)))


def _tasks(servicer: Servicer, effective: date, today: date) -> tuple[tuple[date, str], ...]:
    soon = max(today, effective - _BEFORE)
    return (
        (soon, f"Autopay: end it with the old servicer, set it up with {servicer.name} for"
               f" payments due on or after {effective}."),
        (soon, f"Insurance: have the insurer put {servicer.name} and the new loan number in the"
               " mortgagee clause."),
        (max(today, effective), f"Compare {servicer.name}'s first statement with the last of the"
                                " old servicer: balance, escrow, due date."),
    )  # fmt: skip


def open_disputes(store: Store, loan: Loan) -> list[Matter]:
    """The open matters of a loan in which a letter to the servicer has left."""
    return [
        one
        for one in store.matters()
        if one.loan == loan.id
        and one.status is MatterStatus.OPEN
        and any(e.kind is EventKind.SENT and not e.undone for e in store.events(one.id))
    ]


def copy_for_new(store: Store, matter_id: str, today: date, lang: str = "en") -> Draft:
    """A letter to the new servicer about the dispute that the old one still has to answer.

    Our letter to the old servicer goes with it, as it was sent.
    """
    from borrower_desk.actions import letters
    from borrower_desk.actions.enclosing import enclosure_of
    from borrower_desk.letters.recorded import named_letter

    matter = store.matter(MatterId(matter_id))
    loan = store.loan(matter.loan)
    left = [e for e in store.events(matter.id) if e.kind is EventKind.SENT and not e.undone]
    theirs = [one for one in left if sent_to(loan, one) != loan.servicer]
    sent = (theirs or left)[0]
    named = named_letter(sent.letter)
    fields = _told_to_new(store, matter, loan, sent, named, today)
    made = letters.draft(
        store, COPY, today, matter=matter, fields=fields, lang=lang, to=loan.servicer
    )
    kept = store.correspondence(CorrespondenceId(sent.of or ""))
    data = store.blob(kept.sha256)
    name = f"{named} of {sent.on}.{'pdf' if data[:4] == b'%PDF' else 'eml'}"
    with store.change("draft edit"):
        enclosed = replace(
            enclosure_of(store, name, data, 0), title=f"My {named} of {written_date(sent.on)}"
        )
        return letters.take_enclosures(store, made, (enclosed,))


def _told_to_new(
    store: Store, matter: Matter, loan: Loan, sent: Event, named: str, today: date
) -> dict[str, str]:
    """What the letter to the new servicer says; before the day of the transfer, of what will be."""
    old = safe_line(store.servicer(sent_to(loan, sent)).name, 80)
    title, moves = safe_line(matter.title), loan.periods[-1].began if loan.periods else None
    if moves is not None and today < moves:
        topic = f"a dispute that is open, and that you take over with the loan: {title}"
        reason = f"{old} has my {named}, and servicing moves to you on {written_date(moves)}"
        gave = "gives"
    else:
        topic = f"a dispute that was open when you took over the loan: {title}"
        reason = f"{old} had my {named} when servicing moved"
        gave = "gave"
    return {
        "topic": topic,
        "reason": f"{reason}; a copy is enclosed.",
        "facts": "\n".join(_facts(store, matter.id, sent.id, named, old)),
        "requests": "\n".join(
            (
                f"Whether {old} {gave} you my {named} of {written_date(sent.on)} and its papers.",
                "The amounts in dispute that you carry in your records for this loan, each with"
                " its date and what it is for.",
            )
        ),
    }


def _facts(store: Store, matter: MatterId, sent: str, named: str, old: str) -> Sequence[str]:
    """What happened to the letter so far, one line each."""
    from borrower_desk.matters.timeline import standing

    lines = []
    for one in standing(store.events(matter)):
        if one.id == sent:
            lines.append(f"{one.on}: I sent my {named} to {old}.")
        elif one.kind is EventKind.DELIVERED:
            lines.append(f"{one.on}: {old} received it.")
        elif one.kind is EventKind.ACKNOWLEDGED:
            lines.append(f"{one.on}: {old} acknowledged it.")
    return lines
