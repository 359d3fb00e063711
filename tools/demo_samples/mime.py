"""Mail as bytes, written by hand: the same bytes from every Python, and every dialect we like.

The standard library's generator would fold, pick boundaries and encode as its
version pleases; a sample must not change because Python did.
"""

from __future__ import annotations

import base64
import hashlib
import quopri
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

DAYTON = ZoneInfo("America/New_York")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Headers = list[tuple[str, str]]


def at(moment: str) -> datetime:
    """A moment in Dayton, Ohio: `at("2026-10-02 09:14:31")`."""
    return datetime.fromisoformat(moment).replace(tzinfo=DAYTON)


def rfc2822(moment: datetime, *, zone_name: bool = False) -> str:
    """A `Date:` as mail writes it, without the locale's help."""
    text = (
        f"{DAYS[moment.weekday()]}, {moment.day} {MONTHS[moment.month - 1]} {moment:%Y %H:%M:%S %z}"
    )
    return f"{text} ({moment:%Z})" if zone_name else text


def asctime(moment: datetime) -> str:
    """The day and time of an mbox `From ` line, which is in UTC."""
    utc = moment.astimezone(ZoneInfo("UTC"))
    return (
        f"{DAYS[utc.weekday()]} {MONTHS[utc.month - 1]} {utc.day:2d} {utc:%H:%M:%S} {utc.year:04d}"
    )


def digest(seed: str, length: int = 12) -> str:
    """Letters and digits that look random and never change."""
    return hashlib.sha256(seed.encode()).hexdigest()[:length]


def uuid(seed: str) -> str:
    """An identifier in the shape of a version 4 UUID."""
    raw = digest(seed, 32)
    return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:20]}-{raw[20:32]}"


def encoded(words: str, *, form: str = "Q", charset: str = "utf-8") -> str:
    """One RFC 2047 word; the caller keeps it short enough."""
    raw = words.encode(charset)
    if form == "B":
        return f"=?{charset.upper()}?B?{base64.b64encode(raw).decode()}?="
    kept = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"
    body = "".join(chr(c) if c in kept else ("_" if c == 0x20 else f"={c:02X}") for c in raw)
    return f"=?{charset}?Q?{body}?="


@dataclass(frozen=True, slots=True)
class Part:
    """One MIME part: its own headers and its encoded payload."""

    headers: tuple[tuple[str, str], ...]
    payload: bytes


def _payload(text: str, charset: str, encoding: str) -> bytes:
    raw = text.encode(charset)
    if encoding == "base64":
        return base64.encodebytes(raw)
    if encoding == "quoted-printable":
        return quopri.encodestring(raw)
    return raw


def words(
    text: str,
    *,
    subtype: str = "plain",
    charset: str = "utf-8",
    encoding: str = "7bit",
    flowed: bool = False,
) -> Part:
    """A text part in the encoding that its client would have chosen."""
    kind = f"text/{subtype}; charset={charset}"
    if flowed:
        kind += "; format=flowed"
    lines = text.strip("\n") + "\n"
    return Part(
        (("Content-Type", kind), ("Content-Transfer-Encoding", encoding)),
        _payload(lines, charset, encoding),
    )


