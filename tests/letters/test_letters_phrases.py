"""Phrases: looked through in small letters first, and found as the pattern itself finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from labelled_drafts import drafts

from borrower_desk.letters.checks.phrases import Phrase, _table, later, pairs, phrases

TEXTS = sorted({one.checked.body for one in drafts()})
LISTS = sorted(
    f"{module}.{name}"
    for module, lists in _table().items()
    if module != "terms"
    for name, rows in lists.items()
    if isinstance(rows, list)
    and isinstance(rows[0], str)
    # those that name groups or days are compiled one by one, by `each`
    and not any("(?P<" in one or "<amount>" in one or "<day>" in one for one in rows)
)


def agrees(phrase: Phrase, text: str) -> bool:
    whole = re.compile(phrase.pattern, re.IGNORECASE | re.MULTILINE)
    assert phrase.stands_in(text) == bool(whole.search(text))
    return [one.span() for one in phrase.finditer(text)] == [
        one.span() for one in whole.finditer(text)
    ]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_phrases_finds_what_its_pattern_finds(name):
    for text in TEXTS[::7]:
        assert agrees(phrases(name), text)
        assert agrees(phrases(name), text.upper())


def test_tones_find_what_their_patterns_find():
    for phrase, _ in pairs("manner.tone"):
        for text in TEXTS[::7]:
            assert agrees(phrase, text)


def test_classes_and_escapes_keep_their_meaning_in_small_letters():
    phrase = Phrase(r"\bFee\b[A-C]\S\D(?P<What>\W)")
    assert phrase.search("a FEEb, x") is None
    assert phrase.search("a feE Bx") is None
    assert Phrase(r"Fee\W[A-C]\D(?P<Rest>\S)").search("late FEE bxy")["Rest"] == "y"


@given(
    pattern=st.sampled_from(
        [r"fees?\b", "préstamo", r"\bI\b[^k]", "[à-ÿ]s", "És", r"\u00c9s", "μ", r"\w+s"]
    ),
    text=st.text(
        alphabet="feEFsSkKiI prtamoéÉßẞŸÿ“’ΣΑ"
        # dotted I, dotless i, long s, Kelvin, micro, mu
        "\u0130\u0131\u017f\u212a\u00b5\u03bc",
        max_size=20,
    ),
)
@settings(deadline=None, max_examples=500)
def test_letters_beyond_ascii_are_found_as_the_pattern_finds_them(pattern, text):
    assert agrees(Phrase(pattern), text)


def test_a_letter_beyond_ascii_is_read_by_the_pattern_itself():
    assert Phrase(r"préstamo").search("PRÉSTAMO")
    assert Phrase(r"\bkind\b").search("\N{KELVIN SIGN}ind")


def test_a_pattern_for_later_is_the_pattern():
    late, now = later(r"(?P<a>\w)x", re.IGNORECASE), re.compile(r"(?P<a>\w)x", re.IGNORECASE)
    for text in ("", "1X 2x", "x"):
        assert [m.span() for m in late.finditer(text)] == [m.span() for m in now.finditer(text)]
        assert bool(late.search(text)) == bool(now.search(text))
        assert late.sub("-", text) == now.sub("-", text)
    assert late.pattern == now.pattern
    assert late.groups == now.groups
