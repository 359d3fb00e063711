"""The issue: stated first, precise, one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from borrower_desk.letters.anatomy import MONTHS
from borrower_desk.letters.checks.reading import Check, Reading, sentences
from borrower_desk.model import Finding

_WITHIN = 3  # sentences in which issue and wish must show (letters.md, anatomy 4)
_STATED = re.compile(
    r"notice of error|request for information|qualified written request|\bdisput|\berrors?\b"
    r"|incorrect|inaccura|\bwrong(?:ly|ful)?\b|\bmistake|overcharg|(?:was|were|been|you|is|are) (?:\w+ ){0,2}charged"
    r"|you (?:\w+ )?(?:charge|assess|refus|reject|return|rais|increas|report|deni|los[te]|fail|never|ha[ds] not|did not|misappl)"
    r"|late (?:fee|charge)|overdue|unpaid|not (?:been )?(?:credit|appli|post|paid|answer|receiv|correct|sent|refund|remov|acknowledg|respond)"
    r"|(?:have|has|did|do|does|was|were|is|are)(?: not|n't) (?:yet )?(?:received?|credit|appl|post|paid|pay|answer|correct|refund|acknowledg|respond|match|agree|show|send|sent|explain|reflect)"
    r"|misapplied|\bmissing\b|without (?:\w+ )?(?:reason|basis|authori|notice|cause)|fail(?:ed|ure|s)? to"
    r"|\bshortage\b|\bdeficiency\b|\bsurplus\b|\b(?:rose|increased|went up|doubled|jumped)\b|\bduplicate\b|\btwice\b"
    r"|\bappeal|\bhardship\b|payoff statement|\bterminat|\bcancel"
    r"|please (?:\w+ )?(?:accept|acknowledge|add|answer|apply|cancel|change|close|confirm|consider|correct|credit|decide|delete|explain|evaluate|extend|forward"
    r"|furnish|give|grant|hold|investigate|issue|lift|limit|mail|note|post|postpone|process|provide|pay|reconsider|record|refund|release|remove"
    r"|reply|report|resend|respond|return|reverse|review|send|speak|start|state|stop|suspend|tell|transfer|update|verify|waive|withdraw|write)"
    r"|\bI(?:'m| am)? (?:also |hereby |now |writing to |would like to )?(?:request|ask|apply|appeal|authori[sz]e|demand|claim|complain|confirm|report|object|dispute|follow up)"
    r"|\bI (?:want|would like|need|wish) (?:you to|to (?:know (?:why|how|when|what|who)|have|receive|get|see|cancel|assume|correct|understand why|request|ask|dispute|appeal|confirm|report))"
    r"|\bI (?:want|would like|need) (?:a|an|the|my|copies|written|confirmation|your (?:payoff|answer|written))\b(?! (?:home|house|moment|few|minute|second|help))"
    r"|\basking (?:you |that |for |why )|\brequesting\b|\bthis (?:letter )?(?:confirms|is to (?:confirm|request|dispute|ask|inform)|is (?:a|my) (?:request|notice|dispute|claim|appeal|complaint|follow))"
    r"|\bthank you for (?:correct|remov|credit|send|your (?:letter|answer|response|prompt|call|help on)|fix|resolv|return|refund|speaking)"
    r"|\bsuccessor in interest|\bauthorized representative|\bservicemember|\bescalat|\b(?:I|we) (?:spoke|talked)\b",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"\bI hope (?:this|you)|\bI need your help\b|\bto tell you (?:about|a)|please (?:read|help|bear|forgive|excuse)"
    r"|about an? (?:important|serious|urgent|problem|issue|matter|situation)|never (?:been|had|missed)",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\$\s?\d|\b\d[\d,]*(?:\.\d\d)? dollars\b", re.IGNORECASE)
_MONTH = "|".join((*MONTHS, *(one[:3] for one in MONTHS)))
DATE = re.compile(
    rf"\b(?:{_MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?:\d{{4}})\b|\b\d{{1,2}} (?:{_MONTH})\.?,? \d{{4}}\b"
    rf"|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b(?:{_MONTH}) \d{{4}}\b"
    rf"|\b(?:{_MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?\b",
    re.IGNORECASE,
)
_TRANSACTION = re.compile(
    r"\b(?:confirmation|transaction|check|cheque|reference|tracking|receipt|trace|case|payment)\s*"
    r"(?:number|no\.?|id|#)?\s*(?:is|was|:|#)?\s*(?=[A-Z0-9-]*\d{2})[A-Z0-9-]{3,}",
    re.IGNORECASE,
)
_ABOUT_MONEY = re.compile(
    r"late (?:fee|charge)|\bfees?\b.{0,40}\b(?:charged|wrong|remove|dispute)|charged (?:me|us|a|my)"
    r"|payment.{0,60}(?:not|never|late|wrong|misappl|returned|refused)|overcharg",
    re.IGNORECASE,
)
_TOPICS = {
    "payments": re.compile(
        r"\bpayments?\b|late (?:fee|charge)|\bcredited\b|\bposted\b|suspense", re.IGNORECASE
    ),
    "escrow": re.compile(r"\bescrow\b|property tax|\btaxes\b|\btax bill", re.IGNORECASE),
    "insurance": re.compile(
        r"force-?placed|lender-?placed|homeowner'?s'? insurance|\bpremium", re.IGNORECASE
    ),
    "payoff": re.compile(r"\bpay-?off\b", re.IGNORECASE),
    "rate": re.compile(
        r"interest rate|adjustable|\bARM\b|\bmargin\b|rate (?:adjust|change)", re.IGNORECASE
    ),
    "pmi": re.compile(r"\bPMI\b|mortgage insurance", re.IGNORECASE),
    "foreclosure": re.compile(r"foreclos|loss mitigation|loan modification", re.IGNORECASE),
    "transfer": re.compile(
        r"(?:servicing|loan) (?:was )?transfer|new servicer|prior servicer", re.IGNORECASE
    ),
    "tax form": re.compile(r"\b1098\b", re.IGNORECASE),
    "credit report": re.compile(r"credit (?:bureau|report|score)", re.IGNORECASE),
}
_FAULT = re.compile(
    r"\bwrong|incorrect|\berrors?\b|mistake|\bfail|\bnever\b|\bnot\b|n't\b|overcharg|without|illegal|should have"
    r"|misappl|\blost\b|refus|\blate\b|inaccura|\btwice\b|missing|too (?:high|much)|overstat|\bunpaid",
    re.IGNORECASE,
)
# Consequences of one and the same error are no second issue.
_ONE_MATTER = (
    {"payments", "credit report"},
    {"escrow", "insurance"},
    {"payoff", "payments"},
    {"transfer", "payments"},
)


def not_first(reading: Reading) -> Iterator[Finding]:
    """The first paragraph does not state the issue."""
    first = reading.letter.first_paragraph
    if not first:
        return
    opening = [one for one in sentences(first)[:_WITHIN] if not _is_empty(one)]
    if any(_STATED.search(one) for one in opening) or "[" in first:
        return
    yield reading.found(
        "issue-not-first",
        "The first paragraph does not say what is wrong and what you want.",
        first[:120],
        fix="Begin with the issue and the wish in at most three sentences, with the date and the"
        " amount. The history can follow.",
    )


def _is_empty(sentence: str) -> bool:
    empty = _EMPTY.search(sentence)
    return bool(empty) and not _STATED.search(_EMPTY.sub(" ", sentence))


def imprecise(reading: Reading) -> Iterator[Finding]:
    """No date, no amount or no transaction number where the kind needs one."""
    kind = reading.draft.template
    told = " ".join(reading.own_words)
    if kind is not None:
        needs = set(kind.needs)
        if kind.kind == "notice-of-error" and _ABOUT_MONEY.search(told):
            needs.add("amount")
    else:
        needs = {"date", "amount"} if _ABOUT_MONEY.search(told) else set()
        if not needs and reading.legal and "error" in reading.body.casefold():
            needs = {"date"}
    there = {"date": DATE, "amount": _MONEY, "transaction": _TRANSACTION}
    lacking = [
        one
        for one in ("date", "amount", "transaction")
        if one in needs and not there[one].search(told)
    ]
    if lacking and "[" not in told:
        names = " and no ".join(
            {"transaction": "transaction number"}.get(one, one) for one in lacking
        )
        yield reading.found(
            "issue-imprecise",
            f"The letter gives no {names}, so the servicer must guess which entry is meant.",
            reading.letter.first_paragraph[:120],
            fix="Say the day, the amount, and the check or confirmation number.",
        )


def several(reading: Reading) -> Iterator[Finding]:
    """More than one error asserted without a numbered list."""
    listed = _topics(
        [
            item
            for block in reading.letter.blocks
            if block.form == "numbered" and len(block.items) > 1
            for item in block.items
        ],
        faults=False,
    )
    prose = [
        one
        for block in reading.letter.blocks
        if block.form == "paragraph"
        for one in sentences(block.text)
        if one in set(reading.own_words)
    ]
    asserted = _topics(prose, faults=True)
    if len(asserted) < 2 or asserted <= listed or any(asserted <= one for one in _ONE_MATTER):
        return
    if len(listed & asserted) > 1:
        return
    yield reading.found(
        "several-issues",
        f"The letter asserts errors about {', '.join(sorted(asserted))} without numbering them.",
        fix="Number the errors, one a paragraph with its date and amount; or write a letter for each.",
    )


def _topics(texts: list[str], *, faults: bool) -> set[str]:
    return {
        name
        for text in texts
        if not faults or _FAULT.search(text)
        for name, pattern in _TOPICS.items()
        if pattern.search(text)
    }


CHECKS = (
    Check("issue-not-first", not_first),
    Check("issue-imprecise", imprecise),
    Check("several-issues", several),
)
