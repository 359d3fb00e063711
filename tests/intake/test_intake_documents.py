"""A file that is a document is kept with itself as its one file, its text beside it."""

from __future__ import annotations

from io import BytesIO

import pytest
from intake_samples import document, pdf, picture

from borrower_desk.model import Channel, Incoming, Unread


def kept(name: str, data: bytes) -> Incoming:
    got = document(name, data)
    assert isinstance(got, Incoming), got.reason
    return got


def test_a_pdf_is_read_by_its_text_layer():
    """Its title in lists is its file's name; the text is searchable."""
    got = kept("escrow_analysis 2026.pdf", pdf("Escrow shortage of $414.00"))

    assert got.channel is Channel.DOCUMENT
    assert (got.sender, got.to, got.on) == ("", (), None)
    assert got.subject == "escrow analysis 2026"
    assert "Escrow shortage of $414.00" in got.text
    assert "1 page" in got.notes
    [file] = got.files
    assert (file.name, file.media_type, file.data) == (
        "escrow_analysis 2026.pdf",
        "application/pdf",
        got.original,
    )


def test_a_pdf_without_text_is_said_to_be_a_scan():
    """So that the user knows why search does not find it."""
    assert any("scan" in one for one in kept("a.pdf", pdf("")).notes)


def test_a_locked_pdf_is_kept():
    """The borrower has the password; the desk keeps the letter all the same."""
    import pikepdf

    out = BytesIO()
    with pikepdf.open(BytesIO(pdf())) as made:
        made.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))

    got = kept("locked.pdf", out.getvalue())

    assert got.text == ""
    assert any("password" in one for one in got.notes)


@pytest.mark.parametrize(
    ("form", "media_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("TIFF", "image/tiff")],
)
def test_a_picture_is_kept_with_its_size(form, media_type):
    """Photographed letters are evidence too."""
    got = kept("photo of letter.x", picture(form))

    assert got.files[0].media_type == media_type
    assert any("30 × 20" in one for one in got.notes)


def test_a_picture_that_unpacks_to_gigabytes_is_not_opened():
    """Its size is in the first bytes; nothing more is read."""
    import struct
    import zlib

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = (
        struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    )
    data = (
        b"\x89PNG\r\n\x1a\n"
        + chunk
        + struct.pack(">I", 0)
        + b"IDAT"
        + struct.pack(">I", zlib.crc32(b"IDAT"))
    )

    assert any("large" in one for one in kept("bomb.png", data).notes)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("Señora López".encode(), "Señora López"),
        ("Señora López".encode("cp1252"), "Señora López"),
        ("Señora López".encode("utf-16"), "Señora López"),
    ],
)
def test_a_text_s_character_set_is_found(data, words):
    """Notes come from any editor."""
    assert kept("notes.txt", data).text == words


def test_a_page_is_read_as_it_looks():
    """Saved pages of a portal."""
    got = kept("message.html", b"<html><body><h1>Notice</h1><table><tr><td>Fee<td>$72.00</table>")

    assert got.text == "Notice\n\nFee | $72.00"


def test_a_recording_is_kept_as_it_is():
    """A voicemail is evidence; the user says what is in it."""
    got = kept("call.wav", b"RIFF\x24\0\0\0WAVEfmt ")

    assert got.channel is Channel.VOICEMAIL
    assert got.files[0].media_type == "audio/wav"


def test_a_file_of_no_known_kind_is_unread():
    """With the bytes it came with."""
    got = document("x.bin", b"\0\1\2")

    assert isinstance(got, Unread)
