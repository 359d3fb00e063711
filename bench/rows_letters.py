"""A letter from draft to PDF, as one whole process, against a bare start of the same Python."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bench.row import Row, process

_PROGRAM = [sys.executable, "-m", "borrower_desk"]
_FLOOR = [sys.executable, "-c", "import typer, sqlcipher3"]
_FACTS = {
    "fee_amount": "71.61",
    "fee_date": "2026-11-17",
    "payment_received": "2026-11-12",
    "payment_amount": "1855",
}


def rows() -> Iterable[Row]:
    """Render a whole late-fee dispute to a tagged PDF; and draft it, for comparison."""
    with tempfile.TemporaryDirectory(prefix="bench-letters-") as name:
        folder = Path(name)
        env = _desk(folder)
        floor = process(_FLOOR, env=env)
        target = folder / "letter.pdf"
        for work, argv, goal in (
            ("letter draft to PDF, whole process",
             ["--plain", "render", "D1", "--to", "pdf", "-o", str(target), "--yes"], "≤ 2×"),
            ("letter drafted and checked, whole process",
             ["--json", "draft", "late-fee-dispute", "--matter", "M1", *_sets()], "-"),
        ):  # fmt: skip
            took = process([*_PROGRAM, *argv], env=env)
            yield Row(
                work=work,
                against="python -c 'import typer, sqlcipher3'",
                goal=goal,
                figure=f"{took / floor:.2f}×",
                detail=f"{took * 1000:.0f} ms against {floor * 1000:.0f} ms, medians of 7",
            )


def _sets() -> list[str]:
    return [word for key, value in _FACTS.items() for word in ("--set", f"{key}={value}")]


def _desk(folder: Path) -> dict[str, str]:
    """A desk with one whole draft; the environment that opens it."""
    env = {
        **os.environ,
        "BORROWER_DESK": str(folder / "d.desk"),
        "BORROWER_DESK_KEY_FILE": str(folder / "d.key"),
        "BORROWER_DESK_AS_OF": "2026-12-15",
    }
    home = "12 Elm Street, Springfield, IL 62701"
    for argv in (
        ("init", "--key-file", str(folder / "d.key"), "--no-keyring"),
        ("me", "edit", "--name", "Maria Lopez", "--address", home),
        ("servicer", "add", "Sample Home Servicing", "--notice-address",
         "P.O. Box 100; Dallas, TX 75001", "--address-checked", "2026-11-01"),
        ("loan", "add", "0001234567", "--servicer", "S1", "--property", home, "--borrower",
         "Maria Lopez"),
        ("matter", "open", "Late fee", "--loan", "L1", "--issue", "fee-without-basis"),
        ("draft", "late-fee-dispute", "--matter", "M1", *_sets()),
    ):  # fmt: skip
        subprocess.run([*_PROGRAM, *argv], env=env, check=True, capture_output=True)
    return env
