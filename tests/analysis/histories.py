"""Made-up payment histories: clean ones, and ones with a single planted error.

Seeded, so that a failure can be made again.  The generator computes with
`decimal`, not with the code under test.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

CENT = Decimal("0.01")
HEADINGS = (
    "Due Date", "Received", "Posted", "Description", "Amount", "Principal", "Interest", "Escrow",
    "Late Charges", "Unapplied", "Principal Balance",
)  # fmt: skip


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


@dataclass(slots=True)
class Paid:
    """One row of the history; money in dollars."""

    due: date | None
    received: date
    posted: date
    what: str = "Payment"
    amount: Decimal = Decimal(0)
    principal: Decimal = Decimal(0)
    interest: Decimal = Decimal(0)
    escrow: Decimal = Decimal(0)
    fees: Decimal = Decimal(0)
    suspense: Decimal = Decimal(0)
    balance: Decimal = Decimal(0)
    planted: bool = False


@dataclass(slots=True)
class Planted:
    """A history, its terms, and the error in it: `rules` that name it, and its price."""

    rows: list[Paid]
    rate: Decimal
    payment: Decimal
    escrow: Decimal
    start: Decimal
    daily: bool
    kind: str = "clean"
    rules: frozenset[str] = frozenset()
    price: Decimal = Decimal(0)
    own: list[tuple[date, Decimal]] = field(default_factory=list)

    def csv(self) -> bytes:
        """The servicer's table."""
        out = io.StringIO()
        table = csv.writer(out)
        table.writerow(HEADINGS)
        for one in self.rows:
            table.writerow(
                [
                    one.due.isoformat() if one.due else "",
                    one.received.strftime("%m/%d/%Y"),
                    one.posted.strftime("%m/%d/%Y"),
                    one.what,
                    *(f"${money:,.2f}" for money in (one.amount, one.principal, one.interest,
                                                     one.escrow, one.fees, one.suspense,
                                                     one.balance)),
                ]
            )  # fmt: skip
        return out.getvalue().encode()

    def own_csv(self) -> bytes:
        """The borrower's own list of payments."""
        rows = "".join(f"{day.isoformat()},{amount}\n" for day, amount in self.own)
        return ("Date paid,Amount paid\n" + rows).encode()

    def settings(self) -> dict[str, str]:
        """The note."""
        return {
            "rate": str(self.rate),
            "payment": str(self.payment),
            "escrow": str(self.escrow),
            "start_balance": str(self.start),
            "grace_days": "15",
            "fee_percent": "5",
            "interest": "daily" if self.daily else "monthly",
            "interest_from": self.rows[0].received.replace(day=1).isoformat()
            if not self.daily
            else self.first_accrual.isoformat(),
        }

    first_accrual: date = date(2020, 1, 1)


def history(random: Random, months: int = 36, *, daily: bool = False) -> Planted:
    """A clean history: payments on the 1st to the 14th, now and then extra principal, a fee."""
    start = Decimal(random.randrange(6_000_000, 60_000_000)) / 100
    rate = Decimal(random.randrange(20, 72)) / 8
    monthly = rate / 1200
    growth = (1 + monthly) ** 300
    payment = cents(start * monthly * growth / (growth - 1))
    escrow = cents(Decimal(random.randrange(15_000, 90_000)) / 100)
    first = date(2022, random.randrange(1, 13), 1)
    made = Planted([], rate, payment, escrow, start, daily, first_accrual=_month(first, -1))
    balance, before = start, made.first_accrual
    for n in range(months):
        due = _month(first, n)
        received = due + timedelta(days=random.randrange(0, 14))
        interest = (
            cents(balance * rate / 100 * (received - before).days / 365)
            if daily
            else cents(balance * monthly)
        )
        extra = Decimal(random.choice((0, 0, 0, 0, 50, 100)))
        what = "Payment" if not extra else "Payment with additional principal"
        principal = payment - interest + extra
        balance -= principal
        made.rows.append(
            Paid(due, received, received, what, payment + escrow + extra, principal, interest,
                 escrow, balance=balance)
        )  # fmt: skip
        before = received
    if random.random() < 0.4:
        _true_late_fee(made, random)
    made.own = [
        (one.received, one.amount) for one in made.rows if one.what != "Late charge assessed"
    ]
    return made


