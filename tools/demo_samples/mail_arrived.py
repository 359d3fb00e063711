"""How a received message is put together: the sender's headers under those of the way."""

from __future__ import annotations

from demo_samples import cast
from demo_samples.mime import (
    Headers,
    Mail,
    Origin,
    Part,
    at,
    digest,
    message,
    rfc2822,
    trace,
)


def arrived(
    key: str,
    moment: str,
    origin: Origin,
    *,
    sender: tuple[str, str],
    subject: str,
    body: Part,
    envelope: str | None = None,
    to: str = cast.MARIA,
    to_name: str = "",
    message_id: str | None = None,
    more: Headers | None = None,
    matter: str = "",
    kind: str = "",
    header_subject: str | None = None,
    status: str = "imported",
    note: str = "",
) -> Mail:
    """One message as the household's provider delivered it."""
    when = at(moment)
    name, address = sender
    returns = address if envelope is None else envelope
    identity = message_id or f"<{when:%Y%m%d%H%M%S}.{digest(key, 10)}@{origin.relay}>"
    headers: Headers = [
        *trace(origin, returns, to, when, key),
        ("Message-ID", identity),
        ("Date", rfc2822(when)),
        ("From", f"{name} <{address}>" if name else address),
        ("To", f"{to_name} <{to}>" if to_name else to),
        ("Subject", header_subject or subject),
        *(more or []),
    ]
    raw = message(headers, body)
    return Mail(key, when, returns, raw, identity, subject, matter, kind, status=status, note=note)
