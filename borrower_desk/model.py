"""What crosses rooms: the words that everyone shares.

Frozen dataclasses, string enums and id types; no behaviour beyond what a value
knows of itself.  Money is whole cents (`int`), a day is a `date`, an instant is
a `datetime` with an offset.  The values of the enums are the contract of
`cli.md`: they appear as they are in JSON and in the desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from borrower_desk.frozen import dataclass

ServicerId = NewType("ServicerId", str)  # "S1"
LoanId = NewType("LoanId", str)  # "L1"
MatterId = NewType("MatterId", str)  # "M1"
CorrespondenceId = NewType("CorrespondenceId", str)  # "C1"
AttachmentId = NewType("AttachmentId", str)  # "A1"
DraftId = NewType("DraftId", str)  # "D1"
QuarantineId = NewType("QuarantineId", str)  # "Q1"
EventId = NewType("EventId", str)  # "E1"
MailboxId = NewType("MailboxId", str)  # "B1"
FindingId = NewType("FindingId", str)  # "F1"
Cents = int
# What stands before a text that was read off a picture: it is a guess, and said so.
OCR_MARK = "[Read by OCR; it may be wrong]"
TO = "servicer"  # a sending's parameter: whom it went to
Sha256 = NewType("Sha256", str)  # 64 lower-case hex digits


class Channel(StrEnum):
    """How something was said; `DOCUMENT` is a file whose channel nobody has told."""

    EMAIL = "email"
    PORTAL = "portal"
    CERTIFIED_MAIL = "certified-mail"
    MAIL = "mail"
    FAX = "fax"
    PHONE = "phone"
    VOICEMAIL = "voicemail"
    TEXT_MESSAGE = "text-message"
    IN_PERSON = "in-person"
    DOCUMENT = "document"


class Direction(StrEnum):
    SENT = "sent"
    RECEIVED = "received"


class Kind(StrEnum):
    """What a received message is (`cli.md`, Kinds)."""

    BOUNCE = "bounce"
    AUTOMATED_REPLY = "automated-reply"
    ACKNOWLEDGMENT = "acknowledgment"
    RESPONSE = "response"
    PARTIAL_RESPONSE = "partial-response"
    CORRECTION = "correction"
    EXTENSION_NOTICE = "extension-notice"
    REFUSAL = "refusal"
    NOT_REQUIRED_NOTICE = "not-required-notice"
    REQUEST_TO_BORROWER = "request-to-borrower"
    TRANSFER_NOTICE = "transfer-notice"
    ESCROW_STATEMENT = "escrow-statement"
    PERIODIC_STATEMENT = "periodic-statement"
    PAYOFF_STATEMENT = "payoff-statement"
    LOSS_MITIGATION_NOTICE = "loss-mitigation-notice"
    ARM_NOTICE = "arm-notice"
    FORCE_PLACED_INSURANCE_NOTICE = "force-placed-insurance-notice"
    FORECLOSURE_NOTICE = "foreclosure-notice"
    COLLECTION_NOTICE = "collection-notice"
    FORM_1098 = "form-1098"
    MARKETING = "marketing"
    SUSPECTED_PHISHING = "suspected-phishing"
    OTHER = "other"


class EventKind(StrEnum):
    """A fact that starts or stops a clock (`cli.md`, Kinds)."""

    SENT = "sent"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    EXTENDED = "extended"
    RESPONDED = "responded"
    CORRECTED = "corrected"
    DOCUMENTS_PROVIDED = "documents-provided"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RESOLVED = "resolved"
    TRANSFERRED = "transferred"
    SALE_SCHEDULED = "sale-scheduled"
    SALE_HELD = "sale-held"
    PAID_OFF = "paid-off"
    OFFER_PROVIDED = "offer-provided"
    INSURANCE_NOTICE_MAILED = "insurance-notice-mailed"
    STATEMENT_SENT = "statement-sent"
    APPLICATION_SUBMITTED = "application-submitted"
    APPLICATION_COMPLETE = "application-complete"
    OFFER_RECEIVED = "offer-received"
    DENIED = "denied"
    APPEALED = "appealed"
    PAYMENT_DUE = "payment-due"
    PAYMENT_MADE = "payment-made"
    PAYMENT_RECEIVED = "payment-received"
    FEE_CHARGED = "fee-charged"
    COMPLAINT_FILED = "complaint-filed"
    COMPLAINT_ANSWERED = "complaint-answered"
    OTHER = "other"


class EventStatus(StrEnum):
    """Only confirmed events move a clock."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"


