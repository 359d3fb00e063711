"""The calculator: one rule, one start, one date, with every day counted and skipped.

Decides which reading of the holidays is the safe one for whom (`law.md` 1.5),
what nothing is owed for, and from when the other side may be called late.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from borrower_desk.errors import NoRuleInForce
from borrower_desk.frozen import replace
from borrower_desk.law.calendar import Almanac, DayKind, on_or_after, on_or_before
from borrower_desk.law.counting import WAYS, Answer, Question
from borrower_desk.law.parameters import read_parameters
from borrower_desk.law.readings import holiday_words
from borrower_desk.law.rules import Gate, Nature, Rule, rule
from borrower_desk.model import Bound, Deadline, HolidayMode

_NO_PARAMS: Mapping[str, object] = {}


def safe_reading(law: Rule) -> HolidayMode:
    """The reading of the holidays that is safe for the one who acts on the date.

    Observed (never earlier) before the servicer is called late; statutory
    (never later) for what the borrower must do.  Where Saturdays count the
    statutory dates are the law: comment 2(a)(6)-2.
    """
    if law.bound is Bound.BORROWER or law.calendar is DayKind.SPECIFIC:
        return HolidayMode.STATUTORY
    return HolidayMode.OBSERVED


def deadline(
    rule_id: str,
    start: date | datetime,
    params: Mapping[str, object] = _NO_PARAMS,
    holidays: HolidayMode | None = None,
    closures: Collection[date] = (),
) -> Deadline:
    """When the rule's day is, counted from `start`, under one reading of the holidays.

    `due` is None where nothing is owed, and `status` says why.  `holidays`
    without a value is the safe reading.  Errors: NoSuchRule, NoRuleInForce,
    RuleNeedsParameter, UsageError for a malformed parameter.
    """
    law = rule(rule_id)
    started_at = start if isinstance(start, datetime) else None
    day = start.date() if isinstance(start, datetime) else start
    _check_in_force(law, day)
    mode = HolidayMode.STATUTORY if law.calendar is DayKind.SPECIFIC else holidays
    asked = Question(
        law, day, read_parameters(law, params), mode or safe_reading(law), closures, started_at
    )
    shut = next((gate for gate in law.gates if _is_shut(gate, asked)), None)
    if shut is not None:
        return _nothing_owed(asked, start, shut)
    answer = WAYS[law.count](asked)
    other = _other_reading(asked, answer)
    found = Deadline(
        rule=law.id,
        start=start.isoformat(),
        due=answer.due,
        due_at=answer.due_at,
        status=None,
        late_after=_late_after(law, answer, other),
        amount=answer.amount or _amount(asked),
        unit=law.unit,
        direction=law.direction,
        counted=answer.counted,
        skipped=answer.skipped,
        holidays=asked.holidays,
        alternative_due=other.due,
        citation=law.citation,
        explanation=law.explanation,
        extended=answer.extended,
    )
    notes = (*answer.notes, holiday_words(found), _early_words(law, answer.due), law.note)
    return replace(found, note=" ".join(words for words in notes if words))


def act_by(law: Rule, due: date) -> date:
    """The day by which the borrower should act: the business day before, where `due` is none.

    No text moves such a last day to the next week (`law.md` 1.3, S and F): the
    office that must have the letter may be shut.
    """
    if law.bound is not Bound.BORROWER or law.calendar is DayKind.SPECIFIC:
        return due
    return on_or_before(due, Almanac(DayKind.BUSINESS, HolidayMode.OBSERVED).counts)


def _early_words(law: Rule, due: date) -> str:
    day = act_by(law, due)
    return f"{due} is no business day: act by {day}." if day != due else ""


def _check_in_force(law: Rule, day: date) -> None:
    if law.in_force_on(day):
        return
    began, ended = law.effective_from, law.effective_to
    span = f"from {began}" if began and day < began else f"until {ended}"
    raise NoRuleInForce(
        f"{law.id} was the law only {span}; {day} is outside.",
        hint="Check the start date; for older matters ask a lawyer which rule applied.",
    )


def _is_shut(gate: Gate, asked: Question) -> bool:
    start, before = asked.day(gate.start), asked.day(gate.before)
    return start is not None and before is not None and (before - start).days < gate.at_least


def _nothing_owed(asked: Question, start: date | datetime, gate: Gate) -> Deadline:
    law = asked.rule
    return Deadline(
        rule=law.id,
        start=start.isoformat(),
        due=None,
        due_at=None,
        status=gate.otherwise,
        late_after=None,
        amount=law.amount,
        unit=law.unit,
        direction=law.direction,
        counted=(),
        skipped=(),
        holidays=asked.holidays,
        alternative_due=None,
        citation=law.citation,
        explanation=law.explanation,
        note=gate.because,
    )


def _other_reading(asked: Question, answer: Answer) -> Answer:
    """The answer under the other reading; the same where no holiday is asked about."""
    law = asked.rule
    units = {law.unit, *(leg.unit for leg in law.legs)}
    ignores = law.calendar is DayKind.SPECIFIC or units.isdisjoint(
        {"business days", "business hours"}
    )
    if ignores:
        return answer
    other = (
        HolidayMode.STATUTORY if asked.holidays is HolidayMode.OBSERVED else HolidayMode.OBSERVED
    )
    return WAYS[law.count](replace(asked, holidays=other))


def _late_after(law: Rule, answer: Answer, other: Answer) -> date:
    """The last day on which nobody is late under either reading (`law.md` 1.3).

    Only a servicer's duty gets tolerance: the next business day where the text
    is silent about a last day on a weekend (S), one day more where a period
    begins on its first day (I).  The borrower's own days get none, nor do
    protections and bars.
    """
    if law.bound is Bound.BORROWER:
        return min(answer.due, other.due)
    latest = max(answer.due, other.due)
    if law.nature is not Nature.DUTY:
        return latest
    business = Almanac(DayKind.BUSINESS, HolidayMode.OBSERVED)
    if law.last_day == "S" and law.direction == "after":
        return on_or_after(latest, business.counts)
    if law.last_day == "I":
        tomorrow = latest + timedelta(days=1)
        is_business = law.calendar is DayKind.BUSINESS
        return on_or_after(tomorrow, business.counts) if is_business else tomorrow
    return latest


def _amount(asked: Question) -> int | None:
    hours = asked.params.get("hours")
    return hours if isinstance(hours, int) else asked.rule.amount
