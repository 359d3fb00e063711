"""Where a letter's parts lie, in whatever layout somebody wrote it.

`anatomy.parse` reads back what the desk itself composed.  A letter in a file may
have its account block below the salutation, no "Re:" line, or no salutation at
all; here its head, its text and its foot are told apart by how their lines look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from borrower_desk.letters.anatomy import MONTHS, Anatomy, parse

_HEAD_WITHIN = 14  # blocks of lines in which a letterhead can stand
_SALUTATION = re.compile(
    r"(?:dear\b.{1,70}|to whom (?:it|this) may concern|(?:hello|hi|greetings)(?: .{1,40})?"
    r"|good (?:morning|afternoon|evening|day)(?: .{1,30})?|to (?:the|your) .{3,50}"
    r"|attention:? .{3,50}|ladies and gentlemen|sirs?|mesdames|team)\s*[:,.;!–—-]?\Z",
    re.IGNORECASE,
)
_CLOSE = re.compile(
    r"(?:(?:very )?(?:sincerely|truly|respectfully|cordially|faithfully)(?: yours| submitted)?"
    r"|yours(?: (?:very )?(?:truly|sincerely|faithfully|respectfully))?"
    r"|(?:with )?(?:(?:best|kind|warm|my)(?:est)? )?(?:regards|wishes|respect)"
    r"|(?:many )?thanks(?: (?:again|in advance|for your help|so much|very much))?"
    r"|thank you(?: (?:again|in advance|so much|very much|for your .{3,60}))?|gratefully|best"
    r"|in good faith|signed)[,.!]?\Z",
    re.IGNORECASE,
)
_ENCLOSURES = re.compile(
    r"(?:enclosures?|attachments?|encl?s?|exhibits)\b\.?(?: ?\(\d+\))? ?(?::|\Z)(?P<rest>.*)",
    re.IGNORECASE,
)
_COPIES = re.compile(r"(?:cc|bcc|copy to|p\.?s)\b\.? ?:", re.IGNORECASE)
_RE_LINE = re.compile(r"(?:re|subject|regarding|reference)\b ?:", re.IGNORECASE)
_LABEL = re.compile(
    r"[-•*]? ?(?:my |our |the )?[A-Za-z][A-Za-z .'’/&#()-]{1,40}[:#](?: |\t|\Z)(?P<rest>.*)"
)
_DATE = re.compile(
    rf"(?:dated?:? )?(?:\w+day,? )?(?:(?:{'|'.join(MONTHS)})\.? \d{{1,2}},? \d{{4}}"
    rf"|\d{{1,2}} (?:{'|'.join(MONTHS)}) \d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}"
    r"|\d{4}-\d{2}-\d{2})\Z",
    re.IGNORECASE,
)
_DATED_ENTRY = re.compile(
    rf"(?:on )?(?:\w+day,? )?(?:(?:{'|'.join(MONTHS)}|{'|'.join(one[:3] for one in MONTHS)})\.?"
    r" \d{1,2}(?:,? \d{4})?|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{4}-\d{2}-\d{2})(?=[:,;–—-]? \w*[a-z])",
    re.IGNORECASE,
)
_CHRONOLOGY = 2  # entries at least
_CHANNEL = re.compile(
    r"(?:(?:sent |delivered )?(?:by|via) |u\.?s\.?p\.?s\.? |first[- ]class |certified |registered "
    r"|overnight )(?=.*(?:mail|e-?mail|fax|portal|ups|fedex|courier|message|delivery)).{0,110}\Z",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[a-z0-9)”\"’$%][.!?][”\"’)]?(?:\s|\Z)")
_VERB = re.compile(
    r"\b(?:I|we|you|is|are|was|were|have|has|please|my|our|did|do|will|this)\b", re.IGNORECASE
)
_LEADS_TO_LIST = re.compile(
    r"(?:please|kindly|we|i|you|there|here|this|these)\b(?:.*\b(?:you|is|are|ask|want|request|correct"
    r"|send|tell|errors?|issues?|things)\b)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\b\d{5}(?:-\d{4})?\Z|\bP\.? ?O\.? Box\b|\A\d{1,6} [\w.]+ [\w.]+|\A\S+@\S+\Z"
    r"|\A\(?\d{3}\)?[ -.]\d",
    re.IGNORECASE,
)


def layout(body: str) -> Anatomy:
    """The parts of a letter; what cannot be told apart is text."""
    chunks = _chunks(body)
    letter, chunks = _head(chunks)
    chunks, close, signature, enclosures = _foot(chunks)
    text = parse("\n\n".join("\n".join(one) for one in chunks))
    blocks = text.blocks
    if text.close or text.subject or text.salutation or text.sender:  # read as another letter's
        blocks = parse("–\n\n" + "\n\n".join("\n".join(one) for one in chunks)).blocks[1:]
    return replace(letter, blocks=blocks, close=close, signature=signature, enclosures=enclosures)


def _chunks(body: str) -> list[list[str]]:
    parts = re.split(r"\n[ \t]*(?:\n[ \t]*)+", body.strip("\n"))
    found = [[line.strip() for line in part.split("\n") if line.strip()] for part in parts]
    return [entry for one in found if one for entry in _entries(one)]


def _entries(lines: list[str]) -> list[list[str]]:
    """A chronology without marks, entry by entry: lines that begin with a day and go on."""
    begins = [n for n, line in enumerate(lines) if _DATED_ENTRY.match(line)]
    if len(begins) < _CHRONOLOGY:
        return [lines]
    ends = [*begins[1:], len(lines)]
    entries = [lines[start:end] for start, end in zip(begins, ends, strict=True)]
    return [lines[: begins[0]], *entries] if begins[0] else entries


def _head(chunks: list[list[str]]) -> tuple[Anatomy, list[list[str]]]:
    """What stands above the text, and the text with what follows it."""
    at, line = _salutation(chunks)
    if line is not None:
        head = [*chunks[:at], chunks[at][:line]]
        rest = [chunks[at][line + 1 :], *chunks[at + 1 :]]
        salutation = chunks[at][line]
    else:
        until = 0
        while until < min(len(chunks) - 1, _HEAD_WITHIN) and _stands_above(chunks[until]):
            until += 1
        head, rest, salutation = chunks[:until], chunks[until:], ""
    rest = [one for one in rest if one]
    while len(rest) > 1 and (_is_account(rest[0]) or _RE_LINE.match(rest[0][0])):
        head.append(rest[0])
        rest = rest[1:]
    if rest and len(rest[0]) > 1:  # an account block with no empty line below it
        while len(rest[0]) > 1 and _is_account(rest[0][:1]):
            head.append(rest[0][:1])
            rest[0] = rest[0][1:]
    return replace(_letterhead([one for one in head if one]), salutation=salutation), rest


def _salutation(chunks: list[list[str]]) -> tuple[int, int | None]:
    for at, lines in enumerate(chunks[:_HEAD_WITHIN]):
        for n, line in enumerate(lines):
            if _SALUTATION.match(line) and (n in (0, len(lines) - 1) or line[-1] in ":,"):
                return at, n
        if len(lines) == 1 and _is_text(lines[0]):
            return 0, None
    return 0, None


def _stands_above(lines: Sequence[str]) -> bool:
    """Do these lines belong to a letterhead: names, addresses, a date, labels?"""
    if _RE_LINE.match(lines[0]) or _is_account(lines):
        return True
    return all(not _is_text(line) for line in lines) and len(max(lines, key=len)) < 90


def _is_text(line: str) -> bool:
    if _DATE.match(line) or _CHANNEL.match(line) or _ADDRESS.search(line) or _RE_LINE.match(line):
        return False
    if line.endswith(":") and _LEADS_TO_LIST.match(line):
        return True
    return bool(_SENTENCE.search(line) and len(line.split()) > 4) or (
        len(line.split()) > 6 and bool(_VERB.search(line)) and not _LABEL.match(line)
    )


def _is_account(lines: Sequence[str]) -> bool:
    """Lines such as "Loan number: 000123": labels, and what wraps below them."""
    labels = 0
    for line in lines:
        label = _LABEL.match(line)
        if label and not label["rest"].strip() and _VERB.search(line):
            return False  # "Please correct three errors:" leads over to a list
        if label and not _is_text(label["rest"]) and len(label["rest"].split()) < 16:
            labels += 1
        elif _is_text(line) or not labels:
            return False
    return labels > 0


def _letterhead(head: Sequence[Sequence[str]]) -> Anatomy:
    dated = channel = subject = ""
    account: list[str] = []
    sender: list[str] = []
    address: list[str] = []
    for lines in head:
        in_account = False
        for line in lines:
            if not dated and _DATE.match(line):
                dated = line
            elif not channel and _CHANNEL.match(line):
                channel = line
            elif found := _RE_LINE.match(line):
                subject = subject or line[found.end() :].strip()
                in_account = True
            elif in_account or _is_account([line]):
                account.append(line)
            elif dated or (sender and lines[0] not in sender):
                address.append(line)
            else:
                sender.append(line)
    return Anatomy(tuple(sender), dated, channel, tuple(address), subject, tuple(account))


def _foot(
    chunks: list[list[str]],
) -> tuple[list[list[str]], str, tuple[str, ...], tuple[str, ...]]:
    """The text proper, the closing words, the signature, the enclosures."""
    text, close, after = chunks, "", []
    for at in range(len(chunks) - 1, -1, -1):
        line = next((n for n, one in enumerate(chunks[at]) if _closes(chunks, at, n, one)), None)
        if line is not None:
            close = chunks[at][line]
            after = [chunks[at][line + 1 :], *chunks[at + 1 :]]
            text = [*chunks[:at], chunks[at][:line]]
            break
    signature, enclosures, more = _after_close([one for one in after if one])
    if not enclosures:
        text, enclosures = _listed(text)
    return [one for one in [*text, *more] if one], close, tuple(signature), tuple(enclosures)


def _closes(chunks: list[list[str]], at: int, line: int, said: str) -> bool:
    """Are these closing words, with a name at most below them?"""
    if not _CLOSE.match(said):
        return False
    return line == 0 or said.endswith(",") or line + 1 < len(chunks[at]) or at == len(chunks) - 1


def _after_close(after: list[list[str]]) -> tuple[list[str], list[str], list[list[str]]]:
    signature: list[str] = []
    enclosures: list[str] = []
    more: list[list[str]] = []
    listing = False
    for lines in after:
        for line in lines:
            if (found := _ENCLOSURES.match(line)) and not _is_text(line):
                listing = True
                enclosures += [found["rest"].strip()] if found["rest"].strip() else []
            elif _COPIES.match(line):
                listing = False
                more += [[line]] if line.casefold().startswith("p") else []
            elif listing:
                enclosures.append(line)
            elif _is_text(line):
                more.append([line])
            else:
                signature.append(line)
    return signature, enclosures, more


def _listed(chunks: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """Enclosures that are listed at the end of the text, above or without closing words."""
    for at in range(len(chunks) - 1, max(-1, len(chunks) - 4), -1):
        found = _ENCLOSURES.match(chunks[at][0]) if chunks[at] else None
        if found and not _is_text(chunks[at][0]):
            first = [found["rest"].strip()] if found["rest"].strip() else []
            lines = [line for one in [chunks[at][1:], *chunks[at + 1 :]] for line in one]
            return chunks[:at], first + lines
    return chunks, []
