"""Photographed pages gathered into one document: a PDF, each page upright, originals beside it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from borrower_desk.errors import UnsupportedKind
from borrower_desk.intake.documents import MEDIA_TYPES
from borrower_desk.intake.magic import recognise
from borrower_desk.intake.scans import frames, upright
from borrower_desk.limits import go_on
from borrower_desk.model import Channel, Incoming, IncomingFile, Sha256
from borrower_desk.text import safe_file_name, safe_line

if TYPE_CHECKING:
    from PIL.Image import Image

_QUALITY = 90
_PAPER_INCHES = 11.0  # the long side of US letter paper, which most pages are


def gathered(paths: Sequence[Path]) -> Incoming:
    """One document of the pictures at `paths`, in their order.

    Raises `UnsupportedKind` for what is no picture.  The same pictures give the
    same bytes, so that gathering them twice finds the first.
    """
    pages, files, notes = [], [], []
    for path in paths:
        data = path.read_bytes()
        form = recognise(path.name, data)
        found = _frames(path, form, data)
        for one in found:
            go_on()
            page, turned = upright(one)
            pages.append(page)
            if turned:
                notes.append(f"page {len(pages)} was turned by {turned}° to stand upright")
        name = safe_file_name(path.name, "page")
        files.append(IncomingFile(name, MEDIA_TYPES[form], data))
    document = _as_pdf(pages)
    digest = Sha256(sha256(document).hexdigest())
    title = safe_line(paths[0].stem, 200) or "Photographed letter"
    notes.insert(0, f"{len(pages)} photographed pages, gathered; the pictures are kept as they are")
    whole = IncomingFile(f"{safe_file_name(title, 'letter')}.pdf", "application/pdf", document)
    return Incoming(
        source=", ".join(str(one) for one in paths)[:1000],
        original=document,
        sha256=digest,
        content_sha256=digest,
        channel=Channel.DOCUMENT,
        on=None,
        sender="",
        to=(),
        subject=title,
        text="",
        files=(whole, *files),
        notes=tuple(notes),
    )


def with_words(incoming: Incoming) -> Incoming:
    """The same with what OCR reads of the gathered pages."""
    from borrower_desk.intake.scans import with_ocr

    # The PDF is read, in its order; the pictures are the same pages once more.
    read = with_ocr(replace(incoming, files=incoming.files[:1]))
    return replace(read, files=(*read.files, *incoming.files[1:]))


def _frames(path: Path, form: str, data: bytes) -> list[Image]:
    if form in ("jpeg", "png", "tiff", "webp", "bmp", "heic"):
        try:
            found = list(frames(data))
        except (OSError, ValueError, SyntaxError, ArithmeticError, LookupError, TypeError):
            found = []
        if found:
            return list(found)
    raise UnsupportedKind(
        f"{path} is no picture of a page that can be read.",
        hint="Gather photographs (JPEG, PNG, TIFF, HEIC); import the rest without --together.",
    )


def _as_pdf(pages: Sequence[Image]) -> bytes:
    out = BytesIO()
    first, *rest = pages
    never = time.gmtime(0)
    dots = max(72.0, max(max(one.size) for one in pages) / _PAPER_INCHES)
    first.save(
        out, "PDF", save_all=True, append_images=rest, quality=_QUALITY, resolution=dots,
        creationDate=never, modDate=never, producer="", creator="",
    )  # fmt: skip
    return out.getvalue()
