"""Late fees and late credits inside a payment history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from borrower_desk.analysis import late_fee
from borrower_desk.analysis.days import month_after
from borrower_desk.analysis.finding import fact, money_finding, said, spoken
from borrower_desk.analysis.money import day_interest
from borrower_desk.analysis.payments_input import Entry, Line, Terms
from borrower_desk.model import ArithmeticFinding, Cents, Certainty

KIND = "payments"
CREDIT_LAW = "12 CFR 1026.36(c)(1)(i); 12 CFR 1024.35(b)(3)"
NONCONFORMING_DAYS = 5  # 1026.36(c)(1)(iii): credited as of five days after receipt
_LATE = ("late", "lc", "delinq")


def same_kind(history: Sequence[Line], earlier: int, later: int) -> bool:
    """True when no other payment with interest lies between two entries."""
    return not any(
        one.kind is Entry.PAYMENT and one.interest for one in history[earlier + 1 : later]
    )


def _is_late_fee(one: Line) -> bool:
    word = one.what.casefold()
    return one.kind is Entry.FEE and (
        not word or any(each in word for each in _LATE) or "fee" in word
    )


def fee_findings(note: Terms, history: Sequence[Line]) -> Iterator[tuple[int, ArithmeticFinding]]:
    """Each late fee of the history, judged with the payment that it is about.

    A history without due dates is read as if payments were due on the first of the
    month; what is found then is only likely.
    """
    seen: dict[date, int] = {}
    for n, one in enumerate(history):
        if not _is_late_fee(one) or one.amount <= 0 or _waived(history, n):
            continue
        due = one.due or _installment(history, one)
        guessed = due is None and one.posted is not None and not any(o.due for o in history)
        if guessed and one.posted is not None:
            due = one.posted.replace(day=1)
        if due is not None and due in seen:
            yield n, _twice(one, history[seen[due]], due)
            continue
        if due is not None:
            seen[due] = n
        case = _case(note, history, n, due)
        for found in late_fee.findings(late_fee.judge(case)):
            if found.certainty is not Certainty.QUESTION:
                sure = Certainty.LIKELY if guessed else found.certainty
                yield n, replace(found, kind=KIND, certainty=sure)


def _waived(history: Sequence[Line], n: int) -> bool:
    fee = history[n]
    return any(
        one.kind is Entry.WAIVER and abs(one.amount) in (fee.amount, 0) for one in history[n + 1 :]
    )


def _installment(history: Sequence[Line], fee: Line) -> date | None:
    """The last installment that was due before the fee was charged."""
    if fee.posted is None:
        return None
    dues = [one.due for one in history if one.due and one.kind is Entry.PAYMENT]
    before = [due for due in dues if due < fee.posted]
    if before:
        last = max(before)
        following = month_after(last)
        return following if following < fee.posted else last
    return None


def _case(note: Terms, history: Sequence[Line], n: int, due: date | None) -> late_fee.Case:
    fee = history[n]
    paid = _payment_for(note, history, due)
    earlier = _unpaid_before(history, n, due)
    whole = None if note.payment is None else note.payment + (note.escrow or 0)
    return late_fee.Case(
        fee=fee.amount,
        due=due,
        grace=note.grace,
        received=_received(paid, history),
        credited=paid.posted if paid else None,
        fee_date=fee.posted,
        percent=note.percent,
        cap=note.cap,
        principal_and_interest=note.payment,
        total_payment=whole,
        paid=paid.amount if paid else None,
        earlier_fee=earlier or None,
        transfer=note.transfer,
        transaction=fee.reference or (paid.reference if paid else ""),
        where=fee.where,
    )


def _received(paid: Line | None, history: Sequence[Line]) -> date | None:
    """The day of receipt; the posting day where the history keeps no other."""
    if paid is None:
        return None
    return paid.received or paid.posted


def _payment_for(note: Terms, history: Sequence[Line], due: date | None) -> Line | None:
    """The payment of an installment: by its due date, else the first after the one before."""
    if due is None:
        return None
    full = [one for one in history if one.kind is Entry.PAYMENT and one.amount > 0
            and one.amount >= (note.payment or 0)]  # fmt: skip
    named = [one for one in full if one.due == due]
    if named:
        return named[0]
    if any(one.due for one in full):
        return None
    until = month_after(due)
    inside = [
        one
        for one in full
        if (day := one.received or one.posted) and due - timedelta(days=14) <= day < until
    ]
    return inside[0] if inside else None


def _unpaid_before(history: Sequence[Line], n: int, due: date | None) -> Cents:
    """Late fees of earlier installments that were neither paid nor waived before this one."""
    owed = 0
    for one in history[:n]:
        if _is_late_fee(one) and (one.due is None or due is None or one.due < due):
            owed += one.amount
        elif one.kind is Entry.WAIVER:
            owed -= abs(one.amount)
        elif one.kind is Entry.PAYMENT and one.fees:
            owed -= one.fees
    return max(owed, 0)


def fees_owed(history: Sequence[Line], n: int) -> Cents:
    """Fees charged before an entry that were neither paid nor waived."""
    owed = 0
    for one in history[:n]:
        if one.kind is Entry.FEE:
            owed += one.amount
        elif one.kind is Entry.WAIVER:
            owed = max(owed - abs(one.amount), 0)
        elif one.kind is Entry.PAYMENT:
            owed = max(owed - (one.fees or 0), 0)
    return owed


def _twice(one: Line, before: Line, due: date) -> ArithmeticFinding:
    return money_finding(
        KIND, "A late fee was charged twice for one payment", one.amount, 0,
        slug="fee-without-basis", citation=late_fee.FEE_LAW, rule="fee_twice", on=one.posted,
        explanation=f"For the payment due {spoken(due)} a late fee of {said(before.amount)} stands"
        f" already ({before.where}); {said(one.amount)} was charged again.",
        working=(f"{before.where}: {said(before.amount)}", f"{one.where}: {said(one.amount)}"),
        happened=f"You charged a second late fee of {said(one.amount)}"
        + (f" on {spoken(one.posted)}" if one.posted else "")
        + f" for the payment due {spoken(due)}.",
        facts=tuple(fact(each.posted, f"You charged a late fee of {said(each.amount)}.")
                    for each in (before, one) if each.posted),
        correction=(f"Remove the second late fee of {said(one.amount)}.",),
        transaction=one.reference,
    )  # fmt: skip


# ── payments credited late ───────────────────────────────────────────────────


def late_credits(note: Terms, history: Sequence[Line]) -> Iterator[tuple[int, ArithmeticFinding]]:
    """Payments credited after the day of receipt, where that did harm or took over five days.

    A delay that costs nothing and is not reported breaks nothing: 1026.36(c)(1)(i).
    A late fee of the same installment carries the finding already.
    """
    charged = {one.due or _installment(history, one) for one in history if _is_late_fee(one)}
    for n, one in enumerate(history):
        if one.kind is not Entry.PAYMENT or not one.received or not one.posted:
            continue
        days = (one.posted - one.received).days
        if days <= 0 or one.amount < (note.payment or 0):
            continue
        cost = _cost(note, history, n, days)
        late = (
            one.due is not None and note.grace is not None
            and one.received <= one.due + timedelta(days=note.grace) < one.posted
        )  # fmt: skip
        if one.due is not None and one.due in charged and late:
            continue
        if not cost and not late and days <= NONCONFORMING_DAYS:
            continue
        yield n, _credited_late(one, days, cost, sure=bool(cost or late))


def _cost(note: Terms, history: Sequence[Line], n: int, days: int) -> Cents:
    """The interest of the days between receipt and credit, where interest runs by the day."""
    if not note.daily or note.rate is None:
        return 0
    before = next((o.balance for o in reversed(history[:n]) if o.balance is not None), note.start)
    return day_interest(before or 0, note.rate, days, note.daily)


def _credited_late(one: Line, days: int, cost: Cents, *, sure: bool) -> ArithmeticFinding:
    received, posted = one.received or date.min, one.posted or date.min
    return money_finding(
        KIND, "A payment was credited after the day it was received", cost, 0,
        slug="payment-not-credited-on-receipt", citation=CREDIT_LAW, rule="credited_late",
        on=posted, certainty=Certainty.SURE if sure else Certainty.QUESTION,
        explanation=f"The payment of {said(one.amount)} was received on {spoken(received)} and"
        f" credited as of {spoken(posted)}, {days} days later."
        + (f" That cost {said(cost)} of interest." if cost else "")
        + ("" if sure else " Was there a charge or a report because of it?"),
        working=(f"{one.where}: received {received.isoformat()}, credited {posted.isoformat()}",),
        happened=f"You received my payment of {said(one.amount)} on {spoken(received)} and credited"
        f" it only as of {spoken(posted)}.",
        facts=(fact(received, f"You received my payment of {said(one.amount)}."),
               fact(posted, "You credited it.")),
        correction=(f"Credit the payment as of {spoken(received)}, the day you received it.",
                    "Remove every charge and report that came of the delay."),
        transaction=one.reference,
    )  # fmt: skip
