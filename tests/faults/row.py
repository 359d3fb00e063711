"""One row of the table of faults: what was done to the desk, how often, how it came out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Row:
    """A fault that is tried; `note` what became of each try, in a word, or what was lost."""

    fault: str
    goal: str
    tried: int = 0
    ways: Counter[str] = field(default_factory=Counter)
    losses: list[str] = field(default_factory=list)

    def note(self, way: str, loss: str | None = None) -> None:
        """One try is over: the way it went, and what was lost, if something was."""
        self.tried += 1
        self.ways[way] += 1
        if loss:
            self.losses.append(f"{way}: {loss}")

    @property
    def ok(self) -> bool:
        return self.tried > 0 and not self.losses

    def line(self) -> str:
        """The row as it is printed."""
        ways = ", ".join(f"{count} {way}" for way, count in self.ways.most_common())
        if self.ok:
            return f"ok   {self.fault} | {self.tried} tried | 0 losses | {ways}"
        told = "; ".join(dict.fromkeys(self.losses[:3])) or "nothing was tried"
        return (
            f"BAD  {self.fault} | {self.tried} tried | {len(self.losses)} LOSSES: {told} | {ways}"
        )
