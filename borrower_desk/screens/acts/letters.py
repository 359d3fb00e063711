"""Acts on letters: begin one, go on, check, send, and what would follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from borrower_desk.model import (
    Draft,
    DraftId,
    DraftStatus,
    Event,
    EventId,
    Matter,
)
from borrower_desk.screens import words
from borrower_desk.screens.acts.act import (
    Act,
    asker,
    told,
    with_draft,
    with_matter,
)
from borrower_desk.screens.choosing import Choice, Choose
from borrower_desk.screens.dialogs import Blank, Confirm, Form, Values
from borrower_desk.screens.hints import in_app
from borrower_desk.speech import tr

if TYPE_CHECKING:
    from borrower_desk.actions.letters import Outgoing
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp


def new_letter(
    app: DeskApp,
    matter: Matter | None = None,
    *,
    first: tuple[str, ...] = (),
    begin: Callable[[str], None] | None = None,
) -> None:
    """Choose a kind of letter, the `first` kinds on top, and begin a draft (or `begin` does)."""
    if matter is None:
        with_matter(app, tr("A letter in which matter?"), lambda one: new_letter(app, one))
        return
    from borrower_desk.actions import recording, reference

    def take(kind: str | None) -> None:
        if kind and begin is not None:
            begin(kind)
        elif kind:
            begin_letter(app, matter, kind)

    def ask(kinds: list[Any]) -> None:
        kinds.sort(key=lambda one: first.index(one.kind) if one.kind in first else len(first))
        choices = [
            Choice(
                one.kind,
                tr("{} (yours)", one.title) if one.own else one.title,
                one.summary or one.group,
            )
            for one in kinds
        ]
        app.push_screen(
            Choose(tr("Which letter for {}, {}?", matter.id, matter.title), choices), take
        )

    asker(app).ask(
        lambda store: reference.kinds_for_user(recording.own_templates(store.path)),
        ask,
        group="act",
    )


def begin_letter(app: DeskApp, matter: Matter, kind: str, finding: str = "") -> None:
    """A new draft of this kind, open to write on; `finding` fills in what it says."""
    from borrower_desk.actions import letters
    from borrower_desk.letters.language import of_user

    today = app.today()
    lang = of_user()  # of the questions; what is sent is English

    def draft(store: Store) -> Draft:
        fields = letters.from_finding(store, finding, kind, matter)[1] if finding else {}
        return letters.draft(store, kind, today, matter=matter, fields=fields, lang=lang)

    asker(app).change(draft, _begun(app))


def _begun(app: DeskApp) -> Callable[[Draft], None]:
    def show(draft: Draft) -> None:
        app.note_change()
        app.open_draft(draft.id)

    return show


def mark_delivered(app: DeskApp, identifier: str) -> None:
    """Record that the servicer has the letter; its clocks count from that day."""
    from borrower_desk.actions import clock, correcting, letters, reference
    from borrower_desk.screens.acts.events import look_again

    today = app.today()

    def act(store: Store, said: Values) -> tuple[Event, list[str], list[str]]:
        proof = Path(said["proof"]).expanduser() if said["proof"].strip() else None
        made = letters.delivered(
            store, identifier, reference.read_day(said["on"], today), today, proof=proof
        )
        matter = store.matter(made.matter)
        asked = correcting.questions(store, made, clock.everything(store, today, matter))
        sending = store.event(EventId(made.of or ""))
        return made, asked, letters.proof_gaps(sending, made)

    def arrived(done: tuple[Event, list[str], list[str]] | None) -> None:
        if done is not None:
            made, asked, gaps = done
            app.say(tr("{}: delivered on {}. Its clocks run.", made.id, made.on))
            _tell_gaps(app, gaps)
            look_again(app, asked)
            _after_delivery(app, made)

    app.push_screen(
        Form(
            tr("{} has arrived", identifier),
            [
                Blank(
                    "on",
                    "On which day",
                    today.isoformat(),
                    required=True,
                    hint="as on the return card",
                ),
                Blank("proof", "Proof of it, a file", hint="a scan of the card; may stay empty"),
            ],
            act,
            verb="Record it",
            note="The servicer's days are counted from this one.",
        ),
        arrived,
    )


def tell_sent(app: DeskApp, gone: Outgoing) -> None:
    """That a letter is on record as sent, and what the record of its mailing still lacks."""
    app.say(tr("{} is kept as {}. Its days are estimates until you say that it has arrived: d.",
               gone.draft.id, gone.correspondence.id))  # fmt: skip
    _tell_gaps(app, gone.gaps)


def gaps_words(gaps: Sequence[str]) -> str:
    """What a strong record of a mailing still lacks, in one line; empty when it lacks nothing."""
    return "; ".join(in_app(one) for one in gaps)


def _tell_gaps(app: DeskApp, gaps: Sequence[str]) -> None:
    if gaps:
        said = tr("For a record that stands up, still missing: {}.", gaps_words(gaps))
        app.say(said, seconds=15)


def after_sending(app: DeskApp, gone: Any) -> None:
    """An application that went by a way that arrives at once can go on record at once."""
    from borrower_desk.actions.applications import AT_ONCE
    from borrower_desk.screens.acts.application import ask_submitted

    if gone.event.channel in AT_ONCE:
        ask_submitted(app, gone.draft, gone.event.on, gone.event.channel)


def _after_delivery(app: DeskApp, done: Event) -> None:
    """An application that has arrived can go on record from that day."""
    from borrower_desk.actions.applications import AT_ONCE, LETTER
    from borrower_desk.screens.acts.application import ask_submitted

    if done.letter != LETTER or done.channel in AT_ONCE:
        return

    def read(store: Store) -> Draft | None:
        sent = store.drafts(status=DraftStatus.SENT, matter=done.matter)
        return next((one for one in reversed(sent) if one.kind == LETTER), None)

    asker(app).ask(
        read,
        lambda one: ask_submitted(app, one, done.on, one.channel) if one else None,
        group="act",
    )


def details(app: DeskApp) -> None:
    """The day that a letter bears, and its enclosures: other titles, or out."""
    from borrower_desk.screens.composing import details_form

    today = app.today()

    def ask(one: Draft) -> None:
        app.push_screen(
            details_form(one, today),
            lambda made: app.say(tr("{} is saved.", made.id)) if made else None,
        )

    with_draft(app, "The date and enclosures of which letter?", DraftStatus.OPEN, ask)


def mark_arrived(app: DeskApp) -> None:
    """Choose a letter that was sent, and say when it arrived."""
    with_draft(
        app, "Which letter has arrived?", DraftStatus.SENT, lambda one: mark_delivered(app, one.id)
    )


def go_on(app: DeskApp) -> None:
    """Choose a letter that is not sent yet, and write on."""
    with_draft(
        app, "Go on with which letter?", DraftStatus.OPEN, lambda one: app.open_draft(one.id)
    )


def render(app: DeskApp, one: Draft | None = None) -> None:
    """Write a letter to a file: to print, to send, or its envelope."""
    if one is None:
        with_draft(app, "Render which letter?", DraftStatus.OPEN, lambda it: render(app, it))
        return
    from borrower_desk.screens.sending import render_form

    app.push_screen(
        render_form(one, app.today()),
        lambda path: written(app, path) if path else None,
    )


def written(app: DeskApp, path: Path) -> None:
    """Say where a letter was written; in a browser it is a download too."""
    app.hand_over(path)
    app.say(tr("Written: {}", path))


def mark_sent(app: DeskApp) -> None:
    """Choose a letter and record how and when it left."""
    with_draft(app, "Which letter was sent?", DraftStatus.OPEN, lambda one: ask_sent(app, one.id))


def ask_sent(app: DeskApp, identifier: str) -> None:
    """How and when a letter left; what it lacks or what is wrong with it is said first."""
    from borrower_desk.actions import letters
    from borrower_desk.screens.sending import Leaving, sent_form

    today = app.today()

    def read(store: Store) -> Leaving:
        one = store.draft(DraftId(identifier))
        template = letters.kind_of(store, one.kind, one.lang)
        return Leaving(one, one.channel or template.channel, letters.check(store, one, today))

    def left(gone: Any) -> None:
        if gone:
            tell_sent(app, gone)
            after_sending(app, gone)

    def ask(found: Leaving) -> None:
        if found.draft.missing:
            app.say(tr("{} still lacks {}.", identifier,
                       words.plural(len(found.draft.missing), "fact")))  # fmt: skip
            app.open_draft(identifier)
            return
        app.push_screen(
            sent_form(found, today),
            left,
        )

    asker(app).ask(read, ask, group="act")


def discard(app: DeskApp, one: Draft | None = None) -> None:
    """Throw a draft away, after a yes; undo brings it back."""
    if one is None:
        with_draft(app, "Throw which letter away?", DraftStatus.OPEN, lambda it: discard(app, it))
        return
    from borrower_desk.actions import letters

    app.push_screen(
        Confirm(
            tr("Throw {} away?", one.id),
            detail=f"{words.kind(one.kind)}: {one.subject}",
            yes="Throw away",
        ),
        lambda yes: (
            asker(app).change(
                lambda store: letters.discard(store, one.id), told(app, tr("{} is gone.", one.id))
            )
            if yes
            else None
        ),
    )


ALL = (
    Act("New letter", "draft from a template, checked as you type", new_letter,
        ("draft", "letters")),
    Act("Go on with a letter", "its facts, its words, its enclosures; checked", go_on,
        ("edit", "check")),
    Act(
        "The date and enclosures of a letter", "another day, other titles, one out", details, ("edit",)
    ),
    Act("Render a letter", "PDF, e-mail, text, envelope", render, ("render",)),
    Act("Mark a letter as sent", "how, when, with what proof; the clocks follow", mark_sent,
        ("sent",)),
    Act("A letter has arrived", "its clocks count from that day", mark_arrived, ("delivered",)),
    Act("Throw a letter away", "one that is not sent; undo brings it back", discard, ("discard",)),
)  # fmt: skip
