"""Mail from a server over IMAP: the only place in the house that opens a connection.

A mailbox is never changed: folders are opened with EXAMINE, messages read with
BODY.PEEK.  The line is TLS and its certificate is checked, always.  What is
yielded is exactly what the server holds, a message at a time, in the order of
its UIDs, so that whoever keeps it can say how far he came (RFC 3501, 2.3.1.1).
"""

from __future__ import annotations

import imaplib
import re
import ssl
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from borrower_desk.errors import MailboxRefused, SourceNotFound
from borrower_desk.intake.headers import people
from borrower_desk.intake.mime import Unreadable, split_headers
from borrower_desk.intake.sources import KEPT_OF_LARGER, MAX_ITEM, RawItem, too_large
from borrower_desk.model import Unread
from borrower_desk.text import is_within, safe_line

if TYPE_CHECKING:
    from imap_tools import MailBox

SECONDS = 30.0  # without a word from the server the line counts as dead
_SIZES_AT_ONCE = 500  # UIDs whose sizes are asked for in one command
_MESSAGES_AT_ONCE = 50
_BYTES_AT_ONCE = 8_000_000
# What one answer of a server may hold: the largest message and the words around it.  A server
# may have been taken over, and a literal says itself how long it is (RFC 3501, 4.3).
_MOST_IN_AN_ANSWER = MAX_ITEM + 1_000_000
_MOST_FOLDERS = 2_000
_PEOPLE = ("from", "sender", "reply-to", "to", "cc", "bcc", "resent-from", "resent-to")
# What no letter of a servicer's lies in (RFC 6154).
_LEFT_OUT = {"\\junk", "\\trash", "\\drafts", "\\noselect", "\\nonexistent"}
_ATTRIBUTES = re.compile(rb"\b(UID|RFC822\.SIZE) (\d{1,20})")


class LineDropped(MailboxRefused):
    """The server went away in the middle; what was yielded before is whole."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where a mailbox is and what opens it; `oauth` when the secret is a token (XOAUTH2)."""

    host: str
    port: int
    user: str
    secret: str
    oauth: bool = False
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A folder was read up to `uid`, as the server numbered it under `validity`."""

    validity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """One message (None where a folder's end was reached), and the mark once it is kept."""

    folder: str
    mark: Mark
    item: RawItem | Unread | None


def fetch(
    account: Account,
    name: str,
    folders: Sequence[str],
    wanted: Sequence[str] | None,
    read_to: Callable[[str], Mark | None],
) -> Iterator[Fetched]:
    """Each new message in `folders` (every sensible one, without), after what `read_to` says.

    `wanted` are domains and addresses: only messages from or to one of them;
    None is all.  Raises `MailboxRefused` with what to do, and its kind
    `LineDropped` when the server went away after it had let us in.
    """
    with _spoken_to(account), _logged_in(account) as box:
        for folder in folders or _sensible(box):
            yield from _folder(box, name, folder, wanted, read_to(folder))


# ── the line ─────────────────────────────────────────────────────────────────


@contextmanager
def _spoken_to(account: Account) -> Iterator[None]:
    """Every way in which a line, a server or a library fails, as an error of the house."""
    from imap_tools.errors import ImapToolsError

    where = f"{account.host}:{account.port}"
    try:
        yield
    except (imaplib.IMAP4.abort, OSError) as why:
        raise LineDropped(
            f"The line to {where} broke: {safe_line(str(why), 200) or type(why).__name__}.",
            hint="What was fetched is kept; run `borrower-desk sync` again and it goes on there.",
        ) from None
    except (imaplib.IMAP4.error, ImapToolsError, UnicodeError, ValueError, IndexError) as why:
        raise MailboxRefused(
            f"{where} answered what cannot be used: {safe_line(str(why), 200)}.",
            hint="Check the folder's name with your mail program, and try again.",
        ) from None


class _Line(imaplib.IMAP4_SSL):
    """A line on which one answer has a limit, before a byte too many is read."""

    _left = _MOST_IN_AN_ANSWER

    def send(self, data: Any) -> None:
        """Ask something: what comes now is counted anew."""
        self._left = _MOST_IN_AN_ANSWER
        super().send(data)

    def read(self, size: int) -> bytes:
        """A literal of `size` bytes; `MailboxRefused` for one that is too large."""
        self._take(size)
        return super().read(size)

    def readline(self) -> bytes:
        """The next line, which counts too: a server could send lines without end."""
        line = super().readline()
        self._take(len(line))
        return line

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise MailboxRefused(
                f"{safe_line(self.host, 100)} sends more than was asked for: over"
                f" {MAX_ITEM // 1_000_000} MB in one answer.",
                hint="Nothing of that answer was kept. No honest server does this: ask whoever"
                " runs it, and don't sync with it until you know.",
            )


@contextmanager
def _logged_in(account: Account) -> Iterator[MailBox]:
    box = _connected(account)
    try:
        _log_in(box, account)
        yield box
    finally:
        with suppress(Exception):  # a dead line says no goodbye
            box.client.shutdown()


def _connected(account: Account) -> MailBox:
    from imap_tools import MailBox

    try:
        trust = ssl.create_default_context(cafile=account.ca_file)
        trust.minimum_version = ssl.TLSVersion.TLSv1_2

        class Bounded(MailBox):
            """The library's mailbox, over a line that takes no more than it was asked for."""

            def _get_mailbox_client(self) -> imaplib.IMAP4:
                return _Line(account.host, account.port, ssl_context=trust, timeout=SECONDS)

        return Bounded()
    except ssl.SSLCertVerificationError as why:
        raise MailboxRefused(
            f"{account.host} shows a certificate that proves nothing: {why.verify_message}.",
            hint="Check the host's name. For a private authority, give its certificate with"
            " --ca-file when you add the mailbox. The check can't be turned off.",
        ) from None
    except FileNotFoundError as why:
        if account.ca_file is None:
            raise
        raise SourceNotFound(
            f"There is no certificate file {account.ca_file}.", hint="Check the path."
        ) from why
    except (imaplib.IMAP4.error, OSError) as why:
        raise MailboxRefused(
            f"{account.host}:{account.port} can't be reached:"
            f" {safe_line(str(why), 200) or type(why).__name__}.",
            hint="Check the host, the port (993 is usual) and your connection.",
        ) from None


def _log_in(box: MailBox, account: Account) -> None:
    from imap_tools.errors import ImapToolsError

    try:
        if account.oauth:
            box.xoauth2(account.user, account.secret, initial_folder=None)
        elif (account.user + account.secret).isascii():
            box.login(account.user, account.secret, initial_folder=None)
        else:
            box.login_utf8(account.user, account.secret, initial_folder=None)
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, ImapToolsError):
        # Not the server's own words: some repeat what they were given.
        what = "token" if account.oauth else "password"
        raise MailboxRefused(
            f"{account.host} did not accept the user {safe_line(account.user, 100)} with this"
            f" {what}.",
            hint=(
                "A token is good for about an hour: get a new one and write it to the token file."
                if account.oauth
                else "Many providers want an app password, or OAuth (`mailbox add --token-file`)."
            ),
        ) from None


