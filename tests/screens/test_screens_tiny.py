"""Windows of a few cells, and keys pressed at random: the app goes on."""

from __future__ import annotations

import random

import pytest
from screen_steps import MODES, settled
from textual.widgets import OptionList

from borrower_desk.screens.choosing import Choice, Choose

PAGING = ("pageup", "pagedown", "home", "end", "pageup", "down", "pagedown", "up")
# Not among them: what leaves (q, ctrl+q), stops the process (ctrl+z) or locks (ctrl+l).
KEYS = (
    *"acdefghijklmnoprstuvxyzABCDEFGHIJKLMNOPRSTUVWXYZ0123456789/?+-_[]<> ",
    "up", "down", "left", "right", "pageup", "pagedown", "home", "end", "tab", "shift+tab",
    "escape", "escape", "escape", "backspace", "delete", "ctrl+p", "ctrl+a", "f1",
)  # fmt: skip


@pytest.mark.parametrize("size", [(3, 2), (10, 3)])
async def test_every_list_pages_in_a_tiny_window(full, app_of, size):
    """The screens', a dialog's and the palette's; resized meanwhile and back."""
    app = app_of(full)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for mode in MODES:
            app.go(mode)
            await pilot.press(*PAGING[:4])
        app.push_screen(Choose("Which?", [Choice(str(n), f"Choice {n}") for n in range(30)]))
        await pilot.pause()
        options = app.screen.query_one(OptionList)
        options.focus()
        await pilot.press(*PAGING)
        await pilot.resize_terminal(80, 24)
        await pilot.press(*PAGING)
        await pilot.resize_terminal(*size)
        await pilot.press(*PAGING, "escape")
        await pilot.press("ctrl+p", *PAGING, "escape")
        await settled(pilot)

        assert app.return_code in (None, 0)
        assert not app._exception


async def test_a_list_without_a_laid_out_line_pages_to_its_ends(full, app_of):
    """What a window of three by two made of a list when PageUp came before it had any room."""
    app = app_of(full)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.push_screen(Choose("Which?", [Choice(str(n), f"Choice {n}") for n in range(30)]))
        await pilot.pause()
        options = app.screen.query_one(OptionList)
        options.highlighted = 7
        options.styles.display = "none"
        await pilot.pause()
        options._clear_caches()

        options.action_page_up()
        assert options.highlighted == 0
        options._clear_caches()
        options.action_page_down()
        assert options.highlighted == 29


@pytest.mark.parametrize(("size", "seed"), [((80, 24), 1), ((3, 2), 2)])
async def test_keys_pressed_at_random_break_nothing(full, app_of, size, seed):
    """On every screen; an error that nobody foresaw would fail the test (see conftest)."""
    chance = random.Random(seed)
    app = app_of(full)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for mode in chance.sample(MODES, len(MODES)):
            while len(app.screen_stack) > 1:
                app.pop_screen()
            app.unsaved.clear()
            app.go(mode)
            for key in chance.choices(KEYS, k=5):
                await pilot.press({" ": "space"}.get(key, key))
        await settled(pilot)

        assert not app._exception
        assert not app.locked
