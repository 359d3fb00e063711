"""Four renderings of one letter: they say the same words."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from email import message_from_bytes, policy
from html.parser import HTMLParser
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letters_samples import LOAN, SENDER, SERVICER, TODAY

from borrower_desk.letters.compose import Facts, compose
from borrower_desk.letters.render import enclosure_file_name, to_eml, to_html, to_pdf, to_text
from borrower_desk.letters.templates import kinds, template

FEE = {
    "fee_amount": "71.61",
    "fee_date": "2026-11-17",
    "payment_received": "2026-11-12",
    "payment_amount": "1855",
}
SIGN = "–-•"


def words(text: str) -> list[str]:
    """A text's words: no white space, no list marks, no page numbers, no invisible breaks."""
    flat = re.sub(r"Page \d+ of \d+", " ", normalize("NFKC", text).replace("\u200b", ""))
    return [word for word in flat.split() if word.strip(SIGN)]


def letters_only(text: str) -> str:
    """For texts whose words an extractor may split or join at a line's end."""
    return "".join(words(text))


def pdf_text(data: bytes) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def html_text(html: str) -> str:
    class Reader(HTMLParser):
        said: list[str] = []  # noqa: RUF012 - one reader a test
        numbers: list[str] = []  # noqa: RUF012

        def handle_starttag(self, tag, attrs):
            self.said.append(f" {dict(attrs).get('value')}. " if "value" in dict(attrs) else " ")

        def handle_data(self, data):
            self.said.append(data)

    reader = Reader()
    reader.said = []
    reader.feed(html[html.index("<body>") :])
    return "".join(reader.said)


@pytest.fixture
def letter(letter_of, enclosure):
    return letter_of("late-fee-dispute", FEE, enclosures=(enclosure,))


def test_text_is_at_most_72_columns_wide(letter):
    assert max(map(len, to_text(letter).split("\n"))) <= 72


@pytest.mark.parametrize("kind", kinds())
def test_every_rendering_says_the_same_words(kind, letter_of, facts, enclosure):
    letter = letter_of(kind, enclosures=(enclosure,))

    said = words(to_text(letter))
    assert said == words(letter.body)
    assert words(html_text(to_html(letter))) == said
    assert letters_only(pdf_text(to_pdf(letter))) == letters_only(in_page_order(letter))
    message = message_from_bytes(to_eml(letter, facts), policy=policy.default)
    assert words(message.get_body(("plain",)).get_content()) == said
    assert words(html_text(message.get_body(("html",)).get_content())) == said


def in_page_order(letter) -> str:
    """The text as the page has it."""
    return to_text(letter)


def test_the_pdf_is_tagged_archival_and_titled(letter):
    import pikepdf

    with pikepdf.open(io.BytesIO(to_pdf(letter))) as pdf, pdf.open_metadata() as meta:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("en")
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == (
            "2",
            "A",
            "1",
        )
        assert meta["dc:title"] == letter.subject
        assert [float(side) for side in pdf.pages[0].MediaBox] == [0, 0, 612, 792]


def test_the_pdf_embeds_its_fonts(letter):
    import pikepdf

    with pikepdf.open(io.BytesIO(to_pdf(letter))) as pdf:
        fonts = [
            one
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        assert all("/FontFile2" in one or "/FontFile3" in one for one in fonts)


def test_the_address_stands_where_a_window_envelope_shows_it(letter):
    """Between 2.2 and 3.3 inches from the top, 1 inch from the left, and alone there."""
    import pypdfium2

    with pypdfium2.PdfDocument(to_pdf(letter)) as pdf:
        page = pdf[0].get_textpage()
        window = page.get_text_bounded(
            left=60, right=390, top=792 - 2.2 * 72, bottom=792 - 3.35 * 72
        )
        assert window.split() == letter.address_to.split()
        page.close()


def test_the_same_letter_gives_the_same_bytes(letter, facts, enclosure):
    files = [(enclosure, b"%PDF-1.4")]
    assert to_pdf(letter) == to_pdf(letter)
    assert to_eml(letter, facts, files) == to_eml(letter, facts, files)


def test_a_mail_program_opens_the_message_as_a_draft(letter, facts, enclosure):
    message = message_from_bytes(
        to_eml(letter, facts, [(enclosure, b"%PDF-1.4 x")]), policy=policy.default
    )

    assert message["X-Unsent"] == "1"
    assert message["From"] == "Maria Lopez <maria@lopez.example>"
    assert message["To"] == "Sample Home Servicing <help@sample.example>"
    assert message["Subject"] == letter.subject
    assert message["Message-ID"].endswith("@borrower-desk.invalid>")
    assert message["Bcc"] is None
    attached = list(message.iter_attachments())
    assert [one.get_filename() for one in attached] == ["Enclosure A - Bank statement.pdf"]
    assert attached[0].get_content_type() == "application/pdf"
    assert attached[0].get_content() == b"%PDF-1.4 x"
    assert message.defects == []


def test_lines_of_the_message_fit_the_wire(letter, facts, enclosure):
    """RFC 5322 2.1.1: no line over 998 characters, CRLF at each end."""
    long = replace(letter, body=letter.body + "\n" + "x" * 5000)
    for line in to_eml(long, facts, [(enclosure, b"a" * 5000)]).split(b"\r\n"):
        assert len(line) <= 998
        assert b"\n" not in line


def test_an_attachment_s_name_may_have_any_letters(letter, facts, enclosure):
    """RFC 2231 names; a path in one goes nowhere."""
    spanish = replace(enclosure, title="Estado de cuenta, año 2026", name="x.pdf")
    hostile = replace(enclosure, title="../../etc/passwd\r\nBcc: x@evil.example", name="a.pdf")
    message = message_from_bytes(
        to_eml(letter, facts, [(spanish, b"1"), (hostile, b"2")]), policy=policy.default
    )
    names = [one.get_filename() for one in message.iter_attachments()]
    assert names[0] == "Enclosure A - Estado de cuenta, año 2026.pdf"
    assert "/" not in names[1]
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    "address", ["", "no address", "a@b@c", "x\r\nBcc: y@evil.example", "<a@b>"]
)
def test_a_malformed_address_makes_no_header(letter, facts, address):
    message = message_from_bytes(
        to_eml(letter, replace(facts, sender=replace(SENDER, emails=(address,)))),
        policy=policy.default,
    )
    assert message["Bcc"] is None
    assert message["Subject"] == letter.subject


