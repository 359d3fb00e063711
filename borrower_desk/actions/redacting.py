"""True redaction of one document, and the mark that keeps a document back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from borrower_desk.errors import SourceNotFound, UsageError
from borrower_desk.model import AttachmentId, Correspondence, CorrespondenceId

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.packet.single import Redacted

LARGEST = 512 * 1024 * 1024  # bytes of a file that is read whole


def redact_file(
    data: bytes,
    target: Path,
    patterns: Sequence[str],
    boxes: Sequence[str],
    accounts: Sequence[str] = (),
) -> Redacted:
    """A redacted copy of `data` at `target`; without pattern or box, the usual secrets go."""
    from borrower_desk.packet.beside import redact_document
    from borrower_desk.packet.removal import USUAL, Remover, Rules, parse
    from borrower_desk.packet.single import check_target, parse_box

    rules = Rules(USUAL) if not patterns and not boxes else Rules()
    for one in patterns:
        rules += parse(one)
    if patterns and not rules:
        raise UsageError("No pattern was given.", hint="--pattern ssn,phone or --pattern 'words'")
    marked: dict[int, list[tuple[float, float, float, float]]] = {}
    for said in boxes:
        page, box = parse_box(said)
        marked.setdefault(page, []).append(box)
    check_target(target)
    return redact_document(data, Remover(rules, accounts), marked, target)


def file_bytes(path: Path) -> bytes:
    """The bytes of a file outside the desk."""
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path} is larger than 512 MB.", hint="Split it first.")
        return path.read_bytes()
    except OSError as why:
        raise SourceNotFound(
            f"{path} could not be read: {why.strerror}.",
            hint="Check the path, and that it is yours.",
        ) from None


def is_kept(document: str) -> bool:
    """True for an id of the desk, A1 or C1, where no file has that name."""
    named = re.fullmatch(r"[AaCc][1-9]\d*", document.strip())
    return named is not None and not Path(document).exists()


def kept_bytes(store: Store, identifier: str) -> bytes:
    """The bytes of an attachment or of correspondence that is a document by itself."""
    spelled = identifier.strip().upper()
    if spelled.startswith("A"):
        return store.blob(store.attachment(AttachmentId(spelled)).sha256)
    return store.blob(store.correspondence(CorrespondenceId(spelled)).sha256)


def accounts(store: Store) -> list[str]:
    """Every loan number that the desk knows."""
    return [number for loan in store.loans()
            for number in (loan.number, *(one.number for one in loan.periods))]  # fmt: skip


def shape(made: Redacted) -> dict[str, Any]:
    """The copy, for JSON."""
    return {
        "path": str(made.path),
        "pages": made.pages,
        "sha256": made.sha256,
        "original_sha256": made.original_sha256,
        "redactions": made.redactions,
        "log": [
            {"where": row.where, "what": row.reason, "count": row.count, "how": row.how}
            for row in made.log
        ],
        "notes": list(made.notes),
    }


def privilege(store: Store, identifier: str, *, privileged: bool = True) -> Correspondence:
    """Mark a message as attorney-client, with what came with it; or take the mark away."""
    spelled = identifier.strip().upper()
    if spelled.startswith("A"):
        owner = store.attachment(AttachmentId(spelled)).correspondence
        if owner is None:
            raise UsageError(
                f"{spelled} belongs to no message.", hint="Mark the message that it came with."
            )
        spelled = owner
    one = store.correspondence(CorrespondenceId(spelled))
    if one.privileged is privileged:
        return one
    with store.change("privilege" if privileged else "privilege off"):
        return store.save_correspondence(replace(one, privileged=privileged))
