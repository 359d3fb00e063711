"""Whatever comes, each item is read or kept with a reason: nothing raises, hangs or is lost."""

from __future__ import annotations

import random
import sysconfig
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_samples import PLAIN, message, met, pdf, picture

from borrower_desk.intake.headers import parse_instant, people
from borrower_desk.intake.html import to_text
from borrower_desk.intake.kinds import classify
from borrower_desk.intake.read import read
from borrower_desk.intake.sources import RawItem
from borrower_desk.model import Incoming, Unread

SAMPLE = (
    b"From: =?utf-8?q?L=C3=B3pez?= <a@b.example>\r\nTo: c@d.example\r\nSubject: s\r\n"
    b"Date: Mon, 7 Dec 2026 09:30:00 -0600\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'
    b"Content-Type: multipart/alternative; boundary=y\r\n\r\n--y\r\n\r\nplain\r\n--y\r\n"
    b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"<p>rich=C3=A9</p>\r\n--y--\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n"
    + PLAIN
    + b"\r\n--x\r\nContent-Type: application/pdf; name*=utf-8''a%20b.pdf\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--x--\r\n"
)


def read_as(form: str, data: bytes, name: str = "a.eml") -> Incoming | Unread:
    got = read(RawItem(name, data, form, name))
    assert got.original == data
    return got


def shown_of(got: Incoming) -> list[str]:
    """Everything of a message that a face may print."""
    return [
        got.sender, got.subject, got.text, *got.to, *got.cc, got.message_id or "", *got.references,
        *(one.name for one in got.files), *(one.text for one in got.files), *got.notes,
        *(f"{name}: {value}" for name, value in got.headers),
    ]  # fmt: skip


def is_safe(text: str) -> bool:
    return all(
        char in "\n\t"
        or (
            unicodedata.category(char) not in ("Cc", "Cs")
            and char not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        )
        for char in text
    )


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=600), st.sampled_from(["mail", "document"]))
def test_any_bytes_are_read_or_kept(data, form):
    """Reading is a function of bytes that has an answer for all of them."""
    read_as(form, data)


@settings(deadline=None, max_examples=200)
@given(st.randoms(use_true_random=False), st.integers(1, 12))
def test_a_damaged_message_is_read_or_kept(chance, hits):
    """Bytes flipped, cut, doubled, and pieces moved."""
    got = read_as("mail", damaged(SAMPLE, chance, hits))

    if isinstance(got, Incoming):
        assert all(is_safe(one) for one in shown_of(got))


def damaged(data: bytes, chance: random.Random, hits: int) -> bytes:
    """`data` after `hits` accidents."""
    for _ in range(hits):
        if not data:
            break
        place = chance.randrange(len(data))
        end = min(len(data), place + chance.randrange(1, 60))
        accident = chance.randrange(6)
        if accident == 0:
            data = data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :]
        elif accident == 1:
            data = data[:place] + data[end:]
        elif accident == 2:
            data = data[:place] + data[place:end] * 2 + data[end:]
        elif accident == 3:
            data = data[:place]
        elif accident == 4:
            data = (
                data[:place]
                + chance.choice([b"\r", b"\n\n", b"--x--", b"=?", b"\0"])
                + data[place:]
            )
        else:
            other = chance.randrange(len(data))
            data = data[:place] + data[other : other + 40] + data[place:]
    return data


def test_five_hundred_damaged_messages_add_up(tmp_path):
    """Met = read + kept; what is kept unread has lost its first header, or all it said."""
    chance = random.Random(7)
    for number in range(500):
        (tmp_path / f"{number}.eml").write_bytes(damaged(SAMPLE, chance, 1 + number % 40))

    found = [one if isinstance(one, Unread) else read(one) for one in met(tmp_path)]

    assert len(found) == 500
    kept = [one for one in found if isinstance(one, Unread)]
    assert 0 < len(kept) < 500
    assert {one.reason for one in kept} <= {
        "it is empty",
        "it does not begin with the headers of a message",
        "it has headers and says nothing: no sender, subject, text or file",
    }
    assert not [one for one in kept if one.original.startswith(SAMPLE[:50])]


