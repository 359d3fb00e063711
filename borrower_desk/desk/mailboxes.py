"""The mail accounts that are read, and how far each of their folders was read."""

from __future__ import annotations

import json

from borrower_desk.desk.base import Base
from borrower_desk.desk.shapes import Shape, flag, packed, plain, row_of, words
from borrower_desk.errors import UsageError
from borrower_desk.frozen import dataclass
from borrower_desk.model import Mailbox, MailboxId

MAILBOXES = Shape(
    Mailbox,
    "B",
    plain("name"),
    plain("host"),
    plain("port"),
    plain("user"),
    plain("secret_file", "secret"),
    flag("oauth"),
    plain("ca_file"),
    words("folders"),
    flag("everything"),
)


@dataclass(frozen=True, slots=True)
class ReadTo:
    """How far a folder was read: up to `uid`, as numbered under `validity`, for `wanted`."""

    validity: int
    uid: int
    wanted: str


class Mailboxes(Base):
    """Where mail is fetched from."""

    def mailboxes(self) -> list[Mailbox]:
        """Every mail account, first added first."""
        return self._listed(MAILBOXES)

    def add_mailbox(self, mailbox: Mailbox) -> Mailbox:
        """Keep a new account; UsageError when one has its name."""
        if any(one.name.casefold() == mailbox.name.casefold() for one in self.mailboxes()):
            raise UsageError(
                f"There is a mailbox called {mailbox.name} already.", hint="Choose another name."
            )
        return self._add(MAILBOXES, mailbox)

    def remove_mailbox(self, id: MailboxId) -> None:  # noqa: A002 - the API's word
        """Forget an account; what was fetched from it stays."""
        with self._mutation():
            before = self._one(MAILBOXES, id)
            self._db.run("DELETE FROM mailboxes WHERE id=?", (row_of("B", id),))
            self._write(before.id, before, None)

    def read_to(self, mailbox: MailboxId, folder: str) -> ReadTo | None:
        """How far this folder was read; None when it never was."""
        kept = self.recall(_key(mailbox, folder))
        return ReadTo(*json.loads(kept)) if kept else None

    def set_read_to(self, mailbox: MailboxId, folder: str, mark: ReadTo) -> None:
        """Remember how far a folder was read, in the same change as what was read."""
        self.remember(_key(mailbox, folder), packed([mark.validity, mark.uid, mark.wanted]))


def _key(mailbox: MailboxId, folder: str) -> str:
    return f"read-to {mailbox} {folder}"
