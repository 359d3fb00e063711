"""Every parser of a stranger's bytes keeps its invariants: on what once broke it, and on more.

`make fuzz` goes on for as long as it is told; what it finds is kept in `corpus`.
"""

from __future__ import annotations

import random
import warnings

import pytest
from fuzz.fuzz_targets import CORPUS, TARGETS, harmed, seeds, tried
from hypothesis import given, settings
from hypothesis import strategies as st

FOUND = [(one.parent.name, one) for one in sorted(CORPUS.glob("*/*"))]


@pytest.mark.parametrize(("name", "kept"), FOUND, ids=[f"{a}/{b.name}" for a, b in FOUND])
def test_what_once_broke_a_parser_breaks_it_no_more(name, kept):
    """Each was found by fuzzing, or by what fuzzing led to, and stays for good."""
    tried(name, kept.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_good_inputs_are_read(name):
    """The fuzzers begin from them."""
    good = seeds(name)
    assert good
    for one in good:
        tried(name, one)


@pytest.mark.parametrize("name", TARGETS)
def test_harmed_inputs_break_nothing(name):
    """Bytes of any kind, and good inputs with some of their bytes changed; always the same ones."""
    good = seeds(name)
    changed = st.builds(
        lambda seed, number: harmed(seed, random.Random(number), good),
        st.sampled_from(good),
        st.integers(0, 2**32),
    )

    @settings(max_examples=_EXAMPLES.get(name, 40), deadline=None, derandomize=True, database=None)
    @given(st.one_of(st.binary(max_size=300), changed, changed))
    def holds(data: bytes) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a parser's own: what it warns of, it got over
            tried(name, data)

    holds()


_EXAMPLES = {"letter": 5, "analyze": 15, "mail": 15, "msg": 15, "packet": 15, "search": 15}
