"""Letters: the servicers' and hers, as they came out of the envelope or the scanner."""

from __future__ import annotations

from datetime import date

from demo_samples import cast, figures
from demo_samples.figures import money
from demo_samples.papers import (
    PINECREST_LINES,
    PROPERTY,
    Block,
    bullets,
    h,
    numbers,
    p,
    pairs,
    printed,
    signed,
)

TO_HOUSEHOLD = "Maria Lopez\nDaniel O'Brien-Lopez\n12 Oak Street\nDayton, OH 45402"
FROM_MARIA = "Maria Lopez\n12 Oak Street\nDayton, OH 45402\n937-555-0118"
TO_NOTICES = (
    "Lakeshore Mortgage Servicing\nError Resolution and Information Requests\n"
    "P.O. Box 9002\nColumbus, OH 43216-9002"
)
COLLECTOR = (
    "Lakeshore Mortgage Servicing is a debt collector. This communication may be an "
    "attempt to collect a debt, "
    "and any information obtained may be used for that purpose. If you are in bankruptcy "
    "or have received a "
    "discharge, this letter is for information only."
)


def _re(case: str) -> Block:
    return pairs(
        ("RE:", f"Loan Number {cast.LOAN}"),
        ("Property:", PROPERTY),
        ("Our reference:", case),
        width=1.15,
    )


def acknowledgment() -> bytes:
    """The acknowledgment of the notice of error: it admits receipt on November 2."""
    blocks = [
        p("November 6, 2026"),
        p(TO_HOUSEHOLD),
        _re(cast.ERROR_CASE),
        p("Dear Maria Lopez and Daniel O'Brien-Lopez:"),
        p(
            "This letter is to acknowledge receipt of your written correspondence dated "
            "October 28, 2026, which was received in this office on November 2, 2026. "
            "Your correspondence has been assigned the reference number shown above and "
            "has been forwarded to a specialist for research."
        ),
        p(
            "You have asserted that a payment was not credited as of the date on which "
            "it was received, and that a late charge was assessed in error. We will "
            "investigate and provide you with a written response within thirty (30) "
            "business days of the date of receipt. If additional time is required to "
            "complete our investigation, we will notify you in writing, before that "
            "period expires, of the extension and of the reasons for it."
        ),
        p(
            "Please note that you remain responsible for making your monthly payments "
            "while your correspondence is under review."
        ),
        p(
            "Should you have any questions about the status of your correspondence, you "
            "may contact me directly at 1-800-555-0142, extension 2290, Monday through "
            "Friday, 8:00 a.m. to 5:00 p.m. Eastern time. Please have the reference "
            "number available when you call."
        ),
        signed(
            "Sincerely,",
            "D. Okafor",
            "Denise Okafor\nError Resolution Specialist\nLakeshore Mortgage Servicing",
        ),
    ]
    return printed("Acknowledgment of correspondence", date(2026, 11, 6), blocks, foot=COLLECTOR)


def extension_notice() -> bytes:
    """The extension, in writing, with reasons, before day 30: until January 8."""
    blocks = [
        p("December 14, 2026"),
        p(TO_HOUSEHOLD),
        _re(cast.ERROR_CASE),
        p("Dear Maria Lopez and Daniel O'Brien-Lopez:"),
        p(
            "We write to update you on your notice of error dated October 28, 2026, "
            "which we received on November 2, 2026."
        ),
        p(
            "Our investigation is not complete. We are extending the time in which we "
            "will respond by fifteen (15) business days. The reasons for the extension "
            "are as follows:"
        ),
        numbers(
            "The payment at issue was processed by a third-party lockbox provider. We "
            "have requested the archived check image and the deposit log for September "
            "11 through September 18, 2026, and have not yet received them.",
            "Those records are needed to determine the date on which the payment was received.",
        ),
        p(
            "You will receive our written response no later than January 8, 2027. No "
            "action is required from you at this time."
        ),
        p(
            "If you have questions, please call 1-800-555-0142, extension 2290, and "
            "refer to the reference number above."
        ),
        signed("Sincerely,", "D. Okafor", "Denise Okafor\nError Resolution Specialist"),
    ]
    return printed("Extension of time to respond", date(2026, 12, 14), blocks, foot=COLLECTOR)


