"""Killed, cut off, crowded out or spied upon: nothing is lost and nothing is shown."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from desk_samples import keep, message

from borrower_desk.config import keys_path
from borrower_desk.desk import connection, migrations
from borrower_desk.desk.store import Store
from borrower_desk.desk.vault import Unlock, change_passphrase, create, open_desk
from borrower_desk.errors import DeskDamaged, DeskError, DeskExists, DeskInUse
from borrower_desk.model import (
    Address,
    Draft,
    DraftId,
    Event,
    EventId,
    EventKind,
    IncomingFile,
    Matter,
    Purpose,
    Reminder,
    Sender,
    Servicer,
    ServicerId,
    Unread,
)

OAKLINE = Servicer(ServicerId(""), "Oakline")
HERE = Path(__file__).parent
NOW = max(migrations.STEPS)  # the newest schema there is


def program(body: str) -> list[str]:
    """A Python process that has the desk's path and key file as arguments."""
    head = f"""
        import sys
        sys.path.insert(0, {str(HERE)!r})
        from pathlib import Path
        from desk_samples import *
        from borrower_desk.model import *
        from borrower_desk.desk.vault import *
        path = Path(sys.argv[1])
        unlock = Unlock(key_file=Path(sys.argv[2]), keyring=False)
    """
    return [sys.executable, "-c", textwrap.dedent(head) + textwrap.dedent(body)]


