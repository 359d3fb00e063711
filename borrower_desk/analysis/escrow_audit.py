"""An escrow statement held against 12 CFR 1024.17: what it may ask, and what it asks."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from borrower_desk.analysis.escrow import (
    MOST_CUSHION_MONTHS,
    month_labels,
    position,
    project,
    spread,
)
from borrower_desk.analysis.escrow_input import (
    COLUMNS,
    FIGURES,
    UNDATED,
    Statement,
    late_bills,
    statement,
)
from borrower_desk.analysis.escrow_words import (
    Audit,
    bill_lines,
    corrections,
    count_words,
    steps,
    told_facts,
    your_analysis,
)
from borrower_desk.analysis.finding import (
    Assumption,
    Month,
    Outcome,
    fact,
    money_finding,
    said,
    spoken,
)
from borrower_desk.analysis.money import plain
from borrower_desk.analysis.reading import Reading
from borrower_desk.model import Cents, Certainty

__all__ = ["COLUMNS", "FIGURES", "KIND", "analyze"]
KIND = "escrow"
OTHER = "other-servicing-error"
BILLS = "escrow-bill-late-or-refund-missing"
CUSHION_LAW = "12 CFR 1024.17(c)(1)(ii), (c)(5), (d)(2)"
SHORTAGE_LAW = "12 CFR 1024.17(b), (d)(2), (f)(3)"
LUMP_LAW = "12 CFR 1024.17(f)(3)(ii)"
SURPLUS_LAW = "12 CFR 1024.17(f)(2)"
DEFICIENCY_LAW = "12 CFR 1024.17(f)(4)"
LATE_LAW = "12 CFR 1024.17(k)(1); 12 CFR 1024.34(a)"
PAYMENT_LAW = "12 CFR 1024.17(c)(1)(ii), (c)(3), (d)(2)"
SMALL_SURPLUS = 50_00  # 1024.17(f)(2)(i)


def analyze(reading: Reading) -> Outcome:
    """The statement recomputed, and every way in which it asks too much or pays too late."""
    given = statement(reading)
    months = given.cushion_months if given.cushion_months is not None else MOST_CUSHION_MONTHS
    year = project(given.bills, min(months, MOST_CUSHION_MONTHS))
    dated = all(one.month != UNDATED for one in given.bills)
    where = position(given.start, year.required) if given.start is not None and dated else None
    audit = Audit(given, year, where, [], 2)
    late = [*late_bills(reading)]
    if given.bills:
        _cushion(audit, months)
        _required(audit)
        _shortage(audit)
        _deficiency(audit)
        _surplus(audit)
        _repayment(audit)
        _payment(audit)
        _table(audit)
    for bill in late:
        _late(audit, bill)
    missing = _missing(given, bool(late))
    return Outcome(
        kind=KIND,
        findings=tuple(audit.findings),
        assumptions=_assumptions(given, months),
        missing=tuple(missing),
        unread=tuple(reading.unread),
        summary=_summary(audit) if given.bills else {},
        months=_months(audit) if given.bills else (),
        working=steps(year, given) if given.bills else (),
        sources=tuple(reading.sources),
    )


def _cushion(audit: Audit, months: Fraction) -> None:
    stated, most = audit.given.cushion, audit.year.cushion
    if stated is None or stated - most <= audit.tolerance:
        return
    over = stated - most
    used = count_words(min(months, MOST_CUSHION_MONTHS))
    limit = "one-sixth" if months >= MOST_CUSHION_MONTHS else f"{count_words(months)} months"
    audit.findings.append(
        money_finding(
            KIND, "Escrow cushion over the limit", stated, most, slug=OTHER, citation=CUSHION_LAW,
            rule="cushion_over", on=audit.given.analyzed,
            explanation=f"The analysis keeps a cushion of {said(stated)}. The most that the law"
            f" allows is {limit} of the year's disbursements of {said(audit.year.total)}:"
            f" {said(most)}. The cushion is {said(over)} too high.",
            working=(*bill_lines(audit.year),
                     f"{said(audit.year.total)} × {used}/12 = {said(most)}",
                     f"{said(stated)} − {said(most)} = {said(over)}"),
            happened=f"{your_analysis(audit)} requires a cushion of {said(stated)}; at most"
            f" {said(most)} is allowed (12 CFR 1024.17(c)(1)(ii)), {said(over)} less.",
            facts=told_facts(audit), correction=corrections(audit),
        )
    )  # fmt: skip


def _required(audit: Audit) -> None:
    """The starting balance that the servicer requires; it may not exceed step 3 of Appendix E."""
    stated, ours = audit.given.required, audit.year.required
    if stated is None or audit.where is None or stated - ours <= audit.tolerance:
        return
    audit.findings.append(
        money_finding(
            KIND, "Required starting balance over the limit", stated, ours, slug=OTHER,
            citation="12 CFR 1024.17(c)(1)(ii), (d)(2)(i)", rule="required",
            on=audit.given.analyzed, follows=bool(audit.findings),
            explanation=f"The analysis requires {said(stated)} at the start of the year. The"
            f" lowest trial balance is {said(audit.year.low)}; with the cushion of"
            f" {said(audit.year.cushion)} at most {said(ours)} may be required.",
            working=steps(audit.year, audit.given), facts=told_facts(audit),
            correction=corrections(audit),
        )
    )  # fmt: skip


def _shortage(audit: Audit) -> None:
    stated, where = audit.given.shortage, audit.where
    if stated is None or where is None or not audit.off(stated, where.shortage):
        return
    follows = any(one.rule in ("cushion_over", "required") for one in audit.findings)
    start = audit.given.start or 0
    audit.findings.append(
        money_finding(
            KIND, "Escrow shortage that is not owed" if stated > where.shortage
            else "Escrow shortage stated too low", stated, where.shortage, slug=OTHER,
            citation=SHORTAGE_LAW, rule="shortage", on=audit.given.analyzed, follows=follows,
            explanation=f"The analysis states a shortage of {said(stated)}. With a starting balance"
            f" of {said(start)} and the {said(audit.year.required)} that the year requires, it is"
            f" {said(where.shortage)}"
            + (f", {said(spread(where.shortage, 12))} a month over 12 months."
               if where.shortage else "."),
            working=(*steps(audit.year, audit.given),
                     f"Required {said(audit.year.required)} − actual {said(max(start, 0))} ="
                     f" {said(audit.year.required - max(start, 0))}"),
            happened=f"{your_analysis(audit)} states a shortage of {said(stated)}; it is"
            f" {said(where.shortage)}.",
            facts=told_facts(audit), correction=corrections(audit),
            certainty=Certainty.SURE if audit.given.first or audit.given.lines
            else Certainty.LIKELY,
        )
    )  # fmt: skip


def _deficiency(audit: Audit) -> None:
    stated, where = audit.given.deficiency, audit.where
    if stated is not None and where is not None and audit.off(stated, where.deficiency):
        audit.findings.append(
            money_finding(
                KIND, "Escrow deficiency stated wrong", stated, where.deficiency, slug=OTHER,
                citation="12 CFR 1024.17(b), (f)(4)", rule="deficiency", on=audit.given.analyzed,
                explanation=f"A deficiency is a negative balance. The balance is"
                f" {said(audit.given.start or 0)}, so the deficiency is"
                f" {said(where.deficiency)}, not {said(stated)}.",
                working=(f"Balance {said(audit.given.start or 0)}",), facts=told_facts(audit),
                correction=corrections(audit),
            )
        )  # fmt: skip


def _surplus(audit: Audit) -> None:
    given, where = audit.given, audit.where
    if where is None:
        return
    if audit.off(given.surplus, where.surplus):
        stated = given.surplus or 0
        audit.findings.append(
            money_finding(
                KIND, "Escrow surplus stated wrong", stated, where.surplus, slug=OTHER,
                citation=SURPLUS_LAW, rule="surplus", on=given.analyzed,
                explanation=f"The analysis states a surplus of {said(stated)}; it is"
                f" {said(where.surplus)}.", working=steps(audit.year, given),
                facts=told_facts(audit),
                correction=corrections(audit),
                follows=any(one.rule in ("cushion_over", "required") for one in audit.findings),
            )
        )  # fmt: skip
    if where.surplus >= SMALL_SURPLUS and given.current is not False:
        _refund(audit, where.surplus)


def _refund(audit: Audit, surplus: Cents) -> None:
    """A surplus of $50 or more is refunded within 30 days of the analysis."""
    given = audit.given
    due = given.analyzed + timedelta(days=30) if given.analyzed else None
    paid = given.refund if given.refund is not None else (surplus if given.refunded else None)
    late = bool(given.refunded and due and given.refunded > due)
    if given.refunded is None and given.refund is None:
        return  # nothing says that it was not paid
    short = surplus - (paid or 0)
    if not late and short <= audit.tolerance:
        return
    when = f" by {spoken(due)}" if due else ""
    audit.findings.append(
        money_finding(
            KIND, "Escrow surplus refunded late" if late else "Escrow surplus not refunded",
            paid or 0, surplus, slug=OTHER, citation=SURPLUS_LAW, rule="surplus_refund",
            on=given.analyzed, explanation=f"A surplus of {said(surplus)}, $50 or more, had to be"
            f" refunded{when} (30 days)."
            + (f" It was refunded on {spoken(given.refunded)}." if late and given.refunded else "")
            + (f" {said(short)} of it is missing." if short > 0 else ""),
            working=steps(audit.year, given), facts=told_facts(audit),
            correction=(f"Refund the surplus of {said(surplus)}.",),
        )
    )  # fmt: skip


def _repayment(audit: Audit) -> None:
    """How a shortage and a deficiency may be asked for (1024.17(f)(3), (4))."""
    given, where, month = audit.given, audit.where, audit.year.monthly
    owed = where.shortage if where is not None else given.shortage
    asked = given.shortage if given.shortage is not None else owed
    if asked and owed is not None and max(owed, 0) >= month:
        few = given.spread_months is not None and given.spread_months < 12
        if given.lump_sum or few:
            how = "in one sum" if given.lump_sum else f"over {given.spread_months} months"
            monthly = spread(owed, 12)
            asked_month = asked if given.lump_sum else spread(asked, given.spread_months or 1)
            audit.findings.append(
                money_finding(
                    KIND, "Shortage demanded faster than the law allows", asked_month, monthly,
                    slug=OTHER, citation=LUMP_LAW, rule="lump_sum", on=given.analyzed,
                    explanation=f"The shortage is asked for {how}. It is {said(owed)}, not less"
                    f" than one month's escrow payment of {said(month)}, so it may only be spread"
                    f" over at least 12 months: {said(monthly)} a month.",
                    working=(f"Shortage {said(owed)} ≥ one month's payment {said(month)}",
                             f"{said(owed)} ÷ 12 = {said(monthly)}"),
                    facts=told_facts(audit), correction=corrections(audit), amount=0,
                )
            )  # fmt: skip
    if where is not None and where.deficiency >= month and given.deficiency_months == 1:
        audit.findings.append(
            money_finding(
                KIND, "Deficiency demanded in one sum", where.deficiency,
                spread(where.deficiency, 2), slug=OTHER, citation=DEFICIENCY_LAW,
                rule="deficiency_lump", on=given.analyzed, amount=0,
                explanation=f"The deficiency of {said(where.deficiency)} is at least one month's"
                f" payment of {said(month)}: it may be asked for in two or more equal monthly"
                " payments, not in one.",
                working=(f"{said(where.deficiency)} ÷ 2 = {said(spread(where.deficiency, 2))}",),
                facts=told_facts(audit), correction=corrections(audit),
            )
        )  # fmt: skip


def _payment(audit: Audit) -> None:
    """The new escrow payment and its parts."""
    given, year, where = audit.given, audit.year, audit.where
    if audit.off(given.total, year.total):
        stated = given.total or 0
        audit.findings.append(
            money_finding(
                KIND, "Total of the year's disbursements is wrong", stated, year.total, slug=OTHER,
                citation="12 CFR 1024.17(c)(7), (d)(2)", rule="total", on=given.analyzed,
                explanation=f"The listed disbursements add up to {said(year.total)}, not"
                f" {said(stated)}.", working=bill_lines(year), facts=told_facts(audit),
                correction=corrections(audit),
            )
        )  # fmt: skip
    parts = spread(where.shortage, 12) if where is not None else 0
    if given.monthly is not None and audit.off(given.monthly, year.monthly):
        with_shortage = year.monthly + parts
        if abs(given.monthly - with_shortage) > audit.tolerance:
            audit.findings.append(
                money_finding(
                    KIND, "New monthly escrow payment is wrong", given.monthly, year.monthly,
                    slug=OTHER, citation=PAYMENT_LAW, rule="monthly", on=given.analyzed,
                    follows=any(o.rule in ("total", "cushion_over") for o in audit.findings),
                    explanation="The escrow payment is a twelfth of the year's disbursements:"
                    f" {said(year.total)} ÷ 12 = {said(year.monthly)}. The analysis asks"
                    f" {said(given.monthly)}.", working=(*bill_lines(year),
                    f"{said(year.total)} ÷ 12 = {said(year.monthly)}"), facts=told_facts(audit),
                    correction=corrections(audit),
                )
            )  # fmt: skip
    if where is not None and audit.off(given.spread, parts) and given.shortage is not None:
        explained = (
            abs(spread(given.shortage, given.spread_months or 12) - (given.spread or 0)) <= 2
        )
        audit.findings.append(
            money_finding(
                KIND, "Monthly shortage payment is wrong", given.spread or 0, parts, slug=OTHER,
                citation=SHORTAGE_LAW, rule="spread", on=given.analyzed,
                follows=explained and bool(audit.findings),
                explanation=f"A shortage of {said(where.shortage)} over 12 months is {said(parts)}"
                f" a month; the analysis asks {said(given.spread or 0)}.",
                working=(f"{said(where.shortage)} ÷ 12 = {said(parts)}",), facts=told_facts(audit),
                correction=corrections(audit),
            )
        )  # fmt: skip
    _new_total(audit, parts)


def _new_total(audit: Audit, parts: Cents) -> None:
    given, year = audit.given, audit.year
    if given.payment is None or given.principal_and_interest is None or audit.where is None:
        return
    whole = given.principal_and_interest + year.monthly + parts
    if abs(given.payment - whole) <= audit.tolerance + 1:
        return
    audit.findings.append(
        money_finding(
            KIND, "New total payment is wrong", given.payment, whole, slug=OTHER,
            citation=PAYMENT_LAW, rule="payment", on=given.analyzed,
            follows=bool(audit.findings),
            explanation=f"Principal and interest {said(given.principal_and_interest)}, escrow"
            f" {said(year.monthly)} and the shortage {said(parts)} are {said(whole)}; the analysis"
            f" asks {said(given.payment)}.",
            working=(f"{said(given.principal_and_interest)} + {said(year.monthly)} + {said(parts)}"
                     f" = {said(whole)}",), facts=told_facts(audit), correction=corrections(audit),
        )
    )  # fmt: skip


def _table(audit: Audit) -> None:
    """The servicer's own projection, added up again."""
    given, lines = audit.given, audit.given.lines
    balance = given.start
    for line in lines:
        if balance is None or line.balance is None:
            break
        ours = balance + (line.paid_in or 0) - (line.paid_out or 0)
        if abs(ours - line.balance) > audit.tolerance:
            audit.findings.append(
                money_finding(
                    KIND, f"Projected balance of {line.label} does not add up", line.balance, ours,
                    slug=OTHER, citation="12 CFR 1024.17(d)(2), (i)(1)", rule="projection",
                    on=given.analyzed,
                    explanation=f"From {said(balance)}, {said(line.paid_in or 0)} in and"
                    f" {said(line.paid_out or 0)} out leave {said(ours)}; the projection says"
                    f" {said(line.balance)}.", working=(
                    f"{said(balance)} + {said(line.paid_in or 0)} − {said(line.paid_out or 0)} ="
                    f" {said(ours)}",), facts=told_facts(audit), correction=corrections(audit),
                )
            )  # fmt: skip
        balance = line.balance
    stated = [line.balance for line in lines if line.balance is not None]
    if given.low is not None and stated and audit.off(given.low, min(stated)):
        audit.findings.append(
            money_finding(
                KIND, "Lowest projected balance is wrong", given.low, min(stated), slug=OTHER,
                citation="12 CFR 1024.17(d)(2)", rule="low", on=given.analyzed,
                explanation=f"The lowest balance of the projection is {said(min(stated))}, not"
                f" {said(given.low)}.", working=tuple(
                    f"{line.label}: {said(line.balance or 0)}" for line in lines),
                facts=told_facts(audit), correction=corrections(audit),
            )
        )  # fmt: skip


