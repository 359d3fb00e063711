"""A form whose act takes its time: it tells how far it is, and can be stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from rich.text import Text
from textual.message import Message
from textual.widgets import Static

from borrower_desk.errors import DeskError
from borrower_desk.screens import words
from borrower_desk.screens.dialogs import Blank, Form, Values
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

T = TypeVar("T")
Tell = Callable[[int, int, str], None]  # steps done, of how many (0: not known), what is done now


class StoppedError(DeskError):
    """The user asked to stop; what the act promises of that is in its own words."""


class LongForm(Form):
    """A form that shows progress; esc stops the act, and what was typed stays."""

    class Step(Message):
        """A step of the work is done."""

        def __init__(self, done: int, of: int, now: str) -> None:
            super().__init__()
            self.done, self.of, self.now = done, of, now

    def __init__(
        self,
        title: str,
        blanks: Sequence[Blank],
        act: Callable[[Store, Values, Tell], T],
        *,
        verb: str = "Save",
        note: str = "",
        stopped: str = "No file was left.",
        in_bytes: bool = False,
    ) -> None:
        super().__init__(title, blanks, lambda store, said: act(store, said, self._tell),
                         verb=verb, note=note)  # fmt: skip
        self.stopped, self.in_bytes = stopped, in_bytes
        self._stop = threading.Event()
        self._at: tuple[int, int, str] | None = None

    def _tell(self, done: int, of: int, now: str) -> None:
        """Called between two steps, in the thread of the act."""
        if self._stop.is_set():
            raise StoppedError(tr("Stopped. {}", tr(self.stopped)))
        if (done, of, now) != self._at:  # asked far more often than it gets on
            self._at = (done, of, now)
            self.post_message(self.Step(done, of, now))

    def start(self, values: Values) -> None:
        self._stop.clear()
        self._at = None
        super().start(values)

    def on_long_form_step(self, step: Step) -> None:
        if self.busy and not self._stop.is_set():
            self.query_one("#refused", Static).update(Text(self._said(step)))

    def _said(self, step: Step) -> str:
        count = words.size if self.in_bytes else "{:,}".format
        far = tr("{} of {}", count(step.done), count(step.of)) if step.of else count(step.done)
        return tr("{}  {}  (esc stops)", far, safe_line(tr(step.now), 50))

    def stop(self) -> None:
        """Ask the act to stop before its next step."""
        self._stop.set()
        self.query_one("#refused", Static).update(Text(tr("Stopping …")))


class LongWork(LongForm):
    """Work that asks for nothing: it begins at once."""

    def __init__(self, title: str, act: Callable[[Store, Tell], T], *, stopped: str) -> None:
        super().__init__(
            title, [], lambda store, _, tell: act(store, tell), verb="Begin again", stopped=stopped
        )

    def on_mount(self) -> None:
        self.call_after_refresh(self.action_submit)
