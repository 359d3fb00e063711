"""Each finding code by examples: what fires it, and what comes near and does not."""

from __future__ import annotations

import pytest
from letters_samples import LOAN, SENDER, SERVICER, TODAY

from borrower_desk.letters.checks import CHECKS, SEVERITY, Checked, run
from borrower_desk.letters.templates import template
from borrower_desk.model import Channel, Severity

LETTER = """Maria Lopez
12 Elm Street
Springfield, IL 62701

December 15, 2026

By certified mail, return receipt requested

Sample Home Servicing
Notice of Error Department
P.O. Box 100
Dallas, TX 75001

Re: Account Number 0001234567 – Notice of Error: Late Fee
Loan number: 0001234567
Property: 12 Elm Street, Springfield, IL 62701
Borrowers: Maria Lopez and Juan Lopez

Dear Sir or Madam:

This is a notice of error. On November 17, 2026 you charged a late fee of $71.61. {said}

Please:

1. Remove the late fee of $71.61.
2. Confirm the correction in writing.

Sincerely,

Maria Lopez
"""


def found(said: str, **told: object) -> set[str]:
    """The codes found in a good letter with one more thing said in it."""
    told.setdefault("today", TODAY)
    subject = str(told.pop("subject", "Account Number 0001234567 – Notice of Error: Late Fee"))
    draft = Checked(subject, LETTER.replace("{said}", said), loan=LOAN, **told)
    return {one.code for one in run(draft).findings}


def test_the_good_letter_has_no_finding():
    told = {"servicer": SERVICER, "sender": SENDER, "events": (), "channel": Channel.CERTIFIED_MAIL}
    assert found("", **told) == set()


def test_there_is_one_checker_for_each_code_of_the_contract():
    assert [one.code for one in CHECKS] == list(dict.fromkeys(one.code for one in CHECKS))
    assert {one.code for one in CHECKS} == set(SEVERITY)
    assert len(SEVERITY) == 38


