"""Duties: which clocks a record runs, what stops them, and what each is called today."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matters_record import HARBOR, HELOC, LOAN, MATTER, happened, notice, owed

from borrower_desk.law.rules import Nature, rules
from borrower_desk.matters.duties import clocks_of, duties, stopped_by
from borrower_desk.model import (
    Bound,
    Channel,
    Closure,
    DutyStatus,
    EventKind,
    EventStatus,
    LoanType,
    MatterStatus,
    Receipt,
    ServicingPeriod,
)

OPEN, SOON, TODAY = DutyStatus.OPEN, DutyStatus.DUE_SOON, DutyStatus.DUE_TODAY
PERHAPS, OVERDUE = DutyStatus.PERHAPS_LATE, DutyStatus.OVERDUE
MET, MET_LATE = DutyStatus.MET, DutyStatus.MET_LATE
SUPERSEDED, NOT_COVERED = DutyStatus.SUPERSEDED, DutyStatus.NOT_COVERED
SENT = notice(1, "sent", "2026-12-04", channel=Channel.CERTIFIED_MAIL)
DELIVERED = notice(2, "delivered", "2026-12-07", of="E1")


# ── what starts, and from when ───────────────────────────────────────────────


def test_a_delivered_notice_of_error_starts_its_clocks():
    """Sent 4 December, delivered 7 December 2026: product.md, journey 3."""
    found = owed([SENT, DELIVERED], "2026-12-08")
    assert {key: one.due for key, one in found.items()} == {
        "noe-acknowledge:E2": date(2026, 12, 14),
        "noe-respond:E2": date(2027, 1, 21),
        "noe-credit-reporting-bar:E2": date(2027, 2, 5),
    }
    one = found["noe-respond:E2"]
    assert (one.receipt, one.trigger.estimated, one.days_left) == (Receipt.PROVED, False, 44)
    assert one.citation.startswith("12 CFR 1024.35")


def test_without_a_delivery_the_receipt_is_estimated_and_says_so():
    """Mailed plus five business days (`law.md` 1.7)."""
    one = owed([SENT], "2026-12-08")["noe-acknowledge:E1"]
    assert one.trigger.on == date(2026, 12, 11)
    assert (one.trigger.estimated, one.receipt) == (True, Receipt.PRESUMED)
    assert "estimate" in one.uncertainty


def test_an_estimate_across_the_holidays():
    """Mailed on 24 December 2026: received 4 January, acknowledgment 11 January."""
    found = owed([notice(1, "sent", "2026-12-24")], "2026-12-24")
    assert found["noe-acknowledge:E1"].due == date(2027, 1, 11)
    assert found["noe-respond:E1"].due == date(2027, 2, 17)


def test_their_letter_can_admit_the_day_of_receipt():
    """ "We received your letter on 9 December" beats the estimate."""
    answer = happened(3, "acknowledged", "2026-12-14", params={"received_on": "2026-12-09"})
    one = owed([SENT, answer], "2026-12-15")["noe-respond:E1"]
    assert (one.trigger.on, one.trigger.estimated) == (date(2026, 12, 9), False)
    assert one.receipt is Receipt.ADMITTED


def test_a_delivery_record_beats_their_word():
    answer = happened(3, "acknowledged", "2026-12-14", params={"received_on": "2026-12-09"})
    one = owed([SENT, DELIVERED, answer], "2026-12-15")["noe-respond:E2"]
    assert (one.trigger.on, one.receipt) == (date(2026, 12, 7), Receipt.PROVED)


def test_the_later_of_two_deliveries_counts_and_both_days_are_said():
    """Of two days that contradict each other the later one accuses nobody too soon."""
    later = notice(3, "delivered", "2026-12-10", of="E1")
    one = owed([SENT, later, DELIVERED], "2026-12-15")["noe-acknowledge:E3"]
    assert one.trigger.on == date(2026, 12, 10)
    assert "Deliveries on" in one.uncertainty
    assert "the later counts" in one.uncertainty


def test_a_delivery_that_is_known_counts_before_a_later_one_that_is_presumed():
    guessed = notice(3, "delivered", "2026-12-10", of="E1", receipt=Receipt.PRESUMED)
    assert "noe-acknowledge:E2" in owed([SENT, guessed, DELIVERED], "2026-12-15")


def test_handed_over_in_person_is_received_that_day():
    one = owed([notice(1, "sent", "2026-12-04", channel=Channel.IN_PERSON)], "2026-12-05")
    assert one["noe-acknowledge:E1"].trigger.on == date(2026, 12, 4)
    assert one["noe-acknowledge:E1"].receipt is Receipt.PROVED


def test_a_delivery_is_matched_by_the_letter_that_both_name():
    """The draft or the piece of correspondence that the sending and the delivery share."""
    sent, delivered = replace(SENT, of="C4"), replace(DELIVERED, of="C4")
    assert set(owed([sent, delivered], "2026-12-08")) == set(owed([SENT, DELIVERED], "2026-12-08"))


def test_a_bounce_means_that_no_clock_runs():
    bounced = happened(3, "other", "2026-12-06", of="E1", params={"bounce": "true"})
    found = owed([SENT, bounced], "2027-06-01")
    assert {one.status for one in found.values()} == {SUPERSEDED}
    assert "not received" in found["noe-respond:E1"].uncertainty


@pytest.mark.parametrize(
    "change",
    [{"status": EventStatus.PROPOSED}, {"undone": True}],
    ids=["proposed", "undone"],
)
def test_what_is_not_confirmed_moves_no_clock(change):
    assert owed([replace(DELIVERED, of=None, **change)], "2026-12-08") == {}


def test_a_corrected_date_moves_every_deadline():
    """The event that replaces another starts the clock in its place."""
    right = notice(3, "delivered", "2026-12-09", of="E1", replaces="E2")
    answer = happened(4, "acknowledged", "2026-12-11", of="E2")
    found = owed([SENT, DELIVERED, right, answer], "2026-12-12")
    assert found["noe-acknowledge:E3"].due == date(2026, 12, 16)
    assert found["noe-acknowledge:E3"].status is MET
    assert not any(":E2" in key for key in found)


# ── which clock for which error ──────────────────────────────────────────────


@pytest.mark.parametrize(
    ("slug", "rule_id"),
    [
        ("fee-without-basis", "noe-respond"),
        ("payment-misapplied", "noe-respond"),
        ("lossmit-info-wrong", "noe-respond"),
        ("other-servicing-error", "noe-respond"),
        ("payoff-wrong-or-missing", "noe-respond-payoff"),
        ("foreclosure-started-too-early", "noe-respond-foreclosure"),
        ("foreclosure-judgment-or-sale-barred", "noe-respond-foreclosure"),
    ],
)
def test_each_error_has_its_clock(slug, rule_id):
    """12 CFR 1024.35(e)(3)(i): seven days for payoff, before the sale for foreclosure."""
    found = owed([notice(1, "delivered", "2026-12-07", slug)], "2026-12-08")
    assert [one.rule for one in found.values() if "noe-respond" in one.rule] == [rule_id]
    assert f"{rule_id}:E1" in found


def test_the_letters_errors_pick_the_clock_even_where_it_names_another():
    """A template names the ordinary clock; the payoff error has its own."""
    starts = ("noe-acknowledge", "noe-respond")
    one = happened(1, "delivered", "2026-12-07", errors=("payoff-wrong-or-missing",), starts=starts)
    assert set(owed([one], "2026-12-08")) == {"noe-acknowledge:E1", "noe-respond-payoff:E1"}


def test_a_letter_with_several_errors_has_one_answer_for_each():
    """One deadline for each error: comment 35(e)(1)(i)-1."""
    letter = notice(
        1, "delivered", "2026-12-07", "fee-without-basis", "payment-misapplied",
        "payoff-wrong-or-missing",
    )  # fmt: skip
    assert set(owed([letter], "2026-12-08")) == {
        "noe-acknowledge:E1",
        "noe-respond:E1:fee-without-basis",
        "noe-respond:E1:payment-misapplied",
        "noe-respond-payoff:E1:payoff-wrong-or-missing",
        "noe-credit-reporting-bar:E1",
    }


def test_an_answer_to_one_error_leaves_the_others_open():
    letter = notice(1, "delivered", "2026-12-07", "fee-without-basis", "payment-misapplied")
    answer = happened(2, "corrected", "2027-01-05", of="E1", errors=("fee-without-basis",))
    found = owed([letter, answer], "2027-01-06")
    assert found["noe-respond:E1:fee-without-basis"].status is MET
    assert found["noe-respond:E1:payment-misapplied"].status is OPEN


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        ("request-for-information", {"rfi-acknowledge", "rfi-respond"}),
        ("owner-identity", {"rfi-acknowledge", "rfi-owner"}),
        ("documents-relied-on", {"noe-documents"}),
        ("payoff-statement", {"payoff-statement"}),
        (
            "qualified-written-request",
            {"qwr-acknowledge", "qwr-respond", "qwr-credit-reporting-bar"},
        ),
        ("credit-dispute", {"credit-dispute-direct"}),
        ("insurance-evidence", {"fpi-refund"}),
        ("pmi-cancellation", {"pmi-denial-notice", "pmi-stop-charging"}),
        ("balance-verification", set()),
        ("response-overdue", set()),
        (None, set()),
    ],
)
def test_a_letter_that_names_no_rules_starts_those_of_its_kind(letter, expected):
    assert {one.id for one in clocks_of(letter, (), ())} == expected


def test_nothing_that_is_only_an_option_is_listed():
    """That they may ask for more time is no duty."""
    starts = ("noe-respond", "noe-extend", "noe-early-correction", "record-retention")
    one = happened(1, "delivered", "2026-12-07", letter="notice-of-error", starts=starts)
    assert all(
        rules()[d.rule].nature is not Nature.OPTION for d in owed([one], "2026-12-08").values()
    )


# ── what it is called today ──────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("today", "status"),
    [
        ("2026-12-07", SOON),
        ("2026-12-06", OPEN),
        ("2026-12-14", TODAY),
        ("2026-12-15", PERHAPS),
        ("2026-12-21", PERHAPS),
        ("2026-12-22", OVERDUE),
    ],
)
def test_nobody_is_accused_too_soon(today, status):
    """Due 14 December; an answer mailed that day may come until the 21st."""
    assert owed([DELIVERED], today)["noe-acknowledge:E2"].status is status


@pytest.mark.parametrize(
    ("today", "status"),
    [
        ("2026-07-07", SOON),
        ("2026-07-08", PERHAPS),
        ("2026-07-15", PERHAPS),
        ("2026-07-16", OVERDUE),
    ],
)
def test_between_the_two_readings_it_is_perhaps_late(today, status):
    """Received 30 June 2026: 7 July, or 8 July if Friday 3 July is left out."""
    one = owed([notice(1, "delivered", "2026-06-30")], today)["noe-acknowledge:E1"]
    assert (one.due, one.late_after) == (date(2026, 7, 8), date(2026, 7, 8))
    assert one.status is status
    assert (
        "Due 7 July 2026; 8 July 2026 if Independence Day, a Saturday this year, is counted on its"
        " observed Friday." in one.uncertainty
    )


def test_on_a_presumed_receipt_it_is_never_overdue():
    one = owed([SENT], "2028-01-01")["noe-respond:E1"]
    assert one.status is PERHAPS
    assert "proof" in one.uncertainty


def test_a_silent_last_day_gets_the_next_business_day():
    """Calendar days that end on a Sunday (code S)."""
    complete = happened(1, "application-complete", "2026-11-20")
    one = owed([complete], "2026-12-21")["lossmit-evaluate:E1"]
    assert (one.due, one.late_after, one.status) == (
        date(2026, 12, 20),
        date(2026, 12, 21),
        PERHAPS,
    )


def test_a_bar_never_becomes_overdue():
    """They may not report the payment for 60 days; then the time is over."""
    key = "noe-credit-reporting-bar:E2"
    assert owed([DELIVERED], "2027-02-05")[key].status is OPEN
    assert owed([DELIVERED], "2027-02-06")[key].status is SUPERSEDED


def test_a_notice_about_a_payoff_bars_no_credit_report():
    found = owed([notice(1, "delivered", "2026-12-07", "payoff-wrong-or-missing")], "2026-12-08")
    assert "noe-credit-reporting-bar:E1" not in found


# ── what meets it ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "on", "status"),
    [
        ("acknowledged", "2026-12-14", MET),
        ("acknowledged", "2026-12-15", MET_LATE),
    ],
)
def test_an_acknowledgment_in_time_or_late(kind, on, status):
    one = owed([SENT, DELIVERED, happened(3, kind, on)], "2027-01-05")["noe-acknowledge:E2"]
    assert (one.status, one.met_on, one.met_by) == (status, date.fromisoformat(on), "E3")
    assert one.days_left is None


def test_the_postmark_counts_and_not_the_arrival():
    """12 CFR 1024.11: they meet it by mailing on the last day."""
    late = happened(3, "acknowledged", "2026-12-17", params={"postmarked": "2026-12-14"})
    one = owed([DELIVERED, late], "2026-12-20")["noe-acknowledge:E2"]
    assert (one.status, one.met_on) == (MET, date(2026, 12, 14))


def test_where_only_the_arrival_is_known_the_mail_float_goes_in_their_favour():
    params = {"basis": "received"}
    one = owed([DELIVERED, happened(3, "acknowledged", "2026-12-21", params=params)], "2026-12-30")
    assert one["noe-acknowledge:E2"].status is MET
    one = owed([DELIVERED, happened(3, "acknowledged", "2026-12-22", params=params)], "2026-12-30")
    assert one["noe-acknowledge:E2"].status is MET_LATE


@pytest.mark.parametrize("kind", ["responded", "corrected", "refused"])
def test_an_answer_meets_the_answer(kind):
    """A correction, an explanation and a plain "no error" are answers."""
    found = owed([SENT, DELIVERED, happened(3, kind, "2027-01-20")], "2027-01-25")
    assert found["noe-respond:E2"].status is MET


@pytest.mark.parametrize("kind", ["corrected", "responded"])
def test_an_early_answer_makes_the_acknowledgment_unnecessary(kind):
    """12 CFR 1024.35(f)(1): within five business days."""
    one = owed([SENT, DELIVERED, happened(3, kind, "2026-12-11")], "2027-02-01")
    assert one["noe-acknowledge:E2"].status is SUPERSEDED
    assert "1024.35(f)(1)" in one["noe-acknowledge:E2"].uncertainty
    assert one["noe-respond:E2"].status is MET


def test_a_late_answer_without_an_acknowledgment_acknowledges_late():
    one = owed([SENT, DELIVERED, happened(3, "responded", "2026-12-30")], "2027-02-01")
    assert one["noe-acknowledge:E2"].status is MET_LATE


def test_an_automated_reply_answers_nothing():
    robot = happened(3, "acknowledged", "2026-12-07", params={"automated": "true"})
    assert owed([SENT, DELIVERED, robot], "2026-12-09")["noe-acknowledge:E2"].status is SOON


def test_a_partial_answer_leaves_the_duty_open():
    part = happened(3, "responded", "2027-01-05", params={"partial": "true"})
    one = owed([SENT, DELIVERED, part], "2027-01-06")["noe-respond:E2"]
    assert one.status is OPEN
    assert "only in part on 5 January 2027" in one.uncertainty


# ── extensions ───────────────────────────────────────────────────────────────


def extended(on, **facts):
    return owed([SENT, DELIVERED, happened(3, "extended", on, **facts)], "2027-01-25")[
        "noe-respond:E2"
    ]


def test_a_good_extension_moves_the_answer():
    one = extended("2027-01-21")
    assert (one.due, one.extended) == (date(2027, 2, 11), True)


@pytest.mark.parametrize(
    ("on", "facts", "why"),
    [
        ("2027-01-22", {}, "came after"),
        ("2027-01-20", {"params": {"in_writing": "false"}}, "in writing"),
        ("2027-01-20", {"channel": Channel.PHONE}, "in writing"),
        ("2027-01-20", {"params": {"gives_reasons": "false"}}, "no reasons"),
    ],
    ids=["after day 30", "oral", "by phone", "no reasons"],
)
def test_a_bad_extension_moves_nothing(on, facts, why):
    one = extended(on, **facts)
    assert (one.due, one.extended) == (date(2027, 1, 21), False)
    assert why in one.uncertainty


def test_an_extension_between_the_two_day_thirties_is_arguable():
    """Day 30 was 4 January 2022 strictly, 6 January with the observed days left out."""
    events = [notice(1, "delivered", "2021-11-22"), happened(2, "extended", "2022-01-06", of="E1")]
    one = owed(events, "2022-01-20")["noe-respond:E1"]
    assert one.extended
    assert one.status is PERHAPS
    assert "arguably too late" in one.uncertainty


@pytest.mark.parametrize("slug", ["payoff-wrong-or-missing", "foreclosure-started-too-early"])
def test_no_extension_where_none_is_allowed(slug):
    """12 CFR 1024.35(e)(3)(ii)."""
    letter = notice(1, "delivered", "2026-12-07", slug)
    events = [letter, happened(2, "extended", "2026-12-10", of="E1")]
    one = next(d for d in owed(events, "2026-12-11").values() if "noe-respond-" in d.rule)
    assert not one.extended
    assert "none is allowed here" in one.uncertainty


# ── refusals, withdrawals, closed matters ────────────────────────────────────


def refused(*before, **facts):
    refusal = happened(9, "refused", "2026-12-14", of="E2", **facts)
    return owed([*before, SENT, DELIVERED, refusal], "2026-12-16")


def test_not_required_on_a_ground_of_the_list_supersedes():
    """12 CFR 1024.35(g)(1)(ii); their letter itself was due within five business days."""
    found = refused(params={"ground": "overbroad"})
    assert found["noe-respond:E2"].status is SUPERSEDED
    assert found["noe-acknowledge:E2"].status is SUPERSEDED
    assert found["noe-not-required-notice:E9"].status is MET


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"params": {"ground": "duplicative"}}, "nothing like this was answered before"),
        ({"params": {"ground": "untimely"}}, "over a year"),
        ({"params": {"ground": "busy"}}, "not one of the grounds"),
        ({"note": "Not required to respond: your letter is duplicative"}, "answered before"),
        ({"params": {"ground": "confidential"}}, "not one of the grounds"),
    ],
)
def test_a_ground_that_the_record_does_not_bear_out_leaves_the_duty(facts, why):
    one = refused(**facts)["noe-respond:E2"]
    assert one.status is OPEN
    assert why in one.uncertainty


def test_duplicative_holds_where_the_same_error_was_answered_before():
    first = notice(5, "delivered", "2026-08-03")
    answer = happened(6, "responded", "2026-09-01", of="E5")
    found = refused(first, answer, params={"ground": "duplicative"})
    assert found["noe-respond:E2"].status is SUPERSEDED


def test_a_withdrawn_notice_stays_visible_with_the_reason():
    gone = happened(3, "withdrawn", "2026-12-10", of="E1")
    one = owed([SENT, DELIVERED, gone], "2027-03-01")["noe-respond:E2"]
    assert one.status is SUPERSEDED
    assert one.uncertainty == "Withdrawn on 10 December 2026."


def test_what_was_met_before_the_matter_was_resolved_stays_met():
    events = [SENT, DELIVERED, happened(3, "acknowledged", "2026-12-10")]
    found = owed([*events, happened(4, "resolved", "2026-12-20")], "2027-03-01")
    assert found["noe-acknowledge:E2"].status is MET
    assert found["noe-respond:E2"].status is SUPERSEDED


def test_a_closed_matter_owes_nothing_more():
    closed = replace(MATTER, status=MatterStatus.CLOSED, closed=date(2026, 12, 20))
    one = owed([SENT, DELIVERED], "2027-03-01", matter=closed)["noe-respond:E2"]
    assert one.status is SUPERSEDED
    assert "closed on 20 December 2026" in one.uncertainty


# ── several letters ──────────────────────────────────────────────────────────


def test_an_answer_names_its_letter():
    first = notice(1, "delivered", "2026-11-02")
    second = notice(2, "delivered", "2026-11-16", "payment-misapplied")
    found = owed([first, second, happened(3, "responded", "2026-12-01", of="E1")], "2026-12-02")
    assert found["noe-respond:E1"].status is MET
    assert found["noe-respond:E2"].status is OPEN


def test_an_answer_without_a_reference_goes_to_the_latest_open_letter_before_it():
    first = notice(1, "delivered", "2026-11-02")
    second = notice(2, "delivered", "2026-11-16", "payment-misapplied")
    third = notice(3, "delivered", "2026-12-16", "payment-refused")
    answer = happened(4, "responded", "2026-12-01")
    found = owed([first, second, third, answer], "2026-12-17")
    assert found["noe-respond:E2"].status is MET
    assert found["noe-respond:E1"].status is not MET
    assert found["noe-respond:E3"].status is OPEN


def test_an_answer_after_a_reminder_answers_the_notice():
    """A follow-up starts no clock, so it awaits no answer."""
    reminder = happened(3, "sent", "2027-02-01", letter="response-overdue", of="E1")
    found = owed([SENT, DELIVERED, reminder, happened(4, "responded", "2027-02-10")], "2027-02-11")
    assert found["noe-respond:E2"].status is MET_LATE
    assert found["noe-respond:E2"].met_on == date(2027, 2, 10)


def test_papers_answer_the_request_for_papers():
    """12 CFR 1024.35(e)(4): 15 business days from our second letter."""
    asked = happened(5, "delivered", "2027-01-25", letter="documents-relied-on")
    papers = happened(6, "documents-provided", "2027-02-12")
    found = owed([SENT, DELIVERED, asked, papers], "2027-02-13")
    assert found["noe-documents:E5"].due == date(2027, 2, 16)
    assert found["noe-documents:E5"].status is MET
    assert found["noe-respond:E2"].status is not MET


# ── follow-ups ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        ("response-overdue", "reminded"),
        ("acknowledgment-overdue", "no"),
        ("escalate-executive-office", "escalated"),
        ("cfpb-complaint", "escalated"),
    ],
)
def test_what_was_done_about_a_missed_answer(letter, expected):
    later = happened(3, "sent", "2027-02-02", letter=letter)
    assert owed([SENT, DELIVERED, later], "2027-02-10")["noe-respond:E2"].followed_up == expected


def test_a_complaint_escalates():
    filed = happened(3, "complaint-filed", "2027-02-02")
    found = owed([SENT, DELIVERED, filed], "2027-02-10")
    assert found["noe-respond:E2"].followed_up == "escalated"
    assert found["cfpb-complaint-response:E3"].due == date(2027, 2, 17)


# ── regimes ──────────────────────────────────────────────────────────────────


def test_a_home_equity_line_is_outside_these_rules():
    """12 CFR 1024.31: "mortgage loan" leaves open-end lines out."""
    found = owed([SENT, DELIVERED], "2026-12-08", loan=HELOC)
    assert {one.status for one in found.values()} == {NOT_COVERED}
    assert all(one.due is None and "home-equity" in one.uncertainty for one in found.values())


@pytest.mark.parametrize(
    ("loan", "servicer", "word"),
    [
        (replace(LOAN, principal_residence=False), HARBOR, "principal residence"),
        (replace(LOAN, type=LoanType.REVERSE), HARBOR, "reverse"),
        (LOAN, replace(HARBOR, small=True), "small"),
    ],
)
def test_loss_mitigation_does_not_bind_everyone(loan, servicer, word):
    complete = happened(1, "application-complete", "2026-11-10")
    one = owed([complete], "2026-11-12", loan=loan, servicer=servicer)["lossmit-evaluate:E1"]
    assert one.status is NOT_COVERED
    assert word in one.uncertainty


def test_error_rules_bind_a_small_servicer_and_a_reverse_mortgage():
    """`law.md` 4.4."""
    loan = replace(LOAN, type=LoanType.REVERSE, principal_residence=False)
    found = owed([DELIVERED], "2026-12-08", loan=loan, servicer=replace(HARBOR, small=True))
    assert found["noe-respond:E2"].due == date(2027, 1, 21)


def test_a_rule_that_was_not_law_yet_is_not_covered():
    one = owed([notice(1, "delivered", "2013-06-03")], "2013-07-01")["noe-respond:E1"]
    assert one.status is NOT_COVERED
    assert "2014-01-10" in one.uncertainty


# ── the foreclosure sale ─────────────────────────────────────────────────────

FORECLOSURE = "foreclosure-judgment-or-sale-barred"


def test_a_foreclosure_error_is_answered_before_the_sale():
    events = [
        notice(1, "delivered", "2026-12-07", FORECLOSURE),
        happened(2, "sale-scheduled", "2027-01-05"),
    ]
    found = owed(events, "2026-12-08")
    assert found["noe-respond-foreclosure:E1"].due == date(2027, 1, 4)
    assert found["noe-presale-cutoff:E2"].status is MET


def test_seven_days_before_the_sale_only_an_attempt_is_owed():
    """12 CFR 1024.35(f)(2) lifts the acknowledgment too."""
    events = [
        notice(1, "delivered", "2026-12-29", FORECLOSURE),
        happened(2, "sale-scheduled", "2027-01-05"),
    ]
    found = owed(events, "2026-12-30")
    assert found["noe-respond-foreclosure:E1"].status is NOT_COVERED
    assert found["noe-acknowledge:E1"].status is NOT_COVERED
    assert "good-faith attempt" in found["noe-acknowledge:E1"].uncertainty


def test_the_acknowledgment_is_owed_for_the_other_errors_in_the_letter():
    letter = notice(1, "delivered", "2026-12-29", FORECLOSURE, "fee-without-basis")
    found = owed([letter, happened(2, "sale-scheduled", "2027-01-05")], "2026-12-30")
    assert found["noe-acknowledge:E1"].status is SOON
    assert found[f"noe-respond-foreclosure:E1:{FORECLOSURE}"].status is NOT_COVERED


def test_a_sale_brings_the_borrowers_cut_offs():
    found = owed([happened(1, "sale-scheduled", "2027-03-15")], "2026-12-01")
    assert {one.rule: one.due for one in found.values()} == {
        "lossmit-appeal-cutoff": date(2026, 12, 15),
        "lossmit-ack-cutoff": date(2027, 1, 29),
        "lossmit-complete-cutoff": date(2027, 2, 5),
        "noe-presale-cutoff": date(2027, 3, 7),
    }
    assert {one.bound for one in found.values()} == {Bound.BORROWER}


def test_a_postponed_sale_counts_by_its_new_date():
    """Comment 35(e)(3)(i)(B)-1; the cut-offs of the old date stay, with the reason."""
    events = [
        notice(1, "delivered", "2026-12-07", FORECLOSURE),
        happened(2, "sale-scheduled", "2027-01-05"),
        happened(3, "sale-scheduled", "2027-04-05"),
    ]
    found = owed(events, "2026-12-20")
    assert found["noe-respond-foreclosure:E1"].due == date(2027, 1, 21)
    assert found["lossmit-complete-cutoff:E2"].status is SUPERSEDED
    assert "moved to 5 April 2027" in found["lossmit-complete-cutoff:E2"].uncertainty
    assert found["lossmit-complete-cutoff:E3"].status is OPEN


def test_whether_a_postponed_sale_revives_the_full_duty_is_not_decided():
    """Received six days before the first date: the rule is silent, so never overdue."""
    events = [
        notice(1, "delivered", "2026-12-30", FORECLOSURE),
        happened(2, "sale-scheduled", "2027-01-05"),
        happened(3, "sale-scheduled", "2027-04-05"),
    ]
    one = owed(events, "2027-03-30")["noe-respond-foreclosure:E1"]
    assert one.status is PERHAPS
    assert "does not say" in one.uncertainty


def test_a_sale_that_is_over_asks_for_nothing():
    found = owed([happened(1, "sale-scheduled", "2027-03-15")], "2027-03-16")
    assert {one.status for one in found.values()} == {SUPERSEDED}


# ── transfer, payoff, insurance, loss mitigation, complaints ─────────────────


def test_a_transfer_in_the_middle_leaves_the_answer_with_the_old_servicer():
    moved = happened(3, "transferred", "2026-12-20")
    found = owed([SENT, DELIVERED, moved], "2026-12-22")
    assert found["noe-respond:E2"].status is OPEN
    assert "still owes this" in found["noe-respond:E2"].uncertainty
    assert found["transfer-payment-grace:E3"].due == date(2027, 2, 17)
    assert found["noe-time-limit:E3"].due == date(2027, 12, 20)


def test_silence_on_the_record_is_no_proof_that_the_hello_letter_never_came():
    moved = happened(3, "transferred", "2026-12-20")
    one = owed([moved], "2027-06-01")["transfer-notice-new:E3"]
    assert one.status is PERHAPS
    assert "Look for it" in one.uncertainty
    came = happened(4, "statement-sent", "2026-12-28", letter="transfer-notice")
    assert owed([moved, came], "2027-06-01")["transfer-notice-new:E3"].status is MET


def test_a_small_old_servicer_is_judged_by_its_own_size():
    """Each servicer answers for its own time."""
    old = replace(HARBOR, id="S2", small=True)
    loan = replace(
        LOAN,
        periods=(
            ServicingPeriod(old.id, "0009", ended=date(2026, 12, 1)),
            ServicingPeriod(HARBOR.id, LOAN.number, began=date(2026, 12, 1)),
        ),
    )
    both = {HARBOR.id: HARBOR, old.id: old}
    for day, status in (("2026-11-10", NOT_COVERED), ("2026-12-10", OPEN)):
        event = happened(1, "application-complete", day)
        found = duties(MATTER, loan, both, [event], event.on)
        assert next(d for d in found if d.rule == "lossmit-evaluate").status is status


def test_a_payoff_request_has_seven_business_days():
    """12 CFR 1026.36(c)(3)."""
    asked = happened(1, "delivered", "2026-11-18", letter="payoff-statement")
    one = owed([asked], "2026-11-19")["payoff-statement:E1"]
    assert one.due == date(2026, 11, 30)
    assert "Saturdays" in one.uncertainty
    came = happened(2, "responded", "2026-11-27")
    assert owed([asked, came], "2026-12-01")["payoff-statement:E1"].status is MET


def test_a_day_on_which_they_are_shut_moves_a_payoff_statement_and_no_answer():
    """Days the servicer is open are counted for the one, legal holidays alone for the other."""
    asked = happened(1, "delivered", "2026-11-18", letter="payoff-statement")
    events = [asked, replace(DELIVERED, of=None)]
    shut = [date(2026, 11, 27), date(2026, 12, 8)]
    found = duties(MATTER, LOAN, {HARBOR.id: HARBOR}, events, date(2026, 11, 19), shut)
    due = {one.id: one.due for one in found}
    assert due["payoff-statement:E1"] == date(2026, 12, 1)
    assert due["noe-acknowledge:E2"] == date(2026, 12, 14)


def test_a_payoff_starts_the_refund_of_the_escrow():
    found = owed([happened(1, "paid-off", "2026-11-24")], "2026-11-25")
    assert found["payoff-escrow-refund:E1"].due == date(2026, 12, 23)
    assert found["payoff-escrow-statement:E1"].due == date(2027, 1, 23)


def test_the_second_insurance_notice_is_the_reminder():
    """12 CFR 1024.37: no charge before 45 and 15 days; proof within the 15."""
    events = [
        happened(1, "insurance-notice-mailed", "2026-11-02"),
        happened(2, "insurance-notice-mailed", "2026-12-05"),
    ]
    found = owed(events, "2026-12-06")
    assert found["fpi-earliest-charge:E1"].due == date(2026, 12, 20)
    assert found["fpi-evidence-window:E2"].due == date(2026, 12, 19)
    assert "fpi-earliest-charge:E2" not in found


def test_an_application_for_help_runs_through_its_stages():
    """12 CFR 1024.41: acknowledged, complete, decided, appealed."""
    events = [
        happened(1, "application-submitted", "2026-11-02"),
        happened(2, "acknowledged", "2026-11-06", of="E1"),
        happened(3, "application-complete", "2026-11-10"),
        happened(4, "acknowledged", "2026-11-17", of="E3"),
        happened(5, "denied", "2026-12-10"),
        happened(6, "appealed", "2026-12-18"),
    ]
    found = owed(events, "2026-12-20")
    assert found["lossmit-acknowledge:E1"].status is MET
    assert found["lossmit-complete-notice:E3"].status is MET
    assert found["lossmit-evaluate:E3"].status is MET
    assert found["lossmit-appeal:E5"].status is MET
    assert found["lossmit-appeal-decision:E6"].due == date(2027, 1, 17)
    after = owed([*events, happened(7, "offer-provided", "2027-01-12")], "2027-01-13")
    assert after["lossmit-appeal-accept:E7"].due == date(2027, 1, 26)
    assert "lossmit-accept:E7" not in after


PAPERS = {"letter": "modification-documents", "starts": ("lossmit-acknowledge",)}


def acknowledgments(events, today="2026-12-01"):
    """The days by which the servicer has to say that it has an application."""
    found = owed(events, today)
    return sorted(one.due for one in found.values() if one.rule == "lossmit-acknowledge")


def test_more_papers_for_an_open_application_start_no_new_five_days():
    """12 CFR 1024.41(b)(2)(i)(B): from "receiving the loss mitigation application"."""
    first = happened(1, "delivered", "2026-11-02", **PAPERS)
    more = happened(2, "delivered", "2026-11-16", **PAPERS)
    assert acknowledgments([first, more]) == acknowledgments([first]) == [date(2026, 11, 9)]


def test_papers_that_follow_an_application_on_record_start_none_either():
    on_record = happened(1, "application-submitted", "2026-11-02")
    more = happened(2, "delivered", "2026-11-16", **PAPERS)
    assert acknowledgments([on_record, more]) == [date(2026, 11, 9)]


@pytest.mark.parametrize("decision", ["denied", "offer-provided", "withdrawn"])
def test_after_a_decision_an_application_is_a_new_one(decision):
    first = happened(1, "delivered", "2026-09-01", **PAPERS)
    over = happened(2, decision, "2026-10-01")
    again = happened(3, "delivered", "2026-11-02", **PAPERS)
    assert date(2026, 11, 9) in acknowledgments([first, over, again])


def test_an_application_that_came_back_is_not_the_first():
    first = happened(1, "sent", "2026-11-02", channel=Channel.EMAIL, **PAPERS)
    back = happened(2, "other", "2026-11-02", of="E1", letter="bounce")
    again = happened(3, "delivered", "2026-11-16", **PAPERS)
    assert date(2026, 11, 23) in acknowledgments([first, back, again])


def test_a_new_servicer_is_asked_anew():
    loan = replace(
        LOAN,
        servicer="S9",
        periods=(
            ServicingPeriod(LOAN.servicer, LOAN.number, None, date(2026, 11, 10)),
            ServicingPeriod("S9", "0009", date(2026, 11, 10), None),
        ),
    )
    first = happened(1, "delivered", "2026-11-02", **PAPERS)
    again = happened(2, "delivered", "2026-11-16", **PAPERS)
    other = replace(HARBOR, id="S9", name="Pinecrest")
    made = duties(MATTER, loan, {HARBOR.id: HARBOR, "S9": other}, [first, again], date(2026, 12, 1))
    days = [one.due for one in made if one.rule == "lossmit-acknowledge"]
    assert date(2026, 11, 23) in days


def test_a_time_to_sue_tells_that_it_counts_from_a_missed_answer():
    """Its day is not the day of the event: that one came weeks before."""
    found = owed([SENT, DELIVERED], "2027-06-01")
    limit = next(one for one in found.values() if one.rule == "limit-respa-servicing")
    assert (limit.trigger.id, limit.trigger.missed) == ("E2", True)
    assert limit.trigger.on == date(2026, 12, 15)
    assert not found["noe-respond:E2"].trigger.missed


def test_an_application_too_near_to_a_sale_is_not_covered():
    events = [
        happened(1, "application-complete", "2026-11-10"),
        happened(2, "sale-scheduled", "2026-12-17"),
    ]
    one = owed(events, "2026-11-12")["lossmit-evaluate:E1"]
    assert one.status is NOT_COVERED
    assert "37 or fewer" in one.uncertainty


def test_an_offer_is_open_for_seven_days_near_a_sale():
    events = [
        happened(1, "application-complete", "2026-10-31"),
        happened(2, "sale-scheduled", "2026-12-08"),
        happened(3, "offer-provided", "2026-11-24"),
    ]
    assert owed(events, "2026-11-25")["lossmit-accept:E3"].due == date(2026, 12, 1)


def test_a_complaint_in_progress_is_not_answered():
    events = [
        happened(1, "complaint-filed", "2026-11-24"),
        happened(2, "complaint-answered", "2026-12-05", params={"in_progress": "true"}),
    ]
    assert owed(events, "2026-12-06")["cfpb-complaint-final:E1"].status is OPEN
    final = happened(3, "complaint-answered", "2026-12-20")
    found = owed([*events, final], "2026-12-21")
    assert found["cfpb-complaint-final:E1"].status is MET
    assert found["cfpb-complaint-feedback:E3"].due == date(2027, 2, 18)


def test_a_tax_form_is_due_at_the_end_of_january():
    asked = happened(1, "delivered", "2027-02-10", letter="form-1098")
    assert owed([asked], "2027-02-11")["form-1098:E1"].due == date(2027, 2, 1)


def test_a_debt_is_disputed_within_thirty_days_of_a_collectors_notice():
    """15 USC 1692g, only where the loan was in default when it moved."""
    loan = replace(LOAN, in_default_at_transfer=True)
    came = happened(1, "statement-sent", "2026-06-29", letter="collection-notice")
    one = owed([came], "2026-07-01", loan=loan)["validation-period-end:E1"]
    assert one.due == date(2026, 8, 5)
    wrote = happened(2, "sent", "2026-07-10", letter="debt-validation")
    assert owed([came, wrote], "2026-08-20", loan=loan)["validation-period-end:E1"].status is MET
    assert owed([came], "2026-07-01")["validation-period-end:E1"].status is NOT_COVERED


def test_any_event_can_name_the_rule_that_it_starts():
    """`event add --starts`: an escrow analysis with a surplus."""
    analysis = happened(1, "statement-sent", "2026-11-02", starts=("escrow-surplus-refund",))
    assert owed([analysis], "2026-11-03")["escrow-surplus-refund:E1"].due == date(2026, 12, 2)


# ── the servicer's promise ───────────────────────────────────────────────────


def test_a_message_starts_the_servicers_promise_and_nothing_of_the_law():
    """48 business hours in the servicer's own zone; a question by e-mail is no notice."""
    asked = happened(1, "sent", "2026-11-24", letter="balance-verification", channel=Channel.EMAIL)
    found = owed([asked], "2026-11-25")
    assert set(found) == {"sla-business-hours:E1"}
    one = found["sla-business-hours:E1"]
    assert one.due == date(2026, 11, 27)
    assert one.due_at.isoformat() == "2026-11-28T00:00:00-06:00"
    assert "promise" in one.explanation


