"""A message whose HTML says something else than its plain part is shown with both."""

from __future__ import annotations

from pathlib import Path

import pytest

from borrower_desk.intake.halves import say_otherwise
from borrower_desk.intake.mail import OTHER_HALF, read_mail

STRANGERS = sorted((Path(__file__).parent / "labelled" / "stranger").glob("*.eml"))


def message(plain: str, page: str) -> bytes:
    return (
        "From: a@lake.example\nDate: Mon, 02 Mar 2026 09:14:00 -0500\nSubject: x\n"
        "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=B\n\n"
        f"--B\nContent-Type: text/plain\n\n{plain}\n"
        f"--B\nContent-Type: text/html\n\n{page}\n--B--\n"
    ).encode()


@pytest.mark.parametrize(
    ("plain", "page"),
    [
        ("WE AGREE to refund $500.", "<p>WE REFUSE to refund $500.</p>"),
        ("Pay $500 now.", "<p>Pay $5000 now.</p>"),
        ("We will foreclose on your home.", "<p>We will not foreclose on your home.</p>"),
        ("The fee is gone and all is well.", "<p>Your loan was sold to another bank.</p>"),
    ],
)
def test_halves_that_contradict_each_other_are_both_kept(plain, page):
    """Another decision, another number, other words: the reader sees both and a note."""
    told = read_mail("x", message(plain, page))

    assert plain in told.text
    assert OTHER_HALF in told.text
    assert any("says something else" in note for note in told.notes)


def test_footers_and_links_of_the_html_are_no_contradiction():
    page = "<p>Hello <a href='https://lake.example/x'>Jane</a></p><p>Do not reply. NMLS 12345</p>"
    told = read_mail("x", message("Hello Jane", page))

    assert told.text == "Hello Jane"
    assert not told.notes


@pytest.mark.parametrize("path", STRANGERS, ids=lambda one: one.stem)
def test_no_honest_message_raises_the_alarm(path):
    assert OTHER_HALF not in read_mail(path.name, path.read_bytes()).text


def test_hostile_repetition_is_compared_in_bounds():
    """Only so many words of each half are matched, since matching costs their square."""
    ours, theirs = "a b a c " * 50_000, "a a b c b " * 50_000
    assert not say_otherwise(ours, ours)
    assert isinstance(say_otherwise(ours, theirs), bool)
