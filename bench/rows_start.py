"""Start-up: whole processes against Python with typer and sqlcipher3 loaded and nothing done.

Floor and command take turns, so that a busy machine slows both; the figure is
the ratio of the medians, and the detail has the ratio of the processor time too.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

from bench import desks
from bench.row import Row

GOAL = "≤ 1.5×"
FLOOR = [sys.executable, "-c", "import typer, sqlcipher3"]
RUNS = 15
FEW, MANY = 1_000, 100_000


def rows() -> Iterator[Row]:
    """One-shot commands' starts (`due` is in `rows_due`); `due` and `list` as the desk grows."""
    path, key = desks.desk(20_000)
    ways = ("--desk", str(path), "--key-file", str(key))
    for name, words, goal in (
        ("list --limit 20, 20,000 messages", [*ways, "list", "--limit", "20"], GOAL),
        ("search, whole process", [*ways, "search", "escrow", "--limit", "20"], "(≤ 6× notmuch)"),
        ("deadline", ["deadline", "noe-acknowledge", "--start", "2026-12-07"], GOAL),
        ("rules", ["rules"], GOAL),
        ("--help", ["--help"], GOAL),
        ("--version", ["--version"], GOAL),
    ):
        yield _row(f"start: {name}", command(*words), "import typer, sqlcipher3", FLOOR, goal)
    few, few_key = desks.desk(FEW)
    many, many_key = desks.desk(MANY)
    for name, words in (("due", ["due"]), ("list", ["list", "--limit", "50"])):
        yield _row(
            f"growth: {name}, {MANY:,} messages",
            command("--desk", str(many), "--key-file", str(many_key), *words),
            f"the same with {FEW:,}",
            command("--desk", str(few), "--key-file", str(few_key), *words),
            "≤ 1.2×",
        )


def command(*words: str) -> list[str]:
    """One of our commands, as a process."""
    return [sys.executable, "-m", "borrower_desk", *words]


def _row(work: str, ours: Sequence[str], against: str, theirs: Sequence[str], goal: str) -> Row:
    took: dict[str, list[tuple[float, float]]] = {"ours": [], "theirs": []}
    for _ in range(RUNS):
        for name, argv in (("theirs", theirs), ("ours", ours)):
            took[name].append(_run(argv))
    wall, cpu = (
        tuple(statistics.median(one[at] for one in took[name]) for name in ("ours", "theirs"))
        for at in (0, 1)
    )
    return Row(
        work,
        against,
        goal,
        f"{wall[0] / wall[1]:.2f}×",
        f"{wall[0] * 1000:.0f} to {wall[1] * 1000:.0f} ms; processor time "
        f"{cpu[0] / cpu[1]:.2f}× ({cpu[0] * 1000:.0f} to {cpu[1] * 1000:.0f} ms)",
    )


def _run(argv: Sequence[str]) -> tuple[float, float]:
    """Wall and processor seconds of a process, its output thrown away."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run(
        argv, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment()
    )
    took = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "BORROWER_DESK" not in name}
    return kept | {"PYTHONDONTWRITEBYTECODE": ""}
