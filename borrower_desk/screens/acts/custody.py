"""Acts on what leaves the desk: packets handed out and checked, hand-offs, redacted copies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from borrower_desk.model import Matter, Verification
from borrower_desk.screens import words
from borrower_desk.screens.acts.act import (
    Act,
    file_at,
    lines_of,
    new_file,
    with_matter,
)
from borrower_desk.screens.detail import Detail
from borrower_desk.screens.dialogs import Blank, Form, Values
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.long import LongForm, Tell
from borrower_desk.speech import tr
from borrower_desk.text import safe_file_name

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp

USUAL = "ssn, bank-account, card-number, date-of-birth, account-number, phone, email, or words"


def make_packet(app: DeskApp) -> None:
    """Choose a matter; the Packet screen has the rest."""
    with_matter(app, "The packet of which matter?", lambda one: app.open_packet(one.id),
                closed_too=True)  # fmt: skip


def hand_off(app: DeskApp, matter: Matter | None = None) -> None:
    """The custody folder of a matter: packet, originals, timeline, rules, SHA256SUMS."""
    if matter is None:
        with_matter(app, "Hand off which matter?", lambda one: hand_off(app, one), closed_too=True)
        return
    from borrower_desk.actions import handoff, packets

    today = app.today()

    def act(store: Store, said: Values, tell: Tell) -> Any:
        path = new_file(said["path"])
        wishes = packets.Wishes(
            include=tuple(_ids(said["include"])),
            exclude=tuple(_ids(said["exclude"])),
            profile="attorney",
        )
        return handoff.hand_off(store, matter, path, today, wishes, tell)

    def show(made: Any) -> None:
        if made is None:
            return
        app.hand_over(made.path)
        held = words.plural(made.kept_back, tr("document marked attorney-client"),
                            tr("documents marked attorney-client"))  # fmt: skip
        app.push_screen(
            Detail(
                tr("The hand-off of {}", matter.id),
                [
                    ("file", str(made.path)),
                    ("files in it", str(len(made.files))),
                    ("kept back", held if made.kept_back else ""),
                    ("SHA-256", made.sha256),
                    ("check it", "sha256sum -c SHA256SUMS"),
                ],
                note="Whoever gets it can check it without this program.",
            )
        )

    name = safe_file_name(tr("{} {} hand-off.zip", matter.id, matter.title))
    app.push_screen(
        LongForm(
            tr("Hand off {}", matter.id),
            [
                Blank("path", "Where to", str(Path.home() / name), required=True),
                Blank("include", "Only these", hint="C1 C2; also what is marked attorney-client"),
                Blank("exclude", "Without these", hint="C3 C4"),
            ],
            act,
            verb="Write it",
            note="Packet, originals, timeline, rules and how each date was counted. It is not encrypted.",
        ),
        show,
    )


def _ids(typed: str) -> list[str]:
    return typed.replace(",", " ").upper().split()


def redact(app: DeskApp) -> None:
    """A copy of one document with things removed, not just covered."""
    from borrower_desk.actions import redacting

    def act(store: Store, said: Values) -> Any:
        wanted = said["document"].strip()
        target = new_file(said["path"])
        data = (
            redacting.kept_bytes(store, wanted)
            if redacting.is_kept(wanted)
            else redacting.file_bytes(file_at(wanted))
        )
        return redacting.redact_file(
            data, target, lines_of(said["patterns"].replace(",", "\n")), lines_of(said["boxes"]),
            redacting.accounts(store),
        )  # fmt: skip

    def show(made: Any) -> None:
        if made is None:
            return
        app.hand_over(made.path)
        log = [(row.where, f"{row.reason}, {row.count} ({row.how})") for row in made.log]
        app.push_screen(
            Detail(
                tr("{}: {} removed", made.path.name, words.plural(made.redactions, "thing")),
                [
                    ("file", str(made.path)),
                    *log,
                    *(("note", one) for one in made.notes),
                    ("SHA-256", made.sha256),
                ],
                note="Look at the copy before you send it."
                if log
                else "Nothing of that kind was found. Look at the copy before you send it.",
            )
        )

    app.push_screen(
        Form(
            "A redacted copy",
            [
                Blank("document", "Which document", required=True,
                      hint="a file, or an id: A1, C1"),
                Blank("patterns", "What goes", kind="lines", hint=USUAL),
                Blank("boxes", "Regions that go", kind="lines",
                      hint="page,x0,y0,x1,y1 in points from the top left, one a line"),
                Blank("path", "Where to", str(Path.home() / tr("redacted.pdf")), required=True),
            ],
            act,
            verb="Write the copy",
            note="Left empty: Social Security, bank and card numbers, and dates of birth go.",
        ),
        show,
    )  # fmt: skip


def verify_packet(app: DeskApp) -> None:
    """Is a packet as it was written: by itself, and against the desk?"""
    from borrower_desk.actions import packets

    def show(answer: Verification | None) -> None:
        if answer is None:
            return
        lines = [
            (one.name, f"{tr('ok' if one.ok else 'BAD')}  {in_app(one.detail)}".rstrip())
            for one in answer.checks
        ]
        app.push_screen(
            Detail("A packet, checked", lines,
                   note="Everything is as it was written." if answer.ok
                   else "This is NOT as it was written.")
        )  # fmt: skip

    app.push_screen(
        Form(
            "Check a packet",
            [Blank("path", "The packet", required=True, hint="a PDF")],
            lambda store, said: packets.verify(file_at(said["path"]), store),
            verb="Check it",
        ),
        show,
    )


def serve_packet(app: DeskApp, paths: Sequence[Path] = ()) -> None:
    """Record that a packet was handed out, each of its volumes: the page numbers stay."""
    from borrower_desk.actions import packets

    def act(store: Store, said: Values) -> list[str]:
        served = [packets.serve(store, file_at(one)) for one in lines_of(said["path"])]
        return [served[0][0], served[-1][1]]

    there = "\n".join(str(one) for one in paths)
    app.push_screen(
        Form(
            "A packet was served",
            [
                Blank("path", "Which one", there, "lines", required=True,
                      hint="the PDF; of several volumes each, one a line"),
            ],
            act,
            verb="It is served",
            note="Its page numbers stay from now on. What comes later goes into a supplement.",
        ),
        lambda done: app.say(tr("{} to {} are served: these numbers stay.", *done)) if done else None,
    )  # fmt: skip


ALL = (
    Act("Make a packet", "one PDF of a matter, numbered and sealed", make_packet, ("packet",)),
    Act("Check a packet", "is it as it was written?", verify_packet, ("packet",)),
    Act("A packet was served", "its page numbers stay", serve_packet, ("packet",)),
    Act("Hand off a matter", "packet, originals, timeline, checksums in one ZIP", hand_off,
        ("handoff",)),
    Act("A redacted copy", "of one document: removed, not just covered", redact, ("redact",)),
)  # fmt: skip
