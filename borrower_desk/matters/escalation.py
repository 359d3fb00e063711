"""The ladder: which next step the record supports, and why.

From the servicer's front line to a regulator and a lawyer.  A step is ready
when the steps before it were tried or passed over for a reason of the law, and
what it needs is on the record.  Nothing is ever sent by itself.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from borrower_desk.matters.clocks import clocks_of
from borrower_desk.matters.lateness import in_words
from borrower_desk.matters.notices import truth
from borrower_desk.matters.recurrence import Recurrence, corrected_before
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
    incomplete: list[Event]
    again: list[Recurrence]
    sent: list[Event]
    notices: list[Event]
    complaints: list[Event]
    sale: date | None
    today: date

    def wrote(self, *kinds: str) -> Event | None:
        return next((e for e in self.sent if e.letter in kinds), None)


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung as `ladder.toml` has it; see there."""

    name: str
    draft: str
    needs: tuple[str, ...]
    any: tuple[str, ...]
    because: tuple[str, ...]
    tried: tuple[str, ...]
    otherwise: str


@cache
def _data() -> Mapping[str, Any]:
    text = (files("borrower_desk.matters") / "ladder.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def rungs() -> tuple[Rung, ...]:
    """The rungs, from the servicer's front line up."""
    return tuple(
        Rung(
            row["name"],
            row["draft"],
            tuple(row["needs"]),
            tuple(row["any"]),
            tuple(row["because"]),
            tuple(row["tried"]),
            row["otherwise"],
        )
        for row in _data()["rung"]
    )


def ladder(matter: Matter, duties: Sequence[Duty], events: Sequence[Event], today: date) -> Ladder:
    """The rungs, which of them the record supports, and the next one to take."""
    facts = _facts(matter, duties, events, today)
    told = _criteria(facts)
    levels = [_level(one, told) for one in rungs()]
    return Ladder(matter.id, _reached(facts), levels, _next(facts, levels, told))


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
        incomplete=[
            e for e in stands if e.kind is EventKind.RESPONDED and truth(e.params, "partial")
        ],
        again=_came_back(matter, stands),
        sent=sent,
        notices=[e for e in sent if _starts_a_notice(e)],
        complaints=[e for e in stands if e.kind is EventKind.COMPLAINT_FILED],
        sale=next_sale(known, today),
        today=today,
    )


def _starts_a_notice(event: Event) -> bool:
    ids = (one.id for one in clocks_of(event.letter, event.errors, event.starts))
    return any(one.startswith(_NOTICE_RULES) for one in ids)


def _came_back(matter: Matter, stands: Sequence[Event]) -> list[Recurrence]:
    """Errors that were corrected and then noticed again, in this matter."""
    found = []
    for event in stands:
        if event.kind in (EventKind.SENT, EventKind.DELIVERED) and event.errors:
            before = [one for one in stands if one.on <= event.on and one is not event]
            found += [
                one
                for one in corrected_before({matter.id: before}, event.errors)
                if one.corrected <= event.on and one.noticed < event.on
            ]
    return list({(one.slug, one.corrected): one for one in found}.values())


def _reached(facts: _Facts) -> int:
    """The highest rung on which something was sent."""
    reached = 1 if facts.notices else 0
    for number, one in enumerate(rungs()):
        if one.tried and facts.wrote(*one.tried):
            reached = max(reached, number)
    return max(reached, _number("regulator")) if facts.complaints else reached


def _number(name: str) -> int:
    return next(n for n, one in enumerate(rungs()) if one.name == name)


def _late_words(duties: Sequence[Duty]) -> list[str]:
    return [
        f"{one.title}: was due {in_words(one.due)} ({one.citation})"
        for one in duties
        if one.due is not None
    ]


