"""The two files of taste: read, kept, and never in the way."""

from __future__ import annotations

import pytest

from borrower_desk import settings
from borrower_desk.settings import Settings


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("BORROWER_DESK_THEME", raising=False)
    return settings.folder()


def write(home, name: str, text: str) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / name).write_text(text)


def test_without_a_file_the_defaults_stand():
    assert settings.settings() == (Settings(), [])


def test_what_was_kept_is_read_back():
    wanted = Settings(theme="desk-light", language="es", idle_minutes=5, motion=True)

    settings.keep(wanted)

    assert settings.settings() == (wanted, [])


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("idle_minutes = -1", "idle_minutes"),
        ("idle_minutes = '5'", "whole number"),
        ("language = 'fr'", "language"),
        ("motion = 1", "true or false"),
        ("colour = 'red'", "colour"),
        ("theme = ", "could not be read"),
        ("\x00", "could not be read"),
    ],
)
def test_a_wrong_value_is_said_and_its_default_stands(home, text, trouble):
    write(home, "settings.toml", text)

    found, troubles = settings.settings()

    assert found == Settings()
    assert trouble in " ".join(troubles)


def test_the_rest_of_a_file_with_a_mistake_counts(home):
    write(home, "settings.toml", "idle_minutes = 3\nlanguage = 'xx'\n")

    assert settings.settings()[0] == Settings(idle_minutes=3)


def test_keys_are_read_by_the_id_of_the_act(home):
    write(home, "keys.toml", '[keys]\n"app.search" = "slash, ctrl+f"\n"mail.file" = 7\n')

    found, troubles = settings.keys()

    assert found == {"app.search": "slash,ctrl+f"}
    assert "mail.file" in troubles[0]
