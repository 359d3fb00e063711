"""A mailbox of made-up messages, as a servicer's customer has them: the corpus of the mail rows."""

from __future__ import annotations

import base64
import mailbox
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

_TEXT = (
    "account payment escrow analysis late fee notice error request information loan servicer"
    " borrower mortgage statement balance principal interest tax insurance county shortage surplus"
    " disbursement review department letter received response enclosed documents copy please call"
    " business days within address transfer effective date amount monthly due posted applied credit"
    " suspense modification application complete missing appraisal payoff quote wire reinstatement"
    " foreclosure attorney counsel hearing winter roof furnace neighbour garden school meeting"
    " Dayton Columbus Lopez Müller José naïve Ångström café"
)
WORDS = _TEXT.split()
SENDERS = (
    ("Lakeshore Mortgage Servicing", "care@lakeshore-mortgage.example"),
    ("Lakeshore Escrow", "escrow@lakeshore-mortgage.example"),
    ("Maria Lopez", "maria@fernmail.example"),
    ("Roofers' News", "news@roof.example"),
)


def messages(count: int, seed: int = 7) -> Iterator[bytes]:
    """So many messages: 1-6 paragraphs, a third with HTML beside, a tenth with a file."""
    chance = random.Random(seed)
    at = datetime(2024, 1, 2, 9, 30, tzinfo=UTC)
    for number in range(count):
        at += timedelta(minutes=chance.randrange(1, 120))
        yield _message(number, at, chance)


def _message(number: int, at: datetime, chance: random.Random) -> bytes:
    name, address = chance.choice(SENDERS)
    text = "\n\n".join(
        " ".join(chance.choice(WORDS) for _ in range(chance.randrange(20, 90)))
        for _ in range(chance.randrange(1, 7))
    )
    subject = " ".join(chance.choice(WORDS) for _ in range(chance.randrange(2, 8)))
    head = (
        f"Return-Path: <{address}>\r\nReceived: from mx.example by home.example;"
        f" {format_datetime(at)}\r\nFrom: {name} <{address}>\r\nTo: Maria <maria@fernmail.example>"
        f"\r\nSubject: =?utf-8?b?{base64.b64encode(subject.encode()).decode()}?=\r\n"
        f"Date: {format_datetime(at)}\r\nMessage-ID: <{number}.{at:%s}@mx.example>\r\n"
        "MIME-Version: 1.0\r\n"
    )
    plain = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    kind = chance.random()
    if kind < 0.1:
        file = base64.encodebytes(chance.randbytes(chance.randrange(5_000, 60_000))).decode()
        body = (
            f"Content-Type: multipart/mixed; boundary=b{number}\r\n\r\n--b{number}\r\n{plain}"
            f'--b{number}\r\nContent-Type: image/jpeg; name="scan {number}.jpg"\r\n'
            f"Content-Transfer-Encoding: base64\r\n\r\n{file}\r\n--b{number}--\r\n"
        )
    elif kind < 0.4:
        rich = "".join(f"<p>{one}</p>" for one in text.split("\n\n"))
        body = (
            f"Content-Type: multipart/alternative; boundary=b{number}\r\n\r\n--b{number}\r\n{plain}"
            f"--b{number}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
            f"<html><body>{rich}</body></html>\r\n--b{number}--\r\n"
        )
    else:
        body = plain
    return (head + body).encode()


def write_mbox(path: Path, count: int) -> None:
    """The messages as one mbox."""
    with path.open("wb") as file:
        for one in messages(count):
            file.write(b"From x@example Mon Jan  1 00:00:00 2024\n")
            file.write(one.replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ") + b"\n")


def write_maildir(path: Path, count: int) -> None:
    """The same messages as a Maildir, for those who read no mbox."""
    box = mailbox.Maildir(str(path), create=True)
    box.close()
    for number, one in enumerate(messages(count)):
        (path / "cur" / f"{number}.bench:2,S").write_bytes(one.replace(b"\r\n", b"\n"))
