"""`analyze KIND INPUT…`: the servicer's arithmetic recomputed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from borrower_desk.cli import context
from borrower_desk.cli.output import emit, say, table, talk
from borrower_desk.errors import UsageError
from borrower_desk.speech import tr

if TYPE_CHECKING:
    from borrower_desk.analysis.finding import Outcome
    from borrower_desk.model import ArithmeticFinding

app = typer.Typer()
analyze = typer.Typer(
    no_args_is_help=True,
    help="Recompute the servicer's arithmetic; each difference becomes a finding.",
    rich_markup_mode=None,
)
app.add_typer(analyze, name="analyze")
BAD_NEWS = 3
WIDE = 40  # columns of the chart's longest bar

ABOUT = {
    "escrow": "The annual escrow analysis under 12 CFR 1024.17: cushion, shortage, surplus, bills"
    " paid late.",
    "payments": "The payment history replayed under the note: the first payment where the"
    " servicer and the note part ways, and what it has cost since.",
    "late-fee": "Was the payment late, and may the fee be so high?",
    "arm": "An adjustable rate: index, margin, rounding, caps, payment, the notice's dates.",
    "payoff": "A payoff quote: interest per day, the convention that explains it, fees.",
    "form-1098": "The interest of a year by day of receipt against Form 1098.",
    "contradictions": "What two letters, or a letter and a statement, say differently.",
}


def _command(kind: str) -> Callable[..., None]:
    def run(
        inputs: Annotated[
            list[str] | None, typer.Argument(metavar="INPUT…", help="Files, - for stdin, C1 or A1.")
        ] = None,
        matter: Annotated[
            str | None, typer.Option(help="Keep the findings in this matter, and use its record.")
        ] = None,
        settings: Annotated[
            list[str] | None, typer.Option("--set", help="A figure: FIELD=VALUE. Wins over files.")
        ] = None,
        mapping: Annotated[
            list[str] | None,
            typer.Option(
                "--map",
                help="What a heading means: 'THEIR HEADING=FIELD'. Remembered"
                " for the servicer with --matter.",
            ),
        ] = None,
        dry: Annotated[
            bool, typer.Option("--what-if", help="Keep nothing, whatever the matter.")
        ] = False,
        example: Annotated[bool, typer.Option("--example", help="Print an example input.")] = False,
    ) -> None:
        _run(kind, inputs or [], matter, (settings or [], mapping or []), dry=dry, example=example)

    return run


def _help(kind: str) -> str:
    from borrower_desk.actions import analysis as acts

    names = acts.fields(kind)
    lines = [f"  {name}: {', '.join(words[:4])}" for name, words in names.items()]
    return "\n\n".join(
        [
            ABOUT[kind],
            "INPUT: CSV, XLSX, TOML, JSON, a PDF with a text layer, or text; several together."
            " Columns in any order, under any of these names; a labelled line (Rate, 4.5%) or a"
            " TOML key gives a single figure. Days: 2026-09-16, 9/16/2026, Sep 16, 2026. Amounts:"
            " 1234.56, $1,234.56, (12.00), -. Exit code 3 when something was found.",
            "\b\nFields and some of their names:\n" + "\n".join(lines),
            f"An example: borrower-desk analyze {kind} --example",
        ]
    )


class _Described(TyperCommand):
    """A command whose help names every field; it is worked out only when it is asked for."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Fill in the help before it is shown."""
        self.help = _help(self.name or "")
        super().format_help(ctx, formatter)


for _kind, _about in ABOUT.items():
    analyze.command(_kind, help=_about, cls=_Described)(_command(_kind))


@analyze.command("kept")
def kept(matter: Annotated[str, typer.Argument(metavar="MATTER")]) -> None:
    """List the findings that a matter keeps."""
    from borrower_desk.actions import analysis as acts
    from borrower_desk.actions import find

    with context.open_store(read_only=True) as store:
        found = store.findings(find.matter(store, matter).id)
    emit(
        [acts.finding_shape(one) for one in found],
        lambda: table(
            ("id", "what", "stated", "recomputed", "difference", ""),
            [
                (one.id, one.title, one.stated, one.recomputed, one.difference,
                 tr("set aside") if one.dropped else "")
                for one in found
            ],
            empty="Nothing is kept yet: borrower-desk analyze KIND FILE --matter M1",
        ),
    )  # fmt: skip


