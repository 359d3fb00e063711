"""The languages of the letters: what a file of a language says, and how it writes a day.

English is the language of what is sent; every other one has a catalogue for the
questions (`catalogue/LANG.toml`), sentences (`words.LANG.toml`) and a courtesy
copy for each kind (`templates/KIND.LANG.md`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from borrower_desk.errors import UsageError
from borrower_desk.speech import language

ENGLISH = "en"
MONTHS = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "es": (
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
}
# How the parts of a day stand together; a third language adds a line here and above.
_ORDER = {"en": "{month} {day}, {year}", "es": "{day} de {month} de {year}"}


@cache
def catalogue(lang: str) -> Mapping[str, Mapping[str, str]]:
    """The words of one language, section by section, keyed by the English ones; {} for English."""
    if lang == ENGLISH:
        return {}
    path = files("borrower_desk.letters") / "catalogue" / f"{lang}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def words(lang: str) -> Mapping[str, Any]:
    """The sentences and parts that every letter of one language shares."""
    name = "words.toml" if lang == ENGLISH else f"words.{lang}.toml"
    return tomllib.loads((files("borrower_desk.letters") / name).read_text(encoding="utf-8"))


def parts(lang: str) -> Mapping[str, str]:
    """The fixed words of the anatomy: "Re", "Loan number", "Sincerely," and so on."""
    found: Mapping[str, str] = words(lang)["part"]
    return found


def must_know(lang: str) -> str:
    """The language, in its one spelling; UsageError for one that there is no file for."""
    one = lang.strip().casefold()
    if one not in MONTHS:
        raise UsageError(
            f"There is no language {lang!r}.", hint=f"There are: {', '.join(sorted(MONTHS))}."
        )
    return one


def said(lang: str, section: str, english: str) -> str:
    """An English sentence in another language; the English one where the catalogue lacks it."""
    return catalogue(lang).get(section, {}).get(english, english)


def of_user() -> str:
    """The language in which letters ask this user: that of the program where they have it."""
    return language() if language() in MONTHS else ENGLISH


def asked(english: str) -> str:
    """A question of a letter as this user reads it."""
    return said(of_user(), "question", english)


def finding_words(code: str, lang: str) -> str:
    """What a finding means and how to mend it, by its code; "" in English, which says it itself."""
    return catalogue(lang).get("finding", {}).get(code, "")


def written_day(day: date, lang: str = ENGLISH) -> str:
    """A day as a letter writes it: "May 3, 2026", "3 de mayo de 2026"."""
    return _ORDER[lang].format(day=day.day, month=MONTHS[lang][day.month - 1], year=day.year)
