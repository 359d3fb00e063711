"""A payoff quote recomputed: interest to the day, the convention that explains it, the fees.

No federal rule fixes the day count, so each usual one is tried, and the one
that explains the quote is named; what none explains is the residue.  The
statement is due seven business days after a written request (12 CFR
1026.36(c)(3)).
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from borrower_desk.analysis.days import days_of_30, month_after, months_between
from borrower_desk.analysis.finding import Assumption, Outcome, fact, money_finding, said, spoken
from borrower_desk.analysis.money import plain, read_money, round_cents, written_rate
from borrower_desk.analysis.reading import Reading
from borrower_desk.analysis.words import Vocabulary
from borrower_desk.law.deadlines import deadline
from borrower_desk.model import ArithmeticFinding, Cents, Certainty

KIND = "payoff"
SLUG = "payoff-wrong-or-missing"
LAW = "12 CFR 1026.36(c)(3); 12 CFR 1024.35(b)(6)"
FEE_LAW = "12 CFR 1024.35(b)(5), (b)(6)"
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
_NAMES = {MONTHS: "30-day-month", MIXED: "months-and-365"}
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


def analyze(reading: Reading) -> Outcome:
    """The quote, explained as far as it can be, and every cent that is not."""
    quote = quote_of(reading)
    ways = conventions(quote)
    findings: list[ArithmeticFinding] = []
    chosen = _chosen(quote, ways)
    if chosen is not None:
        findings += _per_diem(quote, ways, chosen)
        findings += _interest(quote, ways, chosen)
        findings += _residue(quote, chosen)
    findings += [_ask(one, quote) for one in quote.fees if not one.basis.strip()]
    findings += _clock(quote)
    return Outcome(
        kind=KIND,
        findings=tuple(findings),
        assumptions=_assumptions(quote, chosen),
        missing=_missing(quote),
        unread=tuple(reading.unread),
        summary=_summary(quote, ways, chosen),
        working=tuple(_line(quote, one) for one in ways),
        sources=tuple(reading.sources),
    )


def _parts(quote: Quote, interest: Cents) -> Cents:
    return (
        (quote.principal or 0) + interest + sum(one.amount for one in quote.fees) + quote.added
        - quote.credits
    )  # fmt: skip


def _chosen(quote: Quote, ways: Sequence[Convention]) -> Convention | None:
    """The way that explains the quote best: its interest, its total, its day's interest."""
    if not ways:
        return None

    def off(one: Convention) -> tuple[Cents, ...]:
        daily = 0 if quote.per_diem is None else int(abs(quote.per_diem - one.per_diem) > 1)
        if quote.interest is not None:
            return (int(abs(quote.interest - one.interest) > 1), daily, 0, 0)
        if quote.total is None:
            return (0, daily, 0, 0)
        rest = quote.total - _parts(quote, one.interest)
        # No way leaves nothing: a fee that nobody names is most often whole dollars.
        return (int(abs(rest) > 1), daily, int(rest < 0), int(rest % 100 != 0))

    return min(ways, key=lambda one: (off(one), ways.index(one)))


def _per_diem(
    quote: Quote, ways: Sequence[Convention], chosen: Convention
) -> list[ArithmeticFinding]:
    if quote.per_diem is None or any(abs(quote.per_diem - one.per_diem) <= 1 for one in ways):
        return []
    stated = quote.per_diem
    return [
        money_finding(
            KIND, "Interest per day is wrong", stated, chosen.per_diem, slug=SLUG, citation=LAW,
            rule="per_diem", on=quote.sent or quote.through, explanation=
            f"The quote charges {said(stated)} a day. On {said(quote.principal or 0)} at"
            f" {written_rate(quote.rate or Fraction(0))} a day's interest is"
            f" {' or '.join(dict.fromkeys(f'{said(w.per_diem)} ({_year(w)})' for w in ways))}.",
            working=tuple(dict.fromkeys(
                f"{said(quote.principal or 0)} × {written_rate(quote.rate or Fraction(0))} ÷"
                f" {w.divisor} = {said(w.per_diem)}" for w in ways)),
            facts=_facts(quote), correction=("Send me a corrected payoff statement.",),
        )
    ]  # fmt: skip


