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

from borrower_desk.intake.likeness import (
    Lesson,
    known_share,
    like_lessons,
    likeness,
    loudest,
    marks_of,
    words_of,
)
from borrower_desk.intake.machines import Headers, MachineHeader, bounce, machine, not_sent
from borrower_desk.intake.scoring import (
    ABOUT_OURS,
    ANSWERS,
    CAUTION,
    ENOUGH,
    Score,
    Scores,
    read_sentences,
    scores_of,
    total,
)
from borrower_desk.model import Because, Channel, Classification, Incoming, Kind, Verdict

_SOMETHING = 0.3  # less says nothing
_RULES_CAP = 10.0
_LIKENESS = 4.0  # what likeness weighs against rules; chosen on the half for tuning
_WARY = 4.0  # of mail that may be a machine's: it must never pass for an answer
_CLOSE = 3.0
_UNSURE = 2.0
_ASK = 0.55  # below what is taken without asking
_KNOWN = 0.6  # of the words of a text; with fewer, likeness is guessing
_UNRULED = 0.75  # of kinds for which no phrase and no rule speaks, so many are right
_BESIDE = 0.0  # what likeness must not speak against, for a kind that is there besides
_PART = 4.0
_EVEN, _SPREAD = 1.5, 2.5  # a lead of so much is an even chance; how fast it becomes sure
_MACHINE = 3.0
_FRAUD = 6.0  # so many words of fraud need no false sender
_NOTICE = 6.0  # so much makes a notice of a message that a machine has sent
_LOOKS_FALSE = (Because("the sender is not who it claims to be", "authenticity"),)


def classify(
    incoming: Incoming,
    servicers: Sequence[str] = (),
    *,
    verdict: Verdict = Verdict.UNKNOWN,
    lessons: Sequence[Lesson] = (),
    explain: bool = True,
) -> Classification:
    """What `incoming` seems to be, how surely, why, and what else it may be.

    `verdict` is that of `authenticity.judge`; a suspicious sender makes it
    suspected phishing.  `lessons` are messages of the same servicer whose kind the
    user has said.  Below 0.6 of confidence the user should be asked.  Without
    `explain` the words that are common in the kind are not looked for.
    """
    headers = Headers(incoming.headers)
    returned = bounce(incoming, headers) or not_sent(incoming)
    if returned is not None:
        return returned
    header = machine(headers)
    # A false sender is told first: neither kind answers anything, and one of them warns.
    if verdict is not Verdict.SUSPICIOUS and header is not None and header.decides:
        return Classification(Kind.AUTOMATED_REPLY, 0.98, (header.because,))
    texts = read_sentences(incoming)
    scores = scores_of(texts, headers)
    fraud = scores.pop(Kind.SUSPECTED_PHISHING, Score())
    if verdict is Verdict.SUSPICIOUS or (fraud.total >= 3 and headers.failed_authentication):
        return Classification(Kind.SUSPECTED_PHISHING, 0.9, fraud.reasons() or _LOOKS_FALSE)
    if fraud.total >= _FRAUD and fraud.total > max((s.total for s in scores.values()), default=0):
        return Classification(Kind.SUSPECTED_PHISHING, 0.75, fraud.reasons())
    marks = marks_of(one for _, some in texts for one in some)
    # Words of fraud compete with the others where the sender is not proved.
    if fraud.total >= ENOUGH and verdict is not Verdict.CONSISTENT:
        scores[Kind.SUSPECTED_PHISHING] = fraud
    return (
        _of_header(scores, header)
        or _taught(scores, marks, lessons)
        or _of_words(scores)
        or _decide(scores, marks, mail=incoming.channel is Channel.EMAIL, explain=explain)
    )


def lesson(incoming: Incoming, kind: Kind, source: str = "") -> Lesson:
    """What the user's word on a message of `source` teaches."""
    texts = read_sentences(incoming)
    return Lesson(kind, words_of(marks_of(one for _, some in texts for one in some)), source)


def _of_header(scores: Scores, header: MachineHeader | None) -> Classification | None:
    """An automated reply by a header, unless it is a notice that a machine has sent."""
    if header is None or _is_notice(scores, _NOTICE):
        return None
    return Classification(Kind.AUTOMATED_REPLY, 0.96, (header.because,))


def _taught(
    scores: Scores, marks: frozenset[str], lessons: Sequence[Lesson]
) -> Classification | None:
    """What the user has said of letters like this one; never that a machine answers."""
    taught = like_lessons(marks, lessons)
    if not taught:
        return None
    kind = max(taught, key=lambda one: (taught[one], -_caution(one)))
    if kind in ANSWERS and _says_machine(scores):
        return None
    because = Because(f"you corrected {taught[kind]} like this", "your corrections")
    reasons = scores[kind].reasons() if kind in scores else ()
    return Classification(kind, 0.9 if taught[kind] > 1 else 0.8, (because, *reasons))


