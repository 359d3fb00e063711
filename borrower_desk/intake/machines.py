"""What machines say of themselves, before any words are weighed: headers and bounces.

RFC 3834 (automatic responses), RFC 3464 (delivery reports), RFC 8098 (receipts),
and the headers by which common programs say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from borrower_desk.model import Because, Classification, Incoming, Kind


@dataclass(slots=True)
class Headers:
    """The machine's own words: headers by name, lower case."""

    pairs: Iterable[tuple[str, str]]
    by_name: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        named: dict[str, str] = {}
        for name, value in self.pairs:
            named.setdefault(name.casefold(), value.casefold().strip())
        self.by_name = named

    def get(self, name: str) -> str:
        return self.by_name.get(name, "")

    @property
    def failed_authentication(self) -> bool:
        return bool(re.search(r"\b(?:dmarc|spf|dkim)=fail", self.get("authentication-results")))


_DAEMON = re.compile(
    r"mailer-daemon|postmaster@|mail delivery (?:sub)?system|mail administrator|correo.*daemon"
)

# ── 1. bounces ───────────────────────────────────────────────────────────────


def bounce(incoming: Incoming, headers: Headers) -> Classification | None:
    """What a report on the delivery of our own letter is; None when it is no such report.

    A report of a delay or of a success is an automated reply: our letter was not returned.
    """
    report = headers.get("content-type")
    status = " ".join(
        one.text for one in incoming.files if one.media_type == "message/delivery-status"
    ).casefold()
    if "multipart/report" in report and ("delivery-status" in report or status):
        return _from_report(status)
    if "disposition-notification" in report:
        because = Because("Content-Type: disposition-notification", "header")
        return Classification(Kind.AUTOMATED_REPLY, 0.97, (because,))
    if headers.get("x-failed-recipients"):
        return Classification(Kind.BOUNCE, 0.98, (Because("X-Failed-Recipients", "header"),))
    daemon = _DAEMON.search(incoming.sender.casefold())
    null_sender = headers.by_name.get("return-path", "-") in ("<>", "")
    if daemon or null_sender:
        found = _bounce_words(incoming)
        if found:
            return Classification(Kind.BOUNCE, 0.95, found)
    return None


def _from_report(status: str) -> Classification:
    action = re.search(r"^action:\s*(\w+)", status, re.MULTILINE)
    if action and action[1] in ("delayed", "delivered", "relayed", "expanded"):
        because = Because(f"Action: {action[1]}", "delivery status")
        return Classification(Kind.AUTOMATED_REPLY, 0.95, (because,))
    code = re.search(r"^status:\s*([245]\.\d+\.\d+)", status, re.MULTILINE)
    told = Because(
        f"Status: {code[1]}" if code else "report-type=delivery-status", "delivery status"
    )
    return Classification(Kind.BOUNCE, 0.99, (told,))


# An enhanced status code of a permanent failure (RFC 3463), or SMTP's own.
_CODE = re.compile(r"(?<![\d.])(?:5\.\d{1,3}\.\d{1,3}|55[0-9][ -])")
_NOT_DELIVERED = re.compile(
    r"(?:could|can|was|has|were|did|been|is)\s?(?:not|n['’]t)\s+(?:be\s+|been\s+|reach\w*\s+)?"
    r"(?:deliver|sent\b|reach|accept|able to deliver|some or all)"
    r"|\bundeliver\w*|\bundelivered|unable to deliver|delivery (?:has |status:? )?\(?fail\w*"
    r"|deliver\w* (?:to \S+ )?failed|not been delivered|returned mail|failure notice"
    r"|mail delivery failed"
    r"|\b(?:was|were|been) (?:rejected|returned to)|non-?delivery|giving up on your"
    r"|blocked by (?:our|the)|permanent (?:fatal )?error|recipient (?:rejected|not found)"
    r"|no se (?:ha )?pudo (?:entregar|enviar)|no entregado"
    r"|address (?:couldn['’]t|could not) be found",
    re.IGNORECASE,
)


def _bounce_words(incoming: Incoming) -> tuple[Because, ...]:
    own = f"{incoming.subject}\n{incoming.text[:4_000]}"
    told = [_NOT_DELIVERED.search(own), _CODE.search(own)]
    if told[0] is None:
        return ()
    return tuple(Because(" ".join(one[0].split()), "text") for one in told if one)


# Services that send faxes and letters report a failure as mail programs do.
_NOT_SENT = re.compile(
    r"\byour (?:fax|letter|message|email|e-mail)\b[^.\n]{0,60}?"
    r"(?:could not be (?:sent|delivered|transmitted)|(?:was|were) not (?:sent|delivered)|failed)",
    re.IGNORECASE,
)


def not_sent(incoming: Incoming) -> Classification | None:
    """What a gateway (fax, certified e-mail) says that it could not deliver."""
    if not _NOT_SENT.search(incoming.subject):
        return None
    text = _NOT_DELIVERED.search(incoming.text[:2_000]) or _NOT_SENT.search(incoming.text[:2_000])
    if text:
        return Classification(Kind.BOUNCE, 0.9, (Because(" ".join(text[0].split()), "text"),))
    return None


# ── 2. machines ──────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class MachineHeader:
    """A header by which a machine says that it is one.

    `decides` that it answers us whatever the words say.  Otherwise it says only that
    no person wrote it: it may be a statement, a notice or news, and is no answer.
    """

    because: Because
    decides: bool
    bulk: bool = False  # some ticket systems say so of what a person writes


def machine(headers: Headers) -> MachineHeader | None:
    """The header, best first (RFC 3834, section 5).

    "auto-generated" is what a process sends of its own accord, and not an answer to
    a message; it, a bulk precedence and an empty return path are on statements and
    notices too.  All others answer a message.
    """
    submitted = headers.get("auto-submitted").partition(";")[0].strip()
    if submitted and submitted != "no":
        because = Because(f"Auto-Submitted: {submitted}", "header")
        return MachineHeader(because, submitted != "auto-generated")
    for name in ("x-autoreply", "x-autorespond", "x-autoreply-from", "x-mail-autoreply"):
        if headers.get(name) not in ("", "no"):
            return MachineHeader(Because(name.title(), "header"), True)
    precedence = headers.get("precedence")
    if precedence in ("auto_reply", "auto-reply", "junk"):
        return MachineHeader(Because(f"Precedence: {precedence}", "header"), True)
    if headers.get("return-path") == "<>":
        return MachineHeader(Because("Return-Path: <>", "header"), False)
    if precedence in ("bulk", "list"):
        return MachineHeader(Because(f"Precedence: {precedence}", "header"), False, bulk=True)
    return None


# "Automatic reply: ..." is a program's; "Re: ..." stands before what we wrote.
_REPLIES = re.compile(
    r"\s*(?:(?:re|aw|rv|sv|resp)\s*(?:\[\d+\])?:|\[?auto\b|automatic reply|autoreply"
    r"|respuesta autom"
    r"|out of (?:the )?office|fuera de la oficina|read: )",
    re.IGNORECASE,
)


def replies(incoming: Incoming, headers: Headers) -> bool:
    """Does its frame say that it answers a message, whatever wrote it?"""
    return bool(
        incoming.in_reply_to
        or headers.get("return-path") == "<>"
        or _REPLIES.match(incoming.subject)
    )
