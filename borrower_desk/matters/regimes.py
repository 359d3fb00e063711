"""Which regime a loan is under: where a rule does not apply, why not, in plain words.

Sources: 12 CFR 1024.30(b), 1024.31 ("Mortgage loan"), 1026.41(e)(4), and
`law.md` 4.4.  What nobody has said (is it the principal residence?) is taken
to be the usual case.
"""

from __future__ import annotations

from borrower_desk.law.rules import Rule
from borrower_desk.model import Loan, LoanType, Servicer

_WHY = {
    "heloc": "This is a home-equity line: 12 CFR 1024.33 to .41 do not apply to it (1024.31)."
    " Regulation Z's rules on billing errors do (heloc-billing-error-file).",
    "closed-end": "This rule is for home-equity lines only.",
    "reverse": "This is a reverse mortgage: the rule does not apply to it.",
    "small-servicer": "The servicer is a small one (5,000 loans or fewer, all its own):"
    " this rule does not bind it (12 CFR 1024.30(b), 1026.41(e)(4)).",
    "not-principal-residence": "The home is not your principal residence:"
    " 12 CFR 1024.39 to .41 do not apply (1024.30(c)).",
    "bankruptcy": "You are in bankruptcy: this rule is lifted or cut down. Ask your lawyer.",
    "not-adjustable": "The rate of this loan is fixed: this rule is for adjustable rates.",
    "not-in-default-at-transfer": "The servicer did not take over the loan in default,"
    " so it is no debt collector (15 USC 1692a(6)(F)).",
}


def situations(loan: Loan, servicer: Servicer | None) -> frozenset[str]:
    """What is true of the loan and its servicer, in the words of `not_for`."""
    found = {
        loan.type.value if loan.type is not LoanType.CLOSED_END else "closed-end",
        "small-servicer" if servicer is not None and servicer.small else "",
        "not-principal-residence" if loan.principal_residence is False else "",
        "bankruptcy" if loan.bankruptcy else "",
        "" if loan.arm else "not-adjustable",
        "" if loan.in_default_at_transfer else "not-in-default-at-transfer",
    }
    return frozenset(found - {""})


def not_covered_because(rule: Rule, loan: Loan, servicer: Servicer | None) -> str:
    """Why the rule does not bind here, or "" where it does."""
    known = situations(loan, servicer)
    return next((_WHY[one] for one in rule.not_for if one in known), "")
