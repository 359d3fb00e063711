"""Other papers with figures: bank, escrow, payoff, insurance, and a form to fill in."""

from __future__ import annotations

from datetime import date

from demo_samples import cast, figures
from demo_samples.figures import money
from demo_samples.papers import (
    HOUSEHOLD,
    PROPERTY,
    bullets,
    h,
    p,
    pair,
    pairs,
    panel,
    printed,
    signed,
    small,
    space,
    table,
)

SANS = "DejaVu Sans"


def bank_statement() -> bytes:
    """The credit union's September statement: check 1187 was paid on the 14th."""
    balance = 412866
    rows = [["09/01", "Balance forward", "", "", money(balance, "")]]
    for day, what, cents in (
        ("09/02", "ACH withdrawal - GEM CITY ELECTRIC", -14238),
        ("09/04", "Direct deposit - KETTERING TOOL & DIE payroll", 214650),
        ("09/05", "Debit card - WAYNE AVE GROCERS Dayton OH", -18742),
        ("09/08", "Debit card - OAK & MAIN HARDWARE Dayton OH", -3618),
        ("09/08", "Debit card - U.S. POST OFFICE 454 Dayton OH", -986),
        ("09/10", "Bill payment - CITY OF DAYTON WATER", -8813),
        ("09/11", "Direct deposit - GEM CITY HEATING payroll", 187215),
        ("09/14", "Check 1187 - LAKESHORE MTG SVCG", -figures.TOTAL),
        ("09/15", "Debit card - SPEEDY FUEL 118 Dayton OH", -4570),
        ("09/18", "Direct deposit - KETTERING TOOL & DIE payroll", 214650),
        ("09/19", "Debit card - WAYNE AVE GROCERS Dayton OH", -20311),
        ("09/21", "Check 1188 - ST. ANNE'S HILL PRESCHOOL", -42000),
        ("09/25", "Direct deposit - GEM CITY HEATING payroll", 187215),
        ("09/28", "ACH withdrawal - MIAMI VALLEY BROADBAND", -6999),
        ("09/30", "Dividend", 61),
    ):
        balance += cents
        rows.append(
            [
                day,
                what,
                money(-cents, "") if cents < 0 else "",
                money(cents, "") if cents > 0 else "",
                money(balance, ""),
            ]
        )
    blocks = [
        pair(
            [p(HOUSEHOLD)],
            [
                pairs(
                    ("Statement period", "09/01/2026 - 09/30/2026"),
                    ("Member", "ending 0772"),
                    ("Account", "Share draft, ending 4821"),
                    ("Ending balance", money(balance)),
                    width=1.35,
                )
            ],
        ),
        space(6),
        h("Share draft account activity"),
        table(
            ["Date", "Description", "Withdrawals", "Deposits", "Balance"],
            rows,
            [0.7, 4.2, 1.1, 1.1, 1.1],
            [2, 3, 4],
            pad=3,
        ),
        h("Checks paid"),
        table(
            ["Number", "Date paid", "Amount"],
            [["1187", "09/14/2026", money(figures.TOTAL)], ["1188", "09/21/2026", money(42000)]],
            [1, 1, 1],
            [2],
            pad=3,
        ),
        space(6),
        small(
            "Images of paid checks are available at any branch. Report errors or "
            "unauthorized transactions "
            "within 60 days of the date of this statement. Wayne Avenue branch: 937-555-0155. "
            "Your savings are federally insured to the applicable limit."
        ),
    ]
    return printed(
        "Account statement, September 2026",
        date(2026, 9, 30),
        blocks,
        name="Miami Valley Community Credit Union",
        lines="1840 Wayne Avenue\nDayton, OH 45410\n937-555-0155",
        style="mark",
        ink="#7a1f2b",
        font=SANS,
        size=8.6,
        foot="Miami Valley Community Credit Union · mvccu.example",
    )


