"""What is inside an enclosure: type by content, readable, legible, and nothing hidden.

The only checks that open files; PDF and picture libraries load when a file is there.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from borrower_desk.letters.checks.reading import Check, CheckedFile, Reading
from borrower_desk.model import Finding

if TYPE_CHECKING:
    from PIL.Image import Image

_PAGES_READ = 200  # of a PDF's text
_PAGES_LOOKED_AT = 3  # for legibility: a page takes some 20 ms
_LEAST_DPI = 150
_LETTER = (8.5, 11.0)  # inches; a photo of a page is taken to show a letter page
_LARGEST_PICTURE = 80_000_000  # pixels
_BLANK = 4.0  # standard deviation of grey, of 255
_BLURRED = 6.0  # mean of the edges' picture, measured on text pages: sharp 15-40, blurred 1-4
_ORIENTATION, _GPS, _ARTIST = 0x0112, 0x8825, 0x013B
_SIGNS = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"BM", "bmp"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"{\\rtf", "rtf"),
    (b"Rar!", "rar"),
)
_TAKEN = ("pdf", "jpeg", "png")
_BY_ENDING = {
    "pdf": "pdf", "jpg": "jpeg", "jpeg": "jpeg", "jpe": "jpeg", "png": "png", "gif": "gif",
    "tif": "tiff", "tiff": "tiff", "heic": "heic", "heif": "heic", "webp": "webp", "bmp": "bmp",
    "doc": "office", "docx": "office", "xls": "office", "xlsx": "office", "odt": "office",
    "pages": "office", "txt": "text", "csv": "text", "html": "text", "htm": "text", "rtf": "rtf",
    "zip": "zip", "rar": "rar", "7z": "zip", "mp3": "sound", "mp4": "video", "mov": "video",
    "m4a": "sound", "eml": "message", "msg": "message",
}  # fmt: skip
_CONVERTIBLE = frozenset({"gif", "tiff", "bmp", "webp", "heic"})


def kind_of(one: CheckedFile) -> str:
    """What a file is, by its content; by its name only when there is no content to look at."""
    if one.data is None:
        ending = one.name.rpartition(".")[2].casefold() if "." in one.name else ""
        return _BY_ENDING.get(ending, one.media_type.rpartition("/")[2] or "unknown")
    head = one.data[:1024].lstrip(b"\r\n\t \xef\xbb\xbf")
    for sign, kind in _SIGNS:
        if head.startswith(sign):
            return kind
    if b"%PDF-" in one.data[:1024]:
        return "pdf"
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"heif", b"msf1"):
        return "heic"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return "unknown"


def bad_format(reading: Reading) -> Iterator[Finding]:
    """Not PDF, JPEG or PNG, whatever its name says."""
    for one in reading.draft.enclosures:
        kind = kind_of(one)
        if kind in _TAKEN or (one.data is not None and (not one.data or _claims_taken(one, kind))):
            continue
        fix = (
            "Convert it: open it and save it as JPEG or PDF."
            if kind in _CONVERTIBLE
            else "Print it to PDF, and attach that."
        )
        yield reading.found(
            "attachment-format",
            f"{one.name} is not a PDF, JPEG or PNG, and may not be opened.",
            one.name,
            part="attachment",
            fix=fix,
        )


def _claims_taken(one: CheckedFile, kind: str) -> bool:
    """Unknown bytes under a PDF's or a picture's name: damaged, rather than another type."""
    ending = one.name.rpartition(".")[2].casefold()
    return kind == "unknown" and _BY_ENDING.get(ending) in _TAKEN


def unreadable(reading: Reading) -> Iterator[Finding]:
    """Encrypted, damaged, of zero pages or zero bytes."""
    for one in reading.draft.enclosures:
        why = _trouble(one)
        if why:
            yield reading.found(
                "attachment-unreadable",
                f"{one.name} {why}.",
                one.name,
                part="attachment",
                fix="Scan or save it again without a password, and look at it first.",
            )


def _trouble(one: CheckedFile) -> str:
    if one.data is None:
        return ""
    if not one.data:
        return "is empty"
    kind = kind_of(one)
    if kind == "pdf":
        return _pdf_trouble(one.data)
    if kind in ("jpeg", "png"):
        return "" if _picture(one.data) is not None else "is damaged"
    return "is damaged" if _claims_taken(one, kind) else ""


def _document(data: bytes) -> Any:
    import pypdfium2

    return pypdfium2.PdfDocument(data)


def _pdf_trouble(data: bytes) -> str:
    import pypdfium2

    try:
        document = _document(data)
    except pypdfium2.PdfiumError as why:
        locked = "password" in str(why).casefold() or "security" in str(why).casefold()
        return "is locked with a password" if locked else "is damaged"
    with document:
        if len(document) == 0:
            return "has no pages"
        try:
            document[0].close()
        except pypdfium2.PdfiumError:
            return "is damaged"
    # A file that opens without a password may still forbid its reader to print it.
    return "is encrypted" if re.search(rb"/Encrypt\s+\d+\s+\d+\s+R", data[-4096:]) else ""


def text_of(one: CheckedFile) -> str:
    """The text of a PDF, up to 200 pages; empty when it has none or cannot be read."""
    if not one.data or kind_of(one) != "pdf":
        return ""
    import pypdfium2

    with suppress(pypdfium2.PdfiumError), _document(one.data) as document:
        pages = []
        for n in range(min(len(document), _PAGES_READ)):
            page = document[n]
            words = page.get_textpage()
            pages.append(words.get_text_bounded())
            words.close()
            page.close()
        return "\n".join(pages)
    return ""


def _picture(data: bytes) -> Image | None:
    """The whole picture, decoded; None when it is damaged or absurdly large."""
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
            if picture.width * picture.height > _LARGEST_PICTURE:
                return None
            picture.load()
        except (
            UnidentifiedImageError,
            OSError,
            ValueError,
            SyntaxError,
            Image.DecompressionBombError,
        ):
            return None
    return picture


def illegible(reading: Reading) -> Iterator[Finding]:
    """Under 150 dpi for its page size, blurred, nearly blank, rotated."""
    for one in reading.draft.enclosures:
        kind = kind_of(one)
        if not one.data or kind not in _TAKEN:
            continue
        why = _pdf_legibility(one.data) if kind == "pdf" else _picture_legibility(one.data)
        if why:
            yield reading.found(
                "attachment-illegible",
                f"{one.name} {why}.",
                one.name,
                part="attachment",
                fix="Scan it again at 200 to 300 dpi, upright, in good light.",
            )


def _picture_legibility(data: bytes) -> str:
    picture = _picture(data)
    if picture is None:
        return ""  # attachment-unreadable says so
    if picture.getexif().get(_ORIENTATION, 1) not in (0, 1):
        return "lies on its side or upside down"
    short, long = sorted(picture.size)
    dpi = min(short / _LETTER[0], long / _LETTER[1])
    if dpi < _LEAST_DPI:
        return f"has about {dpi:.0f} dots per inch on a letter page; {_LEAST_DPI} is the least"
    return _faint(picture)


def _faint(picture: Image) -> str:
    from PIL import ImageFilter, ImageStat

    grey = picture.convert("L")
    grey.thumbnail((1200, 1200))
    if ImageStat.Stat(grey).stddev[0] < _BLANK:
        return "is nearly blank"
    edges = grey.filter(ImageFilter.FIND_EDGES).crop((2, 2, grey.width - 2, grey.height - 2))
    strongest = sorted(edges.tobytes())[-max(1, edges.width * edges.height // 100)]
    return "is blurred" if strongest < _BLURRED * 8 else ""


def _pdf_legibility(data: bytes) -> str:
    import pypdfium2

    with suppress(pypdfium2.PdfiumError), _document(data) as document:
        for n in range(min(len(document), _PAGES_LOOKED_AT)):
            page = document[n]
            why = _page_legibility(page)
            page.close()
            if why:
                return f"{why} (page {n + 1})"
    return ""


def _page_legibility(page: Any) -> str:
    from pypdfium2 import raw

    words = page.get_textpage()
    has_words = words.count_chars() > 0
    words.close()
    if has_words:
        return ""
    width = page.get_width() / 72
    for thing in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=2):
        left, _, right, _ = thing.get_bounds()
        shown = (right - left) / 72
        if shown > width / 2 and thing.get_px_size()[0] / shown < _LEAST_DPI:
            return (
                f"has {thing.get_px_size()[0] / shown:.0f} dots per inch; {_LEAST_DPI} is the least"
            )
    from PIL import ImageStat

    seen = page.render(scale=0.7).to_pil().convert("L")
    return "is nearly blank" if ImageStat.Stat(seen).stddev[0] < _BLANK / 2 else ""


def metadata(reading: Reading) -> Iterator[Finding]:
    """GPS, an author, or tracked edits inside."""
    for one in reading.draft.enclosures:
        if not one.data:
            continue
        kind = kind_of(one)
        inside = _pdf_metadata(one.data) if kind == "pdf" else ""
        if kind in ("jpeg", "png"):
            inside = _picture_metadata(one.data)
        known = reading.draft.sender.name if reading.draft.sender else ""
        if inside and not (known and known.casefold() in inside.casefold()):
            yield reading.found(
                "attachment-metadata",
                f"{one.name} carries {inside} inside.",
                one.name,
                part="attachment",
                fix="Print it to a new PDF, or save the picture again without its details.",
            )


def _picture_metadata(data: bytes) -> str:
    picture = _picture(data)
    if picture is None:
        return ""
    exif = picture.getexif()
    if exif.get_ifd(_GPS):
        return "the place where it was taken"
    author = exif.get(_ARTIST) or getattr(picture, "text", {}).get("Author", "")
    return f"its author's name ({author})" if str(author).strip() else ""


def _pdf_metadata(data: bytes) -> str:
    import pypdfium2

    with suppress(pypdfium2.PdfiumError), _document(data) as document:
        author = document.get_metadata_value("Author").strip()
        return f"its author's name ({author})" if author else ""
    return ""


CHECKS = (
    Check("attachment-format", bad_format),
    Check("attachment-unreadable", unreadable),
    Check("attachment-illegible", illegible),
    Check("attachment-metadata", metadata),
)
