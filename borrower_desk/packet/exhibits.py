"""Which documents go into a packet, in which order, under which label.

Pure: numbers and labels come from what is given.  The bytes of a document are
fetched only when its pages are made, through the `data` that the caller gives.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from borrower_desk.errors import NothingSelected, UsageError
from borrower_desk.model import Attachment, Channel, Correspondence, Direction, Sha256
from borrower_desk.text import safe_line

_SPOKEN = (Channel.PHONE, Channel.VOICEMAIL, Channel.IN_PERSON)


class Form(StrEnum):
    """How a document is shown; what it really is, its bytes decide when it is read."""

    EMAIL = "email"
    PDF = "pdf"
    IMAGE = "image"
    TEXT = "text"
    LOG = "log"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that came with a message; its pages follow the message's own."""

    source: str  # "A1"
    name: str
    media_type: str
    sha256: Sha256
    size: int
    data: Callable[[], bytes]
    inline: bool = False
    text: str = ""  # what could be read of it, for kinds that cannot be printed


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be an exhibit: a message, a letter, a file, a call."""

    source: str  # "C1" or "A1"
    title: str
    on: date
    sender: str
    recipient: str
    channel: Channel
    sha256: Sha256
    data: Callable[[], bytes]
    form: Form | None = None  # None: its bytes tell
    message: Correspondence | None = None
    attachments: tuple[AttachedFile, ...] = ()
    at: datetime | None = None
    privileged: bool = False
    name: str = ""
    text: str = ""
    undated: bool = False  # it names no day: `on` is the day on which it was kept


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A document with its number; `label` is what everyone calls it: "Exhibit 1"."""

    number: int
    label: str
    document: Document


def from_correspondence(
    correspondence: Correspondence, blob: Callable[[Sha256], bytes]
) -> Document:
    """The document that a piece of correspondence is; `blob` fetches bytes by their sha256."""
    c = correspondence
    form = Form.LOG if c.channel in _SPOKEN or c.source.startswith("log ") else None
    if c.channel is Channel.EMAIL and (c.message_id or c.headers):
        form = Form.EMAIL
    # A letter or scan that was imported as a file is its own only attachment.
    itself = [one for one in c.attachments if one.sha256 == c.sha256]
    return Document(
        source=c.id,
        title=_spoken_title(c) if form is Form.LOG else _title(c),
        on=c.on,
        sender=c.sender,
        recipient="; ".join(c.to),
        channel=c.channel,
        sha256=c.sha256,
        data=lambda: blob(c.sha256),
        form=form,
        message=c,
        attachments=tuple(
            from_attachment(one, blob) for one in c.attachments if one.sha256 != c.sha256
        ),
        at=c.at,
        privileged=c.privileged,
        name=itself[0].name if itself else "",
        text=c.text,
        undated=is_undated(c),
    )


# Where the desk wrote the day itself: what was noted, sent, or scanned as proof.
_DATED_BY_DESK = ("log ", "draft ", "proof of delivery")


def is_undated(c: Correspondence) -> bool:
    """Was it imported without a day of its own, and filed under the day of the import?"""
    if not c.source or c.source.startswith(_DATED_BY_DESK):
        return False
    return not (c.at or c.dated or c.received or c.postmarked)


def from_attachment(attachment: Attachment, blob: Callable[[Sha256], bytes]) -> AttachedFile:
    """The file that an attachment is, its bytes fetched when they are needed."""
    return AttachedFile(
        source=attachment.id,
        name=attachment.name,
        media_type=attachment.media_type,
        sha256=attachment.sha256,
        size=attachment.size,
        data=lambda: blob(attachment.sha256),
        inline=attachment.inline,
        text=attachment.text,
    )


def arrange(
    documents: Sequence[Document],
    *,
    include: Collection[str] | None = None,
    exclude: Collection[str] = (),
    order: Sequence[str] = (),
    first: int = 1,
) -> tuple[Exhibit, ...]:
    """The exhibits, numbered from `first`: oldest first, or those of `order` first and as it says.

    `include`, `exclude` and `order` hold source ids.  What is marked
    attorney-client is left out unless `include` names it.  `UsageError` when an
    id names no document, `NothingSelected` when none is left.
    """
    known = {one.source for one in documents}
    for named in (*(include or ()), *exclude, *order):
        if named not in known:
            raise UsageError(
                f"There is no {named} in this matter.",
                hint="List what the matter holds: borrower-desk list --matter …",
            )
    chosen = [one for one in documents if _is_chosen(one, include, exclude)]
    if not chosen:
        raise NothingSelected(
            "No document is left to put in the packet.",
            hint="File correspondence in the matter first, or exclude less.",
        )
    rank = {source: place for place, source in enumerate(order)}
    chosen.sort(key=lambda one: (rank.get(one.source, len(rank)), *age(one)))
    return tuple(
        Exhibit(number, f"Exhibit {number}", one) for number, one in enumerate(chosen, first)
    )


def _is_chosen(one: Document, include: Collection[str] | None, exclude: Collection[str]) -> bool:
    if one.source in exclude:
        return False
    if include is None:
        return not one.privileged
    return one.source in include


def age(one: Document) -> tuple[date, float, int, str]:
    """Sorts by day, then by the clock where it is known, then by id."""
    digits = "".join(char for char in one.source if char.isdigit())
    clock = one.at.timestamp() if one.at is not None else 0.0
    return one.on, clock, int(digits or 0), one.source


_SPOKEN_TITLES = {
    Channel.PHONE: "Telephone call",
    Channel.VOICEMAIL: "Voicemail",
    Channel.IN_PERSON: "Meeting in person",
    Channel.PORTAL: "Message on the servicer's website",
    Channel.TEXT_MESSAGE: "Text message",
    Channel.EMAIL: "E-mail, as noted",
    Channel.FAX: "Fax, as noted",
}


def _spoken_title(c: Correspondence) -> str:
    """What was noted, and with whom; the first words of a note would make a poor title."""
    what = _SPOKEN_TITLES.get(c.channel, "Letter, as noted")
    other = c.sender or "; ".join(c.to)
    return safe_line(f"{what}: {other}" if other else what, 160)


def _title(c: Correspondence) -> str:
    if c.subject.strip():
        return safe_line(c.subject, 160)
    # What nobody has confirmed is the program's guess, and no title for a judge.
    known = c.kind if c.kind_confirmed or c.direction is Direction.SENT else None
    kind = (known or "").replace("-", " ").strip()
    return safe_line((kind or f"{c.channel.value} message").capitalize(), 160)