def escrow_refusal() -> bytes:
    """No error, they say; how to ask for the documents they do not say."""
    blocks = [
        p("December 18, 2026"),
        p(TO_HOUSEHOLD),
        _re(cast.ESCROW_CASE),
        p("Dear Maria Lopez and Daniel O'Brien-Lopez:"),
        p(
            "We have completed our investigation of your correspondence dated November "
            "17, 2026, received on November 20, 2026, in which you asserted that the "
            "annual escrow analysis dated November 9, 2026 is in error."
        ),
        p(
            "Based on our review we have determined that no error occurred. The reason "
            "for our determination is that the escrow analysis was prepared with the "
            "most recent premium information in our system at the time of the analysis, "
            "in accordance with the requirements of the Real Estate Settlement "
            "Procedures Act. The amount of $1,812.00 for homeowners insurance was "
            "provided to us by our insurance tracking vendor."
        ),
        p(
            "As no error occurred, the new payment of $1,953.09 will take effect on "
            "February 1, 2027 as scheduled. An account may be reanalyzed when a change "
            "in a premium is confirmed."
        ),
        p(
            "You have the right to request the documents that we relied upon in reaching "
            "this determination."
        ),
        p("If you have further questions, please contact us at 1-800-555-0142."),
        signed(
            "Respectfully,", "", "Research and Response Department\nLakeshore Mortgage Servicing"
        ),
    ]
    return printed("Response to your correspondence", date(2026, 12, 18), blocks, foot=COLLECTOR)


def goodbye_letter() -> bytes:
    """The notice of servicing transfer from the old servicer, seventeen days ahead."""
    blocks = [
        h("NOTICE OF SERVICING TRANSFER"),
        p("December 15, 2026"),
        p(TO_HOUSEHOLD),
        pairs(("Loan Number:", cast.LOAN), ("Property:", PROPERTY), width=1.15),
        p(
            "The servicing of your mortgage loan is being transferred, effective January "
            "1, 2027. This means that after this date, a new servicer will be collecting "
            "your mortgage loan payments from you. Nothing else about your mortgage loan "
            "will change."
        ),
        p(
            "Lakeshore Mortgage Servicing is now collecting your payments. Lakeshore "
            "Mortgage Servicing will stop accepting payments received from you after "
            "December 31, 2026. Pinecrest Home Loans will collect your payments going "
            "forward. Your new servicer will start accepting payments received from you "
            "on January 1, 2027."
        ),
        p(
            "Send all payments due on or after January 1, 2027 to Pinecrest Home Loans "
            "at this address:\nPinecrest Home Loans, P.O. Box 31780, Tampa, FL 33631-1780"
        ),
        p(
            "If you have any questions for your present servicer about your mortgage "
            "loan or this transfer, contact Lakeshore Mortgage Servicing, Customer Care, "
            "1-800-555-0142 (toll free), P.O. Box 9000, Columbus, OH 43216-9000. If you "
            "have any questions for your new servicer, contact Pinecrest Home Loans, "
            "Customer Care, 1-888-555-0163 (toll free), P.O. Box 31150, Tampa, FL "
            "33631-1150."
        ),
        p(
            "Important note about insurance: if you have mortgage life or disability "
            "insurance or any other type of optional insurance, the transfer of "
            "servicing rights may affect your insurance coverage. You should contact "
            "your insurance carrier and ask it to change the mortgagee to Pinecrest Home "
            "Loans, its successors and/or assigns."
        ),
        p(
            "Under Federal law, during the 60-day period following the effective date of "
            "the transfer of the loan servicing, a loan payment received by your old "
            "servicer on or before its due date may not be treated by the new servicer "
            "as late, and a late fee may not be imposed on you."
        ),
        signed("Lakeshore Mortgage Servicing", "", "December 15, 2026"),
    ]
    return printed(
        "Notice of servicing transfer", date(2026, 12, 15), blocks, size=10, foot=COLLECTOR
    )


def hello_letter() -> bytes:
    """The new servicer's own notice, six days after the transfer; it names its notice address."""
    blocks = [
        p("January 7, 2027"),
        p(TO_HOUSEHOLD),
        pairs(
            ("New account:", cast.NEW_LOAN),
            ("Prior account:", f"{cast.LOAN} (Lakeshore Mortgage Servicing)"),
            ("Property:", PROPERTY),
            width=1.2,
        ),
        p("Dear Maria Lopez and Daniel O'Brien-Lopez,"),
        p(
            "Welcome to Pinecrest Home Loans. The servicing of your mortgage loan was "
            "transferred to us from Lakeshore Mortgage Servicing, effective January 1, "
            "2027. We began accepting your payments on that date; Lakeshore stopped "
            "accepting them after December 31, 2026."
        ),
        h("What stays the same"),
        p(
            "The terms and conditions of your loan, other than terms directly related to "
            "servicing, do not change. Your interest rate remains 4.500% and your "
            "principal and interest payment remains $1,432.18."
        ),
        h("What is new"),
        bullets(
            "Payments: Pinecrest Home Loans, P.O. Box 31780, Tampa, FL 33631-1780",
            "Customer care: 1-888-555-0163, Monday to Friday, 8 a.m. to 8 p.m. Eastern time",
            "Insurance and tax bills: P.O. Box 31160, Tampa, FL 33631-1160",
            "Designated address for notices of error and requests for information: "
            "Pinecrest Home Loans, Attn: Notice of Error and Information Requests, P.O. "
            "Box 31150, Tampa, FL 33631-1150",
        ),
        p(
            "If you sent a payment to your prior servicer by mistake, it will be "
            "forwarded to us. For 60 days from the effective date of the transfer, a "
            "payment that your prior servicer received on or before its due date "
            "(including any grace period) may not be treated as late, and no late fee "
            "may be charged."
        ),
        p(
            "Any mortgage life, disability or other optional insurance was not "
            "transferred to us. Please contact the insurer if you wish to keep it."
        ),
        signed("Warmly,", "Ellen Sugarman", "Ellen Sugarman\nVice President, Loan Onboarding"),
    ]
    return printed(
        "Welcome to Pinecrest Home Loans",
        date(2027, 1, 7),
        blocks,
        name="Pinecrest Home Loans",
        lines=PINECREST_LINES,
        style="mark",
        ink="#1f5c3a",
        foot="Pinecrest Home Loans is attempting to collect a debt, and any information "
        "obtained will be used for that purpose.",
    )


