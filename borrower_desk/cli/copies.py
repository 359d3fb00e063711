"""`backup`, `restore`, `export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from borrower_desk.actions.copies import Form
from borrower_desk.cli import context, shapes
from borrower_desk.cli.output import emit, say, talk
from borrower_desk.cli.packets import print_checks
from borrower_desk.errors import DeskAltered
from borrower_desk.speech import spoken, tr

if TYPE_CHECKING:
    from borrower_desk.actions.copies import Exported, Restored

app = typer.Typer()
BAD_NEWS = 3
CodeFile = Annotated[
    Path | None,
    typer.Option(
        readable=False, help="Open the copy by its recovery code, in this file (chmod 600)."
    ),
]


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="A new file, or a directory for dated ones.")],
    drill: Annotated[
        bool, typer.Option("--drill", help="Restore it whole, for a moment, and compare.")
    ] = False,
    keep: Annotated[
        int | None, typer.Option(min=1, help="In a directory: only the newest so many stay.")
    ] = None,
    code_file: CodeFile = None,
) -> None:
    """Copy the desk, encrypted, and check the copy; with --drill, try one that is there."""
    from borrower_desk.actions import copies

    code = context.secret_line(code_file)
    path = context.desk_path()
    with context.open_store(read_only=not copies.can_be_written(path)) as store:
        if drill and file.is_file():
            made = copies.Made(file)
            talk(tr("Trying {}.", file))
        else:
            made = copies.backup(store, file, context.today(), keep)
        answer = None
        if drill:
            answer = copies.drill(made.path, context.ways(), context.today(), store, code)
        advice = copies.advice(store, context.today())
    shape = {"path": str(made.path), "removed": [str(one) for one in made.removed]}
    if answer is None:
        emit(
            shape,
            lambda: say(tr("Wrote {} and {}.keys; both were read back.", made.path, made.path)),
        )
    else:
        emit(shape | shapes.verification(answer), lambda: print_checks(answer))
    if advice:
        talk(advice)
    if answer is not None and not answer.ok:
        raise typer.Exit(BAD_NEWS)


@app.command()
def restore(
    file: Annotated[
        Path, typer.Argument(readable=False, help="A backup, or an export in JSON or SQLite.")
    ],
    code_file: CodeFile = None,
) -> None:
    """Make a new desk (--desk NEW) from a backup; nothing that is there is overwritten."""
    from borrower_desk.actions import copies

    done = copies.restore(
        file,
        context.desk_path(),
        context.ways(),
        context.secret_line(code_file),
        context.ask_new_passphrase if context.at_terminal() else None,
    )
    emit(_shape(done), lambda: _tell(done))


def _shape(done: Restored) -> dict[str, object]:
    shape: dict[str, object] = {"desk": str(done.path), "checked": done.checked}
    if done.new is not None:
        shape |= {"recovery_code": done.new.recovery_code, "ways": list(done.new.ways)}
    return shape


def _tell(done: Restored) -> None:
    say(tr("Made {}.", done.path))
    if done.new is not None:
        say(
            tr(
                "It has keys of its own, and is opened by {}.",
                tr(" or ").join(map(tr, done.new.ways)),
            ),
            tr("Recovery code, shown this once. Write it on paper and keep it away from here:"),
            "",
            f"    {done.new.recovery_code}",
        )
    elif done.checked:
        talk(tr("It was read back, and opens as the old one did."))
    else:
        talk(
            tr("Its bytes are those of the copy; without a key nothing more could be checked."),
            tr(
                "Next: borrower-desk verify --full; with the recovery code first"
                " borrower-desk key recover."
            ),
        )


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new directory.")],
    form: Annotated[
        Form, typer.Option("--format", help="Maildir has the messages, the others everything.")
    ] = Form.MAILDIR,
) -> None:
    """Write everything in an open form that other programs read; it is NOT encrypted."""
    from borrower_desk.actions import copies

    try:
        store = context.open_store(read_only=True)
    except DeskAltered as why:
        # The way out for whoever has no backup: what is restored of it has the rows alone.
        talk(tr("{} What follows from that may be wrong: look at each date.", spoken(why.message)))
        store = context.open_store(read_only=True, in_doubt=True)
    with store:
        done = copies.export(store, folder, form)
    shape = {
        "path": str(done.path),
        "format": done.form.value,
        "messages": done.messages,
        "documents": done.documents,
    }
    emit(shape, lambda: _tell_exported(done))
    talk(tr("This copy is not encrypted: keep it where only you can read it."))


def _tell_exported(done: Exported) -> None:
    if done.form.value == "maildir":
        say(tr("Wrote {}: {} messages and {} documents.", done.path, done.messages, done.documents))
    else:
        say(
            tr("Wrote {}: everything, {} pieces of correspondence.", done.path, done.messages),
            tr("Back again: borrower-desk restore '{}' --desk NEW", done.path),
        )
