"""Import directories of awkward mail or documents, and count: `python -m tools.try_corpus DIR...`.

For each: how much was met, imported, known, quarantined; whether the three add
up; whether every original comes back byte for byte; how long it took, and the
memory at its height.  Nothing of what is imported is kept.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path

from borrower_desk.actions import reading
from borrower_desk.actions.importing import Manner, bring_in
from borrower_desk.desk.vault import create
from borrower_desk.intake.sources import RawItem, items
from borrower_desk.model import ImportStatus


def main(places: list[str]) -> int:
    """Print a row for each place; 1 when something does not add up."""
    print("| corpus | files | met | imported | duplicates | quarantined | exact | s | MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    bad = 0
    why: Counter[str] = Counter()
    for place in map(Path, places):
        with tempfile.TemporaryDirectory() as home:
            store, _ = create(Path(home) / "t.desk", key_file=Path(home) / "k")
            with store:
                began = time.perf_counter()
                report = bring_in(store, [place], Manner(), date(2027, 1, 29))
                took = time.perf_counter() - began
                exact, met = 0, 0
                for raw, told in zip(items(place), report.items, strict=True):
                    met += 1
                    data = raw.data if isinstance(raw, RawItem) else raw.original
                    kept = reading.original(store, str(told.id))
                    same = kept == data or (
                        told.status is ImportStatus.DUPLICATE and str(told.id).startswith("C")
                    )
                    exact += same
                    if told.status is ImportStatus.QUARANTINED:
                        why[told.reason or ""] += 1
                counts = [report.count(one) for one in ImportStatus]
                bad += sum(counts) != met or exact != met or not store.verify(full=True).ok
                files = sum(1 for one in place.rglob("*") if one.is_file()) or 1
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                row = [place.name, files, met, *counts, f"{exact}/{met}", f"{took:.1f}", peak]
                print("| " + " | ".join(map(str, row)) + " |", flush=True)
    for reason, count in why.most_common():
        print(f"{count:5} {reason}")
    return min(bad, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
