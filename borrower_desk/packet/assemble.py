"""One PDF from a plan: prepared, typeset, bound, sealed, read back, and only then there.

The file is written under no name, or a temporary one, in the target's folder,
synced, verified by an independent reader, and renamed.  Whatever goes wrong
before that leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, BinaryIO

from borrower_desk.errors import (
    NothingSelected,
    PacketError,
    RedactionIncomplete,
    UsageError,
)
from borrower_desk.model import Sha256
from borrower_desk.packet.front import bookmarks
from borrower_desk.packet.manifest import NAME, manifest, seal, sha256_of
from borrower_desk.packet.material import Prepared, prepare
from borrower_desk.packet.plan import PacketPlan, PacketResult, PlacedExhibit, Progress
from borrower_desk.packet.redact import Redactor, learn
from borrower_desk.packet.removal import Remover, leftover
from borrower_desk.packet.setting import SetPages, set_pages
from borrower_desk.packet.verify import check_written
from borrower_desk.packet.writing import cannot_write, written_whole
from borrower_desk.pdf.binding import Bound, Enclosed
from borrower_desk.pdf.pages import Shelf
from borrower_desk.pdf.residue import residue
from borrower_desk.pdf.stamps import Stamp

_MOST_PASSES = 3
Making = Callable[[PacketPlan, Path, BinaryIO, Progress | None], PacketResult]


def assemble(
    plan: PacketPlan,
    target: Path,
    progress: Progress | None = None,
    making: Making | None = None,
) -> PacketResult:
    """Write the packet to `target`; an existing file there is replaced once the new one is whole.

    `progress` hears (steps done, steps in all, what is being done); what it
    raises stops the work and leaves nothing.  `PacketError` says what to do
    when the packet cannot be made or written.  `making` does the work in the place
    of `assemble_into`: beside, in another process.
    """
    check(plan, target)
    try:
        with written_whole(target) as (file, keep):
            made = (making or assemble_into)(plan, target, file, progress)
            keep()
    except OSError as why:
        raise cannot_write(target, why) from why
    return made


def assemble_into(
    plan: PacketPlan, target: Path, file: BinaryIO, progress: Progress | None = None
) -> PacketResult:
    """Write the packet that is to stand at `target` into an open file."""
    tell = progress or (lambda done, total, what: None)
    redactor = _redactor(plan, tell)
    for tried in range(_MOST_PASSES):
        known = len(redactor.remover.learned) if redactor else 0
        file.seek(0)
        file.truncate()
        try:
            return _assembled(plan, target, file, tell, redactor)
        except RedactionIncomplete:
            # A later exhibit gave away what an earlier one holds without a label: once more.
            if redactor is None or len(redactor.remover.learned) == known:
                raise
            if tried == _MOST_PASSES - 1:
                raise
    raise AssertionError("unreachable")


def _redactor(plan: PacketPlan, tell: Progress) -> Redactor | None:
    """What removes; it has read every document already, so that it knows what to look for."""
    if not plan.redact:
        return None
    redactor = Redactor(Remover(plan.redact, plan.accounts))
    for done, exhibit in enumerate(plan.exhibits):
        tell(done, len(plan.exhibits), f"Looking through {exhibit.label}")
        learn(exhibit.document, redactor.remover, plan.unreadable)
    return redactor


def _assembled(
    plan: PacketPlan, target: Path, file: BinaryIO, tell: Progress, redactor: Redactor | None
) -> PacketResult:
    steps = len(plan.exhibits) + 4
    if redactor is not None:
        redactor.begin()
    with Shelf(target.parent) as shelf:
        ready = []
        for done, exhibit in enumerate(plan.exhibits):
            tell(done, steps, f"Reading {exhibit.label}")
            ready.append(prepare(exhibit, shelf, plan.paper, redactor, plan.unreadable))
        tell(steps - 4, steps, "Setting the pages")
        pages = set_pages(
            plan, ready, redactor, lambda: tell(steps - 4, steps, "Setting the pages")
        )
        tell(steps - 3, steps, "Binding")
        placed = _placed(plan, ready, pages)
        with Bound(pages.front, shelf) as bound:
            for part, runs in pages.parts:
                bound.take(part, runs)
                tell(steps - 3, steps, "Binding")
            content = _bind(plan, ready, bound, pages, placed, redactor)
            count = bound.pages
            tell(steps - 2, steps, "Writing")
            bound.save(file)
    del bound, shelf
    _give_back()
    tell(steps - 1, steps, "Reading it back")
    digest, total = _seal(placed, content, file, redactor)
    tell(steps, steps, "Done")
    return PacketResult(
        path=target,
        pages=count,
        sha256=total,
        digest=digest,
        bates=(plan.bates(1), plan.bates(count)),
        exhibits=placed,
        redactions=redactor.total() if redactor else 0,
        archival=bool(pages.standards),
        notes=tuple(f"{one.exhibit.label}: {note}" for one in ready for note in one.notes),
    )


def check(plan: PacketPlan, target: Path) -> None:
    """Refuse what cannot be made or written, before any work is done."""
    if not plan.exhibits:
        raise NothingSelected(
            "No document is left to put in the packet.",
            hint="File correspondence in the matter first, or exclude less.",
        )
    if plan.paper not in ("letter", "a4"):
        raise UsageError(f"There is no paper {plan.paper!r}.", hint="Choose letter or a4.")
    prefix = plan.prefix
    if not (prefix.isascii() and 1 <= len(prefix) <= 20 and prefix.replace("-", "a").isalnum()):
        raise UsageError(
            f"{prefix!r} cannot stand before a Bates number.",
            hint="Use 1 to 20 letters, digits and hyphens: --bates DOE",
        )
    if not 1 <= plan.bates_start <= 999_999_999:
        raise UsageError("Bates numbers start at 1 or above.", hint="For example --start 1")
    if target.is_dir():
        raise PacketError(f"{target} is a directory.", hint="Name a file: -o dispute.pdf")
    if not target.parent.is_dir():
        raise PacketError(
            f"The folder {target.parent} does not exist.", hint="Make it first, or name another."
        )


def _placed(
    plan: PacketPlan, ready: Sequence[Prepared], pages: SetPages
) -> tuple[PlacedExhibit, ...]:
    return tuple(
        PlacedExhibit(
            label=one.exhibit.label,
            source=one.exhibit.document.source,
            title=one.exhibit.document.title,
            pages=(first, last),
            bates=(plan.bates(first), plan.bates(last)),
            sha256=one.exhibit.document.sha256,
            redacted=one.redacted,
        )
        for one, (first, last) in zip(ready, pages.extents, strict=True)
    )


def _stamps(plan: PacketPlan, placed: Sequence[PlacedExhibit], pages: int) -> list[Stamp]:
    """Each page's foot: its number, its exhibit, its Bates number."""
    exhibit = {page: one.label for one in placed for page in range(one.pages[0], one.pages[1] + 1)}
    return [
        Stamp(f"page {page} of {pages}", exhibit.get(page, ""), plan.bates(page))
        for page in range(1, pages + 1)
    ]


