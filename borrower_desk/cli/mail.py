"""`import`, `log`, `file`, `tag`, `list`, `show`, `search`, `classify`, `quarantine`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from borrower_desk.cli import context, said, shapes
from borrower_desk.cli.output import emit, facts, progress, say, table, talk, write_bytes
from borrower_desk.errors import UsageError
from borrower_desk.model import (
    Channel,
    Correspondence,
    CorrespondenceRow,
    Direction,
    ImportReport,
    ImportStatus,
    Link,
    Relation,
)
from borrower_desk.speech import spoken, tr

if TYPE_CHECKING:
    from borrower_desk.actions.importing import Manner
    from borrower_desk.actions.reading import Beside
    from borrower_desk.desk.store import Store
    from borrower_desk.intake.answers import AnswerCheck

app = typer.Typer()
quarantine = typer.Typer(help="What could not be read, kept byte for byte.", no_args_is_help=True)
app.add_typer(quarantine, name="quarantine")
SHOWN_ITEMS = 20


@app.command("import")
def import_(
    paths: Annotated[list[str], typer.Argument(help="Files and directories; - for stdin.")],
    matter: Annotated[str | None, typer.Option(help="File all of it in this matter.")] = None,
    direction: Annotated[str, typer.Option(help="sent, received or auto.")] = "auto",
    mine: Annotated[
        list[str] | None, typer.Option(help="An e-mail address of yours; remembered.")
    ] = None,
    received: Annotated[str | None, typer.Option(help="The day it reached you (paper).")] = None,
    dated: Annotated[str | None, typer.Option(help="The date on the letter (paper).")] = None,
    postmarked: Annotated[str | None, typer.Option(help="The postmark (paper).")] = None,
    via: Annotated[Channel | None, typer.Option(help="How it came.")] = None,
    together: Annotated[
        bool, typer.Option("--together", help="The pictures are the pages of one letter.")
    ] = False,
    ocr: Annotated[
        bool, typer.Option(help="Read the words of scans, where tesseract is installed.")
    ] = True,
    purged: Annotated[
        bool, typer.Option("--purged", help="Bring in again what was purged before.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and bring in what comes into the directory.")
    ] = False,
) -> None:
    """Bring in saved mail and documents; importing twice adds nothing."""
    from borrower_desk.actions import find, importing, people

    with context.open_store() as store:
        if mine:
            people.edit_sender(store, emails=mine)
        manner = importing.Manner(
            matter=find.matter(store, matter) if matter else None,
            direction=_direction(direction, auto=True),
            received=context.parse_day(received),
            dated=context.parse_day(dated),
            postmarked=context.parse_day(postmarked),
            via=via,
            ocr=ocr,
            again=purged,
        )
        if watch:
            _watch(store, paths, manner)
            return
        if together:
            report = importing.bring_in_together(
                store, [Path(one) for one in paths], manner, context.today()
            )
        elif paths == ["-"]:
            report = importing.bring_in_stream(store, sys.stdin.buffer, manner, context.today())
        else:
            files = [Path(one) for one in paths]
            with progress(_size(files), "Importing") as advance:
                report = importing.bring_in(store, files, manner, context.today(), advance)
    emit(shapes.import_report(report), lambda: print_report(report))
    if report.items and report.count(ImportStatus.QUARANTINED) == len(report.items):
        raise typer.Exit(1)


@app.command()
def log(
    channel: Channel,
    text: str,
    date: Annotated[str, typer.Option(help="The day it happened.")],
    with_whom: Annotated[str, typer.Option("--with", help="Who it was with.")] = "",
    reference: Annotated[str, typer.Option(help="Their reference number.")] = "",
    matter: Annotated[str | None, typer.Option(help="The matter it belongs to.")] = None,
    direction: Annotated[str, typer.Option(help="Who began it: sent or received.")] = "received",
    attach: Annotated[
        list[Path] | None, typer.Option(help="The recording, a picture of the text message.")
    ] = None,
) -> None:
    """Record a call, a visit, a portal message, a fax or a letter in your own words."""
    from borrower_desk.actions import find, reading

    day = context.must_day(date)
    with context.open_store() as store:
        one = reading.log(
            store,
            channel,
            text,
            day,
            with_whom=with_whom,
            reference=reference,
            matter=find.matter(store, matter) if matter else None,
            direction=_direction(direction) or Direction.RECEIVED,
            files=attach or (),
            today=context.today(),
        )
    _show(one, [one.id])


@app.command()
def file(
    ids: list[str],
    matter: Annotated[str, typer.Option(help="The matter to put it in.")],
) -> None:
    """Put correspondence in a matter; what it says of the clock is proposed."""
    from borrower_desk.actions import find, proposals, reading

    with context.open_store() as store:
        done = reading.file(store, ids, find.matter(store, matter), context.today())
        asked = [proposals.question(store, one, context.today()) for one in done.proposed]
    shape = {
        "filed": [one.id for one in done.filed],
        "proposed": [shapes.event(one) for one in done.proposed],
    }

    def words() -> None:
        say(tr("Filed {}.", ", ".join(one.id for one in done.filed)))
        say(*map(spoken, asked))

    emit(shape, words)


@app.command()
def tag(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    tags: Annotated[list[str], typer.Argument(help="Words; -word takes one away.")],
) -> None:
    """Tag correspondence."""
    from borrower_desk.actions import reading

    with context.open_store() as store:
        one = reading.tag(store, id_, tags)
    emit({"id": one.id, "tags": list(one.tags)}, lambda: say(f"{one.id}: {', '.join(one.tags)}"))


@app.command("list")
def list_(
    matter: Annotated[str | None, typer.Option(help="Only this matter.")] = None,
    loan: Annotated[str | None, typer.Option(help="Only this loan.")] = None,
    since: Annotated[str | None, typer.Option(help="From this day on.")] = None,
    until: Annotated[str | None, typer.Option(help="Up to this day.")] = None,
    direction: Annotated[str | None, typer.Option(help="sent or received.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only this kind.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    unfiled: Annotated[
        bool, typer.Option("--unfiled", help="What is in no matter yet, and where it may belong.")
    ] = False,
) -> None:
    """List what is kept, newest first."""
    from borrower_desk.actions import find, reading

    if unfiled:
        _print_tray(limit)
        return

    with context.open_store(read_only=True) as store:
        found = reading.listed(
            store,
            matter=find.matter(store, matter) if matter else None,
            loan=find.loan(store, loan) if loan else None,
            since=context.parse_day(since),
            until=context.parse_day(until),
            direction=_direction(direction) if direction else None,
            kind=kind,
            limit=limit,
        )
    _print_rows(found, "Nothing is kept yet. Bring in your mail: borrower-desk import PATH")


@app.command()
def show(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    raw: Annotated[bool, typer.Option("--raw", help="The original bytes, unchanged.")] = False,
    headers: Annotated[bool, typer.Option("--headers", help="Every header.")] = False,
    attachments: Annotated[bool, typer.Option("--attachments", help="What came with it.")] = False,
    copy: Annotated[
        str | None,
        typer.Option(metavar="SHA256", help="With --raw: the form whose SHA-256 begins so."),
    ] = None,
) -> None:
    """Show one message, letter or call."""
    from borrower_desk.actions import classifying, forms, reading

    if copy is not None and not raw:
        raise UsageError("--copy says which bytes.", hint=f"show {id_} --raw --copy {copy}")
    with context.open_store(read_only=True) as store:
        if raw:
            data = reading.original(store, id_) if copy is None else forms.form(store, id_, copy)
            write_bytes(data)
            return
        one = reading.show(store, id_)
        thread = [str(each) for each in store.thread(one.id)]
        check = classifying.answer_check(store, one)
        beside = reading.beside(store, one)
    _show(one, thread, beside, headers=headers, only_attachments=attachments, check=check)


@app.command()
def search(
    query: Annotated[list[str], typer.Argument(help="Words, and filters such as from:cooper.")],
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
) -> None:
    """Search everything that is kept, best first."""
    from borrower_desk.actions import reading

    with context.open_store(read_only=True) as store:
        found = reading.search(store, " ".join(query), limit)
    _print_rows(found, "Nothing matches. Try fewer words, or `borrower-desk list`.")


@app.command()
def classify(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    as_kind: Annotated[str | None, typer.Option("--as", help="Say what it is.")] = None,
) -> None:
    """Say what a received message is, and why; --as corrects it."""
    from borrower_desk.actions import reading

    with context.open_store(read_only=as_kind is None) as store:
        one = reading.classify(store, id_, as_kind)

    def words() -> None:
        said.warn(one.warnings)
        guess = one.classification
        if one.confirmed:
            say(tr("{}: {} (you said so; the desk guesses {})", one.id, one.kind, guess.kind.value))
        else:
            say(tr("{}: {} ({:.0%} sure)", one.id, one.kind, guess.confidence))
        if guess.also:
            say(tr("  and perhaps also: {}", ", ".join(kind.value for kind in guess.also)))
        say(*(tr("  because of {!r} ({})", r.phrase, r.where) for r in guess.because))
        if one.asks:
            say(tr("Not sure. Say what it is: borrower-desk classify {} --as KIND", one.id))
        said.found(one)
        said.where(one)
        said.answer(one.id, one.answer)

    emit(shapes.classified(one), words)


@quarantine.command("list")
def quarantine_list() -> None:
    """List what could not be read."""
    with context.open_store(read_only=True) as store:
        found = store.quarantined()
    emit(
        [shapes.quarantined(one) for one in found],
        lambda: table(
            ("id", "source", "reason", "bytes"),
            [(one.id, one.source, one.reason, str(one.size)) for one in found],
            empty="Nothing is in quarantine.",
        ),
    )


@quarantine.command("show")
def quarantine_show(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    raw: Annotated[bool, typer.Option("--raw", help="The bytes, unchanged.")] = False,
) -> None:
    """Show one item and why it could not be read."""
    from borrower_desk.actions import find, reading
    from borrower_desk.model import QuarantineId

    with context.open_store(read_only=True) as store:
        one = store.quarantined_item(QuarantineId(find.number_of(id_, "Q")))
        if raw:
            write_bytes(reading.original(store, one.id))
            return
    emit(
        shapes.quarantined(one),
        lambda: facts(
            [
                ("id", one.id),
                ("source", one.source),
                ("reason", one.reason),
                ("bytes", str(one.size)),
                ("sha256", one.sha256),
                ("since", shapes.day(one.on)),
            ]
        ),
    )


@quarantine.command("retry")
def quarantine_retry(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID...")] = None,
) -> None:
    """Try again to read what is in quarantine."""
    from borrower_desk.actions import reading

    with context.open_store() as store:
        report = reading.retry_quarantined(store, ids or (), context.today())
    emit(shapes.import_report(report), lambda: print_report(report))


def _direction(value: str | None, *, auto: bool = False) -> Direction | None:
    if value is None or (auto and value == "auto"):
        return None
    try:
        return Direction(value)
    except ValueError:
        choices = "sent, received" + (" or auto" if auto else "")
        raise UsageError(f"{value!r} is not a direction.", hint=f"Choose {choices}.") from None


def _watch(store: Store, paths: list[str], manner: Manner) -> None:
    """Until Ctrl-C: what has come to rest in the directories is brought in; nothing is moved."""
    from borrower_desk.actions.watching import watch

    talk(tr("Watching {}. Ctrl-C ends it; nothing there is moved or changed.", ", ".join(paths)))

    def told(report: ImportReport) -> None:
        emit(shapes.import_report(report), lambda: print_report(report))
        sys.stdout.flush()

    watch(store, [Path(one) for one in paths], manner, context.today, told)


def _size(paths: list[Path]) -> int:
    from borrower_desk.intake.sources import estimate

    return estimate(paths)


def print_report(report: ImportReport) -> None:
    """The three counts, and what could not be read."""
    say(
        tr(
            "{} met: {} imported, {} duplicates, {} quarantined.",
            len(report.items),
            report.count(ImportStatus.IMPORTED),
            report.count(ImportStatus.DUPLICATE),
            report.count(ImportStatus.QUARANTINED),
        )
    )
    odd = [one for one in report.items if one.status is ImportStatus.QUARANTINED]
    for one in odd[:SHOWN_ITEMS]:
        talk(f"  {one.id} {one.source}: {spoken(one.reason or '')}")
    if len(odd) > SHOWN_ITEMS:
        talk(tr("  and {} more: borrower-desk quarantine list", len(odd) - SHOWN_ITEMS))


def _print_tray(limit: int | None) -> None:
    from borrower_desk.actions.filing import tray

    with context.open_store(read_only=True) as store:
        found = tray(store, limit)
    emit(
        [shapes.unfiled(one) for one in found],
        lambda: table(
            ("id", "date", "who", "subject", "perhaps in", "because"),
            [
                (
                    one.row.id,
                    shapes.day(one.row.on),
                    one.row.sender,
                    one.row.subject,
                    (one.suggestion.matter or one.suggestion.loan) if one.suggestion else None,
                    one.suggestion.because if one.suggestion else None,
                )
                for one in found
            ],
            empty="Everything is in a matter.",
        ),
    )


def _print_rows(found: list[CorrespondenceRow], empty: str) -> None:
    emit(
        [shapes.row(one) for one in found],
        lambda: table(
            ("id", "date", "", "who", "subject", "kind", "matter"),
            [
                (
                    one.id,
                    shapes.day(one.on),
                    ">" if one.direction is Direction.SENT else "<",
                    ", ".join(one.to) if one.direction is Direction.SENT else one.sender,
                    one.subject,
                    (one.kind or "") + ("" if one.kind_confirmed or not one.kind else "?"),
                    one.matter,
                )
                for one in found
            ],
            empty=empty,
        ),
    )


def _show(
    one: Correspondence,
    thread: list[str],
    beside: Beside | None = None,
    *,
    headers: bool = False,
    only_attachments: bool = False,
    check: AnswerCheck | None = None,
) -> None:
    from borrower_desk.actions.classifying import warnings_on

    warnings = warnings_on(one)

    def words() -> None:
        said.warn(warnings)
        if only_attachments:
            table(
                ("id", "name", "type", "bytes"),
                [(a.id, a.name, a.media_type, str(a.size)) for a in one.attachments],
                empty="Nothing came with it.",
            )
            return
        if headers and one.headers:
            say(*(f"{name}: {value}" for name, value in one.headers), "")
        else:
            facts(
                [
                    ("id", tr("{}, {} by {}", one.id, tr(one.direction.value), one.channel.value)),
                    ("date", shapes.instant(one.at) or shapes.day(one.on)),
                    ("from", one.sender),
                    ("to", ", ".join(one.to)),
                    ("subject", one.subject),
                    ("kind", one.kind),
                    ("matter", one.matter),
                    ("attached", ", ".join(f"{a.id} {a.name}" for a in one.attachments)),
                    ("genuine?", tr(one.authenticity.verdict.value)),
                    *(("", spoken(reason)) for reason in one.authenticity.reasons),
                    *_paper_dates(one),
                    *(("noted", note) for note in (beside.notes if beside else ())),
                    *(_linked(one, link) for link in (beside.links if beside else ())),
                    *_also_kept(beside),
                ]
            )
            say("")
        say(one.text)
        said.answer(one.id, check)

    shape = shapes.correspondence(one, thread, warnings, check)
    emit(shape | (shapes.beside(beside) if beside else {}), words)


def _also_kept(beside: Beside | None) -> list[tuple[str, str]]:
    """The other bytes in which it came, such as another mail program's export."""
    from borrower_desk.actions.forms import told

    found = beside.originals if beside else ()
    lines = [("also kept as", told(form)) for form in found[:SHOWN_ITEMS]]
    if len(found) > SHOWN_ITEMS:
        lines.append(
            (
                "",
                tr(
                    "and {} more: show {} --json", len(found) - SHOWN_ITEMS, found[0].correspondence
                ),
            )
        )
    return lines


def _paper_dates(one: Correspondence) -> list[tuple[str, str | None]]:
    return [
        ("dated", shapes.day(one.dated)),
        ("postmarked", shapes.day(one.postmarked)),
        ("received", shapes.day(one.received)),
    ]


def _linked(one: Correspondence, link: Link) -> tuple[str, str]:
    other = link.other if link.one == one.id else link.one
    same = link.relation is Relation.SAME_LETTER
    what = tr("the same letter" if same else "nearly the same")
    return "see also", f"{other}: {what} ({link.because})"
