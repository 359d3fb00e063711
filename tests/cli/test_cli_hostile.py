"""No word of a stranger's reaches the terminal as an order, in any command."""

from __future__ import annotations

import os
import pty
import re
import sys
from pathlib import Path

import pytest
from hostile_words import escapes, message, payloads


@pytest.fixture
def besieged(desk, tmp_path: Path):
    """A desk with 300 hostile messages, hostile files, and what could not be read of them."""
    place = tmp_path / "in"
    place.mkdir()
    for number, payload in enumerate(payloads()):
        (place / f"{number}.eml").write_bytes(message(number, payload))
        if number % 5 == 0:
            name = payload.replace("/", "_").replace("\0", "")[:60].encode("utf-8", "replace")
            ending = (b".eml", b".txt", b".pdf")[number % 3]
            target = place / os.fsdecode(name[:200] + b"\xff" + ending)  # no UTF-8 at all
            target.write_bytes(b"From: x\n\n" if ending == b".eml" else b"%PDF- broken" + name)
    done = desk("--json", "import", place, "--direction", "received", "--no-ocr")
    assert done.code == 0, done.err
    counts = done.json
    met = len(counts["items"])
    assert met == sum(counts[one] for one in ("imported", "duplicates", "quarantined"))
    assert counts["imported"] >= 300
    assert counts["quarantined"] >= 10
    assert escapes(done.out) == []
    return desk


def test_no_command_prints_what_a_terminal_would_obey(besieged):
    """Every command that shows what strangers wrote; for people and as JSON."""
    ids = [one["id"] for one in besieged("--json", "list").json]
    shut = [one["id"] for one in besieged("--json", "quarantine", "list").json]
    besieged("file", *ids[:40], "--matter", "M1")
    commands = [
        ("list",), ("list", "--unfiled"), ("search", "evil*"), ("search", "from:evil"),
        ("quarantine", "list"), ("timeline", "M1"), ("event", "list", "M1"), ("journal",),
        ("brief",), ("due",), ("matter", "show", "M1"), ("escalate", "M1"), ("scorecard",),
        ("search", "evil1 \x1b[2J"), ("list", "--kind", "\x1b[2J"), ("show", "\x1b]0;x\x07"),
        ("import", "/nowhere/\x1b[2J\u202e"), ("matter", "show", "\x1b[31m"),
        *(("quarantine", "show", one) for one in shut[:12]),
        *(("show", one) for one in ids[::6]),
        *(("show", one, "--headers") for one in ids[::20]),
        *(("show", one, "--attachments") for one in ids[::20]),
        *(("classify", one) for one in ids[::30]),
    ]  # fmt: skip

    for words in commands:
        for form in ((), ("--json",)):
            ran = besieged(*form, *words)
            assert escapes(ran.out + ran.err) == [], (form, words)


def test_drawn_tables_show_markup_as_it_was_written(besieged, tmp_path):
    """On a real terminal: only colours and lines of ours, and `[bold]` stays `[bold]`."""
    seen = on_a_terminal(["list", "--limit", "80"]) + on_a_terminal(["search", "evil29"])

    plain = re.sub(r"\x1b\[[0-9;]*m", "", seen).replace("\r", "")
    assert escapes(plain) == []
    # Long cells are folded: the markup may stand on two lines, but it stands there.
    assert "[bold" in plain


def test_the_original_bytes_are_made_harmless_on_a_terminal(besieged, tmp_path):
    """Exact they are in a file or a pipe; a terminal would obey them."""
    raw = (
        b"From: a@b.example\nSubject: x\nMessage-ID: <\x1b[31mx@evil.example>\n"
        b"\n\x1b]0;owned\x07hi\n"
    )
    (tmp_path / "esc.eml").write_bytes(raw)
    (name,) = [one["id"] for one in besieged("import", "esc.eml", "--json").json["items"]]

    seen = on_a_terminal(["show", name, "--raw"])
    assert escapes(seen.replace("\r", "")) == []
    assert "Message-ID: <" in seen
    assert "hi" in seen


def on_a_terminal(words: list[str]) -> str:
    """What a command draws on a terminal 120 wide."""
    child, master = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS="120", LINES="50")
        os.execv(sys.executable, [sys.executable, "-m", "borrower_desk", *words])
    seen = b""
    while True:
        try:
            more = os.read(master, 1 << 16)
        except OSError:
            break
        if not more:
            break
        seen += more
    os.waitpid(child, 0)
    os.close(master)
    return seen.decode("utf-8", "replace")
