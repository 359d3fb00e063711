"""The periodic statements of both servicers."""

from __future__ import annotations

from datetime import date

from demo_samples import cast, figures
from demo_samples.figures import money
from demo_samples.papers import (
    HOUSEHOLD,
    PINECREST_LINES,
    PROPERTY,
    Block,
    coupon,
    h,
    p,
    pair,
    pairs,
    panel,
    printed,
    small,
    space,
    table,
)

SANS = "DejaVu Sans"
SCAN = "000 123 4567  0000185500  0000194775"
NOTICE_ADDRESS = (
    "Notices of error, requests for information and qualified written requests must be sent to: "
    "Lakeshore Mortgage Servicing, Error Resolution and Information Requests, P.O. Box 9002, "
    "Columbus, OH 43216-9002. Notices sent to any other address, including the payment address, "
    "may not be processed as such. Written payoff requests: payoffs@lakeshore-mortgage.example or "
    "fax 614-555-0177."
)


def _summary(rows: list[tuple[str, str]], width: float = 2.1) -> Block:
    return pairs(*rows, width=width)


def june_statement() -> bytes:
    """The periodic statement of June 18, before anything happened; it names the notice address."""
    paid = figures.payments()
    june, july = paid[6], paid[7]
    year_interest = sum(paid[n].interest for n in range(1, 7))
    year_principal = sum(paid[n].principal for n in range(1, 7))
    blocks = [
        pair(
            [small("Statement date 06/18/2026"), p(HOUSEHOLD)],
            [
                panel(
                    "Amount due",
                    _summary(
                        [
                            ("Loan number", cast.LOAN),
                            ("Payment due date", "07/01/2026"),
                            ("Amount due", money(figures.TOTAL)),
                            (
                                "If received after 07/16",
                                f"{money(figures.TOTAL + figures.FEE_CHARGED)}\n(late "
                                f"charge {money(figures.FEE_CHARGED)})",
                            ),
                        ],
                        1.65,
                    ),
                )
            ],
            (1, 1.25),
        ),
        space(4),
        pair(
            [
                panel(
                    "Account information",
                    _summary(
                        [
                            ("Property", PROPERTY),
                            ("Unpaid principal", money(june.balance)),
                            ("Interest rate", "4.500% (fixed)"),
                            ("Escrow balance", money(figures.ESCROW_BALANCE_JUNE)),
                            ("Prepayment penalty", "None"),
                        ],
                        1.45,
                    ),
                )
            ],
            [
                panel(
                    "Explanation of amount due",
                    _summary(
                        [
                            ("Principal", money(july.principal)),
                            ("Interest", money(july.interest)),
                            ("Escrow (taxes, insurance)", money(figures.ESCROW)),
                            ("Fees", money(0)),
                            ("Total amount due", money(figures.TOTAL)),
                        ],
                        1.95,
                    ),
                )
            ],
        ),
        h("Transaction activity (05/19/2026 to 06/18/2026)"),
        table(
            ["Date", "Description", "Charges", "Payments"],
            [["06/01/2026", "Payment received - AutoPay", "", money(figures.TOTAL)]],
            [1.1, 4, 1.1, 1.2],
            [2, 3],
        ),
        h("Past payments breakdown"),
        table(
            ["", "Paid last month", "Paid year to date"],
            [
                ["Principal", money(june.principal), money(year_principal)],
                ["Interest", money(june.interest), money(year_interest)],
                ["Escrow", money(figures.ESCROW), money(6 * figures.ESCROW)],
                ["Fees", money(0), money(0)],
            ],
            [3, 1.5, 1.5],
            [1, 2],
            ["Total", money(figures.TOTAL), money(6 * figures.TOTAL)],
        ),
        h("Important messages"),
        small(NOTICE_ADDRESS),
        small(
            "If you are experiencing financial difficulty, the Consumer Financial "
            "Protection Bureau's "
            "web site lists housing counselors near you. Partial payments are held in a separate "
            "unapplied-funds account until the full payment is received."
        ),
        coupon(
            "Lakeshore Mortgage Servicing\nP.O. Box 7740\nCarol Stream, IL 60197-7740\n\n"
            f"Loan number {cast.LOAN}\nMaria Lopez, Daniel O'Brien-Lopez",
            [
                ("Due 07/01/2026", money(figures.TOTAL)),
                ("After 07/16/2026", money(figures.TOTAL + figures.FEE_CHARGED)),
                ("Additional principal", "________"),
                ("Amount enclosed", "________"),
            ],
            SCAN,
        ),
    ]
    return printed(
        "Mortgage statement 06/18/2026",
        date(2026, 6, 18),
        blocks,
        font=SANS,
        size=8.4,
        foot="Lakeshore Mortgage Servicing · Mortgage statement · loan ending 4567",
    )