def test_html_escapes_and_loads_nothing(letter_of):
    html = to_html(
        letter_of(
            "thank-and-confirm",
            {"correction": "<script>alert(1)</script> & <img src=x>", "corrected_on": "2026-11-24"},
        )
    )
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html
    assert not re.search(r"<[^>]*(src|href)=", html)


def test_a_letter_changed_by_hand_renders_with_its_new_words(letter):
    changed = replace(letter, body=letter.body.replace("Please:", "I ask you to do this:"))
    for said in (to_text(changed), to_html(changed), pdf_text(to_pdf(changed))):
        assert "I ask you to do this:" in said


@pytest.mark.parametrize(
    "body",
    [
        "",
        "One line",
        "Dear Sir or Madam:\n\nHello.\n",
        "\n\n\n",
        "1. a\n2. b",
        "Sincerely,\n\nMe",
        '# typst *bold* $x$ #read("/etc/passwd")',
    ],
)
def test_any_text_can_be_rendered(letter, body):
    bare = replace(letter, body=body)
    assert to_pdf(bare).startswith(b"%PDF-")
    assert words(to_text(bare)) == words(body)


@pytest.mark.parametrize(
    "name",
    [
        "José Ñuñez-Güíraldes",
        "محمد عبد الله",
        "יוסף כהן",
        "王小明",
        "Владимир Петров",
        "አማርኛ",
        "홍길동",
        "😀",
        "x" * 500,
    ],
)
def test_names_of_any_script_can_be_typeset(letter_of, name):
    letter = letter_of("late-fee-dispute", FEE, loan=replace(LOAN, borrowers=(name,)))
    assert to_pdf(letter).startswith(b"%PDF-")
    assert name in to_text(letter)


def test_a_long_letter_has_its_page_numbers(letter_of):
    facts = "\n".join(
        f"2026-11-{n:02d}: I called and nobody could say why."
        for n in range(1, 13)
        for _ in range(6)
    )
    text = pdf_text(to_pdf(letter_of("late-fee-dispute", {**FEE, "facts": facts})))
    pages = re.findall(r"Page (\d+) of (\d+)", text)
    assert pages[0] == ("1", pages[0][1])
    assert int(pages[0][1]) == len(pages) >= 3


TOLD = st.text(
    st.characters(categories=["Lu", "Ll", "Nd", "Po", "Zs"], max_codepoint=0x24F), max_size=120
)


@settings(deadline=None, max_examples=25)
@given(TOLD, TOLD)
def test_whatever_is_said_text_pdf_and_message_say_the_same(happened, fact):
    letter = compose(
        template("notice-of-error"),
        Facts(
            LOAN,
            SERVICER,
            SENDER,
            written=TODAY,
            fields={"error": "fee-without-basis", "what_happened": happened, "facts": fact},
        ),
    )
    said = words(to_text(letter))
    message = message_from_bytes(
        to_eml(letter, Facts(LOAN, SERVICER, SENDER)), policy=policy.default
    )

    assert words(letter.body) == said
    assert words(message.get_body(("plain",)).get_content()) == said
    assert sorted(letters_only(pdf_text(to_pdf(letter)))) == sorted(letters_only(to_text(letter)))


def test_a_file_is_named_as_the_letter_names_it(enclosure):
    assert enclosure_file_name(enclosure) == "Enclosure A - Bank statement.pdf"
