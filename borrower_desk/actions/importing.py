"""Bringing in what the homeowner has: every item met is imported, a duplicate, or quarantined."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from borrower_desk.model import (
    Channel,
    Correspondence,
    Direction,
    ImportItem,
    ImportReport,
    ImportStatus,
    Incoming,
    Kind,
    Matter,
    Servicer,
    Unread,
    Verdict,
)

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.intake.sources import RawItem

BATCH = 200  # items in one transaction: an interrupted import runs again and finds its duplicates


@dataclass(frozen=True, slots=True)
class Manner:
    """How the user wants things brought in."""

    matter: Matter | None = None
    direction: Direction | None = None  # None: from the borrower's own addresses
    received: date | None = None
    dated: date | None = None
    postmarked: date | None = None
    via: Channel | None = None


Progress = Callable[[int, str], None]  # bytes read so far, the source last read


def bring_in(
    store: Store,
    paths: Sequence[Path],
    manner: Manner,
    today: date,
    progress: Progress | None = None,
) -> ImportReport:
    """Import files and directories; `ImportReport.items` has each item met, once."""
    from borrower_desk.intake import sources

    return take(
        store, (one for path in paths for one in sources.items(path)), manner, today, progress
    )


def bring_in_message(
    store: Store, data: bytes, manner: Manner, today: date, source: str = "stdin"
) -> ImportReport:
    """Import one message that was handed over as bytes (`import -`)."""
    from borrower_desk.intake.sources import RawItem

    item = RawItem(source=source, data=data, form="mail", name=source)
    return take(store, [item], manner, today)


def take(
    store: Store,
    raw: Iterable[RawItem | Unread],
    manner: Manner,
    today: date,
    progress: Progress | None = None,
) -> ImportReport:
    """Read each item and keep it, a batch a transaction."""
    from borrower_desk.intake.parallel import read_all

    items: list[ImportItem] = []
    met = 0
    for batch in _batches(read_all(raw)):
        servicers = store.servicers()
        own = store.sender().emails
        with store.change("import"):
            for one, what in batch:
                items.append(_keep(store, what, manner, today, servicers, own))
                met += len(one.original if isinstance(one, Unread) else one.data)
        if progress is not None:
            progress(met, items[-1].source)
    return ImportReport(tuple(items))


def _batches(
    items: Iterator[tuple[RawItem | Unread, Incoming | Unread]],
) -> Iterator[list[tuple[RawItem | Unread, Incoming | Unread]]]:
    while batch := list(islice(items, BATCH)):
        yield batch


def _keep(
    store: Store,
    item: Incoming | Unread,
    manner: Manner,
    today: date,
    servicers: Sequence[Servicer],
    own: Sequence[str],
) -> ImportItem:
    if isinstance(item, Unread):
        return _quarantine(store, item, today)
    known = store.known(
        sha256=item.sha256, message_id=item.message_id, content_sha256=item.content_sha256
    )
    if known is not None:
        return ImportItem(item.source, ImportStatus.DUPLICATE, known, f"the same as {known}")
    kept = _add(store, item, manner, today, servicers, own)
    if manner.matter is not None:
        from borrower_desk.actions.proposals import propose

        propose(store, kept, manner.matter, today)
    return ImportItem(item.source, ImportStatus.IMPORTED, kept.id)


def _quarantine(store: Store, item: Unread, today: date) -> ImportItem:
    from hashlib import sha256

    from borrower_desk.model import Sha256

    known = store.known_quarantined(Sha256(sha256(item.original).hexdigest()))
    if known is not None:
        return ImportItem(item.source, ImportStatus.DUPLICATE, known, f"the same as {known}")
    kept = store.add_quarantined(item, today)
    return ImportItem(item.source, ImportStatus.QUARANTINED, kept.id, item.reason)


def _add(
    store: Store,
    item: Incoming,
    manner: Manner,
    today: date,
    servicers: Sequence[Servicer],
    own: Sequence[str],
) -> Correspondence:
    from borrower_desk.intake.authenticity import judge
    from borrower_desk.intake.direction import direction_of
    from borrower_desk.intake.kinds import classify

    channel = manner.via or item.channel
    direction = manner.direction or direction_of(item, own)
    authenticity = judge(item, servicers, own)
    kind: str | None = None
    if direction is Direction.RECEIVED:
        kind = (
            Kind.SUSPECTED_PHISHING
            if authenticity.verdict is Verdict.SUSPICIOUS
            else classify(item, [one.name for one in servicers]).kind
        ).value
    matter = manner.matter
    return store.add_correspondence(
        replace(item, channel=channel),
        direction=direction,
        channel=channel,
        kind=kind,
        kind_confirmed=False,
        authenticity=authenticity,
        on=manner.received or item.on or manner.dated or today,
        loan=matter.loan if matter else None,
        matter=matter.id if matter else None,
        received=manner.received,
        dated=manner.dated,
        postmarked=manner.postmarked,
    )
