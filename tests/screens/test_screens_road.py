"""The whole road through the app, by keys: from no desk to a packet."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
from screen_steps import go, press, seen, settled, write
from textual.pilot import Pilot
from textual.widgets import Input, Select, TextArea

from borrower_desk.actions.desks import Ways
from borrower_desk.model import DraftStatus, EventKind
from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.compose import ComposeScreen
from borrower_desk.screens.dialogs import Form
from borrower_desk.screens.onboarding import OnboardingScreen

TODAY = date(2026, 10, 9)
LATER = date(2026, 10, 13)


def write_mail(folder: Path) -> Path:
    """Two saved messages and one that is no message at all."""
    mail = folder / "mail"
    mail.mkdir()
    for n, (subject, day) in enumerate(
        [("Late fee on your account", "18 Sep"), ("We received your message", "2 Oct")]
    ):
        one = EmailMessage()
        one["From"] = "Oakline Servicing <care@oakline.example>"
        one["To"] = "Ana Example <ana@home.example>"
        one["Subject"] = subject
        one["Date"] = f"Fri, {day} 2026 10:00:00 -0400"
        one["Message-ID"] = f"<{n}@oakline.example>"
        one.set_content("A late fee of $71.61 was charged on September 18, 2026.\n")
        (mail / f"{n}.eml").write_bytes(one.as_bytes())
    return mail


async def fill_in(pilot: Pilot[None], selector: str, words: str) -> None:
    """Type into one field of the screen."""
    widget = pilot.app.screen.query_one(selector)
    widget.focus()
    await pilot.pause()
    await write(pilot, words)


async def choose(pilot: Pilot[None], selector: str, value: str) -> None:
    """Take one of a field's choices."""
    pilot.app.screen.query_one(selector, Select).value = value
    await pilot.pause()


class RoadApp(DeskApp):
    """The app on a day that the test moves on."""

    def __init__(self, desk: Path, ways: Ways) -> None:
        self.pretended = TODAY
        super().__init__(desk, ways, lambda: self.pretended)


@pytest.fixture
def app(tmp_path: Path) -> RoadApp:
    """The app where no desk is yet; the key file is the way in, so nothing is slow."""
    ways = Ways(key_file=tmp_path / "desk.key", keyring=False)
    return RoadApp(tmp_path / "home.desk", ways)


