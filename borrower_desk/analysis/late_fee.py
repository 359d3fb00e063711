"""Was the payment late, and may the fee be as high as it is?

The note's grace period and the day of receipt decide lateness (12 CFR
1026.36(c)(1)(i)); the note's percentage of overdue principal and interest caps
the fee; 1026.36(c)(2) forbids a fee for an earlier fee; 1024.33(c)(1) protects
payments to the old servicer for 60 days.  State caps only where the user gives
one.  What is not known makes the verdict `cannot_tell`, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from borrower_desk.analysis.finding import (
    Assumption,
    Outcome,
    fact,
    money_finding,
    said,
    spoken,
)
from borrower_desk.analysis.late_fee_input import FIGURES, Case, case_of
from borrower_desk.analysis.money import plain, share, short_rate
from borrower_desk.analysis.reading import Reading
from borrower_desk.law.calendar import Almanac, DayKind
from borrower_desk.model import ArithmeticFinding, Cents, Certainty

__all__ = ["FIGURES", "KIND", "QUESTIONS", "Case", "analyze", "case_of", "findings", "judge"]
KIND = "late-fee"
PAYMENTS_LAW = "12 CFR 1026.36(c)(1)(i); 12 CFR 1024.35(b)(3), (b)(5)"
PYRAMID_LAW = "12 CFR 1026.36(c)(2); 12 CFR 1024.35(b)(5)"
TRANSFER_LAW = "12 CFR 1024.33(c)(1); 12 USC 2605(d)"
FEE_LAW = "12 CFR 1024.35(b)(5); the late charge clause of the note"
QUESTIONS = {
    "grace_days": "the note's grace period, in days",
    "received": "the day the servicer received the payment",
    "due": "the day the payment was due",
    "fee": "the late fee",
    "fee_percent": "the late fee percentage of the note",
    "principal_and_interest": "the monthly principal and interest",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one fee, with what led to it."""

    case: Case
    verdict: str
    last_day: date | None
    highest: Cents | None  # the highest fee that the note allows
    over_by: Cents
    missing: tuple[str, ...]
    working: tuple[str, ...]


def judge(case: Case) -> Judgement:
    """The verdict: not_late, late, late_fee_ok, fee_over_cap, pyramiding, transfer_protected
    or cannot_tell."""
    working: list[str] = []
    missing: list[str] = []
    last = _last_day(case, working, missing)
    late = _is_late(case, last, working, missing)
    highest = _highest(case, working)
    over = max(case.fee - highest, 0) if case.fee is not None and highest is not None else 0
    verdict = _verdict(case, late, highest, over, working)
    if case.fee and highest is None and late:
        missing += [n for n in ("fee_percent", "principal_and_interest") if _lacks(case, n)]
    if verdict not in {"cannot_tell", "fee_over_cap"} and not late:
        missing = []
    return Judgement(case, verdict, last, highest, over, tuple(missing), tuple(working))


def _lacks(case: Case, name: str) -> bool:
    return {"fee_percent": case.percent, "principal_and_interest": case.principal_and_interest}[
        name
    ] is None


def _last_day(case: Case, working: list[str], missing: list[str]) -> date | None:
    if case.due is None:
        missing.append("due")
        return None
    if case.grace is None:
        if case.received is None or case.received > case.due:
            missing.append("grace_days")
        working.append(f"The payment was due on {spoken(case.due)}.")
        return case.due if case.received is not None and case.received <= case.due else None
    last = case.due + timedelta(days=case.grace)
    working.append(
        f"Due {spoken(case.due)} + {case.grace} days of grace = {spoken(last)},"
        " the last day on which the payment is not late."
    )
    if case.next_business_day:
        almanac = Almanac(DayKind.BUSINESS)
        while not almanac.counts(last):
            last += timedelta(days=1)
        working.append(f"Moved to the next business day, as you set it: {spoken(last)}.")
    return last


def _is_late(case: Case, last: date | None, working: list[str], missing: list[str]) -> bool | None:
    """True, False, or None when the record does not say."""
    if last is None:
        if case.received is None and case.credited is None:
            missing.append("received")
        return None
    if case.received is not None:
        late = case.received > last
        gap = abs((case.received - last).days)
        working.append(
            f"Received {spoken(case.received)}: "
            + (f"{gap} day{'s' if gap != 1 else ''} late." if late else "in time.")
        )
        if case.credited is not None and case.credited > case.received:
            working.append(
                f"Credited only on {spoken(case.credited)}, {(case.credited - case.received).days}"
                " days after receipt; the day of receipt counts (12 CFR 1026.36(c)(1)(i))."
            )
        return late
    if case.credited is not None and case.credited <= last:
        working.append(f"Credited {spoken(case.credited)}: received no later, so in time.")
        return False
    if case.mailed is not None and case.mailed > last:
        working.append(f"Mailed {spoken(case.mailed)}, after the last day.")
        return True
    missing.append("received")
    if case.mailed is not None:
        working.append(
            f"Mailed {spoken(case.mailed)}, in time; nothing shows on which day it was received."
        )
    return None


