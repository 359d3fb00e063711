"""How the letter speaks: to the person who opens it, who did not make the error.

Nothing is rewritten: a finding suggests neutral words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from borrower_desk.letters.checks.reading import Check, Reading, cites_law, sentences
from borrower_desk.model import Finding

# What stands on the left is replaced by a fact or a wish; on the right, an example.
_TONE: tuple[tuple[str, str], ...] = (
    (r"\b(?:liars?|lying|(?:you|they|your \w+) lied|lies\b(?! (?:in|with|at|on|within)))", "“the statement is not correct”"),
    (r"\b(?:thie(?:f|ves|ving)|crooks?|criminals?|con (?:artists?|men)|scammers?|fraudsters?|parasites?|vultures|bandits)\b", "say what was charged, and why it is not owed"),
    (r"\b(?:you|they|your company) (?:\w+ )?(?:stole|steal|are stealing|robbed|cheated|swindled|defrauded|ripped)|\bstealing (?:from|my)|\bripp?(?:ed|ing)?[- ]off\b|\bhighway robbery\b|\brobbing\b", "“you charged … which I do not owe”"),
    (r"\bthis is (?:a )?(?:\w+ )?(?:fraud|scam|theft|robbery|extortion|blackmail|joke|disgrace|outrage)\b|\b(?:your|a total|complete) (?:fraud|scam)\b(?! (?:department|alert|unit|team))|\bfraudulent(?:ly)?\b|\bscam\b|\bextort", "say what happened and ask for the basis"),
    (r"\b(?:idiots?|idiotic|morons?|moronic|imbeciles?|fools?|stupid(?:ity)?|dumb|clowns?|jerks?|clueless|brainless|buffoons?)\b", "leave the person out; say what was done"),
    (r"\b(?:incompeten(?:t|ce)|inept|lazy|useless|worthless|pathetic|disgusting|despicable|shameful|shameless|heartless|greedy|corrupt|dishonest|crooked|sleazy|garbage|laughable|ridiculous|absurd|ludicrous|insane|outrageous|atrocious|abysmal)\b", "“I ask you to correct this”"),
    (r"\b(?:damn(?:ed)?|goddamn|hell(?! ?o)\b(?= no|\b.{0,3}[!.?])|what the hell|go to hell|crap|bull ?(?:shit|crap)|sh[i*]t(?:ty)?|f[u*]ck\w*|f\*+\w*|bastards?|assholes?|a\*\*\w*|bitch\w*|screw(?:ed)? (?:me|us|you)|piss(?:ed)?(?: off)?|wtf)\b", "leave it out"),
    (r"\b(?:shame on you|how dare you|you people|you should be ashamed|are you (?:kidding|serious|blind|deaf)|what is wrong with you|do your (?:damn )?jobs?|get your act together|wake up|learn to (?:read|count|do)|can'?t you (?:people )?(?:read|count|do))\b", "“please tell me why”"),
    (r"\b(?:thanks for nothing|(?:oh,? )?(?:great|nice|good|fine|brilliant) (?:job|work)(?=[^.]{0,40}(?:losing|lost|ruin|again|as usual|mess|!))|big surprise|what a surprise|surprise,? surprise|as usual,? (?:you|your|nobody|no one)|how (?:convenient|typical)|congratulations on|bravo|genius(?:es)?|i guess (?:reading|math|counting|it is too|it'?s too)|obviously (?:nobody|no one|you)|in case you (?:can'?t|cannot)|maybe (?:someone|somebody) (?:there )?(?:can|could) (?:read|count))\b", "say it plainly"),
    (r"\b(?:or else|you(?:'ll| will) (?:be sorry|regret|pay for)|make you pay|(?:ruin|destroy|expose) you|i(?:'ll| will) (?:make sure everyone|tell everyone|come (?:down )?there|find (?:you|out where))|watch your back|you have been warned|last warning|blast you|all over social media|this is war)\b", "“please answer by (date)”"),
    (r"\b(?:sick and tired|fed up|had it with|sick of (?:your|you|this)|worst (?:company|servicer|bank|service)|(?:never|nobody) (?:seen|met) such|complete(?:ly)? (?:joke|nonsense)|total (?:joke|nonsense)|nonsense|hate (?:you|your|dealing))\b", "“I have asked on (dates) and have no answer”"),
    (r"\byou (?:\w+ )?(?:deliberately|maliciously|knowingly|intentionally|purposely)\b|\b(?:deliberately|maliciously|on purpose) (?:\w+ )?(?:charg|delay|los|hid|stole|ignor|misappl|mislead|cheat)|\byou (?:clearly )?(?:don'?t|do not) care\b|\byour lies\b", "say what was done; leave out why"),
)  # fmt: skip
_TONES = tuple((re.compile(pattern, re.IGNORECASE), neutral) for pattern, neutral in _TONE)
_QUOTED = re.compile(r"“[^”]{0,300}”|\"[^\"\n]{0,300}\"")

_LOUD = re.compile(r"!\s*!|\?\s*!|!\s*\?|\?{2,}")
_CAPITALS = re.compile(r"(?<![\w.@/-])[A-Z][A-Z']+(?![\w@/-])")
_SET_PHRASES = re.compile(
    r"NOTICES? OF ERROR|QUALIFIED WRITTEN REQUEST|REQUEST FOR INFORMATION|(?:VIA |BY )?CERTIFIED MAIL"
    r"|RETURN RECEIPT REQUESTED|FIRST[- ]CLASS MAIL|NOTICE OF DISPUTE|\[[^\]]*\]|\{\{.*?\}\}"
)
_SHORT_CALLS = frozenset(
    "NEVER STOP NOW FIX ALWAYS EVERY LIES LIE DEMAND URGENT WRONG ASAP".split()
)
_KNOWN_CAPITALS = frozenset(
    """RESPA FDCPA FCRA CFPB HUD FHA USDA IRS PMI MIP ARM HELOC NOE RFI QWR CFR USC APR ACH LLC
    INC NMLS SOFR LIBOR FICO USPS UPS PDF JPEG PNG SCRA HAMP FEMA NFIP HOA ETOH AM PM PO BOX TILA
    FNMA FHLMC GNMA MERS TRID FPI ITIN SSN DOB ATTN TODO TBD ACLU NAACP VA""".split()
)
_LONG_WORD = 5

_THREAT = re.compile(
    r"\b(?:I|we)(?:'ll| will| shall| am going to|'m going to| intend to| plan to| may| might)? (?:\w+ )?(?:sue|take (?:you|this|your company) to court|see you in court|file (?:a )?(?:law)?suit)"
    r"|\bsee you in court\b|\b(?:I|we) (?:will|shall|intend to|am prepared to|reserve the right to|may)\b[^.]{0,40}\b(?:legal action|lawsuit|litigation|my (?:lawyer|attorney))\b"
    r"|\b(?:legal action|lawsuit|litigation) (?:will|may|is going to|is next|against you)|\bmy (?:lawyer|attorney)s? will\b|\bhear from my (?:lawyer|attorney)"
    r"|\b(?:I|we)(?:'ll| will| am going to)? (?:report|turn) you\b|\breport you to\b|\b(?:I|we)(?:'ll| will) (?:go|complain|report)[^.]{0,30}(?:CFPB|attorney general|regulator|media|news|press)"
    r"|\bforced to (?:sue|take legal|hire a|seek legal)|\bpursue (?:all )?(?:my |our )?legal (?:remedies|options|action|rights)",
    re.IGNORECASE,
)
_STEP = re.compile(
    r"\b(?:filed|enclosed|retained|complaint (?:number|no)|case (?:number|no)|docket|copy of (?:the|my) complaint|has (?:been )?filed)\b"
    r"|\b(?:by|after|on|before|until) (?:January|February|March|April|May|June|July|August|September|October|November|December) \d",
    re.IGNORECASE,
)
_HARDEST_GRADE = 10
_ENOUGH_WORDS = 80  # fewer words give no steady grade


def _told(reading: Reading) -> list[str]:
    """The letter's own sentences without what they quote."""
    subject = [reading.subject] if reading.subject else []
    return [*subject, *(_QUOTED.sub(" ", one) for one in reading.sentences)]


