"""Acts that bring mail in: letters of paper with their dates, mailboxes, what is new there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from borrower_desk.errors import MailboxRefused, SourceNotFound, UsageError
from borrower_desk.model import (
    Channel,
    Direction,
    ImportReport,
    ImportStatus,
    Mailbox,
    MailboxId,
    Matter,
    MatterId,
)
from borrower_desk.screens.acts.act import (
    CHANNELS,
    YES_NO,
    Act,
    asker,
    file_at,
    lines_of,
    pick,
    told,
)
from borrower_desk.screens.choosing import Choice, Choose
from borrower_desk.screens.detail import Detail
from borrower_desk.screens.dialogs import Blank, Confirm, Form, Values
from borrower_desk.screens.long import LongForm, Tell
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp

WAYS = (("auto", "as the paper says"), ("received", "they wrote it"), ("sent", "you wrote it"))
SECRETS = (("password", "a password"), ("token", "an OAuth token"))


# ── paper ────────────────────────────────────────────────────────────────────


def paper(app: DeskApp) -> None:
    """A letter of paper: its scans, and its three dates."""
    from borrower_desk.actions import importing, people, reference

    today = app.today()

    def act(store: Store, said: Values, tell: Tell) -> ImportReport:
        def day(name: str) -> Any:
            return reference.read_day(said[name], today) if said[name].strip() else None

        paths = [file_at(one) for one in lines_of(said["files"])]
        missing = next((one for one in paths if not one.exists()), None)
        if missing is not None:
            raise SourceNotFound(tr("There is nothing at {}.", missing), hint=tr("Check the path."))
        manner = importing.Manner(
            matter=store.matter(MatterId(said["matter"])) if said["matter"] else None,
            direction=None if said["way"] == "auto" else Direction(said["way"]),
            received=day("received"),
            dated=day("dated"),
            postmarked=day("postmarked"),
            via=Channel(said["via"]) if said["via"] else None,
            ocr=True,
            again=said["again"] == "yes",
        )
        if said["mine"].strip():
            people.edit_sender(store, emails=said["mine"].replace(",", " ").split())
        if said["together"] == "yes":
            return importing.bring_in_together(store, paths, manner, today)
        total = reference.size_of(paths)
        return importing.bring_in(
            store, paths, manner, today, lambda done, source: tell(done, total, source)
        )

    def ask(found: list[Matter]) -> None:
        matters = [(one.id, f"{one.id} {one.title}") for one in found]
        app.push_screen(
            LongForm(
                "A letter on paper",
                [
                    Blank("files", "Its scans or pictures", kind="lines", required=True,
                          hint="files, one a line, in order"),
                    Blank("together", "Are they the pages of one letter?", "no", "choice",
                          choices=YES_NO, required=True),
                    Blank("dated", "The date on the letter", hint="2026-09-16"),
                    Blank("postmarked", "The postmark on the envelope"),
                    Blank("received", "The day it reached you", hint="clocks of yours count from it"),
                    Blank("via", "How it came", "", "choice", choices=CHANNELS),
                    Blank("way", "Who wrote it", "auto", "choice", choices=WAYS, required=True),
                    Blank("matter", "In which matter", "", "choice", choices=matters),
                    Blank("mine", "An e-mail address of yours", hint="remembered"),
                    Blank("again", "Also what was purged before?", "no", "choice", choices=YES_NO,
                          required=True),
                ],
                act,
                verb="Bring it in",
                stopped="What came before is kept.",
                in_bytes=True,
            ),
            lambda report: tell_report(app, report) if report else None,
        )  # fmt: skip

    asker(app).ask(lambda store: store.matters(), ask, group="act")


def tell_report(app: DeskApp, report: ImportReport) -> None:
    """What became of each item; nothing disappears."""
    said = {
        ImportStatus.IMPORTED: tr("imported"),
        ImportStatus.DUPLICATE: tr("known already"),
        ImportStatus.QUARANTINED: tr("unreadable"),
    }
    lines = [
        (f"{one.id or ''} {said[one.status]}".strip(),
         f"{safe_line(one.source, 60)}\n{safe_line(one.reason or '')}".strip())
        for one in report.items[:200]
    ]  # fmt: skip
    first = next((one.id for one in report.items if one.id and one.id.startswith("C")), None)
    app.push_screen(
        Detail(
            tr("{} met: {} imported", len(report.items), report.count(ImportStatus.IMPORTED)),
            lines,
            act=tr("Read {}", first) if first else "",
        ),
        lambda yes: app.open_message(first) if yes and first else None,
    )


# ── mailboxes ────────────────────────────────────────────────────────────────


def add_mailbox(app: DeskApp) -> None:
    """A mail account; its password goes to the system keyring, typed where nobody sees it."""
    from borrower_desk.actions import mailboxes

    def act(store: Store, said: Values) -> Mailbox:
        port, file = said["port"].strip(), said["file"].strip()
        if not port.isdigit():
            raise UsageError(tr("{!r} is no port.", port), hint="IMAP over TLS is usually at 993.")
        if not (said["secret"] or file):
            raise UsageError(
                "The password is still empty.",
                hint="Type it, or name a file of yours alone (chmod 600) that has it.",
            )
        wanted = Mailbox(
            MailboxId(""),
            said["name"],
            said["host"].strip(),
            said["user"].strip(),
            int(port),
            _absolute(file),
            said["what"] == "token",
            _absolute(said["ca"]),
            tuple(lines_of(said["folders"])),
            said["everything"] == "yes",
        )
        try:
            return mailboxes.add(store, wanted, None if file else said["secret"])
        except MailboxRefused as why:
            raise MailboxRefused(
                why.message,
                hint=tr("Write it to a file of yours alone (chmod 600), and name the file below."),
            ) from None

    app.push_screen(
        Form(
            "Add a mailbox",
            [
                Blank("name", "What you call it", required=True, hint="home"),
                Blank("host", "The IMAP server", required=True, hint="imap.example.com"),
                Blank("user", "Your user name there", required=True, hint="often your address"),
                Blank("secret", "Its password", kind="secret",
                      hint="goes to the system keyring, and nowhere else"),
                Blank("what", "That is", "password", "choice", choices=SECRETS, required=True),
                Blank("everything", "All mail, not only your servicers'?", "no", "choice",
                      choices=YES_NO, required=True),
                Blank("port", "Port", "993", required=True),
                Blank("folders", "Only these folders", kind="lines",
                      hint="one a line; empty: all but Junk, Trash and Drafts"),
                Blank("file", "or a file that has the password", hint="yours alone: chmod 600"),
                Blank("ca", "Certificate of a private authority", hint="a PEM file"),
            ],
            act,
            verb="Add it",
            note="The mail there is read over TLS. Nothing is changed, nor marked as read.",
        ),
        lambda made: _offer_to_fetch(app, made) if made else None,
    )  # fmt: skip


def _absolute(typed: str) -> str:
    return str(file_at(typed).absolute()) if typed.strip() else ""


def _offer_to_fetch(app: DeskApp, made: Mailbox) -> None:
    app.push_screen(
        Confirm(tr("{} is kept. Fetch its mail now?", made.name), yes="Fetch it", no="Later"),
        lambda yes: _fetch(app, made.name) if yes else None,
    )


def _fetch(app: DeskApp, name: str = "", *, everything: bool = False) -> None:
    app.show("import", lambda screen: screen.sync(name, everything=everything))


def mailboxes_there(app: DeskApp) -> None:
    """The mailboxes: fetch from one, or forget it."""
    pick(
        app,
        "Your mailboxes",
        lambda store: store.mailboxes(),
        lambda one: Choice(
            one.id,
            f"{one.id:<4} {safe_line(one.name, 20)}",
            f"{safe_line(one.user, 30)}, {safe_line(one.host, 30)}:{one.port}",
        ),
        lambda one: _mailbox(app, one),
        empty="There is no mailbox yet. “Add a mailbox” makes one.",
    )


def _mailbox(app: DeskApp, one: Mailbox) -> None:
    def act(chosen: str | None) -> None:
        if chosen == "forget":
            forget(app, one)
        elif chosen:
            _fetch(app, one.name, everything=chosen == "all")

    app.push_screen(
        Choose(
            tr("The mailbox {}", safe_line(one.name, 40)),
            [
                Choice("new", "Fetch what is new", "what touches your servicers"),
                Choice("all", "Fetch all mail this once", "whoever it is from"),
                Choice("forget", "Forget it", "and its password; what was fetched stays"),
            ],
        ),
        act,
    )


def forget(app: DeskApp, one: Mailbox) -> None:
    """Forget a mailbox and its password, after a yes."""
    from borrower_desk.actions import mailboxes

    app.push_screen(
        Confirm(
            tr("Forget the mailbox {}?", safe_line(one.name, 40)),
            detail="Its password leaves the keyring. What was fetched stays in the desk.",
            yes="Forget it",
            no="Keep it",
        ),
        lambda yes: (
            asker(app).change(
                lambda store: mailboxes.remove(store, one.id),
                told(app, tr("{} is forgotten.", safe_line(one.name, 40))),
            )
            if yes
            else None
        ),
    )


def forget_mailbox(app: DeskApp) -> None:
    """Choose a mailbox and forget it."""
    pick(
        app,
        "Forget which mailbox?",
        lambda store: store.mailboxes(),
        lambda one: Choice(one.id, f"{one.id:<4} {safe_line(one.name, 30)}", one.user),
        lambda one: forget(app, one),
        empty="There is no mailbox yet. “Add a mailbox” makes one.",
    )


ALL = (
    Act("Bring in a letter on paper", "its scans, and the three dates", paper, ("import",)),
    Act("Fetch mail", "what is new in every mailbox", _fetch, ("sync",)),
    Act("Mailboxes", "fetch from one, all of its mail, or forget it", mailboxes_there,
        ("mailbox list", "sync")),
    Act("Add a mailbox", "IMAP; its password goes to the keyring", add_mailbox, ("mailbox add",)),
    Act("Forget a mailbox", "and its password; what was fetched stays", forget_mailbox,
        ("mailbox remove",)),
)  # fmt: skip
