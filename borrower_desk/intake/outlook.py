"""An Outlook message (`.msg`, MS-OXMSG) as the parts of a message, whose words `mail` reads.

The file is a small file system (MS-CFB): a storage with a stream for each
property; recipients, attachments and messages inside are storages in it.  It
has no RFC 5322 bytes: the file itself is the original and is kept whole.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from typing import TYPE_CHECKING

from borrower_desk.intake.charsets import decode
from borrower_desk.intake.mime import Part, Unreadable, parameters, split_headers
from borrower_desk.text import safe_file_name

if TYPE_CHECKING:
    from olefile import OleFileIO
    from oxmsg.storage import Storage

MAX_DEPTH = 10  # messages in messages
MAX_STREAMS = 20_000
_PROPERTIES = "__properties_version1.0"
# Where the entries of a properties stream begin (MS-OXMSG 2.4.1).
_TOP, _INSIDE, _OTHER = 32, 24, 8
_TEXT, _TEXT8, _BINARY, _TIME = 0x001F, 0x001E, 0x0102, 0x0040
# Properties, by the names of MS-OXPROPS.
_SUBJECT, _BODY, _HTML, _RTF, _TRANSPORT_HEADERS = 0x0037, 0x1000, 0x1013, 0x1009, 0x007D
_SENDER = ((0x0C1A, 0x5D01), (0x0C1A, 0x0C1F), (0x0042, 0x5D02), (0x0042, 0x0065))
_SUBMITTED, _DELIVERED, _CODE_PAGE = 0x0039, 0x0E06, 0x3FDE
_MESSAGE_ID, _IN_REPLY_TO, _REFERENCES = 0x1035, 0x1042, 0x1039
_NAME, _ADDRESS, _SMTP, _RECIPIENT_TYPE = 0x3001, 0x3003, 0x39FE, 0x0C15
_DATA, _LONG_NAME, _SHORT_NAME, _MIME, _CONTENT_ID = 0x3701, 0x3707, 0x3704, 0x370E, 0x3712
_HIDDEN = 0x7FFE
_RECIPIENTS = {1: "To", 2: "Cc", 3: "Bcc"}
_EMBEDDED = "__substg1.0_3701000D"


def parse_outlook(data: bytes) -> Part:
    """The message in `data` as parts; `Unreadable` when it is none, or damaged."""
    from olefile import OleFileIO
    from olefile.olefile import OleFileError
    from oxmsg.storage import Storage

    try:
        with OleFileIO(BytesIO(data)) as file:
            _refuse_what_swells(file, len(data))
            if not file.exists(_PROPERTIES):
                raise Unreadable(
                    "an old Office file, not a message; save it as PDF and import that"
                )
            return _message(Storage.from_ole(file), _TOP, 0)
    except (
        OleFileError, OSError, ValueError, LookupError, TypeError, ArithmeticError, struct.error,
    ) as why:  # fmt: skip
        raise Unreadable(f"the Outlook file is damaged ({type(why).__name__})") from None


def _refuse_what_swells(file: OleFileIO, size: int) -> None:
    """Many entries may point at the same bytes: reading them all would fill the memory."""
    entries = [one for one in file.direntries if one is not None]
    if len(entries) > MAX_STREAMS:
        raise Unreadable(f"the Outlook file has more than {MAX_STREAMS:,} parts")
    if sum(one.size for one in entries) > 4 * size + 1_000_000:
        raise Unreadable("the Outlook file claims to hold far more than it does")


@dataclass(frozen=True, slots=True)
class _Properties:
    """The properties of one storage: fixed ones in a table, long ones in streams."""

    fixed: dict[int, bytes]
    streams: dict[str, bytes]
    charset: str = ""

    def text(self, pid: int) -> str:
        wide = self.streams.get(f"__substg1.0_{pid:04X}{_TEXT:04X}")
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self.streams.get(f"__substg1.0_{pid:04X}{_TEXT8:04X}")
        return "" if narrow is None else decode(narrow, self.charset)[0].rstrip("\0")

    def binary(self, pid: int) -> bytes | None:
        return self.streams.get(f"__substg1.0_{pid:04X}{_BINARY:04X}")

    def number(self, pid: int) -> int:
        found = self.fixed.get(pid)
        return 0 if found is None else int.from_bytes(found[:4], "little")

    def instant(self, pid: int) -> datetime | None:
        """A FILETIME: tenths of microseconds since 1601, UTC."""
        ticks = int.from_bytes(self.fixed.get(pid, b""), "little")
        try:
            return (
                datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)
                if ticks
                else None
            )
        except OverflowError:
            return None


def _properties(storage: Storage, begin: int) -> _Properties:
    streams = {one.name: one.bytes_ for one in storage.streams}
    table = streams.get(_PROPERTIES, b"")[begin:]
    fixed: dict[int, bytes] = {}
    for at in range(0, len(table) - 15, 16):
        kind, pid = struct.unpack_from("<HH", table, at)
        if kind not in (_TEXT, _TEXT8, _BINARY):
            fixed.setdefault(pid, table[at + 8 : at + 16])
    page = int.from_bytes(fixed.get(_CODE_PAGE, b"")[:4], "little")
    charset = {65001: "utf-8", 20127: "ascii", 28591: "latin-1"}.get(page, f"cp{page}")
    return _Properties(fixed, streams, charset if page else "")


def _message(storage: Storage, begin: int, depth: int) -> Part:
    if depth > MAX_DEPTH:
        raise Unreadable(f"its messages are nested more than {MAX_DEPTH} deep")
    told = _properties(storage, begin)
    bodies = tuple(_bodies(told))
    parts = (
        [bodies[0] if len(bodies) == 1 else Part((), b"", "multipart/alternative", {}, bodies)]
        if bodies
        else []
    )
    for one in storage.iter_attachment_storages():
        parts.append(_attachment(one, depth))
    headers = tuple(_headers(told, storage))
    return Part(headers, b"", "multipart/mixed", {}, tuple(parts))


# ── what it says ─────────────────────────────────────────────────────────────


def _bodies(told: _Properties) -> Iterator[Part]:
    plain = told.text(_BODY)
    if plain.strip():
        yield _text_part("text/plain", plain)
    html = told.binary(_HTML)
    rich = decode(html, told.charset)[0] if html is not None else told.text(_HTML)
    if rich.strip():
        yield _text_part("text/html", rich)
    if not (plain.strip() or rich.strip()) and (packed := told.binary(_RTF)):
        from borrower_desk.intake.rtf import text_of, unpacked

        words = text_of(unpacked(packed))
        if words.strip():
            yield _text_part("text/plain", words)


def _text_part(kind: str, text: str) -> Part:
    return Part((), text.encode("utf-8", "replace"), kind, {"charset": "utf-8"})


def _headers(told: _Properties, storage: Storage) -> Iterator[tuple[str, bytes]]:
    """The headers it travelled with, if it has them; what they lack, from the properties."""
    raw = told.text(_TRANSPORT_HEADERS).lstrip("\r\n\0 ")
    sent = split_headers(raw.encode("utf-8", "replace"))[0] if raw else ()
    there = {name.casefold() for name, _ in sent}
    yield from ((name, value) for name, value in sent if not name.casefold().startswith("content-"))
    for name, value in (
        ("From", _sender(told)),
        *_recipients(storage),
        ("Subject", told.text(_SUBJECT)),
        ("Date", _date(told)),
        ("Message-ID", told.text(_MESSAGE_ID)),
        ("In-Reply-To", told.text(_IN_REPLY_TO)),
        ("References", told.text(_REFERENCES)),
    ):
        if value.strip() and name.casefold() not in there:
            yield name, " ".join(value.split()).encode("utf-8", "replace")


def _date(told: _Properties) -> str:
    at = told.instant(_SUBMITTED) or told.instant(_DELIVERED)
    return format_datetime(at) if at else ""


def _sender(told: _Properties) -> str:
    names = [told.text(name) for name, _ in _SENDER if told.text(name).strip()]
    for name, address in _SENDER:
        if "@" in told.text(address):
            return _person(told.text(name), told.text(address))
    return _person(names[0], "") if names else ""


def _recipients(storage: Storage) -> Iterator[tuple[str, str]]:
    found: dict[str, list[str]] = {"To": [], "Cc": [], "Bcc": []}
    for one in storage.iter_recipient_storages():
        told = _properties(one, _OTHER)
        address = next((known for pid in (_SMTP, _ADDRESS) if "@" in (known := told.text(pid))), "")
        header = _RECIPIENTS.get(told.number(_RECIPIENT_TYPE) & 0xF, "To")
        if person := _person(told.text(_NAME), address):
            found[header].append(person)
    return ((name, ", ".join(people)) for name, people in found.items())


def _person(name: str, address: str) -> str:
    plain = name.strip().strip("'\"").replace('"', "").replace("\\", "")
    if not address:
        return f'"{plain}"' if plain else ""
    return f'"{plain}" <{address}>' if plain and plain != address else address


# ── what came with it ────────────────────────────────────────────────────────


def _attachment(storage: Storage, depth: int) -> Part:
    told = _properties(storage, _OTHER)
    name = told.text(_LONG_NAME) or told.text(_SHORT_NAME) or told.text(_NAME)
    inside = next((one for one in storage.storages if one.name == _EMBEDDED), None)
    if inside is not None:
        if any(one.name == _PROPERTIES for one in inside.streams):
            inner = _message(inside, _INSIDE, depth + 1)
            return Part(
                _disposition(name and f"{name}.eml", "attachment"),
                _as_text(inner),
                "message/rfc822",
                {},
                (inner,),
            )
        return _object(inside, name)
    kind = told.text(_MIME).strip().casefold()
    if "/" not in kind or kind.startswith(("multipart/", "message/")):
        kind = "application/octet-stream"
    content_id = told.text(_CONTENT_ID).strip()
    shown = "inline" if content_id and told.number(_HIDDEN) & 1 else "attachment"
    headers = _disposition(name, shown)
    if content_id:
        headers = (*headers, ("Content-ID", f"<{content_id.strip('<>')}>".encode()))
    return Part(headers, told.binary(_DATA) or b"", kind, {})


def _object(inside: Storage, name: str) -> Part:
    """Something of another program's, pasted in: its largest stream, for want of better."""
    largest = max((one.bytes_ for one in inside.streams), key=len, default=b"")
    note = "it holds an object of another program; the Outlook file keeps it whole"
    return Part(
        _disposition(name or "object.bin", "attachment"),
        largest,
        "application/octet-stream",
        {},
        notes=(note,),
    )


def _disposition(name: str, how: str) -> tuple[tuple[str, bytes], ...]:
    from urllib.parse import quote

    if not name:
        return (("Content-Disposition", how.encode()),)
    # Through the door for names now: the header is ours, its words are a stranger's.
    safe = safe_file_name(name, "attachment")
    value = f"{how}; filename*=utf-8''{quote(safe, safe='')}".encode()
    assert parameters(value)["filename"] == safe  # noqa: S101 - what we wrote, we can read
    return (("Content-Disposition", value),)


def _as_text(inner: Part) -> bytes:
    """A message inside as one could mail it, without its files: they stand beside it."""
    texts = [one for one in inner.walk() if one.media_type in ("text/plain", "text/html")]
    head = b"".join(
        name.encode() + b": " + value + b"\r\n"
        for name, value in inner.headers
        if name.casefold() in ("from", "to", "cc", "subject", "date", "message-id")
    )
    kind = (texts[0].media_type if texts else "text/plain").encode()
    body = texts[0].body if texts else b""
    return head + b"Content-Type: " + kind + b"; charset=utf-8\r\n\r\n" + body
