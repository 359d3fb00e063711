"""The two forms by which a letter leaves: written to a file, recorded as sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from borrower_desk.errors import UsageError
from borrower_desk.model import Channel, CheckReport, Draft, Severity
from borrower_desk.screens import words
from borrower_desk.screens.dialogs import Blank, Form, Values
from borrower_desk.speech import tr
from borrower_desk.text import safe_file_name

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

FORMS = (
    ("pdf", "PDF"),
    ("eml", "e-mail, ready to send"),
    ("txt", "text"),
    ("html", "HTML"),
    ("envelope", "envelope and mailing forms"),
)
LANGUAGES = (("en", "English, as it is sent"), ("es", "Spanish: a copy for you"))
SAYS = {one.value: words.kind(one.value) for one in Channel}


@dataclass(frozen=True, slots=True)
class Leaving:
    """A letter that is about to go: the way, and what the last check said."""

    draft: Draft
    via: Channel
    report: CheckReport | None


def render_form(one: Draft, today: date) -> Form:
    """As what, and where to; the answer is the path that was written."""
    name = safe_file_name(f"{one.id} {one.kind}.pdf")
    return Form(
        tr("Render {}", one.id),
        [
            Blank("form", "As", "pdf", "choice", choices=FORMS, required=True),
            Blank("path", "Where to", str(Path.home() / name), required=True),
            Blank(
                "replace",
                "If a file is there",
                "no",
                "choice",
                choices=(("no", tr("keep it")), ("yes", tr("replace it"))),
                required=True,
            ),
            Blank("lang", "In which language", "en", "choice", choices=LANGUAGES, required=True),
            Blank("reason", "If an error stands: why may it?", hint="the journal keeps it"),
        ],
        lambda store, said: _rendered(store, one, said, today),
        verb="Write",
    )


def _rendered(store: Store, one: Draft, said: Values, today: date) -> Path:
    from borrower_desk.actions import letters
    from borrower_desk.actions.files import write_new

    path = Path(said["path"]).expanduser()
    ending = ".pdf" if said["form"] == "envelope" else f".{said['form']}"
    if path.suffix.casefold() != ending:
        path = path.with_suffix(ending)
    if path.exists() and said["replace"] != "yes":
        raise UsageError(
            tr("{} is there already.", path), hint="Choose another name, or replace it."
        )
    kept = store.draft(one.id)
    waiver = None
    if said["reason"].strip():
        waiver = letters.Waiver(
            errors_of(letters.check(store, kept, today, look=True)), said["reason"]
        )
    data = letters.render(store, kept, said["form"], today, waiver=waiver, lang=said["lang"])
    write_new(path, data)
    return path


def errors_of(report: CheckReport) -> tuple[str, ...]:
    """The codes of the errors that stand, each once."""
    return tuple(sorted({f.code for f in report.findings if f.severity is Severity.ERROR}))


def sent_form(leaving: Leaving, today: date) -> Form:
    """How it went, on which day, with what proof; errors that stand need a reason."""
    from borrower_desk.actions import letters, reference
    from borrower_desk.actions.correcting import DATED_AFTER_SENDING

    draft, report = leaving.draft, leaving.report
    errors = errors_of(report) if report else ()

    def act(store: Store, said: Values) -> Any:
        via, waiver = Channel(said["via"]), None
        if said["reason"].strip():
            looked = letters.check(store, store.draft(draft.id), today, channel=via, look=True)
            codes = (*errors_of(looked), DATED_AFTER_SENDING)
            waiver = letters.Waiver(codes, said["reason"])
        proof = Path(said["proof"]).expanduser() if said["proof"].strip() else None
        return letters.sent(
            store,
            draft.id,
            via,
            reference.read_day(said["on"], today),
            today,
            tracking=said["tracking"],
            proof=proof,
            waiver=waiver,
        )

    blanks = [
        Blank(
            "via",
            "How it went",
            leaving.via.value,
            "choice",
            choices=tuple(SAYS.items()),
            required=True,
        ),
        Blank("on", "On which day", today.isoformat(), required=True),
        Blank("tracking", "Tracking number", draft.fields.get("tracking", "")),
        Blank("proof", "Proof of mailing, a file", hint="the stamped receipt; may stay empty"),
        Blank(
            "reason",
            tr("It stands with {}: why?", ", ".join(errors))
            if errors
            else "If an error stands: why may it?",
            hint="the journal keeps it",
        ),
    ]
    return Form(
        tr("Mark {} as sent", draft.id),
        blanks,
        act,
        verb="It is sent",
        note="The letter is kept as it is and can no longer change. The desk sends nothing itself.",
    )
