"""Which kind comes first when words speak for several: safety, and what goes together.

A machine's words pass for no answer, an answer needs words that say so, what leaves
points open is a part, and of equals the one that closes less comes first (7.3).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from borrower_desk.intake.machines import MachineHeader
from borrower_desk.intake.scoring import ANSWERS, CAUTION, ENOUGH, Score, total
from borrower_desk.model import Kind

WARY = 4.0  # of mail that may be a machine's: it must never pass for an answer
_PART = 4.0  # so much makes a part of what also acknowledges
_EXTENDED = 4.0  # so much of an extension is more than an acknowledgment's promise
_OPEN = 2.0  # one point that is said to be open makes a part of an answer
_SUPPORT = 2.0  # an answer with less of words that say so is none
MACHINE = 3.0
_PLAIN = 1.0
_MIXED, _MIXED_SHARE = 3.0, 0.33  # so much of a correction beside a refusal is one


@dataclass(frozen=True, slots=True)
class Frame:
    """What is known of a message beside its words."""

    mail: bool
    header: MachineHeader | None  # a machine's
    replies: bool  # to a message
    ours: bool  # it speaks of what the borrower wrote, asked or found wrong
    subject: bool  # and answers it: what a notice says is its subject only
    disputed: bool = False  # it tells what the borrower holds to be wrong


_SUBSTANCE = ANSWERS - {Kind.ACKNOWLEDGMENT}
_ANSWERED = (Kind.RESPONSE, Kind.CORRECTION, Kind.REFUSAL)
# A footer says that nobody reads the answers; it does not say that nobody wrote the letter.
FOOTERS = re.compile(
    r"reply|respond|monitored|unmonitored|unattended|notification-only|replies|responda"
    r"|outgoing mail only|sign in and use"
)


def substance(kind: Kind, scores: Mapping[Kind, Score]) -> bool:
    """Do words say plainly that it answers, and not only that a letter came?"""
    return kind in _SUBSTANCE and total(scores, kind) >= ENOUGH


def has_footer(scores: Mapping[Kind, Score]) -> bool:
    """Does a line under the letter say that nobody reads the answers?"""
    said = scores.get(Kind.AUTOMATED_REPLY)
    return said is not None and any(
        weight >= MACHINE and FOOTERS.search(one.phrase) for weight, one in said.because
    )


def no_machine(
    ranked: list[Kind],
    scores: Mapping[Kind, Score],
    sums: Mapping[Kind, float],
    frame: Frame,
) -> list[Kind]:
    """What may be a machine's must not pass for an answer.

    Nor does an acknowledgment come from a mailbox that nobody reads; an answer of
    substance may, and is asked about.
    """
    if not frame.mail or ranked[0] not in ANSWERS:
        return ranked
    told = total(scores, Kind.OTHER) >= ENOUGH
    first = max(
        (Kind.AUTOMATED_REPLY, Kind.OTHER) if told else (Kind.AUTOMATED_REPLY,),
        key=lambda one: sums[one],
    )
    # Where no word says "machine", words that machines like to use say little.
    plain = not total(scores, first) and total(scores, ranked[0]) >= ENOUGH
    near = sums[ranked[0]] - sums[first] < (_PLAIN if plain else WARY)
    footer = has_footer(scores) and not substance(ranked[0], scores)
    if frame.header is None and not near and not footer:
        return ranked
    return [first, *(one for one in ranked if one is not first and one not in ANSWERS)]


def supported(ranked: list[Kind], scores: Mapping[Kind, Score], frame: Frame) -> list[Kind]:
    """An answer needs words that say so, or a frame that does.

    That its words are common in answers is not enough: what answers nothing is none.
    """
    said = total(scores, ranked[0])
    framed = frame.ours or (said and frame.replies)
    least = _PART if ranked[0] is Kind.PARTIAL_RESPONSE else _SUPPORT
    if ranked[0] not in ANSWERS or framed or said >= least:
        return ranked
    kept = [one for one in ranked if one not in ANSWERS or total(scores, one) >= _SUPPORT]
    first = next((one for one in kept if total(scores, one) >= _SUPPORT), Kind.OTHER)
    return [first, *(one for one in kept if one is not first)]


# What a part of an answer may be besides, and is not by itself.
_WHOLE = frozenset([Kind.RESPONSE, Kind.CORRECTION, Kind.REFUSAL, Kind.ACKNOWLEDGMENT])


def part_first(ranked: list[Kind], scores: Mapping[Kind, Score]) -> list[Kind]:
    """An answer that says that the rest is to come is a part, however much it answers."""
    least = _PART if ranked[0] is Kind.ACKNOWLEDGMENT else _OPEN
    if ranked[0] not in _WHOLE or total(scores, Kind.PARTIAL_RESPONSE) < least:
        return ranked
    return sorted(ranked, key=lambda one: one is not Kind.PARTIAL_RESPONSE)


def nothing_answered(ranked: list[Kind], scores: Mapping[Kind, Score]) -> list[Kind]:
    """What leaves all open and answers nothing acknowledges only."""
    some = any(total(scores, kind) >= ENOUGH for kind in _ANSWERED)
    acknowledged = total(scores, Kind.ACKNOWLEDGMENT) >= ENOUGH
    if ranked[0] is not Kind.PARTIAL_RESPONSE or some or not acknowledged:
        return ranked
    return sorted(ranked, key=lambda one: one is not Kind.ACKNOWLEDGMENT)


def extended_first(ranked: list[Kind], scores: Mapping[Kind, Score]) -> list[Kind]:
    """What acknowledges and plainly takes more time extends."""
    if ranked[0] is not Kind.ACKNOWLEDGMENT or total(scores, Kind.EXTENSION_NOTICE) < _EXTENDED:
        return ranked
    return sorted(ranked, key=lambda one: one is not Kind.EXTENSION_NOTICE)


def mixed_first(ranked: list[Kind], scores: Mapping[Kind, Score]) -> list[Kind]:
    """One error corrected and another denied: a correction, and a refusal besides."""
    corrected, denied = total(scores, Kind.CORRECTION), total(scores, Kind.REFUSAL)
    if ranked[0] is not Kind.REFUSAL or corrected < _MIXED or corrected < denied * _MIXED_SHARE:
        return ranked
    return sorted(ranked, key=lambda one: one is not Kind.CORRECTION)


def caution(kind: Kind) -> int:
    """The place of a kind among those that close more and more."""
    return CAUTION.index(kind) if kind in CAUTION else len(CAUTION)


def least_closing(ranked: list[Kind], sums: Mapping[Kind, float]) -> list[Kind]:
    """When another answer is as good as equal, the one that closes less comes first."""
    top = ranked[0]
    if top not in ANSWERS:
        return ranked
    near = [one for one in ranked if one in ANSWERS and sums[top] - sums[one] <= 0.5]
    first = min(near, key=caution)
    return [first, *(one for one in ranked if one is not first)]
