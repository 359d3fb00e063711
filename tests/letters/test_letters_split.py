"""An angry letter becomes a notice of error and a request for information, sentence by sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borrower_desk.letters.split import Place, split
from borrower_desk.letters.words import covered_errors

ANGRY = """You people are crooks!!! I am so angry I could scream. On September 16, 2026 you
charged me a late fee of $92.75 even though my payment arrived on September 10!!
I CALLED THREE TIMES AND NOBODY KNEW ANYTHING. Your company never paid my county
taxes in October and now there is a penalty of $36.15. Remove the late fee now!
Who owns my loan? And send me a payment history for 2026. Are you kidding me?
Do your job. I paid $1,855.00 on September 8, 2026 by check 000412."""


def test_each_sentence_goes_to_one_place_with_a_reason():
    found = {one.text: one.place for one in split(ANGRY).parts}
    assert found == {
        "You people are crooks!!!": Place.LEFT_OUT,
        "I am so angry I could scream.": Place.LEFT_OUT,
        "On September 16, 2026 you charged me a late fee of $92.75 even though my payment arrived"
        " on September 10.": Place.ERROR,
        "I called three times and nobody knew anything.": Place.FACT,
        "Your company never paid my county taxes in October and now there is a penalty of"
        " $36.15.": Place.ERROR,
        "Remove the late fee now.": Place.CORRECTION,
        "Who owns my loan?": Place.REQUEST,
        "Send me a payment history for 2026.": Place.REQUEST,
        "Are you kidding me?": Place.LEFT_OUT,
        "Do your job.": Place.LEFT_OUT,
        "I paid $1,855.00 on September 8, 2026 by check 000412.": Place.FACT,
    }
    assert all(one.why for one in split(ANGRY).parts)


def test_the_notice_asserts_each_error_and_the_request_asks_each_question():
    made = split(ANGRY)
    assert made.errors == ("fee-without-basis", "escrow-bill-late-or-refund-missing")
    assert made.notice["error"] == "fee-without-basis,escrow-bill-late-or-refund-missing"
    assert made.notice["what_happened"].endswith("One more error is listed below.")
    assert len(made.notice["facts"].split("\n")) == 4
    assert made.notice["correction"] == "Remove the late fee now."
    assert made.request["requests"].split("\n") == [
        "Who owns my loan?",
        "Send me a payment history for 2026.",
    ]


def test_the_owner_is_better_asked_in_a_letter_of_its_own():
    (one,) = [part for part in split(ANGRY).parts if "owns" in part.text]
    assert "owner-identity" in one.why


@pytest.mark.parametrize(
    ("sentence", "slug"),
    [
        ("You returned my check of October 1, 2026.", "payment-refused"),
        ("My payment of $900.00 was never credited.", "payment-not-credited-on-receipt"),
        ("You put my payment in suspense.", "payment-misapplied"),
        ("You did not pay my insurance premium and the policy lapsed.",
         "escrow-bill-late-or-refund-missing"),
        ("You added a fee of $25.00 that I do not owe.", "fee-without-basis"),
        ("The payoff you sent is wrong.", "payoff-wrong-or-missing"),
        ("You told me that a modification is not available.", "lossmit-info-wrong"),
        ("The old servicer lost my trial payments.", "transfer-data-wrong"),
        ("You filed for foreclosure on November 20.", "foreclosure-started-too-early"),
        ("You scheduled a foreclosure sale although my application is complete.",
         "foreclosure-judgment-or-sale-barred"),
        ("You lost my letter of May 1.", "other-servicing-error"),
    ],
)  # fmt: skip
def test_every_covered_error_is_known_by_its_words(sentence, slug):
    (one,) = split(sentence).parts
    assert (one.place, one.slug) == (Place.ERROR, slug)


@pytest.mark.parametrize(
    "sentence",
    ["The weather was fine.", "This is outrageous!", "Shame on you.", "Seriously?", "Thanks."],
)
def test_what_tells_nothing_is_left_out_and_said(sentence):
    made = split(sentence)
    assert [one.place for one in made.parts] == [Place.LEFT_OUT]
    assert (made.notice, made.request) == ({}, {})


def test_a_rude_fact_is_kept_with_the_words_to_mend():
    (one,) = split("Your idiots charged me a late fee of $92.75 on September 16, 2026.").parts
    assert one.place is Place.ERROR
    assert "mend its tone" in one.why


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=400))
def test_nothing_that_was_written_is_lost_or_doubled(text):
    """Whatever the text: each sentence stands in one place, and none raises."""
    made = split(text)
    assert set(made.errors) <= set(covered_errors())
    assert len(made.parts) == sum(
        len([one for one in made.parts if one.place is place]) for place in Place
    )


def test_a_letter_of_a_hundred_thousand_letters_is_split_quickly():
    made = split("You charged a fee of $1.00. " * 4000)
    assert made.errors == ("fee-without-basis",)
