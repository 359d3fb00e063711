"""What a sentence says, whatever its words: ideas by their words, kinds by their ideas.

Phrases (`phrasebook`) know stock wording exactly; servicers write the same thing
in a hundred ways.  `ideas/*.toml` lists the words of each idea ("received",
"our letter", "more time") and `ideas/says.toml` which ideas in one sentence make
a kind.  Only sets are compared: the time is that of the number of words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from borrower_desk.intake.phrasebook import BREAK, SCANNED, phrases
from borrower_desk.model import Kind

MAX_WORDS = 70  # of one sentence; a longer one is a table or a scan without stops
MAX_SENTENCES = 1_200
_REMEMBERED = 50_000  # words
_SHORT_LINE = 48
_WORD = re.compile(r"[a-z0-9&$][a-z0-9'&.()/-]*")
# "J. Porter", "1. A copy" and "Mr. Lopez" end no sentence; a colon's list belongs to it.
_ENDS = re.compile(
    r"(?<![ (][a-z0-9])(?<!\bno)(?<!\bmr)(?<!\bms)(?<!\bdr)(?<!\bmrs)[.!?;]['\")]*\s+"
    rf"|(?<!:)\s{BREAK}\s"
)
# From the first sign of a run on, or a page of digits is read anew from each of them.
_PRINTED = re.compile(r"(?<![a-z0-9])[0-9]*+[a-z][a-z0-9]*+")
# Frequent words that no idea has: a scanner spoils them too.
_COMMON = frozenset(
    """
    from the and that with this have been were will your what when which their there about form
    account loan mortgage information customer letter dear sincerely
    """.split()  # noqa: SIM905 - easier to read and to change
)
_LEVELS = (("decisive", 3.0), ("strong", 2.0), ("weak", 1.0))
_FIELDS = 3  # so many different fields make a document of a kind


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a rule: an idea or a word, or two in this order."""

    first: str
    then: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one sentence must and must not say."""

    kind: Kind
    weight: float
    written: str
    all_of: tuple[Term, ...]
    none_of: tuple[Term, ...]
    hedged: bool  # a hedge does no harm


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a normal text: its words and, for each idea, where it is said."""

    text: str
    said: Mapping[str, int]
    start: int

    def has(self, term: Term) -> bool:
        here = self.said.get(term.first, -1)
        if not term.then:
            return here >= 0
        return 0 <= here < self.said.get(term.then, -1)


@dataclass(frozen=True, slots=True)
class Said:
    """A rule that a sentence fulfils."""

    rule: Rule
    sentence: Sentence


# ── the books ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Book:
    """The ideas by their words, and the rules."""

    single: Mapping[str, frozenset[str]]
    stems: tuple[tuple[str, str], ...]
    several: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    rules: tuple[Rule, ...]
    fields: Mapping[Kind, tuple[Term, ...]]


@lru_cache(maxsize=1)
def book() -> Book:
    """Ideas and rules, read once."""
    ideas: dict[str, list[str]] = {}
    for name in ("words", "topics", "stock"):
        for idea, words in _table(name).items():
            ideas.setdefault(idea, []).extend(words)
    rules: list[Rule] = []
    fields: dict[Kind, tuple[Term, ...]] = {}
    for kind, told in _table("says").items():
        for level, weight in _LEVELS:
            rules += [_rule(Kind(kind), weight, one) for one in told.get(level, ())]
        if "fields" in told:
            fields[Kind(kind)] = tuple(_term(one) for one in told["fields"])
    # A word of a rule is an idea of its own name.
    terms = [t for rule in rules for t in (*rule.all_of, *rule.none_of)]
    terms += [t for several in fields.values() for t in several]
    for name in {name for term in terms for name in (term.first, term.then) if name}:
        if not name.startswith("@"):
            ideas.setdefault(name, [name])
    return _indexed(ideas, rules, fields)


def _table(name: str) -> dict[str, dict[str, list[str]]]:
    import tomllib
    from importlib.resources import files

    text = (files("borrower_desk.intake") / "ideas" / f"{name}.toml").read_text(encoding="utf-8")
    return {
        (key if name == "says" else f"@{key}"): value for key, value in tomllib.loads(text).items()
    }


def _rule(kind: Kind, weight: float, written: str) -> Rule:
    words = written.removeprefix("?").split()
    return Rule(
        kind,
        weight,
        written.removeprefix("?"),
        tuple(_term(one) for one in words if not one.startswith("!")),
        tuple(_term(one[1:]) for one in words if one.startswith("!")),
        written.startswith("?"),
    )


def _term(written: str) -> Term:
    first, _, then = written.partition("<")
    return Term(first, then)


def _indexed(
    ideas: Mapping[str, list[str]], rules: list[Rule], fields: Mapping[Kind, tuple[Term, ...]]
) -> Book:
    single: dict[str, set[str]] = {}
    stems: list[tuple[str, str]] = []
    several: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for idea, words in ideas.items():
        for word in words:
            parts = tuple(_WORD.findall(word)) if not word.endswith("*") else (word,)
            if word.endswith("*"):
                stems.append((word[:-1], idea))
            elif len(parts) == 1:
                single.setdefault(parts[0], set()).add(idea)
            elif parts:
                several.setdefault(parts[0], []).append((parts, idea))
    return Book(
        {word: frozenset(names) for word, names in single.items()},
        tuple(stems),
        {word: tuple(all_) for word, all_ in several.items()},
        tuple(rules),
        fields,
    )


def fold(word: str) -> str:
    """A word with what scanners confuse made alike."""
    for seen, meant in SCANNED:
        word = word.replace(seen, meant)
    return word


# ── reading ──────────────────────────────────────────────────────────────────


