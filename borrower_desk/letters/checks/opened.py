"""Files opened: a PDF page by page, a picture decoded; never more than a sane amount of them."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

_LARGEST_PICTURE = 80_000_000  # pixels


def open_pdf(data: bytes) -> Any:
    """The PDF; pypdfium2.PdfiumError where it is locked or damaged."""
    import pypdfium2

    return pypdfium2.PdfDocument(data)


def pages(data: bytes, most: int) -> Iterator[tuple[int, Any]]:
    """The first pages of a PDF, each open while it is looked at; none when it is damaged."""
    import pypdfium2

    with suppress(pypdfium2.PdfiumError), open_pdf(data) as document:
        for n in range(min(len(document), most)):
            page = document[n]
            try:
                yield n + 1, page
            finally:
                page.close()


def page_text(page: Any) -> str:
    """The words of a page's text layer."""
    words = page.get_textpage()
    try:
        return str(words.get_text_bounded())
    finally:
        words.close()


def drawn(page: Any, dpi: float) -> Image:
    """The page as a picture, at most 4,000 pixels long."""
    scale = min(dpi / 72, 4000 / max(1.0, page.get_width(), page.get_height()))
    picture: Image = page.render(scale=scale).to_pil()
    return picture


def scan_on(page: Any) -> Any:
    """The largest picture that covers over half of a page's width and a quarter of its height."""
    from pypdfium2 import raw

    best, area = None, 0.0
    for thing in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = thing.get_bounds()
        wide, high = right - left, top - bottom
        covers = wide > page.get_width() / 2 and high > page.get_height() / 4
        if covers and wide * high > area:
            best, area = thing, wide * high
    return best


def picture_of(data: bytes, *, whole: bool = True) -> Image | None:
    """The picture, decoded; None when it is damaged or absurdly large."""
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
            if picture.width * picture.height > _LARGEST_PICTURE:
                return None
            if whole:
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
