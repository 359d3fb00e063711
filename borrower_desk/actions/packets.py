"""The dispute packet of a matter: made from the record, remembered, verified, handed over."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from borrower_desk.actions.packet_plan import PAPERS, Wishes, documents, plan, spelled
from borrower_desk.errors import UsageError
from borrower_desk.model import Matter, Sha256, Verification

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.packet.plan import PacketPlan, PacketResult

__all__ = [
    "PAPERS", "Made", "Progress", "Wishes", "documents", "index", "made_before", "make",
    "make_volumes", "plan", "serve", "shape", "spelled", "verify",
]  # fmt: skip

Progress = Callable[[int, int, str], None]  # steps done, of how many, what is being done
Made = list["PacketResult"]  # one, or one a volume


def make(
    store: Store,
    matter: Matter,
    target: Path,
    today: date,
    wishes: Wishes | None = None,
    progress: Progress | None = None,
) -> PacketResult:
    """The packet of `matter` at `target`; the desk remembers its digest."""
    return make_volumes(store, matter, target, today, wishes, progress)[0]


def make_volumes(
    store: Store,
    matter: Matter,
    target: Path,
    today: date,
    wishes: Wishes | None = None,
    progress: Progress | None = None,
) -> Made:
    """The packet, in as many volumes as its limits ask for; the desk remembers each digest."""
    from borrower_desk.packet.assemble import assemble
    from borrower_desk.packet.beside import Binder
    from borrower_desk.packet.volumes import assemble_volumes

    asked = wishes or Wishes()
    earlier = made_before(store, matter)
    with Binder() as binder:
        made_of = plan(store, matter, today, asked, earlier)
        if asked.most_pages is None and asked.most_mb is None:
            made = [assemble(made_of, target, progress, binder.assemble_into)]
        else:
            made = assemble_volumes(
                made_of,
                target,
                most_pages=asked.most_pages,
                most_bytes=None if asked.most_mb is None else int(asked.most_mb * 1_000_000),
                replace_files=asked.replace,
                progress=progress,
                making=binder.assemble_into,
            )
    _remember(store, matter, made_of, made, asked)
    return made


def _remember(
    store: Store, matter: Matter, made_of: PacketPlan, made: Made, wishes: Wishes
) -> None:
    told = [
        {
            "digest": one.digest,
            "sha256": one.sha256,
            "pages": one.pages,
            "bates": list(one.bates),
            "exhibits": [each.source for each in one.exhibits],
            "labels": {each.source: each.label for each in one.exhibits},
            "supplement": wishes.supplement,
            "volume": made_of.volume,
        }
        for one in made
    ]
    # A volume after the first is no packet that another begins from.
    for later in told[1:]:
        later["supplement"] = True
    with store.change("packet made"):
        store.remember(_key(matter), json.dumps([*made_before(store, matter), *told]))


def index(
    store: Store,
    matter: Matter,
    target: Path,
    today: date,
    wishes: Wishes,
    progress: Progress | None = None,
) -> tuple[PacketResult, int]:
    """The index of the packet alone, as PDF, or as CSV where `target` ends so; and its pages.

    The packet itself is made and thrown away, so that the numbers are right.
    """
    import hashlib
    import tempfile

    from borrower_desk.actions.files import write_new
    from borrower_desk.packet import index as indexing
    from borrower_desk.packet.assemble import check
    from borrower_desk.packet.beside import Binder

    made_of = plan(store, matter, today, wishes, made_before(store, matter))
    check(made_of, target)
    with tempfile.TemporaryFile(dir=target.parent) as file, Binder() as binder:
        made = binder.assemble_into(made_of, target, file, progress)
    if target.suffix.casefold() == ".csv":
        content, pages = indexing.as_csv(made_of, made.exhibits), 1
    else:
        content = indexing.as_pdf(made_of, made.exhibits, made.pages)
        pages = indexing.pages_of(content)
    write_new(target, content)
    return replace(made, sha256=Sha256(hashlib.sha256(content).hexdigest())), pages


def serve(store: Store, path: Path) -> list[str]:
    """Mark a packet as served: its numbers stay from now on.  Gives its Bates numbers."""
    from borrower_desk.packet import verify as verifying

    said = verifying.manifest(path)
    digest = said["digest"] if said else ""
    for matter in store.matters():
        earlier = made_before(store, matter)
        mine = [one for one in earlier if one["digest"] == digest]
        if mine:
            mine[-1]["served"] = True
            with store.change("packet served"):
                store.remember(_key(matter), json.dumps(earlier))
            return list(mine[-1]["bates"])
    raise UsageError(
        f"{path} is no packet that this desk made.",
        hint="Check the file: borrower-desk packet verify FILE",
    )


def verify(path: Path, store: Store | None = None) -> Verification:
    """Is the packet whole: by itself, and against the desk when there is one?"""
    from borrower_desk.packet import verify as verifying

    said = verifying.manifest(path)
    if store is None or said is None:
        return verifying.verify(path)
    # Every packet that this desk made, so that one which was changed and given
    # a new digest is not taken for a stranger's.
    known = [
        Sha256(one["digest"]) for matter in store.matters() for one in made_before(store, matter)
    ]
    originals = _originals(store, said)
    if not known and not originals:
        return verifying.verify(path)
    return verifying.verify(path, known or None, originals)


def shape(all_of_it: PacketResult | Made) -> dict[str, Any]:
    """The packet as `cli.md` has it in JSON; of several volumes the whole, and each."""
    volumes = all_of_it if isinstance(all_of_it, list) else [all_of_it]
    shapes = [_shape(one) for one in volumes]
    if len(shapes) == 1:
        return shapes[0]
    return shapes[0] | {
        "pages": sum(one["pages"] for one in shapes),
        "bates": {
            "first": shapes[0]["bates"]["first"],
            "last": shapes[-1]["bates"]["last"],
        },
        "exhibits": [each for one in shapes for each in one["exhibits"]],
        "redactions": sum(one["redactions"] for one in shapes),
        "notes": [each for one in shapes for each in one["notes"]],
        "volumes": shapes,
    }


def _shape(made: PacketResult) -> dict[str, Any]:
    return {
        "path": str(made.path),
        "pages": made.pages,
        "sha256": made.sha256,
        "bates": {"first": made.bates[0], "last": made.bates[1]},
        "exhibits": [
            {
                "label": one.label,
                "source": one.source,
                "title": one.title,
                "pages": list(one.pages),
                "bates": list(one.bates),
                "sha256": one.sha256,
            }
            for one in made.exhibits
        ],
        "redactions": made.redactions,
        "notes": list(made.notes),
    }


def _key(matter: Matter) -> str:
    return f"packets:{matter.id}"


def made_before(store: Store, matter: Matter) -> list[dict[str, Any]]:
    """What the desk remembers of the packets that it made of `matter`, oldest first."""
    kept = store.recall(_key(matter))
    return list(json.loads(kept)) if kept else []


def _originals(store: Store, said: dict[str, Any]) -> dict[str, Sha256]:
    """What the desk holds now of each exhibit that the manifest names."""
    from borrower_desk.errors import DeskError
    from borrower_desk.model import CorrespondenceId

    held = {}
    for one in said.get("exhibits", []):
        source = str(one.get("source", "")) if isinstance(one, dict) else ""
        if source.startswith("C"):
            try:
                held[source] = store.correspondence(CorrespondenceId(source)).sha256
            except DeskError:
                continue
    return held
