"""The ladder: the next step that the record supports, and why."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from matters_record import HARBOR, LOAN, MATTER, happened, notice

from borrower_desk.matters.duties import duties
from borrower_desk.matters.escalation import ladder, rungs

DELIVERED = notice(1, "delivered", "2026-12-07")
ANSWERED = happened(2, "acknowledged", "2026-12-10")


def climb(events, today):
    day = date.fromisoformat(today)
    owed = duties(MATTER, LOAN, {HARBOR.id: HARBOR}, events, day)
    return ladder(MATTER, owed, events, day)


def test_an_empty_record_begins_with_a_notice():
    found = climb([], "2026-12-01")
    assert (found.level, found.next.draft_kind) == (0, "notice-of-error")


def test_while_the_answer_is_awaited_there_is_no_next_step():
    found = climb([DELIVERED, ANSWERED], "2026-12-15")
    assert found.level == 1
    assert found.next is None
    assert not next(one for one in found.levels if one.name == "regulator").ready


def test_a_missing_acknowledgment_is_asked_after():
    assert climb([DELIVERED], "2026-12-22").next.draft_kind == "acknowledgment-overdue"


def test_a_missing_answer_is_asked_after_with_the_duty_that_was_missed():
    found = climb([DELIVERED, ANSWERED], "2027-01-29")
    assert found.next.draft_kind == "response-overdue"
    assert "was due 21 January 2027" in found.next.why[0]


def test_after_a_reminder_the_executive_office_then_the_regulator_then_a_lawyer():
    steps = [
        ("response-overdue", "2027-02-01", "escalate-executive-office"),
        ("escalate-executive-office", "2027-02-10", "cfpb-complaint"),
        ("cfpb-complaint", "2027-02-20", "attorney-summary"),
    ]
    events = [DELIVERED, ANSWERED]
    for number, (letter, on, following) in enumerate(steps, start=3):
        events.append(happened(number, "sent", on, letter=letter))
        assert climb(events, "2027-03-01").next.draft_kind == following
    assert climb(events, "2027-03-01").level == 5


def test_after_a_refusal_the_papers_that_they_relied_on():
    refusal = happened(2, "refused", "2027-01-10")
    assert climb([DELIVERED, refusal], "2027-01-11").next.draft_kind == "documents-relied-on"


def test_a_near_sale_comes_before_everything():
    found = climb([DELIVERED, happened(2, "sale-scheduled", "2027-01-20")], "2026-12-10")
    assert found.next.draft_kind == "attorney-summary"
    assert "today" in found.next.why[0]


def test_a_sale_that_was_moved_nearer_counts_by_its_new_day():
    moved = [
        happened(2, "sale-scheduled", "2027-03-20"),
        happened(3, "sale-scheduled", "2027-01-20"),
    ]
    assert climb([DELIVERED, *moved], "2026-12-10").next.draft_kind == "attorney-summary"


def test_the_shape_is_that_of_the_contract():
    shape = asdict(climb([DELIVERED], "2026-12-22"))
    assert set(shape) == {"matter", "level", "levels", "next"}
    assert set(shape["levels"][0]) == {"name", "ready", "because"}
    assert set(shape["next"]) == {"name", "draft_kind", "why"}


def test_a_near_sale_says_what_a_counselor_and_an_attorney_can_do():
    found = climb([DELIVERED, happened(2, "sale-scheduled", "2027-01-20")], "2026-12-10")
    said = " ".join(found.next.why)
    assert "HUD-approved housing counselor can, at no charge" in said
    assert "ask the court to stop or postpone the sale" in said


def test_an_incomplete_answer_is_asked_to_be_completed_and_then_supports_a_higher_office():
    partial = happened(6, "responded", "2027-01-10", of="E1", params={"partial": "true"})
    asked = happened(3, "sent", "2027-01-15", letter="response-incomplete")
    supervisor = happened(4, "sent", "2027-01-18", letter="escalate-supervisor")

    assert (
        climb([DELIVERED, ANSWERED, partial], "2027-01-12").next.draft_kind == "response-incomplete"
    )
    found = climb([DELIVERED, ANSWERED, partial, asked, supervisor], "2027-01-20")
    assert found.next.draft_kind == "escalate-executive-office"
    assert "left points open" in " ".join(found.next.why)


def test_an_error_that_came_back_after_its_correction_is_a_reason():
    events = [
        notice(1, "delivered", "2026-03-02"),
        happened(2, "corrected", "2026-04-01", of="E1"),
        notice(3, "delivered", "2026-12-07"),
        happened(4, "acknowledged", "2026-12-10", of="E3"),
        happened(5, "sent", "2026-12-12", letter="escalate-supervisor"),
    ]

    found = climb(events, "2026-12-15")

    assert found.next.draft_kind == "escalate-executive-office"
    assert "came back: fee without basis, which they corrected on 1 April 2026" in " ".join(
        found.next.why
    )


def test_every_rung_of_the_data_names_criteria_that_are_read_and_kinds_that_exist():
    from borrower_desk.letters.templates import kinds

    known = set(kinds()) | {""}
    told = climb([], "2026-12-01")
    assert [one.name for one in told.levels] == [one.name for one in rungs()]
    for one in rungs():
        assert {one.draft, *one.tried} <= known
        assert one.otherwise or one.needs or one.any, "a rung that fails says why"
