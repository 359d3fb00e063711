"""`packet MATTER -o FILE`, `packet verify FILE`, `packet served FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from borrower_desk.cli import context, shapes
from borrower_desk.cli.output import emit, progress, say, talk
from borrower_desk.errors import DeskError, UsageError
from borrower_desk.model import Verification
from borrower_desk.speech import spoken, tr

app = typer.Typer()
BAD_NEWS = 3


@app.command()
def packet(
    matter: Annotated[str, typer.Argument(metavar="MATTER|verify|served")],
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The PDF to write.")] = None,
    bates: Annotated[str | None, typer.Option(help="The prefix of the page numbers.")] = None,
    start: Annotated[int | None, typer.Option(min=1, help="The first page number.")] = None,
    redact: Annotated[
        str,
        typer.Option(
            help="What to remove: ssn,bank-account,card-number,date-of-birth,"
            "account-number[:last4],phone,email, and words of your own."
        ),
    ] = "",
    profile: Annotated[
        str | None, typer.Option(help="For whom: self, servicer, regulator, attorney or public.")
    ] = None,
    include: Annotated[
        list[str] | None,
        typer.Option(help="Only these; or, held back as attorney-client, these too."),
    ] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="Without these.")] = None,
    max_mb: Annotated[
        float | None, typer.Option(min=0.05, help="Split into volumes of at most so many MB.")
    ] = None,
    max_pages: Annotated[
        int | None, typer.Option(min=5, help="Split into volumes of at most so many pages.")
    ] = None,
    index_only: Annotated[
        bool, typer.Option("--index-only", help="The index alone; as CSV when FILE ends so.")
    ] = False,
    supplement: Annotated[
        bool,
        typer.Option("--supplement", help="Only what came since the last packet, numbers run on."),
    ] = False,
    paper: Annotated[str, typer.Option(help="letter or a4.")] = "letter",
) -> None:
    """Make the dispute packet of a matter, or verify one: packet verify FILE.

    `packet served FILE` records that one was handed out: its numbers stay.
    """
    if matter == "verify":
        _verify(file or output)
        return
    if matter == "served":
        _served(file or output)
        return
    if output is None:
        raise UsageError(
            "Where should the packet go?", hint=f"borrower-desk packet {matter} -o packet.pdf"
        )
    from borrower_desk.actions import find, packets

    if output.exists():
        context.confirm(f"{output} is there already. Replace it?")
    wishes = packets.Wishes(
        bates, start, tuple(ids(include)), tuple(ids(exclude)), paper, redact, profile,
        most_pages=max_pages, most_mb=max_mb, supplement=supplement, replace=context.current.yes,
    )  # fmt: skip
    with context.open_store() as store, progress(0, "Packet") as advance:
        one = find.matter(store, matter)

        def tell(done: int, of: int, now: str) -> None:
            advance(done, f"{now} {done}/{of}")

        if index_only:
            made, pages = packets.index(store, one, output, context.today(), wishes, tell)
            shape = packets.shape(made) | {"indexed_pages": made.pages, "pages": pages}
        else:
            shape = packets.shape(
                packets.make_volumes(store, one, output, context.today(), wishes, tell)
            )
    emit(shape, lambda: _say_made(shape, index_only=index_only))


def ids(named: list[str] | None) -> list[str]:
    """`--include C1,C2` and `--include C1 --include C2` are the same."""
    return [one for said in named or [] for one in said.replace(",", " ").split()]


def _say_made(shape: dict[str, Any], *, index_only: bool) -> None:
    exhibits = len(shape["exhibits"])
    if index_only:
        say(tr("Wrote {}: the index of {} exhibits.", shape["path"], exhibits))
        return
    for one in shape.get("volumes", [shape]):
        say(
            tr(
                "Wrote {}: {} pages, {} exhibits, {} to {}.",
                one["path"],
                one["pages"],
                len(one["exhibits"]),
                one["bates"]["first"],
                one["bates"]["last"],
            )
        )
        talk(tr("sha256 {}", one["sha256"]))
    if shape["redactions"]:
        say(tr("{} things removed; the log stands before the certificate.", shape["redactions"]))
    talk(*shape["notes"][:12])
    if len(shape["notes"]) > 12:
        talk(tr("… and {} notes more, on the exhibits' own sheets.", len(shape["notes"]) - 12))
    talk(tr("Check it any time: borrower-desk packet verify {}", shape["path"]))


def _served(file: Path | None) -> None:
    if file is None:
        raise UsageError("Which packet was served?", hint="borrower-desk packet served FILE")
    from borrower_desk.actions import packets

    with context.open_store() as store:
        first, last = packets.serve(store, file)
    emit(
        {"path": str(file), "served": True, "bates": {"first": first, "last": last}},
        lambda: say(
            tr(
                "{} to {} are served: these numbers stay. What comes later goes into a"
                " supplement (--supplement).",
                first,
                last,
            )
        ),
    )


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
        talk(tr("The desk stays shut, so only the file itself is checked. {}", spoken(why.message)))
    try:
        answer = packets.verify(file, store)
    finally:
        if store is not None:
            store.close()
    compared = any(one.name == "desk-digest" for one in answer.checks)
    emit(shapes.verification(answer), lambda: print_checks(answer, GOOD if compared else ALONE))
    if not answer.ok:
        raise typer.Exit(BAD_NEWS)


GOOD = "Everything is as it was written."
# Whoever changes a packet can give it a new digest: only one that was told before shows it.
ALONE = (
    "It agrees with itself. That it is the packet which was handed out, only its digest can show:"
    " compare it with the one that you were given."
)


def print_checks(answer: Verification, good: str = GOOD) -> None:
    """One line a check, and the verdict."""
    for one in answer.checks:
        say(f"{tr(one.word):4} {one.name}" + (f": {spoken(one.detail)}" if one.detail else ""))
    if not answer.ok:
        say(tr("This is NOT as it was written."))
    elif all(one.made for one in answer.checks):
        say(tr(good))
    else:
        say(tr("Everything that was looked at is as it was written."))
