"""Where a form rests: its field in use and that field's label in sight, however one came there."""

from __future__ import annotations

from collections.abc import Callable

from screen_samples import Sample
from screen_steps import press, settled
from textual.pilot import Pilot

from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.dialogs import Blank, Form
from borrower_desk.screens.widgets.fields import Blanks, Lines

OpenApp = Callable[[Sample], DeskApp]
MANY = [
    Blank(f"b{n}", f"Label {n}", "\n".join("abc") if n % 3 == 1 else "", ("line", "lines")[n % 3 == 1])
    for n in range(15)
]  # fmt: skip


def in_sight(pilot: Pilot[None]) -> bool:
    """The field in use and its label lie within what is seen of the form."""
    form = pilot.app.screen.query_one(Blanks)
    field = pilot.app.focused
    assert field is not None
    label = form.children[form.children.index(field) - 1]
    return form.region.contains_region(field.region) and form.region.contains_region(label.region)


async def test_a_label_is_in_sight_even_where_things_slide(empty: Sample, app_of: OpenApp) -> None:
    """Forwards through the whole form and backwards again."""
    app = app_of(empty)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.animation_level = "full"
        app.push_screen(Form("Many blanks", MANY, lambda store, said: None))
        await settled(pilot)
        for key in ["tab"] * 14 + ["shift+tab"] * 14:
            await press(pilot, key)
            assert in_sight(pilot), f"{key} to {app.focused}"


async def test_a_form_rests_where_it_did_after_the_window_was_larger(
    empty: Sample, app_of: OpenApp
) -> None:
    app = app_of(empty)
    async with app.run_test(size=(160, 60)) as pilot:
        await settled(pilot)
        app.push_screen(Form("Many blanks", MANY, lambda store, said: None))
        await settled(pilot)
        await press(pilot, *["tab"] * 9)
        rests = set()
        for _ in range(3):
            for size in ((60, 20), (80, 24), (160, 60)):
                await pilot.resize_terminal(*size)
                await settled(pilot)
                assert in_sight(pilot)
                rests.add((size, app.screen.query_one(Blanks).scroll_offset.y))
    assert len(rests) == 3


async def test_a_field_of_lines_is_drawn_with_the_breaks_of_its_new_width(
    empty: Sample, app_of: OpenApp
) -> None:
    """Not one word of it is lost when the window becomes narrower."""
    app = app_of(empty)
    long = " ".join(f"word{n}" for n in range(16))
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        app.push_screen(Form("Words", [Blank("a", "More", long, "lines")], lambda *_: None))
        await settled(pilot)
        for size in ((60, 20), (160, 48), (80, 24)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            field = app.screen.query_one(Lines)
            lines = [field.render_line(y).text for y in range(field.size.height)]
            assert " ".join(" ".join(lines).split()) == long
