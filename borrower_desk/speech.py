"""The program's own words in the user's language: one catalogue a language, each a file.

The English sentence is its own key; `catalogues/es.toml` holds its Spanish.  A third
language is one more file.  What the law, a servicer or the user said is never
translated here: letters have their own templates, the law its own words.
"""

from __future__ import annotations

import os
import tomllib
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


@cache
def catalogue(chosen: str) -> Mapping[str, str]:
    """Each English text with its translation."""
    with (CATALOGUES / f"{chosen}.toml").open("rb") as file:
        said = tomllib.load(file)
    return {str(text): str(words) for part in said.values() for text, words in part.items()}


@cache
def _of_environment() -> str:
    """POSIX: LC_ALL beats LC_MESSAGES beats LANG; `es_US.UTF-8` asks for `es`."""
    names = ("BORROWER_DESK_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    said = next((os.environ[one] for one in names if os.environ.get(one)), "")
    short = said.partition(".")[0].partition("_")[0].casefold()
    return short if short in languages() else ENGLISH
