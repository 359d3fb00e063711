"""What a rule needs to know beside its start: typed from the text that people give.

The keys are those of `law.md` section 7.  A value may come as text ("true",
"2026-10-20", "null") or typed; None says "known to be none".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from borrower_desk.errors import RuleNeedsParameter, UsageError
from borrower_desk.law.hours import office_hours, zone_named
from borrower_desk.law.rules import Rule

Value = date | bool | int | str | None

_NONE = ("null", "none", "")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def parse_date(value: object, what: str) -> date:
    """A date from a date or from YYYY-MM-DD; UsageError names `what` was meant."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise UsageError(f"{what} is {value!r}, not a date.", hint="Write it like 2026-10-20.")


def _truth(value: object, what: str) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    raise UsageError(f"{what} is {value!r}.", hint="Write true or false.")


def _hours(value: object, what: str) -> int:
    text = str(value).strip()
    if not isinstance(value, bool) and re.fullmatch(r"[1-9]\d{0,3}", text, re.ASCII):
        return int(text)
    raise UsageError(f"{what} is {value!r}.", hint="Give a whole number of hours, like 48.")


def _zone(value: object, what: str) -> str:
    name = str(value).strip()
    zone_named(name)
    return name


def _office(value: object, what: str) -> str:
    office_hours(str(value))
    return str(value)


PARAMETERS: Mapping[str, Callable[[object, str], Value]] = {
    "extension_noticed_on": parse_date,
    "extension_in_writing": _truth,
    "extension_gives_reasons": _truth,
    "sale_date": parse_date,
    "reminder_mailed_on": parse_date,
    "complete_received_on": parse_date,
    "delinquent_since": parse_date,
    "document_stale_on": parse_date,
    "appeal_made_on": parse_date,
    "more_information_received_on": parse_date,
    "violation_date": parse_date,
    "hours": _hours,
    "tz": _zone,
    "office_hours": _office,
}


def read_parameters(rule: Rule, given: Mapping[str, object]) -> dict[str, Value]:
    """The parameters that `rule` uses, typed; what it does not use is checked and left out.

    UsageError for an unknown key or a malformed value, RuleNeedsParameter where
    one is missing that the rule cannot do without.
    """
    read: dict[str, Value] = {}
    for key, value in given.items():
        if key not in PARAMETERS:
            raise UsageError(f"There is no parameter {key!r}.", hint=_takes(rule))
        none = value is None or (isinstance(value, str) and value.strip().lower() in _NONE)
        typed = None if none else PARAMETERS[key](value, key)
        if key in rule.params:
            read[key] = typed
    _check_needs(rule, read)
    return read


def _check_needs(rule: Rule, read: Mapping[str, Value]) -> None:
    for key in rule.needs:
        # Without a sale there is nothing that a complete application could be too near to.
        spare = key == "complete_received_on" and "sale_date" in read and read["sale_date"] is None
        if key not in read and not spare:
            raise RuleNeedsParameter(
                f"{rule.id} cannot be computed without {key}.",
                hint=f"Give --param {key}=VALUE, or {key}=null where there is none.",
            )
    if rule.count == "business-hours" and read.get("hours") is None:
        raise RuleNeedsParameter(f"{rule.id} needs a number of hours.", hint="--param hours=48")


def _takes(rule: Rule) -> str:
    if not rule.params:
        return f"{rule.id} takes no parameters."
    return f"{rule.id} takes {', '.join(rule.params)}."
