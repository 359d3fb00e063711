"""The desk itself, looked after from the app: undo, verify, copies, the way in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from screen_samples import Sample
from screen_steps import go, press, seen, settled

from borrower_desk.actions.desks import Ways, open_desk
from borrower_desk.screens import keeping
from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.detail import Detail
from borrower_desk.screens.dialogs import Form

OpenApp = Callable[[Sample], DeskApp]


async def fill(pilot, **values: str) -> None:
    """Put values into a form's blanks, and submit it."""
    assert isinstance(pilot.app.screen, Form)
    for name, value in values.items():
        pilot.app.screen.query_one(f"#blank-{name}").value = value
    await pilot.pause()
    await press(pilot, "ctrl+s")
    await settled(pilot, 0.1)


async def test_u_takes_back_the_last_change_after_a_yes(full: Sample, app_of: OpenApp):
    """A tag that was set goes; the journal shows both; a no leaves it."""
    app = app_of(full)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        one = app.store.rows(limit=1)[0]
        from borrower_desk.actions import reading

        reading.tag(app.store, one.id, ["mistaken"])
        await go(pilot, "mail")
        await press(pilot, "u", "n")
        assert app.store.correspondence(one.id).tags == ("mistaken",)
        await press(pilot, "u", "y")
        await settled(pilot, 0.1)

        assert app.store.correspondence(one.id).tags == ()
        assert [row.act.split()[0] for row in app.store.journal(limit=2)][-1] == "undo"


async def test_verify_says_each_check(full: Sample, app_of: OpenApp):
    app = app_of(full)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        keeping.verify_fully(app)
        await settled(pilot, 0.1)

        assert isinstance(app.screen, Detail)
        assert "All is as it was written." in seen(pilot)
        assert "ok  " in seen(pilot)


async def test_a_copy_is_made_and_tried(full: Sample, app_of: OpenApp, tmp_path: Path):
    copy = tmp_path / "copy.desk"
    app = app_of(full)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        keeping.backup(app)
        await settled(pilot)
        await fill(pilot, path=str(copy))
        assert copy.exists()
        keeping.drill(app)
        await settled(pilot)
        await fill(pilot, path=str(copy))
        await settled(pilot, 0.3)

        assert "The copy can be restored, and is the same." in seen(pilot)


async def test_a_copy_never_overwrites(full: Sample, app_of: OpenApp, tmp_path: Path):
    there = tmp_path / "there.desk"
    there.write_bytes(b"precious")
    app = app_of(full)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        keeping.backup(app)
        await settled(pilot)
        await fill(pilot, path=str(there))

        assert "Not done" in seen(pilot)
        assert there.read_bytes() == b"precious"


async def test_an_export_asks_because_it_is_not_encrypted(full: Sample, app_of: OpenApp, tmp_path):
    target = tmp_path / "out"
    app = app_of(full)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        keeping.export(app)
        await settled(pilot)
        await fill(pilot, path=str(target), form="maildir")
        assert "not encrypted" in seen(pilot)
        assert not target.exists()
        await fill(pilot, sure="yes")
        await settled(pilot, 0.2)

        assert any(target.rglob("*"))


async def test_the_passphrase_is_changed(full: Sample, app_of: OpenApp):
    """Twice the same, long enough; then it opens the desk."""
    app = app_of(full)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        keeping.change_passphrase(app)
        await settled(pilot)
        await fill(pilot, new="short", again="short")
        assert "At least eight" in seen(pilot)
        await fill(pilot, new="four random plain words", again="four random plain werds")
        assert "differ" in seen(pilot)
        await fill(pilot, again="four random plain words")
        for _ in range(20):
            if not isinstance(app.screen, Form):
                break
            await settled(pilot, 0.2)
    opened = open_desk(full.path, Ways(keyring=False, ask=lambda: "four random plain words"))
    opened.close()


async def test_the_doctor_says_how_things_are(full: Sample, app_of: OpenApp):
    app = app_of(full)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        keeping.doctor(app)
        await settled(pilot, 0.2)

        assert "sqlcipher3" in seen(pilot)
