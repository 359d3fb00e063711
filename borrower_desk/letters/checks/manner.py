"""How the letter speaks: to the person who opens it, who did not make the error.

Nothing is rewritten: a finding suggests neutral words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from borrower_desk.letters.checks.phrases import phrases, words
from borrower_desk.letters.checks.reading import Check, Reading, cites_law, sentences
from borrower_desk.letters.checks.sieve import TONE, sieved
from borrower_desk.model import Finding

# What the servicer's own people said is a fact: "your agent called me a liar".
_REPORTED = re.compile(
    r"\b(?:called (?:me|us|it|this|the|my)|said (?:that )?(?:it|I|the|this|my|we)\b"
    r"|told (?:me|us) (?:that )?(?:it|I|the|this|my|we)\b|described|apologi[sz]ed for"
    r"|admitted (?:that )?(?:it|the)|agreed (?:that )?(?:it|the)|used the words?)\b[^.;]{0,40}\Z",
    re.IGNORECASE,
)
# "I was foolish not to keep the receipt", "my own stupid mistake".
_OF_MYSELF = re.compile(
    r"\b(?:I|we)(?:'m| am|'re| are| was| were| feel| felt| must (?:seem|look|sound)| may be)?"
    r"(?: (?:not|no|such|so|very|an?|the|just|too|only|often|being|rather|quite|perhaps))*\s*\Z"
    r"|\b(?:my|our)(?: own)?(?: \w+)?\s*\Z|\b(?:I|we) work(?:ed)? as (?:an? )?\Z",
    re.IGNORECASE,
)
_YOU = re.compile(r"\byou(?:rs?)?\b", re.IGNORECASE)
# Mr. Crook and Joyce Savage may be so named.
_NAMED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sr|Sra|Judge|Officer|Attorney|Agent|named|Messrs)\b\.?"
    r" (?:(?:[A-Z]\. ?|[A-Z][a-z]+ )?[A-Z][a-z'’-]+)"
)
_QUOTED = re.compile(
    r"“[^”]{0,400}”|\"[^\"\n]{0,400}\"|(?<=[\s:,(])'(?=\w)[^'\n]{2,200}(?:'(?:t|s|re|ll|ve|m|d)\b"
    r"[^'\n]{0,200}){0,4}[.,!?]?'(?!\w)"
)

_LOUD = re.compile(r"!\s*!|\?\s*!|!\s*\?|(?<=\w)\?{2,}")
_MAY_SHOUT = re.compile(r"[A-Z]{2}|[A-Z]'[A-Z]|!|\?\s*[!?]")
_CALLS = re.compile(r"(?:\b[A-Za-z][^.!?\n]{0,40}! ){2}[A-Za-z][^.!?\n]{0,40}!")
_CAPITALS = re.compile(r"(?<![\w.@/-])[A-Z][A-Z']+(?![\w@/-])")
_SET_PHRASES = re.compile(
    r"NOTICES? OF ERROR|QUALIFIED WRITTEN REQUEST|REQUEST FOR INFORMATION"
    r"|(?:VIA |BY )?CERTIFIED MAIL"
    r"|RETURN RECEIPT REQUESTED|FIRST[- ]CLASS MAIL|NOTICE OF DISPUTE|\[[^\]\n]{0,80}\]"
    r"|\{\{.{0,200}?\}\}|^(?:NOTICE OF|REQUEST FOR|DISPUTE OF|APPEAL OF) [A-Z ]{3,40}"
    r"|REAL ESTATE SETTLEMENT PROCEDURES ACT|TRUTH IN LENDING ACT|REGULATION [XZ]|EXHIBITS? [A-Z]\b"
    r"|ENCLOSURES? [A-Z]\b|ATTACHMENTS? [A-Z]\b|FORM [A-Z0-9-]+|PRIVATE MORTGAGE INSURANCE"
)
# Capitals that are copied from a paper, a ledger or a screen: codes, boxes, stamps, payees.
_CODES = re.compile(
    r"(?i:\b(?:codes?|types?|entry|entries|status|marked|label(?:l?ed)?|titled|headed|entitled|stamp(?:ed)?"
    r"|column|box|memo|description|category|payable to|made out to|abbreviation|reads?|line item"
    r"|(?:statement|line|ledger|history|record|screen|portal|form|web ?site|register|page)"
    r"(?: (?:that |which )?(?:says?|said|shows?|lists?|has|had|calls? it|reads?))))\b"
    r"[^.!?A-Z\n]{0,40}[A-Z][A-Z0-9&/'-]+(?:,? (?:and |or )?[A-Z0-9&/'-]+|,? \d[\d-]*)*(?![\w!])"
    r"|\b[A-Z][A-Z0-9&/-]{2,}(?= (?i:services?|systems?|programs?|account|plan|portal|app"
    r"|site|bank|card|county|loan|entry|code|field|box|line|form)\b)|\b[Xx]{3,}\b"
)
_PLAIN_HEADING = re.compile(
    r"(?!.*\b(?:I|MY|ME|YOU|YOUR|WE|US|OUR|NOW|PLEASE|HELP|STOP|NEVER|WANT|DEMAND)\b)"
    r"[A-Z0-9][A-Z0-9 ,.&/'()–-]{2,60}[A-Z0-9):]"
)
_HEADING = re.compile(
    r"(?:(?:[IVX]+|\d|[A-Z])[.)] )?(?:(?:STATEMENT OF |SUMMARY OF |RELEVANT "
    r"|BASIS (?:OF|FOR) |THE )?(?:FACTS?"
    r"|BACKGROUND|REQUESTS?|ERRORS?|ISSUES?|TIMELINE|CHRONOLOGY|LAW|ENCLOSURES?"
    r"|ATTACHMENTS?|EXHIBITS?"
    r"|ACCOUNT(?: INFORMATION)?|LOAN INFORMATION|BORROWER INFORMATION|RELIEF REQUESTED"
    r"|REQUESTED (?:ACTION|CORRECTION|RELIEF)S?|CORRECTIONS? REQUESTED|ACTION REQUESTED|DISPUTE"
    r"|INFORMATION REQUESTED|DOCUMENTS REQUESTED|WHAT HAPPENED|EVIDENCE|CONCLUSION|SUMMARY))+"
)
_SHORT_CALLS = words("manner.short_calls")
_KNOWN_CAPITALS = words("manner.known_capitals")
_LONG_WORD = 5

_THREAT = phrases("manner.threat")
_STEP = phrases("manner.step")
# The grade is one of English; a Spanish draft has none.
_SPANISH = re.compile(
    r"\b(?:el|la|los|las|del|que|por|para|nuestr[oa]|mi)\b(?:[^.]*?\b(?:el|la|los|las|del|que|por|para|y|de)\b){4}",
    re.IGNORECASE,
)
_HARDEST_GRADE = 10
_ENOUGH_WORDS = 40  # fewer words give no grade
_STEADY_WORDS = 100  # with fewer, the grade wavers: it must lie the higher


def _told(reading: Reading) -> list[str]:
    """The letter's own sentences without what they quote, and without names after a title."""
    subject = [reading.subject] if reading.subject else []
    # A quotation may hold several sentences, so it goes before they are told apart.
    said = (_QUOTED.sub(" ", _NAMED.sub(" N ", one)) for one in reading.prose)
    return [*subject, *(one for text in said for one in sentences(text))]


