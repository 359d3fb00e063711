"""An answer held against what the law wants in it, and against what was asked.

Pure: the texts of our letter and of theirs go in, what is there and what is
missing comes out.  A sentence that says something like it counts as there, so
that a follow-up never says "you did not" of what they did.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from borrower_desk.intake.body import without_quotes
from borrower_desk.model import Kind

MAX_ASKED = 60
MAX_TEXT = 100_000
_COVERED = 0.5  # of a question's own words in one passage of the answer
_WORD = re.compile(r"[a-z][a-z'-]{2,}|\d[\d,./-]*")
_SPLIT = re.compile(r"(?<=[.!?;])\s+|\n\s*\n|\n(?=\s*(?:\d{1,2}[.)]|[-*•(]))")
_MARK = r"(?:\(?(?:\d{1,2}|[a-h])[.)]|[-*•])"
_ITEM = re.compile(
    r"^[ \t]*(?:\(?(?P<n>\d{1,2}|[a-h])[.)]|[-*•])[ \t]+"
    rf"(?P<text>\S.*(?:\n(?![ \t]*{_MARK}[ \t])(?![ \t]*\n).*)*)",
    re.MULTILINE,
)
_QUESTION = re.compile(r"[^.!?\n][^.!?]{8,300}\?")
# Words that any question has.
_STOP = frozenset(
    """
    a an and any are as at be been but by can could did do does each every for from had has have
    how i if in is it its me my of on or our please send provide shall should so than that the
    their them then there these they this to us was we were what when where which who why will
    with would you your copy copies state explain tell give identify include including all
    information requested request letter account loan mortgage about into not under over also
    such may
    """.split()  # noqa: SIM905 - easier to read and to change
)


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that an answer of its kind must hold."""

    name: str  # "reasons"
    present: bool
    quote: str  # the passage that has it, "" when none has
    missing: str  # what to write when it is not there
    citation: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question or request of our letter."""

    number: str  # as our letter counts it, "" when it does not
    text: str
    answered: bool
    quote: str


@dataclass(frozen=True, slots=True)
class AnswerCheck:
    """What an answer holds and lacks."""

    kind: Kind
    elements: tuple[Element, ...] = ()
    asked: tuple[Asked, ...] = ()

    @property
    def open_points(self) -> tuple[str, ...]:
        """What is missing, each as a sentence for the follow-up (`response-incomplete`)."""
        law = [one.missing for one in self.elements if not one.present]
        ours = [f"You did not answer: {one.text}" for one in self.asked if not one.answered]
        return (*law, *ours)


# ── what the law wants ───────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an answer of some kinds must hold; with `when`, only where that is said."""

    kinds: frozenset[Kind]
    name: str
    signs: re.Pattern[str]
    when: re.Pattern[str] | None
    missing: str
    citation: str


