"""What stands before and after the exhibits, as data for the layout.

Cover, chronology, deadlines, findings, certificate.  Contents and page numbers
are the layout's: only it knows where things stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import cycle

from borrower_desk import __version__
from borrower_desk.model import Deadline, Duty, Servicer, TimelineRow
from borrower_desk.packet.evidence import LETTER_EVENTS, NO_PROOF, proof_words, start_words
from borrower_desk.packet.exhibits import Document, Exhibit, Form
from borrower_desk.packet.material import Prepared
from borrower_desk.packet.plan import Discrepancy, PacketPlan, Part
from borrower_desk.packet.redact import Redactor
from borrower_desk.packet.removal import Remover
from borrower_desk.packet.texts import line, narrow
from borrower_desk.packet.wording import (
    channel_words,
    days_late,
    days_words,
    long_day,
    moment,
    run_of_days,
    status_words,
    weekday_and_day,
)
from borrower_desk.pdf.binding import Bookmark
from borrower_desk.pdf.glyphs import shown
from borrower_desk.text import safe_text

_WEEKEND = ("saturday", "sunday", "weekend")
_PURPOSES = {
    "notice": "Designated for notices of error and information requests",
    "payment": "Payments",
    "correspondence": "Correspondence",
    "insurance": "Insurance",
    "tax": "Taxes",
    "payoff": "Payoff requests",
    "fax": "Fax",
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """On which page each mark of the layout stands, as the run before has found it."""

    pages: Mapping[str, int]
    total: int

    def of(self, mark: str) -> int:
        """The page of a mark; 1 in the first run, when nobody knows yet."""
        return self.pages.get(mark, 1)


UNKNOWN = Numbers({}, 1)


def front_data(
    plan: PacketPlan,
    ready: Sequence[Prepared],
    numbers: Numbers,
    redactor: Redactor | None = None,
) -> dict[str, object]:
    """What stands before the exhibits.

    Page and Bates numbers are worked out here: a function of the layout that is
    given all the data costs typst a hash of it at each call.
    """
    proof = _Proof(plan, numbers)
    return _cleaned(
        _shared(plan, "front")
        | {
            "cover": _cover(plan, numbers.total),
            "brief": plan.brief,
            "complaint": [_complaint_part(part) for part in plan.complaint],
            "contents": _contents(plan, ready, numbers),
            "chronology": [_chronology_row(plan, row, proof) for row in plan.chronology],
            "deadlines": [_duty(plan, duty, proof) for duty in plan.duties],
            "findings": [_finding(one) for one in plan.findings],
        },
        redactor,
    )


def exhibits_data(
    plan: PacketPlan,
    ready: Sequence[Prepared],
    numbers: Numbers,
    extents: Sequence[tuple[int, int]],
    redactor: Redactor | None = None,
) -> dict[str, object]:
    """Some exhibits' own pages, which end on the pages that `extents` names."""
    turns = cycle(("x1", "y1"))
    return _cleaned(
        _shared(plan, "exhibits")
        | {
            "first": bool(ready) and ready[0].exhibit.number == plan.exhibits[0].number,
            "exhibits": [
                _exhibit(one, turns) | _extent(plan, *extent)
                for one, extent in zip(ready, extents, strict=True)
            ],
        },
        redactor,
    )


def end_data(
    plan: PacketPlan,
    ready: Sequence[Prepared],
    archival: str,
    numbers: Numbers,
    redactor: Redactor | None = None,
) -> dict[str, object]:
    """What stands behind them; `archival` is "" or why the file is not PDF/A."""
    return _cleaned(
        _shared(plan, "end")
        | {
            "redactions": _redactions(plan, redactor),
            "certificate": _certificate(plan, ready, archival, numbers),
        },
        redactor,
    )


def bookmarks(
    plan: PacketPlan, ready: Sequence[Prepared], numbers: Numbers, redactor: Redactor | None
) -> list[Bookmark]:
    """The contents again, for the reader's side panel."""
    clean = redactor.remover.clean if redactor else str
    return [
        Bookmark(level, clean(words), numbers.of(mark))
        for level, words, mark in _content_rows(plan, ready)
    ]


