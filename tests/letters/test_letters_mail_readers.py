"""The message as other programs read it: mail-parser, notmuch (GMime) and mutt's draft."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import mailparser
import pytest
from apt import needs

from borrower_desk.letters.render import to_eml, to_text
from borrower_desk.letters.templates import kinds

PDF = b"%PDF-1.4 the statement"
PICTURE = b"\x89PNG\r\n\x1a\n the receipt"


@pytest.fixture
def written(letter_of, facts, enclosure):
    """A letter with two enclosures, and its message."""
    receipt = replace(
        enclosure, label="B", title="Recibo, año 2026", name="r.png", media_type="image/png"
    )
    letter = letter_of("late-fee-dispute", enclosures=(enclosure, receipt))
    return letter, to_eml(letter, facts, [(enclosure, PDF), (receipt, PICTURE)])


def test_python_reads_two_texts_and_two_files_without_a_defect(written):
    _, data = written
    message = message_from_bytes(data, policy=policy.default)

    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
        "image/png",
    ]
    assert all(not part.defects for part in message.walk())
    assert [one.get_content() for one in message.iter_attachments()] == [PDF, PICTURE]


def test_mail_parser_reads_the_same(written):
    letter, data = written
    mail = mailparser.parse_from_bytes(data)

    assert mail.subject == letter.subject
    assert mail.from_ == [("Maria Lopez", "maria@lopez.example")]
    assert mail.to == [("Sample Home Servicing", "help@sample.example")]
    assert mail.bcc == []
    assert "".join(mail.text_plain).split() == to_text(letter).split()
    assert [one["filename"] for one in mail.attachments] == [
        "Enclosure A - Bank statement.pdf",
        "Enclosure B - Recibo, año 2026.png",
    ]
    assert [one["mail_content_type"] for one in mail.attachments] == [
        "application/pdf",
        "image/png",
    ]


@pytest.fixture
def notmuch(tmp_path: Path):
    """Index messages in a mailbox of their own; give back what notmuch shows of them."""
    needs({"notmuch": "notmuch"})
    box = tmp_path / "box" / "cur"
    box.mkdir(parents=True)
    config = tmp_path / "notmuch-config"
    config.write_text(f"[database]\npath={tmp_path / 'box'}\n[user]\nname=x\n", encoding="utf-8")

    def run(*argv: str) -> str:
        return subprocess.run(
            ["notmuch", f"--config={config}", *argv], check=True, capture_output=True, text=True
        ).stdout

    def show(*messages: bytes) -> list:
        for n, data in enumerate(messages):
            (box / f"{n}:2,").write_bytes(data)
        run("new", "--quiet")
        return json.loads(run("show", "--format=json", "--include-html", "--body=true", "*"))

    return show


def test_notmuch_reads_the_same(written, notmuch):
    """GMime, as in Geary, Evolution's kin and notmuch itself."""
    letter, data = written

    ((message, _),) = notmuch(data)[0]

    assert message["headers"]["Subject"] == letter.subject
    assert message["headers"]["To"] == "Sample Home Servicing <help@sample.example>"
    assert "Bcc" not in message["headers"]
    mixed = message["body"][0]
    assert mixed["content-type"] == "multipart/mixed"
    alternative, pdf, picture = mixed["content"]
    plain, html = alternative["content"]
    assert plain["content"].split() == to_text(letter).split()
    assert "<strong>Re: " in html["content"]
    assert (pdf["content-type"], pdf["filename"]) == (
        "application/pdf",
        "Enclosure A - Bank statement.pdf",
    )
    assert picture["filename"] == "Enclosure B - Recibo, año 2026.png"


def test_every_kind_is_read_by_all_three(letter_of, facts, notmuch):
    """Subject and text of each kind, whoever reads them; no two messages share an id."""
    letters = {kind: letter_of(kind) for kind in kinds()}
    data = {kind: to_eml(letter, facts) for kind, letter in letters.items()}

    shown = {
        message["headers"]["Subject"]: message["body"][0]["content"][0]["content"]
        for thread in notmuch(*data.values())
        for message, _ in thread
    }
    assert len(shown) == len(letters)
    for kind, letter in letters.items():
        mail = mailparser.parse_from_bytes(data[kind])
        assert mail.subject == letter.subject
        assert "".join(mail.text_plain).split() == to_text(letter).split()
        assert shown[letter.subject].split() == to_text(letter).split()
