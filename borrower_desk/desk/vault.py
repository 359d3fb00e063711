"""Making a desk and opening one: which key, which way in, which error when it fails.

Knows the ways in and their order (`cli.md`, Unlocking).  Leaves the wrapping to
`keys`, the file to `connection`, the tables to `schema`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

from borrower_desk.config import keys_path, read_secret_file, write_secret_file
from borrower_desk.desk import blueprint, files, journal, keys, marks, schema
from borrower_desk.desk.connection import Connection, connect, damaged, settle
from borrower_desk.desk.keys import DeskKey, KeyFile
from borrower_desk.desk.store import Store
from borrower_desk.errors import (
    DeskDamaged,
    DeskError,
    DeskExists,
    DeskRolledBack,
    DeskTooOld,
    NoDesk,
    UsageError,
    VaultError,
    WrongKey,
)
from borrower_desk.frozen import dataclass

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Unlock:
    """The ways in that the user gave; what is explicit beats the keyring."""

    key_file: Path | None = None
    passphrase_file: Path | None = None  # Path("-") is stdin
    keyring: bool = True  # may the system keyring be asked?
    ask: Callable[[], str] | None = None  # a prompt; None when there is no terminal


def keyring_refusal() -> str | None:
    """Why the system keyring cannot keep a key safely; None when it can."""
    from borrower_desk.desk.keyring_way import keyring_refusal as refusal

    return refusal()


def create(
    path: Path,
    *,
    passphrase: str | None = None,
    keyring: bool = False,
    key_file: Path | None = None,
    fill: Callable[[Connection], None] | None = None,
) -> tuple[Store, str]:
    """A new desk, open, and its recovery code, which nothing will show again.

    Of the three ways in at least one is needed.  `key_file` is where the raw
    key is written, owner-only.  `fill` puts what an export holds into the desk
    before it has its name.  What fails half way leaves nothing behind.
    """
    if passphrase is None and not keyring and key_file is None:
        raise UsageError(
            "A desk needs a way in.", hint="Give a passphrase, a key file or the system keyring."
        )
    for one in (path, keys_path(path), *([key_file] if key_file else [])):
        if one.exists() or one.is_symlink():
            raise DeskExists(
                f"{one} is already there; it is never overwritten.",
                hint="Open the desk that is there, or choose another path with --desk. Keys "
                "without a desk are of one that was lost, or of an init that was cut off: "
                "move them away.",
            )
    key = DeskKey.new()
    code, kept = _wrapped(key, passphrase)
    with ExitStack() as undo:
        _make_directory(path.absolute().parent, undo)
        with files.part_of(path) as part:
            _make(part, key, fill)
            if keyring:
                kept = _into_keyring(kept, key, undo)
            if key_file:
                _write_key_file(key_file, key, undo)
            keys.write(path, kept, new=True)
            undo.callback(keys_path(path).unlink, missing_ok=True)
            files.publish(part, path)
        undo.callback(path.unlink, missing_ok=True)
        store = _opened(path, key, read_only=False)
        undo.pop_all()
    return store, code


def open_desk(
    path: Path,
    unlock: Unlock,
    *,
    read_only: bool = False,
    in_doubt: bool = False,
    carry: bool = False,
) -> Store:
    """The desk at `path`, opened by the first way in that the user gave.

    A desk whose journal does not end well, or that is older than the one last
    written here, opens only `in_doubt`: to be looked into, as `verify` does.
    With `carry` a desk of an older version is carried forward even to be read.
    """
    key = unlocked(path, unlock, read_only=read_only)
    try:
        return _opened(path, key, read_only=read_only, in_doubt=in_doubt)
    except DeskTooOld:
        if not carry or not os.access(path.absolute().parent, os.W_OK):
            raise
    _opened(path, key, read_only=False, in_doubt=in_doubt).close()
    return _opened(path, key, read_only=read_only, in_doubt=in_doubt)


def open_with(path: Path, key: DeskKey) -> Store:
    """The desk at `path` opened for reading with its key, even when it is in doubt."""
    _must_be_there(path)
    return _opened(path, key, read_only=True, in_doubt=True)


def unlocked(path: Path, unlock: Unlock, *, read_only: bool = False) -> DeskKey:
    """The key of the desk at `path` by the first way in that the user gave; it is not tried."""
    _must_be_there(path)
    return _key(path, unlock, read_only=read_only)


def unlocked_by_code(path: Path, code: str) -> DeskKey:
    """The key of the desk at `path` by its recovery code."""
    from borrower_desk.desk.recovery import read_code

    key = _keys_beside(path).unwrap(keys.RECOVERY, read_code(code))
    if key is None:
        raise WrongKey(
            f"The recovery code is not that of the desk {path}.",
            hint="Each desk has its own code; look for the paper from its init.",
        )
    return key


def change_passphrase(path: Path, unlock: Unlock, new_passphrase: str) -> None:
    """Give the desk another passphrase; the desk itself is not touched."""
    _must_be_there(path)
    secret = keys.passphrase_bytes(new_passphrase)
    key = _key(path, unlock)
    kept = _keys_beside(path)
    if key.check(kept.desk) != kept.check:
        raise _wrong(path, "This key")
    keys.write(path, kept.with_way(keys.PASSPHRASE, secret, key))


def change_recovery_code(path: Path, unlock: Unlock) -> str:
    """A new recovery code, which nothing will show again; the old one opens nothing any more."""
    from borrower_desk.desk.recovery import new_code, read_code

    _must_be_there(path)
    key = _key(path, unlock)
    kept = _keys_beside(path)
    if key.check(kept.desk) != kept.check:
        raise _wrong(path, "This key")
    code = new_code()
    keys.write(path, kept.with_way(keys.RECOVERY, read_code(code), key))
    return code


def recover(path: Path, code: str, new_passphrase: str) -> None:
    """Open with the recovery code and set a new passphrase; the code stays good."""
    secret = keys.passphrase_bytes(new_passphrase)
    key = unlocked_by_code(path, code)
    keys.write(path, _keys_beside(path).with_way(keys.PASSPHRASE, secret, key))


# ── making ───────────────────────────────────────────────────────────────────


def _wrapped(key: DeskKey, passphrase: str | None) -> tuple[str, KeyFile]:
    """A recovery code, and the keys file that knows it and the passphrase."""
    from borrower_desk.desk.recovery import new_code, read_code

    code = new_code()
    kept = keys.new_keys(key).with_way(keys.RECOVERY, read_code(code), key)
    if passphrase is not None:
        kept = kept.with_way(keys.PASSPHRASE, keys.passphrase_bytes(passphrase), key)
    return code, kept


def _make(part: Path, key: DeskKey, fill: Callable[[Connection], None] | None) -> None:
    """A desk in a file that nobody sees yet: empty, or with what `fill` puts in."""
    db = connect(part, key)
    try:
        settle(db)
        db.run("PRAGMA journal_mode = WAL")
        if fill:
            fill(db)
        schema.migrate(db)
    finally:
        db.close()
    files.sync(part)


def _make_directory(directory: Path, undo: ExitStack) -> None:
    """The directory of a new desk, owner-only where it is new."""
    absent = [one for one in (directory, *directory.parents) if not one.exists()]
    for one in reversed(absent):
        try:
            one.mkdir(mode=0o700)
        except OSError as why:
            raise files.cannot_write(one, why) from None
        undo.callback(_remove_empty, one)


def _remove_empty(directory: Path) -> None:
    with suppress(OSError):
        directory.rmdir()


def _into_keyring(kept: KeyFile, key: DeskKey, undo: ExitStack) -> KeyFile:
    from borrower_desk.desk import keyring_way

    secret = os.urandom(32)
    why = keyring_way.keep(kept.desk, secret)
    if why:
        raise VaultError(
            f"The key cannot go into the system keyring. {why}",
            hint="Use a passphrase (--no-keyring) or --key-file.",
        )
    undo.callback(keyring_way.forget, kept.desk)
    return kept.with_way(keys.KEYRING, secret, key)


def _write_key_file(target: Path, key: DeskKey, undo: ExitStack) -> None:
    try:
        write_secret_file(target, f"{key.hex}\n".encode())
    except OSError as why:
        raise files.cannot_write(target, why) from None
    undo.callback(target.unlink, missing_ok=True)


# ── opening ──────────────────────────────────────────────────────────────────


def _must_be_there(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError:
        raise NoDesk(
            f"There is no desk at {path}.",
            hint="Make one with borrower-desk init, or name another with --desk.",
        ) from None
    files.must_be_regular(path, "")
    if not size:
        raise damaged(path)


def _key(path: Path, unlock: Unlock, *, read_only: bool = False) -> DeskKey:
    """The desk's key by the first way in that was given."""
    if unlock.key_file is not None:
        return DeskKey.from_file(read_secret_file(unlock.key_file), unlock.key_file)
    kept = _keys_beside(path)
    if not read_only:
        files.tighten(keys_path(path))
    if unlock.passphrase_file is not None:
        return _by_passphrase(path, kept, _passphrase_in(unlock.passphrase_file))
    trouble = ""
    if unlock.keyring and kept.way(keys.KEYRING):
        from borrower_desk.desk import keyring_way

        secret, why = keyring_way.find(kept.desk)
        key = kept.unwrap(keys.KEYRING, secret) if secret else None
        if key:
            return key
        trouble = why or "The keyring's key does not open it."
    if unlock.ask is not None and kept.way(keys.PASSPHRASE):
        return _asked(path, kept, unlock.ask)
    raise WrongKey(
        f"Nothing at hand opens the desk {path}. {trouble}".rstrip(),
        hint="Give --passphrase-file or --key-file, or run it in a terminal and type the "
        "passphrase; with the recovery code, borrower-desk key recover sets a new one.",
    )


