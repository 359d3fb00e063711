"""One-line and many-line fields, compact and without a blinking cursor; and the form they stand in."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.geometry import Offset, Region
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

MOST_OF_SCREEN = 0.94  # as the style sheet has it for a dialog
FOOTER = 1  # rows
LEAST_ROWS = 3
MOST_LINES = 10  # rows of a field of lines, as the style sheet has it


def give_room(widget: Widget) -> None:
    """Let a widget be as high as its box leaves room for beside the others in it, not more."""
    box = widget.parent
    if not isinstance(box, Widget):
        return
    rest = sum(
        one.outer_size.height + one.styles.margin.height
        for one in box.children
        if one is not widget and one.display
    )
    room = int((widget.screen.size.height - FOOTER) * MOST_OF_SCREEN) - box.gutter.height
    widget.styles.max_height = max(LEAST_ROWS, room - rest)


class Blanks(VerticalScroll, can_focus=False):
    """Labels and their fields, one under the other; a field in use is never without its label.

    Where it rests follows from what stands in it, how high it is and which field is in
    use, and from nothing else: it is settled in one place, after each layout, at once.
    (Textual's own scrolling to a focused field takes its time, and goes to where the
    field stood before the layout was done; two of them at once ended anywhere.)
    """

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - textual's own name for it
        classes: str | None = None,
        fits: bool = False,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._fits = fits  # as high as its box leaves room for: what stands below stays in sight
        self._stood: object = None

    def on_mount(self) -> None:
        self.screen.screen_layout_refresh_signal.subscribe(self, self._laid_out)

    def _laid_out(self, _: object) -> None:
        if self._fits:
            give_room(self)
            self._fit_lines()
        stands = (
            self.scrollable_content_region.size,
            tuple(one.virtual_region for one in self.children),
        )
        if stands != self._stood:
            self._stood = stands
            self._rest()

    def _fit_lines(self) -> None:
        """A field of lines is not higher than what is seen of the form, less its label."""
        most = self.styles.max_height
        if most is None or self.screen.has_class("-tall"):
            return
        for one in self.query_children(Lines):
            one.styles.max_height = max(LEAST_ROWS, min(MOST_LINES, int(most.value) - 1))

    def on_descendant_focus(self) -> None:
        self._rest(only_if_hidden=True)

    def on_text_area_selection_changed(self) -> None:
        self._rest(only_if_hidden=True)

    def scroll_to_region(self, region: Region, **how: object) -> Offset:
        """Asked by Textual for a field that is not in sight: this has its own way."""
        return self._rest(only_if_hidden=True)

    def _rest(self, *, only_if_hidden: bool = False) -> Offset:
        """Put the field in use in the middle, its label above it; gives by how much it moved."""
        found = self._in_use()
        if found is None:
            return Offset()
        top, bottom, cursor = found
        height, now = self.scrollable_content_region.height, self.scroll_offset.y
        if bottom - top <= height:
            if only_if_hidden and now <= top and bottom <= now + height:
                return Offset()
            wanted = top - (height - (bottom - top)) // 2
        else:  # too high to be seen whole: from its label on, unless one writes further down
            wanted = max(top, cursor + 1 - height)
        wanted = max(0, min(wanted, self.max_scroll_y))
        self.scroll_to(y=wanted, animate=False, immediate=True, force=True)
        return Offset(0, wanted - now)

    def _in_use(self) -> tuple[int, int, int] | None:
        """The rows of the field that has the focus: its label's first, its end, the cursor's."""
        above: Widget | None = None
        for one in self.children:
            if one.has_focus or one.has_focus_within:
                stands = one.virtual_region
                label = above.virtual_region if isinstance(above, Static) else stands
                row = one.cursor_screen_offset.y - one.region.y if isinstance(one, TextArea) else 0
                return label.y, stands.bottom, stands.y + max(0, row)
            above = one
        return None


class Entry(Input):
    """A one-line field that never blinks."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        password: bool = False,
        id: str | None = None,  # noqa: A002 - textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(
            value=value,
            placeholder=placeholder,
            password=password,
            select_on_focus=False,
            compact=True,
            id=id,
            classes=classes,
        )
        self.cursor_blink = False


class Lines(TextArea):
    """A field of several lines; tab leaves it, as it does any other."""

    def __init__(
        self,
        text: str = "",
        *,
        id: str | None = None,  # noqa: A002 - textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(
            text=text,
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            compact=True,
            id=id,
            classes=classes,
        )
        self.cursor_blink = False
        self.highlight_cursor_line = False

    def on_focus(self) -> None:
        self._draw_anew()

    def on_blur(self) -> None:
        self._draw_anew()

    def on_resize(self) -> None:
        """Drawn once at the new width but with the old breaks, lines would stay so: cut short."""
        self._draw_anew()
        if self.has_focus:  # where one writes stays in sight in a lower field too
            self.call_after_refresh(self.scroll_cursor_visible)

    def _draw_anew(self) -> None:
        """Draw the cursor, or draw it no longer; and lines as they are broken now.

        Textual keeps drawn lines, and with a cursor that does not blink its key
        for them leaves the focus out.
        """
        self.notify_style_update()
        self.refresh()
