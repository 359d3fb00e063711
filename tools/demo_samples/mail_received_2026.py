"""What came in by e-mail from June to October 2026: before the notice of error."""

from __future__ import annotations

from collections.abc import Mapping

from demo_samples import cast
from demo_samples.mime import (
    Headers,
    Mail,
    Origin,
    Part,
    at,
    digest,
    enclosed,
    encoded,
    forwarded,
    message,
    rfc2822,
    several,
    trace,
    uuid,
    words,
)


def arrived(
    key: str,
    moment: str,
    origin: Origin,
    *,
    sender: tuple[str, str],
    subject: str,
    body: Part,
    envelope: str | None = None,
    to: str = cast.MARIA,
    to_name: str = "",
    message_id: str | None = None,
    more: Headers | None = None,
    matter: str = "",
    kind: str = "",
    header_subject: str | None = None,
    status: str = "imported",
    note: str = "",
) -> Mail:
    """One message as the household's provider delivered it."""
    when = at(moment)
    name, address = sender
    returns = address if envelope is None else envelope
    identity = message_id or f"<{when:%Y%m%d%H%M%S}.{digest(key, 10)}@{origin.relay}>"
    headers: Headers = [
        *trace(origin, returns, to, when, key),
        ("Message-ID", identity),
        ("Date", rfc2822(when)),
        ("From", f"{name} <{address}>" if name else address),
        ("To", f"{to_name} <{to}>" if to_name else to),
        ("Subject", header_subject or subject),
        *(more or []),
    ]
    raw = message(headers, body)
    return Mail(key, when, returns, raw, identity, subject, matter, kind, status=status, note=note)


def equity_offer() -> Mail:
    """June: an advertisement that wears the servicer's name."""
    plain = """\
Maria, your home has been working hard. Put it to work for you.

You may be sitting on more equity than you think. Homeowners in Dayton are
using the Lakeshore HomeFlex line to remodel, consolidate and breathe easier.

  See what you could qualify for in 3 minutes:
  https://news.lakeshore-mortgage.example/homeflex?c=JUN26-OH-454

Rates as low as 8.49% APR*. No annual fee the first year.

*Subject to credit approval. Advertised rate assumes a loan-to-value of 70% or
less and a credit score of 760 or more. Not all applicants will qualify. This is
an advertisement and not a commitment to lend. Equal Housing Lender.

You receive this message because you have a relationship with Lakeshore.
Unsubscribe: https://news.lakeshore-mortgage.example/u/7c1e40
"""
    markup = """\
<html><body style="margin:0;background:#eef3f7;font-family:Arial,Helvetica,sans-serif">
<div style="display:none;max-height:0;overflow:hidden">See what you could qualify for in 3 minutes.</div>
<table width="600" align="center" cellpadding="0" cellspacing="0" style="background:#fff">
<tr><td style="background:#0f4c75;color:#fff;padding:28px;font-size:26px">Your home has been working hard.<br>Put it to work for you.</td></tr>
<tr><td style="padding:24px;font-size:15px;line-height:22px">Maria, you may be sitting on more equity than you think. Homeowners in Dayton are using the <b>Lakeshore HomeFlex line</b> to remodel, consolidate and breathe easier.
<p align="center"><a href="https://news.lakeshore-mortgage.example/homeflex?c=JUN26-OH-454" style="background:#e07a1f;color:#fff;padding:12px 26px;text-decoration:none">See what you could qualify for</a></p>
Rates as low as 8.49% APR*. No annual fee the first year.</td></tr>
<tr><td style="padding:18px 24px;font-size:10px;color:#667">*Subject to credit approval. Advertised rate assumes a loan-to-value of 70% or less and a credit score of 760 or more. Not all applicants will qualify. This is an advertisement and not a commitment to lend. Equal Housing Lender.<br>You receive this message because you have a relationship with Lakeshore. <a href="https://news.lakeshore-mortgage.example/u/7c1e40">Unsubscribe</a></td></tr>
</table></body></html>
"""
    return arrived(
        "equity-offer",
        "2026-06-09 07:02:44",
        cast.LAKESHORE_NEWS,
        sender=("Lakeshore Home Offers", "offers@news.lakeshore-mortgage.example"),
        envelope="b-454-7c1e40@bounce.news.lakeshore-mortgage.example",
        subject="Maria, your home has been working hard",
        body=several(
            "alternative",
            "_----------=_MCPart_90224811",
            words(plain, encoding="quoted-printable"),
            words(markup, subtype="html", encoding="quoted-printable"),
        ),
        more=[
            ("List-Unsubscribe", "<https://news.lakeshore-mortgage.example/u/7c1e40>"),
            ("Precedence", "bulk"),
            ("X-Campaign", "JUN26-OH-454"),
        ],
        kind="marketing",
    )


