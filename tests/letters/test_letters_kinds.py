"""Every kind of letter, from the examples in its own template."""

from __future__ import annotations

import re

import pytest

from borrower_desk.letters.anatomy import parse, to_body
from borrower_desk.letters.templates import GROUPS, kinds, template
from borrower_desk.letters.words import covered_errors

KINDS = kinds()
CONTRACT = [
    "balance-verification",
    "payment-history",
    "escrow-information",
    "arm-adjustment",
    "payment-application",
    "late-fee-explanation",
    "late-fee-dispute",
    "payment-delay",
    "partial-payment-policy",
    "modification-documents",
    "hardship-letter",
    "payoff-statement",
    "form-1098",
    "assumption-package",
    "copies-of-communications",
    "notice-of-error",
    "request-for-information",
    "owner-identity",
    "qualified-written-request",
    "documents-relied-on",
    "escrow-refund",
    "insurance-evidence",
    "tax-or-insurance-unpaid",
    "misdirected-payment",
    "pmi-cancellation",
    "lien-release",
    "credit-dispute",
    "debt-validation",
    "communication-limits",
    "foreclosure-hold",
    "loss-mitigation-appeal",
    "authorized-representative",
    "successor-in-interest",
    "servicemember-relief",
    "acknowledgment-overdue",
    "response-overdue",
    "response-incomplete",
    "extension-invalid",
    "thank-and-confirm",
    "confirm-a-call",
    "escalate-supervisor",
    "escalate-executive-office",
    "cfpb-complaint",
    "state-regulator-complaint",
    "attorney-summary",
]


def test_the_kinds_are_those_of_the_contract():
    assert sorted(KINDS) == sorted(CONTRACT)


def test_kinds_come_group_by_group():
    groups = [template(kind).group for kind in KINDS]
    assert groups == sorted(groups, key=GROUPS.index)


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_letter_lacks_nothing_and_has_no_finding(kind, letter_of, check_letter, enclosure):
    """What the examples of a template make is a letter without any finding."""
    letter = letter_of(kind, enclosures=(enclosure,))

    report = check_letter(letter)

    assert letter.missing == ()
    assert [
        (one.code, one.message) for one in report.findings if one.code != "proof-of-mailing"
    ] == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_letter_asks_for_what_it_lacks(kind, letter_of, check_letter):
    """Nothing is invented: each missing fact is a visible sign, and a question with an example."""
    letter = letter_of(kind, {})

    required = [one.name for one in template(kind).fields if one.required]
    assert [one.field for one in letter.missing] == required
    assert all(one.question for one in letter.missing)
    found = {one.code for one in check_letter(letter).findings}
    assert ("placeholder-left" in found) == bool(required)


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_s_plain_text_holds_all_its_parts(kind, letter_of, enclosure):
    """The text is read back into the same anatomy: nothing is lost on the way to a rendering."""
    letter = letter_of(kind, enclosures=(enclosure,))

    assert to_body(parse(letter.body)) == letter.body


@pytest.mark.parametrize("kind", KINDS)
def test_the_account_block_is_whole(kind, letter_of):
    body = letter_of(kind).body
    for part in ("0001234567", "12 Elm Street", "Maria Lopez", "Juan Lopez"):
        assert part in body


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_paragraph_has_at_most_five_sentences(kind, letter_of):
    first = parse(letter_of(kind).body).first_paragraph
    assert len(re.findall(r"[.!?](?:\s|$)", first)) <= 5, first


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_asks_a_question_and_every_required_one_gives_an_example(kind):
    for field in template(kind).fields:
        assert field.question.endswith(("?", ".")), field.name
        assert field.example or not field.required, field.name


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_letter_starts_are_rules_of_the_law(kind):
    """Each rule id stands in the rule table."""
    from borrower_desk.law.rules import rules

    assert set(template(kind).starts) <= set(rules())


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_letter_is_right_for_every_channel_that_its_template_advises(
    kind, letter_of, check_letter, enclosure
):
    """Whichever advised way is chosen, no error stands: name, address and number all fit it."""
    for advice in template(kind).channels:
        letter = letter_of(kind, enclosures=(enclosure,), channel=advice.channel)

        findings = [
            (one.code, one.message)
            for one in check_letter(letter).findings
            if one.code != "proof-of-mailing"
        ]

        assert findings == [], advice.channel


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_needed_is_enough(kind, letter_of, check_letter):
    """A letter with the required facts alone, and nothing enclosed, has no finding either."""
    needed = {one.name: one.example for one in template(kind).fields if one.required}

    letter = letter_of(kind, needed)

    assert letter.missing == ()
    assert [
        (one.code, one.message)
        for one in check_letter(letter).findings
        if one.code != "proof-of-mailing"
    ] == []


SLUGS = list(covered_errors())


@pytest.mark.parametrize("slug", SLUGS)
def test_a_notice_of_each_covered_error_names_it_in_the_regulation_s_terms(
    slug, letter_of, check_letter
):
    """The error's own words and paragraph, the facts that it needs, its own clock, no finding."""
    made = template("notice-of-error")
    said = {one.name: one.example for one in made.fields if not one.when or slug in one.when}
    error = covered_errors()[slug]
    said |= {"error": slug, "what_happened": f"You made this error: {error.name}, in March 2026."}

    letter = letter_of("notice-of-error", said)

    assert f"“{error.text.rstrip('.')}.” (12 CFR {error.paragraph})" in " ".join(
        letter.body.split()
    )
    assert letter.errors == (slug,)
    assert (letter.missing, letter.wanted) == ((), ())
    fitting = [one.name for one in made.fields if slug in one.when]
    assert fitting, "each kind of error asks for facts of its own"
    assert "another error" not in " ".join(letter.notes)
    clocks = {
        "general": {"noe-respond"},
        "payoff": {"noe-respond-payoff"},
        "foreclosure": {"noe-respond-foreclosure"},
    }
    assert clocks[error.clock] == {one for one in letter.starts if one.startswith("noe-respond")}
    assert [
        (one.code, one.message)
        for one in check_letter(letter).findings
        if one.code not in ("reading-level", "several-issues")
    ] == []
