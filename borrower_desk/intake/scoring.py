"""What the words of a message speak for: phrases, meanings and the fields of a form, added up.

Quoted text is left out; a hedge or a negation before a phrase leaves it little or no
weight.  Which kind wins is decided in `kinds`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from borrower_desk.intake.body import forwarded, without_quotes
from borrower_desk.intake.machines import Headers
from borrower_desk.intake.meanings import (
    Said,
    Sentence,
    fields_of,
    parted,
    repaired,
    sentences,
    what_is_said,
)
from borrower_desk.intake.phrasebook import Phrase, likely, normal, phrases, sentence_before
from borrower_desk.model import Because, Incoming, Kind

# Of kinds that score alike, the one that closes less comes first (7.3, step 5).
CAUTION = (
    Kind.NOT_REQUIRED_NOTICE,
    Kind.EXTENSION_NOTICE,
    Kind.PARTIAL_RESPONSE,
    Kind.REQUEST_TO_BORROWER,
    Kind.ACKNOWLEDGMENT,
    Kind.REFUSAL,
    Kind.RESPONSE,
    Kind.CORRECTION,
)
# What answers a letter of the borrower's, and so could close a clock.
ANSWERS = frozenset(CAUTION) - {Kind.REQUEST_TO_BORROWER}
ABOUT_OURS = ANSWERS | {Kind.REQUEST_TO_BORROWER}
# What a "not" before it takes back: "never send us your password" is no fraud.
_DENIED = ABOUT_OURS | {Kind.SUSPECTED_PHISHING}
_ASKED = frozenset([Kind.REQUEST_TO_BORROWER, Kind.SUSPECTED_PHISHING])
ENOUGH = 3.0  # one decisive phrase, or a strong one and a weak
_HEDGE = re.compile(
    r"\b(?:if|once|when|whenever|after|upon|until|unless|whether|may|might|could|would|should"
    r"|in the event|while most|most (?:inquiries|requests|customers)|in case|as soon as|before)\b"
)
_NEGATION = re.compile(
    r"\b(?:not|never|neither|nor|no longer|cannot|without)\b[^,;]{0,40}$|\bno\s$"
)
_CAP = 14.0
_SAID = 2.0  # one strong phrase
SUBJECT = 0.4  # what a notice's words weigh in an answer that is about them
SPEAKS_OF_OURS = frozenset(["@letter", "@asked", "@in_response", "@claims", "@error", "@outcome"])
# What asks for papers is not what thanks for them.
_THANKED_FOR = frozenset([Kind.FORCE_PLACED_INSURANCE_NOTICE, Kind.REQUEST_TO_BORROWER])
_OURS = {"@received", "@research", "@in_response", "@asked", "@underway", "@claims", "asserted"}


@dataclass(slots=True)
class Score:
    """What speaks for one kind, and each reason with its weight."""

    total: float = 0.0
    because: list[tuple[float, Because]] = field(default_factory=list)

    def add(self, weight: float, phrase: str, where: str) -> None:
        """One more reason."""
        self.total = min(_CAP, self.total + weight)
        self.because.append((weight, Because(phrase, where)))

    def reasons(self) -> tuple[Because, ...]:
        """The weightiest reasons, at most eight."""
        ordered = sorted(self.because, key=lambda one: -one[0])
        return tuple(one for _, one in ordered[:8])


Scores = dict[Kind, Score]


def scores_of(texts: Sequence[tuple[str, list[Sentence]]], headers: Headers) -> Scores:
    """What phrases, meanings, fields and headers speak for, kind by kind."""
    scores: Scores = {}
    seen: set[tuple[Kind, str]] = set()
    read: list[Sentence] = []
    for where, some in texts:
        own = ". ".join(one.text for one in some)
        _score_text(where, own, scores, seen)
        _score_meanings(where, some, scores, seen)
        read += some
    for kind, names in fields_of(read).items():
        weight = min(6.0, float(len(names)))
        scores.setdefault(kind, Score()).add(
            weight, ", ".join(name.strip("@*").replace("_", " ") for name in names[:6]), "fields"
        )
    _score_headers(headers, scores)
    if about_our_letter(read) and answers_something(scores):
        for kind in scores.keys() - ABOUT_OURS - {Kind.AUTOMATED_REPLY}:
            scores[kind].total *= SUBJECT
    if any("@thanked" in one.said for one in read):
        for kind in scores.keys() & _THANKED_FOR:
            scores[kind].total *= SUBJECT
    return scores


def answers_something(scores: Mapping[Kind, Score]) -> bool:
    """Do words speak for any kind of answer?"""
    return any(total(scores, kind) >= _SAID for kind in ANSWERS)


def total(scores: Mapping[Kind, Score], kind: Kind) -> float:
    """What speaks for a kind; 0 when nothing does."""
    return scores[kind].total if kind in scores else 0.0


def about_our_letter(some: Sequence[Sentence]) -> bool:
    """Does it speak of what the borrower wrote?  Then escrow or a payoff is its subject only."""
    return any(
        ("@letter" in one.said and one.said.keys() & _OURS)
        or "@claims" in one.said
        or "@you_asked" in one.said
        or ("@error" in one.said and "@found" in one.said)
        or "@admit" in one.said
        for one in some
    )


def _score_headers(headers: Headers, scores: Scores) -> None:
    if headers.get("precedence") in ("bulk", "list"):
        scores.setdefault(Kind.AUTOMATED_REPLY, Score()).add(1, "Precedence: bulk", "header")
    if headers.get("list-unsubscribe"):
        scores.setdefault(Kind.MARKETING, Score()).add(1, "List-Unsubscribe", "header")
    if headers.get("x-auto-response-suppress"):
        scores.setdefault(Kind.AUTOMATED_REPLY, Score()).add(
            1, "X-Auto-Response-Suppress", "header"
        )


def _places(incoming: Incoming) -> list[tuple[str, str]]:
    """The texts to read, each with its name: subject, own words, what came with them."""
    # A "Re:" subject was written by whoever wrote first.
    replied = re.match(r"\s*(?:re|aw|rv|sv)\s*:", incoming.subject, re.IGNORECASE)
    subject = "" if replied else incoming.subject
    own = without_quotes(incoming.text)
    places = [("subject", subject), ("text", own)]
    passed_on = forwarded(incoming.text, own, incoming.to)
    if passed_on:
        places.append(("forwarded text", without_quotes(passed_on)))
    places += [
        (f"attachment {one.name}", without_quotes(one.text))
        for one in incoming.files[:20]
        if one.text
        and one.media_type not in ("message/rfc822", "message/delivery-status")
        and one.text != incoming.text
    ]
    return [(where, text) for where, text in places if text.strip()]


def _score_meanings(
    where: str, some: Sequence[Sentence], scores: Scores, seen: set[tuple[Kind, str]]
) -> None:
    for said in what_is_said(some):
        key = (said.rule.kind, f"@{said.rule.written}")
        weight = _meant(said)
        if key in seen:
            weight = min(weight, 1.0)  # said again
        seen.add(key)
        scores.setdefault(said.rule.kind, Score()).add(weight, said.sentence.text[:120], where)


def _meant(said: Said) -> float:
    if said.rule.kind in ANSWERS and not said.rule.hedged and "@if" in said.sentence.said:
        return min(0.5, said.rule.weight)
    return said.rule.weight


def _score_text(
    where: str,
    text: str,
    scores: Scores,
    seen: set[tuple[Kind, str]],
) -> None:
    spans: dict[Kind, list[tuple[int, int]]] = {}
    for phrase in likely(phrases(), text):
        if (phrase.kind, phrase.words) in seen:
            continue
        found = phrase.find(text)
        if found is None:
            continue
        seen.add((phrase.kind, phrase.words))
        weight = _weight(phrase, text, found)
        if _overlaps(spans.setdefault(phrase.kind, []), found.span()):
            weight = min(weight, 0.5)  # the same words counted once
        else:
            spans[phrase.kind].append(found.span())
        if weight:
            scores.setdefault(phrase.kind, Score()).add(weight, found[0][:120], where)


def _overlaps(spans: Sequence[tuple[int, int]], span: tuple[int, int]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)


def _weight(phrase: Phrase, text: str, found: re.Match[str]) -> float:
    """A phrase's weight where it stands: hedged words promise, negated ones deny."""
    if phrase.kind not in _DENIED:
        return float(phrase.weight)
    before = sentence_before(text, found.start())
    if _NEGATION.search(before):
        return 0.0
    # "When you have a moment, could you send ..." asks all the same.
    hedge = phrase.kind not in _ASKED and _HEDGE.search(before)
    if hedge and phrase.weight > 1:
        return 1.0
    return float(phrase.weight)


def read_sentences(incoming: Incoming) -> list[tuple[str, list[Sentence]]]:
    """The sentences of subject, text and attachments, each with the name of its place."""
    return [(where, sentences(repaired(normal(parted(text))))) for where, text in _places(incoming)]
