"""The words that the checks look for, from `phrases.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, cast

_BY_NUMBER = re.compile(r"\\[uUxN]")  # a letter of a pattern that is not written out
_ODD = re.compile("[\u0130\u0131\u017f\u212a]")


class Phrase:
    """A pattern that ignores case, made ready when it is first asked for.

    Python's `re` compares without case some three times slower than exactly, and most
    phrases stand nowhere in most letters.  So a text is first looked through in small
    letters with the pattern in small letters; only where that finds something does the
    pattern itself say what and where.  The two agree but for four letters that `re` takes
    for another one's small or capital form.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE | re.MULTILINE)

    @cached_property
    def _small(self) -> re.Pattern[str]:
        small = re.sub(r"\\.|[A-Z]", _lowered, self.pattern, flags=re.DOTALL)
        return re.compile(small.replace("(?p<", "(?P<").replace("(?p=", "(?P="), re.MULTILINE)

    @cached_property
    def _plain(self) -> bool:
        """Has the pattern no letter beyond ASCII that is, or could be, another in capitals?"""
        return not _BY_NUMBER.search(self.pattern) and not any(
            char >= "\u0130" or char == "\u00b5" or char != char.lower()
            for char in self.pattern
            if not char.isascii() and char.isalpha()
        )

    def _nowhere(self, text: str) -> bool:
        if folds_oddly(text) or not (self._plain or text.isascii()):
            return False
        return self._small.search(text.lower()) is None

    def search(self, text: str) -> re.Match[str] | None:
        """The first place of the phrase."""
        return None if self._nowhere(text) else self._whole.search(text)

    def stands_in(self, text: str) -> bool:
        """Is the phrase anywhere in the text?  As `search`, where the place does not matter."""
        if text.isascii() or (self._plain and not folds_oddly(text)):
            return self._small.search(text.lower()) is not None
        return self._whole.search(text) is not None

    def match(self, text: str) -> re.Match[str] | None:
        """The phrase at the start of a text."""
        return self._whole.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The phrase as the whole of a text."""
        return self._whole.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All places of the phrase."""
        return iter(()) if self._nowhere(text) else self._whole.finditer(text)

    def sub(self, instead: str, text: str) -> str:
        """The text with something else in place of the phrase."""
        return text if self._nowhere(text) else self._whole.sub(instead, text)


class _Later:
    """A pattern that is made ready when it is first asked for anything."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        made = re.compile(self.pattern, self._flags)
        for way in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split"):
            setattr(self, way, getattr(made, way))  # from now on as quick as the pattern itself
        return getattr(made, name)


def later(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, for what most letters never ask: the dates of birth took 6 ms."""
    made: Any = _Later(pattern, flags)
    return cast("re.Pattern[str]", made)


def folds_oddly(text: str) -> bool:
    """Has a text a letter that `re`, without regard to case, takes for an i, a k or an s?"""
    return not text.isascii() and _ODD.search(text) is not None


def _lowered(one: re.Match[str]) -> str:
    return one.group() if one.group().startswith("\\") else one.group().lower()


@cache
def _table() -> Mapping[str, Any]:
    text = (files("borrower_desk.letters.checks") / "phrases.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def phrases(name: str) -> Phrase:
    """The pattern of a list of alternatives, named "module.list"; case does not matter."""
    module, _, key = name.partition(".")
    return _compiled(_table()[module][key])


def each(name: str) -> tuple[Phrase, ...]:
    """The patterns of a list one by one, for those that name a group."""
    module, _, key = name.partition(".")
    return tuple(_compiled([one]) for one in _table()[module][key])


def words(name: str) -> frozenset[str]:
    """A set of words, named "module.list"."""
    module, _, key = name.partition(".")
    return frozenset(_table()[module][key].split())


def pairs(name: str) -> tuple[tuple[Phrase, str], ...]:
    """Patterns, each with what goes with it: `find` and `say` in a list of tables."""
    module, _, key = name.partition(".")
    return tuple((_compiled(row["find"]), row["say"]) for row in _table()[module][key])


def _compiled(alternatives: Sequence[str]) -> Phrase:
    pattern = "|".join(alternatives)
    for term, stands_for in _table()["terms"].items():
        pattern = pattern.replace(f"<{term}>", stands_for)
    return Phrase(pattern)