def statement_ready() -> Mail:
    """June: the portal says that a statement is there, and no more than that."""
    plain = """\
Hello MARIA LOPEZ,

Your monthly mortgage statement dated 06/18/2026 for the loan ending in 4567 is
now available online.

    Amount due        $1,855.00
    Payment due date  07/01/2026
    AutoPay           ENROLLED - draft date 07/01/2026

Sign in to MyLakeshore and choose Documents > Statements to view it. A paper copy
is also on its way to you.

Please do not reply to this e-mail. This mailbox is not monitored. To reach us,
sign in and send a secure message, or call 1-800-555-0142, Monday through Friday,
8 a.m. to 6 p.m. Eastern time.

Lakeshore Mortgage Servicing
NMLS ID 0000214
"""
    return arrived(
        "statement-ready",
        "2026-06-19 05:31:08",
        cast.LAKESHORE_ALERTS,
        sender=("MyLakeshore Alerts", "no-reply@lakeshore-mortgage.example"),
        envelope="bounces+4567@alerts.lakeshore-mortgage.example",
        subject="Your statement is ready - loan ending 4567",
        body=words(plain, charset="us-ascii"),
        more=[("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")],
    )


def portal_upgrade(logo: bytes) -> Mail:
    """August: the new portal drops everybody's automatic payments; a picture sits in the text."""
    plain = """\
MyLakeshore is getting better

Dear Maria Lopez,

On the weekend of August 22, 2026 we are moving to a new and improved online
experience. Most of your information will move automatically.

WHAT YOU NEED TO DO
AutoPay and saved bank accounts will NOT move to the new site. If you use AutoPay,
sign in on or after August 24 and enroll again. The AutoPay draft scheduled for
09/01/2026 will not take place unless you re-enroll by 08/28/2026 at 5:00 p.m.
Eastern time.

You can also pay by phone at 1-800-555-0142 (a convenience fee may apply) or by
check, payable to Lakeshore Mortgage Servicing, to:

    Lakeshore Mortgage Servicing
    P.O. Box 7740
    Carol Stream, IL 60197-7740

Please write your loan number on the check.

Thank you for being a valued customer.
"""
    markup = """\
<html><head><meta charset="utf-8"><style>td{font-family:Verdana,sans-serif;font-size:13px;color:#23313d}</style></head>
<body><table width="620"><tr><td><img src="cid:logo.lakeshore@alerts" alt="Lakeshore Mortgage Servicing" width="260" height="56"></td></tr>
<tr><td><h2>MyLakeshore is getting better</h2><p>Dear Maria Lopez,</p>
<p>On the weekend of August&nbsp;22, 2026 we are moving to a new and improved online experience. Most of your information will move automatically.</p>
<p><b>What you need to do</b><br>AutoPay and saved bank accounts will <b>not</b> move to the new site. If you use AutoPay, sign in on or after August&nbsp;24 and enroll again. The AutoPay draft scheduled for 09/01/2026 will not take place unless you re-enroll by 08/28/2026 at 5:00&nbsp;p.m. Eastern time.</p>
<p>You can also pay by phone at 1-800-555-0142 (a convenience fee may apply) or by check, payable to Lakeshore Mortgage Servicing, to:</p>
<blockquote>Lakeshore Mortgage Servicing<br>P.O. Box 7740<br>Carol Stream, IL 60197-7740</blockquote>
<p>Please write your loan number on the check.</p><p>Thank you for being a valued customer.</p></td></tr></table></body></html>
"""
    text = several(
        "alternative",
        "b1_8e4f0a6c",
        words(plain, encoding="quoted-printable"),
        words(markup, subtype="html", encoding="quoted-printable"),
    )
    picture = enclosed("logo.png", "image/png", logo, content_id="logo.lakeshore@alerts")
    return arrived(
        "portal-upgrade",
        "2026-08-05 06:15:20",
        cast.LAKESHORE_ALERTS,
        sender=("Lakeshore Mortgage Servicing", "no-reply@lakeshore-mortgage.example"),
        envelope="bounces+4567@alerts.lakeshore-mortgage.example",
        subject="Important: MyLakeshore is changing, and so is AutoPay",
        body=several(
            "related", "b0_8e4f0a6c", text, picture, params='type="multipart/alternative"; '
        ),
        more=[("Auto-Submitted", "auto-generated")],
        matter="late-fee",
    )


