"""The loan's arithmetic in whole cents, so that every paper of the demo agrees.

One number is wrong on purpose: the old servicer takes 5 % of the whole payment,
escrow included, where the note allows 5 % of principal and interest.
"""

from __future__ import annotations

from dataclasses import dataclass

PRINCIPAL_AND_INTEREST = 143218
ESCROW = 42282
TOTAL = PRINCIPAL_AND_INTEREST + ESCROW  # 1,855.00
FEE_CHARGED = round(TOTAL * 0.05)  # 92.75: the planted error
FEE_ALLOWED = round(PRINCIPAL_AND_INTEREST * 0.05)  # 71.61
BALANCE_MAY = 24190317  # unpaid principal before the June 2026 payment
TWELFTH_OF_RATE = 0.045 / 12

TAX_HALF_OLD, INSURANCE_OLD = 180342, 146700
TAX_HALF_NEW, INSURANCE_WRONG, INSURANCE_TRUE = 186144, 181200, 151200
ESCROW_BALANCE_JUNE = 226236


def money(cents: int, sign: str = "$") -> str:
    """Cents as a statement prints them."""
    text = f"{abs(cents) // 100:,}.{abs(cents) % 100:02d}"
    return f"({sign}{text})" if cents < 0 else f"{sign}{text}"


@dataclass(frozen=True, slots=True)
class Payment:
    """One regular payment of 2026, and the principal that is left after it."""

    month: int
    interest: int
    principal: int
    balance: int


def payments() -> dict[int, Payment]:
    """The payments due January to December 2026, by month."""
    rows = {}
    balance = BALANCE_MAY
    for month in range(6, 13):
        interest = round(balance * TWELFTH_OF_RATE)
        principal = PRINCIPAL_AND_INTEREST - interest
        balance -= principal
        rows[month] = Payment(month, interest, principal, balance)
    after = BALANCE_MAY
    for month in range(5, 0, -1):
        before = round((after + PRINCIPAL_AND_INTEREST) / (1 + TWELFTH_OF_RATE))
        rows[month] = Payment(
            month, PRINCIPAL_AND_INTEREST - (before - after), before - after, after
        )
        after = before
    return rows


@dataclass(frozen=True, slots=True)
class EscrowYear:
    """An escrow projection: twelve rows, the low point, and what is short."""

    rows: tuple[tuple[str, int, int, str, int], ...]  # month, in, out, what for, balance
    monthly: int
    start: int
    low: int
    cushion: int
    shortage: int
    per_month: int


def escrow_year(insurance: int, start: int) -> EscrowYear:
    """February 2027 to January 2028, as 12 CFR 1024.17 has it, from a starting balance."""
    monthly = round((2 * TAX_HALF_NEW + insurance) / 12)
    out = {
        2: (TAX_HALF_NEW, "County tax"),
        7: (TAX_HALF_NEW, "County tax"),
        11: (insurance, "Homeowners ins."),
    }
    names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    rows, balance = [], start
    for step in range(12):
        month, year = (step + 1) % 12 + 1, 2027 + (step + 1) // 12
        paid, what = out.get(month, (0, ""))
        balance += monthly - paid
        rows.append((f"{names[month - 1]} {year}", monthly, paid, what, balance))
    low = min(row[4] for row in rows)
    cushion = 2 * monthly
    shortage = cushion - low
    return EscrowYear(tuple(rows), monthly, start, low, cushion, shortage, round(shortage / 12))
