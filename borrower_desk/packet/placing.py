"""Where a foreign page or a picture stands on its page; the foot stays free for the stamp."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from borrower_desk.pdf.foreign import Sheet
from borrower_desk.pdf.stamps import STRIP, strip_of

PAPER = {"letter": (612.0, 792.0), "a4": (595.28, 841.89)}
NARROWEST = 300.0  # points; below it a page is extended, as the stamp needs the room
EDGE = 36.0  # points around a picture


@dataclass(frozen=True, slots=True)
class Place:
    """A page's size, and where on it the sheet is drawn: points, from the top left."""

    width: float
    height: float
    x: float
    y: float
    w: float
    h: float

    def data(self) -> dict[str, object]:
        """For the layout."""
        return {name: round(value, 3) for name, value in asdict(self).items()}


def placed(sheet: Sheet, paper: str) -> Place:
    """Foreign pages keep their size, drawn a little smaller; pictures are fitted to `paper`."""
    if sheet.picture:
        return _fitted(sheet, *PAPER[paper])
    width, height = sheet.width, sheet.height
    if width < NARROWEST or height < NARROWEST:
        page = max(width, NARROWEST)
        return Place(page, height + STRIP, (page - width) / 2, 0, width, height)
    scale = (height - strip_of(height)) / height
    return Place(width, height, width * (1 - scale) / 2, 0, width * scale, height * scale)


def _fitted(sheet: Sheet, across: float, up: float) -> Place:
    """A picture as large as the paper allows, turned to landscape when that serves it."""
    if sheet.width > sheet.height * 1.25 and sheet.width > across - 2 * EDGE:
        across, up = up, across
    wide, tall = across - 2 * EDGE, up - EDGE - STRIP - 8
    scale = min(wide / sheet.width, tall / sheet.height, 1.0)
    width, height = max(1.0, sheet.width * scale), max(1.0, sheet.height * scale)
    return Place(across, up, (across - width) / 2, EDGE, width, height)
