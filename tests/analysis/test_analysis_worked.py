"""Worked examples from the regulations' own appendices and commentary, from agency samples and
guides, and from the design's golden rows: every figure to the cent.

Each example says where it stands.  Regulation text was read in the public copy of the Bureau's
regulations (1024/2017-21912; notices 2013-01241 and 2013-28210); "product.md" are the golden rows
of the project's own design.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from analysis_inputs import outcome

from borrower_desk.analysis import (
    arm,
    contradictions,
    escrow_audit,
    form_1098,
    late_fee,
    payments,
    payoff,
)
from borrower_desk.analysis.escrow import Bill, position, project, spread
from borrower_desk.analysis.late_fee import Case, judge
from borrower_desk.analysis.material import read
from borrower_desk.analysis.money import (
    day_interest,
    exact_payment,
    level_payment,
    month_interest,
    round_cents,
    share,
)
from borrower_desk.analysis.payoff import Quote, conventions

# ── Appendix E to part 1024: month by month ──────────────────────────────────
# Months from July (1) to June (12): school taxes in September, county taxes in July and December.
SCHOOL = [Bill(3, 360_00, "school taxes")]
COUNTY = [Bill(1, 500_00, "county taxes"), Bill(6, 700_00, "county taxes")]
E = "Appendix E to part 1024"
STEPS = {
    f"{E}, I, step 1 (aggregate)": (
        [*SCHOOL, *COUNTY], 130_00, "trial",
        (0, -370, -240, -470, -340, -210, -780, -650, -520, -390, -260, -130, 0),
    ),
    f"{E}, I, step 2 (aggregate)": (
        [*SCHOOL, *COUNTY], 130_00, "adjusted",
        (780, 410, 540, 310, 440, 570, 0, 130, 260, 390, 520, 650, 780),
    ),
    f"{E}, I, step 3 (aggregate)": (
        [*SCHOOL, *COUNTY], 130_00, "cushion",
        (1040, 670, 800, 570, 700, 830, 260, 390, 520, 650, 780, 910, 1040),
    ),
    f"{E}, II, step 1 (county taxes)": (
        COUNTY, 100_00, "trial",
        (0, -400, -300, -200, -100, 0, -600, -500, -400, -300, -200, -100, 0),
    ),
    f"{E}, II, step 2 (county taxes)": (
        COUNTY, 100_00, "adjusted",
        (600, 200, 300, 400, 500, 600, 0, 100, 200, 300, 400, 500, 600),
    ),
    f"{E}, II, step 3 (county taxes)": (
        COUNTY, 100_00, "cushion",
        (800, 400, 500, 600, 700, 800, 200, 300, 400, 500, 600, 700, 800),
    ),
    f"{E}, II, step 1 (school taxes)": (
        SCHOOL, 30_00, "trial",
        (0, 30, 60, -270, -240, -210, -180, -150, -120, -90, -60, -30, 0),
    ),
    f"{E}, II, step 2 (school taxes)": (
        SCHOOL, 30_00, "adjusted",
        (270, 300, 330, 0, 30, 60, 90, 120, 150, 180, 210, 240, 270),
    ),
    f"{E}, II, step 3 (school taxes)": (
        SCHOOL, 30_00, "cushion",
        (330, 360, 390, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330),
    ),
}  # fmt: skip


@pytest.mark.parametrize("where", STEPS)
def test_appendix_e_is_reproduced_month_by_month(where: str) -> None:
    """Both methods of Appendix E, all three steps, each of the thirteen balances."""
    bills, payment, step, balances = STEPS[where]
    year = project(bills)
    start = {"trial": 0, "adjusted": -year.low, "cushion": year.required}[step]
    assert set(year.payments) == {payment}
    assert year.balances(start) == tuple(100 * one for one in balances)


# ── Regulation Z: payments of the commentary and the samples ─────────────────
Z = "comment 17(c)(1)-10 to part 1026"
LOAN, YEARS = 100_000_00, 360


def _after(balance: int, rate: int, payment: int, months: int) -> int:
    """The balance after so many payments, kept exact as a table of payments is."""
    exact = Fraction(balance)
    for _ in range(months):
        exact += exact * rate / 1200 - payment
    return round_cents(exact)


def test_a_discounted_rate_without_caps() -> None:
    """Comment 17(c)(1)-10.i: $100,000 at 9 % for a year, then 12 %."""
    first = level_payment(LOAN, Fraction(9), YEARS)
    then = level_payment(_after(LOAN, 9, first, 12), Fraction(12), 348)
    assert (first, then) == (804_62, 1_025_31)
    assert 12 * first + 348 * then == 366_463_32
    assert 12 * first + 348 * then - LOAN == 266_463_32


def test_a_discounted_rate_with_a_periodic_cap() -> None:
    """Comment 17(c)(1)-10.ii: the same with a cap of two points: 9, 11, 12 %."""
    first = level_payment(LOAN, Fraction(9), YEARS)
    balance = _after(LOAN, 9, first, 12)
    second = level_payment(balance, Fraction(11), 348)
    balance = _after(balance, 11, second, 12)
    third = level_payment(balance, Fraction(12), 336)
    assert (first, second, third) == (804_62, 950_09, 1_024_34)
    assert 12 * first + 12 * second + 336 * third == 365_234_76


def test_the_rates_of_that_example_follow_from_index_margin_and_cap() -> None:
    """Comment 17(c)(1)-10.ii: Treasury bill 10 % plus 2, at most two points a year from 9 %."""
    second = arm.adjusted(arm.Note(Fraction(10), Fraction(2), previous=Fraction(9),
                                   periodic=Fraction(2)))  # fmt: skip
    assert second
    third = arm.adjusted(arm.Note(Fraction(10), Fraction(2), previous=second.rate,
                                  periodic=Fraction(2)))  # fmt: skip
    assert third
    assert (second.rate, third.rate) == (11, 12)


def test_a_discounted_rate_with_a_payment_cap() -> None:
    """Comment 17(c)(1)-10.iii: payments rise by at most 7.5 % a year, then pay the loan off."""
    capped = [804_62]
    for _ in range(3):
        capped.append(share(capped[-1], Fraction(215, 2)))
    balance, rate = LOAN, 9
    for payment in capped:
        balance = _after(balance, rate, payment, 12)
        rate = 12
    assert capped == [804_62, 864_97, 929_84, 999_58]
    assert level_payment(balance, Fraction(12), 312) == 1_070_04
    assert 12 * sum(capped) + 312 * 1_070_04 == 377_040_60


@pytest.mark.parametrize(
    ("where", "found", "expected"),
    [
        ("Appendix H-14: $10,000, 30 years, 12.41 %",
         level_payment(10_000_00, Fraction("12.41"), 360), 106_03),
        ("Appendix H-14: a mortgage of $60,000 pays six times as much", 6 * 106_03, 636_18),
        ("Appendix H-14: in 1996, six times $106.73", 6 * 106_73, 640_38),
        ("Appendix H-24(B) and H-25(B): $162,000 at 3.875 %",
         level_payment(162_000_00, Fraction("3.875"), 360), 761_78),
        ("Appendix H-25(B): with mortgage insurance and escrow", 761_78 + 82_35 + 206_13,
         1_050_26),
        ("Appendix H-25(B): from year 8 without the insurance", 761_78 + 206_13, 967_91),
    ],
)  # fmt: skip
def test_payments_of_the_sample_forms(where: str, found: int, expected: int) -> None:
    """The completed samples of Appendix H to part 1026."""
    assert found == expected, where


def test_the_highest_payment_of_the_variable_rate_sample() -> None:
    """Appendix H-14: from 12.41 % by two points a year to 17.41 %: $145.34 in the fourth year."""
    balance = Fraction(10_000_00)  # the sample rounds what it shows, and carries what it doesn't
    for year, rate in enumerate((Fraction("12.41"), Fraction("14.41"), Fraction("16.41"))):
        payment = exact_payment(balance, rate, 360 - 12 * year)
        for _ in range(12):
            balance += balance * rate / 1200 - payment
    held = arm.adjusted(arm.Note(Fraction(20), Fraction(3), previous=Fraction("16.41"),
                                 periodic=Fraction(2), highest=Fraction("17.41")))  # fmt: skip
    assert held
    assert held.rate == Fraction("17.41")
    assert round_cents(exact_payment(balance, held.rate, 324)) == 145_34


@pytest.mark.parametrize(
    ("late_amount", "expected"),
    [(50_00, 2_50), (100_00, 5_00), (200_00, 5_00)],
)
def test_a_late_charge_of_the_lesser_of_two(late_amount: int, expected: int) -> None:
    """Comment 18(l) to part 1026: "5% of the late amount, not to exceed $5.00"."""
    found = judge(Case(fee=100_00, percent=Fraction(5), cap=5_00,
                       principal_and_interest=late_amount))  # fmt: skip
    assert found.highest == expected


# ── Regulation X: what may be asked ──────────────────────────────────────────


@pytest.mark.parametrize(
    ("surplus", "must_refund"),
    [(49_99, False), (50_00, True), (120_00, True)],
)
def test_a_surplus_of_fifty_dollars_is_refunded(surplus: int, must_refund: bool) -> None:
    """12 CFR 1024.17(f)(2)(i): refund "if the surplus is greater than or equal to 50 dollars"."""
    found = outcome(
        escrow_audit, ("e.csv", "Month,Payee,Amount\nJul 2026,tax,1200\n"),
        first_month="2026-07", start_balance=f"{(1300_00 + surplus) / 100:.2f}",
        analysis_date="2026-06-01", refund_amount="0.00",
    )  # fmt: skip
    assert ("surplus_refund" in [one.rule for one in found.findings]) is must_refund


@pytest.mark.parametrize(
    ("balance", "shortage", "deficiency", "surplus"),
    [
        (1_040_00, 0, 0, 0),
        (900_00, 140_00, 0, 0),
        (-200_00, 1_040_00, 200_00, 0),
        (1_100_00, 0, 0, 60_00),
    ],
)
def test_shortage_deficiency_and_surplus(
    balance: int, shortage: int, deficiency: int, surplus: int
) -> None:
    """12 CFR 1024.17(b), on Appendix E's required start of $1,040: a deficiency is a negative
    balance, a shortage what lacks to the target."""
    found = position(balance, project([*SCHOOL, *COUNTY]).required)
    assert (found.shortage, found.deficiency, found.surplus) == (shortage, deficiency, surplus)


@pytest.mark.parametrize(
    ("received", "protected"),
    [("2027-01-01", True), ("2027-03-01", True), ("2027-03-02", False)],
)
def test_the_sixty_days_after_a_transfer(received: str, protected: bool) -> None:
    """12 CFR 1024.33(c)(1): the 60-day period begins on the effective date (law.md: + 59)."""
    day = date.fromisoformat(received)
    found = judge(Case(fee=71_61, due=day, grace=15, received=day, transfer=date(2027, 1, 1),
                       to_old=True))  # fmt: skip
    assert (found.verdict == "transfer_protected") is protected


@pytest.mark.parametrize(
    ("sent", "rule"),
    [
        ("2026-11-01", None),  # 120 days before
        ("2026-10-31", "notice"),
        ("2026-12-31", None),  # 60 days before
        ("2027-01-01", "notice"),
    ],
)
def test_the_days_of_a_rate_notice(sent: str, rule: str | None) -> None:
    """12 CFR 1026.20(c)(2): at least 60, no more than 120 days before the first new payment."""
    found = outcome(arm, notice_date=sent, first_payment="2027-03-01", index=4, margin=2)
    assert [one.rule for one in found.findings] == ([rule] if rule else [])


# ── the design's golden rows ─────────────────────────────────────────────────

FIXTURE_A = """analysis_date = 2026-11-09
first_month = "2027-04"
start_balance = "1250.00"
cushion = "1400.00"
shortage = "1710.00"
lump_sum = true
disbursements = {"Jul 2027" = "1920.00", "Sep 2027" = "2400.00", "Dec 2027" = "1920.00"}
"""


def test_the_escrow_fixture_of_the_design() -> None:
    """product.md S4, moonshot 1: 1,040.00, 360.00, 2,600.00, 1,350.00, 112.50, no lump sum."""
    found = outcome(escrow_audit, ("a.toml", FIXTURE_A))
    summary = found.summary
    assert summary["cushion"] == {"max": "1040.00", "stated": "1400.00", "over": "360.00"}
    assert (summary["required_start"], summary["shortage"]) == ("2600.00", "1350.00")
    assert summary["shortage_monthly"] == "112.50"
    assert summary["lump_sum_allowed"] is False
    assert [one.rule for one in found.findings] == ["cushion_over", "shortage", "lump_sum"]
    assert spread(1_350_00, 12) == 112_50


@pytest.mark.parametrize(
    ("year", "per_diem", "days", "interest"),
    [(365, 23_79, 39, 927_69), (360, 24_12, 39, 940_57), (365, 23_79, 40, 951_47)],
)
def test_the_payoff_fixture_of_the_design(
    year: int, per_diem: int, days: int, interest: int
) -> None:
    """product.md S11, moonshot 3: 198,450.22 at 4.375 %, November 1 to December 10, 2026."""
    quote = Quote(198_450_22, Fraction("4.375"), date(2026, 11, 1), date(2026, 12, 10))
    one = next(
        w for w in conventions(quote)
        if w.year == year and w.days == days and not w.rounded_day
    )  # fmt: skip
    assert (one.per_diem, one.interest) == (per_diem, interest)


def test_an_unexplained_fee_of_a_payoff_quote() -> None:
    """product.md moonshot 3: a seeded $35.00 is reported as exactly 35.00."""
    found = outcome(
        payoff, principal="198450.22", rate="4.375", interest_from="2026-11-01",
        good_through="2026-12-10", per_diem="23.79", total="199412.91",
    )  # fmt: skip
    assert [(one.rule, one.difference) for one in found.findings] == [("unexplained", "35.00")]


def test_the_late_fee_of_the_design() -> None:
    """product.md moonshot 4: 5 % of 1,855.00 instead of 1,432.18: 71.61, over by 21.14."""
    found = outcome(
        late_fee, late_fee="92.75", fee_percent="5%", principal_and_interest="1,432.18",
        total_payment="1,855.00",
    )  # fmt: skip
    assert found.summary["cap"] == "71.61"
    assert found.summary["over_by"] == "21.14"
    assert "escrow included" in found.findings[0].explanation


@pytest.mark.parametrize(("day", "verdict"), [(16, "not_late"), (17, "late")])
def test_the_last_day_of_grace(day: int, verdict: str) -> None:
    """product.md S7: day 15 of 15 days of grace is in time, day 16 is late."""
    found = judge(Case(due=date(2026, 9, 1), grace=15, received=date(2026, 9, day)))
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("balance", "interest", "principal"),
    [(241_903_17, 907_14, 525_04), (241_378_13, 905_17, 527_01), (240_851_12, 903_19, 528_99)],
)
def test_the_replay_rows_of_the_design(balance: int, interest: int, principal: int) -> None:
    """product.md moonshot 2: 241,903.17 at 4.5 %, principal and interest 1,432.18."""
    assert month_interest(balance, Fraction("4.5")) == interest
    assert 1_432_18 - interest == principal


def test_the_adjustable_rate_of_the_design() -> None:
    """product.md S5: 4.321 + 2.25, to the nearest eighth: 6.625 %, and its payment."""
    found = outcome(
        arm, index="4.321", margin="2.25", round="0.125", prev="5.5", periodic_cap="2",
        balance="240000", months="276",
    )  # fmt: skip
    assert found.summary["rate"] == "6.625"
    assert found.summary["payment"] == "1696.13"


def test_the_form_1098_of_the_design() -> None:
    """product.md S12: history 9,812.44, box 1 9,512.44: 300.00."""
    rows = "Received,Amount,Principal,Interest\n" + "".join(
        f"2026-{month:02d}-05,1000.00,182.29,817.71\n" for month in range(1, 12)
    )
    rows += "2026-12-05,1000.00,182.37,817.63\n"
    found = outcome(form_1098, ("h.csv", rows), year=2026, box_1="9512.44")
    assert found.summary["box1_recomputed"] == "9812.44"
    assert [one.difference for one in found.findings] == ["300.00"]


def test_partial_payments_reach_a_whole_one() -> None:
    """product.md S9; 12 CFR 1026.36(c)(1)(ii)(B): three partials make a periodic payment."""
    rows = (
        "Date,Description,Amount,Principal,Interest,Escrow,Unapplied\n"
        "2026-03-01,Partial,700,0,0,0,700\n"
        "2026-03-08,Partial,700,0,0,0,700\n"
        "2026-03-15,Partial,455,0,0,0,455\n"
    )
    found = outcome(payments, ("h.csv", rows), payment="1432.18", escrow="422.82", rate="4.5")
    suspense = found.summary["suspense"]
    assert isinstance(suspense, dict)
    assert suspense["full_payment_reached"] is True
    assert suspense["balance"] == "1855.00"


def test_the_contradictions_of_the_design() -> None:
    """product.md moonshot 7: the day of a payment, and a shortage of 1,350.00 or 1,710.00."""
    letters = [
        read("letter of 2026-10-02.txt",
             b"October 2, 2026\n\nYour payment of $1,855.00 was received on September 16, 2026.\n"
             b"The escrow shortage is $1,710.00.\n"),
        read("letter of 2026-11-20.txt",
             b"November 20, 2026\n\nThe escrow shortage is $1,350.00.\n"),
        read("history.csv", b"Received,Description,Amount,Principal,Interest\n"
             b"2026-09-14,Payment,1855.00,530.00,902.18\n"),
    ]  # fmt: skip
    found = contradictions.analyze(letters)
    assert {one.rule: one.difference for one in found.findings} == {
        "shortage": "360.00", "payment_received": "2 days",
    }  # fmt: skip


def test_interest_by_the_day_of_a_year_of_360_days() -> None:
    """A day's interest on $162,000 at 3.875 % and a year of 360 days rounds to $17.44."""
    assert day_interest(162_000_00, Fraction("3.875"), 1, 360) == 17_44


def test_a_whole_month_and_odd_days() -> None:
    """Fannie Mae Servicing Guide F-1-09: a month on a 360-day year, the rest on 365, the day of
    payoff itself not counted."""
    quote = Quote(100_000_00, Fraction(6), date(2026, 11, 1), date(2026, 12, 10))
    mixed = next(w for w in conventions(quote) if w.year == payoff.MIXED and not w.inclusive)
    assert mixed.interest == 500_00 + day_interest(100_000_00, Fraction(6), 9)
