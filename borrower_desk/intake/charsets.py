"""Bytes to text: what a stranger's mail says, whatever character set it claims.

Never raises and never runs a codec that is not a character set: a message may
name `zlib` or `punycode` as its charset.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

# Codecs that Python calls text and that no letter is written in: slow on long
# input, or an escape language of their own.
_REFUSED = frozenset(
    ["idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"]
)
# Mail that says Latin-1 means Windows-1252 (WHATWG Encoding, section 4.2), and
# mail that says ASCII and is not means nothing by it.
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_ALIASES = {"utf8mb4": "utf-8", "unicode-1-1-utf-7": "utf-7", "x-sjis": "cp932", "ansi": "cp1252"}
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")


@lru_cache(maxsize=256)
def known_charset(name: str) -> str:
    """The codec to read `name` with; "" when the name says nothing that helps."""
    asked = name.strip().strip("\"'").casefold().partition("*")[0]
    asked = _ALIASES.get(asked, asked)
    try:
        info = codecs.lookup(asked)
        # Only a text encoding may decode bytes to str; others raise here, but
        # not for no bytes at all.
        b" ".decode(info.name, "replace")
    except (LookupError, ValueError):
        return ""
    if info.name.replace("-", "_") in _REFUSED:
        return ""
    return _MEANT.get(info.name, info.name)


def decode(data: bytes, charset: str = "") -> tuple[str, bool]:
    """The text of `data`, and whether the charset it claims was right (or needed).

    Tried in order: a byte order mark, the claim, UTF-8, Windows-1252.
    """
    if data.isascii() and b"\x1b" not in data and known_charset(charset) in ("", "utf-8", "cp1252"):
        return data.decode("ascii"), True
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(codec, "replace"), True
    claim = known_charset(charset)
    for codec in dict.fromkeys(one for one in (claim, "utf-8") if one):
        try:
            return data.decode(codec), codec == claim or not charset
        except UnicodeError:
            continue
    return _guess(data, claim), False


def _guess(data: bytes, claim: str) -> str:
    """A little damage in UTF-8 stays UTF-8; anything else is read as Windows-1252."""
    if claim and claim != "utf-8":
        return data.decode(claim, "replace")
    text = data.decode("utf-8", "replace")
    foreign = sum(char > "\x7f" for char in text)
    if text.count("\N{REPLACEMENT CHARACTER}") * 5 <= foreign:
        return text
    return data.decode("cp1252", "replace")


def decode_header(raw: bytes) -> str:
    """A header's value as text: raw bytes, then encoded words (RFC 2047), broken ones too.

    Neighbouring words of one charset are joined before decoding, since senders
    split characters between them.
    """
    text = decode(raw)[0]
    if "=?" not in text:
        return text
    out: list[str] = []
    pending, pending_charset, end = b"", "", 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        charset, how, payload = match[1], match[2], match[3]
        same = charset.casefold() == pending_charset.casefold()
        if pending and (between.strip() or not same):
            out.append(decode(pending, pending_charset)[0])
            pending = b""
        if between.strip() or end == 0:
            out.append(between)
        pending, pending_charset, end = pending + _word(how, payload), charset, match.end()
    if pending:
        out.append(decode(pending, pending_charset)[0])
    return "".join(out) + text[end:]


def _word(how: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "replace")
    if how in "bB":
        return from_base64(data)
    from binascii import a2b_qp

    return a2b_qp(data.replace(b" ", b"_"), header=True)


def from_base64(data: bytes) -> bytes:
    """Base64 as senders write it: stray characters and missing padding are forgiven."""
    from binascii import Error, a2b_base64

    try:
        return a2b_base64(data)
    except Error:
        kept = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
        return a2b_base64(kept + b"=" * (-len(kept) % 4))