def _late(audit: Audit, bill: object) -> None:
    """A bill paid after the day that avoids a penalty (1024.17(k)(1))."""
    from borrower_desk.analysis.escrow import Bill

    if not isinstance(bill, Bill) or bill.deadline is None:
        return
    if bill.on is not None and bill.on <= bill.deadline:
        return
    if bill.on is None and not bill.penalty:
        return
    name = bill.payee or "the bill"
    paid = f"was paid on {spoken(bill.on)}" if bill.on else "has not been paid"
    days = f", {(bill.on - bill.deadline).days} days late" if bill.on else ""
    cost = f" The penalty was {said(bill.penalty)}." if bill.penalty else ""
    facts = [fact(bill.deadline, f"The last day to pay {name} without a penalty.")]
    if bill.on:
        facts.append(fact(bill.on, f"You paid {name}."))
    audit.findings.append(
        money_finding(
            KIND, f"{name[:1].upper()}{name[1:]} paid late from escrow", bill.penalty or 0, 0,
            slug=BILLS, citation=LATE_LAW, rule="late_bill", on=bill.deadline,
            explanation=f"{name[:1].upper()}{name[1:]} of {said(bill.amount)} could be paid without"
            f" a penalty until {spoken(bill.deadline)}; it {paid}{days}.{cost}",
            working=(f"{spoken(bill.deadline)}: last day without a penalty",
                     f"{spoken(bill.on) if bill.on else 'not paid'}{days}",
                     f"Penalty: {said(bill.penalty or 0)}"),
            happened=f"You had to pay {name} by {spoken(bill.deadline)}; it {paid}{days}.{cost}",
            facts=tuple(facts),
            correction=(f"Pay the penalty of {said(bill.penalty)} yourself, and charge none of it"
                        " to my escrow account." if bill.penalty else
                        "Pay the bill and every penalty yourself.",),
            certainty=Certainty.SURE if bill.penalty else Certainty.LIKELY,
        )
    )  # fmt: skip


