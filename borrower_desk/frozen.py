"""`dataclass(slots=True)`, frozen or not, that is made in a tenth of the time.

The standard decorator compiles six methods for each class, half a millisecond
each time that the program starts; the model has fifty classes, and `due` makes
a dozen of them.  Here all methods but `__init__` are shared, and `__init__` is
compiled when the first value is made.  `fields`, `replace`, `asdict`, pickling,
matching and equality are those of a dataclass; a test holds every class of the
model against the standard one.  Type checkers see the standard decorator.

`replace` is the standard one's work in a third of its time: `due` asks for five
hundred.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["dataclass", "replace"]
C = TypeVar("C", bound=type[Any])
# What `fields` looks for; private, and the same in every Python since 3.7.
_FIELD = dataclasses._FIELD  # type: ignore[attr-defined]
_NONE = dataclasses.MISSING


if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:

    def dataclass(*, slots: bool, frozen: bool = False) -> Callable[[C], C]:
        """As `dataclasses.dataclass`, for classes that are slotted and without a base."""
        if not slots:
            raise TypeError("only slotted classes are made here")
        return _made if frozen else _made_to_change

    def replace(value: Any, /, **changes: Any) -> Any:
        """As `dataclasses.replace`, for a value of a class that was made here."""
        kind = type(value)
        made = object.__new__(kind)
        for name in kind.__slots__:
            _set(made, name, changes.pop(name) if name in changes else getattr(value, name))
        if changes:
            raise TypeError(f"{kind.__qualname__} has no field {next(iter(changes))!r}")
        return made


_set = object.__setattr__
_FROZEN = ("__hash__", "__setattr__", "__delattr__")


def _made_to_change(cls: C) -> C:
    """One whose fields can be set, and which has no hash for that reason."""
    return _made(cls, frozen=False)


def _made(cls: C, *, frozen: bool = True) -> C:
    fields = {name: _field(cls, name, hint) for name, hint in cls.__annotations__.items()}
    names = tuple(fields)
    body = {
        name: value
        for name, value in cls.__dict__.items()
        if name not in fields and name not in ("__dict__", "__weakref__")
    }
    values = attrgetter(*names) if len(names) > 1 else _single(names[0])
    shared: dict[str, Any] = {
        "__slots__": names,
        "__match_args__": names,
        "__dataclass_fields__": fields,
        "__init__": _first_init(fields),
        "__repr__": _repr,
        "__eq__": _eq(values),
        "__hash__": _hash(values),
        "__setattr__": _no_assignment,
        "__delattr__": _no_deletion,
        "__getstate__": _state,
        "__setstate__": _set_state,
        "__signature__": _Signature(),
    }
    if not frozen:
        shared = {name: one for name, one in shared.items() if name not in _FROZEN}
        shared["__hash__"] = None
    made: Any = type(cls)(cls.__name__, cls.__bases__, shared | body)  # type: ignore[misc]
    made.__qualname__ = cls.__qualname__
    kind: C = made
    return kind


def _field(cls: type[Any], name: str, hint: Any) -> Any:
    default = cls.__dict__.get(name, _NONE)
    one: Any = default if isinstance(default, dataclasses.Field) else None
    if one is None:
        one = dataclasses.field(default=default)
    one.name, one.type, one._field_type = name, hint, _FIELD
    return one


def _first_init(fields: dict[str, Any]) -> Callable[..., None]:
    """The `__init__` that makes the real one, and takes its place, once it is worth it.

    To compile one takes as long as to make a dozen values without.
    """
    names, made = tuple(fields), 0

    def first(self: Any, /, *given: Any, **named: Any) -> None:
        nonlocal made
        made += 1
        told = dict(zip(names, given, strict=False))
        if made <= _BY_HAND and len(told) == len(given) and told.keys().isdisjoint(named):
            told |= named
            if told.keys() <= fields.keys() and _filled(self, fields, told):
                return
        real = _compiled_init(fields)
        type(self).__init__ = real
        real(self, *given, **named)  # who gave too much or too little is told as always

    return first


_BY_HAND = 6


def _filled(value: Any, fields: dict[str, Any], told: dict[str, Any]) -> bool:
    """Every field set, by what was told or its default; False when one has neither."""
    for name, one in fields.items():
        if name in told:
            _set(value, name, told[name])
        elif one.default_factory is not _NONE:
            _set(value, name, one.default_factory())
        elif one.default is not _NONE:
            _set(value, name, one.default)
        else:
            return False
    return True


def _compiled_init(fields: dict[str, Any]) -> Callable[..., None]:
    known: dict[str, Any] = {"_set": object.__setattr__, "_none": _NONE}
    asked, lines = [], []
    for name, one in fields.items():
        value = name
        if one.default_factory is not _NONE:
            known[f"_make_{name}"] = one.default_factory
            value = f"_make_{name}() if {name} is _none else {name}"
            asked.append(f"{name}=_none")
        elif one.default is not _NONE:
            known[f"_default_{name}"] = one.default
            asked.append(f"{name}=_default_{name}")
        else:
            asked.append(name)
        lines.append(f" _set(self, {name!r}, {value})")
    source = f"def __init__(self, {', '.join(asked)}):\n" + "\n".join(lines)
    # Our own field names and nothing else, as the standard decorator does it.
    exec(source, known)  # noqa: S102
    made: Callable[..., None] = known["__init__"]
    return made


class _Signature:
    """What `inspect.signature` of a class gives, made when it is asked."""

    def __get__(self, value: Any, kind: type[Any]) -> Any:
        import inspect

        whole = inspect.signature(_compiled_init(kind.__dataclass_fields__))
        return whole.replace(parameters=list(whole.parameters.values())[1:])


def _single(name: str) -> Callable[[Any], tuple[Any, ...]]:
    get = attrgetter(name)
    return lambda value: (get(value),)


def _eq(values: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    def equal(self: Any, other: Any) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    return equal


def _hash(values: Callable[[Any], Any]) -> Callable[[Any], int]:
    def hashed(self: Any) -> int:
        return hash(values(self))

    return hashed


def _repr(self: Any) -> str:
    told = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
    return f"{type(self).__qualname__}({told})"


def _no_assignment(self: Any, name: str, value: Any) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_deletion(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__slots__]


def _set_state(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__slots__, state, strict=True):
        object.__setattr__(self, name, value)
