"""Programs and data that only tests need, from Debian's packages."""

from __future__ import annotations

import os
import shutil

import pytest


def needs(programs: dict[str, str]) -> None:
    """Go on when every program is here; else say exactly what to install.

    In CI a missing program is a failure (`.ci/run` installs them all); on a
    reader's bare machine the test is left out, by name.
    """
    lacking = sorted({package for name, package in programs.items() if not shutil.which(name)})
    if lacking:
        without(f"apt-get install {' '.join(lacking)}")


def without(what_to_do: str) -> None:
    """Fail in CI, leave the test out elsewhere, with what to do."""
    if os.environ.get("CI"):
        pytest.fail(f"This test lacks something: {what_to_do}")
    pytest.skip(what_to_do)
