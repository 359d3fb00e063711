"""An escrow statement under audit, and the words of its findings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from borrower_desk.analysis.escrow import Position, Projection, month_labels, spread
from borrower_desk.analysis.escrow_input import Statement
from borrower_desk.analysis.finding import fact, said, spoken
from borrower_desk.model import ArithmeticFinding, Cents


@dataclass(slots=True)
class Audit:
    """What the statement says, what the year requires, where the account stands."""

    given: Statement
    year: Projection
    where: Position | None
    findings: list[ArithmeticFinding]
    tolerance: Cents

    def off(self, stated: Cents | None, ours: Cents | None) -> bool:
        """True when the two differ by more than rounding."""
        return stated is not None and ours is not None and abs(stated - ours) > self.tolerance


def count_words(months: Fraction) -> str:
    """A number of months: "2" or "1.5"."""
    return str(months) if months.denominator == 1 else f"{float(months):g}"


def your_analysis(audit: Audit) -> str:
    """The beginning of a sentence to the servicer."""
    day = audit.given.analyzed
    return f"Your escrow analysis of {spoken(day)}" if day else "Your escrow analysis"


def bill_lines(year: Projection) -> tuple[str, ...]:
    """Each disbursement, and their sum."""
    lines = [f"{one.payee or f'month {one.month}'}: {said(one.amount)}" for one in year.bills]
    return (*lines, f"Disbursements of the year: {said(year.total)}")


def steps(year: Projection, given: Statement) -> tuple[str, ...]:
    """Appendix E's three steps in words and figures."""
    labels = month_labels(given.first)
    monthly = f"{said(year.total)} ÷ 12 = {said(year.monthly)} a month"
    return (
        *bill_lines(year),
        monthly,
        f"Trial balance from $0.00; lowest {said(year.low)} in {labels[year.low_month - 1]}",
        *(
            f"  {label}: + {said(paid)} − {said(out)} = {said(balance)}"
            for label, paid, out, balance in zip(
                labels, year.payments, year.paid_out, year.trial[1:], strict=True
            )
        ),
        f"Start that raises the lowest balance to $0.00: {said(-year.low)}",
        f"Cushion: {said(year.cushion)}; required start: {said(-year.low)} + {said(year.cushion)}"
        f" = {said(year.required)}",
    )


def told_facts(audit: Audit) -> tuple[str, ...]:
    """The dated facts of a letter; none without the day of the analysis."""
    given, year, where = audit.given, audit.year, audit.where
    if given.analyzed is None:
        return ()
    told = [f"Your escrow analysis lists disbursements of {said(year.total)} for the year."]
    if given.cushion is not None:
        told.append(f"It keeps a cushion of {said(given.cushion)}; at most {said(year.cushion)} is"
                    " allowed.")  # fmt: skip
    if given.shortage is not None and where is not None:
        told.append(f"It states a shortage of {said(given.shortage)}; I compute"
                    f" {said(where.shortage)}: {said(year.required)} required, less the balance of"
                    f" {said(max(given.start or 0, 0))}.")  # fmt: skip
    return tuple(fact(given.analyzed, words) for words in told)


def corrections(audit: Audit) -> tuple[str, ...]:
    """What would put it right, with the figures."""
    year, where = audit.year, audit.where
    asked = [f"Correct the cushion to at most {said(year.cushion)}."] if (
        audit.given.cushion or 0) > year.cushion else []  # fmt: skip
    if where is not None and where.shortage:
        asked.append(
            f"Correct the shortage to {said(where.shortage)}, {said(spread(where.shortage, 12))}"
            " a month over 12 months."
        )
    elif where is not None and (audit.given.shortage or 0) > 0:
        asked.append("Withdraw the shortage: none is owed.")
    asked.append("Send me a corrected escrow account statement.")
    return tuple(asked)
