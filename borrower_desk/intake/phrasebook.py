"""The phrases that tell one kind of letter from another, read from `phrases/*.toml`.

A phrase is lower-case words.  `{N}` stands for a number, `{D}` a day, `{$}` an
amount, `{S}` a company's name; `(a|b|)` for one of some words or none; ` .. `
for up to six words of the same sentence; `word*` for any ending.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from borrower_desk.model import Kind

BREAK = "¶"  # between paragraphs: no phrase goes across
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
DAY = (
    rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{1,2}} {_MONTH}(?:,? \d{{4}})?"
    r"|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{4}-\d\d-\d\d)"
)
_PLACEHOLDERS = {
    "{N}": r"(?:[a-z-]{2,12} \()?[#\w-]*\d[\w,-]*\)?",
    "{D}": DAY,
    "{$}": r"\$ ?\d[\d,]*(?:\.\d\d)?",
    "{S}": r"\w[\w&'-]*(?: [\w&'-]+){0,4}?",
}
_BETWEEN = rf"[^\w{BREAK}.!?]{{1,4}}"
_GAP = rf"(?:{_BETWEEN}[\w$'/.,-]{{1,40}}?){{0,6}}?{_BETWEEN}"
_TOKEN = re.compile(r"\([^()]*\|(?:[^()]|\([^()]*\))*\)\S*|\S+")
_WORDS = re.compile(r"[a-z0-9'-]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_RUNS = re.compile(r"[a-z0-9]+")
_SHORT = {
    "we've": "we have", "we're": "we are", "we'll": "we will", "you've": "you have",
    "you're": "you are", "you'll": "you will", "don't": "do not", "doesn't": "does not",
    "didn't": "did not", "can't": "cannot", "couldn't": "could not", "isn't": "is not",
    "wasn't": "was not", "aren't": "are not", "weren't": "were not", "won't": "will not",
    "haven't": "have not", "hasn't": "has not", "i'm": "i am", "i'll": "i will",
    "it's": "it is", "that's": "that is", "i've": "i have", "shouldn't": "should not",
}  # fmt: skip
_SHORTENED = re.compile(r"\b(" + "|".join(map(re.escape, _SHORT)) + r")\b")
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]+")  # combining marks
_DASHES = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": " - ", "\u00a0": " "}
)
# What a scanner reads for what was printed; both sides are made alike.
SCANNED = (("rn", "m"), ("vv", "w"), ("1", "l"), ("0", "o"), ("5", "s"), ("i", "l"), ("cl", "d"))


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a kind: 3 decides, 2 is strong, 1 is weak."""

    kind: Kind
    weight: int
    words: str
    needs: frozenset[str]  # words, and pairs of neighbours with a space between
    pattern: str
    one_of: tuple[frozenset[str], ...] = ()  # of each set, one word at least

    def find(self, text: str) -> re.Match[str] | None:
        """Where the phrase stands first, as whole words."""
        # A look-behind in the pattern would hide its first letters from the
        # search, which then tries every place: ten times the time of an import.
        pattern = _compiled(self.pattern)
        found = pattern.search(text)
        while found and found.start() and _is_word(text[found.start() - 1]):
            found = pattern.search(text, found.start() + 1)
        return found


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


