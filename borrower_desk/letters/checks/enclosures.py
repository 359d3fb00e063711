"""Enclosures and the words about them: each mentioned one is there, each one there is mentioned."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from borrower_desk.letters.checks import papers
from borrower_desk.letters.checks.phrases import phrases, words
from borrower_desk.letters.checks.reading import Check, CheckedFile, Reading, fold
from borrower_desk.letters.checks.sieve import sieved
from borrower_desk.model import Channel, Finding

_LETTER, _NUMBER = r"[A-Z]{1,2}\b(?!')", r"\d{1,2}\b(?!')"
_JOINED = r"(?:,? and | & |,? through | to |–|-)"
# Letters or numbers, never both: "Enclosure A, 12 May bill" names one enclosure; and after a
# comma alone a label ends its part of the list, unlike "Enclosure A, I paid".
_ENDS = r"(?=\s*(?:[,.;:)–-]|and\b|&|through\b|to\b|\Z))"
_LABELS = "|".join(rf"{one}(?:{_JOINED}{one}|, {one}{_ENDS})*" for one in (_LETTER, _NUMBER))
_LABELLED = re.compile(
    r"\b(?:Enclosure|Exhibit|Attachment|Encl\."
    r"|(?:Appendix|Annex)(?! [A-Z]{1,2}(?:-\d| to (?:[Pp]art|12|Reg))))s?\s+"
    rf"(?P<labels>{_LABELS})"
)
_MENTIONED = sieved("enclosures.mentioned")
_THEIRS = phrases("enclosures.theirs")
_ELSEWHERE = phrases("enclosures.elsewhere")
_ENCLOSES = re.compile(
    r"\b(?:enclos(?:e|ed|ing)|attach(?:ed|ing)?)\b(?: (?:is|are|please find|you will find))?:? "
    r"(?P<what>[^.;]{3,300})",
    re.IGNORECASE,
)
# "The attached packet contains the notice, the receipt and …": one file holds them.
_ONE_FILE = re.compile(
    r"(?:\w+ ){0,2}?(?:packet|bundle|package|pdf|file|folder|zip|scan|set|document)\b",
    re.IGNORECASE,
)
_THEN_ENCLOSED = re.compile(
    r"(?P<what>[^.;:]{3,300}?) (?:is|are) (?:also |all |both )?(?:enclosed|attached|included)\b",
    re.IGNORECASE,
)
_PAPER = (  # nouns that an enclosure is called by
    r"(?:statements?|checks?|receipts?|letters?|notices?|bills?|records?|cop(?:y|ies)|forms?"
    r"|polic(?:y|ies)|declarations?(?: page)?|deeds?|notes?|certificates?"
    r"|analys[ie]s|histor(?:y|ies)"
    r"|photos?|proof"
    r"|screenshots?|logs?|invoices?|appraisals?|returns?|stubs?|applications?|reports?|pages?"
    r"|confirmations?|cards?)"
)
# A paper at the start of the list, or after a comma or "and"; "a copy of my check" is one.
_ITEM = re.compile(
    r"(?:\A(?:(?:a|an|the|my|our|both|two|also) )?"
    r"|(?:, (?:and )?|\band )(?:(?:a|an|the|my|our|both|two|also) |(?=cop(?:y|ies)\b|proof\b)))"
    rf"(?:cop(?:y|ies) of (?:(?:the|my|our|a|your) )?)?(?:(?!of\b)[\w'’/-]+ ){{0,4}}?{_PAPER}\b"
    r"(?! (?:number|no\b))",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?:copies|statements|records|documents|papers|receipts|checks|letters|enclosures|attachments"
    r"|exhibits|files|bills|photos|pages|forms|both|two|three|four|five|several|following)\b",
    re.IGNORECASE,
)
_COUNTS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_COUNTED = re.compile(
    rf"\b({'|'.join(_COUNTS)}|\d)\)? (?:\w+ )?(?:items|documents|papers|files|enclosures"
    r"|attachments|exhibits|things|pieces|photos|pictures)\b",
    re.IGNORECASE,
)
_SPAN = re.compile(r"(?P<first>[A-Z]|\d{1,2})(?: through | to |–|-)(?P<last>[A-Z]|\d{1,2})")
_GENERIC_NAME = phrases("enclosures.generic_name")
# What tells of the writer's own life, and points to no paper.
_ELSEWHERE_SAID = re.compile(
    r"\b(?:I|we|he|she|my \w+) (?:run|work|own|have|keep|am|are|is|was|love|like|live|teach"
    r"|drive|raise|grow)s?\b",
    re.IGNORECASE,
)
_MAIL_LIMIT = 10 * 1024 * 1024
_STOP = words("enclosures.stop")


def label_of(n: int, one: CheckedFile) -> str:
    """The label of the enclosure with index `n`: as given, else by its place."""
    return one.label.strip().upper() or chr(65 + n % 26)


def _mentioned_labels(reading: Reading) -> dict[str, str]:
    """The labels that the body names, each with the words that name it."""
    found: dict[str, str] = {}
    for one in _LABELLED.finditer(reading.body):
        for label in _spread(one["labels"]):
            found.setdefault(label, one.group())
    return found


def _spread(labels: str) -> list[str]:
    """Single labels of "A, B and D" or "A through C"."""
    spans = []
    for one in _SPAN.finditer(labels):
        first, last = one["first"], one["last"]
        if first.isdigit() and last.isdigit():
            spans += [str(n) for n in range(int(first), min(int(last), int(first) + 50) + 1)]
        elif first.isalpha() and last.isalpha():
            spans += [chr(n) for n in range(ord(first), ord(last) + 1)]
    return spans + re.findall(r"\b(?:[A-Z]{1,2}|\d{1,2})\b", labels)


def _known_labels(reading: Reading) -> set[str]:
    known = set()
    for n, one in enumerate(reading.draft.enclosures):
        if not (_label_in_name(one) and not one.label):
            known |= {label_of(n, one)} | ({str(n + 1)} if not one.label else set())
        if named := _label_in_name(one):
            known.add(named)
    return known


def missing(reading: Reading) -> Iterator[Finding]:
    """The body mentions an enclosure that is not there."""
    known, labels = _known_labels(reading), _mentioned_labels(reading)
    for label, text in labels.items():
        if label not in known:
            yield _missing(reading, f"{text} is mentioned, and no such file is attached.", text)
    if labels or reading.draft.enclosures:
        said = _said_to_be_there(reading)
        if not labels and len(said) > len(reading.draft.enclosures):
            yield _missing(
                reading,
                f"The letter speaks of {len(said)} enclosures, and fewer are attached.",
                said[-1],
            )
        elif not labels and (number := _number_of_files(reading)) > len(reading.draft.enclosures):
            yield _missing(
                reading, f"The letter counts {number} enclosures, and fewer are attached.", ""
            )
        return
    for sentence in [*_with_this(reading), *reading.letter.enclosures]:
        one = _MENTIONED.search(sentence)
        if (one or sentence in reading.letter.enclosures) and not _THEIRS.search(sentence):
            text = one.group() if one else sentence
            yield _missing(
                reading, "The letter speaks of an enclosure, and no file is attached.", text
            )
            return


def _number_of_files(reading: Reading) -> int:
    """The number of enclosures that a sentence which encloses them counts."""
    speaking = [
        one for one in _with_this(reading) if _MENTIONED.search(one) and not _THEIRS.search(one)
    ]
    return _number_said(speaking)


def _with_this(reading: Reading) -> Iterator[str]:
    """The sentences that may enclose, without what they enclosed with something else."""
    for sentence in reading.sentences:
        if _MENTIONED.search(sentence) or _ENCLOSES.search(sentence):
            yield _ELSEWHERE.sub(" ", sentence)


def _said_to_be_there(reading: Reading) -> list[str]:
    """The enclosures that the list below the letter names, or a sentence that encloses several."""
    most = [one for one in reading.letter.enclosures if re.search(r"[^\W\d_]{3}", one)]
    for sentence in _with_this(reading):
        one = _ENCLOSES.search(sentence)
        if one and not _THEIRS.search(sentence) and not _ONE_FILE.match(one["what"]):
            items = [item.group() for item in _ITEM.finditer(one["what"])]
            most = items if len(items) > len(most) else most
    return most


def _told_before_verb(reading: Reading) -> int:
    """How many papers a sentence names that are then enclosed: "The stubs and the letter are"."""
    return sum(
        max(1, len(_ITEM.findall(one["what"].strip())))
        for sentence in _with_this(reading)
        if not _THEIRS.search(sentence) and (one := _THEN_ENCLOSED.match(sentence))
    )


def _missing(reading: Reading, why: str, text: str) -> Finding:
    return reading.found(
        "attachment-missing", why, text, fix="Attach it (--attach FILE), or take the mention out."
    )


def unmentioned(reading: Reading) -> Iterator[Finding]:
    """An enclosure that the body never mentions."""
    files = reading.draft.enclosures
    if not files:
        return
    labels = _mentioned_labels(reading)
    speaking = [one for one in reading.sentences if _MENTIONED.search(one)]
    told = any(_by_words(reading, one) for one in files)
    own_label = bool(labels) and all(map(_label_in_name, files))
    generic = bool(speaking) and (
        len(files) == 1 or (not told and any(_SEVERAL.search(one) for one in speaking))
    )
    number = _number_said(speaking)
    listed = len(reading.letter.enclosures) >= len(files) and not told
    counted = max(len(_said_to_be_there(reading)), _told_before_verb(reading)) >= len(files)
    near = _near_told(reading, speaking)
    for n, one in enumerate(files):
        if {_label_in_name(one) or label_of(n, one), str(n + 1)} & set(labels):
            continue
        if _in_its_words(reading, one) if own_label else _by_words(reading, one):
            continue
        if one in near:
            continue
        if (
            generic or listed or ((counted or number >= len(files)) and _says_nothing(one))
        ) and not labels:
            continue
        yield reading.found(
            "attachment-unmentioned",
            f"The letter never mentions {one.title or one.name}.",
            one.name,
            part="attachment",
            fix=f"Point to it where its fact stands: (Enclosure {label_of(n, one)}).",
        )


def _near_told(reading: Reading, speaking: Sequence[str]) -> list[CheckedFile]:
    """The files of which a sentence that encloses something names one word at least.

    "The page of the report with the mark circled is enclosed" is the file "Credit report
    page 4"; a word that another file answers to names no second one.
    """
    said = {
        papers.stem(word) for one in speaking for word in re.findall(r"[^\W\d_]{4,}", fold(one))
    }
    plural = {
        papers.stem(word) for one in speaking for word in re.findall(r"[^\W\d_]{3,}s\b", fold(one))
    }
    taken: set[str] = set()
    ours = [one for one in reading.draft.enclosures if not _says_nothing(one)]
    for one in ours:
        if _by_words(reading, one):
            taken |= {papers.stem(word) for word in _named_words(one)} & said
    found = []
    for one in ours:
        named = {papers.stem(word) for word in _named_words(one)} & said
        free = named - (taken - plural)
        if free and not _by_words(reading, one):
            found.append(one)
            taken |= free
    return found


def _number_said(speaking: Sequence[str]) -> int:
    """How many enclosures a sentence counts: "attached are the three items"."""
    found = [one for sentence in speaking for one in _COUNTED.findall(sentence)]
    return max((_COUNTS.get(one.casefold(), 0) or int(one) for one in found), default=0)


def _by_words(reading: Reading, one: CheckedFile) -> bool:
    """Does the body name the file by its title or by most of the words of its name?"""
    if fold(one.name) in reading.folded or (one.title and fold(one.title) in reading.folded):
        return True
    names = _people(reading)
    words = [word for word in _named_words(one) if word not in names]
    if _says_nothing(one) or not papers.told(words, reading.words):
        return False
    # One word of several may stand anywhere ("my nail salon" is no "Salon tax return").
    there = [word for word in words if papers.stem(word) in reading.words]
    stray = len(there) == 1 and len(words) > 1
    return not (stray and _ELSEWHERE_SAID.search(_sentence_of(reading, there[0])))


def _in_its_words(reading: Reading, one: CheckedFile) -> bool:
    """Does the body name a file by its own words, where the others are named by their labels?"""
    words = [papers.stem(word) for word in _named_words(one) if word not in _people(reading)]
    return 2 * sum(word in reading.words for word in words) > len(words)


@lru_cache(maxsize=4)
def _people_in(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{4,}", fold(text)))


def _people(reading: Reading) -> frozenset[str]:
    """The words of the names of those who write, which tell no paper from another."""
    loan = reading.draft.loan
    return _people_in("\n".join([*(loan.borrowers if loan else ()), *reading.letter.signature[:2]]))


def _label_in_name(one: CheckedFile) -> str:
    """The label with which a file's own name begins: "Enclosure B - May statement.pdf"."""
    said = re.match(
        r"(?i)(?:enclosure|exhibit|attachment|encl\.?)[ _-]*([A-Z]{1,2}|\d{1,2})\b", one.name
    )
    return said.group(1).upper() if said else ""


