"""The steps from one schema to the next, in order; step N makes `user_version` N."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

# By name, so that opening a desk that needs no step imports none.
STEPS: Mapping[int, str] = {
    1: "m0001_first",
    2: "m0002_closures",
    3: "m0003_capture",
    4: "m0004_findings",
    5: "m0005_originals",
}


def step(number: int) -> Callable[[Any], None]:
    """What migration `number` does to a sqlite-utils `Database`, inside a transaction."""
    made: Callable[[Any], None] = import_module(f"{__name__}.{STEPS[number]}").migrate
    return made
