"""Two processes on one desk: no write lost, nobody told that it is locked within ten seconds."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

from faults import places
from faults.row import Row

from borrower_desk.model import MatterId

GOAL = "no lost write, no “database is locked” for waits under 10 s"


def rows(count: int, dice: random.Random, only: str = "") -> Iterator[Row]:
    """Interleavings of opening, writing and closing; and of long with short changes."""
    for name, work in (("two processes write", _note), ("two processes import", _import)):
        if only in name:
            with places.scratch() as scratch:
                places.build(scratch / "place")
                yield _crowd(name, work, count, scratch / "place", dice)


def _crowd(name: str, work, count: int, place: Path, dice: random.Random) -> Row:  # type: ignore[no-untyped-def]
    """`count` times in all, two processes open the desk, change it, and close it again."""
    row = Row(name, GOAL)
    each = count // 2
    seeds = [dice.random(), dice.random()]
    with places.opened(place) as store:
        first = len(store.journal())
    hear, say = os.pipe()
    children = []
    for who, seed in enumerate(seeds):
        child = os.fork()
        if not child:
            _work(work, who, each, place, random.Random(seed), say)
        children.append(child)
    os.close(say)
    with os.fdopen(hear, "rb") as pipe:
        told = pipe.read().decode().split("\n")
    for child in children:
        os.waitpid(child, 0)
    done = [one for one in told if one.startswith("ok ")]
    slow = max((float(one.split()[1]) for one in done), default=0)
    for _ in done:
        row.note("done")
    for one in told:
        if one and not one.startswith("ok "):
            row.note("refused", one)
    trouble = places.trouble_in(place)
    with places.opened(place) as store:
        found = len(store.journal()) - first
    made = sum(int(one.split()[2]) for one in done)
    row.note("chain whole, all there", trouble or (None if found == made else f"{made}: {found}"))
    row.ways[f"longest wait {slow:.2f} s"] = 1
    return row


def _work(work, who: int, each: int, place: Path, dice: random.Random, say: int) -> None:  # type: ignore[no-untyped-def]
    try:
        for number in range(each):
            time.sleep(dice.random() * 0.004)
            began = time.monotonic()
            try:
                made = work(place, who, number)
                line = f"ok {time.monotonic() - began:.3f} {made}"
            except Exception as why:
                line = f"{type(why).__name__}: {why}"
            os.write(say, f"{line}\n".encode())
    finally:
        os._exit(0)


def _note(place: Path, who: int, number: int) -> int:
    """A short change; gives back how many journal rows it made."""
    with places.opened(place) as store, store.change("note"):
        matter = store.matter(MatterId("M1"))
        notes = (*matter.notes, f"{who}:{number}")
        store.save_matter(type(matter)(**{**_fields(matter), "notes": notes[-20:]}))
    return 1


def _fields(matter) -> dict[str, object]:  # type: ignore[no-untyped-def]
    return {name: getattr(matter, name) for name in matter.__dataclass_fields__}


def _import(place: Path, who: int, number: int) -> int:
    """A mailbox of three messages, through the command; its blobs have journal rows too."""
    box = place / f"{who}.mbox"
    at = 10_000 * (who + 1) + 3 * number
    box.write_bytes(b"".join(places.message(at + n) for n in range(3)))
    code = places.run(place, "import", box, "--json")
    if code:
        raise RuntimeError(places.said.getvalue())
    return 3
