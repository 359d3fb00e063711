"""Small files that unpack to gigabytes or loop for ever, through every command that opens files.

Each command ends within its 20 seconds (and what starting costs), in less than
a gigabyte, without a traceback, and leaves no half-written file.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from faults import places
from faults.row import Row
from fuzz import bombs

GOAL = "each ends within 20 s and 1 GB with words of what happened, and nothing half-written"
GIGABYTE_KIB = 1 << 20
SECONDS = 20 + 10  # a worker's own, and what starting processes costs on a busy machine


def rows(count: int, dice: random.Random, only: str = "") -> Iterator[Row]:
    """One row; the number of tries is that of the bombs and commands."""
    del count, dice
    if only not in "bombs":
        return
    row = Row("bombs", GOAL)
    with places.scratch() as scratch:
        place = scratch / "place"
        places.build(place)
        folder = scratch / "bombs"
        folder.mkdir()
        letter = folder / "letter.txt"
        letter.write_text("Subject: x\n\nDear Acme,\n\nPlease answer.\n\nSincerely,\nAna Doe\n")
        for name, made in {**bombs.PAPERS, **bombs.MAIL, **bombs.TABLES}.items():
            path = folder / name
            path.write_bytes(made())
            for words in _commands(name, path, letter):
                _told(place, folder, row, words)
        for redacted in ((), ("--redact", "ssn")):
            words = ("packet", "M1", "-o", str(folder / "p.pdf"), "--yes", *redacted)
            _told(place, folder, row, words, times=len(bombs.PAPERS))
        row.note("desk afterwards", places.trouble_in(place))
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    row.note(f"at most {most >> 10} MB", f"{most >> 10} MB" if most > GIGABYTE_KIB else None)
    yield row


def _commands(name: str, path: Path, letter: Path) -> Iterator[tuple[str, ...]]:
    if not name.endswith("xlsx"):
        yield "import", str(path), "--matter", "M1", "--dated", "2026-11-02"
    if name in bombs.PAPERS:
        yield "check", str(letter), "--attach", str(path)
        yield "redact", str(path), "-o", str(path.with_name("r.pdf")), "--yes"
    if name.endswith("pdf"):
        yield "packet", "verify", str(path)
    if name.endswith(("pdf", "xlsx")):
        yield "analyze", "payments", str(path)


def _told(place: Path, folder: Path, row: Row, words: tuple[str, ...], times: int = 1) -> None:
    before = {one.name for one in folder.iterdir()} | {"r.pdf", "p.pdf"}
    began = time.monotonic()
    environment = os.environ | {
        "BORROWER_DESK": str(place / "home.desk"), "BORROWER_DESK_KEY_FILE": str(place / "desk.key")
    }  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-m", "borrower_desk", "--json", *words],
        capture_output=True, env=environment, timeout=1200, check=False,
    )  # fmt: skip
    took = time.monotonic() - began
    what = " ".join(Path(one).name for one in words[:2])
    loss = None
    if b"Traceback" in ran.stderr or b"did not expect" in ran.stderr or ran.returncode not in (
        0, 1, 3,
    ):  # fmt: skip
        loss = f"exit {ran.returncode}: {ran.stderr[-200:]!r}"
    elif took > SECONDS * times:
        loss = f"{took:.0f} s"
    elif left := {one.name for one in folder.iterdir()} - before:
        loss = f"{left} was left"
    elif ran.returncode == 1 and ran.stderr:
        error = json.loads(ran.stderr)["error"]
        loss = None if error["message"] else "no words"
    row.note(words[0] if not loss else what, loss)