def escrow_analysis() -> bytes:
    """The escrow analysis of November 9: the insurance premium on it is 300.00 too high."""
    wrong = figures.escrow_year(figures.INSURANCE_WRONG, 160668)
    new_payment = figures.PRINCIPAL_AND_INTEREST + wrong.monthly + wrong.per_month
    rows = [
        [month, money(paid_in, ""), money(out, "") if out else "", what, money(balance, "")]
        for month, paid_in, out, what, balance in wrong.rows
    ]
    blocks = [
        pair(
            [small("Analysis date 11/09/2026"), p(HOUSEHOLD)],
            [
                panel(
                    "Your new payment",
                    table(
                        ["", "Current", "New 02/01/2027"],
                        [
                            [
                                "Principal and interest",
                                money(figures.PRINCIPAL_AND_INTEREST),
                                money(figures.PRINCIPAL_AND_INTEREST),
                            ],
                            ["Escrow", money(figures.ESCROW), money(wrong.monthly)],
                            ["Shortage (1/12)", money(0), money(wrong.per_month)],
                        ],
                        [1.7, 1, 1.2],
                        [1, 2],
                        ["Total payment", money(figures.TOTAL), money(new_payment)],
                        3,
                    ),
                )
            ],
            (1, 1.75),
        ),
        pairs(("Loan number", cast.LOAN), ("Property", PROPERTY), width=1.1),
        h("What we expect to pay from your escrow account"),
        table(
            ["Item", "Last analysis", "This analysis"],
            [
                [
                    "Montgomery County tax, 1st half",
                    money(figures.TAX_HALF_OLD),
                    money(figures.TAX_HALF_NEW),
                ],
                [
                    "Montgomery County tax, 2nd half",
                    money(figures.TAX_HALF_OLD),
                    money(figures.TAX_HALF_NEW),
                ],
                [
                    "Homeowners insurance (renewal 12/01/2026)",
                    money(figures.INSURANCE_OLD),
                    money(figures.INSURANCE_WRONG),
                ],
            ],
            [3, 1.2, 1.2],
            [1, 2],
            [
                "Total for 12 months",
                money(2 * figures.TAX_HALF_OLD + figures.INSURANCE_OLD),
                money(2 * figures.TAX_HALF_NEW + figures.INSURANCE_WRONG),
            ],
            3,
        ),
        h("Projected activity, February 2027 to January 2028"),
        table(
            [
                "Month",
                "Payments to escrow",
                "Payments from escrow",
                "Description",
                "Projected balance",
            ],
            [["Starting balance", "", "", "", money(wrong.start, "")], *rows],
            [1.25, 1.2, 1.3, 1.3, 1.2],
            [1, 2, 4],
            pad=2.4,
        ),
        pairs(
            ("Lowest projected balance", f"{money(wrong.low)} (February 2027)"),
            ("Required minimum balance", f"{money(wrong.cushion)} (two months of escrow payments)"),
            (
                "Escrow shortage",
                f"{money(wrong.shortage)}, spread over 12 months = "
                f"{money(wrong.per_month)} per month",
            ),
            width=1.9,
        ),
        small(
            "The starting balance assumes that we disburse $1,812.00 for homeowners "
            "insurance in November 2026 and "
            "receive your payments through January 1, 2027. You may pay the shortage in "
            "full; your new total payment "
            f"will then be {money(figures.PRINCIPAL_AND_INTEREST + wrong.monthly)}. To "
            "dispute this analysis, write to P.O. Box 9002, Columbus, OH "
            "43216-9002. Lakeshore Mortgage Servicing is a debt collector."
        ),
    ]
    return printed(
        "Annual Escrow Account Disclosure Statement",
        date(2026, 11, 9),
        blocks,
        font=SANS,
        size=8.4,
        foot="Annual Escrow Account Disclosure Statement · loan ending 4567",
    )


def payoff_statement() -> bytes:
    """The payoff statement of December 8; the disputed late charge is one of its lines."""
    balance = figures.payments()[12].balance
    daily = round(balance * 0.045 / 365)
    interest = 30 * daily
    fees = [
        ("Unpaid late charges (09/17/2026)", figures.FEE_CHARGED),
        ("County recording fee", 3400),
        ("Payoff delivery fee", 0),
    ]
    total = balance + interest + sum(cents for _, cents in fees)
    escrow = (
        figures.ESCROW_BALANCE_JUNE
        + 6 * figures.ESCROW
        - figures.TAX_HALF_OLD
        - figures.INSURANCE_TRUE
    )
    blocks = [
        p("December 8, 2026"),
        p("Maria Lopez\nDaniel O'Brien-Lopez\n12 Oak Street\nDayton, OH 45402"),
        pairs(
            ("Loan number", cast.LOAN),
            ("Property", PROPERTY),
            ("Request number", cast.PAYOFF_CASE),
            ("Request received", "December 1, 2026"),
            width=1.5,
        ),
        space(2),
        p(
            "At your request we provide the amount that is required to pay the above "
            "loan in full. The figures below are good through December 31, 2026."
        ),
        table(
            ["Payoff as of December 31, 2026", "Amount"],
            [
                ["Unpaid principal balance (after the payment due 12/01/2026)", money(balance)],
                [
                    "Interest at 4.500%, 12/01/2026 to 12/31/2026 (30 days at "
                    f"{money(daily)} per day)",
                    money(interest),
                ],
                *[[name, money(cents)] for name, cents in fees],
            ],
            [4.4, 1.2],
            [1],
            ["Total amount to pay this loan in full", money(total)],
        ),
        p(
            "Funds received after December 31, 2026 require additional interest of "
            f"{money(daily)} for each day. Issue one certified check or cashier's check, "
            "payable to Lakeshore Mortgage Servicing, with the loan number on it, to: "
            "Lakeshore Mortgage Servicing, Payoff Department, 400 Scioto Plaza, "
            "Columbus, OH 43215."
        ),
        p(
            f"The escrow balance of {money(escrow)} is not included above. After payoff "
            "any remaining escrow balance will be refunded to you within twenty (20) "
            "business days."
        ),
        bullets(
            "These figures are subject to final verification by the noteholder and may "
            "change if a payment is returned or an escrow disbursement is made.",
            "Please continue to make regular payments until the loan is paid in full.",
            "WIRE FRAUD WARNING: we will never send changed wire instructions by e-mail. "
            "Call 1-800-555-0142 before you send funds.",
        ),
        signed("Payoff Department", "", "Lakeshore Mortgage Servicing"),
    ]
    return printed(
        "Payoff statement",
        date(2026, 12, 8),
        blocks,
        size=10,
        foot="Lakeshore Mortgage Servicing is a debt collector. This is an attempt to collect "
        "a debt, and any information obtained will be used for that purpose.",
    )


