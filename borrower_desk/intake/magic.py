"""What a file is, by what it holds; its name is asked only where bytes cannot tell.

Answers one word: mail, mbox, emlx, pdf, jpeg, png, tiff, gif, webp, bmp, heic,
audio, text, html, zip, outlook, office, empty or unknown.
"""

from __future__ import annotations

import re

HEAD = 65_536  # bytes that are enough to tell

_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "outlook"),
    (b"#!AMR", "audio"),
    (b"ID3", "audio"),
    (b"OggS", "audio"),
    (b"fLaC", "audio"),
    (b".snd", "audio"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"%PDF-", "pdf"),
)
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis", b"avif")
# A header that ordinary prose does not begin with.
_SURE = frozenset(
    [
        "received", "return-path", "message-id", "mime-version", "content-type", "delivered-to",
        "dkim-signature", "arc-seal", "authentication-results", "content-transfer-encoding",
        "x-mailer", "x-original-to", "x-gm-thrid", "x-gmail-labels", "x-mozilla-status",
        "x-account-key", "x-apparently-to", "envelope-to", "list-id", "in-reply-to", "references",
    ]
)  # fmt: skip
_LIKELY = frozenset(["from", "to", "cc", "bcc", "subject", "date", "sender", "reply-to"])
_HEADER_LINE = re.compile(rb"([\x21-\x39\x3b-\x7e]{1,100})[ \t]*:")
_FROM_LINE = re.compile(rb"From [^\r\n]{0,1000}(?:\r\n|\n|\r)")
_TEXT_ENDINGS = ("txt", "text", "md", "log", "csv", "asc", "rst", "")
_OFFICE_ENDINGS = (
    "docx",
    "xlsx",
    "pptx",
    "odt",
    "ods",
    "odp",
    "pages",
    "numbers",
    "epub",
    "jar",
    "apk",
)


def recognise(name: str, head: bytes) -> str:
    """The form of a file with this name whose first bytes (64 KB suffice) are `head`."""
    ending = _ending(name)
    head = head[:HEAD]
    if not head.strip(b"\0 \t\r\n"):
        return "empty"
    for sign, form in _SIGNS:
        if head.startswith(sign):
            return "office" if form == "zip" and _is_office(ending, head) else form
    boxed = _boxed(head)
    if boxed:
        return boxed
    return _by_words(ending, head)


def _ending(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return ending.casefold() if dot and stem else ""


def _boxed(head: bytes) -> str:
    """Formats whose sign is not at the very start."""
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in _HEIF_BRANDS else "audio" if head[8:11] == b"M4A" else ""
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "audio"}.get(head[8:12], "")
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "audio"
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" and head[14:15] in b"\x0c\x28\x6c\x7c":
        return "bmp"
    if b"%PDF-" in head[:1024] and not _looks_like_mail(head, strict=True):
        return "pdf"  # readers allow a little before it (ISO 32000-1, annex H)
    return ""


def _is_office(ending: str, head: bytes) -> bool:
    return (
        ending in _OFFICE_ENDINGS
        or b"[Content_Types].xml" in head[:2048]
        or (head[30:38] == b"mimetype")
    )


def _by_words(ending: str, head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if ending == "emlx" or (
        start[:12].split(b"\n")[0].strip().isdigit() and ending in ("emlx", "partial")
    ):
        return "emlx"
    from_line = _FROM_LINE.match(start)
    if from_line and _looks_like_mail(start[from_line.end() :], strict=False):
        return "mbox"
    named = ending == "eml" or (ending == "msg" and is_text(head))
    if named or _looks_like_mail(start, strict=ending not in ("mbox", "mht", "mhtml")):
        return "mail"
    if re.match(
        rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
        start,
        re.IGNORECASE | re.DOTALL,
    ) or (ending in ("html", "htm") and is_text(head)):
        return "html"
    return "text" if ending in _TEXT_ENDINGS and is_text(head) else "unknown"


def _looks_like_mail(start: bytes, *, strict: bool) -> bool:
    """Do header lines stand here?  Strictly: one that only mail has, or three likely ones."""
    sure = likely = 0
    for number, line in enumerate(start[:16_384].splitlines()[:200]):
        if not line.strip():
            break
        if line[:1] in b" \t" and number:
            continue
        named = _HEADER_LINE.match(line)
        if named is None:
            if number and line.startswith((b">From ", b"From ")):
                continue
            return bool(sure) or likely >= 3
        name = named[1].decode("ascii").casefold()
        sure += name in _SURE or name.startswith("x-")
        likely += name in _LIKELY
    return bool(sure) or likely >= (2 if strict else 1)


def is_text(head: bytes) -> bool:
    """Could these bytes be text?  No NUL (but UTF-16 with its mark), few controls."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    controls = len(head) - len(
        head.translate(None, bytes([*range(9), 11, *range(14, 27), *range(28, 32), 127]))
    )
    return b"\0" not in head and controls * 50 <= len(head)
