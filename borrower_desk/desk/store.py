"""The Store: an open desk as the rest of the house sees it.

What it can do is in its parts: `people`, `mail`, `links` and `purge`,
`record`, `mailboxes`, `findings`, `backup`, on top of `base` with the one
transaction and the journal.  `search` and `checks` are loaded by what asks for them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from borrower_desk.desk.backup import Backup
from borrower_desk.desk.findings import Findings
from borrower_desk.desk.mailboxes import Mailboxes
from borrower_desk.desk.people import People
from borrower_desk.desk.purge import Purge
from borrower_desk.model import CorrespondenceRow, Verification

if TYPE_CHECKING:
    from borrower_desk.desk.checks import Checks


class Store(Purge, People, Mailboxes, Findings, Backup):
    """An open desk; a context manager.  May be used from several threads."""

    def __enter__(self) -> Self:
        return self

    def search(self, query: str, *, limit: int | None = None) -> list[CorrespondenceRow]:
        """What fits all the words, best first; by filters alone, newest first.

        Words are joined by "and", the last one may be unfinished, "quoted
        words" stay together, -word leaves out.  Filters: from: to: subject:
        matter: loan: kind: tag: has: before: (that day is out) after: (that
        day is in).  UsageError for a filter whose value makes no sense.
        """
        from borrower_desk.desk.search import Searching, parsed

        asked = parsed(query)
        if asked.empty:
            return []
        self._index_now()
        return Searching(self._db).found(asked, limit)

    def verify(
        self, full: bool = False, tell: Callable[[int, int, str], None] | None = None
    ) -> Verification:
        """Each check with what it found; `full` reads every page and every document.

        `tell` hears how many are done, of how many, and which is next; what it raises stops them.
        """
        self._flush()
        return self._checks().verify(full, tell)

    def repair(self) -> None:
        """Make again what can be made again: the search index, from the texts."""
        self._checks().repair()

    def _checks(self) -> Checks:
        from borrower_desk.desk.checks import Checks

        return Checks(self.path, self._db, self._key, self._now)
