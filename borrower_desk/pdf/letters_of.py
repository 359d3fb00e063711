"""What a page of a PDF says, and where each of its characters stands in its picture.

Knows pdfium: characters one by one with their boxes, and whether anything but
text could show a word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Box = tuple[float, float, float, float]  # left, top, right, bottom
MOST_LETTERS = 400_000  # of one page
MOST_CURVES = 12  # more may be letters that were drawn, not written


@dataclass(frozen=True, slots=True)
class Line:
    """What a page says, and where each character stands, in pixels; None: nowhere."""

    text: str
    boxes: Sequence[Box | None]


def said(page: Any, size: tuple[int, int]) -> tuple[Line, bool]:
    """The page's text with a box for each character; False where a font doesn't say its letters."""
    import ctypes

    from pypdfium2 import raw

    text = page.get_textpage()
    count = text.count_chars()
    letters: list[str] = []
    boxes: list[Box | None] = []
    sure = True
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    loose = raw.FS_RECTF()
    for n in range(min(count, MOST_LETTERS)):
        code = raw.FPDFText_GetUnicode(text, n)
        if raw.FPDFText_HasUnicodeMapError(text, n) == 1 or code == 0:
            sure = False
        letters.append(_letter(code))
        if raw.FPDFText_IsGenerated(text, n) == 1 or not raw.FPDFText_GetCharBox(
            text, n, left, right, bottom, top
        ):
            boxes.append(None)
            continue
        sides = [left.value, bottom.value, right.value, top.value]
        if raw.FPDFText_GetLooseCharBox(text, n, loose):
            sides = [
                min(sides[0], loose.left), min(sides[1], loose.bottom),
                max(sides[2], loose.right), max(sides[3], loose.top),
            ]  # fmt: skip
        boxes.append(_in_pixels(page, sides, size))
    whole = "".join(letters)
    odd = sum(not (one.isprintable() or one.isspace()) or one == "\ufffd" for one in whole)
    return Line(whole, boxes), sure and odd <= len(whole) // 20


def _letter(code: int) -> str:
    if code in (0, 0xFFFE, 0xFFFF) or code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return "\ufffd"
    return "-" if code == 2 else chr(code)  # pdfium's sign for a hyphen at a line's end


def _in_pixels(page: Any, sides: Sequence[float], size: tuple[int, int]) -> Box:
    import ctypes

    from pypdfium2 import raw

    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for across, up in ((sides[0], sides[1]), (sides[2], sides[3])):
        raw.FPDF_PageToDevice(page, 0, 0, *size, 0, across, up, x, y)
        corners.append((float(x.value), float(y.value)))
    (a, b), (c, d) = corners
    return min(a, c), min(b, d), max(a, c), max(b, d)


def all_is_text(page: Any) -> bool:
    """True when nothing on the page but its text can show a word: no picture, no drawn curves."""
    from pypdfium2 import raw

    curves = 0
    for one in page.get_objects(max_depth=12):
        if one.type in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            left, bottom, right, top = (
                one.get_bounds() if hasattr(one, "get_bounds") else one.get_pos()
            )
            if min(right - left, top - bottom) >= 5:
                return False
        elif one.type == raw.FPDF_PAGEOBJ_PATH:
            for n in range(min(raw.FPDFPath_CountSegments(one.raw), 200)):
                segment = raw.FPDFPath_GetPathSegment(one.raw, n)
                curves += raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_BEZIERTO
            if curves > MOST_CURVES:
                return False
    return True


def runs(line: Line, start: int, end: int) -> list[Box]:
    """The boxes of some characters, those of one row joined, a little wider than the ink."""
    rows: list[Box] = []
    for box in line.boxes[start:end]:
        if box is None:
            continue
        last = rows[-1] if rows else None
        if last is not None and _one_row(last, box):
            rows[-1] = (
                min(last[0], box[0]), min(last[1], box[1]),
                max(last[2], box[2]), max(last[3], box[3]),
            )  # fmt: skip
        else:
            rows.append(box)
    return [wider(one) for one in rows]


def _one_row(a: Box, b: Box) -> bool:
    """Side by side, upright or turned: they share most of a side and nearly touch."""
    reach = 2.5 * max(min(a[3] - a[1], a[2] - a[0]), min(b[3] - b[1], b[2] - b[0]), 2)
    level = min(a[3], b[3]) - max(a[1], b[1]) > 0.3 * min(a[3] - a[1], b[3] - b[1])
    close = max(a[0], b[0]) - min(a[2], b[2]) < reach
    upright = min(a[2], b[2]) - max(a[0], b[0]) > 0.3 * min(a[2] - a[0], b[2] - b[0])
    near = max(a[1], b[1]) - min(a[3], b[3]) < reach
    return (level and close) or (upright and near)


def wider(box: Box) -> Box:
    """A little more than the ink."""
    room = max(2.0, 0.12 * min(box[2] - box[0], box[3] - box[1]))
    return box[0] - room, box[1] - room, box[2] + room, box[3] + room


def as_seen(line: Line) -> Line:
    """The same characters from the top left to the bottom right, as the eye meets them.

    A file may draw them in any order: a page turned upside down gives its last
    line first, and a number in two pieces can be drawn far apart.
    """
    turned = _upright(line)
    placed = sorted(
        ((box[1] + box[3]) / 2, box[0], n)
        for n, box in enumerate(turned)
        if box is not None and not line.text[n].isspace()
    )
    rows: list[list[int]] = []
    level = 0.0
    for middle, _, n in placed:
        box = turned[n] or (0, 0, 0, 0)
        if not rows or middle - level > 0.5 * (box[3] - box[1]):
            rows.append([])
            level = middle
        rows[-1].append(n)
    letters: list[str] = []
    boxes: list[Box | None] = []
    for row in rows:
        end: float | None = None
        for n in sorted(row, key=lambda n: (turned[n] or (0.0,))[0]):
            box = turned[n] or (0, 0, 0, 0)
            if end is not None and box[0] - end > 0.18 * (box[3] - box[1]):
                letters.append(" ")
                boxes.append(None)
            letters.append(line.text[n])
            boxes.append(line.boxes[n])
            end = box[2]
        letters.append("\n")
        boxes.append(None)
    return Line("".join(letters), boxes)


def _upright(line: Line) -> list[Box | None]:
    """The boxes turned so that most of the text runs from left to right."""
    ways = {"right": 0, "left": 0, "down": 0, "up": 0}
    before: Box | None = None
    for box in line.boxes:
        if box is not None and before is not None:
            x, y = box[0] - before[0], box[1] - before[1]
            if abs(x) > abs(y):
                ways["right" if x > 0 else "left"] += 1
            elif y:
                ways["down" if y > 0 else "up"] += 1
        before = box
    way = max(ways, key=lambda one: ways[one])
    turn: dict[str, Callable[[Box], Box]] = {
        "right": lambda b: b,
        "left": lambda b: (-b[2], -b[3], -b[0], -b[1]),
        "down": lambda b: (b[1], -b[2], b[3], -b[0]),
        "up": lambda b: (-b[3], b[0], -b[1], b[2]),
    }
    return [None if box is None else turn[way](box) for box in line.boxes]
