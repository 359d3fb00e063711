"""The parts of a letter, and the plain text that holds them all.

`Anatomy` is what a letter consists of; `to_body` writes it as the plain text
that a draft keeps and a person may edit; `parse` reads it back.  Composition,
checks and every rendering share these two, so that all say the same words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from borrower_desk.frozen import dataclass
from borrower_desk.letters.language import MONTHS as MONTHS_OF

MONTHS = MONTHS_OF["en"]
_DATE_LINE = re.compile(
    rf"({'|'.join(MONTHS)}) \d{{1,2}}, \d{{4}}\Z"
    rf"|\d{{1,2}} de ({'|'.join(MONTHS_OF['es'])}) de \d{{4}}\Z"
)
_NUMBERED = re.compile(r"\d{1,3}[.)] +(?=\S)")
_DASHED = re.compile(r"[-–•*] +(?=\S)")
_RE_LINE = re.compile(r"(re|subject|regarding|asunto):", re.IGNORECASE)
_CLOSING = re.compile(
    r"(sincerely|yours (truly|sincerely|faithfully)|very truly yours|respectfully( yours)?"
    r"|(with )?(best|kind) regards|regards|thank you|cordially|atentamente),?\Z",
    re.IGNORECASE,
)
_ENCLOSURES = re.compile(r"(enclosures?|attachments?|encl\.?|anexos?):\s*\Z", re.IGNORECASE)
_SALUTATION = re.compile(
    r"(dear|to|attention|a quien|estimad[oa]s?|hello|good (morning|day))\b.*[:,]\Z", re.IGNORECASE
)
_ACCOUNT_WITHIN = 8  # a letterhead has at most this many blocks before its subject line


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a list: `form` is "paragraph", "numbered" or "dashed"."""

    form: str
    items: tuple[str, ...]
    marks: tuple[str, ...] = ()  # of a numbered list: "1.", "2." as they stand

    @property
    def text(self) -> str:
        return " ".join(self.items)


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A letter's parts from top to bottom; what a letter does not have is empty."""

    sender: tuple[str, ...] = ()
    dated: str = ""
    channel: str = ""
    address: tuple[str, ...] = ()
    subject: str = ""  # without "Re:"
    account: tuple[str, ...] = ()  # "Loan number: 0001234567" and so on
    salutation: str = ""
    blocks: tuple[Block, ...] = ()
    close: str = ""
    signature: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()
    re: str = "Re"  # the word before the subject
    enclosed: str = "Enclosures:"  # the line above the list of enclosures

    @property
    def first_paragraph(self) -> str:
        return next((one.text for one in self.blocks if one.form == "paragraph"), "")


