"""The same words as text, PDF, HTML and an e-mail that opens as a draft.

A rendering reads the letter's plain text with `anatomy.parse`, so a letter
whose words were changed by hand renders like any other.  The same letter
gives the same bytes.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

from borrower_desk.errors import UsageError
from borrower_desk.letters.anatomy import Anatomy, Block, numbers, parse
from borrower_desk.model import Channel, Enclosure
from borrower_desk.text import safe_file_name, safe_line, safe_text

if TYPE_CHECKING:
    from email.message import EmailMessage

    from borrower_desk.letters.compose import Facts, Letter

WIDTH = 72
_PAGE = {"en": ("Page", "of"), "es": ("Página", "de")}
_HOST = "borrower-desk.invalid"  # RFC 2606: no such host can exist
_UNBROKEN = 44  # letters; that many of the widest, W, fill a line


def to_text(letter: Letter, facts: Facts | None = None) -> str:
    """The letter as plain text, at most 72 columns wide where words allow it."""
    said = parse(safe_text(letter.body))
    parts = [
        _kept(said.sender),
        said.dated,
        _wrapped(said.channel),
        _kept(said.address),
        _kept((f"{said.re}: {said.subject}", *said.account) if said.subject else said.account),
        said.salutation,
        *(_block(one) for one in said.blocks),
        said.close,
        _kept(said.signature),
        _kept((said.enclosed, *said.enclosures)) if said.enclosures else "",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _wrapped(text: str, first: str = "", later: str = "") -> str:
    return "\n".join(
        textwrap.wrap(
            text,
            WIDTH,
            initial_indent=first,
            subsequent_indent=later,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def _kept(lines: Sequence[str]) -> str:
    """Lines that stay lines; one that is too long goes on below, indented."""
    return "\n".join(_wrapped(line, later="  ") for line in lines)


def _block(block: Block) -> str:
    if block.form == "paragraph":
        return _wrapped(block.text)
    marks = (block.marks or numbers(len(block.items))) if block.form == "numbered" else None
    signs = marks or ("-",) * len(block.items)
    return "\n".join(
        _wrapped(item, f"{sign} ", " " * (len(sign) + 1))
        for sign, item in zip(signs, block.items, strict=True)
    )


# ── PDF ──────────────────────────────────────────────────────────────────────


def to_pdf(letter: Letter, facts: Facts | None = None) -> bytes:
    """The letter as a tagged PDF/A-2a, PDF/UA-1 on US letter paper, for a window envelope."""
    from borrower_desk.pdf.typeset import typeset

    return typeset("letter", _page_data(letter), dated=_noon(letter.written))


def _noon(day: date) -> datetime:
    return datetime.combine(max(day, date(1980, 1, 1)), time(12), UTC)


def _page_data(letter: Letter) -> Mapping[str, object]:
    said = parse(safe_text(letter.body))
    return {
        "title": _breakable(said.subject or letter.subject or letter.kind),
        "author": _breakable(said.sender[0]) if said.sender else "",
        "lang": letter.lang,
        "re": _breakable(said.re),
        "enclosed": _breakable(said.enclosed),
        "page": _PAGE.get(letter.lang, _PAGE["en"]),
        "letterhead": bool(said.sender or said.address or said.dated),
        "sender": [_breakable(one) for one in said.sender] or [""],
        "dated": _breakable(said.dated),
        "channel": _breakable(said.channel),
        "address": [_breakable(one) for one in said.address],
        "subject": _breakable(said.subject or letter.subject),
        "account": [_breakable(one) for one in said.account],
        "salutation": _breakable(said.salutation),
        "blocks": [_block_data(one) for one in said.blocks],
        "close": _breakable(said.close),
        "signed": bool(said.signature),
        "signature": [_breakable(one) for one in said.signature],
        "enclosures": [_breakable(one) for one in said.enclosures],
    }


def _block_data(block: Block) -> Mapping[str, object]:
    marks = block.marks or numbers(len(block.items))
    return {
        "form": block.form,
        "items": [_breakable(one) for one in block.items],
        "numbers": [int(re.sub(r"\D", "", mark)) for mark in marks]
        if block.form == "numbered"
        else [],
    }


def _breakable(text: str) -> str:
    """The text as typst can set it: only glyphs that we have, and no run that leaves the page."""
    from borrower_desk.pdf.glyphs import shown

    clean = shown(text.replace("\t", " "))
    return re.sub(rf"\S{{{_UNBROKEN}}}(?=\S)", lambda run: f"{run.group()}\u200b", clean)


# ── HTML and e-mail ──────────────────────────────────────────────────────────

_STYLE = (
    "body{font:16px/1.5 Georgia,'Times New Roman',serif;max-width:42em;margin:2em auto;"
    "padding:0 1em;color:#1a1a1a}ul{list-style:'– '}p,ul,ol{margin:0 0 1em}"
)


def to_html(letter: Letter, facts: Facts | None = None) -> str:
    """The letter as one HTML page that loads nothing from anywhere."""
    said = parse(safe_text(letter.body))
    head = (
        f'<!DOCTYPE html>\n<html lang="{escape(letter.lang)}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(safe_line(letter.subject))}</title>\n<style>{_STYLE}</style>\n</head>\n"
    )
    return f"{head}<body>\n{_html_body(said)}\n</body>\n</html>\n"


def _html_body(said: Anatomy) -> str:
    subject = f"<strong>{escape(said.re)}: {escape(said.subject)}</strong>" if said.subject else ""
    parts = [
        _lines_html(said.sender),
        _lines_html([said.dated]),
        _lines_html([said.channel]),
        _lines_html(said.address),
        "<br>\n".join(filter(None, (subject, *(escape(one) for one in said.account)))),
        escape(said.salutation),
    ]
    html = [f"<p>{part}</p>" for part in parts if part]
    html += [_block_html(one) for one in said.blocks]
    html += [f"<p>{part}</p>" for part in (escape(said.close), _lines_html(said.signature)) if part]
    if said.enclosures:
        html.append(f"<p>{_lines_html((said.enclosed, *said.enclosures))}</p>")
    return "\n".join(html)


def _lines_html(lines: Sequence[str]) -> str:
    return "<br>\n".join(escape(line) for line in lines if line)


def _block_html(block: Block) -> str:
    if block.form == "paragraph":
        return f"<p>{escape(block.text)}</p>"
    if block.form == "dashed":
        return "<ul>\n" + "\n".join(f"<li>{escape(one)}</li>" for one in block.items) + "\n</ul>"
    marks = block.marks or numbers(len(block.items))
    items = [
        f'<li value="{int(re.sub(r"[^0-9]", "", mark))}">{escape(one)}</li>'
        for mark, one in zip(marks, block.items, strict=True)
    ]
    return "<ol>\n" + "\n".join(items) + "\n</ol>"


def to_eml(letter: Letter, facts: Facts, files: Sequence[tuple[Enclosure, bytes]] = ()) -> bytes:
    """The letter as a message that mail programs open as a draft ready to send.

    Text and HTML say the same; each enclosure is attached under its label with
    its own type.  Nothing is blind-copied.
    """
    from email.message import EmailMessage
    from email.policy import SMTP

    message = EmailMessage(policy=SMTP)
    _address_header(message, "From", facts.sender.name, facts.sender.emails)
    _address_header(message, "To", facts.servicer.name, facts.servicer.emails)
    message["Subject"] = safe_line(letter.subject)
    message["Date"] = _noon(letter.written)
    message["Message-ID"] = f"<{_digest(letter, files)[:32]}@{_HOST}>"
    message["X-Unsent"] = "1"
    message.set_content(to_text(letter), cte="quoted-printable")
    message.add_alternative(to_html(letter), subtype="html", cte="quoted-printable")
    for enclosure, data in files:
        main, _, sub = _media_type(enclosure.media_type).partition("/")
        message.add_attachment(
            data, maintype=main, subtype=sub, filename=enclosure_file_name(enclosure)
        )
    _settle_boundaries(message, _digest(letter, files))
    return message.as_bytes()


def _address_header(message: EmailMessage, header: str, name: str, emails: Sequence[str]) -> None:
    """Set From or To when an address is known that can stand in a header."""
    from email.errors import HeaderParseError
    from email.headerregistry import Address

    for email in emails[:1]:
        try:
            message[header] = Address(safe_line(name, 100), addr_spec=safe_line(email, 200))
        except (ValueError, IndexError, HeaderParseError):
            return  # an address that is none is left for the mail program to ask


def _digest(letter: Letter, files: Sequence[tuple[Enclosure, bytes]]) -> str:
    """What names this very message: its words, its day and its enclosures."""
    said = "\0".join(
        [letter.written.isoformat(), letter.subject, letter.body, *(one.sha256 for one, _ in files)]
    )
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _settle_boundaries(message: EmailMessage, digest: str) -> None:
    """Boundaries from the message's own digest: the same letter gives the same bytes."""
    for n, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{digest[:40]}_{n}")


