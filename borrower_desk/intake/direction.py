"""Did the borrower send this, or get it?"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from borrower_desk.intake.headers import domain_of, person
from borrower_desk.intake.lookalikes import registrable
from borrower_desk.model import Direction, Incoming, Servicer


def direction_of(incoming: Incoming, own: Collection[str]) -> Direction:
    """`SENT` when the sender is one of the borrower's `own` addresses, else `RECEIVED`.

    Case and a "+tag" make no difference.
    """
    mine = {_plain(one) for one in own if one.strip()}
    address = _plain(person(incoming.sender).address)
    return Direction.SENT if address and address in mine else Direction.RECEIVED


def source_of(sender: str, servicers: Sequence[Servicer]) -> str:
    """Whose mail it is: the servicer's id, else the sender's registered domain; "" for paper."""
    domain = domain_of(person(sender).address)
    for one in servicers:
        hosts = [*one.domains, *(domain_of(email) for email in one.emails)]
        if any(domain == host or domain.endswith(f".{host}") for host in hosts if host):
            return one.id
    return registrable(domain) if domain else ""


def _plain(address: str) -> str:
    local, at, domain = person(address).address.casefold().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"
