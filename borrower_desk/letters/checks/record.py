"""The letter against the matter's own events: an amount or a day that differs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from borrower_desk.letters.checks.notice import _standing
from borrower_desk.letters.checks.reading import Check, Reading
from borrower_desk.letters.values import leading_date, read_money, written_date, written_money
from borrower_desk.model import Cents, Event, EventKind, Finding

_AMOUNT = r"(?P<amount>\$\s?\d[\d,]*(?:\.\d\d)?)"
_DATE = (
    r"(?P<date>(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r" \d{1,2}, \d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})"
)
_FEE = r"(?:late (?:fee|charge))"
# What the letter says of an event of this kind: an amount, or its day.
_AMOUNTS: tuple[tuple[EventKind, str], ...] = (
    (
        EventKind.FEE_CHARGED,
        rf"{_FEE}s? (?:of|for|was|is|in the amount of) {_AMOUNT}|{_AMOUNT} {_FEE}",
    ),
    (
        EventKind.PAYMENT_MADE,
        rf"\bI (?:\w+ )?(?:paid|sent|mailed)(?: you)?(?: (?:my|a|the) (?:\w+ )?payment of)? {_AMOUNT}|\bmy (?:\w+ )?payment of {_AMOUNT}",
    ),
)
_ON = r"(?: (?:back )?on| as of)"
_DATES: tuple[tuple[EventKind, str], ...] = (
    (EventKind.FEE_CHARGED, rf"\bOn {_DATE},? you (?:charged|assessed)|you (?:charged|assessed)[^.;]{{0,60}}{_FEE}[^.;]{{0,30}}{_ON} {_DATE}"),
    (EventKind.PAYMENT_RECEIVED, rf"\byou received (?:my|the|this) (?:\w+ )?payment(?: of \$[\d,.]+)?{_ON} {_DATE}|^{_DATE}: You received (?:my|the) payment"),
    (EventKind.PAYMENT_MADE, rf"\bI (?:sent|mailed|made) (?:my|the|this) (?:\w+ )?payment(?: of \$[\d,.]+)?{_ON} {_DATE}|^{_DATE}: I (?:sent|mailed|made) (?:my|the) payment"),
    (EventKind.DELIVERED, rf"\byou received (?:it|my letter|my notice|my request|the letter|the notice|the request){_ON} {_DATE}"),
    (EventKind.ACKNOWLEDGED, rf"\byou acknowledged[^.;]{{0,60}}{_ON} {_DATE}"),
)  # fmt: skip


def _alternatives(pattern: str, name: str) -> list[re.Pattern[str]]:
    """A pattern's alternatives apart, since each names the same group."""
    return [
        re.compile(one, re.IGNORECASE)
        for one in re.split(r"\|(?=\\b|\^|you \(|\(\?P<" + name + ")", pattern)
    ]


def contradictions(reading: Reading) -> Iterator[Finding]:
    """An amount or date that differs from the matter's own events."""
    events = _standing(reading.draft.events or ())
    for sentence in reading.own_words:
        yield from _amounts(reading, sentence, events)
        yield from _dates(reading, sentence, events)


def _amounts(reading: Reading, sentence: str, events: list[Event]) -> Iterator[Finding]:
    for kind, pattern in _AMOUNTS:
        known = [one.amount for one in events if one.kind is kind and one.amount is not None]
        for one in (
            found for part in _alternatives(pattern, "amount") for found in part.finditer(sentence)
        ):
            said = read_money(one["amount"])
            if known and said is not None and said not in known:
                yield _differs(reading, one["amount"], written_money(_nearest(known, said)), kind)


def _nearest(known: list[Cents], said: Cents) -> Cents:
    return min(known, key=lambda one: abs(one - said))


def _dates(reading: Reading, sentence: str, events: list[Event]) -> Iterator[Finding]:
    for kind, pattern in _DATES:
        known = [one.on for one in events if one.kind is kind]
        for one in (
            found for part in _alternatives(pattern, "date") for found in part.finditer(sentence)
        ):
            said, _ = leading_date(one["date"])
            if known and said is not None and said not in known:
                nearest = min(known, key=lambda day: abs(day - _day(said)))
                yield _differs(reading, one["date"], written_date(nearest), kind)


def _day(day: date) -> date:
    return day


def _differs(reading: Reading, said: str, recorded: str, kind: EventKind) -> Finding:
    return reading.found(
        "fact-contradicts-record",
        f"The letter says {said}; the record of the {kind.replace('-', ' ')} says {recorded}.",
        said,
        fix="Correct the letter, or the event if the record is wrong.",
    )


CHECKS = (Check("fact-contradicts-record", contradictions, ("loan", "events")),)
