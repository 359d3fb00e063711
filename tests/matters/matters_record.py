"""A small household's record for the tests of the matters room: made-up people, real shapes."""

from __future__ import annotations

from datetime import date

from borrower_desk.matters.duties import duties
from borrower_desk.model import (
    Event,
    EventId,
    EventKind,
    Loan,
    LoanId,
    LoanType,
    Matter,
    MatterId,
    Servicer,
    ServicerId,
)

HARBOR = Servicer(
    ServicerId("S1"),
    "Harbor Light Servicing",
    sla_hours=48,
    business_hours="Mon-Fri 08:00-17:00 America/Chicago",
)
LOAN = Loan(LoanId("L1"), "000123456", HARBOR.id, principal_residence=True)
HELOC = Loan(LoanId("L1"), "000123456", HARBOR.id, type=LoanType.HELOC)
MATTER = Matter(MatterId("M1"), "Late fee, September 2026", LOAN.id, "fee-without-basis")
# As the template of a notice of error names them.
NOTICE_STARTS = (
    "noe-acknowledge",
    "noe-respond",
    "noe-respond-payoff",
    "noe-respond-foreclosure",
    "noe-credit-reporting-bar",
)


def happened(number, kind, on, **facts):
    """One event of the matter."""
    return Event(EventId(f"E{number}"), MATTER.id, EventKind(kind), date.fromisoformat(on), **facts)


def notice(number, kind, on, *errors, **facts):
    """The sending or the delivery of a notice of error."""
    asserted = errors or ("fee-without-basis",)
    return happened(
        number, kind, on, letter="notice-of-error", errors=asserted, starts=NOTICE_STARTS, **facts
    )


def owed(events, today, *, loan=LOAN, servicer=HARBOR, matter=MATTER):
    """The duties by their ids."""
    day = date.fromisoformat(today)
    return {one.id: one for one in duties(matter, loan, {servicer.id: servicer}, events, day)}
