"""A watched directory: what has come to rest is brought in once, and stays where it is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from borrower_desk.actions import watching
from borrower_desk.actions.importing import Manner
from borrower_desk.desk.vault import Unlock, create, open_desk
from borrower_desk.errors import SourceNotFound
from borrower_desk.model import ImportReport

TODAY = date(2027, 1, 29)


def letter(number: int) -> bytes:
    return (
        f"From: Care <c@x.example>\nSubject: {number}\nMessage-ID: <{number}@x>\n\n{number}\n"
    ).encode()


@pytest.fixture
def store(tmp_path: Path):
    made, _ = create(tmp_path / "home.desk", key_file=tmp_path / "desk.key")
    with made:
        yield made


def looks(store, place: Path, *steps) -> list[ImportReport]:
    """Watch, with a step (writing, deleting ...) before each look; what was told."""
    told: list[ImportReport] = []
    waiting = list(steps)
    asked = 0

    def going_on() -> bool:
        nonlocal asked
        asked += 1
        if asked % 2 and waiting:  # before a look; the other times, before a pause
            waiting.pop(0)()
            return True
        return bool(waiting)

    watching.watch(store, [place], Manner(), lambda: TODAY, told.append, every=0, going_on=going_on)
    return told


def nothing() -> None:
    pass


def test_what_has_come_to_rest_is_brought_in_once(store, tmp_path):
    """At the second look that finds it unchanged; then no more."""
    place = tmp_path / "in"
    place.mkdir()

    told = looks(
        store, place,
        lambda: (place / "1.eml").write_bytes(letter(1)),
        nothing,
        lambda: (place / "2.eml").write_bytes(letter(2)),
        nothing, nothing, nothing,
    )  # fmt: skip

    assert [[item.id for item in one.items] for one in told] == [["C1"], ["C2"]]
    assert sorted(one.name for one in place.iterdir()) == ["1.eml", "2.eml"], "nothing is moved"


def test_a_file_that_is_still_written_is_left_alone(store, tmp_path):
    """Half a letter is no letter."""
    place = tmp_path / "in"
    place.mkdir()
    file = place / "1.eml"

    told = looks(
        store, place,
        lambda: file.write_bytes(letter(1)[:20]),
        lambda: file.write_bytes(letter(1)[:30]),
        lambda: file.write_bytes(letter(1)),
        nothing,
    )  # fmt: skip

    assert [len(one.items) for one in told] == [1]
    assert store.blob(store.correspondence("C1").sha256) == letter(1)


def test_a_watch_that_was_stopped_goes_on(store, tmp_path):
    """What it knows it knows by its bytes: it is met, and told to nobody."""
    place = tmp_path / "in"
    place.mkdir()
    (place / "1.eml").write_bytes(letter(1))
    assert len(looks(store, place, nothing, nothing)) == 1

    again = looks(store, place, nothing, nothing, lambda: (place / "2.eml").write_bytes(letter(2)),
                  nothing)  # fmt: skip

    assert [[item.id for item in one.items] for one in again] == [["C2"]]


def test_a_file_that_goes_away_again_is_no_trouble(store, tmp_path):
    """Another program may take it first."""
    place = tmp_path / "in"
    place.mkdir()
    file = place / "1.eml"
    file.write_bytes(letter(1))

    assert looks(store, place, nothing, file.unlink, nothing) == []


def test_what_is_no_directory_is_not_watched(store, tmp_path):
    """Told at once, not by waiting for ever."""
    with pytest.raises(SourceNotFound, match="no directory"):
        looks(store, tmp_path / "none", nothing)


def test_the_command_watches_until_it_is_stopped(desk, tmp_path):
    """Ctrl-C ends it cleanly, with what was brought in kept and the desk free."""
    place = tmp_path / "in"
    place.mkdir()
    (place / "1.eml").write_bytes(letter(1))
    running = subprocess.Popen(
        [sys.executable, "-m", "borrower_desk", "import", str(place), "--watch"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ},
    )  # fmt: skip
    assert running.stdout is not None
    first = running.stdout.readline()
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=30)

    assert first.startswith(b"1 met: 1 imported")
    assert running.returncode == 130
    assert b"Traceback" not in said
    with open_desk(tmp_path / "home.desk", Unlock(key_file=tmp_path / "desk.key")) as store:
        assert store.verify(full=True).ok
