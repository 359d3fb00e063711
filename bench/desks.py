"""Desks of any size for the measurements: made once, kept in the temporary folder."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

TODAY = date(2026, 11, 24)
WORDS = [
    "payment",
    "escrow",
    "statement",
    "late",
    "fee",
    "received",
    "notice",
    "error",
    "account",
    "servicing",
    "transfer",
    "payoff",
    "modification",
    "interest",
    "principal",
    "insurance",
    "tax",
    "analysis",
    "shortage",
    "surplus",
    "response",
    "answer",
    "acknowledgment",
    "investigation",
    "corrected",
    "credited",
    "suspense",
    "balance",
]


def folder(messages: int) -> Path:
    """Where the desk of this size is kept."""
    return Path(tempfile.gettempdir()) / f"borrower-desk-bench-{os.getuid()}" / str(messages)


def desk(messages: int) -> tuple[Path, Path]:
    """A desk with so many messages, one matter in ten of them, and its key file."""
    here = folder(messages)
    path, key = here / "bench.desk", here / "key"
    done = here / "done"
    if not done.exists():
        here.mkdir(parents=True, exist_ok=True)
        for old in (path, path.with_name("bench.desk.keys"), key):
            old.unlink(missing_ok=True)
        run(path, key, "init", "--key-file", str(key), "--no-keyring", keyless=True)
        run(path, key, "me", "edit", "--name", "Maria Lopez", "--email", "maria@fernmail.example")
        run(path, key, "servicer", "add", "Lakeshore", "--domain", "lakeshore.example")
        run(path, key, "loan", "add", "0001234567", "--servicer", "S1")
        run(path, key, "matter", "open", "Late fee", "--loan", "L1", "--issue", "fee-without-basis")
        if messages:
            box = here / "all.mbox"
            write_mbox(box, messages)
            run(path, key, "import", str(box))
            box.unlink()
        done.touch()
    return path, key


def command(path: Path, key: Path, *words: str) -> list[str]:
    """A whole command line on this desk."""
    return [
        *(sys.executable, "-m", "borrower_desk", "--desk", str(path)),
        *("--key-file", str(key), "--as-of", TODAY.isoformat(), *words),
    ]


def run(path: Path, key: Path, *words: str, keyless: bool = False) -> None:
    """Run one command on the desk, quietly."""
    argv = command(path, key, *words)
    if keyless:
        at = argv.index("--key-file")
        del argv[at : at + 2]
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def write_mbox(
    path: Path, messages: int, *, attachments: float = 0.2, seed: int = 7, first: int = 0
) -> None:
    """Made-up mail of one household and its servicer, some of it with an attachment."""
    chance = random.Random(seed)
    with path.open("wb") as file:
        for number in range(first, first + messages):
            file.write(b"From MAILER Tue Nov 24 10:00:00 2026\n")
            file.write(_message(number, chance, attachments).replace(b"\nFrom ", b"\n>From "))
            file.write(b"\n")


def _message(number: int, chance: random.Random, attachments: float) -> bytes:
    one = EmailMessage()
    theirs = chance.random() < 0.7
    they, we = "Lakeshore <care@lakeshore.example>", "Maria Lopez <maria@fernmail.example>"
    one["From"], one["To"] = (they, we) if theirs else (we, they)
    day = TODAY - timedelta(days=chance.randrange(2000))
    one["Date"] = f"{day:%d %b %Y} 10:{number % 60:02d}:00 -0500"
    one["Subject"] = f"{' '.join(chance.choices(WORDS, k=5))} {number}"
    one["Message-ID"] = f"<{number}@bench.example>"
    lines = [" ".join(chance.choices(WORDS, k=12)) for _ in range(chance.randrange(5, 40))]
    one.set_content("\n".join(lines) + f"\nNumber {number}, ${chance.randrange(10**6) / 100:.2f}\n")
    if chance.random() < attachments:
        data = chance.randbytes(chance.randrange(2_000, 20_000))
        one.add_attachment(data, maintype="image", subtype="png", filename=f"scan-{number}.png")
    return one.as_bytes()
