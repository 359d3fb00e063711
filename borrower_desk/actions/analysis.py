"""The servicer's arithmetic, checked: inputs in, findings out, kept in a matter, made a letter."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from borrower_desk.errors import SourceNotFound, UnreadableSource, UsageError
from borrower_desk.model import (
    ArithmeticFinding,
    Attachment,
    AttachmentId,
    CorrespondenceId,
    EventKind,
    FindingId,
    Matter,
    MatterId,
)

if TYPE_CHECKING:
    from types import ModuleType

    from borrower_desk.analysis.finding import Outcome
    from borrower_desk.analysis.material import Material
    from borrower_desk.analysis.reading import Reading
    from borrower_desk.desk.store import Store

MODULES = {
    "escrow": "escrow_audit",
    "payments": "payments",
    "late-fee": "late_fee",
    "arm": "arm",
    "payoff": "payoff",
    "form-1098": "form_1098",
    "contradictions": "contradictions",
}
KINDS = tuple(MODULES)
_ID = re.compile(r"[ACac][0-9]{1,12}")
_PERCENT = re.compile(r"(\d{1,2}(?:\.\d{1,3})?)\s*(?:%|percent)")
_GRACE = re.compile(r"(\d{1,2})\s*(?:calendar\s+)?days?")


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to read the inputs: figures that win over theirs, and what headings mean."""

    settings: Mapping[str, str] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)


def analyze(
    kind: str,
    inputs: Sequence[str],
    today: date,
    wishes: Wishes | None = None,
    *,
    store: Store | None = None,
    matter: Matter | None = None,
) -> Outcome:
    """What one analysis finds in the inputs; nothing is kept.

    An input is a file, "-" for stdin, or the id of what the desk keeps (C1, A1).
    With a matter, its loan and its events fill in what the inputs leave out.
    """
    module = _module(kind)
    wanted = wishes or Wishes()
    materials = [one for name in inputs for one in _materials(name, store)]
    if not materials and matter is not None and store is not None and kind == "contradictions":
        materials = _filed(store, matter)
    if not materials and matter is None and not wanted.settings:
        raise UsageError(
            "There is nothing to analyze.",
            hint=f"Name a file: borrower-desk analyze {kind} FILE. --example shows one.",
        )
    if kind == "contradictions":
        outcome: Outcome = module.analyze(materials)
        return outcome
    from borrower_desk.analysis.reading import gather

    if kind == "late-fee" and (history := _history(materials, wanted)) is not None:
        from borrower_desk.analysis.payments import late_fees

        if matter is not None and store is not None:
            _fill_in(history, store, matter, "payments", today)
        return late_fees(history)
    mapping = {**_remembered(store, matter, kind), **_checked(module, wanted.mapping)}
    columns = getattr(module, "COLUMNS", module.FIGURES)
    reading = gather(materials, module.FIGURES, columns, mapping, wanted.settings)
    if matter is not None and store is not None:
        _fill_in(reading, store, matter, kind, today)
    if kind == "payoff" and store is not None:
        _day_of_quote(reading, inputs, store)
    return module.analyze(reading)  # type: ignore[no-any-return]  # each module's analyze does


def _history(materials: list[Material], wanted: Wishes) -> Reading | None:
    """The inputs as a payment history, when they are one: its late fees are judged in it."""
    from borrower_desk.analysis import payments
    from borrower_desk.analysis.reading import gather

    reading = gather(materials, payments.FIGURES, payments.COLUMNS, wanted.mapping, wanted.settings)
    return reading if payments.is_history(reading) else None


def _module(kind: str) -> ModuleType:
    if kind not in MODULES:
        raise UsageError(f"There is no analysis {kind!r}.", hint=f"Choose {', '.join(KINDS)}.")
    return import_module(f"borrower_desk.analysis.{MODULES[kind]}")


def fields(kind: str) -> Mapping[str, tuple[str, ...]]:
    """What an analysis understands: each field with the names it is known by."""
    module = _module(kind)
    return {**getattr(module, "FIGURES", {}), **getattr(module, "COLUMNS", {})}


