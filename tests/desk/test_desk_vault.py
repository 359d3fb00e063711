"""Who gets in, by which way, and what is said to the others."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borrower_desk.config import keys_path
from borrower_desk.desk import files, keys, recovery
from borrower_desk.desk.keys import DeskKey
from borrower_desk.desk.store import Store
from borrower_desk.desk.vault import (
    Unlock,
    change_passphrase,
    create,
    keyring_refusal,
    open_desk,
    recover,
)
from borrower_desk.errors import (
    DeskDamaged,
    DeskExists,
    DeskTooNew,
    NoDesk,
    UsageError,
    VaultError,
    WrongKey,
)
from borrower_desk.model import Servicer, ServicerId

GOOD = "correct horse — käse"


def secret_file(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    return path


def asking(*answers: str) -> Unlock:
    """A terminal at which these are typed, one after the other."""
    typed = iter(answers)
    return Unlock(keyring=False, ask=lambda: next(typed))


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    path = tmp_path_factory.mktemp("made") / "locked.desk"
    desk, code = create(path, passphrase=GOOD)
    with desk, desk.change("servicer add"):
        desk.add_servicer(Servicer(ServicerId(""), "Oakline"))
    return path, code


@pytest.fixture
def locked(tmp_path: Path, made_once: tuple[Path, str]) -> tuple[Path, str]:
    """A desk under a passphrase, closed, with one servicer in it, and its recovery code."""
    made, code = made_once
    path = tmp_path / "locked.desk"
    for one in (path, keys_path(path)):
        shutil.copy(made.with_name(one.name), one)
    return path, code


# ── making ───────────────────────────────────────────────────────────────────


def test_a_new_desk_is_its_owners_alone(store: Store, desk_path: Path, unlock: Unlock) -> None:
    """The desk, its write-ahead log, the keys and the key file: read and write for one."""
    with store.change("servicer add"):
        store.add_servicer(Servicer(ServicerId(""), "Oakline"))
    found = sorted(desk_path.parent.iterdir())
    assert {one.name for one in found} >= {"home.desk", "home.desk-wal", "home.desk.keys"}
    assert {stat.S_IMODE(one.stat().st_mode) for one in found} == {0o600}


def test_a_new_desk_makes_its_directory(tmp_path: Path) -> None:
    """The first desk may be made in a home that has no data directory yet."""
    path = tmp_path / "share" / "borrower-desk" / "home.desk"
    create(path, passphrase=GOOD)[0].close()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert open_desk(path, asking(GOOD)).servicers() == []


@pytest.mark.parametrize("there", ["home.desk", "home.desk.keys", "desk.key"])
def test_nothing_is_ever_overwritten(tmp_path: Path, there: str) -> None:
    """A desk, keys or a key file that is there stays, and nothing is made beside it."""
    (tmp_path / there).write_text("mine")
    with pytest.raises(DeskExists) as said:
        create(tmp_path / "home.desk", passphrase=GOOD, key_file=tmp_path / "desk.key")
    assert there in said.value.message
    assert [one.name for one in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text() == "mine"


def test_a_desk_needs_a_way_in(tmp_path: Path) -> None:
    """No passphrase, no key file, no keyring: no desk.  An empty passphrase is none."""
    with pytest.raises(UsageError):
        create(tmp_path / "home.desk")
    with pytest.raises(UsageError, match="empty"):
        create(tmp_path / "home.desk", passphrase="")
    assert list(tmp_path.iterdir()) == []


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    """The key file cannot be written: no desk, no keys, no part and no directory stay."""
    with pytest.raises(Exception, match="could not be written"):
        create(
            tmp_path / "new" / "home.desk",
            passphrase=GOOD,
            key_file=tmp_path / "absent" / "desk.key",
        )
    assert list(tmp_path.iterdir()) == []


def test_a_part_of_a_killed_process_is_swept_away(tmp_path: Path) -> None:
    """The next one that makes the same file clears up; a living process's part stays."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead = tmp_path / f"home.desk.part-{gone.pid}"
    alive = tmp_path / f"home.desk.part-{os.getppid()}"
    for left in (dead, alive, tmp_path / f"{dead.name}-wal"):
        left.write_bytes(b"x")
    create(tmp_path / "home.desk", passphrase=GOOD)[0].close()
    assert sorted(one.name for one in tmp_path.iterdir() if "part" in one.name) == [alive.name]


# ── opening ──────────────────────────────────────────────────────────────────


