"""What is owed, by whom and when: the law's duties, the servicer's promises, the reminders.

Nothing here is stored: every answer is computed from the confirmed events.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from borrower_desk.actions.unproven import told
from borrower_desk.errors import UsageError
from borrower_desk.frozen import dataclass
from borrower_desk.law.calendar import known_day
from borrower_desk.matters.duties import duties
from borrower_desk.matters.record import closed_by
from borrower_desk.matters.timeline import known_on
from borrower_desk.matters.urgency import (
    CALL_A_LAWYER,
    Urgency,
    most_urgent_first,
    next_sale,
    urgency,
    what_next,
)
from borrower_desk.model import (
    TO,
    Bound,
    Channel,
    CorrespondenceRow,
    Draft,
    DraftStatus,
    Duty,
    DutyStatus,
    Event,
    EventId,
    EventKind,
    EventStatus,
    Loan,
    LoanId,
    Matter,
    MatterId,
    Promise,
    Receipt,
    Reminder,
    Servicer,
    ServicerId,
    Trigger,
)
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.actions.calendar_files import Entry
    from borrower_desk.desk.store import Store

CLOSED_STATES = (DutyStatus.MET, DutyStatus.MET_LATE, DutyStatus.SUPERSEDED)
LATE_STATES = (DutyStatus.OVERDUE, DutyStatus.PERHAPS_LATE)
SOON = timedelta(days=7)
_NOBODYS = MatterId("M0")  # of `whatif` on a desk that has no matter yet


@dataclass(frozen=True, slots=True)
class Asked:
    """What `due` was asked for."""

    today: date
    within: int | None = None
    bound: Bound | None = None
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """What is owed, and what a calendar file says of it."""

    duties: list[Duty]
    entries: Sequence[Entry] = ()
    shown: Sequence[str] = ()
    root: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """The day in a few lines: what is late, what is soon, what came in, what to do."""

    overdue: tuple[Duty, ...]
    soon: tuple[Duty, ...]
    arrived: tuple[CorrespondenceRow, ...]
    next: tuple[str, ...]
    urgency: Mapping[str, Urgency] = field(default_factory=dict)  # by the id of the duty


def due(
    store: Store,
    today: date,
    *,
    matter: Matter | None = None,
    within: int | None = None,
    bound: Bound | None = None,
    everything: bool = False,
) -> list[Duty]:
    """Every duty that is open, soonest first; with `everything` also the settled ones."""
    looked = _look(store, today, matter, everything=everything)
    asked = [one for one in looked.duties if _asked(one, today, within, bound, everything)]
    return sorted(told(store, asked, looked.events), key=lambda one: (one.due or date.max, one.id))


@dataclass(frozen=True, slots=True)
class _Looked:
    """Every duty of the matters that are alive, the sale that each faces, and their events."""

    duties: list[Duty]
    sales: dict[MatterId, date]
    events: dict[str, Event]


def _look(store: Store, today: date, matter: Matter | None, *, everything: bool) -> _Looked:
    found: list[Duty] = []
    sales: dict[MatterId, date] = {}
    loans = {one.id: one for one in store.loans()}
    servicers = {one.id: one for one in store.servicers()}
    # A closed matter owes nothing: its events are not even read.
    asked = store.matters() if everything else store.matters_alive(today)
    asked = [matter] if matter else asked
    alive = [one for one in asked if everything or matter or not closed_by(one, today)]
    by_matter: dict[MatterId, list[Event]] = {}
    for event in store.events_among([one.id for one in alive]):
        by_matter.setdefault(event.matter, []).append(event)
    for one in alive:
        events = by_matter.get(one.id, [])
        found += duties(one, loans[one.loan], servicers, events, today)
        sale = next_sale(known_on(today, events), today)
        if sale is not None:
            sales[one.id] = sale
    found += _promises(store.promises(matter.id if matter else None), loans, store, today)
    found += _reminders(store.reminders(), matter, today)
    events_by_id: dict[str, Event] = {
        one.id: one for several in by_matter.values() for one in several
    }
    return _Looked(found, sales, events_by_id)


def everything(store: Store, today: date, matter: Matter | None = None) -> list[Duty]:
    """Every duty, settled ones too: to hold against those after a change (`moved`)."""
    return due(store, today, matter=matter, everything=True)


def moved(before: Sequence[Duty], after: Sequence[Duty]) -> list[str]:
    """What a change of the record moved, one line for each duty."""
    from borrower_desk.matters.moves import moves

    return moves(before, after)


def late(found: Sequence[Duty]) -> bool:
    """True when something is overdue beyond doubt (`due --exit-code`)."""
    return any(one.status is DutyStatus.OVERDUE for one in found)


def export_calendar(
    store: Store, path: Path, asked: Asked, now: datetime, *, detail: bool = False
) -> int:
    """Write the calendar file of this desk; gives back how many days stand in it."""
    from borrower_desk.actions import calendar_files

    one = due_and_entries(store, asked, None, True, detail=detail)
    return calendar_files.write(path, one.entries, one.shown, [one.root], now)


def due_and_entries(
    store: Store, asked: Asked, matter: Matter | None, calendar: bool, *, detail: bool
) -> Listed:
    """What `due` lists, and with `calendar` what a calendar file says of the whole desk."""
    if not calendar:
        found = due(
            store,
            asked.today,
            matter=matter,
            within=asked.within,
            bound=asked.bound,
            everything=asked.everything,
        )
        return Listed(found)
    from borrower_desk.actions import calendar_files

    whole = due(store, asked.today, everything=True)
    found = [
        one
        for one in whole
        if (matter is None or one.matter == matter.id)
        and _asked(one, asked.today, asked.within, asked.bound, asked.everything)
    ]
    ids = {one.id for one in found}
    entries = calendar_files.entries(store, whole, detail=detail)
    shown = calendar_files.entries(store, [one for one in whole if one.id in ids])
    return Listed(found, entries, [one.uid for one in shown], store.journal_root())


def brief(store: Store, today: date) -> Brief:
    """What is overdue, what is due within a week, what came in, and what to do next.

    Most urgent first: whatever belongs to a matter that faces a sale, then what is late.
    """
    looked = _look(store, today, None, everything=False)
    sales = looked.sales
    open_ = [one for one in looked.duties if _asked(one, today, None, None, everything=False)]
    asked = told(store, open_, looked.events)
    found = most_urgent_first(asked, sales, today)
    overdue = tuple(one for one in found if one.status is DutyStatus.OVERDUE)
    # What is only perhaps late accuses nobody: it stands first among what is near.
    soon = tuple(
        one
        for one in found
        if one.status is not DutyStatus.OVERDUE and one.due and one.due <= today + SOON
    )
    arrived = tuple(store.rows(since=today - SOON, until=today, limit=5))
    terms = {
        one.id: urgency(one, sales.get(one.matter) if one.matter else None, today)
        for one in (*overdue, *soon)
    }
    steps = [*_sale_steps(sales, today), *_next_steps(store, found, today)]
    return Brief(overdue, soon, arrived, tuple(steps[:6]), terms)


def next_of(one: Duty) -> str:
    """What happens next with a duty, or what to do, in one line."""
    return what_next(one)


def _sale_steps(sales: Mapping[MatterId, date], today: date) -> list[str]:
    """A sale that is near comes before everything else."""
    return [
        f"{matter}: a foreclosure sale is set for {day}, in {(day - today).days} days."
        " Call a lawyer or a HUD-approved housing counselor today."
        for matter, day in sorted(sales.items(), key=lambda pair: pair[1])
        if (day - today).days <= CALL_A_LAWYER
    ]


def promise(store: Store, matter: Matter, text: str, by: date) -> Promise:
    """What the servicer said it would do, kept beside the law's duties."""
    with store.change("promise"):
        return store.add_promise(Promise("", _words(text), known_day(by), matter.id))


