"""What came in by e-mail in January 2027: two servicers, and a damaged block of the mail file."""

from __future__ import annotations

import hashlib

from demo_samples import cast
from demo_samples.mail_arrived import arrived
from demo_samples.mime import Mail, at, encoded, folded, several, uuid, words


def pinecrest_welcome() -> Mail:
    """January: the new servicer says hello with an app, which is not the hello letter."""
    markup = """\
<html><body style="font-family:Georgia,serif;color:#22372b;background:#f4f7f2">
<h1 style="color:#1f5c3a">Welcome home to Pinecrest</h1>
<p>We&rsquo;re thrilled to have you! Managing your mortgage has never been easier.</p>
<ul><li>Get the Pinecrest app and pay in two taps</li><li>Go paperless and plant a tree
&#127794;</li>
<li>Refer a friend, earn a $50 gift card<sup>1</sup></li></ul>
<p><a href="https://hello.pinecrest-homeloans.example/app">Get started</a></p>
<p style="font-size:10px"><sup>1</sup>Offer ends 03/31/2027. Terms apply. To stop receiving
marketing e-mail <a href="https://hello.pinecrest-homeloans.example/stop">unsubscribe here</a>.
Pinecrest Home Loans, P.O. Box 31150, Tampa, FL 33631.</p>
</body></html>
"""
    plain = (
        "Welcome home to Pinecrest\n\nWe’re thrilled to have you! Get the app, go paperless, "
        "refer a friend.\nhttps://hello.pinecrest-homeloans.example/app\n\n"
        "To stop receiving marketing e-mail:\nhttps://hello.pinecrest-homeloans.example/stop\n"
    )
    subject = "Welcome home, Maria 🌲 Your new mortgage app is here"
    return arrived(
        "pinecrest-welcome",
        "2027-01-05 10:00:00",
        cast.PINECREST,
        sender=("Pinecrest Home Loans", "hello@pinecrest-homeloans.example"),
        subject=subject,
        header_subject=f"{encoded('Welcome home, Maria 🌲 Your new', form='B')}\n "
        f"{encoded(' mortgage app is here', form='B')}",
        body=several(
            "alternative",
            "=-pc.welcome.7718",
            words(plain, encoding="quoted-printable"),
            words(markup, subtype="html", encoding="quoted-printable"),
        ),
        more=[
            ("List-Unsubscribe", "<https://hello.pinecrest-homeloans.example/stop>"),
            ("Precedence", "bulk"),
        ],
        kind="marketing",
    )


def not_ours_any_more(status_question: Mail) -> Mail:
    """January: asked about the open notice, the old servicer points to the new one."""
    plain = f"""\
Dear Mrs. Lopez,

Thank you for your e-mail regarding reference number {cast.ERROR_CASE}.

Our records indicate that the servicing of your loan was transferred to Pinecrest
Home Loans effective 01/01/2027. As we no longer service your loan we are unable to
make changes to the account. Please direct any questions to Pinecrest Home Loans at
1-888-555-0163.

We thank you for allowing us to serve you.

Brandon Teague
Customer Care | Lakeshore Mortgage Servicing

-----Original Message-----
From: Maria Lopez
Sent: Tuesday, January 5, 2027 7:48 PM
Subject: {status_question.subject}
"""
    return arrived(
        "not-ours-any-more",
        "2027-01-06 11:18:22",
        cast.LAKESHORE,
        sender=("Brandon Teague", cast.CARE),
        subject=f"RE: {status_question.subject}",
        message_id="<SN6PR08MB9913C7D05512E4@SN6PR08MB9913.prod.lakeshore-mortgage.example>",
        body=words(plain),
        more=[
            ("In-Reply-To", status_question.message_id),
            ("References", status_question.message_id),
        ],
        matter="late-fee",
        kind="other",
    )


def pinecrest_auto(first: Mail) -> Mail:
    """January: the new servicer's machine answers, in its own dialect."""
    plain = """\
##- Please type your reply above this line -##

Hi there! Thanks for getting in touch with Pinecrest. Your request (7718290) has
been created and is waiting for one of our Home Loan Guides.

We usually respond within 72 business hours.

To add a comment, just reply to this e-mail.

This e-mail is a service from Pinecrest Home Loans.
[PCL-7Q2X9M-0KD4]
"""
    return arrived(
        "pinecrest-auto",
        "2027-01-08 20:03:09",
        cast.PINECREST,
        sender=("Pinecrest Support", cast.PINECREST_CARE),
        subject="[Request received] " + first.subject,
        header_subject="[Request received] " + folded(first.subject, 40),
        message_id="<PCL7Q2X9M_6780f1d_sprut@pinecrest-homeloans.example>",
        body=several("alternative", "--==_mimepart_6780f1d", words(plain)),
        more=[
            ("In-Reply-To", first.message_id),
            ("Auto-Submitted", "auto-generated"),
            ("X-Auto-Response-Suppress", "All"),
        ],
        matter="transfer",
        kind="automated-reply",
    )


