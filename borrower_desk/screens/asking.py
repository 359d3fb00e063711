"""How a screen asks the desk: in a thread, one answer a message, stale ones dropped.

Nothing of the desk is read or changed on the event loop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from borrower_desk.errors import DeskError
from borrower_desk.screens.keys import Keyed

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp

T = TypeVar("T")
Answer = TypeVar("Answer")
Refusal = Callable[[DeskError], None]


class Answered(Message, bubble=False):
    """The desk has answered; `show` puts the answer on the screen."""

    def __init__(self, group: str, turn: int | None, show: Callable[[], None]) -> None:
        super().__init__()
        self.group, self.turn, self.show = group, turn, show


class Refused(Message, bubble=False):
    """The desk could not; `why` has what happened and what to do."""

    def __init__(
        self, group: str, turn: int | None, why: DeskError, otherwise: Refusal | None
    ) -> None:
        super().__init__()
        self.group, self.turn, self.why, self.otherwise = group, turn, why, otherwise


class Asking(Keyed, Screen[Answer]):
    """A screen that asks the desk and hears its answers as messages."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Textual hands a key to the field that has the focus before what stands in that field's
        # queue is done: words that come at a machine's pace, or are pasted, with a tab between
        # would all land in the first.  With priority the tab moves the focus at once.
        Binding("tab", "app.focus_next", "Focus Next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", "Focus Previous", show=False, priority=True),
    ]
    WHILE_LOCKED: ClassVar[bool] = False  # an answer counts though no desk is open

    def __init__(
        self,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(name, id, classes)
        self._turns: dict[str, int] = {}

    @property
    def desk(self) -> DeskApp:
        """The app, by its own type."""
        return cast("DeskApp", self.app)

    def ask(
        self,
        act: Callable[[Store], T],
        then: Callable[[T], None],
        *,
        group: str = "load",
        otherwise: Refusal | None = None,
    ) -> None:
        """Read from the desk; a newer question of the same group makes this one stale."""
        turn = self._turns[group] = self._turns.get(group, 0) + 1
        self._start(act, then, group, turn, otherwise)

    def change(
        self, act: Callable[[Store], T], then: Callable[[T], None], otherwise: Refusal | None = None
    ) -> None:
        """Change the desk; its answer is never dropped, nor is the change cut short."""
        self._start(act, then, "change", None, otherwise)

    def look_up(
        self,
        act: Callable[[], T],
        then: Callable[[T], None],
        *,
        group: str = "look-up",
        otherwise: Refusal | None = None,
    ) -> None:
        """As `ask`, for what needs no desk."""
        turn = self._turns[group] = self._turns.get(group, 0) + 1
        self._run(act, then, group, turn, otherwise)

    def _start(
        self,
        act: Callable[[Store], T],
        then: Callable[[T], None],
        group: str,
        turn: int | None,
        otherwise: Refusal | None,
    ) -> None:
        store = self.desk.store
        if store is not None:
            self._run(lambda: act(store), then, group, turn, otherwise)

    def _run(
        self,
        act: Callable[[], T],
        then: Callable[[T], None],
        group: str,
        turn: int | None,
        otherwise: Refusal | None,
    ) -> None:
        def work() -> None:
            try:
                answer = act()
            except DeskError as why:
                self.post_message(Refused(group, turn, why, otherwise))
            except OSError as why:  # a name too long, a disk that is gone: as the commands say it
                said = f"{why.strerror or why}: {why.filename or ''}".rstrip(": ")
                self.post_message(Refused(group, turn, DeskError(said), otherwise))
            else:
                self.post_message(Answered(group, turn, lambda: then(answer)))

        self.run_worker(
            work, thread=True, exclusive=turn is not None, group=group, exit_on_error=False
        )

    def _stale(self, group: str, turn: int | None) -> bool:
        return turn is not None and self._turns.get(group) != turn

    def on_answered(self, message: Answered) -> None:
        if self.desk.locked and not self.WHILE_LOCKED:
            return
        if not self._stale(message.group, message.turn):
            message.show()

    def on_refused(self, message: Refused) -> None:
        if self._stale(message.group, message.turn):
            return
        if message.otherwise is not None:
            message.otherwise(message.why)
        else:
            self.trouble(message.why)

    def trouble(self, why: DeskError) -> None:
        """Show what went wrong and what to do."""
        self.desk.say_trouble(why)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.desk.unexpected(event.worker.error)
