"""Acts on mail, papers and calls: record, file, tag, say what it is, mark, join, take out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from borrower_desk.errors import UsageError
from borrower_desk.model import (
    Channel,
    Correspondence,
    CorrespondenceId,
    Direction,
    Kind,
    Matter,
)
from borrower_desk.screens import words
from borrower_desk.screens.acts.act import (
    Act,
    asker,
    file_at,
    lines_of,
    told,
    with_matter,
    with_message,
)
from borrower_desk.screens.acts.call import CallForm
from borrower_desk.screens.choosing import Choice, Choose
from borrower_desk.screens.dialogs import Blank, Confirm, Form, Values
from borrower_desk.screens.hints import in_app
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.actions import filing, reading
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp

SPOKEN = ("phone", "voicemail", "in-person", "portal", "text-message", "mail", "fax")
BEGAN = (("received", "they did"), ("sent", "you did"))
KIND_WORDS = {
    Kind.AUTOMATED_REPLY: "a machine's answer: stops no clock",
    Kind.ACKNOWLEDGMENT: "they have our letter",
    Kind.RESPONSE: "a full answer",
    Kind.CORRECTION: "they mended the error",
    Kind.EXTENSION_NOTICE: "they take 15 more business days",
    Kind.REFUSAL: "no error found",
    Kind.SUSPECTED_PHISHING: "not really theirs",
}


def log_contact(app: DeskApp, matter: Matter | None = None) -> None:
    """Put a call, a visit or a portal message on record."""
    from borrower_desk.actions import clock, find, reading, reference

    today = app.today()

    def ask(matters: list[Matter]) -> None:
        def act(store: Store, said: Values) -> Any:
            chosen = find.matter(store, said["matter"]) if said["matter"] else None
            promised = _promised(said, chosen, today)
            kept = reading.log(
                store,
                Channel(said["channel"]),
                said["text"],
                reference.read_day(said["on"], today),
                with_whom=said["who"],
                reference=said["reference"],
                matter=chosen,
                direction=Direction(said["direction"]),
                files=[file_at(one) for one in lines_of(said["files"])],
                today=today,
            )
            if promised is not None and chosen is not None:
                clock.promise(store, chosen, *promised)
            return kept

        app.push_screen(
            CallForm(
                "Put a contact on record",
                [
                    Blank(
                        "channel",
                        "How",
                        "phone",
                        "choice",
                        choices=[(c, words.kind(c)) for c in SPOKEN],
                        required=True,
                    ),
                    Blank("on", "Day", today.isoformat(), required=True),
                    Blank("who", "With whom", hint="name and employee number"),
                    Blank("reference", "Reference number"),
                    Blank("text", "What was said", kind="lines", required=True),
                    Blank("promised", "What they promised", hint="reverse the fee"),
                    Blank("by", "By which day", hint="2026-10-01; it is then a deadline"),
                    Blank(
                        "direction",
                        "Who began it",
                        "received",
                        "choice",
                        choices=BEGAN,
                        required=True,
                    ),
                    Blank(
                        "files",
                        "The recording, or a picture",
                        kind="lines",
                        hint="files, one a line",
                    ),
                    Blank(
                        "matter",
                        "Matter",
                        matter.id if matter else "",
                        "choice",
                        choices=[(m.id, f"{m.id} {m.title}") for m in matters],
                    ),
                ],
                act,
                matter=matter,
                verb="Keep it",
            ),
            said_so,
        )

    def confirm_it(kept: Correspondence) -> None:
        def begin(found: Matter) -> None:
            from borrower_desk.screens.acts.letters import begin_letter

            begin_letter(app, found, "confirm-a-call")

        def answered(yes: bool | None) -> None:
            if yes:
                asker(app).ask(lambda store: find.matter(store, kept.matter or ""), begin)

        app.push_screen(
            Confirm(
                "Draft the letter that confirms the call?",
                detail="A call alone proves nothing; the letter has its day, its person, its number.",
                yes="Draft it",
                no="Not now",
            ),
            answered,
        )

    def said_so(done: Any) -> None:
        if done and done.matter:
            app.say(tr("{} is on record. n, confirm a call: the letter that confirms it.", done.id))
            if done.channel in (Channel.PHONE, Channel.IN_PERSON):
                confirm_it(done)
        elif done:
            app.say(tr("{} is on record.", done.id))

    asker(app).ask(lambda store: store.matters(), ask, group="act")


def _promised(said: Values, matter: Matter | None, today: date) -> tuple[str, date] | None:
    """What they promised and by which day; UsageError when one of the two is missing."""
    from borrower_desk.actions import reference

    what, by = said["promised"].strip(), said["by"].strip()
    if not what and not by:
        return None
    if not what or not by or matter is None:
        raise UsageError(
            "A promise needs what, by which day, and in which matter.",
            hint="Fill in all three, or leave the promise empty.",
        )
    return what, reference.read_day(by, today)


def file_message(app: DeskApp, identifier: str) -> None:
    """Put a message in a matter; where it may belong stands first."""
    from borrower_desk.actions import filing, reading

    today = app.today()

    def put(matter: Matter) -> None:
        def filed(done: reading.Filed) -> None:
            said = tr("{} is in {}, {}; u takes it back.", identifier, matter.id,
                      safe_line(matter.title, 30))  # fmt: skip
            if done.proposed:
                said += tr(" It proposes: {}", done.proposed[0].note or done.proposed[0].kind.value)
            told(app, said)(done)

        asker(app).change(lambda store: reading.file(store, [identifier], matter, today), filed)

    def ask(found: filing.Suggestion | None) -> None:
        matter = found.matter if found else None
        note = (
            tr("Perhaps {}: {}.", matter, safe_line(in_app(found.because)))
            if found and matter
            else ""
        )
        with_matter(app, tr("Put {} in which matter?", identifier), put, note=note, first=matter)

    def suggest(store: Store) -> filing.Suggestion | None:
        return filing.Guide(store).suggest(store.correspondence(CorrespondenceId(identifier)))

    asker(app).ask(suggest, ask, group="act")


def classify_message(app: DeskApp, identifier: str) -> None:
    """Say what a message is; the desk's guess and its reasons are shown."""
    from borrower_desk.actions import reading

    def choose(found: reading.Classified) -> None:
        because = ", ".join(
            tr("“{}” in the {}", safe_line(why.phrase, 40), why.where)
            for why in found.classification.because[:4]
        )
        guess = found.classification.kind.value
        note = tr("The desk's guess: {}", words.kind(guess)) + (
            tr(", because of {}.", because) if because else "."
        )
        first = [Kind(guess), *(kind for kind in Kind if kind.value != guess)]
        app.push_screen(
            Choose(
                tr("What is {}?", identifier),
                [
                    Choice(kind.value, words.kind(kind.value), KIND_WORDS.get(kind, ""))
                    for kind in first
                ],
                note=note,
            ),
            lambda kind: _classified(app, identifier, kind) if kind else None,
        )

    asker(app).ask(lambda store: reading.classify(store, identifier), choose, group="act")


