"""Made-up people for the letters' tests, and a letter of each kind from its own examples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from letters_samples import LOAN, NUMBER, SENDER, SERVICER, STATEMENT, TODAY

from borrower_desk.letters.checks import Checked, CheckedFile, run
from borrower_desk.letters.compose import Facts, Letter, compose
from borrower_desk.letters.templates import template
from borrower_desk.model import CheckReport, Enclosure

__all__ = ["LOAN", "NUMBER", "SENDER", "SERVICER", "STATEMENT", "TODAY"]


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
