"""Writing a file for the user: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from borrower_desk.errors import DeskError, UsageError

LONGEST_TEXT = 4_000_000  # bytes of a text that a person wrote


def write_new(path: Path, data: bytes) -> None:
    """Put `data` at `path`, owner-only: written beside it, synced, then renamed."""
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent or Path(), prefix=".borrower-desk-")
        beside = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as why:
        raise DeskError(
            f"{path} could not be written: {why.strerror}.",
            hint="Choose another place, or make room there.",
        ) from None


def text_of(path: Path, hint: str = "Check the path, and that it is yours.") -> str:
    """A text file of the user's; UsageError when it cannot be read or is no text."""
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST_TEXT + 1)
    except OSError as why:
        raise UsageError(f"{path} could not be read: {why.strerror}.", hint=hint) from None
    if len(data) > LONGEST_TEXT:
        raise UsageError(f"{path} is too long for a letter.", hint="Four megabytes are the most.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not text.", hint="Save it as UTF-8 text.") from None
