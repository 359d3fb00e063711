"""What lies in a ZIP, without believing what the archive says of itself.

Limits on members, on what they unpack to, on the ratio and on archives in
archives: past one of them the archive is one unread item.  Nothing is written
to disk, so a member's name can't lead anywhere.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from borrower_desk.intake.sources import IGNORED, KEPT_OF_LARGER, MAX_ITEM, RawItem, open_file
from borrower_desk.model import Unread
from borrower_desk.text import safe_line

MAX_MEMBERS = 20_000
MAX_TOTAL = 2_000_000_000  # bytes unpacked, of one archive
MAX_RATIO = 200  # unpacked to packed, of a member over a megabyte; text rarely passes 20
MAX_NESTING = 3
# What zipfile and its decompressors raise on damage.
_ZIP_FAILS_WITH = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    LookupError,
    OSError,
    EOFError,
    RuntimeError,  # NotImplementedError, and a password that is needed
)


def members(file: BinaryIO, shown: str, nesting: int) -> Iterator[RawItem | Unread]:
    """Each file in the archive as `SHOWN!NAME`; the archive itself, unread, when it is no good."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            reason = _refusal(entries, nesting)
            if reason is None:
                yield from _members(archive, entries, shown, nesting)
                return
    except _ZIP_FAILS_WITH:
        reason = "the archive is damaged and cannot be opened"
    kept = _kept(file)
    yield Unread(shown, kept, reason, cut=len(kept) == KEPT_OF_LARGER)


def _refusal(entries: list[zipfile.ZipInfo], nesting: int) -> str | None:
    if nesting >= MAX_NESTING:
        return f"archives are nested more than {MAX_NESTING} deep"
    if len(entries) > MAX_MEMBERS:
        return f"the archive has more than {MAX_MEMBERS:,} files"
    if sum(one.file_size for one in entries) > MAX_TOTAL:
        return f"the archive unpacks to more than {MAX_TOTAL // 1_000_000} MB"
    if not entries:
        return "the archive is empty"
    return None


def _kept(file: BinaryIO) -> bytes:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    return file.read(MAX_ITEM if size <= MAX_ITEM else KEPT_OF_LARGER)


def _members(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], shown: str, nesting: int
) -> Iterator[RawItem | Unread]:
    room = MAX_TOTAL
    met = 0
    for entry in entries:
        pieces = [one for one in entry.filename.replace("\\", "/").split("/") if one]
        if any(IGNORED.fullmatch(one) for one in pieces if one not in (".", "..")):
            continue
        met += 1
        source = f"{shown}!{safe_line(entry.filename, 300)}"
        data, reason = _unpack(archive, entry, room)
        room -= len(data)
        if reason:
            yield Unread(source, data, reason, cut=len(data) == KEPT_OF_LARGER)
        else:
            name = pieces[-1] if pieces else "unnamed"
            yield from open_file(BytesIO(data), len(data), name, source, nesting + 1)
    if not met:
        yield Unread(shown, _kept_of(archive), "the archive holds no letters or documents")


def _kept_of(archive: zipfile.ZipFile) -> bytes:
    return _kept(archive.fp) if archive.fp is not None else b""  # type: ignore[arg-type] # IO[bytes] is one


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> tuple[bytes, str]:
    """The bytes of a member and "" - or as many as are safe, and why not all."""
    if entry.flag_bits & 0x1:
        return _marker(entry), "it is locked with a password; unpack it and import the files"
    if entry.file_size > 1_000_000 and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
        return _marker(entry), "it claims to unpack to far more than it holds"
    limit = min(MAX_ITEM, room, max(entry.file_size, 0))
    try:
        with archive.open(entry) as member:
            data = member.read(limit + 1)
            if len(data) > limit:
                return data[:KEPT_OF_LARGER], "it unpacks to more than it says, or than is safe"
            return data, ""
    except _ZIP_FAILS_WITH:
        return _marker(entry), "it is damaged inside the archive"


def _marker(entry: zipfile.ZipInfo) -> bytes:
    """What stands for bytes that were not unpacked: they stay in the archive."""
    name = safe_line(entry.filename, 300)
    return (
        f"{name} ({entry.file_size} bytes, CRC {entry.CRC:08x}) is still in the archive.\n".encode()
    )
