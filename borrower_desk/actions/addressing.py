"""Which of a loan's servicers a letter goes to, and why.

A loan that moved has had several.  What the old one got, the old one answers: a letter
that follows it up goes there, under the number that the loan had there.  Until the day of
the transfer letters go to the servicer of that day.  What the user says comes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from borrower_desk.errors import UsageError
from borrower_desk.law.calendar import anniversary
from borrower_desk.law.rules import Nature, rules
from borrower_desk.matters.notices import REPLIES, gather
from borrower_desk.matters.parties import addressee_of, parties
from borrower_desk.matters.timeline import known_on, successors
from borrower_desk.model import (
    Bound,
    Channel,
    Draft,
    Duty,
    DutyStatus,
    Loan,
    Matter,
    Servicer,
    ServicerId,
)
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.letters.templates import Template

_OPEN = (
    DutyStatus.OPEN,
    DutyStatus.DUE_SOON,
    DutyStatus.DUE_TODAY,
    DutyStatus.PERHAPS_LATE,
    DutyStatus.OVERDUE,
)
_ANSWERS = ("noe-", "rfi-", "qwr-")
_WHY = {
    "followed": "which got the letter that it follows up and owes the answer",
    "owing": "which still owes an answer in this matter",
    "called": "which serviced the loan on the day of the call",
    "tax-year": "which serviced the loan at the end of that year",
}


@dataclass(frozen=True, slots=True)
class Addressed:
    """The servicer that a letter goes to; `why` is for the borrower, and empty with only one."""

    servicer: Servicer
    why: str = ""


def addressed(store: Store, one: Draft, made: Template, matter: Matter | None) -> Addressed:
    """Whom a draft goes to: as the user said, else as the record tells on the day it bears."""
    loan = store.loan(one.loan)
    on = one.written or date.max
    if len(loan.servicers) < 2:
        return Addressed(store.servicer(loan.servicer))
    if one.to_servicer in loan.servicers:
        who = store.servicer(one.to_servicer)
        return Addressed(who, _as_said(loan, who, on))
    told, because = by_record(store, made, loan, matter, on, one.fields)
    return Addressed(store.servicer(told), _why(store, one, made, loan, told, because, on))


def by_record(
    store: Store,
    made: Template,
    loan: Loan,
    matter: Matter | None,
    on: date,
    fields: Mapping[str, str] | None = None,
) -> tuple[ServicerId, str]:
    """Whom a letter of a kind goes to on a day, as the record has it; and which rule said so."""
    present = loan.servicer_on(on)
    if len(loan.servicers) < 2:
        return present, "present"
    year = (fields or {}).get("tax_year", "").strip()
    if made.goes_to == "tax-year" and year.isascii() and year.isdigit() and len(year) == 4:
        return loan.servicer_on(date(max(int(year), 1), 12, 31)), "tax-year"
    if matter is None:
        return present, "present"
    if made.goes_to == "owing" and _is_of_present(made, loan, on, fields or {}):
        return present, "present"
    found = {"followed": _followed, "owing": _owing, "called": _called}.get(made.goes_to)
    who = found(store, made, loan, matter, on) if found else None
    return (who, made.goes_to) if who is not None else (present, "present")


def _is_of_present(made: Template, loan: Loan, on: date, fields: Mapping[str, str]) -> bool:
    """Is every day that the letter tells of one on which the present servicer had the loan?"""
    from borrower_desk.letters.values import read_date

    present = loan.servicer_on(on)
    told = [fields.get(one.name, "") for one in made.fields if one.type == "date"]
    days = [day for one in told if one.strip() and (day := read_date(one)) is not None]
    return bool(days) and all(day <= on and loan.servicer_on(day) == present for day in days)


def choices(store: Store, loan: Loan, on: date) -> list[Servicer]:
    """Everyone that a letter about this loan can go to: who services it that day comes first."""
    present = loan.servicer_on(on)
    return [store.servicer(one) for one in sorted(loan.servicers, key=lambda one: one != present)]


def must_have_serviced(loan: Loan, servicer: Servicer) -> ServicerId:
    """The servicer's id; UsageError for one that never had, and will not have, this loan."""
    if servicer.id not in loan.servicers:
        raise UsageError(
            f"{servicer.id}, {safe_line(servicer.name, 60)}, never serviced {loan.id}.",
            hint=f"It was or is with {', '.join(loan.servicers)}. A transfer is put on record with:"
            f" borrower-desk loan transfer {loan.id} --to {servicer.id} --effective DATE",
        )
    return servicer.id


