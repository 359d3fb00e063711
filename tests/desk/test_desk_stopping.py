"""A copy and a full check can be stopped at any moment, and leave nothing half written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from desk_samples import keep, message

from borrower_desk.actions import copies
from borrower_desk.desk.store import Store
from borrower_desk.errors import DeskError

TODAY = date(2027, 2, 8)


class EnoughError(DeskError):
    """The user has had enough."""


class Stopper:
    """Goes on `times` times, then stops; knows what it heard."""

    def __init__(self, times: int) -> None:
        self.left = times
        self.heard: list[tuple[int, int, str]] = []

    def __call__(self, done: int, of: int, now: str) -> None:
        self.heard.append((done, of, now))
        self.left -= 1
        if self.left < 0:
            raise EnoughError("Stopped.")


@pytest.fixture
def filled(store: Store) -> Store:
    """A desk of some megabytes, which takes longer than a moment."""
    with store.change("import"):
        for n in range(40):
            keep(store, message(n, text="word " * 20_000 + str(n)))
    return store


@pytest.mark.parametrize("times", [0, 1, 2])
def test_a_stopped_backup_leaves_no_file_and_no_note(
    filled: Store, tmp_path: Path, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("borrower_desk.desk.backup._BETWEEN", 0)
    copy = tmp_path / "copies" / "copy.desk"
    copy.parent.mkdir()
    before = filled.contents()

    with pytest.raises(EnoughError):
        copies.backup(filled, copy, TODAY, tell=Stopper(times))

    assert list(copy.parent.iterdir()) == []
    assert filled.last_backup().made is None
    assert filled.verify(full=True).ok
    assert {name: had for name, had in filled.contents().items() if had != before[name]}.keys() <= {
        "journal", "settings",
    }  # fmt: skip


def test_a_stopped_backup_leaves_the_note_of_the_one_before(filled: Store, tmp_path: Path) -> None:
    copies.backup(filled, tmp_path / "first.desk", date(2027, 1, 1))
    with pytest.raises(DeskError):
        copies.backup(filled, tmp_path / "first.desk", TODAY)  # is there already
    assert filled.last_backup().made == date(2027, 1, 1)


def test_after_a_stop_the_next_backup_is_made(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("borrower_desk.desk.backup._BETWEEN", 0)
    copy = tmp_path / "copy.desk"
    with pytest.raises(EnoughError):
        copies.backup(filled, copy, TODAY, tell=Stopper(1))
    heard = Stopper(10**9)
    assert copies.backup(filled, copy, TODAY, tell=heard).path == copy
    assert {now for _, _, now in heard.heard} == {
        "the copy is written", "the copy is read back",
    }  # fmt: skip
    assert all(done <= of for done, of, _ in heard.heard)
    assert filled.last_backup().made == TODAY


@pytest.mark.parametrize("times", [0, 5, 30])
def test_a_full_check_stops_where_it_is_and_changes_nothing(filled: Store, times: int) -> None:
    before = filled.contents()
    with pytest.raises(EnoughError):
        filled.verify(full=True, tell=Stopper(times))
    assert filled.contents() == before
    assert filled.verify(full=True).ok


def test_a_check_that_goes_on_finds_what_it_finds_without_anybody_listening(filled: Store) -> None:
    heard = Stopper(10**9)
    assert filled.verify(full=True, tell=heard) == filled.verify(full=True)
    assert {now for _, _, now in heard.heard} >= {"pages", "documents", "history"}