def _sentence_of(reading: Reading, word: str) -> str:
    """The sentence that has a word, when no other has it, and it points to no paper."""
    having = [one for one in reading.sentences if papers.stem(word) in fold(one)]
    return having[0] if len(having) == 1 and not _MENTIONED.search(having[0]) else ""


def _named_words(one: CheckedFile) -> list[str]:
    """The words of a file's title and name that can tell what it is."""
    stem = one.name.rpartition(".")[0] or one.name
    said = re.findall(r"[^\W\d_]{4,}", fold(f"{one.title} {stem}"))
    return [word for word in said if word not in _STOP]


def unlabelled(reading: Reading) -> Iterator[Finding]:
    """`IMG_0042.jpg`, `scan.pdf`: a name that says nothing."""
    for one in reading.draft.enclosures:
        if _says_nothing(one):
            yield reading.found(
                "attachment-unlabelled",
                f"The name {one.name} does not say what the file is.",
                one.name,
                part="attachment",
                fix="Name it as the letter does: Enclosure A - Bank statement May 2026.pdf.",
            )


def _says_nothing(one: CheckedFile) -> bool:
    """Is it a name that a camera, a scanner or a program gave?"""
    stem = one.title or (one.name.rpartition(".")[0] or one.name)
    bare = re.sub(r"[_\s]+", " ", stem).strip()
    return (
        bool(_GENERIC_NAME.fullmatch(bare)) or not re.search(r"[^\W\d_]{3,}", bare) or _is_hex(bare)
    )


