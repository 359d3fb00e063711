"""An application for help that is pending when the loan moves: 12 CFR 1024.41(k)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from matters_record import HARBOR, LOAN, MATTER, happened

from borrower_desk.matters.duties import duties
from borrower_desk.model import DutyStatus, Servicer, ServicerId, ServicingPeriod

PINE = Servicer(ServicerId("S2"), "Pinecrest Home Loans")
CREST = Servicer(ServicerId("S3"), "Crestview Loan Care")
SUPERSEDED, MET, OVERDUE = DutyStatus.SUPERSEDED, DutyStatus.MET, DutyStatus.OVERDUE


def moved(*days):
    """The loan, which left Harbor Light on the first day, Pinecrest on the second."""
    days = [date.fromisoformat(one) for one in days]
    whose = [HARBOR, PINE, CREST][: len(days) + 1]
    periods = [
        ServicingPeriod(who.id, LOAN.number, began, ended)
        for who, began, ended in zip(whose, [None, *days], [*days, None], strict=True)
    ]
    return replace(LOAN, servicer=whose[-1].id, periods=tuple(periods))


def owed(events, today, loan):
    servicers = {one.id: one for one in (HARBOR, PINE, CREST)}
    found = duties(MATTER, loan, servicers, events, date.fromisoformat(today))
    return {one.id: one for one in found}


APPLIED = happened(1, "application-submitted", "2026-10-01")
COMPLETE = happened(2, "application-complete", "2026-10-02")
APPEALED = happened(3, "appealed", "2026-10-02")


def test_an_acknowledgment_that_was_not_due_yet_is_owed_by_the_new_servicer():
    """Ten business days from the transfer, as in comment 41(k)(2)(ii)-1."""
    found = owed([APPLIED], "2026-10-09", moved("2026-10-08"))
    old, new = found["lossmit-acknowledge:E1"], found["lossmit-transfer-acknowledge:E1"]

    assert (old.status, old.servicer) == (SUPERSEDED, "S1")
    assert "12 CFR 1024.41(k)(2)(i)" in old.uncertainty
    assert (new.due, new.servicer) == (date(2026, 10, 23), "S2")


def test_an_acknowledgment_that_was_missed_before_the_loan_moved_stays_missed():
    found = owed([APPLIED], "2026-11-09", moved("2026-10-20"))
    assert (found["lossmit-acknowledge:E1"].status, found["lossmit-acknowledge:E1"].servicer) == (
        OVERDUE,
        "S1",
    )
    assert "lossmit-transfer-acknowledge:E1" not in found


def test_a_decision_is_owed_by_the_new_servicer_within_30_days_of_the_transfer():
    found = owed([COMPLETE], "2026-10-20", moved("2026-10-15"))
    assert found["lossmit-evaluate:E2"].status is SUPERSEDED
    new = found["lossmit-transfer-evaluate:E2"]
    assert (new.due, new.servicer) == (date(2026, 11, 14), "S2")


def test_a_decision_that_the_old_one_missed_is_owed_by_the_new_one_too():
    found = owed([COMPLETE], "2026-12-20", moved("2026-11-20"))
    assert (found["lossmit-evaluate:E2"].status, found["lossmit-evaluate:E2"].servicer) == (
        OVERDUE,
        "S1",
    )
    new = found["lossmit-transfer-evaluate:E2"]
    assert (new.due, new.servicer) == (date(2026, 12, 20), "S2")


@pytest.mark.parametrize("answer", ["denied", "offer-provided"])
def test_a_decision_of_the_old_servicer_stays_its_own(answer):
    decided = happened(4, answer, "2026-10-10")
    found = owed([COMPLETE, decided], "2026-10-20", moved("2026-10-15"))
    assert (found["lossmit-evaluate:E2"].status, found["lossmit-evaluate:E2"].servicer) == (
        MET,
        "S1",
    )
    assert "lossmit-transfer-evaluate:E2" not in found


def test_a_decision_of_the_new_servicer_meets_its_own_duty_and_not_the_old_one_s():
    decided = happened(4, "denied", "2026-10-28")
    found = owed([COMPLETE, decided], "2026-10-30", moved("2026-10-15"))
    assert found["lossmit-evaluate:E2"].status is SUPERSEDED
    assert found["lossmit-evaluate:E2"].met_on is None
    assert found["lossmit-transfer-evaluate:E2"].status is MET


def test_the_notice_that_an_application_is_complete_is_owed_within_the_old_one_s_time():
    found = owed([COMPLETE], "2026-10-09", moved("2026-10-06"))
    assert found["lossmit-complete-notice:E2"].servicer == "S2"
    assert found["lossmit-complete-notice:E2"].due == date(2026, 10, 9)


def test_an_appeal_is_decided_by_the_new_servicer():
    found = owed([APPEALED], "2026-10-20", moved("2026-10-15"))
    assert found["lossmit-appeal-decision:E3"].status is SUPERSEDED
    new = found["lossmit-transfer-appeal:E3"]
    assert (new.due, new.servicer) == (date(2026, 11, 14), "S2")


def test_with_two_transfers_the_last_servicer_owes_the_decision_from_its_own_day():
    found = owed([COMPLETE], "2026-11-10", moved("2026-10-15", "2026-11-05"))
    new = found["lossmit-transfer-evaluate:E2"]
    assert (new.due, new.servicer) == (date(2026, 12, 5), "S3")


def test_a_transfer_that_lies_ahead_changes_nothing_yet():
    found = owed([COMPLETE], "2026-10-14", moved("2026-10-15"))
    assert found["lossmit-evaluate:E2"].status is not SUPERSEDED
    assert "lossmit-transfer-evaluate:E2" not in found


def test_what_the_transfer_itself_runs_is_not_owed_twice():
    transfer = happened(5, "transferred", "2026-10-15", starts=("lossmit-transfer-evaluate",))
    found = owed([COMPLETE, transfer], "2026-10-20", moved("2026-10-15"))
    assert found["lossmit-evaluate:E2"].status is SUPERSEDED
    assert [one for one in found if one.startswith("lossmit-transfer-evaluate")] == [
        "lossmit-transfer-evaluate:E5"
    ]


def test_time_to_sue_over_it_names_the_one_that_missed_it():
    told = happened(4, "acknowledged", "2026-10-05", of="E2")
    found = owed([COMPLETE, told], "2027-01-20", moved("2026-10-15"))
    assert found["lossmit-transfer-evaluate:E2"].status is OVERDUE
    assert found["limit-respa-servicing:E2"].servicer == "S2"
