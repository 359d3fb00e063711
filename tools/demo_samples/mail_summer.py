"""What came in by e-mail from June to September 2026: the new portal, and the fee."""

from __future__ import annotations

from demo_samples import cast
from demo_samples.mail_arrived import arrived
from demo_samples.mime import (
    Mail,
    enclosed,
    encoded,
    several,
    words,
)


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
<div style="display:none;max-height:0;overflow:hidden">See what you could qualify for in 3
minutes.</div>
<table width="600" align="center" cellpadding="0" cellspacing="0" style="background:#fff">
<tr><td style="background:#0f4c75;color:#fff;padding:28px;font-size:26px">Your home has been
working hard.<br>Put it to work for you.</td></tr>
<tr><td style="padding:24px;font-size:15px;line-height:22px">Maria, you may be sitting on more
equity than you think. Homeowners in Dayton are using the <b>Lakeshore HomeFlex line</b> to
remodel, consolidate and breathe easier.
<p align="center"><a href="https://news.lakeshore-mortgage.example/homeflex?c=JUN26-OH-454"
style="background:#e07a1f;color:#fff;padding:12px 26px;text-decoration:none">See what you could
qualify for</a></p>
Rates as low as 8.49% APR*. No annual fee the first year.</td></tr>
<tr><td style="padding:18px 24px;font-size:10px;color:#667">*Subject to credit approval.
Advertised rate assumes a loan-to-value of 70% or less and a credit score of 760 or more. Not all
applicants will qualify. This is an advertisement and not a commitment to lend. Equal Housing
Lender.<br>You receive this message because you have a relationship with Lakeshore. <a
href="https://news.lakeshore-mortgage.example/u/7c1e40">Unsubscribe</a></td></tr>
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
<html><head><meta
charset="utf-8"><style>td{font-family:Verdana,sans-serif;font-size:13px;color:#23313d}</style></head>
<body><table width="620"><tr><td><img src="cid:logo.lakeshore@alerts" alt="Lakeshore Mortgage
Servicing" width="260" height="56"></td></tr>
<tr><td><h2>MyLakeshore is getting better</h2><p>Dear Maria Lopez,</p>
<p>On the weekend of August&nbsp;22, 2026 we are moving to a new and improved online experience.
Most of your information will move automatically.</p>
<p><b>What you need to do</b><br>AutoPay and saved bank accounts will <b>not</b> move to the new
site. If you use AutoPay, sign in on or after August&nbsp;24 and enroll again. The AutoPay draft
scheduled for 09/01/2026 will not take place unless you re-enroll by 08/28/2026 at 5:00&nbsp;p.m.
Eastern time.</p>
<p>You can also pay by phone at 1-800-555-0142 (a convenience fee may apply) or by check, payable
to Lakeshore Mortgage Servicing, to:</p>
<blockquote>Lakeshore Mortgage Servicing<br>P.O. Box 7740<br>Carol Stream, IL
60197-7740</blockquote>
<p>Please write your loan number on the check.</p><p>Thank you for being a valued
customer.</p></td></tr></table></body></html>
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
<tr><td bgcolor="#0f4c75"><font color="#ffffff" size="4" face="Arial">Account activity
alert</font></td></tr>
<tr><td><font face="Arial" size="2">Hello Maria,<br><br>
There is new activity on your loan ending in <b>4567</b>.<br><br>
<table border="1" cellspacing="0" cellpadding="4" width="100%">
<tr><th align="left">Date</th><th align="left">Activity</th><th align="right">Amount</th></tr>
<tr><td>09/17/2026</td><td>Late charge assessed &ndash; 09/01/2026 payment</td><td
align="right">$92.75</td></tr>
<tr><td>09/18/2026</td><td>Payment received &ndash; thank you</td><td
align="right">$1,855.00</td></tr>
</table><br>
You asked us to tell you about fees and payments. To change your alerts, sign in and choose
<i>Profile &gt; Alerts</i>.<br><br>
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
