"""Acts on what is kept: paper, mailboxes, marks, links, what goes for good."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import dovecot
from act_steps import choose, do, fill, told
from screen_samples import Sample
from screen_steps import go, press, seen, settled
from secret_service import run_with_secret_service

from borrower_desk.model import CorrespondenceId, Relation
from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.detail import Detail
from borrower_desk.screens.dialogs import Confirm, Form
from borrower_desk.screens.long import LongForm

OpenApp = Callable[[Sample], DeskApp]
SIZE = (120, 44)


# ── what goes for good ───────────────────────────────────────────────────────


async def test_a_purge_asks_twice_and_leaves_a_tombstone(full: Sample, app_of: OpenApp):
    """It says what goes and what stays; the message is gone, its hash and the reason are not."""
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "mail")
        one = app.screen.current
        await press(pilot, "D")
        assert isinstance(app.screen, Confirm)
        assert "can't be undone" in seen(pilot)
        assert "tombstone" in seen(pilot)
        await press(pilot, "y")
        assert isinstance(app.screen, Form)
        await press(pilot, "ctrl+s")
        assert "still empty" in seen(pilot)
        await fill(pilot, reason="My attorney's, sent here by mistake")

        stone = app.store.tombstone(one.id)
        assert stone.reason == "My attorney's, sent here by mistake"
        assert one.id not in {row.id for row in app.store.rows()}
        assert f"{one.id} is gone" in told(pilot)


async def test_a_no_keeps_the_message(full: Sample, app_of: OpenApp):
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "mail")
        one = app.screen.current
        await press(pilot, "D", "n")

        assert app.store.correspondence(one.id).id == one.id


async def test_what_could_not_be_read_is_looked_at_and_saved(full: Sample, app_of, tmp_path: Path):
    """Its bytes leave unchanged; a file that is there is not overwritten."""
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await do(pilot, "What could not be read")
        assert "sample.mbox#31" in seen(pilot)
        await choose(pilot, "Q1")
        await choose(pilot, "save")
        there = tmp_path / "there"
        there.write_text("precious")
        await fill(pilot, path=str(there))
        assert "there already" in seen(pilot)
        await fill(pilot, path=str(tmp_path / "bytes"))

        assert there.read_text() == "precious"
        assert (tmp_path / "bytes").read_bytes() == b"\x00\x01 broken"


async def test_reading_is_tried_again(full: Sample, app_of: OpenApp):
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await do(pilot, "Try again to read")

        assert "could be read now" in told(pilot)


# ── marks and links ──────────────────────────────────────────────────────────


async def test_a_message_is_held_back_as_attorney_client_and_freed(full: Sample, app_of: OpenApp):
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "mail")
        one = app.screen.current
        await press(pilot, "P")
        assert "hand-off" in seen(pilot)
        await press(pilot, "y")
        assert app.store.correspondence(one.id).privileged
        await press(pilot, "P", "y")

        assert not app.store.correspondence(one.id).privileged


async def test_an_act_on_a_message_asks_which_elsewhere(full: Sample, app_of: OpenApp):
    """From a screen that shows none, the newest are offered."""
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await do(pilot, "Mark as attorney-client")
        await choose(pilot, "C5")
        await press(pilot, "y")

        assert app.store.correspondence(CorrespondenceId("C5")).privileged


async def test_two_messages_are_linked_and_taken_apart(full: Sample, app_of: OpenApp):
    """An id that is wrong is said and what was typed stays."""
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await do(pilot, "Link two messages")
        await choose(pilot, "C1")
        form = await fill(pilot, other="C1")
        assert "Give two ids" in seen(pilot)
        assert form.values()["other"] == "C1"
        await fill(pilot, other="c3")
        (made,) = app.store.links(CorrespondenceId("C1"))
        assert made.relation is Relation.SAME_LETTER
        await do(pilot, "Take two messages apart")
        await choose(pilot, "C1")
        await choose(pilot, "C3")

        assert app.store.links(CorrespondenceId("C1")) == []


# ── what comes in ────────────────────────────────────────────────────────────


async def test_a_letter_on_paper_has_three_dates(full: Sample, app_of: OpenApp, tmp_path: Path):
    letter = tmp_path / "letter.txt"
    letter.write_text("We received your notice of error on October 8, 2026.")
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await do(pilot, "Bring in a letter on paper")
        assert isinstance(app.screen, LongForm)
        form = await fill(pilot, files=f"{letter}\n{tmp_path / 'none.pdf'}", dated="2026-10-09")
        assert "nothing at" in seen(pilot)
        assert form.values()["dated"] == "2026-10-09"
        assert app.busy is None
        await fill(pilot, files=str(letter), received="9 October")
        assert "not a date" in seen(pilot)
        await fill(
            pilot, postmarked="2026-10-10", received="2026-10-14", via="mail",
            matter="M1",
        )  # fmt: skip
        assert isinstance(app.screen, Detail)
        assert "1 met: 1 imported" in seen(pilot)
        one = app.store.correspondence(app.store.rows(matter="M1")[0].id)
        newest = max(
            (app.store.correspondence(row.id) for row in app.store.rows()),
            key=lambda each: int(each.id[1:]),
        )

        assert (newest.dated, newest.postmarked, newest.received) == (
            date(2026, 10, 9), date(2026, 10, 10), date(2026, 10, 14),
        )  # fmt: skip
        assert newest.matter == one.matter == "M1"


async def test_a_mailbox_is_added_listed_and_forgotten(full: Sample, app_of, tmp_path: Path):
    """With a file of one's own; the file's rights and the port are looked at."""
    secret = tmp_path / "secret"
    secret.write_text("correct horse")
    secret.chmod(0o644)
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await go(pilot, "import")
        await press(pilot, "escape", "M")
        await fill(pilot, name="home", host="imap.fernmail.example", user="maria")
        assert "password is still empty" in seen(pilot)
        await fill(pilot, file=str(secret), port="imap")
        assert "no port" in seen(pilot)
        await fill(pilot, port="993")
        assert "chmod 600" in seen(pilot)
        secret.chmod(0o600)
        await fill(pilot)
        assert "Fetch its mail now?" in seen(pilot)
        await press(pilot, "n")
        assert [one.name for one in app.store.mailboxes()] == ["home"]
        await do(pilot, "Mailboxes")
        await choose(pilot, "B1")
        await choose(pilot, "forget")
        await press(pilot, "y")

        assert app.store.mailboxes() == []


IN_A_KEYRING = """
import asyncio, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1]]
import dovecot
from act_steps import do, fill
from screen_steps import press, seen, settled
from borrower_desk.actions import desks, mailboxes
from borrower_desk.screens.app import DeskApp
from screen_samples import TODAY

