"""`letters`, `draft`, `check`, `edit`, `drafts`, `discard`, `render`, `sent`, `delivered`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from borrower_desk.cli import context, shapes
from borrower_desk.cli.findings import print_findings
from borrower_desk.cli.interview import interview
from borrower_desk.cli.output import emit, say, table, talk
from borrower_desk.errors import UsageError
from borrower_desk.model import (
    Channel,
    CheckReport,
    Draft,
    DraftId,
    Event,
    EventId,
    LoanId,
    Servicer,
    ServicerId,
)
from borrower_desk.speech import spoken, tr

if TYPE_CHECKING:
    from borrower_desk.actions.letters import Sending
    from borrower_desk.actions.mending import Mended
    from borrower_desk.desk.store import Store
    from borrower_desk.letters.checks import CheckedFile
    from borrower_desk.letters.compose import Letter
    from borrower_desk.letters.templates import Template

app = typer.Typer()
BAD_NEWS = 3
_LONGEST_ANSWERS = 1_000_000  # bytes

Fields = Annotated[
    list[str] | None, typer.Option("--set", help="A fact: FIELD=VALUE. See `letters KIND`.")
]
Attach = Annotated[list[str] | None, typer.Option(help="A file, or an attachment's id: A1.")]
Despite = Annotated[list[str] | None, typer.Option(help="An error code to let stand.")]
To = Annotated[
    str | None,
    typer.Option(help="Which of the loan's servicers it goes to; else the record tells."),
]
Reason = Annotated[str, typer.Option(help="Why it may stand; kept in the journal.")]


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
    from_finding: Annotated[
        str | None, typer.Option(help="A finding of `analyze`, F1: fills in what it says.")
    ] = None,
    to_servicer: To = None,
) -> None:
    """Draft a letter from the record; asks for what is missing when there is a terminal."""
    from borrower_desk.actions import find
    from borrower_desk.actions import letters as acts

    told = _answers(answers)
    with context.open_store() as store:
        template = acts.kind_of(store, kind)
        _must_fit(template, told, answers)
        the_matter = find.matter(store, matter) if matter else None
        if from_finding is not None:
            the_matter, found = acts.from_finding(store, from_finding, kind, the_matter)
            told = {**found, **told}
        the_loan = find.loan(store, loan) if loan else None
        loan_id = the_loan.id if the_loan else None
        one = acts.draft(
            store,
            kind,
            context.today(),
            matter=the_matter,
            loan=the_loan,
            to=_to(store, the_matter.loan if the_matter else loan_id, to_servicer),
            fields={**told, **_pairs(fields)},
            attach=attach or (),
            channel=via,
            lang=lang,
        )
        _say_unfinished(store, one)
        if one.missing and context.at_terminal() and not context.current.json:
            one = interview(store, one)
        report = acts.check(store, one, context.today())
        letter = acts.letter_of(store, one)
        copy = acts.courtesy_copy(store, one, one.lang)
        goes_to = acts.addressee(store, one)
    if template.own:
        talk(
            tr(
                "{} (yours): drafted from your own template, templates/{}.en.md beside the desk.",
                kind,
                kind,
            )
        )
    _show_draft(one, report, letter, copy, goes_to)


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
    emit(shape, lambda: print_findings(report, mended=mended))
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
    mended = mending.mend_into(fix, files, report, acts.listed_in(text))
    return checked([file for one in mended for file in one.files]), mended


@app.command()
def edit(
    draft_id: Annotated[str, typer.Argument(metavar="DRAFT")],
    fields: Fields = None,
    attach: Attach = None,
    answers: Annotated[Path | None, typer.Option(help="A TOML file of FIELD = VALUE.")] = None,
    dated: Annotated[
        str | None, typer.Option(help="The day that the letter bears, such as today.")
    ] = None,
    detach: Annotated[
        list[str] | None, typer.Option(help="Take an enclosure out, by its label: A.")
    ] = None,
    title: Annotated[
        list[str] | None, typer.Option(help="Call an enclosure something else: A=TITLE.")
    ] = None,
    via: Annotated[Channel | None, typer.Option(help="How it will go.")] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Go on with the questions.")] = False,
    to_servicer: To = None,
) -> None:
    """Put facts in a draft, go on with its questions, or change its words in $EDITOR."""
    from borrower_desk.actions import letters as acts

    told = _answers(answers)
    with context.open_store() as store:
        text = None
        one = store.draft(_draft_id(draft_id))
        _must_fit(acts.kind_of(store, one.kind), told, answers)
        if ask and not context.at_terminal():
            raise UsageError("Nobody is there to answer.", hint="Use --set FIELD=VALUE.")
        if detach or title:
            acts.reorder(store, draft_id, detach=detach or (), titles=_pairs(title))
        to = _to(store, one.loan, to_servicer)
        if not (fields or attach or via or ask or answers or detach or title or dated or to):
            text = _edited(acts.as_file(one))
        one = acts.change(
            store, draft_id, fields={**told, **_pairs(fields)}, attach=attach or (), text=text,
            channel=via, written=context.parse_day(dated), to=to,
        )  # fmt: skip
        if ask:
            one = interview(store, one)
        report = acts.check(store, one, context.today())
        letter = acts.letter_of(store, one)
        copy = acts.courtesy_copy(store, one, one.lang)
        goes_to = acts.addressee(store, one)
    _show_draft(one, report, letter, copy, goes_to)


def _to(store: Store, loan: LoanId | None, servicer: str | None) -> ServicerId | None:
    """The servicer that was named, which must be one that this loan has had."""
    from borrower_desk.actions import find
    from borrower_desk.actions.addressing import must_have_serviced

    if servicer is None or loan is None:
        return None
    return must_have_serviced(store.loan(loan), find.servicer(store, servicer))


def _say_unfinished(store: Store, one: Draft) -> None:
    """An older draft of the same kind that still lacks facts may be the one that was meant."""
    from borrower_desk.model import DraftStatus

    older = [
        each.id
        for each in store.drafts(status=DraftStatus.OPEN)
        if each.id != one.id and (each.kind, each.matter) == (one.kind, one.matter) and each.missing
    ]
    if older:
        talk(tr("There is an unfinished one of this kind: borrower-desk edit {} --ask", older[-1]))


def _must_fit(made: Template, told: dict[str, str], source: Path | None) -> None:
    """The answers of a file are right, each of them; all that is wrong is said at once."""
    from borrower_desk.actions.answers import must_fit, split_record

    if source is not None:
        must_fit(made, split_record(told)[0], context.today(), str(source))


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
    emit(shapes.draft(one), lambda: say(tr("{} is discarded.", one.id)))


@app.command()
def render(
    draft_id: Annotated[str, typer.Argument(metavar="DRAFT")],
    to: Annotated[str, typer.Option(help="pdf, eml, txt, html or envelope.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write it.")],
    lang: Annotated[str, typer.Option(help="es: the courtesy copy in Spanish.")] = "en",
    despite: Despite = None,
    reason: Reason = "",
) -> None:
    """Make the letter: a PDF to print, an e-mail ready to send, text, or its envelope."""
    from borrower_desk.actions import letters as acts
    from borrower_desk.actions.files import write_new
    from borrower_desk.actions.foresight import undrawn

    with context.open_store() as store:
        one = store.draft(_draft_id(draft_id))
        data = acts.render(
            store, one, to, context.today(), waiver=acts.Waiver(despite or (), reason), lang=lang
        )
        letter = acts.letter_of(store, one)
        boxes = undrawn(store, one, letter) if to in ("pdf", "envelope") else ""
    goes_by = letter.channel
    _may_replace(output)
    write_new(output, data)

    def words() -> None:
        say(tr("Wrote {} ({:,} bytes).", output, len(data)))
        if boxes:
            talk(boxes)
        if to == "eml" and goes_by is not Channel.EMAIL:
            talk(
                tr(
                    "The letter says that it goes by {}. To let it go by e-mail:"
                    " borrower-desk edit {} --via email",
                    goes_by.value.replace("-", " "),
                    one.id,
                )
            )
        if lang == "en" and one.lang != "en":
            talk(
                tr(
                    "This is the English original, which is what is sent. Your courtesy"
                    " copy: --lang {}",
                    one.lang,
                )
            )

    emit({"path": str(output), "size": len(data), "format": to}, words)


@app.command()
def split(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The letter as you wrote it.")],
    matter: Annotated[str, typer.Option(help="The matter it belongs to.")],
) -> None:
    """Make one notice of error and one request for information of an angry letter."""
    from borrower_desk.actions import find
    from borrower_desk.actions.splitting import split as take_apart

    text = _letter_file(file)
    with context.open_store() as store:
        made = take_apart(store, text, find.matter(store, matter), context.today())
    drafts = [one for one in (made.notice, made.request) if one is not None]

    def words() -> None:
        for one in made.found.parts:
            say(f"{one.place.value:<11}{one.text}", tr("           because {}", one.why))
        say("")
        for draft in drafts:
            say(
                tr(
                    "{}: {}. Read it: borrower-desk edit {}, or check it.",
                    draft.id,
                    draft.kind,
                    draft.id,
                )
            )

    shape = {
        "parts": [
            {"text": one.text, "place": one.place.value, "error": one.slug or None, "why": one.why}
            for one in made.found.parts
        ],
        "drafts": [shapes.draft(one) for one in drafts],
    }
    emit(shape, words)


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
        "tracking": tracking_shape(gone.event),
        "still_missing": list(gone.gaps),
    }

    def words() -> None:
        say(
            tr(
                "{} left on {} as {}; event {}.",
                gone.draft.id,
                day,
                gone.correspondence.id,
                gone.event.id,
            )
        )
        talk(
            tr(
                "The clocks count from receipt. When it arrives: borrower-desk delivered {}"
                " --on DATE",
                gone.draft.id,
            )
        )
        if gone.draft.written and gone.draft.written != day:
            talk(tr("The letter bears the date {}; it left on {}.", gone.draft.written, day))
        _say_gaps(gone.gaps)

    emit(shape, words)


@app.command()
def delivered(
    id_: Annotated[str, typer.Argument(metavar="DRAFT|C")],
    on: Annotated[str, typer.Option(help="The day they received it.")],
    proof: Annotated[Path | None, typer.Option(help="A scan of the return receipt.")] = None,
) -> None:
    """Record that the servicer has a letter; its clocks count from this day."""
    from borrower_desk.actions import letters as acts
    from borrower_desk.actions.correcting import questions

    day = context.must_day(on)
    with context.open_store() as store:
        event = acts.delivered(store, id_, day, context.today(), proof=proof)
        sending = store.event(EventId(event.of or ""))
        gaps = acts.proof_gaps(sending, event)
        asked = questions(store, event, ())

    def words() -> None:
        say(tr("{} delivered on {}: event {}.", event.letter, day, event.id))
        talk(tr("What they owe, and when: borrower-desk due --matter {}", event.matter), *asked)
        _say_gaps(gaps)

    emit({**shapes.event(event), "still_missing": gaps}, words)


def tracking_shape(event: Event) -> dict[str, str] | None:
    """A mailing's tracking number, with what its check digit says."""
    from borrower_desk.letters.tracking import bare, standing_of

    number = event.params.get("tracking", "")
    return {"number": bare(number), "check": standing_of(number).value} if number else None