SAID = {
    "ssn": (
        [
            "My SSN is 900-12-3456.",
            "Social Security number: 123-45-6789",
            "My number is 123-45-6789.",
            "SSN 900123456",
            "my social security no. 900123456 is on file",
            "SSN: 900 12 3456",
            "SSN 900.12.3456",
            "Social Security 900–12–3456",
            "(900-12-3456)",
            "seguro social 900123456",
        ],
        [
            "The last four digits of my SSN are 3456.",
            "My SSN is XXX-XX-3456.",
            "My loan number is 000123456.",
            "Loan 123456789 was transferred.",
            "Tracking number 9407 1000 0000 0000 0000 00.",
            "My telephone is 555-010-1234.",
            "The ZIP code is 62701-1234.",
            "Confirmation 900123456 shows the payment.",
            "Check number 123456789 cleared.",
            "You have my Social Security number on file.",
            "Case number 900-12-3456 is yours.",
            "The balance was 123456789 cents.",
        ],
    ),
    "bank-account": (
        [
            "My bank account number is 123456789012.",
            "I paid from checking account 000987654321.",
            "savings account no. 12345678",
            "Bank: First Example. Account number: 123456789",
            "The wire went to account 123-456-789.",
            "autopay from account #44556677",
            "routing 021000021 account 1122334455",
            "direct deposit to my account number 5566778899",
            "IBAN GB82 WEST 1234 5698 7654 32",
        ],
        [
            "I paid from my checking account ending in 4321.",
            "The bank confirms that account ending 4321 was debited.",
            "My loan account number is 0001234567.",
            "The bank's confirmation number is 123456789.",
            "Bank check number 000412 cleared my account on 11/12/2026.",
            "Tracking 9407100000000000000000 to the bank.",
            "My bank account was debited $1,855.00.",
            "I have had a bank account since 1998.",
            "account 0001234567 at your bank",
        ],
    ),
    "card-number": (
        [
            "My card is 4111 1111 1111 1111.",
            "4111111111111111",
            "5555-5555-5555-4444",
            "American Express 378282246310005",
            "3782 822463 10005",
            "6011111111111117 was charged",
            "card no. 4012 8888 8888 1881",
            "2223003122003222",
            "I paid by 30569309025904.",
        ],
        [
            "card ending in 1111",
            "4111 1111 1111 1112",
            "Tracking 9407 1000 0000 0000 0000 00",
            "certified mail 7019 2280 0000 1234 5678",
            "confirmation 1234567890123456",
            "My card was declined.",
            "call 555-0101 or 555-0102",
            "on 2026-11-17 10:15:30 I paid",
            "XXXX XXXX XXXX 1111",
            "tracking number 4111111111111111",
        ],
    ),
    "routing-number": (
        [
            "Routing number 021000021.",
            "ABA 011401533",
            "routing: 091000019",
            "the bank's RTN is 122105155",
            "021000021 is the routing number",
            "Routing 0210 0002 1",
            "ABA/routing no.: 021000021, account below",
            "transit number 011401533",
        ],
        [
            "Routing number 021000022.",
            "Confirmation 021000021 shows it.",
            "my loan 021000021",
            "Please confirm the routing of my payment.",
            "routing slip dated November 3, 2026",
            "The number 123456789 is no routing number.",
            "routing number ending 0021",
            "ABA members advise this.",
        ],
    ),
    "date-of-birth": (
        [
            "My date of birth is May 3, 1970.",
            "DOB: 05/03/1970",
            "D.O.B. 5-3-70",
            "I was born on May 3, 1970.",
            "Date of birth: 1970-05-03",
            "birthdate 3 May 1970",
            "her birthday is 05/03/1970",
            "05/03/1970 (DOB)",
        ],
        [
            "My date of birth is on file.",
            "I was born in 1970.",
            "The loan began on May 3, 2019.",
            "The Birthday of Martin Luther King, Jr. is a holiday.",
            "You asked for my DOB.",
            "On May 3, 2026 you asked for a date of birth.",
            "born in Springfield",
            "The date of the payment was 05/03/2026.",
        ],
    ),
    "online-password": (
        [
            "My password is Sunshine42!",
            "password: hunter2",
            "Password = letmein",
            "passcode: 8812",
            "My PIN is 4821.",
            "PIN code 4821",
            "the pass phrase is blue7river",
            "pwd: x9#kk",
            "security answer: Fluffy",
        ],
        [
            "I reset my password on November 3.",
            "Your site says that my password is incorrect.",
            "The password is not accepted.",
            "A password is required.",
            "My password was changed.",
            "Property index number (PIN) 12-34-567-890.",
            "I forgot my password.",
            "Please send the PIN by mail.",
            "The password is expired.",
        ],
    ),
    "tone": (
        [
            "You are liars.",
            "Your agents are idiots.",
            "You stole my money.",
            "This is a scam.",
            "What a joke of a company; this is a joke.",
            "How dare you charge this.",
            "You people never answer.",
            "I am sick and tired of your games.",
            "Thanks for nothing.",
            "Fix it or else.",
            "Your service is pathetic.",
            "This is ridiculous.",
            "Damn it, answer me.",
            "You deliberately delayed my payment.",
            "You will regret this.",
        ],
        [
            "I am disappointed by the answer.",
            "I dispute this fee.",
            "Please refer this to your fraud department.",
            "The fee is not correct.",
            "I have asked three times and have no answer.",
            "Hello, and thank you for your help.",
            "The mistake lies in the date.",
            "The notice lies with your office.",
            "I respectfully disagree.",
            "The clerk was helpful.",
            "I placed a fraud alert with the bureau.",
            "The error caused me hardship.",
        ],
    ),
    "shouting": (
        [
            "I DEMAND AN ANSWER NOW.",
            "Please answer!!",
            "This is NEVER acceptable.",
            "Why?!",
            "Answer me! Now! Today!",
            "YOU MUST FIX THIS.",
            "Remove the fee IMMEDIATELY.",
            "Why???",
        ],
        [
            "This is a NOTICE OF ERROR.",
            "RESPA and the CFPB apply.",
            "I wrote to HUD and the FHA.",
            "Please answer!",
            "The ARM rose and PMI was charged.",
            "I live in the USA.",
            "My form W-2 and IRS letter follow.",
            "MARIA LOPEZ signed it.",
            "Use PDF or JPEG.",
        ],
    ),
    "placeholder-left": (
        [
            "The amount is [AMOUNT].",
            "On [FEE DATE] you charged it.",
            "{{ amount }}",
            "{% if x %}",
            "TODO: add the date.",
            "The amount is TBD.",
            "I paid ______ on time.",
            "I paid $XXX.",
            "on XX/XX/XXXX",
            "[insert date here]",
            "<your name>",
            "[your name]",
        ],
        [
            "The statement says “recieved” [sic].",
            "My SSN ends XXX-XX-3456.",
            "See Enclosure A [1].",
            "The payment [of November] was received.",
            "Section (b)(5) applies.",
            "I paid a < b.",
            "The note says [emphasis added] no fee.",
            "What is left to do: confirm it.",
            "The code XXV stands on the statement.",
        ],
    ),
    "overbroad": (
        [
            "Send me all documents.",
            "I want every record of my loan.",
            "Provide any and all correspondence.",
            "Send the entire loan file.",
            "Send my complete file.",
            "There are errors in all aspects of the servicing.",
            "Tell me everything about my loan.",
            "I demand each and every entry.",
            "Send all of your records.",
        ],
        [
            "Send the documents that you relied on.",
            "Send all documents that you relied on.",
            "Send the payment history for 2026.",
            "Remove all late fees.",
            "Send all documents listed below.",
            "I have sent all documents you asked for.",
            "Please correct every late payment of 2026.",
            "I do not ask for all records.",
            "Send a copy of the note.",
        ],
    ),
    "on-payment-coupon": (
        [
            "I write this on the payment coupon.",
            "This note is enclosed with my payment coupon.",
            "My check is enclosed.",
            "Amount enclosed: $1,855.00",
            "Enclosed is my November payment.",
            "Please detach and return this portion.",
            "I am writing on the back of the coupon.",
            "Payment enclosed.",
        ],
        [
            "I sent my payment with the coupon on November 9, 2026.",
            "This letter is not sent with a payment.",
            "I enclose a copy of the canceled check.",
            "Enclosed is my payment record.",
            "The coupon book never came.",
            "I paid online.",
            "My check cleared on November 12, 2026.",
            "The coupon shows the wrong address.",
        ],
    ),
    "attachment-missing": (
        [
            "See Enclosure A.",
            "I enclose my bank statement.",
            "Please find attached the receipt.",
            "The receipt is attached.",
            "See attached.",
            "My statement (enclosed) shows it.",
            "Enclosed is a copy of the check.",
            "Exhibit 2 shows the date.",
            "A copy of the receipt is enclosed.",
        ],
        [
            "Your letter enclosed a form.",
            "The form enclosed with your letter is wrong.",
            "The house has an attached garage.",
            "Nothing is enclosed.",
            "I can send proof if you need it.",
            "You attached no statement.",
            "The bank record shows it.",
            "No document is attached.",
        ],
    ),
    "date-impossible": (
        [
            "I paid on February 31, 2026.",
            "You received it on 2026-02-30.",
            "I paid on 13/45/2026.",
            "On Monday, November 17, 2026 you charged it.",
            "I paid on December 28, 2026.",
            "You charged it on 12/31/2026.",
            "I called on April 31.",
            "I called on Sunday, December 1, 2026.",
            "You received it on January 5, 2027.",
        ],
        [
            "I paid on February 28, 2026.",
            "The sale is scheduled for January 5, 2027.",
            "Please answer by January 8, 2027.",
            "On Tuesday, November 17, 2026 you charged it.",
            "The next payment is due on January 1, 2027.",
            "I was told that you will answer by January 4, 2027.",
            "I paid on February 29, 2024.",
            "The rate changes on March 1, 2027.",
            "The statement covers 11/01/2026 to 11/30/2026.",
        ],
    ),
    "law-wrong": (
        [
            "This falls under 12 CFR 1024.99.",
            "See 12 CFR 1024.35(z).",
            "See 12 USC 9999.",
            "The error is 12 CFR 1024.35(b)(14).",
            "Under RESPA you must acknowledge this within 20 days.",
            "The law requires an answer within 60 days.",
            "You must answer within 20 business days under 12 CFR 1024.35.",
            "You are required to acknowledge this letter in writing within 10 days.",
            "You must acknowledge it within 5 calendar days.",
            "Under federal law you must respond within ten days.",
        ],
        [
            "This falls under 12 CFR 1024.35(b)(5).",
            "See 12 CFR 1026.36(c)(1)(i) and 12 USC 2605(e).",
            "You must acknowledge this within 5 business days.",
            "You must acknowledge it within five days (excluding legal public holidays, Saturdays,"
            " and Sundays).",
            "You must answer within 30 business days.",
            "You may extend the time by 15 days under 12 CFR 1024.35(e)(3)(ii).",
            "For 60 days you must not furnish adverse information.",
            "Please answer within 14 days.",
            "I waited 45 days.",
            "I paid 10 days before the due date.",
            "Within 15 days you must send the documents you relied on.",
        ],
    ),
    "threat-of-law": (
        [
            "I will sue you.",
            "You will hear from my lawyer.",
            "I will see you in court.",
            "I will take legal action.",
            "I will report you to the CFPB.",
            "We are prepared to file a lawsuit and begin litigation; legal action will follow.",
            "My attorney will contact you.",
            "I intend to sue.",
        ],
        [
            "I have retained an attorney, Ruth Bell.",
            "I filed CFPB complaint 000123 on November 3, 2026.",
            "The law gives you 30 business days.",
            "My attorney's copy is at her office.",
            "I will file a complaint with the CFPB by January 8, 2027.",
            "The court recorded the deed.",
            "Please report the correction to the bureaus.",
            "The lawyer who closed the loan has the note.",
        ],
    ),
    "account-mismatch": (
        [
            "My loan number is 0009999999.",
            "Account number: 000777888",
            "Account ending 9999 is mine.",
            "loan #0001234568 is meant",
            "My account no. 000-123-4599 shows it.",
            "The loan ending in 1111 is paid.",
            "mortgage account 0008887776",
            "Loan 0009876543 was transferred.",
        ],
        [
            "My loan number is 0001234567.",
            "Account number: 000-123-4567",
            "Account ending 4567 is mine.",
            "My bank account ending 9999 was debited.",
            "The account shows $71.61.",
            "Loan documents of 2019 say so.",
            "My checking account 99887766 was debited.",
            "The account was current in 2026.",
        ],
    ),
}
CASES = [
    (code, said, fires)
    for code, (bad, good) in SAID.items()
    for fires, examples in ((True, bad), (False, good))
    for said in examples
]


