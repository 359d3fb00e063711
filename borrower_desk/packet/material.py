"""Each exhibit's pages, as data for the layout or as sheets on the shelf.

A document is what its bytes are, whatever its name says.  What cannot be shown
becomes a page that says so, why, and the sha256: never a gap, never a crash.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from borrower_desk.errors import DocumentMissing, PageUnreadable
from borrower_desk.model import Correspondence, Sha256
from borrower_desk.packet.exhibits import AttachedFile, Document, Exhibit, Form
from borrower_desk.packet.wording import channel_words, long_day, size_words
from borrower_desk.pdf.glyphs import shown, unshown_characters
from borrower_desk.pdf.pages import Sheet, Shelf, Taken
from borrower_desk.text import safe_line, safe_text

Part = Mapping[str, object]
PAPER = {"letter": (612.0, 792.0), "a4": (595.28, 841.89)}
STRIP = 34.0  # points at a page's foot for the stamp
NARROWEST = 300.0  # points; below it a page is extended, as the stamp needs the room
EDGE = 36.0  # points around a picture
LONGEST_TEXT = 1_000_000  # characters of one text that are printed
LINES_A_BLOCK = 60  # typst breaks lines faster in short paragraphs

_IMAGE_STARTS = (b"\xff\xd8\xff", b"\x89PNG", b"II*\0", b"MM\0*", b"GIF8", b"BM")
_QUOTE = re.compile(r"^(?:> ?)+")
_FORWARD = re.compile(r"^-{2,}\s*(original|forwarded) message\s*-{2,}$", re.IGNORECASE)
_LONG_WORD = re.compile(r"([!-~]{48})(?=[!-~])")


@dataclass(slots=True)
class Prepared:
    """An exhibit ready for the layout: its parts in order, and what must be said of it."""

    exhibit: Exhibit
    parts: list[Part] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    foreign: bool = False  # holds pages of a PDF that is not ours


def line(text: str, limit: int = 0) -> str:
    """One line fit for the layout: safe, shown by a face we ship, breakable."""
    return _LONG_WORD.sub("\\1\u200b", shown(safe_line(text, limit)))


def prepare(exhibit: Exhibit, shelf: Shelf, paper: str) -> Prepared:
    """The exhibit's parts: its own pages, then each attachment's."""
    document = exhibit.document
    ready = Prepared(exhibit)
    data = fetched(document.source, document.sha256, document.data)
    message = document.message
    if document.form is Form.EMAIL and message is not None and not _is_file(data):
        printed = [one for one in document.attachments if not _is_decoration(one)]
        ready.parts.append(_email(message, document.attachments, printed, ready.notes))
        for one in printed:
            _attach(ready, one, shelf, paper)
        return ready
    if document.form is Form.LOG and not _is_file(data):
        ready.parts.append(_memo(document, ready.notes))
    else:
        _show(ready, document.name or document.title, data, document.text, shelf, paper, "")
    for one in document.attachments:
        _attach(ready, one, shelf, paper)
    return ready


def fetched(source: str, sha256: Sha256, data: Callable[[], bytes]) -> bytes:
    """The document's bytes, which must be those that were kept."""
    content = data()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DocumentMissing(
            f"The stored bytes of {source} are not those that were kept.",
            hint="Check the desk: borrower-desk verify --full",
        )
    return content


def _is_file(data: bytes) -> bool:
    return _looks_like_pdf(data) or data.startswith(_IMAGE_STARTS)


def _looks_like_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _attach(ready: Prepared, file: AttachedFile, shelf: Shelf, paper: str) -> None:
    data = fetched(file.source, file.sha256, file.data)
    name = safe_line(file.name, 120) or file.source
    _show(ready, name, data, file.text, shelf, paper, f"Attachment: {name}", file)


