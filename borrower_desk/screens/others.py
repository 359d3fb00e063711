"""Other windows and commands write in the same desk: what the screens show follows.

SQLite counts the changes that others have made; every few seconds the number is read, off
the event loop.  A list that is loaded again keeps its cursor, a field what was typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp

EVERY = 2.0  # seconds between two looks


class Others:
    """Has somebody else changed the desk since the last look?"""

    def __init__(self, app: DeskApp) -> None:
        self.app = app
        self._looking = False
        self._last: tuple[Store, int] | None = None

    def look(self) -> None:
        """Ask the desk, unless it is busy or still being asked."""
        store = self.app.store
        if store is None or self._looking or self.app.busy:
            return
        self._looking = True
        self.app.run_worker(
            lambda: self._ask(store), thread=True, group="others", exit_on_error=False
        )

    def _ask(self, store: Store) -> None:
        try:
            self.app.call_later(self._heard, store, store.outside())
        finally:
            self._looking = False

    def _heard(self, store: Store, now: int) -> None:
        if self.app.store is not store:
            return  # it was locked meanwhile
        before, self._last = self._last, (store, now)
        if before is not None and before[0] is store and before[1] != now:
            self.app.show_again()