def _of_words(scores: Scores) -> Classification | None:
    """An automated reply by decisive wording (7.3, step 2); else None."""
    if not _says_machine(scores):
        return None
    return Classification(Kind.AUTOMATED_REPLY, 0.95, scores[Kind.AUTOMATED_REPLY].reasons())


# A footer says that nobody reads the answers; it does not say that nobody wrote the letter.
_FOOTERS = re.compile(
    r"reply|respond|monitored|unmonitored|unattended|notification-only|replies|responda"
    r"|outgoing mail only|sign in and use"
)


def _says_machine(scores: Mapping[Kind, Score]) -> bool:
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


def _has_footer(scores: Mapping[Kind, Score]) -> bool:
    said = scores.get(Kind.AUTOMATED_REPLY)
    return said is not None and any(
        weight >= _MACHINE and _FOOTERS.search(one.phrase) for weight, one in said.because
    )


def _is_notice(scores: Mapping[Kind, Score], least: float) -> bool:
    """Is it rather a notice that the servicer sends unasked than an answer or a reply?"""
    asked = ANSWERS | {Kind.AUTOMATED_REPLY, Kind.OTHER, Kind.SUSPECTED_PHISHING}
    notices = [score.total for kind, score in scores.items() if kind not in asked]
    answers = [score.total for kind, score in scores.items() if kind in ANSWERS]
    strongest = max(notices, default=0.0)
    return strongest >= least and strongest > max(answers, default=0.0)


def _decide(
    scores: Mapping[Kind, Score],
    marks: frozenset[str],
    *,
    mail: bool,
    explain: bool,
) -> Classification:
    """The kind for which stock wording, meaning and likeness together say most."""
    like = likeness(marks)
    sums: dict[Kind, float] = {
        kind: min(_RULES_CAP, total(scores, kind)) + _LIKENESS * like.get(kind, 0.0)
        for kind in Kind
        if kind is not Kind.BOUNCE and (kind is not Kind.SUSPECTED_PHISHING or kind in scores)
    }
    sums[Kind.OTHER] += _UNSURE
    footer = _has_footer(scores)
    if footer:
        said = min(_RULES_CAP, total(scores, Kind.AUTOMATED_REPLY))
        sums[Kind.AUTOMATED_REPLY] -= max(0.0, said - _MACHINE)  # footers count once
    if not mail:
        sums[Kind.AUTOMATED_REPLY] -= _WARY
    ranked: list[Kind] = sorted(sums, key=lambda kind: (-sums[kind], _caution(kind)))
    ranked = _least_closing(_part_first(ranked, scores), sums)
    doubt = footer or sums[ranked[0]] - sums[Kind.AUTOMATED_REPLY] < _WARY
    if mail and doubt and ranked[0] in ANSWERS:
        # What may be a machine's must not pass for an answer; where nobody reads the
        # mailbox, no answer comes from.
        ranked = sorted(ranked, key=lambda one: one is not Kind.AUTOMATED_REPLY)
    kind, rival = ranked[0], max(sums[one] for one in ranked[1:])
    if not any(like.values()) and sums[kind] < _SOMETHING:
        return Classification(Kind.OTHER, 0.3)  # not a word that is known
    also = tuple(
        one
        for one in ranked[1:]
        if total(scores, one) >= ENOUGH and _together(kind, one) and sums[one] > _BESIDE
    )[:3]
    lead = max(sums[kind] - rival, 0.0)
    confidence = 1 / (1 + math.exp(-(lead - _EVEN) / _SPREAD))
    if kind in ANSWERS and sums[kind] - sums[Kind.AUTOMATED_REPLY] < _WARY + _CLOSE:
        confidence = min(confidence, _ASK)
    if known_share(marks) < _KNOWN:
        confidence = min(confidence, _ASK)
    if not total(scores, kind):
        confidence = min(confidence, _UNRULED)
    return Classification(
        kind, round(min(0.97, confidence), 2), _reasons(scores, marks, kind, explain=explain), also
    )


def _together(kind: Kind, other: Kind) -> bool:
    """Can one message be both?  Answers go together; of notices one has the other's topic."""
    return (kind in ABOUT_OURS) == (other in ABOUT_OURS) and Kind.OTHER not in (kind, other)


def _reasons(
    scores: Mapping[Kind, Score], marks: frozenset[str], kind: Kind, *, explain: bool
) -> tuple[Because, ...]:
    reasons = scores[kind].reasons() if kind in scores else ()
    words = loudest(marks, kind) if explain else ()
    if not words:
        return reasons
    return (*reasons, Because(", ".join(words), "words common in this kind"))


# What a part of an answer may be besides, and is not by itself.
_WHOLE = frozenset([Kind.RESPONSE, Kind.CORRECTION, Kind.REFUSAL, Kind.ACKNOWLEDGMENT])


def _part_first(ranked: list[Kind], scores: Mapping[Kind, Score]) -> list[Kind]:
    """An answer that says that the rest is to come is a part, however much it answers."""
    if ranked[0] not in _WHOLE or total(scores, Kind.PARTIAL_RESPONSE) < _PART:
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
