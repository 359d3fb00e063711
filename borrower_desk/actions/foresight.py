"""What would follow from a letter that nobody has sent yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from borrower_desk.model import Channel, Draft, Duty, Matter, ServicerId

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.letters.compose import Letter
    from borrower_desk.letters.templates import Template


def foreseen(
    kind: str,
    on: date,
    via: Channel,
    errors: Sequence[str] = (),
    *,
    store: Store | None = None,
    matter: Matter | None = None,
    letter: Template | None = None,
    to: ServicerId | None = None,
) -> list[Duty]:
    """Every date that would follow if a letter of `kind` left on `on`; nothing is kept.

    Without a desk or a matter it is asked of a loan and a servicer of nobody's.
    `letter` is the kind's template when the user made that kind; `to` one of the loan's
    servicers, else the one that the record tells.
    """
    from borrower_desk.actions import clock, matters
    from borrower_desk.actions.addressing import by_record
    from borrower_desk.letters.templates import template

    matters.known_errors(errors)
    letter = letter or template(kind)
    if store is None or matter is None:
        the_matter, loan, servicer = clock.stand_in()
    else:
        the_matter, loan = matter, store.loan(matter.loan)
        who = to or by_record(store, letter, loan, matter, on)[0]
        servicer = store.servicer(who)
    return clock.whatif(
        kind, errors or letter.errors, letter.starts, on, via, the_matter, loan, servicer
    )


def undrawn(store: Store, one: Draft, letter: Letter | None = None) -> str:
    """What will be said of characters in a letter that no typeface here has; "" when it has all.

    A PDF shows a box for each: a name must not go out so without a word.  `letter`
    is the composed draft, where that is known.
    """
    from borrower_desk.actions import letters
    from borrower_desk.letters.render import to_text
    from borrower_desk.pdf.glyphs import unshown

    lacking = "".join(dict.fromkeys(unshown(to_text(letter or letters.letter_of(store, one)))))
    if not lacking:
        return ""
    return (
        f"No typeface here has {lacking[:30]}: in the PDF a box or a name in brackets stands for"
        " each. Write these words in Latin letters too."
    )
