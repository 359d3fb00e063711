"""The words of a body, once its charset is known: flowed lines, quoting, invitations."""

from __future__ import annotations

import re
from collections.abc import Sequence

MAX_TEXT = 5_000_000  # characters of one message that are shown and searched

_QUOTE = re.compile(r"(>*)(.*)", re.DOTALL)
_STUFFED_FROM = re.compile(r"^>(>*From )", re.MULTILINE)
# How a mail client introduces what it quotes.
_ATTRIBUTION = re.compile(
    r"^[ \t]*(?:on|am|le|el)\b.{4,200}\b(?:wrote|schrieb|écrit|escribió)\s*:?[ \t]*$"
    r"|^[ \t]*-{2,}\s*(?:original message|mensaje original|forwarded message)[^\n]{0,40}$"
    r"|^[ \t]*begin forwarded message\s*:"
    r"|^[ \t]*_{10,}[ \t]*\n(?:[ \t]*\n)*[ \t]*(?:from|de):"
    r"|^[ \t]*(?:from|de): .{1,200}\n(?:.{0,300}\n){0,3}?[ \t]*(?:sent|date|enviado|fecha): ",
    re.IGNORECASE | re.MULTILINE,
)
_ON_WROTE = re.compile(
    r"^[ \t]*(?:on|el|am|le) [^\n]{4,200}\n[^\n]{0,200}(?:wrote|escribió|schrieb|écrit)\s*:[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)


def unflow(text: str, *, delsp: bool = False) -> str:
    """The paragraphs of `format=flowed` text as one line each (RFC 3676, 4.2)."""
    out: list[str] = []
    pending: tuple[int, list[str]] | None = None
    for line in text.split("\n"):
        found = _QUOTE.match(line)
        marks, rest = (found[1], found[2]) if found else ("", line)
        depth = len(marks)
        rest = rest[1:] if rest.startswith(" ") else rest  # space-stuffing
        flowing = rest.endswith(" ") and rest != "-- "
        if pending is not None and pending[0] == depth and rest != "-- ":
            pending[1].append(rest)
        else:
            if pending is not None:
                out.append(_quoted(*pending))
            pending = (depth, [rest])
        if flowing and delsp:
            pending[1][-1] = rest[:-1]
        if not flowing:
            out.append(_quoted(*pending))
            pending = None
    if pending is not None:
        out.append(_quoted(*pending))
    return "\n".join(out)


def _quoted(depth: int, pieces: list[str]) -> str:
    line = "".join(pieces).rstrip() if pieces != ["-- "] else "-- "
    return ">" * depth + (" " if depth and line else "") + line


def unquote_from(text: str) -> str:
    """Undo what an mbox does to body lines that begin with "From " (mboxo, mboxrd)."""
    return _STUFFED_FROM.sub(r"\1", text) if ">From " in text else text


def normal_words(text: str) -> str:
    """A text without what transport and storage change: line ends, `>From `, trailing space."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    if "From " in unified:
        unified = re.sub(r"^>+From ", "From ", unified, flags=re.MULTILINE)
    return "\n".join(line.rstrip() for line in unified.split("\n")).strip("\n")


def without_quotes(text: str) -> str:
    """What the writer wrote now: quoted lines, forwarded blocks and the old thread left out.

    Answers written between quoted lines stay.  When nothing but quotation is
    there, nothing is left.
    """
    cut = text
    for pattern in (_ATTRIBUTION, _ON_WROTE):
        found = pattern.search(cut)
        # Answers may follow between lines that are marked as quoted; without
        # marks everything below the attribution is the old message.
        while found:
            below = cut[found.end() :]
            if re.search(r"^[ \t]*>", below, re.MULTILINE):
                cut = cut[: found.start()] + below
            else:
                cut = cut[: found.start()]
            found = pattern.search(cut, found.start())
    return "\n".join(line for line in cut.split("\n") if not line.lstrip().startswith(">"))


# "See below": the cover of an answer that a colleague has written.
_COVER = re.compile(
    r"\b(?:below|forward\w*|fwd|from our|from the|pass(?:ing|ed)? (?:this|it|along|on)|here is"
    r"|here are|abajo|a continuaci[oó]n|reenv[ií]\w*|adelante)\b",
    re.IGNORECASE,
)
_COVER_WORDS = 60
_HEAD = re.compile(
    r"^[ \t>*]*(from|de|to|para|cc|sent|enviado( el)?|date|fecha|subject|asunto)\**:", re.IGNORECASE
)


def forwarded(text: str, own: str, to: Sequence[str]) -> str:
    """What a short cover passes on ("see below what they found"); "" when it passes on nothing.

    A message that one of those it is sent `to` had written is quoted, not passed on.
    """
    words = len(own.split())
    if words > _COVER_WORDS or (words and not _COVER.search(own)):
        return ""
    found = _ATTRIBUTION.search(text)
    if found is None:
        return ""
    lines = text[found.start() :].split("\n")[:40]
    first = next((n for n, line in enumerate(lines[:6]) if _HEAD.match(line)), None)
    if first is None:
        return ""
    last = first
    while last + 1 < len(lines) and (lines[last + 1].strip() and last - first < 12):
        last += 1
        if not _HEAD.match(lines[last]) and not lines[last].startswith((" ", "\t")):
            last -= 1
            break
    head = "\n".join(lines[first : last + 1]).casefold()
    writer = re.search(r"(?m)^[ \t>*]*(?:from|de)\**:(.*)$", head)
    if writer is None or _is_one_of(writer[1], to):
        return ""
    return "\n".join(text[found.start() :].split("\n")[last + 1 :])


def _is_one_of(writer: str, to: Sequence[str]) -> bool:
    """Is it one of these addresses, or a name that is part of one?"""
    if any(address.casefold() in writer for address in to):
        return True
    names = set(re.findall(r"[a-z]{3,}", writer.partition("<")[0]))
    parts = {word for one in to for word in re.findall(r"[a-z]{3,}", one.casefold())}
    return "@" not in writer and len(names & parts) >= min(2, len(names))


def readable_calendar(text: str) -> str:
    """An invitation in words: what, when, where, as its properties say (RFC 5545)."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text[:200_000])
    wanted = {
        "SUMMARY": "What",
        "DTSTART": "Starts",
        "DTEND": "Ends",
        "LOCATION": "Where",
        "DESCRIPTION": "About",
        "ORGANIZER": "Called by",
    }
    lines: list[str] = []
    for line in unfolded.splitlines():
        name, colon, value = line.partition(":")
        label = wanted.get(name.partition(";")[0].upper())
        if colon and label and len(lines) < 50:
            plain = value.replace("\\n", " ").replace("\\,", ",").replace("\\;", ";")
            lines.append(f"{label}: {plain[:2_000]}")
    return "\n".join(lines)