def _year(one: Convention) -> str:
    return _NAMES.get(one.year, f"{one.year} days")


def _name(one: Convention) -> str:
    return _NAMES.get(one.year, str(one.year))


def _interest(
    quote: Quote, ways: Sequence[Convention], chosen: Convention
) -> list[ArithmeticFinding]:
    if quote.interest is None or any(abs(quote.interest - one.interest) <= 1 for one in ways):
        return []
    stated = quote.interest
    return [
        money_finding(
            KIND, "Interest of the quote is explained by no usual way of counting", stated,
            chosen.interest, slug=SLUG, citation=LAW, rule="interest",
            certainty=Certainty.LIKELY, on=quote.sent or quote.through,
            explanation=f"The quote states {said(stated)} of interest. Counted with"
            f" {chosen.words} it is {said(chosen.interest)} ({chosen.days} days); no usual way"
            " gives the stated amount.", working=tuple(_line(quote, one) for one in ways),
            happened=f"Your payoff statement asks {said(stated)} of interest through"
            f" {spoken(quote.through or date.min)}; I compute {said(chosen.interest)}.",
            facts=_facts(quote), correction=("Send me a corrected payoff statement.",
            "Tell me the day count and the days that you used."),
        )
    ]  # fmt: skip


def _residue(quote: Quote, chosen: Convention) -> list[ArithmeticFinding]:
    if quote.total is None:
        return []
    interest = quote.interest if quote.interest is not None else chosen.interest
    ours = _parts(quote, interest)
    gap = quote.total - ours
    if abs(gap) <= 1:
        return []
    return [
        money_finding(
            KIND, "Part of the payoff amount is unexplained" if gap > 0
            else "The payoff amount is less than its parts", quote.total, ours, slug=SLUG,
            citation=LAW, rule="unexplained", on=quote.sent or quote.through,
            certainty=Certainty.SURE if quote.interest is not None else Certainty.LIKELY,
            explanation=f"Principal, interest and the listed items come to {said(ours)}; the quote"
            f" asks {said(quote.total)}. {said(abs(gap))} is"
            f" {'explained by nothing in it' if gap > 0 else 'missing'}"
            f" (interest counted with {chosen.words}).",
            working=_sum_lines(quote, interest, ours),
            happened=f"Your payoff statement asks {said(quote.total)}"
            + (f" through {spoken(quote.through)}" if quote.through else "")
            + f"; its parts come to {said(ours)}, so {said(abs(gap))} is unexplained.",
            facts=_facts(quote), correction=(
                f"Say what the {said(abs(gap))} is for, or remove it.",
                "Send me a corrected payoff statement."),
        )
    ]  # fmt: skip


def _ask(fee: Fee, quote: Quote) -> ArithmeticFinding:
    name = fee.name.strip() or "fee"
    return money_finding(
        KIND, f"Fee that the record does not support: {name}", fee.amount, 0, slug=SLUG,
        citation=FEE_LAW, rule="unsupported_fee", certainty=Certainty.QUESTION,
        on=quote.sent or quote.through,
        explanation=f"The quote asks {said(fee.amount)} for {name}. Nothing in the record (note,"
        " security instrument, state law) shows what allows it.",
        working=(f"{name}: {said(fee.amount)}; basis given: none",),
        happened=f"Your payoff statement asks {said(fee.amount)} for {name}. Which clause of the"
        " note or which law allows it?", facts=_facts(quote),
        correction=(f"Tell me what allows the {said(fee.amount)}, or remove it.",),
        transaction=name,
    )  # fmt: skip


def _clock(quote: Quote) -> list[ArithmeticFinding]:
    """Seven business days from a written request (1026.36(c)(3))."""
    if quote.requested is None or quote.sent is None:
        return []
    owed = deadline("payoff-statement", quote.requested)
    if owed.due is None or owed.late_after is None or quote.sent <= owed.late_after:
        return []
    days = (quote.sent - owed.due).days
    return [
        ArithmeticFinding(
            kind=KIND, title="The payoff statement came too late", stated=quote.sent.isoformat(),
            recomputed=owed.due.isoformat(), difference=f"{days} days", amount=0, error_slug=SLUG,
            rule="clock", citation="12 CFR 1026.36(c)(3)", on=owed.due,
            explanation=f"The written request was received on {spoken(quote.requested)}; seven"
            f" business days end on {spoken(owed.due)}. The statement is of {spoken(quote.sent)}.",
            working=tuple(f"counted: {day.isoformat()}" for day in owed.counted),
            certainty=Certainty.LIKELY,
            happened=f"You received my written payoff request on {spoken(quote.requested)}. The"
            f" statement was due by {spoken(owed.due)}; you sent it on {spoken(quote.sent)}.",
            facts=(fact(quote.requested, "You received my written payoff request."),
                   fact(quote.sent, "You sent the payoff statement.")),
            correction=("Remove every charge that came of the delay.",),
        )
    ]  # fmt: skip


