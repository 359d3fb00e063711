"""The words of a picture, by tesseract where it is installed.

The picture goes in through a pipe and the words come out of one: nothing is
written to disk.  OCR can misread; whoever relies on it says so.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

from borrower_desk.errors import PageUnreadable
from borrower_desk.limits import SECONDS, go_on

LONGEST = 240.0  # seconds for one page, one reading
_LARGEST = 4200  # pixels a side: a letter page at 380 dpi
_SMALLEST = 1400  # a smaller picture is enlarged, or its letters are too small to read
# Whole paragraphs in reading order, turned pages set upright; and scattered words,
# which the first way passes over (figures in boxes, words in a drawing).
_WAYS = ("1", "11")
_TURNED_SIDE = 1700  # pixels: enough to see which way the letters stand
_SURE = 3.0  # 3.2 on pages of three lines, 10 to 22 on full ones; right in all of them


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box in pixels of the picture: left, top, right, bottom."""

    text: str
    box: tuple[float, float, float, float]
    line: tuple[int, ...]


@cache
def installed() -> str | None:
    """Where tesseract is, or None."""
    return shutil.which("tesseract")


def words(image: Any) -> list[list[Word]]:
    """The words on a Pillow picture, one list for each way of reading it."""
    program = installed()
    if program is None:
        raise PageUnreadable(
            "Its words are a picture, and no OCR program is installed to search them.",
            hint="Install tesseract-ocr, or black the places out yourself: borrower-desk redact"
            " FILE --box page,x0,y0,x1,y1 -o FILE",
        )
    grey, scale = _fitted(image)
    data = _pgm(grey)
    with ThreadPoolExecutor(len(_WAYS)) as both:
        tables = list(both.map(lambda way: _read(program, data, way), _WAYS))
    return [_parsed(table, scale) for table in tables]


def words_in(image: Any) -> str:
    """The words on a Pillow picture as one text, read once; none where it cannot be read."""
    program = installed()
    if program is None:
        return ""
    data = _pgm(_fitted(image)[0])
    for way in ("1", "3"):  # set upright where it can tell; else as it lies
        try:
            said = laid_out(_parsed(_read(program, data, way), 1.0))[0]
        except PageUnreadable:
            return ""
        if said:
            return said
    return ""


def turn_of(image: Any) -> int:
    """The degrees, clockwise, that would set the words upright; 0 where the reader is not sure."""
    program = installed()
    if program is None:
        return 0
    grey = image.convert("L")
    grey.thumbnail((_TURNED_SIDE, _TURNED_SIDE))
    try:
        said = _run(program, _pgm(grey), "--psm", "0", "--dpi", "150")
    except PageUnreadable:
        return 0
    turn = re.search(r"Rotate: (\d+)", said)
    sure = re.search(r"Orientation confidence: ([\d.]+)", said)
    return int(turn[1]) if turn and sure and float(sure[1]) > _SURE else 0


def asked(image: Any, *options: str, seconds: float | None = None) -> str:
    """What tesseract says of a Pillow picture; "" when it is not there or does not finish."""
    program = installed()
    if program is None:
        return ""
    try:
        return _run(program, _pgm(image.convert("L")), *options, seconds=seconds)
    except PageUnreadable:
        return ""


@cache
def languages() -> str:
    """English, and Spanish where it is installed: letters to US borrowers come in both."""
    program = installed()
    if program is None:
        return "eng"
    done = subprocess.run(  # noqa: S603 - a fixed program and our own words
        [program, "--list-langs"], capture_output=True, timeout=LONGEST, check=False
    )
    there = done.stdout.decode("ascii", "replace").split()
    return "+".join(one for one in ("eng", "spa") if one in there) or "eng"


def _fitted(image: Any) -> tuple[Any, float]:
    """In grey, at a size that the reader likes; and pixels of ours a pixel of that."""
    grey = image.convert("L")
    longest = max(grey.size)
    factor = 1.0
    if longest > _LARGEST:
        factor = _LARGEST / longest
    elif longest < _SMALLEST:
        factor = min(4.0, _SMALLEST / longest)
    if factor != 1.0:
        size = (max(1, round(grey.width * factor)), max(1, round(grey.height * factor)))
        grey = grey.resize(size)
    return grey, 1 / factor


def _pgm(grey: Any) -> bytes:
    return f"P5 {grey.width} {grey.height} 255\n".encode() + bytes(grey.tobytes())


def _read(program: str, data: bytes, way: str) -> str:
    said = _run(program, data, "--psm", way, "tsv")
    # A page on which nothing is found to turn upright ends with an error and no words.
    return said if said.startswith("level") else ""


def _run(program: str, data: bytes, *options: str, seconds: float | None = None) -> str:
    allowed = seconds or LONGEST
    go_on(allowed + SECONDS)
    try:
        ran = subprocess.run(  # noqa: S603 - a fixed program, the picture by pipe
            [program, "stdin", "stdout", *options],
            input=data,
            capture_output=True,
            timeout=allowed,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (subprocess.TimeoutExpired, OSError) as why:
        raise PageUnreadable(f"OCR did not finish ({type(why).__name__}).") from None
    return ran.stdout.decode("utf-8", "replace")


def _parsed(table: str, scale: float) -> list[Word]:
    """Tesseract's table: level page block par line word left top width height conf text."""
    found = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, top, width, height = (float(cell) * scale for cell in cells[6:10])
        box = (left, top, left + width, top + height)
        found.append(Word(cells[11].strip(), box, tuple(int(cell) for cell in cells[1:5])))
    return found


def laid_out(found: Sequence[Word]) -> tuple[str, list[int | None]]:
    """The words as one text; and for each of its characters, the word it belongs to."""
    text: list[str] = []
    owners: list[int | None] = []
    for n, one in enumerate(found):
        if n:
            text.append(" " if one.line == found[n - 1].line else "\n")
            owners.append(None)
        text.append(one.text)
        owners += [n] * len(one.text)
    return "".join(text), owners
