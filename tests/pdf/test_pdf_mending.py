"""Copies that can go out: converted, upright, bare, light, in parts; tried on real files."""

from __future__ import annotations

import io
import random

import pikepdf
import pypdfium2
import pytest
from apt import needs
from PIL import Image, ImageDraw, ImageFont

from borrower_desk.errors import PageUnreadable
from borrower_desk.pdf import mending, ocr

FONT = "borrower_desk/pdf/fonts/DejaVuSans.ttf"
WORDS = [
    "Statement of your account, November 2026",
    "Your payment of 1,855.00 was received on November 12",
    "A late fee of 71.61 was charged on November 17",
    "The next payment is due on December 1, 2026",
    "Please write to the address below with any question",
    "Keep this page with your records of the year",
    "Thank you for being our customer for many years",
    "This page is the first of two pages in this letter",
]


def page(turn: int = 0) -> Image.Image:
    made = Image.new("RGB", (1700, 2200), "white")
    pen, font = ImageDraw.Draw(made), ImageFont.truetype(FONT, 40)
    for n, line in enumerate(WORDS):
        pen.text((150, 200 + 90 * n), line, font=font, fill="black")
    return made.rotate(turn, expand=True)


def saved(picture: Image.Image, form: str, **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()


def noisy(width: int = 3400, height: int = 4400) -> Image.Image:
    made = Image.frombytes("L", (850, 1100), random.Random(1).randbytes(850 * 1100))
    return made.resize((width, height))


@pytest.mark.parametrize("form", ["TIFF", "GIF", "BMP", "WEBP"])
def test_a_picture_becomes_a_page_of_letter_paper(form):
    with pypdfium2.PdfDocument(mending.to_pdf(saved(page(), form))) as made:
        assert len(made) == 1
        assert [round(n) for n in made[0].get_size()] == [612, 792]


def test_each_page_of_a_scanned_tiff_is_kept():
    data = saved(page(), "TIFF", save_all=True, append_images=[page(), page()])
    with pypdfium2.PdfDocument(mending.to_pdf(data)) as made:
        assert len(made) == 3


def test_a_damaged_picture_is_said_to_be_damaged():
    with pytest.raises(PageUnreadable):
        mending.to_pdf(b"II*\0 and nothing more")


def test_a_jpeg_loses_its_place_and_author_but_no_pixel():
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (39.0, 47.0, 0.0)}
    exif[0x013B] = "Casey Clerk"
    data = saved(page(), "JPEG", exif=exif, comment=b"by Casey")

    bare = mending.bare_jpeg(data)

    with Image.open(io.BytesIO(data)) as old, Image.open(io.BytesIO(bare)) as new:
        assert not new.getexif()
        assert "comment" not in new.info
        assert old.tobytes() == new.tobytes()


def test_a_png_loses_what_it_says_of_its_author():
    from PIL.PngImagePlugin import PngInfo

    said = PngInfo()
    said.add_text("Author", "Casey Clerk")
    bare = mending.bare_png(saved(page(), "PNG", pnginfo=said))
    with Image.open(io.BytesIO(bare)) as new:
        assert "Author" not in new.info


def test_a_pdf_loses_author_notes_and_the_place_of_its_pictures():
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (39.0, 47.0, 0.0)}
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(saved(page(), "PDF", author="Casey Clerk"))) as made:
        picture = next(iter(made.pages[0].Resources.XObject.values()))
        photo = saved(page().convert("RGB"), "JPEG", exif=exif)
        picture.write(photo, filter=pikepdf.Name.DCTDecode)
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 20, 20], Contents="why?"
        )
        made.pages[0].Annots = pikepdf.Array([made.make_indirect(note)])
        made.save(out)

    bare = mending.bare_pdf(out.getvalue())

    with pikepdf.open(io.BytesIO(bare)) as made:
        assert "/Author" not in made.docinfo
        assert not list(made.pages[0].get("/Annots", []))
    assert b"Exif" not in bare
    assert b"why?" not in bare


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_photo_is_turned_as_it_says(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(page({3: 180, 6: 90, 8: 270}[orientation]), "JPEG", exif=exif)
    with Image.open(io.BytesIO(mending.upright_picture(data))) as new:
        assert new.size == (1700, 2200)
        assert not new.getexif()


@pytest.mark.parametrize("turn", [90, 180])
def test_a_scan_is_turned_by_its_words(turn):
    needs({"tesseract": "tesseract-ocr"})
    made = mending.upright_pdf(saved(page(turn), "PDF", resolution=200))
    with pypdfium2.PdfDocument(made) as seen:
        assert ocr.turn_of(seen[0].render(scale=2).to_pil()) == 0
        assert "November" in ocr.words_in(seen[0].render(scale=2).to_pil())


def test_a_heavy_scan_is_light_and_keeps_its_pages():
    heavy = saved(noisy(), "PDF", resolution=400, save_all=True, append_images=[noisy()])
    light = mending.light_pdf(heavy)
    assert len(light) < len(heavy) / 2
    with pypdfium2.PdfDocument(light) as made:
        assert len(made) == 2
        assert made[0].render().to_pil().convert("L").getextrema()[0] < 100


def test_a_file_is_split_between_pages():
    pages = [noisy(850, 1100) for _ in range(5)]
    whole = saved(pages[0], "PDF", resolution=100, save_all=True, append_images=pages[1:])
    parts = mending.parts_of_pdf(whole, len(whole) // 2)
    counts = []
    for part in parts:
        with pypdfium2.PdfDocument(part) as made:
            counts.append(len(made))
        assert len(part) <= len(whole) // 2
    assert sum(counts) == 5
    assert len(parts) == 3
