"""The ladder: which next step the record supports, and why.

From the servicer's front line to a regulator and a lawyer.  A step is ready
when the steps before it were tried or passed over for a reason of the law, and
what it needs is on the record.  Nothing is ever sent by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from borrower_desk.matters.clocks import clocks_of
from borrower_desk.matters.lateness import in_words
from borrower_desk.matters.timeline import known_on
from borrower_desk.matters.urgency import CALL_A_LAWYER, next_sale
from borrower_desk.model import Bound, Duty, DutyStatus, Event, EventKind, Matter, MatterId

_LATE = (DutyStatus.OVERDUE, DutyStatus.MET_LATE)
_NOTICE_RULES = ("noe-", "rfi-", "qwr-", "payoff-statement")


@dataclass(frozen=True, slots=True)
class Level:
    """One rung: is the record ready for it, and because of what (or what is missing)."""

    name: str
    ready: bool
    because: list[str]


@dataclass(frozen=True, slots=True)
class NextStep:
    name: str
    draft_kind: str
    why: list[str]


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where the matter stands: `level` is the highest rung reached, from 0."""

    matter: MatterId
    level: int
    levels: list[Level]
    next: NextStep | None


@dataclass(frozen=True, slots=True)
class _Facts:
    matter: Matter
    overdue: list[Duty]
    late: list[Duty]
    refused: list[Event]
    sent: list[Event]
    notices: list[Event]
    complaints: list[Event]
    sale: date | None
    today: date

    def wrote(self, *kinds: str) -> Event | None:
        return next((e for e in self.sent if e.letter in kinds), None)


RUNGS = (
    "front line",
    "formal notice",
    "reminder",
    "supervisor",
    "executive office",
    "regulator",
    "lawyer",
)


def ladder(matter: Matter, duties: Sequence[Duty], events: Sequence[Event], today: date) -> Ladder:
    """The rungs, which of them the record supports, and the next one to take."""
    facts = _facts(matter, duties, events, today)
    levels = [
        _front_line(facts),
        _formal_notice(facts),
        _reminder(facts),
        _supervisor(facts),
        _executive(facts),
        _regulator(facts),
        _lawyer(facts),
    ]
    return Ladder(matter.id, _reached(facts), levels, _next(facts, levels))


def _facts(matter: Matter, duties: Sequence[Duty], events: Sequence[Event], today: date) -> _Facts:
    known = known_on(today, events)
    stands = sorted((e for e in known if e.on <= today), key=lambda one: one.on)
    owed = [d for d in duties if d.bound is Bound.SERVICER and d.rule.startswith(_NOTICE_RULES)]
    sent = [e for e in stands if e.kind in (EventKind.SENT, EventKind.DELIVERED)]
    return _Facts(
        matter=matter,
        overdue=[d for d in owed if d.status is DutyStatus.OVERDUE],
        late=[d for d in owed if d.status in _LATE],
        refused=[e for e in stands if e.kind is EventKind.REFUSED],
        sent=sent,
        notices=[e for e in sent if _starts_a_notice(e)],
        complaints=[e for e in stands if e.kind is EventKind.COMPLAINT_FILED],
        sale=next_sale(known, today),
        today=today,
    )


def _starts_a_notice(event: Event) -> bool:
    ids = (one.id for one in clocks_of(event.letter, event.errors, event.starts))
    return any(one.startswith(_NOTICE_RULES) for one in ids)


def _reached(facts: _Facts) -> int:
    """The highest rung on which something was sent."""
    reached = 0
    if facts.notices:
        reached = 1
    tried = (
        (2, ("acknowledgment-overdue", "response-overdue", "response-incomplete")),
        (3, ("escalate-supervisor",)),
        (4, ("escalate-executive-office",)),
        (5, ("cfpb-complaint", "state-regulator-complaint")),
        (6, ("attorney-summary",)),
    )
    for rung, kinds in tried:
        if facts.wrote(*kinds):
            reached = rung
    return max(reached, 5) if facts.complaints else reached


def _late_words(duties: Sequence[Duty]) -> list[str]:
    return [
        f"{one.title}: was due {in_words(one.due)} ({one.citation})"
        for one in duties
        if one.due is not None
    ]


def _front_line(facts: _Facts) -> Level:
    if facts.sent:
        first = facts.sent[0]
        return Level(RUNGS[0], True, [f"You first wrote on {in_words(first.on)}."])
    return Level(RUNGS[0], True, ["Nothing was written yet: begin here."])


