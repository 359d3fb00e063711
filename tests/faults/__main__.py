"""`make faults`: every row of the table of faults, one line each.

`python -m faults --count 30 import disk` runs the rows whose name holds a word.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from importlib import import_module

PARTS = ("kills", "disks", "crowd", "tampering", "canaries", "others", "hostile", "bombs")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Run the rows; exit 1 when something was lost."""
    asked = argparse.ArgumentParser(prog="python -m faults")
    asked.add_argument("only", nargs="*", help="rows whose name holds one of these words")
    asked.add_argument("--count", type=int, default=1000, help="tries of each fault")
    asked.add_argument("--seed", type=int, default=None, help="the dice, to run the same again")
    asked.add_argument("--part", default="", help="one module of the harness")
    given = asked.parse_args()
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(1 << 32)
    say(f"seed {seed}")
    bad = 0
    for part in PARTS if not given.part else (given.part,):
        for only in given.only or [""]:
            began = time.monotonic()
            for row in import_module(f"faults.{part}").rows(given.count, random.Random(seed), only):
                say(f"{row.line()} | {time.monotonic() - began:.0f} s")
                bad += not row.ok
                began = time.monotonic()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
