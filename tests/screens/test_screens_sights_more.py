"""The screens that come and go, as they stand: the door, the first steps, a letter, what asks.

Kept and compared as in `test_screens_sights`: words, and for each theme a digest of colours.
Paths are relative, the day is fixed, a recovery code is masked: nothing differs by machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from screen_samples import NOTICE, TODAY, Sample
from screen_steps import MODES, go, press, put_all, settled, write
from test_screens_sights import KEPT, LONG, SIZES, THEMES, sight
from textual.pilot import Pilot
from textual.widgets import Input

from borrower_desk.actions import desks, letters
from borrower_desk.actions.desks import Ways
from borrower_desk.errors import UsageError
from borrower_desk.screens import tour
from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.choosing import Choice, Choose
from borrower_desk.screens.dialogs import Blank, Confirm, Form
from borrower_desk.screens.help import HelpScreen

OpenApp = Callable[[Sample], DeskApp]
PHRASE = "correct horse battery staple"
DEEP = Path(*["a folder within a folder"] * 6) / "home.desk"  # longer than a line of 80


class Kept:
    """The sights that were kept, and which of them changed."""

    def __init__(self, update: bool) -> None:
        self.update = update
        self.changed: list[str] = []

    async def look(self, pilot: Pilot[None], name: str) -> None:
        """See what is on the screen now, at each size and in each theme."""
        seen_at: dict[tuple[int, int], list[tuple[str, str]]] = {size: [] for size in SIZES}
        pilot.app.animation_level = "none"  # no picture of something half scrolled
        if name.startswith(("palette", "help")):
            await pilot.resize_terminal(*SIZES[1])  # Textual's own goes round once before
            await calm(pilot)
        for theme in THEMES:  # a change of theme costs more than one of size
            pilot.app.theme = theme
            for size in SIZES:
                await pilot.resize_terminal(*size)
                await calm(pilot)
                seen_at[size].append(await still(pilot))
        await pilot.resize_terminal(*SIZES[0])
        parts: list[str] = []
        for (width, height), found in seen_at.items():
            assert len({words for words, _ in found}) == 1, f"{name}: a theme changes the words"
            for theme, (_, drawing) in zip(THEMES, found, strict=True):
                parts.append(f"= {width}x{height} {theme} {drawing}\n")
            parts.append(f"{found[0][0].rstrip()}\n")
        now, path = "".join(parts), KEPT / "more" / f"{name}.txt"
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(now, encoding="utf-8")
        elif not path.exists() or now != path.read_text(encoding="utf-8"):
            self.changed.append(name)


async def still(pilot: Pilot[None]) -> tuple[str, str]:
    """What is on the screen once it no longer moves, however slow the machine."""
    before = sight(pilot)
    for _ in range(50):
        await pilot.pause(0.05)
        now = sight(pilot)
        if now == before:
            return now
        before = now
    raise AssertionError("the screen never comes to rest")


async def calm(pilot: Pilot[None]) -> None:
    """Nothing blinks, nothing is about to vanish, and all that was asked is answered."""
    pilot.app.clear_notifications()
    for one in pilot.app.screen.query(Input):
        one.cursor_blink = False
    await settled(pilot)


@pytest.fixture
def kept(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Kept]:
    """Look with it; at the end nothing may differ from what is kept."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    one = Kept(request.config.getoption("update_snapshots", default=False))
    yield one
    assert one.changed == [], "look at them with --snapshot-update and git diff"


# ── the door ─────────────────────────────────────────────


async def test_the_door(kept: Kept) -> None:
    """The locked desk at first, after a wrong passphrase, and asked for its recovery code."""
    ways = Ways(keyring=False)
    desks.make_desk(Path("home.desk"), ways, lambda: PHRASE)
    app = DeskApp(Path("home.desk"), ways, lambda: TODAY)
    async with app.run_test(size=SIZES[0]) as pilot:
        await kept.look(pilot, "unlock-first")
        await write(pilot, "not the passphrase")
        await press(pilot, "enter")
        await kept.look(pilot, "unlock-wrong-passphrase")
        await press(pilot, "f2")
        await kept.look(pilot, "unlock-recovery")
        code = {"code": "2QQ0-8PAD-1CZ5-S412-E9B9-AY17-JPRA-JEDN-7SHH"}
        put_all(app, {**code, "new": "four random words are", "again": "not the same"})
        await press(pilot, "ctrl+s")
        await kept.look(pilot, "unlock-recovery-refused")
        put_all(app, {"code": LONG * 3, "new": LONG, "again": LONG})
        await press(pilot, "ctrl+s")
        await kept.look(pilot, "unlock-recovery-very-long")


async def test_the_door_with_a_path_longer_than_the_screen(kept: Kept) -> None:
    ways = Ways(keyring=False)
    DEEP.parent.mkdir(parents=True)
    desks.make_desk(DEEP, ways, lambda: PHRASE)
    lost = Ways(keyring=False, passphrase_file=DEEP.with_name("passphrase that is not there"))
    async with DeskApp(DEEP, lost, lambda: TODAY).run_test(size=SIZES[0]) as pilot:
        await kept.look(pilot, "unlock-very-long-path")


# ── a letter ─────────────────────────────────────────────────────────────────


def pictures(many: int) -> list[str]:
    """Files to enclose, beside the desk."""
    names = [f"{n} {LONG[:80].strip()}.png" for n in range(many)]
    for name in names:
        Image.new("L", (20, 26), 255).save(name, "PNG")
    return names


