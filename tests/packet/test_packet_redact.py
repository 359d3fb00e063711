"""A redacted packet: nothing removed is left in it, and everything says so."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
from packet.canary_documents import hidden, left_in, painted
from packet.packet_material import FINDING, Cabinet, pdf
from pypdf import PdfReader

from borrower_desk.errors import RedactionIncomplete
from borrower_desk.model import Channel
from borrower_desk.packet.assemble import assemble
from borrower_desk.packet.removal import parse
from borrower_desk.packet.verify import verify

SECRETS = ["123-45-6789", "0001234567", "maria@fern.example", "987654321"]
RULES = parse("ssn,account-number,email,phone,card-number,CANARY-\\d+")


@pytest.fixture
def cabinet(tmp_path):
    """A number in a subject, a body, a file name, a PDF's text, a scan and a note of a call."""
    made = Cabinet()
    scan = tmp_path / "scan.png"
    painted("SSN 123-45-6789").save(scan)
    made.add(
        "About 123-45-6789",
        "I am maria@fern.example, loan 0001234567.\n> 123-45-6789\nIt ends.",
        files=(
            ("123-45-6789.pdf", "application/pdf", pdf(words="For 123-45-6789")),
            ("scan.png", "image/png", scan.read_bytes()),
        ),
    )
    made.add("Bare", "A number: 987654321", channel=Channel.DOCUMENT, data=b"A number: 987654321")
    made.add("Label", "Social Security number 987654321")
    return made


@pytest.fixture
def made(cabinet, tmp_path):
    finding = replace(FINDING, explanation="For 0001234567 and 123-45-6789.")
    return assemble(cabinet.plan(redact=RULES, findings=(finding,)), tmp_path / "p.pdf")


def page_as_picture(path, page):
    picture = path.with_suffix(".png")
    with pypdfium2.PdfDocument(path) as pdf:
        pdf[page - 1].render(scale=200 / 72).to_pil().save(picture)
    return picture


def text_of(path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_nothing_removed_is_left(made):
    """Two readers, raw bytes, decoded streams and strings, and the pixels of every page."""
    assert left_in(made.path, SECRETS, by_ocr=False) == []
    assert left_in(page_as_picture(made.path, 11), SECRETS) == []
    assert "Jane Doe" in text_of(made.path)


def test_a_redacted_packet_verifies_and_says_what_was_done(made):
    """Its log names kinds and places, never the things; the manifest marks the exhibits."""
    said = text_of(made.path)

    assert verify(made.path).ok
    assert made.redactions > 8
    assert [one.redacted for one in made.exhibits] == [True, True, True]
    assert "Removed from this copy: Social Security numbers" in said
    assert "by OCR" in said


def test_our_own_text_stays_text_and_the_file_stays_archival(made):
    """Foreign pages are pictures now, so that PDF/A-3a can be claimed again."""
    assert made.archival
    assert "Social Security number removed" in text_of(made.path)


def test_an_exhibit_in_which_nothing_was_found_is_not_marked(cabinet, tmp_path):
    cabinet.add("Plain", "Nothing private.")
    made = assemble(cabinet.plan(redact=parse("ssn")), tmp_path / "p.pdf")

    assert [one.redacted for one in made.exhibits][-1] is False


def test_a_word_of_the_packet_s_own_cannot_be_removed(cabinet, tmp_path):
    """Then there is no file at all."""
    with pytest.raises(RedactionIncomplete):
        assemble(cabinet.plan(redact=parse("Certificate of records")), tmp_path / "p.pdf")
    assert not (tmp_path / "p.pdf").exists()


def test_a_name_does_not_come_back_in_the_page_numbers(cabinet, tmp_path):
    """The prefix made from the borrower's name is the name."""
    made = assemble(cabinet.plan(redact=parse("Doe")), tmp_path / "p.pdf")

    assert made.bates[0] == "BD000001"
    assert "Doe" not in text_of(made.path)


def test_documents_of_every_kind_are_cleaned_in_one_packet(tmp_path):
    """The same canaries as for single documents, as exhibits of one packet."""
    cabinet = Cabinet()
    secrets = []
    for number in (1, 4, 6, 9, 11):
        document = hidden(number)
        secrets += document.secrets
        cabinet.add(f"Document {number}", channel=Channel.DOCUMENT, data=document.data)
    made = assemble(cabinet.plan(redact=RULES), tmp_path / "p.pdf")

    assert left_in(made.path, secrets, by_ocr=False) == []
