"""Which enclosures a letter names, and which of them are there."""

from __future__ import annotations

import pytest

from borrower_desk.letters.checks import Checked, CheckedFile, run

PDF = b"%PDF-1.4\n%%EOF\n"


def missing(said: str, *names: str) -> list[str]:
    """What is said of enclosures that are not there."""
    files = tuple(CheckedFile(one, "", PDF) for one in names)
    found = run(Checked("Account 1", f"Dear people,\n\n{said}\n", enclosures=files)).findings
    return [one.message for one in found if one.code == "attachment-missing"]


@pytest.mark.parametrize(
    ("said", "labels"),
    [
        ("See Enclosures A and B for that.", "A B"),
        ("See Enclosure A, B and D.", "A B D"),
        ("See Enclosures A through C.", "A B C"),
        ("See Exhibits 1, 2 and 3.", "1 2 3"),
        ("See Enclosure A, I paid it.", "A"),
    ],
)
def test_each_label_that_the_body_names_is_looked_for(said, labels):
    told = missing(said)
    assert len(told) == len(labels.split())


@pytest.mark.parametrize(
    "names",
    [
        ("12 May bill.pdf", "7 checks.pdf"),
        ("2026-10-05 receipt.pdf", "2026-10-06 statement.pdf"),
        ("0 A name.pdf", "1 B other.pdf"),
    ],
)
def test_a_name_that_begins_with_a_number_is_no_label(names):
    """Else a letter whose papers are there could not be sent."""
    one, two = (name.removesuffix(".pdf") for name in names)
    assert missing(f"I enclose Enclosure A, {one}, and Enclosure B, {two}.", *names) == []