# ── the rest of the answer ──────────────────────────────────────────────────


def _missing(given: Statement, late: bool) -> list[str]:
    missing = []
    if not given.bills and not late:
        missing.append("the year's disbursements, each with its month and amount")
    if any(one.month == UNDATED for one in given.bills):
        missing.append("the month of each disbursement: without it there is no projection")
    if given.bills and given.start is None:
        missing.append("the escrow balance at the start of the computation year")
    if given.bills and given.first is None and not given.lines:
        missing.append("the first month of the computation year (the months were taken as given)")
    return missing


def _assumptions(given: Statement, months: Fraction) -> tuple[Assumption, ...]:
    return (
        Assumption("cushion_months", count_words(min(months, MOST_CUSHION_MONTHS)),
                   "at most 2 (one-sixth of the year); less where state law or the note says so"),
        Assumption("first_month", given.first.isoformat()[:7] if given.first else "as listed",
                   "the first month of the computation year; each month's payment comes before its"
                   " disbursements, as in Appendix E"),
        Assumption("rounding", "half up, to the cent", "a twelfth and a spread are rounded once;"
                   " differences of up to 2 cents are not findings"),
        Assumption("current", {True: "yes", False: "no", None: "yes, as nothing says otherwise"}[
            given.current], "the rules on shortage and surplus are for a borrower who is current"),
    )  # fmt: skip


