"""Every class of the model behaves as the standard library's dataclass would."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from dataclasses import dataclass as standard
from dataclasses import field
from typing import Any

import pytest

from borrower_desk import frozen, model

CLASSES = [
    one
    for one in vars(model).values()
    if isinstance(one, type) and dataclasses.is_dataclass(one) and one.__module__ == model.__name__
]


@frozen.dataclass(frozen=True, slots=True)
class Ours:
    """A value with every kind of default."""

    first: int
    second: str = "two"
    third: dict[str, int] = field(default_factory=dict)
    fourth: tuple[int, ...] = ()

    @property
    def twice(self) -> int:
        return 2 * self.first


@frozen.dataclass(frozen=True, slots=True)
class Single:
    only: int


@standard(frozen=True, slots=True)
class Theirs:
    """A value with every kind of default."""

    first: int
    second: str = "two"
    third: dict[str, int] = field(default_factory=dict)
    fourth: tuple[int, ...] = ()


def test_a_value_is_made_compared_and_shown_as_a_dataclass_is() -> None:
    """The same answers to the same questions."""
    for given, named in (((1,), {}), ((1, "x"), {"fourth": (3,)}), ((), {"first": 1})):
        one, two = Ours(*given, **named), Theirs(*given, **named)
        assert repr(one) == repr(two).replace("Theirs", "Ours")
        assert dataclasses.asdict(one) == dataclasses.asdict(two)
        assert dataclasses.astuple(one) == dataclasses.astuple(two)
        assert one == Ours(*given, **named)
        assert one != two
        assert one != Ours(9)
    assert Ours(1).twice == 2
    assert Ours(1).third is not Ours(1).third
    assert hash(Single(4)) == hash(Single(4))
    assert Single(4) != Single(5)
    with pytest.raises(TypeError, match="unhashable"):
        hash(Ours(1))


@pytest.mark.parametrize("given", [(), (1, 2, 3, 4, 5)])
def test_wrong_arguments_are_refused(given: tuple[int, ...]) -> None:
    """Too few and too many, and a name that is none; from the first value on."""
    with pytest.raises(TypeError):
        Ours(*given)
    with pytest.raises(TypeError):
        Ours(1, other=2)  # type: ignore[call-arg]


def test_a_value_never_changes() -> None:
    """Neither by assignment, nor by deletion, nor by a new attribute."""
    one = Ours(1)
    with pytest.raises(dataclasses.FrozenInstanceError, match="first"):
        one.first = 2  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match="first"):
        del one.first  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.other = 2  # type: ignore[attr-defined]
    assert not hasattr(one, "__dict__")


def test_a_value_is_copied_pickled_replaced_and_matched() -> None:
    """Workers send values to each other, and actions change one field of them."""
    one = Ours(1, third={"a": 1})
    for other in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert other == one
    assert dataclasses.replace(one, first=7) == Ours(7, third={"a": 1})
    match one:
        case Ours(first, second):
            assert (first, second) == (1, "two")
        case _:
            pytest.fail("it did not match")


def test_only_what_it_is_for_is_made() -> None:
    """A class without slots is the standard library's."""
    with pytest.raises(TypeError):
        frozen.dataclass(frozen=True, slots=False)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda one: one.__name__)
def test_every_class_of_the_model_is_as_the_standard_one(kind: type[Any]) -> None:
    """The same fields, defaults, signature and slots as the decorator of the library makes."""
    body = {
        name: one.default if one.default is not dataclasses.MISSING else field(
            default_factory=one.default_factory
        )
        for name, one in kind.__dataclass_fields__.items()
        if one.default is not dataclasses.MISSING
        or one.default_factory is not dataclasses.MISSING
    }  # fmt: skip
    body |= {"__annotations__": dict(kind.__annotations__), "__module__": kind.__module__}
    other = standard(frozen=True, slots=True)(type(kind.__name__, (), body))
    told = [
        [(one.name, one.type, one.default, one.default_factory, one.init, one.compare)
         for one in dataclasses.fields(made)]
        for made in (kind, other)
    ]  # fmt: skip
    assert told[0] == told[1]
    names = [list(inspect.signature(made).parameters) for made in (kind, other)]
    assert names[0] == names[1]
    assert kind.__slots__ == other.__slots__
    assert kind.__match_args__ == other.__match_args__


@frozen.dataclass(slots=True)
class Open:
    """One whose fields can be set."""

    first: int
    second: list[int] = field(default_factory=list)


def test_what_is_not_frozen_can_be_set_and_has_no_hash() -> None:
    """As the standard decorator has it."""
    one = Open(1)
    one.first = 3
    one.second.append(4)
    assert one == Open(3, [4])
    assert copy.deepcopy(one) == one == pickle.loads(pickle.dumps(one))
    assert dataclasses.replace(one, first=5) == Open(5, [4])
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)
    with pytest.raises(AttributeError):
        one.third = 1  # type: ignore[attr-defined]


def test_a_value_is_replaced_as_the_standard_library_does_it() -> None:
    """The same value, and the same refusal of what is no field."""
    one = Ours(1, third={"a": 2})
    for changes in ({}, {"first": 7}, {"second": "x", "fourth": (1,)}):
        assert frozen.replace(one, **changes) == dataclasses.replace(one, **changes)
    with pytest.raises(TypeError, match="fifth"):
        frozen.replace(one, fifth=5)
