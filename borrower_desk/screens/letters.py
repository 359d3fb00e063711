"""Letters: the drafts there are, and the kinds that can be begun."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from borrower_desk.model import Draft, DraftStatus
from borrower_desk.screens import acts, words
from borrower_desk.screens.base import DeskScreen
from borrower_desk.screens.dossier import draft_state
from borrower_desk.screens.widgets.rows import Cell, Heading, Line, Rows
from borrower_desk.speech import tr


class LettersScreen(DeskScreen):
    """Drafts to finish, and letters that were sent."""

    TAB = "letters"
    AUTO_FOCUS = "#drafts"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New letter"),
        Binding("enter", "open", "Open"),
        Binding("d", "delivered", "Delivered"),
        Binding("D", "discard", "Throw away"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.errors: dict[str, int] = {}  # that bar a letter, by its id

    def body(self) -> ComposeResult:
        yield Rows(
            self.line_of,
            head=self.head_of,
            empty="No letter yet.\n\nPress n: choose a matter and a kind, answer what is asked,\nand see the letter beside you as you type.",
            id="drafts",
        )

    @property
    def rows(self) -> Rows[Draft]:
        return self.query_one("#drafts", Rows)

    def action_load(self) -> None:
        from borrower_desk.actions import readiness

        today = self.desk.today()
        self.ask(lambda store: store.drafts(), self._show)
        self.ask(
            lambda store: readiness.errors_in(store, store.drafts(status=DraftStatus.OPEN), today),
            self._judged,
            group="errors",
        )

    def _judged(self, errors: dict[str, int]) -> None:
        self.errors = errors
        self.rows.refresh()

    def _show(self, found: list[Draft]) -> None:
        open_ones = [one for one in reversed(found) if one.status is DraftStatus.OPEN]
        sent = [one for one in reversed(found) if one.status is DraftStatus.SENT]
        lines: list[Draft | Heading] = []
        for title, drafts in ((tr("Not sent yet"), open_ones), (tr("Sent"), sent)):
            if drafts:
                lines += [Heading(f"{title}"), *drafts]
        self.rows.set_rows(lines)

    def line_of(self, one: Draft, width: int) -> Sequence[Line]:
        state, tone = draft_state(one, self.errors.get(one.id, 0))
        return (
            (
                Cell("", 1),
                Cell(one.id, 4, "muted"),
                Cell(words.kind(one.kind), 24 if width > 90 else 18, "strong"),
                Cell(one.subject or tr("no subject yet")),
                Cell(state, 16, tone),
                Cell(one.matter or one.loan, 4, "muted"),
                *((Cell(words.iso(one.written), 10, "muted"),) if width > 76 else ()),
            ),
        )

    def head_of(self, width: int) -> Line:
        return (
            Cell("", 1),
            Cell(tr("Id"), 4),
            Cell(tr("Kind"), 24 if width > 90 else 18),
            Cell(tr("Subject")),
            Cell(tr("State"), 16),
            Cell(tr("In"), 4),
            *((Cell(tr("Written"), 10),) if width > 76 else ()),
        )

    @on(Rows.Chosen, "#drafts")
    def chosen(self, event: Rows.Chosen) -> None:
        self._open(event.row)

    def action_open(self) -> None:
        if self.rows.current is not None:
            self._open(self.rows.current)

    def _open(self, one: Draft) -> None:
        if one.status is DraftStatus.SENT and one.sent_as:
            self.desk.open_message(one.sent_as)
        else:
            self.desk.open_draft(one.id)

    def action_new(self) -> None:
        acts.new_letter(self.desk)

    def action_delivered(self) -> None:
        one = self.rows.current
        if one is None or one.status is not DraftStatus.SENT:
            self.desk.say("Choose a letter that was sent.")
        else:
            acts.mark_delivered(self.desk, one.id)

    def action_discard(self) -> None:
        one = self.rows.current
        if one is None or one.status is not DraftStatus.OPEN:
            self.desk.say("Only a letter that is not sent can be thrown away.")
            return
        acts.discard(self.desk, one)
