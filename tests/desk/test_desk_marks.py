"""An older copy put in a desk's place is whole in itself; the mark kept apart tells."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from borrower_desk.config import keys_path, state_directory
from borrower_desk.desk import backup, export, marks
from borrower_desk.desk.store import Store
from borrower_desk.desk.vault import Unlock, open_desk, unlocked
from borrower_desk.errors import DeskDamaged, DeskRolledBack, VaultError
from borrower_desk.model import Check, Servicer, ServicerId


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


def age(store: Store) -> Check:
    return next(one for one in store.verify(full=True).checks if one.name == "age")


@pytest.mark.parametrize("lost", ["rm", "garbled"])
def test_without_a_mark_the_age_is_not_said_to_be_right(
    store: Store, unlock: Unlock, tmp_path: Path, state: Path, lost: str
) -> None:
    """Nothing tells then whether an older copy took the desk's place; it is no bad news either."""
    path = rolled_back(store, tmp_path)
    marked = state / marks._place(path, unlocked(path, unlock)).name
    if lost == "rm":
        shutil.rmtree(state)
    else:
        marked.write_text("garbage")
    with open_desk(path, unlock) as desk:
        said = age(desk)
    assert (said.ok, said.made, said.word) == (True, False, "--")
    assert said.detail.startswith("not looked at: ")
    assert "its age is not checked" in said.detail


def test_with_its_mark_the_age_is_right(store: Store) -> None:
    """And nothing more is said of it."""
    write(store)
    assert age(store) == Check("age", True)
    assert age(store).word == "ok"


@pytest.mark.parametrize("place", ["pipe", "huge", "directory", "device"])
def test_whatever_stands_in_the_marks_place_locks_nobody_out(
    store: Store, unlock: Unlock, state: Path, place: str
) -> None:
    """Neither a pipe, which would wait for ever, nor three gigabytes; what can be is made anew."""
    write(store)
    store.close()
    (mark,) = state.iterdir()
    put_in_place(mark, place)
    with open_desk(store.path, unlock) as desk:
        assert not age(desk).made
        write(desk)
        assert age(desk).made or place == "directory"


@pytest.mark.parametrize("place", ["pipe", "huge", "directory", "device"])
def test_whatever_stands_in_the_keys_place_is_told_at_once(
    store: Store, tmp_path: Path, place: str
) -> None:
    """The message says which file it is; the desk and its backup wait for nobody."""
    store.close()
    put_in_place(keys_path(store.path), place)
    for act in (
        lambda: open_desk(store.path, Unlock(keyring=False, ask=lambda: "x")),
        lambda: backup.restore(store.path, tmp_path / "new.desk", None),
    ):
        with pytest.raises(VaultError, match=r"home\.desk\.keys could not be read") as said:
            act()
        assert said.value.exit_code == 4


@pytest.mark.parametrize("place", ["pipe", "directory", "device"])
@pytest.mark.parametrize("side", ["", "-journal", "-wal", "-shm"])
def test_whatever_stands_in_a_desks_place_is_told_at_once(
    store: Store, unlock: Unlock, side: str, place: str
) -> None:
    """SQLite itself would wait on the pipe."""
    write(store)
    store.close()
    beside = store.path.with_name(store.path.name + side)
    put_in_place(beside, place)
    for read_only in (True, False):
        with pytest.raises(VaultError, match=f"{beside.name} is no regular file"):
            open_desk(store.path, unlock, read_only=read_only)


def test_a_pipe_is_no_backup(store: Store, unlock: Unlock, tmp_path: Path) -> None:
    """Nor an export: it is told at once."""
    os.mkfifo(tmp_path / "b.desk")
    assert not export.is_export(tmp_path / "b.desk")
    with pytest.raises(DeskDamaged, match="no regular file"):
        backup.restore(tmp_path / "b.desk", tmp_path / "new.desk", unlocked(store.path, unlock))


def test_a_marks_part_is_never_written_through_a_link(
    store: Store, state: Path, tmp_path: Path
) -> None:
    """A link that lies in its place is taken away, and what it names is untouched."""
    write(store)
    (mark,) = state.iterdir()
    (tmp_path / "theirs").write_text("theirs")
    mark.with_name(f"{mark.name}.{os.getpid()}").symlink_to(tmp_path / "theirs")
    before = mark.read_text()
    write(store)
    assert (tmp_path / "theirs").read_text() == "theirs"
    assert mark.read_text() != before
    assert list(state.iterdir()) == [mark]


def put_in_place(path: Path, what: str) -> None:
    """Something that is no file of ours under its name."""
    path.unlink(missing_ok=True)
    if what == "pipe":
        os.mkfifo(path)
    elif what == "directory":
        path.mkdir()
    elif what == "device":
        path.symlink_to("/dev/zero")
    else:
        path.touch()
        os.truncate(path, 3 << 30)
