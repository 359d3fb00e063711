"""The keys by name, so that one file can change them all.

Each binding of ours gets an id made of its place and its act: `mail.file`,
`app.search`.  `keys.toml` says which key does what; what it leaves out stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

from borrower_desk import settings
from borrower_desk.speech import ENGLISH, language, tr

PLACES: dict[str, list[Binding]] = {}  # what each place binds, in the order it is written
_HEAD = """\
# The keys of Borrower Desk.  Take the # away from a line and change the key; commas
# part several keys for one act.  Names are those of Textual: question_mark, slash,
# ctrl+s, f5, a, A.  An act is named by its place and what it does.  What you
# delete here gets its own key back.

[keys]
"""


class Keyed:
    """Mixed into whatever binds keys: names its bindings, so that they can be changed."""

    BINDINGS: ClassVar[list[BindingType]]

    def __init_subclass__(cls, **words: Any) -> None:
        own = cls.__dict__.get("BINDINGS")
        if own:
            cls.BINDINGS = PLACES[place_of(cls)] = _named(place_of(cls), own)  # type: ignore[assignment]
        super().__init_subclass__(**words)

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        if language() != ENGLISH:
            bound: dict[str, list[Binding]] = self._bindings.key_to_bindings  # type: ignore[attr-defined]
            for key, found in bound.items():
                bound[key] = [replace(one, description=tr(one.description)) for one in found]


def place_of(cls: type) -> str:
    """The word that stands for a class in the file: `mail` for MailScreen."""
    return "app" if cls.__name__ == "DeskApp" else cls.__name__.removesuffix("Screen").lower()


def _named(place: str, bindings: Iterable[BindingType]) -> list[Binding]:
    named: list[Binding] = []
    seen: dict[str, int] = {}
    for one in bindings:
        bound = one if isinstance(one, Binding) else next(iter(Binding.make_bindings([one])))
        act = re.sub(r"\W+", "-", bound.action.removeprefix("app.").replace("_", "-"))
        act = act.strip("-").lower()
        seen[act] = seen.get(act, 0) + 1
        number = f"-{seen[act]}" if seen[act] > 1 else ""
        named.append(replace(bound, id=f"{place}.{act}{number}"))
    return named


def chosen() -> tuple[dict[str, str], list[str]]:
    """The keymap of the user's file that can stand, and what cannot, in words."""
    wanted, troubles = settings.keys()
    known = {one.id: one for bindings in PLACES.values() for one in bindings}
    good: dict[str, str] = {}
    for name, value in wanted.items():
        if name not in known:
            troubles.append(f"keys.toml: no act is called {name!r}.")
        elif bad := [key for key in value.split(",") if not _is_key(key)]:
            troubles.append(f"keys.toml: {name}: {bad[0]!r} is no key.")
        else:
            good[name] = value
    for name, other in _clashes(good):
        troubles.append(
            f"keys.toml: {name} and {other} would have the same key; it stays as it was."
        )
        good.pop(name, None)
    return good, troubles


def _clashes(wanted: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Pairs of acts of one place that would answer to the same key; the changed one first."""
    for bindings in PLACES.values():
        taken: dict[str, str] = {}
        unchanged_first = sorted(bindings, key=lambda one: str(one.id) in wanted)
        for one in unchanged_first:
            name = str(one.id)
            for key in wanted.get(name, one.key).split(","):
                if taken.setdefault(key, name) != name:
                    yield name, taken[key]


def _is_key(name: str) -> bool:
    last = name.rpartition("+")[2]
    known = {one.value for one in Keys} | set(KEY_NAME_REPLACEMENTS.values())
    return len(last) == 1 or last in known or key_to_character(last) is not None


def write_file() -> str:
    """A file with every key as it is now, ready to change; an existing one is not touched."""
    path = settings.folder() / "keys.toml"
    if not path.exists():
        lines = [_HEAD]
        for place in sorted(PLACES):
            lines.append(f"\n# {place}\n")
            grouped: dict[str, list[str]] = {}
            for one in PLACES[place]:
                grouped.setdefault(str(one.id), []).append(one.key)
            words = {str(one.id): one.description for one in PLACES[place]}
            for name, used in grouped.items():
                lines.append(f'# "{name}" = "{",".join(used)}"  # {words[name]}\n')
        settings.write(path, "".join(lines))
    return str(path)
