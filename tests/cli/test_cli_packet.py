"""`packet` and `packet verify` on a desk with a call and a letter."""

from __future__ import annotations

import json
import os

import pytest
from pypdf import PdfReader


@pytest.fixture
def filed(desk):
    """A matter with a call and a text document filed in it."""
    desk("log", "phone", "Tiffany said that the fee goes.", "--date", "2026-10-05", "--with",
         "Tiffany, ID 4471", "--matter", "M1")  # fmt: skip
    return desk


def test_a_packet_says_what_is_in_it_and_verifies(filed, tmp_path):
    made = filed("packet", "M1", "-o", "p.pdf", "--bates", "LOPEZ", "--start", "100", "--json").json

    assert made["pages"] == len(PdfReader(tmp_path / "p.pdf").pages)
    assert made["bates"]["first"] == "LOPEZ000100"
    assert [one["source"] for one in made["exhibits"]] == ["C1"]
    assert filed("packet", "verify", "p.pdf", "--json").json["ok"] is True


def test_a_packet_verifies_without_its_desk(filed, monkeypatch, tmp_path):
    filed("packet", "M1", "-o", "p.pdf")
    monkeypatch.setenv("BORROWER_DESK", str(tmp_path / "none.desk"))

    told = filed("packet", "verify", "p.pdf")
    assert told.code == 0
    # Nobody can tell a packet that was changed and sealed anew from the one handed out.
    assert "as it was written" not in told.out
    assert "digest" in told.out
    assert "compare it" in told.out


def test_what_is_no_file_is_not_waited_for(filed, tmp_path):
    """A named pipe would be read for ever."""
    os.mkfifo(tmp_path / "pipe.pdf")
    told = filed("packet", "verify", "pipe.pdf")
    assert told.code == 1
    assert "is no file" in told.err


def test_a_packet_that_was_changed_and_sealed_anew_does_not_pass_its_desk(filed, tmp_path):
    import io

    import pikepdf

    filed("packet", "M1", "-o", "p.pdf")
    from borrower_desk.packet.manifest import digest_offset, recomputed_digest

    with pikepdf.open(tmp_path / "p.pdf") as pdf:
        pdf.docinfo["/Title"] = "Another title"
        pdf.save(tmp_path / "q.pdf", compress_streams=False)
    data = bytearray((tmp_path / "q.pdf").read_bytes())
    with pikepdf.open(tmp_path / "q.pdf") as pdf:
        content = pdf.attachments["manifest.json"].get_file().read_bytes()
    digest = recomputed_digest(io.BytesIO(bytes(data)), content)
    if digest is not None:
        at = data.index(content) + digest_offset(content)
        data[at : at + 64] = digest.encode()
        (tmp_path / "q.pdf").write_bytes(data)

    ran = filed("packet", "verify", "q.pdf", "--json")

    assert ran.code == 3
    assert "desk-digest" in [one["name"] for one in ran.json["checks"] if not one["ok"]]


def test_an_empty_matter_makes_no_packet_and_says_what_to_do(desk, tmp_path):
    ran = desk("packet", "M1", "-o", "p.pdf")

    assert ran.code == 1
    assert "borrower-desk file" in ran.err
    assert not (tmp_path / "p.pdf").exists()


def test_a_packet_that_cannot_be_written_leaves_nothing(filed, tmp_path):
    ran = filed("packet", "M1", "-o", "no/such/folder/p.pdf", "--json")

    assert ran.code == 1
    assert json.loads(ran.err)["error"]["hint"]
    assert list(tmp_path.glob("**/*.pdf")) == []


def test_something_that_is_no_packet_is_bad_news_without_a_traceback(filed, tmp_path):
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7 nothing")

    ran = filed("packet", "verify", "x.pdf")

    assert ran.code == 3
    assert "Traceback" not in ran.err
