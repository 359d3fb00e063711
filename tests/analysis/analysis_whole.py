"""The whole of two long checks; the test suite runs a sample of each.

`.venv/bin/python tests/analysis/analysis_whole.py` prints the figures: 200 histories of each
planted kind and 200 clean ones; 10,000 random loans against the `amortization` library.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from random import Random

from amortization.amount import calculate_amortization_amount
from amortization.schedule import amortization_schedule
from histories import KINDS, Planted, clean, planted

from borrower_desk.analysis import payments
from borrower_desk.analysis.finding import Outcome
from borrower_desk.analysis.material import read
from borrower_desk.analysis.money import exact_payment, level_payment, month_interest
from borrower_desk.analysis.reading import gather


def replayed(made: Planted) -> Outcome:
    """The history through the same door as a file."""
    materials = [read("history.csv", made.csv())]
    if made.kind in ("clean", "lost_payment"):
        materials.append(read("my payments.csv", made.own_csv()))
    told = gather(materials, payments.FIGURES, payments.COLUMNS, settings=made.settings())
    return payments.analyze(told)


def found(made: Planted, outcome: Outcome) -> bool:
    """The planted error is named and priced (to two cents; a rate's, a cent a payment)."""
    near = 36 if made.kind == "rate_from" else 2
    return any(
        one.rule in made.rules and abs((one.amount or 0) - int(made.price * 100)) <= near
        for one in outcome.findings
    )


def alone(made: Planted, outcome: Outcome) -> bool:
    """Nothing else was found, but for what says itself that it follows."""
    return all(one.rule in made.rules or one.follows for one in outcome.findings)


def loan(random: Random) -> tuple[int, Fraction, int]:
    """Principal in cents, a rate in eighths or thousandths of a percent, months."""
    principal = random.randrange(10_000_00, 2_000_000_00)
    eighths = Fraction(random.randrange(0, 120), 8)
    rate = random.choice((eighths, Fraction(random.randrange(1, 15_000), 1000)))
    return (
        principal,
        rate,
        random.choice((60, 120, 180, 240, 300, 360, 480, random.randrange(1, 481))),
    )


def same_payment(principal: int, rate: Fraction, months: int) -> bool:
    """Ours and the library's payment agree to the cent.

    The library computes in binary floats and rounds half to even: where the exact
    payment lies within a millionth of half a cent, either side is right.
    """
    theirs = round(
        Decimal(str(calculate_amortization_amount(principal / 100, float(rate) / 100, months)))
        * 100
    )
    ours = level_payment(principal, rate, months)
    if ours == theirs:
        return True
    exact = exact_payment(principal, rate, months)
    return abs(exact % 1 - Fraction(1, 2)) < Fraction(1, 10**6) and abs(ours - theirs) == 1


def same_schedule(principal: int, rate: Fraction, months: int, rows: int) -> bool:
    """The first rows of the schedule agree: interest, principal and balance to the cent."""
    payment, balance = level_payment(principal, rate, months), principal
    for row in amortization_schedule(principal / 100, float(rate) / 100, months):
        if row.number > rows or row.number == months:
            return True
        interest = month_interest(balance, rate)
        theirs = round(row.interest * 100)
        if interest != theirs:
            tie = abs(balance * rate / 1200 % 1 - Fraction(1, 2)) < Fraction(1, 10**6)
            # A tie rounded the other way: the ledgers part here, both rightly.
            return tie and abs(interest - theirs) == 1
        balance -= payment - interest
        if abs(balance - round(row.balance * 100)) > 0:
            return False
    return True


def main(count: int = 200, loans: int = 10_000) -> None:
    """Print the figures."""
    started = time.process_time()
    false = [seed for seed in range(count) if replayed(clean(seed)).findings]
    print(f"clean histories with a finding: {len(false)} of {count}")  # noqa: T201
    sums: Counter[str] = Counter()
    for kind in KINDS:
        made = [planted(kind, seed) for seed in range(count)]
        outcomes = [replayed(one) for one in made]
        named = sum(found(one, told) for one, told in zip(made, outcomes, strict=True))
        only = sum(alone(one, told) for one, told in zip(made, outcomes, strict=True))
        sums.update(named=named, only=only, all=count)
        print(f"{kind:24} named and priced {named}/{count}; nothing else {only}/{count}")  # noqa: T201
    print(f"together {sums['named']}/{sums['all']} = {sums['named'] / sums['all']:.1%}")  # noqa: T201
    random = Random(10)
    drawn = [loan(random) for _ in range(loans)]
    print(f"payments equal: {sum(same_payment(*one) for one in drawn)} of {loans}")  # noqa: T201
    print(f"first 24 rows equal: {sum(same_schedule(*one, 24) for one in drawn)} of {loans}")  # noqa: T201
    print(f"{time.process_time() - started:.0f} s of processor time")  # noqa: T201


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
