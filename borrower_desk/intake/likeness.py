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
    marks: frozenset[str]


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
        found.update(f"{a}_{b}" for a, b in zip(words, words[1:], strict=False))
        found.update(idea for idea in one.said if idea.startswith("@"))
    return frozenset(found)


def likeness(marks: Iterable[str]) -> dict[Kind, float]:
    """For each kind how much more like it the text is than like all others; 0 says nothing."""
    counts = _counts()
    sums = [0.0] * len(counts.kinds)
    known = 0
    for mark in marks:
        voices = _voices(mark)
        if voices is None:
            continue
        known += 1
        sums = [have + more for have, more in zip(sums, voices, strict=True)]
    # Many words say little more than some: they depend on each other.
    measure = math.sqrt(known) + 1
    return {kind: value / measure for kind, value in zip(counts.kinds, sums, strict=True)}


def loudest(marks: Iterable[str], kind: Kind, most: int = 6) -> tuple[str, ...]:
    """The words of a text that speak most for a kind."""
    counts = _counts()
    if kind not in counts.kinds:
        return ()
    place = counts.kinds.index(kind)
    heard = [
        (voices[place], mark)
        for mark in marks
        if not mark.startswith("@") and (voices := _voices(mark)) is not None
    ]
    heard.sort(key=lambda one: (-one[0], one[1]))
    return tuple(mark.replace("_", " ") for voice, mark in heard[:most] if voice > 0.5)


def like_lessons(marks: frozenset[str], lessons: Sequence[Lesson]) -> dict[Kind, int]:
    """How many of the user's corrections are of messages like this, by the kind they said."""
    words = _words(marks)
    found: dict[Kind, int] = {}
    for one in lessons:
        theirs = _words(one.marks)
        together = len(words | theirs)
        if together and len(words & theirs) / together >= _ALIKE:
            found[one.kind] = found.get(one.kind, 0) + 1
    return found


def _words(marks: frozenset[str]) -> frozenset[str]:
    return frozenset(one for one in marks if "_" not in one and not one.startswith("@"))


@lru_cache(maxsize=1)
def _counts() -> Counts:
    import json
    from importlib.resources import files

    told = json.loads((files("borrower_desk.intake") / "ideas" / FILE).read_text("utf-8"))
    return Counts(
        tuple(Kind(one) for one in told["kinds"]), tuple(told["totals"]), told["marks"]
    )


@lru_cache(maxsize=20_000)
def _voices(mark: str) -> tuple[float, ...] | None:
    """For each kind, the logarithm of how much commoner the mark is in it than elsewhere."""
    counts = _counts()
    own = counts.marks.get(mark)
    if own is None:
        return None
    everywhere = sum(own.values())
    all_totals = sum(counts.totals)
    spread = _PRIOR * len(counts.marks)
    voices = []
    for place, total in enumerate(counts.totals):
        here = own.get(str(place), 0)
        inside = (here + _PRIOR) / (total + spread)
        outside = (everywhere - here + _PRIOR) / (all_totals - total + spread)
        voices.append(max(_LEAST, min(_MOST, math.log(inside / outside))))
    return tuple(voices)
