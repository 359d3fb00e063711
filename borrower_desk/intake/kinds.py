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
from borrower_desk.intake.machines import (
    Headers,
    bounce,
    machine,
    not_sent,
    replies,
)
from borrower_desk.intake.ranking import (
    FOOTERS,
    MACHINE,
    WARY,
    Frame,
    caution,
    extended_first,
    has_footer,
    least_closing,
    mixed_first,
    no_machine,
    nothing_answered,
    part_first,
    substance,
    supported,
)
from borrower_desk.intake.scoring import (
    ABOUT_OURS,
    ANSWERS,
    ENOUGH,
    SPEAKS_OF_OURS,
    SUBJECT,
    Score,
    Scores,
    about_our_letter,
    answers_something,
    read_sentences,
    scores_of,
    total,
)
from borrower_desk.model import Because, Channel, Classification, Incoming, Kind, Verdict

_SOMETHING = 0.3  # less says nothing
_RULES_CAP = 10.0
_LIKENESS = 2.0  # what likeness weighs against rules; chosen by cross-validation
_LIKE_CAP = 5.0  # what rules say must not be drowned by words that some few examples have
_CLOSE = 3.0
_UNSURE = 2.0
_FEW = 6
_SETTLED = 3.0  # less for a notice whose subject somebody disputed and this letter decides
_ASK = 0.55  # below what is taken without asking
_KNOWN = 0.6  # of the words of a text; with fewer, likeness is guessing
_UNRULED = 0.75  # of notices for which no phrase and no rule speaks, so many are right
_BESIDE = 0.0  # what likeness must not speak against, for a kind that is there besides
_EVEN, _SPREAD = 2.0, 2.5  # a lead of so much is an even chance; how fast it becomes sure
_REPLY = 2.0  # so much of words of a reply makes a machine's message one
_FRAUD = 6.0  # so many words of fraud need no false sender
_NOTICE = 6.0  # so much makes a notice of a message that a machine has sent
# What comes by the calendar, and hardly ever as a reply.
_SENT_UNASKED = (
    Kind.PERIODIC_STATEMENT,
    Kind.ESCROW_STATEMENT,
    Kind.ARM_NOTICE,
    Kind.FORM_1098,
    Kind.COLLECTION_NOTICE,
)
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
    read = [one for _, some in texts for one in some]
    marks = marks_of(read)
    # Words of fraud compete with the others where the sender is not proved.
    if fraud.total >= ENOUGH and verdict is not Verdict.CONSISTENT:
        scores[Kind.SUSPECTED_PHISHING] = fraud
    frame = Frame(
        mail=incoming.channel is Channel.EMAIL,
        header=header,
        replies=replies(incoming, headers),
        ours=any(one.said.keys() & SPEAKS_OF_OURS for one in read),
        subject=about_our_letter(read) and answers_something(scores),
        disputed=any("@claims" in one.said for one in read),
    )
    return (
        _of_header(scores, frame)
        or _taught(scores, marks, lessons, frame)
        or _of_words(scores, frame)
        or _decide(scores, marks, frame, explain=explain)
    )


def lesson(incoming: Incoming, kind: Kind, source: str = "") -> Lesson:
    """What the user's word on a message of `source` teaches."""
    texts = read_sentences(incoming)
    return Lesson(kind, words_of(marks_of(one for _, some in texts for one in some)), source)


def _of_header(scores: Scores, frame: Frame) -> Classification | None:
    """An automated reply by a header, when it is one that replies and no notice."""
    if frame.header is None or _is_notice(scores, _NOTICE) or not _may_reply(scores, frame):
        return None
    answers = any(total(scores, kind) >= ENOUGH for kind in ANSWERS)
    confidence = _ASK if frame.header.bulk and answers else 0.96
    return Classification(Kind.AUTOMATED_REPLY, confidence, (frame.header.because,))


def _may_reply(scores: Scores, frame: Frame) -> bool:
    """Does a machine's message answer one?  What tells something unasked does not."""
    said = _said_beside_footers(scores)
    if total(scores, Kind.OTHER) >= ENOUGH and total(scores, Kind.OTHER) > sum(said):
        return False
    return frame.replies or sum(said) >= _REPLY


def _taught(
    scores: Scores, marks: frozenset[str], lessons: Sequence[Lesson], frame: Frame
) -> Classification | None:
    """What the user has said of letters like this one; never that a machine answers."""
    taught = like_lessons(marks, lessons)
    if not taught:
        return None
    kind = max(taught, key=lambda one: (taught[one], -caution(one)))
    if kind in ANSWERS and (frame.header is not None or _says_machine(scores)):
        return None
    because = Because(f"you corrected {taught[kind]} like this", "your corrections")
    reasons = scores[kind].reasons() if kind in scores else ()
    return Classification(kind, 0.9 if taught[kind] > 1 else 0.8, (because, *reasons))


def _of_words(scores: Scores, frame: Frame) -> Classification | None:
    """An automated reply by decisive wording (7.3, step 2); else None."""
    if not _says_machine(scores) or not (frame.replies or _may_reply(scores, frame)):
        return None
    told = scores[Kind.AUTOMATED_REPLY]
    # A person too says that somebody is away, and answers besides.
    if not any(_SURELY.search(one.phrase) for _, one in told.because) and any(
        substance(kind, scores) for kind in ANSWERS
    ):
        return None
    sure = frame.replies or sum(_said_beside_footers(scores)) > MACHINE
    return Classification(Kind.AUTOMATED_REPLY, 0.95 if sure else _ASK, told.reasons())


