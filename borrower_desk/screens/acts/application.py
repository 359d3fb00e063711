"""Acts on an application for help: record that they have it, and what they say is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from borrower_desk.actions import applications
from borrower_desk.model import Channel, Draft, Event, MatterId
from borrower_desk.screens import words
from borrower_desk.screens.acts.act import Act, asker, with_message
from borrower_desk.screens.detail import Detail, Fact
from borrower_desk.screens.dialogs import Confirm
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from datetime import date

    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp


def ask_submitted(app: DeskApp, sent: Draft, on: date, channel: Channel | None) -> None:
    """They have the papers since `on`: put the application on record, after a yes."""
    if sent.kind != applications.LETTER or sent.matter is None or channel is None:
        return
    matter, today = MatterId(sent.matter), app.today()

    def act(yes: bool | None) -> None:
        if yes:
            asker(app).change(
                lambda store: applications.submit(
                    store, store.matter(matter), sent, on, channel, today
                ),
                done,
            )

    def done(made: tuple[Event, list[Any]]) -> None:
        event, notes = made
        said = tr("{}: the application is on record.", event.id)
        if notes:
            said += tr(" {} of papers that go stale.", words.plural(len(notes), "reminder"))
        app.say(said)
        app.show_again()

    def ask(known: Event | None) -> None:
        if known is None:  # else more papers for the one that is on record
            app.push_screen(question, act)

    question = Confirm(
        tr("They have your application since {}: put it on record?", words.long(on)),
        detail="Their notice that it is complete, or what is missing, is due 5 business days later."
        " Papers that usually go stale get a reminder.",
        yes="Put it on record",
        no="Not yet",
    )
    asker(app).ask(lambda store: applications.open_application(store, matter), ask, group="act")


def what_is_missing(app: DeskApp) -> None:
    """What a message of theirs says is missing, against what was sent; and its answer."""
    with_message(app, "Which message says that papers are missing?", lambda one: compare(app, one))


def compare(app: DeskApp, identifier: str) -> None:
    """The comparison of one message, to read; d drafts the answer."""
    today = app.today()

    def show(found: applications.Missing) -> None:
        if not found.asked:
            app.say(tr("{} names no paper as missing that the desk knows.", found.message.id))
            return
        note = tr("{} says that these are missing.", found.message.id)
        if found.by is not None:
            note += tr(" They want them by {}.", words.long(found.by))
        if found.message.matter is None:
            note += tr(" It is in no matter yet (f files it), so nothing could be compared.")
        act = tr("Draft the answer") if any(one.sent for one in found.asked) else ""
        app.push_screen(
            Detail("What they say is missing", list(map(_fact, found.asked)), note=note, act=act),
            lambda wanted: begin(found) if wanted else None,
        )

    def begin(found: applications.Missing) -> None:
        def opened(made: Draft) -> None:
            app.note_change()
            app.open_draft(made.id)

        asker(app).change(lambda store: applications.answer(store, found, today), opened)

    def read(store: Store) -> applications.Missing:
        return applications.missing(store, identifier)

    asker(app).ask(read, show, group="act")


def _fact(one: applications.Asked) -> Fact:
    if not one.sent:
        return one.paper, tr("not sent yet: they say “{}”", one.quote)
    first = one.sent[0]
    return one.paper, tr(
        "SENT {} as Enclosure {}, {}, by {} ({})",
        first.on,
        first.enclosure.label,
        safe_line(first.enclosure.title, 60),
        words.kind(first.channel.value),
        first.kept,
    )


ALL = (
    Act("What they say is missing", "of your application, against what you sent", what_is_missing),
)
