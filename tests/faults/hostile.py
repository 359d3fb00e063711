"""Thousands of harmed messages and papers: each is imported or kept with a reason.

Samples of the demo's mail and papers are cut, flipped, repeated, spliced and
given hostile names, then imported by the command in batches.  Nothing may
crash, hang for 20 seconds or take a gigabyte, and no escape code may be printed.
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

GOAL = "each imported or kept with a reason; none crashes, hangs (> 20 s) or takes > 1 GB"
SAMPLES = Path(__file__).parents[2] / "borrower_desk" / "demo"
BATCH = 100
GIGABYTE_KIB = 1 << 20
NAMES = (
    "\u202efdp.exe{}", "a\x1b[31m{}",
    "CON{}", "..{}", "-rf{}", "  {}", "ä" * 60 + "{}", "a;b&c|d{}",
    "<b>{}", "%s%n{}", "{}",
)  # fmt: skip


def rows(count: int, dice: random.Random, only: str = "") -> Iterator[Row]:
    """One row; ten files for each try of the other rows."""
    if only not in "hostile files":
        return
    samples = [one for one in sorted(SAMPLES.rglob("*")) if one.suffix not in (".toml", ".py", "")]
    samples = [one for one in samples if one.is_file() and one.stat().st_size < 300_000]
    with places.scratch() as scratch:
        place = scratch / "place"
        places.build(place)
        row = Row("hostile files", GOAL)
        for number in range(max(1, count * 10 // BATCH)):
            folder = place / f"hostile-{number}"
            folder.mkdir()
            for file in range(BATCH):
                _harmed(folder, file, samples, dice)
            _taken(place, folder, row)
        trouble = places.trouble_in(place)
        row.note("desk afterwards", trouble)
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        loss = f"{most >> 10} MB" if most > GIGABYTE_KIB else None
        row.note(f"at most {most >> 10} MB", loss)
        yield row


def _harmed(folder: Path, number: int, samples: list[Path], dice: random.Random) -> None:
    sample = dice.choice(samples)
    data = bytearray(sample.read_bytes())
    for _ in range(dice.randrange(1, 5)):
        data = HARMS[dice.randrange(len(HARMS))](data, dice, samples)
    name = dice.choice(NAMES).format(f"{number}{sample.suffix}")
    (folder / name.replace("/", "_").replace("\0", "")).write_bytes(data)


def _flip(data: bytearray, dice: random.Random, _: list[Path]) -> bytearray:
    for _ in range(dice.randrange(1, 40)):
        if data:
            data[dice.randrange(len(data))] = dice.randrange(256)
    return data


def _cut(data: bytearray, dice: random.Random, _: list[Path]) -> bytearray:
    return data[: dice.randrange(len(data) + 1)]


def _repeat(data: bytearray, dice: random.Random, _: list[Path]) -> bytearray:
    if not data:
        return data
    at, size = dice.randrange(len(data)), dice.randrange(1, 200)
    return data[:at] + data[at : at + size] * dice.randrange(2, 300) + data[at:]


def _splice(data: bytearray, dice: random.Random, samples: list[Path]) -> bytearray:
    other = dice.choice(samples).read_bytes()
    at = dice.randrange(len(data) + 1)
    return data[:at] + other[dice.randrange(len(other)) :]


def _header(data: bytearray, dice: random.Random, _: list[Path]) -> bytearray:
    lines = (
        b"Content-Type: multipart/mixed; boundary=x\n", b"Subject: \x1b]0;owned\x07\x1b[2J\n",
        b"Date: Mon, 99 Foo 99999 99:99:99 +9999\n", b"From: \xff\xfe <a@b>\n",
        b"Subject: " + b"=?utf-8?b?" + b"QUFB" * 2000 + b"?=\n",
        b"Content-Transfer-Encoding: base64\n", b"Content-Type: text/html; charset=no-such\n",
    )  # fmt: skip
    return bytearray(dice.choice(lines)) + data


def _nest(data: bytearray, dice: random.Random, _: list[Path]) -> bytearray:
    deep = dice.randrange(1, 300)
    return bytearray(b"Content-Type: message/rfc822\n\n" * deep) + data


HARMS = (_flip, _cut, _repeat, _splice, _header, _nest, _flip)


def _taken(place: Path, folder: Path, row: Row) -> None:
    """Import one batch by the command, as a process, and look at what it says and how long."""
    # Hidden files of a folder are nobody's letters (intake/sources.py): they are not met.
    files = sum(one.is_file() and not one.name.startswith(".") for one in folder.iterdir())
    began = time.monotonic()
    command = [sys.executable, "-m", "borrower_desk", "--json", "import", str(folder)]
    environment = os.environ | {"BORROWER_DESK": str(place / "home.desk")}
    done = subprocess.run(command, capture_output=True, env=environment, timeout=1200, check=False)
    took = time.monotonic() - began
    loss = None
    if done.returncode not in (0, 1) or b"Traceback" in done.stderr or b"\x1b" in done.stderr:
        loss = f"exit {done.returncode}: {done.stderr[-300:]!r}"
    elif took > 20 * files:
        loss = f"{took:.0f} s"
    try:
        told = json.loads(done.stdout)
    except ValueError:
        row.note("batch", loss or f"no answer: {done.stderr[-300:]!r}")
        return
    counts = [told[one] for one in ("imported", "duplicates", "quarantined")]
    if sum(counts) < files or sum(counts) != len(told["items"]):
        loss = loss or f"{files} files, {counts}"
    if b"\x1b" in done.stdout:
        loss = loss or "an escape code on stdout"
    if any(one["status"] == "quarantined" and not one["reason"] for one in told["items"]):
        loss = loss or "kept without a reason"
    for one in told["items"]:
        row.note(one["status"])
    if loss:
        row.note("batch", loss)
