"""What came in by e-mail in October 2026: answers that are none, before the notice of error."""

from __future__ import annotations

from collections.abc import Mapping

from demo_samples import cast
from demo_samples.mail_arrived import arrived
from demo_samples.mime import (
    Headers,
    Mail,
    Part,
    at,
    enclosed,
    folded,
    forwarded,
    message,
    rfc2822,
    several,
    uuid,
    words,
)


def automated_reply(first: Mail) -> Mail:
    """October: an answer after forty seconds, which is no answer."""
    plain = f"""\
*** This is an automated response. Please do not reply to this message. ***

Thank you for contacting Lakeshore Mortgage Servicing. We have received your
e-mail and assigned it the following reference number:

        {cast.CASE}

Our team answers e-mail in the order in which it was received. You can expect a
response within forty-eight (48) business hours. During periods of high volume it
may take longer.

Did you know? Many questions can be answered right away at MyLakeshore: view your
payment history, order a payoff quote, set up AutoPay. It is free and available 24
hours a day at https://my.lakeshore-mortgage.example

If you wish to assert an error or request information under federal law, you must
write to us at the address we have designated for that purpose. Please see your
monthly statement. E-mails sent to this mailbox are not treated as notices of error
or requests for information.

Your original message:
Subject: {first.subject}
"""
    return arrived(
        "automated-reply",
        "2026-10-02 09:15:12",
        cast.LAKESHORE_CASES,
        sender=("Lakeshore Customer Care", cast.CARE),
        envelope="",
        subject=f"[{cast.CASE}] We received your message",
        body=words(plain, charset="us-ascii"),
        more=[
            ("In-Reply-To", first.message_id),
            ("References", first.message_id),
            ("Auto-Submitted", "auto-replied"),
            ("Precedence", "auto_reply"),
            ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ],
        matter="late-fee",
        kind="automated-reply",
    )


def courtesy_answer(first: Mail) -> Mail:
    """October: polite, signed by a person, and about nothing that was asked."""
    plain = f"""\
Good afternoon Mrs. Lopez,

Thank you for reaching out to us regarding your account. We understand how
important your mortgage is to you and we appreciate the opportunity to assist.

I have reviewed your account and I can see that it is current at this time. Late
charges are assessed in accordance with the terms of your Note when a payment has
not posted by the end of the grace period. We recommend enrolling in AutoPay, which
is a convenient way to make sure that your payment is always on time.

We consider this inquiry resolved. If there is anything else that we can do for
you, please do not hesitate to contact us.

Have a wonderful day!

Tiffany Rhodes
Customer Care Specialist | Lakeshore Mortgage Servicing
T 1-800-555-0142 ext. 4471 | {cast.CARE}

{cast.MINI_MIRANDA}

________________________________
From: Maria Lopez <{cast.MARIA}>
Sent: Friday, October 2, 2026 9:14 AM
To: Customer Care <{cast.CARE}>
Subject: {first.subject}

> Hello,
> I am writing about a late charge of $92.75 ...
"""
    markup = (
        '<html><head><meta name="Generator" content="Word 15 (filtered medium)">'
        "<style>p.MsoNormal{margin:0in;font-size:11.0pt;font-family:Calibri,sans-serif}</style>"
        '</head><body lang="EN-US">\n'
        + "\n".join(
            f'<p class="MsoNormal">{" ".join(block.split()) or "&nbsp;"}</p>'
            for block in plain.split("________", maxsplit=1)[0].replace("&", "&amp;").split("\n\n")
        )
        + '\n<hr><p class="MsoNormal"><b>From:</b> Maria Lopez<br><b>Sent:</b> Friday, October 2, '
        "2026 9:14 AM</p>\n</body></html>\n"
    )
    return arrived(
        "courtesy-answer",
        "2026-10-05 14:47:33",
        cast.LAKESHORE,
        sender=("Tiffany Rhodes", cast.CARE),
        subject=f"RE: [{cast.CASE}] {first.subject}",
        header_subject=f"RE: [{cast.CASE}] " + folded(first.subject, 38),
        message_id="<SN6PR08MB4471A0C2F19D7E35B8@SN6PR08MB4471.prod.lakeshore-mortgage.example>",
        body=several(
            "alternative",
            "_000_SN6PR08MB4471A0C2F19D7E35B8SN6PR08MB4471_",
            words(plain),
            words(markup, subtype="html"),
        ),
        more=[
            ("In-Reply-To", first.message_id),
            ("References", first.message_id),
            ("Thread-Index", "AdxQm3k1Rk9vV2ZJTkRfTE9BTjQ1Njc="),
            ("X-MS-Has-Attach", ""),
        ],
        matter="late-fee",
        kind="response",
    )


