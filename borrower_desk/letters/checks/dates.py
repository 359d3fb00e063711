"""Days that cannot be: 31 February, a Monday that was a Tuesday, a fact that is still to come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from borrower_desk.frozen import dataclass
from borrower_desk.letters.anatomy import MONTHS
from borrower_desk.letters.checks.phrases import Phrase, phrases
from borrower_desk.letters.checks.reading import Check, Reading, sentences
from borrower_desk.letters.values import written_date
from borrower_desk.model import Finding

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH = "|".join((*MONTHS, *(one[:3] for one in MONTHS), "Sept"))
_DAY_NAMES = "|".join(
    (*_WEEKDAYS, *(one[:3] for one in _WEEKDAYS), "Tues", "Weds", "Thurs", "Thur")
)
_WEEKDAY = rf"(?:(?P<weekday>{_DAY_NAMES})\.?,? (?:the )?)?"
_NUMBER = r"\d{1,2}"
_YEAR = r"(?:19|20)\d\d"
_WRITTEN = re.compile(
    rf"(?<![\d.,$]){_WEEKDAY}(?:"
    rf"(?P<month>{_MONTH})\.? (?P<day>{_NUMBER})(?:st|nd|rd|th)?(?:,? (?P<year>{_YEAR}))?"
    rf"|(?P<day2>{_NUMBER})(?:st|nd|rd|th)? (?:of )?(?P<month2>{_MONTH})\.?"
    rf"(?:,? (?P<year2>{_YEAR}))?)\b(?!\.\d)",
    re.IGNORECASE,
)
_SLASHED = re.compile(
    _WEEKDAY + r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4}|\d{2})(?![\d/])", re.IGNORECASE
)
_DOTTED = re.compile(
    _WEEKDAY + r"(?<![\d./$])(?P<a>\d{1,2})\.(?P<b>\d{1,2})\.(?P<y>(?:19|20)\d\d)(?!\d|\.\d)",
    re.IGNORECASE,
)
_DASHED = re.compile(
    _WEEKDAY + r"(?<![\d-])(?P<a>\d{1,2})-(?P<b>\d{1,2})-(?P<y>(?:19|20)\d\d)(?![\d-])",
    re.IGNORECASE,
)
_ISO = re.compile(
    _WEEKDAY + r"(?<![\d-])(?P<y>(?:19|20)\d\d)-(?P<a>\d{2})-(?P<b>\d{2})(?![\d-])", re.IGNORECASE
)
_FORMS = (
    (tuple(one[:3].lower() for one in MONTHS), _WRITTEN),
    (("/",), _SLASHED),
    ((".",), _DOTTED),
    (("-",), _DASHED),
    (("-",), _ISO),
)
_PAST = phrases("dates.past")
_TO_COME = phrases("dates.to_come")
_RIGHT_BEFORE = phrases("dates.right_before")
_SURELY = 120  # days from today within which a day without a year needs none
_CLAUSE = 300  # characters of a clause before and after a day that are read
# "I got eleven calls between November 2 and …": the whole range has passed.
_RANGE_OF_FACTS = re.compile(
    r"\b(?:received|got|called|phoned|rang|came|made|paid|sent|wrote|mailed|happened|occurred"
    r"|took place|counted|posted|returned|charged|spoke|lost|had|were|was)\b[^;]{0,90}"
    r"\b(?:between|from) [^;]{3,32}? (?:and|to|through|until) (?:the )?\Z",
    re.IGNORECASE,
)
_PURPOSE = phrases("dates.purpose")
_LETTER_OF = re.compile(
    r"\b(?:letter|e-?mail|statement|notice|bill|response|answer|payment|call|fee|charge|receipt|check)"
    r" of(?: the)?\s*\Z",
    re.IGNORECASE,
)

# What has come or been said by the time that a letter speaks of its day.
_COMES_OF = re.compile(
    r"\b(?:my|our|your|the|this|that|a|an|his|her|their|in|and)\b (?:\w+ ){0,3}"
    r"(?:letter|e-?mail|notice|statement|bill|analysis|report|quote|ledger|invoice|response|answer|call|message|conversation|visit|reply)s?"
    r" (?:of|on|dated|from)(?: the)?\s*\Z",
    re.IGNORECASE,
)
_ITS_VERB = re.compile(r"(?: (?:be|been|have|not|also|then|only|to|\w+ly))* \w+", re.IGNORECASE)
_TOLD_ON = re.compile(
    r"\b(?:told|said|wrote|called|phoned|telephoned|spoke|talked|mailed|received|charged|posted"
    r"|added|returned|answered|replied|refused|sent|paid|got)\b(?: (?!that\b)[\w$.'-]+){0,6}"
    r" (?:on|of|dated)(?: the)?\s*\Z"
    r"|\b(?:promised|agreed|assured|confirmed)(?: (?:me|us|to me|to us))? on(?: the)?\s*\Z",
    re.IGNORECASE,
)


def _read(one: re.Match[str]) -> tuple[int, int, int] | None:
    """Year, month, day as the words have them, possible or not; None without a year."""
    part = one.groupdict()
    if part.get("month") or part.get("month2"):
        year = part["year"] or part["year2"]
        if not year:
            return None
        return int(year), _month_of(one), int(part["day"] or part["day2"])
    year = int(part["y"])
    year, first, second = (year + 2000 if year < 100 else year), int(part["a"]), int(part["b"])
    if first > 12 >= second:  # 14/03/1971: the day first, as most of the world writes it
        first, second = second, first
    return year, first, second


def _days(
    text: str,
) -> Iterator[tuple[str, str | None, tuple[int, int, int] | None, re.Match[str]]]:
    if not any(map(str.isdigit, text)):
        return
    small = text.lower()
    for signs, pattern in _FORMS:  # none is looked for where its signs are not
        if not any(sign in small for sign in signs):
            continue
        for one in pattern.finditer(text):
            yield one.group().strip(), one["weekday"], _read(one), one


@dataclass(frozen=True, slots=True)
class Said:
    """A day as a letter says it, possible or not; `year` is 0 where none was said."""

    text: str
    start: int
    end: int
    year: int
    month: int
    day: int

    @property
    def exists(self) -> bool:
        """Is there such a day, in its year or in any?"""
        return _possible((self.year or 2026, self.month, self.day)) is not None

    def is_day(self, on: date) -> bool:
        """Is it this day, as far as it says?"""
        return (self.month, self.day) == (on.month, on.day) and self.year in (0, on.year)

    def about(self, on: date, days: int) -> bool:
        """Does it lie within so many days of this one?"""
        day = _possible((self.year or on.year, self.month, self.day))
        return day is not None and abs((day - on).days) <= days

    def after(self, on: date) -> bool:
        """Does it lie after this day, in its own year or in this one's?"""
        day = _possible((self.year or on.year, self.month, self.day))
        return day is not None and day > on

    def year_off(self, on: date) -> bool:
        """Does it differ from this day in the year alone?"""
        return (self.month, self.day) == (on.month, on.day)


