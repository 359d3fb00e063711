"""One document, redacted: a PDF, a picture or a text becomes a copy with things gone.

A page that cannot be searched stops it: a single document is not handed on with
a hole in it.  The copy is searched after writing, and named only then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from borrower_desk.errors import PacketError, PageUnreadable, RedactionIncomplete, UsageError
from borrower_desk.model import Sha256
from borrower_desk.packet.manifest import sha256_of
from borrower_desk.packet.redact import LogRow, Redactor, log_rows
from borrower_desk.packet.removal import Remover, leftover
from borrower_desk.packet.writing import Writing, cannot_write, written_whole
from borrower_desk.pdf.bind_pictures import PICTURE_FORMS, as_picture, pictures_as_pdf
from borrower_desk.pdf.blackout import Blackened, pdf_pages, pdf_texts, picture
from borrower_desk.pdf.foreign import flattened
from borrower_desk.pdf.letters_of import Box
from borrower_desk.pdf.raster import frames
from borrower_desk.pdf.residue import residue
from borrower_desk.pdf.typeset import typeset

_MOST_PASSES = 3
_DATED = datetime(2000, 1, 1, tzinfo=UTC)  # a copy says nothing of when it was made
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"II*\0", b"MM\0*", b"GIF8", b"BM")


@dataclass(frozen=True, slots=True)
class Redacted:
    """The copy that was written."""

    path: Path
    pages: int
    sha256: Sha256
    original_sha256: Sha256
    log: tuple[LogRow, ...]
    notes: tuple[str, ...] = ()

    @property
    def redactions(self) -> int:
        return sum(row.count for row in self.log)


def redact_document(
    data: bytes,
    remover: Remover,
    boxes: Mapping[int, Sequence[Box]],
    target: Path,
    writing: Writing = written_whole,
) -> Redacted:
    """Write a redacted copy of `data` to `target`.

    `boxes` by page, from 1: points from the top left of the page as it is
    shown; pixels for a picture.  `RedactionIncomplete` when something could
    still be found: then no file is left.
    """
    redactor = Redactor(remover)
    for tried in range(_MOST_PASSES):
        known = len(remover.learned)
        try:
            return _pass(data, redactor, boxes, target, writing)
        except OSError as why:
            raise cannot_write(target, why) from why
        except RedactionIncomplete:
            if len(remover.learned) == known or tried == _MOST_PASSES - 1:
                raise
    raise AssertionError("unreachable")


def _pass(
    data: bytes,
    redactor: Redactor,
    boxes: Mapping[int, Sequence[Box]],
    target: Path,
    writing: Writing,
) -> Redacted:
    redactor.begin()
    if b"%PDF-" in data[:1024]:
        flat = flattened(data)
        for text in pdf_texts(flat):
            redactor.remover.learn(text)
        find = redactor.remover.find if redactor.remover.rules else None
        pages = list(pdf_pages(flat, find, boxes, redactor.readings))
        return _finish(data, pages, redactor, boxes, target, writing)
    if data.startswith(_PICTURES) or data[8:12] == b"WEBP":
        made = _pictures(data, redactor, boxes)
        return _finish(data, made, redactor, boxes, target, writing)
    return _text(data, redactor, boxes, target, writing)


def _pictures(
    data: bytes, redactor: Redactor, boxes: Mapping[int, Sequence[Box]]
) -> list[Blackened]:
    source = hashlib.sha256(data).hexdigest()
    find = redactor.remover.find if redactor.remover.rules else None
    done = []
    for n, image in enumerate(frames(data), 1):
        page = picture(image, find, boxes.get(n, ()), f"{source}:{n}", redactor.readings)
        # As large as a scan at 200 dots an inch would be.
        page.width, page.height = page.width * 0.36, page.height * 0.36
        done.append(page)
    return done


def _finish(
    data: bytes,
    pages: list[Blackened],
    redactor: Redactor,
    boxes: Mapping[int, Sequence[Box]],
    target: Path,
    writing: Writing,
) -> Redacted:
    if not pages:
        raise PageUnreadable("It has no pages.", hint="Check that it is the right file.")
    beyond = [page for page in boxes if not 1 <= page <= len(pages)]
    if beyond:
        raise UsageError(
            f"There is no page {beyond[0]}: it has {len(pages)}.", hint="Pages are counted from 1."
        )
    for n, page in enumerate(pages, 1):
        if page.picture is None:
            raise RedactionIncomplete(
                f"Page {n} could not be redacted, so no file was made. {page.fault}",
                hint="Black the place out by hand (--box), or leave the document out.",
            )
        how = "in its picture, by OCR" if page.by_ocr else "in its words"
        by_hand = {k: v for k, v in page.removed.items() if k == "marked by hand"}
        found = {k: v for k, v in page.removed.items() if k != "marked by hand"}
        redactor.log += log_rows(f"Page {n}", found, how) + log_rows(
            f"Page {n}", by_hand, "by hand"
        )
    if target.suffix.casefold() in PICTURE_FORMS:
        return _as_picture(data, pages, redactor, target, writing)
    return _as_pdf(data, pages, redactor, target, writing)


def _as_pdf(
    data: bytes, pages: list[Blackened], redactor: Redactor, target: Path, writing: Writing
) -> Redacted:
    original = Sha256(hashlib.sha256(data).hexdigest())
    rules = "; ".join(redactor.remover.rules.names()) or "what was marked by hand"
    log = typeset(
        "redacted",
        {
            "title": "Redacted copy",
            "rules": redactor.remover.clean(rules),
            "searched": bool(redactor.remover.rules),
            "ocr": any(page.by_ocr for page in pages),
            "rows": [[row.where, row.reason, str(row.count), row.how] for row in redactor.log],
            "sha256": original,
        },
        dated=_DATED,
        standards=(),
    )
    with writing(target) as (file, keep):
        pictures_as_pdf(pages, log, file)
        file.flush()
        found = residue(file, leftover(redactor.remover), _needles(redactor))
        if found:
            raise _incomplete(found)
        total = sha256_of(file)
        keep()
    return Redacted(target, len(pages), total, original, tuple(redactor.log), _notes(pages))


def _as_picture(
    data: bytes, pages: list[Blackened], redactor: Redactor, target: Path, writing: Writing
) -> Redacted:
    made = pages[0].picture
    if len(pages) > 1 or made is None:
        raise UsageError(
            f"It has {len(pages)} pages, and a picture holds one.", hint="Name a .pdf: -o copy.pdf"
        )
    content = as_picture(made, target.suffix)
    return _written(data, content, pages, redactor, target, writing)


def _text(
    data: bytes,
    redactor: Redactor,
    boxes: Mapping[int, Sequence[Box]],
    target: Path,
    writing: Writing,
) -> Redacted:
    """A plain text: cleaned, and searched again."""
    if boxes:
        raise UsageError("A text has no pages to draw a box on.", hint="Name the words: --pattern")
    try:
        said = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = "\0"
    if "\0" in said or "<html" in said[:2048].casefold():
        raise PageUnreadable(
            "Files of this kind cannot be redacted by themselves.",
            hint="Put it in a packet: borrower-desk packet M1 --include C1 --redact … -o FILE",
        )
    redactor.remover.learn(said)
    with redactor.logged("The text"):
        clean = redactor.remover.clean(said)
    if leftover(redactor.remover)(clean):
        raise _incomplete("the text")
    return _written(data, clean.encode(), [], redactor, target, writing)


def _written(
    data: bytes,
    content: bytes,
    pages: list[Any],
    redactor: Redactor,
    target: Path,
    writing: Writing,
) -> Redacted:
    with writing(target) as (file, keep):
        file.write(content)
        keep()
    return Redacted(
        target,
        max(1, len(pages)),
        Sha256(hashlib.sha256(content).hexdigest()),
        Sha256(hashlib.sha256(data).hexdigest()),
        tuple(redactor.log),
        _notes(pages),
    )


def _needles(redactor: Redactor) -> list[str]:
    return [one.written for one in redactor.remover.removed.values()]


def _notes(pages: Sequence[Blackened]) -> tuple[str, ...]:
    read = sum(page.by_ocr for page in pages)
    if not read:
        return ()
    many = "1 page was" if read == 1 else f"{read} pages were"
    return (f"{many} searched by OCR, which can misread: look at the copy before you send it.",)


def _incomplete(where: str) -> RedactionIncomplete:
    return RedactionIncomplete(
        f"Something that was to be removed is still there: {where}. No file was left.",
        hint="Black the place out by hand: --box page,x0,y0,x1,y1",
    )


def parse_box(value: str) -> tuple[int, Box]:
    """`page,x0,y0,x1,y1`; the corners in either order."""
    try:
        page, *sides = (float(part) for part in value.split(","))
        x0, y0, x1, y1 = sides
    except ValueError:
        raise UsageError(
            f"{value!r} is no box.",
            hint="Write page,x0,y0,x1,y1: points from the page's top left, as 1,72,100,300,120.",
        ) from None
    if page != int(page) or page < 1 or not all(abs(side) < 1e6 for side in sides):
        raise UsageError(f"{value!r} is no box.", hint="The page is a number from 1.")
    if x0 == x1 or y0 == y1:
        raise UsageError(f"The box {value!r} has no size.", hint="Two corners, apart.")
    return int(page), (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def check_target(target: Path) -> None:
    """`PacketError` when nothing can be written there."""
    if target.is_dir():
        raise PacketError(f"{target} is a directory.", hint="Name a file: -o copy.pdf")
    if not target.parent.is_dir():
        raise PacketError(f"The folder {target.parent} does not exist.", hint="Make it first.")
