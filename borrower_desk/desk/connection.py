"""One keyed connection to the encrypted file, used by one thread at a time.

Knows SQLCipher's pragmas and turns SQLite's error codes into the errors of the
house.  Leaves to others what the tables are.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from borrower_desk.desk import files
from borrower_desk.desk.keys import DeskKey
from borrower_desk.errors import DeskDamaged, DeskError, DeskInUse, UsageError, VaultError

BUSY_SECONDS = 10.0
# SQLite's primary result codes (https://sqlite.org/rescode.html).
_BUSY, _LOCKED = 5, 6
_READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _TOOBIG, _NOTADB = 8, 10, 11, 13, 14, 18, 26

_NOT_UTF_8 = "Could not decode to UTF-8"  # of the Python binding, which gives it no code

Row = tuple[Any, ...]
_STEPS = 200  # of SQLite's machine between two questions whether to go on: some 20 µs


def code_of(why: BaseException) -> int:
    """SQLite's primary result code of an error, 0 when it has none."""
    return int(getattr(why, "sqlite_errorcode", 0)) & 0xFF


def damaged(path: Path) -> DeskDamaged:
    """The error for a file that is not what was written."""
    return DeskDamaged(
        f"The desk {path} is damaged: it is not what was written.",
        hint="Keep this file as it is and restore your latest backup beside it: "
        "borrower-desk restore FILE --desk NEW",
    )


