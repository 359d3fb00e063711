"""The program's words, from one catalogue for each language."""

from __future__ import annotations

import os
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borrower_desk import speech

ROOT = Path(__file__).parents[1]
OTHERS = [one for one in speech.languages() if one != speech.ENGLISH]
# What stays as it is in every language: flags, quoted commands, commands to type.
TYPED = re.compile(r"(?<![\w-])--[a-z][\w-]*|`[^`]*`|borrower-desk [a-z-]+")
BLANK = re.compile(r"\{[^{}]*\}")


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


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Message: Payment due – now", "Mensaje: Payment due – now"),
        ("Payment due, $1,855.00 – Your check", "Pago vence, $1,855.00 – Your check"),
        ("My own words", "My own words"),
        ("", ""),
        (": Message", ": Message"),
    ],
)
def test_only_the_head_of_a_line_is_translated(line, told):
    speech.use("es")

    assert speech.headed(line) == told


def test_a_sentence_that_no_catalogue_knows_stays():
    speech.use("es")

    assert speech.spoken("Nobody wrote this {}.") == "Nobody wrote this {}."


def test_a_blank_of_our_own_words_is_said_in_the_users_language_too():
    speech.use("es")

    assert speech.spoken("There is no matter 'M9'.") == "No existe: asunto 'M9'."


def test_a_blank_for_an_english_ending_is_left_out():
    speech.use("es")

    said = speech.spoken("D1 has 2 errors: placeholder-left. Mend it.")

    assert said == "D1 tiene errores (2): placeholder-left. Mend it."


def test_a_day_in_such_a_blank_is_written_as_the_user_writes_it():
    speech.use("es")

    assert speech.spoken("Do it by 5 May 2027.") == "Hágalo a más tardar el 5 de mayo de 2027."
    assert speech.spoken("Do it by my May bill.") == "Hágalo a más tardar el my May bill."


def test_sentences_that_stand_together_are_known_one_by_one():
    speech.use("es")

    assert speech.spoken("Remind them. Do it today.") == "Recuérdeselo. Hágalo hoy."


def test_a_long_text_is_no_sentence_of_ours():
    speech.use("es")
    text = "There is no promise " + "x" * 5_000 + "."

    assert speech.spoken(text) == text


WORDS = st.text(alphabet="ab .:{}", max_size=6)


@given(own=st.lists(WORDS, min_size=2, max_size=5), values=st.data())
def test_what_stands_between_a_sentences_words_fills_them_again(own, values):
    filled = values.draw(st.lists(WORDS, min_size=len(own) - 1, max_size=len(own) - 1))
    text = own[0] + "".join(value + word for value, word in zip(filled, own[1:], strict=True))

    found = speech.between(text, tuple(own))

    assert found is not None
    again = own[0] + "".join(value + word for value, word in zip(found, own[1:], strict=True))
    assert again == text


@given(text=WORDS, own=st.lists(WORDS, min_size=2, max_size=4))
def test_another_sentence_is_told_apart(text, own):
    pattern = ".*?".join(map(re.escape, own))

    assert (speech.between(text, tuple(own)) is None) is not bool(
        re.fullmatch(pattern, text, re.DOTALL)
    )


@pytest.mark.parametrize("part", ["errors", "findings", "values", "days", "keys", "help", "output"])
@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_missing(language, part):
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "strings.py", language, part],
        capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert (done.stdout.strip(), done.stderr) == ("", "")


def _translations() -> list[tuple[str, str]]:
    return [
        one
        for language in OTHERS
        for part in (*speech.PARTS, "values", "days")
        for one in speech.catalogue(language, part).items()
    ]


def test_a_translation_has_the_blanks_of_its_english():
    """A blank that is lost would lose a date or an amount; a new one would fail."""

    def blanks(text: str) -> list[str]:
        return sorted(
            f"{name}" for _, name, _, _ in string.Formatter().parse(text) if name is not None
        )

    assert [one for one in _translations() if blanks(one[0]) != blanks(one[1])] == []


def test_a_blank_that_is_translated_too_stands_where_a_finished_sentence_is_known():
    """`tr` fills its blanks with values of every type: they know no `{:tr}`."""
    filled = [
        one
        for language in OTHERS
        for part in ("screens", "output", "help")
        for one in speech.catalogue(language, part).values()
        if ":tr}" in one
    ]

    assert filled == []


@pytest.mark.parametrize("text", ["The house is mine.", "A is B.", "12 of 13."])
def test_a_sentence_that_is_nearly_all_values_is_not_guessed(text):
    speech.use("es")

    assert speech.spoken(text) == text


def test_a_translation_names_the_same_flags_and_commands():
    """Who types what a hint says must not be told a word that no command knows."""

    def typed(text: str) -> list[str]:
        return sorted(BLANK.sub("{}", one) for one in TYPED.findall(text))

    assert [one for one in _translations() if typed(one[0]) != typed(one[1])] == []
