"""How like the messages of each kind a text's words are, counted on examples.

`ideas/likeness.json` counts in how many examples of a kind a word, a pair of
words or an idea (`meanings`) is; `tools/learn_kinds.py` makes it.  What is
common in one kind and rare in the others speaks for that kind, and the words
that speak loudest are shown.  The examples are made up: no message of a user is
in them.  What the user has corrected is compared whole, as a lesson.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from borrower_desk.intake.meanings import Sentence
from borrower_desk.model import Kind

FILE = "likeness.json"
_STEM = 8  # letters of a word that count; endings do not
_PRIOR = 0.05
_LEAST, _MOST = -2.0, 3.0  # no single word decides
_WORD = re.compile(r"[a-z0-9$'-]+")
_DIGITS = re.compile(r"\d+")
_ALIKE = 0.5  # of the words of two messages in common: the same form letter


@dataclass(frozen=True, slots=True)
class Lesson:
    """A message whose kind the user has said."""

    kind: Kind
    words: frozenset[str]
    source: str = ""  # whose mail: `direction.source_of`


@dataclass(frozen=True, slots=True)
class Counts:
    """The examples, counted."""

    kinds: tuple[Kind, ...]
    totals: tuple[int, ...]
    marks: Mapping[str, Mapping[str, int]]  # mark -> place of the kind -> examples


def marks_of(some: Iterable[Sentence]) -> frozenset[str]:
    """What is counted of a text: its words, neighbours, and ideas."""
    found: set[str] = set()
    for one in some:
        words = [
            (word if word.isalpha() else _DIGITS.sub("0", word))[:_STEM]
            for word in _WORD.findall(one.text)
            if len(word) > 1
        ]
        found.update(words)
        found.update(f"{a}_{b}" for a, b in pairwise(words))
        found.update(idea for idea in one.said if idea.startswith("@"))
    return frozenset(found)


def likeness(marks: Iterable[str]) -> dict[Kind, float]:
    """For each kind how much more like it the text is than like all others; 0 says nothing."""
    kinds = _counts().kinds
    known = _counts().marks
    heard = [_VOICES[mark] for mark in marks if mark in known]
    if not heard:
        return dict.fromkeys(kinds, 0.0)
    # Many words say little more than some: they depend on each other.
    measure = math.sqrt(len(heard)) + 1
    sums = map(sum, zip(*heard, strict=True))
    return {kind: value / measure for kind, value in zip(kinds, sums, strict=True)}


def known_share(marks: frozenset[str]) -> float:
    """The part of a text's words that any example has: 0 for a text of another world."""
    words = words_of(marks)
    return len(words & _counts().marks.keys()) / max(1, len(words))


def loudest(marks: Iterable[str], kind: Kind, most: int = 6) -> tuple[str, ...]:
    """The words of a text that speak most for a kind."""
    counts = _counts()
    if kind not in counts.kinds:
        return ()
    place = counts.kinds.index(kind)
    heard = [
        (voices[place], mark)
        for mark in marks
        if not mark.startswith("@") and (voices := _VOICES[mark])
    ]
    heard.sort(key=lambda one: (-one[0], one[1]))
    return tuple(mark.replace("_", " ") for voice, mark in heard[:most] if voice > 0.5)


def like_lessons(marks: frozenset[str], lessons: Sequence[Lesson]) -> dict[Kind, int]:
    """How many of the user's corrections are of messages like this, by the kind they said."""
    words = words_of(marks)
    found: dict[Kind, int] = {}
    for one in lessons:
        theirs = one.words
        together = len(words | theirs)
        if together and len(words & theirs) / together >= _ALIKE:
            found[one.kind] = found.get(one.kind, 0) + 1
    return found


def words_of(marks: frozenset[str]) -> frozenset[str]:
    """The single words among the marks of a text."""
    return frozenset(one for one in marks if "_" not in one and not one.startswith("@"))


_measured: list[Mapping[str, Any]] = []


def count_on(told: Mapping[str, Any] | None) -> None:
    """Count on other examples than those that are shipped, as a measurement must; None ends it."""
    _measured[:] = [] if told is None else [told]
    _VOICES.clear()
    for cached in (_counts, _sums):
        cached.cache_clear()


@lru_cache(maxsize=1)
def _counts() -> Counts:
    import json
    from importlib.resources import files

    shipped = files("borrower_desk.intake") / "ideas" / FILE
    told = _measured[0] if _measured else json.loads(shipped.read_text("utf-8"))
    return Counts(tuple(Kind(one) for one in told["kinds"]), tuple(told["totals"]), told["marks"])


class _Voices(dict[str, tuple[float, ...]]):
    """What each mark says for each kind, computed when it is first met; () says nothing."""

    def __missing__(self, mark: str) -> tuple[float, ...]:
        counts = _counts()
        own = counts.marks.get(mark)
        if own is None:
            return ()
        everywhere = sum(own.values())
        self[mark] = voices = tuple(
            _voice(own.get(str(place), 0), everywhere, total)
            for place, total in enumerate(counts.totals)
        )
        return voices


_VOICES = _Voices()


def _voice(here: int, everywhere: int, total: int) -> float:
    """The logarithm of how much commoner a mark is in a kind than elsewhere."""
    all_totals, spread = _sums()
    inside = (here + _PRIOR) / (total + spread)
    outside = (everywhere - here + _PRIOR) / (all_totals - total + spread)
    return max(_LEAST, min(_MOST, math.log(inside / outside)))


@lru_cache(maxsize=1)
def _sums() -> tuple[int, float]:
    """All examples of all marks, and what the prior of all marks adds to each kind's."""
    counts = _counts()
    return sum(counts.totals), _PRIOR * len(counts.marks)
