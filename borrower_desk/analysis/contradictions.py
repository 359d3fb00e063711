"""What two documents of the servicer say differently: two letters, or a letter and a statement."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from borrower_desk.analysis import payments_input
from borrower_desk.analysis.facts import FACT_COLUMNS, Fact, differ, facts, same_subject, stated
from borrower_desk.analysis.finding import Assumption, Outcome, fact, said
from borrower_desk.analysis.material import Material
from borrower_desk.analysis.money import plain
from borrower_desk.analysis.payments_input import Entry, Line
from borrower_desk.analysis.reading import Reading, gather
from borrower_desk.model import ArithmeticFinding, Certainty

KIND = "contradictions"
FIGURES = FACT_COLUMNS
COLUMNS = FACT_COLUMNS
LAW = "12 CFR 1024.35(b)(11); 12 CFR 1024.36(a)"


def analyze(materials: Sequence[Material]) -> Outcome:
    """Every pair of facts about the same thing that cannot both be right, most money first."""
    found: list[Fact] = []
    unread = []
    history: list[Line] = []
    for one in materials:
        table = gather([one], {}, FACT_COLUMNS)
        rows = _stated(table, one)
        if rows:
            found += rows
            unread += table.unread
            continue
        if one.form in ("csv", "xlsx", "json", "toml"):
            reading = gather([one], payments_input.FIGURES, payments_input.COLUMNS)
            history += payments_input.entries(reading)[0]
            unread += reading.unread
            found += _figures(one)
        found += facts(one)
    pairs = _pairs(found) + _against_history(found, history)
    pairs.sort(key=lambda pair: -(_gap(*pair) or 0))
    findings = tuple(_finding(one, other) for one, other in pairs)
    return Outcome(
        kind=KIND,
        findings=findings,
        assumptions=(
            Assumption("same figure", "the same day or payment, else documents within 100 days",
                       "facts that could be of different times are not compared"),
        ),
        missing=() if found or history else ("letters or statements whose words can be read",),
        unread=tuple(unread),
        summary={
            "facts": len(found),
            "pairs": [
                {
                    "key": one.key,
                    "a": _shape(one),
                    "b": _shape(other),
                    "difference": findings[n].difference,
                }
                for n, (one, other) in enumerate(pairs)
            ],
        },
        sources=tuple(one.source for one in materials),
    )  # fmt: skip


def _stated(reading: Reading, material: Material) -> list[Fact]:
    """The facts of a table that gives them by name."""
    told = []
    for n, row in enumerate(reading.with_fields("key", "value"), start=1):
        page = row.values.get("page", "")
        made = stated(
            row.values.get("key", ""),
            row.values.get("value", ""),
            row.values.get("as_of", ""),
            (
                row.values.get("document") or material.source,
                int(page) if page.isdigit() and len(page) < 6 else 1,
                row.number or n,
                row.values.get("quote", ""),
            ),
        )
        if made is None:
            reading.refuse(row, "it states nothing")
        else:
            told.append(made)
    return told


def _figures(material: Material) -> list[Fact]:
    """Single figures of a TOML or JSON document."""
    told = []
    named = {label.casefold(): value for label, value, _ in material.figures}
    as_of = next((named[n] for n in ("as_of", "as of", "date", "dated") if n in named), "")
    for n, (label, value, _) in enumerate(material.figures, start=1):
        made = stated(label, value, as_of, (material.source, 1, n, f"{label}: {value}"))
        if made is not None and made.key in _KNOWN:
            told.append(made)
    return told


_KNOWN = frozenset((
    "shortage", "surplus", "deficiency", "principal balance", "escrow balance", "late fee",
    "payoff amount", "interest per day", "new payment", "interest rate", "payment received",
    "owner", "due date", "status",
))  # fmt: skip


def _pairs(found: Sequence[Fact]) -> list[tuple[Fact, Fact]]:
    """Pairs of different documents; of the same two values only the first pair is told."""
    told: dict[tuple[str, frozenset[str], str], tuple[Fact, Fact]] = {}
    for one, other in combinations(found, 2):
        if one.source == other.source or not same_subject(one, other) or not differ(one, other):
            continue
        pair = (
            (other, one) if one.dated and other.dated and one.dated < other.dated else (one, other)
        )
        told.setdefault(
            (one.key, frozenset((one.value, other.value)), one.about or other.about), pair
        )
    return list(told.values())


def _against_history(found: Sequence[Fact], history: Sequence[Line]) -> list[tuple[Fact, Fact]]:
    """Days of receipt in letters against the payments of a history."""
    paid = [one for one in history if one.kind is Entry.PAYMENT and (one.received or one.posted)]
    told = []
    for one in found:
        if one.key != "payment received" or one.day is None:
            continue
        month = [
            each for each in paid
            if (day := each.received or each.posted) and (day.year, day.month) == (
                one.day.year, one.day.month)
            and (one.amount is None or each.amount == one.amount)
        ]  # fmt: skip
        days = {each.received or each.posted for each in month}
        if len(month) == 1 and one.day not in days:
            line = month[0]
            day = line.received or line.posted
            assert day is not None  # noqa: S101 - only lines with a day were kept
            told.append(
                (one, Fact("payment received", day.isoformat(), line.amount, day,
                           line.where.rpartition(", ")[0], 1, 0,
                           f"{line.where}: {line.what or 'payment'} {said(line.amount)}",
                           about=one.about, slug=one.slug, words=one.words))
            )  # fmt: skip
    return told


def _gap(one: Fact, other: Fact) -> int | None:
    if one.amount is None or other.amount is None or one.key == "payment received":
        return None
    return abs(one.amount - other.amount)


def _finding(one: Fact, other: Fact) -> ArithmeticFinding:
    gap = _gap(one, other)
    days = abs((one.day - other.day).days) if one.day and other.day else None
    difference = (
        plain(gap) if gap is not None else f"{days} days" if days is not None else "differs"
    )
    return ArithmeticFinding(
        kind=KIND,
        title=f"Two documents differ on {one.words or one.key}",
        stated=_value(one),
        recomputed=_value(other),
        difference=difference,
        amount=gap or 0,
        error_slug=one.slug,
        citation=LAW,
        rule=one.key.replace(" ", "_"),
        certainty=Certainty.QUESTION,
        on=one.dated or one.day,
        explanation=f"{one.where} says {one.value}; {other.where} says {other.value}. Both cannot"
        " be right. Which of them is?",
        working=(f"{one.where}: “{one.quote}”", f"{other.where}: “{other.quote}”"),
        happened=f"Your documents differ on {one.words or one.key}: {_told(one)} says {one.value},"
        f" and {_told(other)} says {other.value}.",
        facts=tuple(
            fact(each.dated, f"You wrote: “{each.quote}”") for each in (one, other) if each.dated
        ),
        correction=("Tell me which of the two is right, and correct the other.",),
    )


def _told(one: Fact) -> str:
    from borrower_desk.analysis.days import written

    return f"the one of {written(one.dated)}" if one.dated else one.source


def _value(one: Fact) -> str:
    if one.day is not None:
        return one.day.isoformat()
    return plain(one.amount) if one.amount is not None else one.value


def _shape(one: Fact) -> dict[str, object]:
    return {
        "source": one.source,
        "page": one.page,
        "line": one.place,
        "value": _value(one),
        "quote": one.quote,
    }
