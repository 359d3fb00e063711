"""Findings in the app: checked, tried with another assumption, kept, written of, set aside."""

from __future__ import annotations

from screen_samples import Sample
from screen_steps import go, press, seen, settled, write
from textual.widgets import ContentSwitcher, Tabs

from borrower_desk.screens.acts.act import pairs_of
from borrower_desk.screens.compose import ComposeScreen
from borrower_desk.screens.detail import Detail
from borrower_desk.screens.findings import AnalysisScreen, month_lines

FIGURES = (
    "due = 2026-09-01\ngrace_days = 15\nreceived = 2026-09-11\nfee = 92.75\n"
    "fee_date = 2026-09-17\nfee_percent = 5\np&i = 1432.18\ntotal payment = 1855.00"
)


async def _checked(pilot) -> None:
    """The late fee checked, its answer on the screen."""
    await go(pilot, "matter")
    pilot.app.screen.open("M1")
    await settled(pilot)
    await press(pilot, "A")
    form = pilot.app.screen
    form.query_one("#blank-settings").focus()
    await pilot.pause()
    await write(pilot, FIGURES)
    await press(pilot, "ctrl+s")


async def test_arithmetic_is_checked_kept_and_written_of(full: Sample, app_of) -> None:
    """A, the figures, keep; in the findings' part enter shows one whole and d drafts of it."""
    app = app_of(full)
    async with app.run_test(size=(120, 40)) as pilot:
        await _checked(pilot)
        assert isinstance(pilot.app.screen, AnalysisScreen)
        assert "difference" not in pilot.app.screen.settings
        shown = pilot.app.screen.outcome.findings
        assert [one.difference for one in shown] == ["92.75", "21.14"]
        await press(pilot, "ctrl+s")

        pilot.app.screen.query_one(Tabs).active = "tab-findings"
        await settled(pilot)
        assert pilot.app.screen.query_one(ContentSwitcher).current == "part-findings"
        assert "F1" in seen(pilot)
        assert "stated 92.75, recomputed 0.00: 92.75" in seen(pilot)
        pilot.app.screen.query_one("#part-findings").focus()
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, Detail)
        await press(pilot, "d")
        assert isinstance(pilot.app.screen, ComposeScreen)
        draft = app.store.drafts()[-1]
        assert "$92.75" in draft.body
        assert draft.kind == "notice-of-error"


async def test_another_assumption_is_tried_and_nothing_is_kept(full: Sample, app_of) -> None:
    """With five days of grace the payment was late: only the cap is left."""
    app = app_of(full)
    async with app.run_test(size=(120, 40)) as pilot:
        await _checked(pilot)
        pilot.app.screen.query_one("#what-if").focus()
        await write(pilot, "grace_days = 5")
        await press(pilot, "enter")

        assert [one.rule for one in pilot.app.screen.outcome.findings] == ["fee_over_cap"]
        await press(pilot, "escape")
        assert app.store.findings() == []


async def test_a_finding_is_set_aside_and_taken_up_again(full: Sample, app_of) -> None:
    """x on a finding; letters and packets leave it out until x again."""
    app = app_of(full)
    async with app.run_test(size=(120, 40)) as pilot:
        await _checked(pilot)
        await press(pilot, "ctrl+s")
        pilot.app.screen.query_one(Tabs).active = "tab-findings"
        await settled(pilot)
        pilot.app.screen.query_one("#part-findings").focus()
        await press(pilot, "x")
        assert [one.dropped for one in app.store.findings()] == [True, False]
        await press(pilot, "x")
        assert [one.dropped for one in app.store.findings()] == [False, False]


def test_months_below_zero_say_so_in_words() -> None:
    """The chart does not say by colour or length alone that a balance is negative."""
    from borrower_desk.analysis.finding import Month

    lines = month_lines([Month("Jul 2026", 130_00, 500_00, -370_00), Month("Aug", 130_00, 0, 0)])

    assert "below zero" in lines[1]
    assert "-370.00" in lines[1]
    assert pairs_of("rate = 4.5\n\n") == {"rate": "4.5"}