HOSTILE = [
    "\x1b[2J\x1b]0;owned\x07", "\u202egnp.exe", "a\r\nBcc: x@y.example", "\x9b31m", "\x00\x01\x02",
    "[bold red]x[/]", "../../../etc/passwd", "=cmd|' /C calc'!A0",
    "\ud800".encode("utf-8", "replace").decode(),
    "\U000e0041\U000e0042", "\ufeff\u200bzero", "a" * 5_000, "\x85\u2028\u2029", "\x1bP+q\x1b\\",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("where", ["subject", "from", "to", "message_id", "file", "body"])
def test_hostile_words_reach_nobody_as_they_are(words, where):
    """No control byte, no direction trick, no path, in any field."""
    raw = words.encode("utf-8", "replace")
    fields = {
        "subject": b"Subject: " + raw,
        "from": b"From: " + raw + b" <a@b.example>",
        "to": b'To: "' + raw + b'" <a@b.example>',
        "message_id": b"Message-ID: <" + raw + b"@x>",
        "file": b'Content-Type: application/x; name="' + raw + b'"',
        "body": b"X-A: b",
    }
    data = b"From: x@y.example\n" + fields[where] + b"\n\n" + (raw if where == "body" else b"words")

    got = read_as("mail", data)

    assert isinstance(got, Incoming)
    assert all(is_safe(one) for one in shown_of(got))
    assert all("/" not in one.name and len(one.name.encode()) <= 120 for one in got.files)


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=300))
def test_any_page_is_text(page):
    """HTML of any kind, closed or not."""
    to_text(page)


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=120))
def test_any_header_is_a_date_or_none_and_people_or_none(value):
    """No header stops a message."""
    parse_instant(value)
    people(value.encode("utf-8", "replace"))


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=400), st.text(max_size=80))
def test_any_words_have_a_kind(text, subject):
    """The classifier has an answer for any text, between 0 and 1 sure."""
    got = read_as("mail", message(text.encode("utf-8", "replace"), subject="s"))

    if isinstance(got, Incoming):
        assert 0 <= classify(got).confidence <= 1


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>" * 20_000 + "x",
        "<div><a href=x>" * 8_000,
        "<blockquote>a" * 8_000,
        "<b>" * 50_000,
        "<!--" * 50_000,
        "&amp" * 100_000,
        "<ul><li>" * 8_000,
    ],
)
def test_a_page_nested_without_end_is_read(page):
    """No recursion, no quadratic time."""
    to_text(page)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", pdf()[:200]),
        ("a.png", picture()[:40]),
        ("a.jpg", b"\xff\xd8\xff\xe0junk"),
        ("a.tif", b"II*\0\xff\xff\xff\xff"),
    ],
)
def test_a_broken_document_is_kept_with_the_reason(name, data):
    """A scan that does not open is not lost, and not taken for one that does."""
    got = read_as("document", data, name)

    assert isinstance(got, Unread)
    assert "damaged" in got.reason


def python_samples() -> Path | None:
    """The e-mail samples of CPython's own test suite, wherever this machine has them."""
    places = [Path(sysconfig.get_path("stdlib"))]
    places += sorted(Path.home().glob(".pyenv/versions/3.1*/lib/python3.1*"))
    for place in places:
        if (place / "test/test_email/data").is_dir():
            return place / "test/test_email/data"
    return None


def test_the_samples_of_python_s_own_test_suite_add_up(tmp_path):
    """Every file is met once and is read or kept; Debian leaves them out, then ours stand in."""
    samples = python_samples()
    if samples is None:
        samples = tmp_path
        awkward = [
            SAMPLE,
            PLAIN,
            b"",
            b"\0",
            message(b""),
            b"From x\n\n",
            b"a: b\n\n",
            pdf(),
            picture(),
        ]
        for number, data in enumerate(awkward):
            (tmp_path / f"msg_{number}.txt").write_bytes(data)
    files = sorted(one for one in samples.iterdir() if one.is_file())

    found = [one if isinstance(one, Unread) else read(one) for one in met(samples)]

    assert sorted(one.source for one in found) == [str(one) for one in files]
    assert all(Path(one.source).read_bytes() == one.original for one in found)
    read_well = [one for one in found if isinstance(one, Incoming)]
    assert len(read_well) >= 0.5 * len(found)
