"""What the rooms say that speak to nobody: errors, findings, advice; also in the app's keys."""

from __future__ import annotations

import ast
import calendar
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from words_of_screens import ROOT, target_of, words_in

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

VALUE = "X1"  # stands for a value while the sentence is said anew


def template(node: ast.expr) -> str | None:
    """A sentence with `{}` for each value that is put into it; None for what is no sentence."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            said = ["{}" if isinstance(one, ast.FormattedValue) else _escaped(one) for one in parts]
            return "".join(said)
        case ast.Call(func=ast.Attribute(value=inner, attr="replace" | "strip" | "rstrip")):
            return template(inner)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            sides = template(left), template(right)
            return None if None in sides else f"{sides[0]}{sides[1]}"
    return None


def _escaped(node: ast.expr) -> str:
    assert isinstance(node, ast.Constant)
    return str(node.value).replace("{", "{{").replace("}", "}}")


def worded(text: str | None) -> bool:
    """Are there letters of our own in it?"""
    return any(char.isalpha() for char in (text or "").replace("{}", ""))


def of_errors() -> dict[str, str]:
    """Each sentence of an error, wherever it is raised: of the classes of `errors.py`."""
    tree = ast.parse((ROOT / "errors.py").read_text(encoding="utf-8"))
    names = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    found = dict.fromkeys(TYPERS, "typer")
    for place, node in calls(ROOT, names):
        given = [*node.args[:2], *(k.value for k in node.keywords if k.arg == "hint")]
        note(found, place, given)
    for place, node in calls(ROOT / "cli", {"confirm"}):
        note(found, place, node.args)
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
    for place, node in calls(ROOT / "letters" / "checks", {"found"}):
        given = [*node.args[1:2], *(k.value for k in node.keywords if k.arg in ("message", "fix"))]
        note(found, place, given)
    for file, names in ROOMS.items():
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        for part in tree.body:
            name = getattr(part, "name", None) or _assigned(part)
            if not names or name in names:
                note(found, file, phrases(part))
    found |= {f"{{}} {said}.": place for said, place in _of_legible().items()}
    ladder = tomllib.loads((ROOT / "matters" / "ladder.toml").read_text(encoding="utf-8"))
    said = [text for rung in ladder["rung"] for text in (rung["name"], rung["otherwise"]) if text]
    said += [text for part in ("missing", "found", "help") for text in ladder[part].values()]
    found |= dict.fromkeys(said, "ladder.toml")
    return found | {"not looked at: {}": "model.py"}


def _of_legible() -> dict[str, str]:
    """What is wrong with a picture: a finding puts the file's name before it."""
    file = "letters/checks/legible.py"
    found: dict[str, str] = {}
    for part in ast.parse((ROOT / file).read_text(encoding="utf-8")).body:
        if isinstance(part, ast.FunctionDef):
            note(found, file, phrases(part))
    return {said: place for said, place in found.items() if not said.startswith("{}")}


def _assigned(node: ast.stmt) -> str:
    return (
        str(getattr(target_of(node), "id", ""))
        if isinstance(node, ast.Assign | ast.AnnAssign)
        else ""
    )


def phrases(tree: ast.AST) -> Iterator[ast.expr]:
    """Each string of several words, but for what documents the source or asks the database."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            told |= {id(one) for one in node.values}
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in told:
            said = template(node) or ""
            if " " in said and not re.search(
                r"PRAGMA|VACUUM|SELECT|INSERT|ORDER BY|\\|\(\?|^\d", said
            ):
                yield node


def calls(folder: Path, names: set[str]) -> Iterator[tuple[str, ast.Call]]:
    """Each call of one of these names below a folder, and the place where it stands."""
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
                if called in names:
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", node


def note(found: dict[str, str], place: str, given: Iterable[ast.expr]) -> None:
    """Keep the sentences of these expressions."""
    for one in given:
        for part in words_in(one):
            said = template(part)
            if said is not None and worded(said):
                found.setdefault(said, place)


def of_keys() -> dict[str, str]:
    """Each sentence that the app says otherwise, in its own keys: as `screens.hints` makes it."""
    from borrower_desk.screens.hints import in_keys

    found = {}
    for said, place in (of_errors() | of_findings() | of_values()).items():
        if place.startswith("cli/"):
            continue  # the app has no part in it
        filled = re.sub(r"\{\}", VALUE, said)
        told = in_keys(filled).replace(VALUE, "{}")
        if told != said and worded(told):
            found[told] = place
    return found
