"""`mailbox` and `sync` against a real Dovecot: what is new comes once, nothing there changes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dovecot
import pytest
from dovecot import PASSWORD, USER, Dovecot
from secret_service import run_with_secret_service

from borrower_desk.actions import mailboxes

OURS = "care@lakeshore-mortgage.example"


@pytest.fixture
def server() -> Iterator[Dovecot]:
    with dovecot.running() as made:
        yield made


@pytest.fixture
def synced(desk, server: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The desk with the mailbox `home`; runs a command."""
    monkeypatch.setattr(mailboxes, "PAUSES", (0.05, 0.05))
    secret = tmp_path / "secret"
    secret.write_text(PASSWORD + "\n")
    secret.chmod(0o600)
    made = desk("mailbox", "add", "home", "--host", "localhost", "--port", server.port, "--user",
                USER, "--password-file", secret, "--ca-file", server.ca_file)  # fmt: skip
    assert made.code == 0, made.err
    return desk


def letter(number: int, sender: str = OURS) -> bytes:
    return (
        f"From: Care <{sender}>\nTo: maria@fernmail.example\nSubject: Letter {number}\n"
        f"Date: Mon, 7 Dec 2026 09:30:00 -0600\nMessage-ID: <{number}@x.example>\n\nNo. {number}.\n"
    ).encode()


def sync(run, *words: object) -> dict[str, object]:
    done = run("--json", "sync", *words)
    assert done.code == 0, done.err
    return done.json


def counts(report: dict[str, object]) -> tuple[object, ...]:
    return tuple(report[one] for one in ("imported", "duplicates", "quarantined"))


def test_the_servicers_mail_is_fetched_once(synced, server):
    """First all of it, then what is new; each message byte for byte; flags as they were."""
    server.deliver([letter(1), letter(2), letter(3, "friend@home.example")])
    server.deliver([letter(4)], flags="S")
    server.deliver([b"To: care@lakeshore-mortgage.example\n\nOurs.\n"], "Sent")
    before = server.flags()

    first = sync(synced)
    again = sync(synced)
    server.deliver([letter(5)])
    later = sync(synced, "home")

    assert [counts(one) for one in (first, again, later)] == [(4, 0, 0), (0, 0, 0), (1, 0, 0)]
    assert {k: v for k, v in server.flags().items() if k in before} == before
    kept = next(one for one in first["items"] if one["source"] == "home:INBOX#2")
    raw = synced("show", kept["id"], "--raw")
    assert raw.out.encode() == letter(2).replace(b"\n", b"\r\n")


def test_a_new_uidvalidity_brings_nothing_twice(synced, server):
    """All is looked at again, and found to be known."""
    server.deliver([letter(1), letter(2)])
    sync(synced)
    server.renumber()

    assert counts(sync(synced)) == (0, 2, 0)
    assert counts(sync(synced)) == (0, 0, 0)


def test_a_server_killed_half_way_costs_nothing(synced, server, monkeypatch):
    """What came is kept; the next sync goes on where the line broke, and brings the rest once."""
    monkeypatch.setattr("borrower_desk.intake.imap._MESSAGES_AT_ONCE", 3)
    monkeypatch.setattr(mailboxes, "BATCH", 3)
    server.deliver([letter(number) for number in range(12)])
    keep, batches = mailboxes._keep, []

    def keep_and_kill(*given):
        batches.append(keep(*given))
        if len(batches) == 2:
            server.kill()
        return batches[-1]

    monkeypatch.setattr(mailboxes, "_keep", keep_and_kill)
    broken = synced("--json", "sync")
    server.start()
    rest = sync(synced)

    assert broken.code == 1
    assert broken.json["failed"][0]["mailbox"] == "home"
    assert counts(broken.json) == (6, 0, 0)
    assert counts(rest) == (6, 0, 0)
    assert len(synced("--json", "list").json) == 12
    assert synced("--json", "verify", "--full").json["ok"]


def test_a_server_that_comes_back_is_asked_again(synced, server, monkeypatch):
    """A short break is not the user's trouble."""
    monkeypatch.setattr("borrower_desk.intake.imap._MESSAGES_AT_ONCE", 3)
    monkeypatch.setattr(mailboxes, "BATCH", 3)
    server.deliver([letter(number) for number in range(9)])
    keep, batches = mailboxes._keep, []

    def keep_and_break(*given):
        batches.append(keep(*given))
        if len(batches) == 1:
            server.kill()
            server.start()
        return batches[-1]

    monkeypatch.setattr(mailboxes, "_keep", keep_and_break)

    assert counts(sync(synced)) == (9, 0, 0)


def test_another_servicer_is_looked_for_in_old_mail_too(synced, server):
    """A domain learned later may have written long ago."""
    server.deliver([letter(1), letter(2, "help@newserv.example")])
    assert counts(sync(synced)) == (1, 0, 0)

    synced("servicer", "edit", "S1", "--domain", "newserv.example")

    assert counts(sync(synced)) == (1, 1, 0)
    assert len(synced("--json", "list").json) == 2