def _bind(
    plan: PacketPlan,
    ready: Sequence[Prepared],
    bound: Bound,
    pages: SetPages,
    placed: Sequence[PlacedExhibit],
    redactor: Redactor | None,
) -> bytes:
    """Link, stamp, label and enclose; gives the manifest, not yet sealed."""
    bound.finish(bookmarks(plan, ready, pages.numbers, redactor))
    bound.stamp(_stamps(plan, placed, bound.pages), dated=plan.created, standards=pages.standards)
    bound.label_pages([plan.bates(page) for page in range(1, bound.pages + 1)])
    content = manifest(plan, bound.pages, placed)
    bound.enclose(
        Enclosed(NAME, content, "application/json", "What this packet holds, and its digest"),
        plan.created,
    )
    bound.open_at_bookmarks()
    return content


def _seal(
    placed: Sequence[PlacedExhibit],
    content: bytes,
    file: BinaryIO,
    redactor: Redactor | None,
) -> tuple[Sha256, Sha256]:
    """Seal and read back; gives the file's digest and its SHA-256."""
    digest = seal(file, content)
    file.flush()
    if redactor is not None:
        _check_removed(file, redactor)
    check_written(file, placed, digest)
    return digest, sha256_of(file)


def _give_back() -> None:
    """Let the system have the memory that binding took, before the file is read back."""
    import ctypes
    import gc

    gc.collect()
    # Only glibc keeps what is freed, and only glibc has this call.
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _check_removed(file: IO[bytes], redactor: Redactor) -> None:
    """Search the written file for what was removed; `RedactionIncomplete` when it is there."""
    needles = [one.written for one in redactor.remover.removed.values()]
    found = residue(file, leftover(redactor.remover), needles)
    if found:
        raise RedactionIncomplete(
            f"Something that was to be removed is still there: {found}. No file was left.",
            hint="Leave the document out with --exclude, or black it out by hand:"
            " borrower-desk redact A1 --box page,x0,y0,x1,y1 -o FILE",
        )
