"""What the screens share: the bar on top, the banner, the footer, the common keys."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Input, Static, TextArea

from borrower_desk.errors import DeskError
from borrower_desk.screens.asking import Asking
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.widgets.bar import TopBar
from borrower_desk.screens.widgets.rows import Rows
from borrower_desk.speech import tr
from borrower_desk.text import safe_line


class Banner(Static):
    """One or two lines that say what went wrong and what to do; stays until it is mended."""

    def say(self, message: str, hint: str = "") -> None:
        words = Text(no_wrap=False)
        words.append(f"{tr('Not done')}: ", "bold")
        words.append(safe_line(in_app(message)))
        if hint:
            words.append(f"  {safe_line(in_app(hint))}", "dim")
        self.update(words)
        self.display = True

    def hush(self) -> None:
        self.display = False


class DeskScreen(Asking[None]):
    """One of the app's screens.  `body` is what stands between the bar and the footer."""

    TAB: ClassVar[str] = ""  # the mode that the bar marks
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - as Screen has it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r,f5", "load", "Reload", show=False),
        Binding("escape", "back", "Back", show=False),
        Binding("L", "law", "The law of this", show=False),
        Binding("u", "undo", "Undo", show=False),
    ]

    def compose(self) -> ComposeResult:
        yield TopBar(self.TAB)
        yield from self.body()
        yield Banner(id="banner")
        yield Footer()

    def body(self) -> ComposeResult:
        """The screen's own widgets."""
        yield from ()

    def __init__(self) -> None:
        super().__init__()
        self._seen = -1  # the desk's version that is shown

    def on_screen_resume(self) -> None:
        """Load at first, and again when another screen changed what this one shows."""
        self.desk.tell_held()
        if self._seen != self.desk.version:
            self._seen = self.desk.version
            self.action_load()

    def done(self, words: str) -> None:
        """A change went well: say so, and show what it changed."""
        self.calm()
        self.desk.note_change()
        self._seen = self.desk.version
        self.desk.say(words)
        self.action_load()

    def to_list(self) -> None:
        """Back to the screen's list, where its digit leads; most screens stand there anyway."""

    def action_load(self) -> None:
        """Fetch again what is shown."""

    def action_undo(self) -> None:
        """Take back the last change, after a yes."""
        from borrower_desk.screens import keeping
        from borrower_desk.screens.dialogs import Confirm

        def answered(yes: bool | None) -> None:
            if yes:
                keeping.undo(self.desk, self.action_load)

        self.app.push_screen(
            Confirm(
                "Take back the last change?",
                detail="Filing, tags, kinds, events and discarded drafts come back as they were;"
                " the journal keeps both.",
                yes="Take it back",
                no="Leave it",
            ),
            answered,
        )

    def action_law(self) -> None:
        """The rule behind the duty under the cursor, on the Law screen."""
        lists = sorted(self.query(Rows), key=lambda one: not one.has_focus)
        for rows in lists:
            rule, colon, _ = str(getattr(rows.current, "id", "")).partition(":")
            if colon:
                self.desk.open_law(rule)
                return
        self.desk.say("Choose a deadline first; L then shows the law behind it.")

    def action_back(self) -> None:
        """One level back: hide the banner, else leave a screen that was pushed."""
        banner = self.query_one(Banner)
        lists = self.query(Rows)
        if banner.display:
            banner.hush()
        elif (
            isinstance(self.focused, Input | TextArea) and lists and len(self.app.screen_stack) == 1
        ):
            lists.first().focus()
        elif len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    def trouble(self, why: DeskError) -> None:
        self.query_one(Banner).say(why.message, why.hint)

    def calm(self) -> None:
        """Take the banner away: what was asked for went well."""
        self.query_one(Banner).hush()

    @property
    def narrow(self) -> bool:
        """True when two panes do not fit side by side."""
        return self.size.width < 100
