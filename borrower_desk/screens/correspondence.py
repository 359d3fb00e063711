"""Correspondence: everything that came and went, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from borrower_desk.model import CorrespondenceRow, Direction, Matter, MatterId
from borrower_desk.screens import words
from borrower_desk.screens.choosing import Choice, Choose
from borrower_desk.screens.mail import MailScreen
from borrower_desk.screens.widgets.rows import PAGE, Rows
from borrower_desk.speech import tr

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store


class CorrespondenceScreen(MailScreen):
    """All mail, letters and calls: a list, and what you read beside it."""

    TAB = "mail"
    AUTO_FOCUS = "#mail"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("v", "which", "Which ones")]

    def __init__(self) -> None:
        super().__init__()
        self.filters: dict[str, Any] = {}
        self.filter_words = tr("All correspondence, newest first")

    def body(self) -> ComposeResult:
        yield Static(id="which", classes="heading")
        yield from super().body()

    def action_load(self) -> None:
        filters = self.filters
        self.ask(lambda store: store.count(**filters), self._counted)

    def _counted(self, count: int) -> None:
        self.query_one("#which", Static).update(
            f"{self.filter_words}: {words.plural(count, 'piece')}"
        )
        self.rows.set_count(count, keep=True)

    @on(Rows.Wanted, "#mail")
    def fetch(self, event: Rows.Wanted) -> None:
        offset, filters = event.offset, self.filters

        def read(store: Store) -> list[CorrespondenceRow]:
            return store.rows(**filters, limit=PAGE, offset=offset)

        self.ask(read, lambda rows: self.rows.put(offset, rows), group=f"page {offset}")

    def action_which(self) -> None:
        """Show only some: unfiled, received, sent, or one matter's."""

        def ask(matters: list[Matter]) -> None:
            choices = [
                Choice("all", "All correspondence"),
                Choice("unfiled", "In no matter yet"),
                Choice("received", "Received"),
                Choice("sent", "Sent"),
                *(Choice(one.id, f"{one.id}  {one.title}") for one in matters),
            ]
            self.app.push_screen(
                Choose("Show which?", choices), lambda one: self.only(one, matters)
            )

        self.ask(lambda store: store.matters(), ask, group="act")

    def only(self, wanted: str | None, matters: list[Matter] | None = None) -> None:
        """Keep to what is `wanted`: "all", "unfiled", "received", "sent" or a matter's id."""
        if wanted is None:
            return
        named = {one.id: one.title for one in matters or ()}
        self.filters = (
            {}
            if wanted == "all"
            else {"unfiled": True}
            if wanted == "unfiled"
            else {"direction": Direction(wanted)}
            if wanted in ("sent", "received")
            else {"matter": wanted}
        )
        self.filter_words = {
            "all": tr("All correspondence, newest first"),
            "unfiled": tr("In no matter yet"),
            "received": tr("Received, newest first"),
            "sent": tr("Sent, newest first"),
        }.get(wanted, f"{wanted}  {named.get(MatterId(wanted), '')}".rstrip())
        self.rows.cursor = 0
        self.action_load()
