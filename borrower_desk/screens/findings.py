"""Findings of `analyze` in the app: the list in a matter, one read whole, what if, the months."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, Static

from borrower_desk.errors import DeskError
from borrower_desk.model import (
    ArithmeticFinding,
    CorrespondenceId,
    Direction,
    Kind,
    Matter,
)
from borrower_desk.screens.acts.act import asker, pairs_of, with_matter_of
from borrower_desk.screens.asking import Asking
from borrower_desk.screens.dialogs import Blank, Form, Values
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.widgets.fields import Entry
from borrower_desk.screens.widgets.reader import Page
from borrower_desk.screens.widgets.rows import Cell, Line
from borrower_desk.speech import tr
from borrower_desk.text import safe_line, safe_text

if TYPE_CHECKING:
    from borrower_desk.actions.analysis import Wishes
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp

KINDS = (
    ("escrow", "the escrow analysis"),
    ("payments", "the payment history"),
    ("late-fee", "a late fee"),
    ("payoff", "a payoff quote"),
    ("arm", "a rate adjustment"),
    ("form-1098", "Form 1098"),
    ("contradictions", "letters against each other"),
)
EMPTY = "Nothing was found yet.\n\nPress A to check the servicer's arithmetic."
SURE = {"sure": "", "likely": "likely", "question": "a question"}
BAR = 24  # columns of the longest bar
TABLE = 54  # columns of the months beside it
FRAME = 14  # columns that the box and its margins take of the screen


def finding_line(one: ArithmeticFinding, width: int) -> Sequence[Line]:
    """Two lines: what, and the figures."""
    state = tr("set aside") if one.dropped else SURE[one.certainty.value]
    tone = "muted" if one.dropped else "strong"
    return (
        (
            Cell("", 1),
            Cell(one.id, 4, "muted"),
            Cell(one.title, 0, tone),
            Cell(state, 10, "soon" if state == "a question" else "muted"),
        ),
        (
            Cell("", 1),
            Cell("", 4),
            Cell(tr("stated {}, recomputed {}: {}", one.stated, one.recomputed, one.difference), 0),
            Cell(one.kind, 14, "muted"),
        ),
    )


def finding_facts(one: ArithmeticFinding) -> list[tuple[str, str]]:
    """Names and values of a finding, its working line by line."""
    return [
        ("stated", one.stated),
        ("recomputed", one.recomputed),
        ("difference", one.difference),
        ("why", one.explanation),
        ("law", one.citation),
        ("error", one.error_slug),
        ("sure", SURE[one.certainty.value] or "yes"),
        ("working", "\n".join(one.working)),
        ("assumed", "\n".join(one.assumptions)),
        ("from", ", ".join(one.sources)),
    ]


OF_KIND = {
    Kind.PAYOFF_STATEMENT.value: "payoff",
    Kind.ESCROW_STATEMENT.value: "escrow",
    Kind.FORM_1098.value: "form-1098",
    Kind.ARM_NOTICE.value: "arm",
}


def check_message(app: DeskApp, identifier: str) -> None:
    """The arithmetic of a message: what it states is in the form, to be looked at."""
    with_matter_of(
        app,
        identifier,
        tr("The figures of {} in which matter?", identifier),
        lambda matter: ask_what(app, matter, identifier),
    )


def ask_what(app: DeskApp, matter: Matter, message: str = "") -> None:
    """Which arithmetic, on which file; then the answer, with what if.

    A message with figures, or the newest statement of the matter, is put in the form.
    """
    from borrower_desk.actions import analysis

    def read(store: Store) -> tuple[str, str, dict[str, str]]:
        rows = store.rows(matter=matter.id, direction=Direction.RECEIVED)
        if message:
            one = store.correspondence(CorrespondenceId(message))
            kind, source = OF_KIND.get(one.kind or "", ""), message
        else:
            found = next((row for row in rows if row.kind in OF_KIND), None)
            kind, source = (OF_KIND[found.kind or ""], found.id) if found else ("", "")
        if not kind:
            return "late-fee", source, {}
        return kind, source, analysis.stated(kind, [source], store)

    asker(app).ask(read, lambda found: _ask_what(app, matter, *found), group="act")


def _ask_what(
    app: DeskApp, matter: Matter, first: str, source: str, stated: dict[str, str]
) -> None:
    from borrower_desk.actions import analysis

    kinds = [(kind, f"{kind}: {said}") for kind, said in KINDS]

    def act(store: Store, said: Values) -> Any:
        # What a message states stays its own word; only what was changed is the user's.
        told = {k: v for k, v in pairs_of(said["settings"]).items() if stated.get(k) != v}
        wishes = analysis.Wishes(told, pairs_of(said["mapping"]))
        inputs = [one.strip() for one in said["inputs"].splitlines() if one.strip()]
        outcome = analysis.analyze(
            said["kind"], inputs, today, wishes, store=store, matter=store.matter(matter.id)
        )
        return said["kind"], inputs, wishes, outcome

    def show(answer: Any) -> None:
        if answer:
            app.push_screen(AnalysisScreen(matter, *answer))

    today = app.today()
    figures = "\n".join(f"{name} = {safe_line(said, 60)}" for name, said in stated.items())
    note = tr("{} states these figures: mend or add what is wrong.", source) if stated else ""
    app.push_screen(
        Form(
            "Check which arithmetic?",
            [
                Blank("kind", "What", first, "choice", choices=kinds, required=True),
                Blank("inputs", "Files, C1 or A1", source, kind="lines", hint="one a line"),
                Blank("settings", "Figures you know", figures, kind="lines",
                      hint="rate = 4.5, one a line"),
                Blank(
                    "mapping",
                    "What their headings mean",
                    kind="lines",
                    hint="Pd Dt = received, one a line; remembered when you keep",
                ),
            ],
            act,
            verb="Check it",
            note=note or "Nothing is kept until you say so.",
        ),
        show,
    )  # fmt: skip


class AnalysisScreen(ModalScreen[None], Asking[None]):
    """What an analysis found: findings, the months as a chart, and another assumption tried."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Close"),
        Binding("ctrl+s", "keep", "Keep the findings", priority=True),
        Binding("pagedown", "page(1)", "Further down", show=False),
        Binding("pageup", "page(-1)", "Further up", show=False),
    ]

    def __init__(
        self, matter: Matter, kind: str, inputs: list[str], wishes: Wishes, outcome: Any
    ) -> None:
        super().__init__()
        self.matter, self.kind, self.inputs = matter, kind, inputs
        self.settings, self.mapping = dict(wishes.settings), wishes.mapping
        self.outcome = outcome

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Static(
                Text(tr("{} in {}", self.kind, self.matter.id), "bold"), classes="dialog-title"
            )
            with Page():
                yield Static(id="outcome")
            yield Entry(
                placeholder=tr("what if: grace_days = 10, cushion_months = 1 …"), id="what-if"
            )
            yield Static(id="refused")
            yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        self._show(self.outcome)
        self.query_one("#what-if").focus()

    @on(Input.Submitted, "#what-if")
    def try_it(self, event: Input.Submitted) -> None:
        """The same inputs with another assumption; nothing is kept."""
        from borrower_desk.actions import analysis

        try:
            changed = {**self.settings, **pairs_of(event.value.replace(",", "\n"))}
        except DeskError as why:
            self.trouble(why)
            return
        today = self.desk.today()

        def act(store: Store) -> Any:
            return changed, analysis.analyze(
                self.kind, self.inputs, today, analysis.Wishes(changed, self.mapping), store=store,
                matter=store.matter(self.matter.id),
            )  # fmt: skip

        self.ask(act, self._tried, otherwise=self.trouble)

    def _tried(self, answer: Any) -> None:
        self.settings, self.outcome = answer
        self._show(self.outcome)

    def _show(self, outcome: Any) -> None:
        self.query_one("#outcome", Static).update(outcome_text(outcome, self.size.width - FRAME))
        self.query_one("#refused", Static).update("")

    def trouble(self, why: DeskError) -> None:
        self.query_one("#refused", Static).update(
            Text(safe_line(f"{in_app(why.message)} {in_app(why.hint)}"), "bold")
        )

    def action_page(self, way: int) -> None:
        """Through the answer, while what if has the focus."""
        page = self.query_one(Page)
        page.scroll_page_down() if way > 0 else page.scroll_page_up()

    def action_keep(self) -> None:
        from borrower_desk.actions import analysis

        today = self.desk.today()

        def act(store: Store) -> Any:
            matter = store.matter(self.matter.id)
            analysis.remember(store, matter, self.kind, self.mapping)
            return analysis.keep(store, matter, self.outcome, today)

        self.change(act, self._kept, self.trouble)

    def _kept(self, outcome: Any) -> None:
        names = ", ".join(one.id for one in outcome.findings) or tr("nothing, as nothing was found")
        self.desk.note_change()
        self.desk.say(tr("Kept: {}.", names))
        self.dismiss(None)


