"""A page up or down in a list that has no room to show a line: to its end, not to a crash.

Textual's `OptionList` looks up the line of its highlighted option, and in a window
of a few cells it has laid none out (KeyError).  Its own `Select` and command
palette make such lists themselves, so the act is mended where all of them have it.
"""

from __future__ import annotations

from typing import Literal

from textual.widgets import OptionList

_move_page = OptionList._move_page


def _careful(self: OptionList, direction: Literal[1, -1]) -> None:
    """By a page; where no line is laid out, to the first or the last option."""
    try:
        _move_page(self, direction)
    except (KeyError, IndexError):
        if direction < 0:
            self.action_first()
        else:
            self.action_last()


def mend() -> None:
    """From now on every list of options has it; calling it again changes nothing."""
    OptionList._move_page = _careful  # type: ignore[method-assign]
