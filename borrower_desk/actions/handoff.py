"""The custody folder: a matter handed to somebody else, whole, and checked without this program.

Packet, originals byte for byte, timeline, how each date was computed, the rules
as they were, the journal's rows, and `SHA256SUMS` over all of it.  What is
marked attorney-client stays behind unless it is named.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from borrower_desk import __version__
from borrower_desk.actions.packet_plan import Wishes, plan
from borrower_desk.model import CorrespondenceId, Duty, Matter, Sha256
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.packet.exhibits import Document
    from borrower_desk.packet.plan import PacketPlan, PacketResult, Progress

_README = """\
{title}
{rule}

The records of one dispute with a mortgage servicer, as kept by {keeper}.
State of the record: {created}.  Made with Borrower Desk {version}.

packet.pdf          everything in order, for reading: begin here
index.csv           each exhibit: title, date, parties, pages, and its original below
timeline.csv        what happened, day by day
deadlines.csv       each duty: rule, citation, trigger, due day, what happened
deadlines.json      the same, with every counted and every skipped day
rules/              the rules as this program had them when it counted
journal.csv         the desk's journal rows of this matter; each hash seals the row before it
originals/          every message and file, byte for byte as it came in; C1.1 is the
                    message C1 as another mail program wrote it

To check that nothing was changed, in a terminal in this folder:

    sha256sum -c SHA256SUMS          (Linux)
    shasum -a 256 -c SHA256SUMS      (macOS)

