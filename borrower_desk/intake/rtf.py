"""The words of a rich text body, as Outlook packs it (MS-OXRTFCP) and RTF 1.9 writes it."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

from borrower_desk.intake.charsets import decode
from borrower_desk.intake.mime import Unreadable

MAX_UNPACKED = 20_000_000
# What every packed body is taken to begin with (MS-OXRTFCP 2.1.2.1).
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern"
    b" \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.IGNORECASE,
)
# Groups that hold tables, pictures and fonts, and no words.
_SILENT = frozenset(
    [
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer",
        "listtable", "listoverridetable", "rsidtbl", "generator", "xmlnstbl", "themedata",
        "datastore", "latentstyles", "filetbl", "revtbl", "mhtmltag", "htmltag",
    ]
)  # fmt: skip
_AS = {
    "par": "\n", "line": "\n", "row": "\n", "sect": "\n", "page": "\n", "tab": "\t", "cell": "\t",
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•",
}  # fmt: skip


def unpacked(data: bytes) -> bytes:
    """The RTF in a packed body; `Unreadable` when it is none."""
    if len(data) < 16:
        raise Unreadable("its rich text is cut short")
    _, size, how, _ = struct.unpack_from("<4I", data)
    if how == 0x414C454D:  # "MELA": as it is
        return data[16 : 16 + size]
    if how != 0x75465A4C:  # "LZFu"
        raise Unreadable("its rich text is packed in an unknown way")
    return _inflated(data[16:], min(size, MAX_UNPACKED))


def _inflated(packed: bytes, size: int) -> bytes:
    """A sliding window of 4,096 bytes; a set bit of the control byte is a reference."""
    window = bytearray(4096)
    window[: len(_DICTIONARY)] = _DICTIONARY
    write = len(_DICTIONARY)
    out = bytearray()
    at = 0
    while at < len(packed) and len(out) < size:
        control = packed[at]
        at += 1
        for bit in range(8):
            if at >= len(packed) or len(out) >= size:
                break
            if not control >> bit & 1:
                one = packed[at : at + 1]
                at += 1
                out += one
                window[write] = one[0]
                write = (write + 1) % 4096
                continue
            if at + 2 > len(packed):
                return bytes(out)
            token = packed[at] << 8 | packed[at + 1]
            at += 2
            offset, length = token >> 4, (token & 0xF) + 2
            if offset == write:
                return bytes(out)
            for step in range(length):
                char = window[(offset + step) % 4096]
                out.append(char)
                window[write] = char
                write = (write + 1) % 4096
    return bytes(out)


def text_of(rtf: bytes) -> str:
    """The words of an RTF document, a paragraph a line."""
    reading = _Reading()
    for found in _TOKEN.finditer(rtf):
        word, number, byte, sign, brace, text = found.groups()
        if brace:
            reading.flush()
        if brace == b"{":
            reading.silent.append(reading.silent[-1])
        elif brace == b"}":
            if len(reading.silent) > 1:
                reading.silent.pop()
        elif word:
            reading.control(word.decode("ascii"), int(number) if number else None)
        elif sign == b"*":
            reading.silent[-1] = True
        else:
            reading.add(bytes.fromhex(byte.decode()) if byte else _SIGNS.get(sign, sign) or text)
    reading.flush()
    joined = "".join(reading.out)
    # Two halves of a character beyond the first 65,536 come one after the other.
    return joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


_SIGNS = {b"~": b" ", b"-": b"", b"_": b"-"}


@dataclass(slots=True)
class _Reading:
    """What was read so far, and in which groups we stand."""

    out: list[str] = field(default_factory=list)
    silent: list[bool] = field(default_factory=lambda: [False])
    pending: bytearray = field(default_factory=bytearray)  # half characters, perhaps
    charset: str = "cp1252"
    skip: int = 0

    def control(self, name: str, number: int | None) -> None:
        self.flush()
        if name in _SILENT:
            self.silent[-1] = True
        elif name == "ansicpg" and number is not None:
            self.charset = f"cp{number}"
        elif self.silent[-1]:
            return
        elif name == "u" and number is not None:
            self.out.append(chr(number % 65536))
            self.skip = 1  # a character for readers who know no Unicode follows
        elif name in _AS:
            self.out.append(_AS[name])

    def add(self, piece: bytes | None) -> None:
        if piece and not self.silent[-1]:
            self.pending += piece

    def flush(self) -> None:
        """Bytes to words, once no more of the same run can follow."""
        if self.pending:
            self.out.append(decode(bytes(self.pending), self.charset)[0][self.skip :])
            self.pending.clear()
            self.skip = 0
