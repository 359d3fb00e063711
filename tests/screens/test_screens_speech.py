"""The app in another language: every word of the screens has a line in its catalogue."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from screen_samples import Sample
from screen_steps import MODES, go, press, seen, settled

from borrower_desk import settings, speech
from borrower_desk.screens.app import DeskApp

OpenApp = Callable[[Sample], DeskApp]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def spanish() -> Iterator[None]:
    settings.keep(settings.Settings(language="es"))
    yield
    speech.use("")


def strings(*words: str) -> str:
    """What the reader of the sources finds missing."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, ROOT / "tools" / "strings.py", *words],
        capture_output=True, text=True, env=env, check=False,
    )  # fmt: skip
    assert not ran.stderr, ran.stderr
    return ran.stdout.strip()


@pytest.mark.parametrize("language", [one for one in speech.languages() if one != "en"])
def test_every_word_of_the_screens_is_in_the_catalogue(language):
    assert strings(language, "screens") == ""


def test_no_words_are_put_together_before_they_are_translated():
    assert strings("--loose") == ""


async def test_the_screens_speak_spanish(full: Sample, app_of: OpenApp, spanish):
    """The bar, the keys, the headings, the states: in Spanish, in the settings' language."""
    app = app_of(full)
    async with app.run_test(size=(160, 48)) as pilot:
        await settled(pilot)
        today = seen(pilot)
        for words in ("Hoy", "Correspondencia", "Ayuda", "Carta nueva", "Más adelante"):
            assert words in today, words
        await press(pilot, "question_mark")
        assert "Teclas" in seen(pilot)
        await press(pilot, "escape")
        for mode in MODES:
            await go(pilot, mode)
            assert "Hoy" in seen(pilot), mode


async def test_english_is_spoken_when_nothing_else_is_asked_for(full: Sample, app_of: OpenApp):
    app = app_of(full)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)

        assert "Today" in seen(pilot)
        assert "Hoy" not in seen(pilot)
