"""The command line in the user's language."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from borrower_desk import settings, speech
from borrower_desk.cli import tongue


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "borrower_desk", *words],
        capture_output=True, text=True, check=False, env=os.environ | env,
    )  # fmt: skip


def test_help_is_in_the_language_of_the_locale():
    told = run("due", "--help", LC_ALL="es_US.UTF-8").stdout

    assert "Opciones" in told
    assert "Days to look ahead" not in told


def test_settings_beat_the_locale(tmp_path: Path):
    folder = tmp_path / "borrower-desk"
    folder.mkdir()
    (folder / "settings.toml").write_text('language = "es"\n')

    told = run("--help", XDG_CONFIG_HOME=str(tmp_path), LC_ALL="en_US.UTF-8").stdout

    assert "Opciones" in told


def test_an_error_is_in_the_users_language():
    told = run("due", "--nope", LC_ALL="es_MX.UTF-8")

    assert told.returncode == 2
    assert "No such option" not in told.stderr
    assert "--nope" in told.stderr


def test_json_is_the_same_in_every_language():
    english, spanish = (
        json.loads(run("--json", "deadline", "no-such-rule", LC_ALL=one).stderr)
        for one in ("C.UTF-8", "es_US.UTF-8")
    )

    assert english == spanish


@pytest.fixture
def spanish():
    speech.use("es")
    yield
    speech.use("")


def test_what_a_command_prints_is_in_the_users_language(desk, spanish):
    told = desk("loan", "show", "L1")

    assert "préstamo" in desk("matter", "list").out
    assert "vivienda:" in told.out
    assert "12 Oak Street" in told.out


def test_what_an_empty_list_advises_is_in_the_users_language(desk, spanish):
    told = desk("drafts")

    assert "Aún no hay borradores. Empiece uno: borrower-desk draft" in told.err


@pytest.mark.parametrize(
    "words", [("due",), ("brief",), ("list",), ("matter", "list"), ("escalate", "M1"), ("doctor",)]
)
def test_json_of_a_desk_is_the_same_in_every_language(desk, words):
    english = desk("--json", *words).json
    speech.use("es")
    try:
        assert desk("--json", *words).json == english
    finally:
        speech.use("")


def test_a_question_is_asked_in_english_of_a_program(desk, spanish):
    """Without a terminal the question is part of an error, which `--json` gives in English."""
    told = desk("--json", "discard", "D1")

    assert told.error["message"] == "Throw D1 away? Nobody is there to answer."
    assert "¿Desechar D1? No hay nadie que conteste." in desk("discard", "D1").err


@pytest.mark.parametrize("home", ["", "/somewhere/else"])
def test_the_settings_are_looked_for_where_they_are_kept(monkeypatch, home):
    monkeypatch.setenv("XDG_CONFIG_HOME", home)

    assert tongue.settings_file() == settings.folder() / "settings.toml"


def test_advice_beside_a_draft_speaks_spanish_or_stays_whole(desk, monkeypatch):
    """No half of each: of "This is not legal advice." nothing may be changed alone."""
    desk("servicer", "add", "Pinecrest Home Loans")
    desk("loan", "transfer", "L1", "--to", "S2", "--effective", "2027-01-01")
    speech.use("es")
    try:
        ran = desk("draft", "notice-of-error", "--matter", "M1")
    finally:
        speech.use("")

    assert "para usted: Va a Pinecrest Home Loans, que administra el préstamo ahora." in ran.err
    assert "no es legal advice" not in ran.err


def test_settings_that_may_not_be_looked_for_say_nothing_of_a_language():
    """As in a home of somebody else's: the command runs on, in the locale's language."""
    done = run("--version", XDG_CONFIG_HOME=f"/{'x' * 300}")  # no system lets one look for that

    assert (done.returncode, done.stderr) == (0, "")
