"""Mutation testing of the law room: change one thing at a time, see whether a test notices.

    nice python tools/mutate.py [again] [calendar counting deadlines hours parameters rules]

Each mutant is one process, forked from one in which pytest and the tests'
libraries are loaded already; the mutated module is put in place before anything
of ours is imported, and the law's tests run until the first failure.  Nothing
is written but `docs/mutation.json`, which `docs/mutation.md` explains.  `again`
tries only those that survived the last time.

What is changed: comparisons, arithmetic, and/or, not, numbers, truth values,
texts that decide something, conditions, returned values, and calls made for
their effect.  What is not: documentation, annotations, decorators, and the words
of messages (what an error says is tested in a few places only, on purpose).
"""

from __future__ import annotations

import ast
import copy
import importlib.abc
import importlib.machinery
import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
ROOM = ROOT / "borrower_desk" / "law"
RESULTS = ROOT / "docs" / "mutation.json"
MODULES = ("calendar", "counting", "deadlines", "hours", "parameters", "readings", "rules")
LIMIT = 90  # seconds; what runs longer was noticed
TESTS = (
    "tests/law/test_law_deadlines.py",
    "tests/law/test_law_calendar.py",
    "tests/law/test_law_hours.py",
    "tests/law/test_law_readings.py",
    "tests/law/test_law_parameters.py",
    "tests/law/test_law_rules.py",
    "tests/law/test_law_counting.py",
    "tests/law/test_law_cases.py",
    "tests/law/test_law_examples.py",
)
# Those run the unchanged code in another process: they can notice nothing here.
LEFT_OUT = "not time_zone and not nothing_heavy"

COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}  # fmt: skip
ARITHMETIC = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip


class Sites(ast.NodeVisitor):
    """The nodes that may be changed, each with the names of the changes."""

    def __init__(self) -> None:
        self.found: list[tuple[ast.AST, str]] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._body(node.body)
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.visit(default)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._body(node.body)

    def visit_Module(self, node: ast.Module) -> None:
        self._body(node.body)

    def _body(self, body: list[ast.stmt]) -> None:
        for one in body:
            text = isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
            if not text:
                self.visit(one)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Raise(self, node: ast.Raise) -> None:
        return  # the words of an error

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        return  # the words of a message

    def visit_Import(self, node: ast.Import) -> None:
        return

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        return

    def visit_Assign(self, node: ast.Assign) -> None:
        if any(isinstance(one, ast.Name) and one.id == "__all__" for one in node.targets):
            return
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        if "TYPE_CHECKING" not in ast.unparse(node.test):
            self.found.append((node, "not the condition"))
            self.generic_visit(node)

    def visit_While(self, node: ast.While) -> None:
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self.found.append((node, "the other branch"))
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        for number, op in enumerate(node.ops):
            if type(op) in COMPARISONS:
                self.found.append((node, f"comparison {number}"))
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if type(node.op) in ARITHMETIC:
            self.found.append((node, "arithmetic"))
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if type(node.op) in ARITHMETIC:
            self.found.append((node, "arithmetic"))
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        self.found.append((node, "and/or"))
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, (ast.Not, ast.USub)):
            self.found.append((node, "without the sign"))
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        empty = node.value is None or (
            isinstance(node.value, ast.Constant) and node.value.value is None
        )
        if not empty:
            self.found.append((node, "return nothing"))
            self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call):
            self.found.append((node, "leave out the call"))
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = ast.unparse(node.func)
        if name.endswith((".fail", "_invalid", "Error")):
            return  # the words of an error
        if name in ("cast", "TypeVar"):
            return  # for the type checker alone
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if not isinstance(node.value, (bool, int, str)):
            return
        self.found.append((node, "constant"))


