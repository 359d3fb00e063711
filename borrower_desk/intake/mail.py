"""A message's bytes to what it says: people, day, subject, words, files.

Pure: the same bytes always give the same answer, no clock, no network.  What a
message *is* and whether it is genuine are `kinds`' and `authenticity`'s matter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from borrower_desk.intake.body import (
    MAX_TEXT,
    normal_words,
    readable_calendar,
    unflow,
    unquote_from,
)
from borrower_desk.intake.charsets import decode, decode_header
from borrower_desk.intake.headers import (
    Person,
    arrival,
    day_of,
    message_ids,
    parse_instant,
    people,
)
from borrower_desk.intake.mime import Part, Unreadable, parse
from borrower_desk.model import Channel, Incoming, IncomingFile, Sha256
from borrower_desk.text import safe_file_name, safe_line, safe_text

# A clock that is further off than this from the receiving server's was wrong.
_CLOCK_ERROR = timedelta(days=8)
_ON_ITS_WAY = timedelta(days=1)  # queues and greylists hold a message for hours
_MESSAGES = ("message/rfc822", "message/global", "message/news")
_SIGNATURES = (
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
)
_ENDINGS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/tiff": "tif",
    "text/plain": "txt",
    "text/html": "html",
    "text/calendar": "ics",
    "message/rfc822": "eml",
    "message/delivery-status": "txt",
    "application/pgp-signature": "asc",
    "application/pkcs7-signature": "p7s",
    "application/pkcs7-mime": "p7m",
    "application/ms-tnef": "dat",
}
OTHER_HALF = "[The HTML part of this message says something else:]"
_STUB = 200  # a plain alternative shorter than this may only say "turn on HTML"


def read_mail(source: str, data: bytes, *, boxed: bool = False) -> Incoming:
    """The message in `data`; `boxed` when it lay in an mbox, whose `>From ` is undone.

    Raises `Unreadable` when there is nothing to read or a limit is passed.
    """
    root = parse(data)
    if not root.headers:
        raise Unreadable("it does not begin with the headers of a message")
    return told_by(root, source, data, boxed=boxed)


def read_outlook(source: str, data: bytes) -> Incoming:
    """The Outlook message in `data`; the file itself is its original."""
    from borrower_desk.intake.outlook import parse_outlook

    return told_by(parse_outlook(data), source, data)


def told_by(root: Part, source: str, data: bytes, *, boxed: bool = False) -> Incoming:
    """What the parts of a message say; `Unreadable` when that is nothing."""
    told = _Told(boxed=boxed)
    told.notes += root.notes
    _collect(root, told)
    text = told.words()
    sender = _sender(root)
    subject = safe_line(root.get("subject"), 500)
    if not (text.strip() or told.files or subject or sender):
        raise Unreadable("it has headers and says nothing: no sender, subject, text or file")
    at, written = _instants(root, told.notes)
    to, cc = _everyone(root, "to"), _everyone(root, "cc")
    return Incoming(
        source=source,
        original=data,
        sha256=Sha256(sha256(data).hexdigest()),
        content_sha256=_content_digest(sender, to + cc, subject, written, text, told.files),
        channel=Channel.EMAIL,
        on=day_of(at) if at else None,
        sender=str(sender) if sender else "",
        to=tuple(str(one) for one in to),
        subject=subject,
        text=text,
        at=at,
        cc=tuple(str(one) for one in cc),
        headers=_shown_headers(root),
        message_id=next(iter(message_ids(root.raw("message-id"))), None),
        in_reply_to=next(iter(message_ids(root.raw("in-reply-to"))), None),
        references=message_ids(root.raw("references")),
        files=tuple(told.files),
        notes=tuple(dict.fromkeys(told.notes))[:50],
    )


@dataclass(slots=True)
class _Told:
    """What the parts have told so far."""

    boxed: bool = False
    texts: list[str] = field(default_factory=list)
    files: list[IncomingFile] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def words(self) -> str:
        text = "\n\n".join(one for one in self.texts if one.strip())
        if len(text) > MAX_TEXT:
            self.notes.append(f"only the first {MAX_TEXT:,} characters of its text are shown")
            text = text[:MAX_TEXT]
        return safe_text(text).strip("\n")


def _sender(root: Part) -> Person | None:
    """From, else Sender, else Return-Path: the first that names somebody."""
    for name in ("from", "sender", "return-path"):
        found = people(root.raw(name) or b"")
        if found:
            return found[0]
    return None


def _everyone(root: Part, name: str) -> list[Person]:
    wanted = [value for key, value in root.headers if key.casefold() == name]
    return [one for value in wanted for one in people(value)][:500]


def _shown_headers(root: Part) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, safe_line(decode_header(value), 2_000)) for name, value in root.headers[:1_000]
    )


def _instants(root: Part, notes: list[str]) -> tuple[datetime | None, str]:
    """The instant to file the message under, and what its own Date header says.

    The Date header is the sender's clock.  Where it says nothing, or is more
    than a day before or a week after the receiving server's, the latter is taken.
    """
    raw = root.get("date")
    written = parse_instant(raw)
    received = arrival(root.all("received"))
    told = written.isoformat() if written else " ".join(raw.split())
    if written is None:
        notes.append("its Date header is missing or says no date")
        if received:
            notes.append("its day is the day on which the mail server received it")
        return received, told
    if received and received - written > _ON_ITS_WAY and not root.get("resent-date"):
        # Whoever is late can date a letter back: what binds is when it came.
        notes.append(
            f"its Date header says {day_of(written)}, and your mail server got it on"
            f" {day_of(received)}; the day of arrival is used"
        )
        return received, told
    if received and written - received > _CLOCK_ERROR:
        notes.append("its Date header lies after its arrival; the day of arrival is used")
        return received, told
    return written, told


# ── the parts ────────────────────────────────────────────────────────────────


def _collect(part: Part, told: _Told) -> None:
    kind = part.media_type
    told.notes += part.notes
    if kind == "multipart/alternative":
        _alternative(part, told)
    elif kind == "multipart/related":
        _related(part, told)
    elif kind.startswith("multipart/"):
        _note_protection(part, told)
        for one in part.parts:
            _collect(one, told)
    elif kind in _MESSAGES and part.parts:
        _forwarded(part, told)
    elif _is_body(part):
        _body(part, told)
    else:
        told.files.append(_file(part, told))


def _note_protection(part: Part, told: _Told) -> None:
    if part.media_type == "multipart/encrypted":
        told.notes.append("it is encrypted: kept as it is, its words cannot be read here")
    elif part.media_type == "multipart/signed":
        told.notes.append("it is signed; the signature is kept and was not checked")


def _is_body(part: Part) -> bool:
    if part.media_type not in ("text/plain", "text/html", "text/enriched", "text/markdown"):
        return False
    return part.disposition != "attachment" and not (
        part.file_name and part.disposition != "inline"
    )


def _body(part: Part, told: _Told) -> None:
    text = _part_text(part, told)
    if part.file_name and len(part.body) > MAX_TEXT:
        told.files.append(_file(part, told))
        return
    told.texts.append(text)
    if part.file_name:  # shown among the words, as its sender wished, and a file all the same
        told.files.append(_file(part, told))


def _part_text(part: Part, told: _Told) -> str:
    text, right = decode(part.content, part.params.get("charset", ""))
    if not right:
        told.notes.append("the character set it names is wrong or missing; it was guessed")
    if part.media_type == "text/html":
        return _html_text(text, told)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if told.boxed:
        text = unquote_from(text)
    if part.params.get("format", "").casefold() == "flowed":
        text = unflow(text, delsp=part.params.get("delsp", "").casefold() == "yes")
    return text


def _html_text(page: str, told: _Told) -> str:
    from borrower_desk.intake.html import to_text

    readable = to_text(page)
    if readable.hidden:
        count = readable.hidden
        told.notes.append(f"{count} hidden element{'s were' if count > 1 else ' was'} left out")
    if readable.cut:
        told.notes.append("its HTML is too long to show in full")
    return readable.text


def _alternative(part: Part, told: _Told) -> None:
    """The plain version, unless it is empty or a stub; of the rest only files are kept."""
    plain = next(
        (one for one in part.parts if one.media_type == "text/plain" and _is_body(one)), None
    )
    rich = [one for one in part.parts if _holds_html(one)]
    chosen = plain
    if rich and (plain is None or _is_stub(plain, told)):
        chosen = rich[-1]  # the last is the best (RFC 2046, 5.1.4)
    if chosen is None and part.parts:
        chosen = part.parts[-1]
    for one in part.parts:
        if one is chosen:
            _collect(one, told)
            if one is plain and rich:
                _other_half(one, rich[-1], told)
        elif one.media_type.startswith("multipart/"):
            _files_only(one, told)
        elif one.media_type not in ("text/plain", "text/html", "text/enriched", "text/x-amp-html"):
            told.files.append(_file(one, told))


def _other_half(plain: Part, rich: Part, told: _Told) -> None:
    """Where the HTML, which mail programs show, says something else, both are kept."""
    from borrower_desk.intake.halves import say_otherwise

    page = next((one for one in rich.walk() if one.media_type == "text/html"), None)
    if page is None or page.disposition == "attachment":
        return
    aside = _Told(boxed=told.boxed)
    words = _part_text(page, aside)
    if say_otherwise(_part_text(plain, aside), words):
        told.notes.append("its HTML part says something else than its plain part: both are shown")
        told.texts.append(f"{OTHER_HALF}\n\n{words}")


def _holds_html(part: Part) -> bool:
    return any(one.media_type == "text/html" for one in part.walk())


def _is_stub(part: Part, told: _Told) -> bool:
    text = _part_text(part, _Told(boxed=told.boxed)).strip()
    if len(text) > _STUB:
        return False
    words = text.casefold()
    return not words or "html" in words or "view this" in words or "view in" in words


def _files_only(part: Part, told: _Told) -> None:
    aside = _Told(boxed=told.boxed)
    _collect(part, aside)
    told.files += aside.files


def _related(part: Part, told: _Told) -> None:
    """The root and what it shows: pictures of the page are files, marked inline."""
    start = part.params.get("start", "")
    root = next((one for one in part.parts if start and one.get("content-id") == start), None)
    for one in part.parts:
        if one is (root or part.parts[0]) or one.media_type.startswith("multipart/"):
            _collect(one, told)
        elif one.media_type in _MESSAGES and one.parts:
            _forwarded(one, told)
        else:
            told.files.append(_file(one, told, inline=True))


def _forwarded(part: Part, told: _Told) -> None:
    """A message inside a message: a file of its own, with its words."""
    inner = part.parts[0]
    aside = _Told(boxed=told.boxed)
    _collect(inner, aside)
    subject = safe_line(inner.get("subject"), 200)
    sender = _sender(inner)
    heading = [
        f"From: {sender}" if sender else "",
        f"Date: {safe_line(inner.get('date'), 100)}",
        f"Subject: {subject}",
    ]
    text = "\n".join([*(one for one in heading if one), "", aside.words()])
    name = safe_file_name(part.file_name or f"{subject or 'message'}.eml", "message.eml")
    name = name if name.casefold().endswith(".eml") else f"{name}.eml"
    told.files.append(IncomingFile(name, "message/rfc822", part.content, text=text))
    told.files += aside.files


def _file(part: Part, told: _Told, *, inline: bool = False) -> IncomingFile:
    from borrower_desk.intake.documents import text_of_attachment

    data = part.content
    kind = _media_type(part, data)
    ending = _ENDINGS.get(kind, "bin")
    name = safe_file_name(part.file_name, "") if part.file_name else ""
    name = name or f"attachment-{len(told.files) + 1}.{ending}"
    text = ""
    if kind == "text/calendar":
        text = readable_calendar(decode(data, part.params.get("charset", ""))[0])
    elif kind in ("message/delivery-status", "text/rfc822-headers"):
        text = safe_text(decode(data)[0])[:MAX_TEXT]
    elif not kind.startswith("image/"):
        text = text_of_attachment(kind, name, data)
    _note_file(kind, part, told)
    return IncomingFile(
        name=name,
        media_type=kind,
        data=data,
        inline=inline or (part.disposition == "inline" and kind.startswith("image/")),
        content_id=safe_line(part.get("content-id"), 200).strip("<>"),
        text=text,
    )


def _note_file(kind: str, part: Part, told: _Told) -> None:
    if kind in ("application/ms-tnef", "application/vnd.ms-tnef"):
        told.notes.append("it holds a winmail.dat of Outlook: kept; what is inside is not read")
    elif kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        signed = "signed" in part.params.get("smime-type", "").casefold()
        told.notes.append(
            "it is signed (S/MIME); kept as it is, not checked"
            if signed
            else "it is encrypted (S/MIME): kept as it is, its words cannot be read here"
        )
    elif kind in ("message/partial", "message/external-body"):
        told.notes.append("only a piece of it, or a reference to it, was sent")


def _media_type(part: Part, data: bytes) -> str:
    """What the sender says it is; of "some bytes" the bytes are asked."""
    if part.media_type not in ("application/octet-stream", "application/x-download", "text/plain"):
        return part.media_type
    from borrower_desk.intake.documents import MEDIA_TYPES
    from borrower_desk.intake.magic import recognise

    form = recognise(part.file_name, data)
    if form in ("pdf", "jpeg", "png", "tiff", "gif", "webp", "heic"):
        return MEDIA_TYPES[form]
    return part.media_type


def _content_digest(
    sender: Person | None,
    recipients: list[Person],
    subject: str,
    written: str,
    text: str,
    files: list[IncomingFile],
) -> Sha256:
    """A digest of what is said, not of how it travelled or was stored.

    Transport headers, line ends, trailing empty lines and `>From ` quoting make
    no difference, so that the same message from two exports is recognised.  The
    sender's own Date counts: two monthly notices with equal words are two.
    """
    digest = sha256()
    addresses = sorted({one.address.casefold() or one.name for one in recipients})
    parts = [sender.address.casefold() or sender.name if sender else "", "\n".join(addresses)]
    parts += [subject, written, normal_words(text)]
    for one in parts:
        digest.update(one.encode("utf-8", "replace") + b"\0")
    for file in files:
        textual = file.media_type.startswith(("text/", "message/"))
        content = normal_words(decode(file.data)[0]).encode() if textual else file.data
        digest.update(sha256(content).digest())
    return Sha256(digest.hexdigest())