def remind(store: Store, text: str, on: date, matter: Matter | None = None) -> Reminder:
    """The borrower's note to self for a day."""
    with store.change("remind"):
        made = Reminder("", _words(text), known_day(on), matter.id if matter else None)
        return store.add_reminder(made)


def reminded(store: Store, reminder: str) -> Reminder:
    """The note to self, done: it leaves the lists and stays in the journal."""
    with store.change("remind"):
        return store.save_reminder(replace(store.reminder(reminder), done=True))


def whatif(
    letter: str,
    errors: Sequence[str],
    starts: Sequence[str],
    on: date,
    channel: Channel,
    matter: Matter,
    loan: Loan,
    servicer: Servicer,
) -> list[Duty]:
    """Every date that would follow if `letter` left on `on` by `channel`; nothing is stored."""
    sent = Event(
        id=EventId("E0"),
        matter=matter.id,
        kind=EventKind.SENT,
        on=known_day(on),
        status=EventStatus.CONFIRMED,
        letter=letter,
        errors=tuple(errors),
        starts=tuple(starts),
        channel=channel,
        params={TO: servicer.id},
    )
    found = duties(matter, loan, {servicer.id: servicer}, [sent], on)
    if matter.id != _NOBODYS:
        return found
    return [replace(one, matter=None, loan=None) for one in found]