class Receipt(StrEnum):
    """How it is known that the servicer has our letter, best first (`law.md` 1.7)."""

    PROVED = "proved"
    ADMITTED = "admitted"
    PRESUMED = "presumed"


class Purpose(StrEnum):
    """What a servicer's address is for."""

    NOTICE = "notice"  # designated for notices of error and information requests
    PAYMENT = "payment"
    CORRESPONDENCE = "correspondence"
    INSURANCE = "insurance"
    TAX = "tax"
    PAYOFF = "payoff"
    FAX = "fax"


class LoanType(StrEnum):
    CLOSED_END = "closed-end"
    HELOC = "heloc"
    REVERSE = "reverse"


class MatterStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class DraftStatus(StrEnum):
    OPEN = "open"
    SENT = "sent"
    DISCARDED = "discarded"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class Verdict(StrEnum):
    """Is a received message really the servicer's?"""

    CONSISTENT = "consistent"
    SUSPICIOUS = "suspicious"
    UNKNOWN = "unknown"


class HolidayMode(StrEnum):
    """Which days count as legal public holidays (`law.md` 1.5)."""

    OBSERVED = "observed"
    STATUTORY = "statutory"


class Bound(StrEnum):
    SERVICER = "servicer"
    BORROWER = "borrower"


class DutyStatus(StrEnum):
    """Where a duty stands today (`cli.md`, `due`)."""

    OPEN = "open"
    DUE_SOON = "due-soon"
    DUE_TODAY = "due-today"
    PERHAPS_LATE = "perhaps-late"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met-late"
    SUPERSEDED = "superseded"
    NOT_COVERED = "not-covered"


class Certainty(StrEnum):
    """How sure an arithmetic finding is: on a thin record it is only a question."""

    SURE = "sure"
    LIKELY = "likely"
    QUESTION = "question"


# ── the people and the loan ──────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Sender:
    """The borrower who writes (`me`)."""

    name: str = ""
    address: str = ""
    phone: str = ""
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """One of a servicer's addresses, what it is for, and when and where it was seen."""

    purpose: Purpose
    text: str
    source: str = ""
    checked: date | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """A day on which a servicer is shut: it moves what counts its open days, and nothing else."""

    on: date
    why: str = ""


@dataclass(frozen=True, slots=True)
class Servicer:
    """A company that collects payments on a loan.  `sla_hours` is its own promise."""

    id: ServicerId
    name: str
    addresses: tuple[Address, ...] = ()
    domains: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    portal: str = ""
    phone: str = ""
    small: bool = False
    sla_hours: int | None = None
    business_hours: str = ""
    closures: tuple[Closure, ...] = ()

    def address(self, purpose: Purpose) -> Address | None:
        """Its address for this purpose, if one is known; never another in its place."""
        return next((one for one in self.addresses if one.purpose is purpose), None)


@dataclass(frozen=True, slots=True)
class ServicingPeriod:
    """Who serviced the loan from when to when, under which loan number."""

    servicer: ServicerId
    number: str
    began: date | None = None
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Loan:
    id: LoanId
    number: str
    servicer: ServicerId
    property_address: str = ""
    borrowers: tuple[str, ...] = ()
    type: LoanType = LoanType.CLOSED_END
    arm: bool = False
    principal_residence: bool | None = None
    in_default_at_transfer: bool = False
    bankruptcy: bool = False
    first_payment: date | None = None
    late_fee: str = ""
    periods: tuple[ServicingPeriod, ...] = ()

    @property
    def servicers(self) -> tuple[ServicerId, ...]:
        """Each that had, has or will have the loan, in the order in which it came to them."""
        return tuple(dict.fromkeys([*(one.servicer for one in self.periods), self.servicer]))

    def servicer_on(self, day: date) -> ServicerId:
        """Who serviced the loan on that day; the day of a transfer is the new servicer's."""
        for period in self.periods:
            if (period.began or date.min) <= day < (period.ended or date.max):
                return period.servicer
        return self.servicer

    def number_with(self, servicer: ServicerId, day: date = date.max) -> str:
        """The loan's number with that servicer on a day, else its first after it."""
        theirs = [one for one in self.periods if one.servicer == servicer]
        if not theirs:
            return self.number
        begun = [one for one in theirs if (one.began or date.min) <= day]
        then = (begun or theirs[:1])[-1]
        # What the loan itself says is the number of its last time: it may have been mended since.
        return self.number if then == self.periods[-1] else then.number or self.number

    def numbers_before(self, servicer: ServicerId) -> tuple[str, ...]:
        """Its numbers with the servicers before that one, oldest first: those it can look up."""
        theirs = [n for n, one in enumerate(self.periods) if one.servicer == servicer]
        before = self.periods[: max(theirs, default=len(self.periods))]
        return tuple(dict.fromkeys(one.number for one in before if one.number.strip()))

    def ended_with(self, servicer: ServicerId) -> date | None:
        """The day on which the loan left that servicer for good; None where it has not."""
        theirs = [one for one in self.periods if one.servicer == servicer]
        return theirs[-1].ended if theirs else None


