"""Worked examples of the rules: what the documentation, `rules RULE` and the Law screen show.

Read only where they are shown; `due` never loads them.  A rule without an
example is not done: `examples` says so.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from borrower_desk.errors import RuleFileInvalid
from borrower_desk.law.rules import rules

_FILE = Path(__file__).with_name("examples.toml")
_FIELDS = {"rule", "start", "params", "due", "says"}


@dataclass(frozen=True, slots=True)
class Example:
    """A start, what else the rule asks for, and the day; None where nothing is owed."""

    rule: str
    start: date | datetime
    params: Mapping[str, object]
    due: date | datetime | None
    says: str = ""

    def in_words(self) -> str:
        """2026-12-07 gives 2027-02-11 (extension_noticed_on 2027-01-14)."""
        given = ", ".join(f"{name} {value}" for name, value in self.params.items())
        told = f"{self.start} gives {self.due}" if self.due else f"{self.start} gives no day"
        return " ".join(part for part in (told, f"({given})" if given else "", self.says) if part)


@lru_cache(maxsize=1)
def examples() -> Mapping[str, tuple[Example, ...]]:
    """The examples of every rule, by its id."""
    return read_examples(_FILE.read_text(encoding="utf-8"), _FILE.name, rules())


def read_examples(
    text: str, source: str, known: Iterable[str]
) -> Mapping[str, tuple[Example, ...]]:
    """The examples in a text; RuleFileInvalid names what is wrong, or which rule has none."""
    try:
        tables = tomllib.loads(text).get("example")
    except tomllib.TOMLDecodeError as error:
        raise _invalid(source, f"is no TOML: {error}") from error
    found: dict[str, list[Example]] = {one: [] for one in known}
    for number, raw in enumerate(tables if isinstance(tables, list) else [], start=1):
        one = _example(raw, f"{source}, example {number}")
        if one.rule not in found:
            raise _invalid(source, f"example {number}: there is no rule {one.rule!r}")
        found[one.rule].append(one)
    bare = [rule_id for rule_id, several in found.items() if not several]
    if bare:
        raise _invalid(source, f"no worked example of {', '.join(bare)}")
    return MappingProxyType({rule_id: tuple(several) for rule_id, several in found.items()})


def _example(raw: object, where: str) -> Example:
    fields = dict(raw) if isinstance(raw, dict) else {}
    rule_id, start, due = fields.get("rule"), fields.get("start"), fields.get("due")
    params, says = fields.get("params", {}), fields.get("says", "")
    if set(fields) - _FIELDS:
        raise _invalid(where, f"unknown field {', '.join(sorted(set(fields) - _FIELDS))}")
    if not isinstance(rule_id, str) or not isinstance(start, date):
        raise _invalid(where, "`rule` and `start`, a day, are needed")
    if due is not None and not isinstance(due, date):
        raise _invalid(where, "`due` is no day")
    if not isinstance(params, dict) or not isinstance(says, str):
        raise _invalid(where, "`params` is a table and `says` is text")
    if due is None and not says:
        raise _invalid(where, "where nothing is owed, `says` tells why")
    return Example(rule_id, start, MappingProxyType(params), due, says)


def _invalid(source: str, why: str) -> RuleFileInvalid:
    return RuleFileInvalid(f"{source}: {why}.", hint="Mend the file of examples.")
