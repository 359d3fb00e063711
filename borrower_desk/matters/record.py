"""What a matter's events say, in the form in which rules ask about it.

One `Record` is made of a matter's standing events; everything else in this
room reads from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from borrower_desk.frozen import dataclass
from borrower_desk.law.calendar import anniversary
from borrower_desk.law.hours import zone_in
from borrower_desk.law.rules import Rule
from borrower_desk.matters.notices import Notice, day_in, gather, truth
from borrower_desk.matters.parties import addressee_of, concerned
from borrower_desk.matters.timeline import known_on, successors
from borrower_desk.model import Event, EventKind, Loan, Matter, MatterStatus, Servicer, ServicerId

# The grounds of 12 CFR 1024.35(g)(1) and 1024.36(f)(1), and how their letters put them.
GROUNDS = {
    "duplicative": ("duplic", "substantially the same", "previously"),
    "overbroad": ("overbroad", "over-broad", "too broad", "too vague", "burdensome"),
    "untimely": ("untimely", "too late", "more than one year"),
    "confidential": ("confidential", "proprietary", "privileged"),
    "irrelevant": ("irrelevant", "not directly related"),
}
ERROR_GROUNDS = ("duplicative", "overbroad", "untimely")


@dataclass(frozen=True, slots=True)
class Record:
    """A matter, its loan, its servicers, what stands, and the day to look at it from."""

    matter: Matter
    loan: Loan
    servicers: Mapping[ServicerId, Servicer]
    events: tuple[Event, ...]
    notices: tuple[Notice, ...]
    aliases: Mapping[str, str]
    today: date
    closures: Collection[date] = ()

    def of_kind(self, *kinds: EventKind) -> list[Event]:
        """The standing events of these kinds, oldest first."""
        return sorted((e for e in self.events if e.kind in kinds), key=lambda one: one.on)

    def party(self, event: Event, one: Rule | None = None) -> Servicer | None:
        """The servicer that an event concerns, or that owes what a rule makes of it."""
        return self.servicers.get(concerned(self.loan, self.notices, event, one))

    def shut(self, servicer: Servicer | None) -> Collection[date]:
        """The days on which a servicer is closed."""
        own = {one.on for one in servicer.closures} if servicer else set()
        return own.union(self.closures)

    def sale_after(self, day: date) -> Event | None:
        """The foreclosure sale as it is now scheduled, unless it lay before `day`.

        The last one recorded counts: a later entry is a postponement.
        """
        scheduled = [e for e in self.events if e.kind is EventKind.SALE_SCHEDULED]
        last = scheduled[-1] if scheduled else None
        if last is None or truth(last.params, "cancelled") or last.on < day:
            return None
        return last

    def ending(self, notice: Notice | None, trigger: str) -> Event | None:
        """The withdrawal or the resolution of this letter or event, or of the whole matter."""
        ends = self.of_kind(EventKind.WITHDRAWN, EventKind.RESOLVED)
        for one in ends:
            of = self.aliases.get(one.of or "", one.of)
            mine = notice is not None and one in notice.replies
            if of is None or of == trigger or mine:
                return one
        return None

    @property
    def closed(self) -> bool:
        return closed_by(self.matter, self.today)


def closed_by(matter: Matter, today: date) -> bool:
    """Was the matter closed by that day?"""
    closed = matter.status is MatterStatus.CLOSED
    return closed and (matter.closed is None or matter.closed <= today)


def read_record(
    matter: Matter,
    loan: Loan,
    servicers: Mapping[ServicerId, Servicer],
    events: Sequence[Event],
    today: date,
    closures: Collection[date] = (),
) -> Record:
    """The record that `events` make as of `today`.

    What is proposed, undone or replaced is left out, and answers dated later.
    """
    stands, nexts = known_on(today, events), successors(events)
    notices = gather(stands, nexts)
    return Record(matter, loan, servicers, tuple(stands), tuple(notices), nexts, today, closures)


def ground_of(refusal: Event) -> str:
    """The ground on which they say that no answer is required; "" where they answered no.

    From the event's `ground`, else from the words of its note.
    """
    said = refusal.params.get("ground", "").strip().casefold()
    words = f"{said} {refusal.note.casefold()}"
    for ground, phrases in GROUNDS.items():
        if said == ground or any(phrase in words for phrase in phrases):
            return ground
    not_required = "not required" in words or "not-required" in words
    return said or ("not named" if not_required else "")


def ground_fails(record: Record, notice: Notice, ground: str) -> str:
    """Why the record does not bear out their ground, or "" where it may."""
    allowed = ERROR_GROUNDS if notice.errors else tuple(GROUNDS)
    if ground not in allowed:
        return f'"{ground}" is not one of the grounds on which no answer is required'
    if ground == "duplicative" and not _answered_before(record, notice):
        return "nothing like this was answered before on this record"
    if ground == "untimely" and not _over_a_year(record, notice):
        return "the letter did not come over a year after the loan left them or was discharged"
    return ""


def _answered_before(record: Record, notice: Notice) -> bool:
    for one in record.notices:
        alike = (
            set(one.errors) & set(notice.errors) if notice.errors else one.letter == notice.letter
        )
        answered = any(e.kind in (EventKind.RESPONDED, EventKind.CORRECTED) for e in one.replies)
        if one is not notice and one.left <= notice.left and alike and answered:
            return True
    return False


def _over_a_year(record: Record, notice: Notice) -> bool:
    """Did it come so late to the servicer that it went to?  (12 CFR 1024.35(g)(1)(iii))"""
    ends = [e.on for e in record.of_kind(EventKind.PAID_OFF)]
    loan = record.loan
    who = addressee_of(loan, notice)
    began = max((p.began for p in loan.periods if p.servicer == who and p.began), default=None)
    left = loan.ended_with(who)
    ends += [left] if left else []
    ends += [
        e.on
        for e in record.of_kind(EventKind.TRANSFERRED)
        # A transfer on or before the day it began is the one that brought the loan.
        if began is None or e.on > began
    ]
    return any(notice.received > anniversary(day, 1) for day in ends)


def event_params(record: Record, event: Event) -> dict[str, str]:
    """An event's own parameters, with what its place among the others tells.

    The second notice about missing insurance is the reminder (12 CFR 1024.37(c)(1)(ii)).
    """
    params = dict(event.params)
    if event.kind is EventKind.INSURANCE_NOTICE_MAILED and not {"reminder", "renewal"} & set(
        params
    ):
        firsts = [
            one
            for one in record.of_kind(EventKind.INSURANCE_NOTICE_MAILED)
            if not truth(one.params, "renewal")
        ]
        if firsts and firsts[0].id != event.id:
            params["reminder"] = "true"
    return params


def rule_params(
    record: Record, rule: Rule, trigger: Event, began: date, extension: Event | None
) -> dict[str, object]:
    """The parameters that a rule asks for, as far as the record knows them."""
    if not rule.params:
        return {}
    known: dict[str, object] = {}
    sale = record.sale_after(began)
    completes = [e.on for e in record.of_kind(EventKind.APPLICATION_COMPLETE)]
    appeals = [e.on for e in record.of_kind(EventKind.APPEALED)]
    reminders = [
        e.on
        for e in record.of_kind(EventKind.INSURANCE_NOTICE_MAILED)
        if truth(event_params(record, e), "reminder")
    ]
    known["sale_date"] = sale.on if sale else None
    known["complete_received_on"] = _last_by(completes, began)
    known["appeal_made_on"] = appeals[-1] if appeals else None
    known["reminder_mailed_on"] = next((day for day in reminders if day >= began), None)
    known["violation_date"] = began
    if rule.count == "business-hours":
        known |= _promise(record, trigger)
    if extension is not None:
        known["extension_noticed_on"] = day_in(extension.params, "mailed") or extension.on
        oral = extension.channel is not None and extension.channel.value in ("phone", "voicemail")
        known["extension_in_writing"] = (
            not oral and extension.params.get("in_writing", "true").strip().lower() != "false"
        )
        known["extension_gives_reasons"] = (
            extension.params.get("gives_reasons", "true").strip().lower() != "false"
        )
    own = {key: value for key, value in trigger.params.items() if key in rule.params}
    return {key: value for key, value in {**known, **own}.items() if key in rule.params}


def _last_by(days: Iterable[date], limit: date) -> date | None:
    return max((day for day in days if day <= limit), default=None)


def _promise(record: Record, trigger: Event) -> dict[str, object]:
    servicer = record.party(trigger)
    if servicer is None:
        return {"hours": None}
    return {"hours": servicer.sla_hours, "tz": zone_in(servicer.business_hours)}


__all__ = [
    "Record",
    "closed_by",
    "day_in",
    "event_params",
    "ground_fails",
    "ground_of",
    "read_record",
    "rule_params",
]
