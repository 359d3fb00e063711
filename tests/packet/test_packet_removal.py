"""What is found in a text, under which rule; what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borrower_desk.errors import UsageError
from borrower_desk.packet.removal import Remover, Rules, leftover, parse

EVERYTHING = "ssn,bank-account,card-number,date-of-birth,account-number,phone,email"


def clean(rules: str, text: str, *accounts: str) -> str:
    remover = Remover(parse(rules), accounts)
    remover.learn(text)
    return remover.clean(text)


@pytest.mark.parametrize(
    "written",
    [
        "123-45-6789", "123 45 6789", "123.45.6789", "123–45–6789", "123\u200b-45-6789",
        "１２３-４５-６７８９", "١٢٣-٤٥-٦٧٨٩", "123-45-\n6789", "1 2 3 - 4 5 - 6 7 8 9",
        "1 2 3 4 5 6 7 8 9", "123/45/6789", "123_45_6789", "123 / 45 / 6789", "123\\45\\6789",
        "123|45|6789", "123:45:6789", "123\u202245\u00b76789", "123\u204445\u22156789",
        "1 2 3 / 4 5 / 6 7 8 9",
    ],
)  # fmt: skip
def test_a_social_security_number_is_found_however_it_is_written(written):
    """Dashes of every kind, digits of other scripts, a line break, a box for each digit."""
    said = clean("ssn", f"It is {written} so.")

    assert said == "It is [Social Security number removed] so."


def test_a_number_that_a_label_gives_away_is_found_everywhere_after():
    """Nine digits alone could be anything; once called an SSN, they are one."""
    remover = Remover(parse("ssn"))

    assert remover.clean("Ref 987654321") == "Ref 987654321"

    remover.learn("Social Security number: 987654321")
    assert "987" not in remover.clean("Ref 987-654-321 and 987654321")


@pytest.mark.parametrize(
    ("rules", "text", "gone"),
    [
        ("bank-account", "checking account 000987654321 at First Bank", "000987654321"),
        ("bank-account", "routing number 021000021", "021000021"),
        ("bank-account", "IBAN GB29 NWBK 6016 1331 9268 19", "NWBK"),
        ("card-number", "paid with 4111 1111 1111 1111\n509 more", "4111"),
        ("card-number", "4111111111111111", "4111"),
        ("date-of-birth", "born on March 3, 1961 in Ohio", "1961"),
        ("date-of-birth", "DOB: 03/03/61", "03/03/61"),
        ("date-of-birth", "fecha de nacimiento: 3 March 1961", "1961"),
        ("phone", "call (937) 555-0142 now", "0142"),
        ("phone", "call 937.555.0142", "0142"),
        ("phone", "+44 20 7946 0958", "7946"),
        ("phone", "phone: 9375550142", "9375550142"),
        ("email", "write to maria.o'neil+x@fern.example today", "fern"),
        ("account-number", "your loan number is 55-1234-9", "1234"),
        ("Tiffany", "said tiffany on Monday", "tiffany"),
        ("CANARY-\\d+", "C A N A R Y - 4 5 2", "4 5 2"),
        ("/a,b/", "it is a,b here", "a,b"),
    ],
)
def test_each_rule_removes_what_it_names(rules, text, gone):
    assert gone not in clean(rules, text)


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        ("ssn", "tracking 7018 0040 0000 1234 5678, ZIP 45402-1234, $123,456,789.00"),
        ("ssn", "loan 0001234567, paid 2026-10-05"),
        ("ssn", "paid 10/05/2026, 1/2/2026; at 12:45:30; 100/20; 12,345,6789; 1024.35/1024.36"),
        ("card-number", "certified mail 7018004000001234567"),
        ("card-number", "Dayton, OH 45402\n(937) 555-0142 45402 937 555 0142"),
        ("date-of-birth", "The letter of March 3, 2026 came."),
        ("phone", "On 2026-10-05 the fee was 1,234.56; rule 1024.35(e)(3)"),
        ("account-number", "an escrow account balance of $1,234.56 in 2026"),
    ],
)
def test_what_only_looks_like_it_stays(rules, text):
    """A date, an amount, a tracking number are evidence."""
    assert clean(rules, text) == text


def test_the_loan_s_own_number_is_an_account_number_and_nothing_else():
    """`account-number` removes it in every spelling; `bank-account` leaves it."""
    text = "Account number 0001234567, also 000-123-4567 or 1234567"

    assert clean("bank-account", text, "0001234567").startswith("Account number 0001234567")
    assert clean("account-number:last4", text, "0001234567").count("ends 4567") == 3
    assert "4567" not in clean("account-number", text, "0001234567")


def test_what_stands_in_its_place_is_left_alone_the_second_time():
    """Cleaning twice changes nothing and counts nothing."""
    remover = Remover(parse(EVERYTHING))
    once = remover.clean("SSN 123-45-6789, account number 5551234567")
    counted = dict(remover.counts)

    assert remover.clean(once) == once
    assert remover.counts == counted


@pytest.mark.parametrize("rules", ["snn", "phones", "account-number:4", "ssn,dateofbirth"])
def test_a_misspelt_kind_is_refused_not_taken_for_a_word(rules):
    """A typing error must not let a secret out."""
    with pytest.raises(UsageError) as caught:
        parse(rules)
    assert "Did you mean" in caught.value.hint


@pytest.mark.parametrize("rules", [".*", "x?", "(a|)"])
def test_a_pattern_that_fits_nothing_at_all_is_refused(rules):
    with pytest.raises(UsageError):
        parse(rules)


def test_words_that_are_no_regular_expression_are_taken_as_they_stand():
    assert clean("fee (late", "the fee (late) of May") == "the [words removed]) of May"


def test_two_askers_remove_what_either_asked_for():
    """The last four digits stay only where both let them stay."""
    both = parse("ssn,account-number:last4") + parse("account-number,Tiffany")

    assert both == Rules(("ssn", "account-number"), False, ("Tiffany",))
    assert (parse("phone") + parse("account-number:last4")).last4


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60), st.text(max_size=60), st.integers(100, 665), st.integers(0, 9999))
def test_whatever_stands_around_it_a_number_goes(before, after, first, last):
    """And nothing that was removed can be found afterwards."""
    number = f"{first}-45-{last:04}"
    remover = Remover(parse("ssn"))
    said = remover.clean(f"{before} \n{number}\n {after}")

    assert number not in said
    assert leftover(remover)(said) == ""
