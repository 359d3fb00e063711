"""Documents with what must go taken out: before they are typeset, or as pictures.

Our own text is cleaned before it is set, so it stays text.  A foreign page or a
picture becomes pixels with boxes painted over, and the words that may stay.
Knows the exhibits; how a page is painted, `pdf.blackout` knows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from borrower_desk.model import Correspondence
from borrower_desk.packet.exhibits import AttachedFile, Document
from borrower_desk.packet.removal import Remover
from borrower_desk.pdf.blackout import Blackened, Readings, pdf_pages, pdf_texts, picture
from borrower_desk.pdf.foreign import Sheet, flattened
from borrower_desk.pdf.pages import Shelf, Taken
from borrower_desk.pdf.raster import frames


@dataclass(slots=True)
class Redactor:
    """What is removed, what OCR has read so far, and what was done where."""

    remover: Remover
    readings: Readings = field(default_factory=dict)
    log: list[LogRow] = field(default_factory=list)

    def begin(self) -> None:
        """Start a pass: what was learned and read stays, what was counted goes."""
        self.log.clear()
        self.remover.counts.clear()

    @contextmanager
    def logged(self, where: str) -> Iterator[None]:
        """What is removed from our own text meanwhile goes into the log."""
        before = dict(self.remover.counts)
        yield
        counts = self.remover.counts
        since = {one: counts[one] - before.get(one, 0) for one in counts}
        self.log += log_rows(where, {one: n for one, n in since.items() if n}, "in its words")

    def total(self) -> int:
        return sum(self.remover.counts.values())


@dataclass(frozen=True, slots=True)
class LogRow:
    """One line of the redaction log: where, what kind, how many, and how it was found."""

    where: str
    reason: str
    count: int
    how: str


def learn(document: Document, remover: Remover, unreadable: Collection[str] = ()) -> None:
    """Read a document ahead of the work: what a label gives away in one is known in all."""
    for text in _texts(document) if document.source not in unreadable else ():
        remover.learn(text)
    files: list[Document | AttachedFile] = [document, *document.attachments]
    for one in files:
        content = one.data() if one.source not in unreadable else b""
        if b"%PDF-" in content[:1024]:
            for text in pdf_texts(content):
                remover.learn(text)


def _texts(document: Document) -> list[str]:
    said = [document.title, document.sender, document.recipient, document.text, document.name]
    if document.message is not None:
        said += [document.message.subject, document.message.text]
    for one in document.attachments:
        said += [one.name, one.text]
    return said


def cleaned(document: Document, remover: Remover) -> Document:
    """The document with its own words cleaned; its bytes and their SHA-256 are the original's."""
    clean = remover.clean
    return replace(
        document,
        title=clean(document.title),
        sender=clean(document.sender),
        recipient=clean(document.recipient),
        name=clean(document.name),
        text=clean(document.text),
        message=_message(document.message, remover) if document.message else None,
        attachments=tuple(_file(one, remover) for one in document.attachments),
    )


def _message(message: Correspondence, remover: Remover) -> Correspondence:
    clean = remover.clean
    return replace(
        message,
        sender=clean(message.sender),
        to=tuple(clean(one) for one in message.to),
        cc=tuple(clean(one) for one in message.cc),
        subject=clean(message.subject),
        text=clean(message.text),
        headers=tuple((name, clean(value)) for name, value in message.headers),
        message_id=clean(message.message_id or "") or None,
        in_reply_to=clean(message.in_reply_to or "") or None,
        reference=clean(message.reference),
    )


def _file(file: AttachedFile, remover: Remover) -> AttachedFile:
    return replace(file, name=remover.clean(file.name), text=remover.clean(file.text))


def take_pdf(data: bytes, redactor: Redactor, shelf: Shelf, where: str) -> Taken:
    """A PDF's pages as painted pictures on the shelf; `PageUnreadable` when it can't be opened."""
    flat = flattened(data)
    sheets: list[Sheet] = []
    seen = _Seen()
    find = redactor.remover.find
    for n, page in enumerate(pdf_pages(flat, find, {}, redactor.readings), 1):
        sheets += _put(page, shelf)
        seen.add(page, f"{where}, page {n}", redactor)
    return Taken(tuple(sheets), seen.notes())


def take_pictures(data: bytes, redactor: Redactor, shelf: Shelf, where: str) -> Taken:
    """A picture, or each page of a scan, painted."""
    source = hashlib.sha256(data).hexdigest()
    sheets: list[Sheet] = []
    seen = _Seen()
    for n, image in enumerate(frames(data), 1):
        done = picture(image, redactor.remover.find, (), f"{source}:{n}", redactor.readings)
        sheets += [replace(one, picture=not one.fault) for one in _put(done, shelf)]
        seen.add(done, f"{where}, picture {n}" if n > 1 else where, redactor)
    return Taken(tuple(sheets), seen.notes())


def _put(page: Blackened, shelf: Shelf) -> tuple[Sheet, ...]:
    if page.picture is None:
        return (Sheet(page.width, page.height, fault=f"This page is left out. {page.fault}"),)
    return shelf.take_blackened(page.picture, page.words, page.width, page.height).sheets


@dataclass(slots=True)
class _Seen:
    """What must be said of a document's pages."""

    by_ocr: int = 0
    left_out: list[str] = field(default_factory=list)

    def add(self, page: Blackened, where: str, redactor: Redactor) -> None:
        self.by_ocr += page.by_ocr
        how = "in its picture, by OCR" if page.by_ocr else "in its words"
        redactor.log += log_rows(where, page.removed, how)
        if page.fault:
            self.left_out.append(page.fault)
            redactor.log.append(LogRow(where, "whole page left out", 1, page.fault))

    def notes(self) -> tuple[str, ...]:
        said = ["Redacted copy: its pages are pictures, so that nothing lies beneath the boxes."]
        if self.by_ocr:
            pages = "1 page was" if self.by_ocr == 1 else f"{self.by_ocr} pages were"
            said.append(f"{pages} searched by OCR, which can misread.")
        if self.left_out:
            count = len(self.left_out)
            pages = "1 page is" if count == 1 else f"{count} pages are"
            said.append(f"{pages} left out. {self.left_out[0]}")
        return tuple(said)


def log_rows(where: str, removed: Mapping[str, int], how: str) -> list[LogRow]:
    """A line for each kind of thing that went."""
    return [LogRow(where, reason, count, how) for reason, count in removed.items()]
