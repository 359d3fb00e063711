"""Write the project's own worked cases: `tests/law/cases_walked.jsonl` and `cases_reckoned.jsonl`.

Neither set is made by the product.  The first comes from a counter that walks
day by day (`tests/law/law_walk.py`), two cases for every rule; the second from
arithmetic on weeks and a published table of holidays (`law_reckon.py`), at the
days where counting goes wrong: eves of holidays, weekends, leap days, year ends.
Run `python tools/make_law_cases.py`; read the cases before you keep them.
"""

from __future__ import annotations

import json
import random
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests" / "law"
sys.path.insert(0, str(TESTS))

import law_reckon  # noqa: E402
import law_walk  # noqa: E402

# Days at which counts go wrong, each with what is odd about it.
EDGES = (
    (date(2026, 7, 2), "the day before the observed Friday of Independence Day"),
    (date(2027, 6, 17), "Juneteenth on a Saturday, observed on Friday"),
    (date(2027, 12, 23), "Christmas Day and New Year's Day on Saturdays"),
    (date(2021, 12, 31), "a Friday on which New Year's Day is observed"),
    (date(2022, 12, 23), "Christmas Day and New Year's Day on Sundays"),
    (date(2024, 2, 29), "a leap day"),
    (date(2028, 2, 29), "a leap day"),
    (date(2026, 11, 25), "the eve of Thanksgiving"),
    (date(2026, 11, 28), "a Saturday"),
    (date(2027, 1, 17), "a Sunday before the King holiday"),
    (date(2025, 1, 9), "a day of mourning, which is no legal public holiday"),
    (date(2025, 1, 20), "the King holiday, and an Inauguration Day"),
    (date(2023, 11, 9), "Veterans Day on a Saturday, observed on Friday"),
    (date(2028, 11, 10), "Veterans Day on a Saturday, counted from its observed Friday"),
    (date(2026, 12, 31), "the last day of a year"),
    (date(2029, 12, 24), "Christmas Eve"),
)


def walked() -> list[dict[str, Any]]:
    """Two cases for each rule, by walking."""
    rules = [
        *law_walk.ON_BUSINESS, *law_walk.ON_CALENDAR, *law_walk.PERIOD, *law_walk.BACK,
        *law_walk.YEARS, *law_walk.SPECIAL,
    ]  # fmt: skip
    cases = []
    for rule in sorted(rules):
        dice = random.Random(f"walked {rule}")
        for observed in (True, False):
            start = date(2022, 1, 3) + dice.randrange(2500) * law_walk.DAY
            if rule == "form-1098":
                start = date(start.year, 12, 31)
            params = law_walk.some_params(rule, start, dice)
            due = law_walk.brute(rule, start, params, observed)
            cases.append(case(rule, start, params, due, observed, "walked day by day"))
    return cases + promises()


def promises() -> list[dict[str, Any]]:
    """The servicer's own hours, walked minute by minute; daylight saving on the way."""
    cases = []
    for at, zone, hours in (
        ("2026-10-30T16:00", "America/Chicago", 24),
        ("2027-03-12T09:30", "America/New_York", 48),
        ("2026-12-23T20:15", "America/Los_Angeles", 72),
        ("2026-11-26T11:00", "America/Denver", 24),
    ):
        start = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(zone))
        due = law_walk.minutes(start, hours, zone)
        made = case(
            "sla-business-hours", start, {"hours": hours, "tz": zone}, due, True,
            "walked minute by minute",
        )  # fmt: skip
        cases.append(made)
    return cases


def reckoned() -> list[dict[str, Any]]:
    """Every rule that needs only its start, at two of the odd days; the short counts at more."""
    plain = [
        *law_walk.ON_BUSINESS, *law_walk.ON_CALENDAR, *law_walk.PERIOD, *law_walk.BACK,
        *law_walk.YEARS,
    ]  # fmt: skip
    cases = []
    for number, rule in enumerate(sorted(plain)):
        picked = [EDGES[(number + step * 5) % len(EDGES)] for step in range(2)]
        if law_walk.ON_BUSINESS.get(rule, 99) <= 30:
            picked += [EDGES[(number + 3) % len(EDGES)]]
        for start, odd in dict(picked).items():
            observed = (number + start.day) % 2 == 0
            due = law_reckon.reckon(rule, start, observed)
            cases.append(case(rule, start, {}, due, observed, f"reckoned in weeks; start: {odd}"))
    return cases


def case(
    rule: str, start: date, params: dict[str, Any], due: date | None, observed: bool, why: str
) -> dict[str, Any]:
    """One case in the form of `cases_shared.jsonl`."""

    def plain(value: object) -> object:
        return value.isoformat() if isinstance(value, date) else value

    made: dict[str, Any] = {
        "rule": rule,
        "start": start.isoformat(),
        "params": {name: plain(value) for name, value in params.items()},
        "expect": due.isoformat() if due else None,
        "holiday_mode": "observed" if observed else "statutory",
        "why": f"{start:%a} {start:%d %B %Y} to {due:%a %d %B %Y}, {why}" if due else why,
    }
    if due is None:
        made["expect_status"] = (
            "good-faith-only" if rule == "noe-respond-foreclosure" else "not-covered"
        )
    return made


def main() -> None:
    """Write both files, numbered."""
    for name, letter, cases in (("walked", "w", walked()), ("reckoned", "r", reckoned())):
        lines = [
            json.dumps({"id": f"{letter}{number:03}", **one}, ensure_ascii=False)
            for number, one in enumerate(cases, start=1)
        ]
        TESTS.joinpath(f"cases_{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"cases_{name}.jsonl: {len(lines)} cases")


if __name__ == "__main__":
    assert timedelta(days=1) == law_walk.DAY
    main()
