"""What Maria wrote by e-mail, as her Thunderbird keeps it in a Maildir."""

from __future__ import annotations

from collections.abc import Mapping

from demo_samples import cast
from demo_samples.mime import (
    Headers,
    Mail,
    Part,
    at,
    enclosed,
    message,
    rfc2822,
    several,
    uuid,
    words,
)

SIGNED = """\
Maria Lopez
12 Oak Street, Dayton, OH 45402
937-555-0118
"""


def wrote(
    key: str,
    moment: str,
    to: str,
    subject: str,
    body: Part,
    *,
    cc: str = "",
    answers: Mail | None = None,
    matter: str = "",
) -> Mail:
    """One sent message; only the headers that a client writes, as it never travelled back."""
    when = at(moment)
    identity = f"<{uuid(key)}@fernmail.example>"
    headers: Headers = [
        ("Message-ID", identity),
        ("Date", rfc2822(when)),
        ("User-Agent", "Mozilla Thunderbird"),
        ("Content-Language", "en-US"),
        ("To", to),
    ]
    if cc:
        headers.append(("Cc", cc))
    headers += [("From", f"Maria Lopez <{cast.MARIA}>"), ("Subject", subject)]
    if answers:
        headers += [("In-Reply-To", answers.message_id), ("References", answers.message_id)]
    raw = message(headers, body)
    return Mail(key, when, cast.MARIA, raw, identity, subject, matter, direction="sent")


def polite_question() -> Mail:
    """October 2: one issue, its date, its amount, what she would like."""
    text = f"""\
Hello,

I am writing about a late charge of $92.75 that appears on my statement dated
September 18, 2026 for loan 4567 (property: 12 Oak Street, Dayton, OH 45402;
borrowers: Maria Lopez and Daniel O'Brien-Lopez). I would like to know why it was
charged, and I ask that you remove it.

 - September 8: I mailed check 1187 for $1,855.00 by certified mail to P.O. Box
   7740, Carol Stream, because AutoPay had been cancelled by the new web site.
 - September 11: the Postal Service shows that it was delivered.
 - September 14: the check was paid by my credit union.
 - September 18: your statement shows the payment as received on this day.

The grace period ended on September 16. I can send copies of the postal receipt and
of my bank statement. Please tell me what you need.

Thank you for your help.

{SIGNED}"""
    return wrote(
        "polite-question",
        "2026-10-02 09:14:31",
        f"Lakeshore Customer Care <{cast.CARE}>",
        "Account ending 4567 - Late charge of $92.75 for the September 2026 payment",
        words(text, charset="UTF-8", flowed=True),
        matter="late-fee",
    )


def second_question(courtesy: Mail) -> Mail:
    """October 6: what was not answered."""
    text = f"""\
Dear Ms. Rhodes,

thank you for your answer. It explains what a late charge is, but not why one was
charged here. My question is about two dates:

 1. On what day did your payment address receive check 1187?
 2. Why was it credited on September 18, when it was paid by my credit union on
    September 14?

Could you please look into these, or pass my message to someone who can?

Kind regards,

{SIGNED}
On 10/5/26 2:47 PM, Tiffany Rhodes wrote:
> I have reviewed your account and I can see that it is current at this
> time. Late charges are assessed in accordance with the terms of your
> Note when a payment has not posted by the end of the grace period.
"""
    return wrote(
        "second-question",
        "2026-10-06 18:33:07",
        f"Tiffany Rhodes <{cast.CARE}>",
        f"Re: [{cast.CASE}] Account ending 4567 - Late charge",
        words(text, charset="UTF-8", flowed=True),
        answers=courtesy,
        matter="late-fee",
    )


def asks_a_supervisor() -> Mail:
    """October 8: to a supervisor who is away, and to an address that is not there."""
    text = f"""\
Dear Mr. Whitcomb,

Ms. Rhodes gave me your name when I called on October 5 (reference {cast.CASE}).

A late charge of $92.75 was put on loan 4567 on September 17, 2026 for a payment
that was delivered to your payment address on September 11. I have the postal
receipt and the bank statement. Ms. Rhodes said on the phone that the charge would
be reversed in seven to ten business days; the e-mail that I received afterward says
that the inquiry is resolved and does not mention a reversal.

Would you please confirm in writing that the charge has been removed?

Sincerely,

{SIGNED}"""
    return wrote(
        "asks-a-supervisor",
        "2026-10-08 19:51:38",
        f"Gerald Whitcomb <{cast.ESCALATIONS}>",
        "Account ending 4567 - Request to remove the late charge of September 17",
        words(text, charset="UTF-8", flowed=True),
        cc=cast.NOTICES,
        matter="late-fee",
    )


