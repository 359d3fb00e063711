"""Our typeset pages and the foreign ones, bound into one file.

typst sets our own pages, in several parts; a foreign page is made here, its
drawing on a page of our own.  The parts' structure trees are merged, links go to
the pages that they name, bookmarks are laid over the whole.  Knows pikepdf and
typst's output; knows nothing of exhibits.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from borrower_desk.pdf import saving
from borrower_desk.pdf.foreign import numbers
from borrower_desk.pdf.pages import OURS, Shelf
from borrower_desk.pdf.stamps import Stamp, Stamper
from borrower_desk.pdf.tree import Tree

_LINK = "packet:"  # what a link to page 12 says before the pages are known: packet:12


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file inside the file: stored as it is, uncompressed, so that it can be found."""

    name: str
    data: bytes
    media_type: str
    description: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page for a drawing from the shelf: its size and the drawing's place, from the top left."""

    width: float
    height: float
    x: float
    y: float
    w: float
    h: float
    alt: str


Run = int | Sequence[Leaf]  # so many of the part's own pages, or these foreign ones


@dataclass(frozen=True, slots=True)
class Bookmark:
    level: int
    words: str
    page: int


@dataclass(frozen=True, slots=True)
class Extent:
    """What one typeset part holds: its pages, its labelled headings, its stretches."""

    pages: int
    marks: Mapping[str, int]  # page from 1
    stretches: tuple[int, ...]  # pages under one page label, in order


