"""What is to be removed from a text: the rules of `--redact`, found span by span.

A number that a label gives away once ("SSN: …") is learned, and found everywhere
after that, labelled or not.  Knows text only; what private things look like,
`private` knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches

from borrower_desk.errors import UsageError
from borrower_desk.packet.private import (
    BOXED_SSN,
    FINDERS,
    KINDS,
    closed_up,
    digits_of,
    plain,
)

# What is taken out of a single document when nobody says what.
USUAL = ("ssn", "bank-account", "card-number", "date-of-birth")
_PLURALS = {
    "ssn": "Social Security numbers",
    "bank-account": "bank accounts",
    "card-number": "card numbers",
    "date-of-birth": "dates of birth",
    "account-number": "account numbers",
    "phone": "phone numbers",
    "email": "e-mail addresses",
}
_REASONS = {
    "ssn": "Social Security number",
    "bank-account": "bank account",
    "card-number": "card number",
    "date-of-birth": "date of birth",
    "account-number": "account number",
    "phone": "phone number",
    "email": "e-mail address",
}
PATTERN_REASON = "words"
SHORTEST_LEARNED = 7  # digits: fewer would be found in amounts and dates


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text that goes, and why; `keep` digits at its end may stay to be said."""

    start: int
    end: int
    reason: str
    ends: str = ""  # "4567" where the last four are told

    @property
    def words(self) -> str:
        """What stands in its place."""
        return f"[{self.reason} removed{f', ends {self.ends}' if self.ends else ''}]"


