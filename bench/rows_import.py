"""Importing a mailbox into an encrypted, indexed, journalled desk, against those who only index."""

from __future__ import annotations

import math
import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bench import mailbox
from bench.row import Row
from borrower_desk.actions.importing import Manner, bring_in
from borrower_desk.desk.vault import create
from borrower_desk.model import Sender, Servicer, ServicerId

MANY = int(os.environ.get("BENCH_MESSAGES", "20000"))
TODAY = date(2027, 1, 29)


def rows() -> Iterator[Row]:
    """First import, the same again, growth."""
    with tempfile.TemporaryDirectory(prefix="bench-import-") as made:
        home = Path(made)
        mailbox.write_mbox(home / "in.mbox", MANY)
        mailbox.write_maildir(home / "maildir", MANY)
        first, again = _ours(home / "in.mbox", home)
        for name, took in (("notmuch new", _notmuch(home)), ("mu index", _mu(home))):
            yield Row(
                f"import of an mbox of {MANY:,}, a tenth with files",
                f"`{name}` on the same messages",
                "≤ 1.0×" if name.startswith("notmuch") else "the moonshot",
                f"{first / took:.2f}×" if took else f"not installed: apt-get install {name}",
                f"{first:.1f} s against {took or 0:.1f} s; at its height"
                f" {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB",
            )
        yield Row(
            "the same mbox imported again",
            "its first import",
            "≤ 0.15×",
            f"{again / first:.3f}×",
            f"{again:.2f} s against {first:.1f} s",
        )
        yield _growth(home, first)


def _growth(home: Path, first: float) -> Row:
    """From a twentieth to five times as many; 1.00 is linear."""
    few, more = MANY // 20, MANY * 5
    took = []
    for count in (few, more):
        box = home / f"{count}.mbox"
        mailbox.write_mbox(box, count)
        took.append(_ours(box, home, again=False)[0])
        box.unlink()
    small, large = took
    return Row(
        f"growth of an import from {few:,} to {more:,}",
        "linear",
        "exponent ≤ 1.05",
        f"{math.log(large / small) / math.log(more / few):.2f}",
        f"{small:.2f} s, {first:.1f} s for {MANY:,}, and {large:.0f} s; from {MANY:,} on"
        f" {math.log(large / first) / math.log(more / MANY):.2f}",
    )


def _ours(box: Path, home: Path, *, again: bool = True) -> tuple[float, float]:
    """Seconds of a first import into a new desk, and of the same again (0 where not asked)."""
    with tempfile.TemporaryDirectory(dir=home) as place:
        store, _ = create(Path(place) / "bench.desk", key_file=Path(place) / "key")
        with store:
            with store.change("bench"):
                store.set_sender(Sender("Maria", emails=("maria@fernmail.example",)))
                store.add_servicer(
                    Servicer(
                        ServicerId(""),
                        "Lakeshore Mortgage Servicing",
                        domains=("lakeshore-mortgage.example",),
                    )
                )
            took = [0.0, 0.0]
            for turn in range(2 if again else 1):
                began = time.perf_counter()
                bring_in(store, [box], Manner(), TODAY)
                took[turn] = time.perf_counter() - began
    return took[0], took[1]


def _notmuch(home: Path) -> float | None:
    if not shutil.which("notmuch"):
        return None
    config = home / "notmuch-config"
    config.write_text(
        f"[database]\npath={home}/maildir\n[user]\nname=x\nprimary_email=x@home.example\n"
        "[new]\ntags=new\n"
    )
    return _timed(["notmuch", "new", "--quiet"], NOTMUCH_CONFIG=str(config))


def _mu(home: Path) -> float | None:
    if not shutil.which("mu"):
        return None
    where = [f"--muhome={home}/mu"]
    _timed(["mu", "init", *where, f"--maildir={home}/maildir", "--quiet"])
    return _timed(["mu", "index", *where, "--quiet"])


def _timed(argv: list[str], **env: str) -> float:
    began = time.perf_counter()
    subprocess.run(
        argv, check=True, env={**os.environ, **env},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return time.perf_counter() - began
