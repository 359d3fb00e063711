"""The dispute packet of a matter: made from the record, remembered, verified."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from borrower_desk.errors import NothingSelected, UsageError
from borrower_desk.model import (
    DutyStatus,
    Event,
    EventStatus,
    Matter,
    Servicer,
    Sha256,
    Verification,
)

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.packet.exhibits import Document
    from borrower_desk.packet.plan import Discrepancy, PacketPlan, PacketResult

Progress = Callable[[int, int, str], None]  # steps done, of how many, what is being done
PAPERS = ("letter", "a4")


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the user wants the packet."""

    bates_prefix: str | None = None
    bates_start: int = 1
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    paper: str = "letter"


def make(
    store: Store,
    matter: Matter,
    target: Path,
    today: date,
    wishes: Wishes | None = None,
    progress: Progress | None = None,
) -> PacketResult:
    """The packet of `matter` at `target`; the desk remembers its digest."""
    from borrower_desk.packet.assemble import assemble

    made = assemble(_plan(store, matter, today, wishes or Wishes()), target, progress)
    told = {
        "digest": made.digest,
        "sha256": made.sha256,
        "pages": made.pages,
        "bates": list(made.bates),
        "exhibits": [one.source for one in made.exhibits],
    }
    with store.change("packet made"):
        store.remember(_key(matter), json.dumps([*_made_before(store, matter), told]))
    return made


def documents(store: Store, matter: Matter) -> list[Document]:
    """What could be an exhibit: everything that is filed in the matter, oldest first."""
    from borrower_desk.packet.exhibits import from_correspondence

    rows = sorted(store.rows(matter=matter.id), key=lambda one: (one.on, int(one.id[1:])))
    return [from_correspondence(store.correspondence(one.id), store.blob) for one in rows]


def verify(path: Path, store: Store | None = None) -> Verification:
    """Is the packet whole: by itself, and against the desk when there is one?"""
    from borrower_desk.packet import verify as verifying

    said = verifying.manifest(path)
    if store is None or said is None:
        return verifying.verify(path)
    # Every packet that this desk made, so that one which was changed and given
    # a new digest is not taken for a stranger's.
    known = [
        Sha256(one["digest"]) for matter in store.matters() for one in _made_before(store, matter)
    ]
    originals = _originals(store, said)
    if not known and not originals:
        return verifying.verify(path)
    return verifying.verify(path, known or None, originals)


def shape(made: PacketResult) -> dict[str, Any]:
    """The packet as `cli.md` has it in JSON."""
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


def _made_before(store: Store, matter: Matter) -> list[dict[str, Any]]:
    """What the desk remembers of the packets that it made of `matter`, oldest first."""
    kept = store.recall(_key(matter))
    return list(json.loads(kept)) if kept else []


def _plan(store: Store, matter: Matter, today: date, wishes: Wishes) -> PacketPlan:
    from borrower_desk.actions.clock import due
    from borrower_desk.actions.matters import timeline
    from borrower_desk.packet.exhibits import arrange
    from borrower_desk.packet.plan import PacketPlan

    if wishes.paper not in PAPERS:
        raise UsageError(
            f"There is no paper {wishes.paper!r}.", hint=f"Choose {', '.join(PAPERS)}."
        )
    found = documents(store, matter)
    if not found:
        raise NothingSelected(
            f"Nothing is filed in {matter.id} yet, so there is nothing to put in a packet.",
            hint=f"File correspondence first: borrower-desk file C1 --matter {matter.id}",
        )
    exhibits = arrange(
        found,
        include=[_spelled(one) for one in wishes.include] or None,
        exclude=[_spelled(one) for one in wishes.exclude],
    )
    loan = store.loan(matter.loan)
    last = store.last_change(matter.id)
    duties = due(store, today, matter=matter, everything=True)
    events = store.events(matter.id)
    return PacketPlan(
        matter=matter,
        loan=loan,
        servicer=store.servicer(loan.servicer),
        sender=store.sender(),
        exhibits=exhibits,
        created=last.at
        if last
        else datetime.combine(matter.opened or today, datetime.min.time(), UTC),
        journal_head=last.hash if last else store.journal_head(),
        chronology=tuple(timeline(store, matter)),
        # Reminders and the time left to sue are the borrower's own business.
        duties=tuple(one for one in duties if not one.rule.startswith(("reminder", "limit-"))),
        summary=_summary(matter, events, duties),
        proofs=_proofs(events),
        findings=_findings(store, matter),
        former_servicers=_former(store, loan.servicer, [one.servicer for one in loan.periods]),
        as_of=today,
        bates_prefix=wishes.bates_prefix or "",
        bates_start=wishes.bates_start,
        paper=wishes.paper,
    )