# What only a machine says of itself, wherever it stands.
_SURELY = re.compile(
    r"automat|auto[- ]?(?:reply|response|generated)|system[- ]generated|assistant|\bbot\b"
)


def _says_machine(scores: Mapping[Kind, Score]) -> bool:
    """Decisive machine wording other than a footer's, whatever the rest says.

    A statement or notice that the servicer owes anyway (escrow, transfer, 1098, ...)
    keeps its kind: it closes no notice, and calling it a reply would hide it.
    """
    decisive = max(_said_beside_footers(scores), default=0.0) >= MACHINE
    return decisive and not _is_notice(scores, _NOTICE)


def _said_beside_footers(scores: Mapping[Kind, Score]) -> list[float]:
    """The weights of what says that a machine replies, its headers and footers left out."""
    said = scores.get(Kind.AUTOMATED_REPLY, Score())
    return [
        weight
        for weight, one in said.because
        if one.where != "header" and not FOOTERS.search(one.phrase)
    ]


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
    frame: Frame,
    *,
    explain: bool,
) -> Classification:
    """The kind for which stock wording, meaning and likeness together say most."""
    like = likeness(marks)
    sums = _sums(scores, like, frame)
    if not any(like.values()) and max(sums.values()) < _SOMETHING + _UNSURE:
        return Classification(Kind.OTHER, 0.3)  # not a word that is known
    said = max((score.total for score in scores.values()), default=0.0)
    if len(words_of(marks)) < _FEW and said < ENOUGH:
        return Classification(Kind.OTHER, 0.3)  # "hello": nothing is told by so few words
    ranked: list[Kind] = sorted(sums, key=lambda kind: (-sums[kind], caution(kind)))
    ranked = extended_first(least_closing(ranked, sums), scores)
    ranked = nothing_answered(part_first(mixed_first(ranked, scores), scores), scores)
    ranked = supported(no_machine(ranked, scores, sums, frame), scores, frame)
    kind = ranked[0]
    also = tuple(
        one
        for one in ranked[1:]
        if total(scores, one) >= ENOUGH and _together(kind, one) and sums[one] > _BESIDE
    )[:3]
    confidence = _confidence(kind, scores, sums, marks)
    return Classification(
        kind, round(confidence, 2), _reasons(scores, marks, kind, explain=explain), also
    )


def _sums(
    scores: Mapping[Kind, Score], like: Mapping[Kind, float], frame: Frame
) -> dict[Kind, float]:
    """For each kind what rules and likeness say together."""
    sums: dict[Kind, float] = {
        kind: min(_RULES_CAP, total(scores, kind)) + min(_LIKE_CAP, _LIKENESS * like.get(kind, 0.0))
        for kind in Kind
        if kind is not Kind.BOUNCE and (kind is not Kind.SUSPECTED_PHISHING or kind in scores)
    }
    sums[Kind.OTHER] += _UNSURE
    settled = frame.disputed and any(
        total(scores, kind) >= ENOUGH for kind in (Kind.REFUSAL, Kind.CORRECTION)
    )
    if frame.subject:
        for kind in sums.keys() - ABOUT_OURS - {Kind.AUTOMATED_REPLY, Kind.OTHER}:
            sums[kind] = min(sums[kind], sums[kind] * SUBJECT)
            if settled:
                sums[kind] -= _SETTLED
    if has_footer(scores):
        said = min(_RULES_CAP, total(scores, Kind.AUTOMATED_REPLY))
        sums[Kind.AUTOMATED_REPLY] -= max(0.0, said - MACHINE)  # footers count once
    if not frame.mail:
        sums[Kind.AUTOMATED_REPLY] -= WARY
    elif frame.header is None and not total(scores, Kind.AUTOMATED_REPLY):
        sums[Kind.AUTOMATED_REPLY] -= _UNSURE
    if frame.replies:
        for kind in _SENT_UNASKED:
            sums[kind] -= _SETTLED
    return sums


def _confidence(
    kind: Kind,
    scores: Mapping[Kind, Score],
    sums: Mapping[Kind, float],
    marks: frozenset[str],
) -> float:
    """How often such a lead is right; low where only likeness speaks."""
    rival = max(value for one, value in sums.items() if one is not kind)
    lead = max(sums[kind] - rival, 0.0)
    confidence = 1 / (1 + math.exp(-(lead - _EVEN) / _SPREAD))
    footer = has_footer(scores) and substance(kind, scores)
    machine_near = footer or sums[kind] - sums[Kind.AUTOMATED_REPLY] < WARY + _CLOSE
    if (kind in ANSWERS and machine_near) or known_share(marks) < _KNOWN:
        confidence = min(confidence, _ASK)
    if not total(scores, kind):
        alone = kind in ANSWERS or kind is Kind.OTHER
        confidence = min(confidence, _ASK if alone else _UNRULED)
    return min(0.97, confidence)


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
