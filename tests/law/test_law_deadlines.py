"""Deadlines: the worked cases of the law table, and what the calculator says of each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from borrower_desk.errors import NoRuleInForce, NoSuchRule
from borrower_desk.law.calendar import business_days_after, federal_holidays
from borrower_desk.law.deadlines import act_by, deadline
from borrower_desk.law.rules import rule, rules
from borrower_desk.model import Bound, HolidayMode

STATUTORY, OBSERVED = HolidayMode.STATUTORY, HolidayMode.OBSERVED
CASES = [
    json.loads(line)
    for line in Path(__file__)
    .with_name("cases_shared.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
DAYS = st.dates(date(2022, 1, 1), date(2060, 12, 31))
# What the rules that cannot do without a parameter are given when any will do.
PLAIN = {
    "noe-respond-foreclosure": {"sale_date": None},
    "fpi-earliest-charge": {"reminder_mailed_on": None},
    "lossmit-accept": {"sale_date": None},
    "lossmit-transfer-appeal": {"appeal_made_on": None},
    "limit-fcra": {"violation_date": None},
    "sla-business-hours": {"hours": 48},
}
FORWARD = sorted(one.id for one in rules().values() if one.direction == "after")


def compute(case):
    text = case["start"]
    start = datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    return deadline(case["rule"], start, case["params"], HolidayMode(case["holiday_mode"]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']}-{case['rule']}")
def test_a_worked_case_comes_out(case):
    """Each has its reason in words; some are the official comments' own examples."""
    found = compute(case)
    day = found.due_at or found.due
    assert (day.isoformat() if day else None) == case["expect"], case["why"]
    assert found.status == case.get("expect_status")


def test_there_are_sixty_worked_cases():
    assert len(CASES) == 60


@pytest.mark.parametrize("rule_id", sorted(rules()))
def test_every_rule_can_be_computed(rule_id):
    """A date, a citation and an explanation for each of the 101, without more than it needs."""
    found = deadline(rule_id, date(2026, 11, 24), PLAIN.get(rule_id, {}))
    assert found.due is not None
    assert found.late_after is not None
    assert found.citation
    assert found.explanation


# ── who is safe with which reading ───────────────────────────────────────────


def test_the_later_reading_before_the_servicer_is_called_late():
    """Received 30 June 2026: 8 July with the observed Friday left out, 7 July without."""
    found = deadline("noe-acknowledge", date(2026, 6, 30))
    assert (found.due, found.alternative_due) == (date(2026, 7, 8), date(2026, 7, 7))
    assert found.holidays is OBSERVED
    assert found.late_after == date(2026, 7, 8)


def test_late_after_is_the_same_whichever_reading_was_asked_for():
    """Nobody is late under either reading on that day."""
    found = deadline("noe-acknowledge", date(2026, 6, 30), holidays=STATUTORY)
    assert found.due == date(2026, 7, 7)
    assert found.late_after == date(2026, 7, 8)
    assert found.alternative_holidays is OBSERVED


def test_the_earlier_reading_for_what_the_borrower_must_do():
    """The statutory date is the safe one for one's own deadline."""
    found = deadline("validation-period-end", date(2026, 6, 29))
    assert found.holidays is STATUTORY
    assert found.due == date(2026, 8, 5)
    assert found.late_after == date(2026, 8, 5)
    assert found.alternative_due == date(2026, 8, 6)


def test_where_saturdays_count_the_statutory_dates_are_the_law():
    """Comment 2(a)(6)-2 settles it: no other reading is offered."""
    found = deadline("escrow-closing-notice-requested", date(2026, 7, 6), holidays=OBSERVED)
    assert found.due == found.alternative_due == date(2026, 7, 1)
    assert found.holidays is STATUTORY


