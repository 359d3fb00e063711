"""`letters`, `draft`, `check`, `edit`, `drafts`, `discard`, `render`, `sent`, `delivered`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from borrower_desk.cli import context, shapes
from borrower_desk.cli.output import emit, facts, say, table, talk
from borrower_desk.errors import DeskError, UsageError
from borrower_desk.model import Channel, CheckReport, Draft, DraftId, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from borrower_desk.actions.letters import Sending
    from borrower_desk.actions.mending import Mended
    from borrower_desk.desk.store import Store
    from borrower_desk.letters.checks import CheckedFile

app = typer.Typer()
BAD_NEWS = 3

Fields = Annotated[
    list[str] | None, typer.Option("--set", help="A fact: FIELD=VALUE. See `letters KIND`.")
]
Attach = Annotated[list[str] | None, typer.Option(help="A file, or an attachment's id: A1.")]
Despite = Annotated[list[str] | None, typer.Option(help="An error code to let stand.")]
Reason = Annotated[str, typer.Option(help="Why it may stand; kept in the journal.")]


@app.command()
def letters(kind: Annotated[str | None, typer.Argument()] = None) -> None:
    """List the kinds of letter, or say what one of them needs."""
    from borrower_desk.letters.templates import kinds, template

    if kind is None:
        found = [template(one) for one in kinds()]
        emit(
            [{"kind": t.kind, "title": t.title, "group": t.group} for t in found],
            lambda: table(
                ("kind", "what it is", "group"), [(t.kind, t.title, t.group) for t in found]
            ),
        )
        return
    one = template(kind)
    shape = {
        "kind": one.kind,
        "title": one.title,
        "group": one.group,
        "law": list(one.law),
        "channel": [{"channel": c.channel.value, "why": c.reason} for c in one.channels],
        "fields": [
            {
                "name": f.name,
                "type": f.type,
                "question": f.question,
                "required": f.required,
                "example": f.example,
                "choices": list(f.choices),
            }
            for f in one.fields
        ],
        "starts": list(one.starts),
        "errors": list(one.errors),
        "enclosures": list(one.enclosures),
        "next_steps": list(one.next_steps),
    }

    def words() -> None:
        facts(
            [
                ("kind", one.kind),
                ("title", one.title),
                ("law", "; ".join(one.law)),
                ("starts", ", ".join(one.starts)),
                *(("send by", f"{c.channel.value}: {c.reason}") for c in one.channels),
                *(("enclose", each) for each in one.enclosures),
                *(("then", each) for each in one.next_steps),
            ]
        )
        say("")
        table(
            ("field", "needed", "question", "example"),
            [(f.name, "yes" if f.required else "no", f.question, f.example) for f in one.fields],
        )

    emit(shape, words)


@app.command()
def draft(
    kind: str,
    matter: Annotated[str | None, typer.Option(help="The matter it belongs to.")] = None,
    loan: Annotated[str | None, typer.Option(help="The loan, when there is no matter.")] = None,
    fields: Fields = None,
    attach: Attach = None,
    answers: Annotated[Path | None, typer.Option(help="A TOML file of FIELD = VALUE.")] = None,
    via: Annotated[Channel | None, typer.Option(help="How it will go.")] = None,
    lang: Annotated[str, typer.Option(help="en or es.")] = "en",
) -> None:
    """Draft a letter from the record; asks for what is missing when there is a terminal."""
    from borrower_desk.actions import find
    from borrower_desk.actions import letters as acts

    said = {**_answers(answers), **_pairs(fields)}
    with context.open_store() as store:
        one = acts.draft(
            store,
            kind,
            context.today(),
            matter=find.matter(store, matter) if matter else None,
            loan=find.loan(store, loan) if loan else None,
            fields=said,
            attach=attach or (),
            channel=via,
            lang=lang,
        )
        if one.missing and context.at_terminal() and not context.current.json:
            one = _interview(store, one)
        report = acts.check(store, one, context.today())
    _show_draft(one, report)


@app.command()
def check(
    draft_or_file: Annotated[str, typer.Argument(metavar="DRAFT|FILE")],
    matter: Annotated[str | None, typer.Option(help="The matter a FILE belongs to.")] = None,
    kind: Annotated[str | None, typer.Option(help="The kind of letter a FILE is.")] = None,
    via: Annotated[Channel | None, typer.Option(help="How it will go.")] = None,
    to: Annotated[str | None, typer.Option(help="The address it will go to.")] = None,
    secure: Annotated[bool, typer.Option("--secure", help="The channel is a secure one.")] = False,
    attach: Annotated[list[Path] | None, typer.Option(help="What goes with a FILE.")] = None,
    fix: Annotated[
        Path | None, typer.Option(help="Mend attachments in copies, written into this folder.")
    ] = None,
) -> None:
    """Check a draft or a letter in a file as a careful paralegal would."""
    from borrower_desk.actions import letters as acts

    path = Path(draft_or_file)
    is_draft = draft_or_file[:1] in "dD" and draft_or_file[1:].isdigit() and not path.exists()
    how = acts.Sending(kind=kind, channel=via, to=to, secure=secure)
    if is_draft:
        report, mended = _check_draft(draft_or_file, how, fix)
    else:
        report, mended = _check_file(path, how, matter, attach or (), fix)
    shape = shapes.check(report)
    if fix is not None:
        shape["fixed"] = [
            {"from": one.original, "to": [str(path) for path in one.paths], "did": list(one.did)}
            for one in mended
        ]
    emit(shape, lambda: _print_findings(report, mended))
    if not report.ok:
        raise typer.Exit(BAD_NEWS)


def _check_draft(draft_id: str, how: Sending, fix: Path | None) -> tuple[CheckReport, list[Mended]]:
    from borrower_desk.actions import letters as acts
    from borrower_desk.actions import mending

    def checked(store: Store) -> CheckReport:
        one = store.draft(_draft_id(draft_id))
        return acts.check(
            store,
            one,
            context.today(),
            channel=how.channel,
            to=how.to,
            secure=how.secure,
            look=True,
        )

    with context.open_store(read_only=fix is None) as store:
        report = checked(store)
        if fix is None:
            return report, []
        mended = mending.mend_draft(store, store.draft(_draft_id(draft_id)), report, fix)
        return checked(store), mended


def _check_file(
    path: Path, how: Sending, matter: str | None, attach: Sequence[Path], fix: Path | None
) -> tuple[CheckReport, list[Mended]]:
    from borrower_desk.actions import find, mending
    from borrower_desk.actions import letters as acts

    text, files = _letter_file(path), acts.files_at(attach)

    def checked(with_files: Sequence[CheckedFile]) -> CheckReport:
        if matter is None:
            return acts.check_file(text, context.today(), how, files=with_files)
        with context.open_store(read_only=True) as store:
            return acts.check_file(
                text, context.today(), how,
                store=store, matter=find.matter(store, matter), files=with_files,
            )  # fmt: skip

    report = checked(files)
    if fix is None:
        return report, []
    mended = mending.mend_into(fix, files, report, acts.enclosures_of(text))
    return checked([file for one in mended for file in one.files]), mended


@app.command()
def edit(
    draft_id: Annotated[str, typer.Argument(metavar="DRAFT")],
    fields: Fields = None,
    attach: Attach = None,
    via: Annotated[Channel | None, typer.Option(help="How it will go.")] = None,
) -> None:
    """Put facts in a draft, or change its words in $EDITOR; then check it again."""
    from borrower_desk.actions import letters as acts

    with context.open_store() as store:
        text = None
        if not (fields or attach or via):
            text = _edited(acts.as_file(store.draft(_draft_id(draft_id))))
        one = acts.change(
            store, draft_id, fields=_pairs(fields), attach=attach or (), text=text, channel=via
        )
        report = acts.check(store, one, context.today())
    _show_draft(one, report)


@app.command()
def drafts() -> None:
    """List the drafts there are."""
    from borrower_desk.model import DraftStatus

    with context.open_store(read_only=True) as store:
        found = store.drafts(status=DraftStatus.OPEN)
    emit(
        [shapes.draft(one) for one in found],
        lambda: table(
            ("id", "kind", "matter", "subject", "lacks"),
            [
                (one.id, one.kind, one.matter, one.subject, ", ".join(m.field for m in one.missing))
                for one in found
            ],
            empty="No draft yet. Begin one: borrower-desk draft notice-of-error --matter M1",
        ),
    )


@app.command()
def discard(draft_id: Annotated[str, typer.Argument(metavar="DRAFT")]) -> None:
    """Throw a draft away."""
    from borrower_desk.actions import letters as acts

    context.confirm(f"Throw {draft_id} away?")
    with context.open_store() as store:
        one = acts.discard(store, draft_id)
    emit(shapes.draft(one), lambda: say(f"{one.id} is discarded."))


@app.command()
def render(
    draft_id: Annotated[str, typer.Argument(metavar="DRAFT")],
    to: Annotated[str, typer.Option(help="pdf, eml, txt or html.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write it.")],
    despite: Despite = None,
    reason: Reason = "",
) -> None:
    """Make the letter: a PDF to print, an e-mail ready to send, or text."""
    from borrower_desk.actions import letters as acts
    from borrower_desk.actions.files import write_new

    with context.open_store() as store:
        one = store.draft(_draft_id(draft_id))
        data = acts.render(
            store, one, to, context.today(), waiver=acts.Waiver(despite or (), reason)
        )
    _may_replace(output)
    write_new(output, data)
    emit(
        {"path": str(output), "size": len(data), "format": to},
        lambda: say(f"Wrote {output} ({len(data):,} bytes)."),
    )


@app.command()
def sent(
    draft_id: Annotated[str, typer.Argument(metavar="DRAFT")],
    via: Annotated[Channel, typer.Option(help="The channel it went by.")],
    on: Annotated[str, typer.Option(help="The day it left.")],
    tracking: Annotated[str, typer.Option(help="The tracking number.")] = "",
    proof: Annotated[Path | None, typer.Option(help="A scan of the receipt.")] = None,
    despite: Despite = None,
    reason: Reason = "",
) -> None:
    """Record that a letter left; its very bytes are kept, and the clocks follow."""
    from borrower_desk.actions import letters as acts

    day = context.must_day(on)
    with context.open_store() as store:
        gone = acts.sent(
            store, draft_id, via, day, context.today(), tracking=tracking, proof=proof,
            waiver=acts.Waiver(despite or (), reason),
        )  # fmt: skip
    shape = {
        **shapes.event(gone.event),
        "correspondence": gone.correspondence.id,
        "draft": gone.draft.id,
    }

    def words() -> None:
        say(f"{gone.draft.id} left on {day} as {gone.correspondence.id}; event {gone.event.id}.")
        talk(
            f"The clocks count from receipt. When it arrives:"
            f" borrower-desk delivered {gone.draft.id} --on DATE"
        )

    emit(shape, words)


@app.command()
def delivered(
    id_: Annotated[str, typer.Argument(metavar="DRAFT|C")],
    on: Annotated[str, typer.Option(help="The day they received it.")],
    proof: Annotated[Path | None, typer.Option(help="A scan of the return receipt.")] = None,
) -> None:
    """Record that the servicer has a letter; its clocks count from this day."""
    from borrower_desk.actions import letters as acts

    day = context.must_day(on)
    with context.open_store() as store:
        event = acts.delivered(store, id_, day, context.today(), proof=proof)

    def words() -> None:
        say(f"{event.letter} delivered on {day}: event {event.id}.")
        talk(f"What they owe, and when: borrower-desk due --matter {event.matter}")

    emit(shapes.event(event), words)


def _interview(store: Store, one: Draft) -> Draft:
    """Ask for what is missing, one question at a time; an empty answer leaves it for later."""
    from borrower_desk.actions import letters as acts

    talk("An empty line leaves a question for later. Everything you type is kept.")
    for fact in one.missing:
        example = f" (for example {fact.example})" if fact.example else ""
        sys.stderr.write(f"{fact.question}{example}\n> ")
        sys.stderr.flush()
        answer = sys.stdin.readline()
        if not answer:
            break
        if answer.strip():
            try:
                one = acts.change(store, one.id, fields={fact.field: answer.strip()})
            except DeskError as why:
                talk(why.message, why.hint)
    return one


def _show_draft(one: Draft, report: CheckReport) -> None:
    def words() -> None:
        say(f"{one.id}: {one.kind}", "", f"Subject: {one.subject}", "", one.body, "")
        for fact in one.missing:
            talk(f"missing: {fact.field}: {fact.question}")
        _print_findings(report)

    emit(shapes.draft(one, report), words)


def _print_findings(report: CheckReport, mended: Sequence[Mended] = ()) -> None:
    for one in mended:
        if one.did:
            say(f"{one.original}: {', '.join(one.did)}: {', '.join(map(str, one.paths))}")
    if not report.findings:
        say("No findings.")
    marks = {Severity.ERROR: "ERROR", Severity.WARNING: "warning", Severity.ADVICE: "advice"}
    for found in report.findings:
        line = f" line {found.where.line}" if found.where.line else ""
        say(f"{marks[found.severity]:<8}{found.code} ({found.where.part}{line}): {found.message}")
        if found.fix:
            say(f"        {found.fix}")
    if report.skipped:
        talk(f"Not checked: {', '.join(f'{s.code} ({s.why})' for s in report.skipped)}")


def _pairs(fields: list[str] | None) -> dict[str, str]:
    pairs = {}
    for one in fields or ():
        name, equals, value = one.partition("=")
        if not (name and equals):
            raise UsageError(f"{one!r} is not FIELD=VALUE.", hint="As in --set amount=92.75")
        pairs[name.strip()] = value
    return pairs


def _answers(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    import tomllib

    try:
        table_of_answers = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise UsageError(
            f"The answers in {path} could not be read: {why}.",
            hint='Write lines such as: amount = "92.75"',
        ) from None
    return {
        name: "\n".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in table_of_answers.items()
    }


def _letter_file(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as why:
        raise UsageError(
            f"{path} could not be read: {why.strerror}.", hint="Name a draft (D1) or a text file."
        ) from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not text.", hint="Save the letter as UTF-8 text.") from None


def _edited(text: str) -> str:
    """The text after the user's editor; it lies in a private file that is removed."""
    import subprocess
    import tempfile

    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor or not context.at_terminal():
        raise UsageError(
            "There is no editor to open.", hint="Set EDITOR, or use --set FIELD=VALUE."
        )
    with tempfile.TemporaryDirectory(prefix="borrower-desk-") as folder:
        path = Path(folder) / "letter.txt"
        path.write_text(text, encoding="utf-8")
        # The editor is the user's own choice, run as the user; no shell in between.
        import shlex

        subprocess.run([*shlex.split(editor), str(path)], check=True)  # noqa: S603
        return path.read_text(encoding="utf-8")


def _may_replace(path: Path) -> None:
    if path.exists():
        context.confirm(f"{path} is there already. Replace it?")


def _draft_id(text: str) -> DraftId:
    from borrower_desk.actions import find

    return DraftId(find.number_of(text, "D"))
