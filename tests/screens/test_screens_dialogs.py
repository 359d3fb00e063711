"""What a dialog asks stays answerable: a long text scrolls, the buttons stay in sight."""

from __future__ import annotations

from collections.abc import Callable

from screen_samples import Sample
from screen_steps import press, seen, settled

from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.dialogs import Confirm

OpenApp = Callable[[Sample], DeskApp]
LONG = "\n".join(f"line {n} of what it would move" for n in range(60))


async def test_a_long_question_keeps_its_buttons_in_sight(empty: Sample, app_of: OpenApp) -> None:
    app = app_of(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.push_screen(Confirm("Does this count?", detail=LONG))
        await settled(pilot, 0.1)

        shown = seen(pilot)
        assert "Yes (y)" in shown
        assert "line 0 " in shown
        assert "line 59 " not in shown


async def test_the_keys_of_a_pager_scroll_a_long_question(empty: Sample, app_of: OpenApp) -> None:
    app = app_of(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.push_screen(Confirm("Does this count?", detail=LONG))
        await settled(pilot, 0.1)
        await press(pilot, *["pagedown"] * 8)

        assert "line 59 " in seen(pilot)
        assert "Yes (y)" in seen(pilot)


async def test_a_short_question_is_no_higher_than_it_must_be(
    empty: Sample, app_of: OpenApp
) -> None:
    app = app_of(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.push_screen(Confirm("Does this count?", detail="It moves no date."))
        await settled(pilot, 0.1)

        assert app.screen.query_one(".dialog").outer_size.height < 9
