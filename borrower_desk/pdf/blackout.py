"""Pages from anywhere as pictures, what must go painted over, and fresh words beneath.

No drawing command, font, note, field or layer of the original is left: what is
kept of a page is its pixels, with black boxes in them, and the words that a
search found no fault with.  Knows pdfium and Pillow; what must go, its caller
says (`find`).  Editing a page's own commands would not be safe: subset fonts
hold glyph numbers, so a number that is seen can't be found there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from borrower_desk.errors import PageUnreadable, RedactionIncomplete
from borrower_desk.limits import go_on
from borrower_desk.pdf import ocr
from borrower_desk.pdf.drawn import DOTS, LARGEST, packed
from borrower_desk.pdf.letters_of import Box, Line, all_is_text, as_seen, runs, said, wider
from borrower_desk.pdf.pages import Picture
from borrower_desk.pdf.words import Written

MOST_BOXES = 20_000
_ROUNDS = 3  # searches of a painted picture before it is given up
_MISREAD = str.maketrans("OoQDlI|!iSsZzBGgT", "00001111155228697")


class Gone(Protocol):
    """A stretch of text that must go."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def reason(self) -> str: ...
    @property
    def words(self) -> str: ...


Find = Callable[[str], Sequence[Gone]]
Readings = MutableMapping[tuple[str, str], list[list[ocr.Word]]]


@dataclass(slots=True)
class Blackened:
    """One page or picture after the work: its size in points, its pixels, its words."""

    width: float
    height: float
    picture: Picture | None
    words: tuple[Written, ...] = ()
    removed: dict[str, int] = field(default_factory=dict)  # reason → how many
    by_ocr: bool = False
    fault: str = ""  # why it can't be shown redacted; then there is no picture


def pdf_pages(
    data: bytes, find: Find | None, marked: Mapping[int, Sequence[Box]], kept: Readings
) -> Iterator[Blackened]:
    """Each page of a PDF, blackened.

    `find` says what goes from a text (None: only boxes are painted); `marked`
    holds boxes by page, from 1, in points from the top left.  `kept` remembers
    what OCR has read, so that a second pass is quick.
    """
    import pypdfium2

    source = hashlib.sha256(data).hexdigest()
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as why:
        raise PageUnreadable(
            f"The PDF cannot be opened to redact it: {why}.", hint="Print it to a new PDF first."
        ) from None
    try:
        for number in range(1, len(pdf) + 1):
            go_on()  # a page at 200 dots an inch takes a tenth of a second, or seconds
            yield _page(pdf, number, find, marked.get(number, ()), source, kept)
    finally:
        pdf.close()


