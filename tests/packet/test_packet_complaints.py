"""Parts of a stranger's file that a checker would complain of are drawn anew, and it is said."""

from __future__ import annotations

import io
import subprocess

import pikepdf
import pytest
from apt import needs
from packet_material import Cabinet, pdf, picture
from PIL import Image

from borrower_desk.model import Channel
from borrower_desk.packet.assemble import assemble
from borrower_desk.packet.verify import verify

SHOWN = "shown as a picture of what can be drawn"


def damaged_jpeg() -> bytes:
    """A JPEG whose rows are followed by bytes that belong to none: readers show it all the same."""
    data = picture("JPEG")
    return data[:-2] + b"\x11" * 12 + data[-2:]


def scan(jpeg: bytes) -> bytes:
    """A PDF of one page that is nothing but this JPEG, as a scanner makes it."""

    def place(file):
        page = file.pages[0]
        page.Resources.XObject = pikepdf.Dictionary(
            Scan=file.make_stream(
                jpeg,
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=300,
                Height=200,
                BitsPerComponent=8,
                ColorSpace=pikepdf.Name.DeviceRGB,
                Filter=pikepdf.Name.DCTDecode,
            )
        )
        page.Contents = file.make_stream(b"q 300 0 0 200 100 400 cm /Scan Do Q")

    return pdf(1, change=place)


def stray_hash() -> bytes:
    """A PDF whose font is called /F#1, where # starts no code of two digits."""
    return pdf(1).replace(b"/F1 ", b"/F# ")


def made_of(data: bytes, tmp_path) -> tuple[list[str], str]:
    """The notes of a packet of one file, and what qpdf says of that packet."""
    needs({"qpdf": "qpdf"})
    cabinet = Cabinet()
    cabinet.add("A file", channel=Channel.DOCUMENT, data=data)
    target = tmp_path / "p.pdf"
    result = assemble(cabinet.plan(), target)
    assert verify(target, result.digest).ok
    ran = subprocess.run(
        ["qpdf", "--check", target], capture_output=True, text=True, errors="replace", check=False
    )
    return list(result.notes), ran.stderr


@pytest.mark.parametrize(
    "data", [scan(damaged_jpeg()), stray_hash()], ids=["damaged JPEG", "stray # in a name"]
)
def test_a_page_that_a_checker_complains_of_is_drawn_as_a_picture(data, tmp_path):
    """The packet passes without a word, and says what was done to the page."""
    with pikepdf.open(io.BytesIO(data)) as given:
        assert given.check_pdf_syntax(), "the file draws a complaint by itself"

    notes, complaint = made_of(data, tmp_path)

    assert complaint == ""
    assert any(SHOWN in note for note in notes)


def test_a_sound_scan_is_carried_as_it_is(tmp_path):
    """Nothing is drawn anew without need."""
    notes, complaint = made_of(scan(picture("JPEG")), tmp_path)

    assert complaint == ""
    assert not any(SHOWN in note for note in notes)


def test_a_damaged_picture_is_packed_anew(tmp_path):
    """A JPEG placed by itself: its pixels are shown, its damage is not handed on."""
    assert Image.open(io.BytesIO(damaged_jpeg())).convert("L").size == (300, 200)

    notes, complaint = made_of(damaged_jpeg(), tmp_path)

    assert complaint == ""
    assert any("shown as far as it can be drawn" in note for note in notes)


def test_a_sound_picture_draws_no_note(tmp_path):
    """It goes in as the bytes it came in."""
    notes, complaint = made_of(picture("JPEG"), tmp_path)

    assert (notes, complaint) == ([], "")
