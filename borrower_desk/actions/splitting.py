"""A long letter taken apart into two drafts: a notice of error and a request for information."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from borrower_desk.errors import UsageError
from borrower_desk.model import Draft, Matter

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.letters.split import Split


@dataclass(frozen=True, slots=True)
class TwoLetters:
    """What was found, and the drafts that it made; either can be missing."""

    found: Split
    notice: Draft | None
    request: Draft | None


def split(store: Store, text: str, matter: Matter, today: date) -> TwoLetters:
    """One notice of error and one request for information from an angry letter with many points.

    UsageError when it asserts no error and asks nothing.
    """
    from borrower_desk.actions import letters
    from borrower_desk.letters.split import split as take_apart

    found = take_apart(letters.from_file(text)[1])
    if not (found.notice or found.request):
        raise UsageError(
            "The letter asserts no error and asks nothing that can be told apart.",
            hint="Say in a sentence of its own what was done wrong, or what you want to know.",
        )
    notice = request = None
    if found.notice:
        notice = letters.draft(store, "notice-of-error", today, matter=matter, fields=found.notice)
    if found.request:
        request = letters.draft(
            store, "request-for-information", today, matter=matter, fields=found.request
        )
    return TwoLetters(found, notice, request)
