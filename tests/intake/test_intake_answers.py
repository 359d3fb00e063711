"""An answer held against the law and against what was asked."""

from __future__ import annotations

import time

import pytest

from borrower_desk.intake.answers import check, covered, elements, questions
from borrower_desk.model import Kind

REFUSAL = (
    "We have determined that no error occurred, because your payment was received on September"
    " 18, after the grace period. You have the right to request the documents that we relied on."
    " To request them, write to P.O. Box 555, Dayton, OH. Call us at 1-800-555-0102."
)


def missing(kind: Kind, text: str) -> set[str]:
    return {one.name for one in elements([kind], text) if not one.present}


def test_a_whole_refusal_lacks_nothing():
    """12 CFR 1024.35(e)(1)(i)(B): no error, reasons, right to documents, how, telephone."""
    assert missing(Kind.REFUSAL, REFUSAL) == set()


@pytest.mark.parametrize(
    ("gone", "name"),
    [
        (", because your payment was received on September 18, after the grace period", "reasons"),
        (" Call us at 1-800-555-0102.", "telephone"),
    ],
)
def test_what_was_left_out_of_a_refusal_is_named(gone, name):
    assert missing(Kind.REFUSAL, REFUSAL.replace(gone, "")) == {name}


def test_a_bare_refusal_lacks_everything():
    """ "We have completed our review" and nothing else."""
    assert missing(Kind.REFUSAL, "We have completed our review. Your account is correct.") == {
        "reasons", "right to documents", "how to ask for them", "telephone",
    }  # fmt: skip


def test_a_correction_needs_its_effective_date():
    """12 CFR 1024.35(e)(1)(i)(A)."""
    text = "We reversed the late charge of $71.61. Call 1-800-555-0102 with questions."
    assert missing(Kind.CORRECTION, text) == {"effective date"}
    dated = text.replace("$71.61", "$71.61 effective December 4, 2026")
    assert missing(Kind.CORRECTION, dated) == set()


def test_an_extension_needs_its_reasons():
    """12 CFR 1024.35(e)(3)(ii)."""
    assert missing(Kind.EXTENSION_NOTICE, "We will answer by January 8, 2027.") == {"reasons"}
    told = "We will answer by January 8 because we are waiting for the prior servicer."
    assert missing(Kind.EXTENSION_NOTICE, told) == set()


def test_a_refusal_to_respond_needs_its_basis():
    """12 CFR 1024.35(g)(2)."""
    assert missing(Kind.NOT_REQUIRED_NOTICE, "We will not respond to your letter.") == {"basis"}
    told = "Your notice is duplicative of the one that we answered."
    assert missing(Kind.NOT_REQUIRED_NOTICE, told) == set()


def test_what_is_not_available_needs_a_basis():
    """12 CFR 1024.36(d)(1)(ii)."""
    text = "The recording is not available. Call 1-800-555-0102."
    assert missing(Kind.RESPONSE, text) == {"basis for not having it"}
    told = "The recording is not available: calls are kept for 90 days. Call 1-800-555-0102."
    assert missing(Kind.RESPONSE, told) == set()


def test_our_quoted_words_are_no_element_of_their_answer():
    text = (
        "No error occurred.\n\nOn Mon, Nov 2, 2026 Ana Lopez wrote:\n> Call me at 937-555-0118.\n"
    )
    assert "telephone" in missing(Kind.REFUSAL, text)


LETTER = """Please answer these questions.

1. How was the late fee of $71.61 for September computed?
2. On which day did your lockbox receive my September payment?
3. Who owns the loan, and at which address?

Sincerely,
Ana Lopez
"""


def test_numbered_questions_are_found():
    assert [number for number, _ in questions(LETTER)] == ["1", "2", "3"]


def test_questions_without_numbers_are_found():
    text = "Dear servicer, how was the late fee computed? I paid on time. Who owns the loan now?"
    assert len(questions(text)) == 2


def test_each_question_is_answered_or_open():
    answer = (
        "The lockbox received your September payment on September 18.\n"
        "The owner of the loan is Example Trust; its address is 100 Main Street."
    )
    got = {one.number: one.answered for one in covered(questions(LETTER), answer)}
    assert got == {"1": False, "2": True, "3": True}


def test_a_question_that_is_put_off_is_open():
    answer = "Question 1: how the late fee was computed will be provided in a separate letter."
    assert not covered(questions(LETTER), answer)[0].answered


def test_a_question_is_answered_by_its_number():
    answer = "Item 1: 5% of principal and interest, $1,432.18."
    assert covered(questions(LETTER), answer)[0].answered


def test_open_points_are_sentences_for_the_follow_up():
    """Both the law's elements and our own questions, for `response-incomplete`."""
    got = check([Kind.RESPONSE], "The owner of the loan is Example Trust at 1 Main St.", LETTER)
    assert "You did not give a telephone number for further assistance." in got.open_points
    assert any(
        point.startswith("You did not answer: How was the late fee") for point in got.open_points
    )


def test_a_letter_that_answers_twice_is_held_against_both():
    got = check(
        [Kind.CORRECTION, Kind.REFUSAL], "We reversed the fee on May 4. No error otherwise."
    )
    assert {one.name for one in got.elements} >= {"effective date", "right to documents"}


@pytest.mark.parametrize(
    "piece", ["1. ", "? ", "documents ", "request ", "correct ", "May 1 ", "a) x\n"]
)
def test_large_texts_take_bounded_time(piece):
    text = (piece * (100_000 // len(piece)))[:100_000]
    began = time.process_time()
    check([Kind.REFUSAL, Kind.CORRECTION, Kind.RESPONSE], text, text)
    assert time.process_time() - began < 5


def test_a_chronology_asks_nothing():
    """Dated points tell what happened; only those that ask are held against the answer."""
    text = (
        "1. October 21, 2026: my agent billed you $1,512.00.\n"
        "2. November 9, 2026: your analysis shows $1,812.00.\n\nPlease:\n\n"
        "3. Send the invoice that the analysis used. Under 12 CFR 1024.36 you must answer.\n"
    )
    assert questions(text) == (("3", "Send the invoice that the analysis used."),)
