"""A payment history as entries, and the terms of the note: given, or read off the history."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from statistics import median

from borrower_desk.analysis.days import read_day
from borrower_desk.analysis.money import day_interest, month_interest, read_money, read_rate
from borrower_desk.analysis.reading import Reading, Row
from borrower_desk.analysis.words import Vocabulary
from borrower_desk.model import Cents

FIGURES: Vocabulary = {
    "start_balance": ("starting balance", "beginning balance", "opening balance",
                      "original balance", "loan amount", "original principal", "principal",
                      "original principal balance", "starting principal", "balance",
                      "start principal",
                      "beginning principal balance", "original loan amount", "principal balance",
                      "opening principal balance", "unpaid principal balance"),
    "rate": ("interest rate", "note rate", "annual rate", "annual interest rate",
             "fixed rate", "rate percent"),
    "payment": ("p&i", "principal and interest", "principal and interest payment",
                "monthly principal and interest", "p&i payment", "note payment", "payment p&i"),
    "escrow": ("escrow payment", "monthly escrow", "month escrow payment", "escrow amount"),
    "total_payment": ("total payment", "monthly payment", "regular payment", "full payment",
                      "regular monthly payment", "total monthly payment", "periodic payment",
                      "piti"),
    "interest": ("interest method", "interest basis", "accrual", "interest calculation",
                 "day count", "accrual method"),
    "interest_from": ("interest paid to", "paid through", "interest paid through",
                      "interest start", "accrual start"),
    "grace_days": ("grace", "grace period", "late after days", "courtesy period",
                   "days of grace", "grace period days"),
    "fee_percent": ("late fee percent", "late charge percent", "late fee percentage",
                    "late charge rate", "late fee rate", "late charge percentage"),
    "fee_cap": ("late fee cap", "late charge cap", "maximum late fee", "state cap",
                "maximum late charge"),
    "tolerance": ("rounding tolerance",),
    "transfer_date": ("transfer", "transfer effective date", "servicing transfer date"),
}  # fmt: skip
COLUMNS: Vocabulary = {
    "posted": ("date", "transaction date", "posted date", "date posted", "posting date",
               "post date", "credited", "credited date", "date credited", "credit date",
               "applied date", "date applied", "process date", "processed", "trans date",
               "applied on", "credited on", "posted on", "credited as of"),
    "effective": ("effective date", "effective"),
    "received": ("received date", "date received", "received on", "payment received",
                 "payment date", "date paid", "paid date", "payment received date", "paid on"),
    "due": ("due date", "payment due date", "payment due", "installment", "installment due",
            "installment due date", "due for", "period", "payment number due", "next due"),
    "what": ("description", "type", "transaction", "transaction type", "activity", "memo",
             "transaction description", "code", "transaction code", "event", "entry", "kind"),
    "amount": ("total", "payment amount", "amount received", "total received", "total amount",
               "payment", "amount paid", "transaction amount", "total payment", "paid",
               "amount of payment", "received amount", "total paid"),
    "principal": ("principal paid", "principal applied", "to principal", "principal amount",
                  "applied principal", "principal portion"),
    "interest": ("interest paid", "interest applied", "to interest", "interest amount",
                 "applied interest", "interest portion"),
    "escrow": ("escrow paid", "escrow applied", "to escrow", "escrow amount", "escrow payment",
               "applied escrow", "escrow portion", "impound"),
    "fees": ("fee", "late charge", "late fee", "fees paid", "fee applied", "other",
             "fees applied", "to fees", "fee amount", "late charge paid", "fees and charges",
             "late fees", "other fees", "late charges", "fees late charges"),
    "charged": ("fee charged", "fees charged", "fee assessed", "late charge assessed",
                "late fee charged", "late fee assessed", "charges assessed", "assessed"),
    "suspense": ("unapplied", "suspense amount", "unapplied funds", "suspense applied",
                 "to suspense", "unapplied amount", "unapplied suspense", "suspense unapplied",
                 "partial", "unapplied funds amount"),
    "extra": ("additional principal", "extra principal", "curtailment", "principal curtailment",
              "principal only", "prepayment", "principal prepayment"),
    "balance": ("principal balance", "unpaid principal balance", "ending balance",
                "balance after", "remaining balance", "ending principal balance",
                "outstanding principal", "principal balance after", "loan balance",
                "balance principal", "outstanding balance", "principal remaining"),
    "suspense_balance": ("unapplied balance", "suspense balance after", "unapplied funds balance"),
    "escrow_balance": ("escrow balance after", "escrow account balance"),
    "rate": ("interest rate", "note rate"),
    "reference": ("reference number", "transaction number", "confirmation", "check number",
                  "confirmation number", "transaction id", "check", "id", "number"),
}  # fmt: skip
_SPLIT = ("principal", "interest")


class Entry(StrEnum):
    """What a row of a history is."""

    PAYMENT = "payment"
    FEE = "fee"
    REVERSAL = "reversal"
    WAIVER = "waiver"
    DISBURSEMENT = "disbursement"
    OTHER = "other"


_BILLS = r"(?i)\b(?:tax(?:es)?|insurance|hazard|pmi|mip|hoa)\b"
_WORDS = (
    (Entry.DISBURSEMENT, r"disburs|tax (?:paid|bill|payment)|insurance (?:paid|premium)|hazard"),
    (Entry.WAIVER, r"waiv|(?:late|fee|charge)\b.*revers|revers.*(?:late|fee|charge)"),
    (Entry.REVERSAL, r"revers|returned|\bnsf\b|non-?sufficient|chargeback|misapplication"),
    (Entry.FEE, r"(?:late|fee|charge)\b.*(?:assess|charged|due|imposed)|(?:assess|charged|impos)\w*"
                r".*(?:late|fee|charge)|^late (?:charge|fee)s?$|inspection|\bbpo\b|attorney"
                r"|corporate advance"),
    (Entry.OTHER, r"beginning balance|opening balance|starting balance|balance forward|note rate"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the history; a part that the history leaves out is None."""

    kind: Entry
    where: str
    posted: date | None
    received: date | None
    due: date | None
    what: str
    amount: Cents
    principal: Cents | None = None
    interest: Cents | None = None
    escrow: Cents | None = None
    fees: Cents | None = None
    suspense: Cents | None = None
    extra: Cents = 0
    balance: Cents | None = None
    reference: str = ""
    rate: Fraction | None = None

    @property
    def credited(self) -> date | None:
        """The day as of which the servicer credited it."""
        return self.posted

    @property
    def day(self) -> date | None:
        """The day to tell it by."""
        return self.posted or self.received or self.due


