"""The four first steps as they stand: with nothing said, filled, refused, and at great length.

Kept and compared as the other sights are; the recovery code, made by chance, is shown as noughts.
"""

from __future__ import annotations

import re
from pathlib import Path

from screen_samples import TODAY
from screen_steps import press, put_all, settled
from test_screens_sights import LONG, SIZES
from test_screens_sights_more import DEEP, PHRASE, Kept, kept
from textual.pilot import Pilot
from textual.widgets import Static

from borrower_desk.actions.desks import Ways
from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.onboarding import OnboardingScreen

__all__ = ["kept"]

YOU = {
    "name": "Ana Example",
    "address": "1 Elm St\nDayton, OH 45402",
    "emails": "ana@home.example",
    "servicer": "Oakline Servicing",
    "notice": "Oakline Servicing\nP.O. Box 9\nColumbus, OH 43216",
    "domains": "oakline.example",
}
LOAN = {
    "number": "0001234567",
    "property": "1 Elm St, Dayton, OH 45402",
    "borrowers": "Ana Example",
}
LONG_YOU = {
    "name": LONG[:200],
    "address": "\n".join(f"{n} {LONG[:90]}" for n in range(12)),
    "emails": " ".join(f"a{n}@home.example" for n in range(40)),
    "servicer": LONG[:200],
    "notice": "\n".join(f"{n} {LONG[:90]}" for n in range(12)),
    "domains": " ".join(f"d{n}.example" for n in range(40)),
}
LONG_LOAN = {"number": "000" + "1" * 60, "property": LONG[:200], "borrowers": LONG[:200]}


async def begin(pilot: Pilot[None]) -> OnboardingScreen:
    """The first step stands."""
    await settled(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, OnboardingScreen)
    return screen


async def make_desk(pilot: Pilot[None], kept: Kept, name: str) -> None:
    """Make the desk; its code, made by chance, is shown as noughts."""
    screen = await begin(pilot)
    await press(pilot, "ctrl+s")
    words = screen.query_one("#steps-words", Static)
    told = str(words.render())
    assert screen.code in told
    words.update(told.replace(screen.code, re.sub(r"[A-Za-z0-9]", "0", screen.code)))
    await kept.look(pilot, name)
    await press(pilot, "ctrl+s")


async def test_the_first_steps_with_nothing(kept: Kept) -> None:
    ways = Ways(key_file=Path("desk.key"), keyring=False)
    async with DeskApp(Path("home.desk"), ways, lambda: TODAY).run_test(size=SIZES[0]) as pilot:
        await begin(pilot)
        await make_desk(pilot, kept, "onboarding-0-code")
        for step in (1, 2, 3):
            await kept.look(pilot, f"onboarding-{step}-nothing")
            await press(pilot, "ctrl+n")


async def test_the_first_steps_filled(kept: Kept) -> None:
    async with DeskApp(Path("home.desk"), Ways(), lambda: TODAY).run_test(size=SIZES[0]) as pilot:
        await begin(pilot)
        await kept.look(pilot, "onboarding-0-nothing")
        put_all(pilot.app, {"passphrase": PHRASE, "again": PHRASE + "s"})
        await press(pilot, "ctrl+s")
        await kept.look(pilot, "onboarding-0-refused")
        put_all(pilot.app, {"again": PHRASE})
        await press(pilot, "ctrl+s", "ctrl+s")
        for step, said in ((1, YOU), (2, LOAN), (3, {"path": "not/there"})):
            put_all(pilot.app, said)
            await kept.look(pilot, f"onboarding-{step}-filled")
            await press(pilot, "ctrl+s")


async def test_the_first_steps_with_very_long_words(kept: Kept) -> None:
    DEEP.parent.mkdir(parents=True)
    ways = Ways(key_file=DEEP.with_name("desk.key"), keyring=False)
    async with DeskApp(DEEP, ways, lambda: TODAY).run_test(size=SIZES[0]) as pilot:
        await begin(pilot)
        await kept.look(pilot, "onboarding-0-very-long")
        await press(pilot, "ctrl+s", "ctrl+s")
        for step, said in ((1, LONG_YOU), (2, LONG_LOAN), (3, {"path": LONG[:200]})):
            put_all(pilot.app, said)
            await kept.look(pilot, f"onboarding-{step}-very-long")
            await press(pilot, "ctrl+s")
        await kept.look(pilot, "onboarding-3-very-long-refused")
