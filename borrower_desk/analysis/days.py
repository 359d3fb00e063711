"""Days and months as servicers write them: ISO, US order, names of months."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+(?:Z|[+-][\d:]+)?)?")
_US = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_NAMED = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-\s]+([A-Za-z]{3,9})\.?,?[-\s]+(\d{4}|\d{2})")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_MONTH_YEAR = re.compile(r"([A-Za-z]{3,9})\.?[-\s,']*(\d{4}|\d{2})?")
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")
_MONTH_SLASH = re.compile(r"(\d{1,2})[-/](\d{4})")


def read_day(text: str) -> date | None:
    """The day in "2026-09-16", "9/16/2026", "09/16/26", "Sep 16, 2026" or "16-Sep-2026"."""
    word = text.strip()
    if len(word) > 40:
        return None
    for pattern, order in (
        (_ISO, "ymd"), (_US, "mdy"), (_NAMED, "bdy"), (_DAY_FIRST, "dby"), (_COMPACT, "ymd"),
    ):  # fmt: skip
        found = pattern.fullmatch(word)
        if found:
            return _made(dict(zip(order, found.groups(), strict=True)))
    return None


def _made(parts: dict[str, str]) -> date | None:
    month = int(parts["m"]) if "m" in parts else month_number(parts["b"])
    if month is None:
        return None
    try:
        return date(_year(parts["y"]), month, int(parts["d"]))
    except ValueError:
        return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def month_number(name: str) -> int | None:
    """1 to 12 for the name of a month, long or short; None for another word."""
    short = name.strip(" .").casefold()
    start = short[:3]
    if start in _MONTHS and _FULL[_MONTHS.index(start)].startswith(short):
        return _MONTHS.index(start) + 1
    return None


_FULL = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip


def read_month(text: str) -> tuple[int | None, int] | None:
    """(year, month) from a day, "Feb 2027", "2027-02", "02/2027"; (None, 2) from "Feb" alone."""
    day = read_day(text)
    if day:
        return day.year, day.month
    word = text.strip()
    found = _YEAR_MONTH.fullmatch(word)
    if found and 1 <= int(found[2]) <= 12:
        return int(found[1]), int(found[2])
    found = _MONTH_SLASH.fullmatch(word)
    if found and 1 <= int(found[1]) <= 12:
        return int(found[2]), int(found[1])
    found = _MONTH_YEAR.fullmatch(word)
    if found:
        month = month_number(found[1])
        if month is not None:
            return (_year(found[2]) if found[2] else None), month
    return None


def month_after(first: date, months: int = 1) -> date:
    """The same day so many months on, or the month's last day where there is none."""
    count = first.year * 12 + first.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(first.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def months_between(earlier: date, later: date) -> int:
    """Whole months on the calendar from one month to another, days left out."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def days_of_30(earlier: date, later: date) -> int:
    """Days between two dates when every month has thirty (30/360)."""
    return months_between(earlier, later) * 30 + min(later.day, 30) - min(earlier.day, 30)


def written(day: date) -> str:
    """A day as letters in the United States write it: "May 3, 2026"."""
    return f"{_FULL[day.month - 1].capitalize()} {day.day}, {day.year}"
