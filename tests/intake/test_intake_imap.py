"""Mail from a real Dovecot over TLS: what is new, exactly as it is there, and nothing changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dovecot
import pytest
from dovecot import PASSWORD, USER, Dovecot
from intake_samples import message

from borrower_desk.errors import MailboxRefused, SourceNotFound
from borrower_desk.intake.imap import Account, Fetched, LineDropped, Mark, concerns, fetch
from borrower_desk.intake.sources import RawItem

WANTED = ("lakeshore.example",)


@pytest.fixture
def server() -> Iterator[Dovecot]:
    """A running server with an empty mailbox."""
    with dovecot.running() as made:
        yield made


def account(server: Dovecot, **more: object) -> Account:
    made = Account("localhost", server.port, USER, PASSWORD, ca_file=server.ca_file)
    return replace(made, **more)  # type: ignore[arg-type]


def numbered(count: int, **headers: str) -> list[bytes]:
    return [
        message(f"Letter {n}.\n".encode(), message_id=f"<{n}@lakeshore.example>", **headers)
        for n in range(count)
    ]


def fetched(server: Dovecot, read_to: dict[str, Mark] | None = None, **more) -> list[Fetched]:
    wanted = more.pop("wanted", None)
    folders = more.pop("folders", ())
    marks = read_to or {}
    return list(fetch(account(server, **more), "home", folders, wanted, marks.get))


def bodies(found: list[Fetched]) -> list[bytes]:
    return [one.item.data for one in found if isinstance(one.item, RawItem)]


def crlf(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


def test_every_message_comes_byte_for_byte(server):
    """A server speaks CRLF; else nothing differs from what was delivered, 8-bit and NUL-free."""
    sent = [*numbered(3), message("Añadió.\n".encode("latin-1"), message_id="<x@y.example>")]
    server.deliver(sent)

    assert bodies(fetched(server)) == [crlf(one) for one in sent]


def test_nothing_on_the_server_is_changed(server):
    """Unread stays unread and new stays new: EXAMINE and BODY.PEEK."""
    server.deliver(numbered(2))
    server.deliver(numbered(2), flags="FS")
    before = server.flags()

    assert len(bodies(fetched(server))) == 4

    assert server.flags() == before
    assert sorted(before.values())[-2:] == [f"new:{name}" for name in sorted(before)[:2]]


def test_only_what_is_new_is_asked_for(server):
    """From the mark on; with nothing new the last message does not come again."""
    server.deliver(numbered(2))
    first = fetched(server)
    mark = {"INBOX": first[-1].mark}

    assert bodies(fetched(server, mark)) == []

    server.deliver(numbered(1, subject="Later"))
    assert [b"Subject: Later" in one for one in bodies(fetched(server, mark))] == [True]


def test_under_another_uidvalidity_all_is_read_again(server):
    """The old numbers name other messages then (RFC 3501, 2.3.1.1)."""
    server.deliver(numbered(2))
    before = fetched(server)[-1].mark
    server.renumber()

    again = fetched(server, {"INBOX": before})

    assert len(bodies(again)) == 2
    assert again[-1].mark.validity != before.validity


def test_only_the_servicers_mail_is_taken(server):
    """From, to or copied to its domain or below; a name that only ends alike is another's."""
    ours = [
        message(b"1", message_id="<1@x>"),
        message(b"2", message_id="<2@x>", **{"from": "maria@home.example"},
                to="care@mail.lakeshore.example"),
        message(b"3", message_id="<3@x>", **{"from": "a@b.example"}, to="c@d.example",
                cc="Care <Care@LAKESHORE.example>"),
    ]  # fmt: skip
    others = [
        message(b"4", message_id="<4@x>", **{"from": "a@notlakeshore.example"}),
        message(b"5", message_id="<5@x>", **{"from": "lakeshore.example <a@b.example>"}),
    ]
    server.deliver([*ours, *others])

    found = fetched(server, wanted=WANTED)

    assert sorted(one[-1:] for one in bodies(found)) == [b"1", b"2", b"3"]
    assert found[-1].mark.uid == 5, "the others need not be looked at again"