@analyze.command("set-aside")
def set_aside(
    finding: Annotated[str, typer.Argument(metavar="FINDING")],
    back: Annotated[bool, typer.Option("--back", help="Take it up again.")] = False,
) -> None:
    """Leave a finding out of letters and packets, or take it up again; it stays on record."""
    from borrower_desk.actions import analysis as acts

    with context.open_store() as store:
        one = acts.set_aside(store, finding, dropped=not back)
    done = "is taken up again" if back else "is set aside"
    emit(acts.finding_shape(one), lambda: say(f"{one.id} {done}."))


def _run(
    kind: str,
    inputs: list[str],
    matter: str | None,
    said: tuple[list[str], list[str]],
    *,
    dry: bool,
    example: bool,
) -> None:
    from borrower_desk.actions import analysis as acts

    if example:
        say(acts.example(kind).rstrip("\n"))
        return
    wishes = acts.Wishes(
        _pairs(said[0], "--set rate=4.5"), _pairs(said[1], '--map "Pd Dt=received"')
    )
    if matter is None:
        from pathlib import Path

        stored = [one for one in inputs if one[:1] in "AaCc" and one[1:].isdigit()]
        if stored and not all(Path(one).exists() for one in stored):
            with context.open_store(read_only=True) as store:
                outcome = acts.analyze(kind, inputs, context.today(), wishes, store=store)
        else:
            outcome = acts.analyze(kind, inputs, context.today(), wishes)
    else:
        from borrower_desk.actions import find

        with context.open_store() as store:
            the_matter = find.matter(store, matter)
            outcome = acts.analyze(
                kind, inputs, context.today(), wishes, store=store, matter=the_matter
            )
            if not dry:
                acts.remember(store, the_matter, kind, wishes.mapping)
                outcome = acts.keep(store, the_matter, outcome, context.today())
    shape = acts.shape(outcome)
    emit(shape, lambda: _words(outcome, shape))
    if outcome.findings:
        raise typer.Exit(BAD_NEWS)


def _pairs(given: list[str], instance: str) -> dict[str, str]:
    pairs = {}
    for one in given:
        name, equals, value = one.rpartition("=") if "--map" in instance else one.partition("=")
        if not (name.strip() and equals):
            raise UsageError(f"{one!r} is not NAME=VALUE.", hint=f"As in {instance}")
        pairs[name.strip()] = value.strip()
    return pairs


def _words(outcome: Outcome, shape: dict[str, Any]) -> None:
    if outcome.months:
        _print_months(shape["months"])
    for one, told in zip(outcome.findings, shape["findings"], strict=True):
        _print_finding(one, told["id"])
    if not outcome.findings:
        say(
            tr("No difference was found.")
            if not outcome.missing
            else tr("Nothing can be said yet.")
        )
        say(*(f"  {line}" for line in outcome.working))
    for missing in outcome.missing:
        say(tr("Missing: {}.", missing))
    for unread in outcome.unread:
        say(
            tr(
                "Not read: {} {}: {}. {}", unread.source, unread.place, unread.why, unread.text
            ).rstrip()
        )
    for one_assumed in outcome.assumptions:
        talk(tr("Assumed: {} = {} ({})", one_assumed.name, one_assumed.value, one_assumed.why))
    kept = [one for one in outcome.findings if one.id]
    if kept:
        talk(
            tr(
                "Kept in {}. A letter of it: borrower-desk draft notice-of-error --from-finding {}",
                kept[0].matter,
                kept[0].id,
            )
        )
    elif outcome.findings:
        talk(tr("Nothing was kept: add --matter M1 to keep the findings and to write of them."))


def _print_months(months: list[dict[str, Any]]) -> None:
    from decimal import Decimal

    top = max((abs(Decimal(one["balance"])) for one in months), default=Decimal(0)) or Decimal(1)
    fancy = context.fancy()

    def bar(balance: str) -> str:
        length = int(abs(Decimal(balance)) / top * (WIDE // 2))
        return ("█" if fancy else "#") * length + (tr(" below zero") if balance[0] == "-" else "")

    table(
        ("month", "in", "out", "balance", "theirs", "", ""),
        [
            (
                one["month"], one["paid_in"], one["paid_out"], one["balance"],
                one["stated"] or "", one["note"], bar(one["balance"]),
            )
            for one in months
        ],
    )  # fmt: skip
    say("")


SURE = {"sure": "", "likely": " (likely)", "question": " (a question)"}


def _print_finding(one: ArithmeticFinding, name: str) -> None:
    sure = tr(SURE[one.certainty.value])
    say(f"{name}  {one.title}{sure}")
    say(
        tr(
            "    stated {}, recomputed {}, difference {}",
            one.stated,
            one.recomputed,
            one.difference,
        )
    )
    say(f"    {one.explanation}", tr("    {}; error: {}", one.citation, one.error_slug))
    say(*(f"      {line}" for line in one.working), "")
