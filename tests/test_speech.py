"""The program's words, from one catalogue for each language."""

from __future__ import annotations

import string

import pytest

from borrower_desk import speech


@pytest.fixture(autouse=True)
def english_again():
    yield
    speech.use("")
    speech._of_environment.cache_clear()


def test_english_is_its_own_key():
    speech.use("en")

    assert speech.tr("Help") == "Help"
    assert speech.tr("{} of {n}", 1, n=2) == "1 of 2"


def test_another_language_comes_from_its_file():
    speech.use("es")

    assert speech.tr("Help") == "Ayuda"


def test_what_a_catalogue_lacks_is_said_in_english():
    speech.use("es")

    assert speech.tr("There is no such sentence {}.", 3) == "There is no such sentence 3."


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"LANG": "es_US.UTF-8"}, "es"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR"}, "en"),
        ({"LANG": "en_US", "LC_ALL": "es_MX"}, "es"),
        ({"LANG": "es_US", "BORROWER_DESK_LANG": "en"}, "en"),
        ({}, "en"),
    ],
)
def test_the_locale_chooses_as_posix_has_it(monkeypatch, environment, wanted):
    for name in ("BORROWER_DESK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    speech._of_environment.cache_clear()

    assert speech.language() == wanted


def test_an_errors_sentence_is_known_by_what_stands_around_its_values():
    speech.use("es")

    assert speech.spoken("There is no promise E12.") == "No hay ninguna promesa E12."


def test_the_values_of_an_error_stay_as_they_are():
    speech.use("es")

    said = speech.spoken("There is no analysis [b]There is no promise 3.[/b]\n{}{0}.")

    assert "[b]There is no promise 3.[/b]\n{}{0}" in said
    assert said.startswith("No ")


def test_a_sentence_that_no_catalogue_knows_stays():
    speech.use("es")

    assert speech.spoken("Nobody wrote this {}.") == "Nobody wrote this {}."


@pytest.mark.parametrize("language", [one for one in speech.languages() if one != "en"])
def test_a_translation_has_the_blanks_of_its_english(language):
    """A blank that is lost would lose a date or an amount; a new one would fail."""

    def blanks(text: str) -> list[str]:
        return sorted(
            f"{name}" for _, name, _, _ in string.Formatter().parse(text) if name is not None
        )

    wrong = [
        text for text, said in speech.catalogue(language).items() if blanks(text) != blanks(said)
    ]

    assert wrong == []
