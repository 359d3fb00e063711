"""The parts of a message, as RFC 2045 and 2046 lay them out, from any bytes.

Knows structure only: headers, boundaries, transfer encodings.  What a part
means is `mail`'s matter.  Written for hostile input: work is linear in the
bytes, and depth, parts and headers have limits.  The standard library's parser
recurses without end on nested parts and takes seconds for what is refused here
in milliseconds (`dependencies.md`, trap 16); it also loads sockets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from borrower_desk.intake.charsets import decode, decode_header, from_base64

MAX_DEPTH = 50
MAX_PARTS = 1_000
MAX_HEADER_BYTES = 200_000

_HEADER = re.compile(rb"([\x21-\x39\x3b-\x7e]{1,200})[ \t]*:")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|\Z)")
# White space may follow a delimiter (RFC 2046, 5.1.1), but not without end.
_DELIMITER_END = re.compile(rb"(--)?[ \t]{0,200}(?:\r\n|\n|\r|\Z)")
_PARAM = re.compile(r""";\s*([^\s=;"]{1,100})\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)""", re.DOTALL)
_CONTINUED = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?\Z")


class Unreadable(Exception):
    """This item cannot be read; the text says why, for the user."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message, with its raw headers and its body as it was sent."""

    headers: tuple[tuple[str, bytes], ...]
    body: bytes
    media_type: str
    params: Mapping[str, str]
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def raw(self, name: str) -> bytes | None:
        """The first header of this name, unfolded, undecoded."""
        wanted = name.casefold()
        return next((value for key, value in self.headers if key.casefold() == wanted), None)

    def get(self, name: str) -> str:
        """The first header of this name as text; "" when there is none."""
        raw = self.raw(name)
        return "" if raw is None else decode_header(raw).strip()

    def all(self, name: str) -> list[str]:
        wanted = name.casefold()
        return [
            decode_header(value).strip() for key, value in self.headers if key.casefold() == wanted
        ]

    @property
    def disposition(self) -> str:
        return self.get("content-disposition").partition(";")[0].strip().casefold()

    @property
    def file_name(self) -> str:
        """The name the sender gave the part (RFC 2231 or RFC 2047), unsafe; "" if none."""
        named = parameters(self.raw("content-disposition") or b"").get("filename", "")
        return named or self.params.get("name", "")

    @property
    def content(self) -> bytes:
        """The body with its transfer encoding undone; as it stands when unknown."""
        how = self.get("content-transfer-encoding").casefold().partition(";")[0].strip()
        if how == "base64":
            return from_base64(self.body)
        if how == "quoted-printable":
            from binascii import a2b_qp

            return a2b_qp(self.body)
        return self.body

    def walk(self) -> Iterator[Part]:
        """This part and all below it, outermost first."""
        yield self
        for one in self.parts:
            yield from one.walk()


@dataclass(slots=True)
class _Budget:
    parts: int = 0

    def spend(self) -> None:
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise Unreadable(f"it has more than {MAX_PARTS:,} parts")


def parse(data: bytes) -> Part:
    """The message in `data`; raises `Unreadable` beyond the limits."""
    return _parse(data, "text/plain", 0, _Budget())


def _parse(data: bytes, default: str, depth: int, budget: _Budget) -> Part:
    if depth > MAX_DEPTH:
        raise Unreadable(f"its parts are nested more than {MAX_DEPTH} deep")
    budget.spend()
    headers, start, notes = split_headers(data, outermost=depth == 0)
    body = data[start:]
    raw_type = next((value for key, value in headers if key.casefold() == "content-type"), b"")
    media_type, params = media(raw_type, default)
    part = Part(headers, body, media_type, params, notes=tuple(notes))
    if media_type.startswith("multipart/"):
        return _multipart(part, depth, budget)
    if media_type in ("message/rfc822", "message/global", "message/news"):
        inner = _parse(part.content, "text/plain", depth + 1, budget)
        return Part(headers, body, media_type, params, (inner,), part.notes)
    return part


def _multipart(part: Part, depth: int, budget: _Budget) -> Part:
    boundary = part.params.get("boundary", "").rstrip()
    slices, closed = (
        _slices(part.body, boundary.encode("utf-8", "replace")) if boundary else ([], False)
    )
    if not slices:
        # Nothing can be told apart: the whole is shown as text, and said so.
        note = "its parts could not be told apart; the whole is shown as text"
        return Part(part.headers, part.body, "text/plain", {}, notes=(*part.notes, note))
    default = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
    inner = tuple(_parse(one, default, depth + 1, budget) for one in slices)
    notes = part.notes if closed else (*part.notes, "it breaks off before its end")
    return Part(part.headers, part.body, part.media_type, part.params, inner, notes)


def _slices(body: bytes, boundary: bytes) -> tuple[list[bytes], bool]:
    """What lies between the delimiter lines, and whether the closing one was there."""
    mark = b"--" + boundary
    found: list[bytes] = []
    begin: int | None = None
    position = body.find(mark)
    while position >= 0:
        after = position + len(mark)
        line_end = _DELIMITER_END.match(body, after)
        if line_end and (position == 0 or body[position - 1] in b"\r\n"):
            if begin is not None:
                found.append(body[begin : _before_line_end(body, begin, position)])
            begin = line_end.end()
            if len(found) > MAX_PARTS:
                raise Unreadable(f"it has more than {MAX_PARTS:,} parts")
            if line_end[1]:
                return found, True
        position = body.find(mark, after)
    if begin is not None:
        found.append(body[begin:])
    return found, False


def _before_line_end(body: bytes, begin: int, position: int) -> int:
    """The line end before a delimiter belongs to the delimiter (RFC 2046, 5.1.1)."""
    if body[position - 1 : position] == b"\n":
        position -= 1
    if body[position - 1 : position] == b"\r":
        position -= 1
    return max(begin, position)


def split_headers(
    data: bytes, *, outermost: bool = True
) -> tuple[tuple[tuple[str, bytes], ...], int, list[str]]:
    """The headers, unfolded; where the body starts; what was odd.

    A `From ` line of an mbox, a byte order mark and empty lines before the
    first header are passed over.  A line that is no header ends them.
    """
    headers: list[tuple[str, list[bytes]]] = []
    notes: list[str] = []
    position = _first_header(data) if outermost else 0
    first = position
    while position < len(data):
        match = _LINE.match(data, position)
        line = match.group() if match else b""
        stripped = line.rstrip(b"\r\n")
        if not stripped.strip():
            position += len(line)
            break
        if position + len(line) - first > MAX_HEADER_BYTES:
            raise Unreadable(f"its headers are longer than {MAX_HEADER_BYTES:,} bytes")
        named = _HEADER.match(stripped)
        # Some fold between encoded words and forget the space that folding needs.
        if headers and (stripped[:1] in (b" ", b"\t") or stripped.startswith(b"=?")):
            headers[-1][1].append(stripped.strip())
        elif named:
            headers.append((named[1].decode("ascii"), [stripped[named.end() :].strip()]))
        elif not stripped.startswith((b"From ", b">From ")):
            notes.append("its headers end without an empty line")
            break
        position += len(line)
    return tuple((name, b" ".join(lines)) for name, lines in headers), position, notes


def _first_header(data: bytes) -> int:
    """Past a byte order mark and empty lines, only where a header follows.

    Not for inner parts: one that begins with an empty line has no headers.
    """
    position = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while data[position : position + 1] in (b"\r", b"\n"):
        position += 1
    return position if _HEADER.match(data, position) else 0


def media(raw: bytes, default: str = "text/plain") -> tuple[str, dict[str, str]]:
    """A Content-Type's type and its parameters; `default` when it makes no sense."""
    text = decode_header(raw)
    named = text.partition(";")[0].strip().casefold()
    if not re.fullmatch(r"[\w!#$&^.+-]{1,100}/[\w!#$&^.+-]{1,100}", named):
        named = default
    return named, parameters(raw)


def parameters(raw: bytes) -> dict[str, str]:
    """The parameters of a structured header, RFC 2231 pieces joined and decoded."""
    text = decode(raw)[0]
    if ";" not in text:
        return {}
    whole: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for key, quoted in _PARAM.findall(text):
        value = quoted.strip()
        if value.startswith('"') and value.endswith('"') and len(value) > 1:
            value = re.sub(r"\\(.)", r"\1", value[1:-1], flags=re.DOTALL)
        named = _CONTINUED.match(key.casefold())
        if not named or (named[2] is None and named[3] is None):
            whole.setdefault(key.casefold(), decode_header(value.encode("utf-8", "replace")))
        else:
            pieces.setdefault(named[1], {})[int(named[2] or 0)] = (value, bool(named[3]))
    return whole | {name: _joined(numbered) for name, numbered in pieces.items()}


def _joined(numbered: dict[int, tuple[str, bool]]) -> str:
    from urllib.parse import unquote_to_bytes

    charset, out = "", b""
    for place, number in enumerate(sorted(numbered)):
        value, encoded = numbered[number]
        if encoded and place == 0 and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        out += unquote_to_bytes(value) if encoded else value.encode("utf-8", "replace")
    return decode(out, charset)[0]
