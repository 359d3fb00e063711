"""The letter against the matter's own events: an amount or a day that differs.

Each amount and each day belongs to the words nearest to it.  What lies far from
every event of its kind is taken for another fact, which the record does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from borrower_desk.frozen import dataclass
from borrower_desk.letters.anatomy import MONTHS
from borrower_desk.letters.checks.dates import Said, days_in
from borrower_desk.letters.checks.notice import standing
from borrower_desk.letters.checks.phrases import Phrase, phrases
from borrower_desk.letters.checks.reading import Check, Reading
from borrower_desk.letters.values import read_money, written_date, written_money
from borrower_desk.model import Cents, Event, EventKind, Finding

_DAYS = {
    kind: phrases(f"record.{kind.value}")
    for kind in (
        EventKind.FEE_CHARGED,
        EventKind.PAYMENT_RECEIVED,
        EventKind.PAYMENT_MADE,
        EventKind.PAYMENT_DUE,
        EventKind.SENT,
        EventKind.DELIVERED,
        EventKind.ACKNOWLEDGED,
        EventKind.RESPONDED,
        EventKind.TRANSFERRED,
        EventKind.SALE_SCHEDULED,
        EventKind.PAID_OFF,
        EventKind.APPLICATION_SUBMITTED,
        EventKind.DENIED,
    )
}
_AMOUNTS = {
    EventKind.FEE_CHARGED: phrases("record.fee_words"),
    EventKind.PAYMENT_MADE: phrases("record.payment_words"),
}
_OTHER_AMOUNT = phrases("record.other_words")
_OTHER_DAY = phrases("record.other_days")
_OF_PAYMENTS = (
    EventKind.PAYMENT_MADE,
    EventKind.PAYMENT_RECEIVED,
    EventKind.PAYMENT_DUE,
    EventKind.FEE_CHARGED,
)
_MONEY = re.compile(r"\$\s?\d[\d,]*(?:\.\d\d)?(?![\d%])")
_NEAR = 48  # characters between a value and the words that it belongs to
_SAME_EVENT = 24  # days: a day farther from every event is that of another one
_LIKE = 8  # an amount that differs by an eighth at most is the same one, wrongly written
_DIGITS = 2  # so is one with so many digits changed; more is another fact
_SAME_TRANSFER = 120  # a loan seldom moves twice in so many days
_ANY_DAY = 3650
# A loan comes to a servicer, or leaves it, once.
_THE_ONE = re.compile(
    r"\b(?:left you|came to you|to you|you took over"
    r"|you (?:got|acquired|took on|bought|passed|sold))\b",
    re.IGNORECASE,
)
_OF_THAT_DAY = re.compile(r", (?:when|on which)\b[^,;]{0,12}")  # "on June 1, when the loan came"
_DATED = timedelta(days=4)  # a letter is dated some days before it leaves
_LETTER_OF = re.compile(r"\b(?:of|dated)\s*\Z", re.IGNORECASE)
_PAID = re.compile(r"\b(?:payment|check|paid)\b(?!.*\b(?:notice|letter|request)\b)", re.IGNORECASE)
_TURN = re.compile(
    r";|, (?:and|but|although|even|while|so|which|after|when|despite|before|because)\b"
    r"| (?:though|although|whereas|but|because|even|when|while)\b"
    r"| and (?:you|they|it|I|we|your)\b"
)
_NO_AMOUNT = re.compile(r"\b(?:not|instead of|rather than|than)\s*\Z", re.IGNORECASE)
_PART = re.compile(
    r" (?:out )?(?:of (?:it|that|this|the|my|our)|(?:in|to|toward|towards|into|for|as)"
    r" (?:the |my )?(?:principal|interest|escrow|taxes|insurance|suspense|unapplied|fees?"
    r"|extra)|(?:more|less|over|short|too much|too little))\b",
    re.IGNORECASE,
)
_MONTHS_OF = re.compile(
    r"\b(?P<month>January|February|March|April|May|June|July|August|September|October|November"
    r"|December)(?:'s)? (?!\d)(?:\d{4} )?(?:monthly |mortgage |regular |full )?"
    r"(?:late (?:fee|charge)|fee|charge|payment|check|bill|instal+ment)\b"
)
_YEARS_OF = re.compile(r"\b(?:[Ii]n|of|[Dd]uring) ((?:19|20)\d\d)\b")
_WILL = re.compile(r"\b(?:will|shall|going to|'ll|about to)\b", re.IGNORECASE)
_LIMIT = re.compile(r"\b(?:at most|up to|maximum|limit(?:ed)?|cap|no more than)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Near:
    """Words that a value can belong to: what kind of fact, and where."""

    kind: EventKind | None  # None: a fact that the record does not hold
    start: int
    end: int


def contradictions(reading: Reading) -> Iterator[Finding]:
    """An amount or date that differs from the matter's own events."""
    events = standing(reading.draft.events or ())
    if not events:
        return
    another = _of_another_month(reading.subject, events)
    months = {one.on.month for one in events}
    no_payments = [one for one in events if one.kind not in _OF_PAYMENTS]
    for sentence in [*reading.own_words, *_heads(reading)]:
        days = [one for one in days_in(sentence) if one.month]
        if _of_another_month(sentence, events):
            continue
        if another and not any(day.month in months for day in days):
            yield from _days(reading, sentence, days, no_payments)
            continue
        yield from _amounts(reading, sentence, days, events)
        yield from _days(reading, sentence, days, events)


def _heads(reading: Reading) -> list[str]:
    """The lines above the text that tell of a transfer: "until the transfer of … 8800123"."""
    letter = reading.letter
    lines = (*letter.sender, *letter.address, *letter.account)
    return [one for one in lines if "transfer" in one.casefold()]


