"""An application for help with the loan: papers that go stale, and what they say is missing.

No law says how old a paper may be: servicers and investors usually take pay stubs and
bank statements for 90 days from their date.  So it is said as "usually", and never a clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from borrower_desk.letters.values import written_date
from borrower_desk.model import (
    Channel,
    Correspondence,
    CorrespondenceId,
    Draft,
    DraftStatus,
    Enclosure,
    Event,
    EventKind,
    Matter,
    MatterId,
    Reminder,
)
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

LETTER = "modification-documents"
FRESH = timedelta(days=90)
AT_ONCE = (Channel.PORTAL, Channel.FAX, Channel.EMAIL, Channel.IN_PERSON)
# What the papers of an application are called, the more particular first.
_PAPERS: dict[str, str] = {
    "pay stub": r"pay[ -]?(?:stub|slip|statement|check)s?|(?:earnings|wage) statements?",
    "profit and loss statement": r"profit[ -](?:and|&)[ -]loss|P ?& ?L",
    "benefit letter": r"(?:benefits?|award|pension|disability) (?:award )?(?:letter|statement)s?",
    "bank statement": r"(?:bank|account|checking|savings)(?: account)? statements?",
    "tax return": r"(?:income )?tax returns?|form 1040|1040s?",
    "tax form 4506": r"4506(?:-?[TC])?",
    "W-2": r"W-?2s?",
    "hardship letter": r"hardship (?:letter|affidavit|statement|explanation)|letter of hardship",
    "application form": r"request for mortgage assistance|RMA|form 710|assistance application"
    r"(?: form)?|application form|borrower response package",
    "utility bill": r"utility bills?",
    "insurance declarations": r"declarations? page|proof of (?:homeowners?'? )?insurance",
    "lease": r"lease(?: agreement)?|rental agreement",
    "identification": r"driver'?s licen[cs]e|(?:photo |government )?identification",
    "divorce decree": r"divorce decree|separation agreement",
    "death certificate": r"death certificate",
}
_GO_STALE = (
    "pay stub",
    "profit and loss statement",
    "benefit letter",
    "bank statement",
    "utility bill",
)
_FINDERS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _PAPERS.items()}
_CUED = re.compile(
    r"(?:pay(?:ment)? ?date|check ?date|paid(?: on)?|statement ?date|dated?|as of"
    r"|through|ending|closing|(?:stub|statement|letter) (?:of|for))\W{0,6}\Z",
    re.IGNORECASE,
)
_LACKS = re.compile(
    r"missing|incomplete|outstanding|still need|(?:we|must) (?:also )?(?:need|require)"
    r"|required (?:documents|items)|not (?:yet )?received"
    r"|(?:please|must) (?:provide|send|submit|upload|return)|following (?:documents|items)",
    re.IGNORECASE,
)
_HAVE = re.compile(
    r"(?:have|has been|were|was|did) received?|we received|thank you for", re.IGNORECASE
)
_HAVE_NOT = re.compile(r"not (?:yet )?(?:been )?received|did not receive", re.IGNORECASE)
_BY = re.compile(r"(?:by|before|no later than|until)\W{0,3}\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Keeps:
    """How long a paper is usually taken; without days when no date could be read on it."""

    label: str
    title: str
    on: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A paper of theirs that we sent: as which enclosure, when, by which way, kept as what."""

    enclosure: Enclosure
    on: date
    channel: Channel
    kept: CorrespondenceId


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper that they say is missing, and what we sent of it, newest first."""

    paper: str
    quote: str
    sent: tuple[Sent, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """What one message of theirs says is missing; `by` is the day that it names."""

    message: Correspondence
    asked: tuple[Asked, ...]
    by: date | None = None


def keeps(store: Store, one: Draft, today: date) -> list[Keeps]:
    """The enclosures of an application that go stale; none for a letter of another kind."""
    if one.kind != LETTER:
        return []
    found = []
    for each in one.enclosures:
        if _names(each) not in _GO_STALE:
            continue
        on = _dated(store, each, today)
        found.append(Keeps(each.label, each.title, on, None if on is None else on + FRESH))
    return found


def paper_of(words: str) -> str:
    """What the papers of an application call it; empty for something else."""
    plain = words.replace("_", " ").replace("-", " ")
    return next(
        (name for name, one in _FINDERS.items() if one.search(words) or one.search(plain)), ""
    )


def _dated(store: Store, one: Enclosure, today: date) -> date | None:
    """The day that a paper bears: as its title says, else as can be read in it."""
    from borrower_desk.intake import facts
    from borrower_desk.intake.documents import text_of_attachment
    from borrower_desk.limits import OutOfBoundsError, apart

    named = [each.on for each in facts.find(one.title, today).days if each.on <= today]
    if named:
        return max(named)
    try:
        text = apart(text_of_attachment, one.media_type, one.name, store.blob(one.sha256))
    except (OutOfBoundsError, ValueError):
        return None
    days = [each for each in facts.find(text, today).days if each.on <= today]
    cued = [each for each in days if _CUED.search(text[max(0, each.where - 24) : each.where])]
    return max((each.on for each in cued or days), default=None)


def open_application(store: Store, matter: MatterId) -> Event | None:
    """The application that is on record and not decided, the last one; None when there is none."""
    decided = (EventKind.DENIED, EventKind.OFFER_PROVIDED, EventKind.WITHDRAWN)
    events = [one for one in store.events(matter) if not one.undone]
    last = [one for one in events if one.kind in (EventKind.APPLICATION_SUBMITTED, *decided)]
    return last[-1] if last and last[-1].kind is EventKind.APPLICATION_SUBMITTED else None


def submit(
    store: Store, matter: Matter, sent: Draft, on: date, channel: Channel, today: date
) -> tuple[Event, list[Reminder]]:
    """The application on record from `on`, the day they have it; a reminder for each paper."""
    from borrower_desk.actions import clock, matters

    leaves = [
        one
        for one in store.events(matter.id)
        if one.kind is EventKind.SENT and one.of == sent.sent_as and not one.undone
    ]
    event = matters.add_event(
        store,
        matter,
        EventKind.APPLICATION_SUBMITTED,
        on,
        matters.EventFacts(
            of=leaves[-1].id if leaves else None,  # so that the letter runs no second clock
            channel=channel,
            note=f"{sent.id}, kept as {sent.sent_as}",
        ),
    )
    notes = [
        clock.remind(store, _stale_words(one, one.on), one.until, matter)
        for one in keeps(store, sent, today)
        if one.on is not None and one.until is not None and one.until >= today
    ]
    return event, notes


def _stale_words(one: Keeps, on: date) -> str:
    return (
        f"{safe_line(one.title, 60)} of {on:%m/%d} usually goes stale: send a newer one"
        " if they have not decided"
    )


def missing(store: Store, identifier: str) -> Missing:
    """What a message says is missing, each with what we sent of it in the same matter."""
    message = store.correspondence(CorrespondenceId(identifier))
    sent = list(_sent(store, message)) if message.matter else []
    asked = [
        replace(one, sent=tuple(each for each in sent if _names(each.enclosure) == one.paper))
        for one in _asked(message.text)
    ]
    return Missing(message, tuple(asked), _wanted_by(message))


def _names(one: Enclosure) -> str:
    return paper_of(f"{one.title} {one.name}")


def _asked(text: str) -> Iterator[Asked]:
    """Each paper once, from where the text begins to speak of what lacks; not what they have."""
    from borrower_desk.intake.body import without_quotes

    own = without_quotes(text)
    begins = _LACKS.search(own)
    if begins is None:
        return
    start = own.rfind("\n\n", 0, begins.start()) + 1
    seen = set()
    for line in re.split(r"\n|(?<=[.;])\s", own[start:]):
        if _HAVE.search(line) and not _HAVE_NOT.search(line):
            continue
        for name, finder in _FINDERS.items():
            found = finder.search(line)
            if found and name not in seen:
                seen.add(name)
                yield Asked(name, safe_line(line.strip(" -*•·–\t"), 120))


def _sent(store: Store, message: Correspondence) -> Iterator[Sent]:
    """Every enclosure of the letters that left before the message, the newest first."""
    for one in reversed(store.drafts(status=DraftStatus.SENT, matter=message.matter)):
        if one.sent_as is None:
            continue
        kept = store.correspondence(CorrespondenceId(one.sent_as))
        if kept.on <= message.on:
            for each in one.enclosures:
                yield Sent(each, kept.on, kept.channel, kept.id)


def _wanted_by(message: Correspondence) -> date | None:
    from borrower_desk.intake import facts

    text = message.text
    named = [
        one.on
        for one in facts.find(text, message.on).days
        if _BY.search(text[max(0, one.where - 16) : one.where]) and one.on > message.on
    ]
    return min(named, default=None)


def answer(store: Store, found: Missing, today: date) -> Draft:
    """A draft that sends again what they had already, and says when they got it first."""
    from borrower_desk.actions import letters

    matter = store.matter(MatterId(found.message.matter or ""))
    before = [
        one for one in store.drafts(status=DraftStatus.SENT, matter=matter.id) if one.kind == LETTER
    ]
    held = [one.sent[0] for one in found.asked if one.sent]
    fields = {"documents": "\n".join(_line(n, one) for n, one in enumerate(held))}
    if held:
        fields["earlier"] = min(one.on for one in held).isoformat()
    for name in ("hardship", "sale_date"):
        told = before[-1].fields.get(name, "") if before else ""
        if told:
            fields[name] = told
    made = letters.draft(
        store, LETTER, today, matter=matter, fields={k: v for k, v in fields.items() if v}
    )
    if not held:
        return made
    with store.change("draft edit"):
        return letters.take_enclosures(store, made, tuple(_again(held)))


def _again(held: Sequence[Sent]) -> Iterator[Enclosure]:
    from borrower_desk.actions.enclosing import label_of

    for n, one in enumerate(held):
        yield replace(one.enclosure, label=label_of(n))


def _line(n: int, one: Sent) -> str:
    from borrower_desk.actions.enclosing import label_of

    return (
        f"{one.enclosure.title} (Enclosure {label_of(n)}), which you name as missing and which"
        f" I sent on {written_date(one.on)}"
    )
