"""Which conversation a message belongs to, as far as the message itself tells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from borrower_desk.model import Channel, Correspondence, Direction

_REPLY = re.compile(r"^\s*(?:(?:re|fwd?|aw|sv|rv|tr)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_NEAREST = 20  # references looked up, of a list that may be hostile
_TALK = frozenset({Channel.EMAIL, Channel.PORTAL, Channel.TEXT_MESSAGE})


def thread_candidates(given: Correspondence) -> Iterator[str]:
    """Message ids that may be kept already and tell the thread, the nearest first."""
    if given.in_reply_to:
        yield given.in_reply_to
    for one in reversed(given.references[-_NEAREST:]):
        if one and one != given.in_reply_to:
            yield one
    if len(given.references) > _NEAREST:
        yield given.references[0]


def subject_thread(given: Correspondence) -> str | None:
    """The last resort for a message without ids: its bare subject and who it is with."""
    subject = _REPLY.sub("", given.subject).casefold().strip()
    with_whom = given.sender if given.direction is Direction.RECEIVED else "".join(given.to[:1])
    if given.channel not in _TALK or not subject or not with_whom:
        return None
    return f"subject:{subject}\n{_address(with_whom)}"


def _address(written: str) -> str:
    """The bare address of "Name <address>"."""
    found = re.search(r"<([^<>]*)>\s*$", written)
    return (found[1] if found else written).strip().casefold()