def _shared(plan: PacketPlan, part: str) -> dict[str, object]:
    return {
        "part": part,
        "title": line(f"Dispute packet: {plan.matter.title}", 200),
        "author": line(plan.borrower, 120),
        "paper": "a4" if plan.paper == "a4" else "us-letter",
        "redacted": bool(plan.redact),
    }


def _cleaned(data: dict[str, object], redactor: Redactor | None) -> dict[str, object]:
    """Names, titles, reasons, working: whatever is to be printed is searched once more."""
    if redactor is None:
        return data
    before = dict(redactor.remover.counts)
    clean = {key: _clean(value, redactor.remover) for key, value in data.items()}
    redactor.remover.counts = before
    return clean


def _complaint_part(part: Part) -> dict[str, object]:
    limit = f" of at most {part.limit:,}" if part.limit else ""
    return {
        "title": line(part.title, 120),
        "text": shown(safe_text(part.text)),
        "count": f"{len(part.text):,} characters{limit}",
    }


_NOT_WORDS = ("mark", "kind", "part", "turn", "sha256", "journal_head", "paper", "bates", "label")


def _clean(value: object, remover: Remover) -> object:
    """Every text in the data cleaned; marks, hashes and numbers left alone."""
    if isinstance(value, str):
        return value if _is_hash(value) else remover.clean(value)
    if isinstance(value, dict):
        return {
            key: one if key in _NOT_WORDS else _clean(one, remover) for key, one in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_clean(one, remover) for one in value]
    return value


def _is_hash(text: str) -> bool:
    return len(text) == 64 and all(char in "0123456789abcdef" for char in text)


def _redactions(plan: PacketPlan, redactor: Redactor | None) -> dict[str, object] | None:
    """The redaction log: what kinds of things went, from where; never the things themselves."""
    if redactor is None:
        return None
    return {
        "rules": "; ".join(plan.redact.names()),
        "ocr": any("OCR" in one.how for one in redactor.log),
        "rows": [
            [line(one.where, 120), one.reason, str(one.count), line(one.how, 300)]
            for one in redactor.log
        ],
    }


def _today(plan: PacketPlan) -> date:
    return plan.as_of or plan.created.date()


class _Proof:
    """Which exhibit proves what an id names: a document, an attachment, an event."""

    def __init__(self, plan: PacketPlan, numbers: Numbers) -> None:
        self._plan, self._numbers = plan, numbers
        self._exhibits: dict[str, Exhibit] = {}
        self._elsewhere = dict(plan.elsewhere)
        for one in plan.exhibits:
            self._exhibits[one.document.source] = one
            for file in one.document.attachments:
                self._exhibits.setdefault(file.source, one)
        for said, source in plan.proofs.items():
            if source in self._exhibits:
                self._exhibits.setdefault(said, self._exhibits[source])
            elif source in self._elsewhere:
                self._elsewhere.setdefault(said, self._elsewhere[source])

    def label(self, source: str) -> str:
        """The exhibit in which a kept document stands; "" where it stands in none."""
        found = self.of(source) if source else None
        return str(found["label"]) if found else ""

    def of(self, said: str) -> dict[str, object] | None:
        """The exhibit's label, page and Bates number; None where there is none."""
        exhibit = self._exhibits.get(said)
        if exhibit is None:
            where = self._elsewhere.get(said)
            return None if where is None else {"label": line(where, 80), "page": 0, "bates": ""}
        page = self._numbers.of(f"exhibit-{exhibit.number}")
        return {"label": exhibit.label, "page": page, "bates": self._plan.bates(page)}


def _content_rows(plan: PacketPlan, ready: Sequence[Prepared]) -> list[tuple[int, str, str]]:
    """Level, words and mark of each line: sections, exhibits, their attachments."""
    rows = [(1, "Contents", "contents")]
    if plan.complaint:
        rows.append((1, "For the complaint form", "complaint"))
    if not plan.brief:
        rows += [(1, "Chronology", "chronology"), (1, "Deadlines", "deadlines")]
    if plan.findings and not plan.brief:
        rows.append((1, "Findings", "findings"))
    rows.append((1, "Exhibits", "exhibits"))
    for one in ready:
        label, title = one.exhibit.label, line(one.exhibit.document.title, 200)
        rows.append((2, f"{label} — {title}", f"exhibit-{one.exhibit.number}"))
        rows += [
            (3, str(part["heading"]), str(part["mark"]))
            for part in one.parts
            if part.get("heading")
        ]
    if plan.redact:
        rows.append((1, "Redactions", "redactions"))
    rows.append((1, "Certificate of records", "certificate"))
    return rows


