"""One PDF from a plan: prepared, typeset, bound, sealed, read back, and only then there.

The file is written under no name, or a temporary one, in the target's folder,
synced, verified by an independent reader, and renamed.  Whatever goes wrong
before that leaves nothing behind.
"""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from borrower_desk.errors import DeskError, NothingSelected, PacketError, UsageError
from borrower_desk.model import Sha256
from borrower_desk.packet.front import packet_data
from borrower_desk.packet.manifest import NAME, manifest, seal
from borrower_desk.packet.material import Prepared, prepare
from borrower_desk.packet.plan import (
    PacketPlan,
    PacketResult,
    PlacedExhibit,
    Progress,
    bates_number,
)
from borrower_desk.packet.verify import check_written
from borrower_desk.pdf.binding import Bound, Enclosed
from borrower_desk.pdf.pages import Shelf
from borrower_desk.pdf.typeset import typeset

_ARCHIVAL = ("ua-1", "a-3a")


def assemble(plan: PacketPlan, target: Path, progress: Progress | None = None) -> PacketResult:
    """Write the packet to `target`; an existing file there is replaced once the new one is whole.

    `progress` hears (steps done, steps in all, what is being done); what it
    raises stops the work and leaves nothing.  `PacketError` says what to do
    when the packet cannot be made or written.
    """
    _check(plan, target)
    tell = progress or (lambda done, total, what: None)
    steps = len(plan.exhibits) + 3
    try:
        with Shelf(target.parent) as shelf:
            ready = []
            for done, exhibit in enumerate(plan.exhibits):
                tell(done, steps, f"Reading {exhibit.label}")
                ready.append(prepare(exhibit, shelf, plan.paper))
            tell(steps - 3, steps, "Setting the pages")
            pages, archival = _set(plan, ready)
            tell(steps - 2, steps, "Binding")
            with Bound(pages) as bound:
                bound.place(shelf)
                result = _write(plan, ready, bound, target, archival, tell, steps)
    except OSError as why:
        raise _cannot_write(target, why) from why
    tell(steps, steps, "Done")
    return result


def _check(plan: PacketPlan, target: Path) -> None:
    if not plan.exhibits:
        raise NothingSelected(
            "No document is left to put in the packet.",
            hint="File correspondence in the matter first, or exclude less.",
        )
    if plan.redact:
        raise PacketError(
            "This version cannot redact yet, so no packet was made.",
            hint="Make it without --redact, for your own eyes or your attorney's.",
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


def _set(plan: PacketPlan, ready: Sequence[Prepared]) -> tuple[bytes, bool]:
    """The typeset pages, and whether they claim to be archival."""
    foreign = [one.exhibit.label for one in ready if one.foreign]
    if not foreign:
        try:
            return typeset(
                "packet", packet_data(plan, ready, ""), dated=plan.created, standards=_ARCHIVAL
            ), True
        except DeskError as why:
            # Something in a text that PDF/A forbids: the packet matters more than the form.
            reason = f"a character in the text is not allowed there ({why.message[:200]})"
    else:
        named = foreign[0] if len(foreign) == 1 else f"{len(foreign)} exhibits"
        reason = (
            f"the pages of {named} were made by other programs, which do not keep to that"
            " standard; they are included as they are."
        )
    return typeset(
        "packet", packet_data(plan, ready, reason), dated=plan.created, standards=()
    ), False


def _placed(plan: PacketPlan, bound: Bound) -> tuple[PlacedExhibit, ...]:
    marks = bound.landmarks()
    starts = [marks[f"exhibit-{one.number}"] for one in plan.exhibits]
    ends = [start - 1 for start in (*starts[1:], marks["certificate"])]
    return tuple(
        PlacedExhibit(
            label=one.label,
            source=one.document.source,
            title=one.document.title,
            pages=(first, last),
            bates=(_bates(plan, first), _bates(plan, last)),
            sha256=one.document.sha256,
        )
        for one, first, last in zip(plan.exhibits, starts, ends, strict=True)
    )


def _bates(plan: PacketPlan, page: int) -> str:
    return bates_number(plan.prefix, plan.bates_start + page - 1)


def _write(
    plan: PacketPlan,
    ready: Sequence[Prepared],
    bound: Bound,
    target: Path,
    archival: bool,
    tell: Progress,
    steps: int,
) -> PacketResult:
    placed = _placed(plan, bound)
    content = manifest(plan, bound.pages, placed)
    bound.label_pages([_bates(plan, page) for page in range(1, bound.pages + 1)])
    bound.enclose(
        Enclosed(NAME, content, "application/json", "What this packet holds, and its digest"),
        plan.created,
    )
    bound.open_at_bookmarks()
    descriptor, name = tempfile.mkstemp(prefix=".packet-", suffix=".part", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            bound.save(file)
            digest = seal(file, content)
            file.flush()
            os.fsync(file.fileno())
            tell(steps - 1, steps, "Reading it back")
            check_written(file, plan, bound.pages, placed, digest)
            total = _sha256(file)
        temporary.replace(target)
        _sync_folder(target.parent)
    finally:
        temporary.unlink(missing_ok=True)
    return PacketResult(
        path=target,
        pages=bound.pages,
        sha256=total,
        digest=digest,
        bates=(_bates(plan, 1), _bates(plan, bound.pages)),
        exhibits=placed,
        archival=archival,
        notes=tuple(f"{one.exhibit.label}: {note}" for one in ready for note in one.notes),
    )


def _sha256(file: IO[bytes]) -> Sha256:
    file.seek(0)
    return Sha256(hashlib.file_digest(file, "sha256").hexdigest())  # type: ignore[arg-type] # IO[bytes] has readinto


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _cannot_write(target: Path, why: OSError) -> PacketError:
    hints = {
        errno.ENOSPC: "Make room on the disk, or write it elsewhere: -o /another/place.pdf",
        errno.EDQUOT: "Your quota is used up: write it elsewhere.",
        errno.EACCES: "Choose a folder that you may write to.",
        errno.EPERM: "Choose a folder that you may write to.",
        errno.EROFS: "The disk is read-only: write it elsewhere.",
    }
    return PacketError(
        f"The packet could not be written to {target}: {why.strerror or why}. No file was left.",
        hint=hints.get(why.errno or 0, "Try another folder."),
    )
