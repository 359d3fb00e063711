"""Files as a letter's enclosures: labelled, typed, counted, kept once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from borrower_desk.errors import UsageError
from borrower_desk.model import AttachmentId, Enclosure, IncomingFile
from borrower_desk.text import safe_file_name, safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store


def attachment_id(chosen: str) -> AttachmentId | None:
    """What was chosen, as the id of an attachment ("a1" is A1); None for the path of a file."""
    spelled = chosen.strip().upper()
    is_id = spelled.startswith("A") and spelled[1:].isdigit()
    return AttachmentId(spelled) if is_id else None


def enclosures_of(
    store: Store, attach: Sequence[str], titles: Sequence[str] = (), first: int = 0
) -> tuple[Enclosure, ...]:
    """Files and attachments as enclosures, labelled on from `first`; titles in the same order."""
    found = []
    for n, one in enumerate(attach):
        label = label_of(first + n)
        attachment = attachment_id(one)
        if attachment is not None:
            kept = store.attachment(attachment)
            name, media_type, digest, size = kept.name, kept.media_type, kept.sha256, kept.size
            data = store.blob(digest)
        else:
            path = Path(one)
            data = read_file(path)
            name, media_type = safe_file_name(path.name), media_type_of(path.name)
            digest, size = store.put_blob(data), len(data)
        found.append(
            Enclosure(
                label=label,
                title=safe_line(titles[n]) if n < len(titles) else _title_of(name),
                name=name,
                media_type=media_type,
                sha256=digest,
                size=size,
                pages=_pages(media_type, data),
                attachment=attachment,
            )
        )
    return tuple(found)


def enclosure_of(store: Store, name: str, data: bytes, n: int) -> Enclosure:
    """Bytes kept as the enclosure with index `n`; within a change."""
    clean = safe_file_name(name)
    media_type = media_type_of(clean)
    digest = store.put_blob(data)
    return Enclosure(
        label_of(n),
        _title_of(clean),
        clean,
        media_type,
        digest,
        len(data),
        _pages(media_type, data),
    )


def label_of(n: int) -> str:
    """A, B … Z, AA, AB: the label of the enclosure with index `n` from 0."""
    label = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        label = chr(65 + rest) + label
    return label


def _title_of(name: str) -> str:
    stem = name.rpartition(".")[0] or name
    words = safe_line(stem.replace("_", " ").replace("-", " "))
    return words[:1].upper() + words[1:]  # the name of a month keeps its capital


def _pages(media_type: str, data: bytes) -> int | None:
    if media_type != "application/pdf":
        return 1 if media_type.startswith("image/") else None
    from borrower_desk.errors import PageUnreadable
    from borrower_desk.limits import OutOfBoundsError, apart
    from borrower_desk.pdf.reading import page_count

    try:
        return apart(page_count, data)
    except (PageUnreadable, OutOfBoundsError, ValueError):
        return None


def media_type_of(name: str) -> str:
    """The type that a file's name promises; the checks look at its bytes."""
    from mimetypes import guess_type

    return guess_type(name)[0] or "application/octet-stream"


def read_file(path: Path) -> bytes:
    """A file's bytes; UsageError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as why:
        raise UsageError(
            f"{path} could not be read: {why.strerror}.",
            hint="Name a file, or an attachment's id such as A1.",
        ) from None


def incoming_files(paths: Sequence[Path]) -> list[IncomingFile]:
    """Files as they are kept beside a letter: scans of receipts and cards."""
    return [
        IncomingFile(safe_file_name(path.name), media_type_of(path.name), read_file(path))
        for path in paths
    ]
