"""`purge`, `link`, `unlink`: what is taken out for good, and what belongs together."""

from __future__ import annotations

from typing import Annotated

import typer

from borrower_desk.cli import context, shapes
from borrower_desk.cli.output import emit, say
from borrower_desk.model import Relation
from borrower_desk.speech import tr

app = typer.Typer()


@app.command()
def purge(
    id_: Annotated[str, typer.Argument(metavar="ID", help="C… or Q…")],
    reason: Annotated[str, typer.Option(help="Why it should not be here.")],
) -> None:
    """Remove what was kept by mistake; its id, hash and your reason stay, as a tombstone."""
    from borrower_desk.actions import keeping

    with context.open_store() as store:
        what = keeping.named(store, id_)
        context.confirm(
            f"Remove {what} for good? Its bytes, text and files go; this can't be undone."
        )
        stone = keeping.purge(store, id_, reason, context.today())
    emit(
        shapes.tombstone(stone),
        lambda: say(tr("{} is gone. A tombstone stays: SHA-256 {}.", stone.id, stone.sha256)),
    )


@app.command()
def link(
    one: Annotated[str, typer.Argument(metavar="ID")],
    other: Annotated[str, typer.Argument(metavar="ID")],
    as_: Annotated[
        Relation, typer.Option("--as", help="One letter that came twice, or nearly the same.")
    ] = Relation.SAME_LETTER,
) -> None:
    """Say that two pieces belong together: one letter by e-mail and by post, or a copy."""
    from borrower_desk.actions import keeping

    with context.open_store() as store:
        made = keeping.link(store, one, other, as_)
    emit(
        {"one": made.one, "other": made.other, "relation": made.relation.value},
        lambda: say(tr("{} and {} are linked: {}.", made.one, made.other, made.relation.value)),
    )


@app.command()
def unlink(
    one: Annotated[str, typer.Argument(metavar="ID")],
    other: Annotated[str, typer.Argument(metavar="ID")],
) -> None:
    """Take two pieces apart that were linked wrongly."""
    from borrower_desk.actions import keeping

    with context.open_store() as store:
        keeping.unlink(store, one, other)
    emit({"one": one.upper(), "other": other.upper()}, lambda: say(tr("They stand alone again.")))
