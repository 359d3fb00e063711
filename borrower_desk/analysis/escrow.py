"""The annual escrow analysis by aggregate accounting, 12 CFR 1024.17.

Pure arithmetic: the trial balance, the lowest point, the cushion of at most
one-sixth, and what is short, overdrawn or left over, as Appendix E to part 1024
does it.  What the servicer stated, and what it may ask for, is `escrow_audit`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from borrower_desk.analysis.days import month_after
from borrower_desk.analysis.money import round_cents
from borrower_desk.model import Cents

MOST_CUSHION_MONTHS = Fraction(2)  # one-sixth of a year: 12 CFR 1024.17(c)(1)(ii)
_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Bill:
    """A disbursement of the computation year; `month` is 1 to 12 from its first month."""

    month: int
    amount: Cents
    payee: str = ""
    on: date | None = None
    deadline: date | None = None  # the last day without a penalty
    penalty: Cents | None = None
    due: date | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Projection:
    """A year of the account: `balances` has 13 entries, the start first.

    `required` is the start balance that keeps the low point at the cushion;
    `low_month` is the month (1 to 12) of the lowest balance, the first of equals.
    """

    bills: tuple[Bill, ...]
    payments: tuple[Cents, ...]
    paid_out: tuple[Cents, ...]
    trial: tuple[Cents, ...]
    low: Cents
    low_month: int
    cushion: Cents
    required: Cents
    total: Cents

    @property
    def monthly(self) -> Cents:
        """The month's payment: a twelfth of the year's disbursements."""
        return self.payments[0]

    def balances(self, start: Cents) -> tuple[Cents, ...]:
        """The account's balances from another start."""
        return tuple(start + one - self.trial[0] for one in self.trial)


def project(bills: Sequence[Bill], cushion_months: Fraction = MOST_CUSHION_MONTHS) -> Projection:
    """The year's trial balance and what it requires (1024.17(d)(2)(i); Appendix E, steps 1 to 3).

    Each month's payment comes before its disbursements.  A twelfth that is no
    whole cent is rounded half up, and the last payment takes the rest.
    """
    total = sum(one.amount for one in bills)
    monthly = round_cents(Fraction(total, 12))
    payments = (*(monthly,) * 11, total - 11 * monthly)
    paid_out = tuple(sum(one.amount for one in bills if one.month == n) for n in range(1, 13))
    trial = [0]
    for paid, out in zip(payments, paid_out, strict=True):
        trial.append(trial[-1] + paid - out)
    low = min(trial[1:])
    cushion = round_cents(Fraction(total) * cushion_months / 12)
    return Projection(
        bills=tuple(bills),
        payments=payments,
        paid_out=paid_out,
        trial=tuple(trial),
        low=low,
        low_month=trial.index(low, 1),
        cushion=cushion,
        required=cushion - low,
        total=total,
    )


def month_labels(first: date | None) -> tuple[str, ...]:
    """ "Feb 2027" for each month of the year; "month 1" when its first is not known."""
    if first is None:
        return tuple(f"month {n}" for n in range(1, 13))
    days = [month_after(first.replace(day=1), n) for n in range(12)]
    return tuple(f"{_SHORT[day.month - 1]} {day.year}" for day in days)


@dataclass(frozen=True, slots=True)
class Position:
    """Where the account stands against what is required: only one of shortage and surplus."""

    shortage: Cents
    deficiency: Cents
    surplus: Cents


def position(balance: Cents, required: Cents) -> Position:
    """1024.17(b): a deficiency is a negative balance; a shortage is what lacks beyond it.

    With a deficiency the shortage is counted from zero, as the two are made up
    apart (1024.17(f)(3), (4)).
    """
    deficiency = max(-balance, 0)
    gap = required - max(balance, 0)
    return Position(max(gap, 0), deficiency, max(-gap, 0))


def spread(amount: Cents, months: int) -> Cents:
    """One of so many equal monthly payments, rounded half up."""
    return round_cents(Fraction(amount, months))
