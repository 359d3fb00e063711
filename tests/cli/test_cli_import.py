"""`import`, `list`, `show`, `search`, `file`, `tag`, `quarantine`: what is kept, kept exactly."""

from __future__ import annotations

import hashlib
import mailbox
import sys
import sysconfig
from email.message import EmailMessage
from pathlib import Path

import pytest
from apt import without


def message(n: int, sender: str = "care@lakeshore-mortgage.example", **headers: str) -> bytes:
    made = EmailMessage()
    made["From"] = f"Lakeshore Care <{sender}>"
    made["To"] = "maria@fernmail.example"
    made["Subject"] = headers.pop("subject", f"Your inquiry number {n}")
    made["Date"] = f"Mon, {n % 28 + 1:02d} Jan 2027 10:00:00 -0500"
    made["Message-ID"] = f"<{n}@lakeshore-mortgage.example>"
    for name, value in headers.items():
        made[name] = value
    made.set_content(f"Dear Maria,\n\nabout matter {n}.\n\nFrom the desk of Ana\n")
    return made.as_bytes()


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """An mbox of five messages, one of them twice."""
    path = tmp_path / "inbox.mbox"
    made = mailbox.mbox(path)
    for n in (1, 2, 3, 4, 4):
        made.add(mailbox.mboxMessage(message(n)))
    made.close()
    return path


def counts(report):
    return tuple(report[name] for name in ("imported", "duplicates", "quarantined"))


def test_every_message_of_an_mbox_is_met_and_named(desk, box):
    report = desk("import", box, "--json").json

    assert counts(report) == (4, 1, 0)
    assert [one["source"] for one in report["items"]] == [f"{box}#{n}" for n in range(1, 6)]
    assert [one["status"] for one in report["items"]][-1] == "duplicate"
    assert sum(counts(report)) == len(report["items"])


def test_importing_twice_adds_nothing(desk, box):
    desk("import", box)

    assert counts(desk("import", box, "--json").json) == (0, 5, 0)
    assert len(desk("list", "--json").json) == 4


def test_show_raw_gives_back_the_exact_bytes(desk, tmp_path):
    raw = message(7).replace(b"\n", b"\r\n") + b"\r\n\x00\xff trailing"
    (tmp_path / "one.eml").write_bytes(raw)
    identifier = desk("import", "one.eml", "--json").json["items"][0]["id"]

    import subprocess
    import sys

    shown = subprocess.run(
        [sys.executable, "-m", "borrower_desk", "show", identifier, "--raw"],
        capture_output=True, check=True,
    )  # fmt: skip

    assert shown.stdout == raw
    assert desk("show", identifier, "--json").json["sha256"] == hashlib.sha256(raw).hexdigest()


def test_one_message_can_come_on_stdin(desk, monkeypatch):
    import io
    import sys

    class Stdin:
        buffer = io.BytesIO(message(9))

        @staticmethod
        def isatty() -> bool:
            return False

    monkeypatch.setattr(sys, "stdin", Stdin)

    assert counts(desk("import", "-", "--json").json) == (1, 0, 0)


def test_my_address_tells_sent_from_received_and_is_remembered(desk, tmp_path):
    (tmp_path / "sent.eml").write_bytes(message(1, sender="maria@old.example"))

    desk("import", "sent.eml", "--mine", "maria@old.example")

    assert [one["direction"] for one in desk("list", "--json").json] == ["sent"]
    assert "maria@old.example" in desk("me", "show", "--json").json["emails"]


def test_what_cannot_be_read_is_kept_byte_for_byte_with_the_reason(desk, tmp_path):
    junk = bytes(range(256)) * 4
    (tmp_path / "junk.eml").write_bytes(junk)
    (tmp_path / "good.eml").write_bytes(message(1))

    ran = desk("import", "junk.eml", "good.eml", "--json")

    assert ran.code == 0
    assert counts(ran.json) == (1, 0, 1)
    kept = desk("quarantine", "list", "--json").json
    assert [one["id"] for one in kept] == ["Q1"]
    assert kept[0]["reason"]
    assert kept[0]["sha256"] == hashlib.sha256(junk).hexdigest()


def test_nothing_readable_at_all_exits_1_and_is_still_kept(desk, tmp_path):
    (tmp_path / "junk.eml").write_bytes(b"\x00" * 100)

    assert desk("import", "junk.eml").code == 1
    assert len(desk("quarantine", "list", "--json").json) == 1


def test_a_path_that_is_not_there_exits_1_and_says_so(desk):
    ran = desk("import", "no-such-file.mbox", "--json")

    assert ran.code == 1
    assert "no-such-file.mbox" in ran.error["message"]


