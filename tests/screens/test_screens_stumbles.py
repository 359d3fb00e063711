"""Where one stumbled in the app: each stumble stays mended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from journey_steps import SIZE, JourneyApp, disputed, fill, flat, household, until
from screen_samples import Sample
from screen_steps import press, put_all, said, seen, settled, write
from textual import events

from borrower_desk.screens import keeping
from borrower_desk.screens.acts.people import add_servicer
from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.dialogs import Confirm
from borrower_desk.screens.tour import STOPS
from borrower_desk.screens.unlock import UnlockScreen

DAY = date(2027, 6, 1)
OpenApp = Callable[[Sample], DeskApp]


def desk(folder: Path, day: date = DAY) -> JourneyApp:
    store = household(folder)
    disputed(store)
    store.close()
    return JourneyApp(folder, day)


async def test_a_time_to_sue_names_no_day_that_its_event_lacks(tmp_path: Path) -> None:
    """The letter was delivered on 7 December; the time counts from a missed answer."""
    app = desk(tmp_path)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter", "right_square_bracket")
        rows = app.screen.query_one("#part-deadlines")
        while "Time to sue" not in str(getattr(rows.current, "title", "")):  # type: ignore[attr-defined]
            await press(pilot, "j")
        await press(pilot, "enter")
        shown = flat(seen(pilot))
        assert "counted from 2026-12-15, the day after the answer that E2 called for" in shown
        assert "delivered on 2026-12-15" not in shown


async def test_a_new_matter_is_about_nothing_until_one_says_what(tmp_path: Path) -> None:
    app = desk(tmp_path)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "m")
        await fill(pilot, "Insurance")
        await press(pilot, "ctrl+s")
        assert "What went wrong? is still empty" in flat(seen(pilot))
        assert len(app.kept.matters()) == 1
        await press(pilot, "i")
        await write(pilot, "nsurance-evidence")
        await press(pilot, "enter", "ctrl+s")
        await settled(pilot)
        assert [one.issue for one in app.kept.matters()][1:] == ["insurance-evidence"]


async def test_3_and_enter_opens_the_matter_whatever_was_open_before(tmp_path: Path) -> None:
    app = desk(tmp_path)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter")
        for before in ([], ["1"], ["3"]):
            await press(pilot, *before, "3", "enter")
            assert app.current_mode == "matter", before
            assert len(app.screen_stack) == 1, "no letter and no event was opened"
            assert app.screen.has_class("-reading")


async def test_what_stood_all_the_time_is_not_said_twice(full: Sample, app_of: OpenApp) -> None:
    """A dialog of a moment: the toast has its seconds left."""
    app = app_of(full)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        app.say("C1 is in M1.", seconds=60)
        await settled(pilot)
        app.push_screen(Confirm("Leave now?"))
        await press(pilot, "n")
        await settled(pilot, 0.1)
        assert seen(pilot).count("C1 is in M1.") == 1


async def test_what_went_while_a_dialog_was_open_is_said_when_it_closes(
    full: Sample, app_of: OpenApp
) -> None:
    app = app_of(full)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        app.say("C1 is in M1.", seconds=1.5)
        app.push_screen(Confirm("Leave now?"))
        await settled(pilot, 1.6)
        await press(pilot, "n")
        assert "C1 is in M1." in seen(pilot)


async def test_what_is_long_past_is_not_said_again(full: Sample, app_of: OpenApp) -> None:
    app = app_of(full)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        app.say("C1 is in M1.", seconds=0.01)
        await settled(pilot, 0.1)
        app.push_screen(Confirm("Leave now?"))
        await press(pilot, "n")
        assert "C1 is in M1." not in seen(pilot)


async def test_trouble_shows_on_a_dialog_and_is_not_said_twice(
    full: Sample, app_of: OpenApp
) -> None:
    app = app_of(full)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        app.notify("The disk is full.", severity="error", markup=False)
        app.push_screen(Confirm("Leave now?"))
        await settled(pilot, 0.1)
        assert seen(pilot).count("The disk is full.") == 1
        await press(pilot, "n")
        await settled(pilot, 0.1)
        assert seen(pilot).count("The disk is full.") == 1


async def test_a_locked_desk_s_hint_names_the_key_that_is_on_the_screen(
    full: Sample, app_of: OpenApp
) -> None:
    app = app_of(full)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+l")
        assert isinstance(app.screen, UnlockScreen)
        await write(pilot, "not the passphrase")
        await press(pilot, "enter")
        told = said(pilot, "#door-refused")
        assert "borrower-desk" not in told
        assert "f2" in told or "passphrase" not in told


async def test_the_help_of_a_call_s_form_tells_its_own_keys(tmp_path: Path) -> None:
    app = desk(tmp_path)
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter", "l", "f1")
        shown = flat(seen(pilot))
        assert "f8 Timer" in shown
        assert "f9 A fact of the dispute" in shown
        await press(pilot, "escape", "escape")


def test_the_tour_tells_of_the_call() -> None:
    told = " ".join(one.words for one in STOPS)
    assert "f8 times it" in told
    assert "f9 puts a fact of the dispute" in told


async def test_what_a_mailing_still_lacks_is_said_once_it_is_recorded(tmp_path: Path) -> None:
    app = desk(tmp_path, date(2027, 2, 8))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter", "n")
        await write(pilot, "no answer came")
        await press(pilot, "enter")
        await until(pilot, "No answer came, M1")
        await press(pilot, "f9")
        await until(pilot, "Mark D2 as sent")
        await press(pilot, "ctrl+s")
        await until(pilot, "For a record that stands up, still missing: the certified mail number")
        assert not any("--proof" in one for one in app.told)


async def test_an_event_of_mailing_shows_what_is_missing(tmp_path: Path) -> None:
    app = desk(tmp_path)
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter", *["right_square_bracket"] * 4)
        rows = app.screen.query_one("#part-events")
        assert rows.display
        await press(pilot, "enter")
        shown = flat(seen(pilot))
        assert "still missing the receipt that the post office stamped" in shown


async def test_a_backup_is_stopped_with_esc_and_leaves_nothing(
    full: Sample, app_of: OpenApp, tmp_path: Path
) -> None:
    app = app_of(full)
    copy = tmp_path / "copies" / "copy.desk"
    copy.parent.mkdir()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        keeping.backup(app)
        await settled(pilot)
        put_all(app, {"path": str(copy)})
        assert app.store is not None
        with app.store._db.lock:  # so that it cannot be done before the key
            await pilot.press("ctrl+s")
            await pilot.pause(0.05)
            await pilot.press("escape")
            await pilot.pause(0.05)
            assert "Stopping" in seen(pilot)
        await settled(pilot)
        assert "Stopped. No copy was left." in flat(seen(pilot))
        assert list(copy.parent.iterdir()) == []
        assert app.busy is None
        await press(pilot, "ctrl+s")
        await settled(pilot, 0.1)
        assert copy.exists(), "what was typed is there still, and the second time it is made"


async def test_a_full_check_begins_at_once_and_is_stopped_with_esc(
    full: Sample, app_of: OpenApp
) -> None:
    app = app_of(full)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        assert app.store is not None
        with app.store._db.lock:
            keeping.verify_fully(app)
            await pilot.pause(0.1)
            await pilot.press("escape")
            await pilot.pause(0.05)
        await settled(pilot)
        assert "Stopped. What was not looked at is not known." in flat(seen(pilot))
        await press(pilot, "ctrl+s")
        await settled(pilot, 0.1)
        assert "All is as it was written." in flat(seen(pilot))


async def test_words_at_a_machine_s_pace_go_where_the_tab_between_them_leads(
    full: Sample, app_of: OpenApp
) -> None:
    """One write to the terminal: `abc`, tab, `def`; a paste by a screen reader or a robot."""
    app = app_of(full)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        add_servicer(app)
        await settled(pilot)
        for key in ("a", "b", "c", "tab", "d", "e", "f", "shift+tab", "g"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settled(pilot, 0.1)
        values = app.screen.values()  # type: ignore[attr-defined]  # the form
        assert (values["name"], values["notice"]) == ("abcg", "def")
