"""Outlook messages made up for tests: a small writer of compound files (MS-CFB, version 3)."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
Tree = Mapping[str, "bytes | Tree"]


@dataclass
class _Entry:
    name: str
    kind: int  # 1 storage, 2 stream, 5 root
    data: bytes = b""
    kids: list[int] = field(default_factory=list)
    start: int = _END
    right: int = _FREE


def compound(tree: Tree) -> bytes:
    """A compound file with these storages (mappings) and streams (bytes)."""
    entries = [_Entry("Root Entry", 5)]
    _plant(entries, 0, tree)
    sectors: list[bytes] = []
    fat: list[int] = []
    mini, minifat = bytearray(), []
    for one in entries[1:]:
        if one.kind != 2 or not one.data:
            continue
        if len(one.data) >= _CUTOFF:
            one.start = _chain(sectors, fat, one.data)
        else:
            one.start = len(minifat)
            count = -(-len(one.data) // _MINI)
            minifat += [*range(one.start + 1, one.start + count), _END]
            mini += one.data.ljust(count * _MINI, b"\0")
    entries[0].data = bytes(mini)
    entries[0].start = _chain(sectors, fat, entries[0].data) if mini else _END
    tables = struct.pack(f"<{len(minifat)}I", *minifat)
    tables = tables.ljust(-(-len(tables) // _SECTOR) * _SECTOR, b"\xff")
    minifat_start = _chain(sectors, fat, tables) if minifat else _END
    directory = b"".join(map(_packed, entries))
    directory_start = _chain(sectors, fat, directory)
    fat_sectors = 1
    while (len(fat) + fat_sectors) * 4 > fat_sectors * _SECTOR:
        fat_sectors += 1
    first_fat = len(fat)
    fat += [_FAT] * fat_sectors
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_sectors * _SECTOR, b"\xff")
    places = [first_fat + n for n in range(fat_sectors)] + [_FREE] * (109 - fat_sectors)
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_sectors,
        directory_start, 0, _CUTOFF, minifat_start, len(tables) // _SECTOR, _END, 0, *places,
    )  # fmt: skip
    return header + b"".join(sectors) + table


def _plant(entries: list[_Entry], owner: int, tree: Tree) -> None:
    for name, what in tree.items():
        entries.append(_Entry(name, 2, what) if isinstance(what, bytes) else _Entry(name, 1))
        entries[owner].kids.append(len(entries) - 1)
        if not isinstance(what, bytes):
            _plant(entries, len(entries) - 1, what)
    for left, right in zip(entries[owner].kids, entries[owner].kids[1:], strict=False):
        entries[left].right = right


def _chain(sectors: list[bytes], fat: list[int], data: bytes) -> int:
    start = len(sectors)
    count = -(-len(data) // _SECTOR)
    padded = data.ljust(count * _SECTOR, b"\0")
    sectors += [padded[n * _SECTOR : (n + 1) * _SECTOR] for n in range(count)]
    fat += [*range(start + 1, start + count), _END]
    return start


def _packed(one: _Entry) -> bytes:
    name = one.name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIII", name, len(name) + 2, one.kind, 1, _FREE, one.right,
        one.kids[0] if one.kids else _FREE, b"", 0, 0, 0, one.start, len(one.data), 0,
    )  # fmt: skip


# ── messages ─────────────────────────────────────────────────────────────────


def storage(
    begin: int,
    texts: Mapping[int, str] | None = None,
    binaries: Mapping[int, bytes] | None = None,
    numbers: Mapping[int, int] | None = None,
    *,
    narrow: str = "",
) -> dict[str, bytes | Tree]:
    """The streams of one storage; `begin` is the size of the head of its table."""
    made: dict[str, bytes | Tree] = {}
    table = b"\0" * begin
    kind = 0x001E if narrow else 0x001F
    for pid, text in (texts or {}).items():
        data = text.encode(narrow or "utf-16-le", "surrogatepass")
        made[f"__substg1.0_{pid:04X}{kind:04X}"] = data
        table += struct.pack("<HHIII", kind, pid, 6, len(data) + 2, 0)
    for pid, data in (binaries or {}).items():
        made[f"__substg1.0_{pid:04X}0102"] = data
        table += struct.pack("<HHIII", 0x0102, pid, 6, len(data), 0)
    for pid, number in (numbers or {}).items():
        table += struct.pack("<HHIQ", 0x0040 if number > 2**32 else 3, pid, 6, number)
    return made | {"__properties_version1.0": table}


def filetime(at: datetime) -> int:
    return int((at - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000


def person(name: str, address: str, how: int = 1) -> Tree:
    return storage(8, {0x3001: name, 0x39FE: address}, numbers={0x0C15: how})


def file(name: str, data: bytes, **more: str) -> Tree:
    texts = {0x3707: name} | ({0x370E: more["kind"]} if "kind" in more else {})
    return storage(8, texts, {0x3701: data}, {0x3705: 1})


def within(name: str, inner: Tree) -> Tree:
    """A message inside a message."""
    return {**storage(8, {0x3001: name}, numbers={0x3705: 5}), "__substg1.0_3701000D": inner}


def outlook(
    texts: Mapping[int, str] | None = None,
    *,
    people: Sequence[Tree] = (),
    files: Sequence[Tree] = (),
    begin: int = 32,
    narrow: str = "",
    **more: Mapping[int, bytes] | Mapping[int, int],
) -> Tree:
    """The storage of a message; `compound` makes a file of it."""
    told = {
        0x0037: "Your late fee", 0x1000: "We received your letter.\r\n",
        0x0C1A: "Lakeshore Mortgage", 0x5D01: "care@lakeshore.example",
    } if texts is None else texts  # fmt: skip
    numbers = more.get("numbers", {0x0039: filetime(datetime(2026, 12, 7, 15, 30, tzinfo=UTC))})
    made = storage(begin, told, more.get("binaries"), numbers, narrow=narrow)  # type: ignore[arg-type]
    made |= {f"__recip_version1.0_#{n:08X}": one for n, one in enumerate(people)}
    made |= {f"__attach_version1.0_#{n:08X}": one for n, one in enumerate(files)}
    return made