def _criteria(facts: _Facts) -> dict[str, list[str]]:
    """What the record says for each criterion of the ladder; an empty list where it fails."""
    near = facts.sale is not None and (facts.sale - facts.today).days <= CALL_A_LAWYER
    return {
        "wrote": [f"You first wrote on {in_words(e.on)}." for e in facts.sent[:1]],
        "noticed": [f"A written notice went on {in_words(e.on)}." for e in facts.notices[-1:]],
        "overdue": _late_words(facts.overdue),
        "late": _late_words(facts.late),
        "refused": [f"They refused on {in_words(e.on)}." for e in facts.refused],
        "incomplete": [
            f"Their answer of {in_words(e.on)} left points open." for e in facts.incomplete
        ],
        "recurring": [
            f"The same error came back: {one.slug.replace('-', ' ')}, which they corrected on"
            f" {in_words(one.corrected)}."
            for one in facts.again
        ],
        "reminded": ["You reminded them."]
        if facts.wrote("acknowledgment-overdue", "response-overdue", "escalate-supervisor")
        else [],
        "sale": [f"A foreclosure sale is scheduled for {in_words(facts.sale)}."]
        if facts.sale
        else [],
        "near_sale": [
            f"A sale on {in_words(facts.sale)} is less than {CALL_A_LAWYER + 1} days away."
            " Call a lawyer or a HUD-approved counselor today.",
            *_data()["help"].values(),
        ]
        if facts.sale is not None and near
        else [],
        "missed_duty": ["A duty of the law was missed, and time to sue runs."]
        if facts.late
        else [],
        "complained": [
            f"A complaint was filed on {in_words(e.on)}." for e in facts.complaints[-1:]
        ],
    }


def _level(one: Rung, told: Mapping[str, Sequence[str]]) -> Level:
    """A rung with its reasons: what supports it, or what it lacks."""
    lacking = [name for name in one.needs if not told[name]]
    none_of = bool(one.any) and not any(told[name] for name in one.any)
    if not lacking and not none_of:
        why = [said for name in one.because for said in told[name]]
        return Level(one.name, True, why or [one.otherwise])
    words = _data()["missing"]
    gaps = [words[name] for name in lacking]
    if none_of:
        gaps.append(f"one of these: {', '.join(_data()['found'][name] for name in one.any)}")
    said = [one.otherwise] if one.otherwise and lacking == ["overdue"] else []
    return Level(one.name, False, said or [f"Missing: {', '.join(gaps)}."])


def _next(
    facts: _Facts, levels: Sequence[Level], told: Mapping[str, Sequence[str]]
) -> NextStep | None:
    """The step to take now: a near sale first, then the lowest rung not yet used."""
    if told["near_sale"]:
        return _step("lawyer", levels)
    if not facts.notices:
        return _step("formal notice", levels, _notice_kind(facts.matter))
    return _follow_up(facts, levels, told) or _higher(facts, levels)


def _follow_up(
    facts: _Facts, levels: Sequence[Level], told: Mapping[str, Sequence[str]]
) -> NextStep | None:
    """What is written to the same office again: a reminder, a question about their answer."""
    if facts.overdue and not _reminded(facts):
        only_receipt = all(one.rule.endswith("-acknowledge") for one in facts.overdue)
        kind = "acknowledgment-overdue" if only_receipt else "response-overdue"
        return _step("reminder", levels, kind)
    if facts.refused and not facts.wrote("documents-relied-on"):
        why = f"They refused on {in_words(facts.refused[-1].on)}: ask what they relied on."
        return NextStep("documents relied on", "documents-relied-on", [why])
    if _unanswered(facts.incomplete, facts, "response-incomplete"):
        return NextStep("reminder", "response-incomplete", list(told["incomplete"]))
    return None


def _higher(facts: _Facts, levels: Sequence[Level]) -> NextStep | None:
    """The lowest rung above the front office that the record supports and that was not used."""
    for name in ("executive office", "regulator"):
        rung, number = rungs()[_number(name)], _number(name)
        done = facts.wrote(*rung.tried) or (name == "regulator" and facts.complaints)
        if levels[number].ready and not done:
            return _step(name, levels)
    return _step("lawyer", levels) if levels[_number("lawyer")].ready else None


def _step(name: str, levels: Sequence[Level], kind: str = "") -> NextStep:
    number = _number(name)
    return NextStep(name, kind or rungs()[number].draft, levels[number].because)


def _unanswered(events: Sequence[Event], facts: _Facts, kind: str) -> bool:
    """Is there such an event, and no letter of this kind since?"""
    if not events:
        return False
    written = [e for e in facts.sent if e.letter == kind and e.on >= events[-1].on]
    return not written


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