@pytest.mark.parametrize(("code", "said", "fires"), CASES)
def test_what_is_said_in_a_letter(code, said, fires):
    """A sentence in an otherwise good letter fires its code, or comes near and does not."""
    assert (code in found(said)) is fires


@pytest.mark.parametrize("code", SAID)
def test_each_table_has_eight_of_both(code):
    bad, good = SAID[code]
    assert min(len(bad), len(good)) >= 8


SUBJECTS = {
    "subject-vague": (
        [
            "Question",
            "Help",
            "URGENT",
            "",
            "Account Number 0001234567",
            "My mortgage",
            "0001234567 – Question",
            "Please help me asap",
            "Important!",
            "Re: my account",
        ],
        [
            "Account Number 0001234567 – Notice of Error",
            "0001234567 – Late fee question",
            "Account 0001234567 – Payoff request",
            "Account 0001234567 – Escrow",
            "0001234567 Request for Information",
            "Payment history 0001234567",
            "Account 0001234567 – Form 1098",
            "Account ending 4567 – Insurance proof",
        ],
    ),
    "subject-no-account": (
        [
            "Question",
            "Notice of Error",
            "Late fee of November 17, 2026",
            "Notice under 12 CFR 1024.35",
            "Fee of $1,234.50",
            "Form 1098 for 2025",
            "Account – Late fee",
            "Loan 000123 – Late fee",
            "Account Number 0009999999 – Late fee",
        ],
        [
            "Account Number 0001234567 – Late fee",
            "Loan 000-123-4567 – Late fee",
            "0001234567: payoff",
            "Account ending 4567 – Late fee",
            "Late fee (loan 0001234567)",
            "#0001234567 Escrow",
            "Loan no. 000 123 4567 – Escrow",
            "Account **4567 – Escrow",
        ],
    ),
    "subject-too-long": (
        [f"Account Number 0001234567 – {'x' * n}" for n in (51, 60, 70, 80, 100, 200, 300, 500)],
        [f"Account Number 0001234567 – {'x' * n}" for n in (1, 5, 10, 20, 30, 40, 45, 50)],
    ),
}


