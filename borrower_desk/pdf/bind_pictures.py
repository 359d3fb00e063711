"""Painted pages as a file: a PDF of pictures with words beneath, or a picture."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import BinaryIO

from borrower_desk.errors import PageUnreadable
from borrower_desk.pdf.blackout import Blackened
from borrower_desk.pdf.pages import Picture, picture_form, write_beneath

PICTURE_FORMS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG"}


def pictures_as_pdf(pages: Sequence[Blackened], log: bytes, file: BinaryIO) -> None:
    """Write the pages, and behind them the log, which is a PDF of its own."""
    import pikepdf

    made = pikepdf.new()
    for page in pages:
        if page.picture is None:
            raise PageUnreadable("A page has no picture.")
        form = picture_form(made, page.picture)
        form.Matrix = pikepdf.Array([1, 0, 0, 1, 0, 0])
        if page.words:
            write_beneath(made, form, page.words)
        size = (max(page.width, 3.0), max(page.height, 3.0))
        blank = made.add_blank_page(page_size=size)
        drawing = f"q {size[0]:.4f} 0 0 {size[1]:.4f} 0 0 cm /Page Do Q"
        blank.obj.Contents = made.make_stream(drawing.encode())
        blank.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=form))
    with pikepdf.open(io.BytesIO(log)) as behind:
        made.pages.extend(behind.pages)
        for bound in made.pages:
            for key in ("/StructParents", "/Tabs"):
                if key in bound.obj:
                    del bound.obj[key]
        made.docinfo["/Title"] = "Redacted copy"
        made.Root.Lang = pikepdf.String("en")
        made.save(file, deterministic_id=True)


def as_picture(picture: Picture, suffix: str) -> bytes:
    """The pixels as JPEG or PNG, and nothing else."""
    form = PICTURE_FORMS[suffix.casefold()]
    if form == "JPEG":
        return picture.data
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(picture.data)).save(out, form)
    return out.getvalue()