def _media_type(said: str) -> str:
    found = re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", said.strip().casefold())
    kind = found.group() if found else "application/octet-stream"
    # A message or a multipart as an attachment needs parsing; its bytes must stay as they are.
    return "application/octet-stream" if kind.startswith(("message/", "multipart/")) else kind


def enclosure_file_name(one: Enclosure) -> str:
    """The file name that says what the letter's list says: "Enclosure A - Bank statement.pdf"."""
    ending = one.name.rpartition(".")[2] if "." in one.name else ""
    named = f"Enclosure {one.label} - {safe_line(one.title)}"
    return safe_file_name(f"{named}.{ending}" if ending else named)


# ── the envelope ─────────────────────────────────────────────────────────────

_COPY_EXACTLY = "Copy it exactly: the Postal Service delivers to what stands on the envelope."


def to_envelope(letter: Letter, facts: Facts) -> bytes:
    """A #10 envelope as a PDF, and on a second page what goes on the certified mail forms.

    UsageError for text that is pasted into a web form: it goes into no envelope.
    """
    from borrower_desk.pdf.typeset import typeset

    sender, address = envelope_lines(letter)
    if not (sender and address):
        raise UsageError(
            f"{letter.kind} goes into no envelope.",
            hint="It is pasted into a web form, or has no address yet. Use --to txt.",
        )
    certified = letter.channel is Channel.CERTIFIED_MAIL
    tracking = safe_line(facts.fields.get("tracking", ""), 60)
    data = {
        "title": f"Envelope and mailing forms: {_breakable(letter.subject)}",
        "author": _breakable(sender[0]),
        "lang": letter.lang,
        "sender": [_breakable(one) for one in sender],
        "address": [_breakable(one) for one in address],
        "service": "CERTIFIED MAIL – RETURN RECEIPT REQUESTED" if certified else "",
        "words": ["Field", "What to write"],
        "forms": [
            {
                "title": title,
                "rows": [[name, [_breakable(one) for one in said]] for name, said in rows],
            }
            for title, rows in _mailing_forms(
                letter, sender, address, tracking, certified=certified
            )
        ],
        "note": _COPY_EXACTLY,
    }
    return typeset("envelope", data, dated=_noon(letter.written))


def envelope_lines(letter: Letter) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sender's and the addressee's lines, as the letter itself has them."""
    said = parse(safe_text(letter.body))
    return said.sender, said.address


def _mailing_forms(
    letter: Letter,
    sender: tuple[str, ...],
    address: tuple[str, ...],
    tracking: str,
    *,
    certified: bool,
) -> list[tuple[str, list[tuple[str, tuple[str, ...]]]]]:
    """The fields of the Postal Service's forms, form by form, with what to write in each."""
    number = tracking or "the number on the sticker of the green and white form"
    if not certified:
        return [("Certificate of mailing (PS Form 3817)", [("From", sender), ("To", address)])]
    return [
        (
            "Certified mail receipt (PS Form 3800)",
            [
                ("Article number", (number,)),
                ("Sent to", address),
                ("Extra service", ("Return receipt",)),
                ("For your own record", (safe_line(letter.subject, 200),)),
            ],
        ),
        (
            "Return receipt card (PS Form 3811)",
            [
                ("1. Article addressed to", address),
                ("2. Article number", (number,)),
                ("3. Service type", ("Certified Mail",)),
                ("Back of the card: sender", sender),
            ],
        ),
    ]