def _highest(case: Case, working: list[str]) -> Cents | None:
    found: list[Cents] = []
    base = case.total_payment if case.on_total else case.principal_and_interest
    if case.percent is not None and base is not None:
        of_note = share(base, case.percent)
        name = "the whole payment" if case.on_total else "principal and interest"
        working.append(
            f"The note allows {short_rate(case.percent)} of {name}: {said(base)} = {said(of_note)}."
        )
        found.append(of_note)
    if case.cap is not None:
        working.append(f"The cap that you gave: {said(case.cap)}.")
        found.append(case.cap)
    return min(found) if found else None


def _verdict(
    case: Case, late: bool | None, highest: Cents | None, over: Cents, working: list[str]
) -> str:
    if late is False and case.earlier_fee and _covers(case):
        working.append(
            f"The payment came in time and covered the installment; only an earlier late fee of"
            f" {said(case.earlier_fee)} was unpaid."
        )
        return "pyramiding"
    if late is False and _in_window(case, working):
        return "transfer_protected"
    if late is False and not _short(case, working):
        return "not_late"
    if over:
        return "fee_over_cap"
    if late is None:
        return "cannot_tell"
    return "late_fee_ok" if case.fee is not None and highest is not None else "late"


def _covers(case: Case) -> bool:
    whole = case.total_payment or case.principal_and_interest
    return case.paid is None or whole is None or case.paid >= whole


def _short(case: Case, working: list[str]) -> bool:
    """True when what was paid in time did not cover the payment."""
    whole = case.total_payment or case.principal_and_interest
    if case.paid is None or whole is None or case.paid >= whole:
        return False
    working.append(f"Only {said(case.paid)} of {said(whole)} was paid: a partial payment.")
    return True


def _in_window(case: Case, working: list[str]) -> bool:
    if case.transfer is None or case.received is None or case.to_old is False:
        return False
    last = case.transfer + timedelta(days=59)
    inside = case.transfer <= case.received <= last
    if inside:
        working.append(
            f"The loan moved on {spoken(case.transfer)}; through {spoken(last)} a payment that"
            " reaches the old servicer in time may not be treated as late."
        )
    return inside and case.to_old is not None


# ── findings ─────────────────────────────────────────────────────────────────


def findings(found: Judgement) -> list[ArithmeticFinding]:
    """What to say of a judgement: the fee itself, and how far it is over the note's cap."""
    case = found.case
    if case.fee is None or case.fee <= 0:
        return []
    told = []
    if found.verdict in ("not_late", "pyramiding", "transfer_protected"):
        told.append(_unfounded(found, case.fee))
    if found.over_by and found.highest is not None:
        told.append(_over(found, case.fee, found.highest, alternative=bool(told)))
    if found.verdict == "cannot_tell" and case.mailed is not None:
        told.append(_question(found, case.fee))
    return told


def _unfounded(found: Judgement, fee: Cents) -> ArithmeticFinding:
    case = found.case
    charged = f"On {spoken(case.fee_date)} you" if case.fee_date else "You"
    got = case.received or case.credited
    reason, citation, title = {
        "not_late": (
            f"although you {'received' if case.received else 'credited'} the payment"
            + (f" on {spoken(got)}" if got else "")
            + (f", within the {case.grace} days of grace of my note" if case.grace else ""),
            PAYMENTS_LAW,
            "Late fee for a payment that was received in time",
        ),
        "pyramiding": (
            "although the payment came in time and only an earlier late fee was unpaid",
            PYRAMID_LAW,
            "Late fee charged because of an earlier late fee (pyramiding)",
        ),
        "transfer_protected": (
            "although the payment reached the old servicer in time, within 60 days of the transfer",
            TRANSFER_LAW,
            "Late fee on a payment protected by the 60 days after a transfer",
        ),
    }[found.verdict]
    whose = f" for the payment due {spoken(case.due)}" if case.due else ""
    happened = f"{charged} charged a late fee of {said(fee)}{whose}, {reason}."
    correction = [f"Remove the late fee of {said(fee)}, and return what I have paid of it."]
    if got and case.received:
        correction.append(
            f"Credit the payment as of {spoken(case.received)}, the day you received it."
        )
    return money_finding(
        KIND, title, fee, 0, slug="fee-without-basis", citation=citation, rule=found.verdict,
        explanation=f"A late fee of {said(fee)} was charged{whose}, {_theirs(reason)}.",
        working=(*found.working, f"So no late fee is owed: {said(fee)} − $0.00 = {said(fee)}."),
        on=case.fee_date or case.due, happened=happened, facts=_facts(case),
        correction=tuple(correction), transaction=case.transaction,
    )  # fmt: skip


def _theirs(reason: str) -> str:
    return reason.replace("although you ", "although the servicer ").replace("my note", "the note")