@pytest.mark.parametrize(
    ("rule_id", "start", "due", "late_after", "because"),
    [
        ("lossmit-evaluate", "2026-11-20", "2026-12-20", "2026-12-21", "S: a Sunday, silent"),
        ("lossmit-evaluate", "2026-06-03", "2026-07-03", "2026-07-06", "S: an observed holiday"),
        ("lossmit-evaluate", "2026-11-24", "2026-12-24", "2026-12-24", "S: a business day"),
        ("credit-dispute-cra", "2026-11-24", "2026-12-23", "2026-12-24", "I: one day of tolerance"),
        (
            "transfer-payment-grace",
            "2026-07-01",
            "2026-08-29",
            "2026-08-29",
            "a protection has none",
        ),
        ("transfer-notice-old", "2026-12-05", "2026-11-20", "2026-11-20", "B: no roll"),
        ("cfpb-complaint-final", "2026-11-24", "2027-01-23", "2027-01-23", "C: no roll"),
        ("noe-time-limit", "2026-08-01", "2027-08-01", "2027-08-01", "the borrower's own day"),
        ("form-1098", "2025-12-31", "2026-02-02", "2026-02-02", "T: rolled by 26 USC 7503"),
        ("payoff-statement", "2026-06-24", "2026-07-06", "2026-07-06", "G: the later reading"),
        (
            "credit-dispute-cra-tells-furnisher",
            "2026-12-07",
            "2026-12-11",
            "2026-12-14",
            "I, in business days: the next one, not Saturday",
        ),
    ],
)
def test_the_last_day_that_is_not_late(rule_id, start, due, late_after, because):
    """By the code of the rule's last day (`law.md` 1.3)."""
    found = deadline(rule_id, date.fromisoformat(start))
    assert found.due == date.fromisoformat(due), because
    assert found.late_after == date.fromisoformat(late_after), because


@pytest.mark.parametrize(
    ("rule_id", "start", "due", "act"),
    [
        ("noe-time-limit", "2026-08-01", "2027-08-01", "2027-07-30"),  # a Sunday
        ("limit-respa-servicing", "2024-07-05", "2027-07-05", "2027-07-02"),  # observed: no post
        ("noe-presale-cutoff", "2027-03-15", "2027-03-07", "2027-03-05"),
        ("noe-time-limit", "2026-08-03", "2027-08-03", "2027-08-03"),
    ],
)
def test_the_borrower_acts_on_the_business_day_before(rule_id, start, due, act):
    """Nothing moves a last day on a weekend: the office that must have the letter is shut."""
    found = deadline(rule_id, date.fromisoformat(start))
    assert found.due == date.fromisoformat(due)
    assert act_by(rule(rule_id), found.due) == date.fromisoformat(act)
    assert (f"act by {act}" in found.note) is (act != due)


def test_a_servicers_day_is_never_moved_forward_for_it():
    found = deadline("lossmit-evaluate", date(2026, 11, 20))
    assert act_by(rule("lossmit-evaluate"), found.due) == found.due == date(2026, 12, 20)
    assert "act by" not in found.note


def test_several_notes_stand_beside_each_other():
    """What the rule says of itself comes after what this count met."""
    assert deadline("escrow-shortage-lump", date(2026, 11, 20)).note == (
        "2026-12-20 is no business day: act by 2026-12-18."
        ' The text says "within 30 days" without saying from when.'
    )


def test_hours_have_two_readings_too():
    """24 hours from the eve of the observed Friday: that Friday counts, or Monday does."""
    found = deadline(
        "sla-business-hours", datetime.fromisoformat("2026-07-02T17:00:00-05:00"),
        {"hours": 24, "tz": "America/Chicago"},
    )  # fmt: skip
    assert (found.due, found.alternative_due) == (date(2026, 7, 6), date(2026, 7, 3))


# ── parameters and special rules ─────────────────────────────────────────────


def test_an_extension_is_tested_under_each_reading_by_itself():
    """Given on 6 January 2022: in time if the observed days are left out, else too late."""
    params = {"extension_noticed_on": "2022-01-06"}
    start = date(2021, 11, 22)
    assert deadline("noe-respond", start, params, OBSERVED).extended
    assert not deadline("noe-respond", start, params, STATUTORY).extended


def test_the_amount_is_what_was_counted():
    """45 in all with an extension, 7 near a sale."""
    longer = deadline("noe-respond", date(2026, 9, 4), {"extension_noticed_on": "2026-10-20"})
    assert (longer.amount, len(longer.counted)) == (45, 45)
    near = {"complete_received_on": "2026-10-31", "sale_date": "2026-12-08"}
    assert deadline("lossmit-accept", date(2026, 11, 24), near).amount == 7


def test_an_extension_from_before_the_notice_is_none():
    found = deadline("noe-respond", date(2026, 9, 4), {"extension_noticed_on": "2026-09-01"})
    assert not found.extended
    assert "came before" in found.note


