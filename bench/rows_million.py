"""A desk of a million messages: does it still answer, and what has grown.

It takes half an hour to make, so it is measured by name alone: `python -m bench million`.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import desks, rows_app, rows_start
from bench.row import Row, process
from bench.rows_search import SHOWN, queries
from borrower_desk.actions.reading import search
from borrower_desk.desk.vault import Unlock, open_desk

LESS = int(os.environ.get("BENCH_LESS", "100000"))
MANY = int(os.environ.get("BENCH_MILLION", "1000000"))


def rows() -> Iterator[Row]:
    """Each act on the large desk against the same on a tenth of it."""
    if "million" not in sys.argv[1:]:
        last = "half an hour: `python -m bench million`; its last figures are in docs/speed.md"
        yield Row("one desk of a million", "a tenth of it", "still answering", "apart", last)
        return
    began = time.perf_counter()
    desks.desk(MANY)
    made = time.perf_counter() - began
    sizes = [desks.desk(many)[0].stat().st_size / 2**20 for many in (MANY, LESS)]
    yield _ratio("the file", "about 10×", *sizes, "MB")
    print(f"made in {made:.0f} s (0: it was there)", file=sys.stderr)
    for name, words in (
        ("due", ["due"]),
        ("list", ["list", "--limit", "50"]),
        ("search, whole process", ["search", "escrow shortage", "--limit", "20"]),
        ("verify, quick", ["verify"]),
    ):
        took = [process(desks.command(*desks.desk(many), *words), runs=5) for many in (MANY, LESS)]
        yield _ratio(name, "≤ 1.2×" if name in ("due", "list") else "-", *took, "s")
    took = [_p95(many) for many in (MANY, LESS)]
    yield _ratio("search in the app, p95", "-", *took, "s")
    took = [rows_app.painted(many, runs=3) for many in (MANY, LESS)]
    yield _ratio("first paint of the app", "≤ 1.2×", *took, "s")
    with tempfile.TemporaryDirectory(prefix="bench-million-") as made_in:
        small = Path(shutil.copytree(desks.folder(LESS), Path(made_in) / "less"))
        box = Path(made_in) / "more.mbox"
        desks.write_mbox(box, 1_000, seed=99, first=MANY)
        took = [_import(one, box) for one in (desks.folder(MANY), small)]
    yield _ratio("import of 1,000 more", "≤ 1.2×", *took, "s")
    shutil.rmtree(desks.folder(MANY))  # sixteen gigabytes, and no longer what its name says


def _ratio(work: str, goal: str, large: float, small: float, unit: str) -> Row:
    return Row(
        f"{work}, {MANY:,} messages", f"the same with {LESS:,}", goal, f"{large / small:.2f}×",
        f"{large:,.3f} {unit} against {small:,.3f} {unit}",
    )  # fmt: skip


def _p95(many: int) -> float:
    path, key = desks.desk(many)
    took = []
    with open_desk(path, Unlock(key_file=key), read_only=True) as store:
        for query in queries():
            began = time.perf_counter()
            search(store, query, limit=SHOWN)
            took.append(time.perf_counter() - began)
    return statistics.quantiles(took, n=20)[-1]


def _import(folder: Path, box: Path) -> float:
    began = time.perf_counter()
    subprocess.run(
        desks.command(folder / "bench.desk", folder / "key", "import", str(box)), check=True,
        stdout=subprocess.DEVNULL, env=rows_start._environment(),
    )  # fmt: skip
    return time.perf_counter() - began
