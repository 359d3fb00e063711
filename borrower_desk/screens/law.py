"""Law: each rule in plain words, where it is written, and a calculator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.console import Group
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from borrower_desk.errors import DeskError, UsageError
from borrower_desk.model import Bound, Deadline
from borrower_desk.screens import words
from borrower_desk.screens.base import Banner, DeskScreen
from borrower_desk.screens.detail import facts_text
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.widgets.fields import Entry
from borrower_desk.screens.widgets.reader import Page
from borrower_desk.screens.widgets.rows import Cell, Line, Rows
from borrower_desk.speech import of_law, tr
from borrower_desk.text import safe_line


class LawScreen(DeskScreen):
    """The rules with their citations, and what day each would give."""

    TAB = "law"
    AUTO_FOCUS = "#rules"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "narrow", "Find a rule"),
        Binding("s", "calculate", "Calculate"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.table: list[Any] = []
        self.examples: dict[str, list[str]] = {}
        self._wanted = ""  # the rule to turn to once the table is here

    def body(self) -> ComposeResult:
        yield Entry(placeholder=tr("find a rule: payoff, acknowledge, escrow …"), id="find-rule")
        with Horizontal(classes="panes"):
            yield Rows(self.line_of, empty="No rule has these words.", id="rules", classes="list")
            with Vertical(id="rule-side"):
                with Page(id="rule"):
                    yield Static(id="rule-text")
                with Vertical(id="calculator"):
                    yield Static(Text(tr("Calculator"), "bold"))
                    yield Entry(
                        placeholder=tr("the day it starts: 2026-09-16, or today"), id="start"
                    )
                    yield Entry(
                        placeholder=tr("more, if the rule asks: sale_date=2027-01-15"), id="params"
                    )
                    with Page(id="answer"):
                        yield Static(id="answer-text")

    @property
    def rows(self) -> Rows[Any]:
        return self.query_one("#rules", Rows)

    def action_load(self) -> None:
        from borrower_desk.actions import reference

        if not self.table:
            self.look_up(lambda: (reference.law_table(), reference.worked()), self._show)

    def _show(self, told: tuple[list[Any], dict[str, list[str]]]) -> None:
        self.table, self.examples = told
        self._narrow("")
        self._turn_to_wanted()

    def open(self, rule: str) -> None:
        """Show this rule, in full."""
        self._wanted = rule
        if self.table:
            self._turn_to_wanted()

    def _turn_to_wanted(self) -> None:
        wanted, self._wanted = self._wanted, ""
        if not wanted:
            return
        self.query_one("#find-rule", Input).value = ""
        self._narrow("")
        if self.rows.select_key(wanted):
            self.add_class("-reading")
            self._arrange()
            self.rows.focus()
        else:
            self.desk.say("That is a promise, or a reminder of your own: no rule of law.")

    @on(Input.Changed, "#find-rule")
    def find_rule(self, event: Input.Changed) -> None:
        self._narrow(event.value)

    @on(Input.Submitted, "#find-rule")
    def to_rules(self) -> None:
        self.rows.focus()

    def _narrow(self, typed: str) -> None:
        asked = typed.casefold().split()
        self.rows.set_rows(
            [
                one
                for one in self.table
                if all(
                    w
                    in f"{one.id} {one.title} {of_law(one.title)} {one.citation} {one.explanation}".casefold()
                    for w in asked
                )
            ]
        )

    def line_of(self, one: Any, width: int) -> Sequence[Line]:
        who = tr("they" if one.bound is Bound.SERVICER else "you")
        if width < 84:
            return ((Cell("", 1), Cell(of_law(one.title)), Cell(who, max(4, len(who)), "muted")),)
        return (
            (
                Cell("", 1),
                Cell(of_law(one.title)),
                Cell(who, max(4, len(who)), "muted"),
                Cell(one.citation, 26, "muted"),
            ),
        )

    @on(Rows.Moved, "#rules")
    def moved(self, event: Rows.Moved) -> None:
        self._explain(event.row)
        if self.query_one("#start", Input).value:
            self._compute()

    def _explain(self, one: Any) -> None:
        text, facts = Text(), facts_text([])
        if one is not None:
            text.append(f"{of_law(one.title)}\n\n", "bold")
            text.append(f"{of_law(one.explanation)}\n\n")
            facts = facts_text(
                [
                    ("law", one.citation),
                    (tr("who must"), one.who if one.bound is Bound.SERVICER else "you"),
                    (tr("starts with"), one.starts),
                    ("time", one.length),
                    (tr("more time"), one.extension),
                    ("but", "\n".join(one.exceptions)),
                    (tr("asks for"), ", ".join(one.needs)),
                    (tr("also takes"), ", ".join(p for p in one.params if p not in one.needs)),
                    ("rule", one.id),
                    (
                        tr("in force"),
                        tr("from {}", one.effective_from) if one.effective_from else "",
                    ),
                    ("until", words.iso(one.effective_to) if one.effective_to else ""),
                    ("note", one.note),
                    ("example", "\n".join(self.examples.get(one.id, ()))),
                    ("remember", tr("This is not legal advice.")),
                ]
            )
        self.query_one("#rule-text", Static).update(Group(text, facts))

    @on(Rows.Chosen, "#rules")
    def chosen(self) -> None:
        self.add_class("-reading")
        self._arrange()
        self.query_one("#start").focus()

    def action_narrow(self) -> None:
        self.query_one("#find-rule").focus()

    def action_calculate(self) -> None:
        self.chosen()

    def on_resize(self) -> None:
        self._arrange()

    def _arrange(self) -> None:
        reading = self.has_class("-reading")
        self.rows.display = not (self.narrow and reading)
        self.query_one("#rule-side").display = reading or not self.narrow

    def action_back(self) -> None:
        if self.has_class("-reading") and not self.query_one(Banner).display:
            self.remove_class("-reading")
            self._arrange()
            self.rows.focus()
        else:
            super().action_back()

    @on(Input.Submitted, "#start")
    @on(Input.Submitted, "#params")
    def compute(self) -> None:
        self._compute()

    def _compute(self) -> None:
        from borrower_desk.actions import reference

        rule = self.rows.current
        if rule is None:
            return
        start = self.query_one("#start", Input).value
        said = self.query_one("#params", Input).value
        today = self.desk.today()

        def work() -> Deadline:
            return reference.compute(rule.id, start, _params(said), today)

        self.look_up(work, self._answer, group="compute", otherwise=self._unclear)

    def _unclear(self, why: DeskError) -> None:
        self.query_one("#answer-text", Static).update(
            Text(f"{safe_line(in_app(why.message))} {safe_line(in_app(why.hint))}")
        )

    def _answer(self, one: Deadline) -> None:
        text = Text()
        if one.due is None:
            text.append(tr("Nothing is owed: {}.\n", one.status), "bold")
        else:
            text.append(
                f"{words.moment(one.due_at) if one.due_at else words.long(one.due)}\n", "bold"
            )
        skipped = [f"{s.on} {s.why}" for s in one.skipped if s.why not in ("Saturday", "Sunday")]
        other = one.alternative_due if one.alternative_due != one.due else None
        facts = facts_text(
            [
                ("counted", words.plural(len(one.counted), "day") if one.counted else ""),
                (tr("not counted"), "; ".join(skipped)),
                (tr("late after"), words.iso(one.late_after) if one.late_after else ""),
                (
                    tr("or else"),
                    tr("{}, with holidays {}", words.long(other), one.alternative_holidays.value)
                    if other
                    else "",
                ),
                ("note", one.note),
            ]
        )
        self.query_one("#answer-text", Static).update(Group(text, facts))


def _params(said: str) -> dict[str, str]:
    found = {}
    for one in said.replace(",", " ").split():
        name, equals, value = one.partition("=")
        if not (name and equals):
            raise UsageError(tr("{!r} is not NAME=VALUE.", one), hint="As in sale_date=2027-01-15.")
        found[name] = value
    return found
