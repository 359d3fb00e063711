"""What a packet is made from, and what came of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from borrower_desk.model import Duty, Loan, Matter, Sender, Servicer, Sha256, TimelineRow
from borrower_desk.packet.evidence import Evidence
from borrower_desk.packet.exhibits import Exhibit
from borrower_desk.packet.removal import Remover, Rules
from borrower_desk.text import safe_line

Progress = Callable[[int, int, str], None]  # steps done, steps in all, what is being done


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One finding of `analyze`: what the servicer stated, what the record says, the working."""

    id: str  # "F1"
    title: str
    stated: str
    recomputed: str
    difference: str
    explanation: str
    working: tuple[str, ...] = ()
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One box of a regulator's form: what it is called, what to put there, how much it holds."""

    title: str
    text: str
    limit: int = 0  # characters; 0 when none is known


@dataclass(frozen=True, slots=True)
class PacketPlan:
    """Everything that a packet says.  The same plan gives the same bytes.

    `created` and `journal_head` are those of the last journal row that touches
    the matter, packet rows left out.  `as_of` is the day for which the
    deadlines' status holds (default: the day of `created`).  `proofs` maps the
    id of a chronology row or an event to the source id of the document that it
    is about, where they differ; `evidence` maps an event's or row's id to what is
    kept to prove it.  `former_servicers` serviced the loan before; `owed_by` names
    by a duty's id the servicer that owes it.  `removed` are the pieces purged from
    the matter: id, day, SHA-256; the reason is the borrower's own.
    """

    matter: Matter
    loan: Loan
    servicer: Servicer
    sender: Sender
    exhibits: tuple[Exhibit, ...]
    created: datetime
    journal_head: Sha256
    chronology: tuple[TimelineRow, ...] = ()
    duties: tuple[Duty, ...] = ()
    findings: tuple[Discrepancy, ...] = ()
    summary: str = ""
    proofs: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    former_servicers: tuple[Servicer, ...] = ()
    owed_by: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[tuple[str, date, str], ...] = ()
    as_of: date | None = None
    bates_prefix: str = ""  # "": the borrower's last name
    bates_start: int = 1
    paper: str = "letter"  # or "a4"
    prepared_for: str = ""  # "a regulator", and what that copy holds; printed on the cover
    volume: str = ""  # "Volume 2 of 3"
    brief: bool = False  # a later volume: without chronology, deadlines and findings
    supplement_to: str = ""  # what the earlier packet was, in words; then this one adds to it
    elsewhere: Mapping[str, str] = field(default_factory=dict)  # source id → "Exhibit 3, …"
    complaint: tuple[Part, ...] = ()  # the parts of a regulator's form
    redact: Rules = field(default_factory=Rules)  # what is removed, as `packet --redact` has it
    unreadable: Mapping[str, str] = field(default_factory=dict)  # source id → why it is not opened

    @property
    def accounts(self) -> tuple[str, ...]:
        """Every number that the loan has had, with whichever servicer."""
        numbers = (self.loan.number, *(one.number for one in self.loan.periods))
        return tuple(dict.fromkeys(one for one in numbers if one.strip()))

    @property
    def borrower(self) -> str:
        """Who the packet is for, as the record names them."""
        return self.sender.name or next(iter(self.loan.borrowers), "") or "The borrower"

    @property
    def prefix(self) -> str:
        """The Bates prefix: the one given, else from the borrower's last name."""
        if self.bates_prefix:
            return self.bates_prefix
        made = bates_prefix(self.borrower)
        # A name that is to be removed must not come back on every page.
        return "BD" if self.redact and Remover(self.redact).find(made) else made

    def bates(self, page: int) -> str:
        """The Bates number of a page, counted from 1."""
        return bates_number(self.prefix, self.bates_start + page - 1)


@dataclass(frozen=True, slots=True)
class PlacedExhibit:
    """Where an exhibit stands in the packet, its slip sheet included."""

    label: str
    source: str
    title: str
    pages: tuple[int, int]
    bates: tuple[str, str]
    sha256: Sha256  # of the original
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class PacketResult:
    """The packet that was written; `digest` is what the desk remembers of it."""

    path: Path
    pages: int
    sha256: Sha256
    digest: Sha256
    bates: tuple[str, str]
    exhibits: tuple[PlacedExhibit, ...]
    redactions: int = 0
    archival: bool = False  # it claims PDF/A-3a
    notes: tuple[str, ...] = ()  # what was left out, flattened or could not be shown, and why


def bates_prefix(name: str) -> str:
    """`DOE` for "Jane Doe": the last name's letters, upper case, at most twelve; else `BD`."""
    words = [word for word in safe_line(name).split(",")[0].split() if _letters(word)]
    suffixes = {"JR", "SR", "II", "III", "IV", "ESQ"}
    while len(words) > 1 and _letters(words[-1]) in suffixes:
        words.pop()
    return _letters(words[-1])[:12] if words else "BD"


def _letters(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word)
    return "".join(char for char in plain if char.isascii() and char.isalpha()).upper()


def bates_number(prefix: str, number: int) -> str:
    """`DOE000001`: at least six digits, so that numbers sort and none is reused."""
    return f"{prefix}{number:06d}"
