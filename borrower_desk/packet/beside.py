"""A packet made in a process with limits: foreign files are never opened where the desk's key is.

The worker asks for a document's bytes when it comes to it, tells how far it is,
and gives the finished file back.  A file that takes too long, needs too much or
breaks the worker is known by its id; the packet is made once more with a page that
says so in its place.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import IO, Any, BinaryIO

from borrower_desk import limits
from borrower_desk.errors import PacketError
from borrower_desk.limits import OutOfBoundsError, Worker
from borrower_desk.packet import single
from borrower_desk.packet.assemble import assemble_into
from borrower_desk.packet.exhibits import Exhibit
from borrower_desk.packet.plan import PacketPlan, PacketResult, PlacedExhibit, Progress
from borrower_desk.packet.redact import LogRow
from borrower_desk.packet.removal import Remover, Rules
from borrower_desk.packet.single import Redacted
from borrower_desk.packet.writing import cannot_write, written_whole
from borrower_desk.pdf.letters_of import Box

_MOST_CULPRITS = 12  # each costs its time limit; more than that is no accident
_STEP = 240.0  # seconds for what is done with all documents together: setting, binding
_CHUNK = 1 << 20


class Binder:
    """Makes packets, one worker for all of them; `with` ends it."""

    def __init__(self, worker: Worker | None = None) -> None:
        self._worker = worker or Worker()
        self._culprits: dict[str, str] = {}  # source id → why it is not shown
        self._worker.begin(__name__)

    def __enter__(self) -> Binder:
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.close()

    def assemble_into(
        self, plan: PacketPlan, target: Path, file: BinaryIO, progress: Progress | None = None
    ) -> PacketResult:
        """As `assemble.assemble_into`; `PacketError` when it is not any one document's fault."""
        while True:
            talk = _Talk(_bytes_of(plan), file, progress, _labels_of(plan))
            asked = replace(
                plan,
                exhibits=tuple(_without_bytes(one) for one in plan.exhibits),
                unreadable={**plan.unreadable, **self._culprits},
            )
            try:
                told = self._worker.do(assembled, asked, str(target), answer=talk.answer)
            except OutOfBoundsError as why:
                if not talk.at or talk.at in asked.unreadable or self._too_many():
                    raise _not_made(why, talk) from None
                said = str(why)
                self._culprits[talk.at] = f"{said[:1].upper()}{said[1:]}."
                continue
            return _result(target, told)

    def _too_many(self) -> bool:
        return len(self._culprits) >= _MOST_CULPRITS


def assembled(plan: PacketPlan, target: str) -> tuple[Any, ...]:
    """In the worker: make the packet, give its bytes back, and tell what it is."""
    with _sent_back(Path(target)) as (file, keep):
        made = assemble_into(plan, Path(target), file, _tell)
        keep()
    placed = tuple(tuple(getattr(one, each.name) for each in fields(one)) for one in made.exhibits)
    return (
        made.pages, made.sha256, made.digest, made.bates, placed, made.redactions,
        made.archival, made.notes,
    )  # fmt: skip


def _result(target: Path, told: Any) -> PacketResult:
    pages, sha256, digest, bates, placed, redactions, archival, notes = told
    exhibits = tuple(PlacedExhibit(*one) for one in placed)
    return PacketResult(target, pages, sha256, digest, bates, exhibits, redactions, archival, notes)


def redact_document(
    data: bytes, remover: Remover, boxes: Mapping[int, Sequence[Box]], target: Path
) -> Redacted:
    """As `single.redact_document`."""
    try:
        with Worker() as worker, written_whole(target) as (file, keep):
            talk = _Talk({}, file, None, {})
            given = (remover.rules, remover.accounts, dict(boxes), str(target))
            try:
                told: Any = worker.do(redacted, data, *given, answer=talk.answer)
            except OutOfBoundsError as why:
                raise PacketError(
                    f"The file could not be redacted: {why}. No file was left.",
                    hint="Print it to a new PDF, and redact that.",
                ) from None
            keep()
    except OSError as why:
        raise cannot_write(target, why) from why
    pages, sha256, original, log, notes = told
    return Redacted(target, pages, sha256, original, tuple(LogRow(*one) for one in log), notes)


def redacted(
    data: bytes,
    rules: Rules,
    accounts: Sequence[str],
    boxes: Mapping[int, Sequence[Box]],
    target: str,
) -> tuple[Any, ...]:
    """In the worker: the redacted copy, given back, and what was done."""
    remover = Remover(rules, accounts)
    made = single.redact_document(data, remover, boxes, Path(target), _sent_back)
    log = tuple((one.where, one.reason, one.count, one.how) for one in made.log)
    return made.pages, made.sha256, made.original_sha256, log, made.notes


# ── between the two processes ────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Asked:
    """A document's bytes, asked for when they are needed."""

    source: str

    def __call__(self) -> bytes:
        data: bytes = limits.ask("bytes", self.source)
        return data


def _without_bytes(exhibit: Exhibit) -> Exhibit:
    document = exhibit.document
    files = tuple(replace(one, data=_Asked(one.source)) for one in document.attachments)
    asked = replace(document, data=_Asked(document.source), attachments=files)
    return replace(exhibit, document=asked)


def _bytes_of(plan: PacketPlan) -> dict[str, Callable[[], bytes]]:
    found: dict[str, Callable[[], bytes]] = {}
    for exhibit in plan.exhibits:
        found[exhibit.document.source] = exhibit.document.data
        found |= {one.source: one.data for one in exhibit.document.attachments}
    return found


def _labels_of(plan: PacketPlan) -> dict[str, str]:
    return {
        f"{doing} {one.label}": one.document.source
        for one in plan.exhibits
        for doing in ("Reading", "Looking through")
    }


@dataclass(slots=True)
class _Talk:
    """What the parent answers; and which document the worker is at."""

    documents: Mapping[str, Callable[[], bytes]]
    file: BinaryIO
    progress: Progress | None
    labels: Mapping[str, str]  # what the worker says it is at → its source id
    at: str = ""
    doing: str = "Beginning"

    def answer(self, kind: str, *said: Any) -> bytes | bool:
        """The bytes of a document; is it at one of them; or take a piece of the file."""
        if kind == "bytes":
            self.at = said[0]
            return self.documents[self.at]()
        if kind == "file":
            at, chunk = said
            self.file.seek(at)
            self.file.write(chunk)
            if at == 0:
                self.file.truncate(len(chunk))
        elif kind == "at":
            self.doing = str(said[2])
            self.at = self.labels.get(self.doing, "")
            if self.progress is not None:
                self.progress(int(said[0]), int(said[1]), self.doing)
        return bool(self.at)


def _tell(done: int, total: int, what: str) -> None:
    if not limits.ask("at", done, total, what):  # no one document's own work
        limits.go_on(_STEP)


@contextmanager
def _sent_back(target: Path) -> Iterator[tuple[BinaryIO, Callable[[], None]]]:
    """As `writing.written_whole`, for the worker: kept is what the parent has."""
    with tempfile.TemporaryFile(dir=target.parent) as file:
        yield file, lambda: _send(file)


def _send(file: IO[bytes]) -> None:
    file.seek(0)
    at = 0
    while chunk := file.read(_CHUNK):
        limits.ask("file", at, chunk)
        at += len(chunk)


def _not_made(why: OutOfBoundsError, talk: _Talk) -> PacketError:
    return PacketError(
        f"The packet was not made: {why} ({talk.doing}). No file was left.",
        hint="Leave out, one after the other, the files that you do not know: --exclude A1",
    )
