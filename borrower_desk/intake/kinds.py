"""What a received message is: a proposal with reasons, never a fact.

The order of decision is that of `product.md` 7.3, safety first: bounces, then
machines, then fraud, then words: the stock phrases of `phrases/` and what the
sentences mean (`meanings`).  Quoted text is left out, so that the borrower's own
words are never taken for an answer; a hedge ("once we determine") leaves a
phrase little weight.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from borrower_desk.intake.body import without_quotes
from borrower_desk.intake.likeness import Lesson, like_lessons, likeness, loudest, marks_of
from borrower_desk.intake.machines import Headers, MachineHeader, bounce, machine, not_sent
from borrower_desk.intake.meanings import (
    Said,
    Sentence,
    fields_of,
    parted,
    repaired,
    sentences,
    what_is_said,
)
from borrower_desk.intake.phrasebook import (
    Phrase,
    likely,
    normal,
    phrases,
    sentence_before,
)
from borrower_desk.model import Because, Channel, Classification, Incoming, Kind, Verdict

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
_HEDGED = ANSWERS | {Kind.REQUEST_TO_BORROWER}
_HEDGE = re.compile(
    r"\b(?:if|once|when|whenever|after|upon|until|unless|whether|may|might|could|would|should"
    r"|in the event|while most|most (?:inquiries|requests|customers)|in case|as soon as|before)\b"
)
_NEGATION = re.compile(
    r"\b(?:not|never|neither|nor|no longer|cannot|without)\b[^,;]{0,40}$|\bno\s$"
)
_ENOUGH = 0.3  # less says nothing
_CAP = 14.0
_RULES_CAP = 10.0
_LIKENESS = 4.0  # what likeness weighs against rules; chosen on the half for tuning
_TAUGHT, _TAUGHT_CAP = 4.0, 12.0
_WARY = 4.0  # of mail that may be a machine's: it must never pass for an answer
_CLOSE = 3.0
_UNSURE = 2.0
_ASK = 0.55  # below what is taken without asking
_PART = 4.0
_EVEN, _SPREAD = 1.5, 2.5  # a lead of so much is an even chance; how fast it becomes sure
_ALSO = 3.0
_MACHINE = 3.0
_FRAUD = 6.0  # so many words of fraud need no false sender
_NOTICE = 6.0  # so much makes a notice of a message that a machine has sent
_SUBJECT = 0.4  # what a notice's words weigh in an answer that is about them
_OURS = {"@received", "@research", "@in_response", "@asked", "@underway", "@claims", "asserted"}
_LOOKS_FALSE = (Because("the sender is not who it claims to be", "authenticity"),)


@dataclass(slots=True)
class _Score:
    total: float = 0.0
    because: list[tuple[float, Because]] = field(default_factory=list)

    def add(self, weight: float, phrase: str, where: str) -> None:
        self.total = min(_CAP, self.total + weight)
        self.because.append((weight, Because(phrase, where)))

    def reasons(self) -> tuple[Because, ...]:
        ordered = sorted(self.because, key=lambda one: -one[0])
        return tuple(one for _, one in ordered[:8])


_Scores = dict[Kind, _Score]


def classify(
    incoming: Incoming,
    servicers: Sequence[str] = (),
    *,
    verdict: Verdict = Verdict.UNKNOWN,
    lessons: Sequence[Lesson] = (),
) -> Classification:
    """What `incoming` seems to be, how surely, why, and what else it may be.

    `verdict` is that of `authenticity.judge`; a suspicious sender makes it
    suspected phishing.  `lessons` are messages of the same servicer whose kind the
    user has said.  Below 0.6 of confidence the user should be asked.
    """
    headers = Headers(incoming.headers)
    returned = bounce(incoming, headers) or not_sent(incoming)
    if returned is not None:
        return returned
    header = machine(headers)
    if header is not None and header.decides:
        return Classification(Kind.AUTOMATED_REPLY, 0.98, (header.because,))
    texts = read_sentences(incoming)
    scores = _scores(texts, headers)
    fraud = scores.pop(Kind.SUSPECTED_PHISHING, _Score())
    if verdict is Verdict.SUSPICIOUS or (fraud.total >= 3 and headers.failed_authentication):
        return Classification(Kind.SUSPECTED_PHISHING, 0.9, fraud.reasons() or _LOOKS_FALSE)
    if fraud.total >= _FRAUD and fraud.total > max((s.total for s in scores.values()), default=0):
        return Classification(Kind.SUSPECTED_PHISHING, 0.75, fraud.reasons())
    marks = marks_of(one for _, some in texts for one in some)
    return _of_machine(scores, header) or _decide(
        scores, marks, lessons, mail=incoming.channel is Channel.EMAIL
    )


def read_sentences(incoming: Incoming) -> list[tuple[str, list[Sentence]]]:
    """The sentences of subject, text and attachments, each with the name of its place."""
    return [
        (where, sentences(repaired(normal(parted(text))))) for where, text in _places(incoming)
    ]


def lesson(incoming: Incoming, kind: Kind) -> Lesson:
    """What the user's word on a message teaches."""
    texts = read_sentences(incoming)
    return Lesson(kind, marks_of(one for _, some in texts for one in some))