def september_statement() -> bytes:
    """The periodic statement of September 18, with the late charge on it."""
    paid = figures.payments()
    september, october = paid[9], paid[10]
    year_interest = sum(paid[n].interest for n in range(1, 10))
    year_principal = sum(paid[n].principal for n in range(1, 10))
    due = figures.TOTAL + figures.FEE_CHARGED
    escrow = figures.ESCROW_BALANCE_JUNE + 3 * figures.ESCROW - figures.TAX_HALF_OLD
    blocks = [
        pair(
            [small("Statement date 09/18/2026"), p(HOUSEHOLD)],
            [
                panel(
                    "Amount due",
                    _summary(
                        [
                            ("Loan number", cast.LOAN),
                            ("Payment due date", "10/01/2026"),
                            ("Amount due", money(due)),
                            (
                                "If received after 10/16",
                                f"{money(due + figures.FEE_CHARGED)}\n(late charge "
                                f"{money(figures.FEE_CHARGED)})",
                            ),
                        ],
                        1.65,
                    ),
                )
            ],
            (1, 1.25),
        ),
        space(4),
        pair(
            [
                panel(
                    "Account information",
                    _summary(
                        [
                            ("Property", PROPERTY),
                            ("Unpaid principal", money(september.balance)),
                            ("Interest rate", "4.500% (fixed)"),
                            ("Escrow balance", money(escrow)),
                            ("Prepayment penalty", "None"),
                        ],
                        1.45,
                    ),
                )
            ],
            [
                panel(
                    "Explanation of amount due",
                    _summary(
                        [
                            ("Principal", money(october.principal)),
                            ("Interest", money(october.interest)),
                            ("Escrow (taxes, insurance)", money(figures.ESCROW)),
                            ("Regular monthly payment", money(figures.TOTAL)),
                            ("Fees and charges", money(figures.FEE_CHARGED)),
                            ("Total amount due", money(due)),
                        ],
                        1.95,
                    ),
                )
            ],
        ),
        h("Transaction activity (08/19/2026 to 09/18/2026)"),
        table(
            ["Date", "Description", "Reference", "Charges", "Payments"],
            [
                [
                    "09/17/2026",
                    "Late charge assessed (payment due 09/01/2026)",
                    "LC-0917-30655",
                    money(figures.FEE_CHARGED),
                    "",
                ],
                [
                    "09/18/2026",
                    "Payment received - check 1187 - thank you",
                    "LBX-0911-2041",
                    "",
                    money(figures.TOTAL),
                ],
            ],
            [1.05, 3.4, 1.5, 0.95, 1.1],
            [3, 4],
        ),
        h("Past payments breakdown"),
        table(
            ["", "Paid last month", "Paid year to date"],
            [
                ["Principal", money(september.principal), money(year_principal)],
                ["Interest", money(september.interest), money(year_interest)],
                ["Escrow", money(figures.ESCROW), money(9 * figures.ESCROW)],
                ["Fees", money(0), money(0)],
            ],
            [3, 1.5, 1.5],
            [1, 2],
            ["Total", money(figures.TOTAL), money(9 * figures.TOTAL)],
        ),
        h("Important messages"),
        small(
            f"Late charge: 5% of the overdue payment ({money(figures.TOTAL)}), assessed "
            "when a payment is received more than 15 days after its due date."
        ),
        small(NOTICE_ADDRESS),
        coupon(
            "Lakeshore Mortgage Servicing\nP.O. Box 7740\nCarol Stream, IL 60197-7740\n\n"
            f"Loan number {cast.LOAN}\nMaria Lopez, Daniel O'Brien-Lopez",
            [
                ("Due 10/01/2026", money(due)),
                ("After 10/16/2026", money(due + figures.FEE_CHARGED)),
                ("Additional principal", "________"),
                ("Amount enclosed", "________"),
            ],
            SCAN,
        ),
    ]
    return printed(
        "Mortgage statement 09/18/2026",
        date(2026, 9, 18),
        blocks,
        font=SANS,
        size=8.4,
        foot="Lakeshore Mortgage Servicing · Mortgage statement · loan ending 4567",
    )


