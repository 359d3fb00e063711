"""Made-up messages, and one line to keep one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256

from borrower_desk.desk.connection import Connection
from borrower_desk.desk.store import Store
from borrower_desk.model import (
    Authenticity,
    Channel,
    Correspondence,
    Direction,
    Incoming,
    IncomingFile,
    Sha256,
)


def message(
    number: int = 1,
    *,
    subject: str = "Your payment",
    text: str = "We received your payment late.",
    files: tuple[IncomingFile, ...] = (),
    **more: object,
) -> Incoming:
    """A message from a made-up servicer; each number gives another."""
    original = f"Message-ID: <{number}@oakline.example>\r\n\r\n{subject}\n{text}".encode()
    said: dict[str, object] = {
        "source": f"inbox.mbox#{number}",
        "original": original,
        "sha256": Sha256(sha256(original).hexdigest()),
        "content_sha256": Sha256(sha256(f"{subject}\0{text}".encode()).hexdigest()),
        "channel": Channel.EMAIL,
        "on": date(2026, 3, 2),
        "at": datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
        "sender": "Oakline <care@oakline.example>",
        "to": ("Ana Example <ana@home.example>",),
        "message_id": f"<{number}@oakline.example>",
        "headers": (("Subject", subject),),
        **more,
    }
    return Incoming(subject=subject, text=text, files=files, **said)  # type: ignore[arg-type]


def keep(store: Store, incoming: Incoming, **more: object) -> Correspondence:
    """Keep a message inside a change that is under way."""
    said: dict[str, object] = {
        "direction": Direction.RECEIVED,
        "channel": incoming.channel,
        "kind": None,
        "kind_confirmed": False,
        "authenticity": Authenticity(),
        "on": incoming.on or date(2026, 3, 2),
        **more,
    }
    return store.add_correspondence(incoming, **said)  # type: ignore[arg-type]


def by_hand(db: Connection, *statements: str) -> None:
    """What somebody with the key does with any SQLite tool, leaving no trace in the schema."""
    guards = db.all("SELECT name,sql FROM sqlite_master WHERE type='trigger'")
    db.run("PRAGMA foreign_keys = OFF")
    for name, _ in guards:
        db.run(f"DROP TRIGGER {name}")
    try:
        for sql in statements:
            db.run(sql)
    finally:
        for _, sql in guards:
            db.run(sql)
        db.run("PRAGMA foreign_keys = ON")