@dataclass(frozen=True, slots=True)
class Matter:
    """One dispute: `issue` is an error slug of `law.md` 4.1 or a letter kind."""

    id: MatterId
    title: str
    loan: LoanId
    issue: str
    status: MatterStatus = MatterStatus.OPEN
    opened: date | None = None
    closed: date | None = None
    notes: tuple[str, ...] = ()


# ── what happened ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Event:
    """A fact with a day.  Only ever added: a correction names the one it `replaces`.

    `of` is the event (or correspondence, or draft) that this one follows: the
    delivery of a sending, the acknowledgment of a notice.  `letter` is a letter
    kind, `errors` the slugs that a notice of error asserts, `starts` the rule
    ids whose clocks the event starts.  `on` is the day of the fact itself; for
    `sale-scheduled` it is the day of the sale, for `transferred` the effective
    date.  `params` holds what a rule's parameters need (`law.md` section 7).
    """

    id: EventId
    matter: MatterId
    kind: EventKind
    on: date
    of: str | None = None
    status: EventStatus = EventStatus.CONFIRMED
    undone: bool = False
    replaces: EventId | None = None
    letter: str | None = None
    errors: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    amount: Cents | None = None
    channel: Channel | None = None
    receipt: Receipt | None = None
    note: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    recorded: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One line of a matter's chronology, both sides, every channel."""

    on: date
    what: str
    who: str
    channel: str
    proof: str
    id: str


@dataclass(frozen=True, slots=True)
class Promise:
    """What the servicer said it would do by a day (`promise`); never the law's duty."""

    id: str  # "P1"
    text: str
    by: date
    matter: MatterId
    kept_on: date | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """The borrower's own note to self (`remind`)."""

    id: str  # "R1"
    text: str
    on: date
    matter: MatterId | None = None
    done: bool = False


# ── the clock ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SkippedDay:
    on: date
    why: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """The calculator's answer for one rule and one start (`deadline` in `cli.md`).

    `due` is None where nothing is owed; then `status` says why.  `alternative`
    is the date under the other holiday reading.
    """

    rule: str
    start: str
    due: date | None
    due_at: datetime | None
    status: str | None
    late_after: date | None
    amount: int | None
    unit: str
    direction: str
    counted: tuple[date, ...]
    skipped: tuple[SkippedDay, ...]
    holidays: HolidayMode
    alternative_due: date | None
    citation: str
    explanation: str
    extended: bool = False
    note: str = ""

    @property
    def alternative_holidays(self) -> HolidayMode:
        """The other reading of the holidays."""
        return (
            HolidayMode.STATUTORY if self.holidays is HolidayMode.OBSERVED else HolidayMode.OBSERVED
        )


@dataclass(frozen=True, slots=True)
class Trigger:
    """The event that started a duty's clock; `estimated` when its day is a guess."""

    event: EventKind
    id: str
    on: date
    estimated: bool
    missed: bool = False  # `on` is the day after a duty that the event started was missed