def _keys_beside(path: Path) -> KeyFile:
    kept = keys.read(path)
    if kept is None:
        raise WrongKey(
            f"The wrapped keys {keys_path(path)} are missing.",
            hint=f"{_renamed(path)}Put them back from your backup, or open the desk with its"
            " --key-file.",
        )
    return kept


def _renamed(path: Path) -> str:
    """What to do when the desk was given another name and its keys were not; they go together."""
    from borrower_desk.text import safe_line

    with suppress(OSError):
        alone = [
            one
            for one in sorted(path.parent.glob("*.keys"))
            if not one.with_suffix("").exists() and one.is_file()
        ]
        if len(alone) == 1:
            return (
                f"Was the desk renamed? {safe_line(alone[0].name, 80)} lies there without its"
                f" desk: rename it to {safe_line(keys_path(path).name, 80)}. Else: "
            )
    return "If the desk was renamed or moved, its .keys file must go with it. "


def _passphrase_in(file: Path) -> str:
    """The passphrase in a file, or from stdin for "-", without the newline at its end."""
    content = sys.stdin.buffer.read(1 << 16) if str(file) == "-" else read_secret_file(file)
    text = content.decode("utf-8", "surrogateescape")
    return text.removesuffix("\n").removesuffix("\r")


def _by_passphrase(path: Path, kept: KeyFile, passphrase: str) -> DeskKey:
    key = kept.unwrap(keys.PASSPHRASE, keys.passphrase_bytes(passphrase)) if passphrase else None
    if key is None:
        raise _wrong(path, "The passphrase")
    return key


