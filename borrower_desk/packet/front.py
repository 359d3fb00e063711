"""What stands before and after the exhibits, as data for the layout.

Cover, chronology, deadlines, findings, certificate.  Contents and page numbers
are the layout's: only it knows where things stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from borrower_desk import __version__
from borrower_desk.model import Deadline, Duty, Servicer, TimelineRow
from borrower_desk.packet.material import Prepared
from borrower_desk.packet.plan import Discrepancy, PacketPlan
from borrower_desk.packet.texts import line
from borrower_desk.packet.wording import (
    channel_words,
    days_late,
    days_words,
    long_day,
    moment,
    receipt_words,
    run_of_days,
    status_words,
    weekday_and_day,
)
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


def packet_data(plan: PacketPlan, ready: Sequence[Prepared], archival: str) -> dict[str, object]:
    """Everything the layout needs; `archival` is "" or why the file is not PDF/A."""
    exhibit_of = _exhibit_numbers(plan)
    return {
        "title": line(f"Dispute packet: {plan.matter.title}", 200),
        "author": line(plan.borrower, 120),
        "paper": "a4" if plan.paper == "a4" else "us-letter",
        "bates": {"prefix": plan.prefix, "start": plan.bates_start},
        "cover": _cover(plan),
        "chronology": [_chronology_row(row, exhibit_of) for row in plan.chronology],
        "deadlines": [_duty(duty, _today(plan), exhibit_of) for duty in plan.duties],
        "findings": [_finding(one) for one in plan.findings],
        "exhibits": [_exhibit(one) for one in ready],
        "certificate": _certificate(plan, ready, archival),
    }


def _today(plan: PacketPlan) -> date:
    return plan.as_of or plan.created.date()


def _exhibit_numbers(plan: PacketPlan) -> dict[str, int]:
    """The exhibit that proves what an id names: a document, an attachment, an event."""
    found: dict[str, int] = {}
    for one in plan.exhibits:
        found[one.document.source] = one.number
        for file in one.document.attachments:
            found.setdefault(file.source, one.number)
    for said, source in plan.proofs.items():
        if source in found:
            found.setdefault(said, found[source])
    return found


# ── cover ────────────────────────────────────────────────────────────────────


def _cover(plan: PacketPlan) -> dict[str, object]:
    days = [row.on for row in plan.chronology] or [one.document.on for one in plan.exhibits]
    days += [one.document.on for one in plan.exhibits]
    borrowers = list(dict.fromkeys([plan.borrower, *plan.loan.borrowers]))
    rows = [
        ["Matter", f"{plan.matter.title} ({plan.matter.id})"],
        ["Borrower", "; ".join(borrowers)],
        ["Borrower's address", plan.sender.address],
        ["Property", plan.loan.property_address],
        ["Loan number", plan.loan.number],
        ["Dates covered", _span(days)],
        ["Status as of", long_day(_today(plan))],
    ]
    return {
        "matter": line(plan.matter.title, 200),
        "rows": [[name, line(value, 600)] for name, value in rows if value.strip()],
        "servicer": _company(plan.servicer),
        "former": [_company(one) for one in plan.former_servicers],
        "summary": shown(safe_text(plan.summary or _summary(plan))),
        "duties": [
            {
                "title": line(duty.title, 200),
                "due": long_day(duty.due) if duty.due is not None else _due_words(duty),
                "status": status_words(duty, _today(plan)),
            }
            for duty in plan.duties
        ],
        "exhibits": len(plan.exhibits),
    }


def _company(servicer: Servicer) -> dict[str, object]:
    return {
        "name": line(servicer.name, 200),
        "addresses": [
            [_PURPOSES.get(one.purpose.value, one.purpose.value), line(one.text, 400)]
            for one in servicer.addresses
        ],
    }


def _span(days: Sequence[date]) -> str:
    first, last = min(days), max(days)
    return long_day(first) if first == last else f"{long_day(first)} to {long_day(last)}"


def _summary(plan: PacketPlan) -> str:
    """One paragraph from the record alone; it claims nothing that the pages don't show."""
    today = _today(plan)
    servicer_duties = [one for one in plan.duties if one.bound.value == "servicer"]
    late = [one for one in servicer_duties if one.status.value in ("overdue", "met-late")]
    what = plan.matter.issue.replace("-", " ")
    days = [one.document.on for one in plan.exhibits]
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


def _chronology_row(row: TimelineRow, exhibit_of: Mapping[str, int]) -> dict[str, object]:
    return {
        "date": f"{row.on:%b} {row.on.day}, {row.on.year}",
        "what": line(row.what, 400),
        "who": line(row.who, 200),
        "channel": line(channel_words(row.channel), 60),
        "proof": line(row.proof, 200),
        "exhibit": exhibit_of.get(row.id),
    }


def _due_words(duty: Duty) -> str:
    if duty.due_at is not None:
        return moment(duty.due_at)
    return weekday_and_day(duty.due) if duty.due is not None else "Nothing is owed"


def _duty(duty: Duty, today: date, exhibit_of: Mapping[str, int]) -> dict[str, object]:
    who = "the servicer" if duty.bound.value == "servicer" else "the borrower"
    late = days_late(duty, today)
    rows: list[list[str]] = [["Owed by", who]]
    rows.append(["Started by", _trigger_words(duty)])
    rows.append(["Due", _due_words(duty) + (" (extended)" if duty.extended else "")])
    if duty.deadline is not None:
        rows += _counting(duty.deadline)
    rows.append(["What happened", status_words(duty, today)])
    rows.append(["Days late", str(late) if late else "none"])
    if duty.uncertainty.strip():
        rows.append(["Uncertain", line(duty.uncertainty, 600)])
    return {
        "title": line(duty.title, 200),
        "rule": f"{duty.rule} · {line(duty.citation, 200)}",
        "explanation": line(duty.explanation, 900),
        "status": status_words(duty, today),
        "estimated": duty.trigger.estimated,
        "rows": rows,
        "trigger_exhibit": exhibit_of.get(duty.trigger.id),
        "answer_exhibit": exhibit_of.get(duty.met_by or ""),
    }


def _trigger_words(duty: Duty) -> str:
    what = duty.trigger.event.value.replace("-", " ").capitalize()
    said = f"{what} on {weekday_and_day(duty.trigger.on)}; {receipt_words(duty.receipt)}"
    return said + (". This day is an estimate." if duty.trigger.estimated else "")


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


def _exhibit(ready: Prepared) -> dict[str, object]:
    document = ready.exhibit.document
    return {
        "number": ready.exhibit.number,
        "label": ready.exhibit.label,
        "title": line(document.title, 200),
        "rows": [
            ["Date", weekday_and_day(document.on)],
            ["From", line(document.sender, 300) or "not recorded"],
            ["To", line(document.recipient, 300) or "not recorded"],
            ["Channel", channel_words(document.channel)],
            ["Source", document.source],
        ],
        "date": f"{document.on:%b} {document.on.day}, {document.on.year}",
        "sha256": document.sha256,
        "notes": [line(note, 400) for note in ready.notes],
        "parts": ready.parts,
    }


def _certificate(plan: PacketPlan, ready: Sequence[Prepared], archival: str) -> dict[str, object]:
    return {
        "keeper": line(plan.borrower, 120),
        "matter": plan.matter.id,
        "created": moment(plan.created),
        "journal_head": plan.journal_head,
        "program": f"Borrower Desk {__version__}",
        "archival": archival,
        "rows": [
            {
                "number": one.exhibit.number,
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
