"""Mail accounts: which there are, what opens them, and bringing in what is new."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from borrower_desk.errors import IntakeError, MailboxRefused, UsageError
from borrower_desk.model import ImportItem, ImportReport, Mailbox, MailboxId
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.actions.importing import Progress
    from borrower_desk.desk.store import Store
    from borrower_desk.intake.imap import Account, Fetched

BATCH = 50  # messages in one transaction, and between two marks of how far we are
PAUSES = (1.0, 4.0)  # seconds before the line is tried again; starts anew with each that helped


@dataclass(frozen=True, slots=True)
class Trouble:
    """A mailbox that could not be read to its end; what was kept of it is in the report."""

    mailbox: Mailbox
    why: IntakeError


@dataclass(frozen=True, slots=True)
class Synced:
    """What came from all mailboxes, and which of them failed."""

    report: ImportReport
    troubles: tuple[Trouble, ...] = ()


def add(store: Store, mailbox: Mailbox, secret: str | None = None) -> Mailbox:
    """Keep a mailbox; `secret` goes to the system keyring, without one a secret file is named."""
    from borrower_desk.desk import keyring_way

    if not mailbox.name.strip() or not mailbox.host.strip() or not mailbox.user.strip():
        raise UsageError("A mailbox has a name, a host and a user.", hint="Give all three.")
    if not 0 < mailbox.port < 65536:
        raise UsageError(f"{mailbox.port} is no port.", hint="IMAP over TLS is usually at 993.")
    mailbox = replace(mailbox, name=safe_line(mailbox.name, 60))
    if mailbox.secret_file:
        _from_file(Path(mailbox.secret_file))
    with store.change("mailbox add"):
        kept = store.add_mailbox(mailbox)
        if not mailbox.secret_file:
            why = keyring_way.keep(_entry(store, kept), (secret or "").encode())
            if why is not None:
                raise MailboxRefused(
                    f"The password could not be put into the system keyring: {why}",
                    hint="Write it to a file of yours alone (chmod 600), and name it with"
                    " --password-file or --token-file.",
                )
    return kept


def remove(store: Store, wanted: str) -> Mailbox:
    """Forget a mailbox and its password; what was fetched stays."""
    from borrower_desk.desk import keyring_way

    one = find(store, wanted)
    with store.change("mailbox remove"):
        store.remove_mailbox(one.id)
    if not one.secret_file:
        keyring_way.forget(_entry(store, one))
    return one


def find(store: Store, wanted: str) -> Mailbox:
    """The mailbox with this id or name."""
    there = store.mailboxes()
    for one in there:
        if wanted.strip().casefold() in (one.id.casefold(), one.name.casefold()):
            return one
    known = ", ".join(f"{one.id} ({one.name})" for one in there)
    raise UsageError(
        f"There is no mailbox {wanted!r}.",
        hint=f"There are: {known}." if known else "`borrower-desk mailbox add` makes one.",
    )


def sync(
    store: Store,
    mailboxes: Sequence[Mailbox],
    today: date,
    *,
    everything: bool = False,
    secret_file: Path | None = None,
    progress: Progress | None = None,
    pauses: Sequence[float] = PAUSES,
) -> Synced:
    """Bring in what is new in each mailbox; one that fails does not stop the others.

    `everything` asks for all mail this once; `secret_file` stands for the kept secret.
    """
    items: list[ImportItem] = []
    troubles: list[Trouble] = []
    for one in mailboxes:
        try:
            account = _account(store, one, secret_file)
            wanted = None if everything or one.everything else _wanted(store)
            for done in _from(store, one, account, wanted, today, pauses):
                items += done
                if progress is not None:
                    progress(len(items), done[-1].source)
        except IntakeError as why:
            troubles.append(Trouble(one, why))
    return Synced(ImportReport(tuple(items)), tuple(troubles))


def _wanted(store: Store) -> tuple[str, ...]:
    """The domains and addresses of every servicer, as they write themselves."""
    found = {
        one.strip().casefold().lstrip("@")
        for servicer in store.servicers()
        for one in (*servicer.domains, *servicer.emails)
        if one.strip()
    }
    if not found:
        raise UsageError(
            "No servicer's domain or e-mail address is known, so no mail can be picked out.",
            hint="`servicer edit S1 --domain example.com` adds one; --all takes all mail.",
        )
    return tuple(sorted(found))


def _from(
    store: Store,
    mailbox: Mailbox,
    account: Account,
    wanted: Sequence[str] | None,
    today: date,
    pauses: Sequence[float],
) -> Iterator[list[ImportItem]]:
    """Batches of what was kept.  A line that drops is tried again from where we are."""
    from borrower_desk.intake import imap

    asked = sha256("\n".join(wanted).encode()).hexdigest()[:16] if wanted is not None else "all"

    def read_to(folder: str) -> imap.Mark | None:
        mark = store.read_to(mailbox.id, folder)
        # Asked for another choice of senders, older mail may fit too: all is looked at again.
        return imap.Mark(mark.validity, mark.uid) if mark and mark.wanted == asked else None

    waits = iter(pauses)
    while True:
        try:
            coming = imap.fetch(account, mailbox.name, mailbox.folders, wanted, read_to)
            for batch in _batches(coming):
                kept = _keep(store, mailbox.id, batch, asked, today)
                if kept:
                    waits = iter(pauses)
                    yield kept
        except imap.LineDropped:
            pause = next(waits, None)
            if pause is None:
                raise
            time.sleep(pause)
        else:
            return


def _batches(coming: Iterator[Fetched]) -> Iterator[list[Fetched]]:
    """So many messages at a time; what came before the line dropped is not thrown away."""
    from borrower_desk.intake.imap import LineDropped

    batch: list[Fetched] = []
    try:
        for one in coming:
            batch.append(one)
            if len(batch) >= BATCH:
                yield batch
                batch = []
    except LineDropped:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _keep(
    store: Store, mailbox: MailboxId, batch: Sequence[Fetched], asked: str, today: date
) -> list[ImportItem]:
    """Keep a batch and how far each folder was read, in one transaction."""
    from borrower_desk.actions.importing import Keeper, Manner, around
    from borrower_desk.desk.mailboxes import ReadTo
    from borrower_desk.intake.judging import read_and_judge

    manner = Manner()
    known = around(store, manner)
    read = [read_and_judge(one.item, known) for one in batch if one.item is not None]
    with store.change("sync"):
        keeper = Keeper(store, manner, today)
        kept = [keeper.keep(one) for one in read]
        for folder, mark in {one.folder: one.mark for one in batch}.items():
            store.set_read_to(mailbox, folder, ReadTo(mark.validity, mark.uid, asked))
    return kept


# ── what opens a mailbox ─────────────────────────────────────────────────────


def _account(store: Store, mailbox: Mailbox, secret_file: Path | None) -> Account:
    from borrower_desk.intake.imap import Account

    return Account(
        mailbox.host,
        mailbox.port,
        mailbox.user,
        _secret(store, mailbox, secret_file),
        mailbox.oauth,
        Path(mailbox.ca_file) if mailbox.ca_file else None,
    )


def _secret(store: Store, mailbox: Mailbox, secret_file: Path | None) -> str:
    if secret_file is not None:
        return _from_file(secret_file)
    if mailbox.secret_file:
        return _from_file(Path(mailbox.secret_file))
    from borrower_desk.desk import keyring_way

    found, why = keyring_way.find(_entry(store, mailbox))
    if found is None:
        raise MailboxRefused(
            f"The password of {mailbox.name} could not be had: {why}",
            hint="Unlock the keyring, or write the password to a file of yours alone and give it"
            " with --password-file.",
        )
    return found.decode()


def _from_file(path: Path) -> str:
    from borrower_desk.config import read_secret_file

    secret = read_secret_file(path).decode("utf-8", "replace").rstrip("\r\n")
    if not secret:
        raise UsageError(f"The secret file {path} is empty.", hint="Write the password into it.")
    return secret


def _entry(store: Store, mailbox: Mailbox) -> str:
    """The mailbox's name in the keyring: two desks may both have a B1."""
    return f"mailbox {mailbox.id} of {store.path.resolve()}"
