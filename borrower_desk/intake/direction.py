"""Did the borrower send this, or get it?"""

from __future__ import annotations

from collections.abc import Collection

from borrower_desk.intake.headers import person
from borrower_desk.model import Direction, Incoming


def direction_of(incoming: Incoming, own: Collection[str]) -> Direction:
    """`SENT` when the sender is one of the borrower's `own` addresses, else `RECEIVED`.

    Case and a "+tag" make no difference.
    """
    mine = {_plain(one) for one in own if one.strip()}
    address = _plain(person(incoming.sender).address)
    return Direction.SENT if address and address in mine else Direction.RECEIVED


def _plain(address: str) -> str:
    local, at, domain = person(address).address.casefold().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"