def explained(why: BaseException, path: Path) -> DeskError | None:
    """The error of the house for SQLite's, or None when it is a mistake of ours."""
    code = code_of(why)
    if code in (_BUSY, _LOCKED):
        return DeskInUse(
            f"The desk {path} is in use by another window.",
            hint="Close it, or wait until it has finished, and try again.",
        )
    if code in (_CORRUPT, _NOTADB) or str(why).startswith(_NOT_UTF_8):
        return damaged(path)
    said = {
        _FULL: (
            f"The disk is full: the desk {path} has no room. Nothing was changed.",
            "Make room on that disk and try again.",
        ),
        _READONLY: (
            f"The desk {path} cannot be written.",
            "Check that the file and its directory are yours and the disk is not read-only.",
        ),
        _IOERR: (
            f"The disk failed while the desk {path} was in use: nothing was changed.",
            "Check the disk, then run borrower-desk verify.",
        ),
        _TOOBIG: ("A text is too long for the desk.", "Split it."),
    }.get(code)
    if said:
        return DeskError(*said)
    if code == _CANTOPEN:
        return VaultError(
            f"The desk {path} cannot be opened.",
            hint="Check that the file and its directory are yours.",
        )
    return None


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another that took its name."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class Connection:
    """A keyed connection; every use is serialised, every error explained."""

    def __init__(self, path: Path, raw: Any) -> None:
        self.path = path
        self.raw = raw
        self.lock = threading.RLock()
        self.file = _identity(path)
        self._minds: Callable[[], None] | None = None

    @contextmanager
    def minding(self, go_on: Callable[[], None] | None) -> Iterator[None]:
        """While it works, `go_on` is asked again and again; a DeskError of it stops the work.

        A statement under way is cut short, and SQLite takes back what it did.
        """
        if go_on is None:
            yield
            return
        said: list[DeskError] = []

        def asked() -> int:
            try:
                go_on()
            except DeskError as why:
                said.append(why)
            return len(said)

        def mind() -> None:
            if asked():
                raise said[0]

        with self.lock:
            self._minds = mind
            self.raw.set_progress_handler(asked, _STEPS)
            try:
                yield
            except (DeskError, dbapi2.Error):
                if not said:
                    raise
            finally:
                self._minds = None
                self.raw.set_progress_handler(None, 0)
            if said:  # whatever was made of it on the way
                raise said[0]

    def all(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Every row that the query finds."""
        if self._minds is not None:
            self._minds()
        with self.lock:
            try:
                found: list[Row] = self.raw.execute(sql, values).fetchall()
            except (dbapi2.Error, OverflowError) as why:
                raise self._told(why) from why
        return found

    def one(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        """The first row that the query finds."""
        with self.lock:
            try:
                found: Row | None = self.raw.execute(sql, values).fetchone()
            except (dbapi2.Error, OverflowError) as why:
                raise self._told(why) from why
        return found

    def run(self, sql: str, values: Sequence[object] = ()) -> int:
        """Do it; gives back the row id of an insert."""
        with self.lock:
            try:
                return int(self.raw.execute(sql, values).lastrowid or 0)
            except (dbapi2.Error, OverflowError) as why:
                raise self._told(why) from why

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Do it once for each row."""
        with self.lock:
            try:
                self.raw.executemany(sql, rows)
            except (dbapi2.Error, OverflowError) as why:
                raise self._told(why) from why

    def lines(self, sql: str, values: Sequence[object] = ()) -> Iterator[Row]:
        """Rows one at a time, for what is too much to hold; the lock is held between."""
        with self.lock:
            try:
                yield from self.raw.execute(sql, values)
            except (dbapi2.Error, OverflowError) as why:
                raise self._told(why) from why

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; waits for another writer, then is the only one."""
        with self.lock:
            self.run("BEGIN IMMEDIATE")
            try:
                yield
                self._must_be_in_place()
                self.run("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of a transaction that is done whole or not at all."""
        self.run("SAVEPOINT part")
        try:
            yield
        except BaseException:
            # An error such as a full disk ends the whole transaction, and its savepoints.
            if self.raw.in_transaction:
                self.raw.execute("ROLLBACK TO part")
                self.raw.execute("RELEASE part")
            raise
        self.run("RELEASE part")

    def close(self) -> None:
        """Let go of the file; the write-ahead log is folded in by the last to leave."""
        with self.lock:
            self.raw.close()

    def _must_be_in_place(self) -> None:
        """A change to a file that lost its name would be acknowledged and then be gone."""
        if _identity(self.path) != self.file:
            raise DeskError(
                f"The desk {self.path} was moved or replaced while it was open:"
                " nothing was changed.",
                hint="Close every window of Borrower Desk, see which file is the right one, and "
                "open it again. A desk that a sync program writes to is not safe.",
            )

    def _roll_back(self) -> None:
        if self.raw.in_transaction:
            self.raw.execute("ROLLBACK")

    def _told(self, why: BaseException) -> BaseException:
        if isinstance(why, OverflowError):
            return UsageError("A number is too large for the desk.", hint="Check the figure.")
        return explained(why, self.path) or why


def connect(path: Path, key: DeskKey, mode: str = "rw") -> Connection:
    """A keyed connection whose key has not been tried yet; `mode` as in SQLite's URIs."""
    files.must_be_regular(path, "-journal", "-wal", "-shm")  # SQLite would wait on a pipe
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    try:
        raw = dbapi2.connect(
            uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
    except dbapi2.Error as why:
        raise (explained(why, path) or why) from why
    # A key cannot be bound; DeskKey.hex is 64 hex digits and nothing else.
    raw.execute(f"PRAGMA key = \"x'{key.hex}'\"")
    # A wrong key would be told on stderr, over the app.
    raw.execute("PRAGMA cipher_log_level = NONE")
    return Connection(path, raw)


def settle(db: Connection) -> None:
    """The settings of every connection, once the key is known to be right."""
    # Not cipher_memory_security: it made an import of 3,000 messages take 8.5 s
    # instead of 1.3 s, and keeps no more than pages in use from being swapped.
    for pragma in (
        "foreign_keys = ON",
        "secure_delete = ON",
        "temp_store = MEMORY",
        "trusted_schema = OFF",
        "recursive_triggers = ON",  # a REPLACE must not go round an append-only trigger
        "cache_size = -32000",
    ):
        db.run(f"PRAGMA {pragma}")
