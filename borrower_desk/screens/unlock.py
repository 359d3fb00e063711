"""The locked desk: opens by itself when it can, else asks for the passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer, Input, Static

from borrower_desk.errors import DeskError, NoDesk, WrongKey
from borrower_desk.screens.asking import Asking
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.widgets.fields import Entry
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store


class UnlockScreen(Asking[None]):
    """The desk is locked: its passphrase opens it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o", "open_by_itself", "Try again"),
        Binding("f2", "recover", "Recovery code"),
    ]
    AUTO_FOCUS = "#passphrase"
    WHILE_LOCKED = True

    def __init__(self) -> None:
        super().__init__()
        self._first = True

    def compose(self) -> ComposeResult:
        with Vertical(id="door"):
            yield Static(tr("Borrower Desk"), id="door-title")
            yield Static(id="door-words")
            yield Entry(password=True, placeholder=tr("passphrase, then enter"), id="passphrase")
            yield Static(id="door-refused")
        yield Footer(show_command_palette=False)

    def on_screen_resume(self) -> None:
        """At the start try the ways that need no question; later wait for the user."""
        self.query_one("#passphrase", Input).value = ""
        self.query_one("#door-refused", Static).update("")
        if self._first:
            self._first = False
            self.action_open_by_itself()
        else:
            self._say(tr("The desk is locked.") + self._other_way())
        self.query_one("#passphrase").focus()

    def _other_way(self) -> str:
        ways = self.desk.ways
        named = (
            tr("its key file")
            if ways.key_file
            else tr("its passphrase file")
            if ways.passphrase_file
            else ""
        )
        return tr(" Enter alone opens it with {}.", named) if named else ""

    def action_open_by_itself(self) -> None:
        """The key file, the passphrase file or the keyring, as the user set it up."""
        from borrower_desk.actions import desks

        self._say(tr("Opening …"))
        path, ways = self.desk.path, self.desk.ways
        self.look_up(
            lambda: desks.open_desk(path, ways), self._opened, otherwise=self._needs_passphrase
        )

    def action_recover(self) -> None:
        """Get in with the recovery code."""
        from borrower_desk.screens import keeping

        keeping.recover(self.desk)

    @on(Input.Submitted, "#passphrase")
    def try_passphrase(self, event: Input.Submitted) -> None:
        typed = event.value
        if not typed:
            self.action_open_by_itself()
            return
        from borrower_desk.actions import desks
        from borrower_desk.actions.desks import Ways

        self._say(tr("Opening …"))
        path, ways = self.desk.path, Ways(keyring=False, ask=lambda: typed)
        self.look_up(lambda: desks.open_desk(path, ways), self._opened, otherwise=self._refused)

    def _opened(self, store: Store) -> None:
        self.query_one("#passphrase", Input).value = ""
        self._say("")
        self.desk.opened(store)

    def _needs_passphrase(self, why: DeskError) -> None:
        if isinstance(why, NoDesk):
            self.desk.switch_mode("onboarding")
            return
        self._say(tr("The desk is locked."))
        if (
            not isinstance(why, WrongKey)
            or self.desk.ways.key_file
            or self.desk.ways.passphrase_file
        ):
            self._tell(why)

    def _refused(self, why: DeskError) -> None:
        self._say(tr("The desk is locked."))
        self.query_one("#passphrase", Input).value = ""
        self._tell(why)

    def _tell(self, why: DeskError) -> None:
        words = Text(safe_line(in_app(why.message)), "bold")
        words.append(f"\n{safe_line(in_app(why.hint))}", "not bold")
        self.query_one("#door-refused", Static).update(words)

    def _say(self, words: str) -> None:
        self.query_one("#door-words", Static).update(Text(words))