def test_an_answer_keeps_the_promise_and_an_acknowledgment_does_not():
    asked = happened(1, "sent", "2026-11-24", letter="balance-verification", channel=Channel.EMAIL)
    noted = happened(2, "acknowledged", "2026-11-24", of="E1")
    assert owed([asked, noted], "2026-11-25")["sla-business-hours:E1"].status is SOON
    answer = happened(3, "responded", "2026-11-25", of="E1")
    assert owed([asked, answer], "2026-11-26")["sla-business-hours:E1"].status is MET


def test_without_a_promise_none_is_counted():
    asked = happened(1, "sent", "2026-11-24", letter="balance-verification", channel=Channel.EMAIL)
    assert owed([asked], "2026-11-25", servicer=replace(HARBOR, sla_hours=None)) == {}


# ── time to sue ──────────────────────────────────────────────────────────────


def test_a_missed_duty_starts_the_time_to_sue():
    """12 USC 2614: three years from the day after the missed deadline, the earlier reading."""
    found = owed([notice(1, "delivered", "2026-06-30")], "2026-07-16")
    one = found["limit-respa-servicing:E1"]
    assert (one.bound, one.due) == (Bound.BORROWER, date(2029, 7, 8))


def test_while_nothing_is_missed_beyond_doubt_no_time_to_sue_is_shown():
    found = owed([notice(1, "delivered", "2026-06-30")], "2026-07-15")
    assert not any(key.startswith("limit-") for key in found)


