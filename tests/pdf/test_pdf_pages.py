"""Foreign pages and pictures, made ready to stand on pages of ours."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pytest
from PIL import Image

from borrower_desk.errors import PageUnreadable
from borrower_desk.pdf import foreign, glyphs, pages, raster
from borrower_desk.pdf.pages import Shelf


def blank(count: int = 1, **box: object) -> bytes:
    file = pikepdf.new()
    for _ in range(count):
        page = file.add_blank_page(page_size=(612, 792))
        for key, value in box.items():
            page[f"/{key}"] = value
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def painted(form: str, size=(40, 20), **save) -> bytes:
    """Red above, blue below."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0], size[1] // 2))
    out = io.BytesIO()
    image.save(out, form, **save)
    return out.getvalue()


def test_a_user_unit_makes_a_page_larger(tmp_path):
    """/UserUnit 2: a point of the page is two of ours (PDF 32000-1, 14.11.2... 8.3.2.3)."""
    with Shelf(tmp_path) as shelf:
        taken = shelf.take_pdf(blank(UserUnit=2))

    assert (taken.sheets[0].width, taken.sheets[0].height) == (1224, 1584)


def test_a_page_is_never_larger_than_a_reader_can_show(tmp_path):
    """200 inches a side at most (PDF 32000-1, annex C)."""
    with Shelf(tmp_path) as shelf:
        taken = shelf.take_pdf(blank(MediaBox=pikepdf.Array([0, 0, 900_000, 900_000])))

    assert taken.sheets[0].width == foreign.LARGEST_SIDE


@pytest.mark.parametrize(
    "box",
    [
        pikepdf.Array([]),
        pikepdf.Array([0, 0, 0, 0]),
        pikepdf.Array([pikepdf.Name.a, 1, 2, 3]),
        pikepdf.Array([0, 0, 10**12, 10**12]),
        pikepdf.Dictionary(),
        pikepdf.Name.x,
    ],
)
def test_a_nonsense_box_means_letter(tmp_path, box):
    """A page that says nothing usable of its size is shown as viewers show it."""
    with Shelf(tmp_path) as shelf:
        taken = shelf.take_pdf(blank(MediaBox=box))

    assert (taken.sheets[0].width, taken.sheets[0].height) == (612, 792)


@pytest.mark.parametrize("turn", [45, -90, 450, pikepdf.Name.x])
def test_an_odd_rotation_does_no_harm(tmp_path, turn):
    """Multiples of 90 are obeyed, counted around; anything else is no turn."""
    with Shelf(tmp_path) as shelf:
        (sheet,) = shelf.take_pdf(blank(Rotate=turn)).sheets

    assert (sheet.width > sheet.height) == (turn in (-90, 450))


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_matrix_takes_the_box_to_the_unit_square(turned):
    """Each corner of the visible box lands on a corner; clockwise, as /Rotate has it."""
    box = (10.0, 20.0, 110.0, 220.0)
    a, b, c, d, e, f = foreign.to_unit_square(box, turned)

    def moved(x, y):
        return round(a * x + c * y + e, 9), round(b * x + d * y + f, 9)

    upper_left = moved(box[0], box[3])
    assert upper_left == {0: (0, 1), 90: (1, 1), 180: (1, 0), 270: (0, 0)}[turned]
    assert {moved(x, y) for x in box[::2] for y in box[1::2]} == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_a_bomb_of_drawing_commands_is_one_page_lost(tmp_path, monkeypatch):
    """A page that unpacks beyond the limit is named, not unpacked."""
    monkeypatch.setattr(foreign, "MOST_CONTENT", 1000)
    file = pikepdf.new()
    page = file.add_blank_page()
    part = file.make_stream(zlib.compress(b" " * 5000), Filter=pikepdf.Name.FlateDecode)
    page.Contents = pikepdf.Array([part, part])
    out = io.BytesIO()
    file.save(out)

    with Shelf(tmp_path) as shelf:
        (sheet,) = shelf.take_pdf(out.getvalue()).sheets

    assert "unpacks to more than" in sheet.fault


def test_too_many_pages_are_refused_with_the_reason(tmp_path, monkeypatch):
    """The limit is said, and what to do."""
    monkeypatch.setattr(pages, "MOST_PAGES", 2)
    with Shelf(tmp_path) as shelf, pytest.raises(PageUnreadable, match="3 pages") as caught:
        shelf.take_pdf(blank(3))
    assert caught.value.hint


def test_a_shelf_leaves_no_file_behind(tmp_path, monkeypatch):
    """Batches on disk have no name, so that nothing is left whatever happens."""
    monkeypatch.setattr(pages, "KEPT_IN_MEMORY", 1)
    with Shelf(tmp_path) as shelf:
        for _ in range(3):
            shelf.take_pdf(blank(2))
        drawn = list(shelf.sheets())
        assert list(tmp_path.iterdir()) == []

    assert len(drawn) == 6


# ── pictures ─────────────────────────────────────────────────────────────────


