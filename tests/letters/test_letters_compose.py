"""Composition: what is said of the record, what is missing, and values that wish us ill."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letters_samples import LOAN, NUMBER, SENDER, SERVICER, TODAY

from borrower_desk.errors import TemplateInvalid, UsageError
from borrower_desk.letters.anatomy import parse, to_body
from borrower_desk.letters.compose import Facts, compose
from borrower_desk.letters.templates import Field, kinds, template
from borrower_desk.letters.templates import parse as parse_template
from borrower_desk.letters.values import fit, list_items, read_date, read_money, written_money
from borrower_desk.model import (
    Address,
    Channel,
    Event,
    EventId,
    EventKind,
    Loan,
    LoanType,
    Matter,
    MatterId,
    Purpose,
    Sender,
    Servicer,
    ServicerId,
    ServicingPeriod,
)

FEE = {
    "fee_amount": "71.61",
    "fee_date": "2026-11-17",
    "payment_received": "11/12/2026",
    "payment_amount": "$1,855",
}


def test_money_and_days_are_written_as_letters_write_them(letter_of):
    body = letter_of("late-fee-dispute", FEE).body
    assert "On November 17, 2026 you charged a late fee of $71.61" in body
    assert "my payment of $1,855.00 on November 12, 2026" in body


def test_a_legal_notice_goes_to_the_designated_address(letter_of):
    letter = letter_of("late-fee-dispute", FEE)
    assert "P.O. Box 100" in letter.address_to
    assert "By certified mail, return receipt requested" in letter.body


def test_without_a_designated_address_the_correspondence_address_is_used_and_said(letter_of):
    servicer = replace(SERVICER, addresses=SERVICER.addresses[1:])
    letter = letter_of("late-fee-dispute", FEE, servicer=servicer)
    assert "P.O. Box 200" in letter.address_to
    assert any("1024.35(c)" in note for note in letter.notes)


def test_the_payment_address_is_never_used(letter_of):
    servicer = replace(SERVICER, addresses=SERVICER.addresses[1:2])
    for kind in kinds():
        letter = letter_of(kind, {}, servicer=servicer)
        assert "999" not in letter.address_to, kind
        if template(kind).addressee == "servicer":
            assert "servicer.address" in [one.field for one in letter.missing], kind


def test_in_e_mail_the_subject_has_the_last_four_digits_and_the_body_the_whole(letter_of):
    letter = letter_of("late-fee-dispute", FEE, channel=Channel.EMAIL)
    assert letter.subject.startswith("Account ending 4567 – ")
    assert NUMBER in letter.body


def test_a_prior_servicer_s_number_stands_in_the_account_block(letter_of):
    loan = replace(LOAN, periods=(ServicingPeriod(ServicerId("S0"), "0007654321"),))
    assert (
        "Prior servicer's loan number: 0007654321"
        in letter_of("late-fee-dispute", FEE, loan=loan).body
    )


def test_what_is_missing_comes_with_the_most_important_first(letter_of):
    """Who writes and about which loan come before the facts, and the facts before addresses."""
    letter = letter_of("late-fee-dispute", {}, sender=Sender(), loan=replace(LOAN, borrowers=()))
    assert [one.field for one in letter.missing] == [
        "sender.name", "loan.borrowers", "fee_amount", "fee_date", "payment_received",
        "payment_amount", "sender.address",
    ]  # fmt: skip
    assert "[FEE AMOUNT]" in letter.body
    assert "[BORROWER" not in letter.subject


def test_the_record_fills_what_was_not_said(letter_of):
    """The latest confirmed event tells the fee; what the borrower says goes before it."""
    events = tuple(
        Event(
            EventId(f"E{n}"),
            MatterId("M1"),
            EventKind.FEE_CHARGED,
            day,
            amount=cents,
            undone=undone,
        )
        for n, (day, cents, undone) in enumerate(
            [
                (date(2026, 10, 1), 100, False),
                (date(2026, 11, 17), 7161, False),
                (date(2026, 12, 1), 9, True),
            ]
        )
    )
    body = letter_of("late-fee-dispute", {}, events=events).body
    assert "On November 17, 2026 you charged a late fee of $71.61" in body
    assert "$80.00" in letter_of("late-fee-dispute", {"fee_amount": "80"}, events=events).body


def test_the_matter_s_issue_is_the_error(letter_of):
    matter = Matter(MatterId("M1"), "Fee", LOAN.id, "payment-misapplied")
    letter = letter_of("notice-of-error", {}, matter=matter)
    assert letter.errors == ("payment-misapplied",)
    assert "Failure to apply an accepted payment to principal, interest, escrow" in letter.body


@pytest.mark.parametrize(
    ("error", "clock", "words"),
    [
        ("fee-without-basis", "noe-respond", "within 30 days"),
        ("payoff-wrong-or-missing", "noe-respond-payoff", "within 7 days"),
        (
            "foreclosure-started-too-early",
            "noe-respond-foreclosure",
            "before the date of a foreclosure sale",
        ),
    ],
)
def test_each_error_has_its_own_clock(letter_of, error, clock, words):
    """12 CFR 1024.35(e)(3)(i): 7 days for a payoff, before the sale for a foreclosure, else 30."""
    letter = letter_of("notice-of-error", {"error": error, "what_happened": "x", "facts": "y"})
    clocks = {"noe-respond", "noe-respond-payoff", "noe-respond-foreclosure"}
    assert clocks & set(letter.starts) == {clock}
    assert words in letter.body


def test_several_errors_are_numbered_and_each_named(letter_of):
    letter = letter_of("notice-of-error", {"error": "fee-without-basis, payoff-wrong-or-missing"})
    assert letter.errors == ("fee-without-basis", "payoff-wrong-or-missing")
    assert "1. “Imposition of a fee" in letter.body
    assert "2. “Failure to provide an accurate payoff" in letter.body


def test_a_question_by_e_mail_starts_only_the_servicer_s_promise(letter_of):
    """12 CFR 1024.36(b): only the designated address starts the law's clock."""
    online = letter_of("payment-history", channel=Channel.EMAIL)
    paper = letter_of("payment-history", channel=Channel.CERTIFIED_MAIL)
    assert online.starts == ("sla-business-hours",)
    assert paper.starts == ("rfi-acknowledge", "rfi-respond")
    assert "within 30 days" in paper.body
    assert "within 30 days" not in online.body