# ── whatever the record ──────────────────────────────────────────────────────


def test_what_an_event_can_stop_is_known():
    """For the proposal: "this looks like an acknowledgment: it stops ..."."""
    assert {"noe-acknowledge", "rfi-acknowledge"} <= set(stopped_by(EventKind.ACKNOWLEDGED))
    assert "noe-documents" in stopped_by(EventKind.DOCUMENTS_PROVIDED)


def test_the_soonest_is_first():
    found = duties(MATTER, LOAN, {HARBOR.id: HARBOR}, [SENT, DELIVERED], date(2026, 12, 8))
    days = [one.due for one in found]
    assert days == sorted(days)


@pytest.mark.parametrize("seed", range(25))
def test_no_record_is_too_odd(seed):
    """Any events in any order give duties with distinct ids, and the same ones every time."""
    dice = random.Random(seed)
    letters = ["notice-of-error", "payoff-statement", "documents-relied-on", "nonsense", None]
    slugs = ["fee-without-basis", "payoff-wrong-or-missing", FORECLOSURE, "nonsense"]
    events = []
    for number in range(1, 25):
        day = date(2026, 1, 1).replace(month=dice.randint(1, 12), day=dice.randint(1, 28))
        events.append(
            happened(
                number,
                dice.choice(list(EventKind)),
                day.isoformat(),
                of=dice.choice([None, "E1", "E3", f"E{number}", "C7", "E999"]),
                letter=dice.choice(letters),
                errors=tuple(dice.sample(slugs, dice.randint(0, 3))),
                starts=tuple(dice.sample([*rules(), "nonsense"], dice.randint(0, 2))),
                channel=dice.choice([None, *Channel]),
                replaces=dice.choice([None, None, None, "E2", f"E{number}"]),
                params=dice.choice([{}, {"received_on": "soon", "at": "now", "tax_year": "x"}]),
            )
        )
    found = duties(MATTER, LOAN, {HARBOR.id: HARBOR}, events, date(2026, 7, 1))
    assert len({one.id for one in found}) == len(found)
    assert found == duties(MATTER, LOAN, {HARBOR.id: HARBOR}, events, date(2026, 7, 1))
    for one in found:
        if one.status is not NOT_COVERED:
            assert one.due is not None


