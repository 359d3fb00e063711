"""Bytes kept once, by their SHA-256, in rows of one MiB so that big files stream."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from borrower_desk.desk.connection import Connection
from borrower_desk.errors import DeskDamaged
from borrower_desk.model import Sha256

CHUNK = 1 << 20


def put(db: Connection, data: bytes) -> tuple[Sha256, bool]:
    """The digest of `data`, which is kept now, and whether it is new here."""
    name = Sha256(sha256(data).hexdigest())
    if db.one("SELECT 1 FROM blobs WHERE sha256=?", (name,)):
        return name, False
    blob = db.run("INSERT INTO blobs (sha256,size) VALUES (?,?)", (name, len(data)))
    view = memoryview(data)
    db.many(
        "INSERT INTO blob_chunks (blob,data) VALUES (?,?)",
        ((blob, view[at : at + CHUNK]) for at in range(0, len(data), CHUNK)),
    )
    return name, True


def size(db: Connection, name: Sha256) -> int | None:
    """How many bytes were kept under this digest, None when none were."""
    row = db.one("SELECT size FROM blobs WHERE sha256=?", (name,))
    return int(row[0]) if row else None


def stream(db: Connection, name: Sha256) -> Iterator[bytes]:
    """The bytes, a chunk at a time; DeskDamaged at the end when they are not those kept."""
    seen = sha256()
    row = db.one("SELECT id FROM blobs WHERE sha256=?", (name,))
    chunks = db.all("SELECT id FROM blob_chunks WHERE blob=? ORDER BY id", row) if row else []
    for chunk in chunks:
        found = db.one("SELECT data FROM blob_chunks WHERE id=?", chunk)
        data: bytes = found[0] if found else b""
        seen.update(data)
        yield data
    if not row or seen.hexdigest() != name:
        raise DeskDamaged(
            f"The bytes kept as {name[:12]}… are missing or not what was written.",
            hint="Run borrower-desk verify --full, and take them from a backup.",
        )
