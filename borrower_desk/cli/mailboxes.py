"""`mailbox add|list|remove` and `sync`: mail from a server, which is never changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from borrower_desk.cli import context, shapes
from borrower_desk.cli.output import emit, say, table, talk
from borrower_desk.errors import UsageError
from borrower_desk.speech import spoken, tr

app = typer.Typer()
mailbox = typer.Typer(
    help="Mail accounts (IMAP over TLS), read and never changed.", no_args_is_help=True
)
app.add_typer(mailbox, name="mailbox")


@mailbox.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What you call it.")],
    host: Annotated[str, typer.Option(help="The IMAP server, such as imap.example.com.")],
    user: Annotated[str, typer.Option(help="Your user name there, often your address.")],
    port: Annotated[int, typer.Option(help="The port for IMAP over TLS.")] = 993,
    password_file: Annotated[
        Path | None, typer.Option(help="Where the password lies (yours alone); else asked for.")
    ] = None,
    token_file: Annotated[
        Path | None, typer.Option(help="Where an OAuth access token lies (yours alone).")
    ] = None,
    oauth: Annotated[
        bool, typer.Option("--oauth", help="What is asked for is an OAuth token.")
    ] = False,
    ca_file: Annotated[
        Path | None, typer.Option(help="The certificate of a private authority (PEM).")
    ] = None,
    folder: Annotated[
        list[str] | None, typer.Option(help="Only this folder; may be given again.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All mail, not only what touches your servicers.")
    ] = False,
) -> None:
    """Add a mail account.  Its password goes to the system keyring, or stays in your file."""
    from borrower_desk.actions import mailboxes
    from borrower_desk.model import Mailbox, MailboxId

    if password_file is not None and token_file is not None:
        raise UsageError("A mailbox has a password or a token.", hint="Give one of the two files.")
    file = password_file or token_file
    oauth = oauth or token_file is not None
    secret = None if file is not None else _asked("token" if oauth else "password")
    with context.open_store() as store:
        one = mailboxes.add(
            store,
            Mailbox(
                MailboxId(""),
                name,
                host,
                user,
                port,
                str(file.absolute()) if file else "",
                oauth,
                str(ca_file.absolute()) if ca_file else "",
                tuple(folder or ()),
                everything,
            ),
            secret,
        )
    emit(
        shapes.mailbox(one),
        lambda: say(
            tr("{}: {}. Fetch what is new: borrower-desk sync {}", one.id, one.name, one.name)
        ),
    )


@mailbox.command("list")
def list_() -> None:
    """List the mail accounts."""
    with context.open_store(read_only=True) as store:
        found = store.mailboxes()
    emit(
        [shapes.mailbox(one) for one in found],
        lambda: table(
            ("id", "name", "user", "host", "mail"),
            [
                (
                    one.id,
                    one.name,
                    one.user,
                    f"{one.host}:{one.port}",
                    tr("all") if one.everything else tr("the servicers'"),
                )
                for one in found
            ],
            empty="No mailbox yet. Add one: borrower-desk mailbox add NAME --host … --user …",
        ),
    )


@mailbox.command("remove")
def remove(name: Annotated[str, typer.Argument(metavar="MAILBOX")]) -> None:
    """Forget a mail account and its password; what was fetched stays."""
    from borrower_desk.actions import mailboxes

    with context.open_store() as store:
        one = mailboxes.find(store, name)
        context.confirm(f"Forget the mailbox {one.name}? What was fetched stays.")
        mailboxes.remove(store, one.id)
    emit(shapes.mailbox(one), lambda: say(tr("{} ({}) is forgotten.", one.id, one.name)))


@app.command()
def sync(
    name: Annotated[
        str | None, typer.Argument(metavar="[MAILBOX]", help="One mailbox; without, all.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All mail this once, not only your servicers'.")
    ] = False,
    password_file: Annotated[
        Path | None, typer.Option(help="Where the password or token lies, this once.")
    ] = None,
) -> None:
    """Fetch what is new from your mailboxes.  Nothing there is changed, nor marked as read."""
    from borrower_desk.actions import mailboxes

    with context.open_store() as store:
        chosen = [mailboxes.find(store, name)] if name else store.mailboxes()
        if not chosen:
            raise UsageError(
                "There is no mailbox to sync.",
                hint="`borrower-desk mailbox add NAME --host HOST --user USER` makes one.",
            )
        done = mailboxes.sync(
            store,
            chosen,
            context.today(),
            everything=everything,
            secret_file=password_file,
            progress=lambda count, source: talk(tr("  {} met, last {}", count, source)),
        )

    def words() -> None:
        from borrower_desk.cli.mail import print_report

        print_report(done.report)

    emit(shapes.synced(done), words)
    for bad in done.troubles:
        talk(f"{bad.mailbox.name}: {spoken(bad.why.message)} {spoken(bad.why.hint)}")
    if done.troubles:
        raise typer.Exit(1)


def _asked(what: str) -> str:
    """The secret, typed; it is never taken from the command line, which others can list."""
    import sys
    from getpass import getpass

    if not context.at_terminal():
        raise UsageError(
            f"Nobody is there to type the {what}.",
            hint=f"Write it to a file of yours alone (chmod 600) and give --{what}-file.",
        )
    return getpass(f"The {what} (it goes to the system keyring): ", stream=sys.stderr)
