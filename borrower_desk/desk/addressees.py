"""Which servicer a letter went to whose sending does not say so: as the kept letter has it.

A sending of before migration 6, and a sent message that was imported, name
nobody; on whose day they left is no answer where a transfer came on record later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from borrower_desk.desk.connection import Connection
from borrower_desk.desk.shapes import row_of, unpacked_words
from borrower_desk.model import TO, Event, EventKind
from borrower_desk.text import is_within

_ADDRESS = re.compile(r"[\w.+'-]{1,64}@([\w.-]{1,253})")


def with_addressees(db: Connection, events: list[Event]) -> list[Event]:
    """The events, their sendings with whom they went to; nothing is changed in the desk."""
    silent = [one for one in events if _is_silent(one)]
    if not silent or not db.one("SELECT 1 FROM servicing_periods WHERE began IS NOT NULL"):
        return events
    servicers = db.all("SELECT id,name,domains,emails FROM servicers ORDER BY id")
    found = {one.id: _addressee(db, one, servicers) for one in silent}
    return [
        replace(one, params={**one.params, TO: who}) if (who := found.get(one.id)) else one
        for one in events
    ]


def _is_silent(event: Event) -> bool:
    kept = (event.of or "").startswith("C")
    return event.kind is EventKind.SENT and kept and TO not in event.params


def _addressee(db: Connection, sent: Event, servicers: Sequence[tuple[object, ...]]) -> str:
    """The one servicer whom the kept letter names; "" where it names none, or several."""
    row = db.one("SELECT recipients FROM correspondence WHERE id=?", (row_of("C", sent.of or ""),))
    said = [one.casefold() for one in unpacked_words(row[0])] if row else []
    hosts = [one[1].rstrip(".") for text in said for one in _ADDRESS.finditer(text)]
    named = [
        f"S{number}"
        for number, name, domains, emails in servicers
        if str(name).casefold() in said
        or any(
            is_within(host, one.casefold())
            for host in hosts
            for one in unpacked_words(str(domains))
        )
        or any(one.casefold() in text for text in said for one in unpacked_words(str(emails)))
    ]
    return named[0] if len(named) == 1 else ""