def test_the_samples_of_cpythons_own_tests_all_find_a_place(desk):
    for place in (
        Path(sysconfig.get_path("stdlib")),
        *Path("/root/.pyenv/versions").glob("*/lib/*"),
    ):
        folder = place / "test" / "test_email" / "data"
        if folder.is_dir():
            break
    else:
        without("CPython's own e-mail samples: apt-get install libpython3.11-testsuite")
    files = [one for one in folder.rglob("*") if one.is_file()]

    first = desk("import", folder, "--json").json
    second = desk("import", folder, "--json").json

    assert len(first["items"]) >= len(files)
    assert sum(counts(first)) == len(first["items"])
    assert counts(second)[0] == 0
    assert sum(counts(second)) == len(first["items"])


def test_an_attachment_is_kept_and_can_be_had_back(desk, tmp_path):
    made = EmailMessage()
    made["From"] = "care@lakeshore-mortgage.example"
    made["Subject"] = "Statement"
    made.set_content("attached")
    made.add_attachment(b"\x89PNG fake", maintype="image", subtype="png", filename="../../a b.png")
    (tmp_path / "one.eml").write_bytes(made.as_bytes())
    identifier = desk("import", "one.eml", "--json").json["items"][0]["id"]

    attachment = desk("show", identifier, "--json").json["attachments"][0]

    assert attachment["name"] == "a b.png"
    assert attachment["sha256"] == hashlib.sha256(b"\x89PNG fake").hexdigest()


@pytest.mark.parametrize(
    "hostile",
    ["\x1b[2J\x1b]0;owned\x07cleared", "\u202egnp.exe", "[bold red]markup[/]", "a\u0085b\x9b31mc"],
)
def test_a_hostile_subject_reaches_the_terminal_as_text(desk, tmp_path, hostile):
    raw = message(1).replace(b"Your inquiry number 1", hostile.encode())
    (tmp_path / "one.eml").write_bytes(raw)
    desk("import", "one.eml")

    for words in (("list",), ("show", "C1"), ("search", "matter"), ("show", "C1", "--headers")):
        out = desk(*words).out
        assert "\x1b" not in out
        assert "\x07" not in out
        assert "\u202e" not in out
        assert "\x9b" not in out


def test_search_finds_words_and_filters(desk, box):
    desk("import", box, "--matter", "M1")

    assert len(desk("search", "inquiry", "--json").json) == 4
    assert [one["id"] for one in desk("search", "number 3", "--json").json] == ["C3"]
    assert len(desk("search", "from:lakeshore", "matter:M1", "--json").json) == 4
    assert desk("search", "before:2026-01-01", "--json").json == []
    assert desk("search", "before:nonsense").code == 2


@pytest.mark.parametrize(
    "query", ['"', "(", "a AND", "*", "NEAR(", "'; DROP TABLE", "from:", "\x00"]
)
def test_any_words_are_a_safe_query(desk, box, query):
    desk("import", box)

    assert desk("search", query, "--json").code in (0, 2)


def test_a_call_is_logged_in_the_users_own_words(desk):
    made = desk(
        "log", "phone", "Tiffany said the fee goes.", "--date", "2026-10-05", "--with",
        "Tiffany, ID 4471", "--reference", "CRM-1", "--matter", "M1", "--json",
    ).json  # fmt: skip

    assert made["id"] == "C1"
    assert made["channel"] == "phone"
    assert desk("timeline", "M1", "--json").json[0]["id"] == "C1"


def test_filing_an_acknowledgment_proposes_the_event_and_moves_nothing(desk, tmp_path):
    desk("event", "add", "M1", "sent", "2026-11-02", "--letter", "late-fee-dispute")
    made = EmailMessage()
    made["From"] = "research@lakeshore-mortgage.example"
    made["To"] = "maria@fernmail.example"
    made["Date"] = "Mon, 09 Nov 2026 10:00:00 -0500"
    made["Subject"] = "Acknowledgment of your notice of error"
    made.set_content(
        "We acknowledge receipt of your notice of error, which we received on November 4, 2026.\n"
        "We will respond within 30 business days.\nReference number ER-26-118840\n"
    )
    (tmp_path / "ack.eml").write_bytes(made.as_bytes())
    desk("import", "ack.eml")
    before = desk("due", "--json").json

    done = desk("file", "C1", "--matter", "M1", "--json").json

    assert [one["kind"] for one in done["proposed"]] == ["acknowledged"]
    assert done["proposed"][0]["params"]["received_on"] == "2026-11-04"
    assert desk("due", "--json").json == before
    desk("event", "confirm", done["proposed"][0]["id"])
    after = desk("due", "--all", "--json").json
    assert [one["status"] for one in after if one["rule"] == "noe-acknowledge"] == ["met"]


