"""What comes after a packet was served: new labels between the old, and none of them changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from borrower_desk.packet.exhibits import Document, Exhibit, age

_LABEL = re.compile(r"Exhibit (\d+)([A-Z]*)")


def relabelled(
    new: Sequence[Exhibit], documents: Sequence[Document], served: Mapping[str, str]
) -> tuple[Exhibit, ...]:
    """The new exhibits under labels that `served` (source id → label) leaves free.

    One that belongs, by its day, behind a served exhibit is `Exhibit 12A`; one
    that is later than all of them, or earlier than the first, takes the next
    whole number.
    """
    taken = {_place(label) for label in served.values()}
    known = {one.source: one for one in documents}
    old = sorted(
        (age(known[source]), _place(label)) for source, label in served.items() if source in known
    )
    last = max((number for number, _ in taken), default=0)
    newest = old[-1][0] if old else None
    made = []
    for one in new:
        before = [place for when, place in old if when <= age(one.document)]
        if not before or newest is None or age(one.document) >= newest:
            last += 1
            place = (last, "")
        else:
            place = _free_letter(before[-1][0], taken)
        taken.add(place)
        made.append((place, one))
    made.sort(key=lambda pair: (pair[0][0], len(pair[0][1]), pair[0][1]))
    return tuple(
        replace(one, number=n, label=f"Exhibit {place[0]}{place[1]}")
        for n, (place, one) in enumerate(made, 1)
    )


def _place(label: str) -> tuple[int, str]:
    found = _LABEL.fullmatch(label)
    return (int(found[1]), found[2]) if found else (0, label)


def _free_letter(number: int, taken: set[tuple[int, str]]) -> tuple[int, str]:
    """`12A`, `12B`, … `12Z`, `12AA`."""
    n = 0
    while (number, _letters(n)) in taken:
        n += 1
    return number, _letters(n)


def _letters(n: int) -> str:
    first, second = divmod(n, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)