def _contents(
    plan: PacketPlan, ready: Sequence[Prepared], numbers: Numbers
) -> list[dict[str, object]]:
    """The contents, which the bookmarks mirror."""
    return [
        {"level": level, "words": words, "page": page, "bates": plan.bates(page)}
        for level, words, mark in _content_rows(plan, ready)
        for page in [numbers.of(mark)]
    ]


# ── cover ────────────────────────────────────────────────────────────────────


def _cover(plan: PacketPlan, total: int) -> dict[str, object]:
    borrowers = list(dict.fromkeys([plan.borrower, *plan.loan.borrowers]))
    rows = [
        ["Matter", f"{plan.matter.title} ({plan.matter.id})"],
        ["Borrower", "; ".join(borrowers)],
        ["Borrower's address", _address(plan.sender.address)],
        ["Property", _address(plan.loan.property_address)],
        ["Loan number", plan.loan.number],
        ["Dates covered", _span(_days(plan))],
        ["Status as of", long_day(_today(plan))],
        ["Volume", plan.volume],
        ["Supplement to", plan.supplement_to],
        ["Prepared for", plan.prepared_for],
        ["Redacted", "; ".join(plan.redact.names())],
    ]
    return {
        "matter": line(plan.matter.title, 200),
        "rows": [[name, line(value, 600)] for name, value in rows if value.strip()],
        "servicer": _company(plan.servicer),
        "former": [_company(one) for one in plan.former_servicers],
        "summary": shown(safe_text(plan.summary or _summary(plan))),
        "duties": [
            {
                "title": line(duty.title + _of_whom(plan, duty), 300),
                "due": (long_day(duty.due) if duty.due is not None else _due_words(duty))
                + (" (estimated)" if duty.trigger.estimated and duty.due is not None else ""),
                "status": status_words(duty, _today(plan)),
            }
            for duty in plan.duties
        ],
        "holds": f"{_count(len(plan.exhibits), 'exhibit')}, {_count(total, 'page')}, "
        f"{plan.bates(1)} to {plan.bates(total)}",
    }


def _of_whom(plan: PacketPlan, duty: Duty) -> str:
    """Whose duty it is, where the loan has had several servicers."""
    named = plan.owed_by.get(duty.id, "")
    return f" – {named}" if plan.former_servicers and named else ""


def _company(servicer: Servicer) -> dict[str, object]:
    return {
        "name": line(servicer.name, 200),
        "addresses": [
            [_PURPOSES.get(one.purpose.value, one.purpose.value), line(_address(one.text), 400)]
            for one in servicer.addresses
        ],
    }


def _days(plan: PacketPlan) -> list[date]:
    """The days that the packet tells of; a day on which something was kept is none."""
    kept = {(one.document.source, one.document.on) for one in plan.exhibits if one.document.undated}
    days = [row.on for row in plan.chronology if (row.id, row.on) not in kept]
    days += [one.document.on for one in plan.exhibits if not one.document.undated]
    return days or [one.document.on for one in plan.exhibits]


def _address(text: str) -> str:
    """An address of several lines on one, its lines set apart."""
    rows = [row.strip().rstrip(",;") for row in safe_text(text).splitlines()]
    return ", ".join(row for row in rows if row)


def _span(days: Sequence[date]) -> str:
    first, last = min(days), max(days)
    return long_day(first) if first == last else f"{long_day(first)} to {long_day(last)}"


