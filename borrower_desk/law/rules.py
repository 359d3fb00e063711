"""The law table: every rule as data, read once from `rules/*.toml` and checked.

A file holds the rules of one source of law.  What a rule counts is named by
its `count` (`counting.py` knows the ways); which events run it and which meet
it is data too (`runs`, `met_by`), read by the matters room.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar, cast

from borrower_desk.errors import NoSuchRule, RuleFileInvalid
from borrower_desk.frozen import dataclass
from borrower_desk.law.calendar import DayKind
from borrower_desk.law.compiled import copied, parse, tables
from borrower_desk.model import Bound, EventKind

_T = TypeVar("_T")

# Beside this module: importlib.resources would cost `due` seven milliseconds.
_FOLDER = Path(__file__).with_name("rules")
COUNTS = (
    "days-after",
    "days-before",
    "period-beginning",
    "years-after",
    "same-day",
    "fixed-day",
    "earlier-of",
    "later-of",
    "in-turn",
    "shortened-near-sale",
    "reasonable-date",
    "business-hours",
)
LAST_DAY_CODES = ("X", "S", "B", "I", "G", "P", "F", "T", "C", "H")
SITUATIONS = (
    "heloc",
    "closed-end",
    "reverse",
    "small-servicer",
    "not-principal-residence",
    "bankruptcy",
    "not-adjustable",
    "not-in-default-at-transfer",
)


class Nature(StrEnum):
    """What the rule's day is to those it concerns."""

    DUTY = "duty"  # something must be done by then
    BAR = "bar"  # something may not be done until then
    OPTION = "option"  # something may be done up to then, and need not
    WINDOW = "window"  # a protection that lasts until then
    CUTOFF = "cutoff"  # the borrower's last day to act


@dataclass(frozen=True, slots=True)
class Leg:
    """One part of a count made of several: from the start or from a parameter's date."""

    start: str
    amount: int
    unit: str  # "business days", "calendar days" or "years"
    direction: str  # "after" or "before"


@dataclass(frozen=True, slots=True)
class Extend:
    """More time, if the date in the parameter `noticed` lies within the ordinary time."""

    amount: int
    noticed: str
    conditions: tuple[str, ...] = ()  # parameters that must not be false


@dataclass(frozen=True, slots=True)
class Gate:
    """Nothing is owed unless `start` lies at least so many days before `before`."""

    start: str
    before: str
    at_least: int
    otherwise: str  # "good-faith-only" or "not-covered"
    because: str


