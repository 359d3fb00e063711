"""The way in through the system keyring, and only through one that keeps secrets.

keyring picks whatever backend it finds; with `keyrings.alt` about that is a
plaintext file.  Here a backend is used only when it is one of a known few.
"""

from __future__ import annotations

import importlib
import os
from typing import Any

from borrower_desk.config import KEYRING_SERVICE

_SECURE = (
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.kwallet.DBusKeyringKWallet4",
    "keyring.backends.macOS.Keyring",
    "keyring.backends.Windows.WinVaultKeyring",
)
_CHAINER = "keyring.backends.chainer.ChainerBackend"
_DO = "Use a passphrase (--no-keyring) or a key file, or install and unlock a Secret Service."


def keyring_refusal() -> str | None:
    """Why the system keyring is not used; None when it keeps secrets."""
    return _chosen()[1]


def keep(desk: str, secret: bytes) -> str | None:
    """Put a desk's wrapping key into the keyring; gives back why not, None when done."""
    backend, why = _chosen()
    if backend is None:
        return why
    try:
        backend.set_password(KEYRING_SERVICE, desk, secret.hex())
        back = backend.get_password(KEYRING_SERVICE, desk)
    except Exception as error:  # noqa: BLE001,RUF100 - each backend raises its own kinds
        return f"The keyring refused to keep the key ({type(error).__name__})."
    return None if back == secret.hex() else "The keyring did not give back what it was given."


def find(desk: str) -> tuple[bytes | None, str | None]:
    """A desk's wrapping key from the keyring, else why it was not to be had."""
    backend, why = _chosen()
    if backend is None:
        return None, why
    try:
        kept = backend.get_password(KEYRING_SERVICE, desk)
        return (bytes.fromhex(kept), None) if kept else (None, "The keyring has no key for it.")
    except Exception as error:  # noqa: BLE001,RUF100 - each backend raises its own kinds
        return None, f"The keyring is locked or did not answer ({type(error).__name__})."


def forget(desk: str) -> None:
    """Take a desk's wrapping key out of the keyring, if it is there."""
    backend, _ = _chosen()
    if backend is not None:
        try:
            backend.delete_password(KEYRING_SERVICE, desk)
        except Exception:  # noqa: BLE001,RUF100 - nothing is lost when it stays
            return


def _chosen() -> tuple[Any, str | None]:
    """The secure backend and None, or None and why there is none."""
    try:
        backend = _named() or _searched()
    except Exception as error:  # noqa: BLE001,RUF100 - a broken backend is no backend
        return None, f"The system keyring does not work ({type(error).__name__}). {_DO}"
    if _name(backend) == _CHAINER:
        inside = list(backend.backends)
        backend = next((one for one in inside if _is_secure(one)), inside[0] if inside else None)
    if backend is not None and _is_secure(backend):
        return backend, None
    if backend is None or _name(backend).startswith(
        ("keyring.backends.fail", "keyring.backends.nu")
    ):
        return None, f"There is no system keyring here. {_DO}"
    return None, f"The keyring {_name(backend)} is not known to keep secrets. {_DO}"


def _named() -> Any:
    """Linux's usual backend by name: the search through all of them takes 0.1 s."""
    if os.name != "posix" or "PYTHON_KEYRING_BACKEND" in os.environ:
        return None
    try:
        backend = importlib.import_module("keyring.backends.SecretService").Keyring
        return backend() if backend.priority >= 1 else None
    except Exception:  # noqa: BLE001,RUF100 - the search then says what there is
        return None


def _searched() -> Any:
    import keyring

    return keyring.get_keyring()


def _name(backend: object) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _is_secure(backend: Any) -> bool:
    return _name(backend) in _SECURE and float(backend.priority) >= 1
