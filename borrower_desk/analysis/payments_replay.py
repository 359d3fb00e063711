"""Each entry of a payment history held against the note: the errors, one finding each.

An entry is judged by the servicer's own balance before it, so that an error does
not make findings of all that follows it.  Order of application: interest,
principal, escrow, then charges, as the uniform note and security instrument have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from borrower_desk.analysis.finding import fact, money_finding, said, spoken
from borrower_desk.analysis.money import day_interest, month_interest, written_rate
from borrower_desk.analysis.payments_fees import fees_owed, same_kind
from borrower_desk.analysis.payments_input import Entry, Line, Terms, gaps, priors
from borrower_desk.model import ArithmeticFinding, Cents, Certainty

KIND = "payments"
MISAPPLIED = "payment-misapplied"
APPLY_LAW = "12 CFR 1024.35(b)(2); the note's order of application"
INTEREST_LAW = "12 CFR 1024.35(b)(2); the interest clause of the note"
SUSPENSE_LAW = "12 CFR 1026.36(c)(1)(i); 12 CFR 1024.35(b)(2), (b)(3)"
ACCUMULATED_LAW = "12 CFR 1026.36(c)(1)(ii)(B)"
CREDIT_LAW = "12 CFR 1026.36(c)(1)(i); 12 CFR 1024.35(b)(3)"


@dataclass(slots=True)
class Replay:
    """The history under way.  `ours` is the balance as the note would have it."""

    terms: Terms
    history: Sequence[Line]
    findings: list[ArithmeticFinding] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)  # the entry that each finding is about
    ours: list[Cents | None] = field(default_factory=list)
    suspense: Cents = 0
    most_suspense: Cents = 0
    reached: bool = False

    @property
    def whole(self) -> Cents | None:
        """A periodic payment: principal, interest and escrow (1026.36(c)(1)(i))."""
        if self.terms.payment is None:
            return None
        return self.terms.payment + (self.terms.escrow or 0)

    def tell(self, n: int, finding: ArithmeticFinding) -> None:
        self.findings.append(finding)
        self.rows.append(n)


# ── the split of each payment ────────────────────────────────────────────────


def interest_due(
    note: Terms, before: Cents, days: int | None, rate: Fraction | None
) -> Cents | None:
    """The interest of one payment on the balance before it; None where it cannot be told."""
    used = rate if rate is not None else note.rate
    if used is None:
        return None
    if note.daily:
        return None if days is None else day_interest(before, used, days, note.daily)
    return month_interest(before, used)


def applications(replay: Replay) -> None:
    """The split of each payment, and the balance after each entry."""
    note, history = replay.terms, replay.history
    before = priors(note.start, history)
    days = gaps(note, history)
    off: list[tuple[int, Cents]] = []  # entries with too much or too little interest, and ours
    for n, one in enumerate(history):
        if one.kind is not Entry.PAYMENT or (one.principal is None and one.interest is None):
            _balance(replay, n, before[n])
            continue
        _sum(replay, n)
        due = _due_interest(replay, n, before[n], days[n])
        took = one.interest or 0
        diverted = _diverted(replay, n, due)
        if not diverted and due is not None and took and abs(took - due) > note.tolerance:
            off.append((n, due))
        _balance(replay, n, before[n])
    _interest(replay, off, before)


def _due_interest(replay: Replay, n: int, before: Cents | None, days: int | None) -> Cents | None:
    """Interest due with this entry; of several installments paid at once, their sum."""
    note, one = replay.terms, replay.history[n]
    if before is None:
        return None
    first = interest_due(note, before, days, one.rate)
    if first is None or note.daily or not note.payment:
        return first
    together = (one.principal or 0) + (one.interest or 0)
    count = together // note.payment
    if count < 2 or abs((one.interest or 0) - first) <= note.tolerance:
        return first
    total, balance = 0, before
    for _ in range(min(count, 24)):
        part = interest_due(note, balance, days, one.rate) or 0
        total, balance = total + part, balance - (note.payment - part)
    return total if abs(total - (one.interest or 0)) <= note.tolerance * count else first


def _sum(replay: Replay, n: int) -> None:
    """The parts must make up what was paid."""
    one = replay.history[n]
    parts = sum(
        value or 0 for value in (one.principal, one.interest, one.escrow, one.fees, one.suspense)
    )
    if one.extra and parts + one.extra <= one.amount + replay.terms.tolerance:
        parts += one.extra
    if not parts or abs(parts - one.amount) <= replay.terms.tolerance:
        return
    less = parts < one.amount
    replay.tell(
        n,
        money_finding(
            KIND, "Parts of a payment do not add up to it", parts, one.amount, slug=MISAPPLIED,
            citation=APPLY_LAW, rule="split_sum", on=one.day, explanation=
            f"{_my(one, 'The')} was {said(one.amount)}; what was applied adds up to {said(parts)}:"
            f" {said(abs(one.amount - parts))} is {'missing' if less else 'too much'}.",
            working=(*_parts(one), f"Sum {said(parts)}; paid {said(one.amount)}"),
            happened=f"My payment{_on(one)} was {said(one.amount)}; you applied {said(parts)} of"
            f" it, so {said(abs(one.amount - parts))} is not accounted for.",
            facts=_facts(one), correction=(
                f"Apply the whole payment of {said(one.amount)} under the note.",),
            transaction=one.reference,
        ),
    )  # fmt: skip


def _diverted(replay: Replay, n: int, due: Cents | None) -> bool:
    """Money of a full payment that went to charges, suspense or escrow first; True when told."""
    note, one = replay.terms, replay.history[n]
    whole = replay.whole
    if whole is None or note.payment is None or one.amount < whole - note.tolerance:
        return False
    applied = (one.principal or 0) + (one.interest or 0)
    lacks = note.payment - applied
    wanted = (one.extra and "extra") or _says_principal(one)
    over = one.amount - whole - min(one.fees or 0, fees_owed(replay.history, n))
    escrow_over = (one.escrow or 0) - (note.escrow or 0)
    if lacks > note.tolerance:
        where, took = max(
            (("suspense", one.suspense or 0), ("charges", one.fees or 0), ("escrow", escrow_over)),
            key=lambda pair: pair[1],
        )
        if took <= note.tolerance:
            return False
        if where == "suspense" and not applied:
            _held(replay, n, whole)
        else:
            _taken(replay, n, where, min(took, lacks))
        return True
    if (
        over > note.tolerance
        and wanted
        and not one.extra
        and applied - note.payment < over - note.tolerance
    ):
        missing = over - max(applied - note.payment, 0)
        _extra_lost(replay, n, over, missing)
    return False


def _says_principal(one: Line) -> str:
    text = one.what.casefold()
    return text if any(w in text for w in ("principal", "curtail", "extra")) else ""


def _held(replay: Replay, n: int, whole: Cents) -> None:
    one = replay.history[n]
    replay.tell(
        n,
        money_finding(
            KIND, "A whole payment was put in suspense", one.suspense or one.amount, 0,
            slug="payment-not-credited-on-receipt", citation=SUSPENSE_LAW, rule="suspense",
            on=one.day, explanation=f"{_my(one, 'The')} of {said(one.amount)} covered principal,"
            f" interest and escrow ({said(whole)}), so it had to be credited as a periodic payment"
            f" on receipt; {said(one.suspense or 0)} was held in suspense.",
            working=(*_parts(one), f"A periodic payment is {said(whole)}; {said(one.amount)} was"
                     " paid"),
            happened=f"You put my payment{_on(one)} of {said(one.amount)} in suspense, although it"
            f" covered a whole periodic payment of {said(whole)}.",
            facts=_facts(one), correction=(
                f"Apply the payment of {said(one.amount)} as of the day you received it.",
                "Remove every charge and report that came of it."),
            transaction=one.reference,
        ),
    )  # fmt: skip


def _taken(replay: Replay, n: int, where: str, took: Cents) -> None:
    one, note = replay.history[n], replay.terms
    applied = (one.principal or 0) + (one.interest or 0)
    to = {"suspense": "a suspense account", "charges": "charges", "escrow": "escrow"}[where]
    replay.tell(
        n,
        money_finding(
            KIND, f"Part of a payment went to {to} before principal and interest", applied,
            note.payment or 0, slug=MISAPPLIED, citation=APPLY_LAW, rule=f"to_{where}", on=one.day,
            amount=took, explanation=f"{_my(one, 'The')} of {said(one.amount)} covered the"
            f" installment, yet only {said(applied)} of the {said(note.payment or 0)} due went to"
            f" principal and interest; {said(took)} went to {to}.",
            working=(*_parts(one), f"Principal and interest due {said(note.payment or 0)} − applied"
                     f" {said(applied)} = {said((note.payment or 0) - applied)}"),
            happened=f"Of my payment{_on(one)} of {said(one.amount)} you applied {said(took)} to"
            f" {to} instead of principal and interest.",
            facts=_facts(one), correction=(
                f"Apply {said(took)} to principal and interest as of the day of the payment.",),
            transaction=one.reference,
        ),
    )  # fmt: skip


def _extra_lost(replay: Replay, n: int, over: Cents, missing: Cents) -> None:
    one = replay.history[n]
    replay.tell(
        n,
        money_finding(
            KIND, "Additional principal was not applied to principal", over - missing, over,
            slug=MISAPPLIED, citation=APPLY_LAW, rule="extra_principal", on=one.day,
            explanation=f"{_my(one, 'The')} of {said(one.amount)} was {said(over)} more than the"
            f" installment and marked for principal; {said(missing)} of it went elsewhere.",
            working=_parts(one), happened=f"My payment{_on(one)} held {said(over)} of additional"
            f" principal; you did not apply {said(missing)} of it to principal.",
            facts=_facts(one),
            correction=(f"Apply {said(missing)} to principal as of the day of the payment.",),
            transaction=one.reference,
        ),
    )  # fmt: skip


def _balance(replay: Replay, n: int, before: Cents | None) -> None:
    """The balance after an entry is the one before, less what went to principal."""
    one = replay.history[n]
    if before is None or one.balance is None or one.kind is Entry.OTHER:
        return
    paid = (one.principal or 0) + one.extra if one.kind in (Entry.PAYMENT, Entry.REVERSAL) else 0
    ours = before - paid
    inside = before - (one.principal or 0)  # an extra column may be part of principal
    if min(abs(one.balance - ours), abs(one.balance - inside)) <= replay.terms.tolerance:
        return
    if one.kind is Entry.REVERSAL and abs(one.balance - (before + abs(paid))) <= 1:
        return
    gap = one.balance - ours
    replay.tell(
        n,
        money_finding(
            KIND, "Principal balance does not follow from the entry", one.balance, ours,
            slug=MISAPPLIED, citation=APPLY_LAW, rule="balance", on=one.day,
            explanation=f"Before the entry{_on(one)} the balance was {said(before)};"
            f" {said(paid)} went to principal, which leaves {said(ours)}. The history says"
            f" {said(one.balance)}, {said(abs(gap))} {'more' if gap > 0 else 'less'}.",
            working=(f"{said(before)} − {said(paid)} = {said(ours)}; stated {said(one.balance)}",),
            happened=f"After the entry{_on(one)} you show a principal balance of"
            f" {said(one.balance)}; it is {said(ours)}.", facts=_facts(one),
            correction=(f"Correct the principal balance by {said(abs(gap))}.",),
            transaction=one.reference,
        ),
    )  # fmt: skip


def _interest(
    replay: Replay, off: Sequence[tuple[int, Cents]], before: Sequence[Cents | None]
) -> None:
    """Too much or too little interest: one finding for a run of payments at another rate."""
    runs: list[list[tuple[int, Cents]]] = []
    for n, due in off:
        implied = _implied(replay, n, before)
        last = runs[-1][-1][0] if runs else None
        if (
            last is not None
            and same_kind(replay.history, last, n)
            and (abs(_implied(replay, last, before) - implied) < Fraction(1, 50))
        ):
            runs[-1].append((n, due))
        else:
            runs.append([(n, due)])
    for run in runs:
        first = run[0][0]
        one = replay.history[first]
        took = sum(replay.history[n].interest or 0 for n, _ in run)
        owed = sum(due for _, due in run)
        replay.tell(first, _interest_finding(replay, run, one, (took, owed), before))


def _implied(replay: Replay, n: int, before: Sequence[Cents | None]) -> Fraction:
    """The yearly rate that the interest taken comes to."""
    taken = replay.history[n].interest or 0
    if replay.terms.daily:
        days = gaps(replay.terms, replay.history)[n] or 1
        return Fraction(taken * 100 * replay.terms.daily, (before[n] or 1) * days)
    return Fraction(taken * 1200, before[n] or 1)


def _interest_finding(
    replay: Replay,
    run: Sequence[tuple[int, Cents]],
    one: Line,
    sums: tuple[Cents, Cents],
    before: Sequence[Cents | None],
) -> ArithmeticFinding:
    took, owed = sums
    note = replay.terms
    rate = written_rate(note.rate or Fraction(0))
    other = written_rate(Fraction(round(_implied(replay, run[0][0], before) * 1000), 1000))
    many = len(run) > 1
    lines = tuple(
        f"{label(replay.history[n])}: {_how(note, before[n] or 0)} = {said(due)};"
        f" taken {said(replay.history[n].interest or 0)}"
        for n, due in run[:24]
    )
    more = "too much" if took > owed else "too little"
    since = (
        f" in each of {len(run)} payments from {label(one)} on, as if at {other}" if many else ""
    )
    guess = "rate" in note.guessed or ("interest" in note.guessed and note.daily != 0)
    return money_finding(
        KIND, f"Interest at another rate than the note's from {label(one)} on" if many
        else "Interest of a payment is wrong", took, owed, slug=MISAPPLIED, citation=INTEREST_LAW,
        rule="rate" if many else "interest", on=one.day,
        certainty=Certainty.LIKELY if guess else Certainty.SURE,
        explanation=f"At {rate} the interest is {said(owed)}; {said(took)} was taken{since},"
        f" {said(abs(took - owed))} {more}.",
        working=lines,
        happened=f"Of my payment{_on(one)} you took {said(took)} as interest; at the note's rate of"
        f" {rate} it is {said(owed)}." if not many else
        f"From my payment{_on(one)} on you took {said(took)} as interest in {len(run)} payments; at"
        f" the note's rate of {rate} it is {said(owed)}.",
        facts=_facts(one),
        correction=("Correct the split of the payment.",) if took <= owed else (
            f"Apply {said(took - owed)} to principal instead of interest, as of the day of each"
            " payment.",),
        transaction=one.reference,
    )  # fmt: skip


def _how(note: Terms, before: Cents) -> str:
    rate = written_rate(note.rate or Fraction(0))
    return f"{said(before)} × {rate} " + (f"× days ÷ {note.daily}" if note.daily else "÷ 12")


# ── unapplied funds ──────────────────────────────────────────────────────────


def suspense(replay: Replay) -> None:
    """Funds that lie unapplied although they make up a periodic payment (1026.36(c)(1)(ii)(B))."""
    whole = replay.whole
    held = 0
    told = {
        n for n, one in zip(replay.rows, replay.findings, strict=True) if one.rule == "suspense"
    }
    for n, one in enumerate(replay.history):
        held += one.suspense or 0
        replay.most_suspense = max(replay.most_suspense, held)
        if whole is None or held < whole or not (one.suspense or 0) > 0:
            continue
        replay.reached = True
        if (
            n in told
            or _applied_at_once(replay.history, n, whole)
            or any(m < n and m in told for m in told)
        ):
            continue
        replay.tell(n, _accumulated(one, held, whole))
        told.add(n)
    replay.suspense = held


def _applied_at_once(history: Sequence[Line], n: int, whole: Cents) -> bool:
    """Whether the funds were applied by an entry of the same day."""
    day = history[n].posted
    return any(
        (later.suspense or 0) < 0 and later.posted == day for later in history[n + 1 : n + 4]
    )


def _accumulated(one: Line, held: Cents, whole: Cents) -> ArithmeticFinding:
    return money_finding(
        KIND, "Unapplied funds reached a whole payment and were not applied", held, held - whole,
        slug="payment-not-credited-on-receipt", citation=ACCUMULATED_LAW, rule="unapplied_whole",
        on=one.day, amount=whole,
        explanation=f"With the entry{_on(one)} the unapplied funds were {said(held)}, enough for a"
        f" periodic payment of {said(whole)}. From that day they count as a periodic payment"
        " received.",
        working=(f"Unapplied {said(held)} ≥ periodic payment {said(whole)}",
                 f"After one payment {said(held - whole)} may stay unapplied"),
        happened=f"With the entry{_on(one)} you held {said(held)} unapplied, a whole periodic"
        f" payment of {said(whole)} or more, and did not apply it.",
        facts=_facts(one), correction=(
            f"Apply {said(whole)} of the unapplied funds as a periodic payment of that day.",),
        transaction=one.reference,
    )  # fmt: skip


# ── payments that never arrived in the history ───────────────────────────────


def unmatched(history: Sequence[Line], own: Sequence[Line]) -> Iterator[ArithmeticFinding]:
    """Payments of the borrower's own record that the history does not show."""
    free = [one for one in history if one.kind is Entry.PAYMENT]
    for mine in own:
        match = min(
            (one for one in free if one.amount == mine.amount and _near(one, mine) is not None),
            key=lambda one: _near(one, mine) or 0,
            default=None,
        )
        if match is not None:
            free.remove(match)
            continue
        yield money_finding(
            KIND, "A payment of your record is not in the history", 0, mine.amount,
            slug="payment-not-credited-on-receipt", citation=CREDIT_LAW, rule="missing_payment",
            on=mine.day, certainty=Certainty.LIKELY, explanation=
            f"Your record shows a payment of {said(mine.amount)}{_on(mine)}; no entry of that"
            " amount stands in the history within 45 days.",
            working=(f"{mine.where}: {said(mine.amount)}",), happened=
            f"I paid {said(mine.amount)}{_on(mine)}; your payment history does not show it.",
            facts=_facts(mine), correction=(
                f"Credit the payment of {said(mine.amount)} as of the day you received it.",),
            transaction=mine.reference,
        )  # fmt: skip