def secure_message_waits() -> Mail:
    """October: the portal has a message and will not say what it says."""
    plain = """\
You have a new secure message.

To protect your privacy we do not include the message in this e-mail. Sign in to
MyLakeshore and go to Message Center to read it. The message will be deleted from
the Message Center after 90 days.

    Received:  10/06/2026
    Subject:   Late charge inquiry
    Loan:      ******4567

This notification was sent automatically.
"""
    return arrived(
        "secure-message",
        "2026-10-06 16:20:49",
        cast.LAKESHORE_ALERTS,
        sender=("MyLakeshore Message Center", "no-reply@lakeshore-mortgage.example"),
        envelope="bounces+4567@alerts.lakeshore-mortgage.example",
        subject="You have a new secure message",
        body=words(plain, charset="us-ascii"),
        more=[("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")],
        matter="late-fee",
    )


def out_of_office(escalation: Mail) -> Mail:
    """October: a supervisor with a name and a face, who is away."""
    plain = """\
Thank you for your e-mail. I am out of the office from Thursday, October 8 through
Friday, October 16, with limited access to e-mail, and will respond upon my return
on Monday, October 19.

If your matter is urgent please contact the Customer Resolution team at
1-800-555-0142, option 6.

Gerald Whitcomb
Supervisor, Customer Resolution
Lakeshore Mortgage Servicing
"""
    return arrived(
        "out-of-office",
        "2026-10-08 19:52:03",
        cast.LAKESHORE,
        sender=("Gerald Whitcomb", cast.ESCALATIONS),
        envelope="",
        subject=f"Automatic reply: {escalation.subject}",
        message_id="<9f03c1b77a5e4d2f@SN6PR08MB2210.prod.lakeshore-mortgage.example>",
        body=words(plain),
        more=[
            ("In-Reply-To", escalation.message_id),
            ("Auto-Submitted", "auto-replied"),
            ("X-MS-Exchange-Inbox-Rules-Loop", cast.ESCALATIONS),
        ],
        matter="late-fee",
        kind="automated-reply",
    )


def bounce(escalation: Mail) -> Mail:
    """October: the address on an old brochure does not exist, so nothing was received there."""
    when = at("2026-10-08 19:52:01")
    told = f"""\
This is the mail system at host mx.fernmail.example.

I'm sorry to have to inform you that your message could not be delivered to one or
more recipients. It's attached below.

<{cast.NOTICES}>: host mail.lakeshore-mortgage.example[203.0.113.10] said:
    550 5.1.1 <{cast.NOTICES}>: Recipient address rejected: User unknown
    (in reply to RCPT TO command)
"""
    status = f"""\
Reporting-MTA: dns; mx.fernmail.example
X-Postfix-Queue-ID: 4XRk2N0vTz
X-Postfix-Sender: rfc822; {cast.MARIA}
Arrival-Date: {rfc2822(at("2026-10-08 19:51:40"))}

Final-Recipient: rfc822; {cast.NOTICES}
Original-Recipient: rfc822;{cast.NOTICES}
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.lakeshore-mortgage.example
Diagnostic-Code: smtp; 550 5.1.1 <{cast.NOTICES}>:
    Recipient address rejected: User unknown
"""
    original_head = escalation.raw.split(b"\n\n", 1)[0] + b"\n"
    identity = "<20261008235201.4XRk2P3c9zW@mx.fernmail.example>"
    headers: Headers = [
        ("Return-Path", "<>"),
        ("Delivered-To", cast.MARIA),
        (
            "Received",
            f"by mx.fernmail.example (Postfix)\n\tid 4XRk2P3c9zW; {rfc2822(when, zone_name=True)}",
        ),
        ("Date", rfc2822(when)),
        ("From", "MAILER-DAEMON@mx.fernmail.example (Mail Delivery System)"),
        ("Subject", "Undelivered Mail Returned to Sender"),
        ("To", cast.MARIA),
        ("Auto-Submitted", "auto-replied"),
        ("Message-ID", identity),
    ]
    body = several(
        "report",
        "4XRk2N0vTz.1791503521/mx.fernmail.example",
        Part(
            (
                ("Content-Description", "Notification"),
                ("Content-Type", "text/plain; charset=us-ascii"),
            ),
            told.encode(),
        ),
        Part(
            (
                ("Content-Description", "Delivery report"),
                ("Content-Type", "message/delivery-status"),
            ),
            status.encode(),
        ),
        Part(
            (
                ("Content-Description", "Undelivered Message Headers"),
                ("Content-Type", "text/rfc822-headers"),
            ),
            original_head,
        ),
        params="report-type=delivery-status;\n\t",
        note="This is a MIME-encapsulated message.\n",
    )
    return Mail(
        "bounce",
        when,
        "",
        message(headers, body),
        identity,
        "Undelivered Mail Returned to Sender",
        "late-fee",
        "bounce",
    )


