"""`make bench`: every `bench/rows_*.py`, one after the other, into `bench/results.md`.

`python -m bench due search` runs those whose module name holds one of the words.
A module has `rows() -> Iterable[Row]`; a peer that is not installed is a row that
says what to install.
"""

from __future__ import annotations

import platform
import sys
from datetime import date
from importlib import import_module
from pathlib import Path

from bench.row import Row

HERE = Path(__file__).parent


def main(wanted: list[str]) -> int:
    """Run the modules and write the table."""
    made: list[Row] = []
    for file in sorted(HERE.glob("rows_*.py")):
        if wanted and not any(word in file.stem for word in wanted):
            continue
        for row in import_module(f"bench.{file.stem}").rows():
            print(f"{row.work} | {row.against} | {row.goal} | {row.figure} | {row.detail}")
            made.append(row)
    if not wanted:
        HERE.joinpath("results.md").write_text(table(made), encoding="utf-8")
    return 0


def table(made: list[Row]) -> str:
    """The results as one Markdown table, goal and figure side by side."""
    lines = [
        f"# Figures of {date.today().isoformat()}",
        "",
        f"{platform.platform()}, Python {platform.python_version()}, by `make bench`.",
        "",
        "| work | against | goal | figure | detail |",
        "|---|---|---|---|---|",
        *(f"| {r.work} | {r.against} | {r.goal} | {r.figure} | {r.detail} |" for r in made),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