def _over(found: Judgement, fee: Cents, highest: Cents, *, alternative: bool) -> ArithmeticFinding:
    case = found.case
    why = _base_used(case, fee)
    even = "Even if a late fee were owed, it" if alternative else "The late fee"
    explanation = (
        f"{even} could be at most {said(highest)}; {said(fee)} was charged,"
        f" {said(fee - highest)} too much.{why}"
    )
    charged = f"On {spoken(case.fee_date)} you" if case.fee_date else "You"
    return money_finding(
        KIND, "Late fee over what the note allows", fee, highest, slug="fee-without-basis",
        citation=FEE_LAW, rule="fee_over_cap", explanation=explanation,
        working=(*found.working, f"{said(fee)} − {said(highest)} = {said(fee - highest)}."),
        on=case.fee_date or case.due,
        happened=f"{charged} charged a late fee of {said(fee)}. My note allows at most"
        f" {said(highest)}, so the fee is {said(fee - highest)} too high.{why}",
        facts=_facts(case),
        correction=(f"Reduce the late fee to {said(highest)} at most, and return"
                    f" {said(fee - highest)}.",),
        transaction=case.transaction, follows=alternative,
    )  # fmt: skip


def _base_used(case: Case, fee: Cents) -> str:
    """Why the fee is too high, where another base explains it to the cent."""
    if case.percent is None or case.total_payment is None or case.on_total:
        return ""
    if abs(share(case.total_payment, case.percent) - fee) <= 1:
        return (
            f" The {short_rate(case.percent)} was taken of the whole payment of"
            f" {said(case.total_payment)}, escrow included, not of principal and interest."
        )
    return ""


def _question(found: Judgement, fee: Cents) -> ArithmeticFinding:
    case = found.case
    mailed = spoken(case.mailed) if case.mailed else ""
    return money_finding(
        KIND, "On which day was the payment received?", fee, 0, slug="fee-without-basis",
        citation=PAYMENTS_LAW, rule="cannot_tell", certainty=Certainty.QUESTION,
        explanation=f"A late fee of {said(fee)} was charged. The payment was mailed on {mailed};"
        " the record does not show on which day it was received, so whether it was late cannot"
        " be told.",
        working=found.working, on=case.fee_date or case.due,
        happened=f"You charged a late fee of {said(fee)}. I mailed the payment on {mailed}. On"
        " which day did you receive it, and what shows that day?",
        facts=_facts(case),
        correction=("Tell me on which day you received the payment, and send me what shows it.",
                    f"If it came in time, remove the late fee of {said(fee)}."),
        transaction=case.transaction,
    )  # fmt: skip


def _facts(case: Case) -> tuple[str, ...]:
    paid = f" of {said(case.paid)}" if case.paid else ""
    number = f" ({case.transaction})" if case.transaction else ""
    grace = f", with {case.grace} days of grace" if case.grace is not None else ""
    told = [
        (case.due, f"The payment was due{grace}."),
        (case.mailed, f"I mailed the payment{paid}{number}."),
        (case.received, f"You received the payment{paid}{number}."),
        (case.credited, "You credited the payment."),
        (case.fee_date, f"You charged a late fee of {said(case.fee or 0)}."),
    ]
    return tuple(fact(day, words) for day, words in told if day is not None)


# ── from an input ────────────────────────────────────────────────────────────


def analyze(reading: Reading) -> Outcome:
    """Every late fee that the inputs describe."""
    rows = [one for one in reading.rows if not one.total and {"fee"} & one.fields]
    cases = [case_of(reading, one) for one in rows if one.values.get("fee")] or [case_of(reading)]
    return outcome(cases, reading)


def outcome(cases: list[Case], reading: Reading) -> Outcome:
    """The judgements of these cases as one outcome."""
    judged = [judge(one) for one in cases]
    told = [each for one in judged for each in findings(one)]
    first = judged[0]
    return Outcome(
        kind=KIND,
        findings=tuple(told),
        assumptions=_assumptions(first.case),
        missing=tuple(dict.fromkeys(QUESTIONS[n] for one in judged for n in one.missing)),
        unread=tuple(reading.unread),
        summary={**_shape(first), "cases": [_shape(one) for one in judged]},
        working=first.working,
        sources=tuple(reading.sources),
    )


def _shape(one: Judgement) -> dict[str, object]:
    return {
        "verdict": one.verdict,
        "due": one.case.due.isoformat() if one.case.due else None,
        "received": one.case.received.isoformat() if one.case.received else None,
        "last_day": one.last_day.isoformat() if one.last_day else None,
        "fee": None if one.case.fee is None else plain(one.case.fee),
        "cap": None if one.highest is None else plain(one.highest),
        "over_by": plain(one.over_by),
        "missing": [QUESTIONS[name] for name in one.missing],
        "where": one.case.where,
    }


def _assumptions(case: Case) -> tuple[Assumption, ...]:
    return (
        Assumption(
            "grace_days",
            "unknown" if case.grace is None else str(case.grace),
            "days after the due date, the last of them still in time; taken from your note",
        ),
        Assumption(
            "fee_base",
            "the whole payment" if case.on_total else "principal and interest",
            "what the note takes its percentage of; the usual note says overdue principal and"
            " interest",
        ),
        Assumption(
            "weekend",
            "next business day" if case.next_business_day else "no extension",
            "whether grace that ends on a weekend is extended; the usual note does not say so",
        ),
    )
