"""How a test does an act of the palette: by its name, with what a form asks."""

from __future__ import annotations

from typing import Any

from screen_steps import press, settled
from textual.pilot import Pilot

from borrower_desk.screens import registry
from borrower_desk.screens.choosing import Choose
from borrower_desk.screens.dialogs import Form


async def do(pilot: Pilot[None], name: str) -> None:
    """Begin the act with this name, wherever one is."""
    await settled(pilot)
    act = next(one for one in registry.ALL if one.name == name)
    act.do(pilot.app)  # type: ignore[arg-type]  # the app under test
    await settled(pilot, 0.05)


async def fill(pilot: Pilot[None], **values: str) -> Any:
    """Put values into the form's blanks, submit it, and wait for what comes of it."""
    form = pilot.app.screen
    assert isinstance(form, Form), form
    for name, value in values.items():
        widget = form.query_one(f"#blank-{name}")
        setattr(widget, "text" if hasattr(widget, "text") else "value", value)
    await pilot.pause()
    await press(pilot, "ctrl+s")
    await settled(pilot, 0.05)
    return form


def told(pilot: Pilot[None]) -> str:
    """What the app said in passing, the last first."""
    return "\n".join(one.message for one in reversed(list(pilot.app._notifications)))


async def choose(pilot: Pilot[None], value: str) -> None:
    """Take the choice with this value."""
    assert isinstance(pilot.app.screen, Choose), pilot.app.screen
    pilot.app.screen.dismiss(value)
    await settled(pilot, 0.05)
