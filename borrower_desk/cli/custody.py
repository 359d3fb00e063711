"""`redact`, `privilege`, `handoff`: what leaves the desk, and what stays."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from borrower_desk.cli import context
from borrower_desk.cli.output import emit, progress, say, talk
from borrower_desk.errors import DeskError
from borrower_desk.speech import spoken, tr

app = typer.Typer()


@app.command()
def redact(
    document: Annotated[str, typer.Argument(metavar="FILE|A1")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The copy to write.")],
    pattern: Annotated[
        list[str] | None,
        typer.Option(
            help="ssn, bank-account, card-number, date-of-birth, account-number[:last4], phone,"
            " email, or words or a regular expression of your own."
        ),
    ] = None,
    box: Annotated[
        list[str] | None,
        typer.Option(help="page,x0,y0,x1,y1 in points from the top left (pixels of a picture)."),
    ] = None,
) -> None:
    """Write a copy of one document with things removed, not just covered.

    Without --pattern and --box: Social Security, bank and card numbers, and
    dates of birth.
    """
    from borrower_desk.actions import redacting

    if output.exists():
        context.confirm(f"{output} is there already. Replace it?")
    path = Path(document)
    numbers: list[str] = []
    if redacting.is_kept(document):
        with context.open_store(read_only=True) as store:
            data = redacting.kept_bytes(store, document)
            numbers = redacting.accounts(store)
    else:
        data = redacting.file_bytes(path)
        numbers = _known_numbers(pattern or [])
    made = redacting.redact_file(data, output, pattern or [], box or [], numbers)
    shape = redacting.shape(made)

    def words() -> None:
        say(
            tr(
                "Wrote {}: {} pages, {} things removed.",
                output,
                shape["pages"],
                shape["redactions"],
            )
        )
        for row in made.log:
            say(f"  {row.where}: {row.reason}, {row.count} ({row.how})")
        if not made.log:
            talk(tr("Nothing of that kind was found. Look at the copy before you send it."))
        talk(*made.notes, tr("sha256 {}", made.sha256))

    emit(shape, words)


def _known_numbers(patterns: list[str]) -> list[str]:
    """The desk's loan numbers, when they are asked for and the desk opens without a question."""
    if not any("account-number" in one for one in patterns) or not context.desk_path().exists():
        return []
    from borrower_desk.actions import redacting

    try:
        with context.open_store(read_only=True) as store:
            return redacting.accounts(store)
    except DeskError as why:
        talk(
            tr(
                "The desk stays shut, so its loan numbers are not looked for. {}",
                spoken(why.message),
            )
        )
        return []


@app.command()
def privilege(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    off: Annotated[bool, typer.Option("--off", help="Take the mark away.")] = False,
) -> None:
    """Mark as attorney-client: never in a packet, hand-off or index unless named by id."""
    from borrower_desk.actions import redacting

    with context.open_store() as store:
        one = redacting.privilege(store, id_, privileged=not off)
    emit(
        {"id": one.id, "privileged": one.privileged},
        lambda: say(
            tr(
                "{} is marked attorney-client: no packet, hand-off or index holds it unless"
                " --include {} names it.",
                one.id,
                one.id,
            )
            if one.privileged
            else tr("{} is no longer marked attorney-client.", one.id)
        ),
    )


@app.command()
def handoff(
    matter: Annotated[str, typer.Argument(metavar="MATTER")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The ZIP to write.")],
    include: Annotated[
        list[str] | None, typer.Option(help="Only these; also what is marked attorney-client.")
    ] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="Without these.")] = None,
) -> None:
    """Write the custody folder: packet, originals, timeline, rules, dates, SHA256SUMS."""
    from borrower_desk.actions import find, handoff, packets
    from borrower_desk.cli.packets import ids

    if output.exists():
        context.confirm(f"{output} is there already. Replace it?")
    wishes = packets.Wishes(
        include=tuple(ids(include)), exclude=tuple(ids(exclude)), profile="attorney"
    )
    with context.open_store(read_only=True) as store, progress(0, "Hand-off") as advance:
        made = handoff.hand_off(
            store, find.matter(store, matter), output, context.today(), wishes,
            lambda done, of, now: advance(done, f"{now} {done}/{of}"),
        )  # fmt: skip
    shape = handoff.shape(made)

    def words() -> None:
        say(
            tr(
                "Wrote {}: {} files; unpack it, then: sha256sum -c SHA256SUMS",
                output,
                len(made.files),
            )
        )
        if made.kept_back:
            talk(tr("{} documents marked attorney-client stayed behind.", made.kept_back))
        talk(tr("sha256 {}", made.sha256))

    emit(shape, words)