@pytest.mark.parametrize(
    ("code", "subject", "fires"),
    [
        (code, subject, fires)
        for code, (bad, good) in SUBJECTS.items()
        for fires, examples in ((True, bad), (False, good))
        for subject in examples
    ],
)
def test_what_stands_in_the_subject(code, subject, fires, codes_of):
    assert (
        code in codes_of("Dear Sir or Madam:\n\nPlease explain it.\n", subject, loan=LOAN)
    ) is fires


def test_on_paper_the_last_four_digits_are_not_enough(codes_of):
    """In e-mail the end of the loan number satisfies the subject; on paper the whole stands."""
    for channel, fires in (
        (Channel.EMAIL, False),
        (Channel.CERTIFIED_MAIL, True),
        (Channel.PORTAL, True),
    ):
        codes = codes_of(
            "Please explain it.", "Account ending 4567 – Late fee", loan=LOAN, channel=channel
        )
        assert ("subject-no-account" in codes) is fires, channel


FIRST = {
    True: [
        "I hope this finds you well.",
        "I have been your customer for ten years. My family loves this house.",
        "We bought our home in 2004. We have two children. We have never missed a payment.",
        "I am writing to you about an important matter.",
        "Let me tell you about my situation.",
        "We live in Springfield, and winters are long.",
        "Please read this letter with care.",
        "I need your help.",
        "My name is Maria Lopez.",
    ],
    False: [
        "On November 17, 2026 you charged a late fee of $71.61.",
        "Please send me a payoff statement.",
        "This is a notice of error.",
        "I request a payment history for 2026.",
        "You have not answered my letter of November 3, 2026.",
        "I am writing to dispute a fee.",
        "My payment of November 2 was not credited.",
        "I hope this finds you well. You charged a late fee in error.",
        "I would like to know why my payment rose.",
        "Thank you for correcting the fee.",
        "I have been your customer for ten years. I ask you to remove a late fee.",
    ],
}


