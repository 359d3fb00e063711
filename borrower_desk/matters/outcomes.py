"""How a duty ended, or stands: met, met late, superseded, or still to be done.

What meets a rule is in its data (`met_by`, `spared_by`); what takes the place
of a duty (a bounce, a withdrawal, a refusal on a good ground) is told here,
with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from borrower_desk.law.rules import Nature
from borrower_desk.matters.clocks import PROMISE
from borrower_desk.matters.lateness import State, in_words, met, unmet
from borrower_desk.matters.notices import mailed_day, truth
from borrower_desk.matters.record import Record, ground_fails, ground_of
from borrower_desk.matters.starts import LETTER_EVENTS, Start
from borrower_desk.model import Bound, Channel, Deadline, DutyStatus, Event, EventKind

_POST = (Channel.MAIL, Channel.CERTIFIED_MAIL)


def state_of(record: Record, start: Start, answer: Deadline) -> tuple[State, Event | None]:
    """The state, and the event that met the duty where one did."""
    one, notice = start.rule, start.notice
    superseded = _superseded(record, start, answer)
    event = _meeting(record, start, answer)
    if event is not None and not (superseded and notice and notice.bounced):
        if event.kind in one.spared_by and event.kind not in one.met_by:
            return _spared(answer, event, start)
        done, arrival = done_on(event)
        return met(answer, done, start.receipt, arrival=arrival), event
    if superseded:
        return State(DutyStatus.SUPERSEDED, (superseded,)), None
    passed = answer.due is not None and record.today > answer.due
    if passed and one.nature is Nature.CUTOFF and start.event.kind is EventKind.SALE_SCHEDULED:
        why = "This day before the sale is past. Call a lawyer or a HUD-approved counselor."
        return State(DutyStatus.SUPERSEDED, (why,)), None
    state = unmet(one, answer, start.receipt, record.today, sure=_is_sure(record, start))
    return state, None


def _is_sure(record: Record, start: Start) -> bool:
    """Is silence on the record proof that it was not done?"""
    asked_for = start.rule.id in start.event.starts
    return (asked_for or not start.rule.runs.watch) and not sale_moved(record, start)


def _meeting(record: Record, start: Start, answer: Deadline) -> Event | None:
    one = start.rule
    kinds = (*one.met_by, *one.spared_by)
    if EventKind.DELIVERED in kinds or EventKind.SENT in kinds:
        return _our_letter(record, start, answer) or _first_of(record, start, kinds)
    return _first_of(record, start, kinds)


def _first_of(record: Record, start: Start, kinds: Sequence[EventKind]) -> Event | None:
    pool = start.notice.replies if start.notice else _unowned(record, start)
    fitting = [
        event
        for event in pool
        if event.kind in kinds
        and event.on <= record.today
        and event.id != start.event.id
        and _settles(start, event)
    ]
    if start.event.kind is EventKind.REFUSED and EventKind.REFUSED in kinds:
        fitting.append(start.event)  # the notice itself is what they owed
    return min(fitting, key=lambda event: (done_on(event)[0], event.on), default=None)


def _unowned(record: Record, start: Start) -> list[Event]:
    """What came after the start and answers none of our letters."""
    owned = {event.id for notice in record.notices for event in notice.replies}
    early = start.rule.direction == "before" or start.rule.nature is Nature.CUTOFF
    return [
        event
        for event in record.events
        if (event.id not in owned or record.aliases.get(event.of or "", event.of) == start.event.id)
        and event.kind not in LETTER_EVENTS
        and (early or event.on >= start.began)
    ]


def _settles(start: Start, event: Event) -> bool:
    one = start.rule
    restricted = event.kind in (EventKind.STATEMENT_SENT, EventKind.OTHER) and one.met_letters
    if restricted and event.letter not in one.met_letters:
        return False
    if event.kind is EventKind.OTHER and not restricted:
        return False
    if start.slug and event.errors and start.slug not in event.errors:
        return False
    if truth(event.params, "partial") or truth(event.params, "in_progress"):
        return False
    # An answer "no error" is an answer; "we need not answer" is judged on its ground.
    refused = event.kind is EventKind.REFUSED and start.notice is not None
    return not (refused and ground_of(event) and one.id != "noe-documents")


def _our_letter(record: Record, start: Start, answer: Deadline) -> Event | None:
    """The borrower's own letter that does what a cut-off asks, where one did in time."""
    one = start.rule
    for notice in record.notices:
        asserted = not one.runs.errors or set(one.runs.errors) & set(notice.errors)
        kind = not one.met_letters or notice.letter in one.met_letters
        in_time = answer.due is not None and notice.received <= answer.due
        in_time = in_time and notice.left <= record.today
        if asserted and kind and in_time and notice.bounced is None:
            return notice.event
    return None