# ── the folders ──────────────────────────────────────────────────────────────


def _sensible(box: MailBox) -> list[str]:
    """Where letters may lie: all mail where the server has such a folder, else each one."""
    found = [(one.name, {flag.casefold() for flag in one.flags}) for one in box.folder.list()]
    if len(found) > _MOST_FOLDERS:
        raise MailboxRefused(
            f"The server tells of {len(found):,} folders; {_MOST_FOLDERS:,} are the most that"
            " are read.",
            hint="Add the mailbox again, with each folder that matters named by --folder.",
        )
    everything = [name for name, flags in found if "\\all" in flags]
    return everything or [name for name, flags in found if not flags & _LEFT_OUT]


def _folder(
    box: MailBox, name: str, folder: str, wanted: Sequence[str] | None, before: Mark | None
) -> Iterator[Fetched]:
    if any(unicodedata.category(sign) == "Cc" for sign in folder):
        raise MailboxRefused(
            f"The server has a folder that no command can name: {safe_line(folder, 100)}.",
            hint="Rename it in your mail program, or add the mailbox again with each folder that"
            " matters named by --folder.",
        )
    box.folder.set(folder, readonly=True)
    shown = safe_line(f"{name}:{folder}", 300)
    validity, following = _number(box, "UIDVALIDITY"), _number(box, "UIDNEXT")
    # Under another validity the old numbers name other messages: all is read
    # again, and what is kept already is found to be.
    last = before.uid if before and before.validity == validity else 0
    for uid, size in _sized(box, _uids(box, last + 1, wanted)):
        for number, data in _bodies(box, uid, size):
            source = f"{shown}#{number}"
            mark = Mark(validity, number)
            item: RawItem | Unread = RawItem(source, data, "mail", source)
            if len(data) > MAX_ITEM:
                item = too_large(source, data[:KEPT_OF_LARGER])
            if wanted is None or concerns(data, wanted):
                yield Fetched(folder, mark, item)
    # `following` was told when the folder was opened; what came since has a higher UID.
    yield Fetched(folder, Mark(validity, max(last, following - 1)), None)


def _number(box: MailBox, name: str) -> int:
    _, told = box.client.response(name)
    if not told or told[0] is None:
        return 0
    return int(told[0])


def _uids(box: MailBox, first: int, wanted: Sequence[str] | None) -> list[int]:
    """The UIDs from `first` on that may concern us, ascending."""
    found: set[int] = set()
    for terms in _criteria(wanted):
        status, told = box.client.uid("SEARCH", "UID", f"{first}:*", *terms)
        _check(status, told)
        # `N:*` gives the last message even when its UID is lower (RFC 3501, 6.4.8).
        found |= {uid for one in told if one for uid in map(int, one.split()) if uid >= first}
    return sorted(found)


