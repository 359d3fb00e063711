"""The same message out of another mail program: one message, and the bytes of both exports."""

from __future__ import annotations

import hashlib
import io
import mailbox
import subprocess
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest


def sample(n: int = 1) -> bytes:
    made = EmailMessage()
    made["From"] = "Lakeshore Care <care@lakeshore-mortgage.example>"
    made["To"] = "maria@fernmail.example"
    made["Subject"] = f"About your inquiry number {n}, and about everything else that you asked"
    made["Date"] = f"Mon, {n % 28 + 1:02d} Jan 2027 10:00:00 -0500"
    made["Message-ID"] = f"<{n}@lakeshore-mortgage.example>"
    made.set_content(f"Dear Maria,\n\nabout matter {n}.\n\nFrom the desk of Ana\n")
    return made.as_bytes()


def in_crlf(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


def folded_otherwise(data: bytes) -> bytes:
    return data.replace(b"inquiry number", b"inquiry\n number", 1)


def with_a_header_of_its_own(data: bytes) -> bytes:
    return b"X-Mozilla-Status: 0001\n" + data


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def raw(desk):
    """What `show --raw` writes, by its words after it."""

    def shown(*words: str) -> bytes:
        command = [sys.executable, "-m", "borrower_desk", "show", *words, "--raw"]
        return subprocess.run(command, capture_output=True, check=True).stdout

    return shown


@pytest.fixture
def twice(desk, tmp_path: Path):
    """C1 from a saved message, which came again from Thunderbird."""
    (tmp_path / "saved.eml").write_bytes(in_crlf(sample()))
    (tmp_path / "thunderbird.eml").write_bytes(with_a_header_of_its_own(sample()))
    assert desk("import", "saved.eml").code == 0
    assert desk("import", "thunderbird.eml").code == 0
    return desk


@pytest.mark.parametrize("other", [in_crlf, folded_otherwise, with_a_header_of_its_own])
def test_another_export_is_a_duplicate_and_its_bytes_are_kept(desk, tmp_path, raw, other):
    (tmp_path / "one.eml").write_bytes(sample())
    (tmp_path / "two.eml").write_bytes(other(sample()))

    done = desk("import", "one.eml", "two.eml", "--json").json

    assert (done["imported"], done["duplicates"], done["quarantined"]) == (1, 1, 0)
    assert done["items"][1]["id"] == "C1"
    assert raw("C1") == sample()
    assert raw("C1", "--copy", digest(other(sample()))) == other(sample())
    assert desk("verify", "--full").code == 0


def test_show_names_every_form(twice):
    other = with_a_header_of_its_own(sample())

    shown = twice("show", "C1", "--json").json

    assert shown["sha256"] == digest(in_crlf(sample()))
    assert shown["originals"] == [
        {"sha256": digest(other), "source": "thunderbird.eml", "size": len(other)}
    ]
    assert f"also kept as:  {digest(other)[:12]}, {len(other)} bytes, from thunderbird.eml" in (
        twice("show", "C1").out
    )


def test_a_message_that_came_once_has_no_further_form(desk, tmp_path):
    (tmp_path / "one.eml").write_bytes(sample())
    desk("import", "one.eml", "one.eml")

    assert desk("show", "C1", "--json").json["originals"] == []
    assert "also kept as" not in desk("show", "C1").out


def test_raw_is_the_first_form_and_a_start_of_the_digest_gives_any(twice, raw):
    first, other = in_crlf(sample()), with_a_header_of_its_own(sample())

    assert raw("C1") == raw("C1", "--copy", digest(first)[:8]) == first
    assert raw("C1", "--copy", digest(other)[:12]) == raw("c1", "--copy", digest(other).upper())


@pytest.mark.parametrize("start", ["0" * 64, "xyz", "", "%", "f" * 65])
def test_a_start_that_no_form_has_is_told_with_those_there_are(twice, start):
    ran = twice("show", "C1", "--raw", "--copy", start, "--json")

    assert ran.code == 2
    assert ran.out == ""
    assert digest(in_crlf(sample()))[:12] in ran.error["hint"]


def test_a_start_that_two_forms_have_is_told_with_both(desk, tmp_path):
    """Of seventeen forms two begin alike."""
    forms = [b"X-N: %d\n" % n + sample() for n in range(17)]
    for n, one in enumerate(forms):
        (tmp_path / f"{n}.eml").write_bytes(one)
    desk("import", *(f"{n}.eml" for n in range(17)))
    starts = [digest(one)[0] for one in forms]
    twice = next(one for one in starts if starts.count(one) > 1)

    ran = desk("show", "C1", "--raw", "--copy", twice, "--json")

    assert ran.code == 2
    for one in forms:
        assert (digest(one) in ran.error["hint"]) == digest(one).startswith(twice)


def test_copy_is_for_raw_bytes_of_a_message_only(twice):
    assert twice("show", "C1", "--copy", "ab").code == 2
    assert twice("show", "A1", "--raw", "--copy", "ab").code == 2
    assert twice("show", "Q1", "--raw", "--copy", "ab").code == 2


def test_the_third_import_of_an_export_writes_nothing(twice, tmp_path):
    journal = twice("journal", "--json").json

    done = twice("import", "thunderbird.eml", "saved.eml", "--json").json

    assert [one["status"] for one in done["items"]] == ["duplicate", "duplicate"]
    assert [one["reason"] for one in done["items"]] == ["the same as C1"] * 2
    assert twice("journal", "--json").json == journal


def test_an_mbox_and_a_zip_of_the_same_mail_keep_their_own_bytes(desk, tmp_path, raw):
    """A message quoted in its mbox, and a member of an archive: as they lay there."""
    (tmp_path / "one.eml").write_bytes(in_crlf(sample()))
    box = mailbox.mbox(tmp_path / "inbox.mbox")
    box.add(mailbox.mboxMessage(sample()))
    box.close()
    with zipfile.ZipFile(tmp_path / "mail.zip", "w") as made:
        made.writestr("a/b.eml", with_a_header_of_its_own(sample()))
    boxed = sample().replace(b"\nFrom the", b"\n>From the")

    done = desk("import", "one.eml", "inbox.mbox", "mail.zip", "--json").json

    assert (done["imported"], done["duplicates"]) == (1, 2)
    assert raw("C1", "--copy", digest(boxed)) == boxed
    zipped = with_a_header_of_its_own(sample())
    assert raw("C1", "--copy", digest(zipped)) == zipped


def test_a_message_on_stdin_that_is_known_in_other_bytes_is_kept_too(desk, tmp_path, monkeypatch):
    (tmp_path / "one.eml").write_bytes(sample())
    desk("import", "one.eml")

    class Stdin:
        buffer = io.BytesIO(in_crlf(sample()))

        @staticmethod
        def isatty() -> bool:
            return False

    monkeypatch.setattr(sys, "stdin", Stdin)
    done = desk("import", "-", "--json").json

    assert done["duplicates"] == 1
    assert [one["source"] for one in desk("show", "C1", "--json").json["originals"]] == ["stdin"]


def test_a_purged_message_is_told_as_purged_in_every_form(twice):
    """Until --purged asks for it, which takes both forms in again as one message."""
    gone = twice("purge", "C1", "--reason", "medical", "--yes", "--json").json
    assert gone["originals"] == [digest(with_a_header_of_its_own(sample()))]

    again = twice("import", "thunderbird.eml", "saved.eml", "--json").json
    assert (again["imported"], again["duplicates"]) == (0, 2)
    assert all(one["reason"].startswith("it was purged on") for one in again["items"])

    back = twice("import", "thunderbird.eml", "saved.eml", "--purged", "--json").json
    assert (back["imported"], back["duplicates"]) == (1, 1)
    assert len(twice("show", "C2", "--json").json["originals"]) == 1
    assert twice("verify", "--full").code == 0


def test_undo_takes_no_bytes_away(twice):
    """What was added stays; the change before it is the one that can be taken back."""
    twice("tag", "C1", "fee")
    twice("import", "saved.eml")

    assert twice("undo", "--json").code == 0

    assert twice("show", "C1", "--json").json["tags"] == []
    assert len(twice("show", "C1", "--json").json["originals"]) == 1


def test_a_maildir_has_every_form_and_the_first_comes_back_first(twice, tmp_path):
    done = twice("export", tmp_path / "out", "--json").json
    assert done["messages"] == 2
    new = ("--desk", tmp_path / "new.desk", "--key-file", tmp_path / "new.key")
    assert twice(*new, "init").code == 0

    back = twice(*new, "import", tmp_path / "out", "--json").json

    assert (back["imported"], back["duplicates"], back["quarantined"]) == (1, 1, 0)
    before, after = twice("show", "C1", "--json").json, twice(*new, "show", "C1", "--json").json
    assert after["sha256"] == before["sha256"]
    assert [o["sha256"] for o in after["originals"]] == [o["sha256"] for o in before["originals"]]


def test_what_leaves_quarantine_as_a_known_message_keeps_its_bytes(desk, tmp_path):
    """Read after all, as by a newer program, it is C1 in other bytes."""
    from borrower_desk.cli import context
    from borrower_desk.model import Unread

    (tmp_path / "one.eml").write_bytes(sample())
    desk("import", "one.eml")
    with context.open_store() as store, store.change("import"):
        store.add_quarantined(Unread("old.eml", in_crlf(sample()), "no"), context.today())

    retried = desk("quarantine", "retry", "--json").json

    assert retried["items"][0]["status"] == "duplicate"
    shown = desk("show", "C1", "--json").json
    assert [one["sha256"] for one in shown["originals"]] == [digest(in_crlf(sample()))]


def test_the_hand_off_has_every_form_of_a_message(twice, tmp_path):
    """Beside the one that came first, and sealed like it."""
    twice("file", "C1", "--matter", "M1")
    twice("handoff", "M1", "-o", "h.zip")

    with zipfile.ZipFile(tmp_path / "h.zip") as folder:
        assert folder.read("originals/C1.eml") == in_crlf(sample())
        other = folder.read("originals/C1.1.eml")
        sums = folder.read("SHA256SUMS").decode()

    assert other == with_a_header_of_its_own(sample())
    assert f"{digest(other)}  originals/C1.1.eml\n" in sums