def papers_wanted(papers: Mapping[str, bytes]) -> Mail:
    """October: before they look, they want papers; the list's name has an accent (RFC 2231)."""
    plain = f"""\
Dear Maria Lopez and Daniel O'Brien-Lopez,

Re: Loan number ending 4567 / Reference {cast.CASE}

In order to research your payment inquiry we need the following items from you no
later than October 27, 2026:

  1. A copy of the front and back of the cancelled check, or a bank statement that
     shows the date on which the payment cleared.
  2. Proof of the date on which the payment was mailed.
  3. The completed form that is attached to this e-mail.

If we do not receive all of these items by that date we will close your inquiry
without further notice.

You can reply to this e-mail or fax the documents to 614-555-0177. Please include
the reference number on every page.

Payment Research
Lakeshore Mortgage Servicing

{cast.MINI_MIRANDA}
"""
    return arrived(
        "papers-wanted",
        "2026-10-13 11:06:18",
        cast.LAKESHORE_CASES,
        sender=("Lakeshore Payment Research", "payment.research@lakeshore-mortgage.example"),
        subject=f"Action required: documents needed for your inquiry {cast.CASE}",
        to_name="Maria Lopez",
        body=several(
            "mixed",
            "----=_Part_22817_1460918.1791904778",
            words(plain),
            enclosed(
                "Lista de documentos – préstamo 4567.pdf",
                "application/pdf",
                papers["documents-checklist"],
                rfc2231=True,
            ),
        ),
        more=[("X-Case-Reference", cast.CASE)],
        matter="late-fee",
        kind="request-to-borrower",
    )


def daniel_forwards() -> Mail:
    """October: her husband forwards, as a whole message inside his, the reminder that he got."""
    reminder = arrived(
        "reminder-to-daniel",
        "2026-10-12 08:03:10",
        cast.LAKESHORE_ALERTS,
        sender=("Lakeshore Mortgage Servicing", "no-reply@lakeshore-mortgage.example"),
        envelope="bounces+4567@alerts.lakeshore-mortgage.example",
        to=cast.DANIEL,
        subject="Reminder: unpaid fees on loan ending 4567",
        body=words(
            f"""\
Dear DANIEL O'BRIEN-LOPEZ,

Our records show unpaid fees on the loan referenced above:

    Late charge   09/17/2026   $92.75

Please remit the amount due with your next payment. Unpaid fees may be deducted
from funds that you send in addition to your regular payment.

{cast.MINI_MIRANDA}
""",
            charset="us-ascii",
        ),
    ).raw
    plain = """\
Now they are writing to me too. I thought this was the one you mailed with
the green sticker? You have the receipt in the blue folder.

I say we stop with the e-mails and send the real letter to that P.O. box on
the statement. I can drop it at the post office on my way to work.

D.
"""
    subject = "Fwd: Reminder: unpaid fees on loan ending 4567"
    return arrived(
        "daniel-forwards",
        "2026-10-14 12:22:35",
        cast.HOUSEHOLD,
        sender=("Daniel O'Brien-Lopez", cast.DANIEL),
        subject=subject,
        to_name="Maria Lopez",
        message_id=f"<{uuid('daniel').upper()}@obrien-lopez.example>",
        body=several(
            "mixed",
            "Apple-Mail=_5C1B6E0A-77D2-4F0E-9A31-1D2B70C4E8F6",
            words(plain, charset="us-ascii"),
            forwarded(reminder, "Reminder unpaid fees on loan ending 4567.eml"),
        ),
        more=[("X-Mailer", "Apple Mail (2.3826.400.131)")],
        matter="late-fee",
    )


def credit_union_confirms() -> Mail:
    """October: the credit union looked at the back of the check; flowed text in base64."""
    plain = """\
Hi Mrs. Lopez,

good to see you at the branch on Friday. I pulled the image of your check~
#1187 as you asked. Here is what it shows:

 - payable to Lakeshore Mortgage Servicing, $1,855.00, dated 09/08/2026
 - endorsed on the back by their bank’s lockbox with a stamp of 09/11/2026
 - presented to us, and paid from your share draft account ending 4821, on~
   Monday, 09/14/2026

In other words their bank had the check no later than September 11. Your~
September statement shows the same payment on the 14th. I am not able to send~
the image itself by e-mail, but I printed both sides, and they are at the~
front desk for you.

Warm regards,
--~
Joanne Pruitt
Member Services, Wayne Avenue branch
Miami Valley Community Credit Union · 937-555-0155
"""
    return arrived(
        "credit-union",
        "2026-10-20 10:31:26",
        cast.CREDIT_UNION,
        sender=("Joanne Pruitt", "jpruitt@mvccu.example"),
        subject="Your check 1187",
        to_name="Maria Lopez",
        message_id=f"<{uuid('pruitt')}@mvccu.example>",
        body=words(plain.replace("~\n", " \n"), encoding="base64", flowed=True),
        more=[("User-Agent", "Mozilla Thunderbird"), ("Content-Language", "en-US")],
        matter="late-fee",
    )
