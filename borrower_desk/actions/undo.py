"""Taking back the last change that can be; the journal keeps both.

What is undone is a new change that puts the earlier values back.  It is only
done where the thing still is as that change left it, so nothing that came later
is lost.  What was added stays added: a message is purged, a draft discarded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from borrower_desk.errors import DeskError
from borrower_desk.frozen import dataclass
from borrower_desk.model import (
    CorrespondenceId,
    DraftId,
    EventId,
    JournalRow,
    LoanId,
    MatterId,
    ServicerId,
)

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

_ACT = "undo"
_SETTINGS = frozenset({"sender"})
_WINDOWS = (100, 2_000, None)  # journal rows to look through; the last change is near the end


@dataclass(frozen=True, slots=True)
class Undone:
    """The change that was taken back."""

    act: str
    at: datetime
    rows: tuple[int, ...]  # numbers of the journal rows that it had
    subjects: tuple[str, ...]


class _StaysError(Exception):
    """This change cannot be taken back."""


def undo(store: Store) -> Undone:
    """Take back the last filing, tagging, classification, edit or event that still stands."""
    for rows in _candidates(store):
        try:
            return _take_back(store, rows)
        except _StaysError:
            continue
    raise DeskError(
        "There is nothing that can be taken back.",
        hint="Filing, tags, kinds, events and discarded drafts can; borrower-desk journal shows "
        "what was done. Content that was kept wrongly goes by borrower-desk purge.",
    )


def _candidates(store: Store) -> Iterator[list[JournalRow]]:
    """Changes that were not taken back yet, the last first."""
    seen: set[int] = set()
    for window in _WINDOWS:
        rows = store.journal(limit=window)
        taken = {
            int(one.act.removeprefix(f"{_ACT} "))
            for one in rows
            if one.act.startswith(f"{_ACT} ") and one.act[len(_ACT) + 1 :].isdecimal()
        }
        changes = [list(group) for _, group in groupby(rows, key=lambda one: (one.at, one.act))]
        whole = len(rows) < window if window else True
        for change in reversed(changes if whole else changes[1:]):
            first = change[0].n
            if (
                first in seen
                or first in taken
                or change[0].act.startswith((_ACT, "backup", "sync"))
            ):
                continue
            seen.add(first)
            yield change
        if whole:
            return


def _take_back(store: Store, rows: Sequence[JournalRow]) -> Undone:
    with store.change(f"{_ACT} {rows[0].n}"):
        for row in reversed(rows):
            _put_back(store, row)
    return Undone(
        rows[0].act,
        rows[0].at,
        tuple(one.n for one in rows),
        tuple(dict.fromkeys(one.subject for one in rows)),
    )


def _put_back(store: Store, row: JournalRow) -> None:
    """The values that the row says were there before; _StaysError when that cannot be."""
    if row.after is None:
        raise _StaysError
    if row.subject == "desk":
        _put_setting_back(store, row)
    elif row.subject.startswith("E"):
        _put_event_back(store, row)
    elif row.before is not None and row.subject[:1] in _WAYS:
        from borrower_desk.desk.told import revived

        read, save = _WAYS[row.subject[:1]]
        now = _as_told(read(store, row.subject), row)
        save(store, revived(now, _changed(row)))
    else:
        raise _StaysError


def _changed(row: JournalRow) -> dict[str, object]:
    """What was there before of each field that the row changed."""
    before, after = row.before or {}, row.after or {}
    changed = {name: told for name, told in before.items() if after.get(name) != told}
    if any(name.endswith("_sha256") for name in changed):
        raise _StaysError  # of a long text the journal has its digest alone
    return changed


def _put_setting_back(store: Store, row: JournalRow) -> None:
    if row.before is None or row.after is None or len(row.after) != 1:
        raise _StaysError
    ((key, value),) = row.after.items()
    # Other settings are memory of what was done, such as the packets that left the house.
    if key not in _SETTINGS or store.recall(key) != value:
        raise _StaysError
    store.remember(key, str(row.before[key]))


def _put_event_back(store: Store, row: JournalRow) -> None:
    """Events are only added: one that was added is undone, one that was marked comes anew."""
    from borrower_desk.desk.told import revived

    now = _as_told(store.event(EventId(row.subject)), row)
    if row.before is None:
        store.undo_event(now.id)
        return
    if not now.undone:
        store.undo_event(now.id)
    store.add_event(replace(revived(now, _changed(row)), id=EventId(""), undone=False))


def _as_told(now: Any, row: JournalRow) -> Any:
    """The thing, if it still is as the row left it."""
    from borrower_desk.desk.shapes import agrees, journalled

    if not agrees(journalled(now), row.after):
        raise _StaysError
    return now


_WAYS: dict[str, tuple[Callable[[Any, str], Any], Callable[[Any, Any], object]]] = {
    "C": (
        lambda store, one: store.correspondence(CorrespondenceId(one)),
        lambda store, value: store.save_correspondence(value),
    ),
    "D": (
        lambda store, one: store.draft(DraftId(one)),
        lambda store, value: store.save_draft(value),
    ),
    "M": (
        lambda store, one: store.matter(MatterId(one)),
        lambda store, value: store.save_matter(value),
    ),
    "L": (lambda store, one: store.loan(LoanId(one)), lambda store, value: store.save_loan(value)),
    "S": (
        lambda store, one: store.servicer(ServicerId(one)),
        lambda store, value: store.save_servicer(value),
    ),
    "P": (lambda store, one: store.promise(one), lambda store, value: store.save_promise(value)),
    "R": (lambda store, one: store.reminder(one), lambda store, value: store.save_reminder(value)),
}
