"""Which characters the shipped typefaces can show, and what stands for the others.

A character without a glyph stops an archival PDF (PDF/A, 6.2.11.4), so it is
replaced before typesetting, visibly: a pictogram by its Unicode name, a letter
of a script that we ship no face for by an empty box.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import BinaryIO

from borrower_desk.pdf.typeset import FONTS

EMPTY_BOX = "\N{WHITE SQUARE}"
# Latin-1, Latin Extended-A and general punctuation are in every face we use, so
# plain letters never open a font file.
_PLAIN_BELOW = 0x180
_PUNCTUATION = str.maketrans("", "", "–—‘’“”•…\u200b")  # in every face too


def shown(text: str) -> str:
    """`text` with every character that no shipped face has replaced by a visible sign."""
    if text.isascii() or max(map(ord, text.translate(_PUNCTUATION)), default=0) < _PLAIN_BELOW:
        return text
    covered = _coverage()
    return "".join(
        char if ord(char) < _PLAIN_BELOW or ord(char) in covered else _sign_for(char)
        for char in text
    )


def unshown_characters(text: str) -> int:
    """How many characters of `text` the shipped faces lack."""
    return len(unshown(text))


def unshown(text: str) -> str:
    """The characters of `text` that the shipped faces lack, as often as they stand there."""
    if text.isascii() or max(map(ord, text.translate(_PUNCTUATION)), default=0) < _PLAIN_BELOW:
        return ""
    covered = _coverage()
    return "".join(
        one
        for one in text
        if ord(one) >= _PLAIN_BELOW and ord(one) not in covered and _sign_for(one) != ""
    )


def _sign_for(char: str) -> str:
    if 0xFE00 <= ord(char) <= 0xFE0F or char in "\u200c\u200d":
        return ""  # they only choose among shapes of a glyph that is there
    if unicodedata.category(char) == "So":
        return f"[{unicodedata.name(char, f'U+{ord(char):04X}').lower()}]"
    if unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf"):
        return ""
    return EMPTY_BOX


@cache
def _coverage() -> frozenset[int]:
    points: set[int] = set()
    for path in sorted(FONTS.glob("*.ttf")):
        points |= _code_points(path)
    return frozenset(points)


def _code_points(path: Path) -> set[int]:
    """The code points of a font's `cmap` (formats 4 and 12 of the OpenType specification)."""
    points: set[int] = set()
    with path.open("rb") as file:
        start = _table_start(file, b"cmap")
        file.seek(start + 2)
        (count,) = struct.unpack(">H", file.read(2))
        records = [struct.unpack(">HHI", file.read(8)) for _ in range(count)]
        for offset in sorted({record[2] for record in records}):
            file.seek(start + offset)
            (form,) = struct.unpack(">H", file.read(2))
            if form == 4:
                points |= _segments(file)
            elif form == 12:
                points |= _groups(file)
    return points


def _table_start(file: BinaryIO, tag: bytes) -> int:
    file.seek(4)
    (tables,) = struct.unpack(">H", file.read(2))
    file.seek(12)
    for _ in range(tables):
        name, _, offset, _ = struct.unpack(">4sIII", file.read(16))
        if name == tag:
            return int(offset)
    raise ValueError(f"the font has no {tag.decode()} table")


def _segments(file: BinaryIO) -> set[int]:
    length, _, doubled = struct.unpack(">HHH", file.read(6))
    file.read(6)
    words = struct.unpack(f">{(length - 14) // 2}H", file.read((length - 14) // 2 * 2))
    segments = doubled // 2
    ends, starts = words[:segments], words[segments + 1 : 2 * segments + 1]
    deltas = words[2 * segments + 1 : 3 * segments + 1]
    offsets = words[3 * segments + 1 : 4 * segments + 1]
    points: set[int] = set()
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        for point in range(start, min(end, 0xFFFE) + 1):
            if offsets[i] == 0:
                glyph = (point + deltas[i]) & 0xFFFF
            else:
                # The offset counts bytes from its own place in the table.
                place = 3 * segments + 1 + i + offsets[i] // 2 + (point - start)
                glyph = words[place] if place < len(words) else 0
            if glyph:
                points.add(point)
    return points


def _groups(file: BinaryIO) -> set[int]:
    file.read(10)
    (count,) = struct.unpack(">I", file.read(4))
    points: set[int] = set()
    for _ in range(count):
        start, end, _ = struct.unpack(">III", file.read(12))
        points.update(range(start, end + 1))
    return points