def _summary(audit: Audit) -> dict[str, object]:
    year, where, given = audit.year, audit.where, audit.given
    over = max((given.cushion or 0) - year.cushion, 0)
    position_shape: dict[str, object] = {}
    if where is not None:
        position_shape = {
            "shortage": plain(where.shortage),
            "shortage_monthly": plain(spread(where.shortage, 12)),
            "deficiency": plain(where.deficiency),
            "surplus": plain(where.surplus),
            "new_payment": plain(year.monthly + spread(where.shortage, 12)),
        }
    return {
        "annual_disbursements": plain(year.total),
        "monthly_payment": plain(year.monthly),
        "cushion": {
            "max": plain(year.cushion),
            "stated": None if given.cushion is None else plain(given.cushion),
            "over": plain(over),
        },
        "trial_low": plain(year.low),
        "required_start": plain(year.required),
        "start_balance": None if given.start is None else plain(given.start),
        **position_shape,
        "lump_sum_allowed": None if where is None else 0 < where.shortage < year.monthly,
    }


def _months(audit: Audit) -> tuple[Month, ...]:
    year, given = audit.year, audit.given
    start = given.start if given.start is not None else year.required
    balances = year.balances(start)[1:]
    stated = [line.balance for line in given.lines]
    return tuple(
        Month(
            label, paid, out, balance,
            stated[n] if n < len(stated) else None,
            "lowest" if n + 1 == year.low_month else "",
        )
        for n, (label, paid, out, balance) in enumerate(
            zip(month_labels(given.first), year.payments, year.paid_out, balances, strict=True)
        )
    )  # fmt: skip
