"""Enclosures: type by content, readable, legible, labelled, and nothing hidden inside."""

from __future__ import annotations

import io
from functools import cache

import pytest
from PIL import Image, ImageDraw, ImageFilter

from borrower_desk.letters.checks import Checked, CheckedFile, run
from borrower_desk.model import Channel, Sender


def codes(*files: CheckedFile, body: str = "", **told: object) -> set[str]:
    named = " ".join(f"(Enclosure {chr(65 + n)})" for n in range(len(files)))
    said = body or f"Please see my proof {named}."
    report = run(Checked("Account 0001234567 – Late fee", said, enclosures=files, **told))
    return {
        one.code
        for one in report.findings
        if one.code.startswith("attachment") or one.code == "ssn"
    }


@cache
def page(width: int = 1700, height: int = 2200, mode: str = "sharp") -> Image.Image:
    picture = Image.new("L", (width, height), 255)
    if mode != "blank":
        draw = ImageDraw.Draw(picture)
        for y in range(100, height - 100, 40):
            for x in range(100, width - 200, 90):
                draw.rectangle((x, y, x + 60, y + 14), fill=0)
    return picture.filter(ImageFilter.GaussianBlur(40)) if mode == "blurred" else picture


def image(form: str = "JPEG", exif: Image.Exif | None = None, **made: object) -> bytes:
    out = io.BytesIO()
    page(**made).save(out, form, **({"exif": exif} if exif else {}))
    return out.getvalue()


def pdf(text: str = "", author: str = "", password: str = "", pages: int = 1) -> bytes:
    import pikepdf

    out = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page(page_size=(612, 792))
            content = f"BT /F1 12 Tf 72 700 Td ({text or 'Statement of account'}) Tj ET".encode()
            made.pages[-1].Contents = made.make_stream(content)
            made.pages[-1].Resources = pikepdf.Dictionary(
                Font=pikepdf.Dictionary(
                    F1=pikepdf.Dictionary(
                        Type=pikepdf.Name.Font,
                        Subtype=pikepdf.Name.Type1,
                        BaseFont=pikepdf.Name.Helvetica,
                    )
                )
            )
        if author:
            made.docinfo["/Author"] = author
        lock = pikepdf.Encryption(user=password, owner="o") if password else None
        made.save(out, encryption=lock if lock else False)
    return out.getvalue()


def given(
    name: str, data: bytes | None = None, title: str = "Bank statement May 2026"
) -> CheckedFile:
    return CheckedFile(name, "", data, "", title)


def test_good_files_have_no_finding():
    assert (
        codes(
            given("Bank statement.pdf", pdf()),
            given("Receipt.jpg", image()),
            given("Check.png", image("PNG")),
        )
        == set()
    )


@pytest.mark.parametrize(
    ("name", "data", "fires"),
    [
        ("Notes.docx", b"PK\x03\x04rest", True),
        ("Notes.txt", b"hello", True),
        ("Photo.gif", b"GIF89a....", True),
        ("Photo.heic", b"\0\0\0\x18ftypheic", True),
        ("Scan.tiff", b"II*\0....", True),
        ("Statement.pdf", b"PK\x03\x04rest", True),
        ("Notes.docx", None, True),
        ("Sheet.xlsx", None, True),
        ("Old.doc", b"\xd0\xcf\x11\xe0....", True),
        ("Statement.pdf", None, False),
        ("Photo.JPG", None, False),
        ("Statement", b"%PDF-1.4", False),
        ("Photo.jpeg", None, False),
        ("Photo.txt", b"\x89PNG\r\n\x1a\n", False),
        ("Photo.png", b"\xff\xd8\xff\xe0", False),
        ("Statement.pdf", b"", False),
        ("Statement.PDF", None, False),
    ],
)
def test_the_type_is_told_by_content(name, data, fires):
    assert ("attachment-format" in codes(given(name, data))) is fires


@pytest.mark.parametrize(
    ("data", "fires"),
    [
        (b"", True),
        (b"%PDF-1.4 broken", True),
        (pdf(password="secret"), True),
        (pdf()[:300], True),
        (image()[:400], True),
        (image("PNG")[:200], True),
        (b"garbage", True),
        (pdf(pages=0), True),
        (pdf(), False),
        (pdf(pages=5), False),
        (image(), False),
        (image("PNG"), False),
        (None, False),
        (pdf(author="Maria"), False),
        (image(mode="blank"), False),
        (pdf(text="x"), False),
    ],
)
def test_a_file_opens(data, fires):
    assert ("attachment-unreadable" in codes(given("Statement.pdf", data))) is fires


