"""The record of a matter as the plan of a packet: what is in it, and what must stay out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from borrower_desk.actions.packet_evidence import evidence_of, removed_from, without_proof
from borrower_desk.errors import NothingSelected, UsageError
from borrower_desk.matters.parties import parties
from borrower_desk.model import (
    Bound,
    DraftStatus,
    Duty,
    DutyStatus,
    Event,
    Loan,
    Matter,
    Servicer,
    ServicerId,
    TimelineRow,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from borrower_desk.desk.store import Store
    from borrower_desk.packet.exhibits import Document, Exhibit
    from borrower_desk.packet.plan import Discrepancy, PacketPlan, Part
    from borrower_desk.packet.profiles import Profile

PAPERS = ("letter", "a4")
_PRIVATE = ("reminder", "limit-")  # the borrower's own business: rules that begin so
_LONGEST_STORY = 10_000  # characters that we put into one part of a complaint


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the user wants the packet."""

    bates_prefix: str | None = None
    bates_start: int | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    paper: str = "letter"
    redact: str = ""
    profile: str | None = None
    most_pages: int | None = None
    most_mb: float | None = None
    order: tuple[str, ...] = ()
    supplement: bool = False
    replace: bool = False  # files of volumes that are there already


def documents(store: Store, matter: Matter) -> list[Document]:
    """What could be an exhibit: everything that is filed in the matter, oldest first."""
    from borrower_desk.packet.exhibits import from_correspondence

    rows = sorted(store.rows(matter=matter.id), key=lambda one: (one.on, int(one.id[1:])))
    return [from_correspondence(store.correspondence(one.id), store.blob) for one in rows]


def plan(
    store: Store, matter: Matter, today: date, wishes: Wishes, earlier: list[dict[str, Any]]
) -> PacketPlan:
    """Everything that the packet says; `earlier` is what the desk remembers of packets before."""
    from borrower_desk.actions.clock import due
    from borrower_desk.actions.matters import timeline
    from borrower_desk.packet.plan import PacketPlan
    from borrower_desk.packet.profiles import profile
    from borrower_desk.packet.removal import Rules, parse

    if wishes.paper not in PAPERS:
        raise UsageError(
            f"There is no paper {wishes.paper!r}.", hint=f"Choose {', '.join(PAPERS)}."
        )
    whom = profile(wishes.profile) if wishes.profile else None
    found = documents(store, matter)
    exhibits = _exhibits(matter, found, wishes, earlier)
    hidden = _hidden(found, exhibits)
    events = [one for one in store.events(matter.id) if not _tells_of(one, hidden)]
    loan = store.loan(matter.loan)
    last = store.last_change(matter.id)
    duties = [
        one
        for one in due(store, today, matter=matter, everything=True)
        if one.trigger.id not in hidden and (one.met_by or "") not in hidden
        if not one.rule.startswith(_PRIVATE) or (whom is not None and whom.own_deadlines)
    ]
    known = {one.id for one in store.events(matter.id)} - {one.id for one in events}
    rows = [one for one in timeline(store, matter) if one.id not in hidden | known]
    base = _base(earlier) if wishes.supplement else None
    evidence = evidence_of(store, events)
    owed_by = {
        one.id: store.servicer(one.servicer or loan.servicer_on(one.trigger.on)).name
        for one in duties
        if one.bound is Bound.SERVICER
    }
    whose = parties(loan, events)
    present = loan.servicer_on(today)
    return PacketPlan(
        matter=matter,
        loan=replace(loan, number=loan.number_with(present, today)),
        servicer=store.servicer(present),
        sender=store.sender(),
        exhibits=exhibits,
        created=last.at
        if last
        else datetime.combine(matter.opened or today, datetime.min.time(), UTC),
        journal_head=last.hash if last else store.journal_head(),
        chronology=tuple(_named(store, loan, one, whose) for one in without_proof(rows, events)),
        duties=tuple(duties),
        summary=_summary(matter, events, duties, owed_by),
        proofs=_proofs(events),
        evidence=evidence,
        owed_by=owed_by,
        removed=removed_from(store, matter),
        findings=_findings(store, matter),
        former_servicers=_former(store, present, loan, today),
        as_of=today,
        bates_prefix=wishes.bates_prefix or (base["prefix"] if base else ""),
        bates_start=wishes.bates_start or (base["next"] if base else 1),
        paper=wishes.paper,
        redact=(whom.redact if whom else Rules()) + parse(wishes.redact),
        prepared_for=whom.words if whom else "",
        supplement_to=base["words"] if base else "",
        elsewhere={source: f"{label}, served before" for source, label in base["labels"].items()}
        if base
        else {},
        complaint=_complaint(store, matter, loan, whom, _summary(matter, events, duties, owed_by)),
    )