def damaged() -> Mail:
    """A block of the mail file that a failing disk filled with zeros: no header is left."""
    noise = b"".join(hashlib.sha256(b"bad sector %d" % n).digest() for n in range(12))
    raw = bytes(512) + noise.replace(b"\n", b"\x00").replace(b"\r", b"\x00") + bytes(256) + b"\n"
    return Mail(
        "damaged",
        at("2027-01-12 06:31:00"),
        "MAILER-DAEMON",
        raw,
        status="quarantined",
        note="no header is left: 512 bytes of zeros, then noise",
    )


def pinecrest_past_due() -> Mail:
    """January: the payment that went to the old servicer is called late by the new one."""
    plain = f"""\
Account number: {cast.NEW_LOAN[:2]}******{cast.NEW_LOAN[-2:]}

Dear Maria Lopez and Daniel O'Brien-Lopez,

We have not received your mortgage payment that was due on 01/01/2027.

    Past due payment            $1,855.00
    Late charge 01/17/2027         $71.61
    Total amount now due        $1,926.61

If you have already sent your payment, please disregard this notice. If you are
having difficulty making your payment, help may be available. Call us at
1-888-555-0163.

Pinecrest Home Loans is attempting to collect a debt, and any information obtained
will be used for that purpose.
"""
    return arrived(
        "pinecrest-past-due",
        "2027-01-19 07:45:00",
        cast.PINECREST,
        sender=("Pinecrest Home Loans", "payments@pinecrest-homeloans.example"),
        subject="Your mortgage payment is past due",
        to_name="Maria Lopez",
        body=words(plain, charset="us-ascii"),
        matter="transfer",
        kind="collection-notice",
    )


def pinecrest_looks(claim: Mail) -> Mail:
    """January: a person at the new servicer, who has not found the payment yet."""
    plain = """\
Hello Maria,

Thanks for your patience and for the bank record. I have opened a payment trace
with Lakeshore (trace PT-0120-558). Prior servicers forward misdirected payments to
us in batches, and the January batch has not been reconciled.

I have put a hold on collection letters until February 5. I am not able to remove
the late charge from my side; I sent it to my lead.

Marcus Bell
Home Loan Guide, Pinecrest Home Loans
1-888-555-0163 ext. 318

From here on it is best to write to our designated address for disputes, which is
in the welcome letter.
"""
    return arrived(
        "pinecrest-looks",
        "2027-01-21 15:12:40",
        cast.PINECREST,
        sender=("Marcus Bell (Pinecrest)", cast.PINECREST_CARE),
        subject=f"Re: {claim.subject}",
        header_subject="Re: " + folded(claim.subject, 44),
        message_id=f"<{uuid('marcus')}@pinecrest-homeloans.example>",
        body=words(plain, encoding="quoted-printable"),
        more=[("In-Reply-To", claim.message_id), ("References", claim.message_id)],
        matter="transfer",
        kind="other",
    )


def form_1098() -> Mail:
    """January: the tax form is in the portal of a servicer who says goodbye."""
    plain = """\
Your 2026 tax form is ready

The Mortgage Interest Statement (Form 1098) for the loan ending in 4567 is available
in MyLakeshore under Documents > Tax forms. Because your loan was transferred on
January 1, 2027, your access is read-only and ends on March 31, 2027. Please
download a copy for your records.

A paper copy will be mailed by January 31, 2027.

Do not reply to this automated message.
"""
    return arrived(
        "form-1098",
        "2027-01-22 06:05:55",
        cast.LAKESHORE_ALERTS,
        sender=("MyLakeshore Alerts", "no-reply@lakeshore-mortgage.example"),
        envelope="bounces+4567@alerts.lakeshore-mortgage.example",
        subject="Your 2026 Form 1098 is available",
        body=words(plain, charset="us-ascii"),
        more=[("Auto-Submitted", "auto-generated")],
        kind="form-1098",
    )
