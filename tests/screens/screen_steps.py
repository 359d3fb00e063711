"""How a test drives the app: press, wait until the desk has answered, look."""

from __future__ import annotations

from textual.app import App
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input, Select, Static, TextArea

from borrower_desk.screens.unlock import UnlockScreen

MODES = (
    "today", "mail", "matter", "letters", "calendar", "packet", "people", "search", "import",
    "law", "journal",
)  # fmt: skip


async def settled(pilot: Pilot[None], pause: float = 0.0) -> None:
    """Wait until nothing is being asked of the desk, and what was answered is shown."""
    await pilot.pause(pause or None)
    for _ in range(600):
        if not _opening(pilot) and not any(worker.is_running for worker in pilot.app.workers):
            await pilot.pause()
            if not any(worker.is_running for worker in pilot.app.workers):
                await pilot.pause()
                return
        await pilot.pause(0.01)
    raise AssertionError("the desk did not answer in time")


def _opening(pilot: Pilot[None]) -> bool:
    """The app has not come as far as its first screen, or the desk is still being opened."""
    app = pilot.app
    if app.current_mode == "_default":
        return True
    screen = app.screen
    if not isinstance(screen, UnlockScreen):
        return False
    words = screen.query("#door-words")
    return screen._first or not words or "Opening" in str(words.first(Static).render())


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and wait for what they do."""
    await pilot.press(*keys)
    await settled(pilot)


async def write(pilot: Pilot[None], words: str) -> None:
    """Type words into the field that has the focus; all but the first few are pasted."""
    names = {" ": "space", "\n": "enter"}
    await pilot.press(*(names.get(char, char) for char in words[:4]))
    if words[4:]:
        pilot.app.post_message(Paste(words[4:]))  # as a terminal does: a field of lines bubbles it
        await pilot.pause()


def put_all(app: App[None], values: dict[str, str]) -> None:
    """Fill the blanks of a form or a step at once."""
    for name, value in values.items():
        widget = app.screen.query_one(f"#blank-{name}")
        if isinstance(widget, TextArea):
            widget.text = value
        elif isinstance(widget, Input | Select):
            widget.value = value


async def go(pilot: Pilot[None], mode: str) -> None:
    """Show a main screen, once the desk is open."""
    await settled(pilot)
    pilot.app.go(mode)  # type: ignore[attr-defined]  # the app under test
    await settled(pilot, 0.02)


def seen(pilot: Pilot[None]) -> str:
    """The words on the screen, line by line, as the terminal would show them."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


def said(pilot: Pilot[None], selector: str) -> str:
    """The words of one widget."""
    return str(pilot.app.screen.query_one(selector, Static).render())