def _summary(matter: Matter, events: list[Event], duties: list[Any]) -> str:
    """One paragraph from the record alone: the issue, what was sent, how the duties stand."""
    sent = [
        one
        for one in events
        if one.kind.value == "sent" and not one.undone and one.status is EventStatus.CONFIRMED
    ]
    said = [f"This packet is the record of “{matter.title}” ({matter.issue.replace('-', ' ')})."]
    if sent:
        first = sent[0]
        said.append(
            f"The borrower sent {len(sent)} letter{'s' if len(sent) > 1 else ''}, the first, a"
            f" {(first.letter or 'letter').replace('-', ' ')}, on {first.on:%B} {first.on.day},"
            f" {first.on.year}."
        )
    counts = [
        (sum(one.status is status for one in duties if one.bound.value == "servicer"), words)
        for status, words in (
            (DutyStatus.MET, "met in time"),
            (DutyStatus.MET_LATE, "met late"),
            (DutyStatus.OVERDUE, "overdue on the day of this packet"),
            (DutyStatus.PERHAPS_LATE, "perhaps late on that day"),
        )
    ]
    told = [f"{n} {'was' if n == 1 else 'were'} {words}" for n, words in counts if n]
    if told:
        said.append(f"Of the servicer's duties, {', '.join(told)}.")
    return " ".join(said)


def _findings(store: Store, matter: Matter) -> tuple[Discrepancy, ...]:
    """What `analyze` found and nobody set aside, most money first."""
    from borrower_desk.actions.analysis import standing
    from borrower_desk.packet.plan import Discrepancy

    return tuple(
        Discrepancy(
            id=one.id,
            title=one.title if one.certainty.value != "question" else f"Question: {one.title}",
            stated=_amount(one.stated),
            recomputed=_amount(one.recomputed),
            difference=_amount(one.difference),
            explanation=one.explanation,
            working=(*one.working, *(f"Assumed: {each}" for each in one.assumptions)),
            citation=one.citation,
        )
        for one in standing(store, matter.id)
    )


def _amount(value: str) -> str:
    """An amount as people read it; days and rates as they are."""
    whole, _, part = value.removeprefix("-").partition(".")
    if not (whole.isdigit() and part.isdigit() and len(part) == 2):
        return value
    return f"{'-' if value[0] == '-' else ''}${int(whole):,}.{part}"


def _proofs(events: list[Event]) -> dict[str, str]:
    """Which document proves which event: the one it names, or the letter it is about."""
    proofs: dict[str, str] = {}
    by_id: dict[str | None, Event] = {one.id: one for one in events}
    for one in events:
        named = one.params.get("proof") or one.params.get("by") or one.of
        if named in by_id:
            named = by_id[named].of
        if named and named.startswith("C"):
            proofs[one.id] = named
    return proofs


def _former(store: Store, now: str, all_of_them: list[Any]) -> tuple[Servicer, ...]:
    return tuple(store.servicer(one) for one in dict.fromkeys(all_of_them) if one != now)


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


def _spelled(identifier: str) -> str:
    return identifier.strip().upper()