@pytest.mark.parametrize(
    ("sale", "due", "status"),
    [
        ("2026-10-08", None, "good-faith-only"),
        ("2026-10-09", "2026-10-08", None),
        ("null", "2026-11-16", None),
    ],
)
def test_a_foreclosure_notice_of_error_is_answered_before_the_sale(sale, due, status):
    """12 CFR 1024.35(e)(3)(i)(B), (f)(2): received 1 October; seven days or fewer, or eight."""
    found = deadline("noe-respond-foreclosure", date(2026, 10, 1), {"sale_date": sale})
    assert found.due == (date.fromisoformat(due) if due else None)
    assert found.status == status


def test_where_the_sale_comes_first_the_working_still_tiles():
    found = deadline("noe-respond-foreclosure", date(2026, 10, 1), {"sale_date": "2026-10-26"})
    met = sorted([*found.counted, *(one.on for one in found.skipped)])
    assert met == [date(2026, 10, 1) + timedelta(days=n + 1) for n in range(24)]
    assert "2026-10-26" in found.note


@pytest.mark.parametrize(
    ("rule_id", "start", "params"),
    [
        ("lossmit-acknowledge", "2026-11-24", {"sale_date": "2027-01-07"}),
        ("lossmit-evaluate", "2026-11-24", {"sale_date": "2026-12-31"}),
        ("lossmit-complete-notice", "2026-11-24", {"sale_date": "2026-12-31"}),
        (
            "lossmit-appeal",
            "2026-11-24",
            {"sale_date": "2027-01-29", "complete_received_on": "2026-11-01"},
        ),
    ],
)
def test_too_near_to_a_sale_some_duties_do_not_bind(rule_id, start, params):
    """12 CFR 1024.41: 45 days, more than 37 days, 90 days; one day farther off they do."""
    found = deadline(rule_id, date.fromisoformat(start), params)
    assert (found.due, found.status) == (None, "not-covered")
    assert "1024.41" in found.note
    farther = {**params, "sale_date": str(date.fromisoformat(params["sale_date"]) + timedelta(1))}
    assert deadline(rule_id, date.fromisoformat(start), farther).due is not None


def test_a_promise_in_hours_has_an_instant_and_a_day():
    """Without an hour the message counts from the end of its day: nobody is accused early."""
    params = {"hours": "24", "tz": "America/New_York"}
    found = deadline("sla-business-hours", date(2026, 11, 24), params)
    assert found.due_at.isoformat() == "2026-11-26T00:00:00-05:00"
    assert found.due == date(2026, 11, 25)
    assert found.amount == 24


def test_closures_move_what_counts_open_days():
    """A day on which the servicer is shut is no day of its seven; it is one of the thirty."""
    shut = [date(2026, 11, 27)]
    plain = deadline("payoff-statement", date(2026, 11, 18))
    moved = deadline("payoff-statement", date(2026, 11, 18), closures=shut)
    assert (plain.due, moved.due) == (date(2026, 11, 30), date(2026, 12, 1))
    assert moved.skipped[-3].why == "closed that day"
    same = deadline("noe-acknowledge", date(2026, 11, 23), closures=shut)
    assert same.due == date(2026, 12, 1)


def test_a_rule_is_not_applied_to_a_time_before_it():
    """Regulation F's way of counting is from 30 November 2021."""
    with pytest.raises(NoRuleInForce) as caught:
        deadline("validation-period-end", date(2021, 11, 1))
    assert "2021-11-30" in caught.value.message


def test_an_unknown_rule_is_refused():
    with pytest.raises(NoSuchRule):
        deadline("noe", date(2026, 11, 24))


def test_the_machines_time_zone_changes_nothing():
    """Plain dates, and zones that are named: TZ is never asked."""
    code = (
        "from datetime import date, datetime\n"
        "from borrower_desk.law.deadlines import deadline\n"
        "print(deadline('noe-respond', date(2026, 9, 4)))\n"
        "print(deadline('sla-business-hours', datetime(2026, 11, 24, 10), {'hours': 48}))\n"
    )
    found = set()
    for zone in ("UTC", "Pacific/Kiritimati", "America/Los_Angeles"):
        run = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(run.stdout)
    assert len(found) == 1


# ── invariants (`law.md` section 7) ──────────────────────────────────────────


