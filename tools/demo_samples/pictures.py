"""Pictures: a certified-mail receipt and a return card as photographed, the portal, a logo.

Drawn with Pillow and seeded noise, so that they look like photographs and are
the same each time.
"""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING

from demo_samples.papers import FONTS

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

BLUE_PEN = (28, 47, 112)
GREEN = (28, 104, 62)


def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(FONTS / name), size, layout_engine=ImageFont.Layout.BASIC)


def _handwriting(
    paper: Image.Image, where: tuple[int, int], text: str, size: int, chance: random.Random
) -> None:
    """Words as from a ball pen: slanted, uneven, each letter on its own line."""
    from PIL import Image, ImageDraw

    x, y = where
    font = _font(size)
    for letter in text:
        width = int(font.getlength(letter))
        glyph = Image.new("L", (width + size, size * 2), 0)
        ImageDraw.Draw(glyph).text((size // 3, size // 3), letter, 255, font=font)
        slant = 0.28 + chance.uniform(-0.05, 0.05)
        glyph = glyph.transform(
            glyph.size,
            Image.Transform.AFFINE,
            (1, slant, -slant * size, 0, 1, 0),
            Image.Resampling.BILINEAR,
        )
        glyph = glyph.rotate(chance.uniform(-5, 5), Image.Resampling.BILINEAR)
        paper.paste(BLUE_PEN, (x - size // 3, y - size // 3 + chance.randint(-2, 2)), glyph)
        x += int(width * 0.93)


def _barcode(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], digits: str) -> None:
    chance = random.Random(digits)
    x, top, right, bottom = box
    while x < right:
        bar = chance.choice((2, 2, 4, 6))
        draw.rectangle((x, top, min(x + bar - 1, right), bottom), fill=(20, 20, 20))
        x += bar + chance.choice((2, 4, 4))


def _postmark(paper: Image.Image, centre: tuple[int, int], lines: tuple[str, ...]) -> None:
    """A round postmark in thin black ink, a little askew."""
    from PIL import Image, ImageDraw

    size = 330
    stamp = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(stamp)
    draw.ellipse((8, 8, size - 9, size - 9), outline=215, width=6)
    draw.ellipse((26, 26, size - 27, size - 27), outline=190, width=3)
    for n, line in enumerate(lines):
        font = _font(37 if n == 1 else 32, bold=True)
        draw.text((size / 2, 92 + n * 62), line, 225, font=font, anchor="mm")
    worn = random.Random("worn")
    for _ in range(900):
        x, y = worn.randrange(size), worn.randrange(size)
        draw.rectangle((x, y, x + worn.randint(0, 3), y + worn.randint(0, 2)), fill=0)
    stamp = stamp.rotate(-13, Image.Resampling.BILINEAR)
    paper.paste((38, 36, 44), (centre[0] - size // 2, centre[1] - size // 2), stamp)


def _photographed(
    paper: Image.Image, angle: float, seed: str, size: tuple[int, int], quality: int = 68
) -> bytes:
    """The paper on a wooden table, under a lamp, held by a phone turned on its side."""
    from PIL import Image, ImageChops, ImageDraw, ImageFilter

    chance = random.Random(seed)
    width, height = size
    table = Image.new("RGB", size, (122, 86, 58))
    grain = ImageDraw.Draw(table)
    for _ in range(240):
        y, shade = chance.randrange(height), chance.randint(-16, 14)
        grain.line(
            (0, y, width, y + chance.randint(-18, 18)),
            fill=(122 + shade, 86 + shade, 58 + shade),
            width=chance.randint(1, 4),
        )
    table = table.filter(ImageFilter.GaussianBlur(1.2))
    mask = Image.new("L", paper.size, 255)
    turned = paper.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    mask = mask.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    at = ((width - turned.width) // 2, (height - turned.height) // 2)
    shadow = Image.new("L", size, 0)
    shadow.paste(mask, (at[0] + 14, at[1] + 18))
    table.paste(
        (46, 32, 22),
        (0, 0),
        shadow.filter(ImageFilter.GaussianBlur(14)).point(lambda v: v * 6 // 10),
    )
    table.paste(turned, at, mask)
    light = (
        Image.radial_gradient("L")
        .resize((width * 2, height * 2))
        .crop((width // 3, height // 3, width // 3 + width, height // 3 + height))
    )
    light = light.point(lambda v: 255 - v * 9 // 20).convert("RGB")
    table = ImageChops.multiply(table, light)
    specks = Image.frombytes("L", (width // 2, height // 2), chance.randbytes(width * height // 4))
    specks = specks.resize(size, Image.Resampling.BILINEAR).point(lambda v: v * 14 // 255)
    table = ImageChops.add(table, specks.convert("RGB"), offset=-7)
    table = table.filter(ImageFilter.GaussianBlur(0.6))
    exif = Image.Exif()
    exif[0x0112] = 6  # stored lying on its side: turn it 90 degrees clockwise to look at it
    exif[0x010F], exif[0x0110] = "Fernwood", "FW-12"
    exif[0x0132] = "2026:10:28 19:06:41" if "receipt" in seed else "2026:11:06 18:22:09"
    lying = table.transpose(Image.Transpose.ROTATE_90)
    out = io.BytesIO()
    lying.save(out, "JPEG", quality=quality, dpi=(200, 200), exif=exif, subsampling=2)
    return out.getvalue()


def certified_receipt() -> bytes:
    """The receipt for the certified letter with the September check, postmarked September 8."""
    from PIL import Image, ImageDraw

    chance = random.Random("receipt")
    paper = Image.new("RGB", (1060, 1330), (247, 246, 240))
    draw = ImageDraw.Draw(paper)
    draw.rectangle((0, 0, 150, 1330), fill=GREEN)
    side = Image.new("L", (1330, 150), 0)
    ImageDraw.Draw(side).text(
        (665, 75), "CERTIFIED MAIL", 255, font=_font(88, bold=True), anchor="mm"
    )
    paper.paste((250, 250, 245), (0, 0), side.rotate(90, expand=True))
    draw.text((190, 34), "U.S. Postal Service", (20, 20, 20), font=_font(42, bold=True))
    draw.text((190, 88), "CERTIFIED MAIL RECEIPT", (20, 20, 20), font=_font(54, bold=True))
    draw.text((190, 154), "Domestic Mail Only", (20, 20, 20), font=_font(34))
    _barcode(draw, (190, 214, 1010, 318), "9589071052700418196408")
    draw.text(
        (600, 346),
        "9589 0710 5270 0418 1964 08",
        (20, 20, 20),
        font=_font(42, bold=True),
        anchor="mm",
    )
    rows = (
        ("Certified Mail Fee", "4.85"),
        ("Return Receipt (electronic)", "2.82"),
        ("Postage", "0.78"),
        ("Envelope", "1.41"),
        ("Total Postage and Fees", "9.86"),
    )
    for n, (name, amount) in enumerate(rows):
        top = 392 + n * 86
        draw.rectangle((190, top, 660, top + 86), outline=(90, 90, 90), width=2)
        draw.text((204, top + 8), name, (40, 40, 40), font=_font(26))
        draw.text((470, top + 38), f"$ {amount}", (25, 25, 25), font=_font(36, bold=True))
    draw.rectangle((660, 392, 1016, 822), outline=(90, 90, 90), width=2)
    draw.text((838, 792), "Postmark Here", (110, 110, 110), font=_font(26), anchor="mm")
    _postmark(paper, (838, 590), ("DAYTON OH", "SEP 08 2026", "45410"))
    lines = (
        ("Sent To", "Lakeshore Mortgage Servicing"),
        ("Street and Apt. No., or PO Box No.", "P.O. Box 7740"),
        ("City, State, ZIP+4", "Carol Stream  IL  60197-7740"),
    )
    for n, (name, written) in enumerate(lines):
        top = 838 + n * 132
        draw.line((190, top + 128, 1016, top + 128), fill=(90, 90, 90), width=2)
        draw.text((194, top + 6), name, (60, 60, 60), font=_font(24))
        _handwriting(paper, (214, top + 56), written, 46, chance)
    draw.text(
        (190, 1262),
        "Form 3800-S, April 2025        See Reverse for Instructions",
        (60, 60, 60),
        font=_font(24),
    )
    return _photographed(paper, 2.6, "receipt on the table", (1240, 1640))


def return_card() -> bytes:
    """The green card that came back: the notice of error was received on November 2."""
    from PIL import Image, ImageDraw

    chance = random.Random("card")
    paper = Image.new("RGB", (1240, 800), (206, 226, 205))
    draw = ImageDraw.Draw(paper)
    ink = (30, 62, 44)
    draw.rectangle((14, 14, 1226, 786), outline=ink, width=3)
    draw.line((620, 14, 620, 786), fill=ink, width=3)
    draw.text((30, 26), "SENDER: COMPLETE THIS SECTION", ink, font=_font(28, bold=True))
    draw.text((640, 26), "COMPLETE THIS SECTION ON DELIVERY", ink, font=_font(25, bold=True))
    draw.text((30, 96), "1. Article Addressed to:", ink, font=_font(26))
    for n, line in enumerate(
        (
            "Lakeshore Mortgage Servicing",
            "Error Resolution",
            "P.O. Box 9002",
            "Columbus OH 43216-9002",
        )
    ):
        _handwriting(paper, (48, 146 + n * 70), line, 34, chance)
    _barcode(draw, (40, 470, 590, 548), "9590940271830418220731")
    draw.text((30, 600), "2. Article Number", ink, font=_font(26))
    draw.text((44, 646), "9589 0710 5270 0418 2207 31", (20, 20, 20), font=_font(30, bold=True))
    draw.text((30, 744), "Form 3811-S, July 2024     Domestic Return Receipt", ink, font=_font(22))
    draw.text((640, 96), "A. Signature", ink, font=_font(26))
    _handwriting(paper, (680, 134), "R. Delgado", 58, chance)
    draw.text((640, 250), "B. Received by (Printed Name)", ink, font=_font(24))
    _handwriting(paper, (660, 296), "Rosa Delgado", 40, chance)
    draw.line((640, 366, 1210, 366), fill=ink, width=2)
    draw.text((640, 380), "C. Date of Delivery", ink, font=_font(26))
    _handwriting(paper, (680, 424), "11 / 2 / 26", 52, chance)
    draw.line((640, 510, 1210, 510), fill=ink, width=2)
    draw.text((640, 526), "D. Is delivery address different from item 1?   No", ink, font=_font(22))
    draw.text((640, 620), "3. Service Type", ink, font=_font(26))
    draw.rectangle((660, 668, 688, 696), outline=ink, width=3)
    draw.line((664, 672, 684, 692), fill=BLUE_PEN, width=5)
    draw.line((684, 672, 664, 692), fill=BLUE_PEN, width=5)
    draw.text((704, 666), "Certified Mail", ink, font=_font(26))
    return _photographed(paper, -1.9, "card on the table", (1420, 1000), 60)


def portal_history() -> bytes:
    """What the portal showed on October 6: the batch number carries the day of receipt."""
    from PIL import Image, ImageDraw

    page = Image.new("RGB", (1280, 760), (244, 246, 249))
    draw = ImageDraw.Draw(page)
    grey, dark, blue = (96, 106, 118), (28, 36, 46), (15, 76, 117)
    draw.rectangle((0, 0, 1280, 40), fill=(222, 226, 231))
    draw.rounded_rectangle((150, 7, 900, 33), 12, fill=(255, 255, 255))
    draw.text((168, 11), "my.lakeshore-mortgage.example/loans/history", grey, font=_font(15))
    draw.rectangle((0, 40, 1280, 104), fill=blue)
    draw.text((40, 56), "MyLakeshore", (255, 255, 255), font=_font(28, bold=True))
    draw.text((1040, 64), "Maria L.   Sign out", (214, 228, 240), font=_font(17))
    for n, name in enumerate(
        ("Overview", "Payments", "History", "Escrow", "Documents", "Messages (1)")
    ):
        chosen = name == "History"
        draw.text((40 + n * 150, 120), name, blue if chosen else grey, font=_font(17, bold=chosen))
        if chosen:
            draw.rectangle((40 + n * 150, 146, 110 + n * 150, 149), fill=(224, 122, 31))
    draw.text((40, 176), "Transaction history", dark, font=_font(26, bold=True))
    draw.text(
        (40, 214),
        "Loan ******4567   |   12 Oak Street, Dayton, OH 45402   |   as of 10/06/2026",
        grey,
        font=_font(16),
    )
    columns = (60, 200, 340, 700, 900, 1060)
    draw.rectangle((40, 252, 1240, 292), fill=(228, 234, 240))
    for x, name in zip(
        columns,
        ("Posted", "Effective", "Description", "Batch / ref.", "Amount", "Principal bal."),
        strict=True,
    ):
        draw.text((x, 262), name, dark, font=_font(16, bold=True))
    rows = (
        (
            "10/01/2026",
            "10/01/2026",
            "Payment - bill pay check 70114",
            "LBX-1001-0873",
            "$1,855.00",
            "$239,258.20",
        ),
        (
            "09/18/2026",
            "09/18/2026",
            "Payment - check 1187",
            "LBX-0911-2041",
            "$1,855.00",
            "$239,791.16",
        ),
        (
            "09/17/2026",
            "09/17/2026",
            "Late charge assessed",
            "LC-0917-30655",
            "$92.75",
            "$240,322.13",
        ),
        (
            "08/03/2026",
            "08/01/2026",
            "Payment - AutoPay",
            "ACH-0801-4410",
            "$1,855.00",
            "$240,322.13",
        ),
        (
            "07/20/2026",
            "07/20/2026",
            "Escrow disbursement - county tax",
            "DSB-0720-0118",
            "$1,803.42",
            "$240,851.12",
        ),
        (
            "07/01/2026",
            "07/01/2026",
            "Payment - AutoPay",
            "ACH-0701-4398",
            "$1,855.00",
            "$240,851.12",
        ),
        (
            "06/01/2026",
            "06/01/2026",
            "Payment - AutoPay",
            "ACH-0601-4391",
            "$1,855.00",
            "$241,378.13",
        ),
    )
    for n, row in enumerate(rows):
        top = 292 + n * 52
        draw.rectangle(
            (40, top, 1240, top + 52), fill=(255, 255, 255) if n % 2 == 0 else (250, 251, 253)
        )
        draw.line((40, top + 52, 1240, top + 52), fill=(226, 231, 236))
        for x, value in zip(columns, row, strict=True):
            draw.text((x, top + 16), value, dark, font=_font(16))
    draw.rounded_rectangle((40, 676, 1240, 736), 6, fill=(255, 247, 232), outline=(224, 170, 90))
    draw.text(
        (58, 694),
        "Unpaid fees: $92.75.   AutoPay is off. Enroll again to never miss a payment.",
        dark,
        font=_font(17),
    )
    out = io.BytesIO()
    page.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True, dpi=(110, 110))
    return out.getvalue()


def logo() -> bytes:
    """The servicer's small logo, for the message that shows it inside the text."""
    from PIL import Image, ImageDraw

    mark = Image.new("RGB", (260, 56), (255, 255, 255))
    draw = ImageDraw.Draw(mark)
    draw.ellipse((6, 6, 50, 50), fill=(15, 76, 117))
    draw.polygon([(12, 36), (22, 26), (30, 32), (44, 18), (44, 40), (16, 42)], fill=(122, 190, 220))
    draw.text((60, 8), "Lakeshore", (15, 76, 117), font=_font(22, bold=True))
    draw.text((61, 34), "Mortgage Servicing", (96, 106, 118), font=_font(13))
    out = io.BytesIO()
    mark.quantize(32, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()