@lru_cache(maxsize=4_096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def normal(text: str, limit: int = 60_000) -> str:
    """A text as phrases see it: lower case, no accents, one space, `¶` between paragraphs."""
    folded = text[:limit].translate(_DASHES).casefold()
    if not folded.isascii():
        decomposed = unicodedata.normalize("NFKD", folded)
        folded = _ACCENTS.sub("", decomposed)
    folded = re.sub(r"\n[ \t]*(?:\n[ \t]*)+", f" {BREAK} ", folded.strip())
    folded = " ".join(folded.split())
    return _SHORTENED.sub(lambda found: _SHORT[found[1]], folded)


def likely(book: Sequence[Phrase], text: str) -> list[Phrase]:
    """The phrases that may be in a normal text, in the order of the book."""
    told = _RUNS.findall(text)
    there = {*told, *(f"{one} {other}" for one, other in pairwise(told))}
    index = _index(book)
    found = dict(index.get("", ()))
    for one in there & index.keys():
        found.update(index[one])
    return [
        phrase
        for _, phrase in sorted(found.items())
        if phrase.needs <= there and not any(one.isdisjoint(there) for one in phrase.one_of)
    ]


# Words that nearly every letter has: a phrase that is looked for under one is looked for always.
_FREQUENT = frozenset(
    """
    a account all and any are as at be been by can do for from has have i if in is it letter loan
    may me mortgage no not of on or our payment please request that the their this to was we were
    will with you your su el la los las de en que se un una no le es por con
    """.split()  # noqa: SIM905 - easier to read and to change
)


def _common(words: frozenset[str]) -> tuple[int, int]:
    return len(words & _FREQUENT), len(words)


# By identity: the book is made once and lives as long as the program.
_INDEXES: dict[int, dict[str, list[tuple[int, Phrase]]]] = {}


def _index(book: Sequence[Phrase]) -> dict[str, list[tuple[int, Phrase]]]:
    """Each phrase under the need that the fewest phrases share, else under one of its sets."""
    known = _INDEXES.get(id(book))
    if known is None:
        shared = Counter(need for phrase in book for need in phrase.needs)
        known = _INDEXES[id(book)] = {}
        for place, phrase in enumerate(book):
            rarest = min(
                phrase.needs, key=lambda need: (" " not in need, shared[need], need), default=None
            )
            keys = {rarest} if rarest else min(phrase.one_of, key=_common, default=frozenset({""}))
            for key in keys:
                known.setdefault(key, []).append((place, phrase))
    return known


@lru_cache(maxsize=1)
def phrases() -> tuple[Phrase, ...]:
    """All phrases, the decisive ones first."""
    import tomllib
    from importlib.resources import files

    found: list[Phrase] = []
    folder = files("borrower_desk.intake") / "phrases"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            told = tomllib.loads(file.read_text(encoding="utf-8"))
            kind = Kind(told["kind"])
            for level, weight in (("decisive", 3), ("strong", 2), ("weak", 1)):
                found += [_phrase(kind, weight, words) for words in told.get(level, [])]
    return tuple(sorted(found, key=lambda one: (-one.weight, one.kind, one.words)))


def _phrase(kind: Kind, weight: int, words: str) -> Phrase:
    pattern, needs, one_of = compile_phrase(words)
    return Phrase(kind, weight, words, needs, pattern, one_of=one_of)


def compile_phrase(words: str) -> tuple[str, frozenset[str], tuple[frozenset[str], ...]]:
    """The pattern of a phrase, and what any text must have for it to match.

    That is words and neighbours, all of them; and sets of words, one of each.
    A phrase that would match an empty text is refused with ValueError: it would be
    found between any two letters, and the search for the next place would never end.
    """
    out: list[str] = []
    one_of: list[frozenset[str]] = []
    needs: set[str] = set()
    joint = ""
    before = ""  # the plain word just before, when nothing can stand between
    for word in _TOKEN.findall(_plain(words)):
        if word == "..":
            joint, before = _GAP, ""
            continue
        plain: set[str] = set()
        piece, optional = _piece(word, plain)
        if not piece:
            continue
        if not optional and "|" in word and (either := _either(word)):
            one_of.append(either)
        runs = _RUNS.findall(next(iter(plain), ""))
        needs.update(runs, (f"{a} {b}" for a, b in pairwise([before, *runs]) if a))
        before = runs[-1] if runs else ""
        if not out:
            out.append(f"(?:{piece}{_BETWEEN})?" if optional else piece)
            joint = "" if optional else _BETWEEN
            continue
        out.append(f"(?:{joint}{piece})?" if optional else joint + piece)
        # A gap before words that may be missing still stands before the next.
        joint = joint if optional and joint == _GAP else _BETWEEN
    if all(piece.endswith(")?") for piece in out):  # no compiling here: it is done when asked for
        raise ValueError(f"the phrase {words!r} has no word that must stand in a text")
    return rf"{''.join(out)}(?![\w])", frozenset(needs), tuple(one_of)


def _plain(words: str) -> str:
    """Without the punctuation that a gap between two words may hold anyway."""
    return re.sub(r"[,:;\"]", "", words)


def _piece(token: str, needs: set[str]) -> tuple[str, bool]:
    """A token's pattern, and whether it may be missing."""
    if token in _PLACEHOLDERS:
        return _PLACEHOLDERS[token], False
    if token.startswith("(") and "|" in token and token.endswith(")"):
        choices = _choices(token[1:-1])
        inner = [compile_inner(one) for one in choices if one.strip()]
        return f"(?:{'|'.join(inner)})", any(not one.strip() for one in choices)
    stem = token.strip("()") if "(" not in token.strip("()") else token
    if not stem or not re.search(r"[\w$]", stem):
        return "", False
    if stem.endswith("*"):
        return re.escape(stem[:-1]).replace(r"\*", r"\w*") + r"\w*", False
    if "*" in stem or "?" in stem:
        return re.escape(stem).replace(r"\*", r"\w*").replace(r"\?", "?"), False
    if _WORDS.fullmatch(stem):
        needs.add(stem)
    return re.escape(stem), False


def _either(group: str) -> frozenset[str]:
    """A word of each alternative of a group; nothing when one of them has no plain word."""
    if not (group.startswith("(") and group.endswith(")")):
        return frozenset()
    found: set[str] = set()
    for choice in _choices(group[1:-1]):
        plain = [one for one in choice.split() if _WORDS.fullmatch(one)]
        runs = _RUNS.findall(max(plain, key=len, default=""))
        if not runs:
            return frozenset()
        found.add(max(runs, key=len))
    return frozenset(found)


def _choices(inside: str) -> list[str]:
    """The alternatives of a group, splitting at the bars of its own level only."""
    out, depth, begin = [], 0, 0
    for place, char in enumerate(inside):
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            out.append(inside[begin:place])
            begin = place + 1
    return [*out, inside[begin:]]


def compile_inner(words: str) -> str:
    """The pattern of an alternative: words, placeholders, groups, without bounds."""
    pieces: list[str] = []
    for token in _TOKEN.findall(words.strip()):
        piece, optional = _piece(token, set())
        if piece:
            joint = _BETWEEN if pieces else ""
            pieces.append(f"(?:{joint}{piece})?" if optional else joint + piece)
    return "".join(pieces)


def sentence_before(text: str, position: int, window: int = 110) -> str:
    """What stands before `position` in its sentence, at most `window` characters."""
    start = max(0, position - window)
    before = text[start:position]
    cut = max(before.rfind(mark) for mark in (". ", "! ", "? ", "; ", BREAK))
    return before[cut + 1 :] if cut >= 0 else before
