"""The letter against the matter's own events: an amount or a day that differs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from borrower_desk.letters.checks.notice import standing
from borrower_desk.letters.checks.phrases import each
from borrower_desk.letters.checks.reading import Check, Reading
from borrower_desk.letters.values import leading_date, read_money, written_date, written_money
from borrower_desk.model import Cents, Event, EventKind, Finding

# What the letter says of an event of this kind: an amount, or its day.
_AMOUNTS = {
    EventKind.FEE_CHARGED: each("record.fee_amount"),
    EventKind.PAYMENT_MADE: each("record.payment_amount"),
}
_DATES = {
    EventKind.FEE_CHARGED: each("record.fee_date"),
    EventKind.PAYMENT_RECEIVED: each("record.payment_received"),
    EventKind.PAYMENT_MADE: each("record.payment_made"),
    EventKind.DELIVERED: each("record.delivered"),
    EventKind.ACKNOWLEDGED: each("record.acknowledged"),
}


def contradictions(reading: Reading) -> Iterator[Finding]:
    """An amount or date that differs from the matter's own events."""
    events = standing(reading.draft.events or ())
    for sentence in reading.own_words:
        yield from _amounts(reading, sentence, events)
        yield from _dates(reading, sentence, events)


def _amounts(reading: Reading, sentence: str, events: list[Event]) -> Iterator[Finding]:
    for kind, patterns in _AMOUNTS.items():
        known = [one.amount for one in events if one.kind is kind and one.amount is not None]
        for one in (found for part in patterns for found in part.finditer(sentence)):
            said = read_money(one["amount"])
            if known and said is not None and said not in known:
                yield _differs(reading, one["amount"], written_money(_nearest(known, said)), kind)


def _nearest(known: list[Cents], said: Cents) -> Cents:
    return min(known, key=lambda one: abs(one - said))


def _dates(reading: Reading, sentence: str, events: list[Event]) -> Iterator[Finding]:
    for kind, patterns in _DATES.items():
        known = [one.on for one in events if one.kind is kind]
        for one in (found for part in patterns for found in part.finditer(sentence)):
            said, _ = leading_date(one["day"])
            if known and said is not None and said not in known:
                nearest = min(known, key=partial(_apart, said))
                yield _differs(reading, one["day"], written_date(nearest), kind)


def _apart(one: date, other: date) -> int:
    return abs((one - other).days)


def _differs(reading: Reading, said: str, recorded: str, kind: EventKind) -> Finding:
    return reading.found(
        "fact-contradicts-record",
        f"The letter says {said}; the record of the {kind.replace('-', ' ')} says {recorded}.",
        said,
        fix="Correct the letter, or the event if the record is wrong.",
    )


CHECKS = (Check("fact-contradicts-record", contradictions, ("loan", "events")),)
