"""What came in by e-mail in November and December 2026: after the notice of error."""

from __future__ import annotations

from collections.abc import Mapping

from demo_samples import cast
from demo_samples.mail_arrived import arrived
from demo_samples.mime import Mail, enclosed, several, words


def escrow_ready() -> Mail:
    """November: the escrow analysis is there; the payment goes up."""
    plain = """\
Hello MARIA LOPEZ,

We have completed the annual review of your escrow account. Your Annual Escrow
Account Disclosure Statement dated 11/09/2026 is in your Documents folder and has
been mailed to you.

    Escrow shortage              $716.00
    Current total payment      $1,855.00
    New total payment          $1,953.09    effective 02/01/2027

You may pay the shortage in full or let us spread it over 12 months. If your
payments are made by a third party, remember to tell them the new amount.

This message was generated automatically. Please do not reply.
"""
    return arrived(
        "escrow-ready",
        "2026-11-10 05:44:31",
        cast.LAKESHORE_ALERTS,
        sender=("MyLakeshore Alerts", "no-reply@lakeshore-mortgage.example"),
        envelope="bounces+4567@alerts.lakeshore-mortgage.example",
        subject="Your escrow analysis is ready - your payment is changing",
        body=words(plain, charset="us-ascii"),
        more=[("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")],
        matter="escrow",
    )


def renewal_from_agent(papers: Mapping[str, bytes]) -> Mail:
    """November: the insurance agent sends the page that shows the true premium."""
    plain = """\
Hi Maria,

Attached is the declarations page for your renewal, effective December 1. The
premium is $1,512.00 for the year. We billed Lakeshore as mortgagee on October 21,
and I see their payment of $1,512.00 scheduled for the 18th.

I have no idea where they would get $1,812.00. Somebody's finger slipped?

Say hi to Daniel. The gutter guards look great.

Ruth

Ruth Anselm, licensed agent
Buckeye Hearth Insurance Agency
2210 Far Hills Road, Dayton, OH 45419
937-555-0181
"""
    return arrived(
        "renewal-declarations",
        "2026-11-16 15:28:09",
        cast.AGENCY,
        sender=("Ruth Anselm", "ruth@buckeye-hearth.example"),
        subject="Re: homeowners renewal - declarations page",
        to_name="Maria Lopez",
        message_id="<CAJx7-2nbRf0q5k1hZ9yWmO4s8Tt=6vLrE3pQ0uD@mail.buckeye-hearth.example>",
        body=several(
            "mixed",
            "000000000000a41c7f062b8d91e3",
            words(plain),
            enclosed("Declarations HO-3 2026-12-01.pdf", "application/pdf", papers["declarations"]),
        ),
        matter="escrow",
    )


def escrow_acknowledged() -> Mail:
    """November: the acknowledgment of the notice about the escrow analysis, by e-mail."""
    plain = f"""\
November 24, 2026

Maria Lopez
Daniel O'Brien-Lopez
12 Oak Street
Dayton, OH 45402

Re:  Loan Number:       {cast.LOAN}
     Property Address:  12 Oak Street, Dayton, OH 45402
     Reference Number:  {cast.ESCROW_CASE}

Dear Maria Lopez and Daniel O'Brien-Lopez:

This letter acknowledges that on November 20, 2026 Lakeshore Mortgage Servicing
received your written correspondence dated November 17, 2026, regarding the escrow
account analysis on the above-referenced loan.

We are reviewing the matter and will send you a written response within thirty (30)
business days of the date on which we received your correspondence. If we need more
time, we will notify you in writing before that period ends.

Please continue to make your payments as scheduled. If you have questions in the
meantime, contact me at 1-800-555-0142, extension 2290, Monday through Friday, 8:00
a.m. to 5:00 p.m. Eastern time, and refer to the number above.

Sincerely,

Denise Okafor
Error Resolution Specialist
Lakeshore Mortgage Servicing
P.O. Box 9002, Columbus, OH 43216-9002

{cast.MINI_MIRANDA}
"""
    return arrived(
        "escrow-acknowledged",
        "2026-11-24 16:05:52",
        cast.LAKESHORE_CASES,
        sender=("Lakeshore Error Resolution", "error.resolution@lakeshore-mortgage.example"),
        subject=f"Acknowledgment of your correspondence - reference {cast.ESCROW_CASE}",
        to_name="Maria Lopez",
        body=words(plain, charset="us-ascii"),
        more=[("X-Case-Reference", cast.ESCROW_CASE), ("Cc", cast.DANIEL)],
        matter="escrow",
        kind="acknowledgment",
    )