def test_an_enclosure_that_no_fact_mentions_is_still_named(letter_of, enclosure):
    body = letter_of("late-fee-dispute", FEE, enclosures=(enclosure,)).body
    assert "I enclose a copy of: Enclosure A, Bank statement." in body
    assert body.endswith("Enclosures:\nEnclosure A – Bank statement (2 pages)\n")


def test_dated_facts_stand_in_the_order_of_days():
    assert list_items("2026-05-03: paid\n2026-01-02 - sent\n- March 4, 2026: called") == [
        "January 2, 2026: sent",
        "March 4, 2026: called",
        "May 3, 2026: paid",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fee_amount", "a lot"),
        ("fee_amount", "1.2.3"),
        ("fee_date", "2026-02-31"),
        ("fee_date", "yesterday"),
        ("fee_date", "2027-01-01"),
        ("grace_days", "ten"),
        ("colour", "red"),
        ("facts", "x" * 20_001),
    ],
)
def test_a_value_that_its_field_cannot_take_is_refused_with_a_hint(letter_of, name, value):
    with pytest.raises(UsageError) as refused:
        letter_of("late-fee-dispute", {name: value})
    assert refused.value.hint


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ ''.__class__.__mro__ }}",
        "{% for x in range(10**9) %}x{% endfor %}",
        "{{ loan_number.__class__ }} {# hidden #}",
        "## request\n1. Send everything",
        "\ue000 item \ue001 step \ue002 break",
        "a\u202egnp.exe\u202c b",
        "\x1b[31mred\x1b[0m\x00\x07",
        "+++\nkind = 'x'\n+++",
        "Sincerely,\n\nMallory\n\nEnclosures:\nEnclosure Z – x",
        "x" * 20_000,
    ],
)
def test_a_hostile_value_is_only_text(letter_of, hostile):
    """It is never executed, and neither breaks the layout nor hides words."""
    letter = letter_of(
        "notice-of-error",
        {"error": "fee-without-basis", "what_happened": hostile, "facts": hostile},
    )
    said = parse(letter.body)

    assert said.close == "Sincerely,"
    assert said.signature[0] == "Maria Lopez"
    assert said.enclosures == ()
    assert not set("\u202e\x1b\x00\ue000\ue001\ue002") & set(letter.body)
    assert "<class" not in letter.body
    assert [one.form for one in said.blocks].count("numbered") == 1


TEXT = st.text(max_size=200)
LINE = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=60)