def _say_gaps(gaps: Sequence[str]) -> None:
    if gaps:
        talk(
            tr("For a record that stands up, still missing:"), *(f"- {spoken(one)}" for one in gaps)
        )


def _show_draft(
    one: Draft, report: CheckReport, letter: Letter, copy: Letter | None, to: Servicer
) -> None:
    """The draft with its findings; in Spanish first its courtesy copy, then what is sent."""
    notes = (copy or letter).notes

    from borrower_desk.letters.language import asked

    def words() -> None:
        say(f"{one.id}: {one.kind}", "")
        if copy is not None:
            say("Asunto: " + copy.subject, "", copy.body, "", tr("== Original =="), "")
        say(tr("Subject: {}", one.subject), "", one.body, "")
        for fact in one.missing:
            talk(tr("missing: {}: {}", fact.field, asked(fact.question)))
        for fact in letter.wanted:
            talk(tr("would help: {}: {}", fact.field, asked(fact.question)))
        print_findings(report, one.lang)
        for note in notes:  # advice for the borrower; never part of the letter
            talk(tr("for you: {}", spoken(note)))

    shape = {
        **shapes.draft(one, report),
        "channel": letter.channel.value,
        "helpful": [
            {"field": fact.field, "question": fact.question, "example": fact.example}
            for fact in letter.wanted
        ],
        "advice": list(notes),
        "to_servicer": to.id,
        "lang": one.lang,
    }
    if copy is not None:  # what was asked for, and beside it what is sent
        shape |= {
            "subject": copy.subject,
            "body": copy.body,
            "original": {"lang": "en", "subject": one.subject, "body": one.body},
        }
    emit(shape, words)