def pdf_texts(data: bytes) -> Iterator[str]:
    """What each page of a PDF says, shown or hidden; nothing where it can't be opened."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return
    try:
        for number in range(len(pdf)):
            try:
                page = pdf[number]
                yield page.get_textpage().get_text_range(errors="replace")
            except pypdfium2.PdfiumError:
                continue
    finally:
        pdf.close()


def picture(
    image: Any, find: Find | None, marked: Sequence[Box], source: str, kept: Readings
) -> Blackened:
    """A picture, blackened; `marked` boxes are in its own pixels, as it is shown."""
    done = Blackened(float(image.width), float(image.height), None)
    try:
        seen = _white(image)
        _finish(done, seen, Line("", ()), find, marked, find is not None, (source, kept))
    except PageUnreadable as why:
        done.fault = f"{why.message} {why.hint}".strip()
    return done


def _page(
    pdf: Any,
    number: int,
    find: Find | None,
    marked: Sequence[Box],
    source: str,
    kept: Readings,
) -> Blackened:
    import pypdfium2

    done = Blackened(612.0, 792.0, None)
    try:
        page = pdf[number - 1]
        done.width, done.height = page.get_size()
        scale = min(DOTS / 72, LARGEST / max(done.width, done.height, 1))
        image = page.render(scale=scale, draw_annots=True).to_pil().convert("RGB")
        line, sure = said(page, image.size)
        boxes = [tuple(side * scale for side in box) for box in marked]
        read = find is not None and not (sure and all_is_text(page))
        _finish(done, image, line, find, boxes, read, (f"{source}:{number}", kept))
    except pypdfium2.PdfiumError as why:
        done.fault = f"This page of the file is damaged: {why}."
    except PageUnreadable as why:
        done.fault = f"{why.message} {why.hint}".strip()
    return done


def _finish(
    done: Blackened,
    image: Any,
    line: Line,
    find: Find | None,
    marked: Sequence[Any],
    read: bool,
    reading: tuple[str, Readings],
) -> None:
    """Paint what the words, the OCR and the user name; then look once more."""
    paint: list[tuple[Box, str]] = [(box, "marked by hand") for box in marked]
    gone: list[tuple[int, int, str]] = []
    if find is not None and line.text:
        for one in find(line.text):
            paint += [(box, one.reason) for box in runs(line, one.start, one.end)]
            gone.append((one.start, one.end, one.words))
            _count(done, one.reason)
        seen = as_seen(line)
        for one in find(seen.text):
            boxes = runs(seen, one.start, one.end)
            if not all(any(_within(box, other) for other, _ in paint) for box in boxes):
                paint += [(box, one.reason) for box in boxes]
                _count(done, one.reason)
    for _ in marked:
        _count(done, "marked by hand")
    if read and find is not None:
        done.by_ocr = True
        line, gone = _by_ocr(done, image, line, gone, find, paint, reading)
    if len(paint) > MOST_BOXES:
        raise PageUnreadable("More would be blacked out on this page than can be.")
    _paint(image, paint)
    if read and find is not None:
        paint += _look_again(done, image, find)
    # Last, so that a reason on a box is not read as the label of what stands beside it.
    _label_all(image, paint)
    done.words = _layer(line, gone, [box for box, _ in paint], image.size)
    done.picture = packed(image)


def _count(done: Blackened, reason: str) -> None:
    done.removed[reason] = done.removed.get(reason, 0) + 1


# ── OCR ──────────────────────────────────────────────────────────────────────


def _by_ocr(
    done: Blackened,
    image: Any,
    line: Line,
    gone: list[tuple[int, int, str]],
    find: Find,
    paint: list[tuple[Box, str]],
    reading: tuple[str, Readings],
) -> tuple[Line, list[tuple[int, int, str]]]:
    """Add what OCR finds; where the page has no text of its own, OCR's becomes its text."""
    key, kept = reading
    way = (key, "whole")
    if way not in kept:
        kept[way] = ocr.words(image)
    for n, words in enumerate(kept[way]):
        text, owners = ocr.laid_out(words)
        here: list[tuple[int, int, str]] = []
        for one in _both(text, find):
            boxes = [
                words[w].box for w in dict.fromkeys(owners[one.start : one.end]) if w is not None
            ]
            paint += [(wider(box), one.reason) for box in boxes]
            here.append((one.start, one.end, one.words))
            if n == 0 and not gone:
                _count(done, one.reason)
        if n == 0 and len(line.text.strip()) < 20:
            line = Line(text, [None if w is None else words[w].box for w in owners])
            gone = here
    return line, gone


def _both(text: str, find: Find) -> list[Gone]:
    """What is found as OCR read it, and once more with letters in numbers taken for digits."""
    found = list(find(text))
    tokens = "".join(_as_digits(part) for part in _tokens(text))
    if tokens != text:
        found += [
            one
            for one in find(tokens)
            if not any(one.start < other.end and one.end > other.start for other in found)
        ]
    return sorted(found, key=lambda one: one.start)


def _tokens(text: str) -> Iterator[str]:
    part = ""
    for char in text:
        if char.isspace() != part[-1:].isspace() and part:
            yield part
            part = ""
        part += char
    yield part


def _as_digits(token: str) -> str:
    digits = sum(char.isdigit() for char in token)
    letters = sum(char.isalpha() for char in token)
    return token.translate(_MISREAD) if digits >= 3 and digits > letters else token


def _look_again(done: Blackened, image: Any, find: Find) -> list[tuple[Box, str]]:
    """Search the painted picture; what is found is painted too, until nothing is."""
    added: list[tuple[Box, str]] = []
    for _ in range(_ROUNDS):
        more: list[tuple[Box, str]] = []
        for words in ocr.words(image):
            text, owners = ocr.laid_out(words)
            for one in _both(text, find):
                hit = [w for w in dict.fromkeys(owners[one.start : one.end]) if w is not None]
                more += [(wider(words[w].box), one.reason) for w in hit]
                _count(done, one.reason)
        if not more:
            return added
        _paint(image, more)
        added += more
    raise RedactionIncomplete(
        "Something that was to be removed could still be read on a painted page. No file was left.",
        hint="Black the place out by hand: borrower-desk redact FILE --box page,x0,y0,x1,y1",
    )


