"""The form of a call, to fill in while one speaks: a timer, and the facts of the dispute at hand."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Static, TextArea

from borrower_desk.model import Channel, DraftStatus, Matter
from borrower_desk.screens.choosing import Choice, Choose
from borrower_desk.screens.dialogs import Blank, Form
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

_MOST_FACTS = 40


class CallForm(Form):
    """As `Form`; f8 starts and stops the timer, f9 puts a fact of the dispute into the words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "timer", "Timer", priority=True),
        Binding("f9", "fact", "A fact of the dispute", priority=True),
    ]

    def __init__(
        self, title: str, blanks: Sequence[Blank], act: Any, *, matter: Matter | None, verb: str
    ) -> None:
        self._matter = matter
        self._began: tuple[float, datetime] | None = None  # by the steady clock, and on the wall
        self._lasted: float | None = None  # seconds, once it is stopped
        super().__init__(title, blanks, act, verb=verb, note=self._says())

    def on_mount(self) -> None:
        self.set_interval(1.0, self._tick)

    def _says(self) -> str:
        if self._began is None:
            timer = tr("f8 starts a timer.")
        else:
            state = tr("ended") if self._lasted is not None else tr("running")
            timer = tr("Timer {}: {} (f8).", state, clock_of(self.seconds()))
        return tr("{} f9 puts a fact of the dispute into the words.", timer)

    def seconds(self) -> float:
        """How long the call lasted, or lasts by now."""
        if self._began is None:
            return 0.0
        return self._lasted if self._lasted is not None else time.monotonic() - self._began[0]

    def _tick(self) -> None:
        if self._began is not None and self._lasted is None:
            self._show()

    def _show(self) -> None:
        self.query_one(".dialog-note", Static).update(Text(self._says()))

    def action_timer(self) -> None:
        """Start the timer; stop it; start it anew."""
        if self._began is None or self._lasted is not None:
            self._began, self._lasted = (time.monotonic(), datetime.now().astimezone()), None
        else:
            self._lasted = self.seconds()
        self._show()

    def action_fact(self) -> None:
        """Choose a fact of the record; it goes into what was said, at the cursor."""
        matter, today = self._matter, self.desk.today()
        if matter is None:
            self.desk.say("Choose the matter first: log the call from it (3, then l).")
            return

        def ask(found: list[str]) -> None:
            choices = [Choice(str(n), one) for n, one in enumerate(found)]
            self.app.push_screen(
                Choose("Which fact?", choices),
                lambda chosen: self._put(found[int(chosen)]) if chosen else None,
            )

        self.ask(lambda store: facts_of(store, matter, today), ask, group="facts")

    def _put(self, fact: str) -> None:
        said = self.query_one("#blank-text", TextArea)
        said.insert(fact)
        said.focus()

    def values(self) -> dict[str, str]:
        """What stands in the blanks; with the timer, how long the call took."""
        found = super().values()
        if self._began is not None and found.get("text", "").strip():
            began = self._began[1]
            found["text"] += tr("\nThe call began at {} and took {} (min:sec).",
                                f"{began:%H:%M}", clock_of(self.seconds()))  # fmt: skip
        return found


def clock_of(seconds: float) -> str:
    """Minutes and seconds, as a telephone shows them."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _fact(name: str, value: str) -> str:
    """What a letter of the record said, with the name of what it is; empty for long words."""
    return f"{name.replace('_', ' ')}: {value}" if value.strip() and len(value) < 60 else ""


def facts_of(store: Store, matter: Matter, today: Any) -> list[str]:
    """What one is asked on the telephone, and what one wants to say: each as words to put in."""
    from borrower_desk.actions import clock, matters

    loan = store.loan(matter.loan)
    found = [f"loan {loan.number}", loan.property_address, matter.title]
    for one in reversed(store.drafts(status=DraftStatus.SENT, matter=matter.id)):
        found += [one.subject, *map(_fact, one.fields, one.fields.values())]
    found += [f"{row.what}, {row.on}" for row in reversed(matters.timeline(store, matter))]
    found += [
        f"{one.title}, due {one.due}"
        for one in clock.due(store, today, matter=matter)
        if one.status not in clock.CLOSED_STATES
    ]
    spoken = [row for row in store.rows(matter=matter.id) if row.channel is Channel.PHONE][:10]
    found += [store.correspondence(row.id).reference for row in spoken]
    clean = [safe_line(one, 110) for one in found if one.strip()]
    return list(dict.fromkeys(clean))[:_MOST_FACTS]