def tone(reading: Reading) -> Iterator[Finding]:
    """Accusation, insult, sarcasm, threat, profanity; suggests neutral words."""
    for sentence in _told(reading):
        for pattern, neutral in _TONES:
            if one := pattern.search(sentence):
                part = "subject" if sentence == reading.subject else "body"
                yield reading.found(
                    "tone",
                    f"“{one.group().strip()}” will be read as an attack, and the clerk did not do it.",
                    one.group().strip(),
                    part=part,
                    fix=f"Say instead: {neutral}.",
                )
                break


def shouting(reading: Reading) -> Iterator[Finding]:
    """Capitals, repeated exclamation marks."""
    names = _names(reading)
    for part, text in [("subject", reading.subject), *(("body", one) for one in reading.prose)]:
        said = _SET_PHRASES.sub(" ", _QUOTED.sub(" ", text))
        loud = _LOUD.search(said)
        marks = said.count("!")
        words = [word for word in _CAPITALS.findall(said) if not _is_name(word, names)]
        long = [word for word in words if len(word) >= _LONG_WORD or word in _SHORT_CALLS]
        if loud or marks > 2 or long or _run(said, names):
            shown = loud.group() if loud else (long or words or ["!"])[0]
            yield reading.found(
                "shouting",
                "Capitals and repeated exclamation marks read as shouting.",
                shown,
                part=part,
                fix="Write it in ordinary letters, with one full stop.",
            )
            return


def _names(reading: Reading) -> frozenset[str]:
    draft = reading.draft
    texts = [
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
        if (
            re.fullmatch(r"[A-Z][A-Z']+|[AI]", bare)
            and not _is_name(bare, names)
            or (run and bare in ("A", "I"))
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
    measured = grade(told)
    if measured is not None and measured > _HARDEST_GRADE:
        yield reading.found(
            "reading-level",
            f"The letter reads at grade {measured:.0f}; a busy clerk reads grade {_HARDEST_GRADE} best.",
            fix="Shorten the sentences, and use plain words.",
        )


CHECKS = (
    Check("tone", tone),
    Check("shouting", shouting),
    Check("threat-of-law", threat),
    Check("reading-level", reading_level),
)
