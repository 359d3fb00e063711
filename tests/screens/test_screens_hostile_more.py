"""Hostile words on the screens that the walk of `test_screens_hostile` does not reach.

The door, the first steps, the tour, help, the palette, the settings, an analysis, pages of
enclosures, a long act, a question: each piece of the hostile set is shown there as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hostile_words import PIECES, escapes
from plain_menu import answers, menu_of
from rich.cells import cell_len
from rich.text import Text
from screen_samples import TODAY, Sample, new_desk
from screen_steps import go, press, put_all, settled
from test_screens_hostile import MARKUP, evil, hostile, obeyed
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from borrower_desk.actions import desks
from borrower_desk.actions.desks import Ways
from borrower_desk.analysis.finding import Assumption, Month, Outcome
from borrower_desk.analysis.reading import Unread
from borrower_desk.cli import plain
from borrower_desk.errors import UsageError
from borrower_desk.model import ArithmeticFinding, Enclosure, EventKind
from borrower_desk.screens import enclosures, keeping, taste, tour
from borrower_desk.screens.acts import events
from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.choosing import Choice, Choose
from borrower_desk.screens.dialogs import Blank, Confirm
from borrower_desk.screens.findings import AnalysisScreen
from borrower_desk.screens.help import HelpScreen
from borrower_desk.screens.long import LongForm, LongWork

__all__ = ["hostile"]

ALL = [f"{MARKUP}{n} {piece}" for n, piece in enumerate(PIECES)]
FOLDER = "[bold red]x\u202egnp\x1b[31m$(id)"  # every sign of it may stand in a file's name
NARROW, WIDE = (80, 24), (160, 48)


def wrong(pilot: Pilot[None]) -> list[str]:
    """What is obeyed, and lines that are not as wide as the screen."""
    width = pilot.app.screen.size.width
    broken = []
    for strip in pilot.app.screen._compositor.render_strips():
        found = sum(cell_len(one.text) for one in strip)  # what is joined by ZWJ may be cut in two
        if found != width:
            broken.append(f"{found} columns: {''.join(one.text for one in strip)!r}")
    return obeyed(pilot) + broken


async def at_each_size(pilot: Pilot[None], where: str) -> None:
    """Nothing is wrong at either size."""
    for size in (WIDE, NARROW):
        await pilot.resize_terminal(*size)
        await settled(pilot)
        assert wrong(pilot) == [], f"{where} at {size}"


def shown(pilot: Pilot[None], words: str) -> bool:
    """True when these words stand on the screen, wherever their lines are broken."""
    strips = pilot.app.screen._compositor.render_strips()
    found = "".join(one.text for strip in strips for one in strip)
    return re.sub(r"[\s│]", "", words) in re.sub(r"[\s│]", "", found)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose name wishes the terminal ill."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    made = tmp_path / FOLDER
    made.mkdir()
    return made


async def test_each_step_of_the_first_ones(folder: Path) -> None:
    """The desk's own path, every blank with every piece of the set, and what is refused."""
    app = DeskApp(folder / "home.desk", Ways(keyring=False), lambda: TODAY)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        assert shown(pilot, "[bold red]")
        put_all(app, {"passphrase": ALL[0], "again": ALL[1]})
        await press(pilot, "ctrl+s")
        await at_each_size(pilot, "the passphrase")
        put_all(app, {"again": ALL[0]})
        await press(pilot, "ctrl+s", "ctrl+s")
        names = ("name", "address", "emails", "servicer", "notice", "domains")
        await _every_piece(pilot, names)
        await press(pilot, "ctrl+s")
        await at_each_size(pilot, "you, refused")
        put_all(app, {"emails": "a@home.example", "domains": "oakline.example"})
        await press(pilot, "ctrl+s")
        assert app.screen.query("#blank-number"), "the hostile names were kept"
        await at_each_size(pilot, "the loan")  # the servicer's hostile name stands in its list
        await _every_piece(pilot, ("number", "property", "borrowers"))
        put_all(app, {"number": "0001234567"})
        await press(pilot, "ctrl+s")
        await _every_piece(pilot, ("path",))
        put_all(app, {"path": f"there is no {FOLDER}"})
        await press(pilot, "ctrl+s")
        assert shown(pilot, "There is nothing at there is no [bold red]")
        await at_each_size(pilot, "the import, refused")


async def _every_piece(pilot: Pilot[None], blanks: tuple[str, ...]) -> None:
    for at in range(0, len(ALL), len(blanks)):
        found = [*ALL[at : at + len(blanks)], *ALL[: len(blanks)]]
        put_all(pilot.app, dict(zip(blanks, found, strict=False)))
        await pilot.pause()
        assert wrong(pilot) == [], f"{blanks} from {at}"


