"""An application for help that is pending when the loan moves: the new servicer takes it over.

Source: 12 CFR 1024.41(k).  Of an answer to a letter the contrary holds: see `parties`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from borrower_desk.law.readings import in_words
from borrower_desk.law.rules import rule
from borrower_desk.matters.record import Record
from borrower_desk.matters.starts import Start
from borrower_desk.model import Duty, DutyStatus, ServicerId

_ACKNOWLEDGE = "lossmit-transfer-acknowledge"
# What the old servicer owed, and what the new one owes in its place from the transfer on.
_INSTEAD = {
    "lossmit-acknowledge": _ACKNOWLEDGE,
    "lossmit-evaluate": "lossmit-transfer-evaluate",
    "lossmit-appeal-decision": "lossmit-transfer-appeal",
}
# What the new one owes within the time that the old one had.
_GOES_ON = ("lossmit-complete-notice",)
_LAW = {
    _ACKNOWLEDGE: "(k)(2)(i)",
    "lossmit-transfer-evaluate": "(k)(3)",
    "lossmit-transfer-appeal": "(k)(4)(i)",
}
_OVER = (DutyStatus.SUPERSEDED, DutyStatus.NOT_COVERED)


def taken_over(record: Record, start: Start, owed: Duty) -> Start | None:
    """What a later servicer owes in the place of this; None where it stays whose it is.

    It stays where it was done before the loan moved.  A missed acknowledgment
    stays too; a missed decision is owed by both (12 CFR 1024.41(k)(2)(i), (k)(3)).
    """
    rule_id = _INSTEAD.get(start.rule.id, start.rule.id)
    if rule_id not in (*_INSTEAD.values(), *_GOES_ON) or owed.status in _OVER:
        return None
    moved = _moved_after(record, start.since or start.began)
    if moved is None or owed.late_after is None or (owed.met_on and owed.met_on < moved[0]):
        return None
    day, servicer = moved
    if is_missed_by(owed, day) and (start.owes or rule_id in (_ACKNOWLEDGE, *_GOES_ON)):
        return None
    began = start.began if rule_id in _GOES_ON else day
    return replace(start, rule=rule(rule_id), began=began, owes=servicer, since=day)


def is_missed_by(owed: Duty, moved: date) -> bool:
    """Was the time over before the loan moved?"""
    return owed.late_after is not None and owed.late_after < moved


def _moved_after(record: Record, began: date) -> tuple[date, ServicerId] | None:
    """The first day after this one on which the loan moved, up to today, and to whom."""
    for one in record.loan.periods:
        if one.began is not None and began < one.began <= record.today:
            return one.began, one.servicer
    return None


def why_taken_over(new: Start) -> str:
    """Why the old servicer owes it no longer."""
    law = _LAW.get(new.rule.id, "(k)(1)(i)")
    return (
        f"The loan moved on {in_words(new.since or new.began)}, before this was due:"
        f" the new servicer owes it (12 CFR 1024.41{law})."
    )
