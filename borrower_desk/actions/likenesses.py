"""What comes in again, in another way: linked with what is kept already, never merged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from borrower_desk.model import (
    OCR_MARK,
    Channel,
    Correspondence,
    CorrespondenceId,
    Direction,
    IncomingFile,
    Relation,
)

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.intake.alike import Print

# How the same letter comes beside e-mail.
PAPER = frozenset(
    {Channel.MAIL, Channel.CERTIFIED_MAIL, Channel.FAX, Channel.PORTAL, Channel.DOCUMENT}
)
_DAYS = 21  # between two deliveries of one letter
_MOST = 40  # candidates that are compared
_HELD = 500  # pieces whose texts are held for comparing


class Likenesses:
    """Finds what a new piece is like; knows the desk's paper, which is little."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._paper: list[tuple[CorrespondenceId, date]] | None = None
        self._sides: dict[CorrespondenceId, _Side] = {}

    def link(self, kept: Correspondence, files: tuple[IncomingFile, ...]) -> None:
        """Join a piece that was just kept with its like, each with the reason."""
        for other, how, why in self._found(kept, files):
            if other != kept.id:
                self._store.link(other, kept.id, how, why)
        if kept.channel in PAPER and self._paper is not None:
            self._paper.append((kept.id, kept.on))

    def _found(
        self, kept: Correspondence, files: tuple[IncomingFile, ...]
    ) -> Iterator[tuple[CorrespondenceId, Relation, str]]:
        if kept.message_id:
            for one in self._store.with_message_id(kept.message_id):
                yield one, Relation.NEAR_DUPLICATE, "the same Message-ID, not the same words"
        for file in files:
            if file.media_type == "message/rfc822":
                yield from self._forwarded_whole(file)
        yield from self._forwarded_words(kept)
        yield from self._other_delivery(kept)

    def _forwarded_whole(
        self, file: IncomingFile
    ) -> Iterator[tuple[CorrespondenceId, Relation, str]]:
        from borrower_desk.intake.headers import message_ids
        from borrower_desk.intake.mime import Unreadable, split_headers

        try:
            headers, _, _ = split_headers(file.data)
        except Unreadable:
            return
        for name, value in headers:
            if name.casefold() == "message-id":
                for told in message_ids(value)[:1]:
                    for one in self._store.with_message_id(told):
                        yield one, Relation.NEAR_DUPLICATE, "forwarded as a file"

    def _forwarded_words(
        self, kept: Correspondence
    ) -> Iterator[tuple[CorrespondenceId, Relation, str]]:
        from borrower_desk.intake.alike import SAME, Print, forwarded_subject, likeness

        subject = forwarded_subject(kept.text)
        if not subject or not any(char.isalnum() for char in subject):
            return
        plain = subject.replace('"', " ")
        for row in self._store.search(f'subject:"{plain}"', limit=_MOST):
            if row.id != kept.id and row.on <= kept.on:
                other = self._store.correspondence(row.id)
                if likeness(Print(other.text), Print(kept.text)) >= SAME:
                    yield other.id, Relation.NEAR_DUPLICATE, "forwarded in its text"

    def _other_delivery(
        self, kept: Correspondence
    ) -> Iterator[tuple[CorrespondenceId, Relation, str]]:
        """The same letter by post and by e-mail, or on paper twice."""
        if kept.channel in PAPER:
            others = [one.id for one in self._store.near(kept.on, _DAYS, _MOST)]
        else:
            others = [one for one, on in self._papers() if abs((kept.on - on).days) <= _DAYS]
        mine = None
        for one in others[-_MOST:]:
            if one == kept.id:
                continue
            mine = mine or self._side_of(kept.id, kept)
            why = _same(mine, self._side_of(one))
            if why:
                yield one, Relation.SAME_LETTER, why

    def _side_of(self, id: CorrespondenceId, known: Correspondence | None = None) -> _Side:  # noqa: A002
        """What of a piece is compared, kept for the next that comes near it."""
        if id not in self._sides:
            if len(self._sides) >= _HELD:
                self._sides.clear()
            self._sides[id] = _side(known or self._store.correspondence(id))
        return self._sides[id]

    def _papers(self) -> list[tuple[CorrespondenceId, date]]:
        if self._paper is None:
            self._paper = self._store.by_channel(PAPER)
        return self._paper


@dataclass(frozen=True, slots=True)
class _Side:
    """One of two pieces that are compared."""

    direction: Direction
    on_paper: bool
    files: frozenset[str]
    prints: tuple[Print, ...]


def _side(one: Correspondence) -> _Side:
    from borrower_desk.intake.alike import Print

    texts = dict.fromkeys([one.text, *(file.text for file in one.attachments if file.text)])
    return _Side(
        one.direction,
        one.channel in PAPER,
        frozenset(f.sha256 for f in one.attachments if f.media_type == "application/pdf"),
        tuple(Print(text, text.startswith(OCR_MARK)) for text in texts),
    )


def _same(one: _Side, other: _Side) -> str:
    """Why two pieces are one letter; "" when they are not."""
    from borrower_desk.intake.alike import same_letter

    if one.direction is not other.direction or not (one.on_paper or other.on_paper):
        return ""
    if one.files & other.files:
        return "the same file came with both"
    alike = any(same_letter(a, b) for a in one.prints for b in other.prints)
    return "the same words, dates and amounts" if alike else ""


def first_received(store: Store, one: Correspondence) -> date:
    """The earliest day on which a letter came, whichever way it came first."""
    days = [one.received or one.on]
    for link in store.links(one.id):
        if link.relation is Relation.SAME_LETTER:
            other = store.correspondence(link.other if link.one == one.id else link.one)
            days.append(other.received or other.on)
    return min(days)