# ── which documents ──────────────────────────────────────────────────────────


def _exhibits(
    matter: Matter, found: list[Document], wishes: Wishes, earlier: list[dict[str, Any]]
) -> tuple[Exhibit, ...]:
    from borrower_desk.packet.exhibits import arrange
    from borrower_desk.packet.supplement import relabelled

    if not found:
        raise NothingSelected(
            f"Nothing is filed in {matter.id} yet, so there is nothing to put in a packet.",
            hint=f"File correspondence first: borrower-desk file C1 --matter {matter.id}",
        )
    include = _included(found, [spelled(one) for one in wishes.include])
    exclude = [spelled(one) for one in wishes.exclude]
    base = _base(earlier)
    if wishes.supplement and base is None:
        raise UsageError(
            f"No packet of {matter.id} was made before, so there is none to supplement.",
            hint=f"borrower-desk packet {matter.id} -o packet.pdf",
        )
    if not wishes.supplement or base is None:
        _check_served(matter, base, wishes)
        return arrange(found, include=include, exclude=exclude, order=wishes.order)
    new = [one for one in found if one.source not in base["labels"]]
    if not new:
        raise NothingSelected(
            f"Nothing came to {matter.id} since the packet of {base['words']}.",
            hint="File what is new first: borrower-desk file C1 --matter …",
        )
    held = [one for one in include or () if one in base["labels"]]
    if held:
        raise UsageError(
            f"{held[0]} is {base['labels'][held[0]]} already.", hint="Name only what is new."
        )
    chosen = arrange(new, include=include, exclude=[one for one in exclude if one in {
        each.source for each in new}])  # fmt: skip
    return relabelled(chosen, found, base["labels"])


def _included(found: list[Document], named: list[str]) -> list[str] | None:
    """Naming what is in anyway means "only these"; naming only what is held back adds it."""
    held_back = {one.source for one in found if one.privileged}
    if not named or not set(named) <= held_back:
        return named or None
    return [one.source for one in found if not one.privileged] + named


def _check_served(matter: Matter, base: dict[str, Any] | None, wishes: Wishes) -> None:
    """A packet once served keeps its numbers: another under the same ones would confuse."""
    if base is None or not base["served"] or wishes.bates_prefix or wishes.bates_start:
        return
    raise UsageError(
        f"A packet of {matter.id} was served: {base['words']}. Its numbers stay as they are.",
        hint="Add what is new with --supplement, or make another packet under other numbers:"
        f" --start {base['next']}",
    )


