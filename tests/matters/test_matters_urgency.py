"""Urgency: a foreclosure sale before everything, and the terms of each score."""

from __future__ import annotations

from datetime import date

import pytest
from matters_record import MATTER, happened, notice, owed

from borrower_desk.matters.urgency import most_urgent_first, next_sale, urgency, what_next

TODAY = date(2026, 12, 22)
OVERDUE = owed([notice(1, "delivered", "2026-12-07")], "2026-12-22")["noe-acknowledge:E1"]
AHEAD = owed([notice(1, "delivered", "2026-12-07")], "2026-12-22")["noe-respond:E1"]


def test_a_sale_outweighs_all_else():
    far = urgency(OVERDUE, None, TODAY).score
    assert urgency(AHEAD, date(2027, 3, 1), TODAY).score > far
    assert (
        urgency(AHEAD, date(2027, 1, 5), TODAY).score
        > urgency(AHEAD, date(2027, 3, 1), TODAY).score
    )


def test_the_terms_say_why():
    found = urgency(OVERDUE, date(2027, 1, 5), TODAY)
    assert "a sale on 5 January 2027" in found.terms[0]
    assert "overdue" in found.terms[1]


def test_overdue_comes_before_what_is_ahead():
    assert most_urgent_first([AHEAD, OVERDUE], {}, TODAY) == [OVERDUE, AHEAD]


def test_the_sale_is_the_last_one_scheduled_and_still_ahead():
    events = [
        happened(1, "sale-scheduled", "2027-01-05"),
        happened(2, "sale-scheduled", "2027-02-05"),
    ]
    assert next_sale(events, TODAY) == date(2027, 2, 5)
    assert next_sale(events, date(2027, 3, 1)) is None
    cancelled = happened(3, "sale-scheduled", "2027-02-05", params={"cancelled": "true"})
    assert next_sale([*events, cancelled], TODAY) is None


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2026-12-08", "Wait for it until 14 December 2026."),
        ("2026-12-14", "They may still send it today."),
        ("2026-12-16", "Not sure yet: wait, and look at the postmark when it comes."),
        ("2026-12-22", "Remind them."),
    ],
)
def test_each_state_says_what_happens_next(today, words):
    one = owed([notice(1, "delivered", "2026-12-07")], today)["noe-acknowledge:E1"]
    assert what_next(one) == words


def test_the_matter_of_a_sale_comes_first():
    other = owed([notice(1, "delivered", "2026-12-07")], "2026-12-22")[
        "noe-credit-reporting-bar:E1"
    ]
    sales = {MATTER.id: date(2027, 1, 5)}
    assert most_urgent_first([other, OVERDUE], sales, TODAY)[0] is OVERDUE
