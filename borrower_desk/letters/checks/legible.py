"""How well a file can be read: its dots, its edges, its ink, which way it lies."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from borrower_desk.letters.checks.opened import drawn, page_text, pages, picture_of, scan_on

if TYPE_CHECKING:
    from PIL.Image import Image

_PAGES_LOOKED_AT = 5  # a page takes some 20 ms
_LEAST_DPI = 150
_LETTER = (8.5, 11.0)  # inches; a photo of a page is taken to show a letter page
_SIDES = (2.0, 14.0)  # inches: what a scanner's own resolution may make of its pixels
_BLANK = 4.0  # standard deviation of grey, of 255
_SPECKS = 0.0006  # share of pixels that are not paper; one line of text has 0.003
# The strongest hundredth of the edges.  Text at 200 dpi, blurred with a radius of 3 pixels,
# has 51 and tesseract reads all of it; with 4 it has 24, and tesseract reads nothing.
_BLURRED = 40
_SIDEWAYS = 0.12  # unrest of rows over columns: text 20, tables 0.6 to 2, text on its side 0.05
_ORIENTATION = 0x0112


def pdf_legibility(data: bytes, *, look: bool) -> str:
    """Why one of the first pages of a PDF is hard to read; empty when none is."""
    for n, page in pages(data, _PAGES_LOOKED_AT):
        why = _page_legibility(page, look=look)
        if why:
            return f"{why} (page {n})"
    return ""


def _page_legibility(page: Any, *, look: bool) -> str:
    scan = scan_on(page)
    if scan is not None:
        left, bottom, right, top = scan.get_bounds()
        inches = sorted((max(0.1, right - left) / 72, max(0.1, top - bottom) / 72))
        dpi = min(n / side for n, side in zip(sorted(scan.get_px_size()), inches, strict=True))
        if dpi < _LEAST_DPI - 1:
            return f"has {dpi:.0f} dots per inch; {_LEAST_DPI} is the least"
    if page_text(page).strip():
        return "lies on its side or upside down" if _words_turned(page) else ""
    return _faint(drawn(page, 150), look=look)


def _words_turned(page: Any) -> bool:
    """Do most words of a page run in another direction than from left to right, as seen?"""
    from math import degrees

    from pypdfium2 import raw

    words = page.get_textpage()
    turned = seen = 0
    for n in range(min(words.count_chars(), 400)):
        if raw.FPDFText_GetUnicode(words, n) > 32:
            angle = (
                round(degrees(raw.FPDFText_GetCharAngle(words, n))) + page.get_rotation()
            ) % 360
            seen += 1
            turned += 45 < angle < 315
    words.close()
    return turned * 2 > seen


def photo_legibility(data: bytes, *, look: bool) -> str:
    """Why a JPEG or PNG is hard to read; empty when it is not."""
    picture = picture_of(data)
    if picture is None:
        return ""  # attachment-unreadable says so
    if picture.getexif().get(_ORIENTATION, 1) not in (0, 1):
        return "lies on its side or upside down"
    dpi = _dots_per_inch(picture)
    if dpi < _LEAST_DPI - 1:
        return f"has about {dpi:.0f} dots per inch on its page; {_LEAST_DPI} is the least"
    return _faint(picture, look=look)


def _dots_per_inch(picture: Image) -> float:
    """The dots on a letter page; on the page that a scanner's resolution tells, if one can be."""
    short, long = sorted(picture.size)
    on_letter = min(short / _LETTER[0], long / _LETTER[1])
    try:
        said = float(picture.info.get("dpi", (0, 0))[0])
    except (TypeError, ValueError, IndexError):
        said = 0.0
    believed = said >= _LEAST_DPI - 1 and short / said >= _SIDES[0] and long / said <= _SIDES[1]
    return max(on_letter, said) if believed else on_letter


def _faint(picture: Image, *, look: bool) -> str:
    from PIL import ImageFilter, ImageStat

    grey = picture.convert("L")
    grey.thumbnail((1200, 1200))
    if ImageStat.Stat(grey).stddev[0] < _BLANK or _ink(grey) < _SPECKS:
        return "is nearly blank"
    edges = grey.filter(ImageFilter.FIND_EDGES).crop((2, 2, grey.width - 2, grey.height - 2))
    strongest = sorted(edges.tobytes())[-max(1, edges.width * edges.height // 100)]
    if strongest < _BLURRED:
        return "is blurred"
    return "lies on its side or upside down" if _turned(picture, grey, look=look) else ""


def _ink(grey: Image) -> float:
    """The share of pixels that are clearly darker or lighter than the paper."""
    counts = grey.histogram()
    paper = max(range(256), key=counts.__getitem__)
    return sum(n for shade, n in enumerate(counts) if abs(shade - paper) > 40) / sum(counts)


def _turned(picture: Image, grey: Image, *, look: bool) -> bool:
    from borrower_desk.pdf import ocr

    small = grey.copy()
    small.thumbnail((600, 600))
    rows, columns = _unrest(small)
    if columns > 0 and rows / columns < _SIDEWAYS:
        return True
    return look and ocr.turn_of(picture) != 0


def _unrest(grey: Image) -> tuple[float, float]:
    """How much the mean grey leaps from row to row, and from column to column."""
    width, height = grey.size
    pixels = grey.tobytes()
    rows = [sum(pixels[y * width : (y + 1) * width]) / width for y in range(height)]
    columns = [sum(pixels[x::width]) / height for x in range(width)]
    return _leaps(rows), _leaps(columns)


def _leaps(values: list[float]) -> float:
    return sum((a - b) ** 2 for a, b in pairwise(values)) / len(values)