def _base(earlier: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What a supplement adds to: the served packets, else the last whole one and what followed."""
    served = [one for one in earlier if one.get("served")]
    if not served:
        begun = [n for n, one in enumerate(earlier) if not one.get("supplement")]
        served = earlier[begun[-1] :] if begun else []
    served = [one for one in served if one.get("labels")]
    if not served:
        return None
    labels = {source: label for one in served for source, label in one["labels"].items()}
    first, last = served[0]["bates"][0], max((one["bates"][1] for one in served), key=_number)
    prefix = last.rstrip("0123456789")
    return {
        "labels": labels,
        "prefix": prefix,
        "next": _number(last) + 1,
        "words": f"{first} to {last}",
        "served": any(one.get("served") for one in served),
    }


def _number(bates: str) -> int:
    return int(bates[len(bates.rstrip("0123456789")) :] or 0)


def _hidden(found: list[Document], exhibits: tuple[Exhibit, ...]) -> set[str]:
    """What is marked attorney-client and was not named: no line may speak of it either."""
    named = {one.document.source for one in exhibits}
    hidden = {one.source for one in found if one.privileged and one.source not in named}
    return hidden | {
        file.source for one in found if one.source in hidden for file in one.attachments
    }


def _tells_of(event: Event, hidden: set[str]) -> bool:
    said = {event.of, event.params.get("by"), event.params.get("proof")}
    return bool(said & hidden)


def spelled(identifier: str) -> str:
    """The id in its one spelling."""
    return identifier.strip().upper()


# ── what is said of them ─────────────────────────────────────────────────────


def _named(
    store: Store, loan: Loan, row: TimelineRow, whose: Mapping[str, ServicerId]
) -> TimelineRow:
    """The row with names in the place of "borrower" and "servicer"."""
    if row.who == "borrower":
        name = store.sender().name or next(iter(loan.borrowers), "")
        return replace(row, who=name or "The borrower")
    if row.who == "servicer":
        who = whose.get(row.id) or loan.servicer_on(row.on)
        return replace(row, who=store.servicer(who).name)
    return row


def _summary(
    matter: Matter, events: list[Event], duties: list[Duty], owed_by: Mapping[str, str]
) -> str:
    """One paragraph from the record alone: the issue, what was sent, how the duties stand."""
    from borrower_desk.matters.timeline import standing

    sent = [one for one in standing(events) if one.kind.value == "sent"]
    said = [f"This packet is the record of “{matter.title}” ({matter.issue.replace('-', ' ')})."]
    if sent:
        first = sent[0]
        said.append(
            f"The borrower sent {len(sent)} letter{'s' if len(sent) > 1 else ''}, the first, a"
            f" {(first.letter or 'letter').replace('-', ' ')}, on {first.on:%B} {first.on.day},"
            f" {first.on.year}."
        )
    names = list(dict.fromkeys(owed_by.values()))
    for name in names:
        whose = "the servicer's" if len(names) == 1 else _possessive(name)
        told = _standing([one for one in duties if owed_by.get(one.id) == name])
        if told:
            said.append(f"Of {whose} duties, {told}.")
    return " ".join(said)


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _standing(duties: list[Duty]) -> str:
    counts = [
        (sum(one.status is status for one in duties), words)
        for status, words in (
            (DutyStatus.MET, "met in time"),
            (DutyStatus.MET_LATE, "met late"),
            (DutyStatus.OVERDUE, "overdue on the day of this packet"),
            (DutyStatus.PERHAPS_LATE, "perhaps late on that day"),
        )
    ]
    return ", ".join(f"{n} {'was' if n == 1 else 'were'} {words}" for n, words in counts if n)


def _complaint(
    store: Store,
    matter: Matter,
    loan: Loan,
    whom: Profile | None,
    story: str,
) -> tuple[Part, ...]:
    """The parts that a regulator's form asks for: the borrower's draft, else the record."""
    from borrower_desk.packet.plan import Part

    if whom is None or not whom.complaint:
        return ()
    sender = store.sender()
    drafts = [
        one
        for one in store.drafts()
        if one.matter == matter.id
        and one.status is not DraftStatus.DISCARDED
        and one.kind in ("cfpb-complaint", "state-regulator-complaint")
    ]
    wish = "(In your own words: what would be fair?)"
    if drafts:
        story = drafts[-1].fields.get("problem") or drafts[-1].body
        wish = drafts[-1].fields.get("wish") or wish
    servicers = [*(one.servicer for one in loan.periods), loan.servicer]
    companies = [store.servicer(one).name for one in dict.fromkeys(servicers)]
    numbers = dict.fromkeys(
        one for one in (*(period.number for period in loan.periods), loan.number) if one.strip()
    )
    who = (sender.name, sender.address, sender.phone, *sender.emails[:1])
    return (
        Part("What is this complaint about?", "Mortgage"),
        Part("What type of problem are you having?", matter.issue.replace("-", " ").capitalize()),
        Part("What happened?", _cut(story), _LONGEST_STORY),
        Part("What would be a fair resolution to this issue?", _cut(wish), _LONGEST_STORY),
        Part("What company is this complaint about?", "; ".join(companies)),
        Part("Account number", "; ".join(numbers)),
        Part("Who is submitting it?", "\n".join(one for one in who if one)),
        Part("Documents", "This packet; its pages carry their numbers at the foot."),
    )


def _cut(text: str) -> str:
    """At most as long as one part may be, cut after a sentence where there is one."""
    if len(text) <= _LONGEST_STORY:
        return text
    short = text[: _LONGEST_STORY - 20]
    return short[: short.rfind(". ") + 1 or None] + " (See the packet.)"


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


def _former(store: Store, now: ServicerId, loan: Loan, today: date) -> tuple[Servicer, ...]:
    had = [one.servicer for one in loan.periods if one.began is None or one.began <= today]
    return tuple(store.servicer(one) for one in dict.fromkeys(had) if one != now)
