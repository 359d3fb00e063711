"""Phrases of the classifier: what they may look like."""

from __future__ import annotations

import re

import pytest

from borrower_desk.intake.phrasebook import compile_phrase, phrases


@pytest.mark.parametrize("words", ["", "   ", "..", ",", "( | )", "(late|)", "(late|) (fee|) .."])
def test_a_phrase_that_an_empty_text_would_match_is_refused(words):
    with pytest.raises(ValueError, match="no word that must stand"):
        compile_phrase(words)


@pytest.mark.parametrize(
    "words", ["fee", "(late|) fee", "late .. fee", "fee (late|)", "(fee|fees)"]
)
def test_a_phrase_with_a_word_that_must_stand_is_compiled(words):
    assert re.search(compile_phrase(words)[0], "a late fee") is not None


def test_no_phrase_of_the_book_matches_an_empty_text():
    assert [one.words for one in phrases() if re.match(one.pattern, "")] == []
