"""Packets of 20, 200 and 2,000 pages, against qpdf merging the same files alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from bench.row import Row

PAGES_A_FILE = 4
WORKER = """
import json, resource, sys, threading, time
from pathlib import Path
sys.path.insert(0, {tests!r})
from packet.packet_material import Cabinet
from borrower_desk.model import Channel
from borrower_desk.packet.assemble import assemble

folder, target = Path(sys.argv[1]), Path(sys.argv[2])
made = Cabinet()
for path in sorted(folder.glob("*.pdf")):
    made.add(path.stem, channel=Channel.DOCUMENT, data=path.read_bytes())
plan = made.plan()

def together():
    # This process and its children, as the system counts them now.
    import os
    total = 0
    mine = {{str(os.getpid())}}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            said = stat.read_text().rsplit(") ", 1)[1].split()
            if stat.parent.name in mine or said[1] in mine:
                total += int(said[21]) * resource.getpagesize()
        except (OSError, IndexError):
            continue
    return total

peak, done = [0], threading.Event()
def watch():
    while not done.wait(0.05):
        peak[0] = max(peak[0], together())
watcher = threading.Thread(target=watch)
watcher.start()
began = time.perf_counter()
packet = assemble(plan, target)
took = time.perf_counter() - began
done.set()
watcher.join()
print(json.dumps({{"pages": packet.pages, "took": took, "peak": peak[0] // 1_000_000}}))
"""


def rows() -> Iterable[Row]:
    """One row a size: time against qpdf's, and the memory of all processes together."""
    if shutil.which("qpdf") is None:
        yield Row("packet", "qpdf --empty --pages", "≤ 1.5×", "—", "install qpdf")
        return
    tests = str(Path(__file__).parents[1] / "tests")
    for pages in (20, 200, 2000):
        with tempfile.TemporaryDirectory() as room:
            folder = Path(room) / "in"
            _write(folder, pages // PAGES_A_FILE, tests)
            merged = _merge(folder, Path(room) / "merged.pdf")
            ran = subprocess.run(
                [sys.executable, "-c", WORKER.format(tests=tests), folder, Path(room) / "p.pdf"],
                capture_output=True, check=True, text=True,
            )  # fmt: skip
            told = json.loads(ran.stdout)
        yield Row(
            f"packet of {pages // PAGES_A_FILE} exhibits, {pages} pages of theirs",
            f"qpdf --empty --pages ({merged:.2f} s)",
            "≤ 1.5×, ≤ 300 MB",
            f"{told['took'] / merged:.1f}×, {told['peak']} MB",
            f"{told['took']:.2f} s, {told['pages']} pages out, set, stamped, tagged, read back",
        )


def _write(folder: Path, files: int, tests: str) -> None:
    sys.path.insert(0, tests)
    from packet.packet_material import pdf

    folder.mkdir()
    for n in range(files):
        (folder / f"{n:04}.pdf").write_bytes(pdf(PAGES_A_FILE, words=f"Statement {n}"))


def _merge(folder: Path, target: Path) -> float:
    began = time.perf_counter()
    subprocess.run(
        ["qpdf", "--empty", "--pages", *sorted(folder.glob("*.pdf")), "--", target], check=True
    )
    return time.perf_counter() - began
