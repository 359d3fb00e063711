"""What stays, what goes for good, and what belongs together."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from borrower_desk.errors import UsageError
from borrower_desk.model import (
    CorrespondenceId,
    Link,
    QuarantineId,
    Relation,
    Tombstone,
)

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store


def named(store: Store, identifier: str) -> str:
    """What `purge` would remove, in words; UsageError when there is no such thing."""
    spelled = _spelled(store, identifier)
    if spelled.startswith("Q"):
        item = store.quarantined_item(QuarantineId(spelled))
        return f"{item.id} ({item.source}, {item.size:,} bytes)"
    one = store.correspondence(CorrespondenceId(spelled))
    count = len(one.attachments)
    files = f" with {count} file{'' if count == 1 else 's'}" if count else ""
    return f"{one.id} of {one.on}, {one.subject or one.sender or 'without a subject'!r}{files}"


def purge(store: Store, identifier: str, reason: str, today: date) -> Tombstone:
    """Remove content that was kept by mistake; journalled, with its hash."""
    if not reason.strip():
        raise UsageError("A purge needs a reason.", hint="Say why with --reason.")
    spelled = _spelled(store, identifier)
    with store.change("purge"):
        if spelled.startswith("Q"):
            return store.purge_quarantined(QuarantineId(spelled), reason, today)
        return store.purge(CorrespondenceId(spelled), reason, today)


def link(store: Store, one: str, other: str, relation: Relation) -> Link:
    """Join two pieces, on the user's word."""
    from borrower_desk.actions.find import number_of

    pair = [CorrespondenceId(number_of(each, "C")) for each in (one, other)]
    if pair[0] == pair[1]:
        raise UsageError("A piece is not linked with itself.", hint="Give two ids.")
    with store.change("link"):
        store.link(pair[0], pair[1], relation, "you said so")
    return next(each for each in store.links(pair[0]) if set(pair) == {each.one, each.other})


def unlink(store: Store, one: str, other: str) -> None:
    """Take two pieces apart; UsageError when nothing joins them."""
    from borrower_desk.actions.find import number_of

    with store.change("unlink"):
        done = store.unlink(
            CorrespondenceId(number_of(one, "C")), CorrespondenceId(number_of(other, "C"))
        )
    if not done:
        raise UsageError(
            f"{one} and {other} are not linked.", hint=f"`borrower-desk show {one}` says what is."
        )


def _spelled(store: Store, identifier: str) -> str:
    spelled = identifier.strip().upper()
    stone = store.tombstone(spelled)
    if stone is not None:
        raise UsageError(
            f"{stone.id} was purged on {stone.on}: {stone.reason}.", hint="Nothing more is to do."
        )
    if spelled.startswith("A"):
        raise UsageError(
            "A file is a part of its message's bytes, and can't be taken out of them.",
            hint="Purge the message it came with, or redact the file for a packet.",
        )
    if not spelled.startswith(("C", "Q")):
        raise UsageError(
            f"{identifier!r} can't be purged.",
            hint="Correspondence (C1) and quarantined items (Q1) can.",
        )
    return spelled
