"""Acts on letters, events, people and the desk itself, each with what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from act_steps import choose, do, fill, told
from screen_samples import Sample
from screen_steps import press, seen, settled

from borrower_desk.actions import copies, letters, matters
from borrower_desk.actions.desks import Ways, open_desk
from borrower_desk.model import DraftId, EventKind, EventStatus, MatterId, Purpose
from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.compose import ComposeScreen
from borrower_desk.screens.detail import Detail
from borrower_desk.screens.dialogs import Form
from borrower_desk.screens.unlock import UnlockScreen

OpenApp = Callable[[Sample], DeskApp]
SIZE = (120, 44)
ANGRY = """To whom it may concern,

You charged a late fee of $71.61 on September 18 although I paid on September 12. Take it off.

Who owns my loan? Send me the payment history.
"""


async def test_a_letter_written_elsewhere_is_checked_and_taken_apart(
    full: Sample, app_of: OpenApp, tmp_path: Path
):
    letter = tmp_path / "letter.txt"
    letter.write_text(f"Subject: My loan\n\n{ANGRY}")
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await do(pilot, "Check a letter in a file")
        await fill(pilot, path=str(tmp_path / "none.txt"))
        assert "could not be read" in seen(pilot)
        await fill(pilot, path=str(letter), kind="notice-of-error", matter="M1")
        assert isinstance(app.screen, Detail)
        assert "What the check found" in seen(pilot)
        await press(pilot, "escape")

        await do(pilot, "Take a letter apart")
        before = len(app.store.drafts())
        await fill(pilot, text=ANGRY)
        assert isinstance(app.screen, Detail)
        made = app.store.drafts()[before:]
        assert {one.kind for one in made} == {"notice-of-error", "request-for-information"}
        await press(pilot, "d")

        assert isinstance(app.screen, ComposeScreen)


async def test_what_would_follow_is_shown_and_nothing_is_kept(full: Sample, app_of: OpenApp):
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        head = app.store.journal_head()
        await do(pilot, "What would follow from a letter")
        await fill(pilot, on="Sunday")
        assert "not a date" in seen(pilot)
        await fill(pilot, on="2026-11-23", matter="M1")
        assert "they owe" in seen(pilot)

        assert app.store.journal_head() == head


async def test_a_kind_of_one_s_own_is_made_and_offered(full: Sample, app_of: OpenApp):
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await do(pilot, "A kind of letter of your own")
        await fill(pilot, name="No Good!")
        assert "Not done" in seen(pilot)
        await fill(pilot, name="insurance-question", like="request-for-information")
        assert isinstance(app.screen, Detail), seen(pilot)
        await press(pilot, "escape")
        await do(pilot, "New letter")

        assert "insurance-question" in {one.value for one in app.screen.choices}


async def test_a_letter_is_sent_and_arrives_from_the_palette(full: Sample, app_of: OpenApp):
    """One that lacks facts is opened instead; an error that stands asks for a reason."""
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await do(pilot, "Mark a letter as sent")
        await choose(pilot, "D2")
        assert "still lacks" in told(pilot)
        assert isinstance(app.screen, ComposeScreen)
        await press(pilot, "escape")
        await do(pilot, "A letter has arrived")
        await choose(pilot, "D1")
        await fill(pilot, on="2026-10-01")
        assert "Not done" in seen(pilot)
        await fill(pilot, on="2026-10-09")
        assert "not done" in seen(pilot).casefold() or not isinstance(app.screen, Form)


async def test_an_event_that_was_proposed_is_confirmed_or_set_aside(full: Sample, app_of: OpenApp):
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        matter = app.store.matter(MatterId("M1"))
        made = matters.add_event(
            app.store, matter, EventKind.FEE_CHARGED, date(2026, 9, 18),
            matters.EventFacts(proposed=True, amount=7161),
        )  # fmt: skip
        await do(pilot, "Confirm an event, or set it aside")
        await choose(pilot, made.id)
        await choose(pilot, "confirm")
        assert app.store.event(made.id).status is EventStatus.CONFIRMED
        await do(pilot, "Confirm an event, or set it aside")
        await choose(pilot, made.id)
        await choose(pilot, "undo")
        assert app.store.event(made.id).undone
        await do(pilot, "Add an event")
        await fill(pilot, kind="fee-charged", amount="71.6.1")
        assert "not an amount" in seen(pilot)
        await fill(pilot, amount="$1,071.61", error="fee-without-basis", via="portal")
        newest = app.store.events(matter.id)[-1]

        assert (newest.amount, newest.errors) == (107161, ("fee-without-basis",))


async def test_the_next_step_names_its_letter(full: Sample, app_of: OpenApp):
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await do(pilot, "The next step")

        assert isinstance(app.screen, Detail)
        assert "What can follow in M1" in seen(pilot)


async def test_a_servicer_keeps_its_checked_day_when_something_else_changes(
    full: Sample, app_of: OpenApp
):
    """The form holds the whole list of domains: what is deleted there goes."""
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await do(pilot, "Change a servicer")
        await choose(pilot, "S1")
        await fill(pilot, sla="soon")
        assert "number of hours" in seen(pilot)
        await fill(pilot, sla="72", domains="lakeshore.example", shut="2026-11-27", shut_why="sign")
        (one,) = app.store.servicers()
        notice = one.address(Purpose.NOTICE)

        assert notice.checked == date(2026, 10, 26)
        assert (one.sla_hours, one.domains) == (72, ("lakeshore.example",))
        assert [day.on for day in one.closures] == [date(2026, 11, 27)]


async def test_a_copy_and_an_export_are_made_into_desks_again(full: Sample, app_of, tmp_path: Path):
    """Nothing is overwritten; an export gets keys of its own and its code is shown once."""
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        copy, table = tmp_path / "copy.desk", tmp_path / "out"
        copies.backup(app.store, copy, app.today())
        copies.export(app.store, table, copies.Form.JSON)
        rows = app.store.count()
        await do(pilot, "Restore a copy, or an export")
        await fill(pilot, source=str(copy), target=str(full.path))
        assert "Not done" in seen(pilot)
        await fill(pilot, target=str(tmp_path / "again.desk"))
        assert "opens as the old one did" in seen(pilot)
        await press(pilot, "escape")
        await do(pilot, "Restore a copy, or an export")
        again = {"new": "four random plain words", "again": "four random plain werds"}
        await fill(pilot, source=str(table), target=str(tmp_path / "anew.desk"), **again)
        assert "differ" in seen(pilot)
        await fill(pilot, again="four random plain words")
        assert "shown this once" in seen(pilot)
    for path, ways in (
        (tmp_path / "again.desk", full.ways),
        (tmp_path / "anew.desk", Ways(keyring=False, ask=lambda: "four random plain words")),
    ):
        with open_desk(path, ways) as store:
            assert store.count() == rows


async def test_the_recovery_code_is_made_anew_and_lets_one_in(full: Sample, app_of: OpenApp):
    """The old code opens nothing; with the new one a locked desk gets a new passphrase."""
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await do(pilot, "A new recovery code")
        await fill(pilot)
        assert isinstance(app.screen, Detail), seen(pilot)
        code = dict(app.screen.facts)["code"]
        await press(pilot, "escape", "ctrl+l")
        assert isinstance(app.screen, UnlockScreen)
        await press(pilot, "f2")
        words = {"new": "four random plain words", "again": "four random plain words"}
        await fill(pilot, code="AAAA-AAAA", **words)
        assert "Not done" in seen(pilot)
        await fill(pilot, code=code)
        assert isinstance(app.screen, UnlockScreen)
    open_desk(full.path, Ways(keyring=False, ask=lambda: "four random plain words")).close()


async def test_an_enclosure_is_renamed_and_taken_out(full: Sample, app_of: OpenApp, tmp_path: Path):
    """The day that the letter bears is changed in the same place; a day that is none is said."""
    for name in ("receipt.txt", "photo.txt"):
        (tmp_path / name).write_text(name)
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        letters.change(
            app.store, "D2", attach=[str(tmp_path / "receipt.txt"), str(tmp_path / "photo.txt")]
        )
        await do(pilot, "The date and enclosures of a letter")
        await choose(pilot, "D2")
        await fill(pilot, written="soon")
        assert "not a date" in seen(pilot)
        await fill(pilot, written="2026-11-21", title0="", title1="My photograph")
        one = app.store.draft(DraftId("D2"))

        assert [(each.label, each.title) for each in one.enclosures] == [("A", "My photograph")]
        assert one.written == date(2026, 11, 21)


async def test_a_letter_is_rendered_despite_an_error_with_a_reason(
    full: Sample, app_of: OpenApp, tmp_path: Path
):
    """Refused at first, with what is typed kept; the reason goes into the journal."""
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        matter = app.store.matter(MatterId("M1"))
        facts = {
            "error": "fee-without-basis",
            "what_happened": "My SSN is 078-05-1120.",
            "facts": "x",
        }
        made = letters.draft(app.store, "notice-of-error", app.today(), matter=matter, fields=facts)
        await do(pilot, "Render a letter")
        await choose(pilot, made.id)
        target = tmp_path / "letter.pdf"
        await fill(pilot, path=str(target))
        assert "Not done" in seen(pilot), seen(pilot)
        assert not target.exists()
        await fill(pilot, reason="They asked for it in writing")

        assert target.read_bytes().startswith(b"%PDF-")
        assert "render despite" in " ".join(row.act for row in app.store.journal(limit=3))
