"""The top of a letter: the right address, the channel line, the subject.

Which of a servicer's addresses a kind of letter goes to is decided here
(12 CFR 1024.35(c), 1024.36(b)); never the payment address.
"""

from __future__ import annotations

import re

from borrower_desk.letters.language import ENGLISH, parts
from borrower_desk.model import Address, Channel, Loan, Purpose, Servicer
from borrower_desk.text import safe_line, safe_text

_LAST_DIGITS = 4


def placeholder(name: str) -> str:
    """What stands in the letter for a fact that is missing: "[FEE DATE]"."""
    return f"[{name.replace('.', ' ').replace('_', ' ').upper()}]"


def notice_address(
    servicer: Servicer, purpose: Purpose, *, legal: bool
) -> tuple[Address | None, str]:
    """The address for this kind of letter, and what the borrower should know of it.

    The designated notice address for a legal notice when the servicer named
    one (12 CFR 1024.35(c)); never the payment address.
    """
    notice = servicer.address(Purpose.NOTICE)
    ordinary = servicer.address(Purpose.CORRESPONDENCE)
    if legal:
        if notice is not None:
            return notice, ""
        return ordinary, (
            f"No designated address for notices of error is known for {safe_line(servicer.name)}."
            " Look for it on the statement, the web site or the transfer letter. Until you find"
            " one, the letter goes to the correspondence address: if the servicer has designated"
            " none, any of its offices will do (12 CFR 1024.35(c))."
        )
    wanted = servicer.address(purpose) if purpose is not Purpose.PAYMENT else None
    found = wanted or ordinary or notice
    if found is not None and wanted is None and purpose is not Purpose.CORRESPONDENCE:
        return found, f"No {purpose} address is known; the letter goes to another of its offices."
    return found, ""


def address_lines(address: str) -> list[str]:
    """An address as lines: its own, or "street, city, state zip" in two."""
    clean = [safe_line(line, 120) for line in safe_text(address).split("\n") if line.strip()]
    if len(clean) != 1:
        return clean
    found = re.fullmatch(r"(.+?),\s*([^,]+,\s*[A-Z]{2}\.?\s+\d{5}(?:-\d{4})?)", clean[0])
    return [part.strip() for part in found.groups()] if found else clean


def subject_line(loan: Loan, channel: Channel, purpose: str, lang: str = ENGLISH) -> str:
    """Loan number, then purpose; in e-mail, which others can read, the last four digits only."""
    word = parts(lang)
    number = safe_line(loan.number)
    if not number:
        return f"{word['account_number']} {placeholder('loan.number')} – {purpose}"
    if channel is Channel.EMAIL and len(number) > _LAST_DIGITS:
        return f"{word['account_ending']} {number[-_LAST_DIGITS:]} – {purpose}"
    return f"{word['account_number']} {number} – {purpose}"


def channel_line(channel: Channel, servicer: Servicer, tracking: str, lang: str = ENGLISH) -> str:
    """The line that says how the letter goes; empty for a channel that needs none."""
    word = parts(lang)
    email = safe_line(servicer.emails[0]) if servicer.emails else ""
    fax = servicer.address(Purpose.FAX)
    number = safe_line(tracking, 60)
    return {
        Channel.CERTIFIED_MAIL: word["certified"] + (f", No. {number}" if number else ""),
        Channel.EMAIL: f"{word['by_email_to']} {email}" if email else word["by_email"],
        Channel.MAIL: word["by_mail"],
        Channel.FAX: f"{word['by_fax_to']} {safe_line(fax.text)}" if fax else word["by_fax"],
        Channel.PORTAL: word["by_portal"],
        Channel.IN_PERSON: word["by_hand"],
    }.get(channel, "")
