"""Each exhibit's pages: data for the layout, and sheets on the shelf.

A document is what its bytes are, whatever its name says.  What cannot be shown
becomes a page that says so, why, and the sha256: never a gap, never a crash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from borrower_desk.errors import DocumentMissing, PageUnreadable
from borrower_desk.model import Sha256
from borrower_desk.packet import redact, texts
from borrower_desk.packet.exhibits import AttachedFile, Document, Exhibit, Form
from borrower_desk.packet.placing import placed
from borrower_desk.packet.redact import Redactor
from borrower_desk.packet.texts import Part, line
from borrower_desk.packet.wording import size_words
from borrower_desk.pdf.binding import Leaf
from borrower_desk.pdf.pages import Shelf, Taken
from borrower_desk.text import safe_line

_IMAGE_STARTS = (b"\xff\xd8\xff", b"\x89PNG", b"II*\0", b"MM\0*", b"GIF8", b"BM")
_LARGEST_DECORATION = 40_000  # bytes
_LARGEST_INLINE = 400_000


@dataclass(frozen=True, slots=True)
class File:
    """Bytes to be shown, and what they are called; `heading` is "" for the exhibit itself."""

    name: str
    data: bytes
    text: str
    heading: str = ""
    media_type: str = ""
    barred: str = ""  # why it must not be opened


@dataclass(slots=True)
class Prepared:
    """An exhibit ready for the layout: its parts in order, and what must be said of it."""

    exhibit: Exhibit
    redactor: Redactor | None = None
    parts: list[Part] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    foreign: bool = False  # holds pages of a PDF that is not ours
    redacted: bool = False  # something was taken out of it


def prepare(
    exhibit: Exhibit,
    shelf: Shelf,
    paper: str,
    redactor: Redactor | None = None,
    unreadable: Mapping[str, str] | None = None,
) -> Prepared:
    """The exhibit's parts: its own pages, then each attachment's.

    `unreadable` says by source id what is not to be opened, and why.
    """
    barred = unreadable or {}
    if exhibit.document.source in barred:
        bare = replace(exhibit.document, text="", message=None, form=None)
        exhibit = replace(exhibit, document=bare)
    if redactor is None:
        return _prepared(exhibit, shelf, paper, None, barred)
    before, rows = redactor.total(), len(redactor.log)
    with redactor.logged(exhibit.label):
        document = redact.cleaned(exhibit.document, redactor.remover)
    ready = _prepared(replace(exhibit, document=document), shelf, paper, redactor, barred)
    ready.redacted = redactor.total() > before or len(redactor.log) > rows
    return ready


def _prepared(
    exhibit: Exhibit,
    shelf: Shelf,
    paper: str,
    redactor: Redactor | None,
    barred: Mapping[str, str],
) -> Prepared:
    document = exhibit.document
    ready = Prepared(exhibit, redactor=redactor)
    data = fetched(document.source, document.sha256, document.data)
    unprinted: set[str] = set()
    if document.form is Form.EMAIL and document.message is not None and not _is_file(data):
        unprinted = {
            one.source
            for one in document.attachments
            if one.source not in barred and _is_decoration(one)
        }
        # A picture may show what is to be removed: then it gets a page, and is searched there.
        pictures = {} if redactor is not None else _in_text(document, barred)
        ready.parts.append(
            texts.email(document.message, document.attachments, unprinted, ready.notes, pictures)
        )
    elif document.form is Form.LOG and not _is_file(data):
        ready.parts.append(texts.memo(document, ready.notes))
    else:
        name = safe_line(document.name or document.title, 80)
        why = barred.get(document.source, "")
        _show(ready, File(name, data, document.text, barred=why), shelf, paper)
    for one in document.attachments:
        if one.source not in unprinted:
            _show(ready, _attached(one, barred.get(one.source, "")), shelf, paper)
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


def _attached(file: AttachedFile, barred: str) -> File:
    name = safe_line(file.name, 80) or file.source
    data = fetched(file.source, file.sha256, file.data)
    return File(name, data, file.text, f"Attachment: {name}", file.media_type, barred)


def _is_file(data: bytes) -> bool:
    return _is_pdf(data) or data.startswith(_IMAGE_STARTS)


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _is_decoration(file: AttachedFile) -> bool:
    """An inline logo or tracking dot: named in the message, not given a page."""
    if not file.inline or file.size > _LARGEST_DECORATION:
        return False
    from borrower_desk.pdf.raster import is_small

    return is_small(file.data())


def _in_text(document: Document, barred: Mapping[str, str]) -> dict[str, texts.Inline]:
    """The pictures that a message shows among its words, by each name that it may call them."""
    from borrower_desk.pdf.raster import inline_picture

    found: dict[str, texts.Inline] = {}
    message = document.message
    for one in message.attachments if message is not None else ():
        file = next((each for each in document.attachments if each.source == one.id), None)
        if file is None or file.source in barred:
            continue
        if not file.inline or file.size > _LARGEST_INLINE:
            continue
        picture = inline_picture(fetched(file.source, file.sha256, file.data))
        if picture is None:
            continue
        data, form, width = picture
        shown = texts.Inline(data, form, width, f"Picture in the text: {file.name}")
        for name in (
            one.content_id.strip("<>"),
            one.content_id.strip("<>").split("@")[0],
            one.name,
        ):
            if name:
                found.setdefault(name.casefold(), shown)
    return found


def _show(ready: Prepared, file: File, shelf: Shelf, paper: str) -> None:
    """Append what stands for the file: its pages, its text, or a notice."""
    try:
        parts = _parts(ready, file, shelf, paper)
    except PageUnreadable as why:
        parts = [_notice(file, why)]
        ready.notes.append(f"{file.name} is not shown. {why.message}")
    for part in parts:
        mark = f"attachment-{ready.exhibit.number}-{len(ready.parts)}"
        ready.parts.append({**part, "mark": mark})


def _parts(ready: Prepared, file: File, shelf: Shelf, paper: str) -> Sequence[Part]:
    if file.barred:
        raise PageUnreadable(file.barred, hint="The original is kept as it came.")
    where = f"{ready.exhibit.label}, {file.name}" if file.heading else ready.exhibit.label
    if _is_pdf(file.data):
        taken = (
            shelf.take_pdf(file.data)
            if ready.redactor is None
            else redact.take_pdf(file.data, ready.redactor, shelf, where)
        )
        ready.foreign = ready.foreign or ready.redactor is None
        ready.notes += [f"{file.name}: {note}" if file.heading else note for note in taken.notes]
        return _sheets(taken, file, paper)
    if file.data.startswith(_IMAGE_STARTS) or file.data[8:12] == b"WEBP":
        if ready.redactor is None:
            taken = _pictures(shelf, file.data)
            told = [f"{file.name}: {one}" if file.heading else one for one in taken.notes]
        else:
            taken = redact.take_pictures(file.data, ready.redactor, shelf, where)
            told = list(taken.notes)
        ready.notes += told
        return _sheets(taken, file, paper)
    written = _plain_text(file.data)
    if written is not None and ready.redactor is not None:
        with ready.redactor.logged(where):
            written = ready.redactor.remover.clean(written)
    if written is not None and not _is_markup(written):
        return [texts.plain(written, file.heading, "", ready.notes)]
    if file.text.strip():
        said = "The words of this file, without its layout; the original is kept as it came."
        return [texts.plain(file.text, file.heading, said, ready.notes)]
    raise PageUnreadable("Files of this kind cannot be printed.")


def _pictures(shelf: Shelf, data: bytes) -> Taken:
    from borrower_desk.pdf.raster import pictures

    taken = [shelf.take_picture(one) for one in pictures(data)]
    notes = dict.fromkeys(note for one in taken for note in one.notes)
    return Taken(tuple(sheet for one in taken for sheet in one.sheets), tuple(notes))


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
    control = any(byte < 9 or 13 < byte < 32 for byte in data[:65536])
    return None if control else data.decode("cp1252", errors="replace")


def _is_markup(text: str) -> bool:
    start = text[:2048].lstrip().casefold()
    return start.startswith(("<!doctype html", "<html")) or "<body" in start


def _sheets(taken: Taken, file: File, paper: str) -> list[Part]:
    """Runs of foreign pages, and between them a page of our own for each that is damaged."""
    count = len(taken.sheets)
    parts: list[dict[str, object]] = []
    run: list[Leaf] = []
    for n, sheet in enumerate(taken.sheets, 1):
        where = placed(sheet, paper)
        if sheet.fault:
            run = []
            parts.append(
                {
                    "kind": "fault",
                    "width": where.width,
                    "height": where.height,
                    "why": line(f"Page {n} of {count} of {file.name}. {sheet.fault}", 600),
                }
            )
            continue
        if not run:
            parts.append({"kind": "sheets", "sheets": run})
        words = f"Page {n} of {count} of {file.name}, as it was received"
        words = f"Picture: {file.name}" if sheet.picture and count == 1 else words
        run.append(Leaf(**asdict(where), alt=line(words)))
    for part in parts:
        part["heading"] = line(file.heading, 160) if part is parts[0] else ""
    return list(parts)


def _notice(file: File, why: PageUnreadable) -> Part:
    """The page that stands for a file which cannot be shown."""
    rows = [["File", line(file.name)], ["Size", size_words(len(file.data))]]
    if file.media_type:
        rows.append(["Said to be", line(file.media_type, 100)])
    rows.append(["SHA-256", hashlib.sha256(file.data).hexdigest()])
    return {
        "kind": "notice",
        "heading": line(file.heading, 160),
        "why": line(why.message, 400),
        "hint": line(why.hint, 300),
        "rows": rows,
    }