@settings(deadline=None, max_examples=60)
@given(TEXT, TEXT, LINE)
def test_whatever_is_said_the_letter_names_loan_property_and_people(happened, facts, name):
    """Property: the loan number, the address and the names are in the body, and it reads back."""
    made = compose(
        template("notice-of-error"),
        Facts(
            LOAN,
            SERVICER,
            replace(SENDER, name=name),
            fields={"error": "fee-without-basis", "what_happened": happened, "facts": facts},
            written=TODAY,
        ),
    )
    for part in (NUMBER, "12 Elm Street, Springfield, IL 62701", "Maria Lopez and Juan Lopez"):
        assert part in made.body
    assert parse(to_body(parse(made.body))) == parse(made.body)


@given(st.integers(0, 10**12))
def test_an_amount_that_is_written_is_read_again(cents):
    assert read_money(written_money(cents)) == cents


@given(st.dates(date(1971, 1, 1), date(2100, 12, 31)))
def test_a_day_is_read_in_each_of_its_forms(day):
    us = f"{day.month}/{day.day}/{day.year}"
    assert read_date(day.isoformat()) == read_date(us) == day


@given(st.text(max_size=60))
def test_any_text_is_a_day_an_amount_or_neither(text):
    read_date(text)
    read_money(text)


def test_a_choice_is_one_of_its_choices():
    field = Field("why", "choice", "Why?", choices=("too-late", "no-reasons"))
    assert fit(field, " Too-Late ", TODAY) == "too-late"


