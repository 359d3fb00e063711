"""Facts that letters and statements state: an amount, a day, a rate, with page and place.

Careful rather than complete: a sentence that quotes the borrower, weighs a
possibility or corrects an earlier figure states nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from borrower_desk.analysis.days import read_day
from borrower_desk.analysis.material import Material
from borrower_desk.analysis.money import dollars, read_money, read_rate, written_rate
from borrower_desk.analysis.words import Vocabulary, recognise
from borrower_desk.model import Cents
from borrower_desk.text import safe_line

_MONEY = r"(?P<money>-?\$\s?\d{1,3}(?:,\d{3})*(?:\.\d\d)?|-?\$\s?\d+(?:\.\d\d)?)"
_DAY = (
    r"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?\s+\d{1,2},?\s+\d{4}"
    r"|\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d\d-\d\d)"
)
_IS = (
    r"(?:[\s:]|\bis\b|\bwas\b|\bof\b|\bamount\b|\bfor\b|\bbalance\b|\bin\b|\bthe\b|\btotals?\b"
    r"|\byour\b|\bloan\b|\baccount\b|=|\.{2,})*"
)


def _say(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?i)\b(?:{name}){_IS}{_MONEY}")


# key: (pattern, error slug, words)
AMOUNTS = {
    "shortage": (_say(r"(?:escrow )?shortage"), "other-servicing-error", "the escrow shortage"),
    "surplus": (_say(r"(?:escrow )?surplus|escrow overage"), "other-servicing-error",
                "the escrow surplus"),
    "deficiency": (_say(r"(?:escrow )?deficiency"), "other-servicing-error",
                   "the escrow deficiency"),
    "principal balance": (_say(r"(?:unpaid|outstanding|current) principal(?: balance)?"
                               r"|principal balance"), "payment-misapplied",
                          "the principal balance"),
    "escrow balance": (_say(r"escrow (?:account )?balance"), "other-servicing-error",
                       "the escrow balance"),
    "late fee": (_say(r"late (?:fee|charge)"), "fee-without-basis", "the late fee"),
    "payoff amount": (_say(r"(?:total )?payoff(?: amount| total)?|amount (?:needed |required )?"
                           r"to pay (?:off )?(?:your|the) loan(?: in full)?"),
                      "payoff-wrong-or-missing", "the payoff amount"),
    "interest per day": (_say(r"per diem(?: interest)?|daily interest"), "payoff-wrong-or-missing",
                         "the interest per day"),
    "new payment": (_say(r"new (?:total |monthly )+payment(?: amount)?"), "other-servicing-error",
                    "the new payment"),
    "insurance premium": (_say(r"(?:homeowners?'?s? )?insurance premium|annual premium"),
                          "other-servicing-error", "the insurance premium"),
}  # fmt: skip
_RATE = re.compile(
    r"(?i)\binterest rate(?:[\s:]|\bis\b|\bof\b|\bat\b)*(?P<rate>\d{1,2}(?:\.\d{1,4})?)\s?%"
)
_RECEIVED = re.compile(
    rf"(?i)(?:payment(?: of {_MONEY})?[^.$]{{0,60}}?\breceived(?: by us)?(?: on)?:?\s+"
    rf"(?P<day>{_DAY})|received (?:your |the )?payment"
    rf"(?: of {_MONEY.replace('money', 'money2')})?[^.$]{{0,30}}?\bon\s+(?P<day2>{_DAY}))"
)
_OWNER = re.compile(
    r"(?i)\b(?:owner|holder) of (?:your|the) (?:mortgage )?(?:loan|note) is:?\s+"
    r"(?P<name>[A-Z][\w&.,' -]{3,60}?)(?=[.;\n]|$| whose| at )"
)
_HEDGED = re.compile(
    r"(?i)\b(?:would|could|might|may be|if you|if we|if the|estimat"
    r"|you (?:asserted|stated|claim|wrote|say|said|believe|report)"
    r"|your (?:letter|notice|claim|assertion)|alleg|dispute[ds]?|for example"
    r"|previous(?:ly)?|prior|corrected|revised|instead of|rather than|changed from|no longer"
    r"|increased? from|decreased? from|used to|should have|had been|up to|at least|or more|or less"
    r"|maximum|minimum|waive|last (?:analysis|year|month)|i (?:find|compute|paid|ask))"
)
_AS_OF = re.compile(
    rf"(?i)\b(?:as of|dated?|effective|good through|through|due|analysis of|for)\s+(?P<day>{_DAY})"
)
_LETTER_DATE = re.compile(
    rf"(?im)^\s*(?:(?:statement|analysis|letter|notice)?\s*date[d:]?\s*)?(?P<day>{_DAY})\s*$"
    rf"|(?:statement|analysis|letter|notice) date:?\s+(?P<day2>{_DAY})"
)
_NOT_LAST = 100  # days: within so many, two documents speak of the same figure
# What follows is somebody else's earlier message, quoted: its words are not this letter's.
_QUOTED = re.compile(
    r"(?im)^\s*(?:-{2,}\s*)?(?:(?:your )?original message\b.*|on .{6,80} wrote:"
    r"|from: .+\n\s*(?:sent|to|date): .*|_{10,})\s*$"
)
FACT_COLUMNS: Vocabulary = {
    "key": ("fact", "field", "what", "subject", "name", "item", "fact key"),
    "value": ("amount", "stated", "says", "figure", "stated value"),
    "as_of": ("as of date", "date", "on", "for", "effective", "period"),
    "document": ("source", "letter", "doc", "file", "where", "statement"),
    "page": ("page number", "place"),
    "quote": ("text", "sentence", "words"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a document states.  `about` ties it to a payment, a day or a letter."""

    key: str
    value: str  # for people: "$1,350.00", "September 16, 2026"
    amount: Cents | None
    day: date | None
    source: str
    page: int
    place: int
    quote: str
    dated: date | None = None  # the document's own day
    about: str = ""  # what else must be equal: an as-of day, an amount
    slug: str = "other-servicing-error"
    words: str = ""

    @property
    def where(self) -> str:
        """Document, page and line."""
        return f"{self.source}, page {self.page}, line {self.place}"


