"""`docs/law.md` is made from the rule files, and is fresh."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from borrower_desk.law.rules import rules

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "law.md").read_text(encoding="utf-8")


def test_the_page_is_what_the_rule_files_make():
    """Stale? Run `python tools/make_law_docs.py`."""
    made = subprocess.run(
        [sys.executable, "tools/make_law_docs.py", "--check"], cwd=ROOT, check=False
    )
    assert made.returncode == 0


def test_it_says_that_it_is_no_legal_advice():
    assert "**This is not legal advice.**" in PAGE


@pytest.mark.parametrize("one", rules().values(), ids=lambda one: one.id)
def test_every_rule_is_there_with_its_citation_its_words_and_an_example(one):
    part = PAGE.split(f'<a id="{one.id}"></a>')[1].split("\n### ")[0]
    assert f"**Citation:** {one.citation}" in part
    assert one.explanation in part
    assert re.search(r"\*\*Example:\*\* \w+, \d", part)
