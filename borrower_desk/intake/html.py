"""HTML to text that reads as the page does: blocks, lists, tables, links with where they go.

Nothing is fetched and nothing runs.  What the page hides from the eye is left
out and counted, since hidden words are how a sender says one thing to a filter
and another to a reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_HTML = 5_000_000  # characters read
MAX_NODES = 300_000
MAX_TEXT = 5_000_000

_DROPPED = frozenset(
    [
        "script", "style", "head", "title", "meta", "link", "template", "svg", "noscript",
        "object", "embed", "iframe", "audio", "video", "canvas", "select", "textarea", "input",
        "button", "math",
    ]
)  # fmt: skip
_BLOCKS = frozenset(
    [
        "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
        "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "table",
        "tbody", "tfoot", "thead", "tr", "ul", "caption",
    ]
)  # fmt: skip
_SPACED = frozenset(
    [
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "table", "pre", "dl",
    ]
)  # fmt: skip
_CELLS = frozenset(["td", "th"])
# What only the form of a letter says, in signs: before and after the words.
_MARKED = {
    "del": ("[struck out: ", "]"),
    "s": ("[struck out: ", "]"),
    "strike": ("[struck out: ", "]"),
}
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|!|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|max-height\s*:\s*0",
    re.IGNORECASE,
)
_DEEPEST_QUOTE = 20
_CELL = "\x1f"  # between the cells of a row until the line is finished


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link says it goes and where it goes."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Readable:
    """A page as text.  `hidden` counts elements that a reader would not have seen."""

    text: str
    links: tuple[Link, ...] = ()
    hidden: int = 0
    cut: bool = False


@lru_cache(maxsize=2)  # a message's page is asked for twice: for its words, then for its links
def to_text(page: str) -> Readable:
    """The words of an HTML page, in reading order, with links as `text <url>`.

    What breaks its reader, or takes it too long, gives no words and says that it is cut.
    """
    from borrower_desk.limits import OutOfBoundsError, apart

    if not page.strip():
        return Readable("")
    try:
        text, links, hidden, cut = apart(read_plainly, page[: MAX_HTML + 1])
    except OutOfBoundsError:
        return Readable("", cut=True)
    return Readable(text, tuple(Link(*one) for one in links), hidden, cut)


def read_plainly(page: str) -> tuple[str, tuple[tuple[str, str], ...], int, bool]:
    """What `to_text` finds, in values that cross between processes."""
    found = read_here(page)
    return found.text, tuple((one.text, one.url) for one in found.links), found.hidden, found.cut


def read_here(page: str) -> Readable:
    """As `to_text`, in this process."""
    from selectolax.lexbor import LexborHTMLParser

    clean = page[:MAX_HTML].replace("\0", "").replace(_CELL, "")
    if not clean.strip():
        return Readable("")
    root = LexborHTMLParser(clean).root
    writer = _Writer()
    if root is not None:
        _walk(root, writer)
    return Readable(
        writer.finish(), tuple(writer.links), writer.hidden, writer.cut or len(page) > MAX_HTML
    )


def _walk(root: LexborNode, writer: _Writer) -> None:
    """Depth first without recursion: pages nest tables twenty thousand deep."""
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    seen = 0
    while stack:
        node, leaving = stack.pop()
        tag = node.tag or ""
        if leaving:
            writer.leave(tag)
            continue
        seen += 1
        if seen > MAX_NODES or writer.size > MAX_TEXT:
            writer.cut = True
            return
        following = node.next if node is not root and node.mem_id != root.mem_id else None
        if following is not None:
            stack.append((following, False))
        if tag == "-text":
            writer.write(node.text_content or "")
        elif not tag.startswith(("-", "_", "!")) and writer.enter(tag, node):
            stack.append((node, True))
            child = node.child
            if child is not None:
                stack.append((child, False))


def _hidden(attributes: dict[str, str | None]) -> bool:
    if not attributes:
        return False
    style = attributes.get("style")
    return "hidden" in attributes or bool(style and _HIDING.search(style))


@dataclass(slots=True)
class _Writer:
    """Collects lines; block ends are only written when words follow them."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    lists: list[int] = field(default_factory=list)  # 0 for a bullet list, else the last number
    anchors: list[tuple[str, int, int]] = field(default_factory=list)
    depth: int = 0
    quoted: int = 0
    line_quoted: int = 0
    pre: int = 0
    hidden: int = 0
    size: int = 0
    cells: int = 0
    soft: bool = False  # a block ended inside a cell
    gap: bool = False
    cut: bool = False

    def enter(self, tag: str, node: LexborNode) -> bool:
        """Open an element; False when nothing inside it is read."""
        if tag in _DROPPED:
            return False
        attributes = node.attributes
        if tag not in ("html", "body") and _hidden(attributes):
            self.hidden += 1
            return False
        if tag in _BLOCKS:
            self._block(tag)
        if tag in _CELLS:
            self.cells += 1
        if tag == "br":
            self._end_line(False, keep_empty=True)
        elif tag == "img":
            self._image(attributes)
        else:
            self._open(tag, attributes, node)
        return True

    def _open(self, tag: str, attributes: dict[str, str | None], node: LexborNode) -> None:
        if tag == "a":
            url = (attributes.get("href") or "").strip()
            self.anchors.append((url, len(self.lines), len(self.line)))
        elif tag == "blockquote":
            self.depth += 1
            self.quoted = min(self.depth, _DEEPEST_QUOTE)
        elif tag == "pre":
            self.pre += 1
        elif tag in ("ul", "ol"):
            self.lists.append(1 if tag == "ol" else 0)
        elif tag == "li":
            self._bullet()
        elif tag in _MARKED:
            self._append(_MARKED[tag][0])
        elif tag == "sup" and any(char.isdigit() for char in (node.text() or "")[:9]):
            self._append("^")  # 10^6, and "$5.00^1" of a footnote; "1st" stays a word
        elif tag == "hr":
            self._append("-" * 8)
            self._end_line(False)

    def leave(self, tag: str) -> None:
        if tag == "a" and self.anchors:
            self._link(*self.anchors.pop())
        elif tag in _CELLS:
            self.cells -= 1
            self.soft = False
            if self.line:
                self.line.append(_CELL)
        if tag in _MARKED:
            self._append(_MARKED[tag][1])
        if tag in _BLOCKS:
            self._block(tag)
        if tag == "blockquote":
            self.depth -= 1
            self.quoted = min(self.depth, _DEEPEST_QUOTE)
        elif tag == "pre":
            self.pre -= 1
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()

    def _block(self, tag: str) -> None:
        """A paragraph in a cell breaks the row only when more words of the cell follow."""
        if self.cells and tag in ("p", "div"):
            self.soft = bool(self.line) and not self.line[-1].endswith(_CELL)
        else:
            self._end_line(tag in _SPACED)

    def write(self, text: str) -> None:
        if self.pre:
            first, *rest = text.replace("\r", "").split("\n")
            self._append(first)
            for one in rest:
                self._end_line(False, keep_empty=True)
                self._append(one)
            return
        words = re.sub(r"[\s\u00a0]+", " ", text)
        if not self.line or self.line[-1].endswith((" ", _CELL)):
            words = words.lstrip(" ")
        if words:
            self._append(words)

    def _append(self, words: str) -> None:
        if not words:
            return
        if self.soft and words.strip():
            self._end_line(False)
        if not self.line:
            if self.gap and self.lines:
                self.lines.append("> " * min(self.quoted, self.line_quoted))
            self.gap = False
            self.line_quoted = self.quoted
        self.line.append(words)
        self.size += len(words)

    def _end_line(self, spaced: bool, *, keep_empty: bool = False) -> None:
        self.soft = False
        text = _row("".join(self.line))
        if text:
            self.lines.append("> " * self.line_quoted + text)
            self.size += 2 * self.line_quoted
        elif keep_empty and self.lines and self.lines[-1].strip("> "):
            self.gap = True
        self.line = []
        self.gap = self.gap or spaced

    def _bullet(self) -> None:
        indent = "  " * min(max(0, len(self.lists) - 1), 10)
        if self.lists and self.lists[-1]:
            self._append(f"{indent}{self.lists[-1]}. ")
            self.lists[-1] += 1
        else:
            self._append(f"{indent}- ")

    def _image(self, attributes: dict[str, str | None]) -> None:
        described = " ".join((attributes.get("alt") or "").split())
        if described:
            self._append(f"[{described[:200]}] ")

    def _link(self, url: str, lines_before: int, words_before: int) -> None:
        """After the words of a link, where it goes; nothing when the words say it."""
        same_line = len(self.lines) == lines_before
        said = "".join(self.line[words_before if same_line else 0 :]).replace(_CELL, " ").strip()
        scheme, colon, rest = url.partition(":")
        if not url or url.startswith("#") or scheme.casefold() in ("cid", "data"):
            return
        if len(self.links) < 2_000:
            self.links.append(Link(said[:500], url[:2_000]))
        if colon and scheme.casefold() in ("mailto", "tel"):
            shown = rest.partition("?")[0]
        elif colon and scheme.casefold() not in ("http", "https", "ftp"):
            shown = f"{scheme.casefold()[:20]} link left out"
        else:
            shown = url
        if said.casefold().strip("/ ") not in (shown.casefold().strip("/ "), _bare(shown)):
            self._append(f"{' ' if said else ''}<{shown[:2_000]}>")

    def finish(self) -> str:
        self._end_line(False)
        return "\n".join(self.lines).strip("\n")


def _bare(url: str) -> str:
    return re.sub(r"^https?://", "", url.casefold()).strip("/ ")


def _row(line: str) -> str:
    """A finished line; the filled cells of a table's row are set apart by bars."""
    if _CELL not in line:
        return line.rstrip() if line.strip() else ""
    return " | ".join(cell.strip() for cell in line.split(_CELL) if cell.strip())
