"""`backup`, `restore` and `export` as a user has them."""

from __future__ import annotations

import mailbox
import re
import shutil
from pathlib import Path

import pytest

MAIL = (
    b"From: Care <care@lakeshore-mortgage.example>\r\nTo: maria@fernmail.example\r\n"
    b"Subject: Your fee %d\r\nMessage-ID: <%d@lakeshore-mortgage.example>\r\n"
    b"Date: Mon, 4 Jan 2027 10:00:00 -0500\r\n\r\nFrom us to you.\r\n\tThe fee stands.\r\n"
)


@pytest.fixture
def kept(desk, tmp_path):
    """A desk with two messages and a document."""
    for number in (1, 2):
        (tmp_path / f"{number}.eml").write_bytes(MAIL % (number, number))
    (tmp_path / "note.txt").write_text("They called.")
    done = desk("import", tmp_path / "1.eml", tmp_path / "2.eml", tmp_path / "note.txt")
    assert done.code == 0, done.err
    return desk


@pytest.fixture
def code(run, tmp_path):
    """The recovery code of a desk of its own, in a file."""
    made = run("init", "--key-file", tmp_path / "desk.key", "--json")
    file = tmp_path / "code.txt"
    file.touch(0o600)
    file.write_text(made.json["recovery_code"] + "\n")
    return file


def test_a_backup_is_restored_to_a_new_place(kept, tmp_path):
    """The same answers; and a second time nothing is overwritten."""
    before = kept("list", "--json").json
    assert kept("backup", tmp_path / "b.desk").code == 0
    done = kept("restore", tmp_path / "b.desk", "--desk", tmp_path / "new.desk", "--json")
    assert done.json == {"desk": str(tmp_path / "new.desk"), "checked": True}
    assert kept("list", "--json", "--desk", tmp_path / "new.desk").json == before
    again = kept("restore", tmp_path / "b.desk", "--desk", tmp_path / "new.desk")
    assert again.code == 1
    assert "never overwrites" in again.err


def test_the_printed_code_is_enough(run, code, tmp_path, monkeypatch):
    """Another machine: no key file, no passphrase, only the paper."""
    assert run("backup", tmp_path / "b.desk").code == 0
    secret = tmp_path / "pass.txt"
    secret.touch(0o600)
    secret.write_text("four random words here\n")
    (tmp_path / "desk.key").unlink()
    monkeypatch.delenv("BORROWER_DESK_KEY_FILE")
    new = ("--desk", tmp_path / "new.desk")
    assert run("restore", tmp_path / "b.desk", *new, "--code-file", code, "--json").json["checked"]
    done = run("key", "recover", *new, "--code-file", code, "--new-passphrase-file", secret)
    assert done.code == 0, done.err
    assert run("verify", "--full", *new, "--passphrase-file", secret).code == 0


def test_a_drill_restores_and_compares(kept, tmp_path):
    """It says what was looked at, leaves nothing behind, and is remembered."""
    done = kept("backup", tmp_path / "b.desk", "--drill", "--json")
    assert done.code == 0, done.err
    assert done.json["ok"]
    names = [one["name"] for one in done.json["checks"]]
    assert {"restored", "signatures", "documents", "same rows"} <= set(names)
    acts = [one["act"] for one in kept("journal", "--json").json]
    assert acts[-2:] == ["backup", "backup"]


def test_a_drill_of_an_older_backup_by_its_code(run, code, tmp_path):
    """A backup that is there is tried, not written anew; the code is tried with it."""
    assert run("backup", tmp_path / "b.desk").code == 0
    before = (tmp_path / "b.desk").read_bytes()
    assert run("remind", "Call", "--on", "2027-02-01").code == 0
    done = run("backup", tmp_path / "b.desk", "--drill", "--code-file", code)
    assert done.code == 0, done.err
    assert (tmp_path / "b.desk").read_bytes() == before


def test_a_drill_of_a_damaged_backup_is_bad_news(kept, tmp_path):
    """It fails in words, and is not remembered as a success."""
    assert kept("backup", tmp_path / "b.desk").code == 0
    data = bytearray((tmp_path / "b.desk").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "b.desk").write_bytes(data)
    done = kept("backup", tmp_path / "b.desk", "--drill")
    assert done.code in (1, 3, 4)
    assert "Traceback" not in done.err
    assert "tried" not in str(kept("journal", "--json").json)


