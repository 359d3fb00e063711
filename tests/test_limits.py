"""A file may break the process that reads it, and never the one that holds the desk."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from pathlib import Path

import limited_reads
import pytest

from borrower_desk.errors import PageUnreadable
from borrower_desk.intake import parallel
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


def test_a_long_file_goes_on_as_long_as_its_pieces_are_quick() -> None:
    """Each piece has its own time; one that is late ends it."""
    with Worker(seconds=0.5) as quick:
        assert quick.do(limited_reads.goes_on, 3) == 3
        with pytest.raises(OutOfBoundsError, match="took more than"):
            quick.do(limited_reads.hangs, b"")


def test_a_worker_asks_its_parent(worker: Worker) -> None:
    """And gets what the parent's `answer` gives; what that raises ends the work."""
    assert worker.do(limited_reads.asks, "x", answer=lambda *said: said) == (("x",), ("x", 2))
    with pytest.raises(KeyError):
        worker.do(limited_reads.asks, "x", answer=lambda *said: {}[said])
    with pytest.raises(OSError, match="full"):
        worker.do(limited_reads.asks, "x", answer=_full)
    with pytest.raises(OutOfBoundsError, match="asked for something"):
        worker.do(limited_reads.asks, "x")


def _full(*_: object) -> None:
    raise OSError(28, "full")


def test_an_error_of_ours_comes_back_as_it_is(worker: Worker) -> None:
    """With its message and its hint."""
    with pytest.raises(PageUnreadable, match="no pages") as told:
        worker.do(limited_reads.is_told_off, b"")
    assert told.value.hint == "Ask again."


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="Windows has no alarms")
def test_a_pool_s_worker_ends_itself_when_an_item_takes_too_long() -> None:
    """So its pool knows, and reads the others of its chunk again."""
    with parallel._pool(1) as pool:
        hanging = pool.submit(limited_reads.hangs_under_an_alarm, 1.0)
        with pytest.raises(BrokenProcessPool):
            hanging.result(timeout=30)


def test_a_paper_is_read_beside_the_process_that_holds_the_desk(tmp_path: Path) -> None:
    """Its PDF and picture libraries are never loaded where the key is."""
    import subprocess
    import sys

    paper = Path(__file__).parents[1] / "borrower_desk" / "demo" / "papers"
    program = f"""
import sys
from pathlib import Path
from borrower_desk.actions.enclosing import _pages
from borrower_desk.actions.mending import _apart, _bare, _lighter
from borrower_desk.actions.packet_choices import _file_pages
from borrower_desk.analysis.material import read as read_table
from borrower_desk.errors import DeskError
from borrower_desk.intake.documents import read_document
from borrower_desk.intake.html import to_text
from borrower_desk.intake.read import read
from borrower_desk.intake.sources import RawItem
from borrower_desk.letters.checks import inside
from borrower_desk.letters.checks.reading import CheckedFile
from borrower_desk.packet.beside import redact_document
from borrower_desk.packet.removal import USUAL, Remover, Rules
from borrower_desk.packet.verify import verify

if __name__ == "__main__":
    for one in sorted(Path({str(paper)!r}).glob("*.*")):
        data = one.read_bytes()
        read_document("x", one.name, data)
        if one.suffix == ".pdf":
            file = CheckedFile(name=one.name, media_type="", data=data)
            inside.trouble(file), inside.hidden(file), inside.text_of(file)
            _pages("application/pdf", data), _file_pages(data, "")
            _apart(_bare, "pdf", data), _apart(_lighter, "pdf", data)
            verify(one)
            try:
                read_table(one.name, data)
            except DeskError:
                pass
    redact_document(data, Remover(Rules(USUAL)), {{}}, Path({str(tmp_path)!r}) / "x.txt")
    to_text("<p>fee</p>")
    print(*sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    native = {"pypdfium2", "PIL", "pikepdf", "pypdf", "selectolax", "openpyxl", "typst"}
    assert not native & set(done.stdout.split())


def test_what_a_worker_says_as_it_dies_stays_off_the_terminal(capfd, monkeypatch):
    """C++ writes "terminate called …" by itself; the error that is told says enough."""
    monkeypatch.delenv("BORROWER_DESK_DEBUG", raising=False)
    with Worker() as worker:
        assert worker.do(os.write, 2, b"terminate called") == 16

    assert capfd.readouterr().err == ""
