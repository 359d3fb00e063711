"""The sieve of long lists of phrases: it lets every phrase through that stands in a text."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from labelled_drafts import FOLDER, drafts

from borrower_desk.letters.checks import sieve
from borrower_desk.letters.checks.sieve import LISTS, NOTES, TONE, Sieved, alternatives, sieved

_TOOL = Path(__file__).parents[2] / "tools" / "sieve_phrases.py"
_LINES = [
    line[2:]
    for line in (FOLDER / "sentences.md").read_text(encoding="utf-8").splitlines()
    if line[:2] in ("+ ", "- ")
]


def _tool():
    spec = importlib.util.spec_from_file_location("sieve_phrases", _TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def standing(name, text):
    return {n for n, one in enumerate(sieved(name).phrases) if one.search(text)}


def let_through(name, text):
    return set(sieved(name).possible(text))


def test_the_notes_are_those_of_the_phrases():
    stale = "run tools/sieve_phrases.py after changing these phrases"
    assert _tool().notes() == NOTES.read_text(encoding="utf-8"), stale


def test_most_phrases_have_something_that_they_cannot_do_without():
    tones = sieved(TONE)
    assert len(tones.always) < len(tones.phrases) // 20


@pytest.mark.parametrize("name", LISTS)
def test_what_stands_in_a_letter_is_let_through(name):
    for text in sorted({one.checked.body for one in drafts()})[::5]:
        assert standing(name, text) <= let_through(name, text)


@pytest.mark.parametrize("name", LISTS)
def test_what_stands_in_a_sentence_is_let_through_in_capitals_too(name):
    for text in _LINES:
        assert standing(name, text) <= let_through(name, text)
    for text in _LINES[::7]:
        assert standing(name, text.upper()) <= let_through(name, text.upper())


@given(st.lists(st.sampled_from(sorted({w for line in _LINES for w in line.split()})), max_size=30))
def test_what_stands_in_words_thrown_together_is_let_through(words):
    text = " ".join(words)
    assert standing(TONE, text) <= let_through(TONE, text)


@pytest.mark.parametrize("name", [one for one in LISTS if one != TONE])
def test_the_first_place_is_that_of_one_pattern_of_them_all(name):
    whole = re.compile("|".join(one for one, _ in alternatives(name)), re.IGNORECASE | re.MULTILINE)
    for text in _LINES:
        found, wanted = sieved(name).search(text), whole.search(text)
        assert (found and found.span()) == (wanted and wanted.span())


def test_a_plain_letter_is_searched_for_few_phrases():
    said = "On November 17, 2026 you charged a late fee of $71.61. Please remove it."
    assert len(let_through(TONE, said)) < len(sieved(TONE).phrases) // 8


def test_letters_that_are_taken_for_others_let_every_phrase_through():
    assert len(let_through(TONE, "You are croo\N{KELVIN SIGN}s.")) == len(sieved(TONE).phrases)


def test_accents_and_long_dashes_hide_no_phrase():
    said = "Seán – you are crooks"
    assert standing(TONE, said)
    assert standing(TONE, said) <= let_through(TONE, said)


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("a|b", ["a", "b"]),
        (r"a\|b|c", [r"a\|b", "c"]),
        ("(?:a|b)|c", ["(?:a|b)", "c"]),
        ("[|(]x|[]|]y", ["[|(]x", "[]|]y"]),
        ("one", ["one"]),
    ],
)
def test_alternatives_are_told_apart_outside_brackets(pattern, parts):
    assert list(sieve._split(pattern)) == parts


def test_without_its_notes_every_phrase_is_looked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(sieve, "NOTES", tmp_path / "none.json")
    sieve._notes.cache_clear()
    sieved.cache_clear()
    try:
        assert len(let_through(TONE, "Nothing.")) == len(alternatives(TONE))
    finally:
        sieve._notes.cache_clear()
        sieved.cache_clear()


def need(whole="", starts="", pieces=""):
    return tuple(frozenset(one.split()) for one in (whole, starts, pieces))


FEW = Sieved(
    [("fools", ""), (r"bungl\w+", ""), ("x+", ""), (r"big fool", "")],
    [(need("fools"),), (need(pieces="bungl"),), (), (need(starts="foo"), need("big"))],
)


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("you fools", [0, 2]),
        ("you fool", [2]),
        ("Unbungled", [1, 2]),
        ("a Big fool", [2, 3]),
        ("a big kung-foo", [2, 3]),
        ("bigger fools", [0, 2]),
        ("a big buffoon", [2]),
        ("", [2]),
    ],
)
def test_a_whole_word_a_beginning_or_a_piece_lets_a_phrase_through(said, numbers):
    assert FEW.possible(said) == numbers
    assert FEW.possible(said) == numbers  # asked again, of what it remembers


def test_of_two_phrases_the_one_that_stands_first_is_found():
    assert FEW.search("xx fools").group() == "xx"
    assert FEW.search("fools xx").group() == "fools"
    assert FEW.search("nothing") is None


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        (r"\byou fools?\b", {("fool", "start")}),
        (r"\bfools\b", {("fools", "whole")}),
        (r"\b(?:fools|rogues)\b", {("fools", "whole"), ("rogues", "whole")}),
        (r"bungl\w+", {("bungl", "piece")}),
        (r"(?:x )?zebra", {("zebra", "piece")}),
        (r"(?<=x)zebra\b", {("zebra", "piece")}),
        (r"\bzebra(?=s)", {("zebra", "start")}),
        (r"\bzebra(?! crossing)\b", {("zebra", "whole")}),
        (r"\b(?:a )?zebra(?: \w+)? and so\b", {("zebra", "whole")}),
        (r"(?:zebra){2}", {("zebra", "piece")}),
        (r"(?:zebra)?", None),
        (r"\w+", None),
    ],
)
def test_what_a_pattern_cannot_do_without(pattern, found):
    tool = _tool()
    got = tool.need_of(tool._parser.parse(pattern, re.IGNORECASE))
    assert got == found