def tone(reading: Reading) -> Iterator[Finding]:
    """Accusation, insult, sarcasm, threat, profanity; suggests neutral words."""
    told = _told(reading)
    # Most of these stand nowhere in most letters: they are looked for in all of it at once.
    letter = "\n".join(told)
    tones = sieved(TONE)
    there = [n for n in tones.possible(letter) if tones.phrases[n].search(letter)]
    for sentence in told if there else ():
        for n in there:
            if (one := tones.phrases[n].search(sentence)) and not _of_others(sentence, one):
                part = "subject" if sentence == reading.subject else "body"
                yield reading.found(
                    "tone",
                    f"“{one.group().strip()}” will be read as an attack.",
                    one.group().strip(),
                    part=part,
                    fix=f"Say instead: {tones.says[n]}.",
                )
                break


def _of_others(sentence: str, one: re.Match[str]) -> bool:
    """Is it what their people said, or what the writer says of himself?"""
    before = sentence[max(0, one.start() - 90) : one.start()]
    mine = _OF_MYSELF.search(before) or sentence.startswith((" of me", " of us"), one.end())
    return bool(_REPORTED.search(before) or (mine and not _YOU.search(sentence)))


def shouting(reading: Reading) -> Iterator[Finding]:
    """Capitals, repeated exclamation marks."""
    names = _names(reading)
    headings = [line.strip() for line in reading.lines if line.isupper() and _is_heading(line)]
    for part, text in [("subject", reading.subject), *(("body", one) for one in reading.prose)]:
        if not _MAY_SHOUT.search(text):
            continue
        # A heading may stand above its text without an empty line between.
        bare = next(
            (text.removeprefix(one) for one in headings if text.startswith(f"{one} ")), text
        )
        said = _CODES.sub(" ", _SET_PHRASES.sub(" ", _QUOTED.sub(" ", bare)))
        if part == "subject":  # which is vague, and says so
            said = re.sub(r"\bURGENT\b(?! *!)", " ", said)
        elif _is_heading(text):
            continue
        loud = _LOUD.search(said) or (said.count("!") > 2 and _CALLS.search(said)) or None
        words = [word for word in _CAPITALS.findall(said) if not _is_name(word, names)]
        long = [word for word in words if len(word) >= _LONG_WORD or word in _SHORT_CALLS]
        if loud or long or _run(said, names):
            shown = loud.group() if loud else (long or words or ["!"])[0]
            yield reading.found(
                "shouting",
                "Capitals and repeated exclamation marks read as shouting.",
                shown,
                part=part,
                fix="Write it in ordinary letters, with one full stop.",
            )
            return


