"""Each kind's letter, word for word, as it was last read and approved."""

from __future__ import annotations

import pytest
from rendered_letters import FOLDER, rendered

from borrower_desk.letters.templates import kinds


@pytest.mark.parametrize("kind", kinds())
def test_the_letter_is_the_one_that_was_read(kind):
    """A changed word is a changed file: `python tests/letters/rendered_letters.py` writes it."""
    assert rendered(kind) == (FOLDER / f"{kind}.txt").read_text(encoding="utf-8")


def test_there_is_a_file_for_each_kind_and_no_other():
    assert sorted(one.stem for one in FOLDER.glob("*.txt")) == sorted(kinds())
