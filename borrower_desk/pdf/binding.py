"""Our typeset pages and the foreign ones, bound into one file.

typst sets every page of the packet, the foreign ones as a blank with a small
picture where the foreign page is to stand; binding swaps that picture for the
page's drawing.  So the structure tree, links, bookmarks and stamps are typst's
own and survive, and each foreign page is a figure with its words in that tree.
Knows pikepdf and typst's output; knows nothing of exhibits.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from borrower_desk.pdf.pages import OURS, Shelf
from borrower_desk.pdf.stamps import Stamp, Stamper

# The size, in pixels, of the picture that holds a foreign page's place.
PLACEHOLDER = (7, 3)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file inside the file: stored as it is, uncompressed, so that it can be found."""

    name: str
    data: bytes
    media_type: str
    description: str


class Bound:
    """A typeset packet in which the foreign pages stand in their places."""

    def __init__(self, typeset: bytes) -> None:
        import pikepdf

        # Any: the shapes below are typst's, and pikepdf's stubs can't know them.
        self._pdf: Any = pikepdf.open(io.BytesIO(typeset))
        marks = self._pdf.Root.get("/MarkInfo")
        if marks is not None and "/Suspects" in marks and not marks.Suspects:
            # The default, said needlessly; poppler 22 calls it a syntax error.
            del marks.Suspects

    def __enter__(self) -> Bound:
        return self

    def __exit__(self, *_: object) -> None:
        self._pdf.close()

    @property
    def pages(self) -> int:
        return len(self._pdf.pages)

    def landmarks(self) -> dict[str, int]:
        """The page, from 1, of each labelled place in the typeset document."""
        number = {page.obj.objgen: n for n, page in enumerate(self._pdf.pages, 1)}
        found: dict[str, int] = {}
        names = self._pdf.Root.get("/Names", {}).get("/Dests")
        for name, place in _name_tree(names) if names is not None else ():
            found[name] = number[place[0].objgen]
        return found

    def place(self, shelf: Shelf, tick: Callable[[int], None] = lambda done: None) -> int:
        """Put each waiting drawing where its placeholder stands; gives how many were put."""
        waiting = shelf.sheets()
        put = 0
        profiles = self._profiles()
        for page in self._pdf.pages:
            resources = page.obj.Resources
            drawings = resources.get("/XObject")
            for name in sorted(drawings.keys()) if drawings is not None else ():
                if not _is_placeholder(drawings[name]):
                    continue
                drawing = self._pdf.copy_foreign(next(waiting))
                _give_profile(drawing, profiles)
                drawings[name] = drawing
                put += 1
                tick(put)
        if next(waiting, None) is not None:
            raise ValueError("there are more foreign pages than places for them")
        return put

    def _profiles(self) -> dict[int, Any]:
        """typst's own colour spaces, by their number of colours; our text has both."""
        from pikepdf import Array

        found: dict[int, Any] = {}
        for page in self._pdf.pages:
            for space in page.obj.Resources.get("/ColorSpace", {}).values():
                if isinstance(space, Array) and space[0] == "/ICCBased":
                    found.setdefault(int(space[1].N), space)
            if len(found) == 2:
                break
        return found

    def stamp(self, stamps: Sequence[Stamp], *, dated: datetime, standards: Sequence[str]) -> None:
        """Stamp each page's foot, in order."""
        stamper = Stamper(self._pdf, dated, standards)
        for page, stamp in zip(self._pdf.pages, stamps, strict=True):
            stamper.stamp(page.obj, stamp)

    def label_pages(self, labels: Sequence[str]) -> None:
        """Let a reader's page box show and take these labels (PDF 32000-1, 12.4.2)."""
        from pikepdf import Array, Dictionary, String

        numbers = Array()
        for index, label in enumerate(labels):
            numbers.append(index)
            numbers.append(Dictionary(P=String(label)))
        self._pdf.Root.PageLabels = Dictionary(Nums=numbers)

    def enclose(self, file: Enclosed, dated: datetime) -> None:
        """Attach a file to the document as its data (PDF/A-3, 6.8)."""
        from pikepdf import Array, Dictionary, Name, String

        day = String(dated.strftime("D:%Y%m%d%H%M%SZ"))
        stream = self._pdf.make_stream(
            file.data,
            Type=Name.EmbeddedFile,
            Subtype=Name("/" + file.media_type),
            Params=Dictionary(Size=len(file.data), ModDate=day, CreationDate=day),
        )
        described = self._pdf.make_indirect(
            Dictionary(
                Type=Name.Filespec,
                F=String(file.name),
                UF=String(file.name),
                Desc=String(file.description),
                AFRelationship=Name.Data,
                EF=Dictionary(F=stream, UF=stream),
            )
        )
        root = self._pdf.Root
        if "/Names" not in root:
            root.Names = Dictionary()
        root.Names.EmbeddedFiles = Dictionary(Names=Array([String(file.name), described]))
        root.AF = Array([described])

    def open_at_bookmarks(self) -> None:
        """Show the bookmarks when the file is opened."""
        from pikepdf import Name

        self._pdf.Root.PageMode = Name.UseOutlines

    def save(self, file: IO[bytes]) -> None:
        """Write the file; the same content gives the same bytes.

        Nothing is compressed here (typst and we have done it), so that an
        enclosed file can be found in the bytes.
        """
        import pikepdf

        self._pdf.save(
            file,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            deterministic_id=True,
            fix_metadata_version=False,
        )


def _is_placeholder(drawing: Any) -> bool:
    return (
        drawing.get("/Subtype") == "/Image"
        and (int(drawing.get("/Width", 0)), int(drawing.get("/Height", 0))) == PLACEHOLDER
    )


def _give_profile(drawing: Any, profiles: Mapping[int, Any]) -> None:
    """Say what the colours of one of our own pictures mean, as PDF/A wants."""
    if OURS not in drawing:
        return
    colours = int(drawing[OURS])
    del drawing[OURS]
    if colours in profiles:
        drawing.Resources.XObject.Picture.ColorSpace = profiles[colours]


def _name_tree(node: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    names = node.get("/Names", [])
    for i in range(0, len(names) - 1, 2):
        yield str(names[i]), names[i + 1]
    for kid in node.get("/Kids", []) if depth < 32 else ():
        yield from _name_tree(kid, depth + 1)