@settings(deadline=None, max_examples=150)
@given(DAYS, st.sampled_from(FORWARD), st.sampled_from(HolidayMode))
def test_a_day_later_is_never_due_earlier(start, rule_id, mode):
    params = PLAIN.get(rule_id, {})
    first = deadline(rule_id, start, params, mode)
    assert first.due <= deadline(rule_id, start + timedelta(days=1), params, mode).due


@settings(deadline=None, max_examples=150)
@given(DAYS, st.sampled_from(sorted(rules())))
def test_the_observed_reading_is_never_earlier_going_forward(start, rule_id):
    params = PLAIN.get(rule_id, {})
    observed = deadline(rule_id, start, params, OBSERVED)
    statutory = deadline(rule_id, start, params, STATUTORY)
    if observed.direction == "after":
        assert observed.due >= statutory.due
    assert (observed.due, observed.alternative_due) == (statutory.alternative_due, statutory.due)


@settings(deadline=None, max_examples=100)
@given(DAYS, st.sampled_from(sorted(rules())), st.sampled_from([None, *HolidayMode]))
def test_counted_and_skipped_days_tile_what_lies_between(start, rule_id, mode):
    """Each day met once; years and a fixed day are marks and not days."""
    found = deadline(rule_id, start, PLAIN.get(rule_id, {}), mode)
    assume(rules()[rule_id].count not in ("years-after", "fixed-day", "same-day"))
    assume("years" not in found.unit)
    met = sorted([*found.counted, *(one.on for one in found.skipped)])
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(met))
    assert found.due in met
    if rules()[rule_id].count in ("days-after", "days-before", "period-beginning"):
        assert len(found.counted) == found.amount


@settings(deadline=None, max_examples=60)
@given(DAYS, st.sampled_from(HolidayMode))
def test_friday_and_saturday_receipt_give_the_same_day(start, mode):
    friday = start + timedelta(days=(4 - start.weekday()) % 7)
    saturday = friday + timedelta(days=1)
    for rule_id in ("noe-acknowledge", "noe-respond", "rfi-owner"):
        assert deadline(rule_id, friday, {}, mode).due == deadline(rule_id, saturday, {}, mode).due


@settings(deadline=None, max_examples=60)
@given(DAYS, st.integers(0, 80), st.sampled_from(HolidayMode))
def test_an_extension_never_shortens_and_adds_fifteen_business_days(start, after, mode):
    """Day 45 is 15 business days after day 30."""
    plain = deadline("noe-respond", start, {}, mode)
    noticed = start + timedelta(days=after)
    longer = deadline("noe-respond", start, {"extension_noticed_on": noticed}, mode)
    assert longer.due >= plain.due
    assert longer.extended == (noticed <= plain.due)
    if longer.extended:
        assert longer.due == business_days_after(plain.due, 15, mode)


@settings(deadline=None, max_examples=60)
@given(DAYS, st.sampled_from(HolidayMode))
def test_a_business_day_result_is_a_business_day(start, mode):
    for rule_id in ("noe-acknowledge", "noe-respond-payoff", "payoff-escrow-refund"):
        due = deadline(rule_id, start, {}, mode).due
        assert due.weekday() < 5
        assert due not in federal_holidays(due.year, mode)


@settings(deadline=None, max_examples=60)
@given(DAYS)
def test_the_cut_off_before_a_sale_is_more_than_37_days(sale):
    assert (sale - deadline("lossmit-complete-cutoff", sale).due).days == 38


@settings(deadline=None, max_examples=100)
@given(DAYS, st.sampled_from(sorted(rules())))
def test_a_servicer_is_never_late_before_its_due_day_nor_a_borrower_after(start, rule_id):
    """The tolerance runs in the other side's favour."""
    found = deadline(rule_id, start, PLAIN.get(rule_id, {}))
    if rules()[rule_id].bound is Bound.SERVICER:
        assert found.late_after >= max(found.due, found.alternative_due)
    else:
        assert found.late_after == min(found.due, found.alternative_due)


# ── the working, and what is said of it ──────────────────────────────────────


