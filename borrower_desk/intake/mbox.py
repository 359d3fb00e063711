"""The messages of an mbox, streamed: flat memory, every byte accounted for.

A file is a run of `From ` lines, each with a message and one empty line after
it, which belong to the box and not to the message.  All four dialects are met:
mboxo and mboxrd quote body lines that begin with "From "; mboxcl and mboxcl2
say the length, which is believed only where a `From ` line or the end follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from borrower_desk.intake.sources import KEPT_OF_LARGER, MAX_ITEM, RawItem, too_large
from borrower_desk.model import Unread

_CHUNK = 1 << 20
# A From_ line and the beginning of the header after it.  `ahead` bytes are kept
# in the buffer so that one is never judged by half.
_AHEAD = 4_096
_HEADERS = 65_536  # where a Content-Length is looked for
_HEADER_START = re.compile(rb"[\x21-\x39\x3b-\x7e]{1,200}[ \t]*:|>From |\r?\n")
_DATED = re.compile(
    rb"\d{1,2}:\d{2}(?::\d{2})?\b.*\b(?:19|20)\d\d\b|\b(?:19|20)\d\d\b.*\d{1,2}:\d{2}"
)
_LENGTH = re.compile(
    rb"^content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)


def messages(file: BinaryIO, name: str, shown: str) -> Iterator[RawItem | Unread]:
    """Each message of the box as `SHOWN#N`, N from 1.

    A file that holds a single message and is named as one (.eml, .txt) is that
    message, `From ` line and all, under its own name.
    """
    found = _split(_Window(file))
    first = next(found, None)
    if first is None:
        return
    second = next(found, None)
    if second is None and name.casefold().endswith((".eml", ".txt")) and first.whole:
        file.seek(0)
        yield RawItem(shown, file.read(MAX_ITEM), "mail", name)
        return
    yield _item(first, 1, name, shown)
    if second is not None:
        yield _item(second, 2, name, shown)
    for number, one in enumerate(found, start=3):
        yield _item(one, number, name, shown)


@dataclass(frozen=True, slots=True)
class _Message:
    data: bytes
    whole: bool = True


def _item(message: _Message, number: int, name: str, shown: str) -> RawItem | Unread:
    source = f"{shown}#{number}"
    if message.whole:
        return RawItem(source, message.data, "mail", f"{name}#{number}", boxed=True)
    return too_large(source, message.data)


@dataclass(slots=True)
class _Window:
    """What of the file is in memory: from the message being read to a chunk further."""

    file: BinaryIO
    held: bytearray = field(default_factory=bytearray)
    ended: bool = False

    def more(self) -> bool:
        """Read another chunk; False at the end of the file."""
        if not self.ended:
            chunk = self.file.read(_CHUNK)
            self.ended = not chunk
            self.held += chunk
        return not self.ended

    def has(self, count: int) -> bool:
        while len(self.held) < count and self.more():
            pass
        return len(self.held) >= count


def _split(window: _Window) -> Iterator[_Message]:
    window.has(_AHEAD)
    _drop_to_first(window)
    while window.held:
        begin = _line_end(window, 0)
        end, following, cut = _end_of(window, begin)
        if cut:
            yield _Message(bytes(window.held[begin : begin + KEPT_OF_LARGER]), whole=False)
        else:
            yield _Message(bytes(window.held[begin:end]))
        del window.held[:following]


def _drop_to_first(window: _Window) -> None:
    """Past a byte order mark and empty lines before the first From_ line."""
    start = bytes(window.held[:_AHEAD])
    skip = len(start) - len(start.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"))
    del window.held[:skip]


def _line_end(window: _Window, position: int) -> int:
    while True:
        found = window.held.find(b"\n", position)
        if found >= 0:
            return found + 1
        if not window.more():
            return len(window.held)


def _end_of(window: _Window, begin: int) -> tuple[int, int, bool]:
    """Where the message at `begin` ends, where the next From_ line is, and if it was too large."""
    told = _told_length(window, begin)
    if told is not None:
        return told
    searched = begin
    dropped = False
    while True:
        found = window.held.find(b"\nFrom ", max(begin - 1, searched))
        if found < 0:
            searched = max(begin - 1, len(window.held) - 6)
            if not window.more():
                end = len(window.held)
                return (*_before_blank(window, begin, end), dropped)
            if len(window.held) - begin > MAX_ITEM:
                dropped = True
                del window.held[begin + KEPT_OF_LARGER : -_AHEAD]
                searched = max(begin - 1, len(window.held) - _AHEAD)
            continue
        window.has(found + _AHEAD)
        if _is_from_line(window, found + 1, begin):
            return (*_before_blank(window, begin, found + 1), dropped)
        searched = found + 1


def _before_blank(window: _Window, begin: int, end: int) -> tuple[int, int]:
    """The one empty line before a From_ line, or at the end, is the box's."""
    held = window.held
    for ending in (b"\r\n", b"\n"):
        two = ending * 2
        if end - len(two) >= begin and held.endswith(two, begin, end):
            return end - len(ending), end
    if bytes(held[begin:end]) in (b"\n", b"\r\n"):
        return begin, end
    return end, end


def _is_from_line(window: _Window, position: int, begin: int) -> bool:
    """A From_ line: after an empty line, with a header after it; or dated, with a header."""
    line = bytes(window.held[position : position + _AHEAD])
    first, newline, rest = line.partition(b"\n")
    if not newline:
        return False
    header = _HEADER_START.match(rest)
    dated = _DATED.search(first)
    before = bytes(window.held[max(0, position - 3) : position])
    after_blank = before.endswith((b"\n\n", b"\n\r\n")) or position == begin
    if header is None:
        # A message whose headers are destroyed is still a message of the box:
        # it is met, and quarantined, instead of hiding in the one before.
        return after_blank and dated is not None
    if header[0] in (b"\n", b"\r\n"):
        return after_blank and dated is not None
    return after_blank or dated is not None


def _told_length(window: _Window, begin: int) -> tuple[int, int, bool] | None:
    """The end that Content-Length names, if a From_ line or the end of the file is there."""
    window.has(begin + _HEADERS)
    limit = begin + _HEADERS
    blanks = [
        (found, found + len(blank))
        for blank in (b"\n\n", b"\n\r\n")
        if (found := window.held.find(blank, begin, limit)) >= 0
    ]
    if not blanks:
        return None
    headers_end, body = min(blanks)
    length = _LENGTH.search(window.held, begin, headers_end)
    if length is None:
        return None
    end = body + int(length[1])
    if end - begin > MAX_ITEM:
        return None
    if not window.has(end + _AHEAD) and len(window.held) < end:
        return None
    for blank_line in (b"", b"\n", b"\r\n"):
        following = end + len(blank_line)
        if bytes(window.held[end:following]) != blank_line:
            continue
        at_end = window.ended and following == len(window.held)
        starts_line = following == 0 or window.held[following - 1] == 0x0A
        if at_end or (starts_line and window.held.startswith(b"From ", following)):
            return end, following, False
    return None