def _near(one: Line, mine: Line) -> int | None:
    if one.day is None or mine.day is None:
        return 0
    days = (one.day - mine.day).days
    return abs(days) if -10 <= days <= 45 else None


# ── words ────────────────────────────────────────────────────────────────────


def _on(one: Line) -> str:
    return f" of {spoken(one.day)}" if one.day else ""


def _my(one: Line, article: str) -> str:
    return f"{article} payment{_on(one)}"


def label(one: Line) -> str:
    """The entry's day, or its place where it has none."""
    return one.day.isoformat() if one.day else one.where


def _parts(one: Line) -> tuple[str, ...]:
    names = ("principal", "interest", "escrow", "fees", "suspense")
    shown = [f"{name} {said(getattr(one, name))}" for name in names if getattr(one, name)]
    if one.extra:
        shown.append(f"additional principal {said(one.extra)}")
    return (f"{one.where}: paid {said(one.amount)}; applied {', '.join(shown) or 'nothing'}",)


def _facts(one: Line) -> tuple[str, ...]:
    told = []
    if one.received:
        told.append(fact(one.received, f"You received my payment of {said(one.amount)}."))
    if one.posted:
        parts = _parts(one)[0].partition("; ")[2]
        told.append(fact(one.posted, f"You {parts} of {said(one.amount)}." if parts else
                         "You made this entry."))  # fmt: skip
    return tuple(told)