LETTERS: dict[str, tuple[dict[str, str], int]] = {
    "empty": ({}, 0),
    "filled": ({**NOTICE, "what_happened": f"{NOTICE['what_happened']} My SSN is 078-05-1120."}, 2),
    "very-long": (
        {
            **NOTICE,
            "what_happened": LONG * 12,
            "facts": "\n".join(f"2026-09-{n % 28 + 1:02}: {n} {LONG}" for n in range(60)),
        },
        30,
    ),
}


@pytest.mark.parametrize("state", LETTERS)
async def test_a_letter(full: Sample, app_of: OpenApp, kept: Kept, state: str) -> None:
    """Its form beside the letter and the findings; on a narrow screen then the letter alone."""
    fields, many = LETTERS[state]
    app = app_of(full)
    async with app.run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        assert app.store is not None
        one = letters.draft(
            app.store, "notice-of-error", TODAY, matter=app.store.matters()[0], fields=fields,
            attach=pictures(many),
        )  # fmt: skip
        app.note_change()
        app.open_draft(one.id)
        await settled(pilot, 0.1)
        await kept.look(pilot, f"compose-{state}")
        if state == "very-long":
            await press(pilot, "f6")
            await kept.look(pilot, f"compose-{state}-letter")


# ── what is shown over a screen ──────────────────────────────────────────────


async def test_the_tour(
    full: Sample, app_of: OpenApp, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/maria")  # where a packet would be put
    app = app_of(full)
    async with app.run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        for at, stop in enumerate(tour.STOPS):
            tour.take(app, at)
            await settled(pilot, 0.05)
            await kept.look(pilot, f"tour-{at + 1}-{stop.mode}")
            app.pop_screen()


async def test_help(
    full: Sample, app_of: OpenApp, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of each main screen: from the plainest to the one with the most keys."""
    monkeypatch.setenv("HOME", "/home/maria")  # where a packet would be put
    app = app_of(full)
    async with app.run_test(size=SIZES[0]) as pilot:
        for mode in MODES:
            await go(pilot, mode)
            app.push_screen(HelpScreen(app.screen))
            await settled(pilot)
            await kept.look(pilot, f"help-{mode}")
            await press(pilot, "escape")


async def test_the_palette(full: Sample, app_of: OpenApp, kept: Kept) -> None:
    """All acts, and those that a word finds."""
    app = app_of(full)
    async with app.run_test(size=SIZES[0]) as pilot:
        for name, typed in (("all", ""), ("found", "letter")):
            await go(pilot, "matter")
            await pilot.press("ctrl+p")
            await settled(pilot, 0.2)
            if typed:
                app.screen.query_one(Input).value = typed
                await settled(pilot, 0.4)
            await kept.look(pilot, f"palette-{name}")
            await press(pilot, "escape")


FEW = [Choice("a", "Keep it", "as it stands"), Choice("b", "Throw it away")]
MANY = [Choice(f"c{n}", f"{n} {LONG}", LONG) for n in range(100)]
QUESTIONS = {
    "choose-few": lambda: Choose("What is to be done?", FEW),
    "choose-none": lambda: Choose("What is to be done?", [], note="There is nothing to choose."),
    "choose-very-many": lambda: Choose(LONG, MANY, note=LONG * 2),
    "confirm-plain": lambda: Confirm("Leave now?"),
    "confirm-detail": lambda: Confirm("Leave now?", detail="Not saved: D2.", yes="Go", no="Stay"),
    "confirm-very-long": lambda: Confirm(LONG, detail=LONG * 6, yes="Throw away", no="Go on"),
}


async def test_questions(empty: Sample, app_of: OpenApp, kept: Kept) -> None:
    app = app_of(empty)
    async with app.run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        for name, question in QUESTIONS.items():
            app.push_screen(question())
            await settled(pilot)
            await kept.look(pilot, name)
            app.pop_screen()


BLANKS = [
    Blank("text", "Of what", required=True, hint="a few words"),
    Blank("lines", "More about it", kind="lines"),
    Blank("matter", "In which matter", kind="choice", choices=[("M1", "M1 Late fee")]),
    Blank("secret", "Passphrase", kind="secret"),
]
LONG_BLANKS = [
    Blank(f"b{n}", LONG[:90], LONG, ("line", "lines", "line")[n % 3], LONG[:60]) for n in range(15)
]


def refuse(store: object, said: object) -> None:
    """What the desk says when it cannot."""
    raise UsageError(LONG, hint=LONG)


async def test_forms(empty: Sample, app_of: OpenApp, kept: Kept) -> None:
    """Untouched, with a needed blank empty, and longer than the screen, then refused at length."""
    app = app_of(empty)
    async with app.run_test(size=SIZES[0]) as pilot:
        await settled(pilot)
        app.push_screen(Form("Remind me", BLANKS, refuse, verb="Keep"))
        await settled(pilot)
        await kept.look(pilot, "form-empty")
        await press(pilot, "ctrl+s")
        await kept.look(pilot, "form-needed")
        app.pop_screen()
        app.push_screen(Form(LONG, LONG_BLANKS, refuse, note=LONG * 2))
        await settled(pilot)
        await kept.look(pilot, "form-very-long")
        await press(pilot, "ctrl+s")
        await kept.look(pilot, "form-very-long-refused")
