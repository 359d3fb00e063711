"""Which servicer a letter, an answer or a duty concerns, once a loan has had more than one.

Each servicer answers for its own acts: what reached the old one is owed by the old
one, whenever the loan moved (12 CFR 1024.35(g)(1)(iii), 1024.36(f)(1)(v): for a year
after the transfer it must still answer a new letter, too).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from borrower_desk.law.rules import Rule
from borrower_desk.matters.notices import Notice, gather
from borrower_desk.matters.timeline import standing, successors
from borrower_desk.model import TO, Event, EventKind, Loan, ServicerId

_DAY = timedelta(days=1)
# Duties and times that begin with a transfer and concern the servicer that hands over.
_OLD = ("the old servicer", "both servicers")
_OLD_TOO = ("noe-time-limit", "rfi-time-limit", "record-retention")


def addressee_of(loan: Loan, notice: Notice) -> ServicerId:
    """Whom a letter of ours went to: as its sending says, else who serviced the loan that day."""
    for event in (notice.sent, notice.event):
        named = _named(loan, event)
        if named is not None:
            return named
    return loan.servicer_on(notice.left)


def sent_to(loan: Loan, sending: Event) -> ServicerId:
    """Whom a `sent` event's letter went to."""
    return _named(loan, sending) or loan.servicer_on(sending.on)


def _named(loan: Loan, event: Event | None) -> ServicerId | None:
    said = event.params.get(TO, "").strip().upper() if event is not None else ""
    return ServicerId(said) if said in loan.servicers else None


def concerned(
    loan: Loan, notices: Iterable[Notice], event: Event, rule: Rule | None = None
) -> ServicerId:
    """Whom a fact concerns: of a letter its addressee, of an answer who owed it, else of its day.

    A transfer starts duties of both: those of the old servicer are its own.
    """
    for one in notices:
        if event.id in (one.event.id, one.sent.id if one.sent else ""):
            return addressee_of(loan, one)
        if any(event.id == each.id for each in (*one.deliveries, *one.replies)):
            return addressee_of(loan, one)
    if event.kind is EventKind.TRANSFERRED and rule is not None:
        old = rule.who in _OLD or rule.id in _OLD_TOO
        return loan.servicer_on(event.on - _DAY if old else event.on)
    return _named(loan, event) or loan.servicer_on(event.on)


def parties(loan: Loan, events: Sequence[Event]) -> dict[str, ServicerId]:
    """Whom each standing event concerns, by its id and by the id of the piece that it tells of."""
    stands = standing(events)
    notices = gather(stands, successors(events))
    found: dict[str, ServicerId] = {}
    for event in stands:
        who = concerned(loan, notices, event)
        found[event.id] = who
        for kept in (event.params.get("by"), event.of):
            if kept and kept.startswith("C"):
                found[kept] = who
    return found