def test_a_pdf_locked_only_against_printing_is_unreadable_too():
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as made:
        made.save(out, encryption=pikepdf.Encryption(user="", owner="o"))
    assert "attachment-unreadable" in codes(given("Statement.pdf", out.getvalue()))


def test_a_scan_is_legible():
    """150 dots per inch on a letter page is the least."""
    assert "attachment-illegible" in codes(given("Scan.jpg", image(width=800, height=1000)))
    assert "attachment-illegible" in codes(given("Scan.jpg", image(mode="blank")))
    assert "attachment-illegible" in codes(given("Scan.jpg", image(mode="blurred")))
    assert "attachment-illegible" not in codes(given("Scan.jpg", image()))


def test_a_picture_on_its_side_is_found():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert "attachment-illegible" in codes(given("Scan.jpg", image(exif=exif)))


def test_what_is_hidden_inside_is_found():
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (39.0, 47.0, 0.0)}
    assert "attachment-metadata" in codes(given("Scan.jpg", image(exif=exif)))
    assert "attachment-metadata" in codes(given("Letter.pdf", pdf(author="J. Roe, Esq.")))
    assert "attachment-metadata" not in codes(given("Letter.pdf", pdf()))
    own = codes(given("Letter.pdf", pdf(author="Maria Lopez")), sender=Sender("Maria Lopez"))
    assert "attachment-metadata" not in own


@pytest.mark.parametrize(
    ("name", "fires"),
    [
        ("IMG_0042.jpg", True),
        ("scan.pdf", True),
        ("DSC00123.JPG", True),
        ("Screenshot 2026-05-03 at 10.15.30.png", True),
        ("document(1).pdf", True),
        ("20260503_101530.jpg", True),
        ("Scan0001.pdf", True),
        ("untitled.pdf", True),
        ("3f2a9c01b7d84e55.pdf", True),
        ("image.png", True),
        ("Bank statement May 2026.pdf", False),
        ("Enclosure A - Receipt.pdf", False),
        ("late-fee-notice.pdf", False),
        ("Check 000412 front.jpg", False),
        ("Escrow analysis 2026.pdf", False),
        ("scan of receipt.pdf", False),
        ("Lopez 1098 2025.pdf", False),
        ("certified mail receipt.png", False),
    ],
)
def test_a_name_says_what_the_file_is(name, fires):
    assert ("attachment-unlabelled" in codes(given(name, title=""))) is fires


@pytest.mark.parametrize(
    ("body", "fires"),
    [
        ("Please see the fee.", True),
        ("You charged a late fee.", True),
        ("Please answer by mail.", True),
        ("I paid on time.", True),
        ("See Enclosure B.", True),
        ("The statement of my neighbour is his.", True),
        ("Please send me a receipt.", True),
        ("No proof is needed.", True),
        ("See Enclosure A.", False),
        ("My bank statement of May 2026 is enclosed.", False),
        ("I attach proof.", False),
        ("Enclosures:\nEnclosure A – Bank statement May 2026", False),
        ("See Enclosures A and B.", False),
        ("See Exhibit 1.", False),
        ("The file Statement.pdf shows it.", False),
        ("The bank statement May 2026 shows it.", False),
    ],
)
def test_an_enclosure_is_mentioned(body, fires):
    assert ("attachment-unmentioned" in codes(given("Statement.pdf", pdf()), body=body)) is fires


def test_labels_spread_and_ranges_are_read():
    three = [given(f"Statement {n}.pdf") for n in range(3)]
    assert codes(*three, body="See Enclosures A through C.") == set()
    assert codes(*three[:2], body="See Enclosures A through C.") == {"attachment-missing"}
    assert "attachment-missing" in codes(*three[:2], body="See Enclosures A, B and C.")


def test_a_message_over_ten_megabytes_is_split():
    big = given("Statement.pdf", b"%PDF-" + bytes(8 * 1024 * 1024))
    assert "attachment-large" in codes(big, channel=Channel.EMAIL)
    assert "attachment-large" not in codes(big, channel=Channel.CERTIFIED_MAIL)
    assert "attachment-large" not in codes(given("Statement.pdf", pdf()))


def test_sensitive_numbers_are_found_in_an_enclosure_s_text_and_name():
    assert "ssn" in codes(given("Statement.pdf", pdf(text="SSN 900-12-3456")))
    assert "ssn" in codes(given("SSN 900-12-3456.pdf", pdf()))
    assert "ssn" not in codes(given("Statement.pdf", pdf(text="Loan 000123456")))


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n" + b"[" * 5000, b"\x89PNG\r\n\x1a\n" + bytes(64), b"\xff\xd8\xff" * 50]
)
def test_a_hostile_file_is_only_unreadable(data):
    assert "attachment-unreadable" in codes(given("Statement.pdf", data))