# ── the new page ─────────────────────────────────────────────────────────────


def _white(image: Any) -> Any:
    from PIL import Image, ImageOps

    turned = ImageOps.exif_transpose(image)
    if turned.mode in ("I", "I;16", "I;16B"):
        turned = turned.point(lambda value: value / 256).convert("L")
    if "A" in turned.getbands() or "transparency" in turned.info:
        seen = turned.convert("RGBA")
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        turned = paper
    flat = turned.convert("RGB")
    if max(flat.size) > LARGEST:
        flat.thumbnail((LARGEST, LARGEST))
    # A fresh picture: what else the file held (comments, thumbnails, profiles) is not in it.
    clean = Image.new("RGB", flat.size)
    clean.paste(flat)
    return clean


def _paint(image: Any, boxes: Sequence[tuple[Box, str]]) -> None:
    from PIL import ImageDraw

    pen = ImageDraw.Draw(image)
    for box, _ in boxes:
        pen.rectangle(box, fill="black")


def _label_all(image: Any, boxes: Sequence[tuple[Box, str]]) -> None:
    from PIL import ImageDraw

    pen = ImageDraw.Draw(image)
    for box, reason in boxes:
        _label(pen, box, reason)


def _label(pen: Any, box: Box, reason: str) -> None:
    """The reason, in white, where the box has room for it."""
    from PIL import ImageFont

    from borrower_desk.pdf.typeset import FONTS

    tall = min((box[3] - box[1]) * 0.62, 34.0)
    if tall < 9:
        return
    face = ImageFont.truetype(str(FONTS / "DejaVuSans.ttf"), round(tall))
    for words in (reason, "".join(word[0] for word in reason.split()).upper()):
        wide = face.getlength(words)
        if wide <= box[2] - box[0] - 4:
            x = (box[0] + box[2] - wide) / 2
            pen.text((x, (box[1] + box[3]) / 2), words, fill="white", font=face, anchor="lm")
            return


def _layer(
    line: Line, gone: Sequence[tuple[int, int, str]], painted: Sequence[Box], size: tuple[int, int]
) -> tuple[Written, ...]:
    """The words that stay, and the reason in the place of each that went; in the unit square."""
    made: list[Written] = []
    at = 0
    for start, end, words in sorted(gone):
        made += _words_of(line, at, start, painted, size)
        boxes = [box for box in line.boxes[start:end] if box is not None]
        if boxes:
            made.append(_placed(words, boxes, size))
        at = max(at, end)
    return tuple(made + _words_of(line, at, len(line.text), painted, size))


def _words_of(
    line: Line, start: int, end: int, painted: Sequence[Box], size: tuple[int, int]
) -> list[Written]:
    found: list[Written] = []
    begun = start
    for at in range(start, end + 1):
        if at < end and not line.text[at].isspace():
            continue
        boxes = [box for box in line.boxes[begun:at] if box is not None]
        if boxes and not any(_covered(box, painted) or _outside(box, size) for box in boxes):
            found.append(_placed(line.text[begun:at], boxes, size))
        begun = at + 1
    return found


def _covered(box: Box, painted: Sequence[Box]) -> bool:
    """True when the middle of a character lies under a black box."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(one[0] <= x <= one[2] and one[1] <= y <= one[3] for one in painted)


def _within(box: Box, other: Box) -> bool:
    """True when nearly all of the box lies in the other."""
    wide = min(box[2], other[2]) - max(box[0], other[0])
    tall = min(box[3], other[3]) - max(box[1], other[1])
    return wide > 0.8 * (box[2] - box[0]) and tall > 0.8 * (box[3] - box[1])


def _outside(box: Box, size: tuple[int, int]) -> bool:
    """True for what stands beyond the page's edge, where nobody sees it."""
    return box[2] < 0 or box[3] < 0 or box[0] > size[0] or box[1] > size[1]


def _placed(text: str, boxes: Sequence[Box], size: tuple[int, int]) -> Written:
    wide, tall = size
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
    upright = right - left >= bottom - top or len(text) < 2
    turned = 0 if upright else 1 if boxes[0][1] > boxes[-1][1] else -1
    return Written(
        text,
        left / wide,
        1 - bottom / tall,
        max(right - left, 1) / wide,
        max(bottom - top, 1) / tall,
        turned,
    )
