"""How a value of the model lies in a table: one `Shape` a kind of thing.

Ids are a letter and the row's number ("S1" is row 1 of `servicers`), days are
ISO text, lists and mappings are JSON.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Generic, TypeVar

from borrower_desk.errors import UsageError
from borrower_desk.frozen import dataclass
from borrower_desk.model import Attachment, Correspondence, Draft

T = TypeVar("T")
_ID = re.compile(r"\s*([A-Za-z])([0-9]{1,18})\s*")

# What each letter stands for: the table, the word, and the command that lists them.
KINDS: Mapping[str, tuple[str, str, str]] = {
    "S": ("servicers", "servicer", "servicer list"),
    "L": ("loans", "loan", "loan list"),
    "M": ("matters", "matter", "matter list"),
    "C": ("correspondence", "correspondence", "list"),
    "A": ("attachments", "attachment", "show ID --attachments"),
    "D": ("drafts", "draft", "drafts"),
    "E": ("events", "event", "event list MATTER"),
    "Q": ("quarantine", "quarantined item", "quarantine list"),
    "P": ("promises", "promise", "due"),
    "R": ("reminders", "reminder", "brief"),
    "B": ("mailboxes", "mailbox", "mailbox list"),
    "F": ("findings", "finding", "analyze kept MATTER"),
}


def missing(prefix: str, asked: str) -> UsageError:
    """The error for an id that nothing has."""
    _, noun, listing = KINDS[prefix]
    return UsageError(
        f"There is no {noun} {asked}.", hint=f"borrower-desk {listing} shows what there is."
    )


def row_of(prefix: str, asked: str) -> int:
    """The row that an id names; UsageError when it cannot be an id of this kind."""
    found = _ID.fullmatch(asked)
    if not found or found[1].upper() != prefix:
        raise missing(prefix, asked)
    return int(found[2])


@dataclass(frozen=True, slots=True)
class Column:
    """One field of the model and one column of the table, and the ways between them."""

    field: str
    name: str
    keep: Callable[[Any], Any]
    give: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


def plain(field: str, name: str = "") -> Column:
    """Text or a number, as it is."""
    return Column(field, name or field, _same, _same)


def day(field: str, name: str = "") -> Column:
    """A day, perhaps none."""
    return Column(
        field, name or field, _iso, lambda kept: date.fromisoformat(kept) if kept else None
    )


def instant(field: str, name: str = "") -> Column:
    """An instant with its offset, perhaps none."""
    return Column(
        field, name or field, _iso, lambda kept: datetime.fromisoformat(kept) if kept else None
    )


def flag(field: str, name: str = "") -> Column:
    """True or false, or not known."""
    return Column(
        field,
        name or field,
        lambda value: None if value is None else int(value),
        lambda kept: None if kept is None else bool(kept),
    )


def choice(field: str, kind: type[StrEnum], name: str = "") -> Column:
    """A word of an enum, perhaps none."""
    known: dict[Any, StrEnum | None] = {one.value: one for one in kind}
    known[None] = None
    return Column(
        field,
        name or field,
        lambda value: None if value is None else kind(value).value,
        lambda kept: known[kept] if kept in known else kind(kept),
    )


def link(field: str, prefix: str, name: str = "") -> Column:
    """The id of something else, perhaps none."""
    return Column(
        field,
        name or field,
        lambda value: None if value is None else row_of(prefix, value),
        lambda kept: None if kept is None else f"{prefix}{kept}",
    )


def words(field: str, name: str = "") -> Column:
    """A tuple of texts."""
    return Column(field, name or field, lambda value: packed(list(value)), unpacked_words)


def pairs(field: str, name: str = "") -> Column:
    """A mapping of text to text."""
    return Column(field, name or field, lambda value: packed(dict(value)), _unpacked_pairs)


def _unpacked_pairs(kept: str) -> dict[str, Any]:
    return {} if kept == "{}" else dict(json.loads(kept))


def records(field: str, of: type[Any], name: str = "") -> Column:
    """A tuple of flat dataclasses."""
    return Column(
        field,
        name or field,
        lambda value: packed([dataclasses.asdict(one) for one in value]),
        lambda kept: tuple(of(**one) for one in json.loads(kept)),
    )


def packed(value: object) -> str:
    """Canonical JSON: sorted keys, no spaces, UTF-8 as it is."""
    return _CANONICAL.encode(value)


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def unpacked_words(kept: str) -> tuple[str, ...]:
    """A JSON list of texts as a tuple."""
    return () if kept == "[]" else tuple(json.loads(kept))


class Shape(Generic[T]):
    """A kind of thing: its dataclass, its table and what lies where."""

    def __init__(self, model: type[T], prefix: str, *columns: Column) -> None:
        self.model = model
        self.prefix = prefix
        self.table = KINDS[prefix][0]
        self.columns = columns
        self._fields = tuple(column.field for column in columns)
        self._given = tuple((one.field, one.give) for one in columns if one.give is not _same)
        names = [column.name for column in columns]
        marks = ",".join("?" * len(names))
        self.insert = " ".join(["INSERT INTO", self.table, f"({','.join(names)}) VALUES ({marks})"])
        sets = ",".join(f"{name}=?" for name in names)
        self.update = " ".join(["UPDATE", self.table, "SET", sets, "WHERE id=?"])
        listed = ",".join(f"{self.table}.{name}" for name in ["id", *names])
        self.select = " ".join(["SELECT", listed, "FROM", self.table])

    def values(self, value: T) -> list[object]:
        """The columns of a value, in the table's order, without its id."""
        return [column.keep(getattr(value, column.field)) for column in self.columns]

    def fields(self, row: Sequence[Any]) -> dict[str, Any]:
        """The model's fields from a row that `select` gave."""
        given = dict(zip(self._fields, row[1:], strict=True))
        for field, give in self._given:
            given[field] = give(given[field])
        given["id"] = f"{self.prefix}{row[0]}"
        return given

    def build(self, row: Sequence[Any], **more: object) -> T:
        """The value that a row holds; `more` is what other tables say."""
        return self.model(**{**self.fields(row), **more})