def _summary(plan: PacketPlan) -> str:
    """One paragraph from the record alone; it claims nothing that the pages don't show."""
    today = _today(plan)
    servicer_duties = [one for one in plan.duties if one.bound.value == "servicer"]
    late = [one for one in servicer_duties if one.status.value in ("overdue", "met-late")]
    what = plan.matter.issue.replace("-", " ")
    days = [one.document.on for one in plan.exhibits if not one.document.undated]
    days = days or [one.document.on for one in plan.exhibits]
    said = [
        f"{plan.borrower} disputes with {plan.servicer.name} about loan {plan.loan.number}"
        + (f" ({what})." if what else "."),
        f"This packet holds {_count(len(plan.exhibits), 'exhibit')} dated {_span(days)},"
        f" and a chronology of {_count(len(plan.chronology), 'event')}.",
    ]
    if servicer_duties:
        said.append(
            f"Of {_count(len(servicer_duties), 'duty', 'duties')} that the record shows the"
            f" servicer to owe as of {long_day(today)}, {_late_words(late, today)}."
        )
    return " ".join(said)


def _late_words(late: Sequence[Duty], today: date) -> str:
    if not late:
        return "none was missed or met late"
    worst = max(days_late(one, today) for one in late)
    were = "1 was" if len(late) == 1 else f"{len(late)} were"
    return f"{were} missed or met late, by up to {days_words(worst)}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


# ── chronology and deadlines ─────────────────────────────────────────────────


def _chronology_row(plan: PacketPlan, row: TimelineRow, proof: _Proof) -> dict[str, object]:
    kept = plan.evidence.get(row.id)
    kept = kept if kept is not None and kept.kind in LETTER_EVENTS else None
    said = [proof_words(kept, proof.label(kept.source))] if kept is not None else []
    undated = {
        (one.document.source, one.document.on) for one in plan.exhibits if one.document.undated
    }
    day = f"{row.on:%b} {row.on.day}, {row.on.year}"
    return {
        "date": f"No date; kept {day}" if (row.id, row.on) in undated else day,
        "what": line(row.what, 400),
        "who": narrow(row.who),
        "channel": line(channel_words(row.channel), 60),
        "proof": narrow("; ".join([*said, *filter(None, [row.proof])])),
        "exhibit": proof.of(row.id),
    }


def _due_words(duty: Duty) -> str:
    if duty.due_at is not None:
        return moment(duty.due_at)
    return weekday_and_day(duty.due) if duty.due is not None else "Nothing is owed"


def _duty(plan: PacketPlan, duty: Duty, proof: _Proof) -> dict[str, object]:
    today = _today(plan)
    late = days_late(duty, today)
    kept = plan.evidence.get(duty.trigger.id)
    label = proof.label(kept.source) if kept is not None else ""
    rows: list[list[str]] = [["Owed by", _who_owes(plan, duty)]]
    rows.append(["Started by", line(start_words(duty, kept, plan.evidence, label), 400)])
    rows.append(["Due", _due_words(duty) + (" (extended)" if duty.extended else "")])
    if duty.deadline is not None:
        rows += _counting(duty.deadline)
    rows.append(["What happened", status_words(duty, today)])
    rows.append(["Days late", str(late) if late else "none"])
    if duty.uncertainty.strip():
        rows.append(["Uncertain", line(duty.uncertainty, 600)])
    links: list[list[object]] = [*_shown_by(plan, proof, "start", duty.trigger.id)]
    links += _shown_by(plan, proof, "answer", duty.met_by) if duty.met_by else []
    return {
        "title": line(duty.title, 200),
        "rule": f"{duty.rule} · {line(duty.citation, 200)}",
        "explanation": line(duty.explanation, 900),
        "status": status_words(duty, today),
        "estimated": duty.trigger.estimated,
        "rows": rows,
        "links": links,
    }


def _shown_by(plan: PacketPlan, proof: _Proof, what: str, event: str) -> list[list[object]]:
    """The rows that lead to what proves an event, or say that nothing does."""
    kept = plan.evidence.get(event)
    if kept is not None and kept.source:
        exhibit = proof.of(kept.source)
        words = f"Kept as {kept.source}, not in this packet"
        return [[f"Proof of {what}", "" if exhibit else words, exhibit]]
    rows: list[list[object]] = [[f"Proof of {what}", f"None kept: {NO_PROOF.split(';')[0]}", None]]
    about = proof.of(event)
    if about is not None:
        rows.append(["The letter", "", about])
    return rows


def _who_owes(plan: PacketPlan, duty: Duty) -> str:
    """By name, since a loan may have had several servicers."""
    if duty.bound.value != "servicer":
        return "the borrower"
    return line(plan.owed_by.get(duty.id, ""), 200) or "the servicer"


