"""Count the examples of each kind of letter into `intake/ideas/likeness.json`.

The examples are the made-up sayings of `tools/kinds/*.txt` and the part of the
labelled set that is for tuning; what is kept apart for measuring is not read.

    .venv/bin/python tools/learn_kinds.py
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests" / "intake"))

from labelled_mail import Labelled, part  # noqa: E402 - a test module, found by the line above

from borrower_desk.intake.likeness import FILE, marks_of  # noqa: E402
from borrower_desk.intake.meanings import sentences  # noqa: E402
from borrower_desk.intake.phrasebook import normal  # noqa: E402
from borrower_desk.intake.scoring import read_sentences  # noqa: E402
from borrower_desk.model import Kind  # noqa: E402

IDEAS = HERE.parent / "borrower_desk" / "intake" / "ideas"
PARTS = (
    "tune",
    "kept",
    "later",
    "stranger",
    "varied",
    "second",
    "third",
    "fourth",
    "stranger2",
)  # of the labelled set; "fresh" and "last" stay apart
LEAST = 1


def main() -> None:
    """Write the counts."""
    told = counted(sys.argv[1:] or list(PARTS))
    (IDEAS / FILE).write_text(json.dumps(told, separators=(",", ":")) + "\n", encoding="utf-8")


def counted(parts: list[str]) -> dict[str, Any]:
    """The counts over the sayings and these parts of the labelled set."""
    return counted_over([one for name in parts for one in part(name)])


def counted_over(some: Sequence[Labelled]) -> dict[str, Any]:
    """The counts over the sayings and these messages."""
    kinds = list(Kind)
    totals = [0] * len(kinds)
    marks: dict[str, Counter[int]] = {}
    for kind, found in (*_sayings(), *map(_example, some)):
        place = kinds.index(kind)
        totals[place] += len(found)
        for mark in found:
            marks.setdefault(mark, Counter())[place] += 1
    kept = {
        mark: {str(place): n for place, n in sorted(counts.items())}
        for mark, counts in sorted(marks.items())
        if sum(counts.values()) >= LEAST
    }
    return {"kinds": [one.value for one in kinds], "totals": totals, "marks": kept}


@lru_cache(maxsize=1)
def _sayings() -> tuple[tuple[Kind, frozenset[str]], ...]:
    found: list[tuple[Kind, frozenset[str]]] = []
    for file in sorted((HERE / "kinds").glob("*.txt")):
        kind = Kind.OTHER
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("=== "):
                kind = Kind(line.removeprefix("=== "))
            elif line.strip():
                found.append((kind, marks_of(sentences(normal(line)))))
    return tuple(found)


def _example(one: Labelled) -> tuple[Kind, frozenset[str]]:
    texts = read_sentences(one.incoming)
    return one.kind, marks_of(each for _, some in texts for each in some)


if __name__ == "__main__":
    main()
