"""One-line and many-line fields: compact, without a blinking cursor."""

from __future__ import annotations

from textual.widgets import Input, TextArea


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
