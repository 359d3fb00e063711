"""Acts that begin a letter from a message: an answer to it, or the question whether it is theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from borrower_desk.model import Correspondence, Draft, Matter
from borrower_desk.screens.acts.act import Act, asker, with_matter, with_matter_of
from borrower_desk.screens.acts.letters import new_letter
from borrower_desk.screens.acts.mail import of_message
from borrower_desk.screens.hints import in_app
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.actions import filing
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp


def reply_to(app: DeskApp, identifier: str) -> None:
    """Draft the letter that answers a message, in its matter; of a doubtful one ask if it is theirs."""
    from borrower_desk.actions import filing, reading, replying

    def read(store: Store) -> tuple[Correspondence, Matter | None, filing.Suggestion | None]:
        one = reading.show(store, identifier)
        if one.matter is not None:
            return one, store.matter(one.matter), None
        return one, None, filing.Guide(store).suggest(one)

    def go_on(found: tuple[Correspondence, Matter | None, filing.Suggestion | None]) -> None:
        one, matter, perhaps = found
        doubtful = replying.is_doubtful(one)
        if matter is not None:
            _answer(app, one, matter, doubtful=doubtful)
        elif doubtful:
            with_matter(
                app,
                tr("The question whether {} is theirs: in which matter?", one.id),
                lambda chosen: _answer(app, one, chosen, doubtful=True),
            )
        else:
            _ask_matter(app, one, perhaps)

    asker(app).ask(read, go_on, group="act")


def _ask_matter(app: DeskApp, one: Correspondence, perhaps: filing.Suggestion | None) -> None:
    """A message that nobody filed is asked about even when there is one matter only."""
    from borrower_desk.actions import reading

    today = app.today()

    def put(matter: Matter) -> None:
        def filed(_: Any) -> None:
            app.note_change()
            app.say(tr("{} is now in {}. u takes it back.", one.id, matter.id))
            _answer(app, one, matter, doubtful=False)

        asker(app).change(lambda store: reading.file(store, [one.id], matter, today), filed)

    note = tr("{} is in no matter yet: it is filed where its letter goes.", one.id)
    if perhaps and perhaps.matter:
        note += " " + tr("Perhaps {}: {}.", perhaps.matter, safe_line(in_app(perhaps.because)))
    with_matter(
        app,
        tr("A letter about {} in which matter?", one.id),
        put,
        note=note,
        first=perhaps.matter if perhaps else None,
        always=True,
    )


def _answer(app: DeskApp, one: Correspondence, matter: Matter, *, doubtful: bool) -> None:
    from borrower_desk.actions import replying

    if doubtful:
        ask_if_genuine(app, one.id, matter)
        return
    new_letter(
        app,
        matter,
        first=replying.fitting(one),
        begin=lambda kind: _draft(
            app,
            lambda store, today, lang: replying.reply(store, one.id, kind, matter, today, lang),
        ),
    )


def ask_if_genuine(app: DeskApp, identifier: str, matter: Matter) -> None:
    """Draft to the servicer's own address: is this notice yours?"""
    from borrower_desk.actions import replying

    _draft(
        app,
        lambda store, today, lang: replying.ask_if_genuine(store, identifier, matter, today, lang),
        tr("It goes to the address on record, never to the sender's."),
    )


def copy_for_new(app: DeskApp, matter: str) -> None:
    """Draft to the new servicer: this dispute is open, and here is our letter."""
    from borrower_desk.actions import transfers

    _draft(
        app,
        lambda store, today, lang: transfers.copy_for_new(store, matter, today, lang),
        tr("Our letter to the old servicer is enclosed as it was sent."),
    )


def _draft(app: DeskApp, make: Callable[[Store, Any, str], Draft], said: str = "") -> None:
    from borrower_desk.letters.language import of_user

    today = app.today()
    lang = of_user()  # of the questions; what is sent is English

    def show(draft: Draft) -> None:
        app.note_change()
        app.open_draft(draft.id)
        if said:
            app.say(said)

    asker(app).change(lambda store: make(store, today, lang), show)


def _if_genuine(app: DeskApp, identifier: str) -> None:
    with_matter_of(
        app,
        identifier,
        tr("The question whether {} is theirs: in which matter?", identifier),
        lambda matter: ask_if_genuine(app, identifier, matter),
    )


ALL = (
    Act("Answer a message", "a letter in its matter, with its dates",
        of_message("Answer which message?", reply_to), ("draft",)),
    Act("Ask whether a message is theirs", "at the address on record, not the sender's",
        of_message("Is which message theirs?", _if_genuine), ("draft",)),
)  # fmt: skip