async def main():
    ways = desks.Ways(key_file=Path(sys.argv[3]), keyring=False)
    app = DeskApp(Path(sys.argv[2]), ways, lambda: TODAY)
    async with app.run_test(size=(120, 44)) as pilot:
        await do(pilot, "Add a mailbox")
        form = app.screen
        form.query_one("#blank-secret").value = "correct horse"
        await settled(pilot)
        assert "correct horse" not in seen(pilot), seen(pilot)
        await fill(pilot, name="home", host="imap.fernmail.example", user="maria")
        await press(pilot, "n")
        (one,) = app.store.mailboxes()
        assert one.secret_file == ""
        assert mailboxes._secret(app.store, one, None) == "correct horse"
        assert "correct horse" not in str(app.store.journal(limit=None))
        print("kept in the keyring")

asyncio.run(main())
"""


def test_a_mailbox_s_password_goes_to_the_keyring_and_nowhere_else(full: Sample, tmp_path: Path):
    """Typed into a masked field; not on the screen, not in the journal, not in a file."""
    script = tmp_path / "add.py"
    script.write_text(IN_A_KEYRING)
    here = str(Path(__file__).parent)
    told = run_with_secret_service(
        tmp_path,
        [sys.executable, str(script), here, str(full.path), str(full.path.with_name("desk.key"))],
        {"PYTHONPATH": os.pathsep.join(sys.path)},
    )

    assert told.stdout.strip() == "kept in the keyring", told.stderr[-2000:]
    on_disk = [one for one in tmp_path.rglob("*") if one.is_file() and one != script]
    assert not [one for one in on_disk if b"correct horse" in one.read_bytes()]


async def test_without_a_keyring_the_password_is_not_kept(full: Sample, app_of, monkeypatch):
    """No half: the mailbox is not there either, and the form says what else can be done."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await do(pilot, "Add a mailbox")
        form = await fill(
            pilot, name="home", host="imap.fernmail.example", user="maria", secret="correct horse"
        )

        assert "could not be put into the system keyring" in seen(pilot)
        assert form.values()["user"] == "maria"
        assert app.store.mailboxes() == []


# ── calls ────────────────────────────────────────────────────────────────────


async def test_a_voicemail_is_put_on_record_with_its_recording(full: Sample, app_of, tmp_path):
    recording = tmp_path / "voicemail.txt"
    recording.write_text("This is Dana. The fee stays.")
    app = app_of(full)
    async with app.run_test(size=SIZE) as pilot:
        await do(pilot, "Put a call or visit on record")
        await fill(
            pilot, channel="voicemail", who="Dana, 4471", text="The fee stays.",
            files=str(recording), matter="M1",
        )  # fmt: skip
        await settled(pilot)
        newest = max((row.id for row in app.store.rows()), key=lambda each: int(each[1:]))
        one = app.store.correspondence(newest)

        assert one.channel.value == "voicemail"
        assert [file.name for file in one.attachments] == ["voicemail.txt"]


async def test_mail_is_fetched_from_one_mailbox(full: Sample, app_of: OpenApp, tmp_path: Path):
    """What touches the servicers first; all of it when that is asked; a wrong password is said."""
    secret = tmp_path / "secret"
    secret.write_text("wrong")
    secret.chmod(0o600)
    letter = (
        b"From: Care <%s>\nTo: maria@fernmail.example\nSubject: About your loan\n"
        b"Date: Mon, 16 Nov 2026 09:30:00 -0600\nMessage-ID: <%s>\n\nText.\n"
    )
    app = app_of(full)
    with dovecot.running() as server:
        server.deliver(
            [
                letter % (b"care@lakeshore-mortgage.example", b"1@x.example"),
                letter % (b"friend@home.example", b"2@x.example"),
            ]
        )
        async with app.run_test(size=SIZE) as pilot:
            await do(pilot, "Add a mailbox")
            await fill(
                pilot, name="home", host="localhost", user=dovecot.USER, port=str(server.port),
                file=str(secret), ca=str(server.ca_file),
            )  # fmt: skip
            await press(pilot, "y")
            assert "Not done" in seen(pilot)
            assert app.busy is None
            secret.write_text(dovecot.PASSWORD)
            await press(pilot, "escape")
            for choice, imported in (("new", 1), ("all", 1)):
                before = app.store.count()
                await do(pilot, "Mailboxes")
                await choose(pilot, "B1")
                await choose(pilot, choice)
                await settled(pilot, 0.1)
                assert app.store.count() - before == imported, choice