def _show(
    ready: Prepared,
    name: str,
    data: bytes,
    text: str,
    shelf: Shelf,
    paper: str,
    heading: str,
    file: AttachedFile | None = None,
) -> None:
    """Append what stands for `data`: its pages, its text, or a notice."""
    label = safe_line(name, 80)
    try:
        if _looks_like_pdf(data):
            taken = shelf.take_pdf(data)
            ready.foreign = True
            ready.parts.append(_sheets(taken, heading, label, paper))
            ready.notes += [f"{label}: {note}" if heading else note for note in taken.notes]
            return
        if data.startswith(_IMAGE_STARTS) or data[8:12] == b"WEBP":
            ready.parts.append(_sheets(_pictures(shelf, data), heading, label, paper))
            return
        plain = _plain_text(data)
        if plain is not None and not _is_markup(plain):
            ready.parts.append(_text(plain, heading, "", ready.notes))
        elif text.strip():
            said = "The text of this file, without its layout; the original is kept as it came."
            ready.parts.append(_text(text, heading, said, ready.notes))
        else:
            raise PageUnreadable("Files of this kind cannot be printed.")
    except PageUnreadable as why:
        ready.parts.append(_notice(heading, label, why, data, file))
        ready.notes.append(f"{label} is not shown: {why.message}")


def _pictures(shelf: Shelf, data: bytes) -> Taken:
    from borrower_desk.pdf.raster import pictures

    taken = [shelf.take_picture(one) for one in pictures(data)]
    return Taken(tuple(sheet for one in taken for sheet in one.sheets))


def _is_decoration(file: AttachedFile) -> bool:
    """An inline logo or tracking dot: named in the message, not given a page."""
    if not file.inline or file.size > 40_000:
        return False
    from borrower_desk.pdf.raster import is_small

    return is_small(file.data())


# ── an e-mail ────────────────────────────────────────────────────────────────


def _email(
    message: Correspondence,
    files: Sequence[AttachedFile],
    printed: Sequence[AttachedFile],
    notes: list[str],
) -> Part:
    return {
        "kind": "email",
        "headers": _headers(message),
        "files": [
            {
                "name": line(one.name, 120) or one.source,
                "about": line(
                    f"{one.media_type}, {size_words(one.size)}"
                    + ("" if one in printed else "; a picture in the signature, not printed"),
                    160,
                ),
            }
            for one in files
        ],
        "blocks": _quoted_blocks(_limited(message.text, notes)),
    }


def _headers(message: Correspondence) -> list[list[str]]:
    """The header block as it came; what the desk knows stands in for what is missing."""
    came = {name.casefold(): value for name, value in reversed(message.headers)}
    sent = came.get("date") or (message.at.isoformat(" ") if message.at else long_day(message.on))
    wanted = [
        ("From", came.get("from") or message.sender),
        ("To", came.get("to") or "; ".join(message.to)),
        ("Cc", came.get("cc") or "; ".join(message.cc)),
        ("Date", sent),
        ("Subject", message.subject or came.get("subject", "")),
        ("Message-ID", message.message_id or came.get("message-id", "")),
        ("In-Reply-To", message.in_reply_to or came.get("in-reply-to", "")),
    ]
    return [
        [name, line(value, 2000) or "(none)"]
        for name, value in wanted
        if value.strip() or name in ("From", "To", "Date", "Subject")
    ]


def _quoted_blocks(text: str) -> list[dict[str, object]]:
    """The body cut where the depth of quotation changes; `level` 0 is the writer's own."""
    blocks: list[tuple[int, list[str]]] = []
    forwarded = 0
    for row in text.split("\n"):
        if _FORWARD.match(row.strip()):
            forwarded = 1
        marks = _QUOTE.match(row)
        level = min(6, forwarded + (marks.group().count(">") if marks else 0))
        words = row[marks.end() :] if marks else row
        if not blocks or blocks[-1][0] != level or len(blocks[-1][1]) >= LINES_A_BLOCK:
            blocks.append((level, []))
        blocks[-1][1].append(words)
    return [{"level": level, "text": "\n".join(rows).rstrip()} for level, rows in blocks]


# ── text, memos, notices ─────────────────────────────────────────────────────


def _limited(text: str, notes: list[str]) -> str:
    """The text fit for the layout; what is cut or cannot be drawn is said in `notes`."""
    safe = safe_text(text)
    if len(safe) > LONGEST_TEXT:
        notes.append(
            f"Only the first {LONGEST_TEXT:,} of {len(safe):,} characters are printed; "
            "the original is kept whole."
        )
        safe = safe[:LONGEST_TEXT]
    lacking = unshown_characters(safe)
    if lacking:
        notes.append(
            f"{lacking:,} characters have no typeface here; a box or a name in brackets "
            "stands for each. The original is unchanged."
        )
    return _LONG_WORD.sub("\\1\u200b", shown(safe))


