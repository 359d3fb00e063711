"""What the compose screen asks and shows over itself: enclosures, words by hand, what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from borrower_desk.errors import UsageError
from borrower_desk.model import Channel, Draft, MatterId
from borrower_desk.screens import words
from borrower_desk.screens.acts.act import asker, file_at
from borrower_desk.screens.choosing import Choice, Choose
from borrower_desk.screens.detail import Detail
from borrower_desk.screens.dialogs import Blank, Form, Values
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.sending import SAYS
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.actions.convertible import NotTaken
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp


def show_pages(app: DeskApp, draft: Draft) -> None:
    """See the enclosures, page by page."""
    from borrower_desk.actions import previews
    from borrower_desk.screens.enclosures import WIDTH, Pages, drawn, title_of

    if not draft.enclosures:
        app.say("Nothing is enclosed yet: ctrl+t adds a file.")
        return

    def read(store: Store) -> list[tuple[str, Any]]:
        return [(title_of(one), previews.thumbnails(store, one, WIDTH)) for one in draft.enclosures]

    def show(found: list[tuple[str, Any]]) -> None:
        app.push_screen(Pages([(title, drawn(pages)) for title, pages in found]))

    asker(app).ask(read, show, group="act")


def ask_enclosure(app: DeskApp, draft: Draft, then: Callable[[Draft | None], None]) -> None:
    """A file, or an attachment that the desk has, goes with the letter."""
    from borrower_desk.actions import applications, convertible, enclosing

    def ask(found: list[Any]) -> None:
        def act(store: Store, said: Values) -> Draft | Refused:
            chosen = said["path"].strip()
            if not (chosen or said["kept"]):
                raise UsageError("Nothing was chosen.", hint="Give a path, or choose one.")
            path = said["kept"]
            if chosen:
                path = enclosing.attachment_id(chosen) or str(file_at(chosen))
            dated = said.get("dated", "")
            barred = convertible.not_taken(store, path)
            if barred is not None:
                return Refused(barred, dated)
            return convertible.enclose(store, draft.id, path, dated=dated)

        choices = [(a.id, f"{a.id}  {safe_line(a.name, 50)}, {words.size(a.size)}") for a in found]
        blanks = [
            Blank("path", "A file", hint="a path, or an id such as A1"),
            Blank("kept", "or one that is in the matter", "", "choice", choices=choices),
        ]
        if draft.kind == applications.LETTER:
            blanks.append(Blank("dated", "The date that it bears", hint="empty: as read in it"))

        def made(done: Draft | Refused | None) -> None:
            if isinstance(done, Refused):
                _ask_how(app, draft, done, then)
            else:
                then(done)

        app.push_screen(Form("Enclose", blanks, act, verb="Enclose"), made)

    matter = draft.matter
    asker(app).ask(
        lambda store: store.attachments(MatterId(matter)) if matter else [], ask, group="act"
    )


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that many portals do not open, and the date that was typed for it."""

    file: NotTaken
    dated: str


def _ask_how(
    app: DeskApp, draft: Draft, asked: Refused, then: Callable[[Draft | None], None]
) -> None:
    """Said before it is enclosed: as a PDF that the desk makes, or as it is all the same."""
    from borrower_desk.actions import convertible

    file = asked.file
    choices = [
        Choice("as-is", "Enclose it as it is", "an error stands until you say why it may"),
        Choice("", "Leave it out", "open it, save it as PDF, and enclose that"),
    ]
    if file.convertible:
        choices.insert(
            0, Choice("pdf", "Make a PDF of it and enclose that", "the file itself stays")
        )

    def take(chosen: str | None) -> None:
        if chosen:
            way = convertible.enclose_as_pdf if chosen == "pdf" else convertible.enclose
            asker(app).change(
                lambda store: way(store, draft.id, file.chosen, dated=asked.dated), then
            )

    name = safe_line(file.name, 40)
    app.push_screen(
        Choose(tr("{} is no PDF, JPEG or PNG: they may not be able to open it.", name), choices),
        take,
    )


def details_form(draft: Draft, today: date) -> Form:
    """The day that the letter bears, and what its enclosures are called; an empty title takes out."""
    from borrower_desk.actions import letters, reference

    def act(store: Store, said: Values) -> Draft:
        titles = {one.label: said[f"title{n}"].strip() for n, one in enumerate(draft.enclosures)}
        gone = [label for label, title in titles.items() if not title]
        known = {one.label: one.title for one in draft.enclosures}
        told = {k: v for k, v in titles.items() if v and v != known[k]}
        day = reference.read_day(said["written"], today) if said["written"].strip() else None
        if gone or told:
            letters.reorder(store, draft.id, detach=gone, titles=told)
        return letters.change(store, draft.id, written=day)

    enclosures = [
        Blank(f"title{n}", tr("Enclosure {}", one.label), one.title, hint=safe_line(one.name, 40))
        for n, one in enumerate(draft.enclosures)
    ]
    written = draft.written.isoformat() if draft.written else ""
    return Form(
        tr("The date and the enclosures of {}", draft.id),
        [
            Blank("written", "The day that the letter bears", written, hint="today, say"),
            *enclosures,
        ],
        act,
        note="An enclosure whose title you empty is taken out." if enclosures else "",
    )


def words_form(draft: Draft) -> Form:
    """The letter's words themselves, to change by hand; its fields then rule it no longer."""
    from borrower_desk.actions import letters

    form = Form(
        tr("The words of {}", draft.id),
        [Blank("text", "Subject, an empty line, the letter", letters.as_file(draft), "lines")],
        lambda store, said: letters.change(store, draft.id, text=said["text"]),
        note="From now on the letter keeps these words, whatever the facts say.",
    )
    form.add_class("-tall")
    return form


def what_follows(app: DeskApp, draft: Draft, template: Any, channel: Channel) -> None:
    """Every date that would follow if the letter left today, and what is advised for it."""
    from borrower_desk.actions import letters
    from borrower_desk.actions.foresight import foreseen

    today, matter_id = app.today(), MatterId(draft.matter or "")
    asserted = draft.fields.get("error", "").split(",")
    errors = [one.strip() for one in asserted if one.strip()]

    def work(store: Store) -> tuple[Any, tuple[str, ...]]:
        matter = store.matter(matter_id)
        dates = foreseen(
            draft.kind,
            today,
            channel,
            errors,
            store=store,
            matter=matter,
            letter=template,
            to=letters.addressee(store, draft).id,
        )
        return dates, letters.letter_of(store, draft, channel).notes

    def show(answer: tuple[Any, tuple[str, ...]]) -> None:
        found, notes = answer
        lines = [(words.iso(one.due), f"{words.who_owes(one)}: {one.title}") for one in found]
        lines = lines or [("", tr("No clock would start."))]
        lines += [(tr("by {}", SAYS[c.channel.value]), c.reason) for c in template.channels]
        lines += [(tr("for you"), in_app(one)) for one in notes]  # never part of the letter
        note = tr(
            "If it left today by {}; every day is an estimate until it arrives.",
            words.kind(channel.value),
        )
        app.push_screen(Detail("What would follow", lines, note=note))

    asker(app).ask(work, show, group="act")