# ── words ────────────────────────────────────────────────────────────────────


def _line(quote: Quote, one: Convention) -> str:
    return (
        f"{one.words}: {one.days} days × {said(one.per_diem)} a day = {said(one.interest)};"
        f" payoff {said(_parts(quote, one.interest))}"
    )


def _sum_lines(quote: Quote, interest: Cents, ours: Cents) -> tuple[str, ...]:
    lines = [f"Principal {said(quote.principal or 0)}", f"Interest {said(interest)}"]
    lines += [f"{one.name} {said(one.amount)}" for one in quote.fees]
    if quote.added:
        lines.append(f"Advances {said(quote.added)}")
    if quote.credits:
        lines.append(f"Credits −{said(quote.credits)}")
    return (*lines, f"Sum {said(ours)}; stated {said(quote.total or 0)}")


def _facts(quote: Quote) -> tuple[str, ...]:
    if quote.sent is None or quote.total is None:
        return ()
    through = f", good through {spoken(quote.through)}" if quote.through else ""
    return (fact(quote.sent, f"Your payoff statement asks {said(quote.total)}{through}."),)


def _missing(quote: Quote) -> tuple[str, ...]:
    asked = (
        (quote.principal, "the principal balance"),
        (quote.rate, "the interest rate"),
        (quote.start, "the day to which interest is paid"),
        (quote.through, "the day through which the quote is good"),
    )
    return tuple(words for value, words in asked if value is None)


def _summary(
    quote: Quote, ways: Sequence[Convention], chosen: Convention | None
) -> dict[str, object]:
    if chosen is None:
        return {}
    exact = [one for one in ways if not one.rounded_day]
    interest = quote.interest if quote.interest is not None else chosen.interest
    rest = None if quote.total is None else quote.total - _parts(quote, interest)
    return {
        "per_diem": {
            **{_name(one): plain(one.per_diem)
               for one in exact},
            "stated": None if quote.per_diem is None else plain(quote.per_diem),
            "matches": next(
                (_name(one) for one in exact
                 if quote.per_diem is not None and abs(one.per_diem - quote.per_diem) <= 1), None),
        },
        "convention": {
            "year": _name(chosen),
            "through_date_included": chosen.inclusive,
            "days": chosen.days,
            "interest": plain(chosen.interest),
            "words": chosen.words,
        },
        "conventions": [
            {
                "year": _name(one),
                "through_date_included": one.inclusive,
                "per_diem_rounded_first": one.rounded_day,
                "days": one.days,
                "per_diem": plain(one.per_diem),
                "interest": plain(one.interest),
                "total": plain(_parts(quote, one.interest)),
            }
            for one in ways
        ],
        "unexplained": None if rest is None else plain(0 if abs(rest) <= 1 else rest),
        "total_recomputed": plain(_parts(quote, interest)),
        "total_stated": None if quote.total is None else plain(quote.total),
        "fees_to_ask": [
            {"name": one.name, "amount": plain(one.amount)} for one in quote.fees
            if not one.basis.strip()
        ],
    }  # fmt: skip


def _assumptions(quote: Quote, chosen: Convention | None) -> tuple[Assumption, ...]:
    if chosen is None:
        return ()
    how = "as you set it" if quote.year else "the way that explains the quote best"
    return (
        Assumption("basis", _year(chosen), how),
        Assumption("inclusive", "yes" if chosen.inclusive else "no",
                   "whether interest of the through date itself is counted"),
        Assumption("interest_from", str(quote.start), "interest runs from this day"),
    )  # fmt: skip
