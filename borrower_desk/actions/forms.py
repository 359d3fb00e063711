"""The forms in which one message is kept: the bytes that came first, and those of later exports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from borrower_desk.errors import UsageError
from borrower_desk.model import Original, Sha256
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

_SHOWN = 12  # digits of a digest that are shown: enough to tell any two apart
_SHORT = 40


def form(store: Store, identifier: str, start: str) -> bytes:
    """The bytes of a piece in the form whose SHA-256 begins with `start`.

    Raises `UsageError` when no form of it does, or more than one.
    """
    from borrower_desk.actions.find import number_of
    from borrower_desk.actions.reading import show

    one = show(store, number_of(identifier, "C"))
    wanted = start.strip().casefold()
    kept = [one.sha256, *(each.sha256 for each in store.originals(one.id))]
    found = [name for name in kept if name.startswith(wanted)]
    if not re.fullmatch(r"[0-9a-f]{1,64}", wanted) or not found:
        raise UsageError(
            f"{one.id} is kept in no form whose SHA-256 begins with {safe_line(start, 80)!r}.",
            hint=f"Its forms begin with: {_named(kept)}.",
        )
    if len(found) > 1:
        raise UsageError(
            f"{len(found)} forms of {one.id} have a SHA-256 that begins with {wanted!r}.",
            hint=f"Give more of it: {', '.join(found)}.",
        )
    return store.blob(found[0])


def told(one: Original) -> str:
    """A further form in one line: how to ask for it, how large it is, where it came from."""
    return f"{one.sha256[:_SHOWN]}, {one.size:,} bytes, from {safe_line(one.source)}"


def short(one: Original) -> str:
    """The same without words, for where there is little room."""
    return f"{one.sha256[:_SHOWN]} ({safe_line(one.source, _SHORT)})"


def _named(kept: Sequence[Sha256]) -> str:
    names = ", ".join(name[:_SHOWN] for name in kept[:20])
    return names + (f" and {len(kept) - 20} more" if len(kept) > 20 else "")
