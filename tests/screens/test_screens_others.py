"""Another window writes in the same desk: the lists follow, the cursor and the typing stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from screen_samples import TODAY, Sample
from screen_steps import go, press, seen, settled, write
from textual.pilot import Pilot
from textual.widgets import Input

from borrower_desk.actions import clock, matters, reading
from borrower_desk.actions.desks import open_desk
from borrower_desk.desk.store import Store
from borrower_desk.model import Channel
from borrower_desk.screens import others
from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.widgets.rows import Rows

OpenApp = Callable[[Sample], DeskApp]


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(others, "EVERY", 0.05)


@contextmanager
def elsewhere(sample: Sample) -> Iterator[Store]:
    """The same desk, open in a second window."""
    store = open_desk(sample.path, sample.ways)
    try:
        yield store
    finally:
        store.close()


def a_call(store: Store, words: str, on: date = TODAY) -> None:
    reading.log(store, Channel.PHONE, words, on, with_whom="Ana, ID 4471", today=TODAY)


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait until it holds: the app looks every few hundredths of a second here."""
    for _ in range(200):
        await settled(pilot, 0.02)
        if holds():
            return
    raise AssertionError(f"never came to hold in\n{seen(pilot)}")


async def test_a_call_logged_elsewhere_appears_in_the_list(empty: Sample, app_of: OpenApp) -> None:
    app = app_of(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot, 0.1)
        await go(pilot, "mail")
        with elsewhere(empty) as other:
            a_call(other, "They will call back on Monday.")

            await until(pilot, lambda: "They will call back" in seen(pilot))


async def test_the_cursor_stays_on_its_message_when_a_newer_one_comes(
    full: Sample, app_of: OpenApp
) -> None:
    app = app_of(full)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot, 0.1)
        await go(pilot, "mail")
        rows: Rows[Any] = app.screen.query_one("#mail", Rows)
        await press(pilot, "j", "j")
        here, count = rows.current.id, rows.count
        with elsewhere(full) as other:
            a_call(other, "A newer one.")
            await until(pilot, lambda: rows.count == (count or 0) + 1)
            await until(pilot, lambda: "A newer one" in seen(pilot) or rows.cursor == 3)

        assert rows.current.id == here


async def test_what_is_being_typed_stays(full: Sample, app_of: OpenApp) -> None:
    app = app_of(full)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot, 0.1)
        await go(pilot, "packet")
        path = app.screen.query_one("#packet-path", Input)
        path.focus()
        path.value = "/tmp/of my own.pdf"
        exhibits = app.screen.query_one("#exhibits", Rows)
        before, matter = exhibits.count or 0, app.store.matters()[0]
        with elsewhere(full) as other:
            reading.log(other, Channel.PHONE, "Filed elsewhere.", TODAY, matter=matter, today=TODAY)
            await until(pilot, lambda: (exhibits.count or 0) == before + 1)

        assert path.value == "/tmp/of my own.pdf"
        assert path.has_focus


async def test_a_form_over_the_list_keeps_its_words_and_the_list_follows_afterwards(
    full: Sample, app_of: OpenApp
) -> None:
    app = app_of(full)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot, 0.1)
        await go(pilot, "matter")
        await press(pilot, "enter", "a")
        await write(pilot, "A note of mine")
        with elsewhere(full) as other:
            version = app.version
            matters.note_matter(other, other.matters()[0], "A note from elsewhere.")
            await until(pilot, lambda: app.version > version)
            assert "A note of mine" in seen(pilot)
        await press(pilot, "ctrl+s")

        await until(pilot, lambda: "Notes 2" in seen(pilot) or "Notes 3" in seen(pilot))


async def test_a_change_of_ones_own_is_no_change_of_others(full: Sample, app_of: OpenApp) -> None:
    app = app_of(full)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot, 0.2)
        version = app.version
        clock.remind(app.store, "Call the servicer", TODAY, None)
        await settled(pilot, 0.3)

        assert app.version == version


async def test_a_locked_desk_is_not_asked(full: Sample, app_of: OpenApp) -> None:
    app = app_of(full)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot, 0.1)
        await press(pilot, "ctrl+l")
        with elsewhere(full) as other:
            a_call(other, "Nobody sees this.")
            await settled(pilot, 0.3)

        assert app.locked
        assert "Nobody sees this" not in seen(pilot)
