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
    6: "m0006_addressee",
}
# What a desk is made of after each step (`blueprint.digest`), so that a trigger which
# somebody planted is seen at each opening.  A new step adds its line: the test of
# `blueprint` says which.
FORMS: Mapping[int, str] = {
    1: "7c43b208ead9d16e9f1f1b78ffa5f2f0aef95dd7515535786768f7b8eeba0b38",
    2: "4830e355a47b7b68ad0f2efd229ab7f98366a2bb3b724bed82b9bd6e749afc1c",
    3: "81fdca773a28f0b4dd6118a1e7ec8befb7252fabd534601a20a723251ca78d28",
    4: "fc0cfe0816ae5063fb213310343b9d25139c0cf0e3f3f6a1c27e826f9433e455",
    5: "ccc35b7dd02376cbe8a94734c40e544157fa62a8eb6b9bb025a42901b5cfd645",
    6: "9cf62d1701f2dae9e91572ccd3e7f0654dcae7541d3b99933b4b95ec35bb1b5c",
}


def step(number: int) -> Callable[[Any], None]:
    """What migration `number` does to a sqlite-utils `Database`, inside a transaction."""
    made: Callable[[Any], None] = import_module(f"{__name__}.{STEPS[number]}").migrate
    return made
