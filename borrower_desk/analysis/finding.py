"""What an analysis says: findings with their working, what it assumed, what it lacked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from borrower_desk.analysis.days import written
from borrower_desk.analysis.money import dollars, plain
from borrower_desk.analysis.reading import Unread
from borrower_desk.model import ArithmeticFinding, Cents, Certainty


@dataclass(frozen=True, slots=True)
class Assumption:
    """A choice that the figures rest on; `name` is what changes it."""

    name: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Month:
    """One line of a month by month account, ours beside theirs, in cents."""

    label: str
    paid_in: Cents
    paid_out: Cents
    balance: Cents
    stated: Cents | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one analysis found.  `summary` has the keys that JSON adds for its kind."""

    kind: str
    findings: tuple[ArithmeticFinding, ...]
    assumptions: tuple[Assumption, ...] = ()
    missing: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    summary: Mapping[str, object] = field(default_factory=dict)
    months: tuple[Month, ...] = ()
    working: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def money_finding(
    kind: str,
    title: str,
    stated: Cents,
    recomputed: Cents,
    *,
    slug: str,
    citation: str,
    explanation: str,
    working: tuple[str, ...],
    certainty: Certainty = Certainty.SURE,
    on: date | None = None,
    happened: str = "",
    facts: tuple[str, ...] = (),
    correction: tuple[str, ...] = (),
    transaction: str = "",
    amount: Cents | None = None,
    follows: bool = False,
    rule: str = "",
) -> ArithmeticFinding:
    """A finding about an amount: the difference is never negative; the words say which way."""
    gap = abs(stated - recomputed)
    return ArithmeticFinding(
        kind=kind,
        rule=rule,
        title=title,
        stated=plain(stated),
        recomputed=plain(recomputed),
        difference=plain(gap),
        amount=gap if amount is None else amount,
        error_slug=slug,
        citation=citation,
        explanation=explanation,
        working=working,
        certainty=certainty,
        on=on,
        happened=happened or explanation,
        facts=facts,
        correction=correction,
        transaction=transaction,
        follows=follows,
    )


def fact(day: date, words: str) -> str:
    """A dated fact as a letter takes it."""
    return f"{day.isoformat()}: {words}"


def said(cents: Cents) -> str:
    """An amount in a sentence."""
    return dollars(cents)


def spoken(day: date) -> str:
    """A day in a sentence."""
    return written(day)
