"""A PDF that finds no room ends in an error, not in the process's end."""

from __future__ import annotations

import errno
import io

import pikepdf
import pytest

from borrower_desk.pdf import saving


class Full(io.BytesIO):
    """A file on a disk that has room for so many bytes."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def write(self, data) -> int:
        if self.tell() + len(data) > self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


def some_pdf() -> pikepdf.Pdf:
    made = pikepdf.new()
    made.Root.Words = pikepdf.Stream(made, b"words " * 50_000)
    return made


@pytest.mark.parametrize("room", [0, 1, 100, 70_000, 300_000])
def test_the_disk_s_own_error_comes_at_whatever_byte_it_is_full(room):
    with pytest.raises(OSError, match="No space left") as told:
        saving.save(some_pdf(), Full(room), compress_streams=False)
    assert told.value.errno == errno.ENOSPC


def test_with_room_the_bytes_are_those_that_pikepdf_writes():
    ours, theirs = io.BytesIO(), io.BytesIO()
    saving.save(some_pdf(), ours, static_id=True)
    some_pdf().save(theirs, static_id=True)
    assert ours.getvalue() == theirs.getvalue()
