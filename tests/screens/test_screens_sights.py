"""Every screen as it stands: empty, under way and very full; two sizes, three themes.

A sight is the screen's words, line by line, and for each theme a digest of the colours
that they are drawn in: small enough to keep and to read in a review.  After a wanted
change `pytest --snapshot-update` writes them anew.
"""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from pathlib import Path

import pytest
from screen_samples import TODAY, Sample, fill, message, new_desk
from screen_steps import MODES, go, seen, settled
from textual.pilot import Pilot

from borrower_desk.actions import clock, matters, people
from borrower_desk.actions.desks import open_desk
from borrower_desk.desk.store import Store
from borrower_desk.screens.app import DeskApp

KEPT = Path(__file__).with_name("sights")
SIZES = ((80, 24), (160, 48))
THEMES = ("desk-dark", "desk-light", "desk-contrast")
LONG = "A name of two hundred characters that nobody would choose and somebody has " * 3
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")  # of the journal: when the sample was made
MANY_MATTERS, MANY_MESSAGES, MANY_DUTIES = 60, 300, 200


def very_full(store: Store) -> None:
    """Hundreds of everything, and names as long as they can be."""
    fill(store)
    loan = store.loans()[0]
    people.edit_servicer(
        store, store.servicers()[0], people.ServicerFacts(name=LONG[:200], portal=LONG[:200])
    )
    opened = [
        matters.open_matter(store, f"{n} {LONG}"[:200], loan, "payment-refused", TODAY)
        for n in range(MANY_MATTERS)
    ]
    with store.change("import"):
        for n in range(MANY_MESSAGES):
            message(
                store,
                f"{n} {LONG}"[:200],
                TODAY - timedelta(days=n % 200),
                sender=f"{LONG[:180]} <a{n}@lakeshore-mortgage.example>",
                matter=opened[n % MANY_MATTERS],
            )
    for n in range(MANY_DUTIES):
        by = TODAY + timedelta(days=n % 90 - 10)
        clock.promise(store, opened[n % MANY_MATTERS], f"{n} {LONG}"[:200], by)


STATES = {"empty": lambda store: None, "under-way": fill, "very-full": very_full}


def sight(pilot: Pilot[None]) -> tuple[str, str]:
    """The words of the screen, and a digest of how each piece of them is drawn."""
    drawing = hashlib.sha256()
    for y, strip in enumerate(pilot.app.screen._compositor.render_strips()):
        for segment in strip:
            masked = MOMENT.sub("0000-00-00 00:00", segment.text)
            style = segment.style
            told = f"{style.color} {style.bgcolor} {style.bold} {style.underline}" if style else ""
            drawing.update(f"{y} {masked} {told}\n".encode())
    return MOMENT.sub("0000-00-00 00:00", seen(pilot)), drawing.hexdigest()[:12]


async def sights(pilot: Pilot[None], mode: str) -> str:
    """One screen at each size and in each theme, as it is kept."""
    parts: list[str] = []
    for width, height in SIZES:
        await pilot.resize_terminal(width, height)
        await go(pilot, mode)
        shown = ""
        for theme in THEMES:
            pilot.app.theme = theme
            await settled(pilot)
            words, drawing = sight(pilot)
            assert shown in ("", words), f"{mode}: the theme {theme} changes the words"
            shown = words
            parts.append(f"= {width}x{height} {theme} {drawing}\n")
        parts.append(f"{shown.rstrip()}\n")
    return "".join(parts)


@pytest.fixture(params=STATES)
def sample(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Sample]:
    """A desk in one of the states."""
    made = new_desk(tmp_path)
    with open_desk(made.path, made.ways) as store:
        STATES[request.param](store)
    return request.param, made


async def test_every_screen_is_as_it_was(
    sample: tuple[str, Sample], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No sight differs from the one that is kept."""
    monkeypatch.setenv("HOME", "/home/maria")
    state, desk = sample
    update = request.config.getoption("update_snapshots", default=False)
    app = DeskApp(desk.path, desk.ways, lambda: TODAY)
    changed = []
    async with app.run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        for mode in MODES:
            now = await sights(pilot, mode)
            path = KEPT / state / f"{mode}.txt"
            if update:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(now, encoding="utf-8")
            elif now != path.read_text(encoding="utf-8"):
                changed.append(f"{state}/{mode}")
    assert changed == [], "look at them with --snapshot-update and git diff"