def escrow_notice() -> bytes:
    """Her own notice of error about the escrow analysis, as she mailed it."""
    true = figures.escrow_year(figures.INSURANCE_TRUE, 190668)
    wrong = figures.escrow_year(figures.INSURANCE_WRONG, 160668)
    lawful = figures.PRINCIPAL_AND_INTEREST + true.monthly + true.per_month
    blocks = [
        p("November 17, 2026"),
        p("By certified mail, return receipt requested, No. 9589 0710 5270 0418 2215 54"),
        p(TO_NOTICES),
        pairs(
            ("Subject:", f"Account Number {cast.LOAN} – Notice of Error under 12 CFR 1024.35"),
            ("Property:", PROPERTY),
            ("Borrowers:", "Maria Lopez and Daniel O'Brien-Lopez"),
            width=1.0,
        ),
        p("To the Error Resolution Department:"),
        p(
            "The escrow analysis of November 9, 2026 projects a homeowners insurance "
            "premium of $1,812.00. The premium is $1,512.00. I ask you to correct the "
            "analysis and the payment that takes effect on February 1, 2027."
        ),
        bullets(
            "October 21, 2026: my insurance agent billed you $1,512.00 for the renewal "
            "of December 1 (Enclosure A).",
            "November 9, 2026: your analysis shows $1,812.00, a shortage of "
            f"{money(wrong.shortage)} and a new payment of $1,953.09 (Enclosure B).",
            "With the true premium, both in November 2026 and in the projection, I find "
            f"a shortage of {money(true.shortage)} and a payment of {money(lawful)}.",
        ),
        p("Please:"),
        numbers(
            "correct the premium to $1,512.00 and send me a corrected escrow analysis;",
            "correct the monthly payment before February 1, 2027;",
            "if you find that there is no error, send me your reasons in writing.",
        ),
        p(
            "Under 12 CFR 1024.35 please acknowledge this notice within five business "
            "days, and correct the error or answer in writing within 30 business days, "
            "after you receive it."
        ),
        p(
            "Enclosure A – Declarations page, policy BHM-HO3-0048213 (1 page)\nEnclosure "
            "B – Annual Escrow Account Disclosure Statement, November 9, 2026 (1 page)"
        ),
        signed("Sincerely,", "Maria Lopez", "Maria Lopez"),
    ]
    return printed(
        "Notice of Error, escrow analysis",
        date(2026, 11, 17),
        blocks,
        name="Maria Lopez",
        lines=FROM_MARIA,
        style="plain",
        size=10.3,
        foot=f"Account {cast.LOAN}",
    )


def documents_request() -> bytes:
    """Her request for the documents behind the no-error answer, as she mailed it."""
    blocks = [
        p("December 29, 2026"),
        p("By certified mail, return receipt requested, No. 9589 0710 5270 0418 2291 17"),
        p(TO_NOTICES),
        pairs(
            (
                "Subject:",
                f"Account Number {cast.LOAN} – Request for the documents relied on (12 "
                "CFR 1024.35(e)(4))",
            ),
            ("Property:", PROPERTY),
            ("Borrowers:", "Maria Lopez and Daniel O'Brien-Lopez"),
            ("Your reference:", cast.ESCROW_CASE),
            width=1.15,
        ),
        p("To the Error Resolution Department:"),
        p(
            "Your letter of December 18, 2026 says that no error occurred in the escrow "
            "analysis of November 9, 2026. I ask for copies of the documents on which "
            "you relied."
        ),
        numbers(
            "The record from your insurance tracking vendor that shows a premium of $1,812.00.",
            "The record of your payment to Buckeye Hearth Insurance in November 2026.",
        ),
        p(
            "These documents are due within 15 business days after you receive this "
            "request, without charge. If you withhold a document as confidential, "
            "proprietary or privileged, please say so in writing within the same time."
        ),
        signed("Sincerely,", "Maria Lopez", "Maria Lopez"),
    ]
    return printed(
        "Request for documents relied on",
        date(2026, 12, 29),
        blocks,
        name="Maria Lopez",
        lines=FROM_MARIA,
        style="plain",
        foot=f"Account {cast.LOAN}",
    )
