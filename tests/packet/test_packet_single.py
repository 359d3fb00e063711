"""One document redacted: what was removed can't be found again, or there is no file."""

from __future__ import annotations

import pikepdf
import pytest
from packet.canary_documents import RULES, check, hidden, painted
from packet.packet_material import pdf, picture

from borrower_desk.errors import PageUnreadable, RedactionIncomplete, UsageError
from borrower_desk.packet.removal import Remover, parse
from borrower_desk.packet.single import parse_box, redact_document
from borrower_desk.pdf import ocr


def redacted(data, target, rules="ssn", boxes=None):
    return redact_document(data, Remover(parse(rules)), boxes or {}, target)


# A sample of the five hundred: tests/packet/canary_documents.py 500 runs them all.
@pytest.mark.parametrize("number", [0, 6, 7, 14, 19, 23, 37, 41])
def test_a_hidden_number_is_gone_wherever_it_was_hidden(number, tmp_path):
    """Text, layers, notes, fields, metadata, enclosed files, pixels."""
    made, left, refused = check(number, tmp_path, by_ocr=number % 2 == 1)

    assert not refused
    assert left == [], made.places


def test_what_cannot_be_removed_fails_and_leaves_no_file(tmp_path):
    """The log's own heading holds the word that was to go: the search afterwards finds it."""
    with pytest.raises(RedactionIncomplete):
        redacted(pdf(words="Redactions of"), tmp_path / "x.pdf", "Redactions")
    assert list(tmp_path.iterdir()) == []


def test_a_scan_that_cannot_be_searched_is_refused(tmp_path, monkeypatch):
    """Without an OCR program nobody knows what a picture says."""
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    ocr.installed.cache_clear()
    out = tmp_path / "scan.png"
    painted("123-45-6789").save(out)
    try:
        with pytest.raises(RedactionIncomplete, match="no OCR program"):
            redacted(out.read_bytes(), tmp_path / "x.pdf")
        assert not (tmp_path / "x.pdf").exists()
        made = redacted(out.read_bytes(), tmp_path / "y.png", "", {1: [(0, 0, 1100, 220)]})
    finally:
        ocr.installed.cache_clear()
    assert made.redactions == 1


def test_a_box_paints_pixels_and_takes_the_words_beneath(tmp_path):
    """Points from the top left of the page as it is shown."""
    import pypdfium2

    target = tmp_path / "x.pdf"
    redacted(pdf(words="Secret plan"), target, "", {1: [(50, 80, 500, 130)]})

    page = pypdfium2.PdfDocument(target)[0]
    assert "Secret plan" not in page.get_textpage().get_text_range().split("bottom")[0]
    pixels = page.render(scale=1).to_pil().convert("L")
    assert pixels.getpixel((60, 90)) < 40
    assert pixels.getpixel((60, 60)) > 200


def test_the_original_is_untouched_and_the_copy_opens(tmp_path):
    source = tmp_path / "in.pdf"
    source.write_bytes(hidden(0).data)
    before = source.read_bytes()

    redacted(before, tmp_path / "out.pdf", RULES)

    assert source.read_bytes() == before
    with pikepdf.open(tmp_path / "out.pdf") as made:
        assert len(made.pages) == 2


def test_the_same_document_gives_the_same_copy(tmp_path):
    """Two people can compare hashes."""
    data = pdf(words="SSN 123-45-6789")
    first, second = (redacted(data, tmp_path / name) for name in ("a.pdf", "b.pdf"))

    assert first.sha256 == second.sha256


def test_a_text_is_cleaned_as_a_text(tmp_path):
    made = redacted(b"SSN 123-45-6789\n", tmp_path / "x.txt")

    assert (tmp_path / "x.txt").read_text() == "SSN [Social Security number removed]\n"
    assert made.redactions == 1


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"%PDF-1.7 broken", PageUnreadable), (b"\x00\x01\x02", PageUnreadable),
     (picture()[:200], PageUnreadable), (b"<html><body>123-45-6789", PageUnreadable)],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(data, why, tmp_path):
    with pytest.raises(why):
        redacted(data, tmp_path / "x.pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("said", ["1,2,3", "a,b,c,d,e", "0,1,1,2,2", "1,5,5,5,9", "1,nan,0,1,1"])
def test_a_box_that_is_none_is_refused(said):
    with pytest.raises(UsageError):
        parse_box(said)


def test_a_box_on_a_page_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no page 3"):
        redacted(pdf(), tmp_path / "x.pdf", "", {3: [(0, 0, 9, 9)]})
