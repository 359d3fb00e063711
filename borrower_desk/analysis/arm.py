"""An adjustable rate recomputed: index, margin, rounding, caps, payment, and the notice's dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from borrower_desk.analysis.days import read_day
from borrower_desk.analysis.finding import Assumption, Outcome, fact, money_finding, said, spoken
from borrower_desk.analysis.money import level_payment, plain, read_number, read_rate, written_rate
from borrower_desk.analysis.reading import Reading
from borrower_desk.analysis.words import Vocabulary
from borrower_desk.law.deadlines import deadline
from borrower_desk.model import ArithmeticFinding, Cents, Certainty

KIND = "arm"
SLUG = "other-servicing-error"
RATE_LAW = "12 CFR 1024.35(b)(11); 12 CFR 1026.20(c)(2); the note's adjustment clause"
FIGURES: Vocabulary = {
    "index": ("index value", "current index", "index rate", "index figure", "index percent",
              "correct index"),
    "stated_index": ("index used", "servicer index", "notice index", "stated index value",
                     "index stated", "index notice"),
    "margin": ("gross margin", "note margin"),
    "stated_margin": ("margin used", "servicer margin", "notice margin"),
    "rounding": ("round", "round to", "rounding increment", "rounded to", "nearest",
                 "rounding factor"),
    "rounding_way": ("rounding method", "rounding direction", "round direction"),
    "previous_rate": ("current rate", "old rate", "prior rate", "previous interest rate",
                      "rate before", "current interest rate", "prior interest rate", "prev rate",
                      "previous", "prev", "old interest rate"),
    "initial_rate": ("start rate", "initial interest rate", "original rate", "initial note rate"),
    "periodic_cap": ("adjustment cap", "subsequent cap", "cap per adjustment", "periodic rate cap",
                     "subsequent adjustment cap", "annual cap", "periodic"),
    "first_cap": ("initial cap", "first adjustment cap", "initial adjustment cap",
                  "first change cap"),
    "life_cap": ("lifetime cap", "life of loan cap", "lifetime rate cap", "lifetime adjustment cap",
                 "lifetime"),
    "maximum_rate": ("ceiling", "lifetime maximum", "maximum interest rate", "rate ceiling",
                     "max rate", "lifetime ceiling", "lifetime maximum rate"),
    "minimum_rate": ("floor", "rate floor", "lifetime minimum", "minimum interest rate", "min rate",
                     "lifetime floor"),
    "balance": ("principal balance", "unpaid principal balance", "remaining balance",
                "loan balance", "expected balance", "unpaid balance", "principal",
                "outstanding balance"),
    "months": ("remaining months", "remaining term", "months remaining", "term remaining",
               "remaining payments", "months left", "remaining term months",
               "number remaining payments"),
    "stated_rate": ("new rate", "new interest rate", "rate stated", "adjusted rate",
                    "servicer rate", "notice rate", "stated new rate", "new note rate"),
    "stated_payment": ("new payment", "new p&i", "new principal and interest", "adjusted payment",
                       "new monthly payment", "servicer payment", "stated new payment",
                       "principal and interest", "p&i", "new payment p&i",
                       "new principal and interest payment"),
    "change_date": ("adjustment date", "rate change date", "interest change date",
                    "interest rate change date", "rate adjustment date", "effective date",
                    "rate effective date", "reset date"),
    "lookback": ("look back", "look back days", "lookback days", "lookback period",
                 "look back period"),
    "first_payment": ("first payment due", "payment change date", "new payment due",
                      "new payment effective date", "first new payment date", "first payment date",
                      "first payment at new level", "first payment at adjusted level",
                      "payment effective", "new payment effective", "new payment due date",
                      "first new payment due", "new payment date"),
    "notice_date": ("notice sent", "notice", "date notice", "notice mailed", "notice provided",
                    "sent", "letter date"),
    "frequent": ("adjusts every 60 days", "frequent adjustment", "short look back"),
    "first_adjustment": ("initial adjustment", "is first adjustment", "first change",
                         "initial rate adjustment"),
}  # fmt: skip
COLUMNS: Vocabulary = {
    "on": ("date", "published", "publication date", "index date", "as of", "week ending",
           "effective", "observation date", "week"),
    "value": ("index value", "rate", "index", "yield", "percent", "figure", "index rate",
              "sofr", "30 day average", "cmt", "1 year cmt", "libor", "30 day average sofr"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """What the note says of an adjustment.  Rates and caps in percent."""

    index: Fraction | None
    margin: Fraction | None
    rounding: Fraction | None = None  # to the nearest so many percent; None: not rounded
    way: str = "nearest"
    previous: Fraction | None = None
    periodic: Fraction | None = None
    highest: Fraction | None = None
    lowest: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Adjusted:
    rate: Fraction
    working: tuple[str, ...]
    bound: str = ""  # which cap or floor decided, if any


def adjusted(note: Note) -> Adjusted | None:
    """The new rate: index plus margin, rounded, then held by the periodic and the life caps."""
    if note.index is None or note.margin is None:
        return None
    whole = note.index + note.margin
    working = [f"{_rate(note.index)} + {_rate(note.margin)} = {_rate(whole)}"]
    rate = whole
    if note.rounding:
        rate = rounded(whole, note.rounding, note.way)
        working.append(f"rounded ({note.way}) to {_rate(note.rounding)}: {_rate(rate)}")
    bound = ""
    for low, high, name in _limits(note):
        held = min(max(rate, low), high) if high is not None else max(rate, low)
        if held != rate:
            working.append(f"{name}: {_rate(held)}")
            bound, rate = name, held
    return Adjusted(rate, tuple(working), bound)


def _limits(note: Note) -> list[tuple[Fraction, Fraction | None, str]]:
    limits: list[tuple[Fraction, Fraction | None, str]] = []
    if note.periodic is not None and note.previous is not None:
        low, high = note.previous - note.periodic, note.previous + note.periodic
        limits.append((max(low, Fraction(0)), high,
                       f"at most {_rate(note.periodic)} from {_rate(note.previous)}"))  # fmt: skip
    if note.highest is not None:
        limits.append((Fraction(0), note.highest, f"never over {_rate(note.highest)}"))
    if note.lowest is not None:
        limits.append((note.lowest, None, f"never under {_rate(note.lowest)}"))
    return limits


def rounded(rate: Fraction, step: Fraction, way: str = "nearest") -> Fraction:
    """A rate to a multiple of `step`; nearest rounds half up."""
    count = rate / step
    if way.startswith("up"):
        return -((-count) // 1) * step
    if way.startswith("down"):
        return (count // 1) * step
    return ((count * 2 + 1) // 2) * step


def look_up(
    table: Sequence[tuple[date, Fraction]], change: date, lookback: int
) -> tuple[date, Fraction] | None:
    """The most recent figure available so many days before the change date."""
    last = change - timedelta(days=lookback)
    known = [one for one in table if one[0] <= last]
    return max(known) if known else None


# ── from an input ────────────────────────────────────────────────────────────


def read_step(text: str) -> Fraction | None:
    """ "0.125", "1/8", "one-eighth of one percent" or "none" as percent."""
    word = text.casefold().strip()
    if word in ("none", "no", "not rounded", "0"):
        return Fraction(0)
    if "eighth" in word:
        return Fraction(1, 8)
    found = re.search(r"(\d+)\s*/\s*(\d+)", word)
    if found and int(found[2]):
        return Fraction(int(found[1]), int(found[2]))
    return read_number(re.sub(r"[^0-9.]", "", word) or "x")


def _table(reading: Reading) -> list[tuple[date, Fraction]]:
    told = []
    for row in reading.with_fields("on", "value"):
        day, value = (
            read_day(row.values.get("on", "")),
            read_rate(row.values.get("value", ""), annual=False),
        )
        if day is None or value is None:
            if row.values.get("value", "").strip() not in ("", "."):
                reading.refuse(row, "its day or its value could not be read")
            continue
        told.append((day, value))
    return sorted(told)


@dataclass(slots=True)
class _Check:
    reading: Reading
    findings: list[ArithmeticFinding]
    missing: list[str]
    notes: list[str]

    def rate(self, name: str) -> Fraction | None:
        return self.reading.percent(name)


def analyze(reading: Reading) -> Outcome:
    """The adjustment recomputed from the note's terms and the user's index table."""
    check = _Check(reading, [], [], [])
    stated_index = check.rate("stated_index")
    index, change = _index(check, stated_index)
    note = _note(check, index)
    found = adjusted(note)
    stated_rate = check.rate("stated_rate")
    if found is not None and stated_rate is not None and stated_rate != found.rate:
        _rate_finding(check, note, found, stated_rate)
    payment = _payment(check, found)
    _notice(check)
    if found is None:
        check.missing += [n for n, v in (("the index value, or a table of it", note.index),
                                         ("the margin", note.margin)) if v is None]  # fmt: skip
    return Outcome(
        kind=KIND,
        findings=tuple(check.findings),
        assumptions=_assumptions(reading, note),
        missing=tuple(check.missing),
        unread=tuple(reading.unread),
        summary={
            "index": None if index is None else bare(index),
            "index_date": change.isoformat() if change else None,
            "rate": None if found is None else bare(found.rate),
            "held_by": "" if found is None else found.bound,
            "payment": None if payment is None else plain(payment),
            "stated_rate": None if stated_rate is None else bare(stated_rate),
        },
        working=(*check.notes, *(found.working if found else ())),
        sources=tuple(reading.sources),
    )


def _index(check: _Check, stated: Fraction | None) -> tuple[Fraction | None, date | None]:
    table, change = _table(check.reading), check.reading.day("change_date")
    lookback = check.reading.count("lookback")
    given = check.rate("index")
    if not table:
        index = given if given is not None else stated
        if given is not None and stated is not None and stated != given:
            _index_finding(check, stated, given, None, None)
        return index, None
    if change is None:
        check.missing.append("the change date: without it the index cannot be looked up")
        return given if given is not None else stated, None
    days = 45 if lookback is None else lookback
    found = look_up(table, change, days)
    if found is None:
        check.missing.append(
            f"an index value of {days} days before {change.isoformat()} or earlier"
        )
        return given if given is not None else stated, None
    check.notes.append(
        f"{days} days before {spoken(change)} is {spoken(change - timedelta(days=days))}; the most"
        f" recent figure then, of {spoken(found[0])}, is {_rate(found[1])}."
    )
    used = stated if stated is not None else given
    if used is not None and used != found[1]:
        _index_finding(check, used, found[1], found[0], change)
    return found[1], found[0]


def _index_finding(
    check: _Check, stated: Fraction, ours: Fraction, of: date | None, change: date | None
) -> None:
    day = f" of {spoken(of)}" if of else ""
    check.findings.append(
        _rates(
            "The index value is not the note's", stated, ours, rule="index", on=change,
            explanation=f"The notice uses an index of {_rate(stated)}; the figure{day} is"
            f" {_rate(ours)}.",
            happened=f"Your notice uses an index of {_rate(stated)}. Under my note the figure{day}"
            f" applies: {_rate(ours)}.", working=tuple(check.notes),
            correction=("Use the index value that the note names, and recompute the rate.",),
        )
    )  # fmt: skip


def _note(check: _Check, index: Fraction | None) -> Note:
    reading = check.reading
    first = reading.flag("first_adjustment")
    periodic = check.rate("first_cap") if first else None
    if periodic is None:
        periodic = check.rate("periodic_cap")
    initial, life = check.rate("initial_rate"), check.rate("life_cap")
    highest = check.rate("maximum_rate")
    if highest is None and initial is not None and life is not None:
        highest = initial + life
    previous = reading.rate("previous_rate")
    said_step = reading.text("rounding")
    return Note(
        index=index,
        margin=check.rate("margin"),
        rounding=read_step(said_step) if said_step else None,
        way=reading.text("rounding_way").casefold() or _way(said_step),
        previous=previous if previous is not None or not first else initial,
        periodic=periodic,
        highest=highest,
        lowest=check.rate("minimum_rate"),
    )


def _way(said_step: str) -> str:
    word = said_step.casefold()
    return "up" if " up" in f" {word}" else "down" if "down" in word else "nearest"


def _rate_finding(check: _Check, note: Note, found: Adjusted, stated: Fraction) -> None:
    why = ""
    if note.index is not None and note.margin is not None:
        other = adjusted(Note(note.index, note.margin, note.rounding, note.way))
        if other is not None and other.rate == stated:
            why = f" The {found.bound or 'cap'} was left out."
        elif stated == note.index + note.margin:
            why = " The rounding was left out."
    change = check.reading.day("change_date")
    check.findings.append(
        _rates(
            "The new rate is not what the note gives", stated, found.rate, rule="rate",
            on=change or check.reading.day("notice_date"),
            explanation=f"The notice states {_rate(stated)}; the note gives {_rate(found.rate)}."
            f"{why}", working=(*check.notes, *found.working),
            happened=f"Your notice states a new rate of {_rate(stated)}. My note gives"
            f" {_rate(found.rate)}.{why}",
            correction=(f"Correct the rate to {_rate(found.rate)} from the change date on.",),
            follows=any(one.rule == "index" for one in check.findings),
        )
    )  # fmt: skip


def _payment(check: _Check, found: Adjusted | None) -> Cents | None:
    reading = check.reading
    balance, months = reading.money("balance"), reading.count("months")
    if found is None or balance is None or not months:
        if reading.text("stated_payment") and found is not None:
            asked = (("the principal balance at the change", balance),
                     ("the remaining months", months))  # fmt: skip
            check.missing += [words for words, value in asked if not value]
        return None
    ours = level_payment(balance, found.rate, months)
    stated, stated_rate = reading.money("stated_payment"), reading.percent("stated_rate")
    if stated is None or abs(stated - ours) <= 1:
        return ours
    theirs = None if stated_rate is None else level_payment(balance, stated_rate, months)
    follows = theirs is not None and abs(theirs - stated) <= 1 and bool(check.findings)
    check.findings.append(
        money_finding(
            KIND, "The new payment is not what the rate gives", stated, ours, slug=SLUG,
            citation=RATE_LAW, rule="payment", on=reading.day("first_payment"), follows=follows,
            explanation=f"{said(balance)} at {_rate(found.rate)} over {months} months takes"
            f" {said(ours)} a month; the notice asks {said(stated)}, {said(abs(stated - ours))}"
            f" {'more' if stated > ours else 'less'}."
            + (" That is the payment of the rate in the notice." if follows else ""),
            working=(*found.working, f"{said(balance)}, {_rate(found.rate)}, {months} months:"
                     f" {said(ours)}"),
            happened=f"Your notice asks a payment of {said(stated)}; at {_rate(found.rate)} it is"
            f" {said(ours)}.",
            correction=(f"Correct the payment to {said(ours)}.",),
        )
    )  # fmt: skip
    return ours


def _notice(check: _Check) -> None:
    """The notice's own dates: 60 to 120 days before the first new payment, 210 to 240 the first
    time (1026.20(c)(2), (d))."""
    reading = check.reading
    sent, due = reading.day("notice_date"), reading.day("first_payment")
    if sent is None or due is None:
        return
    days = (due - sent).days
    first = bool(reading.flag("first_adjustment"))
    often = bool(reading.flag("frequent")) and not first
    low, high = (210, 240) if first else (25 if often else 60, 120)
    law = "12 CFR 1026.20(d)" if first else "12 CFR 1026.20(c)(2)"
    rule = "arm-first-reset-notice" if first else "arm-payment-change-notice"
    rule += "-frequent" if often else ""
    latest = deadline(rule, due).due or due - timedelta(days=low)
    if low <= days <= high:
        return
    early = days > high
    check.findings.append(
        ArithmeticFinding(
            kind=KIND, title=f"The notice of the change came too {'early' if early else 'late'}",
            stated=sent.isoformat(),
            recomputed=(due - timedelta(days=high)).isoformat() if early else latest.isoformat(),
            difference=f"{days - high if early else low - days} days", amount=0, error_slug=SLUG,
            rule="notice", citation=law, on=sent, certainty=Certainty.SURE,
            explanation=f"The notice must come {low} to {high} days before the first payment at the"
            f" new level, due {spoken(due)}; it is of {spoken(sent)}, {days} days before.",
            working=(f"{due.isoformat()} − {sent.isoformat()} = {days} days",),
            happened=f"Your notice is of {spoken(sent)}, {days} days before the payment due"
            f" {spoken(due)}. It must come {low} to {high} days before.",
            facts=(fact(sent, "Your notice of the adjustment."),
                   ),
            correction=("Withdraw the change until a notice in time has been given.",),
        )
    )  # fmt: skip


def _rates(
    title: str,
    stated: Fraction,
    ours: Fraction,
    *,
    rule: str,
    on: date | None,
    explanation: str,
    happened: str,
    working: tuple[str, ...],
    correction: tuple[str, ...],
    follows: bool = False,
) -> ArithmeticFinding:
    return ArithmeticFinding(
        kind=KIND, title=title, stated=bare(stated), recomputed=bare(ours),
        difference=bare(abs(stated - ours)), error_slug=SLUG, rule=rule, citation=RATE_LAW, on=on,
        explanation=explanation, happened=happened, working=working, correction=correction,
        facts=(fact(on, "The rate changed, by your notice."),) if on else (), follows=follows,
    )  # fmt: skip


def bare(percent: Fraction) -> str:
    """A rate as JSON has it: "6.625"."""
    return written_rate(percent).removesuffix("%")


def _rate(percent: Fraction) -> str:
    return written_rate(percent)


def _assumptions(reading: Reading, note: Note) -> tuple[Assumption, ...]:
    return (
        Assumption("lookback", reading.text("lookback") or "45",
                   "days before the change date; the usual note says 45"),
        Assumption("rounding", "not rounded" if not note.rounding else _rate(note.rounding),
                   "as the note has it; say rounding = 1/8 for the usual note"),
        Assumption("rounding_way", note.way, "the usual note rounds to the nearest"),
        Assumption("order", "round, then cap", "the usual note rounds before the limits"),
    )  # fmt: skip
