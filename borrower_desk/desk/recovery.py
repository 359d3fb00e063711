"""The recovery code: 160 random bits as groups that a person can copy from paper.

Crockford's base 32 (https://www.crockford.com/base32.html), which has no I, L,
O or U; the last group is a checksum, so that a slip of the pen is told apart
from the code of another desk.
"""

from __future__ import annotations

import hashlib
import os

from borrower_desk.errors import WrongKey

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BYTES = 20
_LENGTH = 36  # 32 digits of 5 bits, and 4 of checksum


def new_code() -> str:
    """A fresh code, such as `7Q4M-…`: nine groups of four."""
    return written(os.urandom(_BYTES))


def written(secret: bytes) -> str:
    """The code for these 20 bytes."""
    digits = _base32(secret) + _checksum(secret)
    return "-".join(digits[at : at + 4] for at in range(0, _LENGTH, 4))


def read_code(code: str) -> bytes:
    """The 20 bytes of a code, however it was typed: case, O for 0, spaces, dashes."""
    typed = "".join(char for char in code.upper() if not char.isspace() and char not in "-–—_.")
    typed = typed.translate(_READ_AS)
    if len(typed) != _LENGTH or set(typed) - set(_DIGITS):
        raise _slip(f"it has nine groups of four letters and digits; this one has {len(typed)}")
    number = 0
    for char in typed[:-4]:
        number = number * 32 + _DIGITS.index(char)
    secret = number.to_bytes(_BYTES, "big")
    if _checksum(secret) != typed[-4:]:
        raise _slip("a character is mistyped, for its last group does not fit the others")
    return secret


def _slip(what: str) -> WrongKey:
    return WrongKey(
        f"That is not a recovery code: {what}.",
        hint="Copy it again from the paper that init told you to keep.",
    )


def _base32(data: bytes) -> str:
    number = int.from_bytes(data, "big")
    count = -(-len(data) * 8 // 5)
    return "".join(_DIGITS[number >> 5 * at & 31] for at in reversed(range(count)))


def _checksum(secret: bytes) -> str:
    digest = hashlib.sha256(b"borrower-desk recovery code\0" + secret).digest()
    return _base32(digest[:5])[:4]
