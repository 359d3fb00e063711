"""A real Secret Service for tests: gnome-keyring on a private session bus, unlocked."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from apt import needs

START = """
set -e
printf 'secret' | gnome-keyring-daemon --unlock --components=secrets >/dev/null
exec "$@"
"""


def run_with_secret_service(
    home: Path, command: Sequence[str], env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """`command`, run with `home` as its home and a Secret Service of its own."""
    needs({"dbus-run-session": "dbus", "gnome-keyring-daemon": "gnome-keyring"})
    runtime = home / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BORROWER_DESK", "DBUS", "XDG", "GNOME"))
    }
    return subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", START, "sh", *command],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
        stdin=subprocess.DEVNULL,
        env={**kept, "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), **(env or {})},
    )