def days_in(text: str) -> list[Said]:
    """The days that a text says, in order."""
    found = []
    for said, _, parts, one in _days(text):
        year, month, day = parts or (0, _month_of(one), int(one["day"] or one["day2"]))
        found.append(Said(said, one.start(), one.end(), year, month, day))
    return sorted(found, key=lambda day: day.start)


def _month_of(found: re.Match[str]) -> int:
    part = found.groupdict()
    name = (part["month"] or part["month2"])[:3].casefold()
    return next(n for n, full in enumerate(MONTHS, 1) if full[:3].casefold() == name)


def _possible(parts: tuple[int, int, int]) -> date | None:
    try:
        return date(*parts)
    except ValueError:
        return None


def impossible(reading: Reading) -> Iterator[Finding]:
    """A date in the future for a past fact; 31 February; weekday and date disagree."""
    told = [reading.subject, *reading.prose]
    for text in told:
        part = "subject" if text == reading.subject else "body"
        for sentence in sentences(text) or [text]:
            for said, weekday, parts, found in _days(sentence):
                why = _why(reading, sentence, weekday, parts, found)
                if why:
                    yield reading.found(
                        "date-impossible", f"{said}: {why}.", said, part=part, fix="Check the date."
                    )
    letter = reading.letter
    for line in (letter.dated, *letter.account, *letter.enclosures):
        for said, weekday, parts, found in _days(line):
            if why := _never(weekday, parts, found, reading.draft.today):
                yield reading.found(
                    "date-impossible", f"{said}: {why}.", said, fix="Check the date."
                )


