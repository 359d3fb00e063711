"""One page of a PDF as pdfium draws it: a JPEG of its pixels."""

from __future__ import annotations

import io
from typing import Any

from borrower_desk.errors import PageUnreadable
from borrower_desk.pdf.pages import Picture

DOTS = 200.0  # an inch: letters stay sharp, a page stays under half a megabyte
LARGEST = 5200  # pixels a side


def page_picture(data: bytes, number: int) -> Picture:
    """Page `number`, from 0; `PageUnreadable` when it can't be drawn."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as pdf:
            page = pdf[number]
            scale = min(DOTS / 72, LARGEST / max(*page.get_size(), 1))
            image = page.render(scale=scale, draw_annots=True).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, IndexError, ValueError) as why:
        raise PageUnreadable(f"This page of the file is damaged: {why}.") from None
    return packed(image)


def packed(image: Any) -> Picture:
    """An RGB picture as JPEG; one without colour in grey."""
    from PIL import ImageChops

    red, green, blue = image.split()
    grey = not (
        ImageChops.difference(red, green).point(lambda v: v > 24 and 255).getbbox()
        or ImageChops.difference(green, blue).point(lambda v: v > 24 and 255).getbbox()
    )
    kept = green if grey else image
    out = io.BytesIO()
    kept.save(out, "JPEG", quality=82, subsampling=0)
    return Picture(out.getvalue(), "/DCTDecode", kept.width, kept.height, 1 if grey else 3)
