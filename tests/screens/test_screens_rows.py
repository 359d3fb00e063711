"""The list: only what is in sight is fetched and drawn, and the keys move through it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from textual import on
from textual.app import App, ComposeResult

from borrower_desk.screens.themes import THEMES
from borrower_desk.screens.widgets.rows import PAGE, Cell, Heading, Line, Rows, fitted


class ListApp(App[None]):
    """A list of numbers that come by page, or of what it is given."""

    def __init__(self, count: int | None, rows: Sequence[object] = ()) -> None:
        super().__init__()
        self.register_theme(THEMES[0])
        self.count, self.given = count, rows
        self.fetched: list[int] = []
        self.opened: list[object] = []

    def compose(self) -> ComposeResult:
        yield Rows(self.line_of, key=lambda row: row, empty="Nothing here yet.")

    def line_of(self, row: object, width: int) -> Sequence[Line]:
        return ((Cell(f"row {row}"), Cell("x", 3)),)

    def on_mount(self) -> None:
        rows = self.query_one(Rows)
        rows.focus()
        if self.count is None:
            rows.set_rows(self.given)
        else:
            rows.set_count(self.count)

    @on(Rows.Wanted)
    def fetch(self, event: Rows.Wanted) -> None:
        self.fetched.append(event.offset)
        event.rows.put(event.offset, list(range(event.offset, event.offset + PAGE)))

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        self.opened.append(event.row)


def shown(app: App[None]) -> str:
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


async def test_a_hundred_thousand_rows_cost_two_pages() -> None:
    """The first page and, after G, the last one: nothing between them is fetched."""
    app = ListApp(100_000)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        assert "row 0" in shown(app)
        await pilot.press("G")
        await pilot.pause()

        assert app.query_one(Rows).current == 99_999
        assert "row 99999" in shown(app)
        assert len(app.fetched) <= 3


async def test_vi_keys_and_arrows_move_alike() -> None:
    """j and down, k and up, g g and home, G and end do the same."""
    app = ListApp(None, list(range(50)))
    async with app.run_test(size=(40, 10)) as pilot:
        rows = app.query_one(Rows)
        await pilot.press("j", "down", "j", "k")
        assert rows.current == 2
        await pilot.press("G")
        assert rows.current == 49
        await pilot.press("g")
        assert rows.current == 49, "one g alone does nothing"
        await pilot.press("g")
        assert rows.current == 0
        await pilot.press("end", "g", "j", "g")
        assert rows.current == 49, "g j g is not g g"


async def test_a_heading_is_never_under_the_cursor() -> None:
    """The cursor goes over headings, at both ends too."""
    app = ListApp(None, [Heading("A"), 1, 2, Heading("B"), 3])
    async with app.run_test(size=(40, 10)) as pilot:
        rows = app.query_one(Rows)
        await pilot.pause()
        assert rows.current == 1
        await pilot.press("j", "j")
        assert rows.current == 3
        await pilot.press("g", "g")
        assert rows.current == 1


async def test_the_cursor_stays_on_its_row_when_rows_come_before_it() -> None:
    """What one looks at does not jump away when the list is loaded again."""
    app = ListApp(None, ["b", "c"])
    async with app.run_test(size=(40, 10)) as pilot:
        rows = app.query_one(Rows)
        await pilot.press("j")
        rows.set_rows(["a", "b", "c"])
        await pilot.pause()

        assert rows.current == "c"


async def test_a_click_chooses_a_row_and_a_double_click_opens_it() -> None:
    """The mouse does what the keys do."""
    app = ListApp(None, list(range(9)))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.click(Rows, offset=(3, 4))
        assert app.query_one(Rows).current == 4
        await pilot.double_click(Rows, offset=(3, 2))
        await pilot.pause()

        assert app.opened == [2]


async def test_an_empty_list_says_what_to_do() -> None:
    """An empty state has words."""
    app = ListApp(None, [])
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()

        assert "Nothing here yet." in shown(app)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("short", 8, "short   "),
        ("a longer one", 8, "a longe…"),
        ("日本語のテキスト", 7, "日本語…"),
        ("a\x1b[31m\nb", 10, "a␛[31m b  "),
        ("anything", 0, ""),
    ],
)
def test_a_cell_is_exactly_as_wide_as_it_should_be(text: str, width: int, expected: str) -> None:
    """Wide characters count double, and no control character reaches the terminal."""
    assert fitted(text, width) == expected
