"""How a servicer did: what was owed, what came, and how fast, from one's own record."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median

from borrower_desk.law.rules import rules
from borrower_desk.model import Bound, Duty, DutyStatus, MatterId, Servicer

_COUNTED = {
    DutyStatus.MET: "met",
    DutyStatus.MET_LATE: "met_late",
    DutyStatus.OVERDUE: "missed",
    DutyStatus.OPEN: "open",
    DutyStatus.DUE_SOON: "open",
    DutyStatus.DUE_TODAY: "open",
    DutyStatus.PERHAPS_LATE: "open",
}


@dataclass(frozen=True, slots=True)
class RuleScore:
    """One rule's line: how often it was owed, and how it went."""

    rule: str
    title: str
    obligations: int
    met: int
    met_late: int
    missed: int
    open: int
    median_days: float | None


class Season(StrEnum):
    """When servicers are busy, by the day on which they got the letter or message."""

    MONTH_END = "month end"  # the last five days of a month and the first five
    TAX_SEASON = "tax season"  # 15 January to 15 April
    OTHER = "other days"


@dataclass(frozen=True, slots=True)
class Load:
    """How they answered what reached them in one season, from the record alone."""

    season: Season
    received: int
    answered: int
    median_days: float | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One servicer.  Days are calendar days from receipt to the answer; promises apart."""

    servicer: str
    matters: int
    obligations: int
    met: int
    met_late: int
    missed: int
    open: int
    median_days_to_acknowledge: float | None
    median_days_to_respond: float | None
    by_rule: list[RuleScore]
    load: list[Load]


def season_of(day: date) -> Season:
    """The season of a day; a month's end in tax season is a month's end."""
    last = monthrange(day.year, day.month)[1]
    if day.day <= 5 or day.day > last - 5:
        return Season.MONTH_END
    taxes = (1, 15) <= (day.month, day.day) <= (4, 15)
    return Season.TAX_SEASON if taxes else Season.OTHER


def scorecard(servicer: Servicer, owed: Mapping[MatterId, Sequence[Duty]]) -> Scorecard:
    """The servicer's record over these matters.

    Superseded duties, bars and what a rule does not cover are no obligations;
    what is only perhaps late is still open.
    """
    duties = [one for found in owed.values() for one in found if _is_obligation(one)]
    tally = _tally(duties)
    acknowledged = [one for one in duties if one.rule.endswith("-acknowledge")]
    answered = [one for one in duties if "-respond" in one.rule or one.rule == "rfi-owner"]
    return Scorecard(
        servicer=servicer.name,
        matters=len(owed),
        obligations=len(duties),
        met=tally["met"],
        met_late=tally["met_late"],
        missed=tally["missed"],
        open=tally["open"],
        median_days_to_acknowledge=_median_days(acknowledged),
        median_days_to_respond=_median_days(answered),
        by_rule=[_rule_score(one, duties) for one in dict.fromkeys(d.rule for d in duties)],
        load=_load(duties),
    )


def _is_obligation(one: Duty) -> bool:
    law = rules().get(one.rule)
    is_duty = law is not None and law.nature == "duty"
    return is_duty and one.bound is Bound.SERVICER and one.status in _COUNTED


def _tally(duties: Sequence[Duty]) -> dict[str, int]:
    counts = dict.fromkeys(("met", "met_late", "missed", "open"), 0)
    for one in duties:
        counts[_COUNTED[one.status]] += 1
    return counts


def _median_days(duties: Sequence[Duty]) -> float | None:
    days = [(one.met_on - one.trigger.on).days for one in duties if one.met_on is not None]
    return float(median(days)) if days else None


def _load(duties: Sequence[Duty]) -> list[Load]:
    """Letters and messages by the season in which they came; one that owes two answers is one."""
    latest: dict[str, Duty] = {}
    for one in duties:
        if one.rule.endswith("-acknowledge"):
            continue
        before = latest.get(one.trigger.id)
        if before is None or (one.met_on or date.min) > (before.met_on or date.min):
            latest[one.trigger.id] = one
    made = []
    for season in Season:
        mine = [one for one in latest.values() if season_of(one.trigger.on) is season]
        answered = [one for one in mine if one.met_on is not None]
        if mine:
            made.append(Load(season, len(mine), len(answered), _median_days(answered)))
    return made


def _rule_score(rule: str, duties: Sequence[Duty]) -> RuleScore:
    mine = [one for one in duties if one.rule == rule]
    tally = _tally(mine)
    title = rules()[rule].title
    return RuleScore(
        rule=rule, title=title, obligations=len(mine), median_days=_median_days(mine), **tally
    )
