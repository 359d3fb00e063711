"""Tracking numbers of the mail: is the number one that can have been printed?

Knows the check digits of the Postal Service's package barcode (Publication 199:
20 and 22 digits, modulo 10 with weights 3 and 1 from the right) and of the
international S10 number (Universal Postal Union: two letters, nine digits, two
letters; weights 8 6 4 2 3 5 9 7, modulo 11).
"""

from __future__ import annotations

import re
from enum import StrEnum

from borrower_desk.frozen import dataclass
from borrower_desk.model import Channel
from borrower_desk.text import safe_line

_S10 = re.compile(r"([A-Z]{2})(\d{8})(\d)([A-Z]{2})\Z")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_ROUTED = re.compile(r"420(?:\d{5}|\d{9})(\d{22})\Z")  # the barcode with the ZIP code before it


class Standing(StrEnum):
    """What can be said of a tracking number by itself."""

    NONE = "none"
    VALID = "valid"
    WRONG = "wrong"
    UNKNOWN = "unknown"  # another carrier's, or of a form that we do not know


def bare(number: str) -> str:
    """A number without the spaces and dashes that are printed for the eye."""
    return re.sub(r"[\s.\-–]", "", safe_line(number, 60)).upper()


def standing_of(number: str) -> Standing:
    """Whether the check digit of a tracking number is right."""
    one = bare(number)
    if not one:
        return Standing.NONE
    if found := _S10.match(one):
        _, serial, check, _ = found.groups()
        return Standing.VALID if _s10_check(serial) == int(check) else Standing.WRONG
    if found := _ROUTED.match(one):
        one = found.group(1)
    if re.fullmatch(r"\d{20}|\d{22}", one):
        # A 20-digit number may have been computed with the "91" that its barcode adds.
        bases = (one, f"91{one}") if len(one) == 20 else (one,)
        right = any(_mod10_check(base[:-1]) == int(base[-1]) for base in bases)
        return Standing.VALID if right else Standing.WRONG
    return Standing.UNKNOWN


def _mod10_check(digits: str) -> int:
    total = sum(int(one) * (1 if n % 2 else 3) for n, one in enumerate(reversed(digits)))
    return -total % 10


def _s10_check(serial: str) -> int:
    total = sum(int(one) * weight for one, weight in zip(serial, _S10_WEIGHTS, strict=True))
    return {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)


@dataclass(frozen=True, slots=True)
class Proof:
    """What the record holds of one mailing."""

    channel: Channel
    tracking: str = ""
    mailing_proof: bool = False  # the stamped receipt, the fax report, the portal's confirmation
    delivered: bool = False
    delivery_proof: bool = False  # the signed return receipt


_PAPER_PROOF = {
    Channel.CERTIFIED_MAIL: "the receipt that the post office stamped (PS Form 3800): "
    "`--proof FILE` keeps a scan",
    Channel.MAIL: "a certificate of mailing (PS Form 3817), or next time certified mail:"
    " nothing proves that plain mail arrived",
    Channel.FAX: "the fax machine's confirmation page: `--proof FILE` keeps it",
    Channel.PORTAL: "a picture of the portal's confirmation: `--proof FILE` keeps it",
    Channel.EMAIL: "the message as your mail program sent it: import it from your Sent folder",
    Channel.IN_PERSON: "a copy that they stamped or signed: `--proof FILE` keeps it",
}


def gaps(proof: Proof) -> list[str]:
    """What is missing for a record that stands up, the most useful first; empty when it does."""
    found = []
    if proof.channel is Channel.CERTIFIED_MAIL:
        standing = standing_of(proof.tracking)
        if standing is Standing.NONE:
            found.append("the certified mail number on the receipt")
        elif standing is Standing.WRONG:
            found.append(
                f"a right tracking number: {safe_line(proof.tracking, 40)} has a wrong check digit,"
                " so a digit is mistyped"
            )
        elif standing is Standing.UNKNOWN:
            found.append(
                f"a Postal Service number: {safe_line(proof.tracking, 40)} has not the form of one"
            )
    if not proof.mailing_proof and proof.channel in _PAPER_PROOF:
        found.append(_PAPER_PROOF[proof.channel])
    if not proof.delivered:
        found.append("the day they received it: `borrower-desk delivered` starts the clocks by it")
    elif not proof.delivery_proof and proof.channel is Channel.CERTIFIED_MAIL:
        found.append(
            "the signed return receipt (PS Form 3811), or the delivery record from the Postal"
            " Service: `delivered … --proof FILE` keeps it"
        )
    return found