def _is_hex(name: str) -> bool:
    bare = re.sub(r"[\s-]", "", name)
    return bool(re.fullmatch(r"[0-9a-f]{12,}", bare, re.IGNORECASE)) and bool(
        re.search(r"\d", bare)
    )


def large(reading: Reading) -> Iterator[Finding]:
    """The message passes 10 MB; base64 makes each file a third larger, paper does not."""
    on_paper = reading.channel in (Channel.MAIL, Channel.CERTIFIED_MAIL)
    size = sum(len(one.data) for one in reading.draft.enclosures if one.data)
    size = size if on_paper else size * 4 // 3
    if size > _MAIL_LIMIT:
        biggest = max(reading.draft.enclosures, key=lambda one: len(one.data or b""))
        what = "files are" if on_paper else "message is"
        why = "too many for an e-mail" if on_paper else "many mail systems refuse more than 10 MB"
        yield reading.found(
            "attachment-large",
            f"The {what} {size / 1048576:.1f} MB; {why}.",
            biggest.name,
            part="attachment",
            fix="Split it into several messages, compress the scans, or send paper.",
        )


CHECKS = (
    Check("attachment-missing", missing),
    Check("attachment-unmentioned", unmentioned),
    Check("attachment-unlabelled", unlabelled),
    Check("attachment-large", large),
)
