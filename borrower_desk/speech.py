"""The program's own words in the user's language: one catalogue a language, each a file.

The English sentence is its own key; `catalogues/es.toml` holds its Spanish.  A third
language is one more file.  What the law, a servicer or the user said is never
translated here: letters have their own templates, the law its own words.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

CATALOGUES = Path(__file__).with_name("catalogues")
ENGLISH = "en"
_chosen = ""


def languages() -> tuple[str, ...]:
    """English, and every language that has a catalogue."""
    return (ENGLISH, *sorted(one.stem for one in CATALOGUES.glob("*.toml")))


def language() -> str:
    """The language that is spoken: chosen by `use`, else by the environment, else English."""
    return _chosen or _of_environment()


def use(chosen: str) -> None:
    """Speak this language from now on; "" follows the environment, as does an unknown one."""
    global _chosen  # noqa: PLW0603 - one process speaks one language
    _chosen = chosen if chosen in languages() else ""


def tr(text: str, /, *values: object, **named: object) -> str:
    """The text in the user's language, its `{}` and `{name}` filled in.

    A value is put in as it is: make it safe before, as everywhere.  What the
    catalogue lacks is said in English.
    """
    said = text if language() == ENGLISH else catalogue(language()).get(text, text)
    return said.format(*values, **named) if values or named else said


def spoken(text: str) -> str:
    """An error's finished sentence in the user's language, its values as they stand.

    An error is put together where it is raised, in rooms that speak to nobody.
    Its sentence is known by what stands around its values: `No rule {} is known.`
    Only for the program's own sentences: a stranger's words must never be changed.
    """
    chosen = language()
    if chosen == ENGLISH or not text:
        return text
    if (whole := catalogue(chosen).get(text)) is not None:
        return whole
    for pattern, translated in _sentences(chosen):
        if found := pattern.fullmatch(text):
            return translated.format(*found.groups())
    return text


@cache
def catalogue(chosen: str) -> Mapping[str, str]:
    """Each English text with its translation."""
    return {
        str(text): str(words) for part in _file(chosen).values() for text, words in part.items()
    }


@cache
def _file(chosen: str) -> Mapping[str, Mapping[str, object]]:
    import tomllib  # English, which most speak, needs no catalogue

    with (CATALOGUES / f"{chosen}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _sentences(chosen: str) -> list[tuple[re.Pattern[str], str]]:
    """The sentences of errors that have blanks, those with the most words of their own first."""
    found = []
    for english, translated in _file(chosen).get("errors", {}).items():
        parts = re.split(r"\{\}", english)
        if len(parts) > 1:
            own = "".join(parts)
            pattern = "(.*?)".join(re.escape(_unbraced(one)) for one in parts)
            found.append((len(own), re.compile(pattern, re.DOTALL), str(translated)))
    found.sort(key=lambda one: -one[0])
    return [(pattern, translated) for _, pattern, translated in found]


def _unbraced(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


@cache
def _of_environment() -> str:
    """POSIX: LC_ALL beats LC_MESSAGES beats LANG; `es_US.UTF-8` asks for `es`."""
    names = ("BORROWER_DESK_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    said = next((os.environ[one] for one in names if os.environ.get(one)), "")
    short = said.partition(".")[0].partition("_")[0].casefold()
    return short if short in languages() else ENGLISH
