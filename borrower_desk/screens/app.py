"""The app: opens the desk, holds the screens, locks, and catches what nobody else caught."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.filter import DimFilter
from textual.screen import Screen

from borrower_desk import settings, speech
from borrower_desk.actions import leftovers
from borrower_desk.actions.opening import PrivateCopies
from borrower_desk.screens import ending, keys, others, signs
from borrower_desk.screens.base import DeskScreen
from borrower_desk.screens.bring_in import ImportScreen
from borrower_desk.screens.calendar import CalendarScreen
from borrower_desk.screens.commands import DeskCommands
from borrower_desk.screens.correspondence import CorrespondenceScreen
from borrower_desk.screens.dialogs import Confirm
from borrower_desk.screens.help import HelpScreen
from borrower_desk.screens.journal import JournalScreen
from borrower_desk.screens.keys import Keyed
from borrower_desk.screens.law import LawScreen
from borrower_desk.screens.letters import LettersScreen
from borrower_desk.screens.matter import MatterScreen
from borrower_desk.screens.onboarding import OnboardingScreen
from borrower_desk.screens.packet import PacketScreen
from borrower_desk.screens.people import PeopleScreen
from borrower_desk.screens.search import SearchScreen
from borrower_desk.screens.telling import Telling
from borrower_desk.screens.themes import DIM, NAMES, THEMES
from borrower_desk.screens.today import TodayScreen
from borrower_desk.screens.unlock import UnlockScreen
from borrower_desk.screens.widgets import paging
from borrower_desk.screens.widgets.bar import TABS
from borrower_desk.speech import tr
from borrower_desk.text import safe_file_name, safe_line

if TYPE_CHECKING:
    from borrower_desk.actions.desks import Ways
    from borrower_desk.desk.store import Store

LOCKED_MODES = ("locked", "onboarding")


class DeskApp(Keyed, Telling):
    """One desk, its screens, and the day that counts as today."""

    TITLE = "Borrower Desk"
    CSS_PATH = Path(__file__).with_name("desk.tcss")
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[Any]] = {DeskCommands}
    MODES: ClassVar[dict[str, Any]] = {
        "locked": UnlockScreen,
        "onboarding": OnboardingScreen,
        "today": TodayScreen,
        "mail": CorrespondenceScreen,
        "matter": MatterScreen,
        "letters": LettersScreen,
        "calendar": CalendarScreen,
        "packet": PacketScreen,
        "people": PeopleScreen,
        "search": SearchScreen,
        "import": ImportScreen,
        "law": LawScreen,
        "journal": JournalScreen,
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "help_keys", "Help", key_display="?"),
        Binding("ctrl+p", "command_palette", "All acts", show=False, priority=True),
        Binding("slash", "search", "Search", key_display="/"),
        Binding("ctrl+l", "lock", "Lock", show=False),
        Binding("q", "leave", "Quit"),
        Binding("ctrl+q", "leave", "Quit", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", "To the shell", show=False),
        # Textual hands a key to the field that has the focus before what stands in that field's
        # queue is done: words that come at a machine's pace, or are pasted, with a tab between
        # would all land in the first.  With priority the tab moves the focus at once.
        Binding("tab", "app.focus_next", "Focus Next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", "Focus Previous", show=False, priority=True),
        *(Binding(key, f"go('{mode}')", name, show=False) for key, mode, name, _ in TABS),
    ]

    def __init__(self, desk: Path, ways: Ways, today: Callable[[], date]) -> None:
        set_to, troubles = settings.settings()
        if set_to.language:
            speech.use(set_to.language)  # before any key is named
        super().__init__()
        paging.mend()
        self.path = desk
        self.ways = replace(ways, ask=None)  # a prompt would write over the app
        self.today = today
        self.store: Store | None = None
        self.version = 0  # counts the changes, so that screens know when to load again
        self.copies = PrivateCopies()  # of attachments that other programs show
        self.unsaved: dict[str, str] = {}  # what would be lost, by who holds it
        self.busy: str | None = None  # work that must not be cut short
        self.settings, self._troubles = set_to, troubles
        self.animation_level = "full" if self.settings.motion else "none"
        for line_filter in self._filters:  # no public door: dim words must stay readable
            if isinstance(line_filter, DimFilter):
                line_filter.dim_factor = DIM
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self.settings.theme if self.settings.theme in NAMES else "desk-dark"
        self._filters.append(signs.Plain())
        if signs.needed():
            self._filters.append(signs.Ascii())
        keymap, unclear = keys.chosen()
        self._troubles += unclear
        self.set_keymap(keymap)
        self.others = others.Others(self)
        self._touched = time.monotonic()
        self._day = today()

    @property
    def locked(self) -> bool:
        """True while no desk is open."""
        return self.store is None

    def on_mount(self) -> None:
        self.switch_mode("locked" if self.path.exists() else "onboarding")
        self.set_interval(20, self._look_at_the_clock)
        self.set_interval(others.EVERY, self.others.look)
        for trouble in self._troubles:
            self.notify(safe_line(trouble), severity="warning", markup=False, timeout=15)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The style sheet's own colours, for a theme that does not name them."""
        return THEMES[0].variables

    # ── the desk ─────────────────────────────────────────────────────────────

    def opened(self, store: Store, mode: str = "today") -> None:
        """The desk is open; the screens may ask it."""
        self.store = store
        self._touched = time.monotonic()
        self.note_change()
        if mode:
            self.switch_mode(mode)
            self.refresh_bindings()

    def action_lock(self) -> None:
        """Close the desk; nothing of it stays on the screen."""
        if self.store is None:
            return
        if self.busy:
            self.say(tr("{} is still running. Wait for it, or stop it, then lock.", self.busy))
            return
        store, self.store = self.store, None
        self.hush()  # nothing of the desk is told after it
        self.copies.clear()
        self.clear_notifications()
        self.switch_mode("locked")
        self.refresh_bindings()
        self.run_worker(store.close, thread=True, exit_on_error=False)

    def _look_at_the_clock(self) -> None:
        """Lock an idle desk; load anew when the day has turned."""
        idle = self.settings.idle_minutes * 60
        shown_once = isinstance(self.screen, OnboardingScreen) and self.screen.code
        if not self.locked and not shown_once and idle and time.monotonic() - self._touched > idle:
            self.action_lock()
        if self._day != self.today():
            self._day = self.today()
            self.note_change()
            if isinstance(self.screen, TodayScreen | CalendarScreen | MatterScreen):
                self.screen.action_load()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.MouseDown):
            self._touched = time.monotonic()
        await super().on_event(event)

    def note_change(self) -> None:
        """The desk is not what the screens last saw."""
        self.version += 1

    def show_again(self) -> None:
        """As `note_change`; what is on top loads at once, for it did not ask for the change."""
        self.note_change()
        if isinstance(self.screen, DeskScreen):
            self.screen.on_screen_resume()

    # ── going about ──────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While no desk is open, or its recovery code is shown, there is nowhere to go."""
        setting_up = isinstance(self.screen, OnboardingScreen)
        if setting_up and action in {"go", "search"}:
            return False
        shown_once = isinstance(self.screen, OnboardingScreen) and bool(self.screen.code)
        if action in ("go", "search", "command_palette", "lock") and (self.locked or shown_once):
            return False
        return super().check_action(action, parameters)

    def go(self, mode: str) -> Screen[Any]:
        """Show one of the main screens."""
        if self.current_mode != mode:
            self.switch_mode(mode)
        return self.screen_stack[0]

    def action_go(self, mode: str) -> None:
        """A screen's own digit: its list, from which enter opens what is marked."""
        self.show(mode, lambda screen: screen.to_list())

    def show(self, mode: str, act: Callable[[Any], None]) -> None:
        """Show a main screen and do something on it, once it stands."""
        screen = self.go(mode)
        if screen.is_mounted and screen.query("Footer"):
            act(screen)
        else:
            screen.call_after_refresh(act, screen)

    def apply(self, wanted: settings.Settings) -> None:
        """Look and behave as the settings say, from now on."""
        self.settings = wanted
        self.theme = wanted.theme if wanted.theme in NAMES else "desk-dark"
        self.animation_level = "full" if wanted.motion else "none"

    def action_search(self) -> None:
        self.show("search", SearchScreen.ready)

    def open_matter(self, identifier: str, *, ladder: bool = False) -> None:
        """Show this matter; with `ladder`, what can follow in it."""
        self.show("matter", lambda screen: screen.open(identifier, ladder=ladder))

    def open_message(self, identifier: str) -> None:
        """Show this piece of correspondence."""
        self.show("mail", lambda screen: screen.open(identifier))

    def open_draft(self, identifier: str) -> None:
        """Show this draft, to write on."""
        from borrower_desk.screens.compose import ComposeScreen

        self.push_screen(ComposeScreen(identifier))

    def open_packet(self, matter: str) -> None:
        """Show the packet screen for this matter."""
        self.show("packet", lambda screen: screen.choose(matter))

    def open_law(self, rule: str) -> None:
        """Show this rule of the law table."""
        self.show("law", lambda screen: screen.open(rule))

    def open_setup(self) -> None:
        """Show the four steps again."""
        self.push_screen(OnboardingScreen())

    def hand_over(self, path: Path) -> None:
        """In a browser a file that was written is a download too; in a terminal it just lies there."""
        if self.is_web:
            self.deliver_binary(path, save_filename=safe_file_name(path.name))

    def action_help_keys(self) -> None:
        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_leave(self) -> None:
        """Leave; ask first when something would be lost."""
        lost = [*self.unsaved.values(), *([self.busy] if self.busy else [])]
        if not lost:
            self.exit()
        elif not isinstance(self.screen, Confirm):
            self.push_screen(
                Confirm(
                    "Leave now?",
                    detail="Not saved or not finished: " + "; ".join(lost),
                    yes="Leave",
                    no="Stay",
                ),
                lambda yes: self.exit() if yes else None,
            )

    def action_suspend_process(self) -> None:
        """To the shell and back with `fg`; the desk is locked meanwhile."""
        self.action_lock()
        if not self.locked:
            return  # something runs that must not be cut short; it was said
        super().action_suspend_process()

    # ── the end ──────────────────────────────────────────────────────────────

    def _handle_exception(self, error: Exception) -> None:
        """The app's one catch-all: leave the terminal sane and say so, without a traceback.

        Textual has no public hook for this.  Under a test's pilot, and with
        BORROWER_DESK_DEBUG, its own handling stands.
        """
        if self.is_headless or os.environ.get("BORROWER_DESK_DEBUG"):
            super()._handle_exception(error)
            return
        self.exit(
            return_code=1,
            message=tr(
                "Something went wrong that Borrower Desk did not expect ({}).\nWhat was saved is kept. BORROWER_DESK_DEBUG=1 shows where, for a report.",
                type(error).__name__,
            ),
        )

    def on_unmount(self) -> None:
        self.copies.clear(for_good=True)
        if self.store is not None:
            store, self.store = self.store, None
            store.close()


@contextmanager
def _quiet_files() -> Iterator[None]:
    """Whatever the app writes is its owner's alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def run_app(desk: Path, ways: Ways, today: Callable[[], date]) -> None:
    """Run the app on this desk until the user leaves."""
    leftovers.sweep()
    with _quiet_files():
        app = DeskApp(desk, ways, today)
        with ending.minded(app) as told:
            app.run()
    if told.signal:
        raise SystemExit(128 + told.signal)
    if app.return_code:
        raise SystemExit(app.return_code)
