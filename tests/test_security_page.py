"""SECURITY.md holds what it says: each promise has a command, and each command has its tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from faults.__main__ import PARTS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISED = PAGE.partition("## What is promised")[2].partition("## What is not promised")[0]
COMMANDS = [line.strip().partition("#")[0].split() for line in PROMISED.splitlines()
            if line.startswith("    ")]  # fmt: skip


def promises() -> list[tuple[str, str]]:
    """What is said in bold, and all that stands below it up to the next."""
    found = re.split(r"(?m)^\*\*(.+?)\*\*", PROMISED)[1:]
    return list(zip(found[::2], found[1::2], strict=True))


def test_there_are_promises() -> None:
    assert len(promises()) >= 10


@pytest.mark.parametrize(("said", "below"), promises(), ids=lambda text: text[:30])
def test_each_promise_has_a_command(said: str, below: str) -> None:
    assert re.search(r"(?m)^    (make|\.venv/bin/python) ", below), said


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_each_command_has_what_it_runs(words: list[str]) -> None:
    """A part of the harness, or files of tests; a renamed one is missed here."""
    if words[:2] == ["make", "faults"]:
        given = dict(word.split("=") for word in words[2:])
        assert given["PART"] in PARTS
        assert int(given["COUNT"]) > 0
    else:
        assert words[:5] == [".venv/bin/python", "-m", "pytest", "-n", "0"]
        assert words[5:]
        for path in words[5:]:
            here = ROOT / path
            tests = here.glob("test_*.py") if here.is_dir() else [here]
            assert any("def test_" in one.read_text(encoding="utf-8") for one in tests), path
