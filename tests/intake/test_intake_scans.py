"""Pictures of pages: read by OCR and marked as such, turned upright, legibility told."""

from __future__ import annotations

from io import BytesIO

import pytest
from apt import needs
from intake_samples import pdf, picture
from PIL import Image, ImageFilter
from scan_samples import LINES, packed, page

from borrower_desk.errors import UnsupportedKind
from borrower_desk.intake import scans
from borrower_desk.intake.gathering import gathered, with_words
from borrower_desk.intake.read import read
from borrower_desk.intake.sources import RawItem
from borrower_desk.model import OCR_MARK, Incoming
from borrower_desk.pdf import ocr


@pytest.fixture
def tesseract() -> None:
    """The real one."""
    needs({"tesseract": "tesseract-ocr"})


def read_with_ocr(name: str, data: bytes, form: str = "document") -> Incoming:
    got = read(RawItem(name, data, form, name))
    assert isinstance(got, Incoming), got.reason
    got = scans.with_ocr(got)
    assert got.original == data
    return got


@pytest.mark.usefixtures("tesseract")
def test_a_photographed_letter_is_read_and_marked():
    """Lying on its side, as cameras have it; the words are a guess and say so."""
    got = read_with_ocr("IMG_1.jpg", packed(page(turn=90), "JPEG"))

    assert got.text.startswith(OCR_MARK)
    assert LINES[0] in got.text
    assert "$412.00" in got.text
    assert got.files[0].text == got.text
    (note,) = [one for one in got.notes if one.startswith("page 1")]
    assert "well read by OCR" in note
    assert "turned by 270°" in note


@pytest.mark.usefixtures("tesseract")
def test_a_scan_of_two_pages_is_read_page_by_page():
    """A TIFF as a fax machine writes it."""
    pages = [page(LINES[:2]), page(LINES[2:])]
    data = packed(pages[0], "TIFF", save_all=True, append_images=pages[1:])

    got = read_with_ocr("fax.tif", data)

    assert got.text.index(LINES[0]) < got.text.index("thirty business days")
    assert sum(one.startswith("fax.tif, page") for one in got.notes) == 2


@pytest.mark.usefixtures("tesseract")
def test_a_pdf_without_a_text_layer_is_read():
    """One that has a text layer is left alone: its own words are better than a guess."""
    scan = read_with_ocr("scan.pdf", packed(page(), "PDF", resolution=100))
    typed = read_with_ocr("typed.pdf", pdf("Typed words"))

    assert LINES[1] in scan.text
    assert typed.text.strip() == "Typed words"
    assert OCR_MARK not in typed.text


@pytest.mark.usefixtures("tesseract")
def test_a_scan_that_came_by_mail_is_read():
    """The message keeps its own words; the scan's stand with the scan."""
    import base64

    scan = base64.encodebytes(packed(page())).decode()
    data = (
        "From: a@b.example\nSubject: s\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\n"
        "See attached.\n--x\nContent-Type: image/png; name=a.png\n"
        f"Content-Transfer-Encoding: base64\n\n{scan}\n--x--\n"
    ).encode()

    got = read_with_ocr("a.eml", data, "mail")

    assert got.text == "See attached."
    assert got.files[0].text.startswith(OCR_MARK)
    assert LINES[0] in got.files[0].text


@pytest.mark.usefixtures("tesseract")
def test_a_page_that_can_hardly_be_read_is_told():
    """So that it is photographed again while the paper is there."""
    blurred = page().filter(ImageFilter.GaussianBlur(9)).resize((700, 890))

    got = read_with_ocr("blurred.png", packed(blurred))

    assert any("no words" in one or "hardly" in one or "hard to read" in one for one in got.notes)


def test_a_logo_is_not_taken_for_a_page():
    """Small pictures cost no time."""
    got = read_with_ocr("logo.png", picture(size=(300, 80)))

    assert got.text == ""
    assert not any("page" in one for one in got.notes)