@dataclass(frozen=True, slots=True)
class Terms:
    """The note's terms.  `guessed` names those that were read off the history."""

    start: Cents | None
    rate: Fraction | None
    payment: Cents | None
    escrow: Cents | None
    daily: int = 0  # 0: a twelfth of the year's interest a month; else days of the year
    grace: int | None = None
    percent: Fraction | None = None
    cap: Cents | None = None
    tolerance: Cents = 1
    transfer: date | None = None
    interest_from: date | None = None
    guessed: tuple[str, ...] = ()


def entries(reading: Reading) -> tuple[list[Line], list[Line]]:
    """The servicer's history, and payments of the borrower's own record (rows without a split)."""
    history: list[Line] = []
    own: list[Line] = []
    split = any(set(_SPLIT) <= row.fields for row in reading.rows)
    for row in reading.rows:
        if row.total:
            continue
        line = _line(row)
        if line is None:
            reading.refuse(row, "its day or its amounts could not be read")
        elif split and not set(_SPLIT) & row.fields:
            own.append(line)
        else:
            history.append(line)
    return history, own


def _line(row: Row) -> Line | None:
    def money(name: str) -> Cents | None:
        said = row.values.get(name, "")
        return read_money(said) if said else None

    def day(name: str) -> date | None:
        return read_day(row.values.get(name, ""))

    what = re.sub(r"[_-]+", " ", row.values.get("what", "")).strip()
    posted = day("posted") or day("effective")
    if "effective" in row.values and "received" not in row.fields:
        # A history with a posting day and an effective day credits as of the effective one.
        posted = day("effective") or posted
    received = day("received")
    parts = {name: money(name) for name in ("principal", "interest", "escrow", "fees", "suspense")}
    extra = money("extra") or 0
    amount = money("amount")
    charged = money("charged")
    if any(row.values.get(name) and value is None for name, value in parts.items()):
        return None
    if posted is None and received is None and day("due") is None:
        if money("balance") is None or any(parts.values()) or amount:
            return None
        return Line(Entry.OTHER, row.where, None, None, None, what, 0, balance=money("balance"))
    if (
        amount is None
        and charged is None
        and not any(parts.values())
        and not row.values.get("balance")
    ):
        return None
    sum_of = sum(value or 0 for value in parts.values()) + extra
    if amount and amount > 0 and not sum_of and _is_held(row, what):
        parts["suspense"] = amount  # nothing was applied: it lies somewhere
    kind = _kind(what, amount, charged, parts)
    if kind is Entry.FEE:
        amount = charged or amount or parts["fees"] or 0
    return Line(
        kind=kind,
        where=row.where,
        posted=posted or received,
        received=received,
        due=day("due"),
        what=what,
        amount=abs(amount) if kind is Entry.FEE and amount else (
            amount if amount is not None else sum_of),
        extra=extra,
        balance=money("balance"),
        reference=row.values.get("reference", ""),
        rate=read_rate(row.values.get("rate", "")),
        **parts,
    )  # fmt: skip


