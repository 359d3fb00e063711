"""The program's words as the sources have them: what a catalogue must hold.

`python tools/strings.py es` prints the English that the Spanish catalogue lacks
(`es errors`: of the file `errors.toml` alone), `python tools/strings.py --loose` the
places where words reach a door of the screens without having gone through `tr`
(an f-string that nobody can translate).
"""

from __future__ import annotations

import ast
import calendar
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent / "borrower_desk"
# A door translates what it is given: which arguments of which call are words.
DOORS: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    "tr": ((0,), ()),
    "Binding": ((2,), ("description",)),
    "Blank": ((1,), ("label", "hint")),
    "Choice": ((1, 2), ("label", "note")),
    "Choose": ((0,), ("title", "note")),
    "Confirm": ((0,), ("question", "detail", "yes", "no")),
    "Form": ((0,), ("title", "verb", "note")),
    "LongForm": ((0,), ("title", "verb", "note", "stopped")),
    "LockedForm": ((0,), ("title", "verb", "note")),
    "Act": ((0, 1), ()),
    "pick": ((1,), ("empty", "note")),
    "with_matter": ((1,), ("note",)),
    "with_message": ((1,), ()),
    "with_draft": ((1,), ()),
    "of_message": ((0,), ()),
    "Detail": ((0,), ("title", "note", "act")),
    "Heading": ((0,), ()),
    "Rows": ((), ("empty",)),
    "Reader": ((), ("empty",)),
    "say": ((0,), ()),
    "UsageError": ((0,), ("hint",)),
}


NO_WORDS = ("hints.py", "keys.py", "signs.py", "themes.py", "rows.py")
CALENDAR = (*calendar.month_name[1:], *calendar.month_abbr[1:], *calendar.day_abbr)
# Names in tables that are never shown: modes, ids, tones, kinds of blanks.
IDS = {
    *("today", "mail", "matter", "letters", "calendar", "packet", "people", "import", "law"),
    *("journal", "locked", "onboarding", "muted", "soon", "good", "accent", "strong", "line"),
    *("lines", "choice", "secret", "desk-dark", "desk-light", "desk-contrast"),
}


def _files() -> list[Path]:
    return sorted((ROOT / "screens").rglob("*.py"))