def test_without_tesseract_the_scan_says_what_to_install(monkeypatch):
    """It is kept all the same."""
    monkeypatch.setattr(scans, "available", lambda: False)

    got = read_with_ocr("a.png", packed(page()))

    assert got.text == ""
    assert any("install tesseract-ocr" in one for one in got.notes)


def test_a_tesseract_that_hangs_costs_its_time_limit_and_no_import(monkeypatch, tmp_path):
    """What it would have read is missing, nothing else."""
    slow = tmp_path / "tesseract"
    slow.write_text("#!/bin/sh\nsleep 30\n")
    slow.chmod(0o755)
    monkeypatch.setattr(ocr, "installed", lambda: str(slow))
    monkeypatch.setattr(ocr, "languages", lambda: "eng")
    monkeypatch.setattr(scans, "SECONDS", 0.1)
    monkeypatch.setattr(scans, "TURN_SECONDS", 0.1)

    got = read_with_ocr("a.png", packed(page()))

    assert got.text == ""
    assert "a.png: OCR did not finish page 1, and stopped there" in got.notes


def test_damage_and_bombs_are_no_pages():
    """What cannot be opened has no frames, and raises nothing that a reader does not expect."""
    assert list(scans._pages("a.png", packed(page())[:500])) == []
    assert list(scans._pages("a.pdf", b"%PDF-1.4 junk")) == []
    huge = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\0\0\0\x01\0\0\x08\x02\0\0\0"
    assert list(scans._pages("a.png", huge)) == []


# ── gathered ─────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("tesseract")
def test_photographed_pages_become_one_document(tmp_path):
    """In their order, each upright, the pictures kept as they are beside it."""
    names = [tmp_path / "IMG_1.jpg", tmp_path / "IMG_2.png"]
    names[0].write_bytes(packed(page(LINES[:3], turn=180), "JPEG"))
    names[1].write_bytes(packed(page(LINES[3:], turn=90)))

    got = with_words(gathered(names))

    assert [one.name for one in got.files] == ["IMG_1.pdf", "IMG_1.jpg", "IMG_2.png"]
    assert [one.data for one in got.files[1:]] == [one.read_bytes() for one in names]
    assert got.original == got.files[0].data
    assert got.text.index(LINES[0]) < got.text.index("thirty business days")
    assert "page 1 was turned by 180° to stand upright" in got.notes
    import pypdfium2

    document = pypdfium2.PdfDocument(got.original)
    assert [document[n].get_width() < document[n].get_height() for n in range(2)] == [True, True]


def test_the_same_pictures_gathered_again_are_the_same_document(tmp_path, monkeypatch):
    """Byte for byte, so that it is known."""
    monkeypatch.setattr(scans, "available", lambda: False)
    one = tmp_path / "a.png"
    one.write_bytes(packed(page()))

    assert gathered([one, one]).sha256 == gathered([one, one]).sha256


def test_a_camera_s_own_word_on_what_is_up_is_heeded(tmp_path, monkeypatch):
    """EXIF orientation, without any OCR."""
    monkeypatch.setattr(scans, "available", lambda: False)
    exif = Image.Exif()
    exif[0x0112] = 6
    one = tmp_path / "a.jpg"
    one.write_bytes(packed(Image.new("RGB", (1200, 700), "white"), "JPEG", exif=exif))

    (frame,) = scans.frames(one.read_bytes())

    assert frame.size == (700, 1200)
    with Image.open(BytesIO(one.read_bytes())) as as_it_came:
        assert as_it_came.size == (1200, 700)


@pytest.mark.parametrize(("name", "data"), [("a.pdf", pdf()), ("a.jpg", b"\xff\xd8\xff\xe0junk")])
def test_only_pictures_are_gathered(tmp_path, name, data):
    """A PDF has its pages already; damage is told and nothing kept."""
    path = tmp_path / name
    path.write_bytes(data)

    with pytest.raises(UnsupportedKind, match="no picture"):
        gathered([path])
