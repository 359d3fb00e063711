"""Pages from anywhere, made ready to stand on pages of our own.

A foreign PDF is opened, its forms and notes are flattened, and each of its pages
becomes one drawing (a form XObject whose space is the unit square): what is
seen of the page, and nothing else of its file.  Scripts, launch actions,
embedded files and metadata belong to no drawing, so they stay behind.  Knows
pikepdf; knows nothing of exhibits.
"""

from __future__ import annotations

import io
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from borrower_desk.errors import PageUnreadable
from borrower_desk.pdf import saving
from borrower_desk.pdf.foreign import (
    LARGEST_SIDE,
    Sheet,
    flatten,
    left_behind,
    page_form,
    plain_words,
    undecodable,
)
from borrower_desk.pdf.words import Written, words_beneath, words_font

MOST_PAGES = 5_000  # of one document; more is refused with its reason
KEPT_IN_MEMORY = 48 * 1024 * 1024  # source bytes, before a batch is spooled to disk
MENDED = "The picture is damaged, and shown as far as it can be drawn."
OURS = "/BorrowerDeskColours"  # on a drawing of our own picture, until it is placed


@dataclass(frozen=True, slots=True)
class Taken:
    """The sheets that a file gave, and what was left out or changed, in plain words."""

    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()


class Shelf:
    """Foreign pages waiting for their places, in the order in which they were taken.

    Source bytes are held up to `KEPT_IN_MEMORY`; then the batch goes to a
    nameless temporary file in `folder`, so memory stays flat however long the
    packet is.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._batches: list[Any] = []
        self._files: list[Any] = []
        self._open: Any = None
        self._held = 0

    def __enter__(self) -> Shelf:
        return self

    def __exit__(self, *_: object) -> None:
        for one in (*self._batches, self._open, *self._files):
            if one is not None:
                one.close()

    def take_pdf(self, data: bytes) -> Taken:
        """The pages of a PDF; `PageUnreadable` says why none can be shown."""
        import pikepdf

        try:
            # Not closed here: drawings are copied from it lazily, when a batch is written.
            return self._take(pikepdf.open(io.BytesIO(data)), data)
        except pikepdf.PasswordError:
            raise PageUnreadable(
                "The PDF is encrypted and cannot be opened without its password.",
                hint="Save a copy without the password in a PDF reader, and import that too.",
            ) from None
        except PageUnreadable:
            raise
        except (
            pikepdf.PdfError,
            ValueError,
            TypeError,
            KeyError,
            RuntimeError,
            OverflowError,
        ) as why:
            raise PageUnreadable(
                f"The PDF is damaged: {plain_words(why)}.",
                hint="Ask the sender for the file again; the original is kept as it came.",
            ) from None

    def take_picture(self, picture: Picture) -> Taken:
        """A picture, as one sheet at its own proportions."""
        batch = self._batch()
        self._put(picture_form(batch, picture), len(picture.data))
        sheet = Sheet(picture.shown_width, picture.shown_height, picture=True)
        return Taken((sheet,), (MENDED,) if picture.mended else ())

    def take_blackened(
        self, picture: Picture, words: Sequence[Written], width: float, height: float
    ) -> Taken:
        """A page that was made a picture, with the words that may be read of it beneath."""
        batch = self._batch()
        form = picture_form(batch, picture)
        if words:
            write_beneath(batch, form, words)
        self._put(form, len(picture.data))
        return Taken((Sheet(min(width, LARGEST_SIDE), min(height, LARGEST_SIDE)),))

    def sheets(self) -> Iterator[Any]:
        """The drawings, in order, each owned by the batch that holds it."""
        for batch in (*self._batches, self._open):
            if batch is not None:
                yield from batch.Root.Sheets

    def _take(self, source: Any, data: bytes) -> Taken:
        count = len(source.pages)
        if count == 0:
            raise PageUnreadable("The PDF has no pages.", hint="Ask the sender for the file again.")
        if count > MOST_PAGES:
            raise PageUnreadable(
                f"The PDF has {count:,} pages; at most {MOST_PAGES:,} of one file are printed.",
                hint="Split it, and include the parts that matter.",
            )
        notes = [*left_behind(source), *flatten(source)]
        batch = self._batch()
        known: dict[tuple[int, int], bool] = {}
        sheets = []
        drawn_anew = 0
        for number, page in enumerate(source.pages):
            form, sheet = page_form(source, page.obj)
            if form is not None and undecodable(form, known):
                drawn_anew += 1
                sheet = self._as_picture(data, number, sheet)
            elif form is not None:
                self._put(batch.copy_foreign(form), 0)
            sheets.append(sheet)
        self._held += len(data)
        if drawn_anew:
            pages = "1 page is" if drawn_anew == 1 else f"{drawn_anew} pages are"
            notes.append(f"{pages} damaged, and shown as a picture of what can be drawn.")
        if source.get_warnings():
            notes.append(
                "The file has faults; its pages are shown as far as they could be repaired."
            )
        return Taken(tuple(sheets), tuple(notes))

    def _as_picture(self, data: bytes, number: int, sheet: Sheet) -> Sheet:
        """A page that can't be taken as it is: its pixels, as far as a reader draws them."""
        from borrower_desk.pdf.drawn import page_picture

        try:
            picture = page_picture(data, number)
        except PageUnreadable as why:
            return replace(sheet, fault=why.message)
        self._put(picture_form(self._batch(), picture), len(picture.data))
        return sheet

    def _batch(self) -> Any:
        import pikepdf

        if self._open is not None and self._held > KEPT_IN_MEMORY:
            self._spool()
        if self._open is None:
            self._open = pikepdf.new()
            self._open.Root.Sheets = pikepdf.Array()
        return self._open

    def _put(self, form: Any, size: int) -> None:
        self._open.Root.Sheets.append(self._open.make_indirect(form))
        self._held += size

    def _spool(self) -> None:
        import pikepdf

        file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - closed with the shelf
        self._files.append(file)
        saving.save(self._open, file, compress_streams=False, static_id=True)
        self._open.close()
        file.seek(0)
        self._batches.append(pikepdf.open(file))
        self._open, self._held = None, 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready for a PDF: its samples or JPEG bytes, and how it is to be turned.

    `turn` is the matrix of the EXIF orientation over the unit square.
    """

    data: bytes
    filter: str  # "/DCTDecode" or "/FlateDecode"
    width: int  # in pixels, as stored
    height: int
    colours: int  # 1 grey, 3 RGB
    turn: tuple[int, int, int, int, int, int] = (1, 0, 0, 1, 0, 0)
    dots_per_inch: float = 0.0
    predictor: bool = False  # PNG rows, each with its filter byte
    mended: bool = False  # the file's own data is damaged; this is what can be drawn of it

    @property
    def shown_width(self) -> float:
        """Pixels across, once turned."""
        return float(self.height if self.turn[0] == 0 else self.width)

    @property
    def shown_height(self) -> float:
        return float(self.width if self.turn[0] == 0 else self.height)


def write_beneath(batch: Any, form: Any, words: Sequence[Written]) -> None:
    """Words that are there for a search and a screen reader, drawn in no ink."""
    from pikepdf import Dictionary, Name

    drawn = zlib.decompress(form.read_raw_bytes()) + words_beneath(words)
    form.write(zlib.compress(drawn, 6), filter=Name.FlateDecode)
    if "/Words" not in batch.Root:
        batch.Root.Words = batch.make_indirect(words_font())
    form.Resources.Font = Dictionary(Words=batch.Root.Words)


def picture_form(batch: Any, picture: Picture) -> Any:
    """The picture as a drawing of the unit square; `OURS` says how many colours it has."""
    from pikepdf import Array, Dictionary, Name

    # The colour space is filled in when the drawing is placed: the ICC profile
    # that typst wrote serves every picture, as PDF/A wants.
    image = batch.make_stream(
        picture.data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=picture.width,
        Height=picture.height,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB if picture.colours == 3 else Name.DeviceGray,
        Filter=Name(picture.filter),
    )
    if picture.predictor:
        image.DecodeParms = Dictionary(
            Predictor=15, Colors=picture.colours, BitsPerComponent=8, Columns=picture.width
        )
    drawing = " ".join(str(n) for n in picture.turn) + " cm /Picture Do"
    form = batch.make_stream(
        zlib.compress(drawing.encode()),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 1, 1]),
        Resources=Dictionary(XObject=Dictionary(Picture=image)),
        Filter=Name.FlateDecode,
    )
    form[OURS] = picture.colours
    return form