def example(kind: str) -> str:
    """A whole example input of this kind."""
    from importlib.resources import files

    _module(kind)
    folder = files("borrower_desk.analysis") / "examples"
    found = sorted(one.name for one in folder.iterdir() if one.name.startswith(f"{kind}."))
    return (folder / found[0]).read_text(encoding="utf-8")


# ── inputs ───────────────────────────────────────────────────────────────────


def _materials(name: str, store: Store | None) -> list[Material]:
    from borrower_desk.analysis.material import LARGEST, read

    path = Path(name)
    if _ID.fullmatch(name) and not path.exists():
        if store is None:
            raise UsageError(f"{name} is kept in a desk.", hint="Open the desk, or name a file.")
        return _kept(store, name.upper())
    if name == "-":
        import sys

        return [read("stdin", sys.stdin.buffer.read(LARGEST + 1))]
    if path.is_dir():
        return [one for each in sorted(path.iterdir()) if each.is_file() and each.name[:1] != "."
                for one in _materials(str(each), store)]  # fmt: skip
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST else b" " * (LARGEST + 1)
    except FileNotFoundError:
        raise SourceNotFound(f"There is no file {name}.", hint="Check its name.") from None
    except OSError as why:
        raise UnreadableSource(
            f"{name} could not be read: {why.strerror}.", hint="Check that you may read it."
        ) from None
    if path.suffix.casefold() in (".eml", ".html", ".htm", ".msg"):
        return [_letter_material(path.name, data)]
    return [read(path.name, data)]


def _letter_material(name: str, data: bytes) -> Material:
    """A message's own words, without its headers and markup."""
    from borrower_desk.analysis.material import letter
    from borrower_desk.intake.read import read as read_item
    from borrower_desk.intake.sources import RawItem

    form = "mail" if name.casefold().endswith((".eml", ".msg")) else "document"
    found = read_item(RawItem(name, data, form, name))
    text = getattr(found, "text", "")
    if not text:
        raise UnreadableSource(f"{name} holds no words.", hint="Give its text as a .txt file.")
    on = getattr(found, "on", None)
    return letter(f"{name} of {on}" if on else name, text)


def _kept(store: Store, identifier: str) -> list[Material]:
    from borrower_desk.analysis.material import letter, read

    if identifier.startswith("A"):
        one = store.attachment(AttachmentId(identifier))
        return [_of_attachment(store, one)]
    found = store.correspondence(CorrespondenceId(identifier))
    files = [one for one in found.attachments if not one.inline]
    told = [_of_attachment(store, one) for one in files if _readable(one)]
    if not told and found.text.strip():
        told = [letter(identifier, found.text)]
    if not told:
        told = [read(found.subject or identifier, store.blob(found.sha256))]
    return told


def _readable(one: Attachment) -> bool:
    ending = one.name.rpartition(".")[2].casefold()
    return ending in ("pdf", "csv", "xlsx", "toml", "json", "txt", "tsv")


def _of_attachment(store: Store, one: Attachment) -> Material:
    from borrower_desk.analysis.material import read

    material = read(one.name, store.blob(one.sha256))
    return replace(material, source=f"{one.id} {material.source}")


def _filed(store: Store, matter: Matter) -> list[Material]:
    """Every received letter and statement of a matter, that can be read."""
    from borrower_desk.analysis.material import Material
    from borrower_desk.errors import DeskError

    told: list[Material] = []
    for row in sorted(store.rows(matter=matter.id), key=lambda one: (one.on, int(one.id[1:]))):
        if row.direction.value != "received" or row.kind == "suspected-phishing":
            continue
        found = store.correspondence(row.id)
        if found.privileged:
            continue
        name = f"{row.id} {row.on.isoformat()} {found.subject}"
        pages: list[str] = [found.text] if found.text.strip() else []
        for one in found.attachments:
            if one.name.casefold().endswith(".pdf"):
                try:
                    pages = [*_of_attachment(store, one).pages] or pages
                except DeskError:
                    continue
        if pages:
            told.append(Material(name, pages=tuple(pages), form="text"))
    return told


