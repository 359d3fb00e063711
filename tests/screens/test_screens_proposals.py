"""What a proposal rests on is told before it counts, and a stranger's is asked for again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from act_steps import choose, do
from screen_samples import Sample, message
from screen_steps import press, seen, settled

from borrower_desk.actions import matters
from borrower_desk.desk.store import Store
from borrower_desk.model import Event, EventKind, EventStatus, MatterId, Verdict
from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.widgets.rows import Rows

OpenApp = Callable[[Sample], DeskApp]
SIZE = (120, 44)


def from_stranger(store: Store) -> Event:
    """A correction that somebody else than the servicer wrote, waiting to be confirmed."""
    matter = store.matter(MatterId("M1"))
    with store.change("import"):
        kept = message(
            store, "It is corrected", date(2026, 11, 18), sender="x@evil.example",
            kind="correction", matter=matter, verdict=Verdict.UNKNOWN,
        )  # fmt: skip
    return matters.add_event(
        store, matter, EventKind.CORRECTED, date(2026, 11, 18),
        matters.EventFacts(proposed=True, params={"by": kept.id}, note=f"{kept.id} looks so"),
    )  # fmt: skip


@pytest.mark.parametrize(("answer", "status"), [("n", "proposed"), ("y", "confirmed")])
async def test_a_strangers_message_counts_only_after_a_second_question(
    full: Sample, app_of: OpenApp, answer: str, status: str
):
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        made = from_stranger(app.store)
        await do(pilot, "Confirm an event, or set it aside")
        await choose(pilot, made.id)
        await choose(pilot, "confirm")

        assert "x@evil.example, and nothing proves" in " ".join(seen(pilot).split())
        assert app.store.event(made.id).status is EventStatus.PROPOSED

        await press(pilot, answer)
        assert app.store.event(made.id).status is EventStatus(status)


async def test_the_day_tells_who_sent_what_waits_before_it_is_confirmed(
    full: Sample, app_of: OpenApp
):
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        made = from_stranger(app.store)
        app.screen.action_load()  # type: ignore[attr-defined]  # the screen of the day
        await settled(pilot)
        day = app.screen.query_one("#day", Rows)
        for _ in range(40):
            if day.current is not None and day.current.id == made.id:
                break
            await press(pilot, "down")
        assert "not proved" in seen(pilot)

        await press(pilot, "enter")
        assert "x@evil.example, and nothing proves" in " ".join(seen(pilot).split())
