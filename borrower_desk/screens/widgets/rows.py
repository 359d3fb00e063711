"""A list of any length: only the rows in sight are drawn, only their pages are asked for.

One widget for every list of the app, so that the keys and the mouse are the
same everywhere.  What a cell holds is drawn as plain text, never as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from borrower_desk.screens.keys import Keyed
from borrower_desk.screens.widgets.cells import (
    TONES,
    Cell,
    Heading,
    Layout,
    Line,
    fitted,
    wrapped,
)
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

__all__ = ["PAGE", "Cell", "Heading", "Line", "Rows", "fitted"]

T = TypeVar("T")
PAGE = 200


class Rows(Keyed, ScrollView, Generic[T], can_focus=True, inherit_bindings=False):
    """Rows of `T`, drawn by `layout`, moved through by keys and mouse."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--row",
        "rows--head",
        "rows--cursor",
        "rows--hover",
        "rows--marked",
        *(f"rows--{tone}" for tone in TONES),
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "down", "Down", show=False),
        Binding("k,up", "up", "Up", show=False),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", show=False),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False),
        Binding("g", "first_of_two", "First (g g)", show=False, key_display="g g"),
        Binding("home", "first", "First", show=False),
        Binding("G,end", "last", "Last", show=False),
        Binding("enter", "choose", "Open", show=False),
    ]
    cursor: reactive[int] = reactive(0, init=False)
    hovered: reactive[int] = reactive(-1, init=False)

    class Moved(Message):
        """The cursor is on another row, or the row under it is another one."""

        def __init__(self, rows: Rows[Any], row: Any) -> None:
            super().__init__()
            self.rows, self.row = rows, row

        @property
        def control(self) -> Rows[Any]:
            return self.rows

    class Chosen(Moved):
        """The row was opened: `enter`, or a double click."""

    class Wanted(Message):
        """A page is in sight and not here: rows from `offset` on."""

        def __init__(self, rows: Rows[Any], offset: int) -> None:
            super().__init__()
            self.rows, self.offset = rows, offset

        @property
        def control(self) -> Rows[Any]:
            return self.rows

    def __init__(
        self,
        layout: Layout,
        *,
        head: Callable[[int], Line] | None = None,
        empty: str = "Nothing here.",
        key: Callable[[T], object] | None = None,
        height: int = 1,
        id: str | None = None,  # noqa: A002 - textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.layout_of, self.head_of, self.empty = layout, head, empty
        self.key_of = key or (lambda row: getattr(row, "id", row))
        self.row_height = height
        self.count: int | None = None  # None while the rows are being fetched
        self.marked: set[object] = set()
        self._rows: dict[int, T | Heading] = {}
        self._before: dict[int, T | Heading] = {}  # what is shown until its page is here again
        self._kept: object = None  # the key of the row that the cursor goes back to
        self._asked: set[int] = set()
        self._g_before = False

    # ── what is in it ────────────────────────────────────────────────────────

    def set_rows(self, rows: Sequence[T | Heading]) -> None:
        """All rows at once; the cursor stays on the row it was on when that is still there."""
        before = self.current
        known = None if before is None else self.key_of(before)
        self._rows, self._before, self._kept = dict(enumerate(rows)), {}, None
        self._asked.clear()
        self.count = len(rows)
        at = next(
            (
                n
                for n, row in self._rows.items()
                if not isinstance(row, Heading) and known is not None and self.key_of(row) == known
            ),
            min(self.cursor, max(0, len(rows) - 1)),
        )
        self._resized()
        self._settle(at, 1)

    def set_count(self, count: int, *, keep: bool = False) -> None:
        """So many rows, which come by page; `keep` holds the cursor on its row, wherever it goes."""
        held = self.current if keep else None
        self._kept = None if held is None else self.key_of(held)
        self._before = {**self._before, **self._rows} if keep else {}
        self._rows.clear()
        self._asked.clear()
        self.count = count
        self._resized()
        self._settle(min(self.cursor, max(0, count - 1)) if keep else 0, 1)
        self._ask_for_what_is_in_sight()
        self.refresh()

    def put(self, offset: int, rows: Sequence[T]) -> None:
        """A page that was wanted."""
        self._rows.update({offset + n: row for n, row in enumerate(rows)})
        for n in range(offset, offset + PAGE):
            self._before.pop(n, None)
        self.refresh()
        if self._kept is not None and (at := self._place_of(self._kept, offset, len(rows))) >= 0:
            self._kept = None
            self._follow(at)
        if offset <= self.cursor < offset + len(rows):
            self.post_message(self.Moved(self, self.current))

    def _place_of(self, key: object, offset: int, count: int) -> int:
        found = (n for n in range(offset, offset + count) if self.key_of(self._rows[n]) == key)  # type: ignore[arg-type]
        return next(found, -1)

    def _follow(self, at: int) -> None:
        """The row under the cursor stands elsewhere now; on the screen it stays where it was."""
        moved = at - self.cursor
        if moved:
            self.scroll_to(y=self.scroll_offset.y + moved * self.row_height, animate=False)
            self.cursor = at

    def failed(self, words: str) -> None:
        """Say in the list's own place why there are no rows."""
        self.empty = words
        self.set_rows([])

    @property
    def current(self) -> T | None:
        """The row under the cursor, if it is here and a row."""
        row = self._row(self.cursor)
        return None if isinstance(row, Heading) else row

    def _row(self, n: int) -> T | Heading | None:
        """The row, or what stood there until its page comes."""
        return self._rows.get(n, self._before.get(n))

    def select_key(self, key: object) -> bool:
        """Put the cursor on the row with this key; False when it is not here."""
        for n, row in self._rows.items():
            if not isinstance(row, Heading) and self.key_of(row) == key:
                self._settle(n, 1)
                return True
        return False

    # ── moving ───────────────────────────────────────────────────────────────

    def action_down(self) -> None:
        self._settle(self.cursor + 1, 1)

    def action_up(self) -> None:
        self._settle(self.cursor - 1, -1)

    def action_page(self, way: int) -> None:
        self._settle(self.cursor + way * max(1, self._in_sight() - 1), way)

    def action_first(self) -> None:
        self._settle(0, 1)
        self.scroll_to(y=0, animate=False)

    def action_last(self) -> None:
        self._settle((self.count or 1) - 1, -1)

    def action_first_of_two(self) -> None:
        if self._g_before:
            self.action_first()
        self._g_before = not self._g_before

    def action_choose(self) -> None:
        if self.current is not None:
            self.post_message(self.Chosen(self, self.current))

    def on_key(self, event: events.Key) -> None:
        if event.key != "g":
            self._g_before = False

    def _settle(self, wanted: int, way: int) -> None:
        """The nearest row to `wanted` that can be chosen, looking `way` first."""
        last = (self.count or 0) - 1
        if last < 0:
            self.cursor = 0
            self.refresh()
            self.post_message(self.Moved(self, None))
            return
        at = max(0, min(last, wanted))
        onward = range(at, last + 1) if way > 0 else range(at, -1, -1)
        back = range(at, -1, -1) if way > 0 else range(at, last + 1)
        found = next(
            (n for span in (onward, back) for n in span if not self._is_heading(n)), self.cursor
        )
        moved = found != self.cursor
        self.cursor = found
        self._show_cursor()
        if not moved:
            self.post_message(self.Moved(self, self.current))
        self.refresh()

    def _is_heading(self, n: int) -> bool:
        return isinstance(self._rows.get(n), Heading)

    def watch_cursor(self) -> None:
        self.post_message(self.Moved(self, self.current))

    def watch_hovered(self) -> None:
        self.refresh()

    def _show_cursor(self) -> None:
        top = self.cursor * self.row_height
        if self._is_heading(self.cursor - 1):
            top -= self.row_height
        room = max(1, self.size.height - self._head_height)
        bottom = (self.cursor + 1) * self.row_height
        if top < self.scroll_offset.y:
            self.scroll_to(y=top, animate=False)
        elif bottom > self.scroll_offset.y + room:
            self.scroll_to(y=bottom - room, animate=False)

    # ── mouse ────────────────────────────────────────────────────────────────

    def on_click(self, event: events.Click) -> None:
        n = self._row_at(event.y)
        if n is None or self._is_heading(n):
            return
        self._settle(n, 1)
        if event.chain == 2:
            self.action_choose()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        found = self._row_at(event.y)
        self.hovered = -1 if found is None else found

    def on_leave(self) -> None:
        self.hovered = -1

    def _row_at(self, y: int) -> int | None:
        line = y - self._head_height
        n = (line + self.scroll_offset.y) // self.row_height
        return n if line >= 0 and 0 <= n < (self.count or 0) else None

    # ── drawing ──────────────────────────────────────────────────────────────

    @property
    def _head_height(self) -> int:
        return 1 if self.head_of is not None and self.count else 0

    def _in_sight(self) -> int:
        return max(1, (self.size.height - self._head_height) // self.row_height)

    def _resized(self) -> None:
        lines = (self.count or 0) * self.row_height + self._head_height
        self.virtual_size = Size(0, lines)

    def on_resize(self) -> None:
        self._resized()
        self._show_cursor()

    def set_row_height(self, height: int) -> None:
        """One line or two to a row."""
        if height != self.row_height:
            self.row_height = height
            self._resized()
            self._show_cursor()
            self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._ask_for_what_is_in_sight()

    def _ask_for_what_is_in_sight(self) -> None:
        first = self.scroll_offset.y // self.row_height
        for n in (first, first + self._in_sight()):
            self._want(min(n, max(0, (self.count or 0) - 1)))

    def _want(self, n: int) -> None:
        offset = n // PAGE * PAGE
        if self.count and n not in self._rows and offset not in self._asked:
            self._asked.add(offset)
            self.post_message(self.Wanted(self, offset))

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        base = self.get_component_rich_style("rows--row")
        if not self.count:
            return self._empty_line(y, width, base)
        if y < self._head_height:
            assert self.head_of is not None  # noqa: S101 - the head's height says so
            style = self.get_component_rich_style("rows--head")
            return self._strip(self.head_of(width), width, style, plain=True)
        line = y - self._head_height + self.scroll_offset.y
        n, part = divmod(line, self.row_height)
        if n >= self.count:
            return Strip.blank(width, base)
        row = self._row(n)
        if n not in self._rows:
            self._want(n)
        if row is None:
            return self._strip([Cell("  …", tone="muted")], width, base)
        return self._row_line(n, part, row, width, base)

    def _row_line(self, n: int, part: int, row: T | Heading, width: int, base: Style) -> Strip:
        if isinstance(row, Heading):
            words = f" {safe_line(tr(row.text))}" if part == 0 else ""
            return self._strip([Cell(words, tone=row.tone)], width, base, keep=True)
        lines = self.layout_of(row, width)
        cells = lines[part] if part < len(lines) else []
        if n == self.cursor:
            return self._strip(
                cells, width, self.get_component_rich_style("rows--cursor"), plain=True
            )
        if n == self.hovered:
            base = self.get_component_rich_style("rows--hover")
        return self._strip(cells, width, base)

    def _empty_line(self, y: int, width: int, base: Style) -> Strip:
        words = tr("Loading …") if self.count is None else tr(self.empty)
        lines = [part for line in words.split("\n") for part in (wrapped(line, width - 4) or [""])]
        if 1 <= y <= len(lines):
            return self._strip([Cell("  " + lines[y - 1], tone="muted")], width, base, keep=True)
        return Strip.blank(width, base)

    def _strip(
        self, cells: Line, width: int, base: Style, *, plain: bool = False, keep: bool = False
    ) -> Strip:
        fixed = sum(cell.width for cell in cells) + max(0, len(cells) - 1)
        segments = []
        for at, cell in enumerate(cells):
            room = cell.width or max(0, width - fixed)
            style = base
            if cell.tone and not plain:
                style += self.get_component_rich_style(f"rows--{cell.tone}", partial=True)
            text = (
                set_cell_size(cell.text, room)
                if keep
                else fitted(cell.text, room, right=cell.right)
            )
            segments.append(Segment(text, style))
            if at < len(cells) - 1:
                segments.append(Segment(" ", base))
        return Strip(segments).adjust_cell_length(width, base)

    def cursor_region(self) -> Region:
        """Where the cursor's row stands in the widget."""
        top = self.cursor * self.row_height - self.scroll_offset.y + self._head_height
        return Region(0, top, self.size.width, self.row_height)
