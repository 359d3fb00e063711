"""A payment history replayed under the note: where the servicer first went another way.

The errors are `payments_replay`'s and `payments_fees`'s; here is the second
ledger, ours from the first day, which prices what an error has cost since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from borrower_desk.analysis import late_fee
from borrower_desk.analysis.finding import Assumption, Outcome, said
from borrower_desk.analysis.money import plain, written_rate
from borrower_desk.analysis.payments_fees import fee_findings, late_credits
from borrower_desk.analysis.payments_input import (
    COLUMNS,
    FIGURES,
    Entry,
    Line,
    Terms,
    entries,
    gaps,
    terms,
)
from borrower_desk.analysis.payments_replay import (
    KIND,
    Replay,
    applications,
    interest_due,
    label,
    suspense,
    unmatched,
)
from borrower_desk.analysis.reading import Reading
from borrower_desk.model import ArithmeticFinding

__all__ = ["COLUMNS", "FIGURES", "KIND", "analyze"]


def analyze(reading: Reading) -> Outcome:
    """The history replayed."""
    history, own = entries(reading)
    note = terms(reading, history)
    missing = _missing(history, note)
    replay = Replay(note, history)
    if history and note.payment is not None:
        applications(replay)
        suspense(replay)
        for n, found in (*fee_findings(note, history), *late_credits(note, history)):
            replay.tell(n, found)
        for found in unmatched(history, own):
            replay.tell(len(history), found)
        _ledger(replay)
    pairs = sorted(zip(replay.rows, replay.findings, strict=True), key=lambda one: one[0])
    return Outcome(
        kind=KIND,
        findings=tuple(one for _, one in pairs),
        assumptions=_assumptions(note),
        missing=tuple(missing),
        unread=tuple(reading.unread),
        summary=_summary(replay, pairs),
        working=_working(replay),
        sources=tuple(reading.sources),
    )


LATE_FEES = frozenset(
    ("not_late", "fee_over_cap", "pyramiding", "transfer_protected", "fee_twice", "cannot_tell")
)


def late_fees(reading: Reading) -> Outcome:
    """The late fees of a history alone, judged with the payments that they are about."""
    whole = analyze(reading)
    found = tuple(
        replace(one, kind=late_fee.KIND) for one in whole.findings if one.rule in LATE_FEES
    )
    verdicts = [one.rule for one in found] or ["late_fee_ok"]
    return replace(
        whole,
        kind=late_fee.KIND,
        findings=found,
        summary={"verdict": verdicts[0], "verdicts": verdicts},
    )


def is_history(reading: Reading) -> bool:
    """True when the inputs hold a table of payments with their split."""
    return any({"principal", "interest"} <= one.fields for one in reading.rows)


# ── our own ledger, and what it all comes to ─────────────────────────────────


def _ledger(replay: Replay) -> None:
    """The balance under the note from the first day: each payment split as it should be."""
    note = replay.terms
    balance = note.start
    days = gaps(note, replay.history)
    about: dict[int, set[str]] = {}
    for row, found in zip(replay.rows, replay.findings, strict=True):
        about.setdefault(row, set()).add(found.rule)
    for n, one in enumerate(replay.history):
        if balance is not None and one.kind is Entry.PAYMENT:
            wrong = about.get(n, set())
            principal = (one.principal or 0) + one.extra
            interest = interest_due(note, balance, days[n], one.rate)
            if interest is not None and (one.interest or "suspense" in wrong):
                together = (one.principal or 0) + (one.interest or 0)
                if wrong & {"suspense", "to_suspense", "to_charges", "to_escrow"}:
                    together = note.payment or together
                if "extra_principal" in wrong:
                    together = one.amount - (note.escrow or 0)
                if together < (note.payment or 0) * 2:
                    principal = together - interest + one.extra
            balance -= principal
        elif balance is not None and one.kind is Entry.REVERSAL and one.principal:
            balance -= one.principal
        replay.ours.append(balance)


def _summary(replay: Replay, pairs: Sequence[tuple[int, ArithmeticFinding]]) -> dict[str, object]:
    history = replay.history
    paid = [one for one in history if one.kind is Entry.PAYMENT]
    theirs = next((o.balance for o in reversed(history) if o.balance is not None), None)
    ours = replay.ours[-1] if replay.ours else None
    first = next(((n, one) for n, one in pairs if n < len(history)), None)
    fees = sum(
        one.amount or 0 for _, one in pairs if one.error_slug == "fee-without-basis"
        and not one.follows
    )  # fmt: skip
    cost = fees + (theirs - ours if theirs is not None and ours is not None else 0)
    return {
        "entries": len(history),
        "totals": {
            name: plain(sum(getattr(one, name) or 0 for one in paid))
            for name in ("amount", "principal", "interest", "escrow", "fees", "suspense")
        },
        "balance_stated": None if theirs is None else plain(theirs),
        "balance_recomputed": None if ours is None else plain(ours),
        "first_divergence": None if first is None else {
            "row": history[first[0]].where,
            "date": str(history[first[0]].day or "") or None,
            "amount": plain(history[first[0]].amount),
            "difference": first[1].difference,
            "rule": first[1].rule,
            "title": first[1].title,
        },
        "cost_since": plain(cost if pairs else 0),
        "suspense": {
            "balance": plain(replay.suspense),
            "most": plain(replay.most_suspense),
            "periodic_payment": None if replay.whole is None else plain(replay.whole),
            "full_payment_reached": replay.reached,
        },
    }  # fmt: skip


def _working(replay: Replay) -> tuple[str, ...]:
    """Our ledger, entry by entry."""
    lines = []
    for one, balance in zip(replay.history, replay.ours, strict=False):
        if one.kind is not Entry.PAYMENT or balance is None:
            continue
        theirs = "" if one.balance is None else f"; theirs {said(one.balance)}"
        lines.append(f"{label(one)}: {said(one.amount)} paid; balance {said(balance)}{theirs}")
    return tuple(lines[:400])


def _missing(history: Sequence[Line], note: Terms) -> list[str]:
    if not history:
        return ["a payment history with a day, an amount and the split of each payment"]
    missing = []
    if note.rate is None:
        missing.append("the note's interest rate")
    if note.payment is None:
        missing.append("the monthly principal and interest")
    if note.start is None:
        missing.append("the principal balance before the first entry")
    fees = any(one.kind is Entry.FEE for one in history)
    if fees and note.grace is None:
        missing.append(late_fee.QUESTIONS["grace_days"])
    if fees and note.percent is None and note.cap is None:
        missing.append(late_fee.QUESTIONS["fee_percent"])
    return missing


def _assumptions(note: Terms) -> tuple[Assumption, ...]:
    def given(name: str) -> str:
        return "read off the history, as nothing gives it" if name in note.guessed else "as given"

    method = {0: "monthly (30/360)", 365: "daily, actual/365", 360: "daily, actual/360"}[note.daily]
    return (
        Assumption("interest", method, given("interest")),
        Assumption("rate", "unknown" if note.rate is None else written_rate(note.rate),
                   given("rate")),
        Assumption("payment", "unknown" if note.payment is None else plain(note.payment),
                   f"principal and interest, {given('payment')}"),
        Assumption("escrow", "unknown" if note.escrow is None else plain(note.escrow),
                   given("escrow")),
        Assumption("order", "interest, principal, escrow, charges",
                   "the uniform note and security instrument; say so if yours differs"),
        Assumption("due dates", "the history's, else the first of the month",
                   "to which installment a late fee belongs"),
        Assumption("tolerance", plain(note.tolerance), "differences up to this are rounding"),
    )  # fmt: skip