# ── killed ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("after", [0.0, 0.004, 0.03, 0.11])
def test_a_killed_writer_loses_nothing_it_acknowledged(
    store: Store, unlock: Unlock, after: float
) -> None:
    """SIGKILL in the middle of a change: every change that was told done is there, whole."""
    store.close()
    writer = program("""
        with open_desk(path, unlock) as store:
            number = 0
            while True:
                with store.change("import"):
                    for _ in range(3):
                        number += 1
                        keep(store, message(number, text="x" * 5000))
                print(number, flush=True)
    """)
    command = [*writer, str(store.path), str(unlock.key_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(2)]
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        told += process.stdout.readlines()
    acknowledged = int([line for line in told if line.endswith("\n")][-1])
    with open_desk(store.path, unlock) as desk:
        assert desk.count() >= acknowledged
        assert desk.count() % 3 == 0
        assert desk.verify(full=True).ok


def test_a_killed_key_change_leaves_the_old_keys_or_the_new(tmp_path: Path) -> None:
    """The keys file is replaced whole: a process killed at any moment locks nobody out."""
    path = tmp_path / "home.desk"
    create(path, passphrase="a", key_file=tmp_path / "key")[0].close()
    changer = program("""
        print("ready", flush=True)
        for number in range(1000):
            change_passphrase(path, unlock, "ab"[number % 2])
    """)
    for after in (0.0, 0.12):
        command = [*changer, str(path), str(tmp_path / "key")]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(after)
            assert process.poll() is None, "it was still at work"
            process.kill()
        typed = iter("ab")
        open_desk(path, Unlock(keyring=False, ask=lambda typed=typed: next(typed))).close()
    change_passphrase(path, Unlock(key_file=tmp_path / "key"), "c")
    assert not list(tmp_path.glob("*part*")), "the next writer sweeps up"


# ── crowded ──────────────────────────────────────────────────────────────────


def test_two_processes_write_in_turn(store: Store, unlock: Unlock) -> None:
    """Each waits for the other; every write of both is there, and the chain holds."""
    store.close()
    writer = program("""
        with open_desk(path, unlock) as store:
            for number in range(25):
                with store.change("servicer add"):
                    store.add_servicer(Servicer(ServicerId(""), "Oakline"))
    """)
    command = [*writer, str(store.path), str(unlock.key_file)]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [one.communicate()[1] for one in both] == ["", ""]
    with open_desk(store.path, unlock) as desk:
        assert len(desk.servicers()) == 50
        assert [row.n for row in desk.journal()] == list(range(1, 51))
        assert desk.verify(full=True).ok


def test_a_desk_that_stays_busy_is_told(
    store: Store, unlock: Unlock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the wait: what happened and what to do, exit 4; reading goes on meanwhile."""
    assert connection.BUSY_SECONDS == 10
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    with open_desk(store.path, unlock) as other, store.change("long"):
        store.add_servicer(OAKLINE)
        assert other.servicers() == []
        with pytest.raises(DeskInUse, match="in use") as said, other.change("short"):
            pass
        assert said.value.exit_code == 4
        assert "wait" in said.value.hint
    with open_desk(store.path, unlock) as other, other.change("short"):
        other.add_servicer(OAKLINE)
    assert len(store.servicers()) == 2


def test_a_full_disk_loses_nothing(store: Store) -> None:
    """The change is refused in words, exit 1; what was there before stays whole."""
    with store.change("servicer add"):
        store.add_servicer(OAKLINE)
    (pages,) = store._db.one("PRAGMA page_count") or (0,)
    store._db.run(f"PRAGMA max_page_count = {pages + 4}")
    with pytest.raises(DeskError, match="disk is full") as said, store.change("import"):
        keep(store, message(1, text=os.urandom(90_000).hex()))
    assert said.value.exit_code == 1
    assert store.rows() == []
    store._db.run("PRAGMA max_page_count = 1000000")
    with store.change("import"):
        keep(store, message(1))
    assert store.verify(full=True).ok


# ── damaged ──────────────────────────────────────────────────────────────────


def test_a_flipped_bit_anywhere_is_found(store: Store, unlock: Unlock) -> None:
    """Every page is signed: a bit flipped in any of them is named, and nothing is shown."""
    with store.change("import"):
        for number in range(20):
            keep(store, message(number, text="fee " * 400))
    store.close()
    whole = store.path.read_bytes()
    for at in range(3000, len(whole), 4096 * 7 + 11):
        store.path.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        try:
            with open_desk(store.path, unlock) as desk:
                report = desk.verify(full=True)
        except DeskDamaged:
            continue
        assert not report.ok, at
        signatures = next(one for one in report.checks if one.name == "signatures")
        assert str(at // 4096 + 1) in signatures.detail


def test_a_page_of_another_desk_does_not_fit(tmp_path: Path) -> None:
    """Pages cannot be swapped, neither between desks nor within one."""
    made = []
    for name in "ab":
        desk, _ = create(tmp_path / name, key_file=tmp_path / f"{name}.key")
        with desk, desk.change("servicer add"):
            desk.add_servicer(OAKLINE)
        made.append((tmp_path / name).read_bytes())
    one, two = made
    foreign = one[:8192] + two[8192:12288] + one[12288:]
    moved = one[:8192] + one[4096:8192] + one[12288:]
    for wrong in (foreign, moved):
        (tmp_path / "a").write_bytes(wrong)
        with open_desk(tmp_path / "a", Unlock(key_file=tmp_path / "a.key")) as desk:
            assert not desk.verify(full=True).ok


# ── spied upon ───────────────────────────────────────────────────────────────


@pytest.fixture
def watched_temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary directory of its own for SQLite and Python."""
    temp = tmp_path / "temp"
    temp.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(temp))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield temp
    monkeypatch.undo()
    tempfile.tempdir = None


def test_nothing_can_be_read_from_the_files(
    store: Store, matter: Matter, watched_temp: Path
) -> None:
    """Canaries in every field: none in the desk, its log, its keys, or the temp directory."""
    canary = "Canary"
    with store.change(f"{canary}act"):
        store.set_sender(Sender(f"{canary}name", f"{canary}street", "555-0100"))
        store.add_servicer(
            Servicer(ServicerId(""), f"{canary}bank", (Address(Purpose.NOTICE, f"{canary}box"),))
        )
        file = IncomingFile(f"{canary}.pdf", "a/b", f"{canary}bytes".encode() * 99_000, text=canary)
        for number in range(60):
            keep(
                store,
                message(number, subject=f"{canary}subject", text=canary * 2000, files=(file,)),
            )
        store.add_draft(Draft(DraftId(""), "k", matter.loan, None, canary, canary))
        store.add_event(
            Event(EventId(""), matter.id, EventKind.OTHER, date(2026, 1, 1), note=canary)
        )
        store.add_reminder(Reminder("", canary, date(2026, 1, 1)))
        store.add_quarantined(Unread(canary, canary.encode(), canary), date(2026, 1, 1))
        store.remember(canary, canary)
    store._db.all("SELECT * FROM texts ORDER BY text DESC")
    store.search(canary)
    store.backup(store.path.with_name("copy.desk"))
    seen = [one for one in store.path.parent.rglob("*") if one.is_file()]
    assert {one.suffix for one in seen} >= {".desk", ".desk-wal", ".keys", ".desk-shm"}
    for one in seen:
        found = one.read_bytes()
        assert canary.encode() not in found, one
        assert canary.lower().encode() not in found, one
        assert b"Oakline" not in found, one
        assert b"CREATE TABLE" not in found, one
    key = Path(store.path.with_name("desk.key")).read_text().strip()
    for one in seen:
        if one.name != "desk.key":
            assert key.encode() not in one.read_bytes()
            assert bytes.fromhex(key) not in one.read_bytes()


# ── copied ───────────────────────────────────────────────────────────────────


def test_a_backup_is_the_same_desk(store: Store, unlock: Unlock, tmp_path: Path) -> None:
    """Taken while in use, owner-only, with its keys, and whole when opened elsewhere."""
    with store.change("import"):
        kept = keep(store, message(1, files=(IncomingFile("a.pdf", "a/b", b"x" * 9000),)))
    elsewhere = tmp_path / "usb"
    elsewhere.mkdir()
    target = elsewhere / "copy.desk"
    store.backup(target)
    with store.change("after"):
        keep(store, message(2))
    assert sorted(one.name for one in elsewhere.iterdir()) == ["copy.desk", "copy.desk.keys"]
    assert {stat.S_IMODE(one.stat().st_mode) for one in elsewhere.iterdir()} == {0o600}
    with open_desk(target, unlock) as desk:
        assert desk.correspondence(kept.id) == kept
        assert desk.count() == 1
        assert desk.verify(full=True).ok
        with desk.change("goes on"):
            assert keep(desk, message(3)).id == "C2"


def test_a_backup_opens_with_the_recovery_code_alone(tmp_path: Path) -> None:
    """On another machine, with the paper from `init`."""
    from borrower_desk.desk.vault import recover

    desk, code = create(tmp_path / "home.desk", passphrase="forgotten")
    with desk:
        desk.backup(tmp_path / "copy.desk")
    recover(tmp_path / "copy.desk", code, "new")
    open_desk(tmp_path / "copy.desk", Unlock(keyring=False, ask=lambda: "new")).close()


@pytest.mark.parametrize("taken", ["copy.desk", "copy.desk.keys"])
def test_a_backup_never_overwrites(store: Store, taken: str) -> None:
    """Neither a desk nor its keys."""
    there = store.path.with_name(taken)
    there.write_text("mine")
    with pytest.raises(DeskExists):
        store.backup(store.path.with_name("copy.desk"))
    assert there.read_text() == "mine"
    assert len(list(there.parent.glob("copy*"))) == 1


def test_a_backup_that_fails_leaves_nothing(store: Store, tmp_path: Path) -> None:
    """No directory: an error in words; inside a change: a mistake of the program."""
    with pytest.raises(DeskError, match="could not be written"):
        store.backup(tmp_path / "absent" / "copy.desk")
    with pytest.raises(RuntimeError), store.change("x"):
        store.backup(tmp_path / "copy.desk")
    assert not list(tmp_path.glob("copy*"))


def test_a_copy_that_reads_back_wrong_is_thrown_away(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bad disk: what was written is not what is read."""
    from borrower_desk.desk import files

    def spoil(path: Path) -> None:
        if path.is_file() and path.stat().st_size > 9000:
            data = bytearray(path.read_bytes())
            data[8200] ^= 1
            path.write_bytes(data)

    monkeypatch.setattr(files, "sync", spoil)
    with pytest.raises(DeskDamaged):
        store.backup(tmp_path / "copy.desk")
    assert not list(tmp_path.glob("copy*"))


# ── carried forward ──────────────────────────────────────────────────────────


@pytest.fixture
def second_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version of the program with one more step."""
    from borrower_desk.desk import blueprint, schema

    def migrate(db: object) -> None:
        db["loans"].add_column("colour", str)  # type: ignore[index]  # sqlite-utils

    def step(number: int) -> Callable[[object], None]:
        return migrate if number == NOW + 1 else migrations.step(number)

    monkeypatch.setattr(schema, "SCHEMA", NOW + 1)
    monkeypatch.setattr(schema, "step", step)
    form = blueprint.digest(blueprint.made(NOW + 1))
    monkeypatch.setitem(migrations.FORMS, NOW + 1, form)  # type: ignore[arg-type]  # a dict


@pytest.mark.usefixtures("second_schema")
def test_an_older_desk_is_carried_forward(tmp_path: Path, unlock: Unlock) -> None:
    """A copy is kept as PATH.before-N, which opens as the older desk; nothing is lost."""
    path, copy = older_desk(tmp_path, unlock)
    with open_desk(path, unlock) as desk:
        assert [one.name for one in desk.servicers()] == ["Oakline"]
        assert desk._db.all("SELECT colour FROM loans") == []
        assert desk.verify(full=True).ok
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    raw = connection.connect(copy, key_of(unlock))
    assert raw.all("PRAGMA user_version") == [(NOW,)]
    assert raw.all("SELECT name FROM servicers") == [("Oakline",)]
    raw.close()
    before = copy.read_bytes()
    open_desk(path, unlock).close()
    assert copy.read_bytes() == before, "only the first opening migrates"


@pytest.mark.usefixtures("second_schema")
def test_an_older_desk_is_not_carried_forward_to_be_read(tmp_path: Path, unlock: Unlock) -> None:
    """Reading changes nothing, not even the form."""
    path, copy = older_desk(tmp_path, unlock)
    with pytest.raises(DeskError, match="older form"):
        open_desk(path, unlock, read_only=True)
    assert not copy.exists()


@pytest.mark.usefixtures("second_schema")
def test_a_step_that_fails_is_taken_back(
    tmp_path: Path, unlock: Unlock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The desk stays as it was, at its old version, and the copy is there."""
    from borrower_desk.desk import schema

    def half(db: object) -> None:
        db.execute("DROP TABLE addresses")  # type: ignore[attr-defined]  # sqlite-utils
        raise ZeroDivisionError

    path, copy = older_desk(tmp_path, unlock)
    monkeypatch.setattr(schema, "step", lambda number: half)
    with pytest.raises(ZeroDivisionError):
        open_desk(path, unlock)
    assert copy.exists()
    raw = connection.connect(path, key_of(unlock))
    assert raw.all("PRAGMA user_version") == [(NOW,)]
    assert raw.all("SELECT count(*) FROM addresses") == [(0,)]
    raw.close()


def older_desk(tmp_path: Path, unlock: Unlock) -> tuple[Path, Path]:
    """A desk that today's schema made, before a step is added; and where its copy will be."""
    from borrower_desk.desk import schema

    path = tmp_path / "old.desk"
    today, schema.SCHEMA = schema.SCHEMA, NOW
    desk, _ = create(path, key_file=unlock.key_file)
    with desk, desk.change("servicer add"):
        desk.add_servicer(OAKLINE)
    schema.SCHEMA = today
    return path, path.with_name(f"old.desk.before-{NOW + 1}")


def key_of(unlock: Unlock) -> connection.DeskKey:
    assert unlock.key_file is not None
    return connection.DeskKey.from_file(unlock.key_file.read_bytes(), unlock.key_file)


# ── quick ────────────────────────────────────────────────────────────────────


def test_opening_by_a_key_file_loads_little(store: Store, unlock: Unlock) -> None:
    """`due` needs sqlcipher3 alone: no keyring, no cryptography, no sqlite-utils."""
    reader = program("""
        with open_desk(path, unlock) as store:
            store.events(), store.matters(), store.loans(), store.servicers()
        print(*(name.partition(".")[0] for name in sys.modules))
    """)
    head = reader[-1].replace("from desk_samples import *\n", "")
    command = [*reader[:-1], head, str(store.path), str(unlock.key_file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    heavy = {"keyring", "cryptography", "sqlite_utils", "sqlite3", "click", "platformdirs", "email"}
    assert not heavy & set(done.stdout.split())


def test_a_thousand_messages_are_kept_in_a_moment(store: Store) -> None:
    """One change, indexed and journalled; far under the two seconds, even on a busy machine."""
    file = IncomingFile("a.pdf", "application/pdf", b"", text="shortage of the escrow account")
    incoming = [
        message(number, text=f"payment {number} was late " * 40, files=(file,))
        for number in range(1000)
    ]
    started = time.process_time()
    with store.change("import"):
        for one in incoming:
            keep(store, one)
    assert time.process_time() - started < 2
    assert store.count() == 1000


def test_the_desk_keeps_its_promises_on_every_connection(
    store: Store, reopened: Callable[[], Store]
) -> None:
    """Write-ahead log, foreign keys, typed columns, deleted content overwritten, full sync."""
    wanted = {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "secure_delete": 1,
        "temp_store": 2,
        "trusted_schema": 0,
        "synchronous": 2,
        "user_version": NOW,
        "cipher_page_size": "4096",
    }
    with reopened() as other:
        for desk in (store, other):
            found = {name: (desk._db.one(f"PRAGMA {name}") or [None])[0] for name in wanted}
            assert found == wanted
        loose = other._db.all(
            "SELECT name FROM pragma_table_list"
            " WHERE type='table' AND NOT strict AND name NOT LIKE 'sqlite_%'"
        )
    assert loose == []


def test_a_desk_without_wrapped_keys_is_backed_up_alone(store: Store, unlock: Unlock) -> None:
    """A desk that only its key file opens has no keys to copy."""
    keys_path(store.path).unlink()
    target = store.path.with_name("copy.desk")
    store.backup(target)
    assert not keys_path(target).exists()
    open_desk(target, unlock).close()


def test_a_backup_says_what_the_disk_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name cannot be given at the end: no half backup stays."""

    def refuse(self: Path, part: Path) -> None:
        if self.suffix == ".keys":
            raise FileExistsError(self)
        os.link(part, self)

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    with pytest.raises(DeskExists):
        store.backup(store.path.with_name("copy.desk"))
    assert not list(store.path.parent.glob("copy*"))


# ── replaced ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("other", [None, "copy.desk"])
def test_a_desk_that_was_replaced_under_us_takes_no_change(
    store: Store, unlock: Unlock, tmp_path: Path, other: str | None
) -> None:
    """A change to a file without a name would be told done and be gone; it is refused instead."""
    with store.change("servicer add"):
        store.add_servicer(OAKLINE)
    store.backup(tmp_path / "copy.desk")
    store.path.rename(tmp_path / "moved.desk")
    if other:
        (tmp_path / other).rename(store.path)
    with pytest.raises(DeskError, match="replaced while it was open") as said:
        write_one(store)
    assert said.value.exit_code == 1
    assert len(store.servicers()) == 1


def write_one(store: Store) -> None:
    with store.change("servicer add"):
        store.add_servicer(OAKLINE)
