"""The letter against its record, and whole drafts against all the checks."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import date

import pytest
from letters_samples import LOAN, SENDER, SERVICER, TODAY

from borrower_desk.letters.checks import Checked, CheckedFile, run
from borrower_desk.letters.checks.phrases import _table
from borrower_desk.model import (
    Channel,
    Event,
    EventId,
    EventKind,
    MatterId,
    ServicerId,
    ServicingPeriod,
)


def event(kind: EventKind, on: date, n: int = 1, **said: object) -> Event:
    return Event(EventId(f"E{n}"), MatterId("M1"), kind, on, **said)


EVENTS = (
    event(EventKind.PAYMENT_MADE, date(2026, 11, 9), 1, amount=185500),
    event(EventKind.PAYMENT_RECEIVED, date(2026, 11, 12), 2),
    event(EventKind.FEE_CHARGED, date(2026, 11, 17), 3, amount=7161),
)


def codes(body: str, **told: object) -> set[str]:
    told.setdefault("events", EVENTS)
    told.setdefault("today", TODAY)
    return {one.code for one in run(Checked("x", body, loan=LOAN, **told)).findings}


@pytest.mark.parametrize(
    ("said", "fires"),
    [
        ("You charged a late fee of $76.11.", True),
        ("the $70.00 late fee", True),
        ("I sent my payment of $1,585.00.", True),
        ("On November 16, 2026, you charged it.", True),
        ("You received my payment on November 21, 2026.", True),
        ("- November 13, 2026: You received the payment.", True),
        ("I mailed my payment on 11/08/2026.", True),
        ("You charged me a late fee on 2026-11-18.", True),
        ("You charged a late fee of $71.61.", False),
        ("the $71.61 late fee", False),
        ("I sent my payment of $1,855.00.", False),
        ("On November 17, 2026, you charged it.", False),
        ("You received my payment on November 12, 2026.", False),
        ("My escrow payment is $422.82.", False),
        ("I called on November 20, 2026.", False),
        ("A late fee is $50.00 at most under 12 CFR 1026.36(c).", False),
    ],
)
def test_amounts_and_days_agree_with_the_events(said, fires):
    assert ("fact-contradicts-record" in codes(f"Please correct it.\n\n{said}\n")) is fires


def test_without_events_nothing_contradicts():
    assert "fact-contradicts-record" not in codes("You charged a late fee of $76.11.", events=())


NOTICE = "This is a notice of error (12 CFR 1024.35(b)(5)). Please remove the fee."
SENT = event(
    EventKind.SENT, date(2026, 6, 1), 7, errors=("fee-without-basis",), letter="notice-of-error"
)
ANSWERED = event(EventKind.RESPONDED, date(2026, 7, 1), 8, of="E7")


@pytest.mark.parametrize(
    ("events", "more", "fires"),
    [
        ((SENT, ANSWERED), "", True),
        ((SENT, replace(ANSWERED, kind=EventKind.REFUSED)), "", True),
        ((SENT, replace(ANSWERED, of=None)), "", True),
        ((SENT, ANSWERED), " I enclose new information: the bank record.", False),
        ((SENT,), "", False),
        ((), "", False),
        ((SENT, replace(ANSWERED, undone=True)), "", False),
        ((replace(SENT, errors=("payment-misapplied",)), ANSWERED), "", False),
    ],
)
def test_a_repeated_error_needs_something_new(events, more, fires):
    """12 CFR 1024.35(g)(1)(i)."""
    assert ("duplicative" in codes(NOTICE + more, events=events)) is fires


@pytest.mark.parametrize(
    ("ended", "fires"),
    [
        (date(2025, 12, 14), True),
        (date(2025, 12, 15), False),
        (date(2026, 6, 1), False),
        (None, False),
    ],
)
def test_the_old_servicer_answers_for_one_year(ended, fires):
    """12 CFR 1024.35(g)(1)(iii)."""
    loan = replace(
        LOAN,
        servicer=ServicerId("S2"),
        periods=(ServicingPeriod(SERVICER.id, "0001", None, ended),),
    )
    draft = Checked("x", NOTICE, loan=loan, servicer=SERVICER, events=(), today=TODAY)
    assert ("untimely" in {one.code for one in run(draft).findings}) is fires


def test_a_loan_paid_off_over_a_year_ago_is_untimely():
    paid = event(EventKind.PAID_OFF, date(2025, 1, 1))
    assert "untimely" in codes(NOTICE, servicer=SERVICER, events=(paid,))


@pytest.mark.parametrize(
    ("checked", "fires"), [(date(2026, 6, 17), True), (date(2026, 6, 18), False), (None, False)]
)
def test_an_address_is_checked_every_180_days(checked, fires):
    notice = replace(SERVICER.addresses[0], checked=checked)
    servicer = replace(SERVICER, addresses=(notice, *SERVICER.addresses[1:]))
    assert ("address-unverified" in codes(NOTICE, servicer=servicer)) is fires


HARD = (
    "Notwithstanding the aforementioned considerations, the determination communicated by your"
    " organization regarding the application of remittances demonstrates insufficient consideration"
    " of contractual obligations previously acknowledged in voluminous documentation, necessitating"
    " comprehensive reevaluation of administrative procedures. Furthermore, the characterization of"
    " my remittances as delinquent contradicts documentation which was furnished to representatives"
    " of your organization, who nevertheless perpetuated demonstrably inaccurate representations to"
    " consumer organizations, occasioning considerable detriment to my financial circumstances and"
    " necessitating immediate rectification of all associated documentation within your own"
    " repositories, in accordance with the aforementioned contractual obligations."
)
PLAIN = "You charged a late fee. I paid on time. Please take the fee off my account. " * 8


@pytest.mark.parametrize(("text", "fires"), [(HARD, True), (PLAIN, False), (HARD[:100], False)])
def test_a_letter_is_easy_to_read(text, fires):
    assert ("reading-level" in codes(text)) is fires


ANGRY = """Dear Sir or Madam:

