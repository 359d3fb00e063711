"""Paper: three dates, one letter by two ways, photographed pages; and what is purged."""

from __future__ import annotations

from pathlib import Path

import pytest

WORDS = """Loan 0001234567. We received your notice of error on 12/01/2026 about a fee of $45.00.
We are looking into the matter with our payment department and will tell you what we find and
what we will do about it. If we need more time we will write to you before the thirty business
days have passed, and give you the reason for it. You may call us at 555-0142 in the meantime.
"""


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """The same letter as a mail and as a text, and another month's."""
    head = (
        "From: Care <care@lakeshore-mortgage.example>\nTo: maria@fernmail.example\n"
        "Subject: Your letter\nDate: Mon, 7 Dec 2026 09:30:00 -0600\nMessage-ID: <1@x>\n\n"
    )
    (tmp_path / "mail.eml").write_text(head + WORDS)
    (tmp_path / "paper.txt").write_text("Lakeshore\n\n" + WORDS)
    (tmp_path / "other.txt").write_text(WORDS.replace("12/01/2026", "11/02/2026"))
    return tmp_path


def imported(run, *words: object) -> dict[str, object]:
    done = run("--json", "import", *words)
    assert done.code == 0, done.err
    return done.json["items"][0]


def test_three_dates_of_paper_are_kept_apart(desk, letters):
    """On the letter, on the postmark, received; the day it came is the day to file it under."""
    id_ = imported(desk, letters / "paper.txt", "--via", "mail", "--dated", "2026-12-07",
                   "--postmarked", "2026-12-09", "--received", "2026-12-12")["id"]  # fmt: skip

    shown = desk("--json", "show", id_).json
    assert [shown[one] for one in ("dated", "postmarked", "received", "date")] == [
        "2026-12-07", "2026-12-09", "2026-12-12", "2026-12-12",
    ]  # fmt: skip
    assert "postmarked:    2026-12-09" in desk("show", id_).out


@pytest.mark.parametrize("order", [("mail.eml", "paper.txt"), ("paper.txt", "mail.eml")])
def test_one_letter_by_mail_and_by_post_is_linked_and_its_earliest_receipt_counts(
    desk, letters, order
):
    """Two pieces, one letter; another month's letter with the same words is another."""
    paper = ("--via", "certified-mail", "--received", "2026-12-12")
    for name in order:
        imported(desk, letters / name, *(paper if name == "paper.txt" else ()))
    imported(desk, letters / "other.txt", *paper)

    shown = desk("--json", "show", "C2").json
    assert shown["links"] == [
        {"ids": ["C1", "C2"], "relation": "same-letter",
         "because": "the same words, dates and amounts"}
    ]  # fmt: skip
    assert shown["first_received"] == "2026-12-07"
    assert desk("--json", "show", "C3").json["links"] == []
    assert "see also:      C2: the same letter" in desk("show", "C1").out


def test_the_same_letter_again_proposes_its_event_once(desk, letters):
    """The earlier delivery counts: a later one proposes nothing more."""
    for name in ("paper.txt", "mail.eml"):
        id_ = imported(desk, letters / name, *(("--via", "mail", "--received", "2026-12-12")
                                               if name == "paper.txt" else ()))["id"]  # fmt: skip
        desk("classify", id_, "--as", "acknowledgment")
        desk("file", id_, "--matter", "M1")

    events = [
        one for one in desk("--json", "event", "list", "M1").json if one["status"] != "undone"
    ]
    assert [(one["kind"], one["date"]) for one in events] == [("acknowledged", "2026-12-07")]


def test_pieces_are_linked_and_taken_apart_by_hand(desk, letters):
    """The user's word counts."""
    imported(desk, letters / "paper.txt")
    imported(desk, letters / "other.txt")

    assert desk("link", "C1", "C2").code == 0
    assert desk("--json", "show", "C2").json["links"][0]["because"] == "you said so"
    assert desk("unlink", "C2", "c1").code == 0
    assert desk("unlink", "C2", "C1").code == 2
    assert desk("link", "C1", "C1").code == 2
    assert desk("--json", "show", "C2").json["links"] == []