@settings(deadline=None, max_examples=50)
@given(st.dates(date(2022, 1, 1), date(2030, 1, 1)), st.integers(0, 150))
def test_a_status_never_goes_back(received, after):
    """As days pass with nothing new, a duty goes from open to overdue and never back."""
    order = [OPEN, SOON, TODAY, PERHAPS, OVERDUE]
    letter = replace(DELIVERED, on=received, of=None)
    day = date.fromordinal(received.toordinal() + after)
    first = owed([letter], day.isoformat())["noe-respond:E2"].status
    second = owed([letter], date.fromordinal(day.toordinal() + 1).isoformat())[
        "noe-respond:E2"
    ].status
    assert order.index(first) <= order.index(second)


# ── as of a day ──────────────────────────────────────────────────────────────


def test_an_answer_dated_after_the_day_does_not_meet_the_duty_yet():
    events = [SENT, DELIVERED, happened(3, "acknowledged", "2026-12-10", of="E1")]
    assert owed(events, "2026-12-09")["noe-acknowledge:E2"].status is SOON
    assert owed(events, "2026-12-10")["noe-acknowledge:E2"].status is MET


def test_an_extension_dated_after_the_day_moves_nothing_yet():
    events = [DELIVERED, happened(3, "extended", "2027-01-15")]
    assert owed(events, "2027-01-14")["noe-respond:E2"].due == date(2027, 1, 21)
    assert owed(events, "2027-01-15")["noe-respond:E2"].due == date(2027, 2, 11)


