"""`init`, `demo`, `verify`, `undo`, `key`, `journal`, `doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from borrower_desk.cli import context, shapes
from borrower_desk.cli.output import emit, say, table, talk
from borrower_desk.cli.packets import print_checks
from borrower_desk.errors import UsageError
from borrower_desk.speech import spoken, tr

app = typer.Typer()
keys = typer.Typer(help="The ways into the desk.", no_args_is_help=True)
app.add_typer(keys, name="key")
BAD_NEWS = 3
AFTER_THE_CODE = (
    "Once it is on paper: run `clear`, and close this window;"
    " it keeps what was shown (scroll-back)."
)


@app.command()
def init(
    passphrase_file: Annotated[
        Path | None, typer.Option(help="Take the passphrase from this file (chmod 600).")
    ] = None,
    no_keyring: Annotated[
        bool, typer.Option("--no-keyring", help="Leave the system keyring alone.")
    ] = False,
    key_file: Annotated[
        Path | None, typer.Option(help="Write a raw key file: for scripts on a trusted machine.")
    ] = None,
) -> None:
    """Make an encrypted desk and print its recovery code, once."""
    from borrower_desk.actions import desks

    named = context.ways()
    made = desks.make_desk(
        context.desk_path(),
        desks.Ways(
            key_file=key_file or context.current.key_file,
            passphrase_file=passphrase_file or named.passphrase_file,
            keyring=not no_keyring,
        ),
        context.ask_new_passphrase if context.at_terminal() else None,
    )
    shape = {
        "id": "desk",
        "desk": str(made.path),
        "recovery_code": made.recovery_code,
        "ways": list(made.ways),
    }

    def words() -> None:
        if made.remark:
            talk(made.remark)
        say(
            tr("Made {}, opened by {}.", made.path, tr(" or ").join(map(tr, made.ways))),
            "",
            tr("Recovery code, shown this once. Write it on paper and keep it away from here:"),
            "",
            f"    {made.recovery_code}",
            "",
        )
        talk(AFTER_THE_CODE)
        talk(tr("Next: borrower-desk me edit --name …  and  borrower-desk servicer add …"))

    emit(shape, words)


@app.command()
def demo(folder: Annotated[Path | None, typer.Argument(metavar="[DIR]")] = None) -> None:
    """Build a sample desk and run the whole road on it; asks nothing."""
    import tempfile

    from borrower_desk.actions import demo as acts

    place = folder or Path(tempfile.mkdtemp(prefix="borrower-desk-demo-"))
    if place.exists() and any(place.iterdir()):
        if folder is None or not (place / acts.MARK).exists():
            raise UsageError(
                f"{place} is not empty, and not an earlier demo.", hint="Name a new directory."
            )
        talk(tr("An earlier demo in {} is replaced.", place))
    told = acts.run(place, talk)
    emit(told.shape(), lambda: say(*map(spoken, told.account)))


@app.command()
def verify(
    full: Annotated[bool, typer.Option("--full", help="Every byte: slower.")] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Make again what can be: the search index.")
    ] = False,
) -> None:
    """Prove that nothing in the desk was altered."""
    from borrower_desk.actions import copies, desks

    with context.open_store(read_only=not repair, in_doubt=True) as store:
        answer = desks.verify(store, full=full, repair=repair)
        # Of a desk that is not as it was written, the day of its last backup may be a lie too.
        advice = copies.advice(store, context.today()) if answer.ok else None
    emit(shapes.verification(answer), lambda: print_checks(answer))
    if advice:
        talk(advice)
    if not answer.ok:
        raise typer.Exit(BAD_NEWS)


@app.command()
def undo() -> None:
    """Take back the last change that can be: filing, tags, kinds, events, discarded drafts."""
    from borrower_desk.actions import undo as acts

    with context.open_store() as store:
        done = acts.undo(store)
    shape = {
        "act": done.act,
        "at": done.at.isoformat(),
        "rows": list(done.rows),
        "subjects": list(done.subjects),
    }
    what = ", ".join(done.subjects)
    emit(
        shape,
        lambda: say(
            tr(
                "Took back: {} {} of {:%Y-%m-%d %H:%M}. The journal keeps both.",
                done.act,
                what,
                done.at.astimezone(),
            )
        ),
    )


@keys.command("change")
def key_change(
    new_passphrase_file: Annotated[
        Path | None,
        typer.Option(readable=False, help="Take the new passphrase from this file."),
    ] = None,
    new_recovery_code: Annotated[
        bool,
        typer.Option("--new-recovery-code", help="Instead: another code; the old one ends."),
    ] = False,
) -> None:
    """Choose a new passphrase, or have a new recovery code; the desk itself is not rewritten."""
    from borrower_desk.actions import desks

    if new_recovery_code:
        if new_passphrase_file is not None:
            raise UsageError("One change at a time.", hint="Run it twice: once for each.")
        code = desks.change_recovery_code(context.desk_path(), context.ways())
        emit(
            {"changed": True, "recovery_code": code},
            lambda: say(
                tr(
                    "Recovery code, shown this once. Write it on paper; the old one opens"
                    " nothing now:"
                ),
                "",
                f"    {code}",
                "",
            ),
        )
        talk(AFTER_THE_CODE)
        talk(tr("Backups made before today still open with the old code."))
        return
    desks.change_passphrase(
        context.desk_path(), context.ways(), _new_passphrase(new_passphrase_file)
    )
    emit({"changed": True}, lambda: say(tr("The new passphrase opens the desk from now on.")))


@keys.command("recover")
def key_recover(
    code_file: Annotated[
        Path | None, typer.Option(readable=False, help="Take the recovery code from this file.")
    ] = None,
    new_passphrase_file: Annotated[
        Path | None, typer.Option(readable=False, help="Take the new passphrase from this file.")
    ] = None,
) -> None:
    """Get in with the recovery code and choose a new passphrase."""
    from borrower_desk.actions import desks
    from borrower_desk.config import read_secret_file

    if code_file is not None:
        code = read_secret_file(code_file).decode(errors="replace").strip()
    elif context.at_terminal():
        from getpass import getpass

        code = getpass("Recovery code: ")
    else:
        raise UsageError("Where is the recovery code?", hint="Add --code-file FILE (chmod 600).")
    desks.recover(context.desk_path(), code, _new_passphrase(new_passphrase_file))
    emit({"recovered": True}, lambda: say(tr("The new passphrase opens the desk from now on.")))


@app.command()
def journal(
    since: Annotated[str | None, typer.Option(help="From this day on.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="The last so many.")] = None,
) -> None:
    """Show every change that was made, each chained to the one before."""
    with context.open_store(read_only=True) as store:
        rows = store.journal(since=context.parse_day(since), limit=limit)
    emit(
        [shapes.journal(one) for one in rows],
        lambda: table(
            ("n", "when", "what", "subject", "hash"),
            [
                (str(one.n), f"{one.at:%Y-%m-%d %H:%M}", one.act, one.subject, one.hash[:12])
                for one in rows
            ],
            empty="Nothing was changed yet.",
        ),
    )


@app.command()
def doctor() -> None:
    """Say what is installed, what is missing and what to do."""
    import dataclasses

    from borrower_desk.actions import desks

    found = desks.doctor(context.desk_path())

    def words() -> None:
        for one in found:
            say(f"{tr('ok  ' if one.ok else 'look')} {one.name}: {spoken(one.detail)}")
            if one.fix:
                say(f"     {spoken(one.fix)}")

    emit({"checks": [dataclasses.asdict(one) for one in found]}, words)


def _new_passphrase(path: Path | None) -> str:
    from borrower_desk.config import read_secret_file

    if path is not None:
        return read_secret_file(path).decode(errors="replace").rstrip("\r\n")
    if context.at_terminal():
        return context.ask_new_passphrase()
    raise UsageError("Where is the new passphrase?", hint="Add --new-passphrase-file FILE.")
