"""Disks that are full, read-only, failing or not ours, at each write of a command.

A small file system in memory is mounted where that is allowed, so that "full"
is the kernel's own ENOSPC; a file-size limit makes each write fail in turn with
another error (EFBIG), which SQLite takes for a failing disk.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faults import kills, places
from faults.row import Row

from borrower_desk.config import keys_path

GOAL = "a clear message, exit 1 or 4, nothing lost"
NOBODY = 65534
WRITERS = {
    "import": lambda place: ("import", place / "in" / "0.mbox"),
    "tag": lambda place: ("tag", "C1", "urgent"),
    "backup": lambda place: ("backup", place / "copy.desk"),
    "restore": lambda place: ("--desk", place / "new.desk", "restore", place / "home.desk"),
    "export": lambda place: ("export", place / "out"),
    "key change": lambda place: ("key", "change", "--new-passphrase-file", place / "new.txt"),
    "packet": lambda place: ("packet", "M1", "-o", place / "packet.pdf"),
}
MADE = {"backup": "copy.desk", "restore": "new.desk", "export": "out", "packet": "packet.pdf"}


def build(place: Path) -> None:
    """The kills' desk, and a passphrase to change to."""
    places.build(place)
    (place / "new.txt").touch(0o600)
    (place / "new.txt").write_text("four random words here\n")


def refused(name: str, place: Path) -> str | None:
    """Run the writer where it cannot write; what is wrong with how it failed, or what it lost."""
    hear, say = os.pipe()
    child = os.fork()
    if not child:
        os.close(hear)
        code = 99
        try:
            code = places.run(place, *WRITERS[name](place))
            os.write(say, places.said.getvalue().encode()[-2000:])
        except BaseException as why:
            os.write(say, repr(why).encode())
        finally:
            os._exit(code)
    os.close(say)
    with os.fdopen(hear, "rb") as pipe:
        words = pipe.read().decode("utf-8", "replace")
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == 0:
        return "did it"
    if code not in (1, 4):
        return f"exit {code}: {words}"
    if "did not expect" in words or "Traceback" in words or len(words.split()) < 5:
        return f"no clear message: {words!r}"
    if name in ("backup", "restore", "export") and "desk is full" in words:
        return f"speaks of the wrong file: {words!r}"
    return None


def intact(name: str, place: Path, before: dict[str, str], code: str | None) -> str | None:
    """What was lost: the desk must be as it was, with no half result beside it."""
    if code not in (None, "did it"):
        return code
    trouble = places.trouble_in(place)
    if trouble:
        return trouble
    with places.opened(place) as store:
        now = store.contents()
    if code is None and name not in MADE and now != before:
        return "the desk changed, and it was told that nothing was done"
    made = place / MADE.get(name, "none")
    if code is None and name in MADE and made.exists():
        return f"{made.name} was left"
    return places.parts(place)


def contents(place: Path) -> dict[str, str]:
    with places.opened(place) as store:
        return store.contents()


# ── full ─────────────────────────────────────────────────────────────────────


@contextmanager
def small_disk(at: Path, megabytes: int, *, read_only: bool = False) -> Iterator[None]:
    """A file system of its own at `at`; OSError where mounting is not allowed."""
    at.mkdir(exist_ok=True)
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", str(at)],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        raise OSError("no file system can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)


def leave(disk: Path, room: int) -> None:
    """Fill a disk but for `room` bytes."""
    ballast = disk / "ballast"
    ballast.unlink(missing_ok=True)
    free = os.statvfs(disk)
    size = free.f_bavail * free.f_frsize - room
    with ballast.open("wb") as file:
        while size > 0:
            size -= file.write(b"\0" * min(size, 1 << 20))


def full(count: int, base: Path, dice: random.Random) -> Row:
    """Each writer with room for more and more pages, from none to nearly enough."""
    row = Row("disk full", GOAL)
    before = contents(places.fresh(base, base.parent / "place"))
    names = [one for one in WRITERS if one != "packet"]
    with small_disk(base.parent / "disk", 8):
        place = base.parent / "disk" / "place"
        for number in range(count):
            name = names[number % len(names)]
            places.fresh(base, place)
            leave(base.parent / "disk", dice.randrange(0, 90) * 4096)
            outcome = refused(name, place)
            (base.parent / "disk" / "ballast").unlink()
            row.note(
                f"{name} {'had room' if outcome == 'did it' else 'refused'}",
                intact(name, place, before, outcome),
            )
    return row


def failing(count: int, base: Path, dice: random.Random) -> Row:
    """Each writer with a limit to the size of files, so that some write of it fails."""
    row = Row("I/O error at a write", GOAL)
    place = base.parent / "place"
    before = contents(places.fresh(base, place))
    names = [one for one in WRITERS if one != "packet"]
    for number in range(count):
        name = names[number % len(names)]
        places.fresh(base, place)
        limit = dice.randrange(0, 2 * (place / "home.desk").stat().st_size)
        if name == "key change":
            limit = dice.randrange(0, 1200)
        with size_limit(limit):
            outcome = refused(name, place)
        row.note(
            f"{name} {'fitted' if outcome == 'did it' else 'refused'}",
            intact(name, place, before, outcome),
        )
    return row


