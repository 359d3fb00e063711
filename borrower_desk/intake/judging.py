"""What an item is, on top of what it says: read, then judged, beside the writer of the desk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from borrower_desk.intake.likeness import Lesson
from borrower_desk.intake.read import read
from borrower_desk.intake.sources import RawItem
from borrower_desk.model import (
    Authenticity,
    Direction,
    Incoming,
    Servicer,
    Unread,
)


@dataclass(frozen=True, slots=True)
class Around:
    """What judging needs to know of the desk; `direction` is the user's word for all of it."""

    servicers: tuple[Servicer, ...] = ()
    own: tuple[str, ...] = ()
    direction: Direction | None = None
    ocr: bool = False
    lessons: tuple[Lesson, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)  # DKIM records by name


@dataclass(frozen=True, slots=True)
class Judged:
    """One item as it was read, with what it is taken for."""

    incoming: Incoming
    direction: Direction
    kind: str | None
    authenticity: Authenticity


def read_and_judge(item: RawItem | Unread, around: Around) -> Judged | Unread:
    """What `item` says and is; `Unread` when it could not be read."""
    if isinstance(item, Unread):
        return item
    try:
        found = read(item, ocr=around.ocr)
        return found if isinstance(found, Unread) else judge(found, around)
    except Exception as why:
        # Whatever a stranger's bytes do to a parser, the other messages are not theirs to stop.
        if os.environ.get("BORROWER_DESK_DEBUG"):
            raise
        return Unread(item.source, item.data, f"it could not be read ({type(why).__name__})")


def judge(incoming: Incoming, around: Around) -> Judged:
    """What a message that was read is: whose, of what kind, and whether it is genuine."""
    from borrower_desk.intake import authenticity
    from borrower_desk.intake.direction import direction_of, source_of
    from borrower_desk.intake.kinds import classify

    verdict = authenticity.judge(incoming, around.servicers, around.own, around.keys)
    direction = around.direction or direction_of(incoming, around.own, verdict.verdict)
    if around.direction is Direction.SENT:
        verdict = Authenticity()  # the user's own word for it
    kind: str | None = None
    if direction is Direction.RECEIVED:
        source = source_of(incoming.sender, around.servicers)
        lessons = [one for one in around.lessons if one.source == source]
        told = classify(incoming, verdict=verdict.verdict, lessons=lessons, explain=False)
        kind = told.kind.value
    return Judged(incoming, direction, kind, verdict)
