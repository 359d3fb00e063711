"""Which letters that are not sent yet still have an error, for the lists that show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from borrower_desk.actions import letters
from borrower_desk.errors import DeskError
from borrower_desk.model import Draft, DraftStatus, Severity

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

MOST = 30  # letters that are checked for a list: each takes some hundredths of a second


def errors_in(store: Store, drafts: Sequence[Draft], today: date) -> dict[str, int]:
    """How many errors stand in each letter that lacks nothing else, by its id."""
    found = {}
    ready = [one for one in drafts if one.status is DraftStatus.OPEN and not one.missing]
    for one in ready[-MOST:]:
        try:
            report = letters.check(store, one, today)
        except DeskError:  # half a date, say: it is said when the letter is opened
            found[str(one.id)] = 1
            continue
        count = sum(each.severity is Severity.ERROR for each in report.findings)
        if count:
            found[str(one.id)] = count
    return found
