"""What is kept: list, show, search, file, tag, classify, log, and the quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from borrower_desk.actions.classifying import Classified, classify
from borrower_desk.actions.genuine import judged_now
from borrower_desk.errors import UsageError
from borrower_desk.model import (
    Authenticity,
    Channel,
    Correspondence,
    CorrespondenceId,
    CorrespondenceRow,
    Direction,
    Event,
    ImportItem,
    ImportReport,
    ImportStatus,
    Incoming,
    IncomingFile,
    Link,
    Loan,
    Matter,
    Original,
    QuarantineId,
    Sha256,
    Unread,
)
from borrower_desk.text import safe_line, safe_text

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

__all__ = ["Classified", "classify"]  # they are actions on what is kept, with a module of their own
SPOKEN = (Channel.PHONE, Channel.VOICEMAIL, Channel.IN_PERSON, Channel.TEXT_MESSAGE)


@dataclass(frozen=True, slots=True)
class Filed:
    """Correspondence put in a matter, and the events that it proposes."""

    filed: tuple[Correspondence, ...]
    proposed: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known beside a piece: oddities, its like, its first day, the forms it came in."""

    notes: tuple[str, ...]
    links: tuple[Link, ...]
    first_received: date
    originals: tuple[Original, ...] = ()


def beside(store: Store, one: Correspondence) -> Beside:
    """What `show` tells that is no part of the piece itself."""
    from borrower_desk.actions.likenesses import first_received

    return Beside(
        store.notes(one.id),
        tuple(store.links(one.id)),
        first_received(store, one),
        tuple(store.originals(one.id)),
    )


def show(store: Store, identifier: str) -> Correspondence:
    """One piece of correspondence, whole; an attachment's id gives the message it came with."""
    spelled = identifier.strip().upper()
    if spelled.startswith("A"):
        from borrower_desk.model import AttachmentId

        owner = store.attachment(AttachmentId(spelled)).correspondence
        if owner is not None:
            return judged_now(store, store.correspondence(owner))
    _not_purged(store, spelled)
    return judged_now(store, store.correspondence(CorrespondenceId(spelled)))


def original(store: Store, identifier: str) -> bytes:
    """The original bytes of a message, of an attachment, or of a quarantined item."""
    from borrower_desk.model import AttachmentId

    spelled = identifier.strip().upper()
    if spelled.startswith("A"):
        return store.blob(store.attachment(AttachmentId(spelled)).sha256)
    _not_purged(store, spelled)
    if spelled.startswith("Q"):
        return store.blob(store.quarantined_item(QuarantineId(spelled)).sha256)
    return store.blob(store.correspondence(CorrespondenceId(spelled)).sha256)


def _not_purged(store: Store, identifier: str) -> None:
    """UsageError with the tombstone's words for what was purged."""
    stone = store.tombstone(identifier)
    if stone is not None:
        raise UsageError(
            f"{stone.id} was purged on {stone.on}: {stone.reason}.",
            hint=f"What stays is its SHA-256: {stone.sha256}.",
        )


