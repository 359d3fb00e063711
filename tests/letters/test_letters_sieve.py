"""The sieve of phrases about tone: it lets every phrase through that stands in a text."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from labelled_drafts import FOLDER, drafts

from borrower_desk.letters.checks import sieve
from borrower_desk.letters.checks.sieve import NOTES, alternatives, possible, sieved

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


def standing(text):
    return {one.phrase.pattern for one in sieved() if one.phrase.search(text)}


def let_through(text):
    return {one.phrase.pattern for one in possible(text)}


def test_the_notes_are_those_of_the_phrases():
    stale = "run tools/sieve_phrases.py after changing the phrases about tone"
    assert _tool().notes() == NOTES.read_text(encoding="utf-8"), stale


def test_most_phrases_have_something_that_they_cannot_do_without():
    assert sum(one.always for one in sieved()) < len(sieved()) // 20


def test_what_stands_in_a_letter_is_let_through():
    for text in sorted({one.checked.body for one in drafts()}):
        assert standing(text) <= let_through(text)


def test_what_stands_in_a_sentence_is_let_through_in_capitals_too():
    for text in _LINES:
        assert standing(text) <= let_through(text)
        assert standing(text.upper()) <= let_through(text.upper())


@given(st.lists(st.sampled_from(sorted({w for line in _LINES for w in line.split()})), max_size=30))
def test_what_stands_in_words_thrown_together_is_let_through(words):
    text = " ".join(words)
    assert standing(text) <= let_through(text)


def test_a_plain_letter_is_searched_for_few_phrases():
    said = "On November 17, 2026 you charged a late fee of $71.61. Please remove it."
    assert len(possible(said)) < len(sieved()) // 8


def test_letters_that_are_taken_for_others_let_every_phrase_through():
    assert possible("You are croo\N{KELVIN SIGN}s.") == sieved()


def test_accents_and_long_dashes_hide_no_phrase():
    assert standing("Seán – you are crooks") <= let_through("Seán – you are crooks")
    assert standing("Seán – you are crooks")


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
    sieved.cache_clear()
    try:
        assert len(possible("Nothing.")) == len(alternatives())
    finally:
        sieved.cache_clear()


@pytest.mark.parametrize(
    ("pattern", "need"),
    [
        (r"\byou fools?\b", {("fool", "start")}),
        (r"\bfools\b", {("fools", "whole")}),
        (r"\b(?:fools|rogues)\b", {("fools", "whole"), ("rogues", "whole")}),
        (r"bungl\w+", {("bungl", "piece")}),
        (r"(?:x )?zebra", {("zebra", "piece")}),
        (r"\b(?:a )?zebra(?: \w+)? crossing\b", {("zebra", "start")}),
        (r"\w+", None),
    ],
)
def test_what_a_pattern_cannot_do_without(pattern, need):
    tool = _tool()
    found = tool.need_of(tool._parser.parse(pattern, re.IGNORECASE))
    assert found == need or (found and need and tool._cost(found) <= tool._cost(frozenset(need)))