# Long texts enter the journal by their digest alone.
_BY_DIGEST: Mapping[type[Any], frozenset[str]] = {
    Correspondence: frozenset({"text", "headers"}),
    Attachment: frozenset({"text"}),
    Draft: frozenset({"body"}),
}


_NAMES: dict[type[Any], tuple[str, ...]] = {}


def _field_names(kind: type[Any]) -> tuple[str, ...]:
    if kind not in _NAMES:
        _NAMES[kind] = tuple(one.name for one in dataclasses.fields(kind))
    return _NAMES[kind]


def journalled(value: Any) -> dict[str, object]:
    """A value as the journal tells it: every field, long texts by their SHA-256."""
    told: dict[str, object] = {}
    by_digest = _BY_DIGEST.get(type(value), frozenset())
    for name in _field_names(type(value)):
        part = getattr(value, name)
        if name in by_digest:
            told[f"{name}_sha256"] = digest(part if isinstance(part, str) else packed(part))
        else:
            told[name] = _simple(part)
    return told


def agrees(now: object, said: object) -> bool:
    """Whether a thing as it is told now is what the journal said of it.

    A field that a later schema added is in no older row: it must be empty then.
    """
    if isinstance(now, dict) and isinstance(said, dict):
        return set(said) <= set(now) and all(
            agrees(part, said[name]) if name in said else not part for name, part in now.items()
        )
    if isinstance(now, list) and isinstance(said, list):
        return len(now) == len(said) and all(map(agrees, now, said))
    return now == said


def digest(text: str) -> str:
    """SHA-256 of a text's UTF-8."""
    return sha256(text.encode()).hexdigest()


def _simple(value: Any) -> object:
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [_simple(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _simple(one) for key, one in value.items()}
    return journalled(value)


def _iso(value: date | datetime | None) -> str | None:
    return value.isoformat() if value is not None else None