def _pairs(fields: list[str] | None) -> dict[str, str]:
    pairs = {}
    for one in fields or ():
        name, equals, value = one.partition("=")
        if not (name and equals):
            raise UsageError(f"{one!r} is not FIELD=VALUE.", hint="As in --set amount=92.75")
        pairs[name.strip()] = value
    return pairs


def _answers(path: Path | None) -> dict[str, str]:
    """The answers in a TOML file, by field; each trouble names the file and where it is."""
    if path is None:
        return {}
    from borrower_desk.actions.answers import answered, flat

    try:
        with path.open("rb") as file:
            text = file.read(_LONGEST_ANSWERS + 1)
        if len(text) > _LONGEST_ANSWERS:
            raise UsageError(f"{path} is too long for answers.", hint="A megabyte is the most.")
        table_of_answers = answered(text.decode("utf-8-sig"))
    except OSError as why:
        raise UsageError(
            f"The answers in {path} could not be read: {why.strerror}.",
            hint='Name a TOML file of lines such as: amount = "92.75"',
        ) from None
    except (ValueError, RecursionError) as why:
        raise UsageError(
            f"The answers in {path} could not be read: {why}.",
            hint='Write lines such as: amount = "92.75"; a list as: facts = ["…", "…"]',
        ) from None
    return flat(table_of_answers, str(path))


def _letter_file(path: Path) -> str:
    from borrower_desk.actions.files import text_of

    return text_of(path, "Name a draft (D1) or a text file.")


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
