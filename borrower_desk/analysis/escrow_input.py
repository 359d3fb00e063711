"""What an escrow analysis statement says, from any table or list of figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from borrower_desk.analysis.days import month_after, months_between, read_day, read_month
from borrower_desk.analysis.escrow import Bill
from borrower_desk.analysis.money import plain, read_money
from borrower_desk.analysis.reading import Reading, Row
from borrower_desk.analysis.words import Vocabulary, normal
from borrower_desk.model import Cents

FIGURES: Vocabulary = {
    "start_balance": ("starting balance", "beginning balance", "current balance",
                      "current escrow balance", "escrow balance", "balance", "opening balance",
                      "projected starting balance", "anticipated balance", "actual balance",
                      "actual starting balance", "beginning escrow balance",
                      "starting escrow balance", "projected beginning balance",
                      "anticipated escrow balance", "balance at start"),
    "first_month": ("first payment", "first payment month", "computation year start", "begins",
                    "computation year begins", "start month", "start date", "effective date",
                    "new payment effective date", "new payment effective", "year start",
                    "first payment date", "new payment date", "payment effective date"),
    "analysis_date": ("date analysis", "analysis date", "statement date", "date of analysis",
                      "analyzed on"),
    "claimed_cushion": ("cushion", "required minimum balance", "minimum balance", "reserve",
                        "required cushion", "escrow cushion", "minimum required balance",
                        "required low point", "stated cushion", "cushion claimed",
                        "cushion amount", "escrow reserve", "low balance required",
                        "required reserve", "allowable low point", "servicer cushion",
                        "target low balance", "required low balance", "cushion required"),
    "claimed_shortage": ("shortage", "escrow shortage", "shortage amount", "stated shortage",
                         "total shortage", "servicer shortage", "shortage claimed"),
    "claimed_deficiency": ("deficiency", "escrow deficiency", "stated deficiency",
                           "deficiency amount"),
    "claimed_surplus": ("surplus", "escrow surplus", "overage", "escrow overage",
                        "stated surplus", "surplus amount"),
    "claimed_low": ("lowest projected balance", "low point", "lowest balance", "projected low",
                    "projected low point", "lowest projected", "low balance", "stated low point"),
    "claimed_required": ("required starting balance", "required beginning balance",
                         "required start", "required start balance", "required balance",
                         "starting balance required", "required escrow balance"),
    "claimed_total": ("total 12 months", "total annual disbursement", "annual disbursement",
                      "total disbursement", "total anticipated payment", "total annual",
                      "annual escrow disbursement", "total anticipated disbursement",
                      "total projected disbursement"),
    "claimed_monthly": ("escrow payment", "base escrow payment", "new escrow payment",
                        "monthly escrow payment", "monthly escrow", "escrow",
                        "new monthly escrow payment", "new escrow", "stated escrow payment",
                        "new monthly escrow", "regular escrow payment"),
    "claimed_spread": ("shortage payment", "month shortage payment", "shortage per month",
                       "shortage 1 12", "shortage installment", "monthly shortage",
                       "shortage spread", "stated shortage payment", "shortage monthly"),
    "claimed_payment": ("new total payment", "new payment", "total payment", "new monthly payment",
                        "total new payment", "total monthly payment"),
    "principal_and_interest": ("p&i", "principal and interest", "principal interest",
                               "principal and interest payment"),
    "current_escrow": ("current escrow payment", "current escrow", "present escrow payment",
                       "current monthly escrow", "old escrow payment"),
    "spread_months": ("spread over", "spread months", "repayment months", "shortage months",
                      "months to repay", "shortage spread months", "shortage repayment months",
                      "number months", "repayment term"),
    "deficiency_months": ("deficiency spread months", "deficiency repayment months"),
    "lump_sum": ("lump sum demanded", "lump sum", "demand lump sum", "lump sum required",
                 "shortage due", "due in full", "lump sum demand", "demanded lump sum",
                 "shortage due in 30 days", "pay in full required"),
    "cushion_months": ("months cushion", "cushion limit months", "cushion month",
                       "state cushion months", "note cushion months", "reserve months"),
    "current": ("borrower current", "payments current", "loan current", "is current"),
    "surplus_refunded": ("refund date", "surplus refund date", "surplus refunded on",
                         "refunded on", "refund sent"),
    "refund_amount": ("refund", "surplus refund", "refund amount", "amount refunded"),
    "year_end": ("computation year end", "computation year ended", "year end",
                 "computation year completed", "escrow year end"),
    "statement_sent": ("sent", "statement sent", "mailed", "statement mailed", "mailing date"),
}  # fmt: skip
COLUMNS: Vocabulary = {
    "month": ("date", "month year", "period", "due month", "disbursement month", "payment month",
              "disbursement date", "month due", "pay month", "when",
              "anticipated date", "projected date", "mm yy"),
    "position": ("place in year", "month number"),
    "payee": ("description", "item", "type", "name", "disbursement description", "bill", "to",
              "tax or insurance", "disbursement type", "category", "escrow item", "line"),
    "deposit": ("payment to", "payment to escrow", "payment", "deposit", "payment to account",
                "projected payment", "escrow deposit", "to escrow", "deposits", "pmt",
                "projected payment to escrow", "payment in"),
    "paid_out": ("payment from", "payment from escrow", "disbursement", "amount",
                 "annual amount", "this analysis", "from escrow", "projected disbursement",
                 "disbursement amount", "amount due", "anticipated amount", "out",
                 "projected payment from escrow", "estimated amount", "anticipated disbursement",
                 "expected amount", "payment out", "paid out", "cost"),
    "balance": ("projected balance", "running balance", "escrow balance", "ending balance",
                "account balance", "balance projection", "projected escrow balance",
                "stated balance"),
    "required": ("required balance", "required balance projection", "required projected balance"),
    "actual": ("actual amount", "actual disbursement", "actual paid", "actual payment from escrow"),
    "deadline": ("penalty date", "due by", "deadline", "last day", "due date", "bill due date",
                 "pay by", "delinquent date", "delinquent after", "date due", "bill due",
                 "penalty deadline", "last day without penalty", "due"),
    "paid_on": ("date paid", "paid", "paid date", "payment date", "disbursed on",
                "date disbursed", "actual date", "actual payment date", "actual disbursement date"),
    "penalty": ("penalty amount", "late penalty", "penalty charged", "interest and penalty",
                "penalties", "tax penalty"),
}  # fmt: skip
UNDATED = 0  # the month of a bill that nobody dates
_START = ("starting balance", "beginning balance", "start balance", "opening balance", "start")


@dataclass(frozen=True, slots=True)
class Stated:
    """One line of the servicer's own projection."""

    label: str
    paid_in: Cents | None
    paid_out: Cents | None
    balance: Cents | None
    where: str