def outcome_text(outcome: Any, width: int = 120) -> Text:
    """An outcome as words: what was found, the months, then each finding with its working."""
    text = Text()
    for one in outcome.findings:
        text.append(f"{safe_line(one.title)}: {safe_line(one.difference)}\n", "bold")
    if outcome.findings and outcome.months:
        text.append("\n")
    for said in by_phone(outcome):
        text.append(f"{said}\n")
    for line in month_lines(outcome.months, width):
        text.append(f"{line}\n")
    for one in outcome.findings:
        sure = SURE[one.certainty.value]
        text.append(f"\n{safe_line(one.title)}", "bold")
        text.append(f"{f' ({sure})' if sure else ''}\n")
        text.append(
            tr(
                "stated {}, recomputed {}: {}\n",
                *map(safe_line, (one.stated, one.recomputed, one.difference)),
            )
        )
        text.append(f"{safe_text(one.explanation)}\n")
        text.append(f"{safe_line(one.citation)}\n", "dim")
        for step in one.working:
            text.append(f"  {safe_line(step)}\n", "dim")
    if not outcome.findings:
        text.append(
            tr("No difference was found.\n")
            if not outcome.missing
            else tr("Not enough is known.\n")
        )
    for missing in outcome.missing:
        text.append(tr("Missing: {}.\n", safe_line(missing)), "bold")
    for one in outcome.unread:
        text.append(tr("Not read: {}\n", safe_line(f"{one.place}: {one.why}")))
    for one in outcome.assumptions:
        text.append(
            tr("Assumed: {} = {}: {}\n", *map(safe_line, (one.name, str(one.value), one.why))),
            "dim",
        )
    return text