def _duties(store: Store, matter: Matter, on: date) -> list[Duty]:
    from borrower_desk.actions.clock import due

    found = due(store, on, matter=matter, everything=True)
    return [one for one in found if one.bound is Bound.SERVICER]


def _followed(
    store: Store, made: Template, loan: Loan, matter: Matter, on: date
) -> ServicerId | None:
    """Who got the letter that this one follows; whose correction it confirms."""
    from borrower_desk.letters.recorded import followed

    events = store.events(matter.id)
    stands = known_on(on, events)
    told = {one.record.partition(".")[0] for one in made.fields}
    answers = [one for one in stands if one.kind in REPLIES and one.kind.value in told]
    if answers:
        return parties(loan, events).get(max(answers, key=lambda one: one.on).id)
    notice = followed(made.kind, gather(stands, successors(events)), _duties(store, matter, on))
    return addressee_of(loan, notice) if notice is not None else None


def _owing(store: Store, made: Template, loan: Loan, matter: Matter, on: date) -> ServicerId | None:
    """Who alone still owes an answer in the matter, while a new letter to it is in time."""
    owed = [
        one
        for one in _duties(store, matter, on)
        if one.status in _OPEN
        and one.rule.startswith(_ANSWERS)
        and rules()[one.rule].nature is Nature.DUTY
        and one.servicer is not None
    ]
    if not owed or any(one.servicer == loan.servicer_on(on) for one in owed):
        return None
    who = max(owed, key=lambda one: one.trigger.on).servicer
    left = loan.ended_with(who) if who else None
    return who if left is None or on <= anniversary(left, 1) else None


def _called(
    store: Store, made: Template, loan: Loan, matter: Matter, on: date
) -> ServicerId | None:
    """Who serviced the loan on the day of the latest call that is no secret."""
    for row in store.rows(matter=matter.id):
        if row.channel in (Channel.PHONE, Channel.IN_PERSON):
            call = store.correspondence(row.id)
            if not call.privileged:
                return loan.servicer_on(call.on)
    return None


def _as_said(loan: Loan, who: Servicer, on: date) -> str:
    """That the user chose it, and what it owes that does not service the loan that day."""
    said = f"It goes to {safe_line(who.name, 60)}, as you said"
    theirs = [one for one in loan.periods if one.servicer == who.id]
    begins = theirs[0].began if theirs else None
    if begins is not None and on < begins:
        return f"{said}. It services the loan from {begins} on, and owes no answer before."
    left = loan.ended_with(who.id)
    if left is None or on < left:
        return f"{said}."
    return (
        f"{said}. The loan left it on {left}: it must answer a letter that it gets by"
        f" {anniversary(left, 1)} (12 CFR 1024.35(g)(1)(iii))."
    )


def _why(
    store: Store,
    one: Draft,
    made: Template,
    loan: Loan,
    who: ServicerId,
    because: str,
    on: date,
) -> str:
    def named(servicer: ServicerId) -> str:
        return safe_line(store.servicer(servicer).name, 60)

    present = loan.servicer_on(on)
    other = f"borrower-desk edit {one.id} --to-servicer"
    if who != present:
        return (
            f"It goes to {named(who)}, {_WHY[because]}, and not to {named(present)}. To send it"
            f" there: {other} {present}"
        )
    later = next((p for p in loan.periods if p.began is not None and p.began > on), None)
    if later is not None:
        return (
            f"It goes to {named(who)}, which services the loan on the day that the letter bears;"
            f" from {later.began} on {named(later.servicer)} does."
        )
    former = next((p for p in reversed(loan.periods) if p.servicer != who and p.ended), None)
    if made.goes_to != "owing" or former is None or former.ended is None:
        return ""
    until = anniversary(former.ended, 1)
    if on > until:
        return ""
    return (
        f"It goes to {named(who)}, which services the loan now. For what {named(former.servicer)}"
        f" did itself, {named(former.servicer)} must answer a letter that it gets by {until}"
        f" (12 CFR 1024.35(g)(1)(iii)): {other} {former.servicer}"
    )