def _asked(path: Path, kept: KeyFile, ask: Callable[[], str]) -> DeskKey:
    """The key by a passphrase that is typed; a slip may be mended twice."""
    for _ in range(_TRIES - 1):
        with suppress(WrongKey):
            return _by_passphrase(path, kept, ask())
    return _by_passphrase(path, kept, ask())


def _wrong(path: Path, what: str) -> WrongKey:
    return WrongKey(
        f"{what} does not open the desk {path}.",
        hint="Try again; if it is lost, borrower-desk key recover sets a new passphrase "
        "with the recovery code that init printed.",
    )


def _opened(path: Path, key: DeskKey, *, read_only: bool, in_doubt: bool = False) -> Store:
    """The open desk, once its key, version, form and age are seen to be right."""
    db = _tried(path, key, read_only=read_only)
    try:
        settle(db)
        found = schema.version(db)
        if not in_doubt or found < schema.SCHEMA:  # a migration would fire what was planted
            blueprint.check(path, db)
        if not in_doubt:
            _look_at_the_end(path, key, db)
        if found < schema.SCHEMA:
            _upgrade(path, db, key, found)
        if read_only:
            db.run("PRAGMA query_only = ON")
        elif db.one("PRAGMA journal_mode") != ("wal",):
            db.run("PRAGMA journal_mode = WAL")  # a restored copy has another
            files.tighten(path)
    except BaseException:
        db.close()
        raise
    return Store(path, db, key)


def _look_at_the_end(path: Path, key: DeskKey, db: Connection) -> None:
    """The quick look of every opening: the journal's end, and that the desk is not an older one."""
    why = journal.end_trouble(db)
    if why:
        raise DeskDamaged(
            f"The journal of the desk {path} was altered: {why}.",
            hint="Nothing in it is shown. borrower-desk verify --full says what is wrong; "
            "then restore your latest backup: borrower-desk restore FILE --desk NEW",
        )
    why = marks.trouble(path, key, db)
    if why:
        raise DeskRolledBack(
            f"The desk {path} is older than the one last used here: {why}.",
            hint="Somebody, or a sync program, put an older copy in its place: look for the newer "
            f"one. To go on with this one all the same: borrower-desk restore '{path}' --desk NEW",
        )


def _tried(path: Path, key: DeskKey, *, read_only: bool) -> Connection:
    """A connection whose key fits and whose version is known; WrongKey or DeskDamaged else."""
    db = connect(path, key, _mode(path) if read_only else "rw")
    try:
        schema.check_version(schema.version(db), path, read_only=read_only)
    except DeskDamaged:
        db.close()
        kept = None
        with suppress(DeskError):
            kept = keys.read(path)
        if kept is None or key.check(kept.desk) != kept.check:
            raise _wrong(path, "This key") from None
        raise
    except BaseException:
        db.close()
        raise
    return db


def _mode(path: Path) -> str:
    """How SQLite opens a desk to read it: on a disk that cannot be written, without a lock."""
    writable = os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)
    return "rw" if writable else "ro&immutable=1"


def _upgrade(path: Path, db: Connection, key: DeskKey, found: int) -> None:
    from borrower_desk.desk.backup import copy_before

    copy_before(db, key, path, found + 1)
    schema.migrate(db)
