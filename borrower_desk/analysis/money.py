"""Money and rates as exact numbers: whole cents in and out, fractions in between.

A binary float never touches an amount.  Rounding to the cent is half up, as
servicers and the tables of Appendix E round, and happens where it is written.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from borrower_desk.model import Cents

_LONGEST = 40
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{0,20})?|\.\d{1,20}|\d{1,3}(?:,\d{3})+(?:\.\d{0,20})?")
_DASHES = {"-", "–", "—", "--", "---", "$-", "$ -", "- 0 -", "-0-", "nil", "none", "n/a", "na"}


def read_money(text: str) -> Cents | None:
    """The cents in "$1,234.56", "(12.00)", "12.00-", "-12", "12.00 CR" or "-"; None for no amount.

    A lone dash is nothing: 0.  More than two decimals are rounded to the cent.
    """
    number = read_number(text)
    return None if number is None else round_cents(number * 100)


def read_number(text: str) -> Fraction | None:
    """An exact number from what a servicer or a spreadsheet writes; None when it is none."""
    word = text.strip().replace("\u2212", "-").replace("\u00a0", " ")
    if len(word) > _LONGEST:
        return None
    if word.casefold() in _DASHES:
        return Fraction(0)
    bare = re.sub(r"(?i)\b(?:usd|dollars?|cr|dr)\b|[$%\s]", "", word)
    minus = False
    if bare.startswith("(") and bare.endswith(")"):
        bare, minus = bare[1:-1], True
    if bare.endswith("-"):
        bare, minus = bare[:-1], True
    if bare.startswith("-"):
        bare, minus = bare[1:], not minus
    bare = bare.removeprefix("+")
    if re.search(r"(?i)\bcr\b", word):
        minus = not minus
    if re.fullmatch(r"\d(?:\.\d+)?[eE]-?\d{1,2}", bare):  # a spreadsheet's own way: 1e-05
        bare = format(Decimal(bare), "f")
    if not _NUMBER.fullmatch(bare):
        return None
    try:
        value = Fraction(Decimal(bare.replace(",", "")))
    except InvalidOperation:
        return None
    return -value if minus else value


def read_rate(text: str, *, annual: bool = True) -> Fraction | None:
    """A rate in percent: "4.5%", "4.500" and, for an annual rate without a sign, "0.045"."""
    value = read_number(text)
    if value is None or value < 0:
        return value
    if annual and "%" not in text and 0 < value < Fraction(1, 4):
        return value * 100
    return value


def round_cents(value: Fraction | int) -> Cents:
    """Half up, away from zero: 0.5 cents is a cent."""
    exact = Fraction(value)
    whole = (abs(exact) * 2 + 1) // 2
    return int(whole if exact >= 0 else -whole)


def share(cents: Cents, percent: Fraction) -> Cents:
    """So many percent of an amount, to the cent."""
    return round_cents(cents * percent / 100)


def plain(cents: Cents) -> str:
    """An amount as JSON has it: "1234.50"."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def dollars(cents: Cents) -> str:
    """An amount as people read it: "$1,234.50"."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def written_rate(percent: Fraction) -> str:
    """A rate in percent with three decimals, or as many as it needs: "4.500%"."""
    scaled = percent * 10**6
    text = f"{round_cents(scaled) // 10**6}.{round_cents(scaled) % 10**6:06d}"
    stem, _, part = text.partition(".")
    return f"{stem}.{part[:3]}{part[3:].rstrip('0')}%"


def short_rate(percent: Fraction) -> str:
    """A percentage without idle zeros: "5%", "4.75%"."""
    stem, _, part = written_rate(percent).removesuffix("%").partition(".")
    return f"{stem}.{part.rstrip('0')}".rstrip(".") + "%"


def level_payment(principal: Cents, rate: Fraction, months: int) -> Cents:
    """The level monthly payment that pays `principal` off in `months` at an annual `rate` percent.

    The annuity formula, exact until the last rounding to the cent.
    """
    return round_cents(exact_payment(principal, rate, months))


def exact_payment(principal: Cents | Fraction, rate: Fraction, months: int) -> Fraction:
    """The same in cents, not rounded; a rate of 0 is spread evenly."""
    if months < 1:
        raise ValueError(f"a loan is paid off in at least one month, not {months}")
    monthly = rate / 1200
    if monthly == 0:
        return Fraction(principal) / months
    growth = (1 + monthly) ** months
    return principal * monthly * growth / (growth - 1)


def month_interest(balance: Cents, rate: Fraction) -> Cents:
    """One month's interest on a balance: a twelfth of the year's."""
    return round_cents(balance * rate / 1200)


def day_interest(balance: Cents, rate: Fraction, days: int, year: int = 365) -> Cents:
    """Simple interest for so many days of a year of 365 or 360 days, rounded once."""
    return round_cents(balance * rate * days / (100 * year))