def test_backups_in_a_directory_are_rotated(kept, tmp_path):
    """The newest stay; files of other names are let alone."""
    folder = tmp_path / "usb"
    folder.mkdir()
    others = [folder / "home-photos.desk", folder / "other-2020-01-01-000000.desk"]
    for one in others:
        one.write_text("mine")
    old = [folder / f"home-2025-0{n}-01-120000.desk" for n in (1, 2, 3)]
    for one in old:
        one.write_text("old")
        one.with_name(one.name + ".keys").write_text("old")
    done = kept("backup", folder, "--keep", "2", "--json")
    assert done.code == 0, done.err
    assert done.json["removed"] == [str(one) for one in old[:2]]
    assert re.fullmatch(r"home-\d{4}-\d\d-\d\d-\d{6}\.desk", Path(done.json["path"]).name)
    left = sorted(one.name for one in folder.iterdir())
    assert len(left) == 6
    assert all(one.exists() for one in (*others, old[2]))
    assert kept("backup", tmp_path / "x.desk", "--keep", "2").code == 2


def test_a_desk_without_a_backup_is_told_so(kept, tmp_path):
    """And after a year without a try, that too; a fresh one silences it."""
    assert "No backup of this desk was ever made" in kept("verify").err
    assert kept("backup", tmp_path / "b.desk").code == 0
    assert "backup" not in kept("verify").err
    assert "--drill" in kept("verify", "--as-of", "2028-02-01").err
    assert kept("backup", tmp_path / "b.desk", "--drill", "--as-of", "2028-02-01").code == 0
    assert "--drill" not in kept("verify", "--as-of", "2028-02-02").err


def test_the_maildir_has_the_exact_bytes(kept, tmp_path):
    """Any mail program reads it; documents lie beside the messages."""
    assert kept("export", tmp_path / "out").code == 0
    box = mailbox.Maildir(tmp_path / "out", create=False)
    assert len(box) == 2
    found = sorted(one.read_bytes() for one in (tmp_path / "out" / "cur").iterdir())
    assert found == [MAIL % (1, 1), MAIL % (2, 2)]
    (document,) = (tmp_path / "out" / "documents").iterdir()
    assert document.read_text() == "They called."


def test_a_maildir_comes_back_by_import(kept, tmp_path):
    """Every message is known again by its bytes."""
    assert kept("export", tmp_path / "out", "--format", "maildir").code == 0
    done = kept("import", tmp_path / "out", "--json").json
    assert (done["imported"], done["duplicates"], done["quarantined"]) == (0, 3, 0)


@pytest.mark.parametrize("form", ["json", "sqlite"])
def test_the_other_forms_come_back_whole(kept, tmp_path, form, monkeypatch):
    """A new desk with keys of its own, and the same answers."""
    before = [kept(*words, "--json").json for words in (["list"], ["due"], ["journal"])]
    assert kept("export", tmp_path / "out", "--format", form).code == 0
    monkeypatch.delenv("BORROWER_DESK_KEY_FILE")
    new = ("--desk", tmp_path / "new.desk", "--key-file", tmp_path / "new.key")
    done = kept("restore", tmp_path / "out", *new, "--json")
    assert done.code == 0, done.err
    assert len(done.json["recovery_code"]) == 44
    after = [kept(*words, "--json", *new).json for words in (["list"], ["due"], ["journal"])]
    assert after == before
    assert kept("verify", "--full", *new).code == 0


def test_an_export_says_that_it_is_not_encrypted(kept, tmp_path):
    """On stderr, beside the data."""
    assert "not encrypted" in kept("export", tmp_path / "out", "--format", "json").err
    assert kept("export", tmp_path / "out", "--format", "xml").code == 2
    taken = kept("export", tmp_path / "out")
    assert taken.code == 1
    assert "never overwrites" in taken.err


def test_an_older_desk_in_its_place_exits_4_and_verify_3(kept, tmp_path):
    """Nothing of it is shown as true."""
    assert kept("backup", tmp_path / "b.desk").code == 0
    assert kept("tag", "C1", "later").code == 0
    shutil.copy(tmp_path / "b.desk", tmp_path / "home.desk")
    shown = kept("list")
    assert (shown.code, shown.out) == (4, "")
    assert "older" in shown.err
    looked = kept("verify", "--json")
    assert looked.code == 3
    assert [one["name"] for one in looked.json["checks"] if not one["ok"]] == ["age"]


def test_repair_makes_the_search_index_again(kept, tmp_path):
    """And says that all is well after it; nothing else is touched."""
    from borrower_desk.desk.vault import Unlock, open_desk

    unlock = Unlock(key_file=tmp_path / "desk.key")
    with open_desk(tmp_path / "home.desk", unlock) as store:
        store._db.run("INSERT INTO search (search) VALUES ('delete-all')")
        before = store.contents()
    bad = kept("verify", "--full")
    assert bad.code == 3
    assert "verify --repair" in bad.out
    assert kept("verify", "--repair").code == 0
    assert kept("verify", "--full").code == 0
    assert len(kept("search", "fee", "--json").json) == 2
    with open_desk(tmp_path / "home.desk", unlock) as store:
        assert store.contents() == before


