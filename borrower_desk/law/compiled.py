"""The rule files as tables: from TOML, or from the same tables kept as JSON beside them.

`rules.json` is made by `tools/compile_rules.py` and is read ten times as fast.
It is used only where the digest in it is that of the files as they are now, so
a rule that was changed or added counts at once, and the copy can never differ.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from borrower_desk.errors import RuleFileInvalid

Table = dict[str, Any]
COPY = Path(__file__).with_name("rules.json")
_DAYS = ("effective_from", "effective_to")


def tables(folder: Path, copy: Path = COPY) -> Mapping[str, Table]:
    """The table of each rule file, by its name, in the order of the names."""
    files = _read(folder)
    kept = _fresh(files, copy)
    if kept is not None:
        return kept
    return {name: parse(data.decode("utf-8"), name) for name, data in files.items()}


def copied(folder: Path, copy: Path = COPY) -> Mapping[str, Table] | None:
    """The same from the copy alone, whose rules were checked as it was made; None: stale."""
    return _fresh(_read(folder), copy)


def _read(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.glob("*.toml"))}


def _fresh(files: Mapping[str, bytes], copy: Path) -> Mapping[str, Table] | None:
    kept = _kept(copy)
    if kept.get("sha256") != digest(files):
        return None
    return {name: _with_days(table) for name, table in kept["files"].items()}


def parse(text: str, source: str) -> Table:
    """The table in a rule file's text."""
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleFileInvalid(f"{source} is no TOML: {error}.", hint="Mend the file.") from error


def compiled(folder: Path) -> str:
    """What `rules.json` has to hold for the files of the folder."""
    files = _read(folder)
    made = {name: parse(data.decode("utf-8"), name) for name, data in files.items()}
    told = {"sha256": digest(files), "files": made}
    return json.dumps(told, default=_day_text, ensure_ascii=False, separators=(",", ":")) + "\n"


def digest(files: Mapping[str, bytes]) -> str:
    """One digest of all the files, with their names."""
    told = sha256()
    for name, data in files.items():
        told.update(f"{name}\0{len(data)}\0".encode() + data)
    return told.hexdigest()


def _kept(copy: Path) -> Table:
    try:
        found = json.loads(copy.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _with_days(table: Table) -> Table:
    """JSON has no days: those of a rule's time in force are put back."""
    for one in table["rule"]:
        for name in _DAYS:
            if name in one:
                one[name] = date.fromisoformat(one[name])
    return table


def _day_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be kept")