@dataclass(frozen=True, slots=True)
class Statement:
    """An escrow analysis as the servicer made it; None is what the record does not say."""

    bills: tuple[Bill, ...]
    first: date | None
    start: Cents | None
    lines: tuple[Stated, ...] = ()
    cushion: Cents | None = None
    shortage: Cents | None = None
    deficiency: Cents | None = None
    surplus: Cents | None = None
    low: Cents | None = None
    required: Cents | None = None
    total: Cents | None = None
    monthly: Cents | None = None
    spread: Cents | None = None
    payment: Cents | None = None
    principal_and_interest: Cents | None = None
    spread_months: int | None = None
    deficiency_months: int | None = None
    lump_sum: bool | None = None
    cushion_months: Fraction | None = None
    current: bool | None = None
    analyzed: date | None = None
    refunded: date | None = None
    refund: Cents | None = None
    year_end: date | None = None
    sent: date | None = None
    current_monthly: Cents | None = None


def statement(reading: Reading) -> Statement:
    """The statement that the inputs describe."""
    first = _first(reading)
    lines, start, first = _projection(reading, first)
    bills = _bills(reading, first)
    if not bills:
        bills = [
            Bill(n, line.paid_out, line.label, where=line.where)
            for n, line in enumerate(lines, start=1)
            if line.paid_out
        ] or _undated(reading)
    lump, demanded = _lump(reading)
    shortage = reading.money("claimed_shortage")
    given = reading.money("start_balance")
    return Statement(
        bills=tuple(bills),
        first=first,
        start=given if given is not None else start,
        lines=tuple(lines),
        cushion=reading.money("claimed_cushion"),
        shortage=shortage if shortage is not None else demanded,
        deficiency=reading.money("claimed_deficiency"),
        surplus=reading.money("claimed_surplus"),
        low=reading.money("claimed_low"),
        required=reading.money("claimed_required"),
        total=reading.money("claimed_total"),
        monthly=reading.money("claimed_monthly"),
        spread=reading.money("claimed_spread"),
        payment=reading.money("claimed_payment"),
        principal_and_interest=reading.money("principal_and_interest"),
        spread_months=reading.count("spread_months"),
        deficiency_months=reading.count("deficiency_months"),
        lump_sum=lump,
        cushion_months=reading.percent("cushion_months"),
        current=reading.flag("current"),
        analyzed=reading.day("analysis_date"),
        refunded=reading.day("surplus_refunded"),
        refund=reading.money("refund_amount"),
        year_end=reading.day("year_end"),
        sent=reading.day("statement_sent"),
        current_monthly=reading.money("current_escrow"),
    )


def _lump(reading: Reading) -> tuple[bool | None, Cents | None]:
    """Whether a lump sum is demanded, and of how much when the record gives an amount."""
    said = reading.text("lump_sum")
    if not said:
        return None, None
    if said.casefold() in ("yes", "y", "true", "no", "n", "false", "1", "0"):
        return said.casefold() in ("yes", "y", "true", "1"), None
    amount = read_money(said)
    return (bool(amount), amount) if amount is not None else (None, None)


