"""Real encrypted desks for the app's tests: made once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from screen_samples import TODAY, Sample, full_desk, new_desk

from borrower_desk.actions.desks import Ways
from borrower_desk.screens.app import DeskApp


@pytest.fixture(autouse=True)
def _plain_truth(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An error nobody foresaw fails the test; the home folder is the test's own."""
    monkeypatch.setenv("BORROWER_DESK_DEBUG", "1")
    monkeypatch.delenv("BORROWER_DESK_THEME", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture(scope="session")
def _full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full")
    full_desk(folder)
    return folder


@pytest.fixture(scope="session")
def _new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new")
    new_desk(folder)
    return folder


def _copy(source: Path, target: Path) -> Sample:
    shutil.copytree(source, target, dirs_exist_ok=True)
    return Sample(target / "home.desk", Ways(key_file=target / "desk.key", keyring=False))


@pytest.fixture
def full(_full: Path, tmp_path: Path) -> Sample:
    """A desk with a matter under way."""
    return _copy(_full, tmp_path)


@pytest.fixture
def empty(_new: Path, tmp_path: Path) -> Sample:
    """A new desk with nothing in it."""
    return _copy(_new, tmp_path)


@pytest.fixture
def app_of() -> Callable[[Sample], DeskApp]:
    """The app on a desk, on the samples' day."""
    return lambda sample: DeskApp(sample.path, sample.ways, lambda: TODAY)