@contextmanager
def size_limit(limit: int) -> Iterator[None]:
    """No file may be written beyond `limit` bytes; the write fails instead of a signal."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


# ── read-only, not ours, replaced ────────────────────────────────────────────


def read_only(count: int, base: Path, dice: random.Random) -> Row:
    """On a disk that cannot be written: reading works, writing is refused."""
    row = Row("read-only disk", GOAL)
    disk = base.parent / "disk"
    with small_disk(disk, 8):
        place = places.fresh(base, disk / "place")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        for _ in range(max(1, count // 100)):
            for name in WRITERS:
                outcome = refused(name, place)
                row.note(f"{name} refused", "it wrote" if outcome == "did it" else outcome)
            for words in (("list",), ("due",), ("search", "fee"), ("verify", "--full")):
                code = places.apart(lambda words=words: exit_as(places.run(place, *words)))
                row.note(f"{words[0]} read", f"exit {code}" if code else None)
            elsewhere = base.parent / f"copy-{row.tried}.desk"
            code = places.apart(lambda to=elsewhere: exit_as(places.run(place, "backup", to)))
            row.note("backup elsewhere", f"exit {code}" if code else None)
            for one in (elsewhere, keys_path(elsewhere)):
                one.unlink(missing_ok=True)
    return row


def exit_as(code: int) -> None:
    if code:
        raise SystemExit(f"exit {code}: {places.said.getvalue()}")


def not_ours(count: int, base: Path, dice: random.Random) -> Row:
    """As somebody who may read the desk's directory and not write there, or not even read."""
    row = Row("permission denied", GOAL)
    place = base.parent / "place"
    for _ in range(max(1, count // 100)):
        places.fresh(base, place)
        base.parent.chmod(0o755)
        place.chmod(0o555)
        for name in WRITERS:
            row.note(f"{name} refused", as_nobody(lambda n=name: refused(n, place)))
        for words in (("list",), ("import", place / "in"), ("verify",)):
            code = as_nobody(lambda words=words: _code(place, *words))
            row.note(f"{words[0]} refused", None if code == "4" else f"exit {code}")
        place.chmod(0o755)
        row.note("nothing lost", places.trouble_in(place) or places.parts(place))
    return row


def _code(place: Path, *words: object) -> str:
    return str(places.run(place, *words))


def as_nobody(act: object) -> str | None:
    """Do it as another user (root may write anywhere); gives back what it said."""
    hear, say = os.pipe()
    child = os.fork()
    if not child:
        try:
            if os.getuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            os.write(say, (act() or "").encode())  # type: ignore[operator]
        finally:
            os._exit(0)
    os.close(say)
    with os.fdopen(hear, "rb") as pipe:
        words = pipe.read().decode() or None
    os.waitpid(child, 0)
    return words


def replaced(count: int, base: Path, dice: random.Random) -> Row:
    """Another file takes the desk's name at a random moment while changes are made.

    Whatever was told done must be in the file that then has the name, or in the
    one that was taken away; a change after that must be refused.
    """
    row = Row("file replaced under us", GOAL)
    place = base.parent / "place"
    for _ in range(max(1, count // 10)):
        places.fresh(base, place)
        after = dice.randrange(0, 8)
        told, error = 0, ""
        with places.opened(place) as store:
            store.backup(place / "other.desk")
            for number in range(8):
                if number == after:
                    (place / "home.desk").rename(place / "taken.desk")
                    (place / "other.desk").rename(place / "home.desk")
                try:
                    with store.change("test"):
                        store.remember(f"k{number}", "v")
                    told += 1
                except Exception as why:
                    error = type(why).__name__ + str(why)
        for side in ("-wal", "-shm"):
            part = place / f"home.desk{side}"
            if part.exists():
                part.rename(place / f"taken.desk{side}")
        kept = _kept(place)
        loss = None if kept == told == after else f"{told} told done, {kept} kept, {after} before"
        if "replaced while it was open" not in error:
            loss = loss or f"no clear message: {error}"
        row.note("refused", loss)
    return row


def _kept(place: Path) -> int:
    shutil.copy(place / "home.desk.keys", place / "taken.desk.keys")
    with places.opened(place, "taken.desk", in_doubt=True) as store:
        return sum(store.recall(f"k{number}") == "v" for number in range(8))


ROWS = {
    "disk full": full,
    "I/O error": failing,
    "read-only disk": read_only,
    "permission denied": not_ours,
    "file replaced under us": replaced,
}


def rows(count: int, dice: random.Random, only: str = "") -> Iterator[Row]:
    """A row for each trouble with a disk whose name holds `only`."""
    for name, act in ROWS.items():
        if only not in name:
            continue
        with places.scratch() as scratch:
            build(scratch / "base")
            try:
                yield act(count, scratch / "base", dice)
            except OSError as why:
                yield Row(f"{name} (left out: {why})", kills.GOAL)
