"""Acts on letters that are not drafts of the desk yet: check, take apart, foresee, a kind anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from borrower_desk.model import Channel, CheckReport, Draft, DraftStatus, Matter, MatterId
from borrower_desk.screens import words
from borrower_desk.screens.acts.act import (
    CHANNELS,
    YES_NO,
    Act,
    asker,
    file_at,
    lines_of,
    with_draft,
    with_matter,
)
from borrower_desk.screens.detail import Detail
from borrower_desk.screens.dialogs import Blank, Form, Values
from borrower_desk.screens.hints import in_app
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp


def check_file(app: DeskApp) -> None:
    """Check a letter that was written elsewhere, as a careful paralegal would."""
    from borrower_desk.actions import letters, recording, reference
    from borrower_desk.actions.files import text_of

    today = app.today()

    def read(store: Store) -> tuple[list[Matter], list[Any]]:
        return store.matters(), reference.kinds_for_user(recording.own_templates(store.path))

    def act(store: Store, said: Values) -> CheckReport:
        how = letters.Sending(
            said["kind"] or None,
            Channel(said["via"]) if said["via"] else None,
            said["to"].strip() or None,
            said["secure"] == "yes",
        )
        files = letters.files_at([file_at(one) for one in lines_of(said["files"])])
        text = text_of(file_at(said["path"]))
        if not said["matter"]:
            return letters.check_file(text, today, how, files=files)
        matter = store.matter(MatterId(said["matter"]))
        return letters.check_file(text, today, how, store=store, matter=matter, files=files)

    def show(report: CheckReport | None) -> None:
        if report is not None:
            app.push_screen(findings_of(report))

    def ask(found: tuple[list[Matter], list[Any]]) -> None:
        matters = [(one.id, f"{one.id} {one.title}") for one in found[0]]
        kinds = [
            (one.kind, tr("{} (yours)", one.title) if one.own else one.title) for one in found[1]
        ]
        app.push_screen(
            Form(
                "Check a letter in a file",
                [
                    Blank("path", "The letter, a text file", required=True,
                          hint="Subject: …, an empty line, the letter"),
                    Blank("matter", "In which matter", "", "choice", choices=matters),
                    Blank("kind", "What it is", "", "choice", choices=kinds),
                    Blank("via", "How will it go", "", "choice", choices=CHANNELS),
                    Blank("to", "To which address"),
                    Blank("secure", "Is that a secure way?", "no", "choice", choices=YES_NO,
                          required=True),
                    Blank("files", "What goes with it", kind="lines", hint="files, one a line"),
                ],
                act,
                verb="Check it",
                note="Without a matter, what needs the record is left out and named.",
            ),
            show,
        )  # fmt: skip

    asker(app).ask(read, ask, group="act")


def findings_of(report: CheckReport) -> Detail:
    """What a check found, worst first, and what it left out."""
    order = list(words.SEVERITY)
    lines = [
        (tr(words.SEVERITY[one.severity][0]), f"{in_app(one.message)} {in_app(one.fix)}".rstrip())
        for one in sorted(report.findings, key=lambda found: order.index(found.severity))
    ]
    lines += [(tr("left out"), f"{one.code}: {in_app(one.why)}") for one in report.skipped]
    return Detail(
        "What the check found",
        lines or [("", tr("Nothing is wrong with it."))],
        note="No error stands." if report.ok else "An error stands: mend it before it goes.",
    )


def mend(app: DeskApp) -> None:
    """Mend a letter's enclosures where a check found fault: copies, and the letter takes them."""
    from borrower_desk.actions import letters, mending

    today = app.today()

    def ask(one: Draft) -> None:
        def act(store: Store, said: Values) -> list[Any]:
            kept = store.draft(one.id)
            report = letters.check(store, kept, today, look=True)
            return mending.mend_draft(store, kept, report, file_at(said["folder"]))

        app.push_screen(
            Form(
                tr("Mend the enclosures of {}", one.id),
                [Blank("folder", "A folder for the copies", required=True)],
                act,
                verb="Mend them",
                note="The originals stay as they are.",
            ),
            show,
        )

    def show(mended: list[Any] | None) -> None:
        if mended is not None:
            lines = [
                (safe_line(one.original, 20), "\n".join((*map(str, one.paths), *one.did)))
                for one in mended
                if one.did
            ]
            app.push_screen(Detail("What was mended", lines or [("", tr("Nothing was to mend."))]))

    with_draft(app, "Mend the enclosures of which letter?", DraftStatus.OPEN, ask)


def split(app: DeskApp) -> None:
    """Make one notice of error and one request for information of an angry letter."""
    with_matter(app, "The letter belongs to which matter?", lambda one: _split(app, one))


