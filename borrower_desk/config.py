"""Where things lie on this machine, and which files may hold a secret.

Knows paths (XDG, through platformdirs) and the rule that a secret file is the
owner's alone.  Knows nothing of what is inside a desk.
"""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from borrower_desk.errors import VaultError

APP = "borrower-desk"
KEYRING_SERVICE = "borrower-desk"


def default_desk() -> Path:
    """The desk that is used when none is named: in the user's data directory."""
    from platformdirs import user_data_path

    return user_data_path(APP) / "home.desk"


def state_directory() -> Path | None:
    """Where the program keeps what it needs to remember about desks; None without a home."""
    if os.name == "posix" and sys.platform != "darwin":
        try:
            base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
        except RuntimeError:  # no home directory can be found
            return None
        return base / APP if base.is_absolute() else None
    from platformdirs import user_state_path

    return user_state_path(APP)


def keys_path(desk: Path) -> Path:
    """The wrapped keys beside a desk: `PATH.keys`."""
    return desk.with_name(desk.name + ".keys")


def read_secret_file(path: Path) -> bytes:
    """The bytes of a passphrase or key file; refused when others can read it (exit 4)."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise VaultError(
                    f"Others can read the secret file {path}.",
                    hint=f"Make it yours alone: chmod 600 {path}",
                )
            return file.read(1 << 16)
    except OSError as why:
        raise VaultError(
            f"The secret file {path} could not be read: {why.strerror}.",
            hint="Check the path, and that the file is yours.",
        ) from None


def write_secret_file(path: Path, content: bytes) -> None:
    """Write a new file that only its owner can read; an existing file is not touched."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
