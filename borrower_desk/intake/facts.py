"""Days, amounts, numbers and promises that a text states, each with its words.

What is found is offered to the user, never taken as true: a letter's own date
may be wrong, and a promise is not the law's deadline.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from borrower_desk.intake.body import without_quotes

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_SPANISH = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
    "octubre", "noviembre", "diciembre",
)  # fmt: skip
_DATE = re.compile(
    r"\b(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?P<d1>\d{1,2})"
    r"(?:st|nd|rd|th)?(?:\s*,?\s*(?P<y1>(?:19|20)\d\d))?(?!\d)"
    # A year that is none ("January 1, 0001") leaves no day: none is invented for it.
    r"(?!\s*,\s*\d{4}(?![\d.,]*\d)|\s+0\d{3}(?!\d))"
    r"|\b(?P<d2>\d{1,2})(?:st|nd|rd|th)?\s+(?:de\s+)?(?P<name2>[a-z]{3,10})\.?"
    r",?\s+(?:de\s+)?(?P<y2>(?:19|20)\d\d)"
    r"|(?<![\d/])(?P<m3>\d{1,2})[/-](?P<d3>\d{1,2})[/-](?P<y3>(?:19|20)?\d\d)(?![\d/])"
    r"|(?<!\d)(?P<y4>(?:19|20)\d\d)-(?P<m4>\d\d)-(?P<d4>\d\d)(?!\d)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"(?<![\w$])(-?)\$\s?(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{2}))?(?![\d.,]\d)")
_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty-five": 45, "sixty": 60, "ninety": 90,
}  # fmt: skip
# "10", "ten (10)", and of a range ("3-5", "7 to 10") the later end, which is what is promised.
_COUNT = (
    r"(?:the\s+next\s+)?(?:\d{1,3}\s?(?:-|–|to|a|and)\s?)?"
    r"(?:(?P<word>[a-z-]{3,10})\s*\(?)?\s*\(?(?P<digits>\d{1,3})?\)?"
)
_WITHIN = re.compile(
    rf"\b(?:within|in|up to|no later than|no more than|no longer than|dentro de|en un plazo de)\s+"
    rf"{_COUNT}\s+(?P<business>business\s+|working\s+|calendar\s+)?(?P<unit>days?|hours?|d[ií]as|horas)\b"
    r"(?P<after>\s+h[aá]biles)?",
    re.IGNORECASE,
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_BY_NAME = re.compile(
    r"\b(?:by|before|no later than|until)\s+(?:(?:the\s+)?close of business\s+|cob\s+)?"
    r"(?:(?:on|this|next|the coming)\s+){0,2}"
    rf"(?:(?P<weekday>{'|'.join(_WEEKDAYS)})|(?P<tomorrow>tomorrow)"
    r"|(?:the\s+)?end\s+of\s+(?:the|this)\s+(?P<end>week|month|year))\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?P<what>(?:case|ticket|reference|tracking|inquiry|research(?:\s+request)?|confirmation"
    r"|file|complaint|work\s*order|request|incident|service\s+request|correspondence)"
    r"\s*(?:number|no\.?|id|#|:)(?:\s*(?:is|:|#))*)\s*[#:]?\s*(?P<id>(?=[\w/-]*\d)[A-Z0-9][\w/-]{2,30})",
    re.IGNORECASE,
)
_RECEIVED = re.compile(
    r"(?:(?:we|our office|\bwas|were|has been|have)\s+(?:have\s+)?received|received by|receipt of"
    r"|date\s+received|received\s+(?:on|in|at)|reached our|recibimos|recibido|recibid[ao])"
    r"(?P<between>[^.!?\n]{0,120}?(?:\n[^.!?\n]{0,60}?)?)",
    re.IGNORECASE,
)
_THEIRS_IS_DATED = re.compile(r"\bdated?\b(?!\s+received)[^,;]{0,12}$", re.IGNORECASE)
_EXTENDS = re.compile(
    r"exten(?:d|sion|ding)|additional (?:time|fifteen|15|\d)|more time|new (?:response|due) date"
    r"|revised (?:response|due)|no later than|now expect|anticipate|by\b|on or before",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|due to|the reason|reasons? (?:for|is|are)|since we|as we (?:are|await|have)"
    r"|awaiting|waiting (?:for|on)|in order to|to (?:obtain|retrieve|allow)|needed from|pending)\b",
    re.IGNORECASE,
)
SALE = re.compile(
    r"(?:foreclosure|trustee'?s?|sheriff'?s?|public)\s+(?:sale|auction)|auction|sale\s+date"
    r"|(?:will|to|shall)\s+be\s+sold|sale\s+(?:is|has\s+been|was|will\s+be|on|of)",
    re.IGNORECASE,
)
_TRANSFERS = re.compile(
    r"effective(?:\s+date)?|transfer(?:red|s|ring)?|new servicer|will (?:begin|start)|as of"
    r"|beginning|on or after|servicing",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A day that the text names; `where` is its offset."""

    on: date
    quote: str
    where: int


