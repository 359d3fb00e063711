"""Find the words that each phrase cannot do without: `python tools/sieve_phrases.py`.

Some thousand phrases are looked for in each letter, and nearly all stand in none.  For
each this notes words (or pieces of words) of which one at least stands in every text
that the phrase finds; a letter with none of them is not searched for it.  Without the
notes everything works, more slowly; a test says when they are stale.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from borrower_desk.letters.checks.sieve import LISTS, NOTES, alternatives, digest

_EDGE = (op.AT_BOUNDARY, op.AT_BEGINNING, op.AT_END, op.AT_BEGINNING_STRING, op.AT_END_STRING)
# Words that stand in every letter tell nothing.
_COMMON = frozenset(
    [
        "a",
        "all",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "is",
        "it",
        "its",
        "me",
        "more",
        "my",
        "no",
        "not",
        "of",
        "on",
        "or",
        "our",
        "out",
        "please",
        "she",
        "so",
        "some",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "they",
        "this",
        "to",
        "up",
        "us",
        "was",
        "we",
        "were",
        "what",
        "when",
        "which",
        "who",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "payment",
        "payments",
        "fee",
        "loan",
        "account",
        "letter",
        "late",
        "charge",
        "charged",
    ]
)
_Node = tuple[Any, Any]
# A word and how it stands: by itself, as the beginning of one, or as a piece of one.
Need = frozenset[tuple[str, str]]
_WAYS = _WHOLE, _START, _PIECE = "whole", "start", "piece"


def _cost(need: Need) -> float:
    return sum(
        (1000.0 if word in _COMMON or (len(word) < 2 and how != _WHOLE) else 1.0)
        + {_WHOLE: 0, _START: 2, _PIECE: 6}[how]
        + (50 if len(word) < 3 else 0)
        for word, how in need
    )


def _items(nodes: Any) -> list[_Node]:
    """The parts of a pattern one after another, groups opened where they hold no choice."""
    found: list[_Node] = []
    for kind, said in nodes:
        if kind is op.SUBPATTERN:
            found += _items(said[3])
        elif kind is op.MAX_REPEAT and said[0] == said[1] == 1:
            found += _items(said[2])
        else:
            found.append((kind, said))
    return found


def _is_word(code: int) -> bool:
    return chr(code).isalnum() or chr(code) == "_"


def _at_edge(items: Sequence[_Node], *, step: int) -> bool:
    """Does what follows (or, with step -1, comes before) surely begin at a word's edge?"""
    for kind, said in items[::step]:
        if kind is op.ASSERT_NOT:
            continue
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT) and said[0] == 0:
            if not _at_edge(_items(said[2]), step=step):
                return False
            continue
        return _is_edge(kind, said, step)
    return False


def _is_edge(kind: Any, said: Any, step: int) -> bool:
    """Does this part of a pattern begin, or end, with a word's edge whatever it finds?"""
    if kind is op.AT:
        return said in _EDGE
    if kind is op.LITERAL:
        return not _is_word(said)
    if kind is op.BRANCH:
        return all(_at_edge(_items(one), step=step) for one in said[1])
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        return _at_edge(_items(said[2]), step=step)
    # A look ahead tells of what follows only; one behind, of what came before.
    return kind is op.ASSERT and said[0] == step and _at_edge(_items(said[1]), step=step)


def _runs(whole: Sequence[_Node], first: int, last: int) -> Iterator[Need]:
    """The words of each run of letters from `first` to `last`, each a need of its own."""
    at = first
    while at < last:
        if whole[at][0] is not op.LITERAL:
            at += 1
            continue
        end = at
        while end < last and whole[end][0] is op.LITERAL:
            end += 1
        text = "".join(chr(said) for _, said in whole[at:end]).lower()
        for one in re.finditer(r"[a-z0-9_]+", text):
            left = one.start() > 0 or _at_edge(whole[:at], step=-1)
            right = one.end() < len(text) or _at_edge(whole[end:], step=1)
            how = _WHOLE if left and right else _START if left else _PIECE
            yield frozenset([(one.group(), how)])
        at = end


def need_of(nodes: Any, before: Sequence[_Node] = (), after: Sequence[_Node] = ()) -> Need | None:
    """Words of which one at least stands in every text that a pattern finds; None: unknown."""
    return min(needs_of(nodes, before, after), key=_cost, default=None)


def needs_of(nodes: Any, before: Sequence[_Node] = (), after: Sequence[_Node] = ()) -> list[Need]:
    """All that is known to be needed by a pattern, part by part."""
    items = _items(nodes)
    whole = [*before, *items, *after]
    first = len(before)
    found = list(_runs(whole, first, first + len(items)))
    for n, (kind, said) in enumerate(items):
        around = (whole[: first + n], whole[first + n + 1 :])
        if kind is op.BRANCH:
            parts = [need_of(one, *around) for one in said[1]]
            if all(parts):
                found.append(frozenset().union(*[part for part in parts if part]))
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT) and said[0] > 0:
            inside = need_of(said[2], around[0] if said[1] == 1 else (), ())
            if inside is not None:
                found.append(frozenset((word, _PIECE) for word, _ in inside))
    return found


def _noted(pattern: str) -> list[list[str]]:
    """The two things that a phrase can least do without, as they are kept."""
    found = set(needs_of(_parser.parse(pattern, re.IGNORECASE | re.MULTILINE)))
    telling = [need for need in found if not any(word in _COMMON for word, _ in need)]
    return [
        [" ".join(sorted(one for one, how in need if how == way)) for way in _WAYS]
        for need in sorted(telling, key=lambda need: (_cost(need), sorted(need)))[:2]
    ]


def notes() -> str:
    """The notes on all lists, as they are kept."""
    parts = []
    for name in LISTS:
        said = alternatives(name)
        rows = ",\n".join(json.dumps(_noted(pattern)) for pattern, _ in said)
        parts.append(f'"{name}": {{"digest": "{digest(said)}", "needs": [\n{rows}\n]}}')
    return "{" + ",\n".join(parts) + "}\n"


if __name__ == "__main__":
    NOTES.write_text(notes(), encoding="utf-8")
    print(f"{NOTES}: {NOTES.stat().st_size:,} bytes")