def stated(kind: str, inputs: Sequence[str], store: Store) -> dict[str, str]:
    """The single figures that the inputs state, by field: to be looked at before they count."""
    from borrower_desk.analysis.reading import gather

    module = _module(kind)
    if kind == "contradictions":
        return {}
    materials = [one for name in inputs for one in _materials(name, store)]
    columns = getattr(module, "COLUMNS", module.FIGURES)
    return dict(gather(materials, module.FIGURES, columns).figures)


# ── what the desk knows already ──────────────────────────────────────────────


def _key(servicer: str, kind: str) -> str:
    return f"headings:{servicer}:{kind}"


def _remembered(store: Store | None, matter: Matter | None, kind: str) -> dict[str, str]:
    if store is None or matter is None:
        return {}
    kept = store.recall(_key(store.loan(matter.loan).servicer, kind))
    return dict(json.loads(kept)) if kept else {}


def remember(store: Store, matter: Matter, kind: str, mapping: Mapping[str, str]) -> None:
    """Keep what a servicer's headings mean, for its next tables of this kind."""
    checked = _checked(_module(kind), mapping)
    if not checked:
        return
    together = {**_remembered(store, matter, kind), **checked}
    with store.change("analyze headings"):
        store.remember(
            _key(store.loan(matter.loan).servicer, kind), json.dumps(together, sort_keys=True)
        )


def _checked(module: ModuleType, mapping: Mapping[str, str]) -> dict[str, str]:
    from borrower_desk.analysis.words import recognise

    known = {**getattr(module, "FIGURES", {}), **getattr(module, "COLUMNS", {})}
    told = {}
    for heading, name in mapping.items():
        spelled = name.strip().replace("-", "_")
        if spelled not in known:
            found = recognise(name, known)
            if found is None:
                raise UsageError(
                    f"{name!r} is no field of this analysis.", hint=f"Fields: {', '.join(known)}."
                )
            spelled = found
        told[heading] = spelled
    return told


def _fill_in(reading: Reading, store: Store, matter: Matter, kind: str, today: date) -> None:
    """What the loan and the matter's events say, where the inputs say nothing."""
    loan = store.loan(matter.loan)
    told: dict[str, tuple[str, str]] = {}
    if kind in ("late-fee", "payments"):
        where = f"{loan.id}, late fee"
        percent, grace = _PERCENT.search(loan.late_fee), _GRACE.search(loan.late_fee)
        if percent:
            told["fee_percent"] = (percent[1], where)
        if grace:
            told["grace_days"] = (grace[1], where)
    if kind == "late-fee":
        told.update(_from_events(store, matter, today))
    for name, (value, place) in told.items():
        if name not in reading.figures and not any(
            name in row.fields and row.values.get(name) for row in reading.rows
        ):
            reading.figures[name] = value
            reading.places[name] = place


def _day_of_quote(reading: Reading, inputs: Sequence[str], store: Store) -> None:
    """A quote that came as a message was sent on the message's day, if it names no other."""
    named = [one.upper() for one in inputs if _ID.fullmatch(one) and one[:1] in "Cc"]
    if named and "sent" not in reading.figures:
        found = store.correspondence(CorrespondenceId(named[0]))
        reading.figures["sent"] = (found.dated or found.on).isoformat()
        reading.places["sent"] = named[0]


def _from_events(store: Store, matter: Matter, today: date) -> dict[str, tuple[str, str]]:
    from borrower_desk.matters import timeline

    names = {
        EventKind.PAYMENT_DUE: ("due", "total_payment"),
        EventKind.PAYMENT_MADE: ("mailed", "amount_paid"),
        EventKind.PAYMENT_RECEIVED: ("received", ""),
        EventKind.FEE_CHARGED: ("fee_date", "fee"),
    }
    told: dict[str, tuple[str, str]] = {}
    for one in timeline.standing(store.events(matter.id)):
        if one.kind not in names or one.on > today:
            continue
        day, amount = names[one.kind]
        told[day] = (one.on.isoformat(), one.id)
        if amount and one.amount is not None:
            told[amount] = (f"{one.amount // 100}.{one.amount % 100:02d}", one.id)
    return told


# ── keeping, setting aside, writing of it ────────────────────────────────────


