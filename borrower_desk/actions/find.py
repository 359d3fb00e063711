"""From what the user typed to the thing meant: an id, or an unambiguous start of a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from borrower_desk.errors import UsageError
from borrower_desk.model import Loan, Matter, Servicer

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

Thing = TypeVar("Thing", Matter, Loan, Servicer)


def matter(store: Store, wanted: str) -> Matter:
    """The matter with this id, or whose title starts so."""
    return _pick(store.matters(), wanted, "matter", lambda one: (one.title,))


def loan(store: Store, wanted: str) -> Loan:
    """The loan with this id, or whose number or property address starts so."""
    return _pick(store.loans(), wanted, "loan", lambda one: (one.number, one.property_address))


def servicer(store: Store, wanted: str) -> Servicer:
    """The servicer with this id, or whose name starts so."""
    return _pick(store.servicers(), wanted, "servicer", lambda one: (one.name,))


def number_of(identifier: str, prefix: str) -> str:
    """The id in its one spelling ("c12" is "C12"); UsageError when it is none of that kind."""
    spelled = identifier.strip().upper()
    if not re.fullmatch(rf"{prefix}[1-9]\d*", spelled):
        raise UsageError(
            f"{identifier!r} is not an id that starts with {prefix}.",
            hint=f"Ids of this kind look like {prefix}1.",
        )
    return spelled


def _pick(
    things: Sequence[Thing], wanted: str, what: str, names: Callable[[Thing], tuple[str, ...]]
) -> Thing:
    folded = wanted.strip().casefold()
    by_id = [one for one in things if one.id.casefold() == folded]
    exact = [one for one in things if folded in (name.casefold() for name in names(one))]
    starting = [
        one
        for one in things
        if folded and any(name.casefold().startswith(folded) for name in names(one))
    ]
    for found in (by_id, exact, starting):
        if len(found) == 1:
            return found[0]
    if starting:
        several = ", ".join(f"{one.id} ({names(one)[0]})" for one in starting[:5])
        raise UsageError(
            f"{wanted!r} fits more than one {what}: {several}.",
            hint="Use the id, or more of the name.",
        )
    known = ", ".join(f"{one.id} ({names(one)[0]})" for one in things[:8])
    raise UsageError(
        f"There is no {what} {wanted!r}.",
        hint=f"There are: {known}."
        if known
        else f"There is no {what} yet: {what} add makes one."
        if what != "matter"
        else "There is no matter yet: `borrower-desk matter open` makes one.",
    )