def test_a_passphrase_opens(locked: tuple[Path, str], tmp_path: Path) -> None:
    """From a file, whose last newline does not count, or typed."""
    path, _ = locked
    for content in (GOOD, f"{GOOD}\n", f"{GOOD}\r\n"):
        file = secret_file(tmp_path / "pass", content)
        with open_desk(path, Unlock(passphrase_file=file)) as desk:
            assert [one.name for one in desk.servicers()] == ["Oakline"]
    with open_desk(path, asking(GOOD)) as desk:
        assert len(desk.servicers()) == 1


def test_a_passphrase_comes_through_stdin(
    locked: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--passphrase-file -` reads standard input."""
    typed = io.TextIOWrapper(io.BytesIO(f"{GOOD}\n".encode()))
    monkeypatch.setattr(sys, "stdin", typed)
    with open_desk(locked[0], Unlock(passphrase_file=Path("-"))) as desk:
        assert len(desk.servicers()) == 1


def test_a_passphrase_is_the_same_from_every_keyboard(locked: tuple[Path, str]) -> None:
    """An ä that is typed as a and two dots is the same letter (Unicode NFC)."""
    with open_desk(locked[0], asking(GOOD.replace("ä", "a\u0308"))) as desk:
        assert len(desk.servicers()) == 1


def test_a_wrong_passphrase_is_told_with_a_way_out(
    locked: tuple[Path, str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Exit 4, a clear sentence, and the recovery code as the hint; stderr stays quiet."""
    for wrong in ("wrong", "", "\n"):
        file = secret_file(tmp_path / "pass", wrong)
        with pytest.raises(WrongKey, match="does not open the desk") as said:
            open_desk(locked[0], Unlock(passphrase_file=file))
        assert said.value.exit_code == 4
        assert "recovery code" in said.value.hint
    assert capfd.readouterr() == ("", "")


def test_a_typed_passphrase_may_be_mended_twice(locked: tuple[Path, str]) -> None:
    """Three tries, then it is over."""
    open_desk(locked[0], asking("slip", "slip again", GOOD)).close()
    with pytest.raises(WrongKey):
        open_desk(locked[0], asking("1", "2", "3", GOOD))


def test_nothing_at_hand_names_what_would_help(locked: tuple[Path, str]) -> None:
    """No terminal, no file: the hint names the options."""
    with pytest.raises(WrongKey, match="Nothing at hand") as said:
        open_desk(locked[0], Unlock(keyring=False))
    assert "--passphrase-file" in said.value.hint


def test_a_key_file_opens(store: Store, reopened: Callable[[], Store], unlock: Unlock) -> None:
    """The raw key, 64 hex digits, opens without any derivation; even without PATH.keys."""
    assert unlock.key_file is not None
    assert len(unlock.key_file.read_text().strip()) == 64
    keys_path(store.path).unlink()
    started = time.perf_counter()
    reopened().close()
    assert time.perf_counter() - started < 1


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_file_that_others_can_read_is_refused(
    store: Store, unlock: Unlock, reopened: Callable[[], Store], mode: int
) -> None:
    """Exit 4 and the chmod to run."""
    assert unlock.key_file is not None
    unlock.key_file.chmod(mode)
    with pytest.raises(VaultError) as said:
        reopened()
    assert f"chmod 600 {unlock.key_file}" in said.value.hint
    assert said.value.exit_code == 4


@pytest.mark.parametrize("content", ["", "0" * 63, "g" * 64, "0" * 65, "ö" * 64])
def test_a_key_file_with_something_else_is_no_key(
    locked: tuple[Path, str], tmp_path: Path, content: str
) -> None:
    """Only 64 hex digits ever reach the PRAGMA."""
    file = secret_file(tmp_path / "key", content)
    with pytest.raises(WrongKey, match="is not a key file"):
        open_desk(locked[0], Unlock(key_file=file))


def test_the_key_of_another_desk_is_a_wrong_key(locked: tuple[Path, str], tmp_path: Path) -> None:
    """Told apart from damage, and quiet on stderr."""
    file = secret_file(tmp_path / "key", "ab" * 32)
    with pytest.raises(WrongKey, match="does not open"):
        open_desk(locked[0], Unlock(key_file=file))
    with pytest.raises(WrongKey):
        change_passphrase(locked[0], Unlock(key_file=file), "new")
    with open_desk(locked[0], asking(GOOD)):
        pass


def test_a_desk_that_is_not_there(tmp_path: Path) -> None:
    """Exit 4, and the command that makes one; nothing is made by looking."""
    with pytest.raises(NoDesk) as said:
        open_desk(tmp_path / "none.desk", Unlock())
    assert "init" in said.value.hint
    assert said.value.exit_code == 4
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[:100],
        lambda data: data[:5000],
        lambda data: b"\0" + data[1:],
        lambda data: data[:2000] + bytes([data[2000] ^ 1]) + data[2001:],
        lambda data: b"SQLite format 3\0" + b"\0" * 5000,
        lambda data: b"Dear diary, " * 1000,
    ],
    ids=["empty", "cut short", "cut in page 2", "salt", "a bit of page 1", "plain", "no desk"],
)
def test_a_damaged_file_is_told_from_a_wrong_key(
    store: Store, unlock: Unlock, spoil: Callable[[bytes], bytes]
) -> None:
    """The right key and the wrong bytes: damaged, and the hint is about backups."""
    store.close()
    store.path.write_bytes(spoil(store.path.read_bytes()))
    with pytest.raises(DeskDamaged) as said:
        open_desk(store.path, unlock)
    assert "backup" in said.value.hint


def test_a_directory_is_no_desk(tmp_path: Path) -> None:
    """A directory where the desk should be is told, not a traceback."""
    with pytest.raises(DeskDamaged):
        open_desk(tmp_path, Unlock())


def test_a_newer_desk_is_refused_unread(store: Store, unlock: Unlock) -> None:
    """Whatever a newer version keeps there, this one does not touch it."""
    store._db.run("PRAGMA user_version = 99")
    store.close()
    before = store.path.read_bytes()
    with pytest.raises(DeskTooNew, match="newer"):
        open_desk(store.path, unlock)
    assert store.path.read_bytes() == before


def test_a_file_with_the_key_and_no_schema_is_no_desk(store: Store, unlock: Unlock) -> None:
    """user_version 0 is not migrated as if it were an old desk."""
    store._db.run("PRAGMA user_version = 0")
    store.close()
    with pytest.raises(DeskDamaged, match="no desk"):
        open_desk(store.path, unlock)


def test_a_desk_opened_for_reading_cannot_be_changed(store: Store, unlock: Unlock) -> None:
    """Reading works, verify too; a change is refused in words."""
    with open_desk(store.path, unlock, read_only=True) as desk:
        assert desk.verify(full=True).ok
        with pytest.raises(Exception, match="cannot be written"), desk.change("servicer add"):
            desk.add_servicer(Servicer(ServicerId(""), "Oakline"))
    assert store.servicers() == []


@pytest.mark.parametrize("name", ["a b?c=d#e%20.desk", "ünï.desk", "x&mode=memory", "*[ab]"])
def test_odd_names_are_only_names(tmp_path: Path, name: str) -> None:
    """A path never becomes part of SQLite's URI language, nor of a glob."""
    path = tmp_path / name
    desk, _ = create(path, key_file=tmp_path / "key")
    with desk:
        desk.backup(tmp_path / f"copy {name}")
    assert {one.name for one in tmp_path.iterdir()} == {
        *(name, f"{name}.keys", f"copy {name}", f"copy {name}.keys", "key"),
    }
    open_desk(tmp_path / f"copy {name}", Unlock(key_file=tmp_path / "key")).close()


# ── the wrapped keys ─────────────────────────────────────────────────────────


def test_the_wait_for_a_passphrase_is_short(locked: tuple[Path, str]) -> None:
    """Argon2id with 64 MiB and three passes, its parameters stored beside the salt."""
    form = json.loads(keys_path(locked[0]).read_text())
    way = next(one for one in form["ways"] if one["way"] == "passphrase")
    assert way["kdf"]["name"] == "argon2id"
    assert way["kdf"]["memory_kib"] >= 64 * 1024
    assert way["kdf"]["passes"] >= 3


def test_missing_keys_say_so(locked: tuple[Path, str]) -> None:
    """The desk is whole; what opens it is not there."""
    keys_path(locked[0]).unlink()
    with pytest.raises(WrongKey, match="are missing"):
        open_desk(locked[0], asking(GOOD))


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", "null", "[" * 90_000, '{"version": "x"}', '{"version":1,"desk":"a"}', "\xff"],
)
def test_damaged_keys_say_so(locked: tuple[Path, str], content: str) -> None:
    """Whatever lies there, it is an error in words."""
    keys_path(locked[0]).write_bytes(content.encode("latin-1"))
    with pytest.raises(DeskDamaged, match="keys"):
        open_desk(locked[0], asking(GOOD))


def test_newer_keys_are_refused(locked: tuple[Path, str]) -> None:
    """A keys file of a later version is not guessed at."""
    form = json.loads(keys_path(locked[0]).read_text())
    keys_path(locked[0]).write_text(json.dumps({**form, "version": 2}))
    with pytest.raises(DeskTooNew):
        open_desk(locked[0], asking(GOOD))


@pytest.mark.parametrize(
    "change",
    [
        {"memory_kib": 1 << 31},
        {"passes": 0},
        {"passes": 10**9},
        {"lanes": 10**6},
        {"salt": "xyz"},
        {"name": "none"},
        {"memory_kib": "much"},
    ],
)
def test_a_hostile_derivation_is_refused_at_once(
    locked: tuple[Path, str], change: dict[str, object]
) -> None:
    """Keys put there by an enemy cannot eat the machine."""
    form = json.loads(keys_path(locked[0]).read_text())
    for way in form["ways"]:
        if way["way"] == "passphrase":
            way["kdf"] |= change
    keys_path(locked[0]).write_text(json.dumps(form))
    with pytest.raises(DeskDamaged):
        open_desk(locked[0], asking(GOOD))


def test_a_way_cannot_be_passed_off_as_another(locked: tuple[Path, str]) -> None:
    """The way and the desk are sealed with the key."""
    kept = keys.read(locked[0])
    assert kept is not None
    way = kept.way(keys.PASSPHRASE)
    assert way is not None
    secret = keys.passphrase_bytes(GOOD)
    assert kept.unwrap(keys.PASSPHRASE, secret) is not None
    swapped = replace(kept, ways=(replace(way, way=keys.RECOVERY),))
    assert swapped.unwrap(keys.RECOVERY, secret) is None
    assert replace(kept, desk="0" * 32).unwrap(keys.PASSPHRASE, secret) is None


def test_a_key_never_shows_itself() -> None:
    """Not by repr, so not in a traceback that shows locals."""
    key = DeskKey.new()
    assert key.hex not in f"{key!r} {key} {vars(keys)}"


def test_changing_the_passphrase_leaves_the_desk_alone(locked: tuple[Path, str]) -> None:
    """The old one no longer opens, the new one and the recovery code do."""
    path, code = locked
    before = path.read_bytes()
    change_passphrase(path, asking(GOOD), "another")
    assert path.read_bytes() == before
    assert stat.S_IMODE(keys_path(path).stat().st_mode) == 0o600
    with pytest.raises(WrongKey):
        open_desk(path, asking(GOOD, GOOD, GOOD))
    open_desk(path, asking("another")).close()
    recover(path, code, "third")
    open_desk(path, asking("third")).close()
    with pytest.raises(UsageError):
        change_passphrase(path, asking("third"), "")


# ── the recovery code ────────────────────────────────────────────────────────


def test_the_recovery_code_sets_a_new_passphrase(locked: tuple[Path, str]) -> None:
    """However it is typed from the paper."""
    path, code = locked
    recover(path, code.lower().replace("-", " ").replace("0", "o").replace("1", "l"), "new")
    open_desk(path, asking("new")).close()


def test_the_code_of_another_desk_does_not_open(locked: tuple[Path, str]) -> None:
    """It is a code, but not this desk's; the keys stay as they are."""
    before = keys_path(locked[0]).read_bytes()
    with pytest.raises(WrongKey, match="is not that of"):
        recover(locked[0], recovery.new_code(), "new")
    assert keys_path(locked[0]).read_bytes() == before


@given(st.binary(min_size=20, max_size=20), st.integers(0, 35), st.sampled_from("0Z7"))
@settings(deadline=None, max_examples=60)
def test_a_slip_of_the_pen_is_noticed(secret: bytes, at: int, other: str) -> None:
    """A code comes back as it was; with one character changed it is no code."""
    code = recovery.written(secret)
    assert recovery.read_code(code) == secret
    digits = list(code.replace("-", ""))
    if digits[at] != other:
        digits[at] = other
        with pytest.raises(WrongKey, match="mistyped"):
            recovery.read_code("".join(digits))


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=60)
def test_anything_else_is_no_code(text: str) -> None:
    """Any text gets an answer in words."""
    with pytest.raises(WrongKey, match="not a recovery code"):
        recovery.read_code(text)


# ── files ────────────────────────────────────────────────────────────────────


def test_a_loose_keys_file_is_tightened(locked: tuple[Path, str]) -> None:
    """After a careless copy, opening takes away what others may do."""
    keys_path(locked[0]).chmod(0o644)
    open_desk(locked[0], asking(GOOD)).close()
    assert stat.S_IMODE(keys_path(locked[0]).stat().st_mode) == 0o600


def test_a_file_system_without_links_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where links are refused, a name that is taken is still not taken over."""

    def refuse(self: Path, target: Path) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    create(tmp_path / "home.desk", passphrase=GOOD)[0].close()
    part = tmp_path / "part"
    part.write_bytes(b"x")
    with pytest.raises(DeskExists):
        files.publish(part, tmp_path / "home.desk")


def test_without_a_desktop_the_keyring_is_refused_with_a_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`fail` and `null` keep nothing, and are no keyring."""
    import keyring
    from keyring.backends import fail, null

    before = keyring.get_keyring()
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    try:
        for backend in (fail.Keyring(), null.Keyring()):
            keyring.set_keyring(backend)
            assert "no system keyring" in str(keyring_refusal())
    finally:
        keyring.set_keyring(before)


def test_wrong_tries_change_nothing(locked: tuple[Path, str], tmp_path: Path) -> None:
    """No lock-out destroys anything: after any number of slips the right words still open it."""
    path, _ = locked
    before = [one.read_bytes() for one in (path, keys_path(path))]
    for _ in range(2):
        with pytest.raises(WrongKey):
            open_desk(path, Unlock(keyring=False, ask=lambda: "wrong"))
    assert [one.read_bytes() for one in (path, keys_path(path))] == before


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats()
    | st.text(st.characters(), max_size=70)
    | st.sampled_from(["passphrase", "recovery", "argon2id", "hkdf", "00" * 16, "1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)
FIELDS = [
    *[(one,) for one in ("version", "desk", "check", "ways")],
    *[("ways", at, one) for at in (0, 1) for one in ("way", "kdf", "nonce", "wrapped")],
    *[("ways", at, "kdf", one) for at in (0, 1) for one in ("name", "salt")],
    *[("ways", 1, "kdf", one) for one in ("memory_kib", "passes", "lanes")],
]


@pytest.fixture(scope="module")
def forged_keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A desk with a passphrase, its keys as they were, and a derivation that is quick."""
    path = tmp_path_factory.mktemp("forged") / "home.desk"
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(keys._ARGON2ID, "memory_kib", 64)
        create(path, passphrase=GOOD)[0].close()
    return path, keys_path(path).read_text()


@settings(max_examples=300, deadline=None)
@given(where=st.sampled_from(FIELDS), value=JSON)
def test_any_value_in_any_field_of_the_keys_is_an_answer(
    forged_keys: tuple[Path, str], where: tuple[str | int, ...], value: object
) -> None:
    """It opens, or exit 4 with words; soon, and with nothing but those errors."""
    path, before = forged_keys
    form = json.loads(before)
    assert [one["way"] for one in form["ways"]] == ["recovery", "passphrase"]
    part = form
    for step in where[:-1]:
        part = part[step]
    part[where[-1]] = value
    assert exit_of(path, json.dumps(form)) in (0, 4)


@pytest.mark.parametrize(
    "content",
    [
        '{"version": 1e999}',
        '{"version": -1e999}',
        '{"version": NaN}',
        '{"version": true}',
        '{"version": 1.5}',
        '{"version": "1"}',
        '{"version": ' + "9" * 5000 + "}",
        '{"version": 1, "desk": "\\ud800", "check": "", "ways": []}',
        '{"version": 1, "desk": {}, "check": "", "ways": []}',
        '{"version": 1, "desk": "", "check": "", "ways": {}, "x": 1e999}',
        '{"version": 1, "desk": "", "check": "", "ways": [[]]}',
        '{"version": 1, "desk": "", "check": "", "ways": [{"way": "passphrase", "kdf": [1]}]}',
    ],
)
def test_keys_of_any_json_are_damaged(forged_keys: tuple[Path, str], content: str) -> None:
    """Exit 4, whatever the number or its type."""
    assert exit_of(forged_keys[0], content) == 4


@pytest.mark.parametrize(
    ("memory", "passes"), [(1 << 20, 1), (256 * 1024 + 1, 1), (64 * 1024, 9), (1e999, 1), (True, 1)]
)
def test_costs_that_were_raised_are_refused_at_once(
    forged_keys: tuple[Path, str], memory: object, passes: object
) -> None:
    """A quarter of a gibibyte and eight passes are the most."""
    form = json.loads(forged_keys[1])
    form["ways"][1]["kdf"] |= {"memory_kib": memory, "passes": passes}
    keys_path(forged_keys[0]).write_text(json.dumps(form))
    with pytest.raises(DeskDamaged, match="keys are damaged"):  # not: the passphrase is wrong
        open_desk(forged_keys[0], asking(GOOD))


def exit_of(path: Path, content: str) -> int:
    """The exit code of opening the desk once its keys file holds this."""
    keys_path(path).write_text(content)
    try:
        open_desk(path, asking(GOOD, GOOD, GOOD)).close()
    except VaultError as why:
        return why.exit_code if why.message and why.hint else -1
    return 0
