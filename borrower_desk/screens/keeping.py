"""Acts that look after the desk itself: undo, verify, copies, the way in, the doctor."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from borrower_desk.errors import UsageError
from borrower_desk.model import Check, Verification
from borrower_desk.screens.acts.act import Act, asker, file_at
from borrower_desk.screens.detail import Detail
from borrower_desk.screens.dialogs import Blank, Confirm, Form, Values
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.long import LongForm, LongWork, Tell
from borrower_desk.speech import tr

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp


def undo(app: DeskApp, done: Callable[[], None] | None = None) -> None:
    """Take back the last change that can be; the journal keeps both."""
    from borrower_desk.actions import undo as acts

    def taken_back(change: Any) -> None:
        app.note_change()
        app.say(
            tr("Taken back: {} {}. The journal keeps both.", change.act, ", ".join(change.subjects))
        )
        if done is not None:
            done()

    asker(app).change(acts.undo, taken_back)


def verify(app: DeskApp) -> None:
    """Is everything as it was written?"""
    from borrower_desk.actions import desks

    _checked(app, desks.verify, tr("Is everything as it was written?"))


def verify_fully(app: DeskApp) -> None:
    """Every page, every file, every row of the journal."""
    from borrower_desk.actions import desks

    title = tr("Every page and every file")
    app.push_screen(
        LongWork(
            title,
            lambda store, tell: desks.verify(store, full=True, tell=tell),
            stopped="What was not looked at is not known.",
        ),
        lambda answer: _tell_checked(app, title, answer) if answer else None,
    )


def repair(app: DeskApp) -> None:
    """Make again what can be made again: the search index, never what is kept."""
    from borrower_desk.actions import desks

    def answered(yes: bool | None) -> None:
        if yes:
            _checked(app, lambda store: desks.verify(store, repair=True), tr("After the repair"))

    app.push_screen(
        Confirm(
            "Make the search index again?",
            detail="What is kept is not touched. It can take some minutes for a large desk.",
            yes="Make it again",
            no="Leave it",
        ),
        answered,
    )


def _checked(app: DeskApp, look: Callable[[Store], Verification], title: str) -> None:
    app.say("Checking the desk …")
    asker(app).ask(look, lambda answer: _tell_checked(app, title, answer), group="verify")


def _tell_checked(app: DeskApp, title: str, answer: Verification) -> None:
    app.push_screen(
        Detail(
            title,
            _lines(answer.checks),
            note="All is as it was written." if answer.ok else "NOT all is as it was written.",
        )
    )


def _lines(checks: Sequence[Check]) -> list[tuple[str, str]]:
    return [(one.name, f"{tr(one.word)}  {in_app(one.detail)}".rstrip()) for one in checks]


def backup(app: DeskApp) -> None:
    """A verified copy of the desk and its wrapped keys."""
    from borrower_desk.actions import copies

    today = app.today()
    app.push_screen(
        LongForm(
            "A copy of the desk",
            [
                Blank(
                    "path",
                    "Where to: a new file, or a folder",
                    str(app.path.with_name(f"{app.path.stem}-{today}.desk")),
                    required=True,
                ),
                Blank("keep", "In a folder: how many copies to keep", hint="empty keeps all"),
            ],
            lambda store, said, tell: copies.backup(
                store, Path(said["path"]).expanduser(), today, _number(said["keep"]), tell
            ),
            verb="Copy",
            note="The copy is encrypted as the desk is, and read back before it counts.",
            stopped="No copy was left.",
            in_bytes=True,
        ),
        lambda made: app.say(tr("The copy is made and checked: {}", made.path)) if made else None,
    )


def _number(said: str) -> int | None:
    if not said.strip():
        return None
    if not said.strip().isdecimal() or not int(said):
        raise UsageError("How many copies is a number from 1.", hint="7, say; or leave it empty.")
    return int(said)


def drill(app: DeskApp) -> None:
    """Try a backup: restore it into a temporary folder and compare every row."""
    from borrower_desk.actions import copies

    today, ways = app.today(), app.ways

    def tell(answer: Any) -> None:
        if answer is not None:
            good = (
                tr("The copy can be restored, and is the same.")
                if answer.ok
                else tr("The copy is NOT good.")
            )
            app.push_screen(Detail("A backup, tried", _lines(answer.checks), note=good))

    app.push_screen(
        Form(
            "Try a backup",
            [
                Blank("path", "The copy", required=True),
                Blank("code", "Its recovery code", kind="secret", hint="empty: opened as this desk is"),
            ],
            lambda store, said: copies.drill(
                Path(said["path"]).expanduser(), ways, today, store, said["code"].strip()
            ),
            verb="Try it",
            note="It is restored into a temporary folder, checked in full, and removed again.",
        ),
        tell,
    )  # fmt: skip


def export(app: DeskApp) -> None:
    """Everything in open forms, for other programs; not encrypted."""
    from borrower_desk.actions import copies

    forms = [(one.value, one.value) for one in copies.Form]

    def act(store: Store, said: Values, tell: Tell) -> Any:
        if said["sure"] != "yes":
            raise UsageError(
                "An export is not encrypted: anybody who finds it can read it.",
                hint="Say yes in the last line to go on.",
            )
        return copies.export(store, file_at(said["path"]), copies.Form(said["form"]), tell)

    app.push_screen(
        LongForm(
            "Export everything",
            [
                Blank("path", "Into which new folder?", required=True),
                Blank("form", "In which form?", forms[0][0], "choice", choices=forms, required=True),
                Blank("sure", "It is not encrypted. Go on?", "no", "choice",
                      choices=(("no", "no"), ("yes", "yes")), required=True),
            ],
            act,
            verb="Export",
        ),
        lambda made: app.say(
            tr("{} messages and {} documents are in {}.", made.messages, made.documents, made.path)
        ) if made else None,
    )  # fmt: skip


def change_passphrase(app: DeskApp) -> None:
    """A new passphrase; the old one no longer opens the desk."""
    from dataclasses import replace

    from borrower_desk.actions import desks

    def act(_: Store, said: Values) -> bool:
        _must_be_good(said["new"], said["again"])
        old = said["old"]
        ways = replace(app.ways, ask=lambda: old) if old else app.ways
        desks.change_passphrase(app.path, ways, said["new"])
        return True

    app.push_screen(
        Form(
            "A new passphrase",
            [
                Blank("old", "The passphrase now", kind="secret", hint="empty when a key file or the keyring opens the desk"),
                Blank("new", "The new one", kind="secret", required=True),
                Blank("again", "The new one again", kind="secret", required=True),
            ],
            act,
            verb="Change it",
            note="The recovery code stays as it is. Copies made before keep their old passphrase.",
        ),
        lambda done: app.say("The desk opens with the new passphrase from now on.") if done else None,
    )  # fmt: skip


def doctor(app: DeskApp) -> None:
    """What is installed, what is missing, what to do."""
    from borrower_desk.actions import desks

    def tell(found: Any) -> None:
        lines = [
            (
                one.name,
                f"{tr('ok' if one.ok else 'BAD')}  {in_app(one.detail)} {in_app(one.fix)}".rstrip(),
            )
            for one in found
        ]
        app.push_screen(Detail("What is installed, and how it is", lines))

    asker(app).look_up(lambda: desks.doctor(app.path), tell, group="doctor")


def new_recovery_code(app: DeskApp) -> None:
    """Another recovery code, shown once; the old one opens nothing from now on."""
    from dataclasses import replace

    from borrower_desk.actions import desks

    def act(_: Store, said: Values) -> str:
        old = said["old"]
        ways = replace(app.ways, ask=lambda: old) if old else app.ways
        return desks.change_recovery_code(app.path, ways)

    app.push_screen(
        Form(
            "A new recovery code",
            [
                Blank(
                    "old",
                    "The passphrase now",
                    kind="secret",
                    hint="empty when a key file or the keyring opens the desk",
                )
            ],
            act,
            verb="Make a new one",
            note="The old code opens nothing from then on; copies made before keep theirs.",
        ),
        lambda code: _show_code(app, code) if code else None,
    )


def _show_code(app: DeskApp, code: str, *more: tuple[str, str]) -> None:
    app.push_screen(
        Detail(
            "Your recovery code, shown this once",
            [("code", code), *more],
            note="Write it on paper, and keep it away from this machine.",
        )
    )


def recover(app: DeskApp) -> None:
    """Get in with the recovery code and choose a new passphrase; works on a locked desk."""
    from borrower_desk.actions import desks

    def act(said: Values) -> bool:
        _must_be_good(said["new"], said["again"])
        desks.recover(app.path, said["code"].strip(), said["new"])
        return True

    app.push_screen(
        LockedForm(
            "Get in with the recovery code",
            [
                Blank("code", "The recovery code", required=True),
                Blank("new", "A new passphrase", kind="secret", required=True),
                Blank("again", "The same again", kind="secret", required=True),
            ],
            lambda _, said: act(said),
            verb="Get in",
            note="The code stays as it is.",
        ),
        lambda done: (
            app.say("The desk opens with the new passphrase from now on.") if done else None
        ),
    )


class LockedForm(Form):
    """A form whose act needs no open desk."""

    WHILE_LOCKED = True

    def start(self, values: Values) -> None:
        self.look_up(lambda: self.act(None, values), self._done, otherwise=self._refused)  # type: ignore[arg-type]


def _must_be_good(new: str, again: str) -> None:
    if len(new) < 8:
        raise UsageError("At least eight characters.", hint="Four random words are good.")
    if new != again:
        raise UsageError("The two differ.", hint="Type the new passphrase twice the same.")


def restore(app: DeskApp) -> None:
    """A new desk from a copy or an export; nothing that is there is overwritten."""
    from borrower_desk.actions import copies
    from borrower_desk.actions.desks import Ways

    ways = app.ways

    def act(_: Store, said: Values) -> Any:
        new = said["new"]

        def chosen() -> str:
            _must_be_good(new, said["again"])
            return new

        source, target = file_at(said["source"]), file_at(said["target"])
        keys = Ways(keyring=False) if new else ways
        return copies.restore(source, target, keys, said["code"].strip(), chosen if new else None)

    def show(done: Any) -> None:
        if done is None:
            return
        how = ("open it", f"borrower-desk --desk {shlex.quote(str(done.path))}")
        if done.new is not None:
            _show_code(app, done.new.recovery_code, ("desk", str(done.path)), how)
            return
        app.push_screen(
            Detail(
                "A desk was made",
                [("desk", str(done.path)), how],
                note="It was read back, and opens as the old one did."
                if done.checked
                else "Its bytes are those of the copy; without a key nothing more could be checked.",
            )
        )

    app.push_screen(
        Form(
            "Restore a copy, or an export",
            [
                Blank("source", "The copy", required=True,
                      hint="a backup, or an export in JSON or SQLite"),
                Blank("target", "The new desk", required=True, hint="a file that is not there yet"),
                Blank("code", "The copy's recovery code", kind="secret",
                      hint="empty: opened as this desk is"),
                Blank("new", "An export needs a passphrase", kind="secret",
                      hint="a backup keeps its own"),
                Blank("again", "The same again", kind="secret"),
            ],
            act,
            verb="Restore it",
            note="Nothing that is there is overwritten. The desk that is open stays as it is.",
        ),
        show,
    )  # fmt: skip


ALL = (
    Act("Undo the last change", "filing, tags, kinds, events, discarded drafts", undo, ("undo",)),
    Act("Verify the desk", "is everything as it was written?", verify, ("verify",)),
    Act("Verify the desk in full", "every page, every file, the whole journal", verify_fully,
        ("verify",)),
    Act("Repair the search index", "what can be made again, never what is kept", repair,
        ("verify",)),
    Act("Back up the desk", "a verified copy", backup, ("backup",)),
    Act("Try a backup", "restore it into a temporary folder and compare", drill, ("backup",)),
    Act("Restore a copy, or an export", "as a new desk beside this one", restore, ("restore",)),
    Act("Export everything", "Maildir, JSON or SQLite; not encrypted", export, ("export",)),
    Act("Change the passphrase", "the old one no longer opens the desk", change_passphrase,
        ("key change",)),
    Act("A new recovery code", "the old one opens nothing from then on", new_recovery_code,
        ("key change",)),
    Act("Get in with the recovery code", "and choose a new passphrase", recover,
        ("key recover",)),
    Act("Doctor", "what is installed, what is missing, what to do", doctor, ("doctor",)),
)  # fmt: skip
