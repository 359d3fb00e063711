"""Is it really my servicer?  Judged when it comes, and again by what is on record today."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from borrower_desk.errors import UsageError
from borrower_desk.model import Channel, Correspondence, Direction, Verdict

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

_KEYS = "dkim keys"  # the setting: records by name, as JSON


def dkim_keys(store: Store) -> dict[str, str]:
    """The DKIM records that the user has stored, by name (`s1._domainkey.acme.example`)."""
    told = json.loads(store.recall(_KEYS) or "{}")
    return {str(name): str(record) for name, record in told.items()}


def add_dkim_key(store: Store, name: str, record: str) -> dict[str, str]:
    """Store a servicer's DKIM record (RFC 6376, 3.6.1), with which its mail is checked offline."""
    spelled = name.strip().strip(".").casefold()
    if "._domainkey." not in spelled:
        raise UsageError(
            f"{name!r} is not the name of a DKIM key.",
            hint="It looks like SELECTOR._domainkey.DOMAIN; s= and d= of a signature say which.",
        )
    joined = " ".join(record.replace('"', " ").split())
    if "p=" not in joined:
        raise UsageError(
            "That is not a DKIM record: it has no p=.",
            hint="It looks like v=DKIM1; k=rsa; p=MIIB...",
        )
    keys = dkim_keys(store) | {spelled: joined}
    with store.change("servicer dkim"):
        store.remember(_KEYS, json.dumps(keys, sort_keys=True))
    return keys


def judged_now(store: Store, one: Correspondence) -> Correspondence:
    """The message with the verdict of what is on record today; nothing is written.

    A servicer may have been put on record, or its key, after the message came.
    """
    from borrower_desk.actions.reading import as_incoming
    from borrower_desk.intake.authenticity import judge

    if one.direction is not Direction.RECEIVED or one.channel is not Channel.EMAIL:
        return one
    incoming = replace(as_incoming(one), original=store.blob(one.sha256))
    verdict = judge(incoming, store.servicers(), store.sender().emails, dkim_keys(store))
    # Once suspicious stays so until the message is proved: what is on record can be taken off.
    if one.authenticity.verdict is Verdict.SUSPICIOUS and verdict.verdict is Verdict.UNKNOWN:
        return one
    return replace(one, authenticity=verdict)
