"""The pages of an enclosure, small: what a screen shows so that one sees what goes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from borrower_desk.model import Enclosure

if TYPE_CHECKING:
    from PIL.Image import Image

    from borrower_desk.desk.store import Store

MOST_PAGES = 8
_LARGEST = 40_000_000  # pixels of a picture that is opened at all


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """One page in shades of grey: `rows` of `width` values from 0, black, to 255, white."""

    page: int
    width: int
    rows: tuple[bytes, ...]


def thumbnails(store: Store, one: Enclosure, width: int) -> list[Thumbnail]:
    """The first pages of an enclosure, `width` pixels wide; none for what cannot be shown."""
    from borrower_desk.limits import OutOfBoundsError, apart

    try:
        found = apart(drawn_small, one.media_type, store.blob(one.sha256), width)
    except (OutOfBoundsError, ValueError):
        return []
    return [Thumbnail(n, wide, rows) for n, (wide, rows) in enumerate(found, start=1)]


def drawn_small(media_type: str, data: bytes, width: int) -> list[tuple[int, tuple[bytes, ...]]]:
    """The pages as plain values, for `thumbnails`: it runs where a broken file does no harm."""
    images = _pdf_pages(data, width) if media_type == "application/pdf" else _picture(data, width)
    return [(image.width, _rows(image)) for image in images]


def _rows(image: Image) -> tuple[bytes, ...]:
    flat = image.convert("L").tobytes()
    return tuple(flat[n : n + image.width] for n in range(0, len(flat), image.width))


def _pdf_pages(data: bytes, width: int) -> list[Image]:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as pdf:
            return [
                pdf[n].render(scale=width / max(1.0, pdf[n].get_width())).to_pil()
                for n in range(min(len(pdf), MOST_PAGES))
            ]
    except pypdfium2.PdfiumError:
        return []


def _picture(data: bytes, width: int) -> list[Image]:
    from io import BytesIO

    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(data)) as opened:
            if opened.width * opened.height > _LARGEST:
                return []
            picture = ImageOps.exif_transpose(opened).convert("L")
    except (OSError, ValueError, Image.DecompressionBombError):
        return []
    height = max(1, round(picture.height * width / max(1, picture.width)))
    return [picture.resize((width, min(height, 4 * width)))]