GOOD = """+++
kind = "mine"
title = "Mine"
group = "follow-up"
subject = "A word"
[[channel]]
use = "mail"
why = "because"
[[field]]
name = "word"
type = "text"
question = "Which word?"
+++
## issue
Please note: {{ word }}.
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("+++\nkind", "kind"),
        ('kind = "mine"', 'kind = "other"'),
        ('group = "follow-up"', 'group = "poems"'),
        ('type = "text"', 'type = "poem"'),
        ('name = "word"', 'name = "A word"'),
        ('question = "Which word?"', 'question = ""'),
        ("## issue", "## poem"),
        ('use = "mail"', 'use = "pigeon"'),
        ('title = "Mine"', "title ="),
        ('title = "Mine"', 'colour = "red"'),
        ("## issue\nPlease note: {{ word }}.", ""),
    ],
)
def test_a_template_that_breaks_its_schema_says_how(old, new):
    assert parse_template(GOOD, "mine.en.md").kind == "mine"
    with pytest.raises(TemplateInvalid) as refused:
        parse_template(GOOD.replace(old, new), "mine.en.md")
    assert "mine.en.md" in refused.value.message


@pytest.mark.parametrize(
    "body", ["{{ wrod }}", "{{ word.__class__.__mro__ }}", "{% if %}", "{{ 1/0 }}"]
)
def test_a_template_that_does_not_render_says_so(body, facts):
    broken = parse_template(GOOD.replace("{{ word }}", body), "mine.en.md")
    with pytest.raises(TemplateInvalid):
        compose(broken, replace(facts, fields={"word": "x"}))


def test_a_user_s_own_template_comes_before_the_shipped_one(tmp_path):
    """A new kind is one new file and no code."""
    (tmp_path / "mine.en.md").write_text(GOOD)
    (tmp_path / "late-fee-dispute.en.md").write_text(GOOD.replace('"mine"', '"late-fee-dispute"'))

    assert "mine" in kinds(tmp_path)
    assert template("late-fee-dispute", folder=tmp_path).title == "Mine"
    assert template("late-fee-dispute").title != "Mine"


def test_an_unknown_kind_names_the_near_ones():
    with pytest.raises(UsageError, match="late-fee-dispte") as refused:
        template("late-fee-dispte")
    assert "late-fee-dispute" in refused.value.hint


def test_a_servicer_s_name_is_not_said_twice(letter_of):
    address = Address(Purpose.NOTICE, "Sample Home Servicing\nP.O. Box 100\nDallas, TX 75001")
    letter = letter_of(
        "late-fee-dispute",
        FEE,
        servicer=Servicer(ServicerId("S1"), "Sample Home Servicing", (address,)),
    )
    assert letter.address_to.count("Sample Home Servicing") == 1


def test_an_empty_loan_still_makes_a_letter(letter_of):
    letter = letter_of("owner-identity", {}, loan=Loan(LOAN.id, "", SERVICER.id))
    assert letter.subject.startswith("Account Number [LOAN NUMBER]")


def test_a_near_sale_comes_before_all_other_advice_and_never_into_the_letter(letter_of):
    """Within 45 days: who can help. A later sale, a cancelled one and no sale say nothing."""
    sale = Event(EventId("E1"), MatterId("M1"), EventKind.SALE_SCHEDULED, date(2027, 1, 20))
    letter = letter_of("late-fee-dispute", FEE, events=(sale,))
    assert letter.notes[0].startswith("A foreclosure sale is set for January 20, 2027.")
    assert "counselor" not in letter.body
    far = replace(sale, on=date(2027, 3, 20))
    off = replace(sale, params={"cancelled": "true"})
    for events in ((far,), (off,), ()):
        assert "sale is set" not in letter_of("late-fee-dispute", FEE, events=events).notes[0]


def test_a_call_is_followed_by_a_letter_that_confirms_it(letter_of):
    letter = letter_of("late-fee-explanation", FEE_ASKED, channel=Channel.PHONE)
    assert any("confirm-a-call" in one for one in letter.notes)


FEE_ASKED = {"fee_amount": "71.61", "fee_date": "2026-11-17"}


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("misdirected-payment", {"payment_date": "2026-11-30", "transfer_date": "2026-10-01"},
         "after the 60 days"),
        ("loss-mitigation-appeal", {"decision_date": "2026-11-30"}, "14 days to appeal"),
        ("debt-validation", {"notice_date": "2026-11-01"}, "30 days after the notice"),
    ],
)  # fmt: skip
def test_a_time_of_the_law_that_has_passed_is_said_to_the_borrower(letter_of, kind, fields, said):
    assert any(said in one for one in letter_of(kind, fields).notes)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        # November 29 is the 60th day of the period that begins on October 1.
        ("misdirected-payment", {"payment_date": "2026-11-29", "transfer_date": "2026-10-01"}),
        ("loss-mitigation-appeal", {"decision_date": "2026-12-01"}),
        ("debt-validation", {"notice_date": "2026-11-15"}),
    ],
)
def test_the_last_day_of_such_a_time_still_counts(letter_of, kind, fields):
    assert letter_of(kind, fields).notes == letter_of(kind, {}).notes


def test_the_department_stands_in_the_address_unless_the_address_names_one(letter_of):
    assert "Attention: Executive Office" in letter_of("escalate-executive-office", {}).address_to
    named = Address(
        Purpose.CORRESPONDENCE, "Attn: Office of the President\nP.O. Box 1\nX, TX 75001"
    )
    servicer = replace(SERVICER, addresses=(named,))
    letter = letter_of("escalate-executive-office", {}, servicer=servicer)
    assert "Attention: Executive" not in letter.address_to


def test_facts_of_another_error_are_left_out_and_said(letter_of):
    letter = letter_of(
        "notice-of-error",
        {
            "error": "fee-without-basis",
            "what_happened": "You charged $5.00 on May 1, 2026.",
            "facts": "2026-05-01: You charged it.",
            "payoff_stated": "9999",
            "fee_date": "2026-05-01",
        },
    )
    assert "9,999" not in letter.body
    assert any("payoff_stated" in one for one in letter.notes)
    assert "May 1, 2026: You charged the fee" in letter.body


def test_facts_with_days_stand_in_the_order_of_the_days(letter_of):
    letter = letter_of(
        "late-fee-dispute", {**FEE, "facts": "2026-11-01: First.\n2026-12-01: Last."}
    )
    (facts,) = [b for b in parse(letter.body).blocks if b.form == "dashed"]
    assert facts.items[0].startswith("November 1, 2026: First.")
    assert facts.items[-1].startswith("December 1, 2026: Last.")


@pytest.mark.parametrize(
    ("loan", "kind", "said"),
    [
        (replace(LOAN, type=LoanType.HELOC), "late-fee-dispute", "12 CFR 1026.13"),
        (replace(LOAN, bankruptcy=True), "payoff-statement", "bankruptcy lawyer"),
    ],
)
def test_a_loan_of_another_regime_is_said_to_the_borrower(letter_of, loan, kind, said):
    """A home equity line is not covered by Regulation X; in bankruptcy a lawyer comes first."""
    letter = letter_of(kind, {}, loan=loan)
    assert any(said in one for one in letter.notes)
    assert not any(said in one for one in letter_of(kind, {}).notes)
    assert said not in letter.body