def keep(store: Store, matter: Matter, outcome: Outcome, today: date) -> Outcome:
    """The outcome with its findings kept in the matter; one kept before keeps its id."""
    before = {_same(one): one for one in store.findings(matter.id)}
    assumed = tuple(f"{one.name}: {one.value} ({one.why})" for one in outcome.assumptions)
    kept = []
    with store.change("analyze"):
        for one in outcome.findings:
            found = replace(
                one, matter=MatterId(matter.id), found_on=today, assumptions=assumed,
                sources=outcome.sources,
            )  # fmt: skip
            kept.append(before.get(_same(found)) or store.add_finding(found))
    return replace(outcome, findings=tuple(kept))


def _same(one: ArithmeticFinding) -> tuple[object, ...]:
    return (one.kind, one.rule, one.title, one.stated, one.recomputed, one.on, one.transaction)


def set_aside(store: Store, finding_id: str, *, dropped: bool = True) -> ArithmeticFinding:
    """A finding that no letter and no packet shall use, or one taken up again."""
    found = store.finding(FindingId(finding_id.strip().upper()))
    with store.change("finding aside" if dropped else "finding"):
        return store.save_finding(replace(found, dropped=dropped))


def standing(store: Store, matter: MatterId) -> list[ArithmeticFinding]:
    """The findings of a matter that were not set aside, most money first."""
    found = [one for one in store.findings(matter) if not one.dropped]
    return sorted(found, key=lambda one: (one.follows, -(one.amount or 0), int(one.id[1:])))


def letter_fields(one: ArithmeticFinding, known: Sequence[str]) -> dict[str, str]:
    """A finding as the fields of a letter that has these: its dollars, dates, transaction."""
    told = {
        "error": one.error_slug,
        "what_happened": one.happened,
        "facts": "\n".join(one.facts) or _dated_fact(one),
        "correction": "\n".join(one.correction),
        "amount": one.difference if one.amount else "",
        "transaction": one.transaction,
    }
    return {name: value for name, value in told.items() if value and name in known}


def _dated_fact(one: ArithmeticFinding) -> str:
    """A finding as a fact of its day; nothing when that day had not come when it was found."""
    past = one.on is not None and (one.found_on is None or one.on <= one.found_on)
    return f"{one.on}: {one.explanation}" if past else ""


# ── shapes ───────────────────────────────────────────────────────────────────


def shape(outcome: Outcome) -> dict[str, Any]:
    """The JSON of `cli.md`, with what else there is to say."""
    return {
        "kind": outcome.kind,
        "findings": [
            finding_shape(one) | ({} if one.id else {"id": f"F{n}"})
            for n, one in enumerate(outcome.findings, start=1)
        ],
        **outcome.summary,
        "assumptions": [
            {"name": one.name, "value": one.value, "why": one.why} for one in outcome.assumptions
        ],
        "missing": list(outcome.missing),
        "unread": [
            {"source": one.source, "place": one.place, "why": one.why, "text": one.text}
            for one in outcome.unread
        ],
        "months": [
            {
                "month": one.label,
                "paid_in": _plain(one.paid_in),
                "paid_out": _plain(one.paid_out),
                "balance": _plain(one.balance),
                "stated": None if one.stated is None else _plain(one.stated),
                "note": one.note,
            }
            for one in outcome.months
        ],
        "working": list(outcome.working),
        "sources": list(outcome.sources),
        "kept": bool(outcome.findings) and all(one.id for one in outcome.findings),
    }


def finding_shape(one: ArithmeticFinding) -> dict[str, Any]:
    """One finding as JSON."""
    return {
        "id": one.id,
        "title": one.title,
        "stated": one.stated,
        "recomputed": one.recomputed,
        "difference": one.difference,
        "error_slug": one.error_slug,
        "explanation": one.explanation,
        "working": list(one.working),
        "citation": one.citation,
        "rule": one.rule,
        "certainty": one.certainty.value,
        "amount": None if one.amount is None else _plain(one.amount),
        "date": one.on.isoformat() if one.on else None,
        "transaction": one.transaction,
        "follows_from_another": one.follows,
        "matter": one.matter,
        "set_aside": one.dropped,
    }


def _plain(cents: int) -> str:
    from borrower_desk.analysis.money import plain

    return plain(cents)