def listed(
    store: Store,
    *,
    matter: Matter | None = None,
    loan: Loan | None = None,
    since: date | None = None,
    until: date | None = None,
    direction: Direction | None = None,
    kind: str | None = None,
    unfiled: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[CorrespondenceRow]:
    """What is kept, newest first."""
    return store.rows(
        matter=matter.id if matter else None,
        loan=loan.id if loan else None,
        since=since,
        until=until,
        direction=direction,
        kind=kind,
        unfiled=unfiled,
        limit=limit,
        offset=offset,
    )


def search(store: Store, query: str, limit: int | None = None) -> list[CorrespondenceRow]:
    """What matches, best first; any text is a safe query."""
    return store.search(query, limit=limit)


def file(store: Store, identifiers: Sequence[str], matter: Matter, today: date) -> Filed:
    """Put correspondence in a matter; what it says of the clock is proposed, not done."""
    from borrower_desk.actions.proposals import propose

    found = [judged_now(store, store.correspondence(_id(one))) for one in identifiers]
    filed: list[Correspondence] = []
    proposed: list[Event] = []
    with store.change("file"):
        for one in found:
            kept = store.save_correspondence(replace(one, matter=matter.id, loan=matter.loan))
            filed.append(kept)
            event = propose(store, kept, matter, today)
            if event is not None:
                proposed.append(event)
    return Filed(tuple(filed), tuple(proposed))


def tag(store: Store, identifier: str, tags: Sequence[str]) -> Correspondence:
    """Add tags; one written `-tag` is taken away."""
    one = store.correspondence(_id(identifier))
    kept = dict.fromkeys(one.tags)
    for word in tags:
        name = safe_line(word.removeprefix("-").removeprefix("+")).casefold()
        if not name or " " in name:
            raise UsageError(f"{word!r} is not a tag.", hint="A tag is one word.")
        if word.startswith("-"):
            kept.pop(name, None)
        else:
            kept[name] = None
    with store.change("tag"):
        return store.save_correspondence(replace(one, tags=tuple(kept)))


def log(
    store: Store,
    channel: Channel,
    text: str,
    on: date,
    *,
    with_whom: str = "",
    reference: str = "",
    matter: Matter | None = None,
    direction: Direction = Direction.RECEIVED,
    files: Sequence[Path] = (),
    today: date | None = None,
) -> Correspondence:
    """Record a call, a visit, a portal message, a fax or a letter in the user's own words.

    `files` are what goes with it, kept as they are: the voicemail itself, a
    picture of the text message.  Raises `SourceNotFound`, `UnreadableSource`,
    and `UsageError` for a day that has not come yet by `today`.
    """
    from borrower_desk.law.calendar import known_day

    if known_day(on) > (today or on):
        raise UsageError(
            f"{on} has not come yet: what was said is put on record when it was said.",
            hint="Give the day on which it happened. `remind` is for what is to come.",
        )
    words = safe_text(text).strip()
    if not words:
        raise UsageError("There is nothing to record.", hint="Say what was said.")
    who = safe_line(with_whom)
    body = words.encode()
    digest = Sha256(
        sha256(
            b"\0".join([channel.encode(), on.isoformat().encode(), who.encode(), body])
        ).hexdigest()
    )
    first = safe_line(words.splitlines()[0], limit=78)
    incoming = Incoming(
        source=f"log {channel.value}",
        original=body,
        sha256=Sha256(sha256(body).hexdigest()),
        content_sha256=digest,
        channel=channel,
        on=on,
        sender=who,
        to=(),
        subject=first,
        text=words,
        at=None,
        files=tuple(_file(one) for one in files),
    )
    with store.change("log"):
        return store.add_correspondence(
            incoming,
            direction=direction,
            channel=channel,
            kind=None,
            kind_confirmed=True,
            authenticity=Authenticity(),
            on=on,
            loan=matter.loan if matter else None,
            matter=matter.id if matter else None,
            received=on,
            reference=safe_line(reference),
        )


def _file(path: Path) -> IncomingFile:
    """A file as it is, with its words where it has some."""
    from borrower_desk.errors import UnreadableSource
    from borrower_desk.intake import sources
    from borrower_desk.intake.read import read

    found = list(sources.items(path))
    if len(found) != 1 or path.is_dir():
        raise UnreadableSource(f"{path} is not one file.", hint="Import it, and file it by itself.")
    (item,) = found
    told = item if isinstance(item, Unread) else read(item)
    if isinstance(told, Unread):
        return IncomingFile(path.name, "application/octet-stream", told.original)
    kind = told.files[0].media_type if told.files else "message/rfc822"
    return IncomingFile(path.name, kind, told.original, text=told.text)


def retry_quarantined(store: Store, identifiers: Sequence[str], today: date) -> ImportReport:
    """Read quarantined items again, as after an upgrade; what still fails stays."""
    from borrower_desk.actions.importing import Keeper, Manner, around
    from borrower_desk.intake.judging import read_and_judge
    from borrower_desk.intake.sources import RawItem

    wanted = {one.strip().upper() for one in identifiers}
    items = [one for one in store.quarantined() if not wanted or one.id in wanted]
    missing = wanted - {one.id for one in items}
    if missing:
        raise UsageError(
            f"There is no quarantined item {', '.join(sorted(missing))}.",
            hint="`borrower-desk quarantine list` shows what there is.",
        )
    manner = Manner()
    known = around(store, manner)
    outcomes = []
    for one in items:
        data = store.blob(one.sha256)
        name = one.source.rpartition("/")[2]
        for form in ("mail", "outlook", "document"):
            read = read_and_judge(RawItem(one.source, data, form, name), known)
            if not isinstance(read, Unread):
                with store.change("quarantine retry"):
                    store.remove_quarantined(one.id)
                    outcomes.append(Keeper(store, manner, today).keep(read))
                break
        else:
            outcomes.append(_still(one.source, one.id, one.reason))
    return ImportReport(tuple(outcomes))


def _still(source: str, identifier: str, reason: str) -> ImportItem:
    return ImportItem(source, ImportStatus.QUARANTINED, identifier, reason)


def as_incoming(one: Correspondence) -> Incoming:
    """What is kept, in the shape in which it came, for the rooms that judge what comes."""
    return Incoming(
        source=one.source,
        original=b"",
        sha256=one.sha256,
        content_sha256=one.sha256,
        channel=one.channel,
        on=one.on,
        sender=one.sender,
        to=one.to,
        subject=one.subject,
        text=one.text,
        at=one.at if isinstance(one.at, datetime) else None,
        cc=one.cc,
        headers=one.headers,
        message_id=one.message_id,
        in_reply_to=one.in_reply_to,
        references=one.references,
        files=tuple(
            IncomingFile(a.name, a.media_type, b"", a.inline, a.content_id, a.text)
            for a in one.attachments
        ),
    )


def _id(identifier: str) -> CorrespondenceId:
    from borrower_desk.actions.find import number_of

    return CorrespondenceId(number_of(identifier, "C"))
