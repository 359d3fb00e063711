"""Which rules run in a matter: from our letters, from events, from the servicer's promise.

What runs a rule is in its data (`runs`); a letter or an event can also name
rules itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from borrower_desk.frozen import dataclass, replace
from borrower_desk.law.rules import Nature, Rule, rule, rules
from borrower_desk.matters.clocks import PROMISE, UNNAMED_ERROR, clocks_of, fits
from borrower_desk.matters.notices import Notice, day_in, truth
from borrower_desk.matters.parties import addressee_of, concerned
from borrower_desk.matters.record import Record, event_params, ground_of
from borrower_desk.model import Channel, Event, EventKind, Receipt, ServicerId

LETTER_EVENTS = (EventKind.SENT, EventKind.DELIVERED)
_DECIDED = (EventKind.DENIED, EventKind.OFFER_PROVIDED, EventKind.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Start:
    """One rule that runs, from one event, for one asserted error where that matters."""

    rule: Rule
    event: Event
    began: date
    estimated: bool
    receipt: Receipt
    notice: Notice | None = None
    slug: str = ""
    named: bool = False  # the letter asserts several errors: the id says which
    owes: ServicerId | None = None  # who took it over, where the loan moved meanwhile
    since: date | None = None  # the day on which it did


def starts_in(record: Record) -> list[Start]:
    """Every rule that runs on this record, with the day it counts from."""
    found: list[Start] = []
    restated = {one.of for one in record.of_kind(EventKind.APPLICATION_SUBMITTED) if one.of}
    for notice in record.notices:
        found += [
            one
            for one in _from_notice(record, notice)
            if not (_by_application(one.rule) and _is_no_new_one(record, notice, restated))
        ]
        found += _from_promise(record, notice)
    for event in record.events:
        if event.kind not in LETTER_EVENTS:
            found += _from_event(record, event)
    return found


def _is_restated(notice: Notice, events: set[str]) -> bool:
    """Is the letter on record as an application too?  One application runs one clock."""
    return notice.event.id in events or (notice.sent is not None and notice.sent.id in events)


def _is_no_new_one(record: Record, notice: Notice, restated: set[str]) -> bool:
    return _is_restated(notice, restated) or _adds_papers(record, notice)


def _adds_papers(record: Record, notice: Notice) -> bool:
    """Does the letter only add papers to an application that this servicer has and has not decided?

    The five days run from "receiving the loss mitigation application" (12 CFR
    1024.41(b)(2)(i)(B)), not from each paper that follows it.
    """
    to = addressee_of(record.loan, notice)
    before = [
        one.received
        for one in record.notices
        if (one.left, one.received, one.event.id) < (notice.left, notice.received, notice.event.id)
        and one.bounced is None
        and any(_by_application(each) for each in clocks_of(one.letter, one.errors, one.starts))
        and addressee_of(record.loan, one) == to
    ]
    before += [
        one.on
        for one in record.of_kind(EventKind.APPLICATION_SUBMITTED)
        if one.on <= notice.received and concerned(record.loan, record.notices, one) == to
    ]
    decided = [one.on for one in record.of_kind(*_DECIDED)]
    return any(
        day <= notice.received and not any(day <= end <= notice.received for end in decided)
        for day in before
    )


def _by_application(one: Rule) -> bool:
    return EventKind.APPLICATION_SUBMITTED in one.runs.on


def _from_notice(record: Record, notice: Notice) -> list[Start]:
    found = []
    for one in clocks_of(notice.letter, notice.errors, notice.starts):
        base = Start(
            one,
            notice.event,
            _beginning(one, notice),
            notice.estimated,
            _receipt(record, one, notice),
            notice,
        )
        if not one.runs.per_error:
            found.append(base)
            continue
        several = len(set(notice.errors)) > 1
        for slug in dict.fromkeys(notice.errors or (UNNAMED_ERROR,)):
            if fits(one, slug):
                found.append(replace(base, slug=slug, named=several))
    return found


def _beginning(one: Rule, notice: Notice) -> date:
    """Receipt; for a tax form the end of its year."""
    if one.count != "fixed-day":
        return notice.received
    year = notice.params.get("tax_year", "")
    told = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0
    return date(told or notice.left.year - 1, 12, 31)


def _receipt(record: Record, one: Rule, notice: Notice) -> Receipt:
    """A form is owed without being asked for: nobody's receipt is in question."""
    return Receipt.PROVED if one.count == "fixed-day" else notice.receipt


def _from_promise(record: Record, notice: Notice) -> list[Start]:
    sent = notice.sent
    if sent is None or sent.channel not in (Channel.EMAIL, Channel.PORTAL):
        return []
    servicer = record.party(sent)
    # They may promise other hours for this kind of question: `--param hours=72`.
    told = sent.params.get("hours") or (servicer.sla_hours if servicer else None)
    if told is None:
        return []
    return [Start(rule(PROMISE), sent, sent.on, False, Receipt.PROVED, notice)]


def _from_event(record: Record, event: Event) -> list[Start]:
    params = event_params(record, event)
    found = []
    candidates = rules_on(event.kind) if not event.starts else tuple(rules().values())
    for one in candidates:
        if one.nature is Nature.OPTION and one.id not in event.starts:
            continue
        named = one.id in event.starts
        if named or (event.kind in one.runs.on and _conditions(record, one, event, params)):
            receipt = event.receipt or Receipt.PROVED
            start = Start(one, event, event.on, False, receipt)
            if event.kind is EventKind.REFUSED:
                start = _from_refusal(record, start)
            found.append(start)
    return found


@cache
def rules_on(kind: EventKind) -> tuple[Rule, ...]:
    """The rules that an event of this kind can run by itself."""
    return tuple(one for one in rules().values() if kind in one.runs.on)


def _conditions(record: Record, one: Rule, event: Event, params: Mapping[str, str]) -> bool:
    runs = one.runs
    if runs.letters and event.letter not in runs.letters:
        return False
    if EventKind.REFUSED in runs.on:
        return _refused_family(record, event) == runs.clock
    given = {key for key in params if truth(params, key)}
    if not set(runs.if_params) <= given or set(runs.unless_params) & given:
        return False
    before = {e.kind for e in record.events if e.on <= event.on and e.id != event.id}
    after = not runs.after or bool(set(runs.after) & before)
    return after and not set(runs.not_after) & before


def _refused_family(record: Record, refusal: Event) -> str:
    """ "noe" or "rfi": whose not-required notice this refusal is; "" where it is none."""
    notice = next((one for one in record.notices if refusal in one.replies), None)
    if notice is None or not ground_of(refusal):
        return ""
    return "rfi" if any(one.startswith("rfi") for one in _rule_ids(notice)) else "noe"


def _rule_ids(notice: Notice) -> list[str]:
    return [one.id for one in clocks_of(notice.letter, notice.errors, notice.starts)]


def _from_refusal(record: Record, start: Start) -> Start:
    determined = day_in(start.event.params, "determined_on")
    return replace(start, began=determined or start.event.on, estimated=determined is None)
