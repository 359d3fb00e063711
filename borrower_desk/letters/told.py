"""What the record tells a letter, as a value: `recorded` makes it, `compose` reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from borrower_desk.frozen import dataclass
from borrower_desk.model import TimelineRow

if TYPE_CHECKING:
    from borrower_desk.matters.recurrence import Recurrence


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the record says: `values` by name, the `story` in lines, errors that came back."""

    values: Mapping[str, str] = field(default_factory=dict)
    story: tuple[TimelineRow, ...] = ()
    again: tuple[Recurrence, ...] = ()
