"""The common keys: help from the bindings, numbers, palette, quit, lock, and none in a field."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from screen_samples import HOSTILE, Sample
from screen_steps import MODES, go, press, said, seen, settled, write
from textual.command import CommandPalette
from textual.widgets import Input

from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.compose import ComposeScreen
from borrower_desk.screens.dialogs import Confirm, Form
from borrower_desk.screens.help import HelpScreen
from borrower_desk.screens.onboarding import OnboardingScreen
from borrower_desk.screens.search import SearchScreen
from borrower_desk.screens.unlock import UnlockScreen
from borrower_desk.screens.widgets.rows import Rows

OpenApp = Callable[[Sample], DeskApp]


async def test_each_screen_s_help_lists_what_works_there(full: Sample, app_of: OpenApp) -> None:
    """`?` names every active binding that has words, from the bindings themselves."""
    app = app_of(full)
    async with app.run_test(size=(120, 60)) as pilot:
        await settled(pilot)
        for mode in MODES:
            await go(pilot, mode)
            app.screen.set_focus(next(iter(app.screen.query(Rows)), None))
            await pilot.pause()
            active = {
                (one.binding.description, app.get_key_display(one.binding))
                for one in app.screen.active_bindings.values()
                if one.binding.description
            }
            await press(pilot, "question_mark")
            assert isinstance(app.screen, HelpScreen), mode
            listed = {
                (words, key)
                for _, keys in app.screen.groups
                for shown, words in keys
                for key in (shown, *shown.split())
            }
            assert active <= listed, f"{mode}: {active - listed}"
            await press(pilot, "escape")


async def test_number_keys_go_to_the_ten_screens(full: Sample, app_of: OpenApp) -> None:
    """1 to 9 and 0 are the ten first screens, wherever one is."""
    app = app_of(full)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        for key, mode in zip("1234567890", MODES, strict=False):
            if isinstance(app.focused, Input):
                await press(pilot, "escape")
            await press(pilot, key)
            assert app.current_mode == mode


async def test_single_keys_are_letters_in_a_field(full: Sample, app_of: OpenApp) -> None:
    """What is typed into a field is text: q does not quit, 1 does not go anywhere, ? is a sign."""
    app = app_of(full)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "slash")
        assert isinstance(app.screen, SearchScreen)
        await write(pilot, "q1?gGjn/")
        await settled(pilot, 0.25)

        assert app.current_mode == "search"
        assert app.screen.query_one("#query", Input).value == "q1?gGjn/"


async def test_the_palette_holds_the_screen_s_acts_and_everybody_s(
    full: Sample, app_of: OpenApp
) -> None:
    """ctrl+p finds an act of this screen and one of the whole desk, by a few letters."""
    app = app_of(full)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await go(pilot, "mail")
        await press(pilot, "ctrl+p")
        assert isinstance(app.screen, CommandPalette)
        await write(pilot, "classif")
        await settled(pilot, 0.3)
        assert "Classify" in seen(pilot)
        await press(pilot, "escape")
        await settled(pilot)
        await press(pilot, "ctrl+p")
        await write(pilot, "open a matter")
        await settled(pilot, 0.4)
        await press(pilot, "enter")
        await settled(pilot, 0.2)

        assert isinstance(app.screen, Form)
        assert "What went wrong?" in seen(pilot)


async def test_quit_asks_only_when_something_is_unsaved(full: Sample, app_of: OpenApp) -> None:
    """A draft with words that are not kept is named before the app ends."""
    app = app_of(full)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        app.open_draft("D2")
        await settled(pilot, 0.1)
        assert isinstance(app.screen, ComposeScreen)
        await write(pilot, "the escrow account")
        await press(pilot, "ctrl+q")
        assert isinstance(app.screen, Confirm)
        assert "D2" in seen(pilot)
        await press(pilot, "n")
        await press(pilot, "ctrl+s")
        await settled(pilot)
        assert app.unsaved == {}
        await pilot.press("ctrl+q")
        await pilot.pause()

        assert not app.is_running or app._exit


async def test_lock_leaves_nothing_of_the_desk_on_the_screen(full: Sample, app_of: OpenApp) -> None:
    """ctrl+l closes the desk; no key brings its words back without unlocking."""
    app = app_of(full)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert "M1" in seen(pilot)
        await press(pilot, "ctrl+l")
        assert isinstance(app.screen, UnlockScreen)
        assert app.store is None
        await press(pilot, "tab", "2", "ctrl+p", "question_mark", "escape", "slash")
        text = seen(pilot)
        for word in ("M1", "Lakeshore", "Lopez", "late fee", "4567"):
            assert word not in text
        assert app.title == "Borrower Desk"
        assert app.sub_title == ""
        app.screen.query_one("#passphrase", Input).value = ""
        app.screen.query_one("#passphrase").focus()
        await press(pilot, "enter")
        await settled(pilot)

        assert app.current_mode == "today"
        assert "M1" in seen(pilot)


async def test_a_passphrase_opens_the_desk_and_a_wrong_one_says_so(
    tmp_path: object, full: Sample
) -> None:
    """Without a working way in, the app asks; a wrong passphrase is said, without a traceback."""
    from screen_samples import TODAY

    from borrower_desk.actions.desks import Ways, change_passphrase

    change_passphrase(full.path, full.ways, "four random plain words")
    app = DeskApp(full.path, Ways(keyring=False), lambda: TODAY)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, UnlockScreen)
        await write(pilot, "wrong")
        await press(pilot, "enter")
        await settled(pilot)
        assert app.locked
        refused = said(pilot, "#door-refused")
        assert refused.strip()
        assert "Traceback" not in seen(pilot)
        await write(pilot, "four random plain words")
        await press(pilot, "enter")
        await settled(pilot)

        assert app.current_mode == "today"


async def test_without_a_desk_the_first_steps_come(tmp_path: object, full: Sample) -> None:
    """No desk: onboarding, and no act but its own."""
    from screen_samples import TODAY

    app = DeskApp(full.path.with_name("none.desk"), full.ways, lambda: TODAY)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        assert isinstance(app.screen, OnboardingScreen)
        assert "go" not in {one.binding.action for one in app.screen.active_bindings.values()}


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (160, 48), (240, 70)])
async def test_every_screen_stands_at_every_size(
    full: Sample, app_of: OpenApp, size: tuple[int, int]
) -> None:
    """Nothing breaks, the footer and the bar are there, and a narrow screen shows one pane."""
    app = app_of(full)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for mode in MODES:
            await go(pilot, mode)
            lines = seen(pilot).splitlines()
            assert len(lines) <= size[1]
            assert "1" in lines[0]
            assert lines[-1].strip(), mode
        await go(pilot, "mail")
        both = app.screen.query_one("#mail").display and app.screen.query_one("#reader").display
        assert both == (size[0] >= 100)


async def test_a_resize_while_reading_keeps_what_is_read(full: Sample, app_of: OpenApp) -> None:
    """Wide to narrow and back: the message stays."""
    app = app_of(full)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        app.open_message("C5")
        await settled(pilot, 0.1)
        await pilot.resize_terminal(70, 20)
        await settled(pilot)
        assert "URGENT" in seen(pilot)
        await pilot.resize_terminal(130, 40)
        await settled(pilot)

        assert "SUSPICIOUS" in seen(pilot)


async def test_a_stranger_s_text_is_only_text(full: Sample, app_of: OpenApp) -> None:
    """Markup, escapes, direction overrides and links of a stranger's are shown, never obeyed."""
    app = app_of(full)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        for mode in ("today", "mail", "search", "journal"):
            await go(pilot, mode)
            if mode == "search":
                await write(pilot, "final")
                await settled(pilot, 0.3)
            text = seen(pilot)
            assert "[red]Fin" in text, mode
            assert "\x1b" not in text
            assert "\u202e" not in text
        await go(pilot, "mail")
        app.open_message("C6")
        await settled(pilot, 0.1)
        text = seen(pilot)
        assert HOSTILE.split()[0] in text
        assert "[link=file:///etc/passwd]x[/link]" in text
        for strip in app.screen._compositor.render_strips():
            assert all(segment.style is None or not segment.style.link for segment in strip)