def test_a_jpeg_keeps_its_own_samples():
    """Not decoded and packed anew: the compressed rows are byte for byte the original's."""
    data = painted("JPEG")
    (picture,) = raster.pictures(data)

    assert picture.filter == "/DCTDecode"
    assert data[data.index(b"\xff\xda") : -2] in picture.data
    assert list(Image.open(io.BytesIO(picture.data)).tobytes()) == list(
        Image.open(io.BytesIO(data)).tobytes()
    )


def test_a_jpeg_loses_where_it_was_taken():
    """EXIF, comments and what follows the picture's end stay behind."""
    exif = Image.Exif()
    exif[0x010E] = "CANARY-PLACE"
    data = painted("JPEG", exif=exif, comment=b"CANARY-COMMENT") + b"CANARY-VIDEO"

    (picture,) = raster.pictures(data)

    assert b"CANARY" in data
    assert b"CANARY" not in picture.data
    assert Image.open(io.BytesIO(picture.data)).size == (40, 20)


def test_a_progressive_jpeg_survives_the_cleaning():
    """Several scans with tables between them are all kept."""
    data = painted("JPEG", size=(200, 200), progressive=True)
    (picture,) = raster.pictures(data)

    assert Image.open(io.BytesIO(picture.data)).tobytes() == Image.open(io.BytesIO(data)).tobytes()


@pytest.mark.parametrize(
    ("orientation", "top_left"),
    [
        (1, "red"),
        (2, "red"),
        (3, "blue"),
        (4, "blue"),
        (5, "red"),
        (6, "blue"),
        (7, "blue"),
        (8, "red"),
    ],
)
def test_the_exif_orientation_is_applied(tmp_path, orientation, top_left):
    """The picture stands as the camera meant it (EXIF 2.32, tag 274): checked on pixels."""
    import pypdfium2

    exif = Image.Exif()
    exif[0x0112] = orientation
    (picture,) = raster.pictures(painted("PNG", exif=exif))
    file = pikepdf.new()
    page = file.add_blank_page(page_size=(100, 100))
    page.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(X=file.make_indirect(pages.picture_form(file, picture)))
    )
    page.Contents = file.make_stream(b"100 0 0 100 0 0 cm /X Do")
    file.save(tmp_path / "x.pdf")

    with pypdfium2.PdfDocument(tmp_path / "x.pdf") as shown:
        seen = shown[0].render(scale=1).to_pil().convert("RGB").getpixel((5, 5))

    assert seen == {"red": (255, 0, 0), "blue": (0, 0, 255)}[top_left]
    sideways = orientation >= 5
    assert (picture.shown_width, picture.shown_height) == ((20, 40) if sideways else (40, 20))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"])
def test_every_kind_of_samples_becomes_grey_or_rgb(mode):
    """TIFF and PNG hold many kinds; a page wants two."""
    image = Image.new(mode, (30, 20))
    out = io.BytesIO()
    image.save(out, "TIFF" if mode != "P" else "PNG")

    (picture,) = raster.pictures(out.getvalue())

    assert picture.colours in (1, 3)
    assert len(zlib.decompress(picture.data)) == 30 * 20 * picture.colours


def test_what_is_transparent_is_white_paper():
    """A scan with an alpha channel is laid on white."""
    out = io.BytesIO()
    Image.new("RGBA", (2, 2), (255, 0, 0, 0)).save(out, "PNG")

    (picture,) = raster.pictures(out.getvalue())

    assert zlib.decompress(picture.data) == b"\xff" * 12


def test_each_page_of_a_scanned_tiff_is_a_picture():
    """A fax of three pages has three."""
    frames = [Image.new("L", (10, 10 + n), 255) for n in range(3)]
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])

    assert [one.height for one in raster.pictures(out.getvalue())] == [10, 11, 12]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        painted("JPEG")[:-200],
        painted("PNG")[:-30],
        b"GIF89a" + b"\0" * 20,
        b"II*\0\x08\0\0\0\xff\xff" + b"\0" * 40,
    ],
)
def test_a_broken_picture_is_refused_with_the_reason(data):
    """Half a picture is not shown as a whole one."""
    with pytest.raises(PageUnreadable) as caught:
        raster.pictures(data)
    assert "cannot be read" in caught.value.message
    assert caught.value.hint


def test_a_huge_picture_is_refused(monkeypatch):
    """A small file can unpack to gigabytes."""
    monkeypatch.setattr(raster, "MOST_PIXELS", 100)
    with pytest.raises(PageUnreadable, match="too large"):
        raster.pictures(painted("PNG"))


# ── characters ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text", ["plain", "café – “x”", "Привет", "مرحبا", "שלום", "山田太郎", "≥ ☐"]
)
def test_what_a_face_has_is_left_alone(text):
    """Latin, Cyrillic, Arabic, Hebrew and Chinese are shown as they are."""
    assert glyphs.shown(text) == text
    assert glyphs.unshown_characters(text) == 0


def test_what_no_face_has_is_replaced_in_sight():
    """A pictogram by its name, a letter by an empty box; nothing vanishes unseen."""
    assert glyphs.shown("🏠 ไทย") == "[house building] □□□"
    assert glyphs.unshown_characters("🏠 ไทย") == 4
