"""A value of the model from what the journal told of it."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def revived(now: T, told: Mapping[str, object]) -> T:
    """`now` as the journal told it; long texts, of which it has digests alone, stay."""
    kind = type(now)
    hints = get_type_hints(kind)
    given = {
        name: _value(hints[name], told[name])
        for name in (one.name for one in dataclasses.fields(kind) if one.init)  # type: ignore[arg-type]
        if name in told
    }
    return dataclasses.replace(now, **given)  # type: ignore[type-var]


def _value(hint: Any, told: Any) -> Any:
    """A part of a value, from its JSON and its annotation."""
    origin, inner = get_origin(hint), get_args(hint)
    if told is None:
        return None
    if origin in (Union, types.UnionType):
        return _value(next(one for one in inner if one is not type(None)), told)
    if origin is tuple:
        kinds = inner[:1] * len(told) if inner[-1] is ... else inner
        return tuple(_value(one, part) for one, part in zip(kinds, told, strict=True))
    return _single(hint, told) if isinstance(hint, type) else told


def _single(kind: type[Any], told: Any) -> Any:
    if issubclass(kind, StrEnum):
        return kind(told)
    if issubclass(kind, (date, datetime)):
        return kind.fromisoformat(told)
    if dataclasses.is_dataclass(kind):
        parts = get_type_hints(kind)
        return kind(**{name: _value(parts[name], part) for name, part in told.items()})
    return told