async def test_the_door(folder: Path) -> None:
    """A key file with a hostile name, passphrases typed and shown nowhere, the recovery form."""
    desks.make_desk(folder / "home.desk", Ways(keyring=False), lambda: "correct horse")
    ways = Ways(keyring=False, key_file=folder / "no key")
    app = DeskApp(folder / "home.desk", ways, lambda: TODAY)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        assert shown(pilot, "[bold red]")
        await at_each_size(pilot, "the door")
        for one in ALL[:4]:
            app.screen.query_one(Input).value = one
            await press(pilot, "enter")
            assert wrong(pilot) == []
        await press(pilot, "f2")
        await _every_piece(pilot, ("code",))
        await press(pilot, "ctrl+s")
        await at_each_size(pilot, "the recovery form")


async def test_the_palette_finds_by_hostile_words_and_shows_them(hostile: Sample) -> None:
    app = DeskApp(hostile.path, hostile.ways, lambda: TODAY)
    async with app.run_test(size=NARROW) as pilot:
        await go(pilot, "matter")
        await pilot.press("ctrl+p")
        await settled(pilot)
        for one in ["[/]", "[l", "\\[", *ALL]:
            app.screen.query_one(Input).value = one
            await pilot.pause(0.01)
            assert wrong(pilot) == [], one
        await settled(pilot, 0.2)
        await at_each_size(pilot, "the palette")


def _finding() -> ArithmeticFinding:
    words = [evil(f"f{n}") for n in range(10)]
    return ArithmeticFinding(
        *words[:7], working=(words[7],), citation=words[8], assumptions=(words[9],)
    )


def _outcome() -> Outcome:
    return Outcome(
        evil("kind"),
        (_finding(), _finding()),
        (Assumption(evil("name"), evil("value"), evil("why")),),
        (evil("missing"),),
        (Unread(evil("source"), evil("place"), evil("unread")),),
        months=(Month(evil("month"), 1, 2, 3, 4, evil("note")),),  # type: ignore[arg-type]
    )


def _refuse(*_: object) -> None:
    raise UsageError(evil("trouble"), hint=evil("hint"))


async def test_what_stands_over_a_screen(hostile: Sample) -> None:
    """An analysis, pages, a long act and what it is at, questions, the tour, help, settings."""
    app = DeskApp(hostile.path, hostile.ways, lambda: TODAY)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settled(pilot)
        assert app.store is not None
        matter = app.store.matters()[0]
        title = enclosures.title_of(Enclosure("A", evil("title"), evil("name"), "x/y", "0" * 64))  # type: ignore[arg-type]
        blanks = [
            Blank("a", evil("label"), evil("value"), hint=evil("hint")),
            Blank("b", evil("label"), evil("lines"), kind="lines"),
            Blank("c", evil("label"), "v", kind="choice", choices=[("v", evil("choice"))]),
        ]
        long = LongForm(evil("title"), blanks, lambda *_: _refuse(), note=evil("note"))
        wishes = SimpleNamespace(settings={}, mapping={})
        choices = [Choice(f"c{n}", one, one) for n, one in enumerate(ALL)]
        over = {
            "analysis": lambda: AnalysisScreen(matter, evil("kind"), [], wishes, _outcome()),  # type: ignore[arg-type]
            "pages": lambda: enclosures.Pages([(title, Text(""))]),
            "long form": lambda: long,
            "long work": lambda: LongWork(evil("title"), lambda *_: _refuse(), stopped=evil("end")),
            "confirm": lambda: Confirm(evil("question"), detail=evil("detail")),
            "choose": lambda: Choose(evil("title"), choices, note=evil("note")),
            "help": lambda: HelpScreen(app.screen_stack[0]),
        }
        for name, make in over.items():
            app.push_screen(make())
            await settled(pilot)
            await at_each_size(pilot, name)
            if name != "help":
                assert shown(pilot, "[bold red]"), name
            if name == "long form":
                await press(pilot, "ctrl+s")
                long.busy = True
                long.on_long_form_step(LongForm.Step(1, 2, evil("now")))
                await at_each_size(pilot, "a long act")
                long.busy = False
            app.pop_screen()
        app.say_trouble(UsageError(evil("trouble"), hint=evil("hint")))
        app.say(evil("said"))
        await at_each_size(pilot, "toasts")
        for at in range(len(tour.STOPS)):
            tour.take(app, at)
            await settled(pilot)
            assert wrong(pilot) == [], f"halt {at}"
            app.pop_screen()