def to_body(letter: Anatomy) -> str:
    """The letter's words as plain text: a block, an empty line, a block."""
    parts = [
        "\n".join(letter.sender),
        letter.dated,
        letter.channel,
        "\n".join(letter.address),
        "\n".join(
            [f"{letter.re}: {letter.subject}" if letter.subject else "", *letter.account]
        ).strip(),
        letter.salutation,
        *(_block_text(block) for block in letter.blocks),
        letter.close,
        "\n".join(letter.signature),
        "\n".join([letter.enclosed, *letter.enclosures]) if letter.enclosures else "",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _block_text(block: Block) -> str:
    if block.form == "numbered":
        marks = block.marks or numbers(len(block.items))
        return "\n".join(f"{mark} {item}" for mark, item in zip(marks, block.items, strict=True))
    if block.form == "dashed":
        return "\n".join(f"- {item}" for item in block.items)
    return block.text


def kept_apart(line: str) -> str:
    """A line of a name or an address that cannot be taken for another part of the letter.

    "Re: another account" in an address would become the subject when the text
    is read back, so it stands in brackets.
    """
    shapes = (_RE_LINE, _DATE_LINE, _SALUTATION, _CLOSING, _ENCLOSURES)
    return f"({line})" if any(one.match(line) for one in shapes) else line


def numbers(count: int) -> tuple[str, ...]:
    """The marks of a numbered list: "1.", "2." and so on."""
    return tuple(f"{n}." for n in range(1, count + 1))


def parse(body: str) -> Anatomy:
    """The parts of a letter in plain text, however it was edited; nothing is lost.

    What cannot be told apart is a paragraph.
    """
    chunks = [part.split("\n") for part in re.split(r"\n[ \t]*(?:\n[ \t]*)+", body.strip("\n"))]
    chunks = [lines for lines in ([line.strip() for line in part] for part in chunks) if any(lines)]
    top = next(
        (n for n, one in enumerate(chunks[:_ACCOUNT_WITHIN]) if _RE_LINE.match(one[0])), None
    )
    head = chunks[:top] if top is not None else []
    rest = chunks[top:] if top is not None else chunks
    sender, dated, channel, address = _letterhead(head)
    word, subject = "Re", ""
    account: tuple[str, ...] = ()
    if top is not None:
        word, _, subject = (part.strip() for part in rest[0][0].partition(":"))
        account = tuple(line for line in rest[0][1:] if line)
        rest = rest[1:]
    salutation = ""
    if rest and len(rest[0]) == 1 and _SALUTATION.match(rest[0][0]):
        salutation, rest = rest[0][0], rest[1:]
    rest, close, signature, enclosures, enclosed = _foot(rest)
    return Anatomy(
        sender=sender,
        dated=dated,
        channel=channel,
        address=address,
        subject=subject,
        account=account,
        salutation=salutation,
        blocks=tuple(block for lines in rest for block in _blocks(lines)),
        close=close,
        signature=signature,
        enclosures=enclosures,
        re=word,
        enclosed=enclosed,
    )


def _letterhead(
    head: Sequence[list[str]],
) -> tuple[tuple[str, ...], str, str, tuple[str, ...]]:
    """Sender, date line, channel line and addressee among the blocks above the subject."""
    dated = channel = ""
    others: list[list[str]] = []
    before_date: list[list[str]] = []
    for lines in head:
        if not dated and len(lines) == 1 and _DATE_LINE.match(lines[0]):
            dated, before_date = lines[0], others[:]
        elif not channel and lines[0].startswith(("By ", "Por ", "En mano")) and dated:
            channel = " ".join(lines)
        else:
            others.append(lines)
    sender = [line for lines in before_date for line in lines]
    rest = others[len(before_date) :] if dated else others[1:]
    if not dated and others:
        sender = others[0]
    address = [line for lines in rest for line in lines]
    return tuple(filter(None, sender)), dated, channel, tuple(filter(None, address))


def _foot(
    chunks: list[list[str]],
) -> tuple[list[list[str]], str, tuple[str, ...], tuple[str, ...], str]:
    """The text proper, the closing words, the signature, the enclosures and the line above them."""
    enclosures: tuple[str, ...] = ()
    enclosed = "Enclosures:"
    for n in range(len(chunks) - 1, -1, -1):
        if _ENCLOSURES.match(chunks[n][0]) and all(
            _SALUTATION.match(one[0]) is None for one in chunks[n:]
        ):
            lines = [*chunks[n][1:], *(line for later in chunks[n + 1 :] for line in later)]
            closed = any(_CLOSING.match(later[0]) for later in chunks[n + 1 :])
            if not closed:
                enclosed = chunks[n][0]
                enclosures, chunks = tuple(filter(None, lines)), chunks[:n]
            break
    for n in range(len(chunks) - 1, -1, -1):
        if _CLOSING.match(chunks[n][0]):
            after = [*chunks[n][1:], *(line for later in chunks[n + 1 :] for line in later)]
            return chunks[:n], chunks[n][0], tuple(filter(None, after)), enclosures, enclosed
    return chunks, "", (), enclosures, enclosed


def _blocks(lines: Sequence[str]) -> list[Block]:
    """The paragraphs and lists in one chunk of lines; wrapped lines are joined again."""
    found: list[tuple[str, list[str], list[str]]] = []
    for line in filter(None, lines):
        if mark := _NUMBERED.match(line):
            form, text = "numbered", line[mark.end() :]
        elif mark := _DASHED.match(line):
            form, text = "dashed", line[mark.end() :]
        elif found:
            found[-1][1][-1] += f" {line}"
            continue
        else:
            form, text = "paragraph", line
        sign = mark.group().strip() if mark and form == "numbered" else ""
        if found and found[-1][0] == form != "paragraph":
            found[-1][1].append(text)
            found[-1][2].append(sign)
        else:
            found.append((form, [text], [sign]))
    return [
        Block(form, tuple(items), tuple(signs) if form == "numbered" else ())
        for form, items, signs in found
    ]
