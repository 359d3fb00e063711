"""The tray of what nobody filed: where it may belong, and the reason."""

from __future__ import annotations

import pytest


def mail(subject: str, text: str, **headers: str) -> bytes:
    told = {"From": "x@y.example", "Message_ID": f"<{len(subject + text)}@x>", **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in told.items()]
    return ("\n".join([*lines, f"Subject: {subject}"]) + f"\n\n{text}\n").encode()


@pytest.fixture
def tray(desk, tmp_path):
    """A second matter; imports one message and gives what is suggested for it."""
    made = desk("matter", "open", "Escrow shortage 2026", "--loan", "L1", "--issue",
                "notice-of-error")  # fmt: skip
    assert made.code == 0, made.err

    def suggest(data: bytes) -> dict[str, object] | None:
        (tmp_path / "one.eml").write_bytes(data)
        done = desk("--json", "import", tmp_path / "one.eml")
        assert done.json["imported"] == 1
        return desk("--json", "list", "--unfiled", "--limit", "1").json[0]["suggestion"]

    return suggest


@pytest.mark.parametrize(
    ("subject", "text", "sender", "loan", "matter", "because"),
    [
        ("Your fee", "Loan number 0001234567", "x@y.example", "L1", None, "names the loan"),
        ("Your fee", "Loan 000-123-4567.", "x@y.example", "L1", None, "names the loan"),
        ("Hello", "Your loan ending in 4567", "x@y.example", "L1", None, "ending in 4567"),
        ("Escrow shortage", "Loan 0001234567", "x@y.example", "L1", "M2", "escrow, shortage"),
        ("Hello", "x", "a@mail.lakeshore-mortgage.example", "L1", None, "services one loan"),
        ("Hello", "x", "a@notlakeshore-mortgage.example", None, None, ""),
        ("Order 90001234567", "Thanks for buying.", "shop@z.example", None, None, ""),
    ],
)
def test_where_a_piece_may_belong(tray, subject, text, sender, loan, matter, because):
    """By the loan it names, its words, who wrote it; else nowhere."""
    found = tray(mail(subject, text, From=sender))

    if loan is None:
        assert found is None
    else:
        assert (found["loan"], found["matter"]) == (loan, matter)
        assert because in found["because"]


def test_a_reply_belongs_where_its_conversation_is(desk, tray):
    """Whatever it says."""
    tray(mail("First", "x", Message_ID="<root@x>"))
    desk("file", "C1", "--matter", "M2")

    found = tray(mail("Second", "y", In_Reply_To="<root@x>", References="<root@x>"))

    assert (found["matter"], found["because"]) == ("M2", "it belongs to the conversation of C1")
    assert "conversation of C1" in desk("list", "--unfiled").out


def test_with_everything_filed_the_tray_is_empty(desk, tray):
    """And says so."""
    tray(mail("First", "x"))
    desk("file", "C1", "--matter", "M1")

    told = desk("list", "--unfiled")
    assert "Everything is in a matter." in told.err
    assert desk("--json", "list", "--unfiled").json == []


def test_a_voicemail_is_kept_with_the_note_of_what_it_says(desk, tmp_path):
    """The recording as it is; the words are the user's."""
    sound = b"RIFF\x24\0\0\0WAVEfmt " + bytes(40)
    (tmp_path / "vm.wav").write_bytes(sound)

    kept = desk("--json", "log", "voicemail", "They say the fee stays.", "--date", "2026-12-01",
                "--with", "Lakeshore", "--attach", tmp_path / "vm.wav").json  # fmt: skip

    (file,) = kept["attachments"]
    assert (kept["channel"], file["name"], file["media_type"]) == (
        "voicemail", "vm.wav", "audio/wav",
    )  # fmt: skip
    assert desk("--json", "search", "has:recording fee").json[0]["id"] == kept["id"]
    assert desk("log", "phone", "x", "--date", "2026-12-01", "--attach", tmp_path).code == 1
    assert desk("log", "phone", "x", "--date", "2026-12-01", "--attach", "none").code == 1
    assert len(desk("--json", "list").json) == 1
