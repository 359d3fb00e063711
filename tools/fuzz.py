"""Fuzz the parsers of what strangers made: `python tools/fuzz.py [TARGET…] [--seconds N]`.

Coverage-guided by atheris (libFuzzer) where it is installed; else the good
inputs are cut, flipped and spliced at random.  What breaks an invariant of
`tests/fuzz/fuzz_targets.py` is kept in `tests/fuzz/corpus/TARGET/`, where `make
test` runs it again; exit 1 then.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT / "tests")  # not our own folder: `fuzz` is a room of the tests


def main(words: list[str] | None = None) -> int:
    """Each target for some seconds; 1 when an input broke something."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("targets", nargs="*")
    asked.add_argument("--seconds", type=int, default=60)
    asked.add_argument("--inside", metavar="DIR", help=argparse.SUPPRESS)
    given = asked.parse_args(words)
    from fuzz import fuzz_targets

    unknown = set(given.targets) - set(fuzz_targets.TARGETS)
    if unknown:
        asked.error(f"no target {min(unknown)}; there are {', '.join(fuzz_targets.TARGETS)}")
    guided = importlib.util.find_spec("atheris") is not None
    if given.inside:
        (_guided if guided else _blind)(given.targets[0], given.seconds, Path(given.inside))
        return 0
    print("guided by coverage (atheris)" if guided else "atheris is not installed: at random")
    found = [_one(name, given.seconds) for name in given.targets or fuzz_targets.TARGETS]
    return 1 if any(found) else 0


def _one(name: str, seconds: int) -> int:
    """Fuzz one target in a process of its own; how many inputs broke it."""
    from fuzz import fuzz_targets

    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for part in ("seeds", "broke"):
            (folder / part).mkdir()
        for seed in fuzz_targets.seeds(name):
            (folder / "seeds" / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
        command = [sys.executable, __file__, name, "--seconds", str(seconds), "--inside", made]
        began = time.monotonic()
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        broke = [one for one in (folder / "broke").iterdir() if "slow-unit" not in one.name]
        runs = [line for line in ran.stderr.splitlines() if line.startswith(("stat::n", "Done"))]
        took = time.monotonic() - began
        said = runs[0].split(":")[-1].strip() if runs else "?"
        print(f"{name:10} {took:4.0f} s  {said}  {len(broke)} broke it", flush=True)
        for one in broke:
            _keep(name, one.read_bytes())
        if broke or ran.returncode:
            print(_why(ran.stdout + ran.stderr), flush=True)
        return len(broke) or ran.returncode


def _keep(name: str, data: bytes) -> None:
    from fuzz import fuzz_targets

    place = fuzz_targets.CORPUS / name
    place.mkdir(parents=True, exist_ok=True)
    path = place / hashlib.sha256(data).hexdigest()[:12]
    path.write_bytes(data)
    print(f"  kept: {path.relative_to(ROOT)}")


def _why(told: str) -> str:
    lines = told.splitlines()
    begin = next((n for n, line in enumerate(lines) if "Uncaught Python exception" in line), None)
    part = lines[-15:] if begin is None else lines[begin : begin + 40]
    return "\n".join(f"  | {line[:300]}" for line in part)


def _guided(name: str, seconds: int, folder: Path) -> None:
    import atheris

    with atheris.instrument_imports(include=["borrower_desk", "selectolax", "oxmsg", "olefile"]):
        from fuzz import fuzz_targets

        for seed in fuzz_targets.seeds(name)[:3]:  # imports what the target imports late
            _within_bounds(name, seed)
    options = [
        f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=1500", "-print_final_stats=1",
        f"-max_len={fuzz_targets.LONGEST}", f"-artifact_prefix={folder / 'broke'}{os.sep}",
        "-verbosity=0", str(folder / "seeds"),
    ]  # fmt: skip
    atheris.Setup(
        [sys.argv[0], *options], lambda data: fuzz_targets.tried_without_clock(name, data)
    )
    atheris.Fuzz()


def _within_bounds(name: str, seed: bytes) -> None:
    from fuzz import fuzz_targets

    try:
        fuzz_targets.tried(name, seed)
    except Exception as why:
        print(f"a seed: {type(why).__name__}: {why}", file=sys.stderr)


def _blind(name: str, seconds: int, folder: Path) -> None:
    from fuzz import fuzz_targets

    dice = random.Random(0)
    good = fuzz_targets.seeds(name) or [b""]
    until, runs = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        data, runs = fuzz_targets.harmed(dice.choice(good), dice, good), runs + 1
        try:
            fuzz_targets.tried(name, data)
        except Exception as why:
            print(f"Uncaught Python exception: {type(why).__name__}: {why}", file=sys.stderr)
            digest = hashlib.sha256(data).hexdigest()[:16]
            (folder / "broke" / digest).write_bytes(data)
            break
    print(f"Done: {runs}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
