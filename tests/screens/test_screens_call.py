"""The form of a call: a timer that is kept, facts put in by a key, the letter at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from journey_steps import SIZE, JourneyApp, disputed, fill, household, until
from screen_steps import press, settled, write

from borrower_desk.screens.acts.call import clock_of
from borrower_desk.screens.compose import ComposeScreen

DAY = date(2026, 12, 16)


def desk(folder: Path) -> JourneyApp:
    store = household(folder)
    disputed(store)
    store.close()
    return JourneyApp(folder, DAY)


async def test_the_timer_is_kept_with_what_was_said(tmp_path: Path) -> None:
    app = desk(tmp_path)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter", "l")
        await until(pilot, "f8 starts a timer")
        await press(pilot, "f8")
        await until(pilot, "Timer running")
        await press(pilot, "f8")
        await until(pilot, "Timer ended")
        await press(pilot, "tab", "tab")
        await fill(pilot, "Ana, ID 4471", "LM-00991", "They will look into it.")
        await press(pilot, "ctrl+s")
        await until(pilot, "is on record")
        kept = app.kept.correspondence(app.kept.rows(limit=1)[0].id)

        assert "The call began at" in kept.text
        assert "took 0:0" in kept.text


async def test_without_the_timer_nothing_is_said_of_it(tmp_path: Path) -> None:
    app = desk(tmp_path)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter", "l", "tab", "tab")
        await fill(pilot, "Ana", None, "They will look into it.")
        await press(pilot, "ctrl+s")
        await until(pilot, "is on record")
        kept = app.kept.correspondence(app.kept.rows(limit=1)[0].id)

        assert kept.text.strip() == "They will look into it."


async def test_a_key_puts_a_fact_of_the_dispute_into_the_words(tmp_path: Path) -> None:
    app = desk(tmp_path)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter", "l")
        await until(pilot, "f9 puts a fact")
        await press(pilot, "f9")
        await until(pilot, "Which fact?")
        await write(pilot, "71.61")
        await press(pilot, "enter")
        await until(pilot, "Put a contact on record")

        assert "71.61" in app.screen.values()["text"]


async def test_the_confirming_letter_is_begun_at_once(tmp_path: Path) -> None:
    app = desk(tmp_path)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter", "l", "tab", "tab")
        await fill(pilot, "Ana, ID 4471", "LM-00991", "The fee will be reversed.")
        await press(pilot, "ctrl+s")
        await until(pilot, "Draft the letter that confirms the call?")
        await press(pilot, "y")
        await until(pilot, "Confirm a telephone call")

        assert isinstance(app.screen, ComposeScreen)
        assert "LM-00991" in app.kept.drafts()[-1].body


def test_a_call_of_an_hour_is_said_in_minutes() -> None:
    assert clock_of(3723.9) == "62:03"
