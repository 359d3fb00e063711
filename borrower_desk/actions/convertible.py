"""A file that a portal may not open: said before it is enclosed, and a PDF of it made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from borrower_desk.actions import enclosing, letters
from borrower_desk.errors import DeskError, UsageError
from borrower_desk.model import Draft, DraftId, DraftStatus, Enclosure
from borrower_desk.text import safe_line, safe_text

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

_LONGEST_TEXT = 400_000  # characters: about 150 pages
_TEXT = (".txt", ".text", ".csv", ".md", ".log")


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A file that is no PDF, JPEG or PNG; `convertible` when the desk can make a PDF of it."""

    chosen: str  # the path, or the id of an attachment
    name: str
    convertible: bool


def not_taken(store: Store, chosen: str) -> NotTaken | None:
    """What stands against enclosing this file as it is; None when nothing does."""
    from borrower_desk.letters.checks import CheckedFile, inside

    name, data = _bytes(store, chosen)
    one = CheckedFile(name, enclosing.media_type_of(name), data)
    kind = inside.kind_of(one)
    if kind in inside.TAKEN or inside.claims_taken(one, kind) or not data:
        return None  # a damaged one is said by its own check
    return NotTaken(chosen, name, kind in inside.CONVERTIBLE or _is_text(name, data))


def enclose(store: Store, draft_id: str, chosen: str, *, dated: str = "") -> Draft:
    """The draft with the file as it is.  `dated` is the day that the paper bears, for its title.

    What is being typed is not judged: half a date in a field bars no enclosure.
    """
    one = _open(store, draft_id)
    with store.change("draft edit"):
        (made,) = enclosing.enclosures_of(store, [chosen], first=len(one.enclosures))
        return _with(store, one, made, dated)


def enclose_as_pdf(store: Store, draft_id: str, chosen: str, *, dated: str = "") -> Draft:
    """The draft with a PDF of the file; the file itself stays as it is.

    UsageError when no PDF can be made of it.
    """
    name, data = _bytes(store, chosen)
    content = _pdf_of(name, data)
    one = _open(store, draft_id)
    with store.change("draft edit"):
        title = f"{name.rpartition('.')[0] or name}.pdf"
        made = enclosing.enclosure_of(store, title, content, len(one.enclosures))
        return _with(store, one, made, dated)


def _open(store: Store, draft_id: str) -> Draft:
    one = store.draft(DraftId(draft_id))
    return one if one.status is DraftStatus.OPEN else letters.change(store, draft_id)  # says why


def _with(store: Store, one: Draft, made: Enclosure, dated: str) -> Draft:
    """Within a change: one enclosure more, the letter composed again where its facts allow it."""
    if dated.strip():
        made = replace(made, title=safe_line(f"{made.title}, {dated.strip()}", 120))
    enclosures = (*one.enclosures, made)
    try:
        return letters.take_enclosures(store, one, enclosures)
    except UsageError:  # a fact is not yet what its field takes: the letter waits, the paper not
        return store.save_draft(replace(one, enclosures=enclosures))


def _pdf_of(name: str, data: bytes) -> bytes:
    from borrower_desk.limits import OutOfBoundsError, apart
    from borrower_desk.pdf import mending

    try:
        if _is_text(name, data):
            return _set(name, data)
        return apart(mending.to_pdf, data)
    except (OutOfBoundsError, ValueError, DeskError) as why:
        if isinstance(why, UsageError):
            raise
        raise UsageError(
            f"No PDF could be made of {name}.", hint="Open it, print it to PDF, and enclose that."
        ) from None


def _set(name: str, data: bytes) -> bytes:
    from borrower_desk.pdf.typeset import typeset

    words = safe_text(data.decode("utf-8-sig", errors="replace")).expandtabs(8)
    if len(words) > _LONGEST_TEXT:
        raise UsageError(f"{name} is too long to be set as pages.", hint="Enclose a part of it.")
    lines = [one.replace(" ", "\N{NO-BREAK SPACE}") or " " for one in words.splitlines()]
    lines = [_breakable(one) for one in lines]
    return typeset(
        "paper", {"title": name, "lines": lines or [" "]}, dated=datetime(2020, 1, 1, tzinfo=UTC)
    )


def _breakable(line: str) -> str:
    """Columns keep their place, and a line that is too long for the page can still break."""
    if len(line) <= 84:
        return line
    return line.replace("\N{NO-BREAK SPACE}", " ")


def _is_text(name: str, data: bytes) -> bool:
    """Words and nothing else: a picture of another kind is no text, whatever its name says."""
    if not name.casefold().endswith(_TEXT) or b"\0" in data:
        return False
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def _bytes(store: Store, chosen: str) -> tuple[str, bytes]:
    attachment = enclosing.attachment_id(chosen)
    if attachment is not None:
        kept = store.attachment(attachment)
        return safe_line(kept.name), store.blob(kept.sha256)
    path = Path(chosen)
    return safe_line(path.name), enclosing.read_file(path)
