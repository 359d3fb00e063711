"""What the app tells in passing: toasts, and what waits while a dialog covers them."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.app import App
from textual.screen import ModalScreen

from borrower_desk.errors import DeskError
from borrower_desk.screens.hints import in_app
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

LONG_ENOUGH = 2.0  # seconds in which a toast can be read


@dataclass(frozen=True, slots=True)
class Said:
    """A toast, and until when it stands, by the steady clock."""

    message: str
    words: dict[str, Any]
    until: float = 0.0


class Telling(App[None]):
    """The app as far as it speaks."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[Said] = []  # said while a dialog was open, or shortly before
        self._told: list[Said] = []  # the toasts that stand

    @property
    def locked(self) -> bool:
        """True while no desk is open."""
        raise NotImplementedError

    def notify(self, message: str, **words: Any) -> None:
        """A toast; over a dialog it waits until the dialog is gone, unless it is trouble."""
        if words.get("severity") == "error":
            super().notify(message, **words)
        elif self._covered():
            self._held.append(Said(message, words))
        else:
            lasts = words.get("timeout") or self.NOTIFICATION_TIMEOUT
            now = time.monotonic()
            self._told = [one for one in self._told if one.until > now]
            self._told.append(Said(message, words, now + lasts))
            super().notify(message, **words)

    def _covered(self) -> bool:
        """Does a dialog lie over the screen?  None does where there is no screen any more."""
        return any(isinstance(one, ModalScreen) for one in self.screen_stack[-1:])

    def hush(self) -> None:
        """Forget what is still to be said."""
        self._told.clear()
        self._held.clear()

    def push_screen(self, screen: Any, *more: Any, **named: Any) -> Any:
        """As Textual has it; a dialog covers what was just said, which is held for after it."""
        if isinstance(screen, ModalScreen):
            now = time.monotonic()
            self._held += [one for one in self._told if one.until > now]
            self._told = []
        return super().push_screen(screen, *more, **named)

    def tell_held(self) -> None:
        """What was said while a dialog was open, or shortly before: once it stands no more."""
        held, self._held = self._held, []
        for one in held:
            left = one.until - time.monotonic()
            if left <= 0:
                self.notify(one.message, **one.words)
            elif left > LONG_ENOUGH:
                self._told.append(one)  # it stands there still
            else:
                self.set_timer(left, partial(self.notify, one.message, **one.words))

    def say(self, words: str, seconds: float = 4) -> None:
        """Tell the user that something was done."""
        self.notify(safe_line(tr(words)), markup=False, timeout=seconds)

    def say_trouble(self, why: DeskError) -> None:
        """Tell what went wrong and what to do about it."""
        hint = f"\n{safe_line(in_app(why.hint))}" if why.hint else ""
        words = safe_line(in_app(why.message)) + hint
        self.notify(words, title=tr("Not done"), severity="error", markup=False, timeout=12)

    def unexpected(self, error: BaseException) -> None:
        """A worker failed in a way that nobody foresaw; the app goes on."""
        if self.locked:
            return  # the desk was closed under it
        if os.environ.get("BORROWER_DESK_DEBUG"):
            raise error
        self.say_trouble(
            DeskError(
                tr(
                    "Something went wrong that Borrower Desk did not expect ({}).",
                    type(error).__name__,
                ),
                hint=tr(
                    "Nothing half-done was kept. BORROWER_DESK_DEBUG=1 shows where, for a report."
                ),
            )
        )