def stand_in(servicer: Servicer | None = None) -> tuple[Matter, Loan, Servicer]:
    """A matter of nobody's, for `whatif` on a desk that has none yet."""
    who = servicer or Servicer(ServicerId("S0"), "the servicer")
    loan = Loan(LoanId("L0"), "0", who.id)
    return Matter(_NOBODYS, "what if", loan.id, "other-servicing-error"), loan, who


def _asked(
    one: Duty, today: date, within: int | None, bound: Bound | None, everything: bool
) -> bool:
    if not everything and one.status in CLOSED_STATES:
        return False
    if bound is not None and one.bound is not bound:
        return False
    return within is None or (one.due is not None and (one.due - today).days <= within)


def _words(text: str) -> str:
    words = safe_line(text)
    if not words:
        raise UsageError("There are no words in it.", hint="Say what it is about.")
    return words


def _promises(
    promises: Sequence[Promise], loans: dict[LoanId, Loan], store: Store, today: date
) -> list[Duty]:
    matters = {one.id: one for one in store.matters()} if promises else {}
    return [
        _plain_duty(
            one.id,
            "promise",
            one.text,
            Bound.SERVICER,
            one.by,
            today,
            matters[one.matter],
            done=one.kept_on,
            citation="their promise, not law",
        )
        for one in promises
        if one.matter in matters
    ]


def _reminders(reminders: Sequence[Reminder], matter: Matter | None, today: date) -> list[Duty]:
    return [
        _plain_duty(
            one.id,
            "reminder",
            one.text,
            Bound.BORROWER,
            one.on,
            today,
            matter if matter and matter.id == one.matter else None,
            done=one.on if one.done else None,
            citation="your own reminder",
            matter_id=one.matter,
        )
        for one in reminders
        if matter is None or one.matter == matter.id
    ]


def _plain_duty(
    identifier: str,
    rule: str,
    text: str,
    bound: Bound,
    by: date,
    today: date,
    matter: Matter | None,
    *,
    done: date | None,
    citation: str,
    matter_id: MatterId | None = None,
) -> Duty:
    left = (by - today).days
    if done is not None:
        status = DutyStatus.MET if done <= by else DutyStatus.MET_LATE
    elif left < 0:
        status = DutyStatus.OVERDUE
    elif left == 0:
        status = DutyStatus.DUE_TODAY
    else:
        status = DutyStatus.DUE_SOON if left <= SOON.days else DutyStatus.OPEN
    return Duty(
        id=f"{rule}:{identifier}",
        matter=matter.id if matter else matter_id,
        loan=matter.loan if matter else None,
        rule=rule,
        title=text,
        bound=bound,
        trigger=Trigger(EventKind.OTHER, identifier, by, estimated=False),
        due=by,
        due_at=None,
        late_after=by,
        status=status,
        receipt=Receipt.PROVED,
        followed_up="no",
        met_on=done,
        met_by=None,
        days_left=left,
        extended=False,
        citation=citation,
        explanation=text,
        uncertainty="",
    )


def _next_steps(store: Store, found: Sequence[Duty], today: date) -> list[str]:
    from borrower_desk.actions.proposals import question, waiting

    steps = [
        f"{one.matter}: {one.title} is late. See `borrower-desk escalate {one.matter}`."
        for one in found
        if one.status is DutyStatus.OVERDUE and one.bound is Bound.SERVICER and one.matter
    ][:3]
    steps += [_draft_step(one) for one in store.drafts(status=DraftStatus.OPEN)][:3]
    steps += [question(store, one, today) for one in waiting(store)[:3]]
    unfiled = store.count(unfiled=True)
    if unfiled:
        steps.append(f"{unfiled} messages belong to no matter yet: `borrower-desk list`.")
    if not store.matters():
        steps.append("Open your first matter: `borrower-desk matter open`.")
    return steps[:5]


def _draft_step(draft: Draft) -> str:
    if draft.missing:
        return f"{draft.id}: {draft.kind} still lacks {draft.missing[0].field}."
    return f"{draft.id}: {draft.kind} is not sent yet. `borrower-desk check {draft.id}`."


def settle_promise(store: Store, promise_id: str, on: date) -> Promise:
    """The promise, kept on `on`."""
    one = next((p for p in store.promises() if p.id.casefold() == promise_id.casefold()), None)
    if one is None:
        raise UsageError(f"There is no promise {promise_id}.", hint="`due --all` shows them.")
    with store.change("promise kept"):
        return store.save_promise(replace(one, kept_on=on))
