"""Form 1098 against the payment history: interest received in the year, by day of receipt.

26 USC 6050H: the interest *received* in the calendar year counts, whatever
month it was for.  In a year in which the loan moved, each servicer reports what
it received, so the forms are added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from borrower_desk.analysis import payments_input
from borrower_desk.analysis.days import read_day
from borrower_desk.analysis.finding import Assumption, Outcome, fact, money_finding, said
from borrower_desk.analysis.money import plain, read_money
from borrower_desk.analysis.payments_input import Entry, Line
from borrower_desk.analysis.reading import Reading
from borrower_desk.analysis.words import Vocabulary
from borrower_desk.model import ArithmeticFinding, Cents, Certainty

KIND = "form-1098"
SLUG = "other-servicing-error"
LAW = "26 USC 6050H(b); IRS Instructions for Form 1098, Box 1"
FIGURES: Vocabulary = {
    "year": ("tax year", "calendar year", "form year", "reporting year"),
    "box1": ("box 1", "mortgage interest received", "mortgage interest", "interest received",
             "mortgage interest received from payer", "interest reported", "box 1 interest",
             "interest", "mortgage interest received from payer s borrower s", "box1 interest",
             "form 1098 interest", "reported interest", "interest form", "1098 interest"),
    "box2": ("box 2", "outstanding mortgage principal", "outstanding principal",
             "box 2 principal", "principal january 1", "box2 principal"),
    "box5": ("box 5", "mortgage insurance premiums", "mortgage insurance"),
    "box6": ("box 6", "points", "points paid"),
    "box10": ("box 10", "real estate tax", "property tax", "property taxes paid", "box 10 taxes"),
    "transfer_date": ("transfer", "transfer effective date", "servicing transfer",
                      "servicing transfer date"),
    "start_balance": ("starting balance", "beginning balance", "opening balance",
                      "principal balance"),
}  # fmt: skip
COLUMNS: Vocabulary = {
    **payments_input.COLUMNS,
    "lender": ("servicer", "recipient", "company", "form", "recipient lender"),
    "box1": ("box 1", "mortgage interest received", "mortgage interest", "interest reported",
             "box 1 interest", "interest received"),
    "box2": ("box 2", "outstanding mortgage principal", "box 2 principal"),
    "from": ("received from", "begins", "first day", "serviced from"),
    "until": ("received until", "ends", "last day", "serviced until"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """One Form 1098; `first` and `last` bound the days that its servicer received payments."""

    lender: str
    box1: Cents
    box2: Cents | None = None
    first: date | None = None
    last: date | None = None


def received_in(history: Sequence[Line], first: date, last: date) -> list[Line]:
    """The entries with interest received in these days; reversals count against."""
    return [
        one
        for one in history
        if one.interest
        and one.kind in (Entry.PAYMENT, Entry.REVERSAL)
        and (day := one.received or one.posted) is not None
        and first <= day <= last
    ]


def analyze(reading: Reading) -> Outcome:
    """Each form, and all of them together, against the history."""
    history, _ = payments_input.entries(_history_only(reading))
    forms = _forms(reading)
    year = reading.count("year") or _year(history)
    missing = []
    if not history:
        missing.append("a payment history with the day of receipt and the interest of each payment")
    if not forms:
        missing.append("the amount in box 1 of the form")
    if year is None or not history:
        missing += [] if year else ["the tax year"]
        return Outcome(KIND, (), missing=tuple(missing), unread=tuple(reading.unread),
                       sources=tuple(reading.sources))  # fmt: skip
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = received_in(history, first, last)
    ours = sum(_signed(one) for one in rows)
    findings = _box1(forms, history, rows, year, ours) if forms else []
    findings += _box2(reading, forms, history, first)
    stated = sum(one.box1 for one in forms)
    return Outcome(
        kind=KIND,
        findings=tuple(findings),
        assumptions=_assumptions(year, rows),
        missing=tuple(missing),
        unread=tuple(reading.unread),
        summary={
            "year": year,
            "box1_stated": plain(stated) if forms else None,
            "box1_recomputed": plain(ours),
            "difference": plain(abs(stated - ours)) if forms else None,
            "payments": len(rows),
            "forms": [{"lender": one.lender, "box1": plain(one.box1)} for one in forms],
        },
        working=_lines(rows, ours),
        sources=tuple(reading.sources),
    )


def _history_only(reading: Reading) -> Reading:
    rows = [one for one in reading.rows if "interest" in one.fields]
    return Reading(reading.figures, reading.places, rows, reading.unread)


def _signed(one: Line) -> Cents:
    amount = one.interest or 0
    return -abs(amount) if one.kind is Entry.REVERSAL else amount


def _year(history: Sequence[Line]) -> int | None:
    years = [day.year for one in history if (day := one.received or one.posted)]
    return max(set(years), key=years.count) if years else None


def _forms(reading: Reading) -> list[Form]:
    forms: list[Form] = []
    for row in reading.rows:
        if row.total or "box1" not in row.fields or "interest" in row.fields:
            continue
        box1 = read_money(row.values.get("box1", ""))
        if box1 is None:
            reading.refuse(row, "its box 1 could not be read")
            continue
        forms.append(
            Form(
                row.values.get("lender", f"form {len(forms) + 1}"),
                box1,
                read_money(row.values.get("box2", "")),
                read_day(row.values.get("from", "")),
                read_day(row.values.get("until", "")),
            )
        )
    single = reading.money("box1")
    if not forms and single is not None:
        forms.append(Form("the servicer", single, reading.money("box2")))
    moved = reading.day("transfer_date")
    if moved is not None and len(forms) == 2 and not any(one.first or one.last for one in forms):
        old, new = forms
        before = moved - timedelta(days=1)
        forms = [Form(old.lender, old.box1, old.box2, None, before),
                 Form(new.lender, new.box1, new.box2, moved, None)]  # fmt: skip
    return forms


def _box1(
    forms: Sequence[Form], history: Sequence[Line], rows: Sequence[Line], year: int, ours: Cents
) -> list[ArithmeticFinding]:
    """One finding a form where their days are known, else one for all of them together."""
    if len(forms) > 1 and all(one.first or one.last for one in forms):
        told = []
        for one in forms:
            inside = received_in(
                history, one.first or date(year, 1, 1), one.last or date(year, 12, 31)
            )
            inside = [each for each in inside if each in rows]
            part = sum(_signed(each) for each in inside)
            if abs(part - one.box1) > 1:
                told.append(_finding(one.lender, one.box1, part, inside, year))
        return told
    stated = sum(one.box1 for one in forms)
    if abs(stated - ours) <= 1:
        return []
    who = " and ".join(one.lender for one in forms)
    return [_finding(who, stated, ours, rows, year)]


def _finding(
    who: str, stated: Cents, ours: Cents, rows: Sequence[Line], year: int
) -> ArithmeticFinding:
    few = len(rows) < 12
    gap = abs(stated - ours)
    next_year = [one for one in rows if one.due and one.due.year != year]
    hint = (
        f" {len(next_year)} of the payments was due in another year but received in {year}."
        if next_year
        else ""
    )
    return money_finding(
        KIND, f"Form 1098 of {year}: box 1 is not the interest received", stated, ours, slug=SLUG,
        citation=LAW, rule="box1", on=date(year, 12, 31),
        certainty=Certainty.LIKELY if few else Certainty.SURE,
        explanation=f"The history shows {said(ours)} of interest received in {year}, in"
        f" {len(rows)} payments; the form of {who} says {said(stated)}, {said(gap)}"
        f" {'more' if stated > ours else 'less'}.{hint}",
        working=_lines(rows, ours),
        happened=f"Form 1098 for {year} states {said(stated)} in box 1. Your payment history shows"
        f" {said(ours)} of interest received in {year}, from January 1 to December 31, {year}.",
        facts=(fact(date(year, 12, 31), f"Interest received in {year}: {said(ours)} by your"
                    f" history, {said(stated)} by Form 1098."),),
        correction=(f"Send me a corrected Form 1098 for {year} with {said(ours)} in box 1, and file"
                    " it with the IRS.",),
    )  # fmt: skip


def _box2(
    reading: Reading, forms: Sequence[Form], history: Sequence[Line], first: date
) -> list[ArithmeticFinding]:
    """Box 2 is the principal outstanding on January 1 of the year."""
    stated = next((one.box2 for one in forms if one.box2 is not None), reading.money("box2"))
    before = [one for one in history if (day := one.received or one.posted) and day < first]
    if stated is None or not before or before[-1].balance is None:
        return []
    ours = before[-1].balance
    if abs(stated - ours) <= 1:
        return []
    return [
        money_finding(
            KIND, "Form 1098: box 2 is not the principal on January 1", stated, ours, slug=SLUG,
            citation="26 USC 6050H(b)(2); IRS Instructions for Form 1098, Box 2", rule="box2",
            on=first, certainty=Certainty.LIKELY,
            explanation=f"On January 1, {first.year} the history's principal balance was"
            f" {said(ours)}; box 2 says {said(stated)}.",
            working=(f"{before[-1].where}: balance {said(ours)}",),
            correction=("Send me a corrected Form 1098.",), facts=(
                fact(first, f"The principal balance was {said(ours)} by your history."),),
        )
    ]  # fmt: skip


def _lines(rows: Sequence[Line], ours: Cents) -> tuple[str, ...]:
    lines = [
        f"received {one.received or one.posted}: interest {said(_signed(one))}" for one in rows[:60]
    ]
    return (*lines, f"Sum: {said(ours)}")


def _assumptions(year: int, rows: Sequence[Line]) -> tuple[Assumption, ...]:
    known = all(one.received for one in rows)
    return (
        Assumption("year", str(year), "interest counts in the year in which it was received"),
        Assumption("received", "day of receipt" if known else "day of posting where no day of"
                   " receipt stands", "the history's own dates"),
    )  # fmt: skip