def test_junk_and_trash_are_left_out_and_folders_read(server):
    """What was sent counts as much as what came."""
    for folder in ("INBOX", "Sent", "Junk", "Trash", "Bank.Lakeshore"):
        server.deliver([message(folder.encode())], folder)

    found = fetched(server)

    assert sorted(bodies(found))[0].endswith(b"\r\n\r\nBank.Lakeshore")
    assert {one.folder for one in found} == {"INBOX", "Sent", "Bank/Lakeshore"}
    assert [one.folder for one in fetched(server, folders=("Junk",)) if one.item] == ["Junk"]


def test_a_folder_that_is_not_there_is_told(server):
    """Nothing is taken for it."""
    with pytest.raises(MailboxRefused, match="Nowhere"):
        fetched(server, folders=("Nowhere",))


def test_a_wrong_password_is_told_without_the_password(server):
    """What the user typed is in no message."""
    with pytest.raises(MailboxRefused, match="did not accept") as why:
        fetched(server, secret="hunter-2-hunter")
    assert "hunter" not in why.value.message + why.value.hint


def test_a_token_opens_the_mailbox(server):
    """XOAUTH2, as the large providers want it; an expired one is refused."""
    server.deliver(numbered(1))

    assert len(bodies(fetched(server, secret=dovecot.token(), oauth=True))) == 1
    with pytest.raises(MailboxRefused, match="token"):
        fetched(server, secret=dovecot.token(seconds=-60), oauth=True)


@pytest.mark.parametrize("secret", ["contraseña", 'with "quotes" \\ and spaces'])
def test_any_password_can_be_sent(server, secret):
    """It is quoted or encoded as the protocol wants; here it is merely wrong."""
    with pytest.raises(MailboxRefused, match="did not accept"):
        fetched(server, secret=secret)


def test_an_unknown_authority_is_refused(server):
    """No mail is read over a line whose other end proves nothing."""
    with pytest.raises(MailboxRefused, match="certificate"):
        fetched(server, ca_file=None)


def test_another_host_s_certificate_is_refused(server):
    """The certificate is for `localhost`; the same machine by its number is not that."""
    with pytest.raises(MailboxRefused, match="certificate"):
        fetched(server, host="127.0.0.1")


def test_a_missing_certificate_file_is_told(server):
    """It is not quietly done without."""
    with pytest.raises(SourceNotFound, match="certificate file"):
        fetched(server, ca_file=Path("/nowhere/no.pem"))


def test_where_nobody_listens_is_told(server):
    """The port is closed once the server is gone."""
    server.kill()
    with pytest.raises(MailboxRefused, match="reached"):
        fetched(server)


def test_a_server_that_dies_in_between_leaves_what_was_read(server, monkeypatch):
    """What was yielded is whole; the rest is a dropped line, after which one goes on."""
    monkeypatch.setattr("borrower_desk.intake.imap._MESSAGES_AT_ONCE", 2)
    sent = numbered(6)
    server.deliver(sent)
    coming = fetch(account(server), "home", ("INBOX",), None, lambda folder: None)

    got = [next(coming) for _ in range(3)]
    server.kill()
    with pytest.raises(LineDropped):
        got.extend(coming)
    server.start()
    rest = fetched(server, {"INBOX": got[-1].mark}, folders=("INBOX",))

    assert 3 <= len(got) < 6
    assert bodies([*got, *rest]) == [crlf(one) for one in sent]


@pytest.mark.parametrize(
    ("headers", "wanted", "told"),
    [
        (b"From: a@lakeshore.example", "lakeshore.example", True),
        (b"From: a@x.lakeshore.example", "lakeshore.example", True),
        (b"From: a@lakeshore.example.evil.example", "lakeshore.example", False),
        (b"To: x@y.example, Care <care@z.example>", "care@z.example", True),
        (b"To: not-care@z.example", "care@z.example", False),
        (b"Cc: a@xn--mnchen-3ya.example", "münchen.example", True),
        (b"Subject: lakeshore.example", "lakeshore.example", False),
    ],
)
def test_whom_a_message_concerns(headers, wanted, told):
    """The domain or one below it, or the very address; nothing that only looks like it."""
    assert concerns(headers + b"\n\nwords", [wanted]) is told
