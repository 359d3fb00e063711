"""What a crash may leave, and how a command ends: no core file, and its own exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_core_files_are_off() -> None:
    """The key and the letters in memory must not be written to a file by the kernel."""
    asked = (
        "import atexit, resource\n"
        "from borrower_desk.cli.main import run\n"
        "atexit.register(lambda: print(resource.getrlimit(resource.RLIMIT_CORE), flush=True))\n"
        "run(['--version'])"
    )
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, text=True)
    assert said.stdout.splitlines()[-1] == "(0, 0)", sys.platform


def test_a_reader_who_goes_away_is_no_failure() -> None:
    """As in `borrower-desk rules | head -1`: the code is 0, and nothing is said."""
    command = [sys.executable, "-m", "borrower_desk", "rules"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as one:
        assert one.stdout
        assert one.stderr
        one.stdout.close()
        assert (one.stderr.read(), one.wait()) == (b"", 0)


def test_a_full_disk_behind_the_output_is_a_failure() -> None:
    command = [sys.executable, "-m", "borrower_desk", "rules"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert b"No space left" in done.stderr


def test_streams_that_a_shell_closed_are_empty_ones(tmp_path: Path) -> None:
    """And no file of the desk gets their numbers, into which an error would be written."""
    command = f"{sys.executable} -m borrower_desk --desk {tmp_path}/no.desk import - <&- >&-"
    done = subprocess.run(["sh", "-c", command], stderr=subprocess.PIPE, check=False)
    assert b"did not expect" not in done.stderr
    assert done.returncode == 4  # no desk here
