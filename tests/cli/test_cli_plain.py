"""`--plain` without a command: every act as a menu, line by line, for screen readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from plain_menu import answers, menu_of

from borrower_desk.cli import context, plain
from borrower_desk.cli.main import MODULES, main

TODAY = "2026-11-24"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A desk that a key file opens, with nothing in it."""
    path, key = tmp_path / "menu.desk", tmp_path / "key"
    monkeypatch.delenv("BORROWER_DESK_KEY_FILE", raising=False)
    today = context.parse_day(TODAY)
    with menu_of(path, key, today):  # whatever `init` leaves, it is as it was afterwards
        made = main(["--desk", str(path), "init", "--key-file", str(key), "--no-keyring"])
        assert made == 0
        with menu_of(path, key, today):
            yield path


def test_every_command_is_an_act_of_the_menu():
    """What the command line can do, the menu can: it is made from the commands."""
    named = {one.argv[0] for one in plain.acts()}

    assert named == {command for commands in MODULES.values() for command in commands}


def test_every_act_says_what_it_does():
    assert [one.name for one in plain.acts() if not one.help] == []


def test_a_number_or_the_beginning_of_a_name_chooses(desk, capsys):
    plain.run(answers("what is due", "due", "n"))

    said = capsys.readouterr().out
    assert "This runs: borrower-desk due" in said


def test_what_is_needed_is_asked_for_and_kept(desk, capsys):
    plain.run(answers("5", "servicer add", "Lakeshore Mortgage Servicing", "n", "servicer list"))

    said = capsys.readouterr().out
    assert "This runs: borrower-desk servicer add 'Lakeshore Mortgage Servicing'" in said
    assert re.search(r"S1\s+Lakeshore Mortgage Servicing", said)


def test_zero_goes_back_and_nothing_is_done(desk, capsys):
    plain.run(answers("5", "servicer add", "0", "servicer list"))

    said = capsys.readouterr().out
    assert "Left out; nothing was done." in said
    assert "S1" not in said


def test_what_does_not_exist_is_said_and_asked_again(desk, capsys):
    plain.run(answers("nonsense", "99", "q"))

    said = capsys.readouterr().out
    assert "nonsense is none of them" in said
    assert "Closed. What was done is kept." in said


def test_a_refusal_is_said_and_the_menu_goes_on(desk, capsys):
    plain.run(answers("matters", "matter show", "M9", "matter list"))

    out, err = capsys.readouterr()
    assert "M9" in err
    assert "Nothing half-done was kept." in out
    assert "This runs: borrower-desk matter list" in out


def test_a_value_that_looks_like_an_option_is_a_value(desk, capsys):
    plain.run(answers("5", "servicer add", "--json", "n", "servicer list"))

    assert re.search(r"S1\s+--json", capsys.readouterr().out)


def test_nothing_is_drawn_and_nothing_moves(desk, capsys):
    """No box, no colour, no cursor movement: only lines."""
    plain.run(answers("1", "due", "n", "?", "rules", "", "n", "0", "2", "list", "n"))

    said = "".join(capsys.readouterr())
    assert "\x1b" not in said
    assert "\r" not in said
    assert not re.search(r"[\u2500-\u259f]", said)
