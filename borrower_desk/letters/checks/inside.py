"""What is inside a file: its true type, its words, how well it can be read, what it hides.

The only module of the checks that opens files; PDF and picture libraries load
when a file is there.  Each answer is remembered by the file's digest, since the
checks run again as one types.
"""

from __future__ import annotations

import io
import re
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from typing import Any, TypeVar

from borrower_desk.letters.checks.legible import pdf_legibility, photo_legibility
from borrower_desk.letters.checks.opened import (
    drawn,
    open_pdf,
    page_text,
    pages,
    picture_of,
    scan_on,
)
from borrower_desk.letters.checks.reading import CheckedFile

T = TypeVar("T", str, bool)
_PAGES_READ = 200  # of a PDF's text
_PAGES_LOOKED_AT = 5  # for legibility and pictured words: a page takes 20 ms, or seconds
_GPS = 0x8825
_AUTHORS = (0x013B, 0x9C9D, 0xA430)  # artist, Windows' author, the camera's owner
_NOBODY = re.compile(
    r"\W*(?:anonymous|unknown|unspecified|none|n/?a|user|admin|administrator|author|owner"
    r"|scanner|python-docx|root|default|untitled)?\W*\Z",
    re.IGNORECASE,
)
_MARKUP = frozenset(
    ("/Text", "/FreeText", "/StrikeOut", "/Highlight", "/Underline", "/Caret", "/Ink", "/Redact")
)
_FAULTS = (ValueError, TypeError, AttributeError, RuntimeError)  # what a hostile file raises
TAKEN = ("pdf", "jpeg", "png")
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
_BY_ENDING = {
    "pdf": "pdf", "jpg": "jpeg", "jpeg": "jpeg", "jpe": "jpeg", "png": "png", "gif": "gif",
    "tif": "tiff", "tiff": "tiff", "heic": "heic", "heif": "heic", "webp": "webp", "bmp": "bmp",
    "doc": "office", "docx": "office", "xls": "office", "xlsx": "office", "odt": "office",
    "pages": "office", "txt": "text", "csv": "text", "html": "text", "htm": "text", "rtf": "rtf",
    "zip": "zip", "rar": "rar", "7z": "zip", "mp3": "sound", "mp4": "video", "mov": "video",
    "m4a": "sound", "eml": "message", "msg": "message",
}  # fmt: skip
CONVERTIBLE = frozenset({"gif", "tiff", "bmp", "webp", "heic"})


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


_REMEMBERED: OrderedDict[tuple[str, bytes, bool], Any] = OrderedDict()
_MOST_REMEMBERED = 256
_TOO_MUCH = "takes too long or too much memory to open"


def _remembered(
    answer: Callable[[bytes, bool], T], data: bytes, otherwise: T, *, look: bool = False
) -> T:
    """What a reader of native code finds, apart from the desk; `otherwise` for what breaks it."""
    from borrower_desk.limits import OutOfBoundsError, apart

    digest = blake2b(data, digest_size=16).digest()
    key = (answer.__name__, digest, look)
    if key not in _REMEMBERED:
        broken = (_TOO_MUCH, digest, False)  # then nothing else is asked of the same file
        try:
            found = otherwise if broken in _REMEMBERED else apart(answer, data, look)
        except OutOfBoundsError:
            _REMEMBERED[broken] = found = otherwise
        except ValueError:  # what the checks' own readers did not foresee
            found = otherwise
        _REMEMBERED[key] = found
        while len(_REMEMBERED) > _MOST_REMEMBERED:
            _REMEMBERED.popitem(last=False)
    answered: T = _REMEMBERED[key]
    return answered


def claims_taken(one: CheckedFile, kind: str) -> bool:
    """Unknown bytes under a PDF's or a picture's name: damaged, rather than another type."""
    ending = one.name.rpartition(".")[2].casefold()
    return kind == "unknown" and _BY_ENDING.get(ending) in TAKEN


def trouble(one: CheckedFile) -> str:
    """Why a file cannot be read at all: empty, damaged, locked; empty when it can."""
    if one.data is None:
        return ""
    if not one.data:
        return "is empty"
    kind, data = kind_of(one), one.data
    if kind == "pdf":
        return _remembered(_pdf_trouble, data, _TOO_MUCH)
    if kind in ("jpeg", "png"):
        return _remembered(_picture_trouble, data, _TOO_MUCH)
    return "is damaged" if claims_taken(one, kind) else ""


def text_of(one: CheckedFile, *, look: bool = False) -> str:
    """The words in a file, up to 200 pages; with `look`, the words in its pictures too."""
    kind, data = kind_of(one), one.data
    if not data or kind not in TAKEN or (kind != "pdf" and not look):
        return ""
    if kind == "pdf":
        return _remembered(_pdf_text, data, "", look=_can(look))
    return _remembered(_picture_text, data, "", look=_can(look))


def _can(look: bool) -> bool:
    """Are pictures looked at: is it asked for, and is there what reads them?"""
    if not look:
        return False
    from borrower_desk.pdf import ocr

    return ocr.installed() is not None


def has_pictures(one: CheckedFile) -> bool:
    """Does a file hold words, if any, that only tesseract can read?"""
    kind, data = kind_of(one), one.data
    if not data or kind not in TAKEN:
        return False
    return kind != "pdf" or _remembered(_holds_scan, data, False)


