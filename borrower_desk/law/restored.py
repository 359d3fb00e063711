"""Rules from the copy of the rule files: checked when it was made, not at every start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from borrower_desk.law.calendar import DayKind
from borrower_desk.law.rules import Extend, Gate, Leg, Nature, Rule, Runs
from borrower_desk.model import Bound, EventKind

_BOUNDS, _NATURES, _KINDS, _HAPPENINGS = (
    {one.value: one for one in kind} for kind in (Bound, Nature, DayKind, EventKind)
)
_OF_EVENTS = ("met_by", "spared_by", "on", "after", "not_after")


def restored(raw: Mapping[str, Any], law: str) -> Rule:
    """A rule from a table that `_rule` accepted as the copy was made: the same, in a tenth."""
    told = {"source": law, "tier": 3, "amount": None, "exceptions": (), **_plain(raw)}
    told["bound"] = _BOUNDS[raw["bound"]]
    told["nature"] = _NATURES[raw["nature"]]
    told["calendar"] = _KINDS[raw["calendar"]]
    told["legs"] = tuple(Leg(**{"direction": "after", **one}) for one in _listed(raw, "legs"))
    told["gates"] = tuple(Gate(**one) for one in _listed(raw, "gates"))
    told["extend"] = next((Extend(**_plain(one)) for one in _listed(raw, "extend")), None)
    told["runs"] = next((Runs(**_plain(one)) for one in _listed(raw, "runs")), Runs())
    return Rule(**told)


def _plain(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A table with tuples for lists, and events for their names."""
    return {
        key: value
        if type(value) is not list
        else tuple(_HAPPENINGS[one] for one in value)
        if key in _OF_EVENTS
        else tuple(value)
        for key, value in raw.items()
    }


def _listed(raw: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    value = raw.get(key, [])
    return value if isinstance(value, list) else [value]
