"""Which clocks a letter of ours starts once they have it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from borrower_desk.law.rules import Nature, Rule, rules
from borrower_desk.model import EventKind

PROMISE = "sla-business-hours"
UNNAMED_ERROR = "other-servicing-error"  # 12 CFR 1024.35(b)(11)


def clocks_of(letter: str | None, errors: Sequence[str], starts: Sequence[str]) -> tuple[Rule, ...]:
    """The rules that a letter of this kind runs once they have it.

    `starts` as the letter names them; without any, those that its kind, or an
    asserted error, runs by itself.
    """
    return _clocks(letter, tuple(errors), tuple(starts))


@lru_cache(maxsize=512)
def _clocks(
    letter: str | None, errors: tuple[str, ...], starts: tuple[str, ...]
) -> tuple[Rule, ...]:
    return tuple(one for one in rules().values() if _runs(one, letter, errors, starts))


def _runs(one: Rule, letter: str | None, errors: Sequence[str], starts: Sequence[str]) -> bool:
    if one.nature is Nature.OPTION or one.id == PROMISE:
        return False
    if EventKind.REFUSED in one.runs.on:
        return False  # only their own refusal starts it
    runs = one.runs
    if starts:
        siblings = {other.runs.clock for other in map(rules().get, starts) if other}
        wanted = one.id in starts or (runs.clock != "" and runs.clock in siblings)
    else:
        kind = letter or ("notice-of-error" if errors else "")
        wanted = EventKind.DELIVERED in runs.on and kind in runs.letters
    asserted = errors or (UNNAMED_ERROR,)
    return wanted and any(fits(one, slug) for slug in asserted)


def fits(one: Rule, slug: str) -> bool:
    """Does the rule concern this asserted error?"""
    runs = one.runs
    return (not runs.errors or slug in runs.errors) and slug not in runs.except_errors