def _formal_notice(facts: _Facts) -> Level:
    if facts.notices:
        last = facts.notices[-1]
        return Level(RUNGS[1], True, [f"A written notice went on {in_words(last.on)}."])
    why = "A written notice to the designated address starts the clocks of the law."
    return Level(RUNGS[1], True, [why])


def _reminder(facts: _Facts) -> Level:
    if facts.overdue:
        return Level(RUNGS[2], True, _late_words(facts.overdue))
    return Level(RUNGS[2], False, ["Nothing is overdue beyond doubt."])


def _supervisor(facts: _Facts) -> Level:
    asked = bool(facts.sent)
    why = _late_words(facts.late) or [
        "You wrote and may ask for a supervisor." if asked else "First write to the front line."
    ]
    return Level(RUNGS[3], asked, why)


def _executive(facts: _Facts) -> Level:
    reminded = facts.wrote("acknowledgment-overdue", "response-overdue", "escalate-supervisor")
    ready = bool(facts.late or facts.refused) and reminded is not None
    missing = [] if facts.late or facts.refused else ["nothing is late or refused"]
    missing += [] if reminded else ["no reminder or supervisor letter was sent"]
    why = _late_words(facts.late) if ready else [f"Missing: {', '.join(missing)}."]
    return Level(RUNGS[4], ready, why)


def _regulator(facts: _Facts) -> Level:
    refused = [f"They refused on {in_words(e.on)}." for e in facts.refused]
    why = _late_words(facts.late) + refused
    if facts.sale is not None:
        why.append(f"A foreclosure sale is scheduled for {in_words(facts.sale)}.")
    if facts.complaints:
        why.append(f"A complaint was filed on {in_words(facts.complaints[-1].on)}.")
    ready = bool(facts.late or facts.refused or facts.sale) and bool(facts.sent)
    return Level(RUNGS[5], ready, why or ["Missing: a late, missing or refused answer."])


def _lawyer(facts: _Facts) -> Level:
    if facts.sale is not None and (facts.sale - facts.today).days <= CALL_A_LAWYER:
        why = f"A sale on {in_words(facts.sale)} is less than {CALL_A_LAWYER + 1} days away."
        return Level(RUNGS[6], True, [f"{why} Call a lawyer or a HUD-approved counselor today."])
    if facts.late:
        return Level(RUNGS[6], True, ["A duty of the law was missed, and time to sue runs."])
    return Level(RUNGS[6], False, ["Missing: a missed duty or a sale date."])


def _next(facts: _Facts, levels: Sequence[Level]) -> NextStep | None:
    """The step to take now: a near sale first, then the lowest rung not yet used."""
    lawyer = NextStep(RUNGS[6], "attorney-summary", levels[6].because)
    if facts.sale is not None and (facts.sale - facts.today).days <= CALL_A_LAWYER:
        return lawyer
    if not facts.notices:
        return NextStep(RUNGS[1], _notice_kind(facts.matter), levels[1].because)
    if facts.overdue and not _reminded(facts):
        only_receipt = all(one.rule.endswith("-acknowledge") for one in facts.overdue)
        kind = "acknowledgment-overdue" if only_receipt else "response-overdue"
        return NextStep(RUNGS[2], kind, levels[2].because)
    if facts.refused and not facts.wrote("documents-relied-on"):
        why = f"They refused on {in_words(facts.refused[-1].on)}: ask what they relied on."
        return NextStep("documents relied on", "documents-relied-on", [why])
    return _higher(facts, levels) or (lawyer if levels[6].ready else None)


def _higher(facts: _Facts, levels: Sequence[Level]) -> NextStep | None:
    """The executive office, then the regulator, where the record supports them."""
    for rung, kind in ((4, "escalate-executive-office"), (5, "cfpb-complaint")):
        done = facts.wrote(kind) or (rung == 5 and facts.complaints)
        if levels[rung].ready and not done:
            return NextStep(levels[rung].name, kind, levels[rung].because)
    return None


def _reminded(facts: _Facts) -> bool:
    last_due = max((d.due for d in facts.overdue if d.due), default=None)
    kinds = ("acknowledgment-overdue", "response-overdue", "response-incomplete")
    if all(one.rule.endswith("-acknowledge") for one in facts.overdue):
        return facts.wrote(*kinds) is not None
    later = [e for e in facts.sent if e.letter in kinds and last_due and e.on > last_due]
    return bool(later)


def _notice_kind(matter: Matter) -> str:
    """The letter that opens the matter: an error is a notice of error, else its own kind."""
    return matter.issue if clocks_of(matter.issue, (), ()) else "notice-of-error"
