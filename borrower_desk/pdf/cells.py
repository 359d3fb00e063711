"""The text layer of a PDF as pieces with their places, for tables to be read from.

Knows pypdfium2; gives plain values.  A page without a text layer gives no piece.
"""

from __future__ import annotations

from dataclasses import dataclass

from borrower_desk.errors import PageUnreadable

MOST_PAGES = 200
MOST_PIECES = 20_000  # a page of a dense table has a thousand


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text and where it stands, in points from the page's left and bottom."""

    text: str
    left: float
    right: float
    bottom: float
    top: float


def pages_of(data: bytes) -> list[list[list[Piece]]]:
    """For each page its lines from the top, each line's pieces from the left.

    `PageUnreadable` when the file is damaged, locked or too long.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except (pypdfium2.PdfiumError, ValueError) as why:
        locked = "password" in str(why).casefold()
        raise PageUnreadable(
            "The PDF is locked with a password." if locked else "The PDF is damaged.",
            hint="Type its figures in a TOML or CSV file instead.",
        ) from None
    try:
        if len(document) > MOST_PAGES:
            raise PageUnreadable(
                f"The PDF has {len(document)} pages; {MOST_PAGES} is the most.",
                hint="Save the pages that hold the table as a file of their own.",
            )
        return [_lines(_pieces(document, number)) for number in range(len(document))]
    finally:
        document.close()


def _pieces(document: object, number: int) -> list[Piece]:
    import pypdfium2

    found: list[Piece] = []
    try:
        page = document[number]  # type: ignore[index]  # pypdfium2 has no types
        words = page.get_textpage()
        for n in range(min(words.count_rects(), MOST_PIECES)):
            left, bottom, right, top = words.get_rect(n)
            text = words.get_text_bounded(left, bottom, right, top).strip()
            if text:
                found.append(Piece(text, left, right, bottom, top))
        page.close()
    except (pypdfium2.PdfiumError, ValueError, MemoryError) as why:
        raise PageUnreadable(f"Page {number + 1} of the PDF cannot be read: {why}.") from None
    return found


def _lines(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces whose heights overlap stand on one line."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: -(one.bottom + one.top)):
        middle = (piece.bottom + piece.top) / 2
        last = lines[-1][0] if lines else None
        if last is not None and abs((last.bottom + last.top) / 2 - middle) < 3.0:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda one: one.left) for line in lines]