def test_all_mail_comes_only_when_asked_for(synced, server):
    """`--all` this once; what cannot be read is quarantined, as everywhere."""
    server.deliver([letter(1), letter(2, "friend@home.example"), b"\n\n"])

    assert counts(sync(synced, "--all")) == (2, 0, 1)


def test_without_a_servicer_s_domain_nothing_is_fetched_blindly(run, server, tmp_path):
    """A homeowner's whole private mail does not end in the desk by mistake."""
    secret = tmp_path / "secret"
    secret.write_text(PASSWORD)
    secret.chmod(0o600)
    run("init", "--key-file", tmp_path / "desk.key")
    run("mailbox", "add", "home", "--host", "localhost", "--port", server.port, "--user", USER,
        "--password-file", secret, "--ca-file", server.ca_file)  # fmt: skip

    told = run("--json", "sync")

    assert told.code == 2
    assert "--all" in told.error["hint"]


def test_mailboxes_are_listed_and_removed(synced):
    """By name or id; what was fetched stays."""
    listed = synced("--json", "mailbox", "list").json
    assert [(one["id"], one["name"], one["user"], one["all"]) for one in listed] == [
        ("B1", "home", USER, False)
    ]

    assert synced("mailbox", "remove", "home").code == 2, "nobody was asked"
    assert synced("--yes", "mailbox", "remove", "HOME").code == 0
    assert synced("--json", "mailbox", "list").json == []
    assert synced("sync").code == 2
    assert synced("sync", "home").code == 2


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--password-file", "none"), 4, "none"),
        (("--password-file", "a", "--token-file", "b"), 2, "one of the two"),
        ((), 2, "chmod 600"),
        (("--password-file", "open"), 4, "chmod 600"),
        (("--password-file", "empty"), 2, "empty"),
        (("--password-file", "good", "--port", "70000"), 2, "port"),
    ],
)
def test_a_mailbox_is_not_added_wrongly(desk, tmp_path, words, code, told):
    """Each mistake has its own next step; the password is never taken from the command line."""
    for name, mode in (("open", 0o644), ("empty", 0o600), ("good", 0o600)):
        (tmp_path / name).write_text("" if name == "empty" else "secret")
        (tmp_path / name).chmod(mode)

    made = desk("mailbox", "add", "x", "--host", "h.example", "--user", "u", *words)

    assert made.code == code, made.err
    assert told in made.err
    assert desk("--json", "mailbox", "list").json == []


def test_the_password_comes_from_the_keyring(server, tmp_path):
    """Put there when the mailbox is added, found by every sync, gone with the mailbox."""
    server.deliver([letter(1)])
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\n"
        "from datetime import date\nfrom pathlib import Path\n"
        "from borrower_desk.actions import mailboxes\n"
        "from borrower_desk.desk.vault import create\n"
        "from borrower_desk.errors import MailboxRefused\n"
        "from borrower_desk.model import Mailbox, MailboxId\n"
        "home, port, ca = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]\n"
        "store, _ = create(home / 'd.desk', key_file=home / 'k')\n"
        f"box = Mailbox(MailboxId(''), 'home', 'localhost', {USER!r}, port, ca_file=ca,\n"
        "              everything=True)\n"
        f"kept = mailboxes.add(store, box, {PASSWORD!r})\n"
        "done = mailboxes.sync(store, [kept], date(2027, 1, 29))\n"
        "print(len(done.report.items), done.troubles)\n"
        "mailboxes.remove(store, 'home')\n"
        "left = mailboxes.sync(store, [kept], date(2027, 1, 29))\n"
        "print(left.troubles[0].why.message)\n"
    )
    ran = run_with_secret_service(
        tmp_path,
        [sys.executable, str(script), str(tmp_path), str(server.port), str(server.ca_file)],
        {"PYTHONPATH": str(Path(__file__).parents[2])},
    )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[0] == "1 ()"
    assert "could not be had" in ran.stdout.splitlines()[1]


def test_no_secret_is_seen_by_other_users_of_the_machine(synced, server):
    """Nothing in the argument list of the process, and nothing in what is printed."""
    server.deliver([letter(1)])
    printed = synced("--json", "mailbox", "list").out + synced("sync").out

    assert PASSWORD not in printed
    helped = subprocess.run(
        [sys.executable, "-m", "borrower_desk", "mailbox", "add", "--help"],
        capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "200"},
    )  # fmt: skip
    assert "--password " not in helped.stdout


def test_what_was_imported_from_a_file_keeps_the_servers_bytes_too(synced, server, tmp_path):
    """A file has other line ends than the server; both forms are there, and each once."""
    (tmp_path / "saved.eml").write_bytes(letter(1))
    synced("import", "saved.eml")
    server.deliver([letter(1)])

    assert counts(sync(synced)) == (0, 1, 0)

    (form,) = synced("show", "C1", "--json").json["originals"]
    raw = synced("show", "C1", "--raw", "--copy", form["sha256"])
    assert raw.out.encode() == letter(1).replace(b"\n", b"\r\n")
    assert synced("show", "C1", "--raw").out.encode() == letter(1)
