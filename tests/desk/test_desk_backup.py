"""The way back from a backup: whole, elsewhere, by the printed code; never over something."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest
from desk_samples import keep, message

from borrower_desk.config import keys_path
from borrower_desk.desk import backup
from borrower_desk.desk.store import Store
from borrower_desk.desk.vault import Unlock, create, open_desk, recover, unlocked, unlocked_by_code
from borrower_desk.errors import DeskDamaged, DeskError, DeskExists, NoDesk, WrongKey


@pytest.fixture
def copied(store: Store, tmp_path: Path) -> Path:
    """A backup of a desk with two messages."""
    with store.change("import"):
        keep(store, message(1))
        keep(store, message(2))
    store.backup(tmp_path / "copy.desk")
    return tmp_path / "copy.desk"


def test_a_restored_desk_is_the_same(store: Store, unlock: Unlock, copied: Path) -> None:
    """In a directory that is made for it, owner-only, row for row, under the same keys."""
    new = copied.parent / "elsewhere" / "new.desk"
    backup.restore(copied, new, unlocked(copied, unlock))
    assert {stat.S_IMODE(one.stat().st_mode) for one in new.parent.iterdir()} == {0o600}
    with open_desk(new, unlock) as desk:
        assert desk.contents() == store.contents()
        assert desk.verify(full=True).ok


def test_the_printed_code_alone_brings_it_back(tmp_path: Path) -> None:
    """On another machine, after the passphrase is lost with the laptop."""
    desk, code = create(tmp_path / "home.desk", passphrase="forgotten by everyone")
    with desk:
        with desk.change("import"):
            keep(desk, message(1))
        desk.backup(tmp_path / "copy.desk")
        whole = desk.contents()
    key = unlocked_by_code(tmp_path / "copy.desk", code.lower())
    backup.restore(tmp_path / "copy.desk", tmp_path / "new.desk", key)
    recover(tmp_path / "new.desk", code, "a new one")
    with open_desk(tmp_path / "new.desk", Unlock(keyring=False, ask=lambda: "a new one")) as back:
        assert back.contents() == whole


@pytest.mark.parametrize("taken", ["new.desk", "new.desk.keys"])
def test_a_restore_never_overwrites(unlock: Unlock, copied: Path, taken: str) -> None:
    """Neither a desk nor the keys of one."""
    there = copied.with_name(taken)
    there.write_text("mine")
    with pytest.raises(DeskExists):
        backup.restore(copied, copied.with_name("new.desk"), unlocked(copied, unlock))
    assert there.read_text() == "mine"
    assert len(list(copied.parent.glob("new*"))) == 1


def test_a_restore_that_was_cut_off_is_run_again(unlock: Unlock, copied: Path) -> None:
    """Its keys lie there already, and are the same."""
    new = copied.with_name("new.desk")
    keys_path(new).write_bytes(keys_path(copied).read_bytes())
    backup.restore(copied, new, unlocked(copied, unlock))
    open_desk(new, unlock).close()


def test_without_a_key_the_bytes_are_copied(unlock: Unlock, copied: Path) -> None:
    """The user who only has the code can restore first, and recover then."""
    new = copied.with_name("new.desk")
    backup.restore(copied, new, None)
    assert new.read_bytes() == copied.read_bytes()
    assert keys_path(new).read_bytes() == keys_path(copied).read_bytes()
    open_desk(new, unlock).close()


def test_a_desk_in_use_is_no_backup_without_its_key(store: Store, copied: Path) -> None:
    """Part of it lies in the write-ahead log."""
    with pytest.raises(NoDesk, match="a desk in use"):
        backup.restore(store.path, copied.with_name("new.desk"), None)
    assert not list(copied.parent.glob("new*"))


def test_a_damaged_backup_makes_no_desk_or_a_whole_one(
    store: Store, unlock: Unlock, copied: Path
) -> None:
    """A flipped bit: told, and nothing is left; in an index, the copy has it made again."""
    key = unlocked(copied, unlock)
    whole = copied.read_bytes()
    refused = 0
    for at in range(100, len(whole), 4096 * 3 + 7):
        copied.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        new = copied.with_name("new.desk")
        try:
            backup.restore(copied, new, key)
        except DeskError:
            refused += 1
            assert not list(copied.parent.glob("new*"))
            continue
        with open_desk(new, unlock) as desk:
            assert desk.verify(full=True).ok
            assert desk.contents() == store.contents()
        new.unlink()
        keys_path(new).unlink()
    assert refused > 5


@pytest.mark.parametrize("pages", [0, 0.01, 1, -1])
def test_a_cut_backup_makes_no_desk(unlock: Unlock, copied: Path, pages: float) -> None:
    """A copy that never finished, and one that is gone."""
    key = unlocked(copied, unlock)
    copied.write_bytes(copied.read_bytes()[: int(4096 * pages)])
    with pytest.raises(DeskDamaged):
        backup.restore(copied, copied.with_name("new.desk"), key)
    copied.unlink()
    with pytest.raises(DeskError, match="no backup at"):
        backup.restore(copied, copied.with_name("new.desk"), key)
    assert not list(copied.parent.glob("new*"))


def test_a_wrong_code_and_a_wrong_key_open_no_backup(copied: Path, tmp_path: Path) -> None:
    """They are told apart from damage."""
    _, code = create(tmp_path / "other.desk", key_file=tmp_path / "other.key")
    with pytest.raises(WrongKey):
        unlocked_by_code(copied, code)


def test_the_desk_remembers_its_backups(store: Store) -> None:
    """The day of the last one, and of the last that was tried; the copy knows too."""
    assert store.last_backup() == backup.LastBackup(None, None)
    store.note_backup(date(2026, 3, 1))
    store.note_backup(date(2026, 3, 2), tried=True)
    store.note_backup(date(2026, 3, 2), tried=True)
    assert store.last_backup() == backup.LastBackup(date(2026, 3, 1), date(2026, 3, 2))
    assert [one.act for one in store.journal()] == ["backup", "backup"]