def _is_held(row: Row, what: str) -> bool:
    """A payment in a table with a split, of which nothing was split."""
    held = re.search(r"(?i)suspense|unapplied", what)
    paid = not what or re.search(r"(?i)pay|pmt|received|receipt|partial|deposit", what)
    return set(_SPLIT) <= row.fields and bool(held or (paid and _kind_is_payment(what)))


def _kind_is_payment(what: str) -> bool:
    return not any(re.search(words, what, re.IGNORECASE) for _, words in _WORDS)


def _kind(
    what: str, amount: Cents | None, charged: Cents | None, parts: dict[str, Cents | None]
) -> Entry:
    applied = any(parts[name] for name in ("principal", "interest", "escrow", "suspense"))
    if re.search(_BILLS, what) and not (parts["principal"] or parts["interest"]):
        return Entry.DISBURSEMENT
    for kind, words in _WORDS:
        if re.search(words, what, re.IGNORECASE) and not (kind is Entry.FEE and applied):
            return kind
    if charged and not applied and not amount:
        return Entry.FEE
    if (
        not applied
        and parts["fees"]
        and re.search(r"(?i)late|fee|charge", what)
        and not re.search(r"(?i)payment|paid", what)
    ):
        return Entry.FEE
    if not applied and re.fullmatch(
        r"(?i)(?:late|fee|charge|lc|latefee|latecharge)[\s_-]*(?:fee|charge)?s?", what
    ):
        return Entry.FEE
    return Entry.PAYMENT


# ── terms ────────────────────────────────────────────────────────────────────


