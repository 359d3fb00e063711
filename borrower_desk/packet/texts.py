"""Messages, memos and plain texts, as data for the layout.

A stranger's words pass `safe_text` and are shown by faces that we ship; what is
cut or cannot be drawn is said, never dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from borrower_desk.model import Correspondence
from borrower_desk.packet.exhibits import AttachedFile, Document, is_undated
from borrower_desk.packet.wording import channel_words, size_words, weekday_and_day
from borrower_desk.pdf.glyphs import shown, unshown_characters
from borrower_desk.text import safe_line, safe_text

Part = Mapping[str, object]
LONGEST_TEXT = 1_000_000  # characters of one text that are printed
LINES_A_BLOCK = 60  # typst breaks lines faster in short paragraphs

_QUOTE = re.compile(r"^(?:> ?)+")
_FORWARD = re.compile(r"^-{2,}\s*(original|forwarded) message\s*-{2,}$", re.IGNORECASE)
_OUTLOOK = re.compile(r"^(_{8,}|from: .*)$", re.IGNORECASE)
# [cid:logo@mail], [image: logo.png], [logo.png]: how mail as text says where a picture was.
_IN_PLACE = re.compile(r"\[(?:cid:|image: ?|inline image: ?)?([^\[\]\n]{1,200})\]", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<=\S) <[^<>@\s]+@[^<>@\s]+>")
_JOINT = re.compile(r"([@.\-])(?=\w)")
_LONG_WORD = re.compile(r"([!-~]{48})(?=[!-~])")
TAB = 8  # columns between tab stops
# Two words with a tab, or three and more spaces, between them: a column.
_COLUMNS = re.compile(r"^.*\S(?:[ ]*\t[ \t]*| {3,})\S.*$", re.MULTILINE)


def line(text: str, limit: int = 0) -> str:
    """One line fit for the layout: safe, shown by a face we ship, breakable."""
    return _LONG_WORD.sub("\\1\u200b", shown(safe_line(text, limit)))


def narrow(text: str) -> str:
    """For a narrow cell: a name without its address, a long address breakable at its joints."""
    named = _ADDRESS.sub("", safe_line(text, 200)) or safe_line(text, 200)
    return _JOINT.sub("\\1\u200b", line(named))


def limited(text: str, notes: list[str]) -> str:
    """The text fit for the layout; what is cut or cannot be drawn is added to `notes`."""
    safe = _without_tabs(safe_text(text))
    if len(safe) > LONGEST_TEXT:
        notes.append(
            f"Only the first {LONGEST_TEXT:,} of {len(safe):,} characters are printed; "
            "the original is kept whole."
        )
        safe = safe[:LONGEST_TEXT]
    lacking = unshown_characters(safe)
    if lacking:
        notes.append(
            f"No typeface here has {lacking:,} of the characters; a box, or a name in"
            " brackets, stands for each. The original is unchanged."
        )
    return _LONG_WORD.sub("\\1\u200b", shown(safe))


def _without_tabs(text: str) -> str:
    """Tabs as spaces up to the next stop, one at least: typst draws a tab as nothing."""
    return text.expandtabs(TAB) if "\t" in text else text


def in_columns(text: str) -> bool:
    """Is it set out in columns, which only a face of equal widths keeps apart?"""
    return any(True for _ in _COLUMNS.finditer(text))


def email(
    message: Correspondence,
    files: Sequence[AttachedFile],
    unprinted: Collection[str],
    notes: list[str],
    pictures: Mapping[str, Inline] | None = None,
) -> Part:
    """A message as mail is read; `unprinted` are the sources of files that get no page.

    `pictures` stand in the text where their names (in lower case) stand in brackets.
    """
    return {
        "kind": "email",
        "headers": _headers(message),
        "files": [
            {"name": line(one.name, 120) or one.source, "about": _about(one, unprinted)}
            for one in files
        ],
        "blocks": _blocks(message.text, notes, pictures or {}),
        "columns": in_columns(message.text),
    }


@dataclass(frozen=True, slots=True)
class Inline:
    """A small picture that stands in a text: a file typst can read, its width in points."""

    data: bytes
    form: str  # "png" or "jpg"
    width: float
    alt: str


def _blocks(text: str, notes: list[str], pictures: Mapping[str, Inline]) -> list[dict[str, object]]:
    """The text's blocks, and between them the pictures, where they stood."""
    made: list[dict[str, object]] = []
    at, forwarded = 0, 0
    for found in _IN_PLACE.finditer(text) if pictures else ():
        picture = pictures.get(found[1].strip().casefold())
        if picture is None:
            continue
        before = text[at : found.start()]
        made += quoted_blocks(limited(before, notes), forwarded)
        forwarded = forwarded or any(_FORWARD.match(row.strip()) for row in before.split("\n"))
        made.append(
            {
                "level": int(forwarded),
                "text": "",
                "picture": list(picture.data),
                "form": picture.form,
                "width": picture.width,
                "alt": line(picture.alt, 200),
            }
        )
        at = found.end()
    return made + quoted_blocks(limited(text[at:], notes), forwarded)


