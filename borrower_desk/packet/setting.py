"""The packet's own pages, typeset in parts until every printed number is the right one.

Front matter, exhibits some at a time, what stands behind them: each part is set
by itself, so that memory does not grow with the packet.  Where a part's pages
come to stand, the others must say; so all are set again until nothing moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from borrower_desk.errors import DeskError, PacketError
from borrower_desk.packet.front import UNKNOWN, Numbers, end_data, exhibits_data, front_data
from borrower_desk.packet.material import Prepared
from borrower_desk.packet.plan import PacketPlan
from borrower_desk.packet.redact import Redactor
from borrower_desk.packet.texts import Part
from borrower_desk.pdf.binding import Extent, Run, extent_of
from borrower_desk.pdf.setting import Setter

_ARCHIVAL = ("ua-1", "a-3a")
_MOST_RUNS = 5  # two set them; a third finds nothing changed
_PAGES_A_PART = 150  # of our own, about
_LETTERS_A_PAGE = 2500


@dataclass(frozen=True, slots=True)
class SetPages:
    """The typeset parts, what foreign pages go between their pages, and where all stands."""

    front: bytes
    parts: tuple[tuple[bytes, tuple[Run, ...]], ...]
    numbers: Numbers
    extents: tuple[tuple[int, int], ...]  # first and last page of each exhibit
    standards: tuple[str, ...]


def set_pages(
    plan: PacketPlan,
    ready: Sequence[Prepared],
    redactor: Redactor | None,
    tick: Callable[[], None] = lambda: None,
) -> SetPages:
    """Every page of our own; as PDF/A and PDF/UA where the exhibits allow it."""
    foreign = [one.exhibit.label for one in ready if one.foreign]
    reason = ""
    if foreign:
        named = foreign[0] if len(foreign) == 1 else f"{len(foreign)} exhibits"
        reason = (
            f"the pages of {named} were made by other programs, which need not keep to that"
            " standard; they are included as they are."
        )
    groups = _groups(ready)
    with Setter(apart=len(groups) > 1) as setter:
        if not reason:
            try:
                return _Setting(plan, groups, redactor, setter, "", _ARCHIVAL, tick).settled()
            except PacketError:
                raise
            except DeskError as why:
                # Something in a text that PDF/A forbids: the packet matters more than the form.
                reason = f"a character in the text is not allowed there ({why.message[:200]})"
        return _Setting(plan, groups, redactor, setter, reason, (), tick).settled()


def _groups(ready: Sequence[Prepared]) -> list[list[Prepared]]:
    """Exhibits that are set together: about so many pages of ours."""
    groups: list[list[Prepared]] = [[]]
    weight = 0
    for one in ready:
        pages = 1 + sum(_pages(part) for part in one.parts)
        if groups[-1] and weight + pages > _PAGES_A_PART:
            groups.append([])
            weight = 0
        groups[-1].append(one)
        weight += pages
    return groups


def _pages(part: Part) -> int:
    """About how many pages a part takes."""
    if part["kind"] == "sheets":
        return 0
    chunks, blocks = part.get("chunks"), part.get("blocks")
    letters = sum(len(str(one)) for one in chunks) if isinstance(chunks, list) else 0
    letters += sum(len(str(one)) for one in blocks) if isinstance(blocks, list) else 0
    return 1 + letters // _LETTERS_A_PAGE


@dataclass(slots=True)
class _Setting:
    plan: PacketPlan
    groups: list[list[Prepared]]
    redactor: Redactor | None
    setter: Setter
    reason: str
    standards: tuple[str, ...]
    tick: Callable[[], None]  # between parts; what it raises stops the work

    def settled(self) -> SetPages:
        """Set again until every page number that is printed is the one that was found."""
        numbers = UNKNOWN
        extents: list[tuple[int, int]] = [(1, 1)] * sum(map(len, self.groups))
        for _ in range(_MOST_RUNS):
            made, parts = self._once(numbers, extents)
            found, where, runs = self._laid_out(made, parts)
            if found == numbers and where == extents:
                return SetPages(
                    made,
                    tuple(zip(parts, (tuple(one) for one in runs), strict=True)),
                    numbers,
                    tuple(extents),
                    self.standards,
                )
            numbers, extents = found, where
        raise PacketError(
            "The packet's page numbers do not settle.",
            hint="This is a fault of Borrower Desk: please report it.",
        )

    def _once(self, numbers: Numbers, extents: list[tuple[int, int]]) -> tuple[bytes, list[bytes]]:
        ready = [one for group in self.groups for one in group]
        front = self._set(front_data(self.plan, ready, numbers, self.redactor))
        parts = []
        at = 0
        for group in self.groups:
            here = extents[at : at + len(group)]
            data = exhibits_data(self.plan, group, numbers, here, self.redactor)
            parts.append(self._set(data))
            self.tick()
            at += len(group)
        data = end_data(self.plan, ready, self.reason, numbers, self.redactor)
        return front, [*parts, self._set(data)]

    def _set(self, data: dict[str, object]) -> bytes:
        return self.setter.set("packet", data, dated=self.plan.created, standards=self.standards)

    def _laid_out(
        self, front: bytes, parts: list[bytes]
    ) -> tuple[Numbers, list[tuple[int, int]], list[list[Run]]]:
        """Where everything stands: each mark's page, each exhibit's first and last."""
        before = extent_of(front)
        marks = dict(before.marks)
        page = before.pages
        marks["exhibits"] = page + 1
        extents: list[tuple[int, int]] = []
        runs: list[list[Run]] = []
        for group, part in zip(self.groups, parts[:-1], strict=True):
            runs.append([])
            stretches = iter(_checked(extent_of(part), group))
            for one in group:
                first = page + 1
                page = _walk(one, stretches, marks, page, runs[-1])
                extents.append((first, page))
        behind = extent_of(parts[-1])
        # The first page of a part only holds the heading that its rules want.
        marks |= {name: page + at - 1 for name, at in behind.marks.items()}
        runs.append([behind.pages - 1])
        return Numbers(marks, page + behind.pages - 1), extents, runs


def _checked(extent: Extent, group: Sequence[Prepared]) -> tuple[int, ...]:
    own = sum(1 + sum(part["kind"] != "sheets" for part in one.parts) for one in group)
    if len(extent.stretches) != own or sum(extent.stretches) + 1 != extent.pages:
        raise PacketError(
            "The packet's pages could not be told apart.",
            hint="This is a fault of Borrower Desk: please report it.",
        )
    return extent.stretches


def _walk(
    one: Prepared, stretches: Iterator[int], marks: dict[str, int], page: int, runs: list[Run]
) -> int:
    """Count one exhibit's pages on from `page`; gives the last."""
    marks[f"exhibit-{one.exhibit.number}"] = page + 1
    own = next(stretches)
    runs.append(own)
    page += own
    for part in one.parts:
        if "mark" in part:
            marks[str(part["mark"])] = page + 1
        sheets = part.get("sheets") if part["kind"] == "sheets" else None
        if isinstance(sheets, list):
            runs.append(tuple(sheets))
            page += len(sheets)
        else:
            own = next(stretches)
            runs.append(own)
            page += own
    return page
