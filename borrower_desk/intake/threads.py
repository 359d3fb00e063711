"""Which conversation a message belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|sv|antw|fwd?|wg|tr|rv|res|enc)\s*(?:\[\d+\])?\s*:|\[[^\]]{1,40}\]\s*(?=\S))\s*",
    re.IGNORECASE,
)


def thread_root(
    message_id: str | None, in_reply_to: str | None, references: Sequence[str]
) -> str | None:
    """The id of the message that began the thread (RFC 5322, 3.6.4); None if nothing says."""
    return next((one for one in (*references[:1], in_reply_to, message_id) if one), None)


def base_subject(subject: str) -> str:
    """A subject without "Re:", "Fwd:" and list tags, for want of a better thread key."""
    text = subject
    for _ in range(20):
        shorter = _PREFIX.sub("", text, count=1)
        if shorter == text:
            break
        text = shorter
    return " ".join(text.split()).casefold()
