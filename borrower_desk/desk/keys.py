"""The desk key and `PATH.keys`, where it lies wrapped once for each way in.

Knows the file's shape and the wrapping: Argon2id for what a person remembers,
HKDF for what is random, ChaCha20-Poly1305 around both with the desk's id and
the way as associated data.  Leaves to `vault` which way is tried when.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import json
import os
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

from borrower_desk.config import keys_path
from borrower_desk.desk import files
from borrower_desk.errors import DeskDamaged, DeskTooNew, UsageError, VaultError, WrongKey
from borrower_desk.frozen import dataclass

VERSION = 1
KEY_BYTES = 32
PASSPHRASE, RECOVERY, KEYRING = "passphrase", "recovery", "keyring"
# RFC 9106's second choice, 64 MiB and three passes: 0.16 s here, and the
# parameters are stored, so that later desks may ask more.
_ARGON2ID = {"name": "argon2id", "memory_kib": 64 * 1024, "passes": 3, "lanes": 4}
# A keys file put there by an enemy must not eat the machine: a quarter of a gibibyte, and
# some eleven times what we ask, so about two seconds.
_MOST = {"memory_kib": 256 * 1024, "passes": 8, "lanes": 16}
_LONGEST = 1 << 16  # bytes of a keys file; ours has about one thousand


class DeskKey:
    """The raw key of a desk; never shown by repr, so never in a traceback's locals."""

    __slots__ = ("_hex",)

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise ValueError("a desk key has 32 bytes")
        self._hex = raw.hex()

    @classmethod
    def new(cls) -> DeskKey:
        """A random key."""
        return cls(os.urandom(KEY_BYTES))

    @classmethod
    def from_file(cls, content: bytes, path: Path) -> DeskKey:
        """The key in a key file: 64 hex digits, perhaps a newline."""
        text = content.decode("ascii", "replace").strip()
        if len(text) != 2 * KEY_BYTES or set(text) - set("0123456789abcdefABCDEF"):
            raise WrongKey(
                f"{path} is not a key file.",
                hint="A key file holds 64 hex digits, as init --key-file wrote them.",
            )
        return cls(bytes.fromhex(text))

    @property
    def hex(self) -> str:
        """64 lower-case hex digits."""
        return self._hex

    @property
    def raw(self) -> bytes:
        return bytes.fromhex(self._hex)

    def check(self, desk: str) -> str:
        """What tells a wrong key from a damaged file; says nothing about 256 random bits."""
        return hashlib.sha256(b"borrower-desk key check\0" + desk.encode() + self.raw).hexdigest()

    def __repr__(self) -> str:
        return "DeskKey(…)"