def terms(reading: Reading, history: Sequence[Line]) -> Terms:
    """The terms as given; what is not given is read off the history and named as a guess."""
    paid = [one for one in history if one.kind is Entry.PAYMENT and one.interest]
    guessed: list[str] = []
    start = reading.money("start_balance")
    if start is None and paid and paid[0].balance is not None and history[0] is paid[0]:
        start = paid[0].balance + (paid[0].principal or 0) + paid[0].extra
        guessed.append("start_balance")
    opening = next((o for o in history if o.kind is Entry.OTHER and o.balance is not None), None)
    if opening is not None and (start is None or "start_balance" in guessed):
        start = opening.balance
    payment, escrow = reading.money("payment"), reading.money("escrow")
    total = reading.money("total_payment")
    if payment is None and total is not None and escrow is not None:
        payment = total - escrow
    if payment is None and paid:
        payment = _commonest([(one.principal or 0) + (one.interest or 0) for one in paid])
        guessed.append("payment")
    if escrow is None and total is not None and payment is not None:
        escrow = total - payment
    if escrow is None and paid:
        escrow = _commonest([one.escrow or 0 for one in paid])
        guessed.append("escrow")
    daily = _method(reading.text("interest"))
    first = Terms(
        start=start,
        rate=reading.rate("rate"),
        payment=payment,
        escrow=escrow,
        daily=daily or 0,
        grace=reading.count("grace_days"),
        percent=reading.percent("fee_percent"),
        cap=reading.money("fee_cap"),
        tolerance=reading.money("tolerance") or 1,
        transfer=reading.day("transfer_date"),
        interest_from=reading.day("interest_from"),
    )
    if first.rate is None:
        rate = _rate(first, history)
        if rate is not None:
            first = replace(first, rate=rate)
            guessed.append("rate")
    if daily is None and first.rate is not None:
        first = replace(first, daily=_likeliest(first, history))
        guessed.append("interest")
    return replace(first, guessed=tuple(guessed))


def _method(said: str) -> int | None:
    word = said.casefold()
    if not word:
        return None
    if "daily" in word or "actual" in word or "simple" in word:
        return 360 if "actual/360" in word or "daily-360" in word or "daily 360" in word else 365
    return 0


def _commonest(values: Sequence[Cents]) -> Cents | None:
    return Counter(values).most_common(1)[0][0] if values else None


def priors(start: Cents | None, history: Sequence[Line]) -> list[Cents | None]:
    """The servicer's principal balance before each entry, by its own account."""
    told: list[Cents | None] = []
    balance = start
    for one in history:
        told.append(balance)
        if one.balance is not None:
            balance = one.balance
        elif balance is not None and one.kind in (Entry.PAYMENT, Entry.REVERSAL):
            balance -= (one.principal or 0) + one.extra
    return told


def gaps(first: Terms, history: Sequence[Line]) -> list[int | None]:
    """Days since the payment before, for interest by the day; None where nobody says."""
    told: list[int | None] = []
    before = first.interest_from
    for one in history:
        day = one.received or one.posted
        told.append((day - before).days if day and before else None)
        if one.kind is Entry.PAYMENT and one.interest and day:
            before = day
    return told


def _rate(first: Terms, history: Sequence[Line]) -> Fraction | None:
    """The rate that explains the interest of at least half of the payments, to the cent."""
    known = [
        (before, one.interest)
        for before, one in zip(priors(first.start, history), history, strict=True)
        if before and one.interest and one.kind is Entry.PAYMENT
    ]
    if len(known) < 3:
        return None
    middle = Fraction(median(Fraction(i * 1200, before) for before, i in known))
    candidates = {Fraction(round(middle * scale), scale) for scale in (8, 100, 1000)}
    scored = [
        (sum(abs(month_interest(b, rate) - i) <= 1 for b, i in known), -rate.denominator, rate)
        for rate in candidates
    ]
    best = max(scored)
    return best[2] if best[0] * 2 >= len(known) else None


def _likeliest(first: Terms, history: Sequence[Line]) -> int:
    """0, 365 or 360: the method that explains the interest of the most payments."""
    scores = {0: 0, 365: 0, 360: 0}
    rate = first.rate or Fraction(0)
    for before, days, one in zip(
        priors(first.start, history), gaps(first, history), history, strict=True
    ):
        if before is None or not one.interest or one.kind is not Entry.PAYMENT:
            continue
        scores[0] += abs(month_interest(before, rate) - one.interest) <= 1
        for year in (365, 360):
            if days:
                scores[year] += abs(day_interest(before, rate, days, year) - one.interest) <= 1
    return max(scores, key=lambda method: (scores[method], method == 0))