def _words(node: ast.expr) -> Iterator[ast.expr]:
    """The constants and f-strings of an expression that chooses between words."""
    if isinstance(node, ast.IfExp):
        yield from _words(node.body)
        yield from _words(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for one in node.values:
            yield from _words(one)
    else:
        yield node


def _given() -> Iterator[tuple[Path, str, ast.expr]]:
    """Each argument that a door is given: the file, the door, the expression."""
    for file in _files():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = (
                node.func.attr
                if isinstance(node.func, ast.Attribute)
                else getattr(node.func, "id", "")
            )
            places, named = DOORS.get(name, ((), ()))
            given = [node.args[n] for n in places if n < len(node.args)]
            given += [one.value for one in node.keywords if one.arg in named]
            for one in given:
                for part in _words(one):
                    yield file, name, part


def _target(node: ast.Assign | ast.AnnAssign) -> ast.expr:
    return node.targets[0] if isinstance(node, ast.Assign) else node.target


def _shown(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions of a table, but for what an act is on the command line: not translated."""
    if isinstance(node, ast.expr):
        yield node
    for one in ast.iter_child_nodes(node):
        names = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Act"
        if not (names and isinstance(one, ast.Tuple)):
            yield from _shown(one)


def _tables() -> Iterator[tuple[Path, str, ast.expr]]:
    """Words that are translated where they are shown: tables of a module, names of facts."""
    for file in _files():
        if file.name in NO_WORDS:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                if getattr(_target(node), "id", "") in ("__all__", "NOT_HERE"):
                    continue
                yield from ((file, "table", one) for one in _shown(node.value))
        for node in _shown(tree):
            if isinstance(node, ast.Tuple) and len(node.elts) == len(("name", "value")):
                yield file, "fact", node.elts[0]


def _is_words(node: ast.expr, place: str) -> bool:
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return False
    if place == "fact":
        return re.fullmatch(r"[A-Za-z][A-Za-z' -]*", node.value) is not None
    return any(char.isalpha() for char in node.value)


def wanted() -> dict[str, str]:
    """Each English text of the screens, and a place where it stands."""
    found = dict.fromkeys(CALENDAR, "calendar") | dict.fromkeys(kinds(), "kind")
    for file, place, node in (*_given(), *_tables()):
        if _is_words(node, place):
            assert isinstance(node, ast.Constant)
            if node.value not in IDS:
                found.setdefault(str(node.value), f"{file.relative_to(ROOT)}:{node.lineno}")
    return found


def kinds() -> list[str]:
    """The kinds of letters, messages, events and channels, as `screens.words.kind` says them."""
    from borrower_desk.letters.templates import kinds as of_letters
    from borrower_desk.model import Channel, EventKind, Kind

    values = [str(one) for each in (Kind, EventKind, Channel) for one in each]
    return [one.replace("-", " ") for one in [*values, *of_letters()]]


def loose() -> list[str]:
    """Places where a door gets words put together before it, which no catalogue can hold."""
    return [
        f"{file.relative_to(ROOT)}:{node.lineno}: {name}({ast.unparse(node)})"
        for file, name, node in _given()
        if isinstance(node, ast.JoinedStr)
        and any(
            isinstance(one, ast.Constant) and any(c.isalpha() for c in str(one.value))
            for one in node.values
        )
    ]


def _template(node: ast.expr) -> str | None:
    """A sentence with `{}` for each value that is put into it; None for what is no sentence."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            said = ["{}" if isinstance(one, ast.FormattedValue) else _escaped(one) for one in parts]
            return "".join(said)
        case ast.Call(func=ast.Attribute(value=inner, attr="replace" | "strip" | "rstrip")):
            return _template(inner)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            sides = _template(left), _template(right)
            return None if None in sides else f"{sides[0]}{sides[1]}"
    return None


def _escaped(node: ast.expr) -> str:
    assert isinstance(node, ast.Constant)
    return str(node.value).replace("{", "{{").replace("}", "}}")


def _worded(text: str | None) -> bool:
    return any(char.isalpha() for char in (text or "").replace("{}", ""))


def of_errors() -> dict[str, str]:
    """Each sentence of an error, wherever it is raised: of the classes of `errors.py`."""
    tree = ast.parse((ROOT / "errors.py").read_text(encoding="utf-8"))
    names = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    found = dict.fromkeys(TYPERS, "typer")
    for place, node in _calls(ROOT, names):
        given = [*node.args[:2], *(k.value for k in node.keywords if k.arg == "hint")]
        _note(found, place, given)
    for place, node in _calls(ROOT / "cli", {"confirm"}):
        _note(found, place, node.args)
    return found


def of_values() -> dict[str, str]:
    """Our own words in the blanks of sentences."""
    return dict.fromkeys(BLANKS, "blank")


def of_days() -> dict[str, str]:
    """The days of the year, as letters and as clocks write them."""
    months = calendar.month_name[1:]
    said = [form.format(one) for one in months for form in ("{} {{}}, {{}}", "{{}} {} {{}}")]
    return dict.fromkeys(said, "calendar")


def of_findings() -> dict[str, str]:
    """What the rooms find, ask and advise: of the checks of letters, and of `ROOMS`."""
    found: dict[str, str] = {}
    for place, node in _calls(ROOT / "letters" / "checks", {"found"}):
        given = [*node.args[1:2], *(k.value for k in node.keywords if k.arg in ("message", "fix"))]
        _note(found, place, given)
    for file, names in ROOMS.items():
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        for part in tree.body:
            name = getattr(part, "name", None) or _assigned(part)
            if not names or name in names:
                _note(found, file, _phrases(part))
    found |= {f"{{}} {said}.": place for said, place in _of_legible().items()}
    ladder = tomllib.loads((ROOT / "matters" / "ladder.toml").read_text(encoding="utf-8"))
    said = [text for rung in ladder["rung"] for text in (rung["name"], rung["otherwise"]) if text]
    said += [text for part in ("missing", "found", "help") for text in ladder[part].values()]
    return found | dict.fromkeys(said, "ladder.toml")


def _of_legible() -> dict[str, str]:
    """What is wrong with a picture: a finding puts the file's name before it."""
    file = "letters/checks/legible.py"
    found: dict[str, str] = {}
    for part in ast.parse((ROOT / file).read_text(encoding="utf-8")).body:
        if isinstance(part, ast.FunctionDef):
            _note(found, file, _phrases(part))
    return {said: place for said, place in found.items() if not said.startswith("{}")}


def _assigned(node: ast.stmt) -> str:
    return (
        str(getattr(_target(node), "id", ""))
        if isinstance(node, ast.Assign | ast.AnnAssign)
        else ""
    )


def _phrases(tree: ast.AST) -> Iterator[ast.expr]:
    """Each string of several words, but for what documents the source or asks the database."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            told |= {id(one) for one in node.values}
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in told:
            said = _template(node) or ""
            if " " in said and not re.search(r"PRAGMA|VACUUM|SELECT|INSERT|ORDER BY|\\|\(\?|^\d", said):
                yield node


def _calls(folder: Path, names: set[str]) -> Iterator[tuple[str, ast.Call]]:
    """Each call of one of these names below a folder, and the place where it stands."""
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
                if called in names:
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", node


def _note(found: dict[str, str], place: str, given: Iterable[ast.expr]) -> None:
    """Keep the sentences of these expressions."""
    for one in given:
        for part in _words(one):
            said = _template(part)
            if said is not None and _worded(said):
                found.setdefault(said, place)


def of_output() -> dict[str, str]:
    """Each text of the command line's own: through `tr`, a table, a fact."""
    found = dict.fromkeys((*calendar.day_name, *NAMES), "name")
    for place, name, node in _printed():
        for said in _of_call(name, node):
            if _worded(said):
                found.setdefault(said, place)
    for file in sorted((ROOT / "cli").glob("*.py")):
        for statement in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(statement, ast.Assign) and (
                getattr(_target(statement), "id", "") in CLI_TABLES
            ):
                _note(found, f"cli/{file.name}", _told_of(statement.value))
    return found


def _printed() -> Iterator[tuple[str, str, ast.Call]]:
    doors = {"tr", "table", "_print_rows", "facts", "progress", "say", "talk"}
    for place, node in _calls(ROOT / "cli", doors):
        yield place, getattr(node.func, "id", None) or getattr(node.func, "attr", ""), node


def _of_call(name: str, node: ast.Call) -> Iterator[str]:
    """The words that this door translates; what `say` and `talk` are given went through `tr`."""
    if name == "_print_rows":
        yield from (one.value for one in node.args[1:2] if _text(one))
    if name in ("tr", "progress"):
        for one in node.args[name == "progress" : 1 + (name == "progress")]:
            yield from (part.value for part in _words(one) if _text(part))
    elif name == "table":
        given = [*ast.walk(node.args[0]), *(k.value for k in node.keywords if k.arg == "empty")]
        yield from (one.value for one in given if _text(one))
    elif name == "facts":
        for one in ast.walk(node):
            if isinstance(one, ast.Tuple) and len(one.elts) == len(("name", "value")):
                yield from (part.value for part in one.elts[:1] if _text(part))


def _text(node: ast.AST) -> Any:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _told_of(value: ast.expr) -> Iterator[ast.expr]:
    """The words of a table: not the ids that stand beside them."""
    if isinstance(value, ast.Dict):
        yield from value.values
    elif isinstance(value, ast.Tuple):
        yield from (one.elts[0] for one in value.elts if isinstance(one, ast.Tuple))
    else:
        yield value


def loose_output() -> list[str]:
    """Sentences that reach the terminal without `tr`."""
    found = []
    for place, name, node in _printed():
        if name in ("say", "talk"):
            for given in node.args:
                found += [
                    f"{place}: {name}({ast.unparse(one)})"
                    for one in _chosen(given)
                    if _worded(BLANK.sub("", _template(one) or ""))
                ]
    return found


def _chosen(node: ast.expr) -> Iterator[ast.expr]:
    """The expressions that an argument may turn out to be."""
    if isinstance(node, ast.Starred):
        yield from _chosen(node.value)
    elif isinstance(node, ast.GeneratorExp | ast.ListComp):
        yield from _chosen(node.elt)
    else:
        yield from _words(node)


BLANK = re.compile(r"\{[^{}]*\}")
# Tables of words that are translated where they are printed.
CLI_TABLES = ("WORDS", "AFTER_THE_CODE", "MANNERS", "GROUPS", "GOOD", "ALONE", "MARKS", "SURE")
# Words that come from values: sides, states, seasons, ways in, what stands before a check.
NAMES = (
    *("servicer", "borrower", "sent", "received", "accepted", "proposed", "undone"),
    *("notice address", "payment address", "correspondence address", "fax address"),
    *(
        "payoff address",
        "insurance address",
        "confirmed",
        "open",
        "closed",
        "day",
        "suspicious",
        "days",
        "now",
    ),
    *("passphrase", "key file", "system keyring", "recovery code", "ok  ", "look", "ok", "BAD"),
    *(
        "consistent",
        "unknown",
        "shut",
        "LATE",
        "late?",
        "soon",
        "came",
        "next",
        "body",
        "attachment",
    ),
)


def of_help() -> dict[str, str]:
    """Each help text of the commands, a paragraph a line, as `cli.tongue` looks it up."""
    import typer

    from borrower_desk.cli import main as cli
    from borrower_desk.cli.tongue import paragraphs

    found = dict.fromkeys((*TYPERS_HEADINGS, "Show this message and exit."), "typer")

    def of(command: Any, name: str) -> None:
        texts = [command.help, *(getattr(one, "help", None) for one in command.params)]
        for text in filter(None, texts):
            for one in paragraphs(text):
                found.setdefault(one, name)
        for below, inner in getattr(command, "commands", {}).items():
            of(inner, f"{name} {below}")

    of(typer.main.get_command(cli.build(None)), "borrower-desk")
    return found


# What typer itself says, as far as our users meet it.
TYPERS = (
    *("No such option: {}", "No such command {}.", "Missing argument {}.", "Missing option {}."),
    *("Invalid value for {}: {}", "Option {} requires an argument.", "Missing command."),
    *("Option {} does not take a value.", "Got unexpected extra argument ({})"),
    *("Got unexpected extra arguments ({})", "{} is not a valid int.", "{} is not a valid float."),
    *("No such option: {} (Possible options: {})", "{} is not in the range {}."),
    "{} is not one of {}.",
)
# Where the rooms put words together that a person reads as they are.
ROOMS: dict[str, tuple[str, ...]] = {
    "actions/classifying.py": ("warnings_on",),
    "actions/clock.py": ("_sale_steps", "_next_steps", "_draft_step"),
    "actions/copies.py": ("advice", "drill", "_same_rows"),
    "actions/correcting.py": ("_of_delivery", "_of_answer", "_of_mailing"),
    "actions/desks.py": ("doctor",),
    "actions/filing.py": ("Guide",),
    "actions/letters.py": ("_mending",),
    "actions/matters.py": ("_nearest",),
    "actions/proposals.py": ("propose", "question"),
    "actions/unproven.py": ("doubt_of", "told", "_late_for_its_date"),
    "cli/main.py": ("main", "_usage_hint"),
    "desk/backup.py": ("_copy", "_write", "Backup"),
    "desk/checks.py": (),
    "desk/connection.py": ("explained",),
    "desk/keyring_way.py": ("_DO", "keep", "find", "_chosen"),
    "intake/authenticity.py": (
        *("judge", "_of_theirs", "_of_own", "_returns_elsewhere", "_dangerous_files"),
        *("_false_sender", "_replies_elsewhere", "_false_links", "_words"),
    ),
    "intake/filing.py": ("suggest", "_loan_of", "_matter_of"),
    "intake/mail.py": ("read_mail", "told_by"),
    "law/parameters.py": ("_takes",),
    "law/rules.py": ("rule",),
    "letters/checks/__init__.py": ("_WHY", "_unread"),
    "letters/checks/account.py": ("incomplete",),
    "letters/checks/addresses.py": ("wrong",),
    "letters/checks/enclosures.py": ("missing", "large"),
    "letters/checks/issue.py": ("_lacking",),
    "letters/checks/files.py": ("_MEND",),
    "letters/checks/notice.py": ("overbroad", "_endings"),
    "letters/checks/sensitive.py": (
        *("ssn", "card_number", "routing_number", "bank_account", "date_of_birth"),
    ),
    "letters/tracking.py": ("_PAPER_PROOF", "gaps"),
    "matters/escalation.py": ("_late_words", "_criteria", "_level", "_follow_up"),
    "matters/moves.py": (),
    "matters/outcomes.py": (),
    "matters/urgency.py": ("_THEIRS", "_YOURS", "what_next"),
    "packet/writing.py": ("_HINTS",),
    "packet/verify.py": (
        *("_checks", "_digest_check", "_manifest_check", "_bates_check", "_exhibit_check"),
        *("_bookmark_check", "_link_check", "_originals_check"),
    ),
}
# Our own words in a sentence's blanks, which a translation marks `{:tr}`.
BLANKS = (
    *(
        "matter",
        "loan",
        "servicer",
        "date",
        "day",
        "start",
        "effective date",
        "token",
        "password",
        "The day",
        "This key",
    ),
    *("The passphrase", "a number", "from {}", "until {}"),
    "a character is mistyped, for its last group does not fit the others",
    "The system keyring is not used: {}.",
    "it was not wanted",
    "it has nine groups of four letters and digits; this one has {}",
    "The keyring refused to keep the key ({}).",
    "its journal ends at row {}, and had come to row {}",
    "row {} of its journal is not the one that was written here",
    *("a {}", "an {}", "No such file or directory", "Permission denied", "Is a directory"),
    *("No space left on device", "Not a directory", "File exists", "Read-only file system"),
    "Input/output error",
    *("row {} is missing", "row {} does not follow row {}", "row {} was changed"),
    *("an amount of money", "a day of the calendar", "a day before the letter's own, {}"),
    *("one of {}", "the program that reads such files broke on it"),
    *("what read it asked for something", "reading it needs too much memory"),
    *("what read it sent back nonsense", "reading it took more than {} seconds"),
)
TYPERS_HEADINGS = ("Options", "Arguments", "Commands", "required", "default: {default}", "Usage: ")


def of_keys() -> dict[str, str]:
    """Each sentence that the app says otherwise, in its own keys: as `screens.hints` makes it."""
    from borrower_desk.screens.hints import in_keys

    found = {}
    for said, place in (of_errors() | of_findings() | of_values()).items():
        if place.startswith("cli/"):
            continue  # the app has no part in it
        filled = re.sub(r"\{\}", VALUE, said)
        told = in_keys(filled).replace(VALUE, "{}")
        if told != said and _worded(told):
            found[told] = place
    return found


VALUE = "X1"  # stands for a value while the sentence is said anew
PARTS = {
    "screens": wanted,
    "errors": of_errors,
    "findings": of_findings,
    "values": of_values,
    "days": of_days,
    "keys": of_keys,
    "help": of_help,
    "output": of_output,
}
# Where a part's words are looked for, as `speech.tr`, `speech.spoken` and the doors do it.
SAID = ("errors", "findings")
TR = ("screens", *SAID, "output", "help", "keys")
LOOKED_FOR: dict[str, tuple[str, ...]] = {
    "screens": TR,
    "errors": SAID,
    "findings": SAID,
    "values": ("values", *SAID),
    "days": ("days",),
    "keys": ("keys", *SAID),
    "help": ("help",),
    "output": TR,
}


def missing(language: str, part: str) -> dict[str, str]:
    """Each English text of a part that the language's catalogue lacks, and its place."""
    from borrower_desk import speech

    held = set().union(*(speech.catalogue(language, one) for one in LOOKED_FOR[part]))
    return {text: place for text, place in PARTS[part]().items() if text not in held}


def main(argv: list[str]) -> int:
    """Print what is missing or loose; 1 when something is."""
    if argv == ["--loose"]:
        found = loose() + loose_output()
        print("\n".join(found))
        return bool(found)
    language, *parts = argv
    lines = [
        f"{place}: {text!r}"
        for part in parts or PARTS
        for text, place in missing(language, part).items()
    ]
    print("\n".join(lines))
    return bool(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
