"""`letters`, `draft`, `check`, `edit`, `drafts`, `discard`, `render`, `sent`, `delivered`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from borrower_desk.cli import context, shapes
from borrower_desk.cli.interview import interview
from borrower_desk.cli.output import emit, facts, say, table, talk
from borrower_desk.errors import UsageError
from borrower_desk.model import Channel, CheckReport, Draft, DraftId, Event, EventId, Severity

if TYPE_CHECKING:
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
Reason = Annotated[str, typer.Option(help="Why it may stand; kept in the journal.")]


@app.command()
def letters(
    kind: Annotated[str | None, typer.Argument(help="A kind, or `new`.")] = None,
    name: Annotated[
        str | None, typer.Argument(help="With `new`: the name of your own kind.")
    ] = None,
    like: Annotated[str | None, typer.Option(help="With `new`: the kind to begin from.")] = None,
    lang: Annotated[str, typer.Option(help="en or es: the language of the questions.")] = "en",
) -> None:
    """List the kinds of letter, say what one of them needs, or make one of your own (`new`)."""
    from borrower_desk.actions.recording import own_templates
    from borrower_desk.letters.templates import kinds, template

    folder = own_templates(context.desk_path())
    if kind == "new":
        _new_kind(name, like)
        return
    if name is not None:
        raise UsageError(f"{name!r} is one word too many.", hint="`letters new KIND` makes a kind.")
    if kind is None:
        found = [template(one, lang, folder=folder) for one in kinds(folder)]
        emit(
            [{"kind": t.kind, "title": t.title, "group": t.group} for t in found],
            lambda: table(
                ("kind", "what it is", "group"), [(t.kind, t.title, t.group) for t in found]
            ),
        )
        return
    _show_kind(template(kind, lang, folder=folder))


def _new_kind(name: str | None, like: str | None) -> None:
    from borrower_desk.actions.own_letters import new_kind

    if name is None:
        raise UsageError("The new kind needs a name.", hint="letters new insurance-question")
    tried = new_kind(context.desk_path(), name, context.today(), like)

    def words() -> None:
        say(tried.letter.body)
        talk(
            f"{'Made' if tried.made else 'Tried'} {tried.path}. The letter above is made from its"
            f" own examples: {tried.pages} page{'' if tried.pages == 1 else 's'}.",
            f"Change the file as you like, and try it again: borrower-desk letters new {name}",
            f"Use it: borrower-desk draft {name} --matter M1",
        )
        _print_findings(tried.report)

    shape = {
        "kind": name,
        "path": str(tried.path),
        "made": tried.made,
        "subject": tried.letter.subject,
        "body": tried.letter.body,
        "pages": tried.pages,
        "missing": [fact.field for fact in tried.letter.missing],
        "findings": shapes.check(tried.report)["findings"],
    }
    emit(shape, words)


def _show_kind(one: Template) -> None:
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
    from_finding: Annotated[
        str | None, typer.Option(help="A finding of `analyze`, F1: fills in what it says.")
    ] = None,
) -> None:
    """Draft a letter from the record; asks for what is missing when there is a terminal."""
    from borrower_desk.actions import find
    from borrower_desk.actions import letters as acts

    told = _answers(answers)
    with context.open_store() as store:
        _must_fit(acts.kind_of(store, kind), told, answers)
        the_matter = find.matter(store, matter) if matter else None
        if from_finding is not None:
            the_matter, found = acts.from_finding(store, from_finding, kind, the_matter)
            told = {**found, **told}
        one = acts.draft(
            store,
            kind,
            context.today(),
            matter=the_matter,
            loan=find.loan(store, loan) if loan else None,
            fields={**told, **_pairs(fields)},
            attach=attach or (),
            channel=via,
            lang=lang,
        )
        if one.missing and context.at_terminal() and not context.current.json:
            one = interview(store, one)
        report = acts.check(store, one, context.today())
        letter = acts.letter_of(store, one)
        copy = acts.courtesy_copy(store, one, one.lang)
    _show_draft(one, report, letter, copy)


@app.command()
def check(
    draft_or_file: Annotated[str, typer.Argument(metavar="DRAFT|FILE")],
    matter: Annotated[str | None, typer.Option(help="The matter a FILE belongs to.")] = None,
    kind: Annotated[str | None, typer.Option(help="The kind of letter a FILE is.")] = None,
    via: Annotated[Channel | None, typer.Option(help="How it will go.")] = None,
    to: Annotated[str | None, typer.Option(help="The address it will go to.")] = None,
    secure: Annotated[bool, typer.Option("--secure", help="The channel is a secure one.")] = False,
    attach: Annotated[list[Path] | None, typer.Option(help="What goes with a FILE.")] = None,
) -> None:
    """Check a draft or a letter in a file as a careful paralegal would."""
    from borrower_desk.actions import find
    from borrower_desk.actions import letters as acts

    path = Path(draft_or_file)
    is_draft = draft_or_file[:1] in "dD" and draft_or_file[1:].isdigit() and not path.exists()
    if is_draft:
        with context.open_store(read_only=True) as store:
            one = store.draft(_draft_id(draft_or_file))
            report = acts.check(
                store, one, context.today(), channel=via, to=to, secure=secure, look=True
            )
    else:
        text = _letter_file(path)
        if matter is None:
            report = acts.check_file(
                text, context.today(), kind=kind, channel=via, to=to, secure=secure,
                attach=attach or (),
            )  # fmt: skip
        else:
            with context.open_store(read_only=True) as store:
                report = acts.check_file(
                    text, context.today(), store=store, matter=find.matter(store, matter),
                    kind=kind, channel=via, to=to, secure=secure, attach=attach or (),
                )  # fmt: skip
    emit(shapes.check(report), lambda: _print_findings(report))
    if not report.ok:
        raise typer.Exit(BAD_NEWS)


@app.command()
def edit(
    draft_id: Annotated[str, typer.Argument(metavar="DRAFT")],
    fields: Fields = None,
    attach: Attach = None,
    answers: Annotated[Path | None, typer.Option(help="A TOML file of FIELD = VALUE.")] = None,
    via: Annotated[Channel | None, typer.Option(help="How it will go.")] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Go on with the questions.")] = False,
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
        if not (fields or attach or via or ask or answers):
            text = _edited(acts.as_file(one))
        one = acts.change(
            store, draft_id, fields={**told, **_pairs(fields)}, attach=attach or (), text=text,
            channel=via,
        )  # fmt: skip
        if ask:
            one = interview(store, one)
        report = acts.check(store, one, context.today())
        letter = acts.letter_of(store, one)
        copy = acts.courtesy_copy(store, one, one.lang)
    _show_draft(one, report, letter, copy)


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
    emit(shapes.draft(one), lambda: say(f"{one.id} is discarded."))


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

    with context.open_store() as store:
        one = store.draft(_draft_id(draft_id))
        data = acts.render(
            store, one, to, context.today(), waiver=acts.Waiver(despite or (), reason), lang=lang
        )
    _may_replace(output)
    write_new(output, data)

    def words() -> None:
        say(f"Wrote {output} ({len(data):,} bytes).")
        if lang == "en" and one.lang != "en":
            talk(
                "This is the English original, which is what is sent. Your courtesy copy:"
                f" --lang {one.lang}"
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
            say(f"{one.place.value:<11}{one.text}", f"           because {one.why}")
        say("")
        for draft in drafts:
            say(f"{draft.id}: {draft.kind}. Read it: borrower-desk edit {draft.id}, or check it.")

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
        say(f"{gone.draft.id} left on {day} as {gone.correspondence.id}; event {gone.event.id}.")
        talk(
            f"The clocks count from receipt. When it arrives:"
            f" borrower-desk delivered {gone.draft.id} --on DATE"
        )
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

    day = context.must_day(on)
    with context.open_store() as store:
        event = acts.delivered(store, id_, day, context.today(), proof=proof)
        sending = store.event(EventId(event.of or ""))
        gaps = acts.proof_gaps(sending, event)

    def words() -> None:
        say(f"{event.letter} delivered on {day}: event {event.id}.")
        talk(f"What they owe, and when: borrower-desk due --matter {event.matter}")
        _say_gaps(gaps)

    emit({**shapes.event(event), "still_missing": gaps}, words)


def tracking_shape(event: Event) -> dict[str, str] | None:
    """A mailing's tracking number, with what its check digit says."""
    from borrower_desk.letters.tracking import bare, standing_of

    number = event.params.get("tracking", "")
    return {"number": bare(number), "check": standing_of(number).value} if number else None


