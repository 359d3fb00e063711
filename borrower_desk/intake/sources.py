"""What lies in files and directories, item by item: messages and documents, nothing skipped.

A walk is lazy, in a stable order, and stays inside the tree it was given.
Each file met is yielded as one or more items, or as `Unread` with the reason,
so that what was met is always what was imported, known or quarantined.

Left out, because they are nobody's letters: hidden files and directories (but
the `.Folder`s of a Maildir++, and whatever is named outright), a Maildir's
`tmp` and bookkeeping, Dovecot's and Courier's indexes, Thunderbird's `.msf` and
bookkeeping, `Thumbs.db`, `desktop.ini` and `__MACOSX`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from borrower_desk.errors import SourceNotFound, UnreadableSource
from borrower_desk.intake.magic import HEAD, recognise
from borrower_desk.model import Unread

# One item is read into memory whole.  Of a larger one the beginning is kept
# with the reason: the file itself stays where it is.
MAX_ITEM = 200_000_000
KEPT_OF_LARGER = 1_000_000
MAX_DEPTH = 100  # directories

IGNORED = re.compile(
    r"(?i)(?:dovecot[.-].*|dovecot|maildirfolder|maildirsize|courierimap.*|subscriptions"
    r"|msgfilterrules\.dat|popstate\.dat|virtualfolders\.dat|filterlog\.html|panacea\.dat"
    r"|thumbs\.db|desktop\.ini|.+\.msf|__macosx|\..*)"
)
UNSUPPORTED = {
    "office": "an office document; save it as PDF and import that",
    "unknown": "not a kind of file that the desk knows",
    "empty": "it is empty",
}


@dataclass(frozen=True, slots=True)
class RawItem:
    """The bytes of one message or document, and where they came from.

    `form` is "mail", "outlook" or "document"; `name` the file's own name; `boxed` when the
    message lay in an mbox, which may have quoted its "From " lines.
    """

    source: str
    data: bytes
    form: str
    name: str
    boxed: bool = False


def items(path: Path) -> Iterator[RawItem | Unread]:
    """Every item at `path`, lazily.  Raises `SourceNotFound`, `UnreadableSource` for the root."""
    try:
        found = path.stat()
    except FileNotFoundError:
        raise SourceNotFound(
            f"There is no file or directory {path}.", hint="Check the path and the spelling."
        ) from None
    except OSError as why:
        raise UnreadableSource(
            f"{path} cannot be read: {why.strerror}.", hint="Check that it is yours to read."
        ) from None
    import stat

    if stat.S_ISDIR(found.st_mode):
        yield from _directory(path, path.resolve(), str(path), 0)
    else:
        yield from _file(path, str(path))


def estimate(paths: Iterable[Path]) -> int:
    """Bytes that an import of `paths` will read, for a progress bar; 0 for what is not there."""
    total = 0
    for path in paths:
        if path.is_file():
            total += path.stat().st_size
        elif path.is_dir():
            total += sum(
                one.stat().st_size for one, _ in _walk(path, path.resolve(), "", 0) if one.is_file()
            )
    return total


def files(directory: Path) -> Iterator[Path]:
    """The files that an import of `directory` would read."""
    for one, _ in _walk(directory, directory.resolve(), "", 0):
        yield one


def _directory(path: Path, root: Path, shown: str, depth: int) -> Iterator[RawItem | Unread]:
    for one, name in _walk(path, root, shown, depth):
        yield from _file(one, name)


def _walk(path: Path, root: Path, shown: str, depth: int) -> Iterator[tuple[Path, str]]:
    """The files below `path` with the names to show, in a stable order."""
    try:
        entries = sorted(os.scandir(path), key=lambda entry: (_natural(entry.name), entry.name))
    except OSError:
        return
    maildir = {"cur", "new"} <= {entry.name for entry in entries}
    for entry in entries:
        name = f"{shown}/{entry.name}" if shown else entry.name
        here = path / entry.name
        if _is_left_out(entry.name, here, maildir):
            continue
        if not entry.is_symlink():
            if entry.is_dir(follow_symlinks=False):
                if depth < MAX_DEPTH:
                    yield from _walk(here, root, name, depth + 1)
            else:
                yield here, name
        elif _points_to_file_inside(here, root):
            yield here, name


def _points_to_file_inside(link: Path, root: Path) -> bool:
    """A link is followed to a file inside the tree only: no loops, no way out."""
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return target.is_file() and target.is_relative_to(root)


def _is_left_out(name: str, here: Path, maildir: bool) -> bool:
    if maildir and name == "tmp":
        return True
    if not IGNORED.fullmatch(name):
        return False
    is_folder = name.startswith(".") and (here / "cur").is_dir() and not here.is_symlink()
    return not is_folder


def _natural(name: str) -> list[tuple[int, str]]:
    """Numbers sort by value: msg_2 before msg_10."""
    pieces = re.split(r"(\d{1,18})", name)
    return [(int(one), "") if one.isdigit() and one.isascii() else (-1, one) for one in pieces]


def _file(path: Path, shown: str) -> Iterator[RawItem | Unread]:
    if not path.is_file():  # a socket, a device, a pipe: reading one may never end
        yield Unread(shown, b"", "it is not a regular file")
        return
    try:
        with path.open("rb") as file:
            yield from open_file(file, path.stat().st_size, path.name, shown, 0)
    except OSError as why:
        yield Unread(shown, b"", f"the file cannot be read: {why.strerror or why}")


def open_file(
    file: BinaryIO, size: int, name: str, shown: str, nesting: int
) -> Iterator[RawItem | Unread]:
    """The items of one file, whatever it is; `nesting` counts archives around it."""
    head = file.read(HEAD)
    file.seek(0)
    form = recognise(name, head)
    if form == "mbox":
        from borrower_desk.intake.mbox import messages

        yield from messages(file, name, shown)
        return
    if form == "zip":
        from borrower_desk.intake.archives import members

        yield from members(file, shown, nesting)
        return
    if size > MAX_ITEM:
        yield too_large(shown, file.read(KEPT_OF_LARGER), size)
        return
    yield _whole(file.read(MAX_ITEM + 1), form, name, shown)


def of_stream(file: BinaryIO, source: str) -> RawItem | Unread:
    """The one message that a pipe brings, which may be longer than memory."""
    data = file.read(MAX_ITEM + 1)
    if len(data) <= MAX_ITEM:
        return RawItem(source, data, "mail", source)
    size = len(data)
    while more := file.read(KEPT_OF_LARGER):
        size += len(more)  # whoever writes the pipe must not be cut off: procmail would return it
    return too_large(source, data[:KEPT_OF_LARGER], size)


def too_large(source: str, beginning: bytes, size: int = 0) -> Unread:
    """What is kept of an item that is larger than one may be; `size` in bytes, where known."""
    has = f" ({size:,} bytes)" if size else ""
    reason = f"it is larger than {MAX_ITEM // 1_000_000} MB{has}; only its beginning is kept here"
    return Unread(source, beginning, reason, cut=True)


def _whole(data: bytes, form: str, name: str, shown: str) -> RawItem | Unread:
    if form in UNSUPPORTED:
        return Unread(shown, data, UNSUPPORTED[form])
    if form == "emlx":
        return RawItem(shown, _without_emlx(data), "mail", name)
    return RawItem(shown, data, form if form in ("mail", "outlook") else "document", name)


def _without_emlx(data: bytes) -> bytes:
    """The message in an Apple Mail file: a count of bytes, the message, a property list."""
    first, newline, rest = data.partition(b"\n")
    count = first.strip()
    if newline and count.isdigit() and len(count) < 12 and 0 < int(count) <= len(rest):
        return rest[: int(count)]
    return data
