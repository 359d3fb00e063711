"""The manifest inside a packet, and the digest that seals the file.

The manifest is stored uncompressed, so its bytes stand in the file as they are.
The digest is the SHA-256 of the whole file with its own 64 digits read as
zeros: put in place after the file is written, found again by any reader.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import IO

from borrower_desk.errors import PacketError
from borrower_desk.model import Sha256
from borrower_desk.packet.plan import PacketPlan, PlacedExhibit

NAME = "manifest.json"
ZEROS = "0" * 64
_KEY = b'"digest": "'
_PIECE = 1 << 20


def manifest(plan: PacketPlan, pages: int, exhibits: Sequence[PlacedExhibit]) -> bytes:
    """The manifest of `packet.md`, its digest still zeros."""
    content = {
        "version": 1,
        "matter": plan.matter.id,
        "created": plan.created.isoformat(),
        "pages": pages,
        "bates": {
            "prefix": plan.prefix,
            "first": plan.bates(1),
            "last": plan.bates(pages),
        },
        "exhibits": [
            {
                "label": one.label,
                "source": one.source,
                "title": one.title,
                "pages": list(one.pages),
                "bates": list(one.bates),
                "original_sha256": one.sha256,
                "redacted": one.redacted,
            }
            for one in exhibits
        ],
        "journal_head": plan.journal_head,
        "digest": ZEROS,
    }
    return json.dumps(content, ensure_ascii=True, indent=1).encode()


def seal(file: IO[bytes], unsealed: bytes) -> Sha256:
    """Write the digest into `file`, which holds `unsealed` once; gives the digest."""
    place = _find_once(file, unsealed)
    if place is None:
        raise PacketError(
            "The packet's manifest could not be sealed.", hint="This is a fault of Borrower Desk."
        )
    at = place + digest_offset(unsealed)
    digest = digest_of(file, at)
    file.seek(at)
    file.write(digest.encode())
    return digest


def recomputed_digest(file: IO[bytes], sealed: bytes) -> Sha256 | None:
    """The digest as it should be; None when the manifest's bytes do not stand in the file once."""
    place = _find_once(file, sealed)
    return None if place is None else digest_of(file, place + digest_offset(sealed))


def digest_offset(content: bytes) -> int:
    """Where, in a manifest's bytes, the digest's 64 digits begin."""
    # The last one: every value before it is JSON, in which this key's quotes would be escaped.
    return content.rindex(_KEY) + len(_KEY)


def digest_of(file: IO[bytes], at: int) -> Sha256:
    """The SHA-256 of the file with the 64 bytes from `at` read as zeros."""
    total, position = hashlib.sha256(), 0
    file.seek(0)
    while piece := file.read(_PIECE):
        start, end = max(at - position, 0), min(at + 64 - position, len(piece))
        if start < end:
            piece = piece[:start] + b"0" * (end - start) + piece[end:]
        total.update(piece)
        position += len(piece)
    return Sha256(total.hexdigest())


def sha256_of(file: IO[bytes]) -> Sha256:
    """The SHA-256 of the file as it is."""
    total = hashlib.sha256()
    file.seek(0)
    while piece := file.read(_PIECE):
        total.update(piece)
    return Sha256(total.hexdigest())


def _find_once(file: IO[bytes], content: bytes) -> int | None:
    """Where `content` stands, when it stands in the file exactly once."""
    found: list[int] = []
    file.seek(0)
    kept, position = b"", 0
    while piece := file.read(_PIECE):
        window = kept + piece
        begin = position - len(kept)
        at = window.find(content)
        while at >= 0:
            found.append(begin + at)
            at = window.find(content, at + 1)
        position += len(piece)
        kept = window[-(len(content) - 1) :]
    return found[0] if len(found) == 1 else None
