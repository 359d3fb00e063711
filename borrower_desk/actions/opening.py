"""A stranger's attachment for another program to show: a private copy that goes away again."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from borrower_desk.actions import leftovers
from borrower_desk.errors import DeskError, UsageError
from borrower_desk.text import safe_file_name

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

# What is looked at and cannot run; the ending that each gets, whatever it was named.
SHOWN = {
    "pdf": ".pdf", "jpeg": ".jpg", "png": ".png", "tiff": ".tif", "gif": ".gif", "webp": ".webp",
    "bmp": ".bmp", "heic": ".heic", "text": ".txt", "audio": "",
}  # fmt: skip


class PrivateCopies:
    """One folder of the user's own, in memory where the system has such a place.

    `clear` removes it with all that is in it: when the desk locks and when the
    app ends, by a signal too.  What a killed app leaves, the next start removes
    (`leftovers`).
    """

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._ended = False
        # A signal can come while `of` holds it, in the same thread.
        self._lock = threading.RLock()

    def of(self, store: Store, identifier: str, name: str) -> Path:
        """A read-only copy of an attachment; UsageError for what another program might run."""
        from borrower_desk.actions import reading
        from borrower_desk.intake.magic import HEAD, recognise

        data = reading.original(store, identifier)
        form = recognise(name, data[:HEAD])
        if form not in SHOWN:
            raise UsageError(
                f"{identifier} is {_said(form)}; such a file could run something, or fetch"
                " something from outside.",
                hint="Save a copy, and look at it only if you trust it.",
            )
        stem = safe_file_name(name).rpartition(".")[0] or identifier
        ending = SHOWN[form] or Path(safe_file_name(name)).suffix
        return self._written(f"{identifier} {stem}{ending}", data)

    def clear(self, *, for_good: bool = False) -> None:
        """Remove every copy; `for_good`: the app ends, and none may be made any more."""
        with self._lock:
            self._ended = self._ended or for_good
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder = None

    def _written(self, name: str, data: bytes) -> Path:
        """The copy, which only its owner can read; DeskError when the disk won't have it."""
        with self._lock:
            if self._ended:
                raise UsageError("The desk is being closed.", hint="Open it again.")
            try:
                if self._folder is None or not self._folder.is_dir():
                    self._folder = Path(
                        tempfile.mkdtemp(
                            prefix=leftovers.own_prefix(), dir=leftovers.runtime_folder()
                        )
                    )
                path = self._folder / name
                path.unlink(missing_ok=True)
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(data)
            except OSError as why:
                raise DeskError(
                    f"A copy to show could not be written: {why.strerror}.",
                    hint="Make room in the temporary folder.",
                ) from None
        return path


def program() -> list[str]:
    """The command that shows a file as this system does; UsageError when there is none."""
    for name in ("xdg-open", "open"):
        found = shutil.which(name)
        if found:
            return [found]
    raise UsageError(
        "This system has no program that opens files (xdg-open).",
        hint="Save a copy instead, and open that.",
    )


def _said(form: str) -> str:
    return {"zip": "an archive", "office": "an office document", "html": "a web page"}.get(
        form, f"of a kind that is not shown ({form})"
    )