def test_what_is_no_backup_is_told_apart(kept, tmp_path):
    """The key of another desk, some other file, a directory: each with what to do."""
    assert kept("backup", tmp_path / "b.desk").code == 0
    other = kept("--desk", tmp_path / "o.desk", "init", "--key-file", tmp_path / "o.key")
    assert other.code == 0
    new = ("--desk", tmp_path / "new.desk")
    wrong = kept("restore", tmp_path / "b.desk", *new, "--key-file", tmp_path / "o.key")
    assert (wrong.code, "does not open the backup" in wrong.err) == (4, True)
    (tmp_path / "junk").write_bytes(bytes(range(256)) * 40)
    junk = kept("restore", tmp_path / "junk", *new)
    assert (junk.code, "never a backup" in junk.err) == (4, True)
    (tmp_path / "folder").mkdir()
    folder = kept("restore", tmp_path / "folder", *new)
    assert (folder.code, "no export" in folder.err) == (1, True)
    assert not list(tmp_path.glob("new*"))


def test_a_new_recovery_code_ends_the_old_one(run, code, tmp_path):
    """For a paper that was lost or seen; backups made before keep the old one, and it is said."""
    assert run("backup", tmp_path / "old.desk").code == 0
    done = run("key", "change", "--new-recovery-code", "--json")
    assert done.code == 0, done.err
    fresh = tmp_path / "fresh.txt"
    fresh.touch(0o600)
    fresh.write_text(done.json["recovery_code"])
    assert run("backup", tmp_path / "new.desk").code == 0
    for backup, paper, exit_code in (
        ("old", code, 0), ("old", fresh, 4), ("new", code, 4), ("new", fresh, 0),
    ):  # fmt: skip
        place = tmp_path / f"{backup}-{paper.stem}.desk"
        made = run("restore", tmp_path / f"{backup}.desk", "--desk", place, "--code-file", paper)
        assert made.code == exit_code, (backup, paper, made.err)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE settings SET value='x' WHERE key='backup made'", "backup made"),
        ("UPDATE correspondence SET recipients='x'", "correspondence row 1: recipients"),
        ("UPDATE loans SET type='x'", "loans row 1: type"),
        ("UPDATE servicers SET domains='x'", "servicers row 1: domains"),
        ("UPDATE matters SET notes='x'", "matters row 1: notes"),
        ("DROP TABLE reminders", "the table reminders on reminders is missing"),
        ("DROP VIEW searched", "the view searched on searched is missing"),
    ],
)
def test_verify_in_full_exits_3_whatever_stands_there(kept, tmp_path, sql, said):
    """Altered by somebody with the key: never a crash, and what was touched by name."""
    from borrower_desk.desk.connection import connect
    from borrower_desk.desk.keys import DeskKey

    assert kept("backup", tmp_path / "b.desk").code == 0
    key = DeskKey.from_file((tmp_path / "desk.key").read_bytes(), tmp_path)
    db = connect(tmp_path / "home.desk", key)
    db.run(sql)
    db.close()
    looked = kept("verify", "--full", "--json")
    assert looked.code == 3, looked.err
    assert said in "; ".join(one["detail"] for one in looked.json["checks"] if not one["ok"])


def test_a_planted_trigger_shows_nothing_and_export_is_the_way_out(kept, tmp_path):
    """Exit 4 with the trigger's name; an export has the rows, a restore makes a desk of them."""
    from borrower_desk.desk.connection import connect
    from borrower_desk.desk.keys import DeskKey

    key = DeskKey.from_file((tmp_path / "desk.key").read_bytes(), tmp_path)
    db = connect(tmp_path / "home.desk", key)
    db.run("CREATE TRIGGER more AFTER INSERT ON events BEGIN SELECT 1; END")
    db.close()
    shown = kept("due", "--json")
    assert (shown.code, shown.out) == (4, "")
    assert "the trigger more on events is foreign" in shown.error["message"]
    assert kept("verify").code == 3
    assert kept("restore", "home.desk", "--desk", "copy.desk").code == 4
    taken = kept("export", tmp_path / "out", "--format", "sqlite")
    assert taken.code == 0
    assert "the trigger more on events is foreign" in taken.err
    made = kept("restore", tmp_path / "out", "--desk", "new.desk", "--key-file", "new.key")
    assert made.code == 0, made.err