def changed(node: ast.AST, change: str) -> ast.AST:
    """The node after the change."""
    new = copy.deepcopy(node)
    match new:
        case ast.If():
            new.test = ast.UnaryOp(ast.Not(), new.test)
        case ast.IfExp():
            new.body, new.orelse = new.orelse, new.body
        case ast.Compare():
            number = int(change.rsplit(maxsplit=1)[-1])
            new.ops[number] = COMPARISONS[type(new.ops[number])]()
        case ast.BinOp() | ast.AugAssign():
            new.op = ARITHMETIC[type(new.op)]()
        case ast.BoolOp():
            new.op = ast.Or() if isinstance(new.op, ast.And) else ast.And()
        case ast.UnaryOp():
            return new.operand
        case ast.Return():
            new.value = ast.Constant(None)
        case ast.Expr():
            return ast.Pass()
        case ast.Constant(value=bool() as value):
            new.value = not value
        case ast.Constant(value=int() as value):
            new.value = value + 1
        case ast.Constant(value=str() as value):
            new.value = f"XX{value}"
    return new


def mutants(source: str) -> Iterator[tuple[str, ast.Module]]:
    """Every mutant of a module: where and what, and its tree."""
    tree = ast.parse(source)
    sites = Sites()
    sites.visit(tree)
    numbers = {id(node): n for n, node in enumerate(ast.walk(tree))}
    for node, change in sites.found:
        other = ast.parse(source)
        target = next(one for n, one in enumerate(ast.walk(other)) if n == numbers[id(node)])
        before, after = ast.unparse(node), changed(target, change)
        told = ast.unparse(after) if not isinstance(after, ast.Pass) else "pass"
        name = f"{node.lineno}:{node.col_offset} {change}: {head(before)} -> {head(told)}"
        yield name, ast.fix_missing_locations(Replace(target, after).visit(other))


def change(told: str) -> str:
    """What a mutant changes, without the place."""
    return told.partition(" ")[2]


def head(text: str) -> str:
    """The first line of what was there."""
    return text.split("\n", maxsplit=1)[0][:90]


class Replace(ast.NodeTransformer):
    """One node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.old:
            return ast.copy_location(self.new, node)
        return super().generic_visit(node)


class Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the mutated module in the place of the real one."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self.name, self.path, self.tree = name, path, tree

    def find_spec(self, name: str, path: object, target: object = None) -> object:
        if name != self.name:
            return None
        return importlib.machinery.ModuleSpec(name, self, origin=str(self.path))

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self.path)
        exec(compile(self.tree, str(self.path), "exec"), module.__dict__)


def survives(name: str, path: Path, tree: ast.Module) -> bool:
    """Do the law's tests pass with the mutant in place?  The module's own are asked first."""
    own = f"tests/law/test_law_{path.stem}.py"
    return passes(name, path, tree, [own]) and passes(name, path, tree, TESTS)


def passes(name: str, path: Path, tree: ast.Module, tests: Sequence[str]) -> bool:
    """Do these tests pass with the mutant in place?"""
    child = os.fork()
    if child == 0:
        os.setsid()
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        code = 1
        try:
            sys.meta_path.insert(0, Mutated(name, path, tree))
            import pytest

            options = ["-x", "-q", "-n0", "-k", LEFT_OUT, "-W", "ignore", "--no-header"]
            code = int(pytest.main([*options, *tests]))
        finally:
            os._exit(code)
    ends = time.monotonic() + LIMIT
    while time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def main(wanted: list[str]) -> int:
    """Run the mutants of the modules, and keep what survived."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    import holidays  # noqa: F401 - loaded once, before the forks
    import hypothesis.strategies  # noqa: F401
    import pytest  # noqa: F401

    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    again = "again" in wanted
    for module in [one for one in wanted if one != "again"] or MODULES:
        path = ROOM / f"{module}.py"
        name = f"borrower_desk.law.{module}"
        if not survives(name, path, ast.parse(path.read_text())):
            print(f"{module}: the tests fail without any mutation")
            return 1
        found, alive = list(mutants(path.read_text())), []
        number_of = len(found)
        if again and module in kept:
            before = {change(one) for one in kept.get(module, {}).get("alive", ())}
            found = [one for one in found if change(one[0]) in before]
        began = time.monotonic()
        for number, (told, tree) in enumerate(found, start=1):
            if survives(name, path, tree):
                alive.append(told)
                print(f"  alive {module}:{told}", flush=True)
            if number % 50 == 0:
                print(
                    f"{module}: {number}/{len(found)}, {time.monotonic() - began:.0f} s", flush=True
                )
        kept[module] = {"mutants": number_of, "killed": number_of - len(alive), "alive": alive}
        RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
        print(f"{module}: {number_of - len(alive)} of {number_of} killed", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