def done_on(event: Event) -> tuple[date, bool]:
    """The day on which they did it, and whether that is only the day it arrived here.

    The day of a letter that came by mail is its arrival, unless its mailing is on record.
    """
    mailed = mailed_day(event)
    arrived = event.channel in _POST or event.params.get("basis") == "received"
    return mailed or event.on, mailed is None and arrived


def _spared(answer: Deadline, event: Event, start: Start) -> tuple[State, Event | None]:
    """A full answer within the time makes the acknowledgment unnecessary; later it is late."""
    done, arrival = done_on(event)
    limit = answer.late_after or done
    partly = start.notice and event.errors and set(start.notice.errors) - set(event.errors)
    if done <= limit and not partly:
        what = "corrected the error" if event.kind is EventKind.CORRECTED else "answered"
        why = f"They {what} on {in_words(done)}, early enough that no acknowledgment is owed"
        law = "12 CFR 1024.36(e)" if start.rule.id.startswith("rfi") else "12 CFR 1024.35(f)(1)"
        return State(DutyStatus.SUPERSEDED, (f"{why} ({law}).",)), None
    return met(answer, done, start.receipt, arrival=arrival), event


def _superseded(record: Record, start: Start, answer: Deadline) -> str:
    notice = start.notice
    if notice is not None and notice.bounced is not None and start.rule.id != PROMISE:
        return (
            f"Your letter came back on {in_words(notice.bounced.on)}: it was not received,"
            " so no clock runs. Send it again."
        )
    keeps = start.rule.nature is Nature.WINDOW or (start.rule.nature is Nature.BAR and not notice)
    ending = None if keeps else record.ending(notice, start.event.id)
    if ending is not None:
        word = "Withdrawn" if ending.kind is EventKind.WITHDRAWN else "Resolved"
        missed = unmet(start.rule, answer, start.receipt, ending.on, sure=_is_sure(record, start))
        late = missed.status is DutyStatus.OVERDUE and start.rule.bound is Bound.SERVICER
        told = f"{word} on {in_words(ending.on)}"
        return f"{told}, when it was overdue." if late else f"{told}."
    if record.closed and not keeps:
        closed = f" on {in_words(record.matter.closed)}" if record.matter.closed else ""
        return f"The matter was closed{closed}."
    return _sale_over(record, start) or _not_required(record, start)


def _sale_over(record: Record, start: Start) -> str:
    if start.event.kind is not EventKind.SALE_SCHEDULED:
        return ""
    scheduled = [e for e in record.events if e.kind is EventKind.SALE_SCHEDULED]
    if scheduled[-1].id != start.event.id:
        return f"The sale was moved to {in_words(scheduled[-1].on)}."
    if truth(start.event.params, "cancelled"):
        return "The sale was cancelled."
    if record.today > start.event.on:
        return f"The day of the sale, {in_words(start.event.on)}, is past."
    return ""


def _not_required(record: Record, start: Start) -> str:
    """Their letter that no answer is required, where its ground may hold."""
    refusal = refusal_of(start)
    if refusal is None or start.notice is None:
        return ""
    ground = ground_of(refusal)
    if ground_fails(record, start.notice, ground):
        return ""
    law = "12 CFR 1024.36(f)" if start.rule.id.startswith("rfi") else "12 CFR 1024.35(g)"
    return f"On {in_words(refusal.on)} they wrote that no answer is required ({ground}; {law})."


def refusal_of(start: Start) -> Event | None:
    """Their letter that this notice or request need not be answered, if they wrote one."""
    if start.notice is None or not start.rule.id.startswith(("noe-", "rfi-", "qwr-")):
        return None
    if start.rule.id == "noe-documents":
        return None
    refusals = (e for e in start.notice.replies if e.kind is EventKind.REFUSED)
    return next((e for e in refusals if ground_of(e)), None)


def sale_moved(record: Record, start: Start) -> bool:
    """Did the letter come too near to a sale that was then put off?  The rule is silent."""
    if start.rule.id != "noe-respond-foreclosure":
        return False
    scheduled = [e for e in record.events if e.kind is EventKind.SALE_SCHEDULED]
    earlier = scheduled[:-1]
    return any(0 <= (e.on - start.began).days <= 7 for e in earlier)
