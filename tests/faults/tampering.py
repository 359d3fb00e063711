"""Wrong keys, flipped bits, swapped pages, altered rows, older copies: each named, none shown."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from faults import places
from faults.row import Row

from borrower_desk.config import keys_path
from borrower_desk.desk import keys
from borrower_desk.desk.connection import connect
from borrower_desk.desk.keys import DeskKey
from borrower_desk.errors import DeskError

GOAL = "detected and named; nothing shown as true"
PAGE = 4096
Act = Callable[[Path, random.Random], str]
rows_then: dict[str, str] = {}  # a digest of each table as it was before the harm


def seen(place: Path, truth: dict[str, str]) -> str | None:
    """What is wrong with how the tampering was met: opened and read as if nothing were.

    A harm that cannot be seen must not matter: then every row is as it was.
    """
    try:
        with places.opened(place) as store:
            found = store.verify(full=True)
            if not found.ok:
                bad = next(one for one in found.checks if not one.ok)
                return None if bad.detail else f"{bad.name} has no detail"
            return None if store.contents() == truth else "other rows, and verify says ok"
    except DeskError as why:
        return None if why.message and why.hint else f"no hint: {why.message}"
    except Exception as why:
        return f"{type(why).__name__}: {why}"


def flip(path: Path, at: int, dice: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << dice.randrange(8)
    path.write_bytes(data)


def flip_in_desk(place: Path, dice: random.Random) -> str:
    path = place / "home.desk"
    flip(path, dice.randrange(path.stat().st_size), dice)
    return "bit of the desk"


def flip_in_log(place: Path, dice: random.Random) -> str:
    """In the write-ahead log a broken frame ends what SQLite reads: later changes vanish."""
    path = place / "home.desk"
    with places.opened(place) as store:
        for number in range(3):
            with store.change("note"):
                store.remember(f"k{number}", "v" * 500)
        rows_then.update(store.contents())
        for side in ("", "-wal"):
            shutil.copy(f"{path}{side}", place / f"cut{side}")
    for side in ("", "-wal"):
        (place / f"cut{side}").replace(f"{path}{side}")
    log = place / "home.desk-wal"
    flip(log, dice.randrange(log.stat().st_size), dice)
    return "bit of the log"


def cut_the_log(place: Path, dice: random.Random) -> str:
    flip_in_log(place, dice)
    log = place / "home.desk-wal"
    log.write_bytes(log.read_bytes()[: dice.randrange(log.stat().st_size)])
    return "log cut"


def swap_pages(place: Path, dice: random.Random) -> str:
    path = place / "home.desk"
    data = bytearray(path.read_bytes())
    one, two = dice.sample(range(len(data) // PAGE), 2)
    first, second = slice(one * PAGE, one * PAGE + PAGE), slice(two * PAGE, two * PAGE + PAGE)
    data[first], data[second] = data[second], data[first]
    path.write_bytes(data)
    return "two pages swapped"


def page_of_another(place: Path, dice: random.Random) -> str:
    path, other = place / "home.desk", place.parent / "other" / "home.desk"
    data, theirs = bytearray(path.read_bytes()), other.read_bytes()
    at = dice.randrange(min(len(data), len(theirs)) // PAGE) * PAGE
    data[at : at + PAGE] = theirs[at : at + PAGE]
    path.write_bytes(data)
    return "page of another desk"


def older_page(place: Path, dice: random.Random) -> str:
    """A page of the desk itself, as it was before: signed by the same key for the same place."""
    path = place / "home.desk"
    old = path.read_bytes()
    with places.opened(place) as store:
        for number in range(30):
            with store.change("note"):
                store.remember(f"k{number % 7}", "v" * 900 + str(number))
    data = bytearray(path.read_bytes())
    changed = [at for at in range(0, len(old), PAGE) if old[at : at + PAGE] != data[at : at + PAGE]]
    at = dice.choice(changed)
    data[at : at + PAGE] = old[at : at + PAGE]
    path.write_bytes(data)
    return "older page"


def older_copy(place: Path, dice: random.Random) -> str:
    path = place / "home.desk"
    for number in range(dice.randrange(1, 5)):
        with places.opened(place) as store:
            if number == 0:
                store.backup(place / "older.desk")
            with store.change("note"):
                store.remember("k", f"{number}")
    (place / "older.desk").replace(path)
    (place / "older.desk.keys").replace(keys_path(path))
    return "older copy put back"


def with_the_key(place: Path, dice: random.Random) -> str:
    """Somebody with the key and any SQLite tool alters, cuts or forges."""
    key = DeskKey.from_file((place / "desk.key").read_bytes(), place)
    db = connect(place / "home.desk", key)
    guards = db.all("SELECT name,sql FROM sqlite_master WHERE type='trigger'")
    for name, _ in guards:
        db.run(f"DROP TRIGGER {name}")
    (last,) = db.one("SELECT max(n) FROM journal") or (0,)
    n = dice.randrange(1, last + 1)
    column = dice.choice(["at", "act", "subject", "before", "after", "previous", "hash"])
    forged = f"coalesce({column}, '') || ' '"
    what, sql = dice.choice([
        (f"journal {column} altered", f"UPDATE journal SET {column}={forged} WHERE n={n}"),
        ("journal row gone", f"DELETE FROM journal WHERE n={n}"),
        ("journal cut", f"DELETE FROM journal WHERE n>={n}"),
        ("message altered", "UPDATE texts SET text='You owe more.' WHERE correspondence=1"),
        ("date altered", "UPDATE correspondence SET on_day='2020-01-01' WHERE id=1"),
        ("message gone", "DELETE FROM texts WHERE correspondence=2"),
        ("bytes altered", "UPDATE blob_chunks SET data=x'41' WHERE id=1"),
        ("draft altered", "UPDATE drafts SET body='Never mind.' WHERE id=1"),
        ("sender altered", "UPDATE settings SET value='{}' WHERE key='sender'"),
        ("address altered", "UPDATE addresses SET text='1 Elsewhere' WHERE id=1"),
        ("index altered", "INSERT INTO search (search) VALUES ('delete-all')"),
    ])  # fmt: skip
    db.run("PRAGMA foreign_keys = OFF")
    db.run(sql)
    for _, guard in guards:
        db.run(guard)
    db.close()
    return what


def planted(place: Path, dice: random.Random) -> str:
    """What would change each later writing: a trigger, a guard gone, a table made anew."""
    key = DeskKey.from_file((place / "desk.key").read_bytes(), place)
    db = connect(place / "home.desk", key)
    table = dice.choice(["events", "reminders", "promises", "correspondence", "journal"])
    when = dice.choice(["AFTER INSERT", "BEFORE INSERT", "AFTER UPDATE", "BEFORE DELETE"])
    guard = dice.choice(["events_no_update", "journal_no_delete", "event_marks_no_update"])
    what, sql = dice.choice([
        ("trigger", f"CREATE TRIGGER {table}_guard {when} ON {table} BEGIN SELECT 1; END"),
        ("guard dropped", f"DROP TRIGGER {guard}"),
        ("table added", f"CREATE TABLE notes_of_{dice.randrange(100)} (x)"),
        ("index dropped", "DROP INDEX unfiled"),
        ("view made anew", "DROP VIEW searched"),
        ("column added", f"ALTER TABLE {table} ADD COLUMN extra TEXT"),
    ])  # fmt: skip
    db.run(sql)
    db.close()
    return what


def keys_altered(place: Path, dice: random.Random) -> str:
    """A byte of the wrapped keys: the passphrase opens the same desk, or nothing."""
    path = keys_path(place / "home.desk")
    flip(path, dice.randrange(path.stat().st_size), dice)
    try:
        kept = keys.read(place / "home.desk")
        got = kept.unwrap(keys.RECOVERY, b"x" * 20) if kept else None
    except DeskError:
        got = None
    if got is not None:
        raise RuntimeError("a key out of nothing")
    return "bit of the keys"


def wrong_key(place: Path, dice: random.Random) -> str:
    key = list((place / "desk.key").read_text().strip())
    at = dice.randrange(64)
    key[at] = dice.choice([one for one in "0123456789abcdef" if one != key[at]])
    (place / "desk.key").write_text("".join(key))
    return "wrong key"


ACTS: dict[str, tuple[Act, float]] = {
    "bit flipped in the desk": (flip_in_desk, 1),
    "bit flipped in the log": (flip_in_log, 0.3),
    "log cut": (cut_the_log, 0.1),
    "pages swapped": (swap_pages, 0.3),
    "page of another desk": (page_of_another, 0.3),
    "older page of the same desk": (older_page, 0.1),
    "older copy put back": (older_copy, 0.1),
    "altered with the key in hand": (with_the_key, 0.5),
    "planted with the key in hand": (planted, 0.1),
    "bit flipped in the keys": (keys_altered, 0.3),
    "wrong key": (wrong_key, 0.3),
}


def rows(count: int, dice: random.Random, only: str = "") -> Iterator[Row]:
    """A row for each way of tampering whose name holds `only`."""
    wanted = {name: act for name, act in ACTS.items() if only in name}
    if not wanted:
        return
    with places.scratch() as scratch:
        places.build(scratch / "base")
        places.build(scratch / "other")
        for name, (act, share) in wanted.items():
            yield _tampered(name, act, max(10, int(count * share)), scratch, dice)


def _tampered(name: str, act: Act, count: int, scratch: Path, dice: random.Random) -> Row:
    row = Row(name, GOAL)
    place = scratch / "place"
    for _ in range(count):
        places.fresh(scratch / "base", place)
        with places.opened(place) as store:
            with store.change("note"):  # so that there is a mark
                store.remember("here", "yes")
            rows_then.clear()
            rows_then.update(store.contents())
        how = act(place, dice)
        row.note(how, seen(place, rows_then))
    return row
