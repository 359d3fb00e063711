"""Every command is an act of the app and in its palette, or it is written why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import typer
from screen_samples import Sample
from screen_steps import press, settled, write
from textual.command import CommandPalette

from borrower_desk.cli.main import build
from borrower_desk.screens import registry
from borrower_desk.screens.app import DeskApp
from borrower_desk.screens.commands import DeskCommands
from borrower_desk.screens.dialogs import Form

OpenApp = Callable[[Sample], DeskApp]


def commands(group: Any = None, before: str = "") -> Iterator[str]:
    """Each command of the program as one types it: `due`, `matter open`."""
    group = group or typer.main.get_command(build(None))
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


COMMANDS = sorted(commands())
DONE_BY = {command for act in registry.ALL for command in act.commands}


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_an_act_or_it_is_said_why_not(command: str) -> None:
    assert (command in DONE_BY) != (command in registry.NOT_HERE)


def test_acts_name_commands_that_there_are() -> None:
    assert sorted({*DONE_BY, *registry.NOT_HERE} - {*COMMANDS}) == []
    assert all(why.endswith(".") for why in registry.NOT_HERE.values())


def test_no_two_acts_have_one_name() -> None:
    names = [act.name for act in registry.ALL]

    assert len(names) == len({*names})


async def test_the_palette_holds_every_act(full: Sample, app_of: OpenApp) -> None:
    """Each by its name, on whatever screen one is."""
    app = app_of(full)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        provider = DeskCommands(app.screen)
        listed = {str(hit.text) async for hit in provider.discover()}

        assert {act.name for act in registry.ALL} <= listed


async def test_an_act_is_found_by_the_words_of_its_command(full: Sample, app_of: OpenApp) -> None:
    app = app_of(full)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+p")
        assert isinstance(app.screen, CommandPalette)
        await write(pilot, "redact")
        await settled(pilot, 0.3)
        await press(pilot, "enter")
        await settled(pilot, 0.2)

        assert isinstance(app.screen, Form)
        assert app.screen.heading == "A redacted copy"


@pytest.mark.parametrize("act", registry.ALL, ids=lambda act: act.name)
def test_an_act_says_in_a_few_words_what_it_does(act: Any) -> None:
    assert act.name
    assert 0 < len(act.words) <= 64
    assert not act.words.endswith(".")
