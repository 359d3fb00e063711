"""The same error again: what was noticed, corrected, and has come back.

Pure.  An error counts as recurring only when the servicer itself corrected it
after a notice of ours; a refusal or a silence does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from borrower_desk.matters.notices import gather, truth
from borrower_desk.matters.timeline import standing, successors
from borrower_desk.model import Event, EventKind, MatterId

# "Any other error" (12 CFR 1024.35(b)(11)) says nothing of what went wrong, so
# two of them need not be alike.
_TOO_GENERAL = "other-servicing-error"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """An error that was noticed on one day and corrected on another."""

    slug: str
    matter: MatterId
    noticed: date
    corrected: date


def corrected_before(
    by_matter: Mapping[MatterId, Sequence[Event]], slugs: Iterable[str]
) -> list[Recurrence]:
    """Each of these errors that a notice of ours had corrected, the latest last."""
    wanted = {one for one in slugs if one != _TOO_GENERAL}
    found: list[Recurrence] = []
    for matter, events in by_matter.items():
        for notice in gather(standing(events), successors(events)):
            mended = [
                reply.on
                for reply in notice.replies
                if reply.kind is EventKind.CORRECTED and not truth(reply.params, "partial")
            ]
            for slug in notice.errors if mended else ():
                if slug in wanted:
                    found.append(Recurrence(slug, matter, notice.left, max(mended)))
    return sorted(found, key=lambda one: one.corrected)
