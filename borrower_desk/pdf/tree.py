"""The structure trees of several tagged files, merged into one (PDF 32000-1, 14.7 and 14.8).

Joining files page by page loses the tree that a screen reader walks.  Here each
file's elements are copied with their pages, renumbered, and put in the order of
the pages; a foreign page becomes a figure with its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class Tree:
    """The merged tree; `pdf` is the file that it ends up in."""

    def __init__(self, pdf: Any) -> None:
        root = pdf.Root.StructTreeRoot
        self._pdf = pdf
        self._root = root
        self._document = _documents(root)[0]
        self._kids: list[tuple[int, int, Any]] = []
        self._parents: list[tuple[int, Any]] = list(number_tree(root.ParentTree))
        self._next = int(root.get("/ParentTreeNextKey", len(self._parents)))
        self._ids: dict[str, Any] = dict(_name_tree(root.get("/IDTree")))
        numbers = {page.obj.objgen: n for n, page in enumerate(pdf.pages, 1)}
        for kid in _kids(self._document):
            self._add(page_of(kid, numbers), kid)

    def _add(self, page: int, element: Any) -> None:
        # What has no page of its own (an empty element) stays behind what came before.
        at = page or (self._kids[-1][0] if self._kids else 1)
        self._kids.append((at, len(self._kids), element))

    def take(self, source: Any, numbers: Mapping[tuple[int, int], int], prefix: str) -> None:
        """Copy the tree of `source`, whose pages stand in `pdf` already.

        `numbers` maps the object of each copied page, in `pdf`, to its number;
        elements of pages that were not copied stay behind.  `prefix` keeps the
        ids of table headers apart.
        """
        root = source.Root.StructTreeRoot
        kept = {page.obj.objgen for page in source.pages[1:]}
        wanted = [kid for kid in _kids(_documents(root)[0]) if _first_page(kid) in kept]
        if "/IDTree" in root:
            _rename(wanted, prefix)
        for kid in wanted:
            copied = self._pdf.copy_foreign(kid)
            copied.P = self._document
            self._add(page_of(copied, numbers), copied)
        for key, value in number_tree(root.ParentTree):
            self._parents.append((self._next + key, self._pdf.copy_foreign(value)))
        for name, value in _name_tree(root.get("/IDTree")):
            self._ids[prefix + name] = self._pdf.copy_foreign(value)
        self._next += int(root.get("/ParentTreeNextKey", 0))

    @property
    def next_key(self) -> int:
        """Where the next file's keys begin: added to what its pages and links say."""
        return self._next

    def figure(self, page: Any, number: int, alt: str, box: tuple[float, ...]) -> None:
        """A page whose only content, marked 0, is a picture of somebody else's page."""
        from pikepdf import Array, Dictionary, Name, String

        from borrower_desk.pdf.foreign import numbers

        element = self._pdf.make_indirect(
            Dictionary(
                Type=Name.StructElem,
                S=Name.Figure,
                P=self._document,
                Pg=page,
                K=Array([0]),
                Alt=String(alt),
                A=Array([Dictionary(O=Name.Layout, Placement=Name.Block, BBox=numbers(box))]),
            )
        )
        page.StructParents = self._next
        self._parents.append((self._next, self._pdf.make_indirect(Array([element]))))
        self._next += 1
        self._add(number, element)

    def finish(self) -> None:
        """Write the tree into the file, in the order of its pages."""
        from pikepdf import Array, Dictionary, String

        self._document.K = Array([element for _, _, element in sorted(self._kids, key=_order)])
        nums = Array()
        for key, value in self._parents:
            nums.append(key)
            nums.append(value)
        self._root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=nums))
        self._root.ParentTreeNextKey = self._next
        if self._ids:
            names = Array()
            for name in sorted(self._ids):
                names.append(String(name))
                names.append(self._ids[name])
            self._root.IDTree = self._pdf.make_indirect(Dictionary(Names=names))


def _order(kid: tuple[int, int, Any]) -> tuple[int, int]:
    return kid[0], kid[1]


def _documents(root: Any) -> list[Any]:
    from pikepdf import Array

    return list(root.K) if isinstance(root.K, Array) else [root.K]


def _kids(element: Any) -> list[Any]:
    from pikepdf import Array

    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _first_page(element: Any, depth: int = 0) -> tuple[int, int] | None:
    """The object of the first page that the element or anything in it stands on."""
    from pikepdf import Dictionary

    page = element.get("/Pg")
    if page is not None:
        return int(page.objgen[0]), int(page.objgen[1])
    for kid in _kids(element) if depth < 40 else ():
        if isinstance(kid, Dictionary):
            found = _first_page(kid, depth + 1)
            if found is not None:
                return found
    return None


def page_of(element: Any, numbers: Mapping[tuple[int, int], int]) -> int:
    """The number of the page on which the element begins; 0 when it stands on none."""
    page = _first_page(element)
    return numbers.get(page, 0) if page is not None else 0


def _rename(elements: list[Any], prefix: str) -> None:
    """Give the ids of table headers, and what refers to them, a prefix."""
    from pikepdf import Array, Dictionary, String

    waiting = list(elements)
    while waiting:
        one = waiting.pop()
        if "/ID" in one:
            one.ID = String(prefix + str(one.ID))
        about = one.get("/A")
        for said in about if isinstance(about, Array) else ():
            if isinstance(said, Dictionary) and "/Headers" in said:
                said.Headers = Array([String(prefix + str(name)) for name in said.Headers])
        waiting += [
            kid for kid in _kids(one) if isinstance(kid, Dictionary) and kid.get("/S") is not None
        ]


def number_tree(node: Any, depth: int = 0) -> Iterator[tuple[int, Any]]:
    """The entries of a number tree (PDF 32000-1, 7.9.7)."""
    nums = node.get("/Nums")
    if nums is not None:
        entries = list(nums)
        for at in range(0, len(entries) - 1, 2):
            yield int(entries[at]), entries[at + 1]
    for kid in node.get("/Kids", []) if depth < 32 else ():
        yield from number_tree(kid, depth + 1)


def _name_tree(node: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    if node is None:
        return
    names = list(node.get("/Names", []))
    for at in range(0, len(names) - 1, 2):
        yield str(names[at]), names[at + 1]
    for kid in node.get("/Kids", []) if depth < 32 else ():
        yield from _name_tree(kid, depth + 1)
