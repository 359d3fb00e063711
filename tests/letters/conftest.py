"""Made-up people for the letters' tests, and a letter of each kind from its own examples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from borrower_desk.letters.checks import Checked, CheckedFile, run
from borrower_desk.letters.compose import Facts, Letter, compose
from borrower_desk.letters.templates import template
from borrower_desk.model import (
    Address,
    CheckReport,
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


@pytest.fixture
def facts() -> Facts:
    return Facts(LOAN, SERVICER, SENDER, written=TODAY)


@pytest.fixture
def letter_of(facts: Facts) -> Callable[..., Letter]:
    """A letter of a kind; without fields, from the examples of its own template."""

    def make(kind: str, fields: dict[str, str] | None = None, **changed: object) -> Letter:
        made = template(kind)
        if fields is None:
            fields = {one.name: one.example for one in made.fields if one.example}
        return compose(made, replace(facts, fields=fields, **changed))

    return make


@pytest.fixture
def check_letter() -> Callable[..., CheckReport]:
    """The findings on a composed letter, with its whole record at hand."""

    def check(letter: Letter, **changed: object) -> CheckReport:
        draft = Checked(
            letter.subject,
            letter.body,
            kind=letter.kind,
            channel=letter.channel,
            to_address=letter.address_to,
            enclosures=tuple(
                CheckedFile(one.name, one.media_type, None, one.label, one.title)
                for one in letter.enclosures
            ),
            loan=LOAN,
            servicer=SERVICER,
            sender=SENDER,
            events=(),
            today=TODAY,
            template=template(letter.kind),
        )
        return run(replace(draft, **changed))

    return check


@pytest.fixture
def codes_of() -> Callable[..., set[str]]:
    """The codes found in a subject and a body, with what else is told."""

    def codes(body: str, subject: str = "", **told: object) -> set[str]:
        told.setdefault("today", TODAY)
        return {one.code for one in run(Checked(subject, body, **told)).findings}

    return codes


@pytest.fixture
def enclosure() -> Enclosure:
    return STATEMENT
