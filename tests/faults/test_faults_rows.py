"""The short run of `make faults`: each row of the table, thirty tries of each."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
SHORT = 30
PARTS = (
    "kills import", "kills sync", "kills sent", "kills packet", "kills backup",
    "kills restore", "kills export", "kills key", "kills migration", "disks", "crowd", "tampering",
    "canaries", "others",
)  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_lost(part: str) -> None:
    """In a process of its own, which forks; each line says what was tried and what was lost."""
    name, *only = part.split()
    done = subprocess.run(
        [sys.executable, "-m", "faults", "--count", str(SHORT), "--part", name, *only],
        env=os.environ | {"PYTHONPATH": str(TESTS)},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()[1:]
    assert lines, done.stderr
    assert all(one.startswith("ok") for one in lines), done.stdout
    assert done.returncode == 0, done.stderr
