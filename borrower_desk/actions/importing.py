"""Bringing in what the homeowner has: every item met is imported, a duplicate, or quarantined."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from borrower_desk.model import (
    Channel,
    Correspondence,
    Direction,
    ImportItem,
    ImportReport,
    ImportStatus,
    Incoming,
    Matter,
    Sha256,
    Unread,
)

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.intake.judging import Around, Judged
    from borrower_desk.intake.parallel import Item, Met, Settled
    from borrower_desk.intake.sources import RawItem

_PHOTOGRAPHS = 2 << 30  # bytes of memory for pages gathered at once: a telephone's takes 36 million
BATCH = 400  # items in one transaction: an interrupted import runs again and finds its duplicates


@dataclass(frozen=True, slots=True)
class Manner:
    """How the user wants things brought in."""

    matter: Matter | None = None
    direction: Direction | None = None  # None: from the borrower's own addresses
    received: date | None = None
    dated: date | None = None
    postmarked: date | None = None
    via: Channel | None = None
    ocr: bool = False  # read scans, where tesseract is installed
    again: bool = False  # bring in again what was purged

    def __post_init__(self) -> None:
        """Days that the user gave are refused where nothing can be counted from them."""
        from borrower_desk.law.calendar import known_day

        for day in (self.received, self.dated, self.postmarked):
            if day is not None:
                known_day(day)


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
    """Import one message that was handed over as bytes."""
    return bring_in_stream(store, BytesIO(data), manner, today, source)


def bring_in_stream(
    store: Store, file: BinaryIO, manner: Manner, today: date, source: str = "stdin"
) -> ImportReport:
    """Import one message that is handed over as a stream of bytes (`import -`)."""
    from borrower_desk.intake.sources import of_stream

    return take(store, [of_stream(file, source)], manner, today)


def bring_in_together(
    store: Store, paths: Sequence[Path], manner: Manner, today: date
) -> ImportReport:
    """Import photographed pages as one document, in the order given.

    Raises `SourceNotFound`, and `UnsupportedKind` for what is no picture.
    """
    from borrower_desk.errors import SourceNotFound
    from borrower_desk.intake.gathering import gathered, with_words
    from borrower_desk.intake.judging import judge

    for path in paths:
        if not path.is_file():
            raise SourceNotFound(f"There is no file {path}.", hint="Check the path.")
    incoming = _apart(gathered, tuple(paths))
    told = _known_bytes(store, incoming.source, incoming.sha256, again=manner.again)
    if told is not None:
        return ImportReport((told,))
    whole = _apart(with_words, incoming) if manner.ocr else incoming
    judged = judge(whole, around(store, manner))
    with store.change("import"):
        return ImportReport((Keeper(store, manner, today).keep(judged),))


def _apart(function: Callable[[Any], Incoming], given: object) -> Incoming:
    """Pictures that strangers may have made, opened where they can do no harm."""
    from borrower_desk.errors import UnsupportedKind
    from borrower_desk.limits import OutOfBoundsError, Worker

    try:
        with Worker(memory=_PHOTOGRAPHS) as worker:
            return worker.do(function, given)
    except OutOfBoundsError as why:
        raise UnsupportedKind(
            f"The pictures could not be gathered: {why}.", hint="Gather fewer, or smaller ones."
        ) from None


def take(
    store: Store,
    raw: Iterable[RawItem | Unread],
    manner: Manner,
    today: date,
    progress: Progress | None = None,
) -> ImportReport:
    """Read each item and keep it, a batch a transaction."""
    from borrower_desk.intake.parallel import read_all, size

    items: list[ImportItem] = []
    met = 0
    for batch in _batches(read_all(_unknown(store, raw, manner), around(store, manner))):
        keeper = Keeper(store, manner, today)
        with store.change("import"):
            for one, what in batch:
                items.append(keeper.keep(what))
                met += size(one)
        if progress is not None:
            progress(met, items[-1].source)
    return ImportReport(tuple(items))


def around(store: Store, manner: Manner) -> Around:
    """What judging an item needs to know of the desk."""
    from borrower_desk.actions.classifying import lessons
    from borrower_desk.actions.genuine import dkim_keys
    from borrower_desk.intake.judging import Around

    return Around(
        tuple(store.servicers()),
        tuple(store.sender().emails),
        manner.direction,
        manner.ocr,
        lessons(store),
        dkim_keys(store),
    )


def _unknown(store: Store, raw: Iterable[RawItem | Unread], manner: Manner) -> Iterator[Item]:
    """The items, those whose bytes are known already settled without reading them again."""
    from hashlib import sha256

    from borrower_desk.intake.parallel import Settled

    for one in raw:
        data = one.original if isinstance(one, Unread) else one.data
        digest = Sha256(sha256(data).hexdigest())
        told = _known_bytes(store, one.source, digest, again=manner.again)
        if told is not None and isinstance(one, Unread) and _is_another(store, one, told):
            told = None
        yield one if told is None else Settled(len(data), told)


def _known_bytes(store: Store, source: str, digest: Sha256, *, again: bool) -> ImportItem | None:
    """Where these very bytes are kept, or were purged; None when they are new."""
    known = store.known_bytes(digest)
    stone = store.tombstone(known) if known is not None else None
    if known is None or (stone is not None and again):
        return None
    reason = f"it was purged on {stone.on}: {stone.reason}" if stone else f"the same as {known}"
    return ImportItem(source, ImportStatus.DUPLICATE, known, reason)


def _is_another(store: Store, item: Unread, told: ImportItem) -> bool:
    """Is an item of which only the beginning is at hand another than the one with the same?

    Two statements of 300 MB may begin alike: only under the same name and with
    the same size is it taken for the one that is kept.
    """
    if not item.cut or told.id is None or store.tombstone(told.id) is not None:
        return False
    return not store.is_quarantined(item)


def _batches(items: Iterator[Met]) -> Iterator[list[Met]]:
    while batch := list(islice(items, BATCH)):
        yield batch


class Keeper:
    """Puts items that were read into the desk, inside a change that is under way."""

    def __init__(self, store: Store, manner: Manner, today: date) -> None:
        from borrower_desk.actions.likenesses import Likenesses

        self.store, self.manner, self.today = store, manner, today
        self._alike = Likenesses(store)

    def keep(self, item: Judged | Unread | Settled) -> ImportItem:
        """Imported, a duplicate, or quarantined: one of the three, always."""
        from borrower_desk.intake.parallel import Settled

        if isinstance(item, Unread):
            return self._quarantine(item)
        if isinstance(item, Settled):
            return item.told
        incoming = item.incoming
        source = incoming.source
        # The same bytes may lie twice in one import: asked again, now that we write.
        told = _known_bytes(self.store, source, incoming.sha256, again=self.manner.again)
        if told is not None:
            return told
        known = self.store.known_message(incoming.message_id, incoming.content_sha256)
        if known is not None:
            # No second message, but other bytes: another program's export of it.
            self.store.add_original(known, incoming.original, source, self.today)
            reason = f"the same as {known}, in other bytes, which are kept too"
            return ImportItem(source, ImportStatus.DUPLICATE, known, reason)
        kept = self._add(item)
        self._alike.link(kept, incoming.files)
        if self.manner.matter is not None:
            from borrower_desk.actions.proposals import propose

            propose(self.store, kept, self.manner.matter, self.today)
        return ImportItem(source, ImportStatus.IMPORTED, kept.id)

    def _quarantine(self, item: Unread) -> ImportItem:
        from hashlib import sha256

        digest = Sha256(sha256(item.original).hexdigest())
        told = _known_bytes(self.store, item.source, digest, again=self.manner.again)
        if told is not None and not _is_another(self.store, item, told):
            return told
        kept = self.store.add_quarantined(item, self.today)
        return ImportItem(item.source, ImportStatus.QUARANTINED, kept.id, item.reason)

    def _add(self, item: Judged) -> Correspondence:
        manner, incoming = self.manner, item.incoming
        channel = manner.via or incoming.channel
        matter = manner.matter
        return self.store.add_correspondence(
            replace(incoming, channel=channel),
            direction=item.direction,
            channel=channel,
            kind=item.kind,
            kind_confirmed=False,
            authenticity=item.authenticity,
            on=manner.received or incoming.on or manner.dated or self.today,
            loan=matter.loan if matter else None,
            matter=matter.id if matter else None,
            received=manner.received,
            dated=manner.dated,
            postmarked=manner.postmarked,
        )
