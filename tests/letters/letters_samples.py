"""Made-up people for the letters' tests: one borrower, one servicer, one loan."""

from __future__ import annotations

from datetime import date

from borrower_desk.model import (
    Address,
    Enclosure,
    Loan,
    LoanId,
    Purpose,
    Sender,
    Servicer,
    ServicerId,
    Sha256,
)

TODAY = date(2026, 12, 15)
NUMBER = "0001234567"
SERVICER = Servicer(
    ServicerId("S1"),
    "Sample Home Servicing",
    addresses=(
        Address(
            Purpose.NOTICE,
            "Notice of Error Department\nP.O. Box 100\nDallas, TX 75001",
            checked=date(2026, 11, 1),
        ),
        Address(Purpose.PAYMENT, "P.O. Box 999, Dallas, TX 75009"),
        Address(Purpose.CORRESPONDENCE, "P.O. Box 200, Dallas, TX 75002"),
    ),
    emails=("help@sample.example",),
    sla_hours=48,
)
LOAN = Loan(
    LoanId("L1"),
    NUMBER,
    ServicerId("S1"),
    "12 Elm Street, Springfield, IL 62701",
    ("Maria Lopez", "Juan Lopez"),
)
SENDER = Sender(
    "Maria Lopez", "12 Elm Street, Springfield, IL 62701", "555-0101", ("maria@lopez.example",)
)
STATEMENT = Enclosure(
    "A", "Bank statement", "Bank statement.pdf", "application/pdf", Sha256("0" * 64), 10, 2
)
