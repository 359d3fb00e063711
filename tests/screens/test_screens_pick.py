"""A field whose answer is one of many: found by any word in it."""

from __future__ import annotations

from collections.abc import Callable

from screen_samples import Sample
from screen_steps import press, seen, settled, write

from borrower_desk.screens.acts import new_matter
from borrower_desk.screens.app import DeskApp

OpenApp = Callable[[Sample], DeskApp]


async def test_a_request_is_found_by_a_word_in_the_middle_of_its_name(
    full: Sample, app_of: OpenApp
) -> None:
    app = app_of(full)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        new_matter(app)
        await settled(pilot)
        await press(pilot, "tab", "m")
        await write(pilot, "odif")
        await settled(pilot)
        assert "a letter to them" in seen(pilot)
        await press(pilot, "enter")

        assert app.screen.values()["issue"] == "modification-documents"  # type: ignore[attr-defined]


async def test_escape_leaves_the_answer_as_it_was(full: Sample, app_of: OpenApp) -> None:
    app = app_of(full)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        new_matter(app)
        await settled(pilot)
        await press(pilot, "tab", "m")
        await write(pilot, "odif")
        await press(pilot, "enter", "shift+tab", "enter", "escape")

        assert app.screen.values()["issue"] == "modification-documents"  # type: ignore[attr-defined]
