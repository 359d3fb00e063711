"""The page that lists every reader of a stranger's bytes and its bounds leaves none out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "limits.md").read_text("utf-8")
READERS = {
    "pikepdf", "pypdf", "pypdfium2", "PIL", "pi_heif", "typst", "openpyxl", "oxmsg", "olefile",
    "selectolax", "icalendar", "dkim", "jinja2", "zipfile", "zlib",
}  # fmt: skip
# They write with such a library, or read only what the program itself made.
OUR_OWN = {"actions.handoff"}


def _imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_every_module_that_reads_foreign_bytes_is_on_the_page():
    """With a library that parses them; a new one is written there with what holds for it."""
    listed = set(re.findall(r"`([\w.]+)`", PAGE))
    package = ROOT / "borrower_desk"
    readers = {
        ".".join(path.relative_to(package).with_suffix("").parts)
        for path in package.rglob("*.py")
        if READERS & _imported(ast.parse(path.read_text("utf-8")))
    }
    assert readers - OUR_OWN <= listed


def test_every_module_on_the_page_is_there():
    named = {one for one in re.findall(r"`([a-z]+\.[a-z_.]+)`", PAGE) if not one.endswith(".py")}
    gone = [
        one
        for one in named
        if not (ROOT / "borrower_desk" / Path(*one.split("."))).with_suffix(".py").is_file()
    ]
    assert gone == []