I have been your customer for ten years. My family loves this house, and we bought it in 2004.

You people are thieves!!! You charged me a fee. My SSN is 900-12-3456. I WANT ALL MY MONEY BACK.

I will sue you.

Maria
"""
MENDED = """Re: Account Number 0001234567 – Late Fee Dispute
Loan number: 0001234567
Property: 12 Elm Street, Springfield, IL 62701
Borrowers: Maria Lopez and Juan Lopez

Dear Sir or Madam:

On November 17, 2026 you charged a late fee of $71.61, although my payment of $1,855.00 arrived on
November 12, 2026 (check 000412). Please remove the fee.

What came before:

- November 20, 2026: I asked by e-mail for the reason (case CASE-00123).
- November 30, 2026: I asked a supervisor, and have no answer.

The certified mail receipt shows the day of arrival (Enclosure A).

Please:

1. Remove the late fee of $71.61.
2. Confirm it in writing.

Sincerely,

Maria Lopez

Enclosures:
Enclosure A – Certified mail receipt, November 12, 2026
"""


def whole(subject: str, body: str, *files: CheckedFile) -> set[str]:
    draft = Checked(
        subject, body, channel=Channel.EMAIL, enclosures=files, loan=LOAN, servicer=SERVICER,
        sender=SENDER, events=EVENTS, today=TODAY,
    )  # fmt: skip
    return {one.code for one in run(draft).findings}


def test_a_draft_that_breaks_every_tip_has_a_finding_for_each():
    """Vague subject, no account block, buried issue, wrong attachment, rude, no steps."""
    found = whole("Question", ANGRY, CheckedFile("IMG_0042.heic"))
    assert found >= {
        "subject-vague",
        "subject-no-account",
        "account-block-incomplete",
        "issue-not-first",
        "issue-imprecise",
        "attachment-format",
        "attachment-unlabelled",
        "attachment-unmentioned",
        "tone",
        "shouting",
        "ssn",
        "threat-of-law",
    }


SEVEN = {
    "a vague subject": {"subject-vague"},
    "no account block": {"account-block-incomplete"},
    "a buried issue": {"issue-not-first"},
    "a wrong attachment": {"attachment-format", "attachment-unmentioned"},
    "rude": {"tone", "shouting"},
    "no proof kept of what was sent": {"proof-of-mailing"},
    "escalated without steps": {"threat-of-law"},
}


@pytest.mark.parametrize("tip", SEVEN)
def test_each_of_the_seven_tips_has_its_finding(tip):
    """The same draft as a notice of error in an envelope with a stamp."""
    body = ANGRY.replace("I will sue you.", "This is a notice of error. I will sue you.")
    draft = Checked(
        "Question", body, channel=Channel.MAIL, enclosures=(CheckedFile("IMG_0042.heic"),),
        loan=LOAN, servicer=SERVICER, sender=SENDER, events=EVENTS, today=TODAY,
    )  # fmt: skip
    assert {one.code for one in run(draft).findings} >= SEVEN[tip]


def test_its_mended_version_has_none():
    receipt = CheckedFile("Certified mail receipt.pdf", label="A", title="Certified mail receipt")
    assert whole("Account ending 4567 – Late Fee Dispute", MENDED, receipt) == set()


HOSTILE = [
    "a", "1", "_", " ", "(", "\"", "é", "\u202e", "\t", "\n", "\n \n", "A ", "- ", "! ", "4111 ",
    "you ", "([{", "“a", "Mr. A ", "{{ a", "[A", "A.B.", "1-1-", "$1,", "account ", "account #",
    "12 CFR ", "password ", "I will ", "1. a\n", "Enclosure A, ", "all all ",
    "On November 3, 2026 ", "you must answer within 30 days ", "Property: ", "Borrower: a\n",
    "I enclosed with my ", "1/1/70 is the day ",
    "SSN ", "Enclosures:\n", "Dear Sir:\n\n", "a@b.", "9-9-9 ",
]  # fmt: skip


def seconds(unit: str, length: int) -> float:
    """Processor time of all checks on a body of one repeated piece of text."""
    text = (unit * length)[:length]
    draft = Checked(text[:1000], text, loan=LOAN, servicer=SERVICER, events=EVENTS, today=TODAY)
    began = time.process_time()
    run(draft)
    return time.process_time() - began


@pytest.mark.parametrize("unit", HOSTILE)
def test_no_text_makes_the_checks_slow(unit):
    """Four times the text takes some four times as long, and not sixteen."""
    short, long = seconds(unit, 6_000), seconds(unit, 24_000)

    assert long < max(10 * short, 0.25), f"{short:.3f} s, then {long:.3f} s"


def test_each_phrase_compiles_by_itself():
    """A line of the phrase file is one alternative: nothing opens in one and closes in another."""
    terms = _table()["terms"]
    for module, lists in _table().items():
        for items in lists.values() if module != "terms" else ():
            rows = [] if isinstance(items, str) else items
            for row in rows:
                for one in row["find"] if isinstance(row, dict) else [row]:
                    filled = one
                    for term, stands_for in terms.items():
                        filled = filled.replace(f"<{term}>", stands_for)
                    re.compile(filled)


@pytest.mark.parametrize(
    ("sentence", "fires"),
    [
        ("The check was drawn on my account ending in 9921 at Chase.", False),
        ("The payment was debited from my account ending 9921.", False),
        ("It was paid from account ****9921 at Huntington.", False),
        ("The payment on my loan ending in 1187 was debited twice.", True),
        ("Please look at my account ending in 1187. The check cleared.", True),
    ],
)
def test_a_masked_bank_account_is_no_other_loan(sentence, fires):
    """What is debited or drawn on is a bank's account; a loan is a loan."""
    assert ("account-mismatch" in codes(sentence)) is fires
