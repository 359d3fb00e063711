"""Search: in the app, a query at a time as one types, and as a whole process."""

from __future__ import annotations

import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bench import mailbox
from bench.row import Row, process
from borrower_desk.actions.importing import Manner, bring_in
from borrower_desk.actions.reading import search
from borrower_desk.desk.vault import create

MANY = int(os.environ.get("BENCH_MESSAGES", "100000"))
SHOWN = 200  # what the search screen asks for
FRAME = 0.016


def queries(count: int = 200) -> list[str]:
    """As people type: one to four words, the last one unfinished, now and then a filter."""
    chance = random.Random(11)
    made = []
    for number in range(count):
        words = [chance.choice(mailbox.WORDS) for _ in range(chance.randrange(1, 5))]
        words[-1] = words[-1][: chance.randrange(2, 9)]
        if number % 8 == 0:
            words.append(
                chance.choice(["from:lakeshore", "has:attachment", "before:2025-01-01", "-roof"])
            )
        if number % 11 == 0:
            words[0] = f'"{words[0]} {chance.choice(mailbox.WORDS)}"'
        made.append(" ".join(words))
    return made


def rows() -> Iterator[Row]:
    """In process and whole process."""
    with tempfile.TemporaryDirectory(prefix="bench-search-") as made:
        home = Path(made)
        mailbox.write_mbox(home / "in.mbox", MANY)
        store, _ = create(home / "bench.desk", key_file=home / "key")
        with store:
            bring_in(store, [home / "in.mbox"], Manner(), date(2027, 1, 29))
            took = []
            for query in queries():
                began = time.perf_counter()
                search(store, query, limit=SHOWN)
                took.append(time.perf_counter() - began)
        p95 = statistics.quantiles(took, n=20)[-1]
        yield Row(
            f"search in the app, {MANY:,} messages, 200 queries",
            "one frame (16 ms)",
            "p95 ≤ 1×",
            f"{p95 / FRAME:.2f}×",
            f"p95 {1000 * p95:.1f} ms, median {1000 * statistics.median(took):.1f} ms,"
            f" worst {1000 * max(took):.0f} ms",
        )
        yield from _whole_process(home)


def _whole_process(home: Path) -> Iterator[Row]:
    ours = process(
        [sys.executable, "-m", "borrower_desk", "--desk", str(home / "bench.desk"), "--key-file",
         str(home / "key"), "search", "escrow shortage", "--limit", "20"],
    )  # fmt: skip
    if not shutil.which("notmuch"):
        yield Row("search, whole process", "`notmuch search`", "≤ 6×", "not installed", "notmuch")
        return
    mailbox.write_maildir(home / "maildir", MANY)
    config = home / "notmuch-config"
    config.write_text(
        f"[database]\npath={home}/maildir\n[user]\nname=x\nprimary_email=x@home.example\n"
        "[new]\ntags=new\n"
    )
    env = {**os.environ, "NOTMUCH_CONFIG": str(config)}
    process(["notmuch", "new", "--quiet"], env=env, runs=1)
    theirs = process(["notmuch", "search", "--limit=20", "escrow", "shortage"], env=env)
    yield Row(
        f"search, whole process, {MANY:,} messages",
        "`notmuch search`",
        "≤ 6×",
        f"{ours / theirs:.1f}×",
        f"{1000 * ours:.0f} ms against {1000 * theirs:.0f} ms",
    )
