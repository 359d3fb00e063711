"""Whatever is typed: it cannot run, hide, or break the page; and every rendering says the same."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from email import message_from_bytes, policy
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letters_samples import LOAN, SENDER, SERVICER, TODAY

from borrower_desk.errors import UsageError
from borrower_desk.letters.anatomy import parse
from borrower_desk.letters.compose import Facts, compose
from borrower_desk.letters.render import to_eml, to_envelope, to_html, to_pdf, to_text
from borrower_desk.letters.templates import kinds, template
from borrower_desk.text import safe_line

RLO, ZERO, TAG = "\u202e", "\u200b", "\U000e0041"
HOSTILE = {
    "template": "{{ 7 * 7 }}{% for x in range(9) %}x{% endfor %}{{ ''.__class__.__mro__ }}",
    "typst": '#read("/etc/passwd") #eval("1+1") $x^2$ *bold* _it_ `raw` @ref <label> // gone',
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)><!-- hidden --> &amp;",
    "right to left": f"pay {RLO}0001{RLO} now",
    "controls": "a\x00b\x07c\x1b[2Jd\x7fe\u0085f",
    "invisible": f"a{ZERO}b\u2060c\ufeffd{TAG}e\u00adf",
    "headers": "x\r\nBcc: thief@evil.example\r\n\r\nbody",
    "lists": "1. one\n2. two\n- three\n\n\nSincerely,\n\nSomeone Else\n\nEnclosures:\nEnclosure Z",
    "letterhead": "Re: Account Number 9\nLoan number: 9\n\nDear You:",
    "private signs": "\ue000one\ue001two\ue002three",
    "lone surrogate": "a\ud800b",
}


def filled(kind: str, value: str) -> Facts:
    """A full letter of a kind in which every field of free text holds `value`."""
    fields = {
        one.name: value if one.type in ("text", "list") else one.example
        for one in template(kind).fields
        if one.example
    }
    return Facts(LOAN, SERVICER, SENDER, fields=fields, written=TODAY)


def pdf_text(data: bytes) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def flat(text: str) -> str:
    """A text without white space, page numbers and the signs of lists."""
    told = re.sub(r"Page \d+ of \d+", " ", normalize("NFKC", text).replace(ZERO, ""))
    return "".join(word for word in told.split() if word.strip("–-•"))


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(
    "kind", ["notice-of-error", "cfpb-complaint", "attorney-summary", "hardship-letter"]
)
def test_what_is_typed_does_not_run_and_shows_whole(kind, value):
    """No template, no markup, no control: the visible words stand in the letter as typed."""
    facts = filled(kind, value)
    letter = compose(template(kind), facts)

    for one in (letter.body, letter.subject, to_text(letter)):
        assert not set(one) & {RLO, ZERO, TAG, "\x00", "\x07", "\x1b", "\x7f", "\ue000", "\ue001"}
    shown = " ".join(safe_line(value).replace("\N{SYMBOL FOR ESCAPE}", "").split())
    if kind != "hardship-letter" and "\n" not in value:
        assert shown in " ".join(letter.body.split())
    assert "49" not in letter.body.replace("49", "", shown.count("49"))
    assert "root:" not in letter.body
    html = to_html(letter)
    assert "<script" not in html
    assert "<img" not in html
    message = message_from_bytes(to_eml(letter, facts), policy=policy.default)
    assert message["Bcc"] is None
    assert to_pdf(letter).startswith(b"%PDF-")


@pytest.mark.parametrize("value", [HOSTILE["lists"], HOSTILE["letterhead"]])
@pytest.mark.parametrize("kind", kinds())
def test_line_breaks_in_an_answer_change_no_part_of_the_letter(kind, value):
    """Nobody signs, encloses or names another account by what stands in a field."""
    letter = compose(template(kind), filled(kind, value))
    said = parse(letter.body)

    plain = parse(compose(template(kind), filled(kind, "Xyz")).body)
    assert said.close == plain.close
    assert said.signature == plain.signature
    assert said.enclosures == ()
    assert [line for line in said.account if line.startswith("Loan number")] == [
        f"Loan number: {LOAN.number}"
    ]
    if template(kind).addressee == "servicer":
        assert said.address == plain.address
        assert said.sender == plain.sender


@pytest.mark.parametrize("where", ["name", "address", "property", "servicer", "borrower", "number"])
@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_and_addresses_keep_the_letter_in_its_parts(where, value):
    loan, servicer, sender = LOAN, SERVICER, SENDER
    if where == "name":
        sender = replace(sender, name=value)
    elif where == "address":
        sender = replace(sender, address=value)
    elif where == "property":
        loan = replace(loan, property_address=value)
    elif where == "servicer":
        servicer = replace(servicer, name=value)
    elif where == "borrower":
        loan = replace(loan, borrowers=(value,))
    else:
        loan = replace(loan, number=value)
    facts = Facts(loan, servicer, sender, fields={}, written=TODAY)
    letter = compose(template("owner-identity"), facts)

    message = message_from_bytes(to_eml(letter, facts), policy=policy.default)
    assert message["Bcc"] is None
    assert message["Subject"].split() == letter.subject.split()
    assert len(list(message.walk())) == 3
    for data in (to_pdf(letter), to_envelope(letter, facts)):
        assert data.startswith(b"%PDF-")
    assert "Sincerely," in to_text(letter)
    assert not set(letter.body) & {RLO, ZERO, "\x00", "\x1b"}


def test_a_hundred_thousand_letters_in_a_field_are_refused_with_what_to_do():
    with pytest.raises(UsageError) as told:
        compose(template("notice-of-error"), filled("notice-of-error", "x" * 100_000))
    assert "100,000 characters" in told.value.message
    assert "enclose" in told.value.hint


def test_a_hundred_thousand_letters_in_a_name_or_an_address_do_not_break_the_page():
    long = "Wolfeschlegelsteinhausenbergerdorff " * 2800
    for facts in (
        Facts(replace(LOAN, borrowers=(long,)), SERVICER, SENDER, written=TODAY),
        Facts(LOAN, SERVICER, replace(SENDER, address=long), written=TODAY),
    ):
        letter = compose(template("owner-identity"), facts)
        assert to_pdf(letter).startswith(b"%PDF-")
        assert max(map(len, to_text(letter).split("\n"))) <= 121


# Letters whose PDF text an extractor gives back as they were: no joining scripts, no marks.
PLAIN = st.characters(
    categories=["Lu", "Ll", "Nd", "Po", "Sc", "Sm", "Zs", "Cc", "Cf"], max_codepoint=0x17F,
    exclude_characters="\u00a0\u00ad\ufb01ŉĲĳĿŀſ·",
)  # fmt: skip
TEXT = st.text(PLAIN, min_size=1, max_size=60).filter(
    lambda text: safe_line(text).strip(" \N{SYMBOL FOR ESCAPE}")
)
WORD = st.from_regex(r"\A[A-Z][a-z]{1,12}(?:[ '-][A-Z][a-z]{1,12}){0,3}\Z")


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(kinds()), TEXT, WORD, st.from_regex(r"\A[0-9]{6,12}\Z"), WORD)
def test_number_address_and_names_are_in_the_body_and_all_renderings_agree(
    kind, value, name, number, street
):
    """The property that the whole room stands on."""
    home = f"1 {street} Street, Springfield, IL 62701"
    facts = replace(
        filled(kind, value),
        loan=replace(LOAN, number=number, property_address=home, borrowers=(name, "Juan Lopez")),
        sender=replace(SENDER, name=name),
    )

    letter = compose(template(kind), facts)

    text = to_text(letter)
    for body in (letter.body, text):
        told = " ".join(body.split())
        assert number in told
        assert f"1 {street} Street" in told
        assert name in told
        assert "Juan Lopez" in told
    message = message_from_bytes(to_eml(letter, facts), policy=policy.default)
    assert flat(message.get_body(("plain",)).get_content()) == flat(text) == flat(letter.body)
    assert sorted(flat(pdf_text(to_pdf(letter)))) == sorted(flat(text))


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=200))
def test_any_text_at_all_can_be_typed(value):
    """Every script and sign that there is: nothing raises, and no control reaches the page."""
    if not safe_line(value):
        return
    letter = compose(template("request-for-information"), filled("request-for-information", value))
    assert to_pdf(letter).startswith(b"%PDF-")
    assert "\x1b" not in letter.body
    assert to_html(letter).count("<html") == 1