def pinecrest_statement() -> bytes:
    """The new servicer's first statement: the misdirected payment is called late."""
    december = figures.payments()[12]
    escrow = (
        figures.ESCROW_BALANCE_JUNE
        + 6 * figures.ESCROW
        - figures.TAX_HALF_OLD
        - figures.INSURANCE_TRUE
    )
    wrong = figures.escrow_year(figures.INSURANCE_WRONG, 160668)
    february = figures.PRINCIPAL_AND_INTEREST + wrong.monthly + wrong.per_month
    total = figures.TOTAL + figures.FEE_ALLOWED + february
    blocks = [
        pair(
            [
                p(HOUSEHOLD),
                small(
                    f"Statement date 01/19/2027\nAccount number {cast.NEW_LOAN}\nPrior "
                    f"servicer's number {cast.LOAN}"
                ),
            ],
            [
                panel(
                    "Your February payment",
                    pairs(
                        ("Due date", "02/01/2027"),
                        ("Regular payment", money(february)),
                        ("Past due (01/01/2027)", money(figures.TOTAL)),
                        ("Late charge", money(figures.FEE_ALLOWED)),
                        ("Total due", money(total)),
                        width=1.75,
                    ),
                )
            ],
        ),
        space(6),
        pair(
            [
                h("Balances"),
                pairs(
                    ("Principal", money(december.balance)),
                    ("Escrow", money(escrow)),
                    ("Rate", "4.500%"),
                    ("Deferred amounts", money(0)),
                    width=1.3,
                ),
            ],
            [
                h("How the late charge is computed"),
                p(
                    "Your note: 5% of the overdue payment of principal and interest. 5% "
                    f"of {money(figures.PRINCIPAL_AND_INTEREST)} is "
                    f"{money(figures.FEE_ALLOWED)}."
                ),
            ],
        ),
        h("Activity since 01/01/2027"),
        table(
            ["Date", "What happened", "Amount"],
            [
                ["01/01/2027", "Loan boarded from Lakeshore Mortgage Servicing", ""],
                [
                    "01/01/2027",
                    "Fees transferred from prior servicer: late charge 09/17/2026",
                    money(figures.FEE_CHARGED),
                ],
                ["01/17/2027", "Late charge (payment due 01/01/2027)", money(figures.FEE_ALLOWED)],
            ],
            [1.1, 4.2, 1.1],
            [2],
        ),
        small(
            "Fees transferred from a prior servicer are shown for information and are "
            "not part of the total due above."
        ),
        h("Where to write"),
        p(
            "Payments: Pinecrest Home Loans, P.O. Box 31780, Tampa, FL 33631-1780. "
            "Notices of error and requests for information: Pinecrest Home Loans, Attn: "
            "Notice of Error and Information Requests, P.O. Box 31150, Tampa, FL "
            "33631-1150."
        ),
        small(
            "Pinecrest Home Loans is attempting to collect a debt, and any information "
            "obtained will be used for that purpose. If you are in bankruptcy this "
            "statement is for information only."
        ),
    ]
    return printed(
        "Pinecrest mortgage statement 01/19/2027",
        date(2027, 1, 19),
        blocks,
        name="Pinecrest Home Loans",
        lines=PINECREST_LINES,
        style="mark",
        ink="#1f5c3a",
        font=SANS,
        size=8.8,
        foot="Pinecrest Home Loans · statement 01/19/2027 · account ending 8290",
    )
