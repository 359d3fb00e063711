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
    turned: int = 0  # 1: reads upwards, -1: downwards


def words_beneath(words: Iterable[Written]) -> bytes:
    """Drawing commands for the words, over the unit square."""
    drawn = [b"\nBT 3 Tr /Words 1 Tf"]
    for one in words:
        code = _coded(one.text) + b" "
        place = " ".join(f"{number:.6f}" for number in _matrix(one, len(code) * _EM))
        drawn.append(place.encode() + b" Tm <" + code.hex().encode() + b"> Tj")
    drawn.append(b"ET")
    return b"\n".join(drawn)


def _matrix(one: Written, length: float) -> tuple[float, ...]:
    """From a line of `length` em to the word's box, upright or turned."""
    if one.turned > 0:
        return (0, one.h / length, -one.w, 0, one.x + one.w * 0.8, one.y)
    if one.turned < 0:
        return (0, -one.h / length, one.w, 0, one.x + one.w * 0.2, one.y + one.h)
    return (one.w / length, 0, 0, one.h, one.x, one.y + one.h * 0.2)


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
