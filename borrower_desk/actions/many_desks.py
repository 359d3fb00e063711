"""A folder of desks, one after the other: what cannot be opened never hides the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from borrower_desk.errors import DeskError, NoDesk, UsageError, VaultError, WrongKey

if TYPE_CHECKING:
    from borrower_desk.actions.desks import Ways
    from borrower_desk.desk.store import Store

T = TypeVar("T")
_BESIDE = ("-wal", "-shm", "-journal", ".keys")


@dataclass(frozen=True, slots=True)
class Seen(Generic[T]):
    """One desk of the folder: what it answered, or why it stayed shut."""

    name: str
    path: Path
    answer: T | None = None
    why: DeskError | None = None


def desks_in(folder: Path) -> list[Path]:
    """The desks right in the folder: named *.desk, or with their keys beside them."""
    from borrower_desk.config import keys_path

    if not folder.is_dir():
        raise NoDesk(f"There is no folder {folder}.", hint="Name the folder that holds the desks.")
    try:
        files = sorted(one for one in folder.iterdir() if not one.name.endswith(_BESIDE))
    except OSError as why:
        raise VaultError(
            f"The folder {folder} could not be read: {why.strerror}.", hint="Check its permissions."
        ) from None
    found = [
        one
        for one in files
        if one.is_file()
        and not one.name.startswith(".")
        and (one.suffix == ".desk" or keys_path(one).exists())
    ]
    if not found:
        raise NoDesk(
            f"There is no desk in {folder}.", hint="Desks are files with .desk at the end."
        )
    return found


def each(
    folder: Path,
    ways: Ways,
    act: Callable[[Store], T],
    ask: Callable[[str], Callable[[], str]] | None = None,
) -> list[Seen[T]]:
    """What `act` finds in every desk of the folder, in the order of the names.

    `ask` makes the prompt for one desk.  VaultError when none of them opens.
    """
    if ways.passphrase_file is not None and str(ways.passphrase_file) == "-":
        raise UsageError(
            "One passphrase from stdin cannot open several desks.",
            hint="Write it in a file of your own: --passphrase-file FILE (chmod 600).",
        )
    seen = list(_each(desks_in(folder), ways, act, ask))
    if all(one.why for one in seen):
        first = next(one for one in seen if one.why)
        assert first.why is not None  # noqa: S101 - it was just asked for
        more = f" {len(seen)} desks, none of them opened." if len(seen) > 1 else ""
        raise VaultError(f"{first.name}: {first.why.message}{more}", hint=first.why.hint)
    return seen


def _opened(path: Path, ways: Ways) -> Store:
    """The desk; a key file that is another desk's leaves the other ways in."""
    from borrower_desk.actions.desks import open_desk

    try:
        return open_desk(path, ways, read_only=True)
    except WrongKey:
        if ways.key_file is None:
            raise
        return open_desk(path, replace(ways, key_file=None), read_only=True)


def _each(
    paths: list[Path],
    ways: Ways,
    act: Callable[[Store], T],
    ask: Callable[[str], Callable[[], str]] | None,
) -> Iterator[Seen[T]]:
    for path in paths:
        own = replace(ways, ask=ask(path.name) if ask and ways.ask else None)
        try:
            with _opened(path, own) as store:
                answer = act(store)
            yield Seen(path.name, path, answer)
        except DeskError as why:
            yield Seen(path.name, path, why=why)
        except OSError as why:
            told = DeskError(f"{why.strerror or why}.", hint="Check the file and its permissions.")
            yield Seen(path.name, path, why=told)