def _classified(app: DeskApp, identifier: str, kind: str) -> None:
    from borrower_desk.actions import reading

    asker(app).change(
        lambda store: reading.classify(store, identifier, kind),
        told(app, tr("{} is: {}.", identifier, words.kind(kind))),
    )


def tag_message(app: DeskApp, identifier: str) -> None:
    """Add tags; one with a minus before it goes."""
    from borrower_desk.actions import reading

    def ask(one: Correspondence) -> None:
        app.push_screen(
            Form(
                tr("Tags of {}", one.id),
                [
                    Blank(
                        "tags",
                        "Words",
                        hint="with spaces between; -word takes one away",
                        required=True,
                    )
                ],
                lambda store, said: reading.tag(store, one.id, said["tags"].split()),
                note=tr("Now: {}", " ".join(one.tags) or tr("none")),
            ),
            lambda kept: (
                app.say(tr("Tags: {}", " ".join(kept.tags) or tr("none"))) if kept else None
            ),
        )

    asker(app).ask(
        lambda store: store.correspondence(CorrespondenceId(identifier)), ask, group="act"
    )


def of_message(title: str, do: Any) -> Any:
    """An act on one message, as the palette has it: the one that is shown, else one chosen."""
    return lambda app: with_message(app, title, lambda identifier: do(app, identifier))


ALL = (
    Act("Put a call or visit on record", "phone, portal, in person", log_contact, ("log",)),
    Act("File a message", "put it in a matter",
        of_message("File which message?", file_message), ("file",)),
    Act("Classify a message", "say what it is; the desk says why it guesses",
        of_message("Classify which message?", classify_message), ("classify",)),
    Act("Tag a message", "words of your own", of_message("Tag which message?", tag_message),
        ("tag",)),
)  # fmt: skip
