"""What is owed in a matter, by whom and when: computed from the events, never stored.

Which rules run, which events meet them and which loans they leave out is in
the rule files; this module puts the two together, one duty for each rule, each
start and, where the law keeps them apart, each asserted error.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from borrower_desk.errors import DeskError
from borrower_desk.frozen import replace
from borrower_desk.law.calendar import is_known
from borrower_desk.law.deadlines import deadline
from borrower_desk.law.rules import Nature, rule, rules
from borrower_desk.matters.clocks import PROMISE, clocks_of
from borrower_desk.matters.doubts import extension_of, followed_up, uncertain
from borrower_desk.matters.handovers import is_missed_by, taken_over, why_taken_over
from borrower_desk.matters.lateness import strict_day
from borrower_desk.matters.outcomes import done_on, state_of
from borrower_desk.matters.parties import concerned
from borrower_desk.matters.record import Record, read_record, rule_params
from borrower_desk.matters.regimes import not_covered_because
from borrower_desk.matters.starts import Start, starts_in
from borrower_desk.model import (
    Bound,
    Deadline,
    Duty,
    DutyStatus,
    Event,
    EventKind,
    Loan,
    Matter,
    Servicer,
    ServicerId,
    Trigger,
)

__all__ = ["clocks_of", "duties", "stopped_by"]

SETTLED = (DutyStatus.MET, DutyStatus.MET_LATE, DutyStatus.SUPERSEDED, DutyStatus.NOT_COVERED)


def duties(
    matter: Matter,
    loan: Loan,
    servicers: Mapping[ServicerId, Servicer],
    events: Sequence[Event],
    today: date,
    closures: Collection[date] = (),
) -> list[Duty]:
    """Every duty that the record gives rise to, whatever its status; soonest first.

    `closures` are days on which every servicer is shut, beside each one's own:
    they move what counts its open days, a payoff statement and its own promise.

    A duty whose rule does not bind here is `not-covered`, one that something
    else took the place of is `superseded`; `uncertainty` says why.
    """
    # On record since before such days were refused: nothing can be counted from the year 9999.
    events = [one for one in events if is_known(one.on)]
    record = read_record(matter, loan, servicers, events, today, closures)
    found = [one for start in starts_in(record) for one in _owed(record, start)]
    found = _spare_acknowledgments(found)
    found += _limits(record, found)
    return sorted(found, key=lambda one: (one.due or date.max, one.id))


def stopped_by(kind: EventKind) -> tuple[str, ...]:
    """The ids of the rules that an event of this kind can meet."""
    return tuple(one.id for one in rules().values() if kind in one.met_by or kind in one.spared_by)


def started_by(kind: EventKind) -> tuple[str, ...]:
    """The ids of the rules whose clock an event of this kind can start by itself."""
    return tuple(
        one.id
        for one in rules().values()
        if one.nature is not Nature.OPTION and kind in one.runs.on
    )


def _owed(record: Record, start: Start) -> list[Duty]:
    """The duty of a start; and what a new servicer owes that took an application over."""
    one = _duty(record, start)
    new = taken_over(record, start, one)
    if new is None:
        return [one]
    theirs = _owed(record, new)
    if new.rule.id == start.rule.id:
        return theirs
    if any(new.rule.id in event.starts for event in record.of_kind(EventKind.TRANSFERRED)):
        theirs = []  # the transfer on record runs it
    if is_missed_by(one, new.began):
        return [one, *theirs]
    over = replace(
        one,
        status=DutyStatus.SUPERSEDED,
        met_on=None,
        met_by=None,
        days_left=None,
        uncertainty=why_taken_over(new),
    )
    return [over, *theirs]


def _duty(record: Record, start: Start) -> Duty:
    one = start.rule
    servicer = record.party(start.event, one)
    if start.owes is not None:
        servicer = record.servicers.get(start.owes)
    blank = _blank(record, start)
    why_not = not_covered_because(one, record.loan, servicer)
    if why_not:
        return replace(blank, status=DutyStatus.NOT_COVERED, uncertainty=why_not)
    extension = extension_of(start)
    params = rule_params(record, one, start.event, start.began, extension)
    try:
        answer = deadline(one.id, _moment(start), params, closures=record.shut(servicer))
    except DeskError as why:
        return replace(blank, status=DutyStatus.NOT_COVERED, uncertainty=why.message)
    if answer.due is None:
        return replace(
            blank, status=DutyStatus.NOT_COVERED, uncertainty=answer.note, deadline=answer
        )
    return _with_state(record, start, blank, answer, extension)


def _moment(start: Start) -> date | datetime:
    """The instant of sending where the event tells it, for a promise in hours."""
    at = start.event.params.get("at", "")
    if start.rule.id == PROMISE and at:
        try:
            return datetime.fromisoformat(at)
        except ValueError:
            return start.began
    return start.began


def _blank(record: Record, start: Start) -> Duty:
    one = start.rule
    suffix = f":{start.slug}" if start.named else ""
    title = f"{one.title} ({start.slug.replace('-', ' ')})" if start.named else one.title
    return Duty(
        id=f"{one.id}:{start.event.id}{suffix}",
        matter=record.matter.id,
        loan=record.loan.id,
        rule=one.id,
        title=title,
        bound=one.bound,
        trigger=Trigger(start.event.kind, start.event.id, start.began, start.estimated),
        due=None,
        due_at=None,
        late_after=None,
        status=DutyStatus.OPEN,
        receipt=start.receipt,
        followed_up="no",
        met_on=None,
        met_by=None,
        days_left=None,
        extended=False,
        citation=one.citation,
        explanation=one.explanation,
        uncertainty="",
        servicer=start.owes or concerned(record.loan, record.notices, start.event, one),
    )


def _with_state(
    record: Record, start: Start, blank: Duty, answer: Deadline, extension: Event | None
) -> Duty:
    state, event = state_of(record, start, answer)
    left = (answer.due - record.today).days if answer.due else None
    settled = state.status in SETTLED
    words = [*state.reasons]
    if state.status is not DutyStatus.SUPERSEDED:
        words += uncertain(record, start, answer, extension, settled=settled)
    done = done_on(event)[0] if event is not None else None
    return replace(
        blank,
        due=answer.due,
        due_at=answer.due_at,
        late_after=answer.late_after,
        status=state.status,
        followed_up=followed_up(record, start, answer),
        met_on=done,
        met_by=event.id if event is not None else None,
        days_left=None if settled else left,
        extended=answer.extended,
        uncertainty=" ".join(dict.fromkeys(word for word in words if word)),
        deadline=answer,
    )


def _spare_acknowledgments(found: list[Duty]) -> list[Duty]:
    """No acknowledgment either, where only a good-faith attempt is owed: 1024.35(f)(2)."""
    answers: dict[str, list[Duty]] = {}
    for one in found:
        if rule(one.rule).runs.clock == "noe-respond":
            answers.setdefault(one.trigger.id, []).append(one)
    spared = {
        trigger: owed[0].uncertainty
        for trigger, owed in answers.items()
        if all(one.deadline and one.deadline.status == "good-faith-only" for one in owed)
    }
    return [_unowed(one, spared) if one.rule == "noe-acknowledge" else one for one in found]


def _unowed(one: Duty, spared: Mapping[str, str]) -> Duty:
    if one.trigger.id not in spared or one.met_on is not None:
        return one
    return replace(
        one,
        status=DutyStatus.NOT_COVERED,
        due=None,
        late_after=None,
        days_left=None,
        uncertainty=spared[one.trigger.id],
    )


def _limits(record: Record, found: Sequence[Duty]) -> list[Duty]:
    """Time to sue, from the day after the first missed duty of each start (`law.md` 2)."""
    first: dict[tuple[str, str], Duty] = {}
    for one in found:
        missed = one.status in (DutyStatus.OVERDUE, DutyStatus.MET_LATE)
        limit = rule(one.rule).limit
        if missed and limit and one.bound is Bound.SERVICER and one.deadline:
            key = (limit, one.trigger.id)
            if key not in first or _violated(one) < _violated(first[key]):
                first[key] = one
    made = []
    events: dict[str, Event] = {event.id: event for event in record.events}
    for (limit, trigger), missed_duty in first.items():
        start = Start(
            rule(limit),
            events[trigger],
            _violated(missed_duty),
            missed_duty.trigger.estimated,
            missed_duty.receipt,
            owes=missed_duty.servicer,
        )
        found_limit = _duty(record, start)
        made.append(replace(found_limit, trigger=replace(found_limit.trigger, missed=True)))
    return made


def _violated(missed: Duty) -> date:
    """The day after the deadline, by the stricter reading: the safe side for the borrower."""
    answer = missed.deadline
    day = (strict_day(answer) if answer else None) or missed.trigger.on
    return day + timedelta(days=1)