def by_phone(outcome: Any) -> list[str]:
    """What to ask on the telephone about a payoff quote before money goes: one line."""
    if outcome.kind != "payoff" or not outcome.findings:
        return []
    asked = ", ".join(f"${one.difference.lstrip('-')}" for one in outcome.findings if one.amount)
    return (
        [tr("By phone: “What is {} in my payoff for, and which clause allows it?”", asked)]
        if asked
        else []
    )


def month_lines(months: Sequence[Any], width: int = 120) -> list[str]:
    """The months as a table, with bars where they fit; a balance below zero says so in words."""
    if not months:
        return []
    top = max(abs(one.balance) for one in months) or 1
    longest = max(0, min(BAR, width - TABLE))
    lines = [f"{'month':<9}{'in':>10}{'out':>11}{'balance':>11}{'theirs':>11}"]
    for one in months:
        theirs = "" if one.stated is None else _money(one.stated)
        bar = "█" * round(abs(one.balance) / top * longest)
        below = tr(" below zero") if one.balance < 0 else ""
        note = f" {safe_line(one.note)}" if one.note else ""
        lines.append(
            f"{safe_line(one.label, 8):<9}{_money(one.paid_in):>10}{_money(one.paid_out):>11}"
            f"{_money(one.balance):>11}{theirs:>11}  {bar}{below}{note}".rstrip()
        )
    return lines


def _money(cents: int) -> str:
    return f"{Decimal(cents) / 100:,.2f}"