def _month(first: date, n: int) -> date:
    count = first.year * 12 + first.month - 1 + n
    return date(count // 12, count % 12 + 1, 1)


def _true_late_fee(made: Planted, random: Random) -> None:
    """A payment that really was late, with the fee that the note allows; paid with the next."""
    n = random.randrange(3, len(made.rows) - 4)
    one = made.rows[n]
    if made.daily:
        return
    one.received = one.posted = one.due + timedelta(days=20)  # type: ignore[operator]
    fee = cents(made.payment * 5 / 100)
    made.rows.insert(n, _fee(made, one.due, one.due + timedelta(days=17), fee))  # type: ignore[operator]
    later = made.rows[n + 2]
    later.amount += fee
    later.fees = fee


def _fee(
    made: Planted, due: date | None, on: date, fee: Decimal, what: str = "Late charge assessed"
) -> Paid:
    at = max((one for one in made.rows if one.posted <= on), key=lambda one: one.posted,
             default=None)  # fmt: skip
    balance = at.balance if at else made.start
    return Paid(due, on, on, what, fee, balance=balance)


def clean(seed: int) -> Planted:
    """A history without an error."""
    random = Random(seed)
    return history(random, daily=seed % 5 == 0)


# ── the twelve kinds ─────────────────────────────────────────────────────────


def _spot(made: Planted, random: Random) -> int:
    """A plain payment, away from the ends and from a late fee."""
    plain = [
        n
        for n in range(4, len(made.rows) - 5)
        if made.rows[n].what == "Payment"
        and not made.rows[n].fees
        and not any(o.what.startswith("Late") for o in made.rows[n - 2 : n + 3])
        and not any(o.fees for o in made.rows[n : n + 3])
    ]
    return random.choice(plain)


def _rebalance(made: Planted, n: int) -> None:
    """Later rows as the servicer goes on from the wrong balance."""
    balance = made.rows[n].balance
    before = made.rows[n].received
    for one in made.rows[n + 1 :]:
        if one.principal or one.interest:
            extra = one.principal + one.interest - made.payment
            one.interest = (
                cents(balance * made.rate / 100 * (one.received - before).days / 365)
                if made.daily
                else cents(balance * made.rate / 1200)
            )
            one.principal = made.payment + extra - one.interest
            balance -= one.principal
            before = one.received
        one.balance = balance


def interest_of_one(made: Planted, random: Random) -> None:
    n, gap = _spot(made, random), Decimal(random.randrange(500, 9000)) / 100
    one = made.rows[n]
    one.interest += gap
    one.principal -= gap
    one.balance += gap
    _rebalance(made, n)
    _mark(made, n, "interest", gap)


def rate_from(made: Planted, random: Random) -> None:
    n = _spot(made, random)
    other = made.rate + Decimal(random.choice((1, 2, 4))) / 8
    balance = made.rows[n].balance + made.rows[n].principal
    total, before = Decimal(0), made.rows[n - 1].received
    for one in made.rows[n:]:
        if one.interest:
            days = (one.received - before).days
            before = one.received
            right = cents(balance * made.rate / 100 * days / 365) if made.daily else cents(
                balance * made.rate / 1200)  # fmt: skip
            wrong = cents(balance * other / 100 * days / 365) if made.daily else cents(
                balance * other / 1200)  # fmt: skip
            extra = one.principal + one.interest - made.payment
            one.interest, one.principal = wrong, made.payment + extra - wrong
            balance -= one.principal
            total += wrong - right
        one.balance = balance
    _mark(made, n, "rate", total)


def whole_in_suspense(made: Planted, random: Random) -> None:
    n = _spot(made, random)
    one = made.rows[n]
    made.rows[n] = replace(
        one, principal=Decimal(0), interest=Decimal(0), escrow=Decimal(0), suspense=one.amount,
        balance=one.balance + one.principal,
    )  # fmt: skip
    _rebalance_daily(made, n)
    _mark(made, n, "suspense", one.amount)


def _rebalance_daily(made: Planted, n: int) -> None:
    """As `_rebalance`, interest running from the last payment that was applied."""
    balance = made.rows[n].balance
    before = next(o.received for o in reversed(made.rows[: n + 1]) if o.interest)
    for one in made.rows[n + 1 :]:
        if one.principal or one.interest:
            extra = one.principal + one.interest - made.payment
            one.interest = (
                cents(balance * made.rate / 100 * (one.received - before).days / 365)
                if made.daily
                else cents(balance * made.rate / 1200)
            )
            one.principal = made.payment + extra - one.interest
            balance -= one.principal
            before = one.received
        one.balance = balance


def credited_late_with_fee(made: Planted, random: Random) -> None:
    n = _spot(made, random)
    one = made.rows[n]
    assert one.due
    one.posted = one.due + timedelta(days=random.randrange(17, 24))
    fee = cents(made.payment * 5 / 100)
    made.rows.insert(n, _fee(made, one.due, one.due + timedelta(days=16), fee))
    _mark(made, n, "not_late", fee)


def fee_in_grace(made: Planted, random: Random) -> None:
    n = _spot(made, random)
    one = made.rows[n]
    assert one.due
    fee = cents(made.payment * 5 / 100)
    made.rows.insert(n + 1, _fee(made, one.due, one.due + timedelta(days=16), fee))
    made.rows[n + 1].balance = one.balance
    _mark(made, n + 1, "not_late", fee)


def fee_over_cap(made: Planted, random: Random) -> None:
    n = _spot(made, random)
    one = made.rows[n]
    assert one.due
    if not made.daily:
        one.received = one.posted = one.due + timedelta(days=19)
    else:
        one.received = one.posted = one.due + timedelta(days=19)
        _redo_daily(made, n)
    cap = cents(made.payment * 5 / 100)
    fee = cents((made.payment + made.escrow) * 5 / 100)
    made.rows.insert(n, _fee(made, one.due, one.due + timedelta(days=17), fee))
    _mark(made, n, "fee_over_cap", fee - cap)


def _redo_daily(made: Planted, n: int) -> None:
    balance = made.rows[n].balance + made.rows[n].principal
    before = next(o.received for o in reversed(made.rows[:n]) if o.interest)
    for one in made.rows[n:]:
        if one.interest:
            extra = one.principal + one.interest - made.payment
            one.interest = cents(balance * made.rate / 100 * (one.received - before).days / 365)
            one.principal = made.payment + extra - one.interest
            balance -= one.principal
            before = one.received
        one.balance = balance


def pyramiding(made: Planted, random: Random) -> None:
    """A true late fee stays unpaid; the next payment, whole and in time, is charged again."""
    n = _spot(made, random)
    one, following = made.rows[n], made.rows[n + 1]
    assert one.due
    assert following.due
    one.received = one.posted = one.due + timedelta(days=19)
    if made.daily:
        _redo_daily(made, n)
    fee = cents(made.payment * 5 / 100)
    made.rows.insert(n, _fee(made, one.due, one.due + timedelta(days=17), fee))
    made.rows.insert(n + 3, _fee(made, following.due, following.due + timedelta(days=17), fee))
    made.rows[n + 3].balance = following.balance
    _mark(made, n + 3, "pyramiding", fee)


def fee_before_principal(made: Planted, random: Random) -> None:
    n, took = _spot(made, random), Decimal(random.randrange(1500, 9000)) / 100
    one = made.rows[n]
    one.fees += took
    one.principal -= took
    one.balance += took
    _rebalance(made, n)
    _mark(made, n, "to_charges", took)


def extra_diverted(made: Planted, random: Random) -> None:
    n, extra = _spot(made, random), Decimal(random.randrange(100, 500))
    one = made.rows[n]
    one.what = "Payment with additional principal"
    one.amount += extra
    one.escrow += extra
    _mark(made, n, "extra_principal", extra)


def balance_jumps(made: Planted, random: Random) -> None:
    n, gap = _spot(made, random), Decimal(random.randrange(1000, 90000)) / 100
    made.rows[n].balance += gap
    _rebalance(made, n)
    _mark(made, n, "balance", gap)


def partials_pile_up(made: Planted, random: Random) -> None:
    """One installment comes in three parts; when they make a whole, nothing is applied."""
    n = _spot(made, random)
    one = made.rows[n]
    whole = made.payment + made.escrow
    third = cents(whole / 3)
    parts = [third, third, whole - 2 * third]
    balance = one.balance + one.principal
    made.rows[n : n + 1] = [
        Paid(None, one.received + timedelta(days=m), one.received + timedelta(days=m),
             "Partial payment", part, suspense=part, balance=balance)
        for m, part in enumerate(parts)
    ]  # fmt: skip
    _rebalance_daily(made, n + 2)
    _mark(made, n + 2, "unapplied_whole", whole)


def lost_payment(made: Planted, random: Random) -> None:
    n = _spot(made, random)
    one = made.rows.pop(n)
    made.rows[n - 1].balance = made.rows[n - 1].balance
    _rebalance_daily(made, n - 1)
    _mark(made, n, "missing_payment", one.amount)


def part_vanishes(made: Planted, random: Random) -> None:
    n, gap = _spot(made, random), Decimal(random.randrange(500, 9000)) / 100
    made.rows[n].escrow -= gap
    _mark(made, n, "split_sum", gap)


def fee_twice(made: Planted, random: Random) -> None:
    n = _spot(made, random)
    one = made.rows[n]
    assert one.due
    one.received = one.posted = one.due + timedelta(days=19)
    if made.daily:
        _redo_daily(made, n)
    fee = cents(made.payment * 5 / 100)
    for days in (18, 17):
        made.rows.insert(n, _fee(made, one.due, one.due + timedelta(days=days), fee))
    _mark(made, n + 1, "fee_twice", fee)


def _mark(made: Planted, n: int, rule: str, price: Decimal) -> None:
    made.rules = frozenset({rule})
    made.price = price


KINDS: dict[str, Callable[[Planted, Random], None]] = {
    one.__name__: one
    for one in (
        interest_of_one, rate_from, whole_in_suspense, credited_late_with_fee, fee_in_grace,
        fee_over_cap, pyramiding, fee_before_principal, extra_diverted, balance_jumps,
        partials_pile_up, lost_payment, part_vanishes, fee_twice,
    )
}  # fmt: skip


def planted(kind: str, seed: int) -> Planted:
    """A history with one error of this kind."""
    random = Random(f"{kind} {seed}")
    made = history(random, daily=seed % 5 == 0)
    KINDS[kind](made, random)
    made.kind = kind
    return made
