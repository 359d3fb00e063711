"""One row of the table: what was done, against what, how it came out."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A measurement: `figure` and `goal` are ratios unless `unit` says otherwise."""

    work: str
    against: str
    goal: str  # "≤ 1.5×"
    figure: str  # "1.3×"
    detail: str  # medians, counts, versions: what stands behind the ratio


def seconds(act: Callable[[], object], runs: int = 5) -> float:
    """The median wall time of an act."""
    took = []
    for _ in range(runs):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def process(argv: Sequence[str], *, env: dict[str, str] | None = None, runs: int = 7) -> float:
    """The median wall time of a whole process, its output thrown away."""
    return seconds(
        lambda: subprocess.run(
            argv, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ),
        runs,
    )
