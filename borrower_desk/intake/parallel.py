"""Many items read at once: in this process at first, then in workers beside it.

A worker that dies on a hostile file takes only that file with it: the others of
its chunk are read again one by one, and the culprit comes back as `Unread`.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from borrower_desk.intake.judging import Around, Judged, read_and_judge
from borrower_desk.intake.sources import RawItem
from borrower_desk.limits import SECONDS, alarmed, can_spawn
from borrower_desk.model import ImportItem, Unread

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor


@dataclass(frozen=True, slots=True)
class Settled:
    """An item that need not be read: its bytes are known already.  `told` says where."""

    size: int
    told: ImportItem


Item = RawItem | Unread | Settled
Met = tuple[Item, Judged | Unread | Settled]
INLINE = 150  # below so many items, starting workers costs more than they save
CHUNK = 40  # items handed to a worker at a time
CHUNK_BYTES = 8_000_000  # and bytes: a folder of scans must not fill the memory
MAX_WORKERS = 4
_BROKE = f"the program that reads such files broke on it, or took more than {SECONDS:.0f} seconds"


def read_all(items: Iterable[Item], around: Around) -> Iterator[Met]:
    """Each item with what was read of it, in the order of the items."""
    coming = iter(items)
    for one in islice(coming, INLINE):
        yield one, _read(one, around)
    first = next(coming, None)
    if first is not None:
        yield from _beside(chain((first,), coming), around)


def _read_chunk(chunk: Sequence[Item], around: Around) -> list[Judged | Unread | Settled]:
    return [_read(one, around) for one in chunk]


def _read(one: Item, around: Around) -> Judged | Unread | Settled:
    if isinstance(one, Settled):
        return one
    with alarmed():
        return read_and_judge(one, around)


def size(one: Item) -> int:
    """The bytes of an item."""
    if isinstance(one, Settled):
        return one.size
    return len(one.original if isinstance(one, Unread) else one.data)


def _chunk(coming: Iterator[Item]) -> list[Item]:
    """The next items, few enough and small enough to hold."""
    found: list[Item] = []
    held = 0
    while len(found) < CHUNK and held < CHUNK_BYTES:
        one = next(coming, None)
        if one is None:
            break
        found.append(one)
        held += 0 if isinstance(one, Settled) else size(one)
    return found


def _pool(workers: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    can_spawn()
    # Spawned, not forked: a worker must not inherit the open desk and its key,
    # and the app has threads running.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_at_ease)


def _at_ease() -> None:
    """In a worker: Ctrl-C is for the parent to answer, memory has a bound, and it goes with it."""
    import signal
    from threading import Thread

    from borrower_desk.limits import hold, say_nothing

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    say_nothing()
    hold()
    Thread(target=_go_with_the_parent, daemon=True).start()


def _go_with_the_parent() -> None:
    """A pool's workers wait for ever when their parent was killed, and hold its pipes open."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _beside(coming: Iterator[Item], around: Around) -> Iterator[Met]:
    from concurrent.futures.process import BrokenProcessPool

    workers = max(1, min(MAX_WORKERS, os.cpu_count() or 1))
    waiting: deque[tuple[list[Item], Future[list[Judged | Unread | Settled]]]] = deque()
    pool = _pool(workers)
    try:
        while True:
            while len(waiting) < 3 * workers and (chunk := _chunk(coming)):
                waiting.append((chunk, pool.submit(_read_chunk, chunk, around)))
            if not waiting:
                return
            chunk, reading = waiting.popleft()
            try:
                results = reading.result()
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                pool = _pool(workers)
                results = [_alone(one, around) for one in chunk]
                waiting = deque((c, pool.submit(_read_chunk, c, around)) for c, _ in waiting)
            yield from zip(chunk, results, strict=True)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _alone(one: Item, around: Around) -> Judged | Unread | Settled:
    """What a worker of its own reads of `one`, after a worker died on it or on a neighbour."""
    from concurrent.futures.process import BrokenProcessPool

    if not isinstance(one, RawItem):
        return one
    with _pool(1) as pool:
        try:
            return pool.submit(_read, one, around).result()
        except BrokenProcessPool:
            return Unread(one.source, one.data, _BROKE)
