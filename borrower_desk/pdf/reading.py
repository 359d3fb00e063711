"""A finished PDF, read by libraries that did not write it.

Knows pypdf and pdfium; gives plain values.  Whatever is wrong with the file comes out as
`PageUnreadable`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import IO, Any

from borrower_desk.errors import PageUnreadable

_SHOWN = re.compile(r"/(\w+) [\d.]+ Tf [^<]*<([0-9A-Fa-f]*)> Tj")
_CODE = re.compile(r"[0-9A-F]{4}")
_SAID = re.compile(r"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>")
_FORGET_AFTER = 128  # pages
# What a hostile or damaged file can make pypdf raise.
_FAULTS = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError)


class Reading:
    """A PDF opened for checking."""

    def __init__(self, file: IO[bytes]) -> None:
        import logging

        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
        from pypdfium2 import PdfiumError

        logging.getLogger("pypdf").setLevel(logging.CRITICAL)
        self._faults: tuple[type[Exception], ...] = (PyPdfError, PdfiumError, *_FAULTS)
        self._tables: dict[int, dict[str, str]] = {}
        self._file = file
        self._quick: Any = None
        file.seek(0)
        try:
            self._pdf = PdfReader(file, strict=False)
            self.pages = len(self._pdf.pages)
            self._number = {
                page.indirect_reference.idnum: n
                for n, page in enumerate(self._pdf.pages, 1)
                if page.indirect_reference is not None
            }
        except self._faults as why:
            raise _unreadable(why) from None

    def enclosed(self, name: str) -> bytes | None:
        """The bytes of the attached file of that name, or None."""
        try:
            found = self._pdf.attachments.get(name)
            return found[0] if found else None
        except self._faults as why:
            raise _unreadable(why) from None

    def bookmarks(self) -> list[tuple[str, int | None]]:
        """Every bookmark in order, with the page it lands on."""
        try:
            return list(self._flat(self._pdf.outline))
        except self._faults as why:
            raise _unreadable(why) from None

    def links(self) -> list[tuple[int, int | None]]:
        """Every link inside the file: the page it is on, and the one it lands on."""
        try:
            return list(self._links())
        except self._faults as why:
            raise _unreadable(why) from None

    def text(self, page: int) -> str:
        """The text that we set on a page, from 1; foreign drawings on it are left out.

        A page without drawings is read by pdfium, which takes a twentieth of
        pypdf's time; neither of them wrote the file.
        """
        from pypdf.generic import DictionaryObject, NameObject

        try:
            content = self._pdf.pages[page - 1]
            resources = content["/Resources"].get_object()
            if not isinstance(resources, DictionaryObject) or not resources.get("/XObject"):
                return self._quick_text(page)
            # Only in this reader's memory: a foreign page can't speak for ours.
            resources[NameObject("/XObject")] = DictionaryObject()
            return str(content.extract_text())
        except self._faults as why:
            raise _unreadable(why) from None

    def _quick_text(self, page: int) -> str:
        import pypdfium2

        if self._quick is None:
            self._file.seek(0)
            self._quick = pypdfium2.PdfDocument(self._file, autoclose=False)
        found = self._quick[page - 1]
        try:
            return str(found.get_textpage().get_text_range(errors="replace"))
        finally:
            found.close()

    def footer(self, page: int) -> str:
        """The stamp of a page: the text of its last content stream alone.

        Read by hand, one font table for all pages: 0.1 ms a page where the whole
        text costs 5.
        """
        try:
            if page % _FORGET_AFTER == 0:
                # pypdf keeps every object that it has read; none of these is wanted again.
                self._pdf.resolved_objects.clear()
            content = self._pdf.pages[page - 1]
            streams: Any = content["/Contents"].get_object()
            last = streams[-1].get_object() if isinstance(streams, list) else streams
            resources: Any = content["/Resources"].get_object()
            fonts = resources["/Font"].get_object()
            shown = [
                "".join(self._signs(fonts, font).get(code, "") for code in _CODE.findall(codes))
                for font, codes in _SHOWN.findall(last.get_data().decode("latin-1"))
            ]
        except self._faults as why:
            raise _unreadable(why) from None
        return "\n".join(shown)

    def _signs(self, fonts: Any, name: str) -> dict[str, str]:
        """What each code of a font stands for, by its ToUnicode table."""
        table = fonts["/" + name].get_object().raw_get("/ToUnicode")
        key = table.idnum
        if key not in self._tables:
            told = table.get_object().get_data().decode("latin-1")
            self._tables[key] = {
                code.upper(): chr(int(said, 16)) for code, said in _SAID.findall(told)
            }
        return self._tables[key]

    def title(self) -> str:
        try:
            data = self._pdf.metadata
            return str(data.title or "") if data is not None else ""
        except self._faults as why:
            raise _unreadable(why) from None

    def _flat(self, nodes: list[Any]) -> Iterator[tuple[str, int | None]]:
        for node in nodes:
            if isinstance(node, list):
                yield from self._flat(node)
            else:
                number = self._pdf.get_destination_page_number(node)
                yield str(node.title), None if number is None or number < 0 else number + 1

    def _links(self) -> Iterator[tuple[int, int | None]]:
        for n, page in enumerate(self._pdf.pages, 1):
            for reference in page.get("/Annots", []):
                note = reference.get_object()
                if note.get("/Subtype") != "/Link":
                    continue
                place = note.get("/Dest")
                if place is None and "/A" in note:
                    place = note["/A"].get_object().get("/D")
                yield n, self._landing(place)

    def _landing(self, place: Any) -> int | None:
        place = place.get_object() if place is not None else None
        if isinstance(place, str):
            named = self._pdf.named_destinations.get(place)
            place = named.dest_array if named is not None else None
        if not place:
            return None
        reference = place[0] if isinstance(place, list) else None
        return self._number.get(getattr(reference, "idnum", -1))


def page_count(data: bytes) -> int:
    """How many pages a PDF has."""
    return Reading(io.BytesIO(data)).pages


def _unreadable(why: Exception) -> PageUnreadable:
    words = " ".join(str(why).split())[:160] or type(why).__name__
    return PageUnreadable(f"The PDF cannot be read: {words}.", hint="Make the packet again.")
