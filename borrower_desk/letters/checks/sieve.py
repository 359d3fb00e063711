"""Which phrases about tone can stand in a letter at all: told by its words.

Some thousand phrases are looked for, and nearly all stand in no letter.  Beside each
`sieve.json` keeps words of which one at least stands wherever the phrase does; it is
written by `tools/sieve_phrases.py`, and without it every phrase is looked for.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from borrower_desk.letters.checks.phrases import Phrase, folds_oddly, pairs

NOTES = Path(str(files("borrower_desk.letters.checks") / "sieve.json"))
_LIST = "manner.tone"


@dataclass(frozen=True, slots=True)
class Sieved:
    """A phrase, what to say instead, and what no text that it finds can lack."""

    phrase: Phrase
    say: str
    words: frozenset[str]  # one of these is a word of the text,
    parts: tuple[str, ...]  # or one of these a piece of a word; a space before: its beginning
    always: bool  # nothing is known that it needs

    def may_be_in(self, vocabulary: frozenset[str], joined: str) -> bool:
        """Can it stand in a text with these words, which stand in one line in `joined`?"""
        return (
            self.always
            or not self.words.isdisjoint(vocabulary)
            or any(part in joined for part in self.parts)
        )


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


def _said() -> list[tuple[str, str]]:
    """Each alternative with its neutral words."""
    return [(one, say) for phrase, say in pairs(_LIST) for one in _split(phrase.pattern)]


def alternatives() -> list[str]:
    """The phrases one by one, in the order of their list."""
    return [one for one, _ in _said()]


def digest() -> str:
    """What tells these phrases from those that the notes were made for."""
    return hashlib.sha256("\n".join(alternatives()).encode()).hexdigest()[:16]


@cache
def sieved() -> tuple[Sieved, ...]:
    """The phrases with what each needs, as far as the notes are theirs."""
    said = _said()
    kept = json.loads(NOTES.read_text(encoding="utf-8")) if NOTES.exists() else {}
    needs = kept["needs"] if kept.get("digest") == digest() else [None] * len(said)
    return tuple(_noted(one, say, need) for (one, say), need in zip(said, needs, strict=True))


def _noted(pattern: str, say: str, need: list[str] | None) -> Sieved:
    whole, starts, pieces = (one.split() for one in need or ("", "", ""))
    parts = (*(f" {one}" for one in starts), *pieces)
    return Sieved(Phrase(pattern), say, frozenset(whole), parts, always=need is None)


def possible(text: str) -> tuple[Sieved, ...]:
    """The phrases that can stand in a text."""
    if folds_oddly(text):
        return sieved()
    vocabulary = frozenset(re.findall(r"[a-z0-9_]+", text.lower()))
    joined = " ".join(["", *vocabulary])
    return tuple(one for one in sieved() if one.may_be_in(vocabulary, joined))
