"""A payoff quote as stated, and every usual way to count its interest."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from borrower_desk.analysis.days import days_of_30, month_after, months_between
from borrower_desk.analysis.money import read_money, round_cents
from borrower_desk.analysis.reading import Reading
from borrower_desk.analysis.words import Vocabulary
from borrower_desk.model import Cents

FIGURES: Vocabulary = {
    "principal": ("principal balance", "unpaid principal", "unpaid principal balance",
                  "current principal", "outstanding principal", "current principal balance",
                  "principal due", "outstanding principal balance", "loan balance"),
    "rate": ("interest rate", "note rate", "annual rate", "annual interest rate"),
    "interest_from": ("interest paid to", "paid through", "interest paid through", "paid to",
                      "interest paid to date", "interest start", "interest accrues from",
                      "interest due from", "last interest date", "interest start date"),
    "good_through": ("good through date", "payoff date", "valid through", "quote good through",
                     "payoff good through", "through date", "good until", "expires",
                     "expiration date", "interest to", "interest through", "through",
                     "good thru", "payoff valid through", "funds received by"),
    "per_diem": ("per diem", "daily interest", "per diem interest", "interest per day",
                 "daily per diem", "per diem amount", "diem"),
    "interest": ("interest due", "accrued interest", "interest amount", "interest to payoff",
                 "total interest", "interest owed", "interest payoff date", "unpaid interest"),
    "days": ("number days", "days interest", "interest days"),
    "total": ("payoff amount", "total payoff", "total amount due", "quoted", "total due",
              "payoff total", "quote", "quoted total", "total payoff amount", "amount payoff",
              "total amount to pay off", "total to pay loan full", "amount due",
              "payoff", "total amount", "quoted amount", "quoted payoff"),
    "late_charges": ("late charge", "unpaid late charge", "late fee", "accrued late charge",
                     "late charges due"),
    "recording_fee": ("release fee", "reconveyance fee", "recording", "satisfaction fee",
                      "recording cost", "lien release fee", "county recording fee"),
    "statement_fee": ("payoff statement fee", "quote fee", "fax fee", "wire fee", "payoff fee",
                      "payoff quote fee", "document fee", "processing fee", "statement charge"),
    "fees": ("other fee", "fee", "total fee", "fees and charges", "other charge",
             "corporate advance", "recoverable corporate advance", "fees due"),
    "prepayment_penalty": ("prepayment fee", "prepayment charge"),
    "escrow_advance": ("escrow deficit", "escrow overdraft", "negative escrow",
                       "escrow advance balance", "escrow shortage"),
    "mortgage_insurance": ("mip", "pmi", "pmi due", "mortgage insurance due", "mip pmi due"),
    "suspense_credit": ("suspense", "unapplied fund", "suspense balance", "unapplied",
                        "unapplied funds credit", "less suspense", "suspense unapplied",
                        "partial payment balance", "unapplied funds"),
    "escrow_credit": ("less escrow balance", "escrow refund applied", "escrow balance applied"),
    "requested": ("request received", "payoff requested", "requested on", "request date",
                  "request received on", "written request received", "date requested"),
    "sent": ("statement sent", "sent on", "quote date", "statement date", "quote sent",
             "dated", "date statement", "prepared on", "provided", "statement provided"),
    "basis": ("day count", "interest basis", "days year", "day basis", "accrual basis"),
    "inclusive": ("through date included", "include through date", "last day included"),
}  # fmt: skip
COLUMNS: Vocabulary = {
    "name": ("fee", "description", "item", "charge", "fee description", "type", "fee name",
             "line item", "line"),
    "amount": ("fee amount", "charge amount", "cost", "total", "amount due"),
    "basis": ("authority", "reason", "note section", "supported by", "support", "source",
              "legal basis", "clause", "record"),
}  # fmt: skip
MONTHS = 12
# Fannie Mae Servicing Guide F-1-09: "a full month's interest … on the basis of a 360-day year,
# while a partial month's interest should be based on a 365-day year".
MIXED = 13
_WORDS = {
    MONTHS: "months of 30 days",
    MIXED: "whole months at a twelfth of the year and odd days of a year of 365",
}
_DIVISORS = {MONTHS: 360, MIXED: 365}
NAMES = {MONTHS: "30-day-month", MIXED: "months-and-365"}
_FEES = (
    ("late_charges", "late charges"),
    ("recording_fee", "recording or release fee"),
    ("statement_fee", "statement fee"),
    ("fees", "fees"),
    ("prepayment_penalty", "prepayment penalty"),
)
_ADDED = ("escrow_advance", "mortgage_insurance")
_CREDITS = ("suspense_credit", "escrow_credit")


@dataclass(frozen=True, slots=True)
class Fee:
    name: str
    amount: Cents
    basis: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Convention:
    """One way to count interest: the year's days, the last day in or out, where it rounds."""

    year: int  # 365, 366, 360; MONTHS is months of 30 days, MIXED whole months and odd days
    inclusive: bool
    rounded_day: bool
    days: int
    interest: Cents
    per_diem: Cents

    @property
    def divisor(self) -> int:
        """The days of the year that a day's interest is a part of."""
        return _DIVISORS.get(self.year, self.year)

    @property
    def words(self) -> str:
        year = _WORDS.get(self.year, f"a year of {self.year} days")
        last = "the through date included" if self.inclusive else "the through date not counted"
        day = ", the day's interest rounded first" if self.rounded_day else ""
        return f"{year}, {last}{day}"


