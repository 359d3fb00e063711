"""Acts on what leaves the desk: packets in volumes, supplements, hand-offs, redacted copies."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from act_steps import choose, do, fill, told
from screen_samples import Sample, message
from screen_steps import go, press, seen, settled
from textual.widgets import Input

from borrower_desk.model import CorrespondenceId, MatterId
from borrower_desk.screens.acts.custody import hand_off
from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.detail import Detail
from borrower_desk.screens.long import LongForm

OpenApp = Callable[[Sample], DeskApp]
SIZE = (120, 44)


async def make(pilot, path: Path) -> None:
    """Make what the Packet screen says, at `path`."""
    pilot.app.screen.query_one("#packet-path", Input).value = str(path)
    pilot.app.screen.query_one("#exhibits").focus()
    await pilot.pause()
    await press(pilot, "ctrl+s")
    await settled(pilot, 0.05)


async def begin_and_stop(pilot) -> None:
    """Submit the form and stop it before its act has told a step, however slow the machine."""
    form = pilot.app.screen
    act = form.act

    def once_stopped(store, said):
        form._stop.wait(20)
        return act(store, said)

    form.act = once_stopped
    form.action_submit()
    await pilot.press("escape")
    await settled(pilot, 0.05)


async def test_a_packet_in_volumes_is_served_and_supplemented(full: Sample, app_of, tmp_path: Path):
    """Volumes each a file; once served its numbers stay, and a supplement has what is new."""
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "packet")
        app.screen.query_one("#exhibits").focus()
        await press(pilot, "o")
        await fill(pilot, pages="two")
        assert "not a number from 5 on" in seen(pilot)
        await fill(pilot, pages="12")
        assert "volumes of 12 pages" in seen(pilot)
        await make(pilot, tmp_path / "whole.pdf")
        volumes = sorted(tmp_path.glob("whole*.pdf"))
        assert len(volumes) > 1
        assert f"{len(volumes)} volumes" in seen(pilot)
        await press(pilot, "V")
        assert "is as it was written" in seen(pilot)
        await press(pilot, "S")
        await fill(pilot)
        assert "are served" in told(pilot)

        await press(pilot, "o")
        await fill(pilot, pages="", supplement="yes")
        await make(pilot, tmp_path / "more.pdf")
        assert "Nothing came to M1 since" in seen(pilot)
        assert not (tmp_path / "more.pdf").exists()
        with app.store.change("import"):
            message(
                app.store, "Their last word", app.today(), matter=app.store.matter(MatterId("M1"))
            )
        await press(pilot, "escape", "ctrl+r")
        await make(pilot, tmp_path / "more.pdf")

        assert (tmp_path / "more.pdf").read_bytes().startswith(b"%PDF-")
        assert "1 exhibit." in seen(pilot)


async def test_the_index_alone_is_a_table(full: Sample, app_of: OpenApp, tmp_path: Path):
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "packet")
        app.screen.query_one("#exhibits").focus()
        await press(pilot, "o")
        await fill(pilot, index="yes")
        await make(pilot, tmp_path / "index.csv")

        assert "Wrote the index" in seen(pilot)
        assert "Exhibit" in (tmp_path / "index.csv").read_text().splitlines()[0]


async def test_a_hand_off_is_written_whole_and_never_over_another(full: Sample, app_of, tmp_path):
    """What is attorney-client stays behind, and it is said."""
    there = tmp_path / "there.zip"
    there.write_text("precious")
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        from borrower_desk.actions import redacting

        redacting.privilege(app.store, "C1")
        await do(pilot, "Hand off a matter")
        assert isinstance(app.screen, LongForm)
        await fill(pilot, path=str(there))
        assert "there already" in seen(pilot)
        assert there.read_text() == "precious"
        await fill(pilot, path=str(tmp_path / "custody.zip"))
        assert isinstance(app.screen, Detail)
        assert "1 document marked attorney-client" in seen(pilot)
        names = zipfile.ZipFile(tmp_path / "custody.zip").namelist()

        assert "SHA256SUMS" in names
        assert not [name for name in names if "C1." in name]


async def test_a_long_act_stops_and_leaves_no_file(full: Sample, app_of: OpenApp, tmp_path: Path):
    """esc while it works stops it; what was typed stays, and the app is free again."""
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        hand_off(app, app.store.matter(MatterId("M1")))
        await settled(pilot)
        form = app.screen
        target = tmp_path / "stopped.zip"
        form.query_one("#blank-path").value = str(target)
        await begin_and_stop(pilot)

        assert "Stopped" in seen(pilot)
        assert not target.exists()
        assert [one for one in tmp_path.iterdir() if one.suffix == ".zip"] == []
        assert form.values()["path"] == str(target)
        assert app.busy is None


async def test_a_redacted_copy_has_the_words_no_longer(full: Sample, app_of, tmp_path: Path):
    """A region that is none is said; then words and numbers go, and the log says where."""
    letter = tmp_path / "letter.txt"
    letter.write_text("Dana Field, SSN 078-05-1120, said that loan 0001234567 is late.")
    copy = tmp_path / "copy.pdf"
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await do(pilot, "A redacted copy")
        form = await fill(pilot, document=str(letter), path=str(copy), boxes="first page")
        assert "Not done" in seen(pilot)
        assert form.values()["boxes"] == "first page"
        await fill(pilot, boxes="", patterns="ssn, account-number\nDana Field")
        assert isinstance(app.screen, Detail), seen(pilot)
        assert "3 things removed" in seen(pilot)

        assert b"078-05-1120" not in copy.read_bytes()


async def test_a_packet_that_was_changed_is_found_out(full: Sample, app_of, tmp_path: Path):
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "packet")
        await make(pilot, tmp_path / "packet.pdf")
        made = bytearray((tmp_path / "packet.pdf").read_bytes())
        made[len(made) // 2] ^= 1
        (tmp_path / "packet.pdf").write_bytes(made)
        await do(pilot, "Check a packet")
        await fill(pilot, path=str(tmp_path / "packet.pdf"))
        assert "NOT as it was written" in seen(pilot)
        await press(pilot, "escape")
        await do(pilot, "A packet was served")
        await fill(pilot, path=str(tmp_path / "none.pdf"))

        assert "Not done" in seen(pilot)
        assert app.store.correspondence(CorrespondenceId("C1")).id == "C1"


async def test_an_export_that_is_stopped_leaves_nothing(full: Sample, app_of, tmp_path: Path):
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await do(pilot, "Export everything")
        form = app.screen
        form.query_one("#blank-path").value = str(tmp_path / "out")
        form.query_one("#blank-sure").value = "yes"
        await begin_and_stop(pilot)

        assert "Stopped" in seen(pilot)
        assert [one for one in tmp_path.iterdir() if one.name.startswith("out")] == []


async def test_a_message_leaves_as_it_came(full: Sample, app_of, tmp_path: Path):
    """Its bytes are those of the desk; the note that nothing was to mend is no error."""
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await do(pilot, "Save a message as it came")
        await choose(pilot, "C5")
        await fill(pilot, path=str(tmp_path / "c5"))
        kept = app.store.correspondence(CorrespondenceId("C5"))
        assert sha256((tmp_path / "c5").read_bytes()).hexdigest() == kept.sha256
        await do(pilot, "Mend a letter's enclosures")
        await choose(pilot, "D2")
        await fill(pilot, folder=str(tmp_path / "mended"))

        assert "Nothing was to mend." in seen(pilot)


async def test_a_path_that_no_disk_takes_is_said(full: Sample, app_of: OpenApp):
    """The form can be used again; nothing of it is a traceback."""
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await do(pilot, "Hand off a matter")
        form = await fill(pilot, path="/tmp/" + "x" * 400)

        assert "File name too long" in seen(pilot)
        assert not form.busy
        assert app.busy is None


async def test_what_nobody_foresaw_leaves_the_form_free(full: Sample, app_of, monkeypatch):
    monkeypatch.delenv("BORROWER_DESK_DEBUG")
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await do(pilot, "Hand off a matter")
        form = app.screen
        form.act = lambda store, said: 1 // 0
        await fill(pilot)

        assert told(pilot).count("did not expect (ZeroDivisionError)") == 1
        assert not form.busy
        assert app.busy is None
