"""What a person answers to a letter's questions: checked, kept at once, put where it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from borrower_desk.errors import DeskError, UsageError
from borrower_desk.model import Draft, Loan, Servicer

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.letters.templates import Field, Template


@dataclass(frozen=True, slots=True)
class Question:
    """One question to a person, in the order of its importance; `needed` or only helpful."""

    field: str
    question: str
    example: str = ""
    help: str = ""
    choices: tuple[str, ...] = ()
    many_lines: bool = False
    needed: bool = True


_QUICK = 100_000  # characters of TOML that are read in a few seconds whatever they are
# A fact that belongs to a person, a loan or a servicer, and not to one letter.
_ON_RECORD = (
    "sender.name",
    "sender.address",
    "loan.number",
    "loan.property_address",
    "loan.borrowers",
    "servicer.address",
)


def questions(store: Store, one: Draft) -> list[Question]:
    """What to ask for a draft: what it lacks first, then what its error is stronger with."""
    from borrower_desk.actions.letters import kind_of, letter_of

    letter = letter_of(store, one)
    made = kind_of(store, one.kind, one.lang)
    asked = [(fact, True) for fact in letter.missing] + [(fact, False) for fact in letter.wanted]
    found = []
    for fact, needed in asked:
        field = made.field(fact.field)
        found.append(
            Question(
                fact.field,
                field.question if field else fact.question,
                fact.example,
                field.help if field else "",
                field.choices if field else (),
                field is not None and field.type == "list",
                needed,
            )
        )
    return found


def answer(store: Store, draft_id: str, name: str, said: str) -> Draft:
    """The draft with one answer in it, kept at once; a fact of the record goes to the record."""
    from borrower_desk.actions import letters

    return letters.change(store, draft_id, fields={name: said})


def split_record(fields: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The facts of the letter, and those of the record ("sender.name")."""
    own = {name: said for name, said in fields.items() if name not in _ON_RECORD}
    return own, {name: said for name, said in fields.items() if name in _ON_RECORD}


def put_on_record(
    store: Store, loan: Loan, facts: Mapping[str, str], servicer: Servicer, *, legal: bool
) -> None:
    """Keep what was said of the sender, the loan and the servicer that the letter goes to."""
    from borrower_desk.actions import people

    for name, said in facts.items():
        if name == "sender.name":
            people.edit_sender(store, name=said)
        elif name == "sender.address":
            people.edit_sender(store, address=said)
        elif name == "loan.number":
            people.edit_loan(store, loan, people.LoanFacts(number=said))
        elif name == "loan.property_address":
            people.edit_loan(store, loan, people.LoanFacts(property_address=said))
        elif name == "loan.borrowers":
            names = [one.strip() for one in said.replace("\n", ",").split(",") if one.strip()]
            people.edit_loan(store, loan, people.LoanFacts(borrowers=names))
        else:
            known = store.servicer(servicer.id)
            told = (
                people.ServicerFacts(notice_address=said)
                if legal
                else people.ServicerFacts(correspondence_address=said)
            )
            people.edit_servicer(store, known, told)
        loan = store.loan(loan.id)


def must_fit(made: Template, fields: Mapping[str, str], written: date, source: str) -> None:
    """Every answer is one that its field takes; else one UsageError that names each that is not."""
    from difflib import get_close_matches

    from borrower_desk.letters.values import fit
    from borrower_desk.text import safe_line

    names = [one.name for one in made.fields]
    wrong: list[str] = []
    for name, said in fields.items():
        field = made.field(name)
        if field is None:
            near = get_close_matches(name, names, n=1)
            also = f" (did you mean {near[0]}?)" if near else ""
            wrong.append(f"{made.kind} has no field {safe_line(name, 40)!r}{also}")
            continue
        if not said.strip():
            continue
        try:
            fit(field, said, written)
        except DeskError as why:
            wrong.append(f"{why.message.rstrip('.')} {_as_in(field)}".rstrip())
    if wrong:
        raise UsageError(
            f"{source}: " + "; ".join(wrong) + ".",
            hint=f"`borrower-desk letters {made.kind}` shows every field with an example.",
        )


def _as_in(field: Field) -> str:
    return f"(as in {field.example!r})" if field.example else ""


def answered(text: str) -> dict[str, object]:
    """The table that a TOML text is; ValueError, or RecursionError, when it is none."""
    import tomllib

    if len(text) < _QUICK:
        return tomllib.loads(text)
    from borrower_desk.limits import OutOfBoundsError, apart

    try:  # a key of forty thousand parts takes its reader a quarter of a minute
        return apart(tomllib.loads, text)
    except OutOfBoundsError as why:
        raise ValueError(str(why)) from None


def flat(table: Mapping[str, object], source: str, above: str = "") -> dict[str, str]:
    """The answers of a TOML table by field name; UsageError for what can be no answer."""
    found: dict[str, str] = {}
    for name, value in table.items():
        key = f"{above}{name}"
        if isinstance(value, bool):
            found[key] = "yes" if value else "no"
        elif isinstance(value, dict) and not above:
            found |= flat(value, source, f"{key}.")
        elif isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
            found[key] = "\n".join(str(one) for one in value)
        elif isinstance(value, str | int | float | date):
            found[key] = str(value)
        else:
            raise UsageError(
                f"{source}: {key} is neither a text, a number, a day nor a list of these.",
                hint='Write lines such as: amount = "92.75"',
            )
    return found
