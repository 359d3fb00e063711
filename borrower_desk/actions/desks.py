"""The desk itself: make one, open one, prove it whole, copy it, look after its keys."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from borrower_desk.errors import VaultError
from borrower_desk.frozen import dataclass
from borrower_desk.model import Verification

if TYPE_CHECKING:
    from borrower_desk.desk.connection import Connection
    from borrower_desk.desk.store import Store

Ask = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways in that the user named; `ask` is None without a terminal."""

    key_file: Path | None = None
    passphrase_file: Path | None = None
    keyring: bool = True
    ask: Callable[[], str] | None = None


@dataclass(frozen=True, slots=True)
class NewDesk:
    path: Path
    recovery_code: str
    ways: tuple[str, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Ailment:
    """One line of `doctor`: what was looked at, how it is, what to do."""

    name: str
    ok: bool
    detail: str
    fix: str = ""


def make_desk(
    path: Path,
    ways: Ways,
    ask_new: Callable[[], str] | None,
    fill: Callable[[Connection], None] | None = None,
) -> NewDesk:
    """A new encrypted desk, its ways in, and its recovery code, which is shown once.

    A passphrase file or a key file is used when named; else the system keyring
    when it is a secure one; else `ask_new` asks for a passphrase.  `fill` puts
    in what an export holds.
    """
    from borrower_desk.desk import vault

    passphrase = None
    remark = ""
    keyring = False
    if ways.passphrase_file is not None:
        passphrase = _passphrase_from(ways.passphrase_file)
    elif ways.key_file is None:
        refusal = vault.keyring_refusal() if ways.keyring else "it was not wanted"
        keyring = refusal is None
        if not keyring:
            remark = f"The system keyring is not used: {str(refusal).rstrip('.')}."
            if ask_new is None:
                raise VaultError(
                    f"A new desk needs a way to be opened. {remark}",
                    hint="Give it a passphrase: --passphrase-file FILE (chmod 600),"
                    " or a key file for scripts: --key-file FILE.",
                )
            passphrase = ask_new()
    store, code = vault.create(
        path, passphrase=passphrase, keyring=keyring, key_file=ways.key_file, fill=fill
    )
    store.close()
    named = (
        ("passphrase", passphrase is not None),
        ("keyring", keyring),
        ("key file", ways.key_file is not None),
    )
    return NewDesk(path, code, tuple(name for name, there in named if there), remark)


def open_desk(path: Path, ways: Ways, *, read_only: bool = False, in_doubt: bool = False) -> Store:
    """The desk, unlocked by the first of the ways in that works; `in_doubt` as in the vault."""
    from borrower_desk.actions import leftovers
    from borrower_desk.desk import vault

    leftovers.sweep()  # copies that a killed app left in the open
    return vault.open_desk(
        path,
        vault.Unlock(ways.key_file, ways.passphrase_file, ways.keyring, ways.ask),
        read_only=read_only,
        in_doubt=in_doubt,
        carry=True,
    )


def verify(
    store: Store,
    *,
    full: bool = False,
    repair: bool = False,
    tell: Callable[[int, int, str], None] | None = None,
) -> Verification:
    """Is everything as it was written?  With `repair`, once what can be made again was.

    What `tell` raises, as each check is begun and while it works, stops it.
    """
    if repair:
        store.repair()
    return store.verify(full=full or repair, tell=tell)


def change_passphrase(path: Path, ways: Ways, new: str) -> None:
    """The desk opens with `new` from now on; the old passphrase no longer opens it."""
    from borrower_desk.desk import vault

    vault.change_passphrase(
        path, vault.Unlock(ways.key_file, ways.passphrase_file, ways.keyring, ways.ask), new
    )


def change_recovery_code(path: Path, ways: Ways) -> str:
    """A new recovery code, shown once; the paper with the old one is worth nothing then."""
    from borrower_desk.desk import vault

    return vault.change_recovery_code(
        path, vault.Unlock(ways.key_file, ways.passphrase_file, ways.keyring, ways.ask)
    )


def recover(path: Path, code: str, new: str) -> None:
    """A new passphrase by means of the recovery code."""
    from borrower_desk.desk import vault

    vault.recover(path, code, new)


def doctor(path: Path) -> list[Ailment]:
    """What is installed, what is missing and what to do; the desk is not opened."""
    from importlib.metadata import PackageNotFoundError, version

    from borrower_desk.config import keys_path
    from borrower_desk.desk import vault

    found = []
    for package in ("textual", "typst", "pikepdf", "pypdfium2", "sqlcipher3", "keyring"):
        try:
            found.append(Ailment(package, ok=True, detail=version(package)))
        except PackageNotFoundError:
            found.append(
                Ailment(package, ok=False, detail="not installed", fix="Install the program again.")
            )
    refusal = vault.keyring_refusal()
    found.append(
        Ailment(
            "system keyring",
            ok=refusal is None,
            detail=refusal or "secure",
            fix="" if refusal is None else "A passphrase works without it.",
        )
    )
    there = path.exists()
    found.append(
        Ailment(
            "desk",
            ok=there,
            detail=str(path) if there else f"none at {path}",
            fix="" if there else "Make one: borrower-desk init",
        )
    )
    for file in (path, keys_path(path)):
        if file.exists() and os.name == "posix":
            private = not file.stat().st_mode & 0o077
            found.append(
                Ailment(
                    f"privacy of {file.name}",
                    ok=private,
                    detail="owner only" if private else "others can read it",
                    fix="" if private else f"chmod 600 {file}",
                )
            )
    return found


def _passphrase_from(path: Path) -> str:
    import sys

    from borrower_desk.config import read_secret_file

    raw = sys.stdin.buffer.read() if str(path) == "-" else read_secret_file(path)
    try:
        passphrase = raw.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise VaultError(
            f"The passphrase in {path} is not text.", hint="Write it as UTF-8 text."
        ) from None
    if not passphrase:
        raise VaultError(f"The passphrase file {path} is empty.", hint="Write a passphrase in it.")
    return passphrase