MARK = re.compile(
    rf"\[(?:{'|'.join(map(re.escape, (*_REASONS.values(), PATTERN_REASON)))}) removed"
    r"(?:, ends \w{1,4})?\]"
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the user asked to have removed."""

    kinds: tuple[str, ...] = ()
    last4: bool = False  # of account numbers, the last four digits stay
    patterns: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.kinds or self.patterns)

    def __add__(self, other: Rules) -> Rules:
        return Rules(
            tuple(one for one in KINDS if one in self.kinds or one in other.kinds),
            self._last4_with(other),
            tuple(dict.fromkeys((*self.patterns, *other.patterns))),
        )

    def _last4_with(self, other: Rules) -> bool:
        """The last four stay only where everyone who named the kind lets them stay."""
        asked = [one.last4 for one in (self, other) if "account-number" in one.kinds]
        return bool(asked) and all(asked)

    def names(self) -> list[str]:
        """The rules in words, for a cover or a log."""
        said = [_PLURALS[one] for one in self.kinds]
        if self.last4:
            said[self.kinds.index("account-number")] += " but for their last four digits"
        if self.patterns:
            many = len(self.patterns)
            said.append("words of the keeper's choice" if many == 1 else f"{many} chosen wordings")
        return said


def parse(rules: str) -> Rules:
    """`ssn,account-number:last4,Tiffany`; a name that is nearly a kind's is refused."""
    kinds: list[str] = []
    patterns: list[str] = []
    last4 = False
    for one in _split(rules):
        name, _, more = one.casefold().partition(":")
        if name in KINDS and (not more or (name == "account-number" and more == "last4")):
            kinds.append(name)
            last4 = last4 or bool(more)
            continue
        near = get_close_matches(name, KINDS, n=1, cutoff=0.6)
        if near or name in KINDS:
            raise UsageError(
                f"{one!r} is no kind of thing to redact.",
                hint=f"Did you mean {near[0] if near else name}? To remove these very words,"
                f" write /{one}/.",
            )
        patterns.append(_checked(one))
    return Rules(tuple(k for k in KINDS if k in kinds), last4, tuple(patterns))


def _split(rules: str) -> Iterator[str]:
    """At commas, but not inside brackets, braces or slashes, nor after a backslash."""
    part, depth, slashed, escaped = "", 0, False, False
    for char in rules:
        if char == "," and not depth and not slashed and not escaped:
            yield from _named(part)
            part = ""
            continue
        if not escaped:
            if char == "/" and (not part.strip() or slashed):
                slashed = not slashed
            depth = max(0, depth + (char in "([{") - (char in ")]}"))
        escaped = char == "\\" and not escaped
        part += char
    yield from _named(part)


def _named(part: str) -> Iterator[str]:
    if part.strip():
        yield part.strip()


def _checked(pattern: str) -> str:
    """The pattern as a regular expression; words that are none are taken as they stand."""
    slashed = len(pattern) > 2 and pattern[0] == pattern[-1] == "/"
    bare = pattern[1:-1] if slashed else pattern
    try:
        made = re.compile(bare)
    except re.error:
        return re.escape(bare)
    if made.match(""):
        raise UsageError(
            f"{pattern!r} fits everything, even nothing at all.",
            hint="Name at least one letter or digit that must be there.",
        )
    return bare


@dataclass(frozen=True, slots=True)
class Removed:
    """One thing that was removed, as it was written, for the search afterwards."""

    written: str  # as the rules read it
    reason: str


class Remover:
    """Finds what the rules name; learns what a label gives away.

    `accounts` are the loan's own numbers: removed under `account-number`, and
    left alone by every other rule.
    """

    def __init__(self, rules: Rules, accounts: Iterable[str] = ()) -> None:
        self.rules = rules
        self.accounts = tuple(accounts)
        self._accounts = {
            digits_of(one).lstrip("0"): one for one in self.accounts if len(digits_of(one)) >= 5
        }
        self._learned: dict[str, str] = {}  # digits or lower-case words → reason
        self._again: re.Pattern[str] | None = None
        self._patterns = [re.compile(one, re.IGNORECASE) for one in rules.patterns]
        self.removed: dict[str, Removed] = {}
        self.counts: dict[str, int] = {}
        if "account-number" in rules.kinds:
            for number in self.accounts:
                self._learn(number, _REASONS["account-number"])

    @property
    def learned(self) -> tuple[str, ...]:
        """Numbers without their separators, words in lower case, that were given away."""
        return tuple(self._learned)

    def learn(self, text: str) -> None:
        """Read a text ahead of the work, so that what it labels is known everywhere."""
        read, _ = plain(text)
        for kind in self.rules.kinds:
            if kind == "email":
                continue  # its shape says all
            for start, end in FINDERS[kind](read):
                if not self._is_other(kind, read[start:end]):
                    self._learn(read[start:end], _REASONS[kind])

    def find(self, text: str) -> list[Span]:
        """What goes from `text`, in order, not overlapping; what is found is remembered."""
        if not text or text.isspace():
            return []
        read, place = plain(text)
        found = [
            Span(start, end, reason, self._ends(reason, read[start:end]))
            for start, end, reason in self._hits(read)
        ]
        for one in found:
            self._learn(read[one.start : one.end], one.reason)
        spans = _joined(found)
        for one in spans:
            written = read[one.start : one.end].strip()
            self.removed.setdefault(written, Removed(written, one.reason))
            self.counts[one.reason] = self.counts.get(one.reason, 0) + 1
        return [replace(one, start=place(one.start), end=place(one.end)) for one in spans]

    def clean(self, text: str) -> str:
        """The text with the reason in the place of what went."""
        out, at = [], 0
        for one in self.find(text):
            out += [text[at : one.start], one.words]
            at = one.end
        return "".join((*out, text[at:])) if at else text

    def _hits(self, read: str) -> Iterator[tuple[int, int, str]]:
        marks = [one.span() for one in MARK.finditer(read)] if "removed" in read else []
        for start, end, reason in (*self._raw_hits(read), *self._spread_hits(read)):
            if not any(start < stop and end > begin for begin, stop in marks):
                yield start, end, reason

    def _spread_hits(self, read: str) -> Iterator[tuple[int, int, str]]:
        """What shows when letters that are set wide apart ("C A N A R Y") are joined."""
        together, places = closed_up(read)
        if places is None:
            return
        for start, end, reason in self._raw_hits(together):
            yield places[start], places[end - 1] + 1, reason
        if "ssn" in self.rules.kinds:  # forms have a box for each digit, and no dashes
            for one in BOXED_SSN.finditer(together):
                if places[one.end() - 1] - places[one.start()] >= 16:
                    yield places[one.start()], places[one.end() - 1] + 1, _REASONS["ssn"]

    def _raw_hits(self, read: str) -> Iterator[tuple[int, int, str]]:
        for kind in self.rules.kinds:
            for start, end in FINDERS[kind](read):
                if not self._is_other(kind, read[start:end]):
                    yield start, end, _REASONS[kind]
        if self._learned and self._again is None:
            self._again = _again(self._learned)
        if self._again is not None:
            for one in self._again.finditer(read):
                key = _key(one.group())
                yield (
                    *one.span(),
                    self._learned.get(key) or self._learned.get(key.lstrip("0"), PATTERN_REASON),
                )
        for pattern in self._patterns:
            for one in pattern.finditer(read):
                if one.end() > one.start():
                    yield *one.span(), PATTERN_REASON

    def _is_other(self, kind: str, written: str) -> bool:
        """The loan's own number is an account number, and nothing else."""
        return kind != "account-number" and digits_of(written).lstrip("0") in self._accounts

    def _ends(self, reason: str, written: str) -> str:
        own = reason == _REASONS["account-number"]
        digits = digits_of(written)
        return digits[-4:] if own and self.rules.last4 and len(digits) > 5 else ""

    def _learn(self, written: str, reason: str) -> None:
        key = _key(written)
        digits = digits_of(written)
        if (len(digits) >= SHORTEST_LEARNED or not key.isdigit()) and len(key) >= 5:
            if key not in self._learned:
                self._again = None
            self._learned.setdefault(key, reason)
            bare = key.lstrip("0")
            if bare != key and key.isdigit() and len(bare) >= SHORTEST_LEARNED:
                self._learned.setdefault(bare, reason)


def _key(written: str) -> str:
    """Digits where it is a number; else the words in lower case, without white space."""
    squeezed = re.sub(r"[ .\-()]", "", written)
    return squeezed if squeezed.isdigit() else squeezed.casefold()


def _again(learned: Iterable[str], within: str = "") -> re.Pattern[str]:
    """Finds each again, however it is spaced; words not `within` more of such signs."""
    ways = []
    for key in sorted(learned, key=len, reverse=True):
        spread = r"[ .\-()]{0,3}".join(re.escape(char) for char in key)
        edge = r"\d" if key.isdigit() else within
        ways.append(rf"(?<!{edge}){spread}(?!{edge})" if edge else spread)
    return re.compile("|".join(ways), re.IGNORECASE)


def _joined(found: list[Span]) -> list[Span]:
    """In order; those that overlap become one, under the reason of the longest."""
    spans: list[Span] = []
    for one in sorted(found, key=lambda span: (span.start, -span.end)):
        if spans and one.start < spans[-1].end:
            last = spans[-1]
            longest = max((last, one), key=lambda span: span.end - span.start)
            spans[-1] = replace(longest, start=last.start, end=max(last.end, one.end))
        else:
            spans.append(one)
    return spans


def leftover(remover: Remover) -> Callable[[str], str]:
    """Judges a text of the finished file: why it may not stand, or "" when it may.

    It looks for what was removed and learned, not for the rules once more: a
    reader may join two neighbouring cells into what looks like a number.
    """
    written = {_key(one.written) for one in remover.removed.values()}
    known = [one for one in (*written, *remover.learned) if len(one) >= 3]
    # A short name may be part of a longer word of our own ("Doe" in "does").
    search = _again(dict.fromkeys(known), within=r"[^\W\d_]") if known else None

    def holds(text: str) -> str:
        if search is None:
            return ""
        read = MARK.sub(" ", plain(text)[0])
        found = search.search(read)
        if found is None:
            return ""
        reasons = {_key(one.written): one.reason for one in remover.removed.values()}
        return reasons.get(_key(found.group()), "something that was removed")

    return holds