def _is_heading(text: str) -> bool:
    """A line such as "FACTS" or "RELIEF REQUESTED" above what it names."""
    said = text.strip()
    return len(said) < 64 and bool(
        _HEADING.fullmatch(said.rstrip(":")) or _PLAIN_HEADING.fullmatch(said)
    )


def _names(reading: Reading) -> frozenset[str]:
    draft = reading.draft
    texts = [
        *reading.letter.sender,
        *reading.letter.address[:1],
        reading.letter.salutation,
        draft.servicer.name if draft.servicer else "",
        draft.sender.name if draft.sender else "",
    ]
    if draft.loan:
        texts += [draft.loan.number, draft.loan.property_address, *draft.loan.borrowers]
    return frozenset(word.upper() for text in texts for word in re.findall(r"\w+", text))


def _is_name(word: str, names: frozenset[str]) -> bool:
    bare = word.strip("'").removesuffix("'S")
    return bare in _KNOWN_CAPITALS or bare in names or len(bare) < 2


def _run(text: str, names: frozenset[str]) -> bool:
    """Are there three words in capitals one after another?"""
    run = 0
    for word in re.findall(r"[^\s,;:()]+", text):
        bare = word.strip(".!?\"'")
        if (re.fullmatch(r"[A-Z][A-Z']+|[AI]", bare) and not _is_name(bare, names)) or (
            run and bare in ("A", "I")
        ):
            run += 1
            if run >= 3:
                return True
        else:
            run = 0
    return False


def threat(reading: Reading) -> Iterator[Finding]:
    """A threat without a step behind it."""
    for sentence in reading.sentences:
        if (one := _THREAT.search(sentence)) and not _STEP.search(sentence):
            yield reading.found(
                "threat-of-law",
                "A threat without a step behind it weakens the letter.",
                one.group(),
                fix="Leave it out; or say what you have done, with its date and number.",
            )
            return


@lru_cache(maxsize=4096)
def _syllables(word: str) -> int:
    bare = re.sub(
        r"(?:[^laeiouy]es|[^laeiouytd]ed|[^laeiouy]e)$", lambda m: m.group()[0], word.casefold()
    )
    return max(1, len(re.findall(r"[aeiouyáéíóúü]+", bare)))


def grade(texts: list[str]) -> float | None:
    """The Flesch-Kincaid grade of sentences; None when there are too few words to tell."""
    words = [word for text in texts for word in re.findall(r"[^\W\d_]+(?:'\w+)?", text)]
    if len(words) < _ENOUGH_WORDS:
        return None
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / max(1, len(texts)) + 11.8 * syllables / len(words) - 15.59


def reading_level(reading: Reading) -> Iterator[Finding]:
    """Above grade 10, without the sentences that cite the law."""
    told = [
        _QUOTED.sub(" ", one)
        for block in reading.letter.blocks
        if block.form == "paragraph"
        for one in sentences(block.text)
        if not cites_law(one) and "[" not in one
    ]
    measured = None if _SPANISH.search(" ".join(told)) else grade(told)
    short = max(0, _STEADY_WORDS - sum(len(one.split()) for one in told))
    if measured is not None and measured > _HARDEST_GRADE + short / 20:
        yield reading.found(
            "reading-level",
            f"The letter reads at grade {measured:.0f}; grade {_HARDEST_GRADE} is the most.",
            fix="Shorten the sentences, and use plain words.",
        )


CHECKS = (
    Check("tone", tone),
    Check("shouting", shouting),
    Check("threat-of-law", threat),
    Check("reading-level", reading_level),
)