def _first(reading: Reading) -> date | None:
    said = reading.text("first_month")
    if not said:
        return None
    found = read_month(said)
    if found is None:
        reading.day("first_month")  # lists it as unread
        return None
    analyzed = reading.day("analysis_date")
    return date(found[0] or (analyzed.year if analyzed else 2000), found[1], 1)


def _projection(
    reading: Reading, first: date | None
) -> tuple[list[Stated], Cents | None, date | None]:
    """The servicer's month by month table, when there is one, and the balance it starts from."""
    rows = [one for one in reading.rows if {"month", "balance"} <= one.fields and not one.total]
    lines: list[Stated] = []
    start = required = None
    months: list[date | None] = []
    for row in rows:
        label = row.values.get("month", "") or row.values.get("payee", "")
        balance = read_money(row.values.get("balance", ""))
        paid_in = read_money(row.values.get("deposit", ""))
        paid_out = read_money(row.values.get("paid_out", ""))
        if normal(label) in map(normal, _START) or (
            not lines and balance is not None and not paid_in and not paid_out
        ):
            start = balance
            required = required or read_money(row.values.get("required", ""))
            continue
        month = read_month(label)
        if month is None or balance is None or len(lines) >= 12:
            if len(lines) < 12 and row.values.get("balance"):
                reading.refuse(row, "its month or its balance could not be read")
            continue
        months.append(date(month[0], month[1], 1) if month[0] else None)
        lines.append(Stated(label, paid_in, paid_out, balance, row.where))
    if first is None and months:
        first = months[0]
    if start is None and lines and lines[0].balance is not None:
        start = lines[0].balance - (lines[0].paid_in or 0) + (lines[0].paid_out or 0)
    if required is not None and "claimed_required" not in reading.figures:
        reading.figures["claimed_required"] = plain(required)
    return lines, start, first


def _bills(reading: Reading, first: date | None) -> list[Bill]:
    """The disbursements listed apart from the projection."""
    rows = [
        one
        for one in reading.rows
        if not one.total and "paid_out" in one.fields and "balance" not in one.fields
        and one.fields & {"month", "position"}
    ]  # fmt: skip
    bills: list[Bill] = []
    for row in rows:
        amount = read_money(row.values.get("paid_out", ""))
        if not amount:
            if amount is None:
                reading.refuse(row, "its amount could not be read")
            continue
        month = _position(row, first)
        if month is None:
            reading.refuse(row, "its month could not be read")
            continue
        bills.append(_bill(row, month, amount))
    return bills


def _undated(reading: Reading) -> list[Bill]:
    """Bills whose month nobody says: enough for the total and the cushion, for no projection."""
    found = []
    for row in reading.rows:
        amount = read_money(row.values.get("paid_out", ""))
        if not row.total and amount and {"payee", "paid_out"} <= row.fields:
            found.append(_bill(row, UNDATED, amount))
    return found


def _bill(row: Row, month: int, amount: Cents) -> Bill:
    return Bill(
        month=month,
        amount=amount,
        payee=row.values.get("payee", ""),
        on=read_day(row.values.get("paid_on", "")),
        deadline=read_day(row.values.get("deadline", "")),
        penalty=read_money(row.values.get("penalty", "")) or None,
        where=row.where,
    )


def _position(row: Row, first: date | None) -> int | None:
    """1 to 12: where in the computation year the row's month stands.

    A bare number is a calendar month; without a first month the year begins in January.
    """
    place = row.values.get("position", "")
    if place.isdigit() and len(place) < 3:
        return int(place) if 1 <= int(place) <= 12 else None
    said = row.values.get("month", "")
    if re.fullmatch(r"0?[1-9]|1[0-2]", said):
        found: tuple[int | None, int] | None = (None, int(said))
    else:
        found = read_month(said)
    if found is None:
        return None
    if first is None:
        return found[1]
    if found[0] is None:
        return (found[1] - first.month) % 12 + 1
    return months_between(first, date(found[0], found[1], 1)) % 12 + 1


def year_ends(first: date) -> date:
    """The first day after the computation year."""
    return month_after(first, 12)


def late_bills(reading: Reading) -> Sequence[Bill]:
    """Bills with a day of payment and a day without penalty, whatever else the row has."""
    found = []
    for row in reading.rows:
        if row.total or not {"deadline", "paid_on"} <= row.fields:
            continue
        paid, due = (read_day(row.values.get(name, "")) for name in ("paid_on", "deadline"))
        amount = read_money(row.values.get("paid_out", "") or row.values.get("actual", ""))
        if due is not None and (paid is not None or row.values.get("penalty")):
            found.append(
                Bill(0, amount or 0, row.values.get("payee", ""), on=paid, deadline=due,
                     penalty=read_money(row.values.get("penalty", "")) or None, where=row.where)
            )  # fmt: skip
    return found