def _of_machine(scores: _Scores, header: MachineHeader | None) -> Classification | None:
    """An automated reply, by a header or by decisive wording (7.3, step 2); else None."""
    if header is not None and not _is_notice(scores, _NOTICE):
        return Classification(Kind.AUTOMATED_REPLY, 0.96, (header.because,))
    if _says_machine(scores):
        reasons = scores[Kind.AUTOMATED_REPLY].reasons()
        return Classification(Kind.AUTOMATED_REPLY, 0.95, reasons)
    return None


# A footer says that nobody reads the answers; it does not say that nobody wrote the letter.
_FOOTERS = re.compile(
    r"reply|respond|monitored|unmonitored|unattended|notification-only|replies|responda"
    r"|outgoing mail only|sign in and use"
)


def _says_machine(scores: Mapping[Kind, _Score]) -> bool:
    """Decisive machine wording other than a footer's, whatever the rest says.

    A statement or notice that the servicer owes anyway (escrow, transfer, 1098, ...)
    keeps its kind: it closes no notice, and calling it a reply would hide it.
    """
    said = scores.get(Kind.AUTOMATED_REPLY)
    if said is None:
        return False
    decisive = [
        weight
        for weight, one in said.because
        if weight >= _MACHINE and not _FOOTERS.search(one.phrase)
    ]
    return bool(decisive) and not _is_notice(scores, _NOTICE)


def _has_footer(scores: Mapping[Kind, _Score]) -> bool:
    said = scores.get(Kind.AUTOMATED_REPLY)
    return said is not None and any(
        weight >= _MACHINE and _FOOTERS.search(one.phrase) for weight, one in said.because
    )


def _is_notice(scores: Mapping[Kind, _Score], least: float) -> bool:
    """Is it rather a notice that the servicer sends unasked than an answer or a reply?"""
    asked = ANSWERS | {Kind.AUTOMATED_REPLY, Kind.OTHER}
    notices = [score.total for kind, score in scores.items() if kind not in asked]
    answers = [score.total for kind, score in scores.items() if kind in ANSWERS]
    strongest = max(notices, default=0.0)
    return strongest >= least and strongest > max(answers, default=0.0)


# ── 4 to 7. words ────────────────────────────────────────────────────────────