@dataclass(frozen=True, slots=True)
class FoundAmount:
    """Money in cents."""

    cents: int
    quote: str
    where: int


@dataclass(frozen=True, slots=True)
class FoundReference:
    """A number of theirs: what they call it, and where it stands."""

    what: str
    number: str
    quote: str
    where: int = 0


@dataclass(frozen=True, slots=True)
class FoundPromise:
    """What they say they will do: in so many `unit`s (business days, days, hours) or by a day."""

    amount: int | None
    unit: str
    by: date | None
    quote: str
    where: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that a text states.  Days are as the text says, unchecked."""

    days: tuple[FoundDay, ...] = ()
    amounts: tuple[FoundAmount, ...] = ()
    references: tuple[FoundReference, ...] = ()
    promises: tuple[FoundPromise, ...] = ()
    received_on: date | None = None  # the day on which they say they got our letter
    received_quote: str = ""
    extended_to: date | None = None
    extended_quote: str = ""
    gives_reasons: bool = False
    transfer_effective: date | None = None
    transfer_quote: str = ""
    text: str = ""
    written: date | None = None

    def stated(self, cue: re.Pattern[str]) -> date | None:
        """The first day after the letter's own whose sentence has the cue before it."""
        found = _stated(self.text, self.days, cue, self.written, later=True)
        return found.on if found else None


def find(text: str, written: date | None = None) -> Found:
    """What `text` states, quotations left out.

    `written` is the day of the letter: a day without a year is in the year that
    puts it nearest, and what was received was received by then.
    """
    own = without_quotes(text)[:200_000]
    days = tuple(_days(own, written))
    received = _received(own, days, written)
    extended = _stated(own, days, _EXTENDS, written, later=True)
    transferred = _stated(own, days, _TRANSFERS, None, later=False)
    return Found(
        days=days,
        amounts=tuple(_amounts(own)),
        references=tuple(_references(own)),
        promises=tuple(_promises(own, days, written)),
        received_on=received.on if received else None,
        received_quote=received.quote if received else "",
        extended_to=extended.on if extended else None,
        extended_quote=extended.quote if extended else "",
        gives_reasons=bool(_REASON.search(own)),
        transfer_effective=transferred.on if transferred else None,
        transfer_quote=transferred.quote if transferred else "",
        text=own,
        written=written,
    )


def _days(text: str, written: date | None) -> Iterator[FoundDay]:
    for found in _DATE.finditer(text):
        day = _day(found, written)
        if day is not None:
            yield FoundDay(day, _sentence(text, found.start(), found.end()), found.start())


def _day(found: re.Match[str], written: date | None) -> date | None:
    if found["name"]:
        month, day, year = _month(found["name"]), int(found["d1"]), found["y1"]
    elif found["name2"]:
        month, day, year = _month(found["name2"]), int(found["d2"]), found["y2"]
    elif found["m3"]:
        month, day, year = int(found["m3"]), int(found["d3"]), found["y3"]
    else:
        month, day, year = int(found["m4"]), int(found["d4"]), found["y4"]
    if year is None:
        return _nearest(month, day, written) if written else None
    number = int(year) + 2000 if len(year) == 2 else int(year)
    return _valid(number, month, day)


def _month(name: str) -> int:
    start = name.casefold()[:3]
    for names in (_MONTHS, _SPANISH):
        for number, one in enumerate(names, start=1):
            if one.startswith(start):
                return number
    return 0


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(month: int, day: int, written: date) -> date | None:
    near = [_valid(written.year + shift, month, day) for shift in (-1, 0, 1)]
    return min(
        (one for one in near if one is not None),
        key=lambda one: abs((one - written).days),
        default=None,
    )


def _amounts(text: str) -> Iterator[FoundAmount]:
    for found in _AMOUNT.finditer(text):
        cents = int(found[2].replace(",", "")) * 100 + int(found[3] or 0)
        quote = _sentence(text, found.start(), found.end())
        yield FoundAmount(-cents if found[1] else cents, quote, found.start())


def _references(text: str) -> Iterator[FoundReference]:
    seen: set[str] = set()
    for found in _REFERENCE.finditer(text):
        number = found["id"].rstrip("-/")
        if number not in seen:
            seen.add(number)
            what = " ".join(re.sub(r"[#:.]|\bis\b", " ", found["what"]).split()).casefold()
            yield FoundReference(what, number, " ".join(found[0].split()), found.start())


def _promises(
    text: str, days: tuple[FoundDay, ...], written: date | None
) -> Iterator[FoundPromise]:
    """What the servicer says it will do, in the order of the text."""
    found = [*_within(text), *_by_day(text, days), *_by_name(text, written)]
    yield from sorted(found, key=lambda one: one.where)


