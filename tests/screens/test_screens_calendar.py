"""The Calendar: whose, within, and the file for another calendar; the Law with its calculator."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from icalendar import Calendar
from screen_samples import Sample
from screen_steps import go, press, said, seen, settled, write
from textual.widgets import Input

from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.calendar import CalendarScreen
from borrower_desk.screens.dialogs import Form

OpenApp = Callable[[Sample], DeskApp]
WIDE = (120, 36)


async def test_w_looks_less_far_ahead(full: Sample, app_of: OpenApp) -> None:
    app = app_of(full)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await go(pilot, "calendar")
        assert isinstance(app.screen, CalendarScreen)
        before = len(app.screen.found)
        await press(pilot, "w")
        await write(pilot, "week")
        await press(pilot, "enter")

        assert "within 7 days" in said(pilot, "#which")
        assert len(app.screen.found) < before
        assert all(one.days_left is not None and one.days_left <= 7 for one in app.screen.found)


async def test_i_writes_a_calendar_file_without_names(
    full: Sample, app_of: OpenApp, tmp_path: Path
) -> None:
    target = tmp_path / "mine.ics"
    app = app_of(full)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await go(pilot, "calendar")
        open_days = sum(one.due is not None for one in app.screen.found)  # type: ignore[attr-defined]
        await press(pilot, "i")
        assert isinstance(app.screen, Form)
        app.screen.query_one("#blank-path", Input).value = str(target)
        await press(pilot, "ctrl+s")
        await settled(pilot, 0.1)

        assert isinstance(app.screen, CalendarScreen)
    told = target.read_bytes()
    events = Calendar.from_ical(told).walk("VEVENT")
    assert sum(str(one["STATUS"]) != "CANCELLED" for one in events) == open_days
    assert b"Lopez" not in told


async def test_a_file_that_is_not_ours_is_refused_and_what_was_typed_stays(
    full: Sample, app_of: OpenApp, tmp_path: Path
) -> None:
    theirs = tmp_path / "family.ics"
    theirs.write_bytes(b"no calendar")
    app = app_of(full)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await go(pilot, "calendar")
        await press(pilot, "i")
        app.screen.query_one("#blank-path", Input).value = str(theirs)
        await press(pilot, "ctrl+s")
        await settled(pilot, 0.1)

        assert isinstance(app.screen, Form)
        assert "not written over" in said(pilot, "#refused")
    assert theirs.read_bytes() == b"no calendar"


async def test_the_law_shows_a_rule_with_its_example_and_computes(
    full: Sample, app_of: OpenApp
) -> None:
    app = app_of(full)
    async with app.run_test(size=(120, 50)) as pilot:
        await settled(pilot)
        await go(pilot, "law")
        await press(pilot, "i")
        await write(pilot, "noe-presale-cutoff")
        await press(pilot, "enter")
        shown = seen(pilot)
        assert "2027-03-15 gives 2027-03-07" in shown
        assert "not legal advice" in shown
        await press(pilot, "s")
        await write(pilot, "2027-02-10")
        await press(pilot, "enter")

        assert "Feb 2, 2027" in seen(pilot)


async def test_the_calculator_says_what_is_missing(full: Sample, app_of: OpenApp) -> None:
    app = app_of(full)
    async with app.run_test(size=(120, 50)) as pilot:
        await settled(pilot)
        await go(pilot, "law")
        await press(pilot, "i")
        await write(pilot, "noe-respond-foreclosure")
        await press(pilot, "enter")
        await press(pilot, "s")
        await write(pilot, "2027-02-10")
        await press(pilot, "enter")
        assert "sale_date" in seen(pilot)
        app.screen.query_one("#params", Input).value = "sale_date=2027-02-16"
        app.screen.query_one("#params", Input).focus()
        await press(pilot, "enter")

        assert "Nothing is owed: good-faith-only" in seen(pilot)