@pytest.mark.parametrize(
    ("first", "fires"), [(one, fires) for fires in FIRST for one in FIRST[fires]]
)
def test_the_first_paragraph_states_the_issue(first, fires, codes_of):
    body = f"Dear Sir or Madam:\n\n{first}\n\nThe late fee of $71.61 is wrong. Please remove it.\n"
    assert ("issue-not-first" in codes_of(body)) is fires


SEVERAL = {
    True: [
        "You charged a wrong late fee. My escrow shortage is wrong too.",
        "The payoff figure is incorrect. The interest rate is wrong.",
        "You never paid my property tax. You did not credit my payment.",
        "You failed to remove PMI. Form 1098 is wrong.",
        "The escrow analysis is wrong, and my November payment was misapplied.",
        "You lost my loan modification papers. The late fee is an error.",
        "The ARM rate is wrong. The force-placed insurance is a mistake.",
        "Your payoff statement is wrong. My taxes were not paid.",
    ],
    False: [
        "You charged a wrong late fee. Please remove it.",
        "You did not credit my payment. You reported it late to the credit bureau.",
        "The payoff figure is incorrect.",
        "You never paid my property tax from escrow.",
        "My escrow is fine. The late fee is wrong.",
        "I pay taxes and insurance through escrow.",
        "Please send Form 1098 and the payment history.",
        "These errors are:\n\n1. The late fee is wrong.\n2. The escrow shortage is wrong.",
    ],
}


