"""The app's words as its sources have them: what goes through a door of the screens."""

from __future__ import annotations

import ast
import calendar
import re
from collections.abc import Iterator
from pathlib import Path

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
    "row": ((0,), ()),
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


def words_in(node: ast.expr) -> Iterator[ast.expr]:
    """The constants and f-strings of an expression that chooses between words."""
    if isinstance(node, ast.IfExp):
        yield from words_in(node.body)
        yield from words_in(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for one in node.values:
            yield from words_in(one)
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
                for part in words_in(one):
                    yield file, name, part


def target_of(node: ast.Assign | ast.AnnAssign) -> ast.expr:
    """What is assigned to."""
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
        within = [one for node in tree.body if isinstance(node, ast.ClassDef) for one in node.body]
        yield from (
            (file, "table", node.value)
            for node in within
            if isinstance(node, ast.Assign) and getattr(target_of(node), "id", "") == "EMPTY"
        )
        for node in tree.body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                if getattr(target_of(node), "id", "") in ("__all__", "NOT_HERE"):
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
    return dict(_plurals()) | found


def _plurals() -> Iterator[tuple[str, str]]:
    """What is counted, one and many, as `screens.words.plural` makes it."""
    for file in _files():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "plural":
                said = [one.value for one in node.args[1:] if isinstance(one, ast.Constant)]
                for word in said + [f"{one}s" for one in said if len(said) == 1]:
                    yield str(word), f"{file.relative_to(ROOT)}:{node.lineno}"


def kinds() -> list[str]:
    """The kinds of letters, messages, events and channels, as `screens.words.kind` says them."""
    from borrower_desk.letters.templates import kinds as of_letters
    from borrower_desk.matters import timeline
    from borrower_desk.model import Channel, EventKind, Kind

    values = [str(one) for each in (Kind, EventKind, Channel) for one in each]
    happened = [*vars(timeline)["_WORDS"].values(), *vars(timeline)["_FORMS"].values()]
    return [one.replace("-", " ") for one in [*values, *of_letters()]] + [*happened, "Message"]


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
