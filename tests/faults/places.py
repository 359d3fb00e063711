"""Desks to do harm to: made once, copied for each try, looked at afterwards."""

from __future__ import annotations

import importlib
import io
import os
import pkgutil
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import borrower_desk
from borrower_desk.cli import context
from borrower_desk.cli.main import main
from borrower_desk.desk.store import Store
from borrower_desk.desk.vault import Unlock, open_desk

TODAY = "2027-01-29"
said = io.StringIO()  # what the last command printed
BOXES, IN_A_BOX = 4, 6


@contextmanager
def scratch() -> Iterator[Path]:
    """A directory in memory where there is one: SIGKILL is the same there, and it is quick."""
    memory = Path("/dev/shm")
    parent = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="borrower-desk-faults-", dir=parent) as name:
        os.environ["XDG_STATE_HOME"] = str(Path(name) / "state")
        yield Path(name)


def apart(act: Callable[[], object]) -> int:
    """Do it in a forked process of its own; gives back the exit code.

    The parent stays single-threaded, so that it can fork again: typst and the
    readers of pages start threads.
    """
    child = os.fork()
    if not child:
        code = 70
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        try:
            act()
            code = 0
        except BaseException as why:
            sys.stderr.write(f"{type(why).__name__}: {why}\n")
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run(place: Path, *words: object) -> int:
    """One command on the place's desk, in this process; gives back its exit code."""
    context.current = context.Context()
    os.environ |= {
        "BORROWER_DESK": str(place / "home.desk"),
        "BORROWER_DESK_KEY_FILE": str(place / "desk.key"),
        "BORROWER_DESK_AS_OF": TODAY,
    }
    said.seek(0)
    said.truncate()
    with redirect_stdout(said), redirect_stderr(said):
        return main([str(one) for one in words])


def must(place: Path, *words: object) -> None:
    """The same, when it must be done."""
    code = run(place, *words)
    if code:
        raise RuntimeError(f"{words}: exit {code}: {said.getvalue()}")


def opened(place: Path, name: str = "home.desk", *, in_doubt: bool = False) -> Store:
    unlock = Unlock(key_file=place / "desk.key", keyring=False)
    return open_desk(place / name, unlock, in_doubt=in_doubt)


def message(number: int, words: str = "") -> bytes:
    """A letter of the servicer's, as it lies in a mailbox."""
    said = words or "We charged a late fee of $92.75. " * 30
    return (
        f"From care@lakeshore.example Mon Jan  4 10:00:00 2027\n"
        f"From: Care <care@lakeshore.example>\nTo: maria@fernmail.example\n"
        f"Subject: Your fee {number}\nMessage-ID: <{number}@lakeshore.example>\n"
        f"Date: Mon, 4 Jan 2027 10:{number % 60:02d}:00 -0500\n\n{said}\n\n"
    ).encode()


def warm_up() -> None:
    """Load everything now, so that a forked process spends its time on the work."""
    for one in pkgutil.walk_packages(borrower_desk.__path__, "borrower_desk."):
        if ".screens" not in one.name and not one.name.endswith("__main__"):
            importlib.import_module(one.name)


def build(place: Path) -> None:
    """A small desk with a matter, filed mail and a draft that can go; mailboxes to import.

    Nothing here starts a thread, so the process can still be forked.
    """
    warm_up()
    place.mkdir(parents=True)
    must(place, "init", "--key-file", place / "desk.key")
    must(
        place, "me", "edit", "--name", "Maria Lopez", "--email", "maria@fernmail.example",
        "--address", "12 Oak Street; Dayton, OH 45402",
    )  # fmt: skip
    must(
        place, "servicer", "add", "Lakeshore Mortgage", "--domain", "lakeshore.example",
        "--notice-address", "P.O. Box 9002; Columbus, OH 43216", "--address-checked", "2027-01-20",
        "--payment-address", "P.O. Box 17; Chicago, IL 60601",
    )  # fmt: skip
    must(
        place, "loan", "add", "0001234567", "--servicer", "S1", "--borrower", "Maria Lopez",
        "--property", "12 Oak Street, Dayton, OH 45402",
    )  # fmt: skip
    must(place, "matter", "open", "Late fee", "--loan", "L1", "--issue", "fee-without-basis")
    box = place / "first.mbox"
    box.write_bytes(b"".join(message(number) for number in range(900, 903)))
    must(place, "import", box, "--matter", "M1")
    must(place, "draft", "owner-identity", "--matter", "M1")
    folder = place / "in"
    folder.mkdir()
    for at in range(BOXES):
        numbers = range(at * IN_A_BOX, (at + 1) * IN_A_BOX)
        (folder / f"{at}.mbox").write_bytes(b"".join(map(message, numbers)))


def fresh(base: Path, place: Path) -> Path:
    """A copy of a desk that was made, for one try."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(base, place)
    shutil.rmtree(os.environ["XDG_STATE_HOME"], ignore_errors=True)
    return place


def trouble_in(place: Path, name: str = "home.desk") -> str | None:
    """What is wrong with a desk that was left behind; None when a full verification is ok."""
    try:
        with opened(place, name) as store:
            bad = [one for one in store.verify(full=True).checks if not one.ok]
    except Exception as why:
        return f"{type(why).__name__}: {why}"
    return f"{bad[0].name}: {bad[0].detail}" if bad else None


def parts(place: Path) -> str | None:
    """Half files that were left; None when there are none."""
    left = [one.name for one in place.iterdir() if ".part-" in one.name or one.name.startswith(".")]
    return f"left {', '.join(left)}" if left else None