def _within(text: str) -> Iterator[FoundPromise]:
    for found in _WITHIN.finditer(text):
        amount = (
            int(found["digits"])
            if found["digits"]
            else _NUMBER_WORDS.get((found["word"] or "").casefold())
        )
        if amount is None:
            continue
        business = (found["business"] or "").split()
        working = bool(business) and business[0].casefold() in ("business", "working")
        working = working or bool(found["after"])
        unit = "hours" if found["unit"].casefold().startswith(("hour", "hora")) else "days"
        quote = _sentence(text, found.start(), found.end())
        if _OURS.search(quote):
            named = f"business {unit}" if working else unit
            yield FoundPromise(amount, named, None, quote, found.start())


def _by_day(text: str, days: tuple[FoundDay, ...]) -> Iterator[FoundPromise]:
    for day in days:
        before = text[max(0, day.where - 40) : day.where]
        if _BY.search(before) and _OURS.search(day.quote):
            yield FoundPromise(None, "", day.on, day.quote, day.where)


_BY = re.compile(
    r"\b(?:by|no later than|on or before|before|until|antes del?|a m[aá]s tardar el)\s*$",
    re.IGNORECASE,
)


def _by_name(text: str, written: date | None) -> Iterator[FoundPromise]:
    """ "By Friday", "by the end of the month": counted from the day of the letter."""
    if written is None:
        return
    for found in _BY_NAME.finditer(text):
        quote = _sentence(text, found.start(), found.end())
        if _OURS.search(quote):
            yield FoundPromise(None, "", _named_day(found, written), quote, found.start())


def _named_day(found: re.Match[str], written: date) -> date:
    if found["tomorrow"]:
        return written + timedelta(days=1)
    weekday = (found["weekday"] or "").casefold()
    if weekday:
        # "Friday" said on a Friday is the next one: the later reading accuses nobody early.
        ahead = (_WEEKDAYS.index(weekday) - written.weekday()) % 7 or 7
        return written + timedelta(days=ahead)
    if (found["end"] or "").casefold() == "week":
        return written + timedelta(days=6 - written.weekday())
    month = 12 if (found["end"] or "").casefold() == "year" else written.month
    return date(written.year, month, monthrange(written.year, month)[1])


# Who is to act: "we will respond", not "you must reply".
_OURS = re.compile(
    r"\b(?:we|our|us|i|i'll|you will (?:receive|get|hear|have)|responderemos|le\s+\w{3,12}remos"
    r"|representative|specialist|team|servicer|response|answer|reply|agent|analyst)\b",
    re.IGNORECASE,
)


def _received(text: str, days: tuple[FoundDay, ...], written: date | None) -> FoundDay | None:
    """The day of receipt that the servicer admits; never the date *on* our letter."""
    places = [day.where for day in days]
    for found in _RECEIVED.finditer(text):
        first = bisect_left(places, found.end())
        for day in days[first : bisect_left(places, found.end() + 141)]:
            if _ends_sentence(text[found.end() : day.where]):
                continue
            if _THEIRS_IS_DATED.search(text[max(0, day.where - 30) : day.where]):
                continue
            if written is None or day.on <= written:
                return day
    return None


def _ends_sentence(between: str) -> bool:
    return bool(re.search(r"[.!?]\s+(?=[A-Z])|\n\s*\n", between))


def _stated(
    text: str,
    days: tuple[FoundDay, ...],
    cue: re.Pattern[str],
    written: date | None,
    *,
    later: bool,
) -> FoundDay | None:
    """The first day whose own sentence has the cue before it; the nearest cue wins."""
    best: tuple[int, FoundDay] | None = None
    for day in days:
        if later and written is not None and day.on <= written:
            continue
        start = max(0, day.where - 160)
        before = text[start : day.where]
        ends = [one.end() for one in re.finditer(r"[.!?]\s+(?=[A-Z])|\n\s*\n", before)]
        before = before[ends[-1] :] if ends else before
        cues = list(cue.finditer(before))
        if cues:
            distance = len(before) - cues[-1].end()
            if best is None or distance < best[0]:
                best = (distance, day)
    return best[1] if best else None


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a find, on one line, at most 240 characters."""
    begin = max(0, start - 160)
    before = text[begin:start]
    cuts = [one.end() for one in re.finditer(r"[.!?]\s+(?=[A-Z])|\n\s*\n", before)]
    after = text[end : end + 160]
    stop = re.search(r"[.!?](?:\s|$)|\n\s*\n", after)
    whole = (
        before[cuts[-1] if cuts else 0 :] + text[start:end] + after[: stop.start() if stop else 160]
    )
    return " ".join(whole.split())[:240]