def enclosed(
    name: str,
    media_type: str,
    data: bytes,
    *,
    rfc2231: bool = False,
    content_id: str = "",
) -> Part:
    """An attachment, or with a `content_id` a picture inside the text."""
    disposition = "inline" if content_id else "attachment"
    if rfc2231:
        told = quote(name, safe="")
        half = told.index("%20", len(told) // 2)
        names = f"\n\tfilename*0*=UTF-8''{told[:half]};\n\tfilename*1*={told[half:]}"
        headers: Headers = [("Content-Type", media_type)]
    else:
        names = f'\n\tfilename="{name}"'
        headers = [("Content-Type", f'{media_type};\n\tname="{name}"')]
    headers.append(("Content-Transfer-Encoding", "base64"))
    if content_id:
        headers.append(("Content-ID", f"<{content_id}>"))
    headers.append(("Content-Disposition", f"{disposition};{names}"))
    return Part(tuple(headers), base64.encodebytes(data))


def forwarded(message: bytes, name: str) -> Part:
    """A whole message inside another one (message/rfc822)."""
    return Part(
        (
            ("Content-Type", f'message/rfc822; name="{name}"'),
            ("Content-Transfer-Encoding", "7bit"),
            ("Content-Disposition", f'attachment; filename="{name}"'),
        ),
        message,
    )


def several(subtype: str, boundary: str, *parts: Part, params: str = "", note: str = "") -> Part:
    """A multipart; `note` is the preamble that old readers show."""
    chunks = [f"{note}\n".encode()] if note else []
    for part in parts:
        head = "".join(f"{name}: {value}\n" for name, value in part.headers)
        body = part.payload if part.payload.endswith(b"\n") else part.payload + b"\n"
        chunks.append(f"--{boundary}\n{head}\n".encode() + body)
    chunks.append(f"--{boundary}--\n".encode())
    kind = f'multipart/{subtype}; {params}boundary="{boundary}"'
    return Part((("Content-Type", kind),), b"".join(chunks))


def message(headers: Headers, body: Part) -> bytes:
    """The bytes of one message, with LF line ends as Unix mail stores keep it."""
    lines = [*headers, ("MIME-Version", "1.0"), *body.headers]
    head = "".join(f"{name}: {value}\n" for name, value in lines)
    return head.encode() + b"\n" + body.payload


@dataclass(frozen=True, slots=True)
class Mail:
    """One message of the story, and what the story knows about it."""

    key: str
    at: datetime | None
    envelope: str
    raw: bytes
    message_id: str = ""
    subject: str = ""
    matter: str = ""
    kind: str = ""
    direction: str = "received"
    status: str = "imported"
    note: str = field(default="")


@dataclass(frozen=True, slots=True)
class Origin:
    """A sending system: its relay, its address, and what the receiver found out about it."""

    domain: str
    relay: str
    ip: str
    selector: str = "s2026a"
    auth: str = "pass"  # "pass", "fail" or "none"


def _authentication(origin: Origin, envelope: str) -> str:
    if origin.auth == "pass":
        return (
            "mx.fernmail.example;\n"
            f"\tdkim=pass (2048-bit key) header.d={origin.domain} header.s={origin.selector};\n"
            f"\tspf=pass smtp.mailfrom={envelope or 'postmaster@' + origin.relay};\n"
            f"\tdmarc=pass (p=REJECT) header.from={origin.domain}"
        )
    return (
        "mx.fernmail.example;\n"
        "\tdkim=none (message not signed);\n"
        f"\tspf=softfail smtp.mailfrom={envelope};\n"
        f"\tdmarc={'fail (p=NONE)' if origin.auth == 'fail' else 'none'}"
        f" header.from={envelope.rpartition('@')[2]}"
    )


def _signature(origin: Origin, seed: str) -> str:
    def noise(part: str, size: int) -> str:
        raw = b"".join(hashlib.sha256(f"{seed}{part}{n}".encode()).digest() for n in range(6))
        return base64.b64encode(raw[:size]).decode()

    text = noise("b", 180)
    folded = "\n\t ".join(text[n : n + 64] for n in range(0, len(text), 64))
    return (
        f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={origin.domain};\n"
        f"\ts={origin.selector}; h=from:to:subject:date:message-id;\n"
        f"\tbh={noise('bh', 32)};\n\tb={folded}"
    )


def trace(origin: Origin, envelope: str, to: str, moment: datetime, seed: str) -> Headers:
    """The headers that mail picks up on its way in, topmost first."""
    headers: Headers = [
        ("Return-Path", f"<{envelope}>"),
        ("Delivered-To", to),
        (
            "Received",
            f"from {origin.relay} ({origin.relay} [{origin.ip}])\n"
            f"\tby mx.fernmail.example (Postfix) with ESMTPS id 4{digest(seed, 10).upper()}\n"
            f"\tfor <{to}>; {rfc2822(moment, zone_name=True)}",
        ),
        ("Authentication-Results", _authentication(origin, envelope)),
    ]
    if origin.auth == "pass":
        headers.append(("DKIM-Signature", _signature(origin, seed)))
    return headers


def mbox(messages: list[Mail]) -> bytes:
    """An mbox: `From ` lines between, and `>` before any such line inside."""
    chunks = []
    for mail in messages:
        moment = mail.at or at("2027-01-12 03:00:00")
        body = b"".join(
            b">" + line if line.lstrip(b">").startswith(b"From ") else line
            for line in mail.raw.splitlines(keepends=True)
        )
        if not body.endswith(b"\n"):
            body += b"\n"
        chunks.append(f"From {mail.envelope or 'MAILER-DAEMON'} {asctime(moment)}\n".encode())
        chunks.append(body + b"\n")
    return b"".join(chunks)


def folded(subject: str, within: int) -> str:
    """A subject in two lines, broken at the last space within `within` characters (RFC 5322)."""
    first, _, _ = subject[:within].rpartition(" ")
    return f"{first}\n{subject[len(first) :]}"