def _say_gaps(gaps: Sequence[str]) -> None:
    if gaps:
        talk("For a record that stands up, still missing:", *(f"- {one}" for one in gaps))


def _show_draft(one: Draft, report: CheckReport, letter: Letter, copy: Letter | None) -> None:
    """The draft with its findings; in Spanish first its courtesy copy, then what is sent."""
    notes = (copy or letter).notes

    def words() -> None:
        say(f"{one.id}: {one.kind}", "")
        if copy is not None:
            say(f"Asunto: {copy.subject}", "", copy.body, "", "== Original ==", "")
        say(f"Subject: {one.subject}", "", one.body, "")
        for fact in one.missing:
            talk(f"missing: {fact.field}: {fact.question}")
        for fact in letter.wanted:
            talk(f"would help: {fact.field}: {fact.question}")
        _print_findings(report, one.lang)
        for note in notes:  # advice for the borrower; never part of the letter
            talk(f"for you: {note}")

    shape = {
        **shapes.draft(one, report),
        "channel": letter.channel.value,
        "helpful": [
            {"field": fact.field, "question": fact.question, "example": fact.example}
            for fact in letter.wanted
        ],
        "advice": list(notes),
        "lang": one.lang,
    }
    if copy is not None:  # what was asked for, and beside it what is sent
        shape |= {
            "subject": copy.subject,
            "body": copy.body,
            "original": {"lang": "en", "subject": one.subject, "body": one.body},
        }
    emit(shape, words)


