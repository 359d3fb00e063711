"""Acts on one piece of what is kept: mark it, join it, take it out; and what could not be read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from borrower_desk.model import (
    Correspondence,
    CorrespondenceId,
    ImportStatus,
    Link,
    Quarantined,
    Relation,
)
from borrower_desk.screens import words
from borrower_desk.screens.acts.act import Act, asker, new_file, pick, told
from borrower_desk.screens.acts.mail import of_message
from borrower_desk.screens.choosing import Choice, Choose
from borrower_desk.screens.dialogs import Blank, Confirm, Form, Values
from borrower_desk.speech import tr
from borrower_desk.text import safe_file_name, safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp

RELATIONS = (
    (Relation.SAME_LETTER.value, "one letter that came twice"),
    (Relation.NEAR_DUPLICATE.value, "a forwarded copy, or nearly the same"),
)


def mark_privileged(app: DeskApp, identifier: str) -> None:
    """Mark a message as attorney-client, with what came with it; or take the mark away."""
    from borrower_desk.actions import redacting

    def turn(one: Correspondence) -> None:
        said = (
            tr("{} is no longer marked attorney-client.", one.id)
            if one.privileged
            else tr("{} is attorney-client: no packet, hand-off or index holds it.", one.id)
        )
        off = one.privileged
        app.push_screen(
            Confirm(
                tr("Take the attorney-client mark from {}?", one.id)
                if off
                else tr("Mark {} as attorney-client?", one.id),
                detail="It may then go into packets and hand-offs."
                if off
                else "No packet, hand-off or index then holds it, unless you tick it by hand.",
                yes="Take it away" if off else "Mark it",
            ),
            lambda yes: (
                asker(app).change(
                    lambda store: redacting.privilege(store, one.id, privileged=not off),
                    told(app, said),
                )
                if yes
                else None
            ),
        )

    asker(app).ask(
        lambda store: store.correspondence(CorrespondenceId(identifier)), turn, group="act"
    )


def purge(app: DeskApp, identifier: str) -> None:
    """Take out for good what was kept by mistake; asks, says what goes and what stays."""
    from borrower_desk.actions import keeping

    today = app.today()

    def ask(what: str) -> None:
        def go_on(yes: bool | None) -> None:
            if yes:
                app.push_screen(form, gone)

        form = Form(
            tr("Remove {} for good", identifier),
            [Blank("reason", "Why should it not be here?", required=True)],
            lambda store, said: keeping.purge(store, identifier, said["reason"], today),
            verb="Remove it for good",
            note="Its id, its hash and your reason stay, so that the record shows that it was there.",
        )
        app.push_screen(
            Confirm(
                tr("Remove {} for good?", identifier),
                detail=tr(
                    "{}\nIts bytes, its text and its files go; this can't be undone."
                    "\nA tombstone stays: its id, its hash, your reason. Copies made before keep it.",
                    safe_line(what, 160),
                ),
                yes="Go on",
                no="Keep it",
            ),
            go_on,
        )

    def gone(stone: Any) -> None:
        if stone is not None:
            told(
                app, tr("{} is gone. A tombstone stays: SHA-256 {}…", stone.id, stone.sha256[:16])
            )(stone)

    asker(app).ask(lambda store: keeping.named(store, identifier), ask, group="act")


def link(app: DeskApp, identifier: str) -> None:
    """Say that two pieces belong together."""
    from borrower_desk.actions import keeping

    app.push_screen(
        Form(
            tr("{} belongs with another", identifier),
            [
                Blank("other", "Which one?", required=True, hint="its id, such as C12"),
                Blank(
                    "how",
                    "How",
                    Relation.SAME_LETTER.value,
                    "choice",
                    choices=RELATIONS,
                    required=True,
                ),
            ],
            lambda store, said: keeping.link(
                store, identifier, said["other"], Relation(said["how"])
            ),
            verb="Link them",
            note="Of one letter that came by e-mail and by post the earliest receipt counts.",
        ),
        lambda made: app.say(tr("{} and {} are linked.", made.one, made.other)) if made else None,
    )


def unlink(app: DeskApp, identifier: str) -> None:
    """Take two pieces apart that were linked wrongly."""
    from borrower_desk.actions import keeping

    def other(one: Link) -> str:
        return one.other if one.one == identifier else one.one

    pick(
        app,
        tr("Take {} apart from which?", identifier),
        lambda store: store.links(CorrespondenceId(identifier)),
        lambda one: Choice(other(one), other(one), one.because),
        lambda one: asker(app).change(
            lambda store: keeping.unlink(store, identifier, other(one)),
            told(app, tr("{} and {} stand alone again.", identifier, other(one))),
        ),
        empty=tr("{} is linked with nothing.", identifier),
    )


# ── what could not be read ───────────────────────────────────────────────────


def quarantine(app: DeskApp) -> None:
    """What could not be read: try again, save its bytes, or take it out."""
    pick(
        app,
        "What could not be read, kept byte for byte",
        lambda store: store.quarantined(),
        lambda one: Choice(
            one.id, f"{one.id:<4} {safe_line(one.source, 34)}", safe_line(one.reason, 50)
        ),
        lambda one: _quarantined(app, one),
        empty="Everything could be read.",
    )


def _quarantined(app: DeskApp, one: Quarantined) -> None:
    def act(chosen: str | None) -> None:
        if chosen == "retry":
            retry(app, one.id)
        elif chosen == "save":
            save_original(app, one.id, one.source)
        elif chosen == "purge":
            purge(app, one.id)

    app.push_screen(
        Choose(
            tr("{}, {}, kept {}", one.id, words.size(one.size), one.on),
            [
                Choice("retry", "Try again to read it"),
                Choice("save", "Save its bytes to a file"),
                Choice("purge", "Remove it for good", "a tombstone stays"),
            ],
            note=f"{safe_line(one.source, 60)}: {safe_line(one.reason, 80)}",
        ),
        act,
    )


def save_original(app: DeskApp, identifier: str, source: str = "") -> None:
    """Write the bytes of a piece to a file, exactly as they came."""
    from borrower_desk.actions import reading
    from borrower_desk.actions.files import write_new

    def act(store: Store, said: Values) -> Path:
        path = new_file(said["path"])
        write_new(path, reading.original(store, identifier))
        return path

    def saved(path: Path | None) -> None:
        if path is not None:
            app.hand_over(path)
            app.say(tr("Saved as {}.", path))

    name = safe_file_name(f"{identifier} {source.rpartition('/')[2]}".strip())
    app.push_screen(
        Form(
            tr("Save the bytes of {}", identifier),
            [Blank("path", "Where to", str(Path.home() / name), required=True)],
            act,
            verb="Save the copy",
        ),
        saved,
    )


def save_message(app: DeskApp, identifier: str) -> None:
    """A message as it came, byte for byte, under the name of its source."""
    asker(app).ask(
        lambda store: store.correspondence(CorrespondenceId(identifier)),
        lambda one: save_original(app, one.id, one.source.partition("#")[0]),
        group="act",
    )


def retry(app: DeskApp, *identifiers: str) -> None:
    """Try again to read what could not be read; without an id, all of it."""
    from borrower_desk.actions import reading

    today = app.today()

    def read(report: Any) -> None:

        still = report.count(ImportStatus.QUARANTINED)
        done = len(report.items) - still
        told(app, tr("{} could be read now; {} still cannot.", done, still))(report)

    asker(app).change(lambda store: reading.retry_quarantined(store, identifiers, today), read)


ALL = (
    Act(
        "Save a message as it came",
        "its bytes, unchanged",
        of_message("Save which message?", save_message),
        ("show",),
    ),
    Act("Mark as attorney-client", "held back from packets; or take the mark away",
        of_message("Mark which message?", mark_privileged), ("privilege",)),
    Act("Link two messages", "one letter that came twice, or a copy",
        of_message("Link which message?", link), ("link",)),
    Act("Take two messages apart", "that were linked wrongly",
        of_message("Take which message apart?", unlink), ("unlink",)),
    Act("Remove a message for good", "what was kept by mistake; a tombstone stays",
        of_message("Remove which message?", purge), ("purge",)),
    Act("What could not be read", "look, try again, save its bytes, remove it", quarantine,
        ("quarantine list", "quarantine show")),
    Act("Try again to read", "all that could not be read", retry, ("quarantine retry",)),
)  # fmt: skip