async def test_the_forms_of_a_call_and_of_an_event(hostile: Sample) -> None:
    """What a letter proposes, what the record holds and what is typed stand there as text."""
    app = DeskApp(hostile.path, hostile.ways, lambda: TODAY)
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await go(pilot, "matter")
        assert app.store is not None
        matter = app.store.matters()[0]
        fields = {"the form of a call": ("who", "text"), "the form of an event": ("note", "params")}
        for where, (short, long) in fields.items():
            if where == "the form of a call":
                await press(pilot, "l")
            else:
                known = app.store.events(matter.id)[0]
                proposed = replace(known, kind=EventKind.CORRECTED, note=evil("proposed"))
                events._event_form(app, matter, [proposed])
                await settled(pilot)
                put_all(app, {"kind": EventKind.CORRECTED.value})
                await settled(pilot)
                assert shown(pilot, "[bold red]")
            for n in range(0, len(ALL), 8):
                put_all(app, {short: ALL[n], long: "\n".join(ALL[n : n + 8])})
                await settled(pilot)
                await at_each_size(pilot, where)
            assert shown(pilot, "[bold red]")
            app.pop_screen()


async def test_settings_and_keys_that_say_hostile_things(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their files, their folder and their values; what is wrong with them is told as text."""
    home = tmp_path / FOLDER
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    (home / "borrower-desk").mkdir(parents=True)
    sign = '"[bold red]x\\u202e\\u001b[31m"'
    (home / "borrower-desk" / "settings.toml").write_text(f"theme = {sign}\n{sign} = 1\n")
    (home / "borrower-desk" / "keys.toml").write_text(f'{sign} = "x"\n"app.leave" = {sign}\n')
    made = new_desk(tmp_path)
    async with DeskApp(made.path, made.ways, lambda: TODAY).run_test(
        size=WIDE, notifications=True
    ) as pilot:
        await settled(pilot)
        assert shown(pilot, "[bold red]")
        await at_each_size(pilot, "the toasts of the start")
        taste.change_settings(pilot.app)  # type: ignore[arg-type]
        await settled(pilot)
        await _every_piece(pilot, ("idle",))
        await press(pilot, "ctrl+s")
        await at_each_size(pilot, "the settings, refused")
        await press(pilot, "escape")
        keeping.restore(pilot.app)  # type: ignore[arg-type]
        await settled(pilot)
        await _every_piece(pilot, ("source", "target"))
        await press(pilot, "ctrl+s")
        await at_each_size(pilot, "a restore, refused")


async def test_ten_thousand_characters_pasted_and_a_resize_while_typing(folder: Path) -> None:
    """A name written from right to left too; what is typed stays, and the label in sight."""
    ways = Ways(keyring=False, key_file=folder / "desk.key")
    app = DeskApp(folder / "home.desk", ways, lambda: TODAY)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+s", "ctrl+s")
        put_all(app, {"name": "מרים כהן-לוי"})
        await press(pilot, "tab")
        app.post_message(Paste("عنوان 12 Elm St\n" * 700 + "end"))
        await settled(pilot)
        sizes = ((80, 24), (60, 20), (160, 48), (40, 12), (80, 24))
        for typed, size in enumerate(sizes, 1):
            await pilot.resize_terminal(*size)
            await pilot.press("x")
            await settled(pilot)
            assert wrong(pilot) == [], size
            if size >= NARROW:
                assert shown(pilot, "Your postal address"), size
            if size >= (60, 20):  # the least that is promised
                assert shown(pilot, "end" + "x" * typed), size
        assert app.screen.query_one("#blank-address").text.endswith("xxxxx")  # type: ignore[attr-defined]


# ── plain mode ───────────────────────────────────────────────────────────────


@pytest.fixture
def _menu(hostile: Sample, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("BORROWER_DESK_KEY_FILE", raising=False)
    with menu_of(hostile.path, hostile.ways.key_file, TODAY):
        yield


READS = [one for one in plain.acts() if " ".join(one.argv) in {
    "list", "matter list", "matter show", "due", "today", "show", "thread", "search", "servicer list",
    "servicer show", "loan list", "loan show", "letter list", "letter show", "journal", "quarantine list",
    "tag list", "journal list", "report", "calendar", "whoami", "sender show",
}]  # fmt: skip


@pytest.mark.usefixtures("_menu")
def test_plain_mode_says_hostile_words_as_text(capfd: pytest.CaptureFixture[str]) -> None:
    """Each act that reads, from the menu; and the pieces themselves as answers."""
    assert len(READS) >= 8, [" ".join(one.argv) for one in plain.acts()]
    said = ""
    for one in READS:
        for answer in ("1", "C1", "M1", "D1"):
            plain.run(answers(one.name, answer, "n"))
            said += "".join(capfd.readouterr())
    for piece in ALL:
        plain.run(answers(piece, "search", piece, "n"))
        said += "".join(capfd.readouterr())
    assert "[bold red]" in said
    assert escapes(said) == []