@pytest.mark.parametrize(
    ("said", "fires"), [(one, fires) for fires in SEVERAL for one in SEVERAL[fires]]
)
def test_several_errors_are_numbered(said, fires, codes_of):
    assert ("several-issues" in codes_of(f"Dear Sir or Madam:\n\n{said}\n")) is fires


IMPRECISE = {
    True: [
        ("late-fee-dispute", "You charged a late fee."),
        ("late-fee-dispute", "You charged a late fee of $71.61."),
        ("late-fee-dispute", "On November 17, 2026 you charged a late fee."),
        ("payment-delay", "You credited my payment of $1,855.00 late."),
        ("payment-application", "My payment of November 2, 2026 was split wrongly."),
        ("notice-of-error", "You charged a fee that I do not owe."),
        ("tax-or-insurance-unpaid", "You did not pay my taxes."),
        ("payoff-statement", "Please send me a payoff statement."),
        (None, "You charged me a late fee in error."),
    ],
    False: [
        ("late-fee-dispute", "On November 17, 2026 you charged a late fee of $71.61."),
        (
            "payment-delay",
            "You credited my payment of $1,855.00 (check 000412) on November 20, 2026.",
        ),
        ("payment-application", "My payment of $1,855.00 of 11/02/2026 (confirmation 000881)."),
        ("owner-identity", "Please tell me who owns my loan."),
        ("payoff-statement", "Please send a payoff statement good through January 15, 2027."),
        ("payment-delay", "You credited my payment of $1,855.00 on November 20, 2026."),
        ("notice-of-error", "On November 17, 2026 you charged a fee of $71.61."),
        ("confirm-a-call", "This confirms our call on December 7, 2026."),
        (None, "Please send me the payment history."),
    ],
}


@pytest.mark.parametrize(
    ("kind", "said", "fires"), [(*one, fires) for fires in IMPRECISE for one in IMPRECISE[fires]]
)
def test_the_issue_has_its_day_and_amount_and_number(kind, said, fires, codes_of):
    told = {"kind": kind, "template": template(kind)} if kind else {}
    assert ("issue-imprecise" in codes_of(f"Dear Sir or Madam:\n\n{said}\n", **told)) is fires


BLOCKS = {
    True: [
        "",
        "Loan 0001234567",
        "Loan 0001234567, 12 Elm Street",
        "Loan 0001234567\nMaria Lopez\nJuan Lopez",
        "12 Elm Street\nMaria Lopez, Juan Lopez",
        "Loan 0001234567\n14 Elm Street\nMaria and Juan Lopez",
        "Loan 0001234567\n12 Elm Street\nMaria Lopez",
        "Loan 000123\n12 Elm Street\nMaria Lopez, Juan Lopez",
    ],
    False: [
        "Loan 0001234567\n12 Elm Street\nMaria Lopez, Juan Lopez",
        "Loan 000-123-4567, 12 ELM ST, MARIA LOPEZ and JUAN LOPEZ",
        "Loan 0001234567; 12 Elm St., Springfield; Maria Lopez; Juan Lopez",
        "Loan number: 0001234567\nProperty: 12 Elm Street\nBorrowers: Juan Lopez, Maria Lopez",
        "Maria López and Juan López, 12 Elm Street, loan 0001234567",
        "We, Maria Lopez and Juan Lopez of 12 Elm Street, have loan 0001234567.",
        "Account ending 4567\n12 Elm Street\nMaria Lopez, Juan Lopez",
        "LOAN 0001234567 12 elm street maria lopez juan lopez",
    ],
}


@pytest.mark.parametrize(
    ("block", "fires"), [(one, fires) for fires in BLOCKS for one in BLOCKS[fires]]
)
def test_the_account_block_is_whole(block, fires, codes_of):
    """The loan number, the property and every borrower; in e-mail the last four digits do."""
    codes = codes_of(f"Please explain the late fee.\n\n{block}\n", loan=LOAN)
    assert ("account-block-incomplete" in codes) is fires


