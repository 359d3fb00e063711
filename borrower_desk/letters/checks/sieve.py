"""Which phrases of a long list can stand in a text at all: told by its words.

Hundreds of phrases are looked for in each sentence, and nearly all stand in none.  Beside
each `sieve.json` keeps words of which one at least stands wherever the phrase does; it is
written by `tools/sieve_phrases.py`, and without it every phrase is looked for.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from borrower_desk.letters.checks.phrases import Phrase, folds_oddly, pairs, phrases

NOTES = Path(str(files("borrower_desk.letters.checks") / "sieve.json"))
TONE = "manner.tone"
LISTS = (
    TONE,
    "enclosures.mentioned",
    "law.law_words",
    "notice.coupon",
    "several.over",
    "several.over_to_error",
)
_FORM = "two needs of three kinds"  # how the notes are kept
_MOST_WORDS = 20_000
_WORD = re.compile(r"[a-z0-9_]+")
Need = tuple[frozenset[str], frozenset[str], frozenset[str]]  # whole words, beginnings, pieces


class Sieved:
    """The alternatives of a list, each with what no text that it finds can lack."""

    def __init__(self, said: Sequence[tuple[str, str]], needs: Sequence[tuple[Need, ...]]) -> None:
        self.phrases = tuple(Phrase(pattern) for pattern, _ in said)
        self.says = tuple(say for _, say in said)
        self._needs = tuple(one[0] if one else None for one in needs)
        self._more = tuple(one[1:] for one in needs)
        self._asked: dict[str, tuple[int, ...]] = {}  # what earlier texts asked about

    @cached_property
    def _by_word(self) -> Mapping[str, tuple[int, ...]]:
        return _index(self._needs, 0)

    @cached_property
    def _by_start(self) -> Mapping[str, tuple[int, ...]]:
        return _index(self._needs, 1)

    @cached_property
    def _by_piece(self) -> Mapping[str, tuple[int, ...]]:
        return _index(self._needs, 2)

    @cached_property
    def _lengths(self) -> tuple[int, ...]:
        return tuple(sorted({len(one) for one in self._by_start}))

    @cached_property
    def always(self) -> tuple[int, ...]:
        """Those that nothing is known to be needed for."""
        return tuple(n for n, need in enumerate(self._needs) if need is None)

    def _of_word(self, word: str) -> tuple[int, ...]:
        """The phrases that need this word, or the beginning of it."""
        found = set(self._by_word.get(word, ()))
        for length in self._lengths:
            found.update(self._by_start.get(word[:length], ()))
        if len(self._asked) > _MOST_WORDS:
            self._asked.clear()
        return self._asked.setdefault(word, tuple(found))

    def possible(self, text: str) -> list[int]:
        """The numbers of the phrases that can stand in a text, in their order."""
        if folds_oddly(text):
            return list(range(len(self.phrases)))
        words, joined = _vocabulary(text)
        found = set(self.always)
        for word in words:
            numbers = self._asked.get(word)
            found.update(self._of_word(word) if numbers is None else numbers)
        for piece, numbers in self._by_piece.items():
            if piece in joined:
                found.update(numbers)
        return sorted(
            n for n in found if all(_stands(need, words, joined) for need in self._more[n])
        )

    def search(self, text: str) -> re.Match[str] | None:
        """The first place of any of them, as one pattern of them all would find it."""
        best: re.Match[str] | None = None
        for n in self.possible(text):
            one = self.phrases[n].search(text)
            if one and (best is None or one.start() < best.start()):
                best = one
        return best


def _stands(need: Need, words: frozenset[str], joined: str) -> bool:
    whole, starts, pieces = need
    return (
        not whole.isdisjoint(words)
        or any(f" {one}" in joined for one in starts)
        or any(one in joined for one in pieces)
    )


def _index(needs: Sequence[Need | None], which: int) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, list[int]] = defaultdict(list)
    for n, need in enumerate(needs):
        for word in need[which] if need else ():
            found[word].append(n)
    return {word: tuple(numbers) for word, numbers in found.items()}


@lru_cache(maxsize=1024)  # a sentence is asked about by one list after another
def _vocabulary(text: str) -> tuple[frozenset[str], str]:
    """The words of a text, and all of them in one line."""
    words = frozenset(_WORD.findall(text.lower()))
    return words, " ".join(["", *words])


def _split(pattern: str) -> Iterator[str]:
    """The alternatives of a pattern that stand side by side, outside all brackets."""
    depth, start, at = 0, 0, 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 1
        elif char == "[":  # a class ends with the first bracket after its first character
            at = pattern.index("]", at + 2)
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == "|" and not depth:
            yield pattern[start:at]
            start = at + 1
        at += 1
    yield pattern[start:]


def alternatives(name: str) -> list[tuple[str, str]]:
    """The phrases of a list one by one, each with what goes with it."""
    rows = pairs(name) if name == TONE else ((phrases(name), ""),)
    return [(one, say) for phrase, say in rows for one in _split(phrase.pattern)]


def digest(said: Sequence[tuple[str, str]]) -> str:
    """What tells these phrases from those that the notes were made for."""
    return hashlib.sha256("\n".join([_FORM, *(one for one, _ in said)]).encode()).hexdigest()[:16]


@cache
def _notes() -> Mapping[str, Any]:
    kept: Mapping[str, Any] = json.loads(NOTES.read_text("utf-8")) if NOTES.exists() else {}
    return kept


@cache
def sieved(name: str) -> Sieved:
    """A list of phrases with what each needs, as far as the notes are its own."""
    said = alternatives(name)
    kept = _notes().get(name, {})
    if kept.get("digest") != digest(said):
        return Sieved(said, [()] * len(said))
    return Sieved(said, [tuple(map(_read, one)) for one in kept["needs"]])


def _read(need: list[str]) -> Need:
    whole, starts, pieces = (frozenset(one.split()) for one in need)
    return whole, starts, pieces
