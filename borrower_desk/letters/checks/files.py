"""Enclosures as they would go out: of a type that opens, readable, legible, hiding nothing."""

from __future__ import annotations

from collections.abc import Iterator

from borrower_desk.letters.checks import inside
from borrower_desk.letters.checks.reading import Check, Reading
from borrower_desk.model import Finding

_MEND = ", or let `borrower-desk check … --fix FOLDER` do it in a copy."


def bad_format(reading: Reading) -> Iterator[Finding]:
    """Not PDF, JPEG or PNG, whatever its name says."""
    for one in reading.draft.enclosures:
        kind = inside.kind_of(one)
        damaged = one.data is not None and (not one.data or inside.claims_taken(one, kind))
        if kind in inside.TAKEN or damaged:
            continue
        yield reading.found(
            "attachment-format",
            f"{one.name} is not a PDF, JPEG or PNG, and may not be opened.",
            one.name,
            part="attachment",
            fix=f"Open it and save it as PDF{_MEND}"
            if kind in inside.CONVERTIBLE
            else "Print it to PDF, and attach that.",
        )


def unreadable(reading: Reading) -> Iterator[Finding]:
    """Encrypted, damaged, of zero pages or zero bytes."""
    for one in reading.draft.enclosures:
        why = inside.trouble(one)
        if why:
            yield reading.found(
                "attachment-unreadable",
                f"{one.name} {why}.",
                one.name,
                part="attachment",
                fix="Scan or save it again without a password, and look at it first.",
            )


def illegible(reading: Reading) -> Iterator[Finding]:
    """Under 150 dpi for its page size, blurred, nearly blank, rotated."""
    for one in reading.draft.enclosures:
        why = inside.legibility(one, look=reading.draft.look)
        if why:
            yield reading.found(
                "attachment-illegible",
                f"{one.name} {why}.",
                one.name,
                part="attachment",
                fix=f"Turn it upright{_MEND}"
                if "on its side" in why
                else "Scan it again at 200 to 300 dpi, upright, in good light.",
            )


def metadata(reading: Reading) -> Iterator[Finding]:
    """GPS, an author, or tracked edits inside."""
    for one in reading.draft.enclosures:
        carried = inside.hidden(one)
        known = reading.draft.sender.name if reading.draft.sender else ""
        if carried and not (known and known.casefold() in carried.casefold()):
            yield reading.found(
                "attachment-metadata",
                f"{one.name} carries {carried} inside.",
                one.name,
                part="attachment",
                fix=f"Save it again without its details{_MEND}",
            )


CHECKS = (
    Check("attachment-format", bad_format),
    Check("attachment-unreadable", unreadable),
    Check("attachment-illegible", illegible),
    Check("attachment-metadata", metadata),
)
