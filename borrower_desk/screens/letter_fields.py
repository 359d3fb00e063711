"""The fields of a letter's form, and what is said below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.widget import Widget
from textual.widgets import Input, Select, Static, TextArea

from borrower_desk.errors import DeskError
from borrower_desk.model import Channel, CheckReport, Draft, Severity
from borrower_desk.screens import acts, words
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.sending import SAYS
from borrower_desk.screens.widgets.fields import Entry, Lines
from borrower_desk.speech import tr
from borrower_desk.text import safe_line, safe_text

if TYPE_CHECKING:
    from borrower_desk.actions.applications import Keeps


def _on_record(field: str) -> str:
    """Where a fact is put on record that is not of the letter alone; empty for one of its own."""
    match field.partition("."):
        case ("servicer", ".", _):
            return tr("On record with the servicer: press 7.")
        case ("loan", ".", _):
            return tr("On record with the loan: press 7.")
        case ("sender", ".", _):
            return tr("On record with you: ctrl+p, Your own details.")
    return ""


def without_field(template: Any, message: str) -> str:
    """What is wrong with an answer, without the field's inner name: the question says which."""
    name, colon, rest = message.partition(": ")
    return rest if colon and template and template.field(name) is not None else message


def said(template: Any, why: DeskError) -> str:
    """What is not yet right, as one line below the form."""
    message = safe_line(in_app(without_field(template, why.message)))
    named = template.field(why.message.partition(": ")[0]) if template else None
    spare = tr(" Leave it empty if there is none.") if named and not named.required else ""
    return f"{message} {safe_line(in_app(why.hint))}{spare}"


def _keeps_text(one: Keeps, today: date) -> Text:
    text = Text()
    title = safe_line(one.title, 50)
    if one.on is None or one.until is None:
        text.append(tr("DATE?    "), "bold")
        text.append(tr("No date could be read in Enclosure {}, {}.", one.label, title))
        text.append(tr("  f7 gives it a title with its date.") + "\n", "dim")
        return text
    stale = one.until < today
    text.append(tr("STALE    ") if stale else tr("KEEPS    "), "bold")
    words_of = (
        tr("Enclosure {}, {}, of {} usually went stale on {}: send a newer one.")
        if stale
        else tr("Enclosure {}, {}, of {} usually goes stale on {} (90 days).")
    )
    text.append(words_of.format(one.label, title, one.on, one.until) + "\n")
    return text


def findings_text(
    composed: Draft,
    report: CheckReport,
    keeps: Sequence[Keeps] = (),
    today: date | None = None,
    addressed: str = "",
) -> Text:
    """What lacks and what to mend, worst first; each begins with its weight in a word."""
    from borrower_desk.letters.language import asked

    text = Text()
    if addressed:
        text.append(tr("TO       "), "bold")
        text.append(safe_line(in_app(addressed)) + "\n")
    for fact in composed.missing:
        text.append(tr("LACKS    "), "bold")
        text.append(safe_line(asked(fact.question)))
        text.append(f"  {_on_record(fact.field)}".rstrip() + "\n", "dim")
    order = [Severity.ERROR, Severity.WARNING, Severity.ADVICE]
    lacking = {re.sub(r"[._]", " ", fact.field).upper() for fact in composed.missing}
    told = [  # a fact that lacks is said once
        one
        for one in report.findings
        if one.code != "placeholder-left"
        or not any(name in f"{one.where.text} {one.message}" for name in lacking)
    ]
    for one in sorted(told, key=lambda found: order.index(found.severity)):
        label = tr(words.SEVERITY[one.severity][0])
        text.append(f"{label:<9}", "bold")
        text.append(safe_line(in_app(one.message)))
        if one.fix:
            text.append(f"  {safe_line(in_app(one.fix))}", "dim")
        text.append("\n")
    aging = [_keeps_text(one, today) for one in keeps] if today is not None else []
    if not (composed.missing or told):
        text.append(tr("Nothing to mend. "), "bold")
        text.append(
            tr("ctrl+r renders it, f9 records that you sent it, f2 shows what would follow."), "dim"
        )
        text.append("\n" if aging else "")
    return text + Text().join(aging) if aging else text


def letter_text(composed: Draft) -> Text:
    """The letter as it will read, and what is enclosed."""
    letter = Text()
    letter.append(tr("Subject: "), "dim")
    letter.append(f"{safe_line(composed.subject)}\n\n", "bold")
    letter.append(safe_text(composed.body))
    for one in composed.enclosures:
        pages = f", {words.plural(one.pages, 'page')}" if one.pages else ""
        letter.append(
            f"\n[{one.label}] {safe_line(one.name)}, {words.size(one.size)}{pages}", "dim"
        )
    return letter


def question(field: Any, *, on_record: bool) -> Text:
    """What a field asks, whether it must be said, and an example."""
    text = Text(safe_line(field.question))
    if field.required:
        text.append(tr(" (needed)"), "bold")
    if on_record and field.record and field.record != "matter.issue":
        text.append(tr(" (empty: as on record)"), "dim")
    if field.example:
        text.append(tr("\nfor example: {}", safe_line(field.example, 120)), "dim")
    return text


def field_widget(field: Any, value: str, issue: str) -> Widget:
    """Where a field's answer is typed or chosen."""
    name = f"field-{field.name}"
    if field.type == "choice" and "," not in value:
        options = [(Text(tr(acts.ISSUES.get(one, words.kind(one)))), one) for one in field.choices]
        chosen = value if value in field.choices else Select.NULL
        known = tr(acts.ISSUES.get(issue, words.kind(issue)))
        prompt = (
            tr("as in the matter: {}", known)
            if field.record == "matter.issue"
            else tr("choose one")
        )
        return Select(options, value=chosen, prompt=prompt, id=name, compact=True)
    if field.type in ("list", "text") and field.name not in ("tracking", "their_reference"):
        return Lines(value, id=name)
    return Entry(value, id=name)


def channel_field(template: Any, channel: Channel | None) -> list[Widget]:
    """How the letter will go: the ways that its kind advises first, then the others."""
    advised = [(SAYS[one.channel.value], one.channel.value) for one in template.channels]
    known = {value for _, value in advised}
    others = [(said, value) for value, said in SAYS.items() if value not in (*known, "document")]
    return [
        Static(Text(tr("How will it go? (the first is advised)")), classes="label"),
        Select(
            [(Text(said), value) for said, value in (*advised, *others)],
            value=channel.value if channel else template.channel.value,
            allow_blank=False,
            id="field--channel",
            compact=True,
        ),
    ]


def servicer_field(servicers: Sequence[tuple[str, str]], addressee: str) -> list[Widget]:
    """Which of the servicers that the loan has had the letter goes to."""
    return [
        Static(Text(tr("To which servicer does it go?")), classes="label"),
        Select(
            [(Text(name), servicer) for servicer, name in servicers],
            value=addressee,
            allow_blank=False,
            id="field--servicer",
            compact=True,
        ),
    ]


def put(widget: Widget, value: str) -> None:
    """Let a field say something else."""
    if isinstance(widget, Select):
        widget.value = value or Select.NULL
    elif isinstance(widget, TextArea):
        widget.text = value
    elif isinstance(widget, Input):
        widget.value = value


def value_of(widget: Widget) -> str:
    """What a field says now; empty when nothing was said."""
    if isinstance(widget, Select):
        return "" if widget.is_blank() else str(widget.value)
    if isinstance(widget, TextArea):
        return widget.text
    return widget.value if isinstance(widget, Input) else ""
