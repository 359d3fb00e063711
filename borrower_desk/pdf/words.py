"""Words beneath a picture of a page: there for a search and a screen reader, in no ink.

Text rendering mode 3 draws nothing, so the face needs no glyphs (PDF/A-2,
6.2.11.4.1); Windows' Latin code says what each sign is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_EM = 0.52  # an average letter's width; the words are scaled to their box anyway


@dataclass(frozen=True, slots=True)
class Written:
    """A word and its box in the unit square, from the bottom left."""

    text: str
    x: float
    y: float
    w: float
    h: float


def words_beneath(words: Iterable[Written]) -> bytes:
    """Drawing commands for the words, over the unit square."""
    drawn = [b"\nBT 3 Tr /Words 1 Tf"]
    for one in words:
        code = _coded(one.text) + b" "
        across = one.w / (len(code) * _EM)
        place = f"{across:.6f} 0 0 {one.h:.6f} {one.x:.6f} {one.y + one.h * 0.2:.6f} Tm"
        drawn.append(place.encode() + b" <" + code.hex().encode() + b"> Tj")
    drawn.append(b"ET")
    return b"\n".join(drawn)


def words_font() -> Any:
    """The face that the words name."""
    from pikepdf import Dictionary, Name

    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name.Helvetica,
        Encoding=Name.WinAnsiEncoding,
    )


def _coded(text: str) -> bytes:
    plain = "".join(
        char if _is_known(char) else unicodedata.normalize("NFKD", char) for char in text
    )
    return plain.encode("cp1252", "ignore").translate(None, bytes(range(32)))


def _is_known(char: str) -> bool:
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
