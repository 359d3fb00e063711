"""A mail server that was taken over gets neither memory, nor the terminal, nor a silent gap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat

import pytest
from hostile_imap import Answers, HostileServer, answering

from borrower_desk.errors import MailboxRefused
from borrower_desk.intake.imap import Account, Fetched, fetch
from borrower_desk.intake.sources import RawItem

MESSAGE = b"From: care@lakeshore.example\r\nSubject: Hello\r\n\r\nWords.\r\n"
FOLDER = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT 2] .\r\n"


def taken_over(**told: Iterator[bytes] | list[bytes]) -> Answers:
    """Answers of a mailbox with one message, but for what the test says of a command."""
    usual = {
        "CAPABILITY": [b"* CAPABILITY IMAP4rev1\r\n"],
        "LIST": [b'* LIST () "/" INBOX\r\n'],
        "EXAMINE": [FOLDER],
        "SEARCH": [b"* SEARCH 1\r\n"],
        "SIZE": [b"* 1 FETCH (UID 1 RFC822.SIZE %d)\r\n" % len(MESSAGE)],
        "BODY": [b"* 1 FETCH (UID 1 BODY[] {%d}\r\n%s)\r\n" % (len(MESSAGE), MESSAGE)],
    }

    def answers(command: str) -> Iterator[bytes]:
        for name, said in (usual | told).items():
            if name in command:
                yield from said
                return

    return answers


def fetched(server: HostileServer, *folders: str) -> list[Fetched]:
    account = Account("localhost", server.port, "maria", "secret", ca_file=server.ca_file)
    return list(fetch(account, "home", folders, None, lambda folder: None))


def test_the_server_of_these_tests_is_understood_when_it_is_honest():
    """Else the tests below would prove nothing."""
    with answering(taken_over()) as server:
        found = fetched(server)

    assert [one.item.data for one in found if isinstance(one.item, RawItem)] == [MESSAGE]


@pytest.mark.parametrize("size", [201_000_001, 9_999_999_999, 10**40])
def test_a_literal_beyond_the_largest_message_is_refused_before_it_is_read(size):
    """It says itself how long it is: nobody waits for the bytes, and nothing holds them."""
    endless = (piece for piece in [b"* 1 FETCH (UID 1 BODY[] {%d}\r\n" % size])

    with (
        answering(taken_over(BODY=endless)) as server,
        pytest.raises(MailboxRefused, match="more than was asked for: over 200 MB"),
    ):
        fetched(server, "INBOX")


@pytest.mark.parametrize("where", ["LIST", "EXAMINE", "SEARCH", "SIZE", "BODY"])
def test_lines_without_end_are_cut_off(where, monkeypatch):
    """Each line is short; together they would fill the memory."""
    monkeypatch.setattr("borrower_desk.intake.imap._MOST_IN_AN_ANSWER", 1_000_000)
    monkeypatch.setattr("borrower_desk.intake.imap._Line._left", 1_000_000)
    endless = repeat(b"* 9 FETCH (FLAGS (\\Seen))\r\n" * 1_000)

    with (
        answering(taken_over(**{where: endless})) as server,
        pytest.raises(MailboxRefused, match="more than was asked for"),
    ):
        fetched(server)

    assert server.sent < 20_000_000


def test_many_small_literals_are_counted_together(monkeypatch):
    """A group of fifty messages, each as large as one may be, would be 10 GB."""
    monkeypatch.setattr("borrower_desk.intake.imap._MOST_IN_AN_ANSWER", 100_000)
    each = b"* 1 FETCH (UID 1 BODY[] {40000}\r\n" + b"x" * 40_000 + b")\r\n"

    with (
        answering(taken_over(BODY=[each] * 3)) as server,
        pytest.raises(MailboxRefused, match="more than was asked for"),
    ):
        fetched(server, "INBOX")


def test_more_folders_than_anybody_has_are_told_not_followed():
    """The user can still name those that matter."""
    many = [b'* LIST () "/" F%d\r\n' % number for number in range(2_001)]

    with answering(taken_over(LIST=many)) as server:
        with pytest.raises(MailboxRefused, match="2,001 folders") as why:
            fetched(server)
        assert not any("EXAMINE" in one for one in server.commands)
        assert fetched(server, "F7")

    assert "--folder" in why.value.hint


def test_a_folder_s_name_with_a_line_break_forges_no_line_and_no_command():
    """Neither on the terminal nor to the server: no command can carry such a name."""
    name = b"x\r\nT1 DELETE INBOX\x1b[2J"
    forged = [b'* LIST () "/" {%d}\r\n%s\r\n' % (len(name), name)]

    with answering(taken_over(LIST=forged)) as server:
        with pytest.raises(MailboxRefused) as why:
            fetched(server)
        assert not any("DELETE" in one for one in server.commands)

    assert "\n" not in why.value.message
    assert "\x1b" not in why.value.message


def test_a_folder_s_name_is_shown_without_what_turns_text_around():
    """Its own name still opens it."""
    listed = [b'* LIST () "/" "Bank&IC4-gpj.exe"\r\n']  # U+202E, as UTF-7 writes it

    with answering(taken_over(LIST=listed)) as server:
        found = fetched(server)

    assert [one.item.source for one in found if one.item] == ["home:Bankgpj.exe#1"]
    assert found[0].folder == "Bank\u202egpj.exe"


def test_messages_that_were_not_asked_for_are_an_error():
    """To take them for nothing would say that nothing is new."""
    other = [b"* 1 FETCH (UID 99 BODY[] {%d}\r\n%s)\r\n" % (len(MESSAGE), MESSAGE)]

    with answering(taken_over(BODY=other)) as server, pytest.raises(MailboxRefused, match="UID 1"):
        fetched(server, "INBOX")


def test_messages_that_are_there_and_not_given_are_an_error():
    """What was deleted meanwhile is simply gone; this one the server still has."""
    with answering(taken_over(BODY=[])) as server, pytest.raises(MailboxRefused, match="UID 1"):
        fetched(server, "INBOX")


def test_a_message_that_was_deleted_meanwhile_is_no_error():
    """Between the search and the fetch another program may take it away."""
    searches = iter([b"* SEARCH 1\r\n", b"* SEARCH\r\n"])
    told = taken_over(BODY=[])

    def answers(command: str) -> Iterator[bytes]:
        return iter([next(searches)]) if "SEARCH" in command else told(command)

    with answering(answers) as server:
        found = fetched(server, "INBOX")

    assert [one.item for one in found] == [None]
