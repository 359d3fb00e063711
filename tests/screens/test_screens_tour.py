"""The tour, and the words of the law a key away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from screen_samples import Sample
from screen_steps import go, press, seen, settled

from borrower_desk.screens import tour
from borrower_desk.screens.app import DeskApp

OpenApp = Callable[[Sample], DeskApp]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
async def test_the_tour_shows_each_screen_it_speaks_of(full: Sample, app_of: OpenApp, size):
    """Enter goes from halt to halt, the screen behind changes with it, and it ends."""
    app = app_of(full)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        tour.take(app)
        for number, stop in enumerate(tour.STOPS, 1):
            await settled(pilot, 0.05)
            assert isinstance(app.screen, tour.Tour)
            assert app.current_mode == stop.mode
            text = seen(pilot)
            assert f"{number} of {len(tour.STOPS)}: {stop.title}" in text
            assert stop.words.split()[-1] in text  # nothing is cut off
            await press(pilot, "enter")
        await settled(pilot, 0.05)

        assert not isinstance(app.screen, tour.Tour)


async def test_the_tour_goes_back_and_can_be_left(full: Sample, app_of: OpenApp):
    app = app_of(full)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        tour.take(app)
        await settled(pilot, 0.05)
        await press(pilot, "left")
        assert app.screen.at == 0
        await press(pilot, "enter")
        await settled(pilot, 0.05)
        await press(pilot, "left")
        await settled(pilot, 0.05)
        assert app.screen.at == 0
        await press(pilot, "escape")
        await settled(pilot, 0.05)

        assert not isinstance(app.screen, tour.Tour)


@pytest.mark.parametrize("mode", ["today", "calendar"])
async def test_the_law_behind_a_deadline_is_one_key_away(full: Sample, app_of: OpenApp, mode):
    app = app_of(full)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await go(pilot, mode)
        rows = app.screen.query("Rows").first()
        for _ in range(30):
            if str(getattr(rows.current, "id", "")).startswith("noe-"):
                break
            await press(pilot, "j")
        wanted = rows.current.id.partition(":")[0]
        await press(pilot, "L")
        await settled(pilot, 0.2)

        assert app.current_mode == "law"
        assert app.screen.rows.current.id == wanted
        assert "12 CFR 1024.35" in seen(pilot)


async def test_without_a_deadline_it_says_where_to_stand(full: Sample, app_of: OpenApp):
    app = app_of(full)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await go(pilot, "people")
        await press(pilot, "L")
        await settled(pilot, 0.2)

        assert "Choose a deadline first" in next(iter(app._notifications)).message