ADDRESSES = {
    True: [
        "P.O. Box 999, Dallas, TX 75009",
        "P.O. Box 200, Dallas, TX 75002",
        "help@sample.example",
        "Sample Home Servicing, P.O. Box 1000, Dallas, TX 75001",
        "1 Main Street, Dallas, TX 75001",
        "PO Box 999\nDallas TX 75009",
        "P.O. Box 100, Austin, TX 73301",
        "Payment Processing, P.O. Box 999, 75009",
    ],
    False: [
        "Notice of Error Department\nP.O. Box 100\nDallas, TX 75001",
        "PO BOX 100, DALLAS TX 75001",
        "Sample Home Servicing\nP.O. Box 100\nDallas, TX 75001",
        "P. O. Box 100, Dallas, Texas 75001",
        "P.O. Box 100, Dallas, TX 75001-0100",
        "Attn: NOE, P.O. Box 100, Dallas 75001",
        "",
        "  ",
    ],
}


@pytest.mark.parametrize(
    ("to", "fires"), [(one, fires) for fires in ADDRESSES for one in ADDRESSES[fires]]
)
def test_a_legal_notice_goes_to_the_designated_address(to, fires):
    assert ("wrong-address" in found("", servicer=SERVICER, to_address=to)) is fires


def test_an_ordinary_question_may_go_to_any_address(codes_of):
    codes = codes_of(
        "Please explain it.", to_address="P.O. Box 200, Dallas, TX 75002", servicer=SERVICER
    )
    assert "wrong-address" not in codes


@pytest.mark.parametrize(
    ("channel", "fires"),
    [
        (Channel.MAIL, True),
        (Channel.EMAIL, True),
        (Channel.CERTIFIED_MAIL, False),
        (Channel.FAX, False),
    ],
)
def test_certified_mail_is_advised_for_a_legal_notice(channel, fires):
    assert ("proof-of-mailing" in found("", channel=channel)) is fires


@pytest.mark.parametrize(
    ("body", "fires"),
    [
        ("See 12 CFR 1024.35. You charged a fee. Please remove it.", True),
        ("Under 12 CFR 1024.36 please send the payment history.", True),
        ("This is a Notice of Error under 12 CFR 1024.35.", False),
        ("This is a request for information under 12 CFR 1024.36.", False),
        ("This is a qualified written request under 12 USC 2605(e).", False),
        ("Please remove the fee.", False),
    ],
)
def test_a_legal_notice_calls_itself_what_it_is(body, fires, codes_of):
    assert ("legal-name-missing" in codes_of(body)) is fires


def test_without_the_record_its_checks_are_named_as_skipped():
    """`check letter.txt` works on subject and body alone."""
    report = run(Checked("Question", "Please help."))

    assert {one.code for one in report.skipped} >= {
        "account-block-incomplete", "account-mismatch", "wrong-address", "fact-contradicts-record",
        "duplicative", "untimely", "address-unverified",
    }  # fmt: skip
    assert all(one.why for one in report.skipped)
    assert not {one.code for one in report.skipped} & {one.code for one in report.findings}


def test_errors_come_first_and_say_what_to_do():
    report = run(Checked("Question", LETTER.replace("{said}", "You are liars. SSN 900-12-3456.")))

    ranks = [list(Severity).index(one.severity) for one in report.findings]
    assert ranks == sorted(ranks)
    assert all(one.message and one.fix for one in report.findings)
    assert not report.ok


def test_a_sensitive_number_is_shown_masked():
    draft = Checked("x", "My SSN is 900-12-3456, and my card 4111 1111 1111 1111.")
    shown = " ".join(f"{one.message} {one.where.text} {one.fix}" for one in run(draft).findings)
    assert "900-12" not in shown
    assert "4111 1111 1111" not in shown


def test_a_secure_channel_may_carry_bank_numbers_but_no_ssn():
    said = "Routing number 021000021, checking account 1122334455. SSN 900-12-3456."
    assert found(said, secure=True) & set(SAID) == {"ssn"}


def test_a_finding_names_its_line():
    draft = Checked("Account 0001234567 – Late fee", "Please explain the fee.\n\nYou are liars.\n")
    tone = next(one for one in run(draft).findings if one.code == "tone")
    assert (tone.where.part, tone.where.line, tone.where.text) == ("body", 3, "liars")
