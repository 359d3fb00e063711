"""How alike two texts are: is it the same letter again, or only the same form?

Two monthly notices of a servicer share nearly every word.  They are one letter
only where each date and each amount is the same too: a letter taken for another
would move a clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

MIN_WORDS = 25  # shorter texts are alike by chance
SAME, SCANNED = 0.8, 0.55  # of the shorter text's three-word runs, typed or read by OCR
_WORD = re.compile(r"[^\W\d_]{2,}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(
    r"\b(?:(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?P<day>\d{1,2})"
    r"(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})|(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{2,4}))\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\$\s?(\d[\d,]*(?:\.\d\d)?)")
_FORWARDED = re.compile(
    r"^[ \t>]*(?:-{2,}\s*forwarded message|begin forwarded message|-{2,}\s*original message"
    r"|_{10,}\s*$)",
    re.IGNORECASE | re.MULTILINE,
)
_SUBJECT = re.compile(r"^[ \t>]*\*?(?:subject|asunto)\*?:\*?[ \t]*(.{3,200})$", re.I | re.M)


@dataclass(frozen=True)
class Print:
    """What of a text is compared, made once: its dates, its amounts, its three-word runs."""

    text: str
    scanned: bool = False

    @cached_property
    def facts(self) -> tuple[frozenset[tuple[int, int, int]], frozenset[str]]:
        return dates(self.text), amounts(self.text)

    @cached_property
    def runs(self) -> frozenset[tuple[str, str, str]]:
        words = [one.casefold() for one in _WORD.findall(self.text[:200_000])]
        return frozenset(zip(words, words[1:], words[2:], strict=False))


def likeness(one: Print, other: Print) -> float:
    """The share (0-1) of the shorter text's three-word runs that the other has; 0 if too short."""
    fewer = min(one.runs, other.runs, key=len)
    if len(fewer) < MIN_WORDS:
        return 0.0
    return len(one.runs & other.runs) / len(fewer)


def same_letter(one: Print, other: Print) -> bool:
    """The same words, dates and amounts, as far as OCR could read them."""
    if one.facts != other.facts:
        return False
    return likeness(one, other) >= (SCANNED if one.scanned or other.scanned else SAME)


def dates(text: str) -> frozenset[tuple[int, int, int]]:
    """Every full date in a text, as year, month, day."""
    found = set()
    for date in _DATE.finditer(text):
        if date["month"]:
            month = _MONTHS.index(date["month"].casefold()) + 1
            found.add((int(date["year"]), month, int(date["day"])))
        else:
            year = int(date["y"])
            found.add((year + 2000 if year < 100 else year, int(date["m"]), int(date["d"])))
    return frozenset(found)


def amounts(text: str) -> frozenset[str]:
    """Every amount of money in a text."""
    return frozenset(one.replace(",", "").removesuffix(".00") for one in _AMOUNT.findall(text))


def forwarded_subject(text: str) -> str | None:
    """The subject of the message that a text forwards; None when it forwards none."""
    mark = _FORWARDED.search(text)
    named = _SUBJECT.search(text, mark.end()) if mark else None
    return named[1].strip() if named else None