def facts(material: Material) -> list[Fact]:
    """What a letter or a statement states, each fact once."""
    told: dict[tuple[str, str, str], Fact] = {}
    dated = _letter_date(material)
    for number, page in enumerate(material.pages, start=1):
        for place, sentence in _sentences(_own_words(page)):
            for one in _of_sentence(sentence):
                made = Fact(
                    source=material.source, page=number, place=place,
                    quote=safe_line(sentence, 240), dated=dated, **one,
                )  # fmt: skip
                told.setdefault((made.key, made.value, made.about), made)
    return list(told.values())


def _own_words(page: str) -> str:
    """A page without what it quotes of earlier messages."""
    cut = _QUOTED.search(page)
    kept = page[: cut.start()] if cut else page
    return "\n".join(line for line in kept.split("\n") if not line.lstrip().startswith(">"))


def _letter_date(material: Material) -> date | None:
    found = re.search(r"\d{4}-\d\d-\d\d", material.source)
    if found:
        return read_day(found[0])
    for page in material.pages[:1]:
        match = _LETTER_DATE.search(page[:4000])
        if match:
            return read_day(match["day"] or match["day2"])
    return None


def _sentences(page: str) -> Iterator[tuple[int, str]]:
    """Sentences with the line on which they begin; lines of a letter are joined."""
    line = 1
    for block in re.split(r"(\n\s*\n|\n(?=\s*[•\-*\d]+[.)]?\s)|\n(?=[^\n]{0,60}  +[$\d]))", page):
        if block is None:
            continue
        text = " ".join(block.split())
        for sentence in re.split(r"(?<=[.!?;])\s+(?=[A-Z(])", text):
            if sentence.strip():
                yield line, sentence.strip()
        line += block.count("\n")


def _of_sentence(sentence: str) -> Iterator[dict[str, Any]]:
    if _HEDGED.search(sentence) or len(sentence) > 1200:
        return
    as_of = _AS_OF.search(sentence)
    day = read_day(as_of["day"]) if as_of else None
    about = day.isoformat() if day else ""
    for key, (pattern, slug, words) in AMOUNTS.items():
        found = [read_money(one["money"]) for one in pattern.finditer(sentence)]
        values = {one for one in found if one is not None}
        if len(values) == 1:  # two figures in one sentence compare, they don't state
            amount = values.pop()
            yield {"key": key, "value": dollars(amount), "amount": amount, "day": None,
                   "about": about, "slug": slug, "words": words}  # fmt: skip
    yield from _rates_and_days(sentence, about)


