"""`letters`: the kinds of letter there are, what one needs, and one of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from borrower_desk.cli import context, shapes
from borrower_desk.cli.findings import print_findings
from borrower_desk.cli.output import emit, facts, say, table, talk
from borrower_desk.errors import TemplateInvalid, UsageError
from borrower_desk.speech import spoken, tr

if TYPE_CHECKING:
    from borrower_desk.letters.templates import Template

app = typer.Typer()


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
        found = []
        for one in kinds(folder):
            try:
                found.append(template(one, lang, folder=folder))
            except TemplateInvalid as why:
                talk(tr("Left out: {}", spoken(why.message)), spoken(why.hint))
        emit(
            [{"kind": t.kind, "title": t.title, "group": t.group} for t in found],
            lambda: table(
                ("kind", "what it is", "group"), [(t.kind, _title(t), t.group) for t in found]
            ),
        )
        return
    _show_kind(template(kind, lang, folder=folder))


def _title(one: Template) -> str:
    """What the letter is, and that it is the user's own, when it is."""
    return tr("{} (yours)", one.title) if one.own else one.title


def _new_kind(name: str | None, like: str | None) -> None:
    from borrower_desk.actions.own_letters import new_kind, replaced

    if name is None:
        raise UsageError("The new kind needs a name.", hint="letters new insurance-question")
    desk = context.desk_path()
    if lost := replaced(desk, name):
        context.confirm(f"{lost} Replace it?")
    tried = new_kind(desk, name, context.today(), like, replacing=bool(lost))

    def words() -> None:
        say(tried.letter.body)
        talk(
            tr(
                "Made {}. The letter above is made from its own examples: {} page{}."
                if tried.made
                else "Tried {}. The letter above is made from its own examples: {} page{}.",
                tried.path,
                tried.pages,
                "" if tried.pages == 1 else "s",
            ),
            tr("Change the file as you like, and try it again: borrower-desk letters new {}", name),
            tr("Use it: borrower-desk draft {} --matter M1", name),
        )
        print_findings(tried.report)

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
        "advice": list(one.advice),
    }

    def words() -> None:
        facts(
            [
                ("kind", one.kind),
                ("title", _title(one)),
                ("law", "; ".join(one.law)),
                ("starts", ", ".join(one.starts)),
                *(("send by", f"{c.channel.value}: {c.reason}") for c in one.channels),
                *(("enclose", each) for each in one.enclosures),
                *(("then", each) for each in one.next_steps),
                *(("for you", each) for each in one.advice),
            ]
        )
        say("")
        table(
            ("field", "needed", "question", "example"),
            [
                (f.name, tr("yes" if f.required else "no"), f.question, f.example)
                for f in one.fields
            ],
        )

    emit(shape, words)