def _amounts(
    reading: Reading, sentence: str, days: Sequence[Said], events: Sequence[Event]
) -> Iterator[Finding]:
    if "$" not in sentence or _LIMIT.search(sentence):
        return
    words = _words(sentence, _AMOUNTS, _OTHER_AMOUNT)
    for one in _MONEY.finditer(sentence):
        kind = _nearest(words, one.start(), one.end(), sentence)
        if _NO_AMOUNT.search(sentence[max(0, one.start() - 16) : one.start()]) or _PART.match(
            sentence[one.end() : one.end() + 40]
        ):
            continue
        known = [e for e in events if e.kind is kind and e.amount is not None]
        said = read_money(one.group())
        if said is None or not known or said in [e.amount for e in known]:
            continue
        if not any(_comparable(said, e.amount or 0) for e in known):
            continue
        if days and not any(day.about(e.on, _SAME_EVENT) for day in days for e in events):
            continue
        nearest: Cents = min((e.amount or 0 for e in known), key=lambda was: abs(was - said))
        yield _differs(reading, one.group(), written_money(nearest), known[0].kind)


def _comparable(said: Cents, known: Cents) -> bool:
    """Can the one stand for the other by a slip: of a like size, or with its point misplaced?"""
    if said in (known * 10, known * 100) or known in (said * 10, said * 100):
        return True
    a, b = str(said), str(known)
    if sorted(a) == sorted(b):
        return True
    near = abs(said - known) * _LIKE <= known
    return near or (len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) <= _DIGITS)


def _days(
    reading: Reading, sentence: str, days: Sequence[Said], events: Sequence[Event]
) -> Iterator[Finding]:
    words = _words(sentence, _DAYS, _OTHER_DAY) if days else []
    today = reading.draft.today
    for day in days:
        if today and day.after(today) and _WILL.search(sentence):
            continue  # what is still to come is no event of the record
        kind = _nearest(words, day.start, day.end, sentence)
        known = [e.on for e in events if e.kind is kind]
        if kind is None or not known or any(day.is_day(on) for on in known):
            continue
        window = _SAME_TRANSFER if kind is EventKind.TRANSFERRED else _SAME_EVENT
        if len(known) == 1 and kind is EventKind.TRANSFERRED and _THE_ONE.search(sentence):
            window = _ANY_DAY
        near = [on for on in known if day.about(on, window) or day.year_off(on)]
        if not near or (_LETTER_OF.search(sentence[: day.start]) and _is_dating(kind, day, near)):
            continue
        yield _differs(reading, day.text, written_date(near[0]), kind)


def _of_another_month(sentence: str, events: Sequence[Event]) -> bool:
    """Does it speak of "the October late fee", when nothing on record is of that month?"""
    named = {MONTHS.index(one["month"]) + 1 for one in _MONTHS_OF.finditer(sentence)}
    events = [one for one in events if one.kind in _OF_PAYMENTS] or events
    years = {int(one) for one in _YEARS_OF.findall(sentence)}
    return (bool(named) and not named & {one.on.month for one in events}) or (
        bool(years) and not years & {one.on.year for one in events}
    )


def _is_dating(kind: EventKind, day: Said, known: Sequence[date]) -> bool:
    """Is it the day that a letter bears, shortly before it left?"""
    return kind in (EventKind.SENT, EventKind.ACKNOWLEDGED, EventKind.RESPONDED) and any(
        day.is_day(on - timedelta(days=n)) for on in known for n in range(_DATED.days + 1)
    )


def _words(sentence: str, kinds: dict[EventKind, Phrase], others: Phrase) -> list[_Near]:
    found = [_Near(None, *said.span()) for said in others.finditer(sentence)]
    for kind, pattern in kinds.items():
        for said in pattern.finditer(sentence):
            paid = said.group().endswith(" it") and _PAID.search(sentence[: said.start()])
            found.append(_Near(EventKind.PAYMENT_RECEIVED if paid else kind, *said.span()))
    found.sort(key=lambda near: near.start - near.end)
    kept: list[_Near] = []
    for near in found:  # the longest first: "you received my payment" leaves no "my payment of"
        if not any(near.start < one.end and one.start < near.end for one in kept):
            kept.append(near)
    return kept


def _nearest(words: Sequence[_Near], start: int, end: int, sentence: str) -> EventKind | None:
    """The kind of fact that a value belongs to: that of the nearest words of its clause."""
    best: tuple[int, EventKind | None] | None = None
    for one in words:
        if one.start < end and start < one.end:
            continue
        gap = start - one.end if one.end <= start else one.start - end
        between = sentence[one.end : start] if one.end <= start else sentence[end : one.start]
        # What follows a value after a comma belongs to the next one.
        # With the first of the words: "and you had it" begins another clause.
        led = between if one.end <= start else sentence[end : one.start + 5]
        turned = _TURN.search(led) and not (one.start >= end and _OF_THAT_DAY.fullmatch(between))
        gap += 45 if turned else 0
        if one.start >= end:
            gap += 6 if start < 6 or "," not in between else 26
        if gap <= _NEAR and (best is None or gap < best[0]):
            best = (gap, one.kind)
    return best[1] if best else None


def _differs(reading: Reading, said: str, recorded: str, kind: EventKind) -> Finding:
    return reading.found(
        "fact-contradicts-record",
        f"The letter says {said}; the record of the {kind.replace('-', ' ')} says {recorded}.",
        said,
        fix="Correct the letter, or the event if the record is wrong.",
    )


CHECKS = (Check("fact-contradicts-record", contradictions, ("loan", "events")),)
