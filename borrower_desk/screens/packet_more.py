"""What more can be said of a packet: volumes, numbers, a supplement, the index alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from borrower_desk.errors import UsageError
from borrower_desk.screens import words
from borrower_desk.screens.acts.act import YES_NO
from borrower_desk.screens.dialogs import Blank, Confirm, Form, Values
from borrower_desk.speech import tr

if TYPE_CHECKING:
    from borrower_desk.actions.packet_plan import Wishes
    from borrower_desk.actions.preflight import Preflight
    from borrower_desk.desk.store import Store


@dataclass(frozen=True, slots=True)
class More:
    """The wishes that have no place on the screen itself; without them, one packet from page 1."""

    start: int | None = None
    most_pages: int | None = None
    most_mb: float | None = None
    supplement: bool = False
    index_only: bool = False

    def words(self) -> str:
        """What was wished, for the line above the exhibits; empty when nothing was."""
        said = [
            tr("from page {}", self.start) if self.start else "",
            tr("volumes of {} pages", self.most_pages) if self.most_pages else "",
            tr("volumes of {:g} MB", self.most_mb) if self.most_mb else "",
            tr("only what is new") if self.supplement else "",
            tr("the index alone") if self.index_only else "",
        ]
        return ", ".join(one for one in said if one)

    def put_in(self, wishes: Wishes, ticked_privileged: tuple[str, ...], *, over: bool) -> Wishes:
        """The wishes with these; a supplement finds by itself what is new."""
        whole = replace(
            wishes,
            bates_start=self.start,
            most_pages=self.most_pages,
            most_mb=self.most_mb,
            supplement=self.supplement,
            replace=over,
        )
        return replace(whole, include=ticked_privileged, order=()) if self.supplement else whole


def before_writing(found: Preflight) -> Confirm:
    """What goes, what stays and what is bare: is the packet to be made so?"""

    def kinds(counts: Mapping[str, int]) -> str:
        return ", ".join(f"{count} × {reason}" for reason, count in sorted(counts.items()))

    lines = [
        tr("Goes in: {}.", words.plural(found.exhibits, "exhibit")),
        tr("Removed: {}.", kinds(found.removed)) if found.removed else "",
        tr("NOT removed: {}. Remove also: ssn, bank-account, card-number, date-of-birth.",
           kinds(found.left)) if found.left else "",
        tr("E-mails without headers, which prove less: {}.", ", ".join(found.bare))
        if found.bare
        else "",
        tr("Attorney-client, ticked all the same: {}.", ", ".join(found.privileged))
        if found.privileged
        else "",
    ]  # fmt: skip
    return Confirm(
        "Make the packet so?",
        detail="\n".join(one for one in lines if one),
        yes="Make it",
        no="Back",
    )


def more_form(now: More) -> Form:
    """Asks for it; the answer is a `More`."""

    def number(value: object) -> str:
        return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)

    def act(_: Store, said: Values) -> More:
        return More(
            _whole(said["start"], 1),
            _whole(said["pages"], 5),
            _megabytes(said["mb"]),
            said["supplement"] == "yes",
            said["index"] == "yes",
        )

    return Form(
        "More about the packet",
        [
            Blank("start", "The first page number", number(now.start), hint="empty: 1, or what follows"),
            Blank("mb", "In volumes of at most so many MB", number(now.most_mb),
                  hint="what a portal or a mailbox takes: 10"),
            Blank("pages", "In volumes of at most so many pages", number(now.most_pages)),
            Blank("supplement", "Only what came since the last packet?",
                  "yes" if now.supplement else "no", "choice", choices=YES_NO, required=True,
                  hint="its numbers run on"),
            Blank("index", "The index alone?", "yes" if now.index_only else "no", "choice",
                  choices=YES_NO, required=True, hint="as a table when the file ends in .csv"),
        ],
        act,
        verb="Keep these",
    )  # fmt: skip


def _whole(typed: str, least: int) -> int | None:
    if not typed.strip():
        return None
    if not typed.strip().isdecimal() or int(typed) < least:
        raise UsageError(
            tr("{!r} is not a number from {} on.", typed.strip(), least), hint="As in 40."
        )
    return int(typed)


def _megabytes(typed: str) -> float | None:
    if not typed.strip():
        return None
    try:
        wanted = float(typed.strip().replace(",", "."))
    except ValueError:
        wanted = 0.0
    if not 0.05 <= wanted <= 100_000:
        raise UsageError(
            tr("{!r} is no number of megabytes.", typed.strip()), hint="0.05 is the least: 10, say."
        )
    return wanted
