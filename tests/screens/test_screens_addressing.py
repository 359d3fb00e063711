"""After a transfer the screen of a letter says to whom it goes, and lets one change it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from journey_steps import (
    SIZE,
    JourneyApp,
    choose,
    disputed,
    flat,
    household,
    pick,
    until,
)
from screen_steps import press, seen, settled

from borrower_desk.actions import people, transfers
from borrower_desk.desk.store import Store
from borrower_desk.model import EventKind

MOVES = date(2027, 1, 1)


def moved(store: Store, effective: date = MOVES) -> None:
    """Lakeshore hands the loan to Harborview, with another number."""
    new = people.add_servicer(
        store,
        people.ServicerFacts(
            name="Harborview Loan Care", notice_address="P.O. Box 88\nToledo, OH 43604"
        ),
    )
    people.transfer_loan(store, store.loans()[0], new, effective, "0009876543")


async def test_a_reminder_of_the_old_servicer_s_answer_goes_to_it_and_can_be_turned(
    tmp_path: Path,
) -> None:
    """The whole road by keys: begun, seen, turned to the new one and back, sent."""
    store = household(tmp_path)
    matter, _ = disputed(store)
    moved(store)
    store.close()
    app = JourneyApp(tmp_path, date(2027, 2, 8))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter", "n")
        await pick(pilot, "no answer came")
        shown = flat(await until(pilot, "No answer came, M1, to Lakeshore"))
        assert "which got the letter that it follows up" in shown
        assert "0001234567" in app.kept.drafts()[-1].subject

        app.screen.query_one("#field--servicer").focus()
        await choose(pilot, down=0)  # Harborview services the loan today: it comes first
        await until(pilot, "to Lakeshore")
        await press(pilot, "enter", "up", "enter")
        await until(pilot, "to Harborview Loan Care")
        await press(pilot, "ctrl+s")
        await until(pilot, "D2 is saved")
        assert app.kept.drafts()[-1].to_servicer == "S2"
        assert "0009876543" in app.kept.drafts()[-1].subject

        app.screen.query_one("#field--servicer").focus()
        await press(pilot, "enter", "down", "enter")
        await until(pilot, "to Lakeshore")
        await press(pilot, "f9")
        await until(pilot, "Mark D2 as sent")
        await press(pilot, "ctrl+s")
        await until(pilot, "is kept as C2")
        left = [one for one in app.kept.events(matter.id) if one.kind is EventKind.SENT][-1]
        assert left.params["servicer"] == "S1"
        assert app.kept.rows()[0].to == ("Lakeshore Mortgage Servicing",)


async def test_until_the_day_the_matter_and_its_letters_name_the_servicer_of_today(
    tmp_path: Path,
) -> None:
    store = household(tmp_path)
    disputed(store)
    moved(store, date(2027, 3, 1))
    store.close()
    app = JourneyApp(tmp_path, date(2027, 2, 8))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter")
        assert "Lakeshore Mortgage Servicing, loan" in flat(seen(pilot))
        await press(pilot, "n")
        await pick(pilot, "payment history")
        await until(pilot, "M1, to Lakeshore")


async def test_a_loan_that_never_moved_is_not_asked_about(tmp_path: Path) -> None:
    store = household(tmp_path)
    disputed(store)
    store.close()
    app = JourneyApp(tmp_path, date(2027, 2, 8))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "3", "enter", "n")
        await pick(pilot, "no answer came")
        await until(pilot, "No answer came, M1: saved")
        assert not app.screen.query("#field--servicer")


def test_a_copy_for_the_new_servicer_says_what_is_so_on_its_day(tmp_path: Path) -> None:
    """Before the effective day servicing has not moved, and the letter does not say so."""
    store = household(tmp_path)
    matter, _ = disputed(store)
    moved(store)
    before = transfers.copy_for_new(store, matter.id, date(2026, 12, 20))
    after = transfers.copy_for_new(store, matter.id, MOVES)
    store.close()

    assert "servicing moves to you on January 1, 2027" in flat(before.body)
    assert "when servicing moved" not in flat(before.body)
    assert "when servicing moved" in flat(after.body)
    assert before.to_servicer == after.to_servicer == "S2"
