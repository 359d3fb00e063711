"""Several errors in one letter: each is looked up by itself, so each wants its own number.

Two facts of one error are one issue: a late fee and the payment that it was charged for.
An error shows by what it is about (its topic) and by words of fault; a second one shows
by another topic, or by words that lead over to it ("Another thing is that you …").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from borrower_desk.letters.anatomy import Block
from borrower_desk.letters.checks.dates import Said, days_in
from borrower_desk.letters.checks.phrases import Phrase, phrases, words
from borrower_desk.letters.checks.reading import Check, Reading, sentences, uncited
from borrower_desk.letters.checks.sieve import sieved
from borrower_desk.model import Finding

_TOPICS = {
    "payments": Phrase(
        r"\bpayments?\b|\bchecks? (?:was|is|were|got) (?:\w+ )?(?:cashed|returned|held|lost)"
        r"|\b(?:returned|lost|held|kept) (?:my|our) (?:\w+ )?check\b|late (?:fee|charge)"
        r"|\bcredited\b|\bposted\b|suspense"
    ),
    "plain fee": Phrase(r"\b(?:a|the) fee\b"),
    "escrow": Phrase(
        r"(?<!interest and )(?<!interest, )(?<!interest, and )\bescrow\b",
    ),
    "tax": Phrase(
        r"(?:property|county|city|town|school|real estate) tax|\btaxes\b"
        r"|\btax (?:bill|payment|penalt|instal)|\b(?:the|our|my) tax\b",
    ),
    "insurance": Phrase(
        r"force-?placed|lender-?placed|\bhome-?owner'?s'? (?:bill|policy|cover)"
        r"|homeowner'?s'? insurance|\bpremium"
        r"|\b(?:house|home|hazard|fire|flood|wind|property|dwelling) (?:\w+ )?(?:insurance|policy)"
        r"|\b(?:bought|buy|buying|ordered|took out) (?:\w+ )?insurance\b"
        r"|\binsurance (?:bill|polic|agent|company|carrier|payment|refund)",
    ),
    "payoff": Phrase(r"\bpay-?off\b"),
    "rate": Phrase(
        r"interest rate"
        r"|\b(?:our|my|the) (?:new |loan |mortgage )?rate (?:was|is|of|should|did|had|on)\b"
        r"|adjustable|\bARM\b|\bmargin\b|rate (?:adjust|change)",
    ),
    "pmi": Phrase(r"\bPMI\b|mortgage insurance"),
    "foreclosure": Phrase(r"foreclos|loss mitigation|loan modification"),
    "transfer": Phrase(r"(?:servicing|loan) (?:was )?transfer|new servicer|prior servicer"),
    "fees": Phrase(
        r"\b(?:inspection|copy|phone|telephone|statement|appraisal|attorney|legal|convenience"
        r"|wire|fax|preservation|document|corporate advance|speed ?pay|processing"
        r"|service)[- ](?:\w+[- ])?"
        r"(?:fee|charge)"
        r"|\bcharged (?:me |us )?(?:\$\s?[\d.,]+ )?for (?:an? |the |two |copies)(?!late)",
    ),
    "tax form": Phrase(r"\b1098\b"),
    "name": Phrase(r"\bmis-?spel\w+"),
    "credit report": Phrase(r"credit (?:bureau|report|score)|\bbureaus\b"),
}
# A fee of which no more is said: the late fee, or one that the letter names elsewhere.
_PLAIN = "plain fee"
_FAULT = phrases("issue.fault")
# "Also, you raised our escrow": another thing held against the servicer, whatever its words.
_FURTHER = re.compile(
    r"\b(?:also|furthermore|moreover|in addition|additionally|besides"
    r"|on top of (?:that|this|it|all)|as well|another (?:thing|error|problem|matter)"
    r"|secondly|second|finally|and then)\b",
    re.IGNORECASE,
)
_DID = re.compile(
    r"\b(?:you|they|the (?:same )?(?:company|firm|bank|servicer)"
    r"|your (?:\w+ )?(?:company|office|people|staff|department)"
    r"|ha[sd] no basis)\b"
    r"(?: (?:\w+ ){0,2}?(?:charged|raised|credited|lost|failed|refused|reported|returned|added|paid"
    r"|took|put|placed|increased|billed|imposed|posted|held|kept|doubled|dropped|cancell?ed))?",
    re.IGNORECASE,
)
_NOT_ASSERTED = phrases("issue.not_asserted")
_MADE_GOOD = phrases("issue.made_good")
_CLAUSES = re.compile(
    r"[;:–—] ?|, (?=(?:and|but|although|though|while|so|because|yet|nor)\b)"
    r"|, (?=which\b)(?!which (?:is|was) (?:\w+ )?(?:your|wrong|incorrect|an? (?:error|mistake)))"
    r"| (?:and|but|although|because) (?=(?:also |then |never |still |later )*(?:you|I|we|it|they"
    r"|failed|refused|charged|lost|raised|sent|that)\b)",
    re.IGNORECASE,
)
# Consequences of one and the same error are no second issue.
_ONE_MATTER = (
    {"payments", "credit report", _PLAIN},
    {"fees", _PLAIN},
    {"escrow", "insurance"},
    {"escrow", "tax"},
    {"payoff", "payments"},
    {"payoff", "foreclosure"},
    {"transfer", "payments"},
)
_OVER = sieved("several.over")
_OVER_TO_ERROR = sieved("several.over_to_error")
_BAD = phrases("several.bad")
_FOLLOWS = phrases("several.follows")
_ASKS = phrases("several.asks")
_WISH = re.compile(
    r"\W*(?:please |kindly |that you |to )?(?:pay|bear|send|remove|correct|reverse|refund|return"
    r"|tell|confirm|provide|credit|apply|issue|write|explain|state|give|furnish|recompute|reapply"
    r"|release|the company (?:\w+s)\b|payment (?:of|by)\b"
    r"|an? (?:written )?(?:explanation|confirmation)"
    r"|the (?:day|date|name|amount|number) )\b",
    re.IGNORECASE,
)
_OWN_PART = re.compile(r", (?:and|so|which) ", re.IGNORECASE)
_OTHER_KINDS = words("several.other_kinds")
# "…, and besides that a payment sits in suspense": another sentence, though no full stop says so.
_MID_LEAD = re.compile(
    r"(?:[,;]|\)|\bthat) (?:and |but )?(?=(?:besides(?: that)?|in addition|furthermore|moreover"
    r"|on top of (?:that|it|this)|another|not only that|secondly|also,?) )",
    re.IGNORECASE,
)
_SHORT = 7  # words of a sentence that only names what the next one is about
_FAR_APART = 35  # days between two errors about payments
_MARK = re.compile(
    r"(?:(?:^|(?<=[\n:;,.] ))(?:\d{1,2}|[a-hA-H]|[ivx]{1,4}|[IVX]{1,4})[.)]"
    r"|(?:^|(?<=\s))(?:\((?:\d{1,2}|[a-hA-H]|[ivx]{1,4}|[IVX]{1,4})\)"
    r"|(?i:error|issue|item|problem|point|complaint|matter) ?(?i:no\.? ?|#)?"
    r"(?i:\d|one|two|three|four|[A-D]\b)[.:)]?(?: ?[–-])?))\s+(?=\S)",
    re.MULTILINE,
)


def several(reading: Reading) -> Iterator[Finding]:
    """More than one error asserted without a numbered list."""
    kind = reading.draft.template
    if kind is not None and kind.kind in _OTHER_KINDS:
        return
    prose = _asserting(reading)
    asserted: set[str] = set()
    if len(_topics(prose, faults=False)) > 1:  # else there is one matter at most
        clauses = [one for said in prose for one in _clauses(said) if _is_asserted(one)]
        asserted = _topics(clauses, faults=True)
    apart = len(asserted) > 1 and not any(asserted <= one for one in _ONE_MATTER)
    listed = _topics(_listed_errors(reading), faults=False) if apart else set()
    if apart and not asserted <= listed and len(listed & asserted) < 2:
        yield _several(reading, f"about {', '.join(sorted(asserted))}")
    elif not apart and (led := _led_over(prose, reading)) and not _numbered_apart(reading):
        yield _several(reading, f"(“{led[:60]}…”)")


def _several(reading: Reading, what: str) -> Finding:
    return reading.found(
        "several-issues",
        f"The letter asserts several errors {what} without numbering them.",
        fix="Number the errors, each with its date and amount; or write a letter for each.",
    )


def _listed(reading: Reading) -> list[str]:
    """The items of numbered or lettered lists, in lines of their own or within a paragraph."""
    items = [
        item
        for block in reading.letter.blocks
        if block.form == "numbered" and len(block.items) > 1
        for item in block.items
    ]
    text = "\n".join(item for block in reading.letter.blocks for item in _with_marks(block))
    marks = list(_MARK.finditer(text))
    if len(marks) > 1:
        ends = [one.start() for one in marks[1:]] + [len(text)]
        items += [text[one.end() : end] for one, end in zip(marks, ends, strict=True)]
    return items


def _listed_errors(reading: Reading) -> list[str]:
    """The listed items that tell what is wrong; a list of wishes sets no errors apart."""
    return [one for one in _listed(reading) if not _WISH.match(one)]


def _with_marks(block: Block) -> list[str]:
    if not block.marks:
        return list(block.items)
    return [f"{mark} {item}" for mark, item in zip(block.marks, block.items, strict=True)]


def _numbered_apart(reading: Reading) -> bool:
    """Does a numbered list hold two items with words of fault or two topics?"""
    items = _listed(reading)
    return sum(bool(_FAULT.search(one) or _BAD.search(one)) for one in items) > 1 and (
        len(_topics(items, faults=False)) > 1
    )


def _asserting(reading: Reading) -> list[str]:
    """The sentences of the paragraphs that may assert an error."""
    own = set(reading.own_words)
    return [
        one
        for block in reading.letter.blocks
        if block.form != "numbered"
        for item in block.items
        for one in map(uncited, sentences(item))
        if one in own and not _MADE_GOOD.search(one)
    ]


def _is_asserted(clause: str) -> bool:
    return _NOT_ASSERTED.search(clause) is None


def _led_over(prose: list[str], reading: Reading) -> str:
    """The sentence that leads over to another error; empty when none does."""
    prose = [part for said in prose for part in _MID_LEAD.split(said)]
    before: set[str] = _topics([reading.subject], faults=False)
    days: list[date] = []
    leads = {n for n, said in enumerate(prose) if n and _leads(said)}
    for n, said in enumerate(prose[: max(leads, default=-1) + 1]):
        there = _topics([said], faults=False)
        over = _OVER_TO_ERROR.search(said) if n in leads else None
        lead = over is not None or len(said.split()) < _SHORT  # "Next, the tax."
        next_too = f"{said} {prose[n + 1]}" if lead and n + 1 < len(prose) else said
        if n in leads and not _follows(said):
            here = there if there or not lead else _topics([next_too], faults=False)
            wrong = _BAD.search(next_too) and _is_asserted(said)
            if wrong and _differs(here, before, said, days, strong=over is not None):
                return said
        before |= there if _FAULT.search(said) or _BAD.search(said) or n < 2 else set()
        days += [day for day in map(_day, days_in(said)) if day]
    return ""


def _follows(said: str) -> bool:
    """Does a sentence tell what came of an error, or what is asked, and not of another error?"""
    return bool(_ASKS.search(said) or _FOLLOWS.search(_OWN_PART.split(said, maxsplit=1)[0]))


def _leads(said: str) -> bool:
    return bool(_OVER.search(said) or _OVER_TO_ERROR.search(said))


def _differs(
    here: set[str], before: set[str], said: str, days: list[date], *, strong: bool
) -> bool:
    """Is a sentence with these topics about another error than those before it?"""
    if not here:
        return strong
    if strong and here - before:
        return bool(before)
    if here <= before or any(here <= one and before & one for one in _ONE_MATTER):
        told = [day for day in map(_day, days_in(said)) if day]
        return bool(told and days) and all(
            abs((day - old).days) > _FAR_APART for day in told for old in days
        )
    return bool(before)


def _day(said: Said) -> date | None:
    try:
        return date(said.year, said.month, said.day) if said.year else None
    except ValueError:
        return None


def _clauses(sentence: str) -> list[str]:
    """The clauses of a sentence; one that goes on with "also" says so in each of them."""
    found = _CLAUSES.split(sentence)
    if _FURTHER.search(found[0]) and _DID.search(found[0]):
        found = [f"{one} – wrong" if _DID.search(one) else one for one in found]
    return found


def _topics(texts: list[str], *, faults: bool) -> set[str]:
    text = "\n".join(one for one in texts if not faults or _FAULT.search(one))
    found = {name for name, pattern in _TOPICS.items() if pattern.search(text)}
    return found - {_PLAIN} if found & {"fees", "payments"} else found


CHECKS = (Check("several-issues", several),)
