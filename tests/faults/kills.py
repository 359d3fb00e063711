"""`kill -9` at a random moment of each command that writes.

The command runs in a forked process, which is killed after a random part of the
time that it usually takes.  Then the desk must open and verify in full, whatever
was told done must be there, and (one time in three) the command run again must
finish the work and leave no half file.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import dovecot
from dovecot import Dovecot
from faults import places
from faults.row import Row

from borrower_desk.config import keys_path
from borrower_desk.desk import export, keys, schema, vault
from borrower_desk.desk.connection import connect
from borrower_desk.desk.keys import DeskKey
from borrower_desk.model import DraftStatus

Tell = Callable[[], None]
GOAL = "opens, verify ok, no acknowledged write lost, no half file left"
AGAIN = 3  # of so many tries one is run again to its end
SCHEMA_1 = Path(__file__).parent / "schema_1"


@dataclass(frozen=True)
class Verb:
    """A command to be killed: `act` tells each time that something was acknowledged."""

    name: str
    act: Callable[[Path, Tell], None]
    lost: Callable[[Path, int], str | None]  # after the kill: what is missing
    done: Callable[[Path], str | None]  # after it was run again: what is missing
    base: Callable[..., None] = places.build


def killed(verb: Verb, count: int, base: Path, dice: random.Random) -> Row:
    """The verb killed `count` times, each time on a copy of the desk in `base`."""
    row = Row(f"kill -9 in {verb.name}", GOAL)
    place = base.parent / "place"
    usual = statistics.median(_seconds(verb, places.fresh(base, place)) for _ in range(3))
    while row.ways["killed"] < count and row.tried < 3 * count:
        places.fresh(base, place)
        told, finished = _killed_once(verb, place, dice.uniform(0, usual))
        loss = verb.lost(place, told)
        if row.tried % AGAIN == 0:
            loss = loss or _run_again(verb, place)
        row.note("finished before" if finished else "killed", loss)
        usual *= 0.97 if finished else 1.01  # the machine has other things to do
    return row


def _seconds(verb: Verb, place: Path) -> float:
    began = time.perf_counter()
    code = places.apart(lambda: verb.act(place, lambda: None))
    if code:
        raise RuntimeError(f"{verb.name} does not work without a kill: {code}")
    return time.perf_counter() - began


def _killed_once(verb: Verb, place: Path, after: float) -> tuple[int, bool]:
    """How many acts were acknowledged before the kill, and whether all was over before it."""
    hear, say = os.pipe()
    child = os.fork()
    if not child:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        try:
            verb.act(place, lambda: os.write(say, b"."))  # type: ignore[arg-type,return-value]
        finally:
            os._exit(0)
    os.close(say)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    with os.fdopen(hear, "rb") as pipe:
        told = len(pipe.read())
    return told, os.WIFEXITED(status)


def _run_again(verb: Verb, place: Path) -> str | None:
    code = places.apart(lambda: verb.act(place, lambda: None))
    if code:
        return f"run again it exits {code}"
    return verb.done(place) or places.parts(place)


# ── import ───────────────────────────────────────────────────────────────────


def import_boxes(place: Path, tell: Tell) -> None:
    for box in sorted((place / "in").iterdir()):
        places.must(place, "import", box, "--json")
        tell()


def import_lost(place: Path, told: int) -> str | None:
    trouble = places.trouble_in(place)
    if trouble:
        return trouble
    with places.opened(place) as store:
        found = store.count() - 3
    if found % places.IN_A_BOX or found < told * places.IN_A_BOX:
        return f"{found} messages, and {told} boxes were told done"
    return None


def import_done(place: Path) -> str | None:
    with places.opened(place) as store:
        found = store.count() - 3
    return None if found == places.BOXES * places.IN_A_BOX else f"{found} messages at the end"


# ── import of the same mail in other bytes ───────────────────────────────────


def known(place: Path) -> None:
    """The small desk with every box imported, and the boxes as another program writes them."""
    places.build(place)
    import_boxes(place, lambda: None)
    for box in (place / "in").iterdir():
        box.write_bytes(box.read_bytes().replace(b"\n", b"\r\n"))


def forms_lost(place: Path, told: int) -> str | None:
    """A batch is whole or not there; every form that is there is read to its last byte."""
    trouble = places.trouble_in(place)
    if trouble:
        return trouble
    with places.opened(place) as store:
        kept = [form for row in store.rows() for form in store.originals(row.id)]
        found, there = len(kept), {store.blob(one.sha256) for one in kept}
    wrong = sum(b"\r\n" not in one or b"\n\n" in one for one in there)
    if wrong or len(there) != found or found % places.IN_A_BOX or found < told * places.IN_A_BOX:
        return f"{found} forms, {wrong} of them wrong, and {told} boxes were told done"
    return None


def forms_done(place: Path) -> str | None:
    return forms_lost(place, places.BOXES) or import_done(place)


# ── sync ─────────────────────────────────────────────────────────────────────

LETTERS = 24


def mailbox(place: Path, server: Dovecot) -> None:
    """The small desk, with a mailbox of a real Dovecot's that has letters of the servicer's."""
    places.build(place)
    secret = place.parent / "mailbox.txt"
    secret.touch(0o600)
    secret.write_text(dovecot.PASSWORD + "\n")
    places.must(
        place, "mailbox", "add", "home", "--host", "localhost", "--port", server.port, "--user",
        dovecot.USER, "--password-file", secret, "--ca-file", server.ca_file,
    )  # fmt: skip
    server.deliver([places.message(n).partition(b"\n")[2] for n in range(LETTERS)])


def fetch(place: Path, tell: Tell) -> None:
    places.must(place, "sync", "--json")
    tell()


def fetch_lost(place: Path, told: int) -> str | None:
    with places.opened(place) as store:
        found = store.count() - 3
    if told and found != LETTERS:
        return f"{found} letters, and all were told done"
    return places.trouble_in(place)


# ── sent, packet ─────────────────────────────────────────────────────────────


def send(place: Path, tell: Tell) -> None:
    with places.opened(place) as store:
        gone = bool(store.drafts(status=DraftStatus.SENT))
    if not gone:
        places.must(place, "sent", "D1", "--via", "certified-mail", "--on", "2027-01-28", "--json")
    tell()


def send_lost(place: Path, told: int) -> str | None:
    trouble = places.trouble_in(place)
    if trouble:
        return trouble
    with places.opened(place) as store:
        (draft,) = store.drafts()
        events = [one for one in store.events() if one.kind == "sent"]
        kept = [one for one in store.rows() if one.direction == "sent"]
    state = (draft.status is DraftStatus.SENT, len(events), len(kept))
    if state not in ((False, 0, 0), (True, 1, 1)) or (told and not state[0]):
        return f"sent, events, kept: {state}, told {told}"
    return None


def packet(place: Path, tell: Tell) -> None:
    places.must(place, "packet", "M1", "-o", place / "packet.pdf", "--yes", "--json")
    tell()


def packet_lost(place: Path, told: int) -> str | None:
    made = place / "packet.pdf"
    if made.exists() and places.apart(lambda: _verify_packet(place)):
        return "a packet that does not verify"
    return "a packet told done is not there" if told and not made.exists() else _well(place)


def _verify_packet(place: Path) -> None:
    os.environ["BORROWER_DESK"] = str(place / "no.desk")
    from borrower_desk.cli.main import main

    if main(["--desk", str(place / "no.desk"), "packet", "verify", str(place / "packet.pdf")]):
        raise SystemExit(1)


def _well(place: Path) -> str | None:
    return places.trouble_in(place)


# ── backup, restore, export ──────────────────────────────────────────────────


def back_up(place: Path, tell: Tell) -> None:
    _once(place, "copy.desk", "backup", place / "copy.desk")
    tell()


def _once(place: Path, name: str, *words: object) -> None:
    """Make a file by a command, which refuses when a run before it made the whole of it."""
    there = (place / name).exists()
    if places.run(place, *words, "--json") != int(there):
        raise RuntimeError(places.said.getvalue())


def back_up_lost(place: Path, told: int) -> str | None:
    return _copy_lost(place, "copy.desk", told)


def bring_back(place: Path, tell: Tell) -> None:
    _once(place, "new.desk", "--desk", place / "new.desk", "restore", place / "home.desk")
    tell()


def bring_back_lost(place: Path, told: int) -> str | None:
    return _copy_lost(place, "new.desk", told)


def _copy_lost(place: Path, name: str, told: int) -> str | None:
    """A copy is there whole, with its keys, or it is not there."""
    trouble = places.trouble_in(place)
    if trouble or not (place / name).exists():
        return trouble or (f"{name} was told done and is not there" if told else None)
    if keys_path(place / name).read_bytes() != keys_path(place / "home.desk").read_bytes():
        return "keys that are not the desk's"
    with places.opened(place) as first, places.opened(place, name) as second:
        if first.contents() != second.contents():
            return "a copy with other rows"
    return places.trouble_in(place, name)


def write_out(place: Path, tell: Tell) -> None:
    if not (place / "out").exists():
        places.must(place, "export", place / "out", "--format", "json", "--json")
    tell()


def write_out_lost(place: Path, told: int) -> str | None:
    if not (place / "out").exists():
        return "an export told done is not there" if told else _well(place)
    try:
        new, _ = vault.create(
            place / "back.desk",
            key_file=place / "back.key",
            fill=lambda db: export.fill_from(place / "out", db),
        )
    except Exception as why:
        return f"an export that is not whole: {why}"
    with new, places.opened(place) as first:
        return None if new.contents() == first.contents() else "an export with other rows"


# ── key change, migration ────────────────────────────────────────────────────


def change_key(place: Path, tell: Tell) -> None:
    """Ten changes of the passphrase, with a derivation that takes no time.

    Argon2id's own 64 MiB would take nearly all of each try, and it writes nothing.
    """
    keys._ARGON2ID = {"name": "argon2id", "memory_kib": 64, "passes": 1, "lanes": 1}
    unlock = vault.Unlock(key_file=place / "desk.key", keyring=False)
    for number in range(10):
        vault.change_passphrase(place / "home.desk", unlock, "ab"[number % 2])
        tell()


def change_key_lost(place: Path, told: int) -> str | None:
    kept = keys.read(place / "home.desk")
    if kept is None:
        return "no keys"
    fits = [one for one in "ab" if kept.unwrap(keys.PASSPHRASE, one.encode())]
    wanted = {"ab"[(told - 1) % 2], "ab"[told % 2]} if told else {"a", ""}
    if told and not set(fits) <= wanted:
        return f"{fits} open it after {told} changes"
    if not told and not fits and kept.way(keys.PASSPHRASE):
        return "a way in that opens nothing"
    return None if kept.way(keys.RECOVERY) else "the recovery code's way is gone"


def old_desk(place: Path) -> None:
    """A desk as the first released schema made it."""
    place.mkdir(parents=True)
    key = DeskKey.new()
    (place / "desk.key").touch(0o600)
    (place / "desk.key").write_text(key.hex)
    keys.write(place / "home.desk", keys.new_keys(key))
    newest, schema.SCHEMA = schema.SCHEMA, 1
    (place / "home.desk").touch(0o600)
    db = connect(place / "home.desk", key)
    db.run("PRAGMA journal_mode = WAL")
    export.fill_from(SCHEMA_1, db)
    db.close()
    schema.SCHEMA = newest


def carry_forward(place: Path, tell: Tell) -> None:
    _one_step_more()
    places.opened(place).close()
    tell()


def carry_forward_lost(place: Path, told: int) -> str | None:
    _one_step_more()
    copies = [one for one in place.glob("home.desk.before-*") if ".part-" not in one.name]
    key = DeskKey.from_file((place / "desk.key").read_bytes(), place)
    for copy in copies:
        db = connect(copy, key, "ro")
        rows = db.all("SELECT count(*) FROM correspondence")
        db.close()
        if rows != [(12,)]:
            return f"{copy.name} has not everything"
    with places.opened(place) as store:
        found = store.count()
    return places.trouble_in(place) if found == 12 else f"{found} messages"


def _one_step_more() -> None:
    """While no release has a second schema, the harness has one: an index, and no more."""
    if schema.SCHEMA == 1:
        schema.SCHEMA = 2
        schema.step = lambda number: lambda db: db["loans"].create_index(["number"])


VERBS = (
    Verb("import", import_boxes, import_lost, import_done),
    Verb("import of a re-export", import_boxes, forms_lost, forms_done, known),
    Verb("sync", fetch, fetch_lost, lambda place: fetch_lost(place, 1), mailbox),
    Verb("sent", send, send_lost, lambda place: send_lost(place, 1)),
    Verb("packet", packet, packet_lost, lambda place: packet_lost(place, 1)),
    Verb("backup", back_up, back_up_lost, lambda place: back_up_lost(place, 1)),
    Verb("restore", bring_back, bring_back_lost, lambda place: bring_back_lost(place, 1)),
    Verb("export", write_out, write_out_lost, lambda place: None),
    Verb("key change", change_key, change_key_lost, lambda place: change_key_lost(place, 10)),
    Verb(
        "migration", carry_forward, carry_forward_lost,
        lambda place: carry_forward_lost(place, 1), old_desk,
    ),
)  # fmt: skip


def rows(count: int, dice: random.Random, only: str = "") -> Iterator[Row]:
    """A row for each verb whose name holds `only`."""
    for verb in VERBS:
        if only in f"kill -9 in {verb.name}":
            with ExitStack() as around:
                scratch = around.enter_context(places.scratch())
                more = ()
                if verb.base is mailbox:
                    if not shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin"):
                        yield Row("kill -9 in sync (needs apt-get install dovecot-imapd)", GOAL)
                        continue
                    more = (around.enter_context(dovecot.running()),)
                verb.base(scratch / "base", *more)
                yield killed(verb, count, scratch / "base", dice)