async def test_the_whole_road(app: RoadApp, tmp_path: Path) -> None:
    """Onboarding, import, matter, notice of error, sent, delivered, due, packet: all by keys."""
    mail = write_mail(tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await first_steps(pilot, mail)
        await open_matter(pilot)
        await write_notice(pilot)
        await mark_sent_and_delivered(pilot)
        await see_deadlines(pilot)
        await make_packet(pilot, tmp_path)


async def first_steps(pilot: Pilot[None], mail: Path) -> None:
    """Four steps; the recovery code is shown once."""
    app = pilot.app
    assert isinstance(app, DeskApp)
    assert isinstance(app.screen, OnboardingScreen)
    await press(pilot, "ctrl+s")
    assert "recovery code" in seen(pilot)
    await press(pilot, "ctrl+s")
    await fill_in(pilot, "#blank-name", "Ana Example")
    await fill_in(pilot, "#blank-address", "1 Elm St\nDayton, OH 45402")
    await fill_in(pilot, "#blank-emails", "ana@home.example")
    await fill_in(pilot, "#blank-servicer", "Oakline Servicing")
    await fill_in(pilot, "#blank-notice", "Oakline Servicing\nP.O. Box 9\nColumbus, OH 43216")
    await fill_in(pilot, "#blank-domains", "oakline.example")
    await press(pilot, "ctrl+s")
    await fill_in(pilot, "#blank-number", "0001234567")
    await fill_in(pilot, "#blank-property", "1 Elm St, Dayton, OH 45402")
    await fill_in(pilot, "#blank-borrowers", "Ana Example")
    await press(pilot, "ctrl+s")
    await fill_in(pilot, "#blank-path", str(mail))
    await press(pilot, "ctrl+s")
    await settled(pilot, 0.2)
    assert app.current_mode == "import"
    assert "2 met: 2 imported" in seen(pilot)
    assert app.store is not None
    assert app.store.count() == 2


async def open_matter(pilot: Pilot[None]) -> None:
    """3, m: a title, an issue, the loan; then the mail is filed with f."""
    app = pilot.app
    await press(pilot, "3")
    await press(pilot, "m")
    assert isinstance(app.screen, Form)
    await fill_in(pilot, "#blank-title", "Late fee, September")
    await press(pilot, "tab", "f")
    await write(pilot, "ee without a basis")
    await press(pilot, "enter", "ctrl+s")
    await settled(pilot, 0.1)
    assert "Late fee, September" in seen(pilot)
    await press(pilot, "2")
    for _ in range(2):
        await press(pilot, "f")
        await press(pilot, "j")
    assert isinstance(app, DeskApp)
    assert app.store is not None
    assert app.store.count(unfiled=True) == 0


async def write_notice(pilot: Pilot[None]) -> None:
    """n: the kind; the letter and its findings follow the typing."""
    app = pilot.app
    await press(pilot, "3")
    await press(pilot, "n")
    await settled(pilot, 0.1)
    await write(pilot, "notice of error")
    await settled(pilot)
    await press(pilot, "enter")
    await settled(pilot, 0.2)
    assert isinstance(app.screen, ComposeScreen)
    before = seen(pilot)
    assert "LACKS" in before
    assert "as in the matter" in before
    await choose(pilot, "#field-error", "fee-without-basis")
    await fill_in(
        pilot,
        "#field-what_happened",
        "On September 18, 2026 you charged a late fee of $71.61 though my payment was on time.",
    )
    await fill_in(pilot, "#field-facts", "2026-09-12: You received my payment of $1,855.00.\n")
    await fill_in(pilot, "#field-facts", "2026-09-18: You charged a late fee of $71.61.")
    await settled(pilot, 0.5)
    after = seen(pilot)
    assert "LACKS" not in after
    assert app.unsaved
    assert not [f for f in app.screen.report.findings if f.severity == "error"]
    await press(pilot, "ctrl+s")
    assert not app.unsaved


async def mark_sent_and_delivered(pilot: Pilot[None]) -> None:
    """f9, then d: the desk keeps the letter's very bytes, and its clocks run."""
    app = pilot.app
    assert isinstance(app, DeskApp)
    await press(pilot, "f9")
    await settled(pilot, 0.1)
    assert isinstance(app.screen, Form)
    field = app.screen.query_one("#blank-on", Input)
    assert field.value == TODAY.isoformat()
    await press(pilot, "ctrl+s")
    await settled(pilot, 0.3)
    assert app.store is not None
    assert [one.status for one in app.store.drafts()] == [DraftStatus.SENT]
    assert isinstance(app, RoadApp)
    app.pretended = LATER
    await press(pilot, "d")
    await press(pilot, "ctrl+s")
    await settled(pilot, 0.2)
    kinds = [one.kind for one in app.store.events()]
    assert kinds.count(EventKind.SENT) == 1
    assert kinds.count(EventKind.DELIVERED) == 1


async def see_deadlines(pilot: Pilot[None]) -> None:
    """Five business days from October 13: the 20th; thirty: November 27 (two holidays between)."""
    await press(pilot, "escape", "1")
    await settled(pilot, 0.1)
    today = seen(pilot)
    assert "2026-10-20" in today
    assert "Acknowledgment" in today
    await press(pilot, "5")
    await settled(pilot, 0.1)
    agenda = seen(pilot)
    assert "October 2026" in agenda
    assert "Tue 20" in agenda
    assert "November 2026" in agenda


async def make_packet(pilot: Pilot[None], folder: Path) -> None:
    """p in the matter: a path, ctrl+s; V says that it is whole."""
    app = pilot.app
    await press(pilot, "3")
    await press(pilot, "p")
    await settled(pilot, 0.2)
    path = folder / "packet.pdf"
    app.screen.query_one("#packet-path", Input).value = str(path)
    await press(pilot, "ctrl+s")
    await settled(pilot, 0.2)
    assert path.read_bytes().startswith(b"%PDF-")
    assert "Wrote" in seen(pilot)
    await press(pilot, "V")
    await settled(pilot, 0.2)
    assert "as it was written" in seen(pilot)


async def test_a_refused_form_keeps_what_was_typed(app: RoadApp) -> None:
    """A date that is none: the form says so, and nothing is typed twice."""
    async with app.run_test(size=(80, 30)) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+s")
        await press(pilot, "ctrl+s")
        for _ in range(3):
            await press(pilot, "ctrl+n")
        await go(pilot, "today")
        from borrower_desk.screens import acts

        acts.remind(app)
        await settled(pilot)
        await fill_in(pilot, "#blank-text", "Call them")
        await fill_in(pilot, "#blank-on", "next tuesday")
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, Form)
        assert "is not a date" in seen(pilot)
        assert app.screen.query_one("#blank-text", Input).value == "Call them"
        app.screen.query_one("#blank-on", Input).value = "2026-10-20"
        await press(pilot, "ctrl+s")
        await settled(pilot)

        assert not isinstance(app.screen, Form)
        assert app.store is not None
        assert [one.text for one in app.store.reminders()] == ["Call them"]


async def test_what_a_letter_lacks_never_holds_the_typing_up(app: RoadApp) -> None:
    """A half-typed amount or date is said below; the field keeps it and the app goes on."""
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+s")
        from screen_samples import household

        assert app.store is not None
        household(app.store)
        from borrower_desk.actions import letters

        draft = letters.draft(
            app.store, "payoff-statement", TODAY, matter=app.store.matter(app.store.matters()[0].id)
        )
        app.note_change()
        app.open_draft(draft.id)
        await settled(pilot, 0.2)
        assert isinstance(app.screen, ComposeScreen)
        dates = [one.name for one in app.screen._template.fields if one.type == "date"]
        await fill_in(pilot, f"#field-{dates[0]}", "soonish")
        await settled(pilot, 0.5)
        widget = app.screen.query_one(f"#field-{dates[0]}")

        assert isinstance(widget, Input | TextArea)
        assert "soonish" in seen(pilot)
        assert "NOT YET" in seen(pilot) or "LACKS" in seen(pilot) or "ERROR" in seen(pilot)
