"""The words that the checks look for, from `phrases.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _table() -> Mapping[str, Any]:
    text = (files("borrower_desk.letters.checks") / "phrases.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def phrases(name: str) -> re.Pattern[str]:
    """The pattern of a list of alternatives, named "module.list"; case does not matter."""
    module, _, key = name.partition(".")
    return _compiled(_table()[module][key])


def each(name: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of a list one by one, for those that name a group."""
    module, _, key = name.partition(".")
    return tuple(_compiled([one]) for one in _table()[module][key])


def words(name: str) -> frozenset[str]:
    """A set of words, named "module.list"."""
    module, _, key = name.partition(".")
    return frozenset(_table()[module][key].split())


def pairs(name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns, each with what goes with it: `find` and `say` in a list of tables."""
    module, _, key = name.partition(".")
    return tuple((_compiled(row["find"]), row["say"]) for row in _table()[module][key])


def _compiled(alternatives: Sequence[str]) -> re.Pattern[str]:
    pattern = "|".join(alternatives)
    for term, stands_for in _table()["terms"].items():
        pattern = pattern.replace(f"<{term}>", stands_for)
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)