def spanish_courtesy() -> Mail:
    """August: a courtesy notice in Spanish, in the old Western encoding."""
    plain = """\
Estimada Maria Lopez:

Este es un aviso de cortesía. No es un intento de cobrar una deuda.

A partir del 24 de agosto de 2026 nuestro sitio en línea será nuevo. Si usted paga
con AutoPay, su inscripción NO pasará al sitio nuevo. Por favor inscríbase otra vez
o envíe su pago de $1,855.00 por correo a:

    Lakeshore Mortgage Servicing
    P.O. Box 7740
    Carol Stream, IL 60197-7740

Su próximo pago vence el 1 de septiembre de 2026. No se cobra un cargo por demora
si recibimos el pago dentro de los quince (15) días después de la fecha de
vencimiento.

Si tiene preguntas, llámenos al 1-800-555-0142 y oprima el 2 para español. Algunos
de nuestros documentos y servicios están disponibles solamente en inglés.

Atentamente,
Servicio al Cliente
Lakeshore Mortgage Servicing
"""
    subject = "Aviso de cortesía: su próximo pago y AutoPay"
    return arrived(
        "spanish-courtesy",
        "2026-08-24 08:40:02",
        cast.LAKESHORE_ALERTS,
        sender=("Lakeshore Servicio al Cliente", "no-reply@lakeshore-mortgage.example"),
        envelope="bounces+4567@alerts.lakeshore-mortgage.example",
        subject=subject,
        header_subject=encoded(subject, charset="iso-8859-1"),
        body=words(plain, charset="iso-8859-1", encoding="quoted-printable"),
        more=[("Content-Language", "es"), ("Auto-Submitted", "auto-generated")],
        matter="late-fee",
    )


def fee_posted() -> Mail:
    """September: the fee, in a message that has only an HTML part, in base64."""
    markup = """\
<!DOCTYPE html>
<html lang="en"><head><title>Account activity</title></head>
<body bgcolor="#ffffff"><center>
<table border="0" width="560" cellpadding="8">
<tr><td bgcolor="#0f4c75"><font color="#ffffff" size="4" face="Arial">Account activity alert</font></td></tr>
<tr><td><font face="Arial" size="2">Hello Maria,<br><br>
There is new activity on your loan ending in <b>4567</b>.<br><br>
<table border="1" cellspacing="0" cellpadding="4" width="100%">
<tr><th align="left">Date</th><th align="left">Activity</th><th align="right">Amount</th></tr>
<tr><td>09/17/2026</td><td>Late charge assessed &ndash; 09/01/2026 payment</td><td align="right">$92.75</td></tr>
<tr><td>09/18/2026</td><td>Payment received &ndash; thank you</td><td align="right">$1,855.00</td></tr>
</table><br>
You asked us to tell you about fees and payments. To change your alerts, sign in and choose <i>Profile &gt; Alerts</i>.<br><br>
This is an automated message. Replies go to a mailbox that nobody reads.<br><br>
MyLakeshore &bull; 1-800-555-0142</font></td></tr></table></center>
<div style="display:none">ref 4567-0918-ACT2</div></body></html>
"""
    return arrived(
        "fee-posted",
        "2026-09-18 18:12:57",
        cast.LAKESHORE_ALERTS,
        sender=("MyLakeshore Alerts", "no-reply@lakeshore-mortgage.example"),
        envelope="bounces+4567@alerts.lakeshore-mortgage.example",
        subject="Account activity on your loan ending 4567",
        body=words(markup, subtype="html", encoding="base64"),
        more=[("Auto-Submitted", "auto-generated"), ("X-Mailer", "AlertHub 5.2")],
        matter="late-fee",
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
        header_subject=f"RE: [{cast.CASE}] {first.subject[:38].rstrip()}\n {first.subject[38:].lstrip()}",
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

good to see you at the branch on Friday. I pulled the image of your check 
#1187 as you asked. Here is what it shows: 

 - payable to Lakeshore Mortgage Servicing, $1,855.00, dated 09/08/2026 
 - endorsed on the back by their bank’s lockbox with a stamp of 09/11/2026 
 - presented to us, and paid from your share draft account ending 4821, on 
   Monday, 09/14/2026 

In other words their bank had the check no later than September 11. Your 
September statement shows the same payment on the 14th. I am not able to send 
the image itself by e-mail, but I printed both sides, and they are at the 
front desk for you. 

Warm regards, 
-- 
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
        body=words(plain, encoding="base64", flowed=True),
        more=[("User-Agent", "Mozilla Thunderbird"), ("Content-Language", "en-US")],
        matter="late-fee",
    )