def legibility(one: CheckedFile, *, look: bool = False) -> str:
    """Why a file is hard to read: too few dots, blurred, nearly blank, on its side."""
    kind, data = kind_of(one), one.data
    if not data or kind not in TAKEN:
        return ""
    find = _pdf_legibility if kind == "pdf" else _photo_legibility
    return _remembered(find, data, "", look=_can(look))


def hidden(one: CheckedFile) -> str:
    """What a file carries unseen: a place, an author, edits; empty when nothing."""
    kind, data = kind_of(one), one.data
    if not data or kind not in _HIDING:
        return ""
    return _remembered(_HIDING[kind], data, "")


# ── PDF ──────────────────────────────────────────────────────────────────────
# Each of these runs in a process with limits: bytes and "look" in, a plain value out.


def _pdf_trouble(data: bytes, _: bool) -> str:
    import pypdfium2

    try:
        opened = open_pdf(data)
    except pypdfium2.PdfiumError as why:
        locked = "password" in str(why).casefold() or "security" in str(why).casefold()
        return "is locked with a password" if locked else "is damaged"
    with opened:
        if len(opened) == 0:
            return "has no pages"
        try:
            opened[0].close()
        except pypdfium2.PdfiumError:
            return "is damaged"
    # A file that opens without a password may still forbid its reader to print it.
    return "is encrypted" if re.search(rb"/Encrypt\s+\d+\s+\d+\s+R", data[-4096:]) else ""


def _pdf_text(data: bytes, look: bool) -> str:
    from borrower_desk.pdf import ocr

    said = []
    for n, page in pages(data, _PAGES_READ):
        words = page_text(page)
        if look and n <= _PAGES_LOOKED_AT and scan_on(page) is not None:
            words += "\n" + ocr.words_in(drawn(page, 200))
        said.append(words)
    return "\n".join(said)


def _holds_scan(data: bytes, _: bool) -> bool:
    return any(scan_on(page) is not None for _, page in pages(data, _PAGES_LOOKED_AT))


def _pdf_legibility(data: bytes, look: bool) -> str:
    return pdf_legibility(data, look=look)


def _pdf_hidden(data: bytes, _: bool) -> str:
    import pikepdf

    for at in [one.start() for one in re.finditer(rb"Exif\0\0", data)][:5]:
        start = data.rfind(b"\xff\xd8\xff", max(0, at - 64), at)
        if start >= 0 and "place" in _details(data[start:], whole=False):
            return "the place where a picture was taken"
    try:
        with pikepdf.open(io.BytesIO(data)) as made:
            author = _pdf_author(made)
            if not _NOBODY.match(author):
                return f"its author's name ({author.strip()})"
            for page in made.pages:
                for note in page.get("/Annots", []):
                    if str(note.get("/Subtype", "")) in _MARKUP:
                        return "comments or edits on its pages"
    except (pikepdf.PdfError, pikepdf.PasswordError, *_FAULTS):
        return ""
    return ""


def _pdf_author(made: Any) -> str:
    author = str(made.docinfo.get("/Author", "")) if "/Info" in made.trailer else ""
    if not _NOBODY.match(author) or "/Metadata" not in made.Root:
        return author
    with made.open_metadata(set_pikepdf_as_editor=False) as xmp:
        said = xmp.get("dc:creator", "")
    return ", ".join(said) if isinstance(said, list) else str(said or "")


# ── pictures ─────────────────────────────────────────────────────────────────


def _picture_trouble(data: bytes, _: bool) -> str:
    return "is damaged" if picture_of(data) is None else ""


def _photo_legibility(data: bytes, look: bool) -> str:
    return photo_legibility(data, look=look)


def _picture_text(data: bytes, look: bool) -> str:
    from PIL import ImageOps

    from borrower_desk.pdf import ocr

    picture = picture_of(data) if look else None
    if picture is None:
        return ""
    return ocr.words_in(ImageOps.exif_transpose(picture))


def _picture_hidden(data: bytes, _: bool) -> str:
    return _details(data, whole=True)


def _details(data: bytes, *, whole: bool) -> str:
    picture = picture_of(data, whole=whole)
    if picture is None:
        return ""
    exif = picture.getexif()
    xmp = picture.info.get("xmp", b"") or picture.info.get("XML:com.adobe.xmp", "")
    if exif.get_ifd(_GPS) or b"GPSLatitude" in (xmp.encode() if isinstance(xmp, str) else xmp):
        return "the place where it was taken"
    said = [exif.get(tag) or exif.get_ifd(0x8769).get(tag) for tag in _AUTHORS]
    said.append(getattr(picture, "text", {}).get("Author", ""))
    for author in said:
        name = author.decode("utf-16-le", "ignore") if isinstance(author, bytes) else author
        bare = str(name or "").strip("\0 ")
        if not _NOBODY.match(bare):
            return f"its author's name ({bare})"
    return ""


def _document_hidden(data: bytes, _: bool) -> str:
    """Tracked edits in a word processor's file."""
    from zipfile import BadZipFile, ZipFile

    with suppress(BadZipFile, KeyError, OSError, ValueError, NotImplementedError, RuntimeError):
        with ZipFile(io.BytesIO(data)) as packed, packed.open("word/document.xml") as words:
            said = words.read(4 * 1024 * 1024)
        if re.search(rb"<w:(?:ins|del) ", said):
            return "tracked edits"
    return ""


_HIDING: dict[str, Callable[[bytes, bool], str]] = {
    "pdf": _pdf_hidden,
    "jpeg": _picture_hidden,
    "png": _picture_hidden,
    "zip": _document_hidden,
}
