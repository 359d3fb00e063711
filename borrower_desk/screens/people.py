"""Servicers and loans: who collects, where to write, how they have done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from rich.console import Group
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from borrower_desk.model import Duty, Loan, Sender, Servicer
from borrower_desk.screens import acts, charts, words
from borrower_desk.screens.base import DeskScreen
from borrower_desk.screens.detail import Fact, facts_text
from borrower_desk.screens.widgets.reader import Page
from borrower_desk.screens.widgets.rows import Cell, Heading, Line, Rows
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store


@dataclass(frozen=True, slots=True)
class People:
    """All that the screen shows."""

    me: Sender
    servicers: list[Servicer]
    loans: list[Loan]
    cards: dict[str, Any]  # by servicer name
    duties: dict[str, list[Duty]]  # what each servicer owed, by its id


def people(store: Store, today: date) -> People:
    """You, the servicers with their record, the loans."""
    from borrower_desk.actions import clock, matters

    cards = {card.servicer: card for card in matters.scorecards(store, today)}
    loans = store.loans()
    duties: dict[str, list[Duty]] = {}
    for one in clock.due(store, today, everything=True):
        held = next((loan for loan in loans if loan.id == one.loan), None)
        if held is not None:
            who = one.servicer or held.servicer_on(one.trigger.on)
            duties.setdefault(who, []).append(one)
    return People(store.sender(), store.servicers(), loans, cards, duties)


class PeopleScreen(DeskScreen):
    """Who collects the payments, where to write to them, and how they have answered."""

    TAB = "people"
    AUTO_FOCUS = "#people"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add_servicer", "Add servicer"),
        Binding("l", "add_loan", "Add loan"),
        Binding("enter", "edit", "Change"),
        Binding("t", "transfer", "Transfer"),
        Binding("y", "me", "You", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.found: People | None = None

    def body(self) -> ComposeResult:
        with Horizontal(classes="panes"):
            yield Rows(
                self.line_of,
                empty="No servicer yet.\n\nPress a to add the company that collects your payments.",
                key=lambda one: getattr(one, "id", "me"),
                id="people",
                classes="list",
            )
            with Page(id="person"):
                yield Static(id="person-text")

    @property
    def rows(self) -> Rows[Any]:
        return self.query_one("#people", Rows)

    def action_load(self) -> None:
        today = self.desk.today()
        self.ask(lambda store: people(store, today), self._show)

    def _show(self, found: People) -> None:
        self.found = found
        lines: list[Any] = [Heading("You"), found.me]
        if found.servicers:
            lines += [Heading("Servicers"), *found.servicers]
        if found.loans:
            lines += [Heading("Loans"), *found.loans]
        self.rows.set_rows(lines)

    def line_of(self, one: Any, width: int) -> Sequence[Line]:
        if isinstance(one, Sender):
            return (
                (
                    Cell("", 1),
                    Cell("", 4),
                    Cell(one.name or tr("your name: press enter"), 0, "strong"),
                ),
            )
        if isinstance(one, Servicer):
            return ((Cell("", 1), Cell(one.id, 4, "muted"), Cell(one.name, 0, "strong")),)
        return (
            (
                Cell("", 1),
                Cell(one.id, 4, "muted"),
                Cell(words.secret(one.number), 8, "strong"),
                Cell(one.property_address),
                Cell(one.servicer, 4, "muted"),
            ),
        )

    @on(Rows.Moved, "#people")
    def moved(self, event: Rows.Moved) -> None:
        one = event.row
        text: Group | Text = Text()
        if isinstance(one, Sender):
            text = _page(
                one.name or tr("You"),
                [("address", one.address), ("phone", one.phone), ("e-mail", "\n".join(one.emails))],
            )
        elif isinstance(one, Servicer):
            text = self._servicer(one)
        elif isinstance(one, Loan):
            text = self._loan(one)
        self.query_one("#person-text", Static).update(text)

    def _servicer(self, one: Servicer) -> Group:
        facts: list[Fact] = [
            (
                f"{address.purpose.value}",
                address.text
                + (
                    tr("\nlast checked {}", address.checked)
                    if address.checked
                    else tr("\nnever checked against a statement")
                ),
            )
            for address in one.addresses
        ]
        if not facts:
            facts.append(("address", tr("none yet: the notice address stands on the statement")))
        facts += [
            ("domains", "\n".join(one.domains)),
            ("e-mail", "\n".join(one.emails)),
            ("phone", one.phone),
            ("portal", one.portal),
            (
                "promises",
                tr("an answer in {} hours {}", one.sla_hours, one.business_hours)
                if one.sla_hours
                else "",
            ),
            ("size", tr("a small servicer") if one.small else ""),
        ]
        text = _page(one.name, facts)
        card = (
            self.found.cards.get(one.name) or self.found.cards.get(one.id) if self.found else None
        )
        if card is not None and card.obligations:
            owed = self.found.duties.get(one.id, []) if self.found else []
            width = self.query_one("#person").size.width - 4
            return Group(
                text,
                Text(tr("\nHow it has answered\n"), "bold"),
                _card(card),
                Text(tr("\nDays taken, of the days it had\n"), "bold"),
                charts.days_chart(charts.spans(owed, self.desk.today()), width),
                Text(tr("\nMonth by month\n"), "bold"),
                charts.months_chart(owed),
            )
        return text

    def _loan(self, one: Loan) -> Group:
        names = {s.id: s.name for s in self.found.servicers} if self.found else {}
        served = [
            tr("{}, number {}", names.get(p.servicer, p.servicer), words.secret(p.number))
            + (tr(", from {}", p.began) if p.began else "")
            + (tr(", until {}", p.ended) if p.ended else "")
            for p in one.periods
        ]
        home = {
            True: tr("your principal residence"),
            False: tr("not your principal residence"),
            None: tr("not said"),
        }
        return _page(
            tr("Loan {}", words.secret(one.number)),
            [
                ("home", one.property_address),
                ("use", home[one.principal_residence]),
                ("borrowers", "\n".join(one.borrowers)),
                ("kind", one.type.value + (tr(", adjustable rate") if one.arm else "")),
                (tr("serviced by"), "\n".join(served)),
                (tr("first due"), words.iso(one.first_payment) if one.first_payment else ""),
                (tr("late fee"), one.late_fee),
                ("bankruptcy", "yes" if one.bankruptcy else ""),
            ],
        )

    def on_resize(self) -> None:
        self.query_one("#person").display = not self.narrow or self.has_class("-reading")
        self.rows.display = not (self.narrow and self.has_class("-reading"))

    @on(Rows.Chosen, "#people")
    def chosen(self) -> None:
        self.action_edit()

    def action_edit(self) -> None:
        one = self.rows.current
        if isinstance(one, Servicer):
            acts.add_servicer(self.desk, one)
        elif isinstance(one, Loan):
            acts.add_loan(self.desk, one)
        elif one is not None:
            acts.edit_me(self.desk)

    def action_add_servicer(self) -> None:
        acts.add_servicer(self.desk)

    def action_add_loan(self) -> None:
        acts.add_loan(self.desk)

    def action_me(self) -> None:
        acts.edit_me(self.desk)

    def action_transfer(self) -> None:
        one = self.rows.current
        if isinstance(one, Loan):
            acts.transfer_loan(self.desk, one)
        else:
            self.desk.say("Choose the loan first.")


def _page(title: str, facts: list[Fact]) -> Group:
    return Group(Text(f"{safe_line(title)}\n", "bold"), facts_text(facts))


def _card(card: Any) -> Text:
    """Answers in time, late and missing: bars with their figures."""
    text = Text()
    most = max(card.obligations, 1)
    for label, count in (
        (tr("in time"), card.met),
        ("late", card.met_late),
        ("missing", card.missed),
        ("open", card.open),
    ):
        bar = "█" * round(24 * count / most)
        text.append(f"{label:<9}{count:>4}  {bar}\n")
    for label, days in (
        (tr("days to acknowledge, median"), card.median_days_to_acknowledge),
        (tr("days to answer, median"), card.median_days_to_respond),
    ):
        if days is not None:
            text.append(f"{label}: {days:g}\n", "dim")
    return text