def _scores(texts: Sequence[tuple[str, list[Sentence]]], headers: Headers) -> _Scores:
    scores: _Scores = {}
    seen: set[tuple[Kind, str]] = set()
    read: list[Sentence] = []
    for where, some in texts:
        own = ". ".join(one.text for one in some)
        _score_text(where, own, scores, seen)
        _score_meanings(where, some, scores, seen)
        read += some
    for kind, names in fields_of(read).items():
        weight = min(6.0, float(len(names)))
        scores.setdefault(kind, _Score()).add(weight, ", ".join(names[:6]), "fields")
    _score_headers(headers, scores)
    if _about_our_letter(read) and any(_total(scores, kind) >= _ALSO for kind in ANSWERS):
        for kind in scores.keys() - _HEDGED - {Kind.AUTOMATED_REPLY}:
            scores[kind].total *= _SUBJECT
    return scores


def _total(scores: Mapping[Kind, _Score], kind: Kind) -> float:
    return scores[kind].total if kind in scores else 0.0


def _about_our_letter(some: Sequence[Sentence]) -> bool:
    """Does it speak of what the borrower wrote?  Then escrow or a payoff is its subject only."""
    return any(
        "@letter" in one.said and one.said.keys() & _OURS or "@claims" in one.said for one in some
    )


def _score_headers(headers: Headers, scores: _Scores) -> None:
    if headers.get("precedence") in ("bulk", "list"):
        scores.setdefault(Kind.AUTOMATED_REPLY, _Score()).add(1, "Precedence: bulk", "header")
    if headers.get("list-unsubscribe"):
        scores.setdefault(Kind.MARKETING, _Score()).add(1, "List-Unsubscribe", "header")
    if headers.get("x-auto-response-suppress"):
        scores.setdefault(Kind.AUTOMATED_REPLY, _Score()).add(
            1, "X-Auto-Response-Suppress", "header"
        )


def _places(incoming: Incoming) -> list[tuple[str, str]]:
    """The texts to read, each with its name: subject, own words, what came with them."""
    # A "Re:" subject was written by whoever wrote first.
    replied = re.match(r"\s*(?:re|aw|rv|sv)\s*:", incoming.subject, re.IGNORECASE)
    subject = "" if replied else incoming.subject
    places = [("subject", subject), ("text", without_quotes(incoming.text))]
    places += [
        (f"attachment {one.name}", without_quotes(one.text))
        for one in incoming.files[:20]
        if one.text
        and one.media_type not in ("message/rfc822", "message/delivery-status")
        and one.text != incoming.text
    ]
    return [(where, text) for where, text in places if text.strip()]


def _score_meanings(
    where: str, some: Sequence[Sentence], scores: _Scores, seen: set[tuple[Kind, str]]
) -> None:
    for said in what_is_said(some):
        key = (said.rule.kind, f"@{said.rule.written}")
        weight = _meant(said)
        if key in seen:
            weight = min(weight, 1.0)  # said again
        seen.add(key)
        scores.setdefault(said.rule.kind, _Score()).add(weight, said.sentence.text[:120], where)


def _meant(said: Said) -> float:
    if said.rule.kind in ANSWERS and not said.rule.hedged and "@if" in said.sentence.said:
        return min(0.5, said.rule.weight)
    return said.rule.weight


