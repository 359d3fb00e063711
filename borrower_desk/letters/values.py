"""What the borrower typed, made fit for a letter: amounts, days, lists, plain text.

Values are a stranger's text until they went through here: never a template,
no control or hidden characters, and of a sane length.
"""

from __future__ import annotations

import re
from datetime import date

from borrower_desk.errors import UsageError
from borrower_desk.letters.language import ENGLISH, MONTHS, written_day
from borrower_desk.letters.templates import Field
from borrower_desk.model import Cents
from borrower_desk.text import safe_line, safe_text

LONGEST = 20_000  # characters of one answer: six typed pages
_MONEY = re.compile(
    r"-?\$?\s*(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.(\d{1,2}))?(?:\s*(?:USD|dollars))?\Z"
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})\b")
_MONTH = "|".join((*MONTHS["en"], *(month[:3] for month in MONTHS["en"])))
_WRITTEN = re.compile(
    rf"({_MONTH})\.? +(\d{{1,2}}),? +(\d{{4}})\b",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    rf"(\d{{1,2}}) +({_MONTH})\.?,? +(\d{{4}})\b",
    re.IGNORECASE,
)
_SPANISH = re.compile(
    rf"(\d{{1,2}}) +de +({'|'.join(MONTHS['es'])}) +de +(\d{{4}})\b", re.IGNORECASE
)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\b")
_BETWEEN = re.compile(r"\s*(?::|–|—|-|\.|,)?\s*")
_MARK = re.compile(r"^\s*(?:[-–•*]|\d{1,3}[.)])\s+")


def written_date(day: date, lang: str = ENGLISH) -> str:
    """A day as letters in the United States write it: "May 3, 2026"."""
    return written_day(day, lang)


def written_money(cents: Cents) -> str:
    """An amount as letters write it: "$1,234.50"."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def read_money(text: str) -> Cents | None:
    """The cents in "$1,234.50", "1234.5" or "35"; None when it is no amount."""
    found = _MONEY.match(text.strip())
    if found is None:
        return None
    whole, part = found.groups()
    cents = int(whole.replace(",", "")) * 100 + int((part or "0").ljust(2, "0"))
    return -cents if text.strip().startswith("-") else cents


def leading_date(text: str) -> tuple[date | None, str]:
    """The day that a text begins with, and the rest; (None, text) when it begins with none."""
    start = text.lstrip()
    for pattern, order in (
        (_ISO, "ymd"),
        (_WRITTEN, "bdy"),
        (_DAY_FIRST, "dby"),
        (_SPANISH, "dey"),
        (_SLASHED, "mdy"),
    ):
        found = pattern.match(start)
        if found is None:
            continue
        day = _day(found.groups(), order)
        if day is not None:
            rest = start[found.end() :]
            between = _BETWEEN.match(rest)
            return day, rest[between.end() :] if between else rest
    return None, text


def _day(groups: tuple[str, ...], order: str) -> date | None:
    parts = dict(zip(order, groups, strict=True))
    if "m" in parts:
        month = parts["m"]
    elif "e" in parts:
        month = str(MONTHS["es"].index(parts["e"].casefold()) + 1)
    else:
        month = str(_month(parts["b"]))
    try:
        return date(int(parts["y"]), int(month), int(parts["d"]))
    except ValueError:
        return None


def _month(name: str) -> int:
    return next(
        n
        for n, month in enumerate(MONTHS["en"], start=1)
        if month[:3].casefold() == name[:3].casefold()
    )


def read_date(text: str) -> date | None:
    """The day that a text is ("2026-05-03", "May 3, 2026", "5/3/2026"); None when it is none."""
    day, rest = leading_date(text.strip())
    return day if day is not None and not rest.strip() else None


def fit(field: Field, value: str, written: date, lang: str = ENGLISH) -> str | list[str]:
    """The value as the letter shows it; a UsageError says what is wrong with it and an example."""
    if len(value) > LONGEST:
        raise UsageError(
            f"The answer for {field.name} has {len(value):,} characters; {LONGEST:,} is the most.",
            hint="Say it shorter, and enclose the document instead.",
        )
    # A terminal shows what was tried as a sign; a letter has no use for it.
    clean = safe_text(value).replace("\N{SYMBOL FOR ESCAPE}", "").strip()
    if field.type == "list":
        return list_items(clean, lang)
    if field.type == "text":
        return clean
    if field.type == "choice":
        return _choice(field, clean)
    line = safe_line(clean)
    if field.type == "money":
        return _money(field, line)
    if field.type == "date":
        return _date(field, line, written, lang)
    if not re.fullmatch(r"\d{1,9}(\.\d{1,4})?", line.replace(",", "")):
        raise _wrong(field, line, "a number")
    return line


def _wrong(field: Field, value: str, wanted: str) -> UsageError:
    example = f" For example: {field.example}." if field.example else ""
    return UsageError(
        f"{field.name}: {safe_line(value, 60)!r} is not {wanted}.",
        hint=f"{field.question}{example}",
    )


def _money(field: Field, value: str) -> str:
    cents = read_money(value)
    if cents is None:
        raise _wrong(field, value, "an amount of money")
    return written_money(cents)


def _date(field: Field, value: str, written: date, lang: str) -> str:
    day = read_date(value)
    if day is None:
        raise _wrong(field, value, "a day of the calendar")
    if field.past and day > written:
        raise _wrong(field, value, f"a day before the letter's own, {written_date(written)}")
    return written_date(day, lang)


def _choice(field: Field, value: str) -> str | list[str]:
    said = (
        [one.strip().casefold() for one in value.split(",")] if field.many else [value.casefold()]
    )
    for one in said:
        if one not in field.choices:
            raise _wrong(field, one, f"one of {', '.join(field.choices)}")
    return list(dict.fromkeys(said)) if field.many else said[0]


def list_items(value: str, lang: str = ENGLISH) -> list[str]:
    """The items of a list, one a line (or between " | "); those with days in the order of days.

    "2026-05-03: I paid" becomes "May 3, 2026: I paid".
    """
    lines = value.split("\n") if "\n" in value else re.split(r"\s+\|\s+", value)
    found: list[tuple[date | None, str]] = []
    for line in lines:
        day, rest = leading_date(_MARK.sub("", line))
        said = safe_line(rest)
        if said or day:
            found.append((day, f"{written_date(day, lang)}: {said}" if day and said else said))
    if found and all(day is not None for day, _ in found):
        found.sort(key=lambda one: one[0] or date.min)
    return [said for _, said in found if said]
