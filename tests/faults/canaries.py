"""Is anything readable left behind?  Canaries in every field, looked for in every file.

The commands run as processes of their own with a private home and temporary
directory; one is killed in the middle of an import.  What a command was asked to
write in the open (a packet, an export, stdout) is put elsewhere and not looked at.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from faults import places
from faults.row import Row

GOAL = "none found"
WORD = "Kanarienvogel"  # in no source of ours
EXPECTED = {"import": (0, 1), "show": (4,)}  # after the key was changed
PASSPHRASE = "zwitschern im dunklen Keller"


def rows(count: int, dice: random.Random, only: str = "") -> Iterator[Row]:
    """One row: every file, stderr, command line and environment that a canary could be in."""
    if only not in "plaintext left behind":
        return
    with places.scratch() as scratch:
        row = Row("plaintext left behind", GOAL)
        for number in range(max(1, min(5, count // 100))):
            _once(scratch / str(number), row, dice)
        yield row


def _once(place: Path, row: Row, dice: random.Random) -> None:
    home, out = place / "home", place / "out"
    for folder in (home, out, place / "tmp"):
        folder.mkdir(parents=True)
    secret = _secret(place / "pass.txt", PASSPHRASE)
    told = _commands(place, home, out, secret)
    told.append(_killed_import(place, home, secret, dice))
    key = (place / "desk.key").read_text().strip()
    words = [WORD.encode(), PASSPHRASE.encode(), key.encode(), bytes.fromhex(key)]
    words += [one.decode().encode("utf-16-le") for one in words[:2]]
    for what, said in told:
        row.note("stderr, command line, environment", _found(what, said, words))
    for file in [*home.rglob("*"), *(place / "tmp").rglob("*")]:
        if file.is_file():
            row.note("file", _found(str(file.relative_to(place)), file.read_bytes(), words))
    names = [one.name for one in place.rglob("*")]
    row.note("core files", next((one for one in names if one.startswith("core")), None))


def _secret(path: Path, words: str) -> Path:
    path.touch(0o600)
    path.write_text(f"{words}\n")
    return path


def _environment(place: Path, home: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return kept | {
        "HOME": str(home),
        "TMPDIR": str(place / "tmp"),
        "SQLITE_TMPDIR": str(place / "tmp"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "BORROWER_DESK": str(home / "home.desk"),
        "BORROWER_DESK_AS_OF": places.TODAY,
        "BORROWER_DESK_DEBUG": "1",  # a traceback must not tell either
    }


def _commands(place: Path, home: Path, out: Path, secret: Path) -> list[tuple[str, bytes]]:
    """Commands of every kind, good and bad; gives back what each said on stderr."""
    mail = place / "in.mbox"
    mail.write_bytes(b"".join(places.message(n, f"{WORD} " * 300) for n in range(30)))
    bad = place / "bad.pdf"
    bad.write_bytes(f"%PDF-1.7 {WORD} broken".encode())
    new = _secret(place / "new.txt", PASSPHRASE + " neu")
    ways = ("--passphrase-file", secret)
    said = []
    for words in (
        ("init", *ways, "--key-file", place / "desk.key"),
        ("me", "edit", "--name", WORD, "--address", f"{WORD}; {WORD}", "--email", "a@b.example"),
        ("servicer", "add", WORD, "--notice-address", f"{WORD}; {WORD}"),
        ("loan", "add", f"000{WORD}", "--servicer", "S1", "--property", WORD, "--borrower", WORD),
        ("matter", "open", WORD, "--loan", "L1", "--issue", "fee-without-basis"),
        ("import", mail, "--matter", "M1"),
        ("import", bad),
        ("log", "phone", f"{WORD} called", "--date", "2027-01-04", "--matter", "M1"),
        ("tag", "C1", WORD),
        ("draft", "owner-identity", "--matter", "M1"),
        ("sent", "D1", "--via", "mail", "--on", "2027-01-20"),
        ("packet", "M1", "-o", out / "packet.pdf"),
        ("render", "D1", "--to", "pdf", "-o", out / "letter.pdf"),
        ("search", "charged"),
        ("key", "change", "--new-passphrase-file", new),
        ("show", "C99"),
    ):
        code, told = _run(place, home, words, ways if words[0] != "init" else ())
        if code not in EXPECTED.get(str(words[0]), (0,)):
            raise RuntimeError(f"{words}: exit {code}: {told!r}")
        said.append((f"stderr of {words[0]}", told))
    return said


def _run(
    place: Path, home: Path, words: tuple[object, ...], ways: tuple[object, ...]
) -> tuple[int, bytes]:
    """The exit code and stderr of one command."""
    command = [sys.executable, "-m", "borrower_desk", *map(str, ways), *map(str, words)]
    with subprocess.Popen(
        command, env=_environment(place, home), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        cwd=place,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        said = process.stderr.read()
    return process.returncode, _without_what_was_asked(said)


def _without_what_was_asked(said: bytes) -> bytes:
    """Talk may repeat what the user typed; it is the key and the passphrase that it must not."""
    return said.replace(WORD.encode(), b"")


def _killed_import(place: Path, home: Path, secret: Path, dice: random.Random) -> tuple[str, bytes]:
    """An import that dies half way, and what was seen of it in the list of processes."""
    many = place / "many.mbox"
    many.write_bytes(b"".join(places.message(n, f"{WORD} " * 300) for n in range(1000, 1600)))
    new = place / "new.txt"
    command = [sys.executable, "-m", "borrower_desk", "--passphrase-file", str(new), "import"]
    with subprocess.Popen(
        [*command, str(many)], env=_environment(place, home), stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, cwd=place,
    ) as process:  # fmt: skip
        log = home / "home.desk-wal"
        while process.poll() is None and not (log.exists() and log.stat().st_size):
            time.sleep(0.01)
        time.sleep(dice.uniform(0, 0.1))
        seen = b""
        for part in ("cmdline", "environ"):
            try:
                seen += Path(f"/proc/{process.pid}/{part}").read_bytes()
            except OSError:
                seen += b""
        process.send_signal(signal.SIGKILL)
        assert process.stderr is not None
        return "a killed import", seen + process.stderr.read()


def _found(where: str, content: bytes, words: list[bytes]) -> str | None:
    hits = [number for number, word in enumerate(words) if word in content]
    return f"{where} holds word {hits}" if hits else None
