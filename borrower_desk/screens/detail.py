"""A few facts about one thing, over the screen it was asked on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from borrower_desk.model import Duty
from borrower_desk.screens import words
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.keys import Keyed
from borrower_desk.screens.widgets.reader import Page
from borrower_desk.speech import tr
from borrower_desk.text import safe_line, safe_text

Fact = tuple[str, str]


class Detail(Keyed, ModalScreen[bool]):
    """Names and values, to read; and one act, when there is one, on `d`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss(False)", "Close"),
        Binding("d", "take_it", "Do it"),
    ]

    def __init__(self, title: str, facts: Sequence[Fact], *, note: str = "", act: str = "") -> None:
        super().__init__()
        self.heading, self.facts, self.note, self.act = title, facts, note, act

    def action_take_it(self) -> None:
        if self.act:
            self.dismiss(True)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Static(Text(safe_line(tr(self.heading)), "bold"), classes="dialog-title")
            if self.note:
                yield Static(Text(safe_text(tr(self.note))), classes="dialog-note")
            with Page():
                yield Static(facts_text(self.facts))
            closing = tr("d: {}   esc: close", self.act) if self.act else tr("esc closes")
            yield Static(Text(closing, "" if self.act else "dim"), classes="dialog-note")


def facts_text(facts: Sequence[Fact]) -> Table:
    """Names in a column, values beside them, wrapped in their own column."""
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    shown = [(tr(name), value) for name, value in facts if value]
    table.add_column(width=min(14, max((len(name) for name, _ in shown), default=1)))
    table.add_column(ratio=1, overflow="fold")  # a digest or a code is shown whole
    for name, value in shown:
        table.add_row(Text(safe_line(name), "dim"), Text(safe_text(value)))
    return table


def _begin(one: Duty) -> list[Fact]:
    """What its clock counts from; a day that somebody named counts from nothing."""
    if one.agreed:
        return []
    trigger = one.trigger
    estimate = tr(", an estimate") if trigger.estimated else ""
    if trigger.missed:  # a time to sue: its day is none of the event's
        by = tr("{}, the day after the answer that {} called for was due", trigger.on, trigger.id)
        return [(tr("counted from"), by + estimate), ("receipt", one.receipt.value)]
    by = tr("{} on {} ({})", words.kind(trigger.event.value), trigger.on, trigger.id)
    return [(tr("started by"), by + estimate), ("receipt", one.receipt.value)]


def duty_facts(one: Duty) -> list[Fact]:
    """What there is to know of a duty, why its day is that day first."""
    from borrower_desk.actions.clock import next_of

    label, _ = words.status(one)
    counted = one.deadline.counted if one.deadline else ()
    skipped = one.deadline.skipped if one.deadline else ()
    other = [f"{s.on} {s.why}" for s in skipped if s.why not in ("Saturday", "Sunday")]
    return [
        ("status", label + (f", {words.left(one.days_left)}" if one.met_on is None and one.days_left is not None else "")),
        ("who", tr("the servicer") if one.bound.value == "servicer" else tr("you")),
        ("due", words.long(one.due) + (tr(" (extended)") if one.extended else "")),
        (tr("late after"), words.iso(one.late_after) if one.late_after != one.due else ""),
        ("done", f"{one.met_on} ({one.met_by})" if one.met_on else ""),
        *_begin(one),
        ("counted", tr("{} to {}, {}", counted[0], counted[-1], words.plural(len(counted), 'day')) if counted else ""),
        (tr("not counted"), "; ".join(other)),
        ("law", one.citation),
        ("means", one.explanation),
        ("uncertain", one.uncertainty),
        ("next", in_app(next_of(one))),
        ("matter", one.matter or ""),
    ]  # fmt: skip