def _rates_and_days(sentence: str, about: str) -> Iterator[dict[str, Any]]:
    rates = {one["rate"] for one in _RATE.finditer(sentence)}
    if len(rates) == 1:
        rate = read_rate(rates.pop() + "%")
        if rate is not None:
            yield {"key": "interest rate", "value": written_rate(rate), "amount": None, "day": None,
                   "about": about, "slug": "other-servicing-error",
                   "words": "the interest rate"}  # fmt: skip
    received = _RECEIVED.search(sentence)
    if received:
        on = read_day(received["day"] or received["day2"])
        amount = read_money(received["money"] or received["money2"] or "")
        if on is not None:
            yield {"key": "payment received", "value": on.isoformat(), "amount": amount, "day": on,
                   "about": f"{on.year}-{on.month:02d}",
                   "slug": "payment-not-credited-on-receipt",
                   "words": "the day the payment was received"}  # fmt: skip
    owner = _OWNER.search(sentence)
    if owner:
        name = " ".join(owner["name"].rstrip(" .,").split())
        yield {"key": "owner", "value": name, "amount": None, "day": None, "about": about,
               "slug": "other-servicing-error", "words": "the owner of the loan"}  # fmt: skip


# ── tables ───────────────────────────────────────────────────────────────────

_KEYS: Vocabulary = {
    "shortage": ("escrow shortage",), "surplus": ("escrow surplus", "overage"),
    "deficiency": ("escrow deficiency",),
    "principal balance": ("unpaid principal balance", "principal", "balance", "loan balance",
                          "unpaid principal"),
    "escrow balance": ("escrow account balance",),
    "late fee": ("late charge", "late fee amount", "fee"),
    "payoff amount": ("payoff", "payoff total", "payoff quote"),
    "interest per day": ("per diem", "daily interest"),
    "new payment": ("new total payment", "new monthly payment", "monthly payment", "payment"),
    "insurance premium": ("homeowners insurance", "premium"),
    "interest rate": ("rate", "note rate"),
    "payment received": ("payment received date", "received", "received date", "date received"),
    "owner": ("owner loan", "loan owner", "investor"),
    "due date": ("next due", "next due date", "payment due date", "due"),
    "status": ("loan status", "account status"),
}  # fmt: skip
SLUGS = {key: slug for key, (_, slug, _) in AMOUNTS.items()} | {
    "payment received": "payment-not-credited-on-receipt"
}


def stated(key: str, value: str, as_of: str, place: tuple[str, int, int, str]) -> Fact | None:
    """A fact that a table gives by its name."""
    name = recognise(key, _KEYS) or safe_line(key, 60).casefold()
    source, page, line, quote = place
    day, amount = read_day(value), read_money(value)
    if not value.strip():
        return None
    about = as_of.strip()
    when = read_day(about)
    shown = day.isoformat() if day else dollars(amount) if amount is not None and name not in (
        "interest rate", "owner", "status") else safe_line(value, 80)  # fmt: skip
    return Fact(
        key=name, value=shown, amount=amount if day is None and name != "interest rate" else None,
        day=day, source=source, page=page, place=line, quote=quote or f"{key}: {value}",
        about=when.isoformat() if when else about, dated=when,
        slug=SLUGS.get(name, "other-servicing-error"), words=f"the {name}",
    )  # fmt: skip


def same_subject(one: Fact, other: Fact) -> bool:
    """True when the two speak of the same figure, as far as the documents show."""
    if one.key != other.key:
        return False
    if one.key == "payment received":
        same = one.amount is None or other.amount is None or one.amount == other.amount
        return same and one.about == other.about
    if one.about and other.about:
        return one.about == other.about
    if one.dated and other.dated:
        return abs((one.dated - other.dated).days) <= (
            _NOT_LAST if one.key not in ("principal balance", "escrow balance") else 0
        )
    return one.key not in ("principal balance", "escrow balance")


def differ(one: Fact, other: Fact) -> bool:
    """True when their values cannot both be right."""
    if one.day is not None and other.day is not None:
        return one.day != other.day
    if one.amount is not None and other.amount is not None and one.key != "payment received":
        return one.amount != other.amount
    left, right = (re.sub(r"[^a-z0-9.%]", "", f.value.casefold()) for f in (one, other))
    return left != right and not (one.key == "owner" and (left in right or right in left))
