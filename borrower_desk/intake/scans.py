"""Pictures of pages: turned upright, read by OCR where tesseract is, judged for legibility.

What OCR reads is a guess: it is marked (`OCR_MARK`) wherever it is shown, and
the picture stays the original.  tesseract runs beside us (`pdf.ocr`).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING

from borrower_desk.intake.magic import recognise
from borrower_desk.model import OCR_MARK, Incoming, IncomingFile
from borrower_desk.pdf import ocr
from borrower_desk.text import safe_text

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PAGES = 30  # of one document; each takes a second or two
MAX_PIXELS = 50_000_000  # a telephone's; each costs three bytes, twice
SECONDS, TURN_SECONDS = 12.0, 6.0  # for one page: no item may hold up an import for 20
_LONGEST_SIDE = 3_000  # more pixels make OCR slower, not better
_SMALLEST = 600  # a picture with fewer in both directions is a logo, not a page
_DPI = 200
_PICTURES = ("jpeg", "png", "tiff", "webp", "bmp", "heic")
_TURN = re.compile(r"Rotate:\s*(\d+)")
_SURE_OF_TURN = re.compile(r"Orientation confidence:\s*([\d.]+)")
# What Pillow's decoders raise on damage.
_PILLOW_FAILS_WITH = (
    OSError, ValueError, SyntaxError, ArithmeticError, LookupError, TypeError, EOFError,
    MemoryError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """What OCR read of one page: its words, how sure it was (0-100), and the turn it needed."""

    text: str
    sure: int
    turned: int = 0

    @property
    def legibility(self) -> str:
        """In words, for the user."""
        if not self.text:
            return "no words could be read"
        how = (
            "well read"
            if self.sure >= 80
            else "hard to read"
            if self.sure >= 55
            else "hardly legible"
        )
        turned = f", turned by {self.turned}°" if self.turned else ""
        return f"{how} by OCR ({self.sure} % sure{turned})"


def available() -> bool:
    """Is tesseract installed?"""
    return ocr.installed() is not None


def with_ocr(incoming: Incoming) -> Incoming:
    """The same with the words of its scans, marked as OCR; as it is where there are none."""
    files, notes = [], list(incoming.notes)
    for file in incoming.files:
        read = _file_with_ocr(file, notes) if _is_scan(file) else file
        files.append(read)
    text = incoming.text
    if not text and len(files) == 1 and incoming.original == files[0].data:
        text = files[0].text  # a document is its one file
    return replace(incoming, files=tuple(files), notes=tuple(notes), text=text)


def holds_scans(incoming: Incoming) -> bool:
    """Is there a file that may be a picture of words?"""
    return any(_is_scan(one) for one in incoming.files)


def _is_scan(file: IncomingFile) -> bool:
    if file.text or file.inline:
        return False
    return file.media_type == "application/pdf" or file.media_type.startswith("image/")


def _file_with_ocr(file: IncomingFile, notes: list[str]) -> IncomingFile:
    read: list[Page] = []
    for image in _pages(file.name, file.data):  # one in memory at a time
        if not available():
            notes.append("a scan: its words can't be searched; install tesseract-ocr to read them")
            return file
        page = read_page(image)
        if page is None:  # noise made to last: the next page would take as long again
            notes.append(f"{file.name}: OCR did not finish page {len(read) + 1}, and stopped there")
            break
        read.append(page)
    named = f"{file.name}, " if len(read) > 1 else ""
    notes += [f"{named}page {n}: {page.legibility}" for n, page in enumerate(read, start=1)]
    words = "\n\n".join(one.text for one in read if one.text)
    return replace(file, text=f"{OCR_MARK}\n{words}") if words else file


def _pages(name: str, data: bytes) -> Iterator[Image]:
    form = recognise(name, data)
    try:
        if form == "pdf":
            yield from _pdf_pages(data)
        elif form in _PICTURES:
            yield from frames(data)
    except _PILLOW_FAILS_WITH:
        return


def _pdf_pages(data: bytes) -> Iterator[Image]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except (pypdfium2.PdfiumError, ValueError):
        return
    try:
        for number in range(min(len(document), MAX_PAGES)):
            page = document[number]
            width, height = page.get_size()
            if width > 0 and height > 0:
                scale = min(_DPI / 72, _LONGEST_SIDE / max(width, height))
                yield page.render(scale=scale).to_pil()
            page.close()
    except pypdfium2.PdfiumError:
        return
    finally:
        document.close()


def frames(data: bytes) -> Iterator[Image]:
    """The pages of a picture, as the camera says they stand; none of a logo."""
    from PIL import Image, ImageOps, ImageSequence

    if recognise("", data) == "heic":
        import pi_heif

        pi_heif.register_heif_opener()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            opened = Image.open(BytesIO(data))
        except Image.DecompressionBombError:  # more pixels than twice Pillow's own limit
            return
        with opened as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return
            if max(picture.width, picture.height) < _SMALLEST:
                return
            several = picture.format in ("TIFF", "HEIF")
            for number, frame in enumerate(ImageSequence.Iterator(picture)):
                if number and (not several or number >= MAX_PAGES):
                    return
                yield ImageOps.exif_transpose(frame).convert("RGB")


def read_page(page: Image) -> Page | None:
    """The words of a page, upright or not; None when OCR did not finish in its time."""
    small = _smaller(page)
    turn = _turn(small)
    if turn:
        small = small.rotate(-turn, expand=True)
    told = ocr.asked(
        small, "--dpi", str(_DPI), "-l", ocr.languages(), "--psm", "3", "tsv", seconds=SECONDS
    )
    if not told:
        return None
    words, sure = _words(told)
    return Page(safe_text(words).strip(), sure, turn)


def upright(page: Image) -> tuple[Image, int]:
    """The page turned so that its words stand upright, and by how many degrees."""
    if not available():
        return page, 0
    turn = _turn(_smaller(page))
    return (page.rotate(-turn, expand=True) if turn else page), turn


def _smaller(page: Image) -> Image:
    if max(page.size) <= _LONGEST_SIDE:
        return page
    copy = page.copy()
    copy.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return copy


def _turn(page: Image) -> int:
    """Degrees clockwise that bring the words upright; 0 where tesseract can't tell."""
    told = ocr.asked(page, "--dpi", str(_DPI), "-l", "osd", "--psm", "0", seconds=TURN_SECONDS)
    turn, sure = _TURN.search(told), _SURE_OF_TURN.search(told)
    if turn is None or sure is None or float(sure[1]) < 2:
        return 0
    return int(turn[1]) % 360


def _words(table: str) -> tuple[str, int]:
    """The text of tesseract's table, and how sure it was, each letter counted once."""
    lines: dict[tuple[str, ...], list[str]] = {}
    letters = sure = 0.0
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != 12 or not cells[11].strip():
            continue
        lines.setdefault(tuple(cells[1:5]), []).append(cells[11])
        sure += float(cells[10]) * len(cells[11])
        letters += len(cells[11])
    out, block = [], None
    for (_, *place), words in lines.items():
        if block is not None and place[:2] != block:
            out.append("")
        block = place[:2]
        out.append(" ".join(words))
    return "\n".join(out), round(sure / letters) if letters else 0
