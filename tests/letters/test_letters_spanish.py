"""Spanish: a question, a finding and a courtesy copy for everything; the original stays English."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from letters_samples import LOAN, SENDER, SERVICER, TODAY

from borrower_desk.errors import UsageError
from borrower_desk.letters.anatomy import parse, to_body
from borrower_desk.letters.checks import SEVERITY
from borrower_desk.letters.compose import Facts, compose
from borrower_desk.letters.language import catalogue, finding_words, written_day
from borrower_desk.letters.render import to_html, to_pdf, to_text
from borrower_desk.letters.templates import SECTIONS, kinds, template
from borrower_desk.letters.told import Recorded
from borrower_desk.letters.values import read_date
from borrower_desk.letters.words import covered_errors
from borrower_desk.matters.recurrence import Recurrence

KINDS = kinds()
# Short words that Spanish sentences have and English ones do not, and the other way round.
SPANISH = re.compile(r"\b(el|la|los|las|que|del|por|un|una|para|su)\b", re.IGNORECASE)
ENGLISH = re.compile(r"\b(the|you|please|within|which|after|your|and)\b", re.IGNORECASE)


def copy_of(kind: str, facts: Facts, *, full: bool = True, value: str = ""):
    made = template(kind, "es")
    fields = {
        one.name: one.example for one in made.fields if one.example and (full or one.required)
    }
    if value:
        fields = {
            name: value if made.field(name).type in ("text", "list") else said
            for name, said in fields.items()
        }
    return compose(made, replace(facts, fields=fields))


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_asked_in_spanish(kind):
    for field in template(kind).fields:
        assert field.question in catalogue("es")["question"], field.name
        assert not field.help or field.help in catalogue("es")["help"], field.name
        assert template(kind, "es").field(field.name).question != field.question


@pytest.mark.parametrize("kind", KINDS)
def test_channels_and_advice_are_explained_in_spanish(kind):
    made = template(kind)
    assert {one.reason for one in made.channels} <= set(catalogue("es")["why"])
    assert set(made.advice) <= set(catalogue("es")["advice"])


def test_every_finding_is_explained_in_spanish():
    for code in SEVERITY:
        assert SPANISH.search(finding_words(code, "es")), code
        assert finding_words(code, "en") == ""


def test_the_catalogue_holds_nothing_that_is_never_asked():
    asked = {one.question for kind in KINDS for one in template(kind).fields}
    extra = set(catalogue("es")["question"]) - asked
    assert all("name, as on the loan" in one or "loan number" in one or "address" in one
               or "borrowers" in one for one in extra), extra  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("full", [True, False], ids=["full", "needed"])
def test_a_courtesy_copy_is_spanish_and_says_that_the_original_is_sent(kind, full, facts):
    """With neutral values nothing English is left but names of statutes and of the program."""
    letter = copy_of(kind, facts, full=full, value="Xyz")

    assert letter.lang == "es"
    assert letter.missing == ()
    assert "original en inglés" in letter.body
    prose = " ".join(block.text for block in parse(letter.body).blocks)
    assert SPANISH.search(prose)
    assert ENGLISH.findall(prose) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_courtesy_copy_holds_what_the_original_holds(kind, facts):
    """Each number and citation of the original stands in the copy, and each of the copy in it."""
    made = template(kind)
    fields = {one.name: one.example for one in made.fields if one.example}
    original = compose(made, replace(facts, fields=fields))
    copy = copy_of(kind, facts)

    def figures(letter) -> list[str]:
        prose = " ".join(block.text for block in parse(letter.body).blocks)
        return sorted(set(re.findall(r"\$[\d,.]+\d|\b1\d\d\d\.\d+\S*?\)|\b\d{2,}\b", prose)))

    assert figures(copy) == figures(original)
    assert copy.starts == original.starts
    assert copy.errors == original.errors


@pytest.mark.parametrize("kind", KINDS)
def test_a_courtesy_copy_is_read_back_and_rendered_whole(kind, facts, enclosure):
    letter = copy_of(kind, replace(facts, enclosures=(enclosure,)))

    assert to_body(parse(letter.body)) == letter.body
    if parse(letter.body).close:
        assert parse(letter.body).close == "Atentamente,"
    assert "Anexo A – Bank statement (2 páginas)" in to_text(letter)


def test_every_section_of_the_original_has_one_in_the_copy():
    for kind in KINDS:
        english, spanish = template(kind).sections, template(kind, "es").sections
        assert [one for one in SECTIONS if one in english] == [
            one for one in SECTIONS if one in spanish
        ], kind


def test_every_covered_error_is_named_in_spanish():
    for slug, error in covered_errors("es").items():
        assert error.text != covered_errors()[slug].text
        assert error.paragraph == covered_errors()[slug].paragraph
        assert bool(error.rule) == bool(covered_errors()[slug].rule)


def test_a_spanish_day_is_written_and_read():
    assert written_day(TODAY, "es") == "15 de diciembre de 2026"
    assert read_date("15 de diciembre de 2026") == TODAY


def test_the_pdf_of_a_copy_is_spanish_to_a_screen_reader(facts):
    import pikepdf
    from pypdf import PdfReader

    data = to_pdf(copy_of("late-fee-dispute", facts))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang).startswith("es")
    text = PdfReader(io.BytesIO(data)).pages[0].extract_text()
    assert "Página 1 de" in text
    assert "Asunto: Número de cuenta 0001234567" in text
    assert '<html lang="es">' in to_html(copy_of("late-fee-dispute", facts))


def test_an_error_that_came_back_is_said_in_spanish_too(facts):
    from datetime import date

    again = Recurrence("fee-without-basis", "M1", date(2026, 3, 2), date(2026, 4, 1))
    letter = copy_of("late-fee-dispute", replace(facts, recorded=Recorded(again=(again,))))
    assert "mi aviso del 2 de marzo de 2026, ustedes lo corrigieron el 1 de abril" in letter.body


def test_a_language_that_there_is_not_is_refused_with_those_there_are():
    with pytest.raises(UsageError) as told:
        template("notice-of-error", "fr")
    assert "en, es" in told.value.hint


def test_a_copy_names_the_right_people(facts):
    letter = copy_of("owner-identity", facts)
    assert "Prestatarios: Maria Lopez y Juan Lopez" in letter.body
    assert letter.address_to.startswith(SERVICER.name)
    assert f"Correo electrónico: {SENDER.emails[0]}" in letter.body
    assert f"Número de préstamo: {LOAN.number}" in letter.body
