"""Writing a letter: what is typed is kept, can be taken back, and what is enclosed is seen."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from screen_samples import TODAY, Sample
from screen_steps import go, press, seen, settled, write
from textual.pilot import Pilot
from textual.widgets import Input, Select

from borrower_desk.actions import letters
from borrower_desk.letters import own
from borrower_desk.model import Draft
from borrower_desk.screens import writing
from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.compose import ComposeScreen

OpenApp = Callable[[Sample], DeskApp]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses of a typist, shorter."""
    monkeypatch.setattr(writing, "PAUSE", 0.01)
    monkeypatch.setattr(writing, "AUTOSAVE", 0.05)


async def written(
    pilot: Pilot[None], kind: str = "payoff-statement", **more: object
) -> ComposeScreen:
    """A new draft, open on its screen."""
    app = pilot.app
    assert isinstance(app, DeskApp)
    await settled(pilot)
    assert app.store is not None
    draft = letters.draft(app.store, kind, TODAY, matter=app.store.matters()[0], **more)  # type: ignore[arg-type]
    app.note_change()
    app.open_draft(draft.id)
    await settled(pilot, 0.1)
    assert isinstance(app.screen, ComposeScreen)
    return app.screen


def kept(pilot: Pilot[None]) -> Draft:
    """The newest draft, as the desk has it."""
    app = pilot.app
    assert isinstance(app, DeskApp)
    assert app.store is not None
    return app.store.drafts()[-1]


async def test_what_is_typed_is_kept_without_a_key(full: Sample, app_of: OpenApp) -> None:
    """After a pause the desk has it; the head says so; leaving asks nothing."""
    async with app_of(full).run_test(size=(120, 36)) as pilot:
        screen = await written(pilot)
        screen.query_one("#field-payoff_date", Input).focus()
        await write(pilot, "2026-12-10")
        await settled(pilot, 0.4)

        assert kept(pilot).fields["payoff_date"] == "2026-12-10"
        assert "December 10, 2026" in kept(pilot).body
        assert ": saved" in seen(pilot)
        assert pilot.app.unsaved == {}  # type: ignore[attr-defined]
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, ComposeScreen)


async def test_half_an_answer_is_kept_too_and_the_letter_waits(
    full: Sample, app_of: OpenApp
) -> None:
    async with app_of(full).run_test(size=(120, 36)) as pilot:
        screen = await written(pilot)
        before = kept(pilot).body
        screen.query_one("#field-payoff_date", Input).focus()
        await write(pilot, "2026-12-")
        await settled(pilot, 0.4)

        assert kept(pilot).fields["payoff_date"] == "2026-12-"
        assert kept(pilot).body == before


async def test_steps_are_taken_back_one_by_one(full: Sample, app_of: OpenApp) -> None:
    async with app_of(full).run_test(size=(120, 36)) as pilot:
        screen = await written(pilot)
        day = screen.query_one("#field-payoff_date", Input)
        day.focus()
        await write(pilot, "2026-12-10")
        await settled(pilot, 0.1)
        channel = screen.query_one("#field--channel", Select)
        assert not channel.is_blank()
        day.value = "2026-12-11"
        await settled(pilot, 0.1)

        await press(pilot, "ctrl+z")
        assert day.value == "2026-12-10"
        await press(pilot, "ctrl+z")
        assert day.value != "2026-12-10"
        for _ in range(12):
            await press(pilot, "ctrl+z")
        assert day.value == ""
        await settled(pilot, 0.4)
        assert kept(pilot).fields.get("payoff_date", "") == ""


async def test_findings_follow_the_typing(full: Sample, app_of: OpenApp) -> None:
    async with app_of(full).run_test(size=(120, 40)) as pilot:
        screen = await written(pilot)
        screen.query_one("#field-reason").focus()
        await write(pilot, "my SSN is 078-05-1120")
        await settled(pilot, 0.3)
        assert screen.report is not None
        assert "ssn" in [one.code for one in screen.report.findings]


async def test_the_pages_of_what_is_enclosed_are_shown(
    full: Sample, app_of: OpenApp, tmp_path: Path
) -> None:
    """A picture and a PDF as small pages; what is neither is said to be."""
    picture = Image.new("L", (200, 260), 255)
    picture.paste(0, (0, 0, 200, 130))
    data = BytesIO()
    picture.save(data, "PNG")
    (tmp_path / "Receipt.png").write_bytes(data.getvalue())
    picture.save(tmp_path / "Statement.pdf", "PDF")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    files = [str(tmp_path / name) for name in ("Receipt.png", "Statement.pdf", "broken.pdf")]

    async with app_of(full).run_test(size=(120, 60)) as pilot:
        await written(pilot, attach=files)
        await press(pilot, "f3")
        await settled(pilot, 0.2)

        shown = seen(pilot)
        assert "Enclosure A: Receipt" in shown
        assert "page 1" in shown
        assert "▀" * 20 in shown
        await pilot.press("end")
        await settled(pilot, 0.1)
        from borrower_desk.screens.enclosures import Pages

        screen = pilot.app.screen
        assert isinstance(screen, Pages)
        titles = [title for title, _ in screen.found]
        assert titles[1].startswith("Enclosure B: Statement")
        assert [bool(pages.plain) for _, pages in screen.found] == [True, True, False]
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ComposeScreen)


async def test_without_enclosures_it_says_how_to_add_one(full: Sample, app_of: OpenApp) -> None:
    async with app_of(full).run_test(size=(120, 36)) as pilot:
        await written(pilot)
        await press(pilot, "f3")
        assert isinstance(pilot.app.screen, ComposeScreen)


async def test_what_follows_shows_the_dates_the_ways_and_the_advice(
    full: Sample, app_of: OpenApp
) -> None:
    """f2, before anything is sent: each way with its reason, and what stays out of the letter."""
    async with app_of(full).run_test(size=(120, 60)) as pilot:
        screen = await written(pilot)
        screen.query_one("#field-payoff_date", Input).focus()
        await write(pilot, "2026-12-10")
        await press(pilot, "f2")
        await settled(pilot, 0.2)
        shown = seen(pilot)
        assert "What would follow" in shown
        assert "by fax" in shown
        assert "for you" in shown
        assert "7 business days" in shown


async def test_a_template_of_one_s_own_is_marked_in_the_list_and_on_the_draft(full, app_of):
    """It may stand in a shipped letter's place: nobody should send it for that one unawares."""
    _, text = own.make(full.path.parent / "templates", "late-fee-dispute")
    (full.path.parent / "templates").mkdir()
    (full.path.parent / "templates" / "late-fee-dispute.en.md").write_text(text)
    app = app_of(full)
    async with app.run_test(size=(120, 36)) as pilot:
        await go(pilot, "matter")
        app.open_matter("M1")
        await settled(pilot, 0.1)
        await press(pilot, "n")
        await write(pilot, "late-fee-dispute")
        await settled(pilot)
        assert "Late fee dispute (yours)" in seen(pilot)
        await press(pilot, "enter")
        await settled(pilot, 0.1)

        assert "Late fee dispute (yours), M1" in seen(pilot)
