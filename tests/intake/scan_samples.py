"""Pages of letters as pictures, drawn for tests."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

LINES = (
    "Lakeshore Mortgage Servicing",
    "Loan number 0001234567",
    "We received your notice of error",
    "on January 4, 2027. We will answer",
    "within thirty business days.",
    "Escrow shortage: $412.00",
    "Please keep this letter for your records.",
)


def page(lines: tuple[str, ...] = LINES, turn: int = 0) -> Image.Image:
    """A page of large type, turned clockwise by so many degrees."""
    made = Image.new("RGB", (825, 1050), "white")
    pen, font = ImageDraw.Draw(made), ImageFont.load_default(size=33)
    for number, line in enumerate(lines):
        pen.text((60, 90 + 68 * number), line, "black", font=font)
    return made.rotate(-turn, expand=True)


def packed(picture: Image.Image, form: str = "PNG", **more: object) -> bytes:
    out = BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()