def _about(file: AttachedFile, unprinted: Collection[str]) -> str:
    small = "; a small picture of the text, without a page" if file.source in unprinted else ""
    return line(f"{file.media_type}, {size_words(file.size)}{small}", 160)


def _headers(message: Correspondence) -> list[list[str]]:
    """The header block as it came; what the desk knows stands in for what is missing."""
    came = {name.casefold(): value for name, value in reversed(message.headers)}
    known = message.at.isoformat(" ") if message.at else weekday_and_day(message.on)
    if message.at is None and (came or is_undated(message)):
        known = ""  # the day on which it was kept is no header of its own
    wanted = [
        ("From", came.get("from") or message.sender),
        ("To", came.get("to") or "; ".join(message.to)),
        ("Cc", came.get("cc") or "; ".join(message.cc)),
        ("Date", came.get("date") or known),
        ("Subject", message.subject or came.get("subject", "")),
        ("Message-ID", message.message_id or came.get("message-id", "")),
        ("In-Reply-To", message.in_reply_to or came.get("in-reply-to", "")),
    ]
    return [
        [name, line(value, 2000) or "(none)"]
        for name, value in wanted
        if value.strip() or name in ("From", "To", "Date", "Subject")
    ]


def quoted_blocks(text: str, forwarded: int = 0) -> list[dict[str, object]]:
    """The text cut where the depth of quotation changes; `level` 0 is the writer's own."""
    blocks: list[tuple[int, list[str]]] = []
    rows = text.split("\n")
    for n, row in enumerate(rows):
        if _FORWARD.match(row.strip()) or _begins_a_forward(rows[n : n + 4]):
            forwarded = 1
        marks = _QUOTE.match(row)
        level = min(6, forwarded + (marks.group().count(">") if marks else 0))
        words = row[marks.end() :] if marks else row
        if not blocks or blocks[-1][0] != level or len(blocks[-1][1]) >= LINES_A_BLOCK:
            blocks.append((level, []))
        blocks[-1][1].append(words)
    return [{"level": level, "text": "\n".join(rows).rstrip()} for level, rows in blocks]


def _begins_a_forward(rows: Sequence[str]) -> bool:
    """Outlook's way to quote: a line, or none, and then the older message's header."""
    if _OUTLOOK.match(rows[0].strip()) is None:
        return False
    said = [row.strip().casefold() for row in rows if row.strip()]
    begun = said[1:] if said[0].startswith("_") else said
    return len(begun) > 1 and begun[0].startswith("from: ") and begun[1].startswith("sent: ")


def plain(text: str, heading: str, said: str, notes: list[str]) -> dict[str, object]:
    """A text in a face of equal widths, its own line breaks kept."""
    rows = limited(text, notes).split("\n")
    chunks = ["\n".join(rows[at : at + LINES_A_BLOCK]) for at in range(0, len(rows), LINES_A_BLOCK)]
    return {"kind": "text", "heading": line(heading, 160), "note": said, "chunks": chunks}


def memo(document: Document, notes: list[str]) -> Part:
    """What was noted of a call, a visit or a paper: the borrower's own record."""
    other = document.sender or document.recipient
    rows = [
        ["Date", weekday_and_day(document.on)],
        ["Kind", channel_words(document.channel)],
        ["With", line(other, 300) or "not recorded"],
    ]
    if document.message is not None and document.message.reference.strip():
        rows.append(["Reference", line(document.message.reference, 200)])
    blocks = quoted_blocks(limited(document.text, notes))
    columns = in_columns(document.text)
    return {
        "kind": "memo",
        "columns": columns,
        "rows": rows,
        "blocks": [one for one in blocks if one["text"]],
    }