def _text(text: str, heading: str, said: str, notes: list[str]) -> Part:
    rows = _limited(text, notes).expandtabs(8).split("\n")
    chunks = ["\n".join(rows[at : at + LINES_A_BLOCK]) for at in range(0, len(rows), LINES_A_BLOCK)]
    return {"kind": "text", "heading": line(heading, 160), "note": said, "chunks": chunks}


def _plain_text(data: bytes) -> str | None:
    """The words of a text file; None when the bytes are not text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    control = sum(byte < 9 or 13 < byte < 32 for byte in data[:65536])
    return None if control else data.decode("cp1252", errors="replace")


def _is_markup(text: str) -> bool:
    start = text[:2048].lstrip().casefold()
    return start.startswith(("<!doctype html", "<html")) or "<body" in start


def _memo(document: Document, notes: list[str]) -> Part:
    message = document.message
    received = message is not None and message.direction.value == "received"
    other = document.sender if received else document.recipient
    rows = [
        ["Date", long_day(document.on)],
        ["Kind", channel_words(document.channel)],
        ["With", line(other or document.sender or document.recipient, 300) or "not recorded"],
        ["Placed by", "the servicer" if received else "the borrower"],
        ["Subject", line(document.title, 300)],
    ]
    if message is not None and message.reference:
        rows.append(["Reference", line(message.reference, 200)])
    return {
        "kind": "memo",
        "rows": rows,
        "blocks": [
            block for block in _quoted_blocks(_limited(document.text, notes)) if block["text"]
        ],
    }


def _notice(
    heading: str, label: str, why: PageUnreadable, data: bytes, file: AttachedFile | None
) -> Part:
    rows = [["File", line(label)], ["Size", size_words(len(data))]]
    if file is not None:
        rows.append(["Said to be", line(file.media_type, 100)])
    rows.append(["SHA-256", hashlib.sha256(data).hexdigest()])
    return {
        "kind": "notice",
        "heading": line(heading, 160),
        "why": line(why.message, 400),
        "hint": line(why.hint, 300),
        "rows": rows,
    }


# ── foreign pages ────────────────────────────────────────────────────────────


def _sheets(taken: Taken, heading: str, label: str, paper: str) -> Part:
    count = len(taken.sheets)
    return {
        "kind": "sheets",
        "heading": line(heading, 160),
        "sheets": [
            _placed(sheet, paper)
            | {
                "alt": line(
                    f"Page {n} of {count} of {label}, as it was received"
                    if not sheet.picture or count > 1
                    else f"Picture: {label}"
                ),
                "fault": line(sheet.fault, 300),
            }
            for n, sheet in enumerate(taken.sheets, 1)
        ],
    }


def _placed(sheet: Sheet, paper: str) -> dict[str, object]:
    """Where the sheet stands on its page, in points from the top left; the strip stays free."""
    if sheet.picture:
        return _fitted(sheet, paper)
    width, height = sheet.width, sheet.height
    strip = max(STRIP, height * 0.035)  # in proportion, so that a poster's stamp can be read
    if width < NARROWEST or height < NARROWEST:
        page = max(width, NARROWEST)
        return _place(page, height + STRIP, (page - width) / 2, 0, width, height, STRIP)
    scale = (height - strip) / height
    return _place(width, height, width * (1 - scale) / 2, 0, width * scale, height * scale, strip)


def _fitted(sheet: Sheet, paper: str) -> dict[str, object]:
    """A picture as large as the paper allows, turned to landscape when that serves it."""
    across, up = PAPER[paper]
    if sheet.width > sheet.height * 1.25:
        across, up = up, across
    wide, tall = across - 2 * EDGE, up - EDGE - STRIP - 8
    scale = min(wide / sheet.width, tall / sheet.height, 1.0)
    width, height = max(1.0, sheet.width * scale), max(1.0, sheet.height * scale)
    return _place(across, up, (across - width) / 2, EDGE, width, height, STRIP)


def _place(
    page_width: float, page_height: float, x: float, y: float, w: float, h: float, strip: float
) -> dict[str, object]:
    numbers = {
        "width": page_width,
        "height": page_height,
        "x": x,
        "y": y,
        "w": w,
        "h": h,
        "strip": strip,
    }
    return {name: round(value, 3) for name, value in numbers.items()}
