"""What is uncertain about a duty, and what was done about it, in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from borrower_desk.errors import UsageError
from borrower_desk.law.calendar import Almanac, DayKind, count_after
from borrower_desk.law.deadlines import act_by, deadline
from borrower_desk.law.hours import (
    ALL_DAY,
    business_hours_after,
    due_day,
    office_hours,
    open_on_saturdays,
    zone_in,
    zone_named,
)
from borrower_desk.law.rules import Nature
from borrower_desk.matters.clocks import PROMISE
from borrower_desk.matters.lateness import holiday_words, in_words, strict_day
from borrower_desk.matters.notices import Notice, day_in, truth
from borrower_desk.matters.outcomes import refusal_of, sale_moved
from borrower_desk.matters.record import Record, ground_fails, ground_of
from borrower_desk.matters.starts import LETTER_EVENTS, Start
from borrower_desk.model import Bound, Channel, Deadline, Event, EventKind

_REMINDERS = {
    "acknowledgment-overdue": ("-acknowledge",),
    "response-overdue": ("-respond", "-owner", "-documents", "payoff-statement"),
    "response-incomplete": ("-respond", "-owner", "-documents", "payoff-statement"),
    "extension-invalid": ("-respond",),
}
_ESCALATIONS = (
    "escalate-supervisor",
    "escalate-executive-office",
    "cfpb-complaint",
    "state-regulator-complaint",
)


def extension_of(start: Start) -> Event | None:
    """Their request for more time: the first that is good, else the last one made."""
    if start.notice is None:
        return None
    made = [
        event
        for event in start.notice.replies
        if event.kind is EventKind.EXTENDED
        and not (start.slug and event.errors and start.slug not in event.errors)
    ]
    ordered = sorted(made, key=lambda event: event.on)
    good = [e for e in ordered if _proper(e)]
    return good[0] if good else (ordered[-1] if ordered else None)


def _proper(extension: Event) -> bool:
    said = extension.params
    return not any(
        said.get(key, "true").lower() == "false" for key in ("in_writing", "gives_reasons")
    )


def followed_up(record: Record, start: Start, answer: Deadline) -> str:
    """Was this duty asked after since ("reminded"), or taken higher ("escalated")?"""
    after = strict_day(answer) or start.began
    filed = record.of_kind(EventKind.COMPLAINT_FILED)
    later = [one for one in record.notices if one.left >= start.began and one.letter]
    if any(one.on > after for one in filed) or any(
        one.letter in _ESCALATIONS and one.left > after for one in later
    ):
        return "escalated"
    for one in later:
        about = _REMINDERS.get(one.letter or "", ())
        fits = any(word in start.rule.id for word in about)
        aimed = one.sent is None or one.sent.of is None or _aims_at(one, start)
        if fits and aimed:
            return "reminded"
    return "no"


def _aims_at(follow_up: Notice, start: Start) -> bool:
    of = follow_up.sent.of if follow_up.sent else None
    if of is None or of[:1] != "E" or start.notice is None:
        return True
    return of in start.notice.keys


def uncertain(
    record: Record, start: Start, answer: Deadline, extension: Event | None, *, settled: bool
) -> Iterable[str]:
    """What the reader should know before relying on the date, in plain words."""
    if start.event.on > record.today and start.event.kind in LETTER_EVENTS:
        yield f"Your letter is dated {in_words(start.event.on)}, a day still ahead."
    if start.notice is not None:
        yield from _contradictions(start.notice)
    if start.estimated and start.notice is not None and start.rule.id != PROMISE:
        yield _estimate_words(start.notice)
    if extension is not None:
        yield from _extension_words(start, answer, extension)
    if not _arguable(answer, extension):
        yield holiday_words(answer)
    if not settled:
        yield from _open_words(record, start, answer)


def _contradictions(notice: Notice) -> Iterable[str]:
    """What the record says of one letter in two ways."""
    days = sorted({one.on for one in notice.deliveries})
    if len(days) > 1:
        both = " and ".join(in_words(day) for day in days)
        yield f"Deliveries on {both} are on record; the later counts. Correct the wrong one."
    dated = day_in(notice.params, "letter_dated")
    if dated is not None and dated > notice.left:
        yield (
            f"Your letter bears the date {in_words(dated)}, later than the day it is said to have"
            f" left, {in_words(notice.left)}."
        )


def _arguable(answer: Deadline, extension: Event | None) -> bool:
    """Was the extension given between the two day-30 dates?"""
    if extension is None or not answer.extended or answer.alternative_due is None:
        return False
    return answer.alternative_due < extension.on


def _open_words(record: Record, start: Start, answer: Deadline) -> Iterable[str]:
    """What matters only while the duty is not done."""
    if answer.due is not None and act_by(start.rule, answer.due) != answer.due:
        early = in_words(act_by(start.rule, answer.due))
        yield f"The last day is no business day: act by {early}."
    longer = _if_extended(record, start, answer)
    if longer is not None and answer.due is not None:
        yield (
            f"It becomes {in_words(longer)} if they write by {in_words(answer.due)}"
            " that they need more time, and why."
        )
    refusal = refusal_of(start)
    if refusal is not None and start.notice is not None:
        fails = ground_fails(record, start.notice, ground_of(refusal))
        if fails:
            yield f"On {in_words(refusal.on)} they wrote that no answer is required, but {fails}."
    if start.notice is not None and start.rule.nature is Nature.DUTY:
        yield from _partly_words(start)
        yield from _moved_words(record, start)
    if start.rule.id == PROMISE:
        yield from _office_words(record, start)
    elif start.rule.calendar == DayKind.OPEN:
        yield _saturday_words(record, start)
    if sale_moved(record, start):
        yield (
            "Your letter came 7 or fewer days before the first date of the sale. The sale was"
            " moved; the rule does not say whether the full duty came back."
        )


def _if_extended(record: Record, start: Start, answer: Deadline) -> date | None:
    """The day that a good extension would give, while one can still come."""
    more = start.rule.extend
    if more is None or more.noticed != "extension_noticed_on" or answer.extended:
        return None
    if answer.due is None or record.today > answer.due:
        return None
    return deadline(start.rule.id, start.began, {more.noticed: answer.due}).due


def _saturday_words(record: Record, start: Start) -> str:
    """A day is what their offices are open: 12 CFR 1026.2(a)(6), first sentence."""
    servicer = record.party(start.event, start.rule)
    if servicer is None or not open_on_saturdays(servicer.business_hours):
        return "If they work on Saturdays, it is due earlier."
    almanac = Almanac(DayKind.OPEN, closures=record.shut(servicer), saturdays=True)
    earlier = count_after(start.began, start.rule.amount or 1, almanac).last
    return f"They say that they work on Saturdays: if those count, it is due {in_words(earlier)}."


def _office_words(record: Record, start: Start) -> Iterable[str]:
    """The other way to read "business hours" (`law.md` 1.9): those of their office."""
    servicer = record.party(start.event, start.rule)
    try:
        office = office_hours(servicer.business_hours) if servicer else ALL_DAY
    except UsageError:
        return
    if servicer is None or servicer.sla_hours is None or office == ALL_DAY:
        return
    opens = datetime.combine(start.began + timedelta(days=1), time())
    almanac = Almanac(DayKind.OPEN, closures=record.shut(servicer))
    zone = zone_named(zone_in(servicer.business_hours))
    done = business_hours_after(opens, servicer.sla_hours, zone, almanac, office)
    yield f"Counted in their office hours alone, it would be {in_words(due_day(done))}."


def _estimate_words(notice: Notice) -> str:
    channel = "sent" if notice.channel in (Channel.EMAIL, Channel.FAX) else "mailed"
    return (
        f"The day they got it is an estimate: {channel} {in_words(notice.left)} plus 5 business"
        " days. Record the delivery, and every date follows."
    )


def _extension_words(start: Start, answer: Deadline, extension: Event) -> Iterable[str]:
    when = in_words(extension.on)
    if start.rule.extend is None:
        if "extension_noticed_on" in start.rule.params:
            yield f"Their extension letter of {when} moves nothing: none is allowed here."
        return
    if not answer.extended:
        why = " ".join(answer.note.replace(holiday_words(answer), "").split())
        yield f"Their extension of {when} does not count. {why}".strip()
    elif answer.alternative_due and _arguable(answer, extension):
        strict = in_words(answer.alternative_due)
        yield f"Their extension of {when} is arguably too late: day 30 was {strict}, strictly."
    else:
        yield f"Extended by their letter of {when}."


def _partly_words(start: Start) -> Iterable[str]:
    for event in start.notice.replies if start.notice else ():
        if truth(event.params, "partial"):
            yield f"They answered only in part on {in_words(event.on)}."


def _moved_words(record: Record, start: Start) -> Iterable[str]:
    """A transfer in the middle: the one that got the letter still owes the answer."""
    if start.rule.bound is not Bound.SERVICER or start.rule.id == PROMISE:
        return
    for event in record.of_kind(EventKind.TRANSFERRED):
        if start.began <= event.on <= record.today:
            yield (
                f"Servicing moved on {in_words(event.on)}. The servicer that got your letter"
                " still owes this; the new one is not bound by it: send it to them too."
            )
