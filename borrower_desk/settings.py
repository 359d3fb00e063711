"""What the user has set: one small file of settings, one of keys; both may be absent.

`settings.toml` and `keys.toml` lie in the user's configuration folder.  A value
that cannot be right is said and its default stands: a mistake in a file of
taste must not keep anybody from her desk.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from borrower_desk.config import APP
from borrower_desk.errors import DeskError

LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Settings:
    """How the app looks and behaves on this machine.  Nothing about any desk."""

    theme: str = "desk-dark"
    language: str = ""  # "" follows the locale
    idle_minutes: int = 15  # until an untouched desk locks itself; 0 never
    motion: bool = False  # True lets things slide and fade


def folder() -> Path:
    """Where the two files lie: $XDG_CONFIG_HOME/borrower-desk on Linux."""
    from platformdirs import user_config_path

    return user_config_path(APP)


def settings() -> tuple[Settings, list[str]]:
    """What is set, and what was wrong with it, in words."""
    path = folder() / "settings.toml"
    said, troubles = _read(path)
    found = Settings()
    kinds = {one.name: type(getattr(found, one.name)) for one in fields(Settings)}
    for name, value in said.items():
        if name not in kinds:
            troubles.append(f"{path}: there is no setting {name!r}.")
        elif type(value) is not kinds[name]:
            troubles.append(f"{path}: {name} must be {_said(kinds[name])}.")
        elif name == "language" and value not in ("", *LANGUAGES):
            troubles.append(f"{path}: language is one of {', '.join(LANGUAGES)}.")
        elif name == "idle_minutes" and not 0 <= value <= 24 * 60:  # type: ignore[operator]
            troubles.append(f"{path}: idle_minutes is from 0 (never) to 1440.")
        else:
            found = replace(found, **{name: value})  # type: ignore[arg-type]  # checked above
    if theme := os.environ.get("BORROWER_DESK_THEME"):
        found = replace(found, theme=theme)
    return found, troubles


def keep(now: Settings) -> Path:
    """Write the settings; the file is whole or as it was."""
    lines = ["# How Borrower Desk looks and behaves on this machine.\n"]
    for one in fields(Settings):
        value = getattr(now, one.name)
        shown = f'"{value}"' if isinstance(value, str) else str(value).lower()
        lines.append(f"{one.name} = {shown}\n")
    return write(folder() / "settings.toml", "".join(lines))


def keys() -> tuple[dict[str, str], list[str]]:
    """The keys that the user wants, by the id of the act; and what was wrong with the file."""
    path = folder() / "keys.toml"
    said, troubles = _read(path)
    wanted = said.get("keys", {})
    if not isinstance(wanted, Mapping):
        return {}, [*troubles, f"{path}: the keys stand under [keys]."]
    found = {}
    for name, value in wanted.items():
        if isinstance(value, str) and value.strip():
            found[str(name)] = ",".join(part.strip() for part in value.split(","))
        else:
            troubles.append(f"{path}: {name} must name a key, in quotes.")
    return found, troubles


def write(path: Path, text: str) -> Path:
    """Put a settings file in place, whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_text(text, encoding="utf-8")
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as why:
        raise DeskError(
            f"{path} could not be written: {why.strerror}.",
            hint="Make room there, or make the folder yours.",
        ) from None
    return path


def _read(path: Path) -> tuple[dict[str, object], list[str]]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")), []
    except FileNotFoundError:
        return {}, []
    except (OSError, ValueError, RecursionError) as why:  # bad TOML and UTF-8 are ValueErrors
        return {}, [f"{path} could not be read: {why}. The defaults stand."]


def _said(kind: type) -> str:
    return {str: "words in quotes", int: "a whole number", bool: "true or false"}[kind]