def declarations() -> bytes:
    """The insurance agent's declarations page: 1,512.00 a year."""
    blocks = [
        h("HOMEOWNERS POLICY DECLARATIONS - RENEWAL"),
        pairs(
            ("Policy number", "BHM-HO3-0048213"),
            ("Policy period", "12/01/2026 to 12/01/2027, 12:01 a.m. standard time"),
            ("Named insured", "Maria Lopez and Daniel O'Brien-Lopez"),
            ("Residence premises", PROPERTY),
            (
                "Mortgagee",
                "Lakeshore Mortgage Servicing, its successors and/or assigns,\nP.O. Box "
                "9005, Columbus, OH 43216-9005 - loan ending 4567",
            ),
            width=1.7,
        ),
        space(4),
        table(
            ["Coverage", "Limit", "Premium"],
            [
                ["A  Dwelling", "$318,000", "$1,096.00"],
                ["B  Other structures", "$31,800", "included"],
                ["C  Personal property", "$159,000", "$214.00"],
                ["D  Loss of use", "$63,600", "included"],
                ["E  Personal liability", "$300,000", "$88.00"],
                ["F  Medical payments", "$5,000", "$14.00"],
                ["Water backup endorsement", "$10,000", "$100.00"],
            ],
            [3, 1.2, 1.2],
            [1, 2],
            ["Total annual premium", "", "$1,512.00"],
        ),
        p(
            "Deductible: $1,000 all perils; 1% wind and hail. Billed to: mortgagee, on "
            "October 21, 2026."
        ),
        small("This page is part of your policy. Keep it with the policy form HO-3."),
    ]
    return printed(
        "Homeowners policy declarations",
        date(2026, 10, 21),
        blocks,
        name="Buckeye Hearth Insurance",
        lines="2210 Far Hills Road, Dayton, OH 45419 · 937-555-0181",
        style="centre",
        ink="#5b3a1e",
        size=10.5,
        foot="Form BH-DEC 07-24",
    )


def documents_checklist() -> bytes:
    """The form that the servicer wants back before it looks."""
    blocks = [
        h("PAYMENT RESEARCH REQUEST - DOCUMENT CHECKLIST"),
        pairs(
            ("Loan number", "ending 4567"),
            ("Reference", cast.CASE),
            ("Return by", "October 27, 2026"),
            width=1.4,
        ),
        space(4),
        table(
            ["Item", "Enclosed"],
            [
                ["Cancelled check, front and back, or bank statement", "[  ] yes   [  ] no"],
                ["Proof of the date of mailing", "[  ] yes   [  ] no"],
                [
                    "Name of the bank, and online banking user name and password",
                    "[  ] yes   [  ] no",
                ],
                ["Signed authorization to contact your bank", "[  ] yes   [  ] no"],
            ],
            [4, 1.5],
            [],
        ),
        space(10),
        p("Borrower's signature ____________________________     Date ______________"),
        small(
            "Si necesita esta lista en español, llame al 1-800-555-0142 y oprima el 2. "
            "Form PR-11 (rev. 03/25)."
        ),
    ]
    return printed(
        "Document checklist",
        date(2026, 10, 13),
        blocks,
        foot="Fax to 614-555-0177 with the reference number on every page.",
    )
