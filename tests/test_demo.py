"""`borrower-desk demo`: the whole road on the shipped samples, from the command to the packet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

STORY = tomllib.loads(
    (Path(__file__).parent.parent / "borrower_desk" / "demo" / "story.toml").read_text()
)
CANARIES = (
    "Lopez", "Tiffany", "Lakeshore", "Pinecrest", "0001234567", "fernmail", "wire instructions",
    "Oak Street", "CRM-2610-448213",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Demo:
    folder: Path
    temp: Path
    told: dict[str, Any]
    home: Path

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return _run(
            self.home, self.temp, "--desk", self.told["desk"], "--passphrase-file",
            str(self.folder / "passphrase.txt"), "--as-of", str(STORY["as_of"]), *words,
        )  # fmt: skip

    def json(self, *words: str) -> Any:
        done = self.run("--json", *words)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def _run(home: Path, temp: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BORROWER_DESK", "DBUS", "XDG"))
    }
    return subprocess.run(
        [sys.executable, "-m", "borrower_desk", *words],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        env={**kept, "HOME": str(home), "TMPDIR": str(temp)}, timeout=240,
    )  # fmt: skip


@pytest.fixture(scope="module")
def demo():
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        temp = home / "tmp"
        temp.mkdir()
        done = _run(home, temp, "--json", "demo", str(home / "demo"))
        assert done.returncode == 0, done.stderr
        yield Demo(home / "demo", temp, json.loads(done.stdout), home)


def test_every_item_of_the_story_is_met_once(demo):
    expected = STORY["expected"]

    assert demo.told["imported"] == expected["imported"]
    assert demo.told["quarantined"] == expected["quarantined"]
    assert demo.told["matters"] == expected["matters"]


def test_the_damaged_message_is_in_quarantine_and_the_lookalike_is_told(demo):
    assert len(demo.json("quarantine", "list")) == 1
    suspicious = demo.json("list", "--kind", "suspected-phishing")
    assert ["wire instructions" in one["subject"] for one in suspicious] == [True]


def test_no_automated_reply_is_taken_for_an_answer(demo):
    kinds = {one["subject"]: one["kind"] for one in demo.json("list", "--direction", "received")}

    assert kinds["[CRM-2610-448213] We received your message"] == "automated-reply"


@pytest.mark.parametrize(
    "wanted", STORY["duties"], ids=[f"{one['matter']}-{one['rule']}" for one in STORY["duties"]]
)
def test_the_clocks_say_what_the_story_says(demo, wanted):
    number = [one["key"] for one in STORY["matters"]].index(wanted["matter"]) + 1

    found = [
        one
        for one in demo.json("due", "--all", "--matter", f"M{number}")
        if one["rule"] == wanted["rule"]
    ]

    assert found
    assert {one["due"] for one in found} == {wanted["due"].isoformat()}
    assert {one["status"] for one in found} == {wanted["status"]}


def test_the_letter_is_a_pdf_that_names_itself_and_the_account(demo):
    text = "\n".join(
        page.extract_text() for page in PdfReader(demo.folder / "notice of error.pdf").pages
    )

    assert "Notice of Error" in text
    assert "0001234567" in text
    assert "[" not in text.replace("[CRM", "")


def test_the_packet_verifies_alone_and_against_the_desk(demo):
    answer = demo.json("packet", "verify", demo.told["packet"])

    assert answer["ok"] is True
    assert "desk-digest" in [one["name"] for one in answer["checks"]]


def test_one_changed_byte_of_the_packet_is_bad_news(demo, tmp_path):
    data = bytearray(Path(demo.told["packet"]).read_bytes())
    data[len(data) // 2] ^= 1
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(data)

    assert demo.run("packet", "verify", str(changed)).returncode == 3


def test_the_desk_is_whole(demo):
    assert demo.json("verify", "--full")["ok"] is True


def test_none_of_it_can_be_read_from_the_disk_without_the_key(demo):
    desk = Path(demo.told["desk"])
    beside = [one for one in desk.parent.iterdir() if one.name.startswith(desk.name)]
    left = [one for one in demo.temp.rglob("*") if one.is_file()]

    assert desk in beside
    for path in (*beside, *left):
        content = path.read_bytes().lower()
        assert [word for word in CANARIES if word.lower().encode() in content] == [], path
        assert not content.startswith(b"sqlite format 3")
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_wrong_passphrase_exits_4_and_says_so(demo, tmp_path):
    wrong = tmp_path / "wrong"
    wrong.write_text("not it")
    wrong.chmod(0o600)

    done = _run(
        demo.home, demo.temp, "--desk", demo.told["desk"], "--passphrase-file", str(wrong), "due"
    )

    assert done.returncode == 4
    assert "passphrase" in done.stderr.lower()
    assert "Traceback" not in done.stderr


def test_importing_the_samples_again_adds_nothing(demo):
    samples = Path(__file__).parent.parent / "borrower_desk" / "demo" / "mail"

    again = demo.run("--json", "import", str(samples))

    report = json.loads(again.stdout)
    assert (report["imported"], report["quarantined"]) == (0, 0)
    assert report["duplicates"] == len(report["items"]) == 36


def test_a_second_demo_in_the_same_place_replaces_the_first(demo):
    done = _run(demo.home, demo.temp, "--json", "demo", str(demo.folder))

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["imported"] == STORY["expected"]["imported"]


def test_a_folder_that_holds_something_else_is_left_alone(demo, tmp_path):
    (tmp_path / "precious.txt").write_text("mine")

    done = _run(demo.home, demo.temp, "demo", str(tmp_path))

    assert done.returncode == 2
    assert [one.name for one in tmp_path.iterdir()] == ["precious.txt"]
