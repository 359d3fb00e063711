"""Did the borrower send this, or get it?"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from borrower_desk.intake.headers import domain_of, person
from borrower_desk.intake.lookalikes import registrable
from borrower_desk.model import Direction, Incoming, Servicer, Verdict
from borrower_desk.text import is_within


def direction_of(
    incoming: Incoming, own: Collection[str], verdict: Verdict = Verdict.UNKNOWN
) -> Direction:
    """`SENT` when the sender is one of the borrower's `own` addresses, else `RECEIVED`.

    What only claims to be the borrower's was received: a forged withdrawal must
    not stand in the record as the borrower's own words.
    """
    mine = is_own(incoming.sender, own) and verdict is not Verdict.SUSPICIOUS
    return Direction.SENT if mine else Direction.RECEIVED


def is_own(sender: str, own: Collection[str]) -> bool:
    """Does it call itself one of the borrower's addresses?  Case and a "+tag" are no difference."""
    address = _plain(person(sender).address)
    return bool(address) and address in {_plain(one) for one in own if one.strip()}


def source_of(sender: str, servicers: Sequence[Servicer]) -> str:
    """Whose mail it is: the servicer's id, else the sender's registered domain; "" for paper."""
    domain = domain_of(person(sender).address)
    for one in servicers:
        hosts = [*one.domains, *(domain_of(email) for email in one.emails)]
        if any(is_within(domain, host) for host in hosts if host):
            return one.id
    return registrable(domain) if domain else ""


def _plain(address: str) -> str:
    local, at, domain = person(address).address.casefold().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"
