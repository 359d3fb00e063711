"""What the letter says of the law: a citation that `law.md` knows, the right number of days."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from borrower_desk.frozen import dataclass
from borrower_desk.letters.checks.phrases import Phrase, phrases
from borrower_desk.letters.checks.reading import Check, Reading, sentences
from borrower_desk.letters.checks.sieve import sieved
from borrower_desk.model import Finding

_PARTS = frozenset({"1002", "1006", "1022", "1024", "1026"})
_CITED_CFR = phrases("law.cited_cfr")
_CITED_USC = phrases("law.cited_usc")
_BARE = re.compile(
    r"(?<![\d.$])(?P<section>10(?:02|06|22|24|26)\.\d+)(?P<rest>(?:\s?\([A-Za-z0-9]+\))*)"
)
_OF_RESPA = re.compile(
    r"\bRESPA,?(?:'s)? (?:\xa7+|sections?|sec\.) ?(?P<first>\d{1,4})"
    r"|\b(?:\xa7+|sections?|sec\.) ?(?P<then>\d{1,4})(?:\(\w\))* of (?:the )?"
    r"(?:RESPA|Real Estate Settlement)",
    re.IGNORECASE,
)
_TITLE_LAST = re.compile(
    r"(?:\xa7+|\bsections?|\bsec\.) ?(?P<section>\d{1,5}[A-Za-z]?(?:-\d+)?)(?:\(\w\))*,? of title"
    r" (?P<title>\d{1,2})\b(?! ?C\.?F)",
    re.IGNORECASE,
)
_OF_THE_OTHER = re.compile(
    r"\bnotices? of error,? ?\(?(?:under|pursuant to|per|per section|as defined (?:in|by))"
    r" (?:12 ?C\.?F\.?R\.? ?)?(?:\xa7+ ?|section )?1024\.36\b"
    r"|\brequests? for information,? ?\(?(?:under|pursuant to|per|as defined (?:in|by))"
    r" (?:12 ?C\.?F\.?R\.? ?)?(?:\xa7+ ?|section )?1024\.35\b",
    re.IGNORECASE,
)
_ASSERTS = re.compile(
    r"\b(?:gives? notice of an error|notices? of (?:an )?error (?:in|about|under)"
    r"|asserts? (?:that )?(?:an|the|this) error|this (?:is a )?notice of error)\b"
    r"(?!.*\b(?:information|request)\b)",
    re.IGNORECASE | re.DOTALL,
)
_LAST_OF_RESPA = 20  # sections 2 to 20 of the Act, which are 12 USC 2601 and after
_WEEKS = re.compile(
    r"\b(?P<number>\d{1,2}|one|two|three|four|five|six|eight|ten|twelve)"
    r"(?:\s*\(\w{1,7}\))? weeks?\b",
    re.IGNORECASE,
)
# "five business days to acknowledge and thirty to answer": the days are said once.
_BARE_DAYS = re.compile(
    r"(?<=\bwithin )(?P<number>\d{1,3}|[a-z]{3,6}(?:[ -]five)?)"
    r"(?=[,.;)]|\Z| (?:as|under|for|from|after|of)\b)"
    r"|(?<=\band )(?P<other>\d{1,3}|[a-z]{3,6})(?= (?:to (?:answer|respond|acknowledge|reply)"
    r"|for (?:the|an|your) (?:answer|response|reply|acknowledg)))",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"\b(?:\d{1,3}|twenty-four|forty-eight|seventy-two)(?:\s*\(\w{1,7}\))? hours?\b", re.IGNORECASE
)
_NOTICE_ERRORS = 11  # 1024.35(b)(1) to (11)

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "nine": 9,
    "twelve": 12, "twenty-five": 25, "thirty-seven": 37, "forty": 40, "fifty": 50,
    "seven": 7, "ten": 10, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty-five": 45, "forty five": 45, "sixty": 60, "ninety": 90, "twenty-one": 21,
}  # fmt: skip
_DAYS = phrases("law.days")
_MOST_MENTIONS = 12  # in one sentence; more is no letter
_LAW_WORDS = sieved("law.law_words")
_FACT = phrases("law.fact")
_ALONE = {"noe-documents": 15, "payoff-statement": 7, "rfi-owner": 10}
# "30 business days from the day you receive this to answer"
_WHAT_FOR = re.compile(
    r"\W{0,2}(?:\([^)]{0,80}\) )?(?:(?:from|after|of|following|counted from) (?:\w+ ){0,6}?)?"
    r"(?:receipt |receiving it |receive it |receive this (?:letter )?)?(?:to|in which to|for)\b",
    re.IGNORECASE,
)
_GIVE = re.compile(r"\b(?:send|provide|give|furnish|tell|deliver|produce)\b", re.IGNORECASE)
# The paragraphs that give the days for an acknowledgment and for an answer.
_DUTY_OF = {
    r"1024\.35\(e\)\(4\)": "the documents relied on",
    r"1024\.35\(d\)|1024\.36\(c\)": "the acknowledgment",
    r"1024\.35\(e\)(?!\([34]\))|1024\.36\(d\)(?!\(2\)\(i\)\(A\))": "an answer",
}
_AND_THEN = re.compile(
    r"\band (?:then )?(?:the |an? |your )?(?:copies|information|documents|records|list|history"
    r"|rest|papers) \w*\s*\Z",
    re.IGNORECASE,
)
_BEFORE_THE = re.compile(
    r"\b(?:before|after|within) (?:the|those|these|your|our) \Z", re.IGNORECASE
)
_IT = re.compile(r"\W*(?:it|that|this|which|both)\b", re.IGNORECASE)
_DUE = re.compile(r"\b(?:due|owed|owing|expected|required)\b", re.IGNORECASE)
_MORE = re.compile(r"more|additional|extra|further", re.IGNORECASE)
# "Regulation Z, 12 CFR 1024.35": each regulation is one part of the title.
_REGULATION = re.compile(
    r"\bReg(?:ulation|\.)? (?P<letter>[BFVXZ])\b,? ?\(?(?:12 ?C\.?F\.?R\.? ?)?(?:part |\xa7+ ?)?"
    r"(?P<part>10\d\d)\b",
    re.IGNORECASE,
)
_PART_OF = {"B": "1002", "F": "1006", "V": "1022", "X": "1024", "Z": "1026"}
_OWNER = re.compile(
    r"\bowns (?:my|the|this|our) |owner (?:or assignee )?of (?:my|the|this|our) ", re.IGNORECASE
)


@cache
def _known() -> Mapping[str, Any]:
    text = (files("borrower_desk.letters.checks") / "citations.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True, slots=True)
class _Duty:
    """Something that the law gives days for: its name, the numbers, the words that tell it."""

    name: str
    days: frozenset[int]
    find: Phrase


def _read(table: str) -> tuple[_Duty, ...]:
    return tuple(
        _Duty(row["name"], frozenset(row["days"]), Phrase("|".join(row["find"])))
        for row in _known()[table]
    )


@cache
def _duties() -> tuple[_Duty, ...]:
    """The duties on a notice or request, told apart by the words nearest to the number."""
    return _read("days")


@cache
def _special() -> tuple[_Duty, ...]:
    """Other duties, told by their sentence."""
    return _read("special")


def citations(reading: Reading) -> Iterator[Finding]:
    """A citation that `law.md` does not know."""
    text = f"{reading.subject}\n{reading.body}"
    spans = []
    for one in _CITED_CFR.finditer(text):
        spans.append(one.span())
        if not _known_cfr(one["title"], one["section"], one["rest"]):
            yield _wrong(reading, one.group().strip(), "no such provision is known to the desk")
    for one in _OF_RESPA.finditer(text):
        number = int(one["first"] or one["then"])
        if number > _LAST_OF_RESPA and str(number) not in _known()["usc"]["12"].split():
            yield _wrong(reading, one.group().strip(), "no such section is known to the desk")
    for one in _CITED_USC.finditer(text):
        if not _known_usc(one["title"], one["section"]):
            yield _wrong(reading, one.group().strip(), "no such provision is known to the desk")
    for one in _TITLE_LAST.finditer(text) if "title" in text.casefold() else ():
        if not _known_usc(one["title"], one["section"]):
            yield _wrong(reading, one.group().strip(), "no such provision is known to the desk")
    for one in _BARE.finditer(text):
        inside = any(start <= one.start() < end for start, end in spans)
        if not inside and not _known_cfr("12", one["section"], one["rest"]):
            yield _wrong(reading, one.group().strip(), "no such provision is known to the desk")


def misused(reading: Reading) -> Iterator[Finding]:
    """A provision that does not carry what it is cited for: the letter never speaks of it."""
    text = f"{reading.subject}\n{reading.body}"
    cited = [*_CITED_CFR.finditer(text), *_CITED_USC.finditer(text)]
    told = _CITED_USC.sub(" ", _CITED_CFR.sub(" ", text)).casefold() if cited else ""
    for one in cited:
        part = "".join(re.findall(r"\([A-Za-z0-9]+\)", one.groupdict().get("rest") or "")[:2])
        names = (f"{one['section']}{part}", one["section"], f"{one['title']} USC {one['section']}")
        words = next(
            (_known()["carries"][name] for name in names if name in _known()["carries"]), ""
        )
        if words and not re.search(words, told):
            yield _wrong(reading, one.group().strip(), "it is about something else")
    for one in _REGULATION.finditer(text):
        if one["part"] != _PART_OF[one["letter"].upper()]:
            yield _wrong(reading, one.group().strip(), "that regulation is another part")
    for said in sentences(text) if "1024.36" in text else ():
        if _ASSERTS.search(said) and "1024.36" in said and "1024.35" not in said:
            yield _wrong(reading, "1024.36", "it is about requests for information")
    if "1024.3" in text and (found := _OF_THE_OTHER.search(text)):
        yield _wrong(reading, found.group().strip(), "it is about the other kind of letter")


def _known_cfr(title: str, section: str, rest: str) -> bool:
    if section in _PARTS:
        return title == "12"
    known = _known()["cfr"].get(title, {})
    name = next((one for one in known if one.casefold() == section.casefold()), None)
    if name is None:
        return False
    parts = re.findall(r"\(([A-Za-z0-9]+)\)", rest)
    if parts and known[name] != "*" and parts[0].casefold() not in known[name]:
        return False
    number = parts[1] if len(parts) > 1 else ""
    if name == "1024.35" and parts and parts[0] == "b" and number.isdigit():
        return 1 <= int(number) <= _NOTICE_ERRORS
    return True


def _known_usc(title: str, section: str) -> bool:
    known = str(_known()["usc"].get(title, "")).casefold().split()
    return section.casefold() in known


def days(reading: Reading) -> Iterator[Finding]:
    """A wrong number of days for what the law gives."""
    kind = reading.draft.template
    for_owner = kind is not None and any(one.startswith("rfi-owner") for one in kind.starts)
    asks_owner = "who owns" if for_owner or _OWNER.search(reading.told) else ""
    for paragraph in reading.prose:
        for told_before, sentence in pairwise(["", *sentences(paragraph)]):
            if not _LAW_WORDS.search(sentence) or _only_facts(sentence):
                continue
            if hours := _in_hours(sentence):
                yield _wrong(reading, hours, "the law counts these in days, and not in hours")
            said = list(_DAYS.finditer(sentence))[:_MOST_MENTIONS]
            if said and (bare := _bare_days(sentence)):
                said = sorted([*said, *bare], key=re.Match.start)[:_MOST_MENTIONS]
            said = said or list(_WEEKS.finditer(sentence))[:_MOST_MENTIONS]
            for n, one in enumerate(said):
                before = sentence[said[n - 1].end() if n else 0 : one.start()]
                after = sentence[one.end() : said[n + 1].start() if n + 1 < len(said) else None]
                context = f"{paragraph} {asks_owner}"
                mention = _Mention(one, before, after, sentence, context, told_before)
                if _FACT.search(_clause_of(sentence, one)):
                    continue
                why = _wrong_days(mention) or _wrong_for_kind(mention, reading)
                if why:
                    yield _wrong(reading, one.group(), why)


_CLAUSE_END = re.compile(r"[;:] |, (?=(?:and|but|or|so|while|though|although)\b)")


def _only_facts(sentence: str) -> bool:
    """Does each clause that gives days tell of a fact or a wish, and none of a duty?"""
    return all(
        _FACT.search(one) for one in _CLAUSE_END.split(sentence) if _DAYS.search(one)
    ) and bool(_FACT.search(sentence))


def _clause_of(sentence: str, one: re.Match[str]) -> str:
    """The clause of a sentence in which a number of days stands."""
    ends = [found.end() for found in _CLAUSE_END.finditer(sentence)]
    start = max((end for end in ends if end <= one.start()), default=0)
    stop = min((end for end in ends if end > one.start()), default=len(sentence))
    return sentence[start:stop]


def _bare_days(sentence: str) -> list[re.Match[str]]:
    """The numbers of days that a sentence gives without the word, which it has elsewhere."""
    found = _BARE_DAYS.finditer(sentence)
    return [one for one in found if one.group().isdigit() or one.group().casefold() in _NUMBERS]


def _in_hours(sentence: str) -> str:
    """The hours in which a sentence says that an answer or acknowledgment is owed."""
    if "hour" not in sentence.casefold():
        return ""
    for one in _HOURS.finditer(sentence):
        before = re.split(r"[;:]|, (?:and|but|or) ", sentence[: one.start()])[-1]
        if _topic(before):
            return one.group()
    return ""


@dataclass(frozen=True, slots=True)
class _Mention:
    """A number of days, and the words between it and its neighbours."""

    found: re.Match[str]
    before: str
    after: str
    sentence: str
    paragraph: str
    told_before: str  # the sentence before

    @property
    def number(self) -> int:
        said = (self.found["number"] or self.found.groupdict().get("other") or "").casefold()
        number = int(said) if said.isdigit() else _NUMBERS[said]
        return number * 7 if "week" in self.found.group().casefold() else number


def _wrong_days(one: _Mention) -> str:
    for duty in _special():
        if duty.find.search(one.sentence):
            said = f"the law gives {_listed(duty.days)} days for {duty.name}, not {one.number}"
            return "" if one.number in duty.days else said
    topic = _topic_of(one) or _cited_or_meant(one)
    if topic is not None and "appeal" in topic.name and "appeal" not in one.paragraph.casefold():
        return ""
    return "" if topic is None else _wrong_for(topic, one)


def _cited_or_meant(one: _Mention) -> _Duty | None:
    """The duty of the paragraph cited, or that "it was due" takes from the sentence before."""
    for words, name in _DUTY_OF.items():
        if re.search(words, one.sentence):
            return next(duty for duty in _duties() if duty.name == name)
    # "your acknowledgment within five days and the copies within thirty"
    if "acknowledg" in one.sentence.casefold() and _AND_THEN.search(one.before):
        return next(duty for duty in _duties() if duty.name == "an answer")
    meant = _IT.match(one.sentence) and _DUE.search(one.sentence)
    return _topic(one.told_before) if meant else None


def _wrong_for(topic: _Duty, one: _Mention) -> str:
    allowed = topic.days
    if topic.name == "an answer":
        allowed = allowed | _shorter(one.paragraph)
    if one.number not in allowed:
        usual = 30 if topic.name == "an answer" else min(topic.days)
        return f"the law gives {usual} days for {topic.name}, not {one.number}"
    unit = re.search(r"business|calendar|working", one.found.group(), re.IGNORECASE)
    calendar = unit is not None and unit.group().casefold() == "calendar"
    if calendar and topic.name != "credit reporting":
        return "these days leave out legal public holidays, Saturdays and Sundays"
    if unit and not calendar and topic.name == "credit reporting":
        return "these are calendar days"
    return ""


def _wrong_for_kind(one: _Mention, reading: Reading) -> str:
    """A wrong number for what a letter of this kind asks for, where it has one period alone."""
    kind = reading.draft.template
    rules = kind.starts if kind else ()
    owed = {_ALONE[rule] for rule in rules if rule in _ALONE}
    general = any(rule.endswith("-respond") for rule in rules)
    if not owed or general or not _GIVE.search(one.before) or _topic(one.before):
        return ""
    wrong = one.number not in {*owed, 5}
    return f"the law gives {min(owed)} days for this, not {one.number}" if wrong else ""


def _listed(days: frozenset[int]) -> str:
    return " or ".join(map(str, sorted(days)))


def _topic_of(one: _Mention) -> _Duty | None:
    """What the days are for: by the words before "within 30 days", or after "30 days to"."""
    before = re.split(r"[;:]|, (?:and|but|or) ", one.before)[-1]
    after = re.split(r"[;:]|, (?:and|but|or) ", one.after)[0]
    if _MORE.search(one.found.group()):
        return next(duty for duty in _duties() if duty.name == "an extension")
    if _BEFORE_THE.search(one.before):  # "before the thirty business days end"
        return next(duty for duty in _duties() if duty.name == "an answer")
    if _WHAT_FOR.match(after):
        return _topic(after, first=True) or _topic(before)
    return _topic(before) or _topic(after, first=True)


def _shorter(context: str) -> frozenset[int]:
    """Other periods for an answer that the paragraph calls for."""
    found = set()
    for number, pattern in (
        (7, r"pay-?off|\(b\)\(6\)|\(e\)\(3\)\(i\)\(A\)"),
        (10, r"who owns|\bowner|assignee|\(d\)\(2\)\(i\)\(A\)"),
        (15, r"relied|exten[ds]|additional|\bmore\b|\bfurther\b|\bextra\b"),
        (45, r"exten[ds]|additional|in all"),
    ):
        if re.search(pattern, context, re.IGNORECASE):
            found.add(number)
    return frozenset(found)


def _topic(words: str, *, first: bool = False) -> _Duty | None:
    """The duty whose words come last; with `first`, the one whose words come first."""
    best: tuple[int, _Duty] | None = None
    for duty in _duties():
        for one in duty.find.finditer(words):
            at = -one.start() if first else one.start()
            if best is None or at >= best[0]:
                best = (at, duty)
    return None if best is None else best[1]


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
    yield from misused(reading)
    yield from days(reading)


CHECKS = (Check("law-wrong", wrong),)
