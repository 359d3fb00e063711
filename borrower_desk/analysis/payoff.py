"""A payoff quote recomputed: interest to the day, the convention that explains it, the fees.

No federal rule fixes the day count, so each usual one is tried, and the one
that explains the quote is named; what none explains is the residue.  The
statement is due seven business days after a written request (12 CFR
1026.36(c)(3)).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from borrower_desk.analysis.finding import Assumption, Outcome, fact, money_finding, said, spoken
from borrower_desk.analysis.money import plain, written_rate
from borrower_desk.analysis.payoff_quote import (
    COLUMNS,
    FIGURES,
    MIXED,
    MONTHS,
    NAMES,
    Convention,
    Fee,
    Quote,
    conventions,
    quote_of,
)
from borrower_desk.analysis.reading import Reading
from borrower_desk.law.deadlines import deadline
from borrower_desk.model import ArithmeticFinding, Cents, Certainty

__all__ = ["COLUMNS", "FIGURES", "KIND", "MIXED", "MONTHS", "Quote", "analyze", "conventions"]
KIND = "payoff"
SLUG = "payoff-wrong-or-missing"
LAW = "12 CFR 1026.36(c)(3); 12 CFR 1024.35(b)(6)"
FEE_LAW = "12 CFR 1024.35(b)(5), (b)(6)"


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
    return NAMES.get(one.year, f"{one.year} days")


def _name(one: Convention) -> str:
    return NAMES.get(one.year, str(one.year))


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
