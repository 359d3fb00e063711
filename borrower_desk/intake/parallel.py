"""Many items read at once: in this process at first, then in workers beside it.

A worker that dies on a hostile file takes only that file with it: the others of
its chunk are read again one by one, and the culprit comes back as `Unread`.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from borrower_desk.intake.read import read
from borrower_desk.intake.sources import RawItem
from borrower_desk.model import Incoming, Unread

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Met = tuple["RawItem | Unread", "Incoming | Unread"]
INLINE = 400  # below so many items, starting workers costs more than they save
CHUNK = 25  # items handed to a worker at a time
MAX_WORKERS = 4


def read_all(items: Iterable[RawItem | Unread]) -> Iterator[Met]:
    """Each item with what was read of it, in the order of the items."""
    coming = iter(items)
    for one in islice(coming, INLINE):
        yield one, _read(one)
    first = next(coming, None)
    if first is not None:
        yield first, _read(first)
        yield from _beside(coming)


def _read(one: RawItem | Unread) -> Incoming | Unread:
    return one if isinstance(one, Unread) else read(one)


def _read_chunk(chunk: Sequence[RawItem | Unread]) -> list[Incoming | Unread]:
    return [_read(one) for one in chunk]


def _pool(workers: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Spawned, not forked: a worker must not inherit the open desk and its key,
    # and the app has threads running.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def _beside(coming: Iterator[RawItem | Unread]) -> Iterator[Met]:
    from concurrent.futures.process import BrokenProcessPool

    workers = max(1, min(MAX_WORKERS, os.cpu_count() or 1))
    waiting: deque[tuple[list[RawItem | Unread], Future[list[Incoming | Unread]]]] = deque()
    pool = _pool(workers)
    try:
        while True:
            while len(waiting) < 3 * workers and (chunk := list(islice(coming, CHUNK))):
                waiting.append((chunk, pool.submit(_read_chunk, chunk)))
            if not waiting:
                return
            chunk, reading = waiting.popleft()
            try:
                results = reading.result()
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                pool = _pool(workers)
                results = [_alone(one) for one in chunk]
                waiting = deque((c, pool.submit(_read_chunk, c)) for c, _ in waiting)
            yield from zip(chunk, results, strict=True)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _alone(one: RawItem | Unread) -> Incoming | Unread:
    """What a worker of its own reads of `one`, after a worker died on it or on a neighbour."""
    from concurrent.futures.process import BrokenProcessPool

    if isinstance(one, Unread):
        return one
    with _pool(1) as pool:
        try:
            return pool.submit(read, one).result()
        except BrokenProcessPool:
            return Unread(one.source, one.data, "the program that reads such files broke on it")