def extent_of(part: bytes) -> Extent:
    """How a typeset part came out.

    Where the pages of a part of it begin is told by typst's page labels: two
    parts that follow each other are labelled by different letters.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(part)) as pdf:
        number = {page.obj.objgen: n for n, page in enumerate(pdf.pages, 1)}
        names: Any = pdf.Root.get("/Names")
        named = _name_tree(names.Dests) if names is not None and "/Dests" in names else ()
        marks = {name: number[place[0].objgen] for name, place in named}
        return Extent(len(pdf.pages), marks, tuple(_stretches(pdf)))


def _stretches(pdf: Any) -> Iterator[int]:
    from borrower_desk.pdf.tree import number_tree

    labels = pdf.Root.get("/PageLabels")
    if labels is None:
        return
    starts = sorted(number_tree(labels), key=lambda one: one[0])
    count, letter = 0, ""
    ends = [first for first, _ in starts[1:]] + [len(pdf.pages)]
    for (first, label), end in zip(starts, ends, strict=True):
        said = str(label.get("/P", ""))
        if said != letter and count:
            yield count
            count = 0
        letter = said
        count += end - first if said else 0
    if count:
        yield count


class Bound:
    """The file that grows part by part: `front` first, whose properties are the file's."""

    def __init__(self, front: bytes, shelf: Shelf) -> None:
        import pikepdf

        # Any: the shapes below are typst's, and pikepdf's stubs can't know them.
        self._pdf: Any = pikepdf.open(io.BytesIO(front))
        self._sources: list[Any] = []  # pages are copied from them when the file is saved
        self._sheets = shelf.sheets()
        self._tree = Tree(self._pdf)
        self._profiles = self._colours()
        root = self._pdf.Root
        marks = root.get("/MarkInfo")
        if marks is not None and "/Suspects" in marks and not marks.Suspects:
            # The default, said needlessly; poppler 22 calls it a syntax error.
            del marks.Suspects
        for key in ("/Names", "/PageLabels", "/Outlines"):
            if key in root:
                del root[key]

    def __enter__(self) -> Bound:
        return self

    def __exit__(self, *_: object) -> None:
        self._pdf.close()
        for one in self._sources:
            one.close()

    @property
    def pages(self) -> int:
        return len(self._pdf.pages)

    def take(self, part: bytes, runs: Sequence[Run]) -> None:
        """Add a part: its pages but for the first, which only holds a heading, and foreign ones."""
        import pikepdf

        source: Any = pikepdf.open(io.BytesIO(part))
        self._sources.append(source)
        placed: dict[tuple[int, int], int] = {}
        own = iter(range(1, len(source.pages)))
        leaves: list[tuple[Any, int, Leaf]] = []
        for run in runs:
            if isinstance(run, int):
                for _ in range(run):
                    self._pdf.pages.append(source.pages[next(own)])
                    page = self._pdf.pages[-1].obj
                    self._renumber(page)
                    placed[page.objgen] = self.pages
            else:
                leaves += [(self._foreign(leaf), self.pages, leaf) for leaf in run]
        if next(own, None) is not None:
            raise ValueError("a part has more pages than its runs name")
        self._tree.take(source, placed, f"p{len(self._sources)}-")
        for page, number, leaf in leaves:
            up = leaf.height - leaf.y
            box = (leaf.x, up - leaf.h, leaf.x + leaf.w, up)
            self._tree.figure(page, number, leaf.alt, box)

    def _renumber(self, page: Any) -> None:
        """Let a copied page and its links name their place in the merged tree."""
        first = self._tree.next_key
        if "/StructParents" in page:
            page.StructParents = int(page.StructParents) + first
        for note in page.get("/Annots", []):
            if "/StructParent" in note:
                note.StructParent = int(note.StructParent) + first

    def _foreign(self, leaf: Leaf) -> Any:
        """A new page with the next drawing from the shelf on it, marked as a figure."""
        from pikepdf import Array, Dictionary, Name

        drawing = self._pdf.copy_foreign(next(self._sheets))
        self._give_profile(drawing)
        place = (leaf.w, 0, 0, leaf.h, leaf.x, leaf.height - leaf.y - leaf.h)
        matrix = " ".join(str(number) for number in numbers(place))
        commands = f"/Figure <</MCID 0>> BDC\nq {matrix} cm /Sheet Do Q\nEMC\n"
        self._pdf.add_blank_page(page_size=(leaf.width, leaf.height))
        page = self._pdf.pages[-1].obj
        page.MediaBox = numbers((0, 0, leaf.width, leaf.height))
        page.Resources = Dictionary(XObject=Dictionary(Sheet=drawing))
        page.Contents = self._pdf.make_stream(commands.encode())
        page.Tabs = Name.S
        return Array([page])[0]

    def _colours(self) -> dict[int, Any]:
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

    def _give_profile(self, drawing: Any) -> None:
        """Say what the colours of one of our own pictures mean, as PDF/A wants."""
        if OURS not in drawing:
            return
        colours = int(drawing[OURS])
        del drawing[OURS]
        if colours in self._profiles:
            drawing.Resources.XObject.Picture.ColorSpace = self._profiles[colours]

    def finish(self, bookmarks: Sequence[Bookmark]) -> None:
        """Merge the trees, point each link at its page, lay the bookmarks."""
        if next(self._sheets, None) is not None:
            raise ValueError("there are more foreign pages than places for them")
        self._tree.finish()
        pages = [page.obj for page in self._pdf.pages]
        for page in pages:
            for note in page.get("/Annots", []):
                self._point(note, pages)
        self._bookmark(bookmarks, pages)

    def _point(self, note: Any, pages: Sequence[Any]) -> None:
        from pikepdf import String

        said = str(note.get("/A", {}).get("/URI", ""))
        if not said.startswith(_LINK):
            return
        number = int(said.removeprefix(_LINK))
        del note.A
        note.Dest = _place(pages[number - 1])
        note.Contents = String(f"Page {number}")

    def _bookmark(self, bookmarks: Sequence[Bookmark], pages: Sequence[Any]) -> None:
        """Lay the bookmarks as a tree of their levels, the deepest closed."""
        import pikepdf

        with self._pdf.open_outline() as outline:
            above: list[list[Any]] = [outline.root]
            for one in bookmarks:
                del above[one.level :]
                item = pikepdf.OutlineItem(one.words)
                item.destination = _place(pages[one.page - 1])
                item.is_closed = one.level > 1
                above[-1].append(item)
                above.append(item.children)

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

        saving.save(
            self._pdf,
            file,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            deterministic_id=True,
            fix_metadata_version=False,
        )


def _place(page: Any) -> Any:
    """The top of a page, as a link's or bookmark's destination."""
    from pikepdf import Array, Name

    return Array([page, Name.XYZ, 0, page.MediaBox[3], 0])


def _name_tree(node: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    names = node.get("/Names", [])
    for i in range(0, len(names) - 1, 2):
        yield str(names[i]), names[i + 1]
    for kid in node.get("/Kids", []) if depth < 32 else ():
        yield from _name_tree(kid, depth + 1)
