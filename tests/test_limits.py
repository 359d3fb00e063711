"""A file may break the process that reads it, and never the one that holds the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import limited_reads
import pytest

from borrower_desk.limits import OutOfBoundsError, Worker
from borrower_desk.model import Because, Direction


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(seconds=4, memory=1 << 29) as made:
        yield made


def test_what_was_read_comes_back(worker: Worker) -> None:
    """Numbers, texts, days, and the model's own values."""
    assert worker.do(limited_reads.length, b"x" * 5_000_000) == 5_000_000
    assert worker.do(limited_reads.told, b"fee") == (
        Because("fee", "body"), Direction.SENT, date(2026, 1, 2), {"a": [1, None]},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (limited_reads.hangs, "took more than 4 seconds"),
        (limited_reads.breaks, "broke on it"),
        (limited_reads.swallows, "too much memory"),
        (limited_reads.takes_over, "sent back a posix.system"),
        (limited_reads.gives_a_class, "sent back a _pickle.Pickler"),
    ],
)
def test_a_file_that_breaks_its_reader_is_told(
    worker: Worker, harm: Callable[[bytes], object], said: str
) -> None:
    """In words fit for the quarantine; the next file is read as if nothing had been."""
    with pytest.raises(OutOfBoundsError, match=said):
        worker.do(harm, b"")
    assert worker.do(limited_reads.length, b"abc") == 3
    assert not Path("/tmp/borrower-desk-owned").exists()


def test_an_error_of_the_reader_is_a_value_error(worker: Worker) -> None:
    """Its name and text, and no traceback of another process."""
    with pytest.raises(ValueError, match="LookupError: no such page"):
        worker.do(limited_reads.refuses, b"")


def test_a_worker_starts_where_stderr_has_no_number() -> None:
    """So it is in the app, where textual takes what is printed."""
    import subprocess
    import sys

    program = f"""
import io, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
import limited_reads
from borrower_desk.limits import Worker

class Taken(io.StringIO):
    def fileno(self):
        return -1

if __name__ == "__main__":
    sys.stderr = Taken()
    with Worker() as worker:
        print(worker.do(limited_reads.length, b"abc"))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout == "3\n", done.stderr


def test_a_paper_is_read_beside_the_process_that_holds_the_desk() -> None:
    """Its PDF and picture libraries are never loaded where the key is."""
    import subprocess
    import sys

    paper = Path(__file__).parents[1] / "borrower_desk" / "demo" / "papers"
    program = f"""
import sys
from pathlib import Path
from borrower_desk.intake.documents import read_document

if __name__ == "__main__":
    for one in sorted(Path({str(paper)!r}).glob("*.*")):
        read_document("x", one.name, one.read_bytes())
    print(*sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not {"pypdfium2", "PIL", "pikepdf"} & set(done.stdout.split())