@dataclass(frozen=True, slots=True)
class Way:
    """One way in: how the wrapping key is derived, and the desk key wrapped under it."""

    way: str
    kdf: dict[str, Any]
    nonce: str
    wrapped: str


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What `PATH.keys` says: which desk, what its key hashes to, the ways in."""

    desk: str
    check: str
    ways: tuple[Way, ...] = ()

    def way(self, name: str) -> Way | None:
        return next((one for one in self.ways if one.way == name), None)

    def with_way(self, name: str, secret: bytes, key: DeskKey) -> KeyFile:
        """The same file with `key` wrapped under `secret` for this way."""
        kept = tuple(one for one in self.ways if one.way != name)
        return replace(self, ways=(*kept, _wrap(self.desk, name, secret, key)))

    def unwrap(self, name: str, secret: bytes) -> DeskKey | None:
        """The desk key, or None when there is no such way or the secret is wrong."""
        way = self.way(name)
        key = _unwrap(self.desk, way, secret) if way else None
        if key and not hmac.compare_digest(key.check(self.desk), self.check):
            return None
        return key


def new_keys(key: DeskKey) -> KeyFile:
    """A keys file for a new desk, without a way in yet."""
    desk = os.urandom(16).hex()
    return KeyFile(desk, key.check(desk))


def passphrase_bytes(passphrase: str) -> bytes:
    """A passphrase as bytes, the same from every keyboard (Unicode NFC)."""
    if not passphrase:
        raise UsageError("The passphrase is empty.", hint="Choose one that you can remember.")
    return unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")


def read(desk: Path) -> KeyFile | None:
    """The keys beside a desk; None when there are none."""
    path = keys_path(desk)
    try:
        return _parsed(json.loads(content(path)), path)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        raise DeskDamaged(
            f"The wrapped keys {path} are damaged.",
            hint="Put back the keys file from your backup; the desk itself need not change.",
        ) from None


def content(path: Path) -> bytes:
    """The wrapped keys as they lie; FileNotFoundError when there are none."""
    try:
        return files.read_regular(path, _LONGEST)
    except FileNotFoundError:
        raise
    except OSError as why:
        ours = why.errno not in (errno.EINVAL, errno.EFBIG)  # else it is no file that we wrote
        raise (VaultError if ours else DeskDamaged)(
            f"The wrapped keys {path} could not be read: {why.strerror}.",
            hint="Check that the file is yours and is what init wrote, or put it back from your "
            "backup.",
        ) from None


def write(desk: Path, keys: KeyFile, *, new: bool = False) -> None:
    """Write `PATH.keys` whole or not at all; with `new`, only where there is none."""
    ways = [
        {"way": one.way, "kdf": one.kdf, "nonce": one.nonce, "wrapped": one.wrapped}
        for one in keys.ways
    ]
    form = {"version": VERSION, "desk": keys.desk, "check": keys.check, "ways": ways}
    content = (json.dumps(form, indent=1) + "\n").encode()
    with files.part_of(keys_path(desk)) as part:
        files.fill(part, content, keys_path(desk))
        files.publish(part, keys_path(desk), replace=not new)


def _parsed(form: Any, path: Path) -> KeyFile:
    if _number(form["version"]) > VERSION:
        raise DeskTooNew(
            f"A newer Borrower Desk wrote {path}.", hint="Install the newer version again."
        )
    ways = tuple(
        Way(_word(one["way"]), dict(one["kdf"]), _word(one["nonce"]), _word(one["wrapped"]))
        for one in form["ways"]
    )
    return KeyFile(_word(form["desk"]), _word(form["check"]), ways)


def _number(told: Any) -> int:
    """A whole number as JSON has it: not 1e999, not "1", not true."""
    if type(told) is not int:
        raise TypeError(told)
    return told


def _word(told: Any) -> str:
    """A name or hex digits."""
    if not isinstance(told, str) or not told.isascii():
        raise ValueError(told)
    return told


def _associated(desk: str, way: str) -> bytes:
    return f"borrower-desk:{VERSION}:{desk}:{way}".encode()


def _wrap(desk: str, name: str, secret: bytes, key: DeskKey) -> Way:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    salt = os.urandom(16).hex()
    kdf = {**_ARGON2ID, "salt": salt} if name == PASSPHRASE else {"name": "hkdf", "salt": salt}
    nonce = os.urandom(12)
    sealed = ChaCha20Poly1305(_derive(kdf, secret))
    wrapped = sealed.encrypt(nonce, key.raw, _associated(desk, name))
    return Way(name, kdf, nonce.hex(), wrapped.hex())


def _unwrap(desk: str, way: Way, secret: bytes) -> DeskKey | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        opened = ChaCha20Poly1305(_derive(way.kdf, secret))
        return DeskKey(
            opened.decrypt(
                bytes.fromhex(way.nonce), bytes.fromhex(way.wrapped), _associated(desk, way.way)
            )
        )
    except InvalidTag:
        return None
    except (ValueError, KeyError, TypeError, OverflowError, MemoryError):
        raise DeskDamaged(
            "The wrapped keys are damaged.",
            hint="Put back the keys file from your backup; the desk itself need not change.",
        ) from None


def _derive(kdf: dict[str, Any], secret: bytes) -> bytes:
    """The wrapping key that `kdf` makes of a secret; ValueError when it asks for nonsense."""
    salt = bytes.fromhex(_word(kdf["salt"]))
    if kdf["name"] == "hkdf":
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), KEY_BYTES, salt, b"borrower-desk wrapping key").derive(secret)
    if kdf["name"] != "argon2id" or any(
        not 1 <= _number(kdf[k]) <= most for k, most in _MOST.items()
    ):
        raise ValueError("a key derivation that is not ours")
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    return Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=kdf["passes"],
        lanes=kdf["lanes"],
        memory_cost=kdf["memory_kib"],
    ).derive(secret)
