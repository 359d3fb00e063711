"""The project's own worked cases, made by two ways that share no code with the product."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from borrower_desk.law.deadlines import deadline
from borrower_desk.law.rules import rules
from borrower_desk.model import HolidayMode


def read(name):
    text = Path(__file__).with_name(f"cases_{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


WALKED, RECKONED = read("walked"), read("reckoned")


@pytest.mark.parametrize(
    "case", [*WALKED, *RECKONED], ids=lambda case: f"{case['id']}-{case['rule']}"
)
def test_a_case_comes_out(case):
    text = case["start"]
    start = datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    found = deadline(case["rule"], start, case["params"], HolidayMode(case["holiday_mode"]))
    day = found.due_at or found.due
    assert (day.isoformat() if day else None) == case["expect"], case["why"]
    assert found.status == case.get("expect_status")


def test_there_are_over_three_hundred_and_half_are_walked():
    assert len(WALKED) + len(RECKONED) >= 300
    assert len(WALKED) >= 150
    assert len({case["id"] for case in [*WALKED, *RECKONED]}) == len(WALKED) + len(RECKONED)


def test_every_rule_has_a_case_of_its_own():
    """A rule without one is not done."""
    counts = Counter(case["rule"] for case in WALKED)
    assert {one for one in rules() if counts[one] < 2} == set()


def test_no_case_is_there_twice():
    told = [
        (c["rule"], c["start"], json.dumps(c["params"]), c["holiday_mode"])
        for c in [*WALKED, *RECKONED]
    ]
    assert [one for one, times in Counter(told).items() if times > 1] == []