def _score_text(
    where: str,
    text: str,
    scores: _Scores,
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
            scores.setdefault(phrase.kind, _Score()).add(weight, phrase.words, where)


def _overlaps(spans: Sequence[tuple[int, int]], span: tuple[int, int]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)


def _weight(phrase: Phrase, text: str, found: re.Match[str]) -> float:
    """A phrase's weight where it stands: hedged words promise, negated ones deny."""
    if phrase.kind not in _HEDGED:
        return float(phrase.weight)
    before = sentence_before(text, found.start())
    if _NEGATION.search(before):
        return 0.0
    hedge = _HEDGE.search(before)
    if hedge and phrase.weight > 1:
        return 1.0
    return float(phrase.weight)


# ── the decision ─────────────────────────────────────────────────────────────


def _decide(
    scores: Mapping[Kind, _Score],
    marks: frozenset[str],
    lessons: Sequence[Lesson],
    *,
    mail: bool,
) -> Classification:
    """The kind for which stock wording, meaning and likeness together say most."""
    like = likeness(marks)
    taught = like_lessons(marks, lessons)
    sums = {
        kind: min(_RULES_CAP, _total(scores, kind))
        + _LIKENESS * like.get(kind, 0.0)
        + min(_TAUGHT_CAP, _TAUGHT * taught.get(kind, 0))
        for kind in Kind
        if kind not in (Kind.BOUNCE, Kind.SUSPECTED_PHISHING)
    }
    sums[Kind.OTHER] += _UNSURE
    footer = _has_footer(scores)
    if footer:
        said = min(_RULES_CAP, _total(scores, Kind.AUTOMATED_REPLY))
        sums[Kind.AUTOMATED_REPLY] -= max(0.0, said - _MACHINE)  # footers count once
    sums[Kind.AUTOMATED_REPLY] += _WARY if mail else -_WARY
    ranked = sorted(sums, key=lambda kind: (-sums[kind], _caution(kind)))
    ranked = _least_closing(_part_first(ranked, scores), sums)
    if mail and footer and ranked[0] in ANSWERS:
        # "Nobody reads this mailbox": no answer comes from there.
        ranked = sorted(ranked, key=lambda one: one is not Kind.AUTOMATED_REPLY)
    kind, rival = ranked[0], max(sums[one] for one in ranked[1:])
    if not any(like.values()) and sums[kind] < _ENOUGH:
        return Classification(Kind.OTHER, 0.3)  # not a word that is known
    also = tuple(
        one
        for one in ranked[1:]
        if _total(scores, one) >= _ALSO and sums[one] >= 0.5 * sums[kind] and _together(kind, one)
    )[:3]
    lead = max(sums[kind] - rival, 0.0)
    confidence = 1 / (1 + math.exp(-(lead - _EVEN) / _SPREAD))
    if kind in ANSWERS and sums[kind] - sums[Kind.AUTOMATED_REPLY] < _CLOSE:
        confidence = min(confidence, _ASK)
    return Classification(
        kind, round(min(0.97, confidence), 2), _reasons(scores, marks, kind, taught), also
    )


def _together(kind: Kind, other: Kind) -> bool:
    """Can one message be both?  Answers go together; of notices one has the other's topic."""
    return (kind in _HEDGED) == (other in _HEDGED) and Kind.OTHER not in (kind, other)


def _reasons(
    scores: Mapping[Kind, _Score], marks: frozenset[str], kind: Kind, taught: Mapping[Kind, int]
) -> tuple[Because, ...]:
    reasons: list[Because] = []
    if taught.get(kind):
        reasons.append(Because(f"you corrected {taught[kind]} like this", "your corrections"))
    if kind in scores:
        reasons += scores[kind].reasons()
    words = loudest(marks, kind)
    if words:
        reasons.append(Because(", ".join(words), "words common in this kind"))
    return tuple(reasons)


# What a part of an answer may be besides, and is not by itself.
_WHOLE = frozenset([Kind.RESPONSE, Kind.CORRECTION, Kind.REFUSAL, Kind.ACKNOWLEDGMENT])


def _part_first(ranked: list[Kind], scores: Mapping[Kind, _Score]) -> list[Kind]:
    """An answer that says that the rest is to come is a part, however much it answers."""
    if ranked[0] not in _WHOLE or _total(scores, Kind.PARTIAL_RESPONSE) < _PART:
        return ranked
    return sorted(ranked, key=lambda one: one is not Kind.PARTIAL_RESPONSE)


def _caution(kind: Kind) -> int:
    return CAUTION.index(kind) if kind in CAUTION else len(CAUTION)


def _least_closing(ranked: list[Kind], sums: Mapping[Kind, float]) -> list[Kind]:
    """When another answer is as good as equal, the one that closes less comes first."""
    top = ranked[0]
    if top not in ANSWERS:
        return ranked
    near = [one for one in ranked if one in ANSWERS and sums[top] - sums[one] <= 0.5]
    first = min(near, key=_caution)
    return [first, *(one for one in ranked if one is not first)]