class Endless:
    """Zero bytes that take no room here: a pipe longer than memory."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        given = self.left if size < 0 else min(size, self.left)
        self.left -= given
        return bytes(given)


def test_a_pipe_longer_than_an_item_is_quarantined_by_its_beginning(desk, monkeypatch):
    """And read to its end: a mail server whose pipe breaks gives the message back."""
    monkeypatch.setattr("borrower_desk.intake.sources.MAX_ITEM", 3_000_000)
    pipe = Endless(50_000_000)

    class Stdin:
        buffer = pipe

        @staticmethod
        def isatty() -> bool:
            return False

    monkeypatch.setattr(sys, "stdin", Stdin)
    done = desk("import", "-", "--json")

    assert counts(done.json) == (0, 0, 1)
    assert "only its beginning is kept" in done.json["items"][0]["reason"]
    assert pipe.left == 0


def test_a_forged_message_of_ones_own_is_received_and_suspicious(desk, tmp_path):
    """A withdrawal that another wrote must not stand in the record as the borrower's."""
    desk("me", "edit", "--email", "maria@fernmail.example")
    forged = tmp_path / "forged.eml"
    forged.write_bytes(
        b"Authentication-Results: mx.fernmail.example; dkim=fail; spf=fail; dmarc=fail\n"
        b"Received: from evil.example ([203.0.113.5]) by mx.fernmail.example;"
        b" Thu, 26 Nov 2026 10:00:00 +0000\n" + message(1, sender="maria@fernmail.example")
    )
    own = tmp_path / "own.eml"
    own.write_bytes(message(2, sender="maria@fernmail.example"))
    desk("import", forged, own)

    told = {one["id"]: one for one in desk("list", "--json").json}
    assert (told["C1"]["direction"], told["C1"]["kind"]) == ("received", "suspected-phishing")
    assert told["C2"]["direction"] == "sent"
    assert "calls itself yours" in desk("show", "C1").out


def test_the_users_own_word_makes_a_message_sent(desk, tmp_path):
    """A mailing list breaks signatures: `--direction sent` is believed."""
    desk("me", "edit", "--email", "maria@fernmail.example")
    own = tmp_path / "own.eml"
    own.write_bytes(
        b"Authentication-Results: mx.fernmail.example; dmarc=fail\n"
        b"Received: from lists.example ([203.0.113.5]) by mx.fernmail.example;"
        b" Thu, 26 Nov 2026 10:00:00 +0000\n" + message(1, sender="maria@fernmail.example")
    )
    desk("import", own, "--direction", "sent")
    assert desk("list", "--json").json[0]["direction"] == "sent"


def huge(path, size):
    """A file that is larger than one may be, and takes no room on the disk."""
    with path.open("wb") as file:
        file.truncate(size)
    return path


def test_of_two_large_files_that_begin_alike_both_are_named(desk, tmp_path):
    """Only their beginnings are kept: that those are equal says nothing of the rest."""
    first = huge(tmp_path / "scan-1.pdf", 300_000_000)
    second = huge(tmp_path / "scan-2.pdf", 300_000_000)

    told = desk("import", first, second, "--json").json

    assert (told["quarantined"], told["duplicates"]) == (2, 0)
    listed = desk("quarantine", "list", "--json").json
    assert [one["source"] for one in listed] == [str(first), str(second)]
    assert "300,000,000 bytes" in listed[0]["reason"]


def test_the_same_large_file_again_is_a_duplicate_and_another_size_is_not(desk, tmp_path):
    large = huge(tmp_path / "scan.pdf", 300_000_000)
    desk("import", large)
    assert desk("import", large, "--json").json["duplicates"] == 1

    huge(large, 300_000_001)
    assert desk("import", large, "--json").json["quarantined"] == 1


def test_the_beginning_of_a_large_file_that_was_purged_stays_away(desk, tmp_path):
    large = huge(tmp_path / "scan.pdf", 300_000_000)
    desk("import", large)
    assert desk("--yes", "purge", "Q1", "--reason", "not mine").code == 0

    (item,) = desk("import", large, "--json").json["items"]
    assert (item["status"], "it was purged" in item["reason"]) == ("duplicate", True)


def test_a_message_that_breaks_a_parser_stops_no_other(desk, tmp_path, monkeypatch):
    """Whatever the fault, that one is quarantined with its bytes, and the rest is imported."""
    from borrower_desk.intake import judging

    reads = judging.read

    def breaking(item, *, ocr=False):
        if b"Subject: bad" in item.data:
            raise ZeroDivisionError
        return reads(item, ocr=ocr)

    monkeypatch.setattr(judging, "read", breaking)
    (tmp_path / "a.eml").write_bytes(message(1))
    (tmp_path / "b.eml").write_bytes(message(2, subject="bad"))
    (tmp_path / "c.eml").write_bytes(message(3))
    report = desk("import", "a.eml", "b.eml", "c.eml", "--no-ocr", "--json").json

    assert counts(report) == (2, 0, 1)
    assert "ZeroDivisionError" in report["items"][1]["reason"]
