"""What is kept of a mailing: the letter's very bytes, its enclosures, its proofs."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from borrower_desk.model import (
    Authenticity,
    Channel,
    Correspondence,
    Direction,
    Draft,
    Event,
    Incoming,
    IncomingFile,
    Sha256,
)
from borrower_desk.text import safe_file_name, safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.letters.compose import Facts


def keep_sent(
    store: Store,
    one: Draft,
    facts: Facts,
    data: bytes,
    form: str,
    via: Channel,
    on: date,
    tracking: str,
    proofs: list[IncomingFile],
) -> Correspondence:
    """The letter as it left, with its enclosures and its proof of mailing: its very bytes."""
    name = safe_file_name(f"{on.isoformat()} {one.kind}.{form}")
    media_type = "message/rfc822" if form == "eml" else "application/pdf"
    files = [IncomingFile(name, media_type, data)]
    files += [IncomingFile(e.name, e.media_type, store.blob(e.sha256)) for e in one.enclosures]
    incoming = Incoming(
        source=f"draft {one.id}",
        original=data,
        sha256=Sha256(sha256(data).hexdigest()),
        content_sha256=Sha256(sha256(b"sent " + one.id.encode() + data).hexdigest()),
        channel=via,
        on=on,
        sender=facts.sender.name or ", ".join(facts.loan.borrowers),
        to=(facts.servicer.name,),
        subject=one.subject,
        text=one.body,
        files=tuple(files + proofs),
    )
    return store.add_correspondence(
        incoming,
        direction=Direction.SENT,
        channel=via,
        kind=one.kind,
        kind_confirmed=True,
        authenticity=Authenticity(),
        on=on,
        loan=one.loan,
        matter=one.matter,
        reference=safe_line(tracking),
    )


def keep_proof(store: Store, proof: IncomingFile, sending: Event, on: date) -> Correspondence:
    """A scan that proves a delivery, kept as a document of the matter."""
    matter = store.matter(sending.matter)
    return store.add_correspondence(
        Incoming(
            source=f"proof of delivery for {sending.of}",
            original=proof.data,
            sha256=Sha256(sha256(proof.data).hexdigest()),
            content_sha256=Sha256(sha256(proof.data).hexdigest()),
            channel=Channel.DOCUMENT,
            on=on,
            sender="",
            to=(),
            subject=f"Proof of delivery: {proof.name}",
            text="",
            files=(proof,),
        ),
        direction=Direction.RECEIVED,
        channel=Channel.DOCUMENT,
        kind="other",
        kind_confirmed=True,
        authenticity=Authenticity(),
        on=on,
        loan=matter.loan,
        matter=matter.id,
    )