def test_before_the_delivery_the_receipt_is_an_estimate():
    one = owed([SENT, DELIVERED], "2026-12-05")["noe-acknowledge:E1"]
    assert (one.trigger.on, one.trigger.estimated) == (date(2026, 12, 11), True)


def test_a_letter_dated_ahead_shows_its_dates_and_says_so():
    one = owed([notice(1, "sent", "2026-12-04")], "2026-12-01")["noe-respond:E1"]
    assert one.status is OPEN
    assert "4 December 2026, a day still ahead" in one.uncertainty


def test_a_matter_that_was_closed_later_was_open_then():
    closed = replace(MATTER, status=MatterStatus.CLOSED, closed=date(2027, 1, 5))
    events = [DELIVERED]
    assert owed(events, "2027-01-04", matter=closed)["noe-respond:E2"].status is OPEN
    assert owed(events, "2027-01-05", matter=closed)["noe-respond:E2"].status is SUPERSEDED


def test_our_own_letter_ahead_meets_no_cut_off_yet():
    sale = happened(1, "sale-scheduled", "2027-02-01")
    letter = notice(
        2, "delivered", "2027-01-10", "foreclosure-judgment-or-sale-barred", channel=Channel.MAIL
    )
    assert owed([sale, letter], "2027-01-09")["noe-presale-cutoff:E1"].met_on is None
    assert owed([sale, letter], "2027-01-10")["noe-presale-cutoff:E1"].status is MET


