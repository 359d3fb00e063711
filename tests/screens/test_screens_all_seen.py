"""No screen is without its sights, nor out of the reach of hostile words, unless it is said why.

A new screen fails here until it is looked at.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from screen_steps import MODES
from textual.screen import Screen

from borrower_desk import screens
from borrower_desk.screens import tour
from borrower_desk.screens.app import DeskApp

HERE = Path(__file__).parent
STATES = ("empty", "under-way", "very-full")

BASES = {  # never shown themselves
    "Asking": "how a screen asks the desk",
    "DeskScreen": "what the main screens share",
    "MailScreen": "what Correspondence and Search share",
    "PacketForm": "the packet's fields and list, which PacketScreen acts on",
    "Writing": "the words and the fields of Compose",
}
MORE = {  # which sights under sights/more/ are whose: empty, normal, full
    "AnalysisScreen": ("analysis-empty", "analysis-normal", "analysis-very-long"),
    "CallForm": ("call-empty", "call-ended", "call-very-long"),
    "Choose": ("choose-none", "choose-few", "choose-very-many"),
    "ComposeScreen": ("compose-empty", "compose-filled", "compose-very-long"),
    "Confirm": ("confirm-plain", "confirm-detail", "confirm-very-long"),
    "Detail": ("detail-empty", "detail-normal", "detail-very-long"),
    "EventForm": ("event-opened", "event-proposed", "event-very-long-refused"),
    "Form": ("form-empty", "form-needed", "form-very-long", "form-very-long-refused"),
    "HelpScreen": tuple(f"help-{mode}" for mode in MODES),
    "LockedForm": ("unlock-recovery", "unlock-recovery-refused", "unlock-recovery-very-long"),
    "LongForm": ("long-form-under-way", "long-form-stopping", "long-form-refused"),
    "LongWork": ("long-work-under-way", "long-work-stopping", "long-work-refused"),
    "OnboardingScreen": (
        *(f"onboarding-0-{state}" for state in ("nothing", "refused", "code", "very-long")),
        *(f"onboarding-{step}-{state}" for step in (1, 2, 3)
          for state in ("nothing", "filled", "very-long")),
        "onboarding-3-very-long-refused",
    ),
    "Pages": ("pages-empty", "pages-normal", "pages-very-long"),
    "Tour": tuple(f"tour-{at + 1}-{stop.mode}" for at, stop in enumerate(tour.STOPS)),
    "UnlockScreen": ("unlock-first", "unlock-wrong-passphrase", "unlock-very-long-path"),
}  # fmt: skip
# Which test shows it hostile words: in its file the class or what makes it stands by name.
HOSTILE = {
    "AnalysisScreen": "AnalysisScreen(", "CalendarScreen": '"calendar"',
    "CallForm": '"the form of a call"', "Choose": "Choose(",
    "ComposeScreen": '"ComposeScreen"', "Confirm": "Confirm(", "CorrespondenceScreen": '"mail"',
    "Detail": '"Detail"', "EventForm": '"the form of an event"', "Form": '"Form"', "HelpScreen": "HelpScreen(", "ImportScreen": '"import"',
    "JournalScreen": '"journal"', "LawScreen": '"law"', "LettersScreen": '"letters"',
    "LockedForm": '"the recovery form"', "LongForm": "LongForm(", "LongWork": "LongWork(", "MatterScreen": '"matter"',
    "OnboardingScreen": "test_each_step_of_the_first_ones", "PacketScreen": '"packet"',
    "Pages": "Pages(", "PeopleScreen": '"people"', "SearchScreen": '"search"',
    "TodayScreen": '"today"', "Tour": "tour.take", "UnlockScreen": "test_the_door",
}  # fmt: skip
NO_STRANGERS_WORDS: dict[str, str] = {}  # a screen that shows nothing from outside, and why


def classes() -> Iterator[type[Screen[Any]]]:
    """Every screen of ours, wherever it is defined."""
    for found in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        importlib.import_module(found.name)
    left, met = [Screen], set()
    while left:
        for one in left.pop().__subclasses__():
            if one not in met:
                met.add(one)
                left.append(one)
                if one.__module__.startswith(screens.__name__):
                    yield one


OURS = sorted({one.__name__ for one in classes()} - BASES.keys())


def kept_sights(name: str) -> list[Path]:
    """Where the sights of a screen lie."""
    modes = {screen.__name__: mode for mode, screen in DeskApp.MODES.items()}
    if name in MORE:
        return [HERE / "sights" / "more" / f"{one}.txt" for one in MORE[name]]
    return [HERE / "sights" / state / f"{modes[name]}.txt" for state in STATES if name in modes]


@pytest.mark.parametrize("name", OURS)
def test_each_screen_has_its_sights(name: str) -> None:
    """In its states, at two sizes, in three themes."""
    found = kept_sights(name)
    assert len(found) >= 3, "its states are empty, normal and full"
    for one in found:
        heads = [line.split()[1:3] for line in one.read_text().splitlines() if line[:2] == "= "]
        assert len(heads) == 6, one
        assert len({size for size, _ in heads}) == 2, one
        assert len({theme for _, theme in heads}) == 3, one


@pytest.mark.parametrize("name", OURS)
def test_each_screen_is_shown_hostile_words_or_has_none(name: str) -> None:
    tests = "".join(one.read_text() for one in HERE.glob("test_screens_hostile*.py"))
    assert (name in HOSTILE) != (name in NO_STRANGERS_WORDS)
    assert name in NO_STRANGERS_WORDS or HOSTILE[name] in tests


def test_no_sight_lies_about_that_no_screen_has() -> None:
    """What was kept of a screen that is gone is thrown away."""
    known = {one for name in OURS for one in kept_sights(name)}
    more = {"compose-very-long-letter", "palette-all", "palette-found"}  # a pane; Textual's own
    lying = {one for one in HERE.glob("sights/*/*.txt") if one.stem not in more}
    assert lying == known


def test_nothing_is_told_of_a_screen_that_is_gone() -> None:
    assert (MORE.keys() | HOSTILE.keys() | NO_STRANGERS_WORDS.keys()) <= set(OURS)
