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
from collections import Counter
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
_COMMON = 16  # a mark of so many examples says its least of every kind that lacks it
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
        words = [_DIGITS.sub("0", word)[:_STEM] for word in _WORD.findall(one.text)]
        words = [word for word in words if len(word) > 1]
        found.update(words)
        found.update(f"{a}_{b}" for a, b in pairwise(words))
        found.update(idea for idea in one.said if idea.startswith("@"))
    return frozenset(found)


def likeness(marks: Iterable[str]) -> dict[Kind, float]:
    """For each kind how much more like it the text is than like all others; 0 says nothing."""
    counts = _counts()
    sums = [0.0] * len(counts.kinds)
    commonness: Counter[int] = Counter()
    for mark in marks:
        voices = _voices(mark)
        if voices is not None:
            everywhere, own = voices
            commonness[min(everywhere, _COMMON)] += 1
            for place, voice in own:
                sums[place] += voice
    # Most kinds never have a mark; what that says depends only on how common it is.
    for everywhere, times in commonness.items():
        for place, voice in enumerate(_absent(everywhere)):
            sums[place] += times * voice
    # Many words say little more than some: they depend on each other.
    measure = math.sqrt(commonness.total()) + 1
    return {kind: value / measure for kind, value in zip(counts.kinds, sums, strict=True)}


def known_share(marks: frozenset[str]) -> float:
    """The part of a text's words that any example has: 0 for a text of another world."""
    words = words_of(marks)
    return sum(1 for word in words if _voices(word) is not None) / max(1, len(words))


def loudest(marks: Iterable[str], kind: Kind, most: int = 6) -> tuple[str, ...]:
    """The words of a text that speak most for a kind."""
    counts = _counts()
    if kind not in counts.kinds:
        return ()
    place = counts.kinds.index(kind)
    heard = []
    for mark in marks:
        voices = None if mark.startswith("@") else _voices(mark)
        if voices is not None:
            own = dict(voices[1])
            heard.append((own.get(place, 0.0) + _absent(min(voices[0], _COMMON))[place], mark))
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
    for cached in (_counts, _voices, _absent):
        cached.cache_clear()


@lru_cache(maxsize=1)
def _counts() -> Counts:
    import json
    from importlib.resources import files

    shipped = files("borrower_desk.intake") / "ideas" / FILE
    told = _measured[0] if _measured else json.loads(shipped.read_text("utf-8"))
    return Counts(tuple(Kind(one) for one in told["kinds"]), tuple(told["totals"]), told["marks"])


@lru_cache(maxsize=20_000)
def _voices(mark: str) -> tuple[int, tuple[tuple[int, float], ...]] | None:
    """In how many examples the mark is, and for each kind that has it what it says more."""
    counts = _counts()
    own = counts.marks.get(mark)
    if own is None:
        return None
    everywhere = sum(own.values())
    absent = _absent(min(everywhere, _COMMON))
    return everywhere, tuple(
        (int(place), _voice(here, everywhere, counts.totals[int(place)]) - absent[int(place)])
        for place, here in own.items()
    )


@lru_cache(maxsize=_COMMON + 1)
def _absent(everywhere: int) -> tuple[float, ...]:
    """For each kind what a mark says that is in so many examples, and in none of its own."""
    return tuple(_voice(0, everywhere, total) for total in _counts().totals)


def _voice(here: int, everywhere: int, total: int) -> float:
    """The logarithm of how much commoner a mark is in a kind than elsewhere."""
    counts = _counts()
    spread = _PRIOR * len(counts.marks)
    inside = (here + _PRIOR) / (total + spread)
    outside = (everywhere - here + _PRIOR) / (sum(counts.totals) - total + spread)
    return max(_LEAST, min(_MOST, math.log(inside / outside)))