def sends_papers(wanted: Mail, papers: Mapping[str, bytes]) -> Mail:
    """October 15: the papers that they wanted, with her bank statement attached."""
    text = f"""\
Hello,

here is my September bank statement for your inquiry {cast.CASE}. Check 1187 is on
page 1, paid on September 14. The credit union will not send the image of the check
by e-mail; I am happy to mail a copy.

The proof of mailing is a certified mail receipt with a postmark of September 8,
number 9589 0710 5270 0418 1964 08. The form that you attached asks for my online
banking password, which I will not write down.

Please tell me when your review is finished.

{SIGNED}"""
    return wrote(
        "sends-papers",
        "2026-10-15 20:10:54",
        "Lakeshore Payment Research <payment.research@lakeshore-mortgage.example>",
        f"Re: Action required: documents needed for your inquiry {cast.CASE}",
        several(
            "mixed",
            "------------bWq0y7pTzKf3vJ1sNd8xLm2G",
            words(text, charset="UTF-8", flowed=True),
            enclosed("bank-statement-2026-09.pdf", "application/pdf", papers["bank-statement"]),
            note="This is a multi-part message in MIME format.",
        ),
        answers=wanted,
        matter="late-fee",
    )


def asks_for_payoff() -> Mail:
    """December 1: a written payoff request, through the channel that they name for it."""
    text = f"""\
Payoff Department:

Please send me a written payoff statement for

   Loan number       ending 4567
   Property          12 Oak Street, Dayton, OH 45402
   Borrowers         Maria Lopez and Daniel O'Brien-Lopez
   Payoff date       December 31, 2026

showing the principal, the interest with its daily amount, each fee separately, the
date through which the figures are good, and the address for payment. By e-mail to
this address is fine.

Your September statement names {cast.PAYOFFS}
for written payoff requests. I understand that the statement is due within seven
business days after you receive this request (12 CFR 1026.36(c)(3)).

Thank you,

{SIGNED}"""
    return wrote(
        "asks-for-payoff",
        "2026-12-01 12:09:22",
        cast.PAYOFFS,
        "Account ending 4567 - Request for a payoff statement",
        words(text, charset="UTF-8", flowed=True),
        matter="payoff",
    )


def asks_where_it_stands() -> Mail:
    """January 5: the extended answer is due on the 8th; where does it stand?"""
    text = f"""\
Hello,

your letter of December 14, 2026 (reference {cast.ERROR_CASE}) says that I will have
an answer to my notice of error no later than January 8, 2027. My loan was moved to
Pinecrest on January 1. Will your answer still come to me by that date, and to my
address at 12 Oak Street?

Thank you,

{SIGNED}"""
    return wrote(
        "asks-where-it-stands",
        "2027-01-05 19:48:13",
        cast.CARE,
        f"Account ending 4567 - Status of {cast.ERROR_CASE}",
        words(text, charset="UTF-8", flowed=True),
        matter="late-fee",
    )


def tells_pinecrest() -> Mail:
    """January 8: the January payment went to the old servicer."""
    text = f"""\
Hello,

my January payment of $1,855.00 went to Lakeshore Mortgage Servicing. My credit
union's bill payment sent check 70341 on December 28, before I could change the
payee, and it was paid on January 6. Please ask Lakeshore to forward it and credit
it as of the day on which they received it.

   New loan number   ending 8290
   Old loan number   ending 4567
   Property          12 Oak Street, Dayton, OH 45402
   Borrowers         Maria Lopez and Daniel O'Brien-Lopez

February's payment is already set up to go to you.

Thank you,

{SIGNED}"""
    return wrote(
        "tells-pinecrest",
        "2027-01-08 20:02:47",
        cast.PINECREST_CARE,
        "Account ending 8290 - January payment was sent to the prior servicer",
        words(text, charset="UTF-8", flowed=True),
        matter="transfer",
    )


def claims_the_sixty_days(past_due: Mail) -> Mail:
    """January 20: for sixty days a payment to the old servicer cannot be called late."""
    text = f"""\
Hello,

your message of January 19 calls the January payment late and adds $71.61. As I
wrote on January 8, Lakeshore received this payment by January 5, within the grace
period. During the 60 days that begin on the date of the transfer (January 1 to
March 1, 2027) such a payment may not be treated as late for any purpose (12 CFR
1024.33(c)(1)).

Please remove the late charge, and please do not report the payment as late. The
attached line is from my credit union's records.

   01/06/2027   Check 70341   LAKESHORE MTG SVCG   $1,855.00

Thank you. I also called today and spoke with Mr. Bell.

{SIGNED}"""
    return wrote(
        "claims-the-sixty-days",
        "2027-01-20 17:25:30",
        "Pinecrest Home Loans <payments@pinecrest-homeloans.example>",
        "Account ending 8290 - Late charge of $71.61 on a payment sent to Lakeshore",
        words(text, charset="UTF-8", flowed=True),
        cc=cast.PINECREST_CARE,
        answers=past_due,
        matter="transfer",
    )