def parted(text: str) -> str:
    """A text whose short lines (letterhead, table rows, headings) stand by themselves.

    In a paragraph that was wrapped only the last line is short.  What a colon
    introduces stays with it.
    """
    lines = text[:200_000].split("\n")
    widest = max(map(len, lines), default=0)
    short = min(_SHORT_LINE, widest * 6 // 10)
    out: list[str] = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        out.append(line)
        own = line.strip()
        if own and len(own) < short and not own.endswith((":", ",")) and not after[:1].islower():
            out.append("")
    return "\n".join(out)


def sentences(text: str) -> list[Sentence]:
    """The sentences of a normal text that say something of their own (stock ones left out)."""
    found: list[Sentence] = []
    begin = 0
    for piece in [*((m.start(), m.end()) for m in _ENDS.finditer(text)), (len(text), len(text))]:
        one = text[begin : piece[0]]
        if one.strip():
            found += _cut(one, begin)
        begin = piece[1]
        if len(found) >= MAX_SENTENCES:
            break
    return [one for one in found if "@stock" not in one.said]


def _cut(text: str, start: int) -> Iterable[Sentence]:
    words = [(m[0].strip("'.-/()"), m.start()) for m in _WORD.finditer(text)]
    for first in range(0, len(words), MAX_WORDS):
        some = words[first : first + MAX_WORDS]
        if some:
            end = words[first + MAX_WORDS][1] if first + MAX_WORDS < len(words) else len(text)
            said = _said([word for word, _ in some])
            yield Sentence(text[some[0][1] : end].strip(), said, start + some[0][1])


def _said(words: list[str]) -> dict[str, int]:
    """Each idea of a sentence, and the place of the word that says it first."""
    said: dict[str, int] = {}
    for place, word in enumerate(words):
        ideas, several = _INDEX[word]
        for idea in ideas:
            if idea not in said:
                said[idea] = place
        if several and place + 1 < len(words):
            for parts, idea in several.get(words[place + 1], ()):
                if idea not in said and tuple(words[place : place + len(parts)]) == parts:
                    said[idea] = place
    return said


_Several = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]  # by the word that follows


class _Index(dict[str, tuple[tuple[str, ...], _Several]]):
    """What a word says by itself, and what it begins; found out when it is first met."""

    def __missing__(self, word: str) -> tuple[tuple[str, ...], _Several]:
        known = book()
        ideas = known.single.get(word, frozenset())
        stems = (idea for stem, idea in known.stems if word.startswith(stem))
        several: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
        for one in known.several.get(word, ()):
            several[one[0][1]] = (*several.get(one[0][1], ()), one)
        found = (tuple(sorted({*ideas, *stems})), several)
        if len(self) < _REMEMBERED:
            self[word] = found
        return found


_INDEX = _Index()


def repaired(text: str) -> str:
    """A normal text with the words that a scanner has spoilt as they were printed.

    Only a word that nobody knows, and that looks like one that is known, is changed.
    """
    spoilt = {
        word: as_printed for word in set(_PRINTED.findall(text)) if (as_printed := _read(word))
    }
    if not spoilt:
        return text
    return _PRINTED.sub(lambda found: spoilt.get(found[0], found[0]), text)


@lru_cache(maxsize=20_000)
def _read(word: str) -> str:
    """The word as it was printed, when a scanner has spoilt it; else ""."""
    known, alike = _vocabulary()
    if word in known or word.isdigit():
        return ""
    mixed = not word.isalpha() and any(char.isalpha() for char in word)
    return alike.get(fold(word), "") if len(word) >= 5 or mixed else ""


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[frozenset[str], Mapping[str, str]]:
    """Every word of the ideas and phrases, and by what a scanner would make of it."""
    known = {word for phrase in phrases() for word in phrase.needs} | set(book().single)
    for first, several in book().several.items():
        known |= {first, *(part for parts, _ in several for part in parts)}
    known |= _COMMON
    alike: dict[str, str] = {}
    for word in sorted(known):
        if word.isalpha():
            alike.setdefault(fold(word), word)
    return frozenset(known), alike


def what_is_said(some: Iterable[Sentence]) -> list[Said]:
    """The rules that the sentences fulfil, each sentence's strongest of a kind."""
    found: list[Said] = []
    for sentence in some:
        best: dict[Kind, Rule] = {}
        for rule in _possible(sentence):
            known = best.get(rule.kind)
            if known is not None and known.weight >= rule.weight:
                continue
            if all(map(sentence.has, rule.all_of)) and not any(map(sentence.has, rule.none_of)):
                best[rule.kind] = rule
        found += [Said(rule, sentence) for rule in best.values()]
    return found


def _possible(sentence: Sentence) -> list[Rule]:
    """The rules whose rarest idea is in the sentence, the weightiest first."""
    index = _by_idea()
    places = sorted({place for idea in sentence.said for place in index.get(idea, ())})
    rules = book().rules
    return [rules[place] for place in places]


@lru_cache(maxsize=1)
def _by_idea() -> Mapping[str, tuple[int, ...]]:
    rules = book().rules
    shared = Counter(term.first for rule in rules for term in rule.all_of)
    found: dict[str, list[int]] = {}
    for place, rule in enumerate(rules):
        rarest = min(rule.all_of, key=lambda term: (shared[term.first], term.first))
        found.setdefault(rarest.first, []).append(place)
    return {idea: tuple(places) for idea, places in found.items()}


def fields_of(some: Iterable[Sentence]) -> dict[Kind, tuple[str, ...]]:
    """The fields of a form that a document shows, for the kinds of which it has enough."""
    said: set[str] = set()
    for one in some:
        said.update(one.said)
    found = {
        kind: tuple(term.first for term in terms if term.first in said)
        for kind, terms in book().fields.items()
    }
    return {kind: names for kind, names in found.items() if len(names) >= _FIELDS}
