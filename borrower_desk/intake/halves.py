"""Whether the two halves of a message, plain and HTML, say the same.

Mail programs show the HTML; whoever writes a plain half that says something else
deceives one of its readers.  Footers, links and layout may differ: they always do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

_MOST_WORDS = 600  # compared of each half; matching costs their square
_SHARED = 0.6  # of the shorter half's words; below, they are two texts
_SHORT = 12  # words: a change of more is a layout's doing, and the share judges it
_LINKS = re.compile(r"<[^<>\n]*>|\bhttps?://\S+|\bwww\.\S+|\[[^\[\]\n]*\]|&\w+;")
_WORD = re.compile(r"[^\W_]+(?:[.,'\u2019/-][^\W_]+)*")
# Words that turn a sentence round, or decide it.
_DECIDING = re.compile(
    r"(?:not|no|never|none|cannot|without|neither|nor|\w+n't"
    r"|(?:refus|den[iy]|reject|declin|agre|approv|accept|grant|waiv|revers|refund|owe|increas"
    r"|decreas|reinstat|uphold|dismiss)\w*)"
)


def say_otherwise(plain: str, rich: str) -> bool:
    """Do they differ in what they say: other words, or another number or decision in one place?"""
    ours, theirs = _words(plain), _words(rich)
    if not ours or not theirs or ours == theirs:
        return False
    if _share(ours, theirs) < _SHARED:
        return True
    steps = SequenceMatcher(None, ours, theirs).get_opcodes()
    return any(_turns(tag, ours[a:b], theirs[c:d]) for tag, a, b, c, d in steps)


def _words(text: str) -> list[str]:
    said = _LINKS.sub(" ", text).casefold().replace("\u2019", "'")
    return [one.group() for one in _WORD.finditer(said)][:_MOST_WORDS]


def _share(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """How much of the shorter half stands in the longer one, 0 to 1."""
    both = sum((Counter(ours) & Counter(theirs)).values())
    return both / min(len(ours), len(theirs))


def _turns(tag: str, ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Is this difference a number or a decision put in the place of another?"""
    if tag == "equal" or len(ours) > _SHORT or len(theirs) > _SHORT:
        return False
    if tag == "replace":
        numbers = [sorted(one for one in side if _is_number(one)) for side in (ours, theirs)]
        if all(numbers) and numbers[0] != numbers[1]:
            return True
        decided = [sorted(one for one in side if _decides(one)) for side in (ours, theirs)]
        return decided[0] != decided[1]
    # A word or two more: "not" inside a sentence.
    alone = ours or theirs
    return len(alone) <= 2 and any(_decides(one) for one in alone)


def _is_number(word: str) -> bool:
    return any(char.isdigit() for char in word)


def _decides(word: str) -> bool:
    return _DECIDING.fullmatch(word) is not None