@dataclass(frozen=True, slots=True)
class Duty:
    """What one side owes the other by a day, computed from events, never stored."""

    id: str  # "noe-respond:E2", with ":slug" where one letter asserts several errors
    matter: MatterId | None
    loan: LoanId | None
    rule: str
    title: str
    bound: Bound
    trigger: Trigger
    due: date | None
    due_at: datetime | None
    late_after: date | None
    status: DutyStatus
    receipt: Receipt
    followed_up: str  # "no", "reminded" or "escalated"
    met_on: date | None
    met_by: str | None
    days_left: int | None
    extended: bool
    citation: str
    explanation: str
    uncertainty: str
    deadline: Deadline | None = None
    servicer: ServicerId | None = None  # who owes it, or to whom you owe it

    @property
    def agreed(self) -> bool:
        """A promise or a reminder: its day was named, not counted from an event."""
        return self.rule in ("promise", "reminder")


# ── what is kept ─────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Authenticity:
    verdict: Verdict = Verdict.UNKNOWN
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Because:
    """One reason for a classification: the words that matched and where they stood."""

    phrase: str
    where: str


@dataclass(frozen=True, slots=True)
class Classification:
    kind: Kind
    confidence: float
    because: tuple[Because, ...] = ()
    also: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message, or a document of its own; the bytes are a blob."""

    id: AttachmentId
    correspondence: CorrespondenceId | None
    name: str
    media_type: str
    size: int
    sha256: Sha256
    inline: bool = False
    content_id: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """One message, letter, call or visit, whatever the channel.

    `on` is the day to show and sort by.  For paper, `dated`, `postmarked` and
    `received` are kept apart.  `sha256` names the original bytes.
    """

    id: CorrespondenceId
    on: date
    direction: Direction
    channel: Channel
    kind: str | None
    kind_confirmed: bool
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    sha256: Sha256
    at: datetime | None = None
    loan: LoanId | None = None
    matter: MatterId | None = None
    tags: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    authenticity: Authenticity = Authenticity()
    dated: date | None = None
    postmarked: date | None = None
    received: date | None = None
    source: str = ""
    reference: str = ""
    privileged: bool = False


@dataclass(frozen=True, slots=True)
class CorrespondenceRow:
    """What a list shows of one piece of correspondence."""

    id: CorrespondenceId
    on: date
    direction: Direction
    channel: Channel
    kind: str | None
    kind_confirmed: bool
    sender: str
    to: tuple[str, ...]
    subject: str
    loan: LoanId | None
    matter: MatterId | None
    tags: tuple[str, ...]
    attachments: int
    snippet: str


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """An attachment as it was read, before it is kept."""

    name: str
    media_type: str
    data: bytes
    inline: bool = False
    content_id: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message or document as it was read from outside, before it is kept.

    `original` is exactly what lay in the source.  `content_sha256` is over what
    the message says (sender, recipients, subject, body, attachments), so that
    the same message from two exports is recognised.  `direction` is None until
    the borrower's own addresses are known.
    """

    source: str
    original: bytes
    sha256: Sha256
    content_sha256: Sha256
    channel: Channel
    on: date | None
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    at: datetime | None = None
    cc: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    files: tuple[IncomingFile, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """An item that could not be read: its bytes, exactly, and why; `cut` when only the first."""

    source: str
    original: bytes
    reason: str
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Original:
    """Bytes in which a piece is kept beside its first, as from another mail program's export."""

    correspondence: CorrespondenceId
    sha256: Sha256
    size: int  # bytes
    source: str
    kept_on: date


@dataclass(frozen=True, slots=True)
class Quarantined:
    id: QuarantineId
    source: str
    reason: str
    size: int
    sha256: Sha256
    on: date


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stays of something purged: its id, the SHA-256 of its bytes, why and when.

    `originals` are those of the other forms in which it was kept too.
    """

    id: str  # "C12" or "Q3"
    sha256: Sha256
    reason: str
    on: date
    originals: tuple[Sha256, ...] = ()


class Relation(StrEnum):
    """How two pieces of correspondence belong together without being one."""

    SAME_LETTER = "same-letter"  # one letter, two deliveries: the earliest receipt counts
    NEAR_DUPLICATE = "near-duplicate"  # a forwarded copy, another export


@dataclass(frozen=True, slots=True)
class Link:
    """Two pieces that belong together, the one kept first before the other, and why."""

    one: CorrespondenceId
    other: CorrespondenceId
    relation: Relation
    because: str = ""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mail account that is read over IMAP and never changed.

    `secret_file` is where its password or token lies; "" when it is in the
    system keyring.  `folders` is empty for all but Junk, Trash and Drafts;
    `everything` asks for all mail, not only what touches the servicers.
    """

    id: MailboxId
    name: str
    host: str
    user: str
    port: int = 993
    secret_file: str = ""
    oauth: bool = False
    ca_file: str = ""
    folders: tuple[str, ...] = ()
    everything: bool = False


class ImportStatus(StrEnum):
    IMPORTED = "imported"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class ImportItem:
    source: str
    status: ImportStatus
    id: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Every item met, once: the three counts sum to `len(items)`."""

    items: tuple[ImportItem, ...]

    def count(self, status: ImportStatus) -> int:
        return sum(one.status is status for one in self.items)


# ── letters ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a letter: `label` is "A", `title` what the letter calls it."""

    label: str
    title: str
    name: str
    media_type: str
    sha256: Sha256
    size: int = 0
    pages: int | None = None
    attachment: AttachmentId | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a draft a finding is."""

    part: str  # "subject", "body" or "attachment"
    line: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend in a draft; codes and severities are those of `letters.md`."""

    code: str
    severity: Severity
    message: str
    where: Place
    fix: str = ""


@dataclass(frozen=True, slots=True)
class SkippedCheck:
    code: str
    why: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    findings: tuple[Finding, ...]
    skipped: tuple[SkippedCheck, ...] = ()

    @property
    def ok(self) -> bool:
        """True when no error stands."""
        return not any(one.severity is Severity.ERROR for one in self.findings)


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A field that the letter cannot go without, and the question that asks for it."""

    field: str
    question: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that is not sent yet.  `fields` is what the borrower said."""

    id: DraftId
    kind: str
    loan: LoanId
    matter: MatterId | None
    subject: str
    body: str
    fields: Mapping[str, str] = field(default_factory=dict)
    enclosures: tuple[Enclosure, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    status: DraftStatus = DraftStatus.OPEN
    channel: Channel | None = None
    lang: str = "en"
    written: date | None = None
    edited: bool = False  # the body was changed by hand: fields no longer rule it
    sent_as: CorrespondenceId | None = None
    to_servicer: ServicerId | None = None  # as the user said; else the record tells


# ── the servicer's arithmetic ────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ArithmeticFinding:
    """One difference that `analyze` found between the servicer's figures and the record.

    `stated`, `recomputed` and `difference` are amounts ("1234.50"), or days or
    rates as text.  `amount` ranks findings by money.  `happened`, `facts`,
    `correction` and `transaction` are what a letter says.  `rule` is the error's
    own short name; `follows` is True where another finding is its cause.
    """

    kind: str
    title: str
    stated: str
    recomputed: str
    difference: str
    error_slug: str
    explanation: str
    working: tuple[str, ...] = ()
    citation: str = ""
    rule: str = ""
    certainty: Certainty = Certainty.SURE
    amount: Cents | None = None
    on: date | None = None
    happened: str = ""
    facts: tuple[str, ...] = ()
    correction: tuple[str, ...] = ()
    transaction: str = ""
    follows: bool = False
    assumptions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    id: FindingId = FindingId("")
    matter: MatterId | None = None
    found_on: date | None = None
    dropped: bool = False  # set aside by the user: neither letters nor packets use it


# ── the journal ──────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One change: what was before, what is after, chained by SHA-256 to the row before."""

    n: int
    at: datetime
    act: str
    subject: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    previous: Sha256
    hash: Sha256


NOT_LOOKED_AT = "not looked at"  # how the detail of a check begins that could not be made


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a `verify`; one that could not be made is no bad news, and says so."""

    name: str
    ok: bool
    detail: str = ""

    @property
    def made(self) -> bool:
        return not self.detail.startswith(NOT_LOOKED_AT)

    @property
    def word(self) -> str:
        """What stands before its name in a list: "ok", "BAD", or "--" when it was not made."""
        return ("ok" if self.made else "--") if self.ok else "BAD"


@dataclass(frozen=True, slots=True)
class Verification:
    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        return all(one.ok for one in self.checks)
