"""What a change of the record moves: the duties before it and after it, told apart."""

from __future__ import annotations

from collections.abc import Sequence

from borrower_desk.matters.lateness import in_words
from borrower_desk.model import Duty, DutyStatus

_DONE = {DutyStatus.MET: "done", DutyStatus.MET_LATE: "done late"}
_OUT = (DutyStatus.SUPERSEDED, DutyStatus.NOT_COVERED)


def moves(before: Sequence[Duty], after: Sequence[Duty]) -> list[str]:
    """One line for each duty that a change of the record starts, moves, ends or takes away."""
    pairs = _pairs(before, after)
    said = [_told(old, new) for old, new in pairs]
    return [line for line in said if line]


def _pairs(before: Sequence[Duty], after: Sequence[Duty]) -> list[tuple[Duty | None, Duty | None]]:
    """The same duty on both sides; one whose start got a new event is matched by its rule."""
    now = {one.id: one for one in after}
    gone = [one for one in before if one.id not in now]
    old = {one.id: one for one in before}
    pairs: list[tuple[Duty | None, Duty | None]] = []
    for one in after:
        mine = old.get(one.id)
        if mine is None:
            mine = next((other for other in gone if _same(other, one)), None)
            gone = [other for other in gone if other is not mine]
        pairs.append((mine, one))
    return [*pairs, *((one, None) for one in gone)]


def _same(old: Duty, new: Duty) -> bool:
    return (old.rule, old.matter, old.title) == (new.rule, new.matter, new.title)


def _told(old: Duty | None, new: Duty | None) -> str:
    if new is None:
        return f"{old.title}: no longer counts." if old else ""
    if old is None or (old.status in _OUT and new.status not in _OUT):
        return _begins(new)
    if new.status in _OUT:
        gone = old.status not in _OUT
        return f"{new.title}: no longer counts. {new.uncertainty}".strip() if gone else ""
    return f"{new.title}: {change}." if (change := _change(old, new)) else ""


def _change(old: Duty, new: Duty) -> str:
    if new.met_on and (old.status, old.met_on) != (new.status, new.met_on):
        return f"{_DONE.get(new.status, 'done')} on {in_words(new.met_on)}"
    if old.met_on and not new.met_on:
        return "open again"
    if old.due != new.due and old.due and new.due:
        return f"moves from {in_words(old.due)} to {in_words(new.due)}"
    return f"the day they got it is {new.receipt.value} now" if old.receipt != new.receipt else ""


def _begins(new: Duty) -> str:
    if new.status in _OUT or new.due is None:
        return ""
    if new.status in _DONE and new.met_on:
        return f"{new.title}: {_DONE[new.status]} on {in_words(new.met_on)}."
    return f"{new.title}: due {in_words(new.due)}."
