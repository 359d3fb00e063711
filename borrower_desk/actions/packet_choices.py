"""What could go into a packet, and about how many pages it would take: for the one who ticks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from borrower_desk.model import Matter

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.packet.exhibits import Document

_LETTERS_A_PAGE = 2500
_FRONT_PAGES = 4  # cover, contents, deadlines, certificate
_EVENTS_A_PAGE = 18
_DUTIES_A_PAGE = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """A document that can be ticked; `pages` is an estimate, its slip sheet included."""

    id: str
    on: date
    party: str
    title: str
    pages: int
    privileged: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """The documents, oldest first, and about how many pages stand before and after them."""

    documents: tuple[Choice, ...]
    front: int


def choices(store: Store, matter: Matter) -> Choices:
    """What is filed in the matter, with estimates."""
    from borrower_desk.actions.packet_plan import documents

    found = documents(store, matter)
    events = len(store.events(matter.id)) + len(found)
    front = _FRONT_PAGES + events // _EVENTS_A_PAGE + len(store.events(matter.id)) // _DUTIES_A_PAGE
    return Choices(tuple(_choice(one) for one in found), front)


def _choice(one: Document) -> Choice:
    own = 1 + len(one.text or (one.message.text if one.message else "")) // _LETTERS_A_PAGE
    if one.message is None or not (one.message.message_id or one.message.headers):
        own = _file_pages(one.data(), one.text)
    attached = sum(_file_pages(file.data(), file.text) for file in one.attachments)
    party = one.sender or one.recipient
    return Choice(one.source, one.on, party, one.title, 1 + own + attached, one.privileged)


def _file_pages(data: bytes, text: str) -> int:
    """The pages of a PDF, as far as they can be counted; one for a picture."""
    if b"%PDF-" not in data[:1024]:
        return 1 + len(text) // _LETTERS_A_PAGE if b"\0" not in data[:1024] else 1
    from borrower_desk.limits import OutOfBoundsError, apart

    try:
        return apart(_pdf_pages, data)
    except (OutOfBoundsError, ValueError):
        return 1


def _pdf_pages(data: bytes) -> int:
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as pdf:
            return max(1, len(pdf))
    except pypdfium2.PdfiumError:
        return 1
