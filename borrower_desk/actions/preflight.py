"""What a packet would hold, told before it is written: what goes, what stays, what is bare.

Read from the words of the documents; the packet itself also looks into pictures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from borrower_desk.model import Channel, Matter

if TYPE_CHECKING:
    from borrower_desk.actions.packet_plan import Wishes
    from borrower_desk.desk.store import Store
    from borrower_desk.packet.exhibits import Document
    from borrower_desk.packet.removal import Remover

_PRIVATE = "ssn,bank-account,card-number,date-of-birth"


@dataclass(frozen=True, slots=True)
class Preflight:
    """How many exhibits; private things by kind that go and that stay; e-mails without headers."""

    exhibits: int
    removed: Mapping[str, int]
    left: Mapping[str, int]
    bare: tuple[str, ...]
    privileged: tuple[str, ...]

    @property
    def calm(self) -> bool:
        """Nothing that one would want to know before."""
        return not (self.removed or self.left or self.bare or self.privileged)


def preflight(store: Store, matter: Matter, today: date, wishes: Wishes) -> Preflight:
    """Look through everything that would go in; nothing is written or remembered."""
    from borrower_desk.actions.packet_plan import plan
    from borrower_desk.actions.packets import made_before
    from borrower_desk.packet.private import digits_of
    from borrower_desk.packet.removal import Remover, parse

    made_of = plan(store, matter, today, wishes, made_before(store, matter))
    documents = [one.document for one in made_of.exhibits]
    goes = Remover(made_of.redact, made_of.accounts)
    private = Remover(parse(_PRIVATE))
    texts = [text for one in documents for text in _texts(one, made_of.unreadable)]
    own = {digits_of(one) for one in made_of.accounts}
    own |= {digits_of(one.params.get("tracking", "")) for one in store.events(matter.id)}
    for text in texts:
        goes.learn(text)
    for text in texts:
        private.find(goes.clean(text))
    return Preflight(
        len(documents),
        dict(goes.counts),
        _counted(private, own),
        tuple(one.source for one in documents if _is_bare(one)),
        tuple(one.source for one in documents if one.privileged),
    )


def _counted(private: Remover, own: set[str]) -> dict[str, int]:
    """Different private things by kind; the loan's own number and a tracking number are none."""
    from borrower_desk.packet.private import digits_of

    return dict(
        Counter(one.reason for one in private.removed.values() if digits_of(one.written) not in own)
    )


def _texts(one: Document, unreadable: Mapping[str, str]) -> Iterator[str]:
    from borrower_desk.intake.documents import text_of_attachment
    from borrower_desk.limits import OutOfBoundsError, apart

    if one.source in unreadable:
        return
    if one.message is not None:
        said = one.message
        yield said.text if said.subject in said.text else f"{said.subject}\n{said.text}"
    else:
        yield one.text
    for each in one.attachments:
        if each.text or each.source in unreadable:
            yield each.text
            continue
        try:
            yield apart(text_of_attachment, each.media_type, each.name, each.data())
        except (OutOfBoundsError, ValueError):
            continue


def _is_bare(one: Document) -> bool:
    """An e-mail of which only words were kept proves less: where it came from is not in it."""
    said = one.message
    return (
        said is not None and said.channel is Channel.EMAIL and not (said.headers or said.message_id)
    )
