"""What the letter says of the law: a citation that `law.md` knows, the right number of days."""

from __future__ import annotations

import re
from collections.abc import Iterator

from borrower_desk.letters.checks.reading import Check, Reading, sentences
from borrower_desk.model import Finding

# Section -> its known first paragraphs; an empty string knows all of them.
_CFR: dict[str, dict[str, str]] = {
    "12": {
        "1002.9": "", "1006.6": "", "1006.34": "abcde", "1006.38": "", "1006.42": "", "1022.42": "",
        "1022.43": "abcdef", "1024.2": "ab", "1024.5": "abcd", "1024.7": "", "1024.11": "",
        "1024.17": "abcdefghijklm", "1024.30": "abcd", "1024.31": "", "1024.32": "abc",
        "1024.33": "abcd", "1024.34": "ab", "1024.35": "abcdefghi", "1024.36": "abcdefghi",
        "1024.37": "abcdefghi", "1024.38": "abc", "1024.39": "abcde", "1024.40": "ab",
        "1024.41": "abcdefghijk", "1026.2": "ab", "1026.13": "abcdefghi", "1026.15": "abcde",
        "1026.19": "", "1026.20": "abcdef", "1026.23": "abcdefgh", "1026.31": "", "1026.36": "abcdefghijk",
        "1026.39": "abcdef", "1026.41": "abcdef", "1026.46": "",
    },
    "26": {"1.6050H-2": "", "1.6050H-1": ""},
}  # fmt: skip
_PARTS = frozenset({"1006", "1022", "1024", "1026", "1002"})
_USC: dict[str, frozenset[str]] = {
    "5": frozenset({"6103"}),
    "11": frozenset({"362", "1322"}),
    "12": frozenset(
        "2601 2602 2603 2604 2605 2607 2608 2609 2614 2617 4901 4902 4903 4904 4905 4906 4907 4908 4910"
        " 5481 5531 5534 1701x 5201 5220".split()
    ),
    "15": frozenset(
        "1601 1602 1635 1638 1639 1639a 1639b 1639c 1639f 1639g 1640 1641 1666 1681 1681b 1681i 1681j 1681p"
        " 1681s-2 1691 1692 1692a 1692c 1692e 1692f 1692g 1692k 7001".split()
    ),
    "26": frozenset({"6050H", "7503", "163"}),
    "50": frozenset("3901 3911 3931 3937 3953 3949 4043".split()),
}
_CITED_CFR = re.compile(
    r"\b(?P<title>\d+)\s*C\.?\s?F\.?\s?R\.?\s*(?:part|§+|sec(?:tion|\.)?)?\s*(?P<section>\d+(?:\.\d+[A-Z]?(?:-\d+)?)?)(?P<rest>(?:\s?\([A-Za-z0-9]+\))*)",
    re.IGNORECASE,
)
_CITED_USC = re.compile(
    r"\b(?P<title>\d+)\s*U\.?\s?S\.?\s?(?:C\.?|Code)\s*(?:§+|sec(?:tion|\.)?)?\s*(?P<section>\d+[A-Za-z]?(?:-\d+)?)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<![\d.$])(?P<section>10(?:02|06|22|24|26)\.\d+)(?P<rest>(?:\s?\([A-Za-z0-9]+\))*)"
)
_NOTICE_ERRORS = 11  # 1024.35(b)(1) to (11)

_NUMBERS = {
    "five": 5, "seven": 7, "ten": 10, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty-five": 45, "forty five": 45, "sixty": 60, "ninety": 90, "three": 3, "two": 2, "twenty-one": 21,
}  # fmt: skip
_DAYS = re.compile(
    rf"\b(?P<number>\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})(?:\s*\(\d{{1,3}}\))?[ -]"
    r"(?:(?P<unit>business|calendar|working|such|more|additional|federal|consecutive|banking)[ -](?:such |business |calendar )?)*days?\b",
    re.IGNORECASE,
)
# What a number of days is about, by the words before it in its clause; the last one counts.
_TOPICS: tuple[tuple[str, frozenset[int], re.Pattern[str]], ...] = (
    (
        "acknowledgment",
        frozenset({5}),
        re.compile(r"acknowledg|confirm (?:its |the )?receipt|written receipt", re.IGNORECASE),
    ),
    (
        "answer",
        frozenset({30, 45}),
        re.compile(
            r"\b(?:answer|respon|reply|investigat|resol|correct|act on|comply)", re.IGNORECASE
        ),
    ),
    (
        "extension",
        frozenset({15, 45}),
        re.compile(r"\bexten[ds]|more such|additional|longer", re.IGNORECASE),
    ),
    (
        "credit reporting",
        frozenset({60}),
        re.compile(
            r"consumer report|credit (?:report|bureau|agenc)|furnish|adverse|report (?:any|the|this|it|me)",
            re.IGNORECASE,
        ),
    ),
    (
        "documents",
        frozenset({15}),
        re.compile(
            r"relied (?:up)?on|documents? (?:and information )?(?:that )?you", re.IGNORECASE
        ),
    ),
    ("payoff", frozenset({7}), re.compile(r"pay-?off", re.IGNORECASE)),
    ("owner", frozenset({10}), re.compile(r"who owns|\bowner|assignee|investor", re.IGNORECASE)),
)
_LAW_WORDS = re.compile(
    r"\b(?:must|required?|requires|law|under|RESPA|regulation|CFR|USC|statut|entitled|obligat|have \d+|has \d+|federal|according to|deadline is|shall)\b",
    re.IGNORECASE,
)
_OTHER_LAW = re.compile(
    r"\b(?:1024\.(?:17|33|34|37|39|40|41)|1006\.|1022\.|1681|1692|4902|4904|1026\.(?:20|13|39|41)|insurance|loss mitigation|escrow account balance|transfer|validation|PMI|mortgage insurance|appeal|foreclosure sale is)",
    re.IGNORECASE,
)
_COUNTED = ("noe", "rfi", "qwr", "pay")