# ── days on which they are open ──────────────────────────────────────────────


def test_a_servicers_own_closure_moves_its_payoff_statement_and_its_promise():
    asked = happened(1, "delivered", "2026-11-18", letter="payoff-statement")
    shut = replace(HARBOR, closures=(Closure(date(2026, 11, 27), "the day after Thanksgiving"),))
    assert owed([asked], "2026-11-19")["payoff-statement:E1"].due == date(2026, 11, 30)
    found = owed([asked], "2026-11-19", servicer=shut)["payoff-statement:E1"]
    assert found.due == date(2026, 12, 1)


def test_a_servicer_that_works_on_saturdays_owes_its_payoff_statement_earlier():
    """The later day is shown first, the earlier one told: nobody is accused too soon."""
    asked = happened(1, "delivered", "2026-12-07", letter="payoff-statement")
    open_six = replace(HARBOR, business_hours="Mon-Sat 08:00-17:00 America/Chicago")
    plain = owed([asked], "2026-12-08")["payoff-statement:E1"]
    six = owed([asked], "2026-12-08", servicer=open_six)["payoff-statement:E1"]
    assert plain.due == six.due == date(2026, 12, 16)
    assert "If they work on Saturdays" in plain.uncertainty
    assert "due 15 December 2026" in six.uncertainty


