"""Where a legal notice goes: to the designated address, or its clock never starts.

Source: 12 CFR 1024.35(c), 1024.36(b).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from borrower_desk.letters.checks.reading import Check, Reading, fold, is_addressed
from borrower_desk.model import Address, Channel, Finding, Purpose
from borrower_desk.text import safe_line

# A street, a box, a town with its ZIP code; a heading or a name is no address.
_LINE = re.compile(r"\b\d{5}(?:-\d{4})?\b|\bbox\b|\A\d{1,6} \w|\bsuite\b|\battn\b|@", re.IGNORECASE)
_OWN_ADDRESS = ("credit-dispute", "debt-validation")  # they go where the servicer says for them
_STALE = timedelta(days=180)


def _key(address: str) -> frozenset[str]:
    """What tells an address from another: its numbers, and the words of its street or box."""
    words = re.findall(r"\w+", fold(address))
    return frozenset(word for word in words if any(char.isdigit() for char in word))


def _is(said: str, address: Address | None) -> bool:
    """Is this the address, whatever the layout and the company's name above it?"""
    if address is None or not address.text.strip():
        return False
    wanted = _key(address.text)
    if wanted:
        return wanted <= _key(said)
    return fold(address.text) in fold(said)


def wrong(reading: Reading) -> Iterator[Finding]:
    """Addressed to another servicer; a legal notice not to the designated address."""
    found = list(_of_another(reading))
    yield from found
    servicer = reading.servicer
    if found or servicer is None or not reading.legal:
        return
    notice, payment = servicer.address(Purpose.NOTICE), servicer.address(Purpose.PAYMENT)
    if notice is None or not notice.text.strip():  # any office counts (cmt. 35(c)-1)
        return
    # Where it goes decides; the letter's own head does only where nobody has said.
    head = [one for one in reading.letter.address if _LINE.search(one)]
    where_to = reading.draft.to_address or ""
    said = {"to": where_to} if where_to.strip() else {"body": "\n".join(head)}
    same = payment is not None and _key(notice.text) == _key(payment.text)
    for where, text in said.items():
        if not text.strip() or "[" in text:
            continue
        if _is(text, payment) and not _is(text, notice):
            why = "This is the address for payments; a notice there starts no clock."
        elif not _is(text, notice):
            why = "The servicer designated another address for such notices."
        elif same and _is(text, notice):
            why = "The designated address on record is the payment address."
        else:
            continue
        yield reading.found(
            "wrong-address",
            f"{why} (12 CFR 1024.35(c))",
            text.split("\n")[-1] if where == "body" else text,
            fix=f"Send it to: {', '.join(notice.text.split(chr(10)))}"
            if not same
            else "Look for the notice-of-error address on the statement or the web site.",
        )
        return


def _of_another(reading: Reading) -> Iterator[Finding]:
    """A letter whose head names another servicer of the loan than the one it is to go to.

    It was begun before a transfer came on record, or its words were changed by hand.
    """
    goes_to, where_to = reading.draft.servicer, reading.draft.to_address or ""
    head = "\n".join(reading.letter.address)
    if goes_to is None or not where_to.strip() or is_addressed(goes_to, head):
        return
    other = next((one for one in reading.draft.earlier_servicers if is_addressed(one, head)), None)
    if other is None:
        return
    yield reading.found(
        "wrong-address",
        f"The letter is addressed to {safe_line(other.name, 60)}, and would be on record as sent"
        f" to {safe_line(goes_to.name, 60)}.",
        reading.letter.address[0],
        fix=f"Say whom it goes to, and it is written anew: borrower-desk edit DRAFT --to-servicer"
        f" {goes_to.id}, or {other.id}.",
    )


def unverified(reading: Reading) -> Iterator[Finding]:
    """The designated address was last checked over 180 days ago."""
    servicer, today = reading.servicer, reading.draft.today
    if servicer is None or today is None:
        return
    if reading.channel not in (None, Channel.MAIL, Channel.CERTIFIED_MAIL):
        return  # it goes to no address of the post
    notice = servicer.address(Purpose.NOTICE)
    if notice is None or notice.checked is None or today - notice.checked <= _STALE:
        return
    kind, where_to = reading.draft.template, reading.draft.to_address or ""
    # A lien's release or an officer's orders start no clock there, and get lost there as well.
    legal = kind is not None and kind.group == "legal notices" and kind.kind not in _OWN_ADDRESS
    other = legal and _is(where_to, notice)
    if not reading.legal and not other:
        return
    yield reading.found(
        "address-unverified",
        f"The designated address was last checked on {notice.checked}, over 180 days ago.",
        notice.text.split("\n")[-1],
        fix="Look at the newest statement or the servicer's web site, then:"
        f" borrower-desk servicer edit {servicer.id} --address-checked {today}",
    )


def proof(reading: Reading) -> Iterator[Finding]:
    """A legal notice by plain mail or e-mail: nothing will prove the day it arrived."""
    if not reading.legal or reading.channel not in (Channel.MAIL, Channel.EMAIL):
        return
    yield reading.found(
        "proof-of-mailing",
        "Nothing will prove the day on which the servicer received this notice.",
        reading.letter.channel,
        fix="Send it by certified mail, return receipt requested, to the designated address.",
    )


CHECKS = (
    Check("wrong-address", wrong, ("servicer",)),
    Check("address-unverified", unverified, ("servicer", "today")),
    Check("proof-of-mailing", proof),
)
