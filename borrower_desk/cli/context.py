"""What every command shares: which desk, which day, how to print, how to ask."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from borrower_desk.errors import UsageError
from borrower_desk.frozen import dataclass
from borrower_desk.speech import spoken, tr

if TYPE_CHECKING:
    from borrower_desk.actions.desks import Ways
    from borrower_desk.desk.store import Store


@dataclass(slots=True)
class Context:
    """The global options of one run; filled by the callback of `main`."""

    desk: Path | None = None
    as_of: date | None = None
    json: bool = False
    plain: bool = False
    passphrase_file: Path | None = None
    key_file: Path | None = None
    yes: bool = False


current = Context()


def today() -> date:
    """The day that counts as today: `--as-of`, else the machine's own date."""
    return current.as_of or date.today()


def desk_path() -> Path:
    """The desk that is meant: `--desk`, BORROWER_DESK, or the default place."""
    if current.desk is not None:
        return current.desk
    from borrower_desk.config import default_desk

    return default_desk()


def ways() -> Ways:
    """The ways into the desk that the options and the environment name."""
    from borrower_desk.actions.desks import Ways

    key_file = current.key_file or _from_environment("BORROWER_DESK_KEY_FILE")
    passphrase_file = current.passphrase_file or _from_environment("BORROWER_DESK_PASSPHRASE_FILE")
    return Ways(
        key_file=key_file,
        passphrase_file=passphrase_file,
        ask=(lambda: _ask()) if at_terminal() else None,  # noqa: PLW0108 - looked up when asked
    )


def open_store(*, read_only: bool = False, in_doubt: bool = False) -> Store:
    """The desk, open; the caller closes it (`with`).  `in_doubt` as in the vault."""
    from borrower_desk.actions.desks import open_desk

    return open_desk(desk_path(), ways(), read_only=read_only, in_doubt=in_doubt)


def at_terminal() -> bool:
    """True when somebody sits there to answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def fancy() -> bool:
    """True when colour and boxes may be drawn on stdout."""
    return (
        not current.plain
        and not current.json
        and sys.stdout.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )


def confirm(question: str) -> None:
    """Go on only when the user says yes; without a terminal, only with `--yes`."""
    if current.yes:
        return
    if not at_terminal():
        raise UsageError(f"{question} Nobody is there to answer.", hint="Add --yes to go ahead.")
    sys.stderr.write(f"{spoken(question)} {tr('[y/N]')} ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().casefold() not in ("y", "yes", "s", "si", "sí"):
        raise UsageError("Nothing was done.", hint="Answer y to go ahead.")


def parse_day(value: str | None, what: str = "date") -> date | None:
    """A day in ISO form, `today`, `yesterday` or `tomorrow`; UsageError for anything else."""
    if value is None:
        return None
    from datetime import timedelta

    words = {"today": 0, "yesterday": -1, "tomorrow": 1}
    text = value.strip().casefold()
    if text in words:
        return today() + timedelta(days=words[text])
    try:
        if len(text) != len("2026-01-31"):
            raise ValueError  # noqa: TRY301 - one message serves both
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{value!r} is not a {what}.", hint="Write it as year-month-day: 2026-09-16."
        ) from None


def must_day(value: str, what: str = "date") -> date:
    """As `parse_day`, for a day that was surely given."""
    day = parse_day(value, what)
    if day is None:
        raise UsageError(f"The {what} is missing.", hint="Write it as 2026-09-16.")
    return day


def ask_new_passphrase() -> str:
    """A passphrase, asked for twice."""
    from getpass import getpass

    while True:
        first = getpass("Choose a passphrase for this desk: ", stream=sys.stderr)
        if len(first) < 8:
            sys.stderr.write("At least eight characters, please; four random words are good.\n")
        elif getpass("The same again: ", stream=sys.stderr) == first:
            return first
        else:
            sys.stderr.write("The two differ. Once more.\n")


def ask_for(name: str) -> Callable[[], str]:
    """A prompt that names the desk whose passphrase it asks for."""
    from getpass import getpass

    return lambda: getpass(f"Passphrase of {name}: ", stream=sys.stderr)


def secret_line(path: Path | None) -> str:
    """What a secret file says, without the newline at its end; nothing without a file."""
    if path is None:
        return ""
    from borrower_desk.config import read_secret_file

    return read_secret_file(path).decode(errors="replace").strip()


def _ask_passphrase() -> str:
    from getpass import getpass

    return getpass("Passphrase: ", stream=sys.stderr)


@contextmanager
def asked_once() -> Iterator[None]:
    """While this lasts, a passphrase that opened the desk is not asked for again."""
    from borrower_desk.actions.desks import open_desk
    from borrower_desk.errors import VaultError

    said: list[str] = []

    def ask() -> str:
        said[:] = said or [_ask_passphrase()]
        return said[0]

    global _ask  # noqa: PLW0603 - one process has one user at its terminal
    before, _ask = _ask, ask
    try:
        if at_terminal() and desk_path().exists():
            try:
                open_desk(desk_path(), ways(), read_only=True).close()
            except VaultError:
                said.clear()
                raise
        yield
    finally:
        _ask = before


_ask: Callable[[], str] = _ask_passphrase


def _from_environment(name: str) -> Path | None:
    value = os.environ.get(name)
    return Path(value) if value else None
