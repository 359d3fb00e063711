"""One-line and many-line fields, compact and without a blinking cursor; and the form they stand in."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

MOST_OF_SCREEN = 0.94  # as the style sheet has it for a dialog
FOOTER = 1  # rows
LEAST_ROWS = 3


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
    """Labels and their fields, one under the other; a field in use is never without its label."""

    def on_descendant_focus(self) -> None:
        """Textual brings the field into sight; its label stands above it."""
        self.set_timer(0.02, self._show_label)  # after Textual's own scrolling

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_label)

    def fit(self) -> None:
        """Scroll in what room its box leaves: what was refused and the buttons stay in sight."""
        self.call_after_refresh(self._leave_room)

    def _leave_room(self) -> None:
        give_room(self)
        self.set_timer(0.05, self._show_label)

    def _show_label(self) -> None:
        above = None
        for one in self.children:
            if one.has_focus:
                break
            above = one
        else:
            return
        if isinstance(above, Static):
            above.scroll_visible(animate=False)


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

    def _draw_anew(self) -> None:
        """Draw the cursor, or draw it no longer.

        Textual keeps drawn lines, and with a cursor that does not blink its key
        for them leaves the focus out.
        """
        self.notify_style_update()
        self.refresh()
