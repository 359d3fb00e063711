"""What the record tells a letter: read from the desk only where the letter asks for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from borrower_desk.matters.parties import parties
from borrower_desk.model import Channel, Event, EventKind, Loan, Matter, MatterId, ServicerId

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.letters.templates import Template
    from borrower_desk.letters.told import Recorded
    from borrower_desk.matters.recurrence import Recurrence


def own_templates(desk: Path) -> Path:
    """The folder of the user's own templates, beside the desk; it need not be there."""
    return desk.absolute().parent / "templates"


def of_matter(
    store: Store, template: Template, matter: Matter | None, today: date, to: ServicerId
) -> Recorded:
    """The facts of the record for a letter of this kind to a servicer; none without a matter."""
    from borrower_desk.letters.told import Recorded

    if matter is None:
        return Recorded()
    loan = store.loan(matter.loan)
    again = _corrected_before(store, template, loan, to)
    tells = any("history" in source for source in template.sections.values())
    follows = any(one.record.startswith("letter.") for one in template.fields)
    if any(one.record.startswith("call.") for one in template.fields):
        return Recorded(_last_call(store, matter))
    if not (tells or follows or again):
        return Recorded()
    from borrower_desk.actions.clock import due
    from borrower_desk.letters.recorded import recorded

    events = store.events(matter.id)
    owed = due(store, today, matter=matter, everything=True)
    whose: dict[str, ServicerId | None] = {**parties(loan, events)}
    whose |= {one.id: one.servicer for one in owed}
    others = {key: store.servicer(who).name for key, who in whose.items() if who not in (None, to)}
    return recorded(template.kind, events, owed, today, again, template.lang, others)


def _last_call(store: Store, matter: Matter) -> dict[str, str]:
    """The latest call or visit that is logged in the matter; never a privileged one."""
    for row in store.rows(matter=matter.id):
        if row.channel in (Channel.PHONE, Channel.IN_PERSON):
            call = store.correspondence(row.id)
            if not call.privileged:
                told = {
                    "call_on": call.on.isoformat(),
                    "call_with": call.sender,
                    "call_reference": call.reference,
                    "call_text": call.text,
                    "call_topic": _in_a_sentence(matter.title),
                    **_promised(store, matter, call.on),
                }
                return {name: value for name, value in told.items() if value}
    return {}


def _promised(store: Store, matter: Matter, on: date) -> dict[str, str]:
    """What they promised in the call: the last promise that is not kept and falls after it."""
    made = [one for one in store.promises(matter.id) if one.kept_on is None and one.by >= on]
    if not made:
        return {}
    words = made[-1].text
    begins = words.casefold().startswith(("to ", "that "))
    return {
        "call_promised": words if begins else f"to {_in_a_sentence(words)}",
        "call_promised_by": made[-1].by.isoformat(),
    }


def _in_a_sentence(title: str) -> str:
    """ "Late fee, September 2026" as it reads within a sentence; a name in capitals stays."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _corrected_before(
    store: Store, template: Template, loan: Loan, to: ServicerId
) -> list[Recurrence]:
    """Errors that this servicer corrected before, for a letter that asserts errors."""
    if not (template.errors or template.field("error")):
        return []
    by_matter: dict[MatterId, list[Event]] = {}
    mine = {one.id for one in store.matters() if one.loan == loan.id}
    for event in store.events():
        if event.matter in mine:
            by_matter.setdefault(event.matter, []).append(event)
    if not any(one.kind is EventKind.CORRECTED for many in by_matter.values() for one in many):
        return []
    from borrower_desk.actions.matters import ERROR_SLUGS
    from borrower_desk.matters.recurrence import corrected_before

    for matter, events in by_matter.items():
        whose = parties(loan, events)
        by_matter[matter] = [one for one in events if whose.get(one.id, to) == to]
    return corrected_before(by_matter, template.errors or ERROR_SLUGS)