def _criteria(wanted: Sequence[str] | None) -> Iterator[tuple[str, ...]]:
    if wanted is None:
        yield ("ALL",)
        return
    for one in wanted:
        plain = _ascii(one)
        if plain:
            yield ("OR", "OR", "FROM", plain, "TO", plain, "CC", plain)


def _ascii(term: str) -> str:
    """A domain or address as it stands in headers, quoted for the server; "" if it can't be."""
    local, at, domain = term.rpartition("@")
    with suppress(UnicodeError):
        plain = f"{local}{at}{domain.encode('idna').decode()}"
        if plain.isascii() and not re.search(r'[\s"\\\x00-\x1f]', plain):
            return f'"{plain}"'
    return ""


def _sized(box: MailBox, uids: Sequence[int]) -> Iterator[tuple[list[int], int]]:
    """The UIDs in groups that fit in memory, with the bytes of each group."""
    for start in range(0, len(uids), _SIZES_AT_ONCE):
        asked = uids[start : start + _SIZES_AT_ONCE]
        sizes = dict.fromkeys(asked, 0)
        for head, _ in _answers(box, asked, "(UID RFC822.SIZE)"):
            told = {key: int(value) for key, value in _ATTRIBUTES.findall(head)}
            if told.get(b"UID") in sizes:
                sizes[told[b"UID"]] = told.get(b"RFC822.SIZE", 0)
        group: list[int] = []
        held = 0
        for uid, size in sizes.items():
            if group and (held + size > _BYTES_AT_ONCE or len(group) >= _MESSAGES_AT_ONCE):
                yield group, held
                group, held = [], 0
            group.append(uid)
            held += size
        if group:
            yield group, held


def _bodies(box: MailBox, uids: Sequence[int], size: int) -> list[tuple[int, bytes]]:
    """Each message of a group, whole; of one that is too large, its beginning and a byte."""
    part = f"<0.{MAX_ITEM + 1}>" if size > _BYTES_AT_ONCE else ""
    found = []
    for head, data in _answers(box, uids, f"(UID BODY.PEEK[]{part})"):
        told = {key: int(value) for key, value in _ATTRIBUTES.findall(head)}
        if data is None:
            continue  # what another program did to some message meanwhile
        if told.get(b"UID") not in uids:
            raise _not_as_asked(uids)
        found.append((told[b"UID"], data))
    missing = set(uids) - {uid for uid, _ in found}
    if missing and missing & _there(box, missing):
        raise _not_as_asked(sorted(missing))
    return sorted(found)


def _there(box: MailBox, uids: Collection[int]) -> set[int]:
    """Those of the messages that the server still has: others may have been deleted meanwhile."""
    status, told = box.client.uid("SEARCH", "UID", ",".join(map(str, sorted(uids))))
    _check(status, told)
    return {int(uid) for one in told if one for uid in one.split()}


def _not_as_asked(uids: Sequence[int]) -> MailboxRefused:
    """A mailbox of which nothing is taken for read, so that nothing new is passed over."""
    return MailboxRefused(
        f"The server does not give the messages that it says it has (UID {uids[0]} and"
        f" {len(uids) - 1} more)."
        if len(uids) > 1
        else f"The server does not give the message that it says it has (UID {uids[0]}).",
        hint="They are asked for again at the next sync. If it stays so, look at them in your mail"
        " program, save them to a file, and import that.",
    )


def _answers(box: MailBox, uids: Sequence[int], what: str) -> list[tuple[bytes, bytes | None]]:
    """For each message told of: the words around its literal, and the literal."""
    status, told = box.client.uid("FETCH", ",".join(map(str, uids)), what)
    _check(status, told)
    found: list[tuple[bytes, bytes | None]] = []
    for one in told:
        if isinstance(one, tuple):
            found.append((one[0], one[1]))
        elif one is not None and found and found[-1][1] is not None and b"(" not in one:
            found[-1] = (found[-1][0] + one, found[-1][1])  # some say the UID after the message
        elif one is not None:
            found.append((one, None))
    return found


def _check(status: str, told: Any) -> None:
    if status != "OK":
        raise imaplib.IMAP4.error(repr(told))


def concerns(data: bytes, wanted: Sequence[str]) -> bool:
    """Is the message from or to one of these domains (or below one) or addresses?

    A server searches for pieces of words, so that it also finds
    `notlakeshore.example` for `lakeshore.example`.
    """
    try:
        headers, _, _ = split_headers(data[:KEPT_OF_LARGER])
    except Unreadable:
        return True  # let it be met, and quarantined
    addresses = {
        one.address.casefold()
        for name, value in headers
        if name.casefold() in _PEOPLE
        for one in people(value)
    }
    for term in (one.casefold().strip() for one in wanted):
        domain = term.rpartition("@")[2]
        with suppress(UnicodeError):
            domain = domain.encode("idna").decode()
        for address in addresses:
            host = address.rpartition("@")[2]
            if address == term or ("@" not in term and is_within(host, domain)):
                return True
    return False
