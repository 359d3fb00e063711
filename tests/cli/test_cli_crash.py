"""What a crash may leave: no core file, whatever the shell allows."""

from __future__ import annotations

import os
import resource
import sys


def test_core_files_are_off() -> None:
    """The key and the letters in memory must not be written to a file by the kernel."""
    hear, say = os.pipe()
    child = os.fork()
    if not child:
        try:
            from borrower_desk.cli.main import run

            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            try:
                run(["--version"])
            except SystemExit:
                limit = resource.getrlimit(resource.RLIMIT_CORE)
                os.write(say, repr(limit).encode())
        finally:
            os._exit(0)
    os.close(say)
    with os.fdopen(hear) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    assert said == "(0, 0)", sys.platform
