"""An older copy put in a desk's place is whole in itself; the mark kept apart tells."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from borrower_desk.config import keys_path, state_directory
from borrower_desk.desk import backup, marks
from borrower_desk.desk.store import Store
from borrower_desk.desk.vault import Unlock, open_desk, unlocked
from borrower_desk.errors import DeskRolledBack
from borrower_desk.model import Servicer, ServicerId


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state directory of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "borrower-desk" / "marks"


def write(store: Store, name: str = "Oakline") -> None:
    with store.change("servicer add"):
        store.add_servicer(Servicer(ServicerId(""), name))


def rolled_back(store: Store, tmp_path: Path) -> Path:
    """The desk after an older copy of it was put in its place, keys and all."""
    write(store)
    store.backup(tmp_path / "older.desk")
    write(store)
    store.close()
    for side in ("-wal", "-shm"):
        store.path.with_name(store.path.name + side).unlink(missing_ok=True)
    shutil.copy(tmp_path / "older.desk", store.path)
    shutil.copy(keys_path(tmp_path / "older.desk"), keys_path(store.path))
    return store.path


def test_an_older_desk_in_its_place_is_refused(
    store: Store, unlock: Unlock, tmp_path: Path
) -> None:
    """With what happened, and how to go on with it if the user did it."""
    path = rolled_back(store, tmp_path)
    for read_only in (True, False):
        with pytest.raises(DeskRolledBack, match="older than the one last used") as said:
            open_desk(path, unlock, read_only=read_only)
        assert said.value.exit_code == 4
        assert f"restore '{path}' --desk NEW" in said.value.hint


def test_verify_opens_it_and_says_so(store: Store, unlock: Unlock, tmp_path: Path) -> None:
    """What is in doubt can be looked into, and only that."""
    with open_desk(rolled_back(store, tmp_path), unlock, in_doubt=True) as desk:
        bad = [one for one in desk.verify(full=True).checks if not one.ok]
    assert [one.name for one in bad] == ["age"]
    assert "look for the newer one" in bad[0].detail


def test_the_way_out_is_a_restore(store: Store, unlock: Unlock, tmp_path: Path) -> None:
    """A copy that the user put back on purpose becomes a desk at another place."""
    path = rolled_back(store, tmp_path)
    backup.restore(path, tmp_path / "new.desk", unlocked(path, unlock))
    with open_desk(tmp_path / "new.desk", unlock) as desk:
        write(desk)
        assert len(desk.servicers()) == 2


def test_another_history_of_the_same_length_is_refused(
    store: Store, unlock: Unlock, tmp_path: Path
) -> None:
    """As many rows, but not those that were written here."""
    write(store)
    store.backup(tmp_path / "fork.desk")
    write(store, "Written here")
    store.close()
    with open_desk(tmp_path / "fork.desk", unlock) as fork:
        write(fork, "Written there")
    shutil.copy(tmp_path / "fork.desk", store.path)
    with pytest.raises(DeskRolledBack, match="row 2 of its journal is not the one"):
        open_desk(store.path, unlock)


def test_a_desk_that_went_on_elsewhere_is_welcome(
    store: Store, unlock: Unlock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a stick between two machines: what is ahead of the mark here is no older copy."""
    write(store)
    store.close()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "other machine"))
    with open_desk(store.path, unlock) as desk:
        write(desk)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    open_desk(store.path, unlock).close()


def test_a_kill_between_commit_and_mark_locks_nobody_out(
    store: Store, unlock: Unlock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mark is then one change behind, which accepts."""
    write(store)
    monkeypatch.setattr(marks, "keep", lambda *_, **__: None)
    write(store)
    store.close()
    with open_desk(store.path, unlock) as desk:
        assert len(desk.servicers()) == 2


def test_a_rolled_back_change_leaves_no_mark(store: Store, unlock: Unlock) -> None:
    """Only what was committed is remembered."""
    write(store)
    with suppress(ZeroDivisionError), store.change("x"):
        store.add_servicer(Servicer(ServicerId(""), "never"))
        raise ZeroDivisionError
    store.close()
    open_desk(store.path, unlock).close()


@pytest.mark.parametrize("content", [b"", b"1 9 00 00\n", b"\xff\xfe", b"2 1 a b\n", b"1 x y z"])
def test_a_mark_that_the_key_did_not_sign_is_none(
    store: Store, unlock: Unlock, state: Path, content: bytes
) -> None:
    """Nobody without the key can lock the owner out by a mark of theirs."""
    write(store)
    store.close()
    (mark,) = state.iterdir()
    mark.write_bytes(content)
    open_desk(store.path, unlock).close()


def test_a_mark_says_nothing_of_the_desk(store: Store, state: Path) -> None:
    """Neither its name nor its place nor its key; and it is its owner's alone."""
    write(store)
    (mark,) = state.iterdir()
    said = mark.name + mark.read_text()
    assert "home" not in said
    assert str(store.path.parent.name) not in said
    assert (store.path.with_name("desk.key")).read_text().strip() not in said
    assert mark.stat().st_mode & 0o077 == 0


def test_a_state_directory_that_cannot_be_written_stops_nothing(
    store: Store, unlock: Unlock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mark is a promise that can only be kept where there is room for it."""
    (tmp_path / "file").write_text("")
    for place in (str(tmp_path / "file"), "relative"):
        monkeypatch.setenv("XDG_STATE_HOME", place)
        write(store)
    assert len(store.servicers()) == 2
    monkeypatch.setenv("XDG_STATE_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert state_directory() == tmp_path / ".local" / "state" / "borrower-desk"


def test_a_mark_only_rises(store: Store, unlock: Unlock, state: Path) -> None:
    """Of two windows the slower one does not lower what the faster one wrote."""
    write(store)
    key = unlocked(store.path, unlock)
    (mark,) = state.iterdir()
    kept = mark.read_bytes()
    marks.keep(store.path, key, 0, "0" * 64)
    assert mark.read_bytes() == kept
    assert marks.kept(store.path, key)
    assert list(state.iterdir()) == [mark]