@lru_cache(maxsize=1)
def wanted() -> tuple[Wanted, ...]:
    """What the law wants, from `ideas/answers.toml`."""
    import tomllib
    from importlib.resources import files

    text = (files("borrower_desk.intake") / "ideas" / "answers.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    pieces: dict[str, str] = told["pieces"]
    return tuple(
        Wanted(
            frozenset(Kind(kind) for kind in one["kinds"]),
            one["name"],
            _pattern("|".join(one["signs"]), pieces),
            _pattern(one["when"], pieces) if "when" in one else None,
            one["missing"],
            one["citation"],
        )
        for one in told["element"]
    )


def _pattern(signs: str, pieces: Mapping[str, str]) -> re.Pattern[str]:
    filled = re.sub(r"\{([a-z]+)\}", lambda found: f"(?:{pieces[found[1]]})", signs)
    return re.compile(filled, re.IGNORECASE)


def elements(kinds: Iterable[Kind], text: str) -> tuple[Element, ...]:
    """What an answer that is all of `kinds` must hold, each found in `text` or not."""
    own = without_quotes(text)[:MAX_TEXT]
    asked = frozenset(kinds)
    needed: dict[str, Wanted] = {}
    for one in wanted():
        if one.kinds & asked and (one.when is None or one.when.search(own)):
            needed.setdefault(one.name, one)
    passages = _passages(own)
    return tuple(_element(one, passages) for one in needed.values())


def _element(one: Wanted, passages: Sequence[str]) -> Element:
    quote = next((passage for passage in passages if one.signs.search(passage)), "")
    return Element(one.name, bool(quote), quote[:240], one.missing, one.citation)


def _passages(text: str) -> list[str]:
    """Sentences and list items, each at most so long that a search of it is quick."""
    found = (" ".join(one.split()) for one in _SPLIT.split(text) if one and one.strip())
    return [one[:1_000] for one in found if one][:3_000]


# ── what was asked ───────────────────────────────────────────────────────────


def questions(letter: str) -> tuple[tuple[str, str], ...]:
    """What our letter asks: its numbered points, else its questions; (number, text) of each."""
    own = letter[:MAX_TEXT]
    items = [(one["n"] or "", _first(one["text"])) for one in _ITEM.finditer(own)]
    # A chronology or a list of enclosures is numbered too, and asks nothing.
    items = [(number, text) for number, text in items if "?" in text or _ASKS.match(text)]
    if not items:
        items = [("", " ".join(one[0].split())) for one in _QUESTION.finditer(own)]
    asked = [(number, text[:300]) for number, text in items if len(_own_words(text)) >= 2]
    return tuple(dict.fromkeys(asked))[:MAX_ASKED]


# How a point that asks begins; "if you find no error, ..." asks for an answer of any kind.
_ASKS = re.compile(
    r"(?:please|kindly|send|provide|tell|state|explain|give|identify|confirm|list|show|describe"
    r"|enclose|say|how|what|when|why|who|whose|which|where|whether|an?|the|all|each|every|any"
    r"|copies|proof)\b",
    re.IGNORECASE,
)


def _first(text: str) -> str:
    """The point itself: the paragraph that follows in a PDF's text is none of it."""
    plain = " ".join(text.split())
    end = re.search(r"(?<=[a-z)\d][.?!])\s+(?=[A-Z])", plain)
    return plain[: end.start()] if end and end.start() >= 12 else plain


def covered(asked: Sequence[tuple[str, str]], answer: str) -> tuple[Asked, ...]:
    """Which of them an answer takes up: by its number, or by its words in one passage."""
    own = without_quotes(answer)[:MAX_TEXT]
    passages = _passages(own)
    # An answer runs over the passage after: "Question. Answer."
    near = [f"{one} {after}" for one, after in zip(passages, [*passages[1:], ""], strict=True)]
    words = [_own_words(one) for one in near]
    return tuple(_one_asked(number, text, passages, words) for number, text in asked)


def _one_asked(
    number: str, text: str, passages: Sequence[str], words: Sequence[frozenset[str]]
) -> Asked:
    ours = _own_words(text)
    best, place = 0.0, -1
    for here, have in enumerate(words):
        share = len(ours & have) / len(ours)
        if share > best:
            best, place = share, here
    if best >= _COVERED:
        return Asked(number, text, not _PENDING.search(passages[place]), passages[place][:240])
    if number and number.isdigit():
        named = re.compile(
            rf"\b(?:item|question|request|issue|point|no\.?|number|#)\s*{number}\b", re.IGNORECASE
        )
        told = next((one for one in passages if named.search(one)), "")
        if told:
            return Asked(number, text, not _PENDING.search(told), told[:240])
    return Asked(number, text, answered=False, quote="")


# "Item 4 will follow" takes up a question and does not answer it.
_PENDING = re.compile(
    r"\b(?:will (?:follow|be (?:sent|provided|produced|answered|mailed))|separate (?:letter|cover)"
    r"|still (?:being|gathering|waiting|looking|under)|pending|remains? under review|not yet"
    r"|later date)\b",
    re.IGNORECASE,
)


def _own_words(text: str) -> frozenset[str]:
    """The words that carry the matter, plural and tense cut off."""
    found = (one.strip("'-.,/") for one in _WORD.findall(text.casefold()))
    return frozenset(_stem(one) for one in found if one and one not in _STOP)


_ENDINGS = ("ments", "ment", "tions", "tion", "ings", "ing", "ies", "es", "ed", "s", "e", "y")


def _stem(word: str) -> str:
    for ending in (
        "ments",
        "ment",
        "tions",
        "tion",
        "ings",
        "ing",
        "ies",
        "es",
        "ed",
        "s",
        "e",
        "y",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def check(kinds: Sequence[Kind], answer: str, our_letter: str = "") -> AnswerCheck:
    """An answer of `kinds` (the first is the main one) against the law and our letter."""
    if not kinds:
        return AnswerCheck(Kind.OTHER)
    asked: tuple[Asked, ...] = ()
    if kinds[0] in (Kind.RESPONSE, Kind.PARTIAL_RESPONSE, Kind.CORRECTION, Kind.REFUSAL):
        asked = covered(questions(our_letter), answer) if our_letter else ()
    return AnswerCheck(kinds[0], elements(kinds, answer), asked)
