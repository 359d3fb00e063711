"""Files that are documents by themselves: PDF, pictures, text, HTML.

A document has no sender, no recipient and no day of its own until the user
says so.  It is kept as correspondence with itself as its one file, so that it
can be shown, enclosed and made an exhibit.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from borrower_desk.intake.charsets import decode
from borrower_desk.intake.magic import recognise
from borrower_desk.intake.mime import Unreadable
from borrower_desk.model import Channel, Incoming, IncomingFile, Sha256
from borrower_desk.text import safe_file_name, safe_line, safe_text

if TYPE_CHECKING:
    import pypdfium2

MAX_PAGES = 2_000
MAX_TEXT = 5_000_000
# Larger pictures are kept and not looked into: a few kilobytes can unpack to gigabytes.
MAX_PIXELS = 200_000_000

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tiff": "image/tiff",
    "gif": "image/gif",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "heic": "image/heic",
    "text": "text/plain",
    "html": "text/html",
    "audio": "audio/*",
}
_PICTURES = ("jpeg", "png", "tiff", "gif", "webp", "bmp", "heic")
_AUDIO = {
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "amr": "audio/amr",
    "aif": "audio/aiff",
    "aiff": "audio/aiff",
    "aifc": "audio/aiff",
    "au": "audio/basic",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
}


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds, as far as it could be read."""

    text: str = ""
    title: str = ""
    notes: tuple[str, ...] = ()


def read_document(source: str, name: str, data: bytes) -> Incoming:
    """A document as it was read; raises `Unreadable` when it is none, or broken for good."""
    form = recognise(name, data)
    if form not in MEDIA_TYPES:
        raise Unreadable("it is not a document of a kind that the desk can take")
    contents = _looked_into(form, data)
    safe_name = safe_file_name(name, "document")
    digest = Sha256(sha256(data).hexdigest())
    media_type = MEDIA_TYPES[form]
    if form == "audio":
        media_type = _AUDIO.get(safe_name.rpartition(".")[2].casefold(), "audio/basic")
    return Incoming(
        source=source,
        original=data,
        sha256=digest,
        content_sha256=digest,
        channel=Channel.VOICEMAIL if form == "audio" else Channel.DOCUMENT,
        on=None,
        sender="",
        to=(),
        subject=_title(safe_name),
        text=contents.text,
        files=(IncomingFile(safe_name, media_type, data, text=contents.text),),
        notes=contents.notes,
    )


def look_into(form: str, data: bytes) -> Contents:
    """The text and the oddities of a file of this form; `Unreadable` when it is broken."""
    if form == "pdf":
        return _pdf(data)
    if form in _PICTURES:
        return _picture(form, data)
    if form == "html":
        return _html(data)
    if form == "text":
        return _text(data)
    return Contents(notes=("a recording: kept as it is; note beside it what is said",))


def text_of_attachment(media_type: str, name: str, data: bytes) -> str:
    """The words in an attachment, for search and classification; "" when it has none."""
    form = recognise(name, data)
    if form == "unknown" and media_type.startswith("text/"):
        form = "html" if media_type == "text/html" else "text"
    if form not in ("pdf", "html", "text", "mail"):
        return ""
    if form != "pdf" and not media_type.startswith(("text/", "application/octet-stream")):
        return ""
    try:
        return _looked_into("text" if form == "mail" else form, data).text
    except Unreadable:
        return ""


def _title(name: str) -> str:
    stem = name.rpartition(".")[0] or name
    return safe_line(re.sub(r"[_\s]+", " ", stem), 200) or name


def _pdf(data: bytes) -> Contents:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except (pypdfium2.PdfiumError, ValueError) as why:
        if b"/Encrypt" in data and "assword" in str(why):
            return Contents(
                notes=("the PDF is locked with a password: kept, its text could not be read",)
            )
        raise Unreadable("the PDF is damaged and cannot be opened") from None
    try:
        return _pdf_text(document)
    finally:
        document.close()


def _pdf_text(document: pypdfium2.PdfDocument) -> Contents:
    import pypdfium2

    pages = len(document)
    notes = [f"{pages} page{'' if pages == 1 else 's'}"]
    texts: list[str] = []
    room = MAX_TEXT
    for number in range(min(pages, MAX_PAGES)):
        try:
            page = document[number]
            words = page.get_textpage().get_text_bounded()
            page.close()
        except (pypdfium2.PdfiumError, ValueError, MemoryError):
            notes.append(f"page {number + 1} could not be read")
            continue
        texts.append(safe_text(words).strip()[:room])
        room -= len(texts[-1])
        if room <= 0:
            notes.append(f"only the text of the first {number + 1} pages is searchable")
            break
    text = "\n\n".join(one for one in texts if one)
    if not text and pages:
        notes.append("the PDF has no text layer: a scan")
    return Contents(text, _pdf_title(document), tuple(notes[:20]))


def _pdf_title(document: pypdfium2.PdfDocument) -> str:
    import pypdfium2

    try:
        return safe_line(str(document.get_metadata_value("Title") or ""), 200)
    except (pypdfium2.PdfiumError, ValueError):
        return ""


def _picture(form: str, data: bytes) -> Contents:
    from io import BytesIO

    from PIL import Image

    if form == "heic":
        import pi_heif

        pi_heif.register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of bombs; the limit below decides
            with Image.open(BytesIO(data)) as picture:
                width, height = picture.size
                if width * height > MAX_PIXELS:
                    return Contents(
                        notes=(f"a picture of {width} × {height}: too large to open, kept",)
                    )
                pages = getattr(picture, "n_frames", 1) if form == "tiff" else 1
                picture.verify()
    except Image.DecompressionBombError:
        return Contents(notes=("a picture too large to open safely: kept as it is",))
    except (OSError, ValueError, SyntaxError, ArithmeticError, LookupError, TypeError, EOFError):
        # Pillow's decoders raise any of these on damage.
        raise Unreadable("the picture is damaged and cannot be opened") from None
    several = f", {pages} pages" if pages > 1 else ""
    return Contents(notes=(f"a picture of {width} × {height} pixels{several}",))


def _html(data: bytes) -> Contents:
    from borrower_desk.intake.html import to_text

    declared = re.search(rb"charset\s*=\s*[\"']?([\w-]{2,40})", data[:4096], re.IGNORECASE)
    page, right = decode(data, declared[1].decode("ascii", "replace") if declared else "")
    readable = to_text(page)
    notes = [] if right else ["its character set was guessed"]
    if readable.hidden:
        notes.append(f"{readable.hidden} hidden elements were left out of the text")
    return Contents(safe_text(readable.text), "", tuple(notes))


def _text(data: bytes) -> Contents:
    text, right = decode(data)
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
    return Contents(safe_text(text), "", () if right else ("its character set was guessed",))


# ── at arm's length ──────────────────────────────────────────────────────────


def _looked_into(form: str, data: bytes) -> Contents:
    """As `look_into`; what native code reads, it reads in a process with bounds."""
    if form in ("html", "text", "audio"):
        return look_into(form, data)
    from borrower_desk.limits import OutOfBoundsError, apart

    try:
        text, title, notes, broken = apart(look_into_plainly, form, data)
    except OutOfBoundsError as why:
        raise Unreadable(str(why)) from None
    if broken:
        raise Unreadable(broken)
    return Contents(text, title, notes)


def look_into_plainly(form: str, data: bytes) -> tuple[str, str, tuple[str, ...], str]:
    """What `look_into` finds, in values that cross between processes; the last says what broke."""
    try:
        found = look_into(form, data)
    except Unreadable as why:
        return "", "", (), str(why)
    return found.text, found.title, found.notes, ""