def citations(reading: Reading) -> Iterator[Finding]:
    """A citation that `law.md` does not know."""
    text = f"{reading.subject}\n{reading.body}"
    spans = []
    for one in _CITED_CFR.finditer(text):
        spans.append(one.span())
        if not _known_cfr(one["title"], one["section"], one["rest"]):
            yield _wrong(reading, one.group().strip(), "no such provision is known to the desk")
    for one in _CITED_USC.finditer(text):
        if not _known_usc(one["title"], one["section"]):
            yield _wrong(reading, one.group().strip(), "no such provision is known to the desk")
    for one in _BARE.finditer(text):
        inside = any(start <= one.start() < end for start, end in spans)
        if not inside and not _known_cfr("12", one["section"], one["rest"]):
            yield _wrong(reading, one.group().strip(), "no such provision is known to the desk")


def _known_cfr(title: str, section: str, rest: str) -> bool:
    if section in _PARTS:
        return title == "12"
    known = _CFR.get(title, {})
    name = next((one for one in known if one.casefold() == section.casefold()), None)
    if name is None:
        return False
    parts = re.findall(r"\(([A-Za-z0-9]+)\)", rest)
    if parts and known[name] and parts[0].casefold() not in known[name]:
        return False
    number = parts[1] if len(parts) > 1 else ""
    if name == "1024.35" and parts and parts[0] == "b" and number.isdigit():
        return 1 <= int(number) <= _NOTICE_ERRORS
    return True


def _known_usc(title: str, section: str) -> bool:
    known = _USC.get(title)
    return known is not None and any(section.casefold() == one.casefold() for one in known)


def days(reading: Reading) -> Iterator[Finding]:
    """A wrong number of days for what is owed on a notice or a payoff request."""
    kind = reading.draft.template
    if kind is not None and not any(rule.startswith(_COUNTED) for rule in kind.starts):
        return
    if kind is None and not reading.legal and "payoff" not in reading.folded:
        return
    for paragraph in reading.prose:
        for sentence in sentences(paragraph):
            if not _LAW_WORDS.search(sentence) or _OTHER_LAW.search(sentence):
                continue
            context = (
                paragraph
                if re.search(
                    r"(?i)payoff|\(b\)\(6\)|who owns|1024\.36\(d\)\(2\)\(i\)\(A\)|relied", paragraph
                )
                else sentence
            )
            for one in _DAYS.finditer(sentence):
                why = _wrong_days(sentence, context, one)
                if why:
                    yield _wrong(reading, one.group(), why)


def _wrong_days(sentence: str, context: str, one: re.Match[str]) -> str:
    said = one["number"].casefold()
    number = int(said) if said.isdigit() else _NUMBERS[said]
    unit = re.search(r"business|calendar|working", one.group(), re.IGNORECASE)
    clause = re.split(
        r"[;]|, and |\band (?=(?:must|correct|answer|respond|act|tell))", sentence[: one.start()]
    )[-1]
    after = re.split(r"[;,.]", sentence[one.end() :])[0]
    topic = _topic(clause) or _topic(after)
    if topic is None:
        return ""
    name, allowed = topic
    if name == "answer":
        allowed = allowed | _shorter(context)
    if number not in allowed:
        usual = sorted(allowed)[0] if name != "answer" else 30
        return f"the law gives {usual} days for the {name}, not {number}"
    calendar = unit is not None and unit.group().casefold() == "calendar"
    if calendar and name != "credit reporting":
        return "these days leave out legal public holidays, Saturdays and Sundays"
    return "these are calendar days" if unit and not calendar and name == "credit reporting" else ""


def _shorter(context: str) -> frozenset[int]:
    """Other periods for an answer that the context calls for."""
    found = set()
    for number, pattern in (
        (7, r"payoff|\(b\)\(6\)|\(A\)"),
        (10, r"who owns|\bowner|assignee"),
        (15, r"relied|exten|documents"),
    ):
        if re.search(pattern, context, re.IGNORECASE):
            found.add(number)
    return frozenset(found)


def _topic(words: str) -> tuple[str, frozenset[int]] | None:
    """The topic whose words come last."""
    best: tuple[int, str, frozenset[int]] | None = None
    for name, allowed, pattern in _TOPICS:
        for one in pattern.finditer(words):
            if best is None or one.start() >= best[0]:
                best = (one.start(), name, allowed)
    return None if best is None else (best[1], best[2])


def _wrong(reading: Reading, text: str, why: str) -> Finding:
    part = "body" if reading.line_of(text) else "subject"
    return reading.found(
        "law-wrong",
        f"“{text}”: {why}.",
        text,
        part=part,
        fix="Use the words of the template, or see `borrower-desk rules`.",
    )


def wrong(reading: Reading) -> Iterator[Finding]:
    """A citation that `law.md` does not know, or a wrong number of days."""
    yield from citations(reading)
    yield from days(reading)


CHECKS = (Check("law-wrong", wrong),)
