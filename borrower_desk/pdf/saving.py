"""Writing a PDF where the disk may be full: an error to be told, not the end of the process.

qpdf writes once more while it takes its writer down; when that fails too, C++
ends the whole process ("terminate called …").  So it never hears of the failure:
what it writes after it goes nowhere, and the error is raised once it is done.
"""

from __future__ import annotations

from typing import IO, Any


def save(pdf: Any, file: IO[bytes], **options: Any) -> None:
    """`pikepdf.Pdf.save` into an open file; OSError, the disk's own, when it does not hold it."""
    bearing = _Bearing(file)
    pdf.save(bearing, **options)
    bearing.flush()
    if bearing.trouble is not None:
        raise bearing.trouble


class _Bearing:
    """A file to write that keeps its first error and takes everything from then on."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.trouble: OSError | None = None

    def write(self, data: Any) -> int:
        if self.trouble is None:
            try:
                return self._file.write(data)
            except OSError as why:
                self.trouble = why
        return len(data)

    def flush(self) -> None:
        if self.trouble is None:
            try:
                self._file.flush()
            except OSError as why:
                self.trouble = why

    def seek(self, at: int, whence: int = 0) -> int:
        if self.trouble is None:
            try:
                return self._file.seek(at, whence)
            except OSError as why:  # it writes what was held back
                self.trouble = why
        return at

    def tell(self) -> int:
        return 0 if self.trouble is not None else self._file.tell()

    def read(self, size: int = -1) -> bytes:
        return b"" if self.trouble is not None else self._file.read(size)

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    @property
    def closed(self) -> bool:
        return self._file.closed