def payoff_receipt(request: Mail) -> Mail:
    """December: the payoff mailbox says at once that the request is there."""
    plain = f"""\
PAYOFF REQUEST RECEIVED 12/01/2026

Your request has been received by the Payoff Department and is in the queue.

  Request number . . . {cast.PAYOFF_CASE}
  Loan . . . . . . . . ending 4567
  Delivery . . . . . . e-mail

Written payoff statements are issued within seven (7) business days of receipt.
Payoff figures are not given by telephone.

This is an unattended mailbox. Do not respond to this message.
"""
    return arrived(
        "payoff-receipt",
        "2026-12-01 12:10:05",
        cast.LAKESHORE_CASES,
        sender=("PAYOFF DEPARTMENT", cast.PAYOFFS),
        envelope="",
        subject=f"Payoff request {cast.PAYOFF_CASE}",
        body=words(plain, charset="us-ascii"),
        more=[
            ("In-Reply-To", request.message_id),
            ("X-Autoreply", "yes"),
            ("Auto-Submitted", "auto-replied"),
            ("Precedence", "junk"),
        ],
        matter="payoff",
        kind="automated-reply",
    )


def payoff_statement(request: Mail, papers: Mapping[str, bytes]) -> Mail:
    """December: the payoff statement, a PDF with a two-line message."""
    plain = f"""\
Please see the attached payoff statement for the above-referenced loan.

Request number: {cast.PAYOFF_CASE}
Figures are good through December 31, 2026.

WIRE FRAUD WARNING: Lakeshore will never send changed wire instructions by e-mail.
Before you send funds, call us at a number that you know to be ours.

Payoff Department
Lakeshore Mortgage Servicing
"""
    return arrived(
        "payoff-statement",
        "2026-12-08 13:37:41",
        cast.LAKESHORE_CASES,
        sender=("Lakeshore Payoff Department", cast.PAYOFFS),
        subject="Payoff statement - loan ending 4567",
        to_name="Maria Lopez",
        body=several(
            "mixed",
            "=_payoff_0391_1796755061",
            words(plain, charset="us-ascii"),
            enclosed(
                "Payoff_Statement_4567_20261208.pdf", "application/pdf", papers["payoff-statement"]
            ),
        ),
        more=[("In-Reply-To", request.message_id), ("References", request.message_id)],
        matter="payoff",
        kind="payoff-statement",
    )


def loan_is_moving() -> Mail:
    """December: the e-mail that goes with the transfer letter."""
    plain = """\
Dear Maria Lopez,

The servicing of your mortgage loan, that is, the right to collect payments from
you, is being transferred from Lakeshore Mortgage Servicing to Pinecrest Home Loans,
effective January 1, 2027. A Notice of Servicing Transfer was mailed to you on
December 15, 2026. Please read it carefully.

The short version:

  *  Lakeshore will stop accepting payments from you after December 31, 2026.
  *  Pinecrest will start accepting payments from you on January 1, 2027.
  *  Send all payments due on or after January 1, 2027 to Pinecrest.
  *  The transfer does not affect any term or condition of the mortgage, other than
     terms directly related to the servicing of the loan.
  *  Automatic payments and bill payments will not be transferred.

Your MyLakeshore access will become read-only on January 4, 2027.

It has been our pleasure to serve you.
"""
    return arrived(
        "loan-is-moving",
        "2026-12-16 09:00:17",
        cast.LAKESHORE_ALERTS,
        sender=("Lakeshore Mortgage Servicing", "no-reply@lakeshore-mortgage.example"),
        envelope="bounces+4567@alerts.lakeshore-mortgage.example",
        subject="Your loan is being transferred to Pinecrest Home Loans",
        header_subject="Your loan is being transferred to\n Pinecrest Home Loans",
        body=words(plain, charset="us-ascii"),
        matter="transfer",
        kind="transfer-notice",
    )


def lookalike() -> Mail:
    """December: not the servicer. One letter of the domain is a zero, and it wants money moved."""
    plain = """\
Dear Valued Borrower,

Due to the upcoming transfer of your loan ending 4567 our receiving bank has
changed with IMMEDIATE effect. Payments and payoff funds sent to the old account
will be RETURNED and your loan may be reported as past due.

NEW WIRE INSTRUCTIONS
    Beneficiary:  Lakeshore Mortgage Svcg Escrow
    Bank:         First Harborline Bank
    Account:      ending 0093 (full number in the secure form)

Kindly confirm your details and send your payment within 24 hours using the
secure form below to avoid interruption:

    https://lakesh0re-mortgage.example/secure/4567/confirm

Do not call the branch as our telephone lines are being migrated. Reply to this
e-mail only.

Payoff & Wire Department
Lakeshore Mortgage Servicing
"""
    return arrived(
        "lookalike",
        "2026-12-21 03:17:44",
        cast.LOOKALIKE,
        sender=("Lakeshore Mortgage Servicing", "payoffs@lakesh0re-mortgage.example"),
        envelope="www-data@vps-1183.cheaphost.example",
        subject="URGENT: updated wire instructions for your mortgage payment",
        message_id="<5f1c0e77b2@vps-1183.cheaphost.example>",
        body=words(plain, charset="utf-8", encoding="quoted-printable"),
        more=[
            ("Reply-To", "lakeshore.payoffs@quickpost.example"),
            ("X-PHP-Originating-Script", "33:mailer.php"),
            ("X-Priority", "1 (Highest)"),
        ],
        kind="suspected-phishing",
    )
