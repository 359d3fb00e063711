"""A watched directory: what comes to rest in it is brought in, again and again.

Files are asked for at intervals, since no file system tells everything.  A file
is taken once its size and time have stood still for a while, so that none is
read half-written.  Nothing is moved: what was brought in before is known by its
bytes, so a watch that was stopped goes on where it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from borrower_desk.errors import IntakeError, SourceNotFound
from borrower_desk.model import ImportReport, ImportStatus, Unread

if TYPE_CHECKING:
    from borrower_desk.actions.importing import Manner
    from borrower_desk.desk.store import Store
    from borrower_desk.intake.sources import RawItem

EVERY = 2.0  # seconds between two looks
State = tuple[int, int]  # a file's size and the time of its last change


def watch(
    store: Store,
    directories: Sequence[Path],
    manner: Manner,
    today: Callable[[], date],
    told: Callable[[ImportReport], None],
    *,
    every: float = EVERY,
    going_on: Callable[[], bool] = lambda: True,
) -> None:
    """Bring in what is there and what comes; `told` gets a report where something came.

    Ends with `KeyboardInterrupt`, or when `going_on` says no.  Raises
    `SourceNotFound` for what is no directory.
    """
    for one in directories:
        if not one.is_dir():
            raise SourceNotFound(
                f"{one} is no directory to watch.", hint="Make it, or name another."
            )
    seen: dict[Path, State] = {}
    taken: dict[Path, State] = {}
    while going_on():
        now = _states(directories)
        rested = [
            path
            for path, state in now.items()
            if seen.get(path) == state and taken.get(path) != state
        ]
        report = _bring_in(store, rested, manner, today())
        taken = {path: state for path, state in taken.items() if path in now}
        taken.update((path, now[path]) for path in rested)
        if any(one.status is not ImportStatus.DUPLICATE for one in report.items):
            told(report)
        seen = now
        if going_on():
            time.sleep(every)


def _states(directories: Sequence[Path]) -> dict[Path, State]:
    from borrower_desk.intake.sources import files

    found: dict[Path, State] = {}
    for directory in directories:
        for path in files(directory):
            try:
                told = path.stat()
            except OSError:  # gone again
                continue
            found[path] = (told.st_size, told.st_mtime_ns)
    return found


def _bring_in(store: Store, paths: Sequence[Path], manner: Manner, today: date) -> ImportReport:
    from borrower_desk.actions.importing import take

    return take(store, _items(paths), manner, today) if paths else ImportReport(())


def _items(paths: Sequence[Path]) -> Iterator[RawItem | Unread]:
    from borrower_desk.intake import sources

    for path in paths:
        try:
            yield from sources.items(path)
        except IntakeError:  # moved away since we looked: its new place may be watched too
            continue
