"""The words that the checks look for, from `phrases.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
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
    return re.compile("|".join(_table()[module][key]), re.IGNORECASE)


def pairs(name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns, each with what goes with it: `find` and `say` in a list of tables."""
    module, _, key = name.partition(".")
    return tuple(
        (re.compile("|".join(row["find"]), re.IGNORECASE), row["say"])
        for row in _table()[module][key]
    )