@pytest.mark.parametrize(
    ("told", "note"),
    [
        ({"extension_in_writing": False}, "The extension was not given in writing: no more time."),
        ({"extension_gives_reasons": False}, "The extension gave no reasons: no more time."),
        ({}, "Extended: 45 in all."),
        (
            {"extension_noticed_on": date(2027, 1, 22)},
            "The notice of 2027-01-22 came after 2027-01-21: no more time.",
        ),
        (
            {"extension_noticed_on": date(2026, 12, 6)},
            "A notice of 2026-12-06 came before 2026-12-07: no more time.",
        ),
    ],
)
def test_an_extension_says_why_it_counts_or_not(told, note):
    params = {"extension_noticed_on": date(2027, 1, 14)} | told
    assert deadline("noe-respond", date(2026, 12, 7), params).note == note


def test_a_tax_forms_day_shows_the_days_over_which_it_rolled():
    """31 January 2026 is a Saturday: Monday it is."""
    found = deadline("form-1098", date(2025, 12, 31))
    assert found.counted == (date(2026, 2, 2),)
    assert [(one.on.day, one.why) for one in found.skipped] == [(31, "Saturday"), (1, "Sunday")]


def test_a_charge_for_insurance_may_come_later_than_is_known():
    """Without the second notice the first day can only be told as not before."""
    start = date(2026, 12, 7)
    unknown = deadline("fpi-earliest-charge", start, {"reminder_mailed_on": None})
    assert unknown.note.startswith("No reminder mailed on is known: it may be later.")
    known = deadline("fpi-earliest-charge", start, {"reminder_mailed_on": date(2027, 1, 8)})
    assert "may be later" not in known.note


@pytest.mark.parametrize(("complete", "days"), [(date(2026, 9, 17), 14), (date(2026, 9, 18), 7)])
def test_ninety_days_before_a_sale_is_not_less_than_ninety(complete, days):
    """1024.41(e)(1): "90 days or more before a foreclosure sale" gives fourteen."""
    start, sale = date(2026, 10, 1), date(2026, 12, 16)
    assert (sale - date(2026, 9, 17)).days == 90
    told = {"complete_received_on": complete, "sale_date": sale}
    found = deadline("lossmit-accept", start, told)
    assert found.due == start + timedelta(days=days)
    assert found.amount == days


@pytest.mark.parametrize(
    ("told", "due", "note"),
    [
        ({}, "2027-01-06", ""),
        ({"document_stale_on": date(2026, 12, 20)}, "2026-12-20", "Set by: a document goes stale."),
        (
            {"delinquent_since": date(2026, 8, 30)},
            "2026-12-28",
            "Set by: the 120th day of delinquency.",
        ),
        ({"sale_date": date(2027, 3, 20)}, "2026-12-20", "Set by: 90 days before the sale."),
        ({"sale_date": date(2027, 1, 20)}, "2026-12-14", "Set by: never less than 7 days."),
        ({"sale_date": date(2027, 2, 1)}, "2026-12-25", "Set by: 38 days before the sale."),
    ],
)
def test_a_reasonable_date_says_what_set_it(told, due, note):
    """Comments 41(b)(2)(ii)-1 to -3."""
    found = deadline("lossmit-reasonable-date", date(2026, 12, 7), told)
    assert found.due == date.fromisoformat(due)
    assert note in found.note
    assert ("Set by" in found.note) is bool(note)


def test_hours_can_be_those_of_an_office():
    """Ten hours from eight o'clock on, at nine a day: nine o'clock of the next one."""
    start = datetime.fromisoformat("2026-12-07T08:00:00-06:00")
    told = {"hours": 10, "tz": "America/Chicago", "office_hours": "08:00-17:00"}
    found = deadline("sla-business-hours", start, told)
    assert found.due_at == datetime.fromisoformat("2026-12-08T09:00:00-06:00")


def test_the_days_of_hours_are_those_of_the_servicers_zone():
    """A message at 23:30 in Los Angeles is the next day's in New York, where it is counted."""
    start = datetime.fromisoformat("2026-12-10T23:30:00-08:00")
    found = deadline("sla-business-hours", start, {"hours": 24, "tz": "America/New_York"})
    assert found.due_at == datetime.fromisoformat("2026-12-14T02:30:00-05:00")
    assert found.counted == (date(2026, 12, 14),)
    assert [one.on.day for one in found.skipped] == [12, 13]


def test_without_an_hour_a_message_counts_from_the_end_of_its_day():
    found = deadline("sla-business-hours", date(2026, 12, 8), {"hours": 24})
    assert (found.due, found.counted) == (date(2026, 12, 9), (date(2026, 12, 9),))
