"""One late fee as the inputs describe it: figures, or a row of a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from borrower_desk.analysis.reading import Reading, Row
from borrower_desk.analysis.words import Vocabulary
from borrower_desk.model import Cents

FIGURES: Vocabulary = {
    "due": ("due date", "payment due date", "payment due", "installment due", "date due",
            "installment due date", "scheduled due date", "payment due on", "due on"),
    "grace_days": ("grace", "grace period", "grace period days", "late after days",
                   "courtesy period", "days of grace", "grace day", "late charge grace days"),
    "received": ("received date", "date received", "payment received", "received on",
                 "payment received date", "received by servicer", "delivered", "delivery date",
                 "delivered on", "date payment received", "payment date", "paid date", "paid on",
                 "date paid"),
    "mailed": ("mailed date", "date mailed", "postmark", "postmark date", "postmarked",
               "sent", "sent date", "mailed on", "sent on"),
    "credited": ("credited date", "date credited", "credited on", "posted", "posted date",
                 "date posted", "posting date", "post date", "applied date", "applied on",
                 "effective date", "credit date", "payment credited"),
    "fee": ("late fee", "late charge", "fee amount", "late charge amount", "late fee amount",
            "fee charged", "late fee charged", "late charge assessed", "charge"),
    "fee_date": ("late fee date", "late charge date", "date charged", "charged on",
                 "fee charged on",
                 "assessed date", "date assessed", "assessed on", "late charge assessed date",
                 "charged date", "fee assessed"),
    "fee_percent": ("late fee percent", "late charge percent", "fee percentage", "late fee rate",
                    "late charge rate", "late charge percentage", "late fee percent from note",
                    "note late fee percent"),
    "fee_cap": ("late fee cap", "late charge cap", "maximum late fee", "maximum late charge",
                "state cap", "state late fee cap", "fee maximum", "late fee maximum"),
    "principal_and_interest": ("p&i", "p and i", "principal and interest payment",
                               "overdue principal and interest", "monthly principal and interest",
                               "principal interest", "p&i payment", "payment p&i"),
    "total_payment": ("monthly payment", "regular payment", "regular monthly payment",
                      "total monthly payment", "full payment", "payment due amount",
                      "amount due", "scheduled payment", "payment", "piti"),
    "amount_paid": ("paid amount", "payment amount", "amount received", "payment received amount",
                    "paid", "amount of payment", "amount"),
    "earlier_fee_unpaid": ("unpaid late fee", "prior late fee unpaid", "earlier late fee",
                           "prior unpaid late fee", "outstanding late fee", "unpaid late charge",
                           "outstanding late charge", "previous late fee unpaid", "prior late fee",
                           "late fee owed", "unpaid prior late charge", "prior late charge",
                           "earlier unpaid late fee", "previous unpaid late fee"),
    "transfer_date": ("transfer effective", "servicing transfer", "servicing transfer date",
                      "effective date of transfer", "transfer effective date", "transferred on",
                      "transfer"),
    "paid_to": ("sent to", "received by", "paid to servicer", "payment sent to", "payee"),
    "transaction": ("transaction number", "check number", "confirmation", "confirmation number",
                    "reference", "reference number", "check"),
    "fee_base": ("late fee base", "percent of", "fee basis", "base"),
    "weekend": ("weekend rule", "weekend grace"),
    "escrow": ("escrow payment", "month escrow"),
}  # fmt: skip
_OLD = ("old", "transferor", "former", "prior", "previous")


@dataclass(frozen=True, slots=True)
class Case:
    """One late fee.  Amounts in cents; `grace` is days after the due date."""

    fee: Cents | None = None
    due: date | None = None
    grace: int | None = None
    received: date | None = None
    mailed: date | None = None
    credited: date | None = None
    fee_date: date | None = None
    percent: Fraction | None = None
    cap: Cents | None = None
    principal_and_interest: Cents | None = None
    total_payment: Cents | None = None
    paid: Cents | None = None
    earlier_fee: Cents | None = None
    transfer: date | None = None
    to_old: bool | None = None
    transaction: str = ""
    on_total: bool = False  # the note takes its percentage of the whole payment
    next_business_day: bool = False
    where: str = ""


def case_of(reading: Reading, row: Row | None = None) -> Case:
    """The case that the figures, and perhaps one row of a table, describe."""
    own = reading
    if row is not None:
        own = Reading(
            {**reading.figures, **row.values},
            {**reading.places, **dict.fromkeys(row.values, row.where)},
        )
    sent_to = own.text("paid_to").casefold()
    total = own.money("total_payment")
    interest_part = own.money("principal_and_interest")
    escrow = own.money("escrow")
    if interest_part is None and total is not None and escrow is not None:
        interest_part = total - escrow
    if total is None and interest_part is not None and escrow is not None:
        total = interest_part + escrow
    case = Case(
        fee=own.money("fee"),
        due=own.day("due"),
        grace=own.count("grace_days"),
        received=own.day("received"),
        mailed=own.day("mailed"),
        credited=own.day("credited"),
        fee_date=own.day("fee_date"),
        percent=own.percent("fee_percent"),
        cap=own.money("fee_cap"),
        principal_and_interest=interest_part,
        total_payment=total,
        paid=own.money("amount_paid"),
        earlier_fee=own.money("earlier_fee_unpaid"),
        transfer=own.day("transfer_date"),
        to_old=None if not sent_to else any(word in sent_to for word in _OLD),
        transaction=own.text("transaction"),
        on_total="total" in own.text("fee_base").casefold()
        or "whole" in own.text("fee_base").casefold(),
        next_business_day="next" in own.text("weekend").casefold(),
        where=row.where if row else "",
    )
    if row is not None:
        reading.unread += own.unread
    return case