@dataclass(frozen=True, slots=True)
class Runs:
    """Which events run a rule in a matter (the matters room reads this).

    `letters` are the kinds of letter that run it when the letter does not name
    its rules itself; of the letters that do, `clock` is the name that rules
    share of which each asserted error picks one.  With `watch`, silence in the
    record is no proof that the duty was missed.
    """

    on: tuple[EventKind, ...] = ()
    letters: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    except_errors: tuple[str, ...] = ()
    per_error: bool = False
    clock: str = ""
    watch: bool = False
    if_params: tuple[str, ...] = ()
    unless_params: tuple[str, ...] = ()
    after: tuple[EventKind, ...] = ()
    not_after: tuple[EventKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the law table; `starts` and `explanation` are written for a homeowner."""

    id: str
    tier: int
    title: str
    bound: Bound
    who: str
    nature: Nature
    starts: str
    amount: int | None
    unit: str
    direction: str
    last_day: str
    calendar: DayKind
    count: str
    extension: str
    exceptions: tuple[str, ...]
    citation: str
    explanation: str
    confidence: str
    source: str
    note: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    params: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    legs: tuple[Leg, ...] = ()
    extend: Extend | None = None
    gates: tuple[Gate, ...] = ()
    runs: Runs = Runs()
    met_by: tuple[EventKind, ...] = ()
    met_letters: tuple[str, ...] = ()
    spared_by: tuple[EventKind, ...] = ()  # within the time these make it unnecessary
    not_for: tuple[str, ...] = ()
    limit: str = ""
    quotes: tuple[str, ...] = ()

    @property
    def length(self) -> str:
        """5 business days after; 1 year after; 31 January."""
        if self.amount is None or self.unit in ("31 January", "same day"):
            return self.unit
        unit = self.unit.removesuffix("s") if self.amount == 1 else self.unit
        return f"{self.amount} {unit} {self.direction}"

    def in_force_on(self, day: date) -> bool:
        """Was this the law on that day?  Unknown beginnings and ends are taken as open."""
        began = self.effective_from is None or day >= self.effective_from
        return began and (self.effective_to is None or day <= self.effective_to)


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Rule]:
    """Every rule by its id, in the order of the files and of the law in them."""
    copy = copied(_FOLDER)
    if copy is not None:
        from borrower_desk.law.restored import restored

        made = (restored(one, table["source"]) for table in copy.values() for one in table["rule"])
        return MappingProxyType({one.id: one for one in made})
    return MappingProxyType(checked_rules())


def checked_rules() -> dict[str, Rule]:
    """The rules of the files, each field of them checked; RuleFileInvalid where one is wrong."""
    found: dict[str, Rule] = {}
    for source, table in tables(_FOLDER).items():
        for one in _rules_of(table, source):
            if one.id in found:
                raise _invalid(source, one.id, "this id is taken in another file")
            found[one.id] = one
    return found


def rule(rule_id: str) -> Rule:
    """The rule with this id; NoSuchRule names the nearest ones."""
    found = rules().get(rule_id)
    if found is not None:
        return found
    from difflib import get_close_matches

    near = get_close_matches(rule_id, rules(), n=3, cutoff=0.4)
    near += [one for one in rules() if rule_id and rule_id in one and one not in near][:5]
    hint = f"Did you mean {', '.join(near)}?" if near else "`borrower-desk rules` lists them."
    raise NoSuchRule(f"There is no rule {rule_id!r}.", hint=hint)


def read_rules(text: str, source: str) -> list[Rule]:
    """The rules in a rule file's text; RuleFileInvalid says which rule and field is wrong."""
    return _rules_of(parse(text, source), source)


def _rules_of(data: Mapping[str, object], source: str) -> list[Rule]:
    listed = data.get("rule")
    law = data.get("source")
    if not isinstance(law, str) or not law.strip():
        raise _invalid(source, "the file", "`source`, the name of the law, is missing")
    if not isinstance(listed, list) or not listed or set(data) - {"rule", "source"}:
        raise _invalid(source, "the file", "it must hold `source` and [[rule]] tables alone")
    return [_rule(cast("dict[str, object]", one), source, law) for one in listed]


def _invalid(source: str, rule_id: str, why: str) -> RuleFileInvalid:
    return RuleFileInvalid(f"{source}, {rule_id}: {why}.", hint="Mend the rule file.")


class _Fields:
    """One table of a rule file, taken field by field; what is left at the end is unknown."""

    def __init__(self, raw: Mapping[str, object], source: str, rule_id: str) -> None:
        self.raw, self.source, self.rule_id = dict(raw), source, rule_id

    def fail(self, why: str) -> RuleFileInvalid:
        return _invalid(self.source, self.rule_id, why)

    def text(self, key: str, *, default: str | None = None, among: tuple[str, ...] = ()) -> str:
        value = self.raw.pop(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.fail(f"`{key}` is missing or empty")
        if among and value not in among and not (default == value == ""):
            raise self.fail(f"`{key}` is {value!r}, not one of {', '.join(among)}")
        return value

    def whole(self, key: str, *, default: int | None = None, least: int = 0) -> int | None:
        value = self.raw.pop(key, default)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.fail(f"`{key}` is no whole number from {least} up")
        return value

    def day(self, key: str) -> date | None:
        value = self.raw.pop(key, None)
        if value is not None and type(value) is not date:
            raise self.fail(f"`{key}` is no date")
        return value

    def yes(self, key: str) -> bool:
        value = self.raw.pop(key, False)
        if not isinstance(value, bool):
            raise self.fail(f"`{key}` is neither true nor false")
        return value

    def many(self, key: str, *, among: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.raw.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(x, str) and x for x in value):
            raise self.fail(f"`{key}` is no list of texts")
        for one in value:
            if among and one not in among:
                raise self.fail(f"`{key}` holds {one!r}, not one of {', '.join(among)}")
        return tuple(value)

    def events(self, key: str) -> tuple[EventKind, ...]:
        return tuple(EventKind(one) for one in self.many(key, among=_EVENTS))

    def tables(self, key: str) -> list[_Fields]:
        value = self.raw.pop(key, [])
        listed = value if isinstance(value, list) else [value]
        if not all(isinstance(one, dict) for one in listed):
            raise self.fail(f"`{key}` is no table")
        tables = cast("list[dict[str, object]]", listed)
        return [_Fields(one, self.source, self.rule_id) for one in tables]

    def done(self) -> None:
        if self.raw:
            raise self.fail(f"unknown field {', '.join(sorted(self.raw))}")


_UNITS = (
    "business days",
    "calendar days",
    "years",
    "business hours",
    "31 January",
    "same day",
)
_DIRECTIONS = ("after", "before", "on")
_EVENTS = tuple(kind.value for kind in EventKind)


def _rule(raw: dict[str, object], source: str, law: str) -> Rule:
    fields = _Fields(raw, source, str(raw.get("id", "a rule without an id")))
    made = Rule(
        id=fields.text("id"),
        tier=cast("int", fields.whole("tier", default=3, least=1)),
        title=fields.text("title"),
        bound=Bound(fields.text("bound", among=("servicer", "borrower"))),
        who=fields.text("who"),
        nature=Nature(fields.text("nature", among=tuple(Nature))),
        starts=fields.text("starts"),
        amount=fields.whole("amount", least=0),
        unit=fields.text("unit", among=_UNITS),
        direction=fields.text("direction", among=_DIRECTIONS),
        last_day=fields.text("last_day", among=LAST_DAY_CODES),
        calendar=DayKind(fields.text("calendar", among=tuple(DayKind))),
        count=fields.text("count", among=COUNTS),
        extension=fields.text("extension"),
        exceptions=fields.many("exceptions"),
        citation=fields.text("citation"),
        explanation=fields.text("explanation"),
        confidence=fields.text("confidence"),
        source=law,
        note=fields.text("note", default=""),
        effective_from=fields.day("effective_from"),
        effective_to=fields.day("effective_to"),
        params=fields.many("params"),
        needs=fields.many("needs"),
        legs=tuple(_leg(one) for one in fields.tables("legs")),
        extend=_first(fields.tables("extend"), _extend),
        gates=tuple(_gate(one) for one in fields.tables("gates")),
        runs=_first(fields.tables("runs"), _runs) or Runs(),
        met_by=fields.events("met_by"),
        met_letters=fields.many("met_letters"),
        spared_by=fields.events("spared_by"),
        not_for=fields.many("not_for", among=SITUATIONS),
        limit=fields.text("limit", default=""),
        quotes=fields.many("quotes"),
    )
    fields.done()
    _check_whole(made, fields)
    return made


def _check_whole(made: Rule, fields: _Fields) -> None:
    """What no single field shows: a count has what it counts with."""
    combined = made.count in ("earlier-of", "later-of", "in-turn")
    if combined and len(made.legs) < 2:
        raise fields.fail(f"a count {made.count!r} needs two legs")
    counted = ("days-after", "days-before", "period-beginning", "years-after")
    if made.count in counted and not made.amount:
        raise fields.fail(f"a count {made.count!r} needs an amount of 1 or more")
    if set(made.needs) - set(made.params):
        raise fields.fail("`needs` names what `params` does not")
    began, ended = made.effective_from, made.effective_to
    if began and ended and ended < began:
        raise fields.fail("it ended before it began")


def _first(tables: list[_Fields], made_by: Callable[[_Fields], _T]) -> _T | None:
    return made_by(tables[0]) if tables else None


def _leg(fields: _Fields) -> Leg:
    made = Leg(
        start=fields.text("start"),
        amount=fields.whole("amount", least=1) or 1,
        unit=fields.text("unit", among=("business days", "calendar days", "years")),
        direction=fields.text("direction", default="after", among=("after", "before")),
    )
    fields.done()
    return made


def _extend(fields: _Fields) -> Extend:
    made = Extend(
        amount=fields.whole("amount", least=1) or 1,
        noticed=fields.text("noticed"),
        conditions=fields.many("conditions"),
    )
    fields.done()
    return made


def _gate(fields: _Fields) -> Gate:
    made = Gate(
        start=fields.text("start"),
        before=fields.text("before"),
        at_least=fields.whole("at_least", least=1) or 1,
        otherwise=fields.text("otherwise", among=("good-faith-only", "not-covered")),
        because=fields.text("because"),
    )
    fields.done()
    return made


def _runs(fields: _Fields) -> Runs:
    made = Runs(
        on=fields.events("on"),
        letters=fields.many("letters"),
        errors=fields.many("errors"),
        except_errors=fields.many("except_errors"),
        per_error=fields.yes("per_error"),
        clock=fields.text("clock", default=""),
        watch=fields.yes("watch"),
        if_params=fields.many("if_params"),
        unless_params=fields.many("unless_params"),
        after=fields.events("after"),
        not_after=fields.events("not_after"),
    )
    fields.done()
    return made
