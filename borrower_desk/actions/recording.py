"""What the record tells a letter: read from the desk only where the letter asks for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from borrower_desk.model import Event, EventKind, LoanId, Matter, MatterId

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.letters.recorded import Recorded
    from borrower_desk.letters.templates import Template
    from borrower_desk.matters.recurrence import Recurrence


def own_templates(desk: Path) -> Path:
    """The folder of the user's own templates, beside the desk; it need not be there."""
    return desk.absolute().parent / "templates"


def of_matter(store: Store, template: Template, matter: Matter | None, today: date) -> Recorded:
    """The facts of the record for a letter of this kind; none without a matter."""
    from borrower_desk.letters.recorded import Recorded, recorded

    if matter is None:
        return Recorded()
    again = _corrected_before(store, template, matter.loan)
    tells = any("history" in source for source in template.sections.values())
    follows = any(one.record.startswith("letter.") for one in template.fields)
    if not (tells or follows or again):
        return Recorded()
    from borrower_desk.actions.clock import due

    return recorded(
        template.kind,
        store.events(matter.id),
        due(store, today, matter=matter, everything=True),
        today,
        again,
        template.lang,
    )


def _corrected_before(store: Store, template: Template, loan: LoanId) -> list[Recurrence]:
    """Errors that this servicer corrected before, for a letter that asserts errors."""
    if not (template.errors or template.field("error")):
        return []
    by_matter: dict[MatterId, list[Event]] = {}
    mine = {one.id for one in store.matters() if one.loan == loan}
    for event in store.events():
        if event.matter in mine:
            by_matter.setdefault(event.matter, []).append(event)
    if not any(one.kind is EventKind.CORRECTED for many in by_matter.values() for one in many):
        return []
    from borrower_desk.actions.matters import ERROR_SLUGS
    from borrower_desk.matters.recurrence import corrected_before

    return corrected_before(by_matter, template.errors or ERROR_SLUGS)