def _split(app: DeskApp, matter: Matter) -> None:
    from borrower_desk.actions.files import text_of
    from borrower_desk.actions.splitting import split as take_apart

    today = app.today()

    def act(store: Store, said: Values) -> Any:
        text = said["text"] if said["text"].strip() else text_of(file_at(said["path"]))
        return take_apart(store, text, matter, today)

    def show(made: Any) -> None:
        if made is None:
            return
        drafts = [one for one in (made.notice, made.request) if one is not None]
        lines = [
            (tr(one.place.value), f"{one.text}\n{tr('because')} {one.why}")
            for one in made.found.parts
        ]
        app.push_screen(
            Detail(
                "What your letter says, and where it belongs",
                [*((one.id, words.kind(one.kind)) for one in drafts), *lines],
                act=tr("Go on with {}", drafts[0].id) if drafts else "",
            ),
            lambda yes: app.open_draft(drafts[0].id) if yes else None,
        )

    app.push_screen(
        Form(
            "Take a letter apart",
            [
                Blank("text", "Your letter, as you wrote it", kind="lines"),
                Blank("path", "or a text file that has it"),
            ],
            act,
            verb="Take it apart",
            note="Errors go into a notice of error, questions into a request for information.",
        ),
        show,
    )


def what_if(app: DeskApp) -> None:
    """Every date that would follow from a letter, before anything is sent."""
    from borrower_desk.actions import reference
    from borrower_desk.actions.foresight import foreseen

    today = app.today()

    def read(store: Store) -> tuple[list[Matter], list[Any]]:
        return store.matters(), reference.kinds_for_user()

    def act(store: Store, said: Values) -> Any:
        matter = store.matter(MatterId(said["matter"])) if said["matter"] else None
        day = reference.read_day(said["on"], today)
        return foreseen(said["kind"], day, Channel(said["via"]), store=store, matter=matter)

    def show(found: Any) -> None:
        if found is None:
            return
        lines = [(words.iso(one.due), f"{words.who_owes(one)}: {one.title}") for one in found]
        app.push_screen(
            Detail("What would follow", lines or [("", tr("No clock would start."))],
                   note="Every day is an estimate until the letter arrives.")
        )  # fmt: skip

    def ask(found: tuple[list[Matter], list[Any]]) -> None:
        matters = [(one.id, f"{one.id} {one.title}") for one in found[0]]
        kinds = [(one.kind, one.title) for one in found[1]]
        first = matters[0][0] if len(matters) == 1 else ""
        app.push_screen(
            Form(
                "What would follow, if",
                [
                    Blank("kind", "you sent", "notice-of-error", "choice", choices=kinds,
                          required=True),
                    Blank("on", "on", today.isoformat(), required=True),
                    Blank("via", "by", "certified-mail", "choice", choices=CHANNELS, required=True),
                    Blank("matter", "In which matter", first, "choice", choices=matters),
                ],
                act,
                verb="Show the days",
                note="Nothing is kept and nothing is sent.",
            ),
            show,
        )  # fmt: skip

    asker(app).ask(read, ask, group="act")


def new_kind(app: DeskApp) -> None:
    """A kind of letter of your own: a file to change, tried at once on its own examples."""
    from borrower_desk.actions import own_letters, reference

    today = app.today()
    kinds = [(one.kind, one.title) for one in reference.kinds_for_user()]

    def show(tried: Any) -> None:
        if tried is not None:
            lines = [("file", str(tried.path)), ("pages", str(tried.pages)),
                     ("letter", tried.letter.body)]  # fmt: skip
            app.push_screen(
                Detail("A kind of letter of your own", lines,
                       note="Change the file as you like, and do this again to try it.")
            )  # fmt: skip

    app.push_screen(
        Form(
            "A kind of letter of your own",
            [
                Blank("name", "What you call it", required=True, hint="insurance-question"),
                Blank("like", "It begins from", "", "choice", choices=kinds),
            ],
            lambda store, said: own_letters.new_kind(
                store.path, said["name"].strip(), today, said["like"] or None
            ),
            verb="Make or try it",
        ),
        show,
    )


ALL = (
    Act("Check a letter in a file", "one that was written elsewhere", check_file, ("check",)),
    Act("Mend a letter's enclosures", "too large, turned, locked: in copies", mend, ("check",)),
    Act("Take a letter apart", "an angry letter becomes a notice and a request", split, ("split",)),
    Act("What would follow from a letter", "every date, before it is sent", what_if, ("whatif",)),
    Act("A kind of letter of your own", "a template to change and try", new_kind, ("letters",)),
)  # fmt: skip
