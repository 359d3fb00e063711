"""How the screens look, at the smallest usual size and at the one they are made for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from screen_samples import Sample
from screen_steps import go, press, settled
from textual.pilot import Pilot

from borrower_desk.screens.app import DeskApp

SIZES = [(80, 24), (120, 36)]
OpenApp = Callable[[Sample], DeskApp]


def _at(mode: str, *keys: str):
    """Show a screen, press keys, wait until all is drawn."""

    async def before(pilot: Pilot[None]) -> None:
        await settled(pilot, 0.05)
        await go(pilot, mode)
        if keys:
            await press(pilot, *keys)
        await settled(pilot, 0.05)

    return before


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
@pytest.mark.parametrize("mode", ["today", "mail", "matter", "letters", "calendar", "law"])
def test_a_screen_with_a_matter_under_way(snap_compare, full, app_of: OpenApp, mode, size):
    assert snap_compare(app_of(full), terminal_size=size, run_before=_at(mode))


async def _writing(pilot: Pilot[None]) -> None:
    """A letter half written, what it lacks said below."""
    await settled(pilot, 0.05)
    pilot.app.open_draft("D2")  # type: ignore[attr-defined]  # the app under test
    for _ in range(200):
        await settled(pilot, 0.05)
        if getattr(pilot.app.screen, "report", None) is not None:
            break
    await settled(pilot, 0.5)  # the pause after the last key, once more


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_a_letter_being_written(snap_compare, full, app_of: OpenApp, size):
    assert snap_compare(app_of(full), terminal_size=size, run_before=_writing)


@pytest.mark.parametrize("mode", ["today", "mail", "matter", "letters", "calendar"])
def test_an_empty_screen_says_what_to_do_first(snap_compare, empty, app_of: OpenApp, mode):
    assert snap_compare(app_of(empty), terminal_size=(80, 24), run_before=_at(mode))


def test_the_help_of_a_screen(snap_compare, full, app_of: OpenApp):
    assert snap_compare(
        app_of(full), terminal_size=(120, 36), run_before=_at("mail", "question_mark")
    )


@pytest.mark.parametrize("theme", ["desk-light", "desk-contrast"])
def test_the_other_themes(snap_compare, full, app_of: OpenApp, theme, monkeypatch):
    monkeypatch.setenv("BORROWER_DESK_THEME", theme)

    assert snap_compare(app_of(full), terminal_size=(120, 36), run_before=_at("today"))