def _print_findings(report: CheckReport, lang: str = "en") -> None:
    from borrower_desk.letters.language import finding_words

    if not report.findings:
        say("No findings.")
    marks = {Severity.ERROR: "ERROR", Severity.WARNING: "warning", Severity.ADVICE: "advice"}
    for found in report.findings:
        at = f" line {found.where.line}" if found.where.line else ""
        say(f"{marks[found.severity]:<8}{found.code} ({found.where.part}{at}): {found.message}")
        for line in (found.fix, finding_words(found.code, lang)):
            if line:
                say(f"        {line}")
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
    """The answers in a TOML file, by field; each trouble names the file and where it is."""
    if path is None:
        return {}
    import tomllib

    from borrower_desk.actions.answers import flat

    try:
        with path.open("rb") as file:
            text = file.read(_LONGEST_ANSWERS + 1)
        if len(text) > _LONGEST_ANSWERS:
            raise UsageError(f"{path} is too long for answers.", hint="A megabyte is the most.")
        table_of_answers = tomllib.loads(text.decode("utf-8-sig"))
    except OSError as why:
        raise UsageError(
            f"The answers in {path} could not be read: {why.strerror}.",
            hint='Name a TOML file of lines such as: amount = "92.75"',
        ) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise UsageError(
            f"The answers in {path} could not be read: {why}.",
            hint='Write lines such as: amount = "92.75"; a list as: facts = ["…", "…"]',
        ) from None
    return flat(table_of_answers, str(path))


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
