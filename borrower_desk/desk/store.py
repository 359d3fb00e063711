"""The Store: an open desk as the rest of the house sees it.

What it can do is in its parts: `people`, `mail`, `links`, `purge` and `search`,
`record`, `mailboxes`, `findings`, `checks`, `backup`, on top of `base` with the one
transaction and the journal.
"""

from __future__ import annotations

from typing import Self

from borrower_desk.desk.backup import Backup
from borrower_desk.desk.checks import Checks
from borrower_desk.desk.purge import Purge
from borrower_desk.desk.search import Search


class Store(Purge, Checks, Search, Backup):
    """An open desk; a context manager.  May be used from several threads."""

    def __enter__(self) -> Self:
        return self