def test_a_forwarded_copy_is_linked_with_what_it_forwards(desk, letters, tmp_path):
    """As a file, and in its text; neither is merged."""
    imported(desk, letters / "mail.eml")
    original = (letters / "mail.eml").read_text()
    (tmp_path / "file.eml").write_text(
        "From: maria@fernmail.example\nSubject: Fwd\nMessage-ID: <2@x>\n"
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
        + original + "\n--b--\n"
    )  # fmt: skip
    (tmp_path / "text.eml").write_text(
        "From: maria@fernmail.example\nSubject: Fwd: Your letter\nMessage-ID: <3@x>\n"
        "Date: Tue, 8 Dec 2026 09:30:00 -0600\n\nLook.\n---------- Forwarded message ---------\n"
        "From: Care\nSubject: Your letter\n\n" + WORDS
    )  # fmt: skip

    for name, why in (("file.eml", "forwarded as a file"), ("text.eml", "forwarded in its text")):
        id_ = imported(desk, tmp_path / name)["id"]
        links = desk("--json", "show", id_).json["links"]
        assert {"ids": ["C1", id_], "relation": "near-duplicate", "because": why} in links


def test_what_was_odd_is_told(desk, tmp_path):
    """Encrypted, without a date: the user hears of it where he reads the message."""
    (tmp_path / "a.eml").write_text(
        "From: a@b.example\nSubject: s\nContent-Type: multipart/encrypted; boundary=b\n\n"
        "--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\n"
        "Content-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n--b--\n"
    )
    id_ = imported(desk, tmp_path / "a.eml")["id"]

    notes = desk("--json", "show", id_).json["notes"]
    assert "it is encrypted: kept as it is, its words cannot be read here" in notes
    assert "its Date header is missing or says no date" in notes
    assert "noted:" in desk("show", id_).out


# ── purge ────────────────────────────────────────────────────────────────────


def test_a_purge_asks_and_leaves_a_tombstone(desk, letters):
    """Without a yes nothing goes; afterwards the id says what was there, and why it went."""
    imported(desk, letters / "paper.txt")
    assert desk("purge", "C1", "--reason", "not ours").code == 2

    gone = desk("--json", "--yes", "purge", "c1", "--reason", "not ours")

    assert gone.json["id"] == "C1"
    assert len(gone.json["sha256"]) == 64
    for words in (
        ("show", "C1"),
        ("show", "C1", "--raw"),
        ("--yes", "purge", "C1", "--reason", "x"),
    ):
        told = desk(*words)
        assert told.code == 2
        assert "was purged on 2027-01-29: not ours" in told.err
    assert desk("--json", "list").json == desk("--json", "search", "department").json == []
    assert desk("--json", "verify", "--full").json["ok"]


def test_what_was_purged_does_not_come_back_by_itself(desk, letters):
    """A watch or a sync meets it again; only the user's word brings it in."""
    imported(desk, letters / "paper.txt")
    desk("--yes", "purge", "C1", "--reason", "not ours")

    again = imported(desk, letters / "paper.txt")
    assert (again["status"], again["id"]) == ("duplicate", "C1")
    assert "purged" in again["reason"]

    back = imported(desk, letters / "paper.txt", "--purged")
    assert (back["status"], back["id"]) == ("imported", "C2")


@pytest.mark.parametrize(
    ("id_", "told"),
    [("C9", "no correspondence C9"), ("A1", "part of its message"), ("M1", "can't")],
)
def test_what_cannot_be_purged_is_told(desk, letters, id_, told):
    """Exit 2, and nothing goes."""
    imported(desk, letters / "mail.eml")

    assert told in desk("--yes", "purge", id_, "--reason", "x").err
    assert desk("--yes", "purge", id_, "--reason", "x").code == 2
    assert desk("--yes", "purge", "C1", "--reason", " ").code == 2
    assert len(desk("--json", "list").json) == 1
