"""What else the table asks: another machine with the printed code, and clocks that jump."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from faults import places
from faults.row import Row

from borrower_desk.desk import backup, vault


def rows(count: int, dice: random.Random, only: str = "") -> Iterator[Row]:
    """Backup and restore by the printed code; a clock that jumps between changes."""
    if only in "restored elsewhere by the printed code":
        with places.scratch() as scratch:
            yield _elsewhere(max(3, count // 50), scratch, dice)
    if only in "clock wrong, zone moved":
        with places.scratch() as scratch:
            yield _clock(max(10, count // 10), scratch, dice)


def _elsewhere(count: int, scratch: Path, dice: random.Random) -> Row:
    row = Row("restored elsewhere by the printed code", "the same bytes; the same answers")
    for number in range(count):
        home, other = scratch / f"home-{number}", scratch / f"other-{number}"
        for one in (home, other):
            one.mkdir()
        desk, code = vault.create(home / "home.desk", passphrase="lost with the laptop")
        with desk as store:
            with store.change("work"):
                for _ in range(dice.randrange(1, 6)):
                    store.put_blob(dice.randbytes(dice.randrange(1, 3 << 20)))
                store.remember("k", str(dice.random()))
            store.backup(other / "copy.desk")
            truth = store.contents()
        os.environ["XDG_STATE_HOME"] = str(other / "state")
        shutil.rmtree(home)
        key = vault.unlocked_by_code(other / "copy.desk", code)
        backup.restore(other / "copy.desk", other / "new.desk", key)
        vault.recover(other / "new.desk", code, "a new one")
        unlock = vault.Unlock(keyring=False, ask=lambda: "a new one")
        with vault.open_desk(other / "new.desk", unlock) as store:
            ok = store.contents() == truth and store.verify(full=True).ok
        row.note("restored", None if ok else "not the same")
        shutil.rmtree(other)
    return row


def _clock(count: int, scratch: Path, dice: random.Random) -> Row:
    """The machine's clock jumps years back and on; the journal keeps its order and its chain."""
    row = Row("clock wrong, zone moved", "order, chain and dates hold")
    places.build(scratch / "place")
    place = scratch / "place"
    with places.opened(place) as store:
        before = [(one.id, one.on) for one in store.rows()]
        for number in range(count):
            at = datetime(2027, 1, 29, tzinfo=UTC) + timedelta(
                days=dice.randrange(-9000, 9000), microseconds=dice.randrange(1000)
            )
            store._now = lambda at=at: at
            os.environ["TZ"] = dice.choice(["UTC", "Pacific/Kiritimati", "America/Chicago"])
            with store.change("note"):
                store.remember(f"k{number % 5}", str(number))
        numbers = [one.n for one in store.journal()]
        ok = numbers == list(range(1, len(numbers) + 1)) and store.verify(full=True).ok
        same = [(one.id, one.on) for one in store.rows()] == before
    os.environ.pop("TZ")
    for _ in range(count):
        row.note("jump")
    row.note("journal", None if ok else "the chain broke")
    row.note("dates", None if same else "a date moved")
    return row