def _never(
    weekday: str | None,
    parts: tuple[int, int, int] | None,
    found: re.Match[str],
    today: date | None,
) -> str:
    """Why there is no such day at all; empty when there is."""
    if parts is None:
        return _yearless(found) or _not_that_weekday(weekday, _nearest_year(found, today))
    day = _possible(parts)
    if day is None:
        return "there is no such day"
    return _not_that_weekday(weekday, day)


def _not_that_weekday(weekday: str | None, day: date | None) -> str:
    if day and weekday and _WEEKDAYS[day.weekday()][:3].casefold() != weekday[:3].casefold():
        return f"it is a {_WEEKDAYS[day.weekday()]}"
    return ""


def _nearest_year(found: re.Match[str], today: date | None) -> date | None:
    """A day said without its year, in the year that brings it nearest to today."""
    if today is None:
        return None
    part = found.groupdict()
    month, number = _month_of(found), int(part["day"] or part["day2"])
    days = [_possible((today.year + n, month, number)) for n in (-1, 0, 1)]
    near = [day for day in days if day and abs((day - today).days) <= _SURELY]
    return min(near, key=lambda day: abs((day - today).days), default=None)


def _why(
    reading: Reading,
    sentence: str,
    weekday: str | None,
    parts: tuple[int, int, int] | None,
    found: re.Match[str],
) -> str:
    today = reading.draft.today
    if never := _never(weekday, parts, found, today):
        return never
    day = _possible(parts) if parts else _nearest_year(found, today)
    if today and day and day > today and _is_past(sentence, found):
        return f"it lies in the future, and the fact in the past (today is {written_date(today)})"
    return ""


def _yearless(found: re.Match[str]) -> str:
    """February 31 is no day in any year."""
    part = found.groupdict()
    month = _month_of(found)
    number = int(part["day"] or part["day2"])
    return "" if _possible((2024, month, number)) else "there is no such day"


def _is_past(sentence: str, found: re.Match[str]) -> bool:
    """Is the date that of something that has happened, by the words of its clause?"""
    before = re.split(
        r"[;,]\s(?!\d{4})", sentence[max(0, found.start() - _CLAUSE) : found.start()]
    )[-1]
    if sentence[found.end() :].lstrip().startswith(":"):
        before = ""  # it heads its entry: "December 18: told that …"
    after = re.split(
        r"[;,:]\s|\bthat\b", sentence[found.end() : found.end() + _CLAUSE].lstrip(": ,")
    )[0]
    if _LETTER_OF.search(before) and _COMES_OF.search(before[-60:]):
        # "your letter of": it is there
        return not _TO_COME.search(before) and not after.lstrip().startswith(("will", "shall"))
    if _RANGE_OF_FACTS.search(before) and not _PURPOSE.search(before[-90:]):
        return not _TO_COME.search(before)
    if _PURPOSE.search(before[-90:]) or (
        _RIGHT_BEFORE.search(before) and not _LETTER_OF.search(before)
    ):
        return False
    return _has_happened(before, after)


def _has_happened(before: str, after: str) -> bool:
    """Is the verb nearest to the day one of the past?"""
    past, to_come = _last(_PAST, before), _last(_TO_COME, before)
    if to_come >= 0 and (verb := _ITS_VERB.match(before, to_come)):
        to_come = verb.end()  # "will be made", "to be restored"
    if past >= 0 and (_TOLD_ON.search(before) or past > to_come):
        return True
    if max(past, to_come) >= 0:
        return False
    done, open_ = _PAST.search(after), _TO_COME.search(after)
    return done is not None and (open_ is None or done.start() < open_.start())


def _last(phrase: Phrase, text: str) -> int:
    """Where a phrase stands last in a text; -1 where it does not stand."""
    return max((one.end() for one in phrase.finditer(text)), default=-1)


CHECKS = (Check("date-impossible", impossible),)
