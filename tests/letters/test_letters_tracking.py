"""Tracking numbers: the check digits of the Postal Service and of the international mail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borrower_desk.letters.tracking import Proof, Standing, bare, gaps, standing_of
from borrower_desk.model import Channel


@pytest.mark.parametrize(
    ("number", "standing", "because"),
    [
        ("9400 1112 0108 0805 4830 16", Standing.VALID, "22 digits, as printed on labels"),
        ("9400111201080805483016", Standing.VALID, "without spaces"),
        ("9400111201080805483017", Standing.WRONG, "the last digit is another"),
        ("9400112101080805483016", Standing.WRONG, "two digits changed places"),
        ("7112 3456 7891 2345 6787", Standing.VALID, "20 digits"),
        ("7112 3456 7891 2345 6788", Standing.WRONG, "20 digits, one mistyped"),
        ("420627019400111201080805483016", Standing.VALID, "the barcode begins with the ZIP code"),
        ("420627011234 9400111201080805483016", Standing.VALID, "or with ZIP+4"),
        ("RB123456785GB", Standing.VALID, "S10, the example of the Universal Postal Union"),
        ("rb 12345678 5 gb", Standing.VALID, "small letters and spaces"),
        ("RB123456784GB", Standing.WRONG, "S10 with a wrong check digit"),
        ("1Z999AA10123456784", Standing.UNKNOWN, "another carrier"),
        ("certified", Standing.UNKNOWN, "no number at all"),
        ("", Standing.NONE, "nothing"),
        ("  - ", Standing.NONE, "nothing but signs"),
    ],
)
def test_a_number_stands_by_its_check_digit(number, standing, because):
    assert standing_of(number) is standing, because


@given(st.from_regex(r"\A9[0-9]{20}\Z"))
def test_one_last_digit_of_ten_is_right(first):
    right = [n for n in range(10) if standing_of(f"{first}{n}") is Standing.VALID]
    assert len(right) == 1


@given(st.from_regex(r"\A[A-Z]{2}[0-9]{8}\Z"))
def test_one_check_digit_of_an_international_number_is_right(first):
    right = [n for n in range(10) if standing_of(f"{first}{n}US") is Standing.VALID]
    assert len(right) == 1


@given(st.text(max_size=80))
def test_any_text_has_a_standing(text):
    assert standing_of(text) in Standing
    assert " " not in bare(text)


def test_a_whole_record_lacks_nothing():
    proof = Proof(
        Channel.CERTIFIED_MAIL, "9400111201080805483016", mailing_proof=True, delivered=True,
        delivery_proof=True,
    )  # fmt: skip
    assert gaps(proof) == []


@pytest.mark.parametrize(
    ("proof", "said"),
    [
        (Proof(Channel.CERTIFIED_MAIL), "the certified mail number"),
        (Proof(Channel.CERTIFIED_MAIL, "9400111201080805483017"), "wrong check digit"),
        (Proof(Channel.CERTIFIED_MAIL, "1Z999AA10123456784"), "has not the form"),
        (Proof(Channel.CERTIFIED_MAIL), "PS Form 3800"),
        (Proof(Channel.CERTIFIED_MAIL, delivered=True), "PS Form 3811"),
        (Proof(Channel.MAIL), "nothing proves that plain mail arrived"),
        (Proof(Channel.FAX), "confirmation page"),
        (Proof(Channel.PORTAL), "picture of the portal"),
        (Proof(Channel.EMAIL), "Sent folder"),
        (Proof(Channel.IN_PERSON), "stamped or signed"),
        (Proof(Channel.EMAIL), "the day they received it"),
    ],
)
def test_what_a_record_lacks_is_named_with_what_to_do(proof, said):
    assert said in " ".join(gaps(proof))