def test_a_promise_tells_the_other_reading_of_business_hours():
    """48 hours are two days midnight to midnight, and over five of nine office hours."""
    message = happened(1, "sent", "2026-12-07", channel=Channel.PORTAL)
    one = owed([message], "2026-12-08")["sla-business-hours:E1"]
    assert one.due == date(2026, 12, 9)
    assert "office hours alone, it would be 15 December 2026" in one.uncertainty


# ── what else there is to know ───────────────────────────────────────────────


def test_an_open_answer_says_what_an_extension_would_make_of_it():
    """product.md, journey 3: answer 21 January, 11 February if extended."""
    one = owed([DELIVERED], "2026-12-08")["noe-respond:E2"]
    assert "becomes 11 February 2027 if they write by 21 January 2027" in one.uncertainty
    past = owed([DELIVERED], "2027-01-22")["noe-respond:E2"]
    assert "becomes" not in past.uncertainty


def test_what_cannot_be_extended_says_nothing_of_it():
    payoff = notice(1, "delivered", "2026-12-07", "payoff-wrong-or-missing")
    assert "becomes" not in owed([payoff], "2026-12-08")["noe-respond-payoff:E1"].uncertainty


def test_a_withdrawal_says_what_was_overdue_by_then():
    withdrawn = happened(3, "withdrawn", "2027-01-10")
    found = owed([DELIVERED, withdrawn], "2027-01-11")
    receipt, answer = found["noe-acknowledge:E2"], found["noe-respond:E2"]
    assert receipt.uncertainty == "Withdrawn on 10 January 2027, when it was overdue."
    assert answer.uncertainty == "Withdrawn on 10 January 2027."


def test_the_last_day_to_reach_the_old_servicer_is_told_with_the_business_day_before():
    moved = happened(1, "transferred", "2026-08-01")
    one = owed([moved], "2026-12-01")["noe-time-limit:E1"]
    assert one.due == date(2027, 8, 1)
    assert "act by 30 July 2027" in one.uncertainty


def test_a_message_can_have_hours_of_its_own():
    """They answer in 48 hours, and a question about escrow in 72."""
    plain = happened(1, "sent", "2026-12-07", channel=Channel.PORTAL)
    escrow = happened(2, "sent", "2026-12-07", channel=Channel.PORTAL, params={"hours": "72"})
    found = owed([plain, escrow], "2026-12-08")
    assert found["sla-business-hours:E1"].due == date(2026, 12, 9)
    assert found["sla-business-hours:E2"].due == date(2026, 12, 10)
    silent = replace(HARBOR, sla_hours=None)
    found = owed([plain, escrow], "2026-12-08", servicer=silent)
    assert [one for one in found if one.startswith("sla")] == ["sla-business-hours:E2"]
