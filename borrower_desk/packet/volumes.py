"""A packet in volumes, each under a portal's limits, its Bates numbers running on.

Every volume is a packet by itself: cover, contents, exhibits, certificate,
manifest.  The first holds the chronology, the deadlines and the findings, which
name the volume of each exhibit.  All are there, or none.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from borrower_desk.errors import PacketError, UsageError
from borrower_desk.packet.assemble import Making, assemble_into, check
from borrower_desk.packet.exhibits import Exhibit
from borrower_desk.packet.plan import PacketPlan, PacketResult, Progress
from borrower_desk.packet.writing import cannot_write, written_whole

_MOST_TRIES = 40


def assemble_volumes(
    plan: PacketPlan,
    target: Path,
    *,
    most_pages: int | None = None,
    most_bytes: int | None = None,
    replace_files: bool = False,
    progress: Progress | None = None,
    making: Making = assemble_into,
) -> list[PacketResult]:
    """The packet at `target`, or as `target-1`, `target-2`… where it would be over a limit."""
    check(plan, target)
    tell = progress or (lambda done, total, what: None)
    try:
        whole, size = _measured(plan, target, tell, making)
        if _fits(whole.pages, size, most_pages, most_bytes):
            groups = [list(plan.exhibits)]
        else:
            groups = _grouped(plan, whole, size, most_pages, most_bytes)
        for _ in range(_MOST_TRIES):
            made = _written(
                plan, target, groups, most_pages, most_bytes, replace_files, tell, making
            )
            if made is not None:
                return made
    except OSError as why:
        raise cannot_write(target, why) from why
    raise PacketError(
        "The packet could not be split under these limits.", hint="Allow more pages or megabytes."
    )


def _fits(pages: int, size: int, most_pages: int | None, most_bytes: int | None) -> bool:
    return (most_pages is None or pages <= most_pages) and (
        most_bytes is None or size <= most_bytes
    )


def _measured(
    plan: PacketPlan, target: Path, tell: Progress, making: Making
) -> tuple[PacketResult, int]:
    """The whole packet once, under no name, to know how long each exhibit is."""
    with tempfile.TemporaryFile(dir=target.parent) as file:
        made = making(plan, target, file, tell)
        return made, file.seek(0, 2)


def _grouped(
    plan: PacketPlan,
    whole: PacketResult,
    size: int,
    most_pages: int | None,
    most_bytes: int | None,
) -> list[list[Exhibit]]:
    """Which exhibits go together, by their pages and, roughly, their bytes."""
    lengths = [last - first + 1 for first, last in (one.pages for one in whole.exhibits)]
    stored = [_stored(one) for one in plan.exhibits]
    rest = max(0, size - sum(stored))
    front = whole.pages - sum(lengths)
    groups: list[list[Exhibit]] = [[]]
    pages, weight = front, rest / 2
    for exhibit, length, bytes_of_it in zip(plan.exhibits, lengths, stored, strict=True):
        share = bytes_of_it + rest * length / max(1, whole.pages) / 2
        if groups[-1] and not _fits(pages + length, int(weight + share), most_pages, most_bytes):
            groups.append([])
            pages, weight = 4, 60_000.0
        groups[-1].append(exhibit)
        pages, weight = pages + length, weight + share
    return groups


def _stored(exhibit: Exhibit) -> int:
    document = exhibit.document
    own = 0 if document.message is not None and document.attachments else len(document.data())
    return own + sum(one.size for one in document.attachments)


def _written(
    plan: PacketPlan,
    target: Path,
    groups: list[list[Exhibit]],
    most_pages: int | None,
    most_bytes: int | None,
    replace_files: bool,
    tell: Progress,
    making: Making,
) -> list[PacketResult] | None:
    """Every volume, named once all are under the limits; None after `groups` was changed."""
    names = volume_names(target, len(groups))
    there = [one for one in names if one.exists() and one != target]
    if there and not replace_files:
        raise UsageError(f"{there[0]} is there already.", hint="Add --yes to replace it.")
    made: list[PacketResult] = []
    with ExitStack() as stack:
        keeps = []
        start = plan.bates_start
        for n, (group, name) in enumerate(zip(groups, names, strict=True), 1):
            file, keep = stack.enter_context(written_whole(name))
            volume = _volume(plan, groups, n, start)
            made.append(making(volume, name, file, tell))
            size = file.seek(0, 2)
            if not _fits(made[-1].pages, size, most_pages, most_bytes):
                _move_on(groups, n - 1, group, made[-1], size)
                return None
            start += made[-1].pages
            keeps.append(keep)
        for keep in keeps:
            keep()
    return made


def _move_on(
    groups: list[list[Exhibit]], at: int, group: list[Exhibit], made: PacketResult, size: int
) -> None:
    """The last exhibit of a volume that is too large begins the next one."""
    if len(group) == 1:
        raise PacketError(
            f"{group[0].label} alone, with its cover, takes {made.pages:,} pages and"
            f" {size / 1_000_000:.2f} MB: more than a volume may have.",
            hint=f"Allow more, or leave it out: --exclude {group[0].document.source}",
        )
    if at + 1 == len(groups):
        groups.append([])
    groups[at + 1].insert(0, group.pop())


def volume_names(target: Path, count: int) -> list[Path]:
    """`dispute.pdf`, or `dispute-1.pdf`, `dispute-2.pdf`."""
    if count == 1:
        return [target]
    return [target.with_name(f"{target.stem}-{n}{target.suffix}") for n in range(1, count + 1)]


def _volume(
    plan: PacketPlan, groups: Sequence[Sequence[Exhibit]], number: int, start: int
) -> PacketPlan:
    if len(groups) == 1:
        return plan
    elsewhere = dict(plan.elsewhere)
    for n, group in enumerate(groups, 1):
        if n != number:
            for one in group:
                said = f"{one.label}, volume {n}"
                elsewhere[one.document.source] = said
                for file in one.document.attachments:
                    elsewhere.setdefault(file.source, said)
    return replace(
        plan,
        exhibits=tuple(groups[number - 1]),
        volume=f"Volume {number} of {len(groups)}; the page numbers run on",
        brief=number > 1,
        complaint=plan.complaint if number == 1 else (),
        elsewhere=elsewhere,
        bates_prefix=plan.prefix,
        bates_start=start,
    )
