"""`packet MATTER -o FILE` and `packet verify FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from borrower_desk.cli import context, shapes
from borrower_desk.cli.output import emit, progress, say, talk
from borrower_desk.errors import DeskError, UsageError
from borrower_desk.model import Verification

app = typer.Typer()
BAD_NEWS = 3


@app.command()
def packet(
    matter: Annotated[str, typer.Argument(metavar="MATTER|verify")],
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The PDF to write.")] = None,
    bates: Annotated[str | None, typer.Option(help="The prefix of the page numbers.")] = None,
    start: Annotated[int, typer.Option(min=1, help="The first page number.")] = 1,
    include: Annotated[list[str] | None, typer.Option(help="Only these: C1, A1.")] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="Without these.")] = None,
    paper: Annotated[str, typer.Option(help="letter or a4.")] = "letter",
) -> None:
    """Make the dispute packet of a matter, or verify one: packet verify FILE."""
    if matter == "verify":
        _verify(file or output)
        return
    if output is None:
        raise UsageError(
            "Where should the packet go?", hint=f"borrower-desk packet {matter} -o packet.pdf"
        )
    from borrower_desk.actions import find, packets

    if output.exists():
        context.confirm(f"{output} is there already. Replace it?")
    wishes = packets.Wishes(bates, start, tuple(include or ()), tuple(exclude or ()), paper)
    with context.open_store() as store, progress(0, "Packet") as advance:
        made = packets.make(
            store,
            find.matter(store, matter),
            output,
            context.today(),
            wishes,
            lambda done, of, now: advance(done, f"{now} {done}/{of}"),
        )
    shape = packets.shape(made)

    def words() -> None:
        say(f"Wrote {output}: {shape['pages']} pages, {len(shape['exhibits'])} exhibits.")
        talk(
            f"sha256 {shape['sha256']}", f"Check it any time: borrower-desk packet verify {output}"
        )

    emit(shape, words)


def _verify(file: Path | None) -> None:
    """Check a packet against its manifest; against the desk too when there is one."""
    if file is None:
        raise UsageError("Which packet?", hint="borrower-desk packet verify FILE")
    from borrower_desk.actions import packets

    store = None
    try:
        if context.desk_path().exists():
            store = context.open_store(read_only=True)
    except DeskError as why:
        talk(f"The desk stays shut, so only the file itself is checked. {why.message}")
    try:
        answer = packets.verify(file, store)
    finally:
        if store is not None:
            store.close()
    emit(shapes.verification(answer), lambda: print_checks(answer))
    if not answer.ok:
        raise typer.Exit(BAD_NEWS)


def print_checks(answer: Verification) -> None:
    """One line a check, and the verdict."""
    for one in answer.checks:
        say(
            f"{'ok  ' if one.ok else 'BAD '} {one.name}" + (f": {one.detail}" if one.detail else "")
        )
    say("Everything is as it was written." if answer.ok else "This is NOT as it was written.")
