"""The ten commands of the README, as printed, in a new home directory."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from secret_service import run_with_secret_service

ROOT = Path(__file__).parent.parent


def the_ten_commands() -> list[str]:
    block = re.search(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert block is not None
    return block[1].strip().splitlines()


def script(here: Path) -> str:
    """The commands, stopping at the first that fails; the packet lands in `here`."""
    lines = "\n".join(the_ten_commands()).replace("-o packet.pdf", f"-o {here}/packet.pdf")
    return f"set -e\nexport PATH={Path(sys.executable).parent}:$PATH\ncd {ROOT}\n{lines}\n"


def test_the_readme_has_ten_commands():
    assert len(the_ten_commands()) == 10


@pytest.mark.timeout(300)
def test_the_road_works_with_a_passphrase_file_and_no_keyring(tmp_path):
    secret = tmp_path / "passphrase"
    secret.write_text("four random words here\n")
    secret.chmod(0o600)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BORROWER_DESK", "DBUS", "XDG"))
    }

    done = subprocess.run(
        ["sh", "-c", script(tmp_path)],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        env={**kept, "HOME": str(tmp_path), "BORROWER_DESK_PASSPHRASE_FILE": str(secret)},
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "packet.pdf").read_bytes().startswith(b"%PDF")
    assert "Recovery code" in done.stdout
    assert (tmp_path / ".local/share/borrower-desk/home.desk").stat().st_mode & 0o077 == 0


@pytest.mark.timeout(300)
def test_the_road_works_with_a_real_secret_service(tmp_path):
    done = run_with_secret_service(tmp_path, ["sh", "-c", script(tmp_path)])

    assert done.returncode == 0, done.stdout + done.stderr
    assert "opened by keyring" in done.stdout
    assert (tmp_path / "packet.pdf").read_bytes().startswith(b"%PDF")
