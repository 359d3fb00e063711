"""Writing a file for the user: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from borrower_desk.errors import DeskError


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
