"""Keys changed in one file, settings kept, and a terminal without Unicode."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from screen_samples import Sample
from screen_steps import MODES, go, press, seen, settled
from textual.color import Color

from borrower_desk import settings
from borrower_desk.screens import keys, signs, taste
from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.dialogs import Form
from borrower_desk.screens.search import SearchScreen
from borrower_desk.screens.unlock import UnlockScreen

OpenApp = Callable[[Sample], DeskApp]


def want(**wanted: str) -> None:
    """A keys.toml with these keys; `_` stands for the dot of an id."""
    lines = [f'"{name.replace("__", ".")}" = "{key}"' for name, key in wanted.items()]
    settings.write(settings.folder() / "keys.toml", "[keys]\n" + "\n".join(lines) + "\n")


def test_every_binding_of_ours_has_an_id_of_its_own():
    """Two acts of one place never share an id, else the file could not part them."""
    names = [str(one.id) for bindings in keys.PLACES.values() for one in bindings]

    assert len(names) == len(set(names)) > 60


async def test_a_key_is_changed_in_one_file(full: Sample, app_of: OpenApp):
    """The new key works, the old one does not, and help shows the new one."""
    want(app__search="f3")
    app = app_of(full)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "slash")
        assert app.current_mode == "today"
        await press(pilot, "question_mark")
        assert "f3" in seen(pilot)
        await press(pilot, "escape", "f3")

        assert isinstance(app.screen, SearchScreen)


@pytest.mark.parametrize(
    ("wanted", "trouble"),
    [
        ({"mail__nonsense": "x"}, "no act is called"),
        ({"mail__file": "notakeyatall"}, "is no key"),
        ({"mail__file": "t"}, "would have the same key"),
    ],
)
def test_a_key_that_cannot_be_is_said_and_the_old_one_stands(wanted, trouble):
    want(**wanted)

    good, troubles = keys.chosen()

    assert good == {}
    assert trouble in troubles[0]


def test_two_acts_may_change_places():
    want(mail__file="t", mail__tag="f")

    good, troubles = keys.chosen()

    assert (good, troubles) == ({"mail.file": "t", "mail.tag": "f"}, [])


def test_the_file_that_is_offered_names_every_act_and_changes_nothing():
    """Written once, all lines commented out; with the # taken away it says what is so anyhow."""
    path = keys.write_file()
    text = settings.folder().joinpath("keys.toml").read_text()

    assert path.endswith("keys.toml")
    assert keys.chosen() == ({}, [])
    bare = text.replace('# "', '"')
    settings.write(settings.folder() / "keys.toml", bare)
    found, troubles = keys.chosen()
    assert troubles == []
    assert {str(one.id) for some in keys.PLACES.values() for one in some} == set(found)
    assert keys.write_file() == path
    assert settings.folder().joinpath("keys.toml").read_text() == bare


async def test_a_broken_file_is_said_and_the_app_opens(full: Sample, app_of: OpenApp):
    settings.write(settings.folder() / "keys.toml", "[keys\n")
    settings.write(settings.folder() / "settings.toml", "idle_minutes = 'x'\n")
    app = app_of(full)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot, 0.1)

        assert "could not be read" in seen(pilot)
        assert "M1" in seen(pilot)


async def test_settings_are_kept_and_count_at_once(full: Sample, app_of: OpenApp):
    app = app_of(full)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        taste.change_settings(app)
        await settled(pilot)
        assert isinstance(app.screen, Form)
        app.screen.query_one("#blank-theme").value = "desk-light"
        app.screen.query_one("#blank-idle").value = "0"
        await press(pilot, "ctrl+s")
        await settled(pilot)

        assert app.theme == "desk-light"
        assert settings.settings()[0].idle_minutes == 0


async def test_an_untouched_desk_locks_after_the_minutes_that_were_set(
    full: Sample, app_of: OpenApp
):
    settings.keep(settings.Settings(idle_minutes=1))
    app = app_of(full)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        app._touched -= 20
        app._look_at_the_clock()
        assert not app.locked
        app._touched -= 60
        app._look_at_the_clock()
        await settled(pilot)

        assert app.locked
        assert isinstance(app.screen, UnlockScreen)


async def test_a_terminal_without_unicode_gets_ascii(full: Sample, app_of: OpenApp, monkeypatch):
    """Every screen in ASCII, as wide as before."""
    monkeypatch.setenv("BORROWER_DESK_ASCII", "1")
    app = app_of(full)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for mode in MODES:
            await go(pilot, mode)
            for line in drawn(app):
                assert line.isascii(), (mode, line)
                assert cell_len(line) <= 80


def drawn(app: DeskApp) -> list[str]:
    """The lines as the terminal would get them, the app's filters over them."""
    lines = []
    for strip in app.screen._compositor.render_strips():
        segments = list(strip)
        for one in app._filters:
            segments = one.apply(segments, Color(0, 0, 0))
        lines.append("".join(segment.text for segment in segments))
    return lines


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("┌─┐ 3 × café … ✓", "+-+ 3 ? cafe ~ v"),
        ("日本", "????"),
        ("e\u0301", "e"),
        ("plain", "plain"),
    ],
)
def test_signs_become_ascii_of_the_same_width(text, wanted):
    assert signs.in_ascii(text) == wanted
    assert cell_len(signs.in_ascii(text)) == cell_len(text)


def test_the_filter_keeps_styles_and_control_segments():
    given = [Segment("é"), Segment("plain")]

    assert [one.text for one in signs.Ascii().apply(given, Color(0, 0, 0))] == ["e", "plain"]