def _counting(deadline: Deadline) -> list[list[str]]:
    """How the days were counted, so that a reader can count them again."""
    rows: list[list[str]] = []
    if deadline.counted:
        unit = "business days" if "business" in deadline.unit else deadline.unit.replace("-", " ")
        rows.append(["Counted", f"{len(deadline.counted)} {unit}: {run_of_days(deadline.counted)}"])
    holidays = [one for one in deadline.skipped if not one.why.casefold().startswith(_WEEKEND)]
    weekend = len(deadline.skipped) - len(holidays)
    skipped = [f"{long_day(one.on)} ({line(one.why, 80)})" for one in holidays]
    if weekend:
        skipped.append(_count(weekend, "weekend day"))
    if skipped:
        rows.append(["Not counted", "; ".join(skipped)])
    if deadline.alternative_due is not None and deadline.alternative_due != deadline.due:
        other = deadline.alternative_holidays.value
        rows.append(
            ["Other reading", f"{weekday_and_day(deadline.alternative_due)}, with {other} holidays"]
        )
    return rows


def _finding(one: Discrepancy) -> dict[str, object]:
    return {
        "id": line(one.id, 20),
        "title": line(one.title, 200),
        "stated": line(one.stated, 200),
        "recomputed": line(one.recomputed, 200),
        "difference": line(one.difference, 200),
        "explanation": line(one.explanation, 1200),
        "working": [line(step, 300) for step in one.working],
        "citation": line(one.citation, 200),
    }


# ── exhibits and certificate ─────────────────────────────────────────────────


def _extent(plan: PacketPlan, first: int, last: int) -> dict[str, object]:
    return {
        "extent": [
            ["Pages", f"{first} to {last} of this packet, this sheet included"],
            ["Bates numbers", f"{plan.bates(first)} to {plan.bates(max(first, last))}"],
        ]
    }


def _exhibit(ready: Prepared, turns: Iterator[str]) -> dict[str, object]:
    """The slip sheet's lines, and the parts that are set; each has the next label's letter."""
    document = ready.exhibit.document
    other = "With" if document.form is Form.LOG else "From"
    rows = [
        ["Date", _day_of(document)],
        [other, line(document.sender, 300) or "not recorded"],
        ["To", line(document.recipient, 300) or "not recorded"],
        ["Channel", channel_words(document.channel)],
        ["Source", document.source],
    ]
    if document.form is Form.LOG and not document.recipient:
        del rows[2]
    return {
        "mark": f"exhibit-{ready.exhibit.number}",
        "label": ready.exhibit.label,
        "title": line(document.title, 200),
        "rows": rows,
        "sha256": document.sha256,
        "notes": [line(note, 400) for note in ready.notes],
        "turn": next(turns),
        "parts": [
            {**part, "turn": next(turns)} for part in ready.parts if part["kind"] != "sheets"
        ],
    }


def _day_of(document: Document) -> str:
    """Its own day; the day on which it was kept is called that."""
    if document.undated:
        return f"No date of its own; kept on {long_day(document.on)}"
    return weekday_and_day(document.on)


def _certificate(
    plan: PacketPlan, ready: Sequence[Prepared], archival: str, numbers: Numbers
) -> dict[str, object]:
    return {
        "keeper": line(plan.borrower, 120),
        "matter": plan.matter.id,
        "created": moment(plan.created),
        "journal_head": plan.journal_head,
        "program": f"Borrower Desk {__version__}",
        "archival": archival,
        "removed": _removed(plan),
        "rows": [
            {
                "page": numbers.of(f"exhibit-{one.exhibit.number}"),
                "label": one.exhibit.label,
                "source": one.exhibit.document.source,
                "sha256": one.exhibit.document.sha256,
                "files": [
                    [f"{file.source}  {line(file.name, 80)}", file.sha256]
                    for file in one.exhibit.document.attachments
                ],
            }
            for one in ready
        ],
    }


def _removed(plan: PacketPlan) -> list[str]:
    """What was purged from the matter: number, day, SHA-256; why is the borrower's own."""
    return [
        f"{source} was removed on {long_day(day)}; SHA-256 {sha256}"
        for source, day, sha256 in plan.removed
    ]