@dataclass(frozen=True, slots=True)
class Quote:
    """A payoff quote as stated; None is what the record does not say."""

    principal: Cents | None
    rate: Fraction | None
    start: date | None
    through: date | None
    per_diem: Cents | None = None
    interest: Cents | None = None
    total: Cents | None = None
    fees: tuple[Fee, ...] = ()
    added: Cents = 0
    credits: Cents = 0
    requested: date | None = None
    sent: date | None = None
    year: int | None = None
    inclusive: bool | None = None


def conventions(quote: Quote) -> list[Convention]:
    """Every usual way to count the interest, the commonest first."""
    if quote.principal is None or quote.rate is None or not quote.start or not quote.through:
        return []
    leap = isleap(quote.through.year) or isleap(quote.start.year)
    years = (365, 360, MIXED, MONTHS, 366) if leap else (365, 360, MIXED, MONTHS)
    made = []
    for year in (quote.year,) if quote.year else years:
        for inclusive in (False, True) if quote.inclusive is None else (quote.inclusive,):
            made += [_convention(quote, year, inclusive, rounded=one) for one in (False, True)]
    return made


def _convention(quote: Quote, year: int, inclusive: bool, *, rounded: bool) -> Convention:
    start, through = quote.start or date.min, quote.through or date.min
    yearly = (quote.principal or 0) * (quote.rate or Fraction(0)) / 100
    count = days_of_30(start, through) if year == MONTHS else (through - start).days
    days = max(count + inclusive, 0)
    exact = yearly / _DIVISORS.get(year, year)
    per_diem = round_cents(exact)
    if year == MIXED and days > 0:
        last = through + timedelta(days=int(inclusive))
        months = months_between(start, last) - (
            month_after(start, months_between(start, last)) > last
        )
        odd = (last - month_after(start, months)).days
        part = per_diem * odd if rounded else exact * odd
        return Convention(year, inclusive, rounded, days,
                          round_cents(yearly * months / 12 + part), per_diem)  # fmt: skip
    interest = per_diem * days if rounded else round_cents(exact * days)
    return Convention(year, inclusive, rounded, days, interest, per_diem)


def quote_of(reading: Reading) -> Quote:
    """The quote that the inputs describe."""
    fees = [
        Fee(words, amount)
        for name, words in _FEES
        if (amount := reading.money(name)) is not None and amount
    ]
    for row in reading.with_fields("name", "amount"):
        amount = read_money(row.values.get("amount", ""))
        if amount is None:
            reading.refuse(row, "its amount could not be read")
            continue
        if amount:
            fees.append(Fee(row.values.get("name", "fee"), amount, row.values.get("basis", ""),
                            row.where))  # fmt: skip
    basis = reading.text("basis").casefold()
    year = next((int(n) for n in ("365", "366", "360") if n in basis and basis[:2] != "30"), None)
    return Quote(
        principal=reading.money("principal"),
        rate=reading.rate("rate"),
        start=reading.day("interest_from"),
        through=reading.day("good_through"),
        per_diem=reading.money("per_diem"),
        interest=reading.money("interest"),
        total=reading.money("total"),
        fees=tuple(fees),
        added=sum(reading.money(name) or 0 for name in _ADDED),
        credits=sum(abs(reading.money(name) or 0) for name in _CREDITS),
        requested=reading.day("requested"),
        sent=reading.day("sent"),
        year=MONTHS if basis.startswith("30") else MIXED if "month" in basis else year,
        inclusive=reading.flag("inclusive"),
    )
