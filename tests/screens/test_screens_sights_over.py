"""What is read over a screen, as it stands: facts, an analysis, pages of enclosures, a long act.

Kept and compared as the other sights are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace

from rich.text import Text
from screen_samples import Sample
from screen_steps import go, press, put_all, settled
from test_screens_sights import LONG, SIZES
from test_screens_sights_more import BLANKS, Kept, OpenApp, kept, refuse
from textual.screen import Screen

from borrower_desk.analysis.finding import Assumption, Month, Outcome
from borrower_desk.analysis.reading import Unread
from borrower_desk.model import ArithmeticFinding, EventKind
from borrower_desk.screens.acts import events
from borrower_desk.screens.acts.call import CallForm
from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.detail import Detail
from borrower_desk.screens.enclosures import Pages
from borrower_desk.screens.findings import AnalysisScreen
from borrower_desk.screens.long import LongForm, LongWork

__all__ = ["kept"]

FINDING = ArithmeticFinding(
    "late-fee", "A late fee above the contract's", "71.61", "35.80", "35.81", "fee-without-basis",
    "The note allows four per cent of the overdue instalment.", ("4 % of 895.00 is 35.80",),
    "12 CFR 1026.36(c)(2)",
)  # fmt: skip
OUTCOMES = {
    "empty": Outcome("late-fee", ()),
    "normal": Outcome("late-fee", (FINDING,), (Assumption("grace_days", "15", "the note"),),
                      months=(Month("2026-09", 10_000, 20_000, -10_000, 5_000),)),  # type: ignore[arg-type]
    "very-long": Outcome(
        "escrow", (FINDING,) * 30, (), (LONG,) * 3, (Unread("C1", LONG, LONG),) * 3,
        months=tuple(Month(f"2026-{n % 12 + 1:02}", n, n, n * 100_000) for n in range(36)),  # type: ignore[arg-type]
    ),
}  # fmt: skip
ONE_PAGE = Text("\n".join("▀" * 34 for _ in range(22)))


def over(app: DeskApp) -> dict[str, Callable[[], Screen[object]]]:
    """Every state of each, by the name of its sight."""
    assert app.store is not None
    matter = app.store.matters()[0]
    wishes = SimpleNamespace(settings={}, mapping={})

    def analysis(outcome: Outcome) -> Callable[[], Screen[object]]:
        return lambda: AnalysisScreen(matter, outcome.kind, [], wishes, outcome)  # type: ignore[arg-type, return-value]

    made: dict[str, Callable[[], Screen[object]]] = {
        f"analysis-{state}": analysis(outcome) for state, outcome in OUTCOMES.items()
    }
    facts = {
        "empty": [],
        "normal": [("status", "due"), ("law", "12 CFR 1024.35(e)")],
        "very-long": [(f"name {n}", LONG * 2) for n in range(40)],
    }
    for state, found in facts.items():
        long = LONG if state == "very-long" else "A duty"
        made[f"detail-{state}"] = lambda found=found, long=long: Detail(  # type: ignore[misc]
            long, found, note=long, act="take it back" if found else ""
        )
    pages = {
        "empty": [],
        "normal": [("Enclosure A: receipt, 1 page", ONE_PAGE), ("Enclosure B: a song", Text(""))],
        "very-long": [(f"Enclosure {n}: {LONG}", ONE_PAGE) for n in range(30)],
    }
    for state, shown in pages.items():
        made[f"pages-{state}"] = lambda shown=shown: Pages(shown)  # type: ignore[misc]
    return made


async def test_what_is_read_over_a_screen(full: Sample, app_of: OpenApp, kept: Kept) -> None:
    app = app_of(full)
    async with app.run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        for name, make in over(app).items():
            app.push_screen(make())
            await settled(pilot)
            await kept.look(pilot, name)
            app.pop_screen()


async def test_a_long_act(full: Sample, app_of: OpenApp, kept: Kept) -> None:
    """Under way, asked to stop, and refused."""
    app = app_of(full)
    form = LongForm(
        "Back up the desk", BLANKS[1:], lambda store, said, _: refuse(store, said), in_bytes=True
    )
    async with app.run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        app.push_screen(form)
        await settled(pilot)
        form.busy = True
        form.on_long_form_step(LongForm.Step(1_000_000, 3_000_000, LONG))
        await kept.look(pilot, "long-form-under-way")
        form.stop()
        await kept.look(pilot, "long-form-stopping")
        form.busy = False
        form._stop.clear()
        await press(pilot, "ctrl+s")
        await kept.look(pilot, "long-form-refused")


async def test_the_form_of_a_call(full: Sample, app_of: OpenApp, kept: Kept) -> None:
    """Before the call, after it with the timer stopped, and with more said than there is room."""
    app = app_of(full)
    async with app.run_test(size=SIZES[0]) as pilot:
        await go(pilot, "matter")
        await press(pilot, "l")
        form = app.screen
        assert isinstance(form, CallForm)
        await kept.look(pilot, "call-empty")
        form._began, form._lasted = (0.0, datetime(2026, 11, 20, 10, 5)), 754.0
        form._show()
        put_all(app, {"who": "Dana, 4471", "reference": "LM-00991", "text": "A refund is coming."})
        await kept.look(pilot, "call-ended")
        put_all(app, {"who": LONG, "reference": LONG, "text": LONG * 12, "promised": LONG})
        await press(pilot, "ctrl+s")
        await kept.look(pilot, "call-very-long")


async def test_the_form_of_an_event(full: Sample, app_of: OpenApp, kept: Kept) -> None:
    """As it opens, with the day of what mail proposes, and refused with more than there is room."""
    app = app_of(full)
    async with app.run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        assert app.store is not None
        matter = app.store.matters()[0]
        known = app.store.events(matter.id)[0]
        proposed = replace(known, kind=EventKind.CORRECTED, note=LONG)
        events._event_form(app, matter, [proposed])
        await settled(pilot)
        await kept.look(pilot, "event-opened")
        put_all(app, {"kind": EventKind.CORRECTED.value})
        await settled(pilot)
        await kept.look(pilot, "event-proposed")
        put_all(app, {"on": LONG, "note": LONG, "params": f"{LONG}\n" * 12})
        await press(pilot, "ctrl+s")
        await kept.look(pilot, "event-very-long-refused")


async def test_long_work_that_asks_for_nothing(full: Sample, app_of: OpenApp, kept: Kept) -> None:
    """Refused, under way, and asked to stop."""
    app = app_of(full)
    work = LongWork("Check all", lambda store, _: refuse(store, {}), stopped="It was stopped.")
    async with app.run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        app.push_screen(work)
        await settled(pilot)
        await kept.look(pilot, "long-work-refused")
        work.busy = True
        work.on_long_form_step(LongForm.Step(1_000_000, 3_000_000, LONG))
        await kept.look(pilot, "long-work-under-way")
        work.stop()
        await kept.look(pilot, "long-work-stopping")
        work.busy = False
