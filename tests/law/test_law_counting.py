"""Every way of counting against a brute-force counter that shares no code with the product.

`law_walk` walks day by day with its own list of holidays (the `holidays`
package) and its own short table of the law; it makes hundreds of cases, some
for every rule.
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest
from law_walk import (
    BACK,
    DAY,
    ON_BUSINESS,
    ON_CALENDAR,
    PERIOD,
    SPECIAL,
    YEARS,
    brute,
    business,
    some_params,
    walk,
)

from borrower_desk.law.deadlines import deadline
from borrower_desk.law.rules import rules
from borrower_desk.model import HolidayMode


@pytest.mark.parametrize("rule_id", sorted(set(rules()) - {"sla-business-hours"}))
def test_each_rule_agrees_with_a_counter_that_walks_day_by_day(rule_id):
    """Eight starts for each rule and reading, on weekends, holidays and leap days too."""
    dice = random.Random(rule_id)
    starts = [date(2022, 1, 1) + dice.randrange(2900) * DAY for _ in range(4)]
    starts += [date(2026, 7, 2), date(2027, 12, 23), date(2028, 2, 29), date(2026, 11, 28)]
    for start in starts:
        params = some_params(rule_id, start, dice)
        for mode in HolidayMode:
            found = deadline(rule_id, start, params, mode)
            expected = brute(rule_id, start, params, mode is HolidayMode.OBSERVED)
            assert found.due == expected, (start, params, mode)
            assert (found.due is None) == (found.status is not None)


@pytest.mark.parametrize("rule_id", ["noe-respond", "rfi-respond", "qwr-respond"])
def test_extensions_agree_with_the_counter(rule_id):
    """45 business days when the notice came by day 30, was written and gave reasons."""
    dice = random.Random(rule_id)
    for _ in range(40):
        start = date(2022, 1, 1) + dice.randrange(2900) * DAY
        observed = dice.random() < 0.5
        noticed = walk(start, 30, business, observed) + dice.randint(-3, 3) * DAY
        written, reasons = dice.random() < 0.8, dice.random() < 0.8
        params = {
            "extension_noticed_on": noticed,
            "extension_in_writing": written,
            "extension_gives_reasons": reasons,
        }
        good = noticed <= walk(start, 30, business, observed) and written and reasons
        mode = HolidayMode.OBSERVED if observed else HolidayMode.STATUTORY
        expected = walk(start, 45 if good else 30, business, observed)
        assert deadline(rule_id, start, params, mode).due == expected


def test_more_information_to_the_bureau_agrees_with_the_counter():
    """45 days where it came inside the period of 30."""
    for rule_id in ("credit-dispute-cra", "credit-dispute-direct"):
        for after in (0, 1, 28, 29, 30, 31):
            start = date(2026, 11, 24)
            told = {"more_information_received_on": start + after * DAY}
            expected = start + (44 if after <= 29 else 29) * DAY
            assert deadline(rule_id, start, told).due == expected, after


def test_business_hours_agree_with_a_counter_that_walks_minute_by_minute():
    """Every minute on a business day is one; no other is."""
    dice = random.Random("hours")
    for _ in range(12):
        start = datetime(2026, 1, 1) + timedelta(minutes=dice.randrange(500_000))
        hours = dice.choice([1, 4, 24, 48, 72])
        moment, left = start, hours * 60
        while left:
            left -= business(moment.date(), True)
            moment += timedelta(minutes=1)
        params = {"hours": hours, "tz": "America/Denver"}
        found = deadline("sla-business-hours", start, params, HolidayMode.OBSERVED)
        assert found.due_at.replace(tzinfo=None) == moment, (start, hours)


def test_the_counter_knows_every_rule():
    """A rule without a case of its own is not done."""
    known = {*ON_BUSINESS, *ON_CALENDAR, *PERIOD, *BACK, *YEARS, *SPECIAL, "sla-business-hours"}
    assert known == set(rules())
