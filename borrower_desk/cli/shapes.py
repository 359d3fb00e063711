"""Model values to the JSON of `cli.md` (contract): names, order and forms as there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from borrower_desk.model import (
    Bound,
    CheckReport,
    Correspondence,
    CorrespondenceRow,
    Deadline,
    Draft,
    Duty,
    Enclosure,
    Event,
    ImportReport,
    ImportStatus,
    JournalRow,
    Loan,
    Mailbox,
    Matter,
    Promise,
    Purpose,
    Quarantined,
    Reminder,
    Sender,
    Servicer,
    TimelineRow,
    Tombstone,
    Verification,
)

if TYPE_CHECKING:
    from borrower_desk.actions.classifying import Classified
    from borrower_desk.actions.clock import Brief
    from borrower_desk.actions.filing import Unfiled
    from borrower_desk.actions.mailboxes import Synced
    from borrower_desk.actions.reading import Beside
    from borrower_desk.intake.answers import AnswerCheck
    from borrower_desk.intake.facts import Found
    from borrower_desk.law.examples import Example
    from borrower_desk.law.rules import Rule

Json = dict[str, Any]


def day(value: date | None) -> str | None:
    """`2026-09-16`, or null."""
    return value.isoformat() if value else None


def instant(value: datetime | None) -> str | None:
    """ISO 8601 with an offset, or null."""
    return value.isoformat() if value else None


def money(cents: int | None) -> str | None:
    """`1234.50`, or null."""
    if cents is None:
        return None
    sign, whole = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def sender(one: Sender) -> Json:
    return {
        "name": one.name,
        "address": one.address,
        "phone": one.phone,
        "emails": list(one.emails),
    }


def servicer(one: Servicer) -> Json:
    def text(purpose: Purpose) -> str | None:
        address = one.address(purpose)
        return address.text if address else None

    notice = one.address(Purpose.NOTICE)
    return {
        "id": one.id,
        "name": one.name,
        "notice_address": text(Purpose.NOTICE),
        "payment_address": text(Purpose.PAYMENT),
        "address_checked": day(notice.checked if notice else None),
        "addresses": [
            {
                "purpose": address.purpose.value,
                "text": address.text,
                "source": address.source,
                "checked": day(address.checked),
            }
            for address in one.addresses
        ],
        "domains": list(one.domains),
        "emails": list(one.emails),
        "portal": one.portal,
        "phone": one.phone,
        "small": one.small,
        "sla_hours": one.sla_hours,
        "business_hours": one.business_hours,
        "closures": [{"date": day(shut.on), "why": shut.why} for shut in one.closures],
    }


def loan(one: Loan) -> Json:
    return {
        "id": one.id,
        "number": one.number,
        "servicer": one.servicer,
        "property": one.property_address,
        "borrowers": list(one.borrowers),
        "type": one.type.value,
        "arm": one.arm,
        "principal_residence": one.principal_residence,
        "in_default_at_transfer": one.in_default_at_transfer,
        "bankruptcy": one.bankruptcy,
        "first_payment": day(one.first_payment),
        "late_fee": one.late_fee or None,
        "periods": [
            {
                "servicer": period.servicer,
                "number": period.number,
                "from": day(period.began),
                "to": day(period.ended),
            }
            for period in one.periods
        ],
    }


def matter(one: Matter) -> Json:
    return {
        "id": one.id,
        "title": one.title,
        "loan": one.loan,
        "issue": one.issue,
        "status": one.status.value,
        "opened": day(one.opened),
        "closed": day(one.closed),
        "notes": list(one.notes),
    }


def event(one: Event) -> Json:
    return {
        "id": one.id,
        "matter": one.matter,
        "kind": one.kind.value,
        "date": day(one.on),
        "of": one.of,
        "status": "undone" if one.undone else one.status.value,
        "letter": one.letter,
        "errors": list(one.errors),
        "starts": list(one.starts),
        "amount": money(one.amount),
        "channel": one.channel.value if one.channel else None,
        "receipt": one.receipt.value if one.receipt else None,
        "note": one.note,
        "params": dict(one.params),
        "replaces": one.replaces,
    }


def row(one: CorrespondenceRow) -> Json:
    return {
        "id": one.id,
        "date": day(one.on),
        "direction": one.direction.value,
        "channel": one.channel.value,
        "kind": one.kind,
        "kind_confirmed": one.kind_confirmed,
        "from": one.sender,
        "to": list(one.to),
        "subject": one.subject,
        "loan": one.loan,
        "matter": one.matter,
        "tags": list(one.tags),
        "attachments": one.attachments,
        "snippet": one.snippet,
    }


def unfiled(one: Unfiled) -> Json:
    found = one.suggestion
    return row(one.row) | {
        "suggestion": {"loan": found.loan, "matter": found.matter, "because": found.because}
        if found
        else None
    }


def correspondence(
    one: Correspondence,
    thread: list[str],
    warnings: Sequence[str] = (),
    check: AnswerCheck | None = None,
) -> Json:
    return {
        "id": one.id,
        "date": day(one.on),
        "at": instant(one.at),
        "direction": one.direction.value,
        "channel": one.channel.value,
        "kind": one.kind,
        "kind_confirmed": one.kind_confirmed,
        "from": one.sender,
        "to": list(one.to),
        "cc": list(one.cc),
        "subject": one.subject,
        "loan": one.loan,
        "matter": one.matter,
        "tags": list(one.tags),
        "snippet": " ".join(one.text.split())[:160],
        "text": one.text,
        "headers": [list(pair) for pair in one.headers],
        "message_id": one.message_id,
        "in_reply_to": one.in_reply_to,
        "sha256": one.sha256,
        "attachments": [
            {
                "id": file.id,
                "name": file.name,
                "media_type": file.media_type,
                "size": file.size,
                "sha256": file.sha256,
            }
            for file in one.attachments
        ],
        "authenticity": {
            "verdict": one.authenticity.verdict.value,
            "reasons": list(one.authenticity.reasons),
        },
        "thread": thread,
        "dated": day(one.dated),
        "postmarked": day(one.postmarked),
        "received": day(one.received),
        "reference": one.reference or None,
        "source": one.source,
        "warnings": list(warnings),
        "answer": answer(check),
    }


def beside(one: Beside) -> Json:
    return {
        "notes": list(one.notes),
        "links": [
            {
                "ids": [each.one, each.other],
                "relation": each.relation.value,
                "because": each.because,
            }
            for each in one.links
        ],
        "first_received": day(one.first_received),
        "originals": [
            {"sha256": each.sha256, "source": each.source, "size": each.size}
            for each in one.originals
        ],
    }


def import_report(one: ImportReport) -> Json:
    return {
        "imported": one.count(ImportStatus.IMPORTED),
        "duplicates": one.count(ImportStatus.DUPLICATE),
        "quarantined": one.count(ImportStatus.QUARANTINED),
        "items": [
            {
                "source": item.source,
                "status": item.status.value,
                "id": item.id,
                "reason": item.reason,
            }
            for item in one.items
        ],
    }


def classified(one: Classified) -> Json:
    return {
        "id": one.id,
        "kind": one.kind,
        "also": [kind.value for kind in one.classification.also],
        "confidence": round(one.classification.confidence, 2),
        "because": [
            {"phrase": reason.phrase, "where": reason.where}
            for reason in one.classification.because
        ],
        "proposed_kind": one.classification.kind.value,
        "confirmed": one.confirmed,
        "ask": one.asks,
        "starts": list(one.starts),
        "stops": list(one.stops),
        "warnings": list(one.warnings),
        "answer": answer(one.answer),
        "found": found(one.found),
        "suggestion": {
            "loan": one.suggestion.loan,
            "matter": one.suggestion.matter,
            "because": list(one.suggestion.because),
        }
        if one.suggestion and one.suggestion.because
        else None,
    }


def answer(one: AnswerCheck | None) -> Json | None:
    if one is None:
        return None
    return {
        "kind": one.kind.value,
        "elements": [
            {"name": e.name, "present": e.present, "quote": e.quote, "citation": e.citation}
            for e in one.elements
        ],
        "asked": [
            {"number": a.number, "text": a.text, "answered": a.answered, "quote": a.quote}
            for a in one.asked
        ],
        "missing": list(one.open_points),
    }


def found(one: Found | None) -> Json:
    if one is None:
        return {"dates": [], "amounts": [], "references": [], "promises": []}
    return {
        "dates": [{"date": day(d.on), "quote": d.quote, "where": d.where} for d in one.days],
        "amounts": [
            {"amount": money(a.cents), "quote": a.quote, "where": a.where} for a in one.amounts
        ],
        "references": [
            {"what": r.what, "number": r.number, "quote": r.quote, "where": r.where}
            for r in one.references
        ],
        "promises": [
            {
                "amount": p.amount,
                "unit": p.unit,
                "by": day(p.by),
                "quote": p.quote,
                "where": p.where,
            }
            for p in one.promises
        ],
    }


def duty(one: Duty) -> Json:
    from borrower_desk.actions import clock

    return {
        "id": one.id,
        "matter": one.matter,
        "loan": one.loan,
        "rule": one.rule,
        "title": one.title,
        "bound": one.bound.value,
        "trigger": {
            "event": one.trigger.event.value,
            "id": one.trigger.id,
            "date": day(one.trigger.on),
            "estimated": one.trigger.estimated,
        },
        "due": day(one.due),
        "due_at": instant(one.due_at),
        "late_after": day(one.late_after),
        "status": one.status.value,
        "receipt": one.receipt.value,
        "followed_up": one.followed_up,
        "met_on": day(one.met_on),
        "met_by": one.met_by,
        "days_left": one.days_left,
        "extended": one.extended,
        "citation": one.citation,
        "explanation": one.explanation,
        "uncertainty": one.uncertainty or None,
        "next": clock.next_of(one) or None,
        "servicer": one.servicer,
    }


def deadline(one: Deadline) -> Json:
    shape = {
        "rule": one.rule,
        "start": one.start,
        "due": day(one.due),
        "due_at": instant(one.due_at),
        "late_after": day(one.late_after),
        "amount": one.amount,
        "unit": one.unit,
        "direction": one.direction,
        "counted": [day(counted) for counted in one.counted],
        "skipped": [{"date": day(skipped.on), "why": skipped.why} for skipped in one.skipped],
        "holidays": one.holidays.value,
        "alternative": {
            "holidays": one.alternative_holidays.value,
            "due": day(one.alternative_due),
        },
        "citation": one.citation,
        "explanation": one.explanation,
        "extended": one.extended,
        "note": one.note or None,
    }
    if one.due is None:
        shape["status"] = one.status
    return shape


def rule(one: Rule) -> Json:
    return {
        "id": one.id,
        "title": one.title,
        "bound": one.bound.value if isinstance(one.bound, Bound) else one.bound,
        "trigger": one.starts,
        "amount": one.amount,
        "unit": one.unit,
        "direction": one.direction,
        "extension": one.extension,
        "exceptions": list(one.exceptions),
        "citation": one.citation,
        "explanation": one.explanation,
        "effective_from": day(one.effective_from),
        "effective_to": day(one.effective_to),
        "params": list(one.params),
        "needs": list(one.needs),
        "note": one.note or None,
    }


def example(one: Example) -> Json:
    return {
        "start": one.start.isoformat(),
        "params": {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in one.params.items()
        },
        "due": one.due.isoformat() if one.due else None,
        "says": one.says or None,
    }


def check(report: CheckReport) -> Json:
    return {
        "ok": report.ok,
        "findings": [
            {
                "code": found.code,
                "severity": found.severity.value,
                "message": found.message,
                "where": {
                    "part": found.where.part,
                    "line": found.where.line,
                    "text": found.where.text,
                },
                "fix": found.fix,
            }
            for found in report.findings
        ],
        "skipped": [{"code": one.code, "why": one.why} for one in report.skipped],
    }


def enclosure(one: Enclosure) -> Json:
    return {
        "label": one.label,
        "title": one.title,
        "name": one.name,
        "media_type": one.media_type,
        "size": one.size,
        "pages": one.pages,
        "sha256": one.sha256,
        "id": one.attachment,
    }


def draft(one: Draft, report: CheckReport | None = None) -> Json:
    return {
        "id": one.id,
        "kind": one.kind,
        "matter": one.matter,
        "loan": one.loan,
        "status": one.status.value,
        "subject": one.subject,
        "body": one.body,
        "fields": dict(one.fields),
        "attachments": [enclosure(file) for file in one.enclosures],
        "missing": [
            {"field": fact.field, "question": fact.question, "example": fact.example}
            for fact in one.missing
        ],
        "findings": check(report)["findings"] if report else [],
        "date": day(one.written),
        "sent_as": one.sent_as,
    }


def timeline_row(one: TimelineRow) -> Json:
    return {
        "date": day(one.on),
        "what": one.what,
        "who": one.who,
        "channel": one.channel,
        "proof": one.proof,
        "id": one.id,
    }


def brief(one: Brief) -> Json:
    def urgent(each: Duty) -> Json:
        why = one.urgency[each.id]
        return duty(each) | {"urgency": {"score": why.score, "because": list(why.terms)}}

    return {
        "overdue": [urgent(each) for each in one.overdue],
        "soon": [urgent(each) for each in one.soon],
        "arrived": [row(each) for each in one.arrived],
        "next": list(one.next),
    }


def promise(one: Promise) -> Json:
    return {
        "id": one.id,
        "text": one.text,
        "by": day(one.by),
        "matter": one.matter,
        "kept_on": day(one.kept_on),
    }


def reminder(one: Reminder) -> Json:
    return {
        "id": one.id,
        "text": one.text,
        "on": day(one.on),
        "matter": one.matter,
        "done": one.done,
    }


def quarantined(one: Quarantined) -> Json:
    return {
        "id": one.id,
        "source": one.source,
        "reason": one.reason,
        "size": one.size,
        "sha256": one.sha256,
        "date": day(one.on),
    }


def journal(one: JournalRow) -> Json:
    def plain(value: Mapping[str, object] | None) -> dict[str, object] | None:
        return dict(value) if value is not None else None

    return {
        "n": one.n,
        "at": instant(one.at),
        "act": one.act,
        "subject": one.subject,
        "before": plain(one.before),
        "after": plain(one.after),
        "hash": one.hash,
    }


def verification(one: Verification) -> Json:
    return {
        "ok": one.ok,
        "checks": [
            {"name": check.name, "ok": check.ok, "detail": check.detail} for check in one.checks
        ],
    }


def mailbox(one: Mailbox) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "host": one.host,
        "port": one.port,
        "user": one.user,
        "oauth": one.oauth,
        "secret": one.secret_file or "keyring",
        "ca_file": one.ca_file or None,
        "folders": list(one.folders),
        "all": one.everything,
    }


def synced(one: Synced) -> Json:
    return import_report(one.report) | {
        "failed": [
            {"mailbox": bad.mailbox.name, "message": bad.why.message, "hint": bad.why.hint}
            for bad in one.troubles
        ]
    }


def tombstone(one: Tombstone) -> Json:
    return {
        "id": one.id,
        "sha256": one.sha256,
        "reason": one.reason,
        "date": day(one.on),
        "originals": list(one.originals),
    }
