"""The mail accounts, and how far each folder was read."""

from __future__ import annotations

import pytest

from borrower_desk.desk.mailboxes import ReadTo
from borrower_desk.errors import UsageError
from borrower_desk.model import Mailbox, MailboxId

HOME = Mailbox(
    MailboxId(""), "home", "imap.home.example", "ana@home.example", 1993, "/s", True, "/ca",
    ("INBOX", "Bank"), True,
)  # fmt: skip


def test_a_mailbox_comes_back_as_it_was_given(store):
    """Nothing of it is lost, and the desk still agrees with its journal."""
    with store.change("mailbox add"):
        kept = store.add_mailbox(HOME)

    assert store.mailboxes() == [kept]
    assert (kept.id, kept.folders, kept.oauth, kept.everything) == ("B1", HOME.folders, True, True)
    assert store.verify(full=True).ok


def test_two_mailboxes_have_two_names(store):
    """A name is how the user calls it; case makes no other."""
    with store.change("mailbox add"):
        store.add_mailbox(HOME)
        with pytest.raises(UsageError, match="called"):
            store.add_mailbox(Mailbox(MailboxId(""), "HOME", "h", "u"))


def test_a_removed_mailbox_is_gone(store):
    """Its id is not used again."""
    with store.change("mailbox"):
        store.remove_mailbox(store.add_mailbox(HOME).id)
        assert store.add_mailbox(HOME).id == "B2"
    assert store.verify(full=True).ok


def test_how_far_a_folder_was_read_is_remembered(store):
    """By mailbox and folder, whatever the folder is called."""
    mark = ReadTo(1700000000, 42, "lakeshore.example")
    with store.change("sync"):
        home = store.add_mailbox(HOME)
        store.set_read_to(home.id, "INBOX/Añejo", ReadTo(1, 1, ""))
        store.set_read_to(home.id, "INBOX/Añejo", mark)

    assert store.read_to(home.id, "INBOX/Añejo") == mark
    assert store.read_to(home.id, "INBOX") is None
    assert store.verify(full=True).ok