The packet has a seal of its own: borrower-desk packet verify packet.pdf
{privileged}"""


@dataclasses.dataclass(frozen=True, slots=True)
class HandedOver:
    """The folder that was written."""

    path: Path
    sha256: Sha256
    files: tuple[tuple[str, Sha256], ...]
    packet: PacketResult
    kept_back: int  # documents marked attorney-client that stayed behind


def hand_off(
    store: Store,
    matter: Matter,
    target: Path,
    today: date,
    wishes: Wishes,
    progress: Progress | None = None,
) -> HandedOver:
    """Write the custody folder of `matter` as a ZIP at `target`: whole, or not at all."""
    from borrower_desk.packet.assemble import check
    from borrower_desk.packet.beside import Binder
    from borrower_desk.packet.manifest import sha256_of
    from borrower_desk.packet.writing import cannot_write, written_whole

    made_of = plan(store, matter, today, wishes, [])
    check(made_of, target)
    try:
        with (
            tempfile.TemporaryFile(dir=target.parent) as packet,
            written_whole(target) as (file, keep),
        ):
            with Binder() as binder:
                made = binder.assemble_into(made_of, target, packet, progress)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
                writer = _Folder(folder, made_of.created)
                packet.seek(0)
                writer.put("packet.pdf", packet.read())
                for name, content in _contents(store, matter, made_of, made):
                    writer.put(name, content)
                writer.put_sums()
            file.flush()
            total = sha256_of(file)
            keep()
    except OSError as why:
        raise cannot_write(target, why) from why
    return HandedOver(target, total, tuple(writer.sums), made, _kept_back(store, made_of))


class _Folder:
    """A ZIP whose bytes depend on its contents alone, and the digest of each file in it."""

    def __init__(self, folder: zipfile.ZipFile, dated: datetime) -> None:
        self._folder = folder
        self._day = max((1980, 1, 1, 0, 0, 0), dated.timetuple()[:6])
        self.sums: list[tuple[str, Sha256]] = []

    def put(self, name: str, content: bytes) -> None:
        about = zipfile.ZipInfo(name, self._day)
        about.external_attr = 0o600 << 16
        about.compress_type = zipfile.ZIP_DEFLATED
        self._folder.writestr(about, content)
        self.sums.append((name, Sha256(hashlib.sha256(content).hexdigest())))

    def put_sums(self) -> None:
        said = "".join(f"{digest}  {name}\n" for name, digest in self.sums)
        self.put("SHA256SUMS", said.encode())


def _contents(
    store: Store, matter: Matter, made_of: PacketPlan, made: PacketResult
) -> Iterator[tuple[str, bytes]]:
    from borrower_desk.packet.index import HEADS, rows, table_as_csv

    originals = dict(_originals(made_of))
    where = {one.document.source: _name_of(one.document) for one in made_of.exhibits}
    index = [[*row, where[row[6]]] for row in rows(made_of, made.exhibits)]
    yield "README.txt", _readme(made_of, _kept_back(store, made_of)).encode()
    yield "index.csv", table_as_csv((*HEADS, "Original"), index)
    yield (
        "timeline.csv",
        table_as_csv(
            ("Date", "What", "Who", "Channel", "Proof", "Id"),
            [
                [row.on.isoformat(), row.what, row.who, row.channel, row.proof, row.id]
                for row in made_of.chronology
            ],
        ),
    )
    yield "deadlines.csv", table_as_csv(_DUTY_HEADS, [_duty_row(one) for one in made_of.duties])
    yield "deadlines.json", _as_json([dataclasses.asdict(one) for one in made_of.duties])
    yield from _rules(made_of)
    yield "journal.csv", _journal(store, matter)
    for name, document in originals.items():
        yield name, document()
    yield from _other_forms(store, made_of)


def _other_forms(store: Store, made_of: PacketPlan) -> Iterator[tuple[str, bytes]]:
    """The messages that came in other bytes too: `C1.1.eml` beside `C1.eml`."""
    for one in made_of.exhibits:
        source = one.document.source
        forms = store.originals(CorrespondenceId(source)) if source.startswith("C") else ()
        for number, form in enumerate(forms, 1):
            ending = _ending(form.source) or ".eml"
            yield f"originals/{source}.{number}{ending}", store.blob(form.sha256)


def _originals(made_of: PacketPlan) -> Iterator[tuple[str, Any]]:
    from borrower_desk.packet.material import fetched

    for one in made_of.exhibits:
        document = one.document
        yield _name_of(document), lambda d=document: fetched(d.source, d.sha256, d.data)
        for file in document.attachments:
            name = f"originals/{document.source}-{file.source}{_ending(file.name)}"
            yield name, lambda f=file: fetched(f.source, f.sha256, f.data)


def _name_of(document: Document) -> str:
    """A name that every system can unpack; the index says what each file is."""
    from borrower_desk.packet.exhibits import Form

    ending = _ending(document.name)
    if not ending:
        ending = ".eml" if document.form is Form.EMAIL else ".txt"
    return f"originals/{document.source}{ending}"


def _ending(name: str) -> str:
    suffix = PurePosixPath(safe_line(name)).suffix.casefold()
    plain = suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= 6
    return suffix if plain else ""


_DUTY_HEADS = (
    "Rule", "Citation", "Duty", "Owed by", "Trigger", "Trigger date", "Estimated", "Receipt", "Due",
    "Not late before the end of", "Counted days", "Skipped days", "Status", "Met on", "Met by",
    "Explanation", "Uncertain",
)  # fmt: skip


def _duty_row(duty: Duty) -> list[str]:
    counted = duty.deadline.counted if duty.deadline else ()
    skipped = duty.deadline.skipped if duty.deadline else ()
    return [
        duty.rule,
        duty.citation,
        duty.title,
        duty.bound.value,
        f"{duty.trigger.event.value} ({duty.trigger.id})",
        duty.trigger.on.isoformat(),
        "yes" if duty.trigger.estimated else "no",
        duty.receipt.value,
        str(duty.due_at or duty.due or ""),
        str(duty.late_after or ""),
        " ".join(day.isoformat() for day in counted),
        "; ".join(f"{one.on.isoformat()} {one.why}" for one in skipped),
        duty.status.value,
        str(duty.met_on or ""),
        duty.met_by or "",
        duty.explanation,
        duty.uncertainty,
    ]


def _rules(made_of: PacketPlan) -> Iterator[tuple[str, bytes]]:
    """The rule files, as they stand, and which rules of them were counted by."""
    from borrower_desk.law import rules as law

    folder = Path(law.__file__).parent / "rules"
    for path in sorted(folder.glob("*.toml")):
        yield f"rules/{path.name}", path.read_bytes()
    used = sorted({one.rule for one in made_of.duties})
    known = law.rules()
    yield (
        "rules/used.json",
        _as_json(
            {
                "program": f"Borrower Desk {__version__}",
                "rules": [dataclasses.asdict(known[one]) for one in used if one in known],
            }
        ),
    )


def _journal(store: Store, matter: Matter) -> bytes:
    """The rows that touch the matter: what was done and when, each with its hash."""
    from borrower_desk.packet.index import table_as_csv

    rows = [
        [str(row.n), row.at.isoformat(), row.act, row.subject, row.previous, row.hash]
        for row in store.journal()
        if row.subject == matter.id or _touches(row.before, matter) or _touches(row.after, matter)
    ]
    return table_as_csv(("Row", "At", "Act", "Subject", "Hash before", "Hash"), rows)


def _touches(told: Any, matter: Matter) -> bool:
    return bool(told) and told.get("matter") == matter.id


def _readme(made_of: PacketPlan, kept_back: int) -> str:
    title = safe_line(f"Records of the dispute “{made_of.matter.title}”")
    privileged = (
        f"\n{kept_back} document{'s' if kept_back > 1 else ''} marked attorney-client: kept back.\n"
        if kept_back
        else ""
    )
    return _README.format(
        title=title,
        rule="=" * len(title),
        keeper=safe_line(made_of.borrower),
        created=made_of.created.isoformat(),
        version=__version__,
        privileged=privileged,
    )


def _kept_back(store: Store, made_of: PacketPlan) -> int:
    from borrower_desk.actions.packet_plan import documents

    held = {one.document.source for one in made_of.exhibits}
    return sum(
        one.privileged and one.source not in held for one in documents(store, made_of.matter)
    )


def _as_json(value: object) -> bytes:
    def plain(one: object) -> object:
        return sorted(one) if isinstance(one, (set, frozenset)) else str(one)

    return json.dumps(value, indent=1, ensure_ascii=False, default=plain, sort_keys=True).encode()


def shape(made: HandedOver) -> dict[str, Any]:
    """The folder, for JSON."""
    return {
        "path": str(made.path),
        "sha256": made.sha256,
        "pages": made.packet.pages,
        "exhibits": len(made.packet.exhibits),
        "kept_back": made.kept_back,
        "files": [{"name": name, "sha256": digest} for name, digest in made.files],
    }
