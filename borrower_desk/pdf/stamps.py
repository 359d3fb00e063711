"""The line at each page's foot: page n of N, the exhibit, the Bates number.

Stamps are our own content streams, one a page, marked as artifacts.  Setting
them in typst costs a layout pass over every page: for 2,500 pages that was
9 seconds and 800 MB against 0.3 seconds here.  The two faces come from a
specimen that typst sets.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from borrower_desk.pdf.typeset import typeset

STRIP = 34.0  # points at a page's foot that the stamp may use
SIZE = 9.0
_BASELINE = 14.0
_SIGNS = "".join(chr(code) for code in range(0x20, 0x7F))
_MAPPING = re.compile(r"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>")


def strip_of(height: float) -> float:
    """How much of a page's foot is the stamp's: in proportion, so that a poster's can be read."""
    return max(STRIP, height * 0.035)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a page's foot says: plain ASCII, left, in the middle, and right in bold."""

    left: str
    middle: str
    right: str


class Stamper:
    """Draws stamps on the pages of one PDF."""

    def __init__(self, pdf: Any, dated: datetime, standards: Sequence[str]) -> None:
        import pikepdf

        made = typeset("packet-stamp", {"signs": list(_SIGNS)}, dated=dated, standards=standards)
        specimen = pikepdf.open(io.BytesIO(made))
        resources = specimen.pages[0].obj.Resources
        self._pdf = pdf
        self._faces: dict[str, _Face] = {}
        for font in resources.Font.values():
            name = "StampBold" if "Bold" in str(font.BaseFont) else "Stamp"
            self._faces[name] = _Face(font, pdf.copy_foreign(font))
        # typst's own grey, with its profile: PDF/A knows no bare device colour.
        self._grey = pdf.copy_foreign(_grey(specimen, resources))

    def stamp(self, page: Any, stamp: Stamp) -> None:
        """Add the stamp to a page; nothing that is there is touched or covered."""
        from pikepdf import Array, Dictionary, Name

        resources = page.Resources
        for kind in ("/Font", "/ColorSpace"):
            if kind not in resources:
                resources[kind] = Dictionary()
        for name, face in self._faces.items():
            resources.Font["/" + name] = face.font
        resources.ColorSpace["/StampGrey"] = self._grey
        width, height = float(page.MediaBox[2]), float(page.MediaBox[3])
        commands = self._commands(width, height, stamp)
        added = self._pdf.make_stream(zlib.compress(commands.encode()), Filter=Name.FlateDecode)
        before = page.get("/Contents")
        parts = [] if before is None else list(before) if isinstance(before, Array) else [before]
        page.Contents = Array([*parts, added])

    def _commands(self, width: float, height: float, stamp: Stamp) -> str:
        scale = strip_of(height) / STRIP
        size, base = SIZE * scale, _BASELINE * scale
        side = min(36.0 * scale, width * 0.06)
        plain, bold = self._faces["Stamp"], self._faces["StampBold"]
        shown = [
            ("Stamp", plain, side, stamp.left),
            ("Stamp", plain, (width - plain.width(stamp.middle, size)) / 2, stamp.middle),
            ("StampBold", bold, width - side - bold.width(stamp.right, size), stamp.right),
        ]
        drawn = "".join(
            f"BT /{name} {size:.3f} Tf {x:.3f} {base:.3f} Td <{face.codes(text)}> Tj ET\n"
            for name, face, x, text in shown
            if text
        )
        return (
            "/Artifact <</Type/Pagination/Subtype/Footer/Attached[/Bottom]>> BDC\n"
            f"q /StampGrey cs 0 scn\n{drawn}Q\nEMC\n"
        )


class _Face:
    """A font of typst's, and how it writes each sign."""

    def __init__(self, original: Any, font: Any) -> None:
        self.font = font
        told = bytes(original.ToUnicode.read_bytes()).decode("ascii", errors="replace")
        self._code = {chr(int(said, 16)): int(code, 16) for code, said in _MAPPING.findall(told)}
        self._widths = dict(_widths(original.DescendantFonts[0]))
        self._otherwise = float(original.DescendantFonts[0].get("/DW", 1000))

    def codes(self, text: str) -> str:
        return "".join(f"{self._code[sign]:04X}" for sign in text)

    def width(self, text: str, size: float) -> float:
        """Points across at `size`."""
        total = sum(self._widths.get(self._code[sign], self._otherwise) for sign in text)
        return total * size / 1000


def _widths(font: Any) -> list[tuple[int, float]]:
    """The `W` array of a CID font, flat (PDF 32000-1, 9.7.4.3)."""
    from pikepdf import Array

    found: list[tuple[int, float]] = []
    entries = list(font.get("/W", []))
    at = 0
    while at < len(entries):
        first = int(entries[at])
        if isinstance(entries[at + 1], Array):
            found += [(first + i, float(w)) for i, w in enumerate(entries[at + 1])]
            at += 2
        else:
            last, width = int(entries[at + 1]), float(entries[at + 2])
            found += [(code, width) for code in range(first, last + 1)]
            at += 3
    return found


def _grey(specimen: Any, resources: Any) -> Any:
    for space in resources.ColorSpace.values():
        if space[0] == "/ICCBased" and int(space[1].N) == 1:
            return specimen.make_indirect(space)
    raise ValueError("typst set the specimen in no grey")
