"""`docs/backup.md` as it stands, with Debian's restic, while the desk is being written to."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from apt import needs

from borrower_desk.desk.store import Store
from borrower_desk.desk.vault import Unlock, open_desk

DOCUMENT = Path(__file__).parents[2] / "docs" / "backup.md"
WRITER = """
import sys
from pathlib import Path
from borrower_desk.desk.vault import Unlock, open_desk
with open_desk(Path(sys.argv[1]), Unlock(key_file=Path(sys.argv[2]))) as store:
    for number in range(100_000):
        with store.change("note"):
            store.remember("number", str(number))
            store.put_blob(str(number).encode() * 2000)
        print(number, flush=True)
"""


def test_the_script_of_the_document_brings_a_desk_back(
    store: Store, unlock: Unlock, tmp_path: Path
) -> None:
    """A snapshot taken in the middle of changes is one moment of the desk, whole."""
    needs({"restic": "restic"})
    store.close()
    (script,) = re.findall(r"```sh\n(#!/bin/sh.*?)```", DOCUMENT.read_text(), re.DOTALL)
    (tmp_path / "password").write_text("of the repository")
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "RESTIC_REPOSITORY": str(tmp_path / "repository"),
        "RESTIC_PASSWORD_FILE": str(tmp_path / "password"),
        "BORROWER_DESK": str(store.path),
        "BORROWER_DESK_KEY_FILE": str(unlock.key_file),
    }

    def run(*words: str) -> None:
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    run("restic", "init")
    writer = [sys.executable, "-c", WRITER, str(store.path), str(unlock.key_file)]
    with subprocess.Popen(writer, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        process.stdout.readline()
        for _ in range(2):
            run("sh", "-c", script)
        assert process.poll() is None, "it was being written to all the time"
        process.kill()
    run("restic", "restore", "latest", "--target", str(tmp_path / "back"))

    copies = sorted((tmp_path / "back").rglob("*.desk"))
    assert len(copies) == 2
    new = tmp_path / "new.desk"
    run("borrower-desk", "restore", str(copies[-1]), "--desk", str(new))
    run("borrower-desk", "verify", "--full", "--desk", str(new))
    with open_desk(new, unlock) as back:
        number = int(back.recall("number") or 0)
        rows = [one for one in back.journal() if one.act == "note"]
    assert number > 0
    assert len(rows) == 2 * (number + 1), "no change is there in part"
