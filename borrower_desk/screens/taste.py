"""Settings and keys: how the app looks and behaves on this machine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from borrower_desk import settings
from borrower_desk.errors import DeskError, UsageError
from borrower_desk.screens import keys
from borrower_desk.screens.dialogs import Blank, Form, Values
from borrower_desk.screens.themes import NAMES
from borrower_desk.speech import tr

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp

LANGUAGES = (("", "as this machine's locale"), ("en", "English"), ("es", "español"))
YES_NO = (("no", "no"), ("yes", "yes"))


def change_settings(app: DeskApp) -> None:
    """Theme, language, when to lock, motion."""
    now = app.settings

    def act(_: Store, said: Values) -> settings.Settings:
        minutes = said["idle"].strip()
        if not minutes.isdigit() or int(minutes) > 24 * 60:
            raise UsageError(
                "The minutes are a number from 0 to 1440.", hint="15, say; 0 never locks."
            )
        wanted = settings.Settings(
            theme=said["theme"],
            language=said["language"],
            idle_minutes=int(minutes),
            motion=said["motion"] == "yes",
        )
        settings.keep(wanted)
        return wanted

    def done(wanted: Any) -> None:
        if wanted is not None:
            app.apply(wanted)
            app.say("The settings are kept.")

    app.push_screen(
        Form(
            "Settings",
            [
                Blank("theme", "Theme", app.theme, "choice", choices=list(NAMES.items()), required=True),
                Blank("language", "Language, from the next start", now.language, "choice", choices=LANGUAGES),
                Blank("idle", "Lock after so many minutes untouched", str(now.idle_minutes), hint="0 never locks"),
                Blank("motion", "Let things slide and fade?", "yes" if now.motion else "no", "choice", choices=YES_NO, required=True),
            ],
            act,
            note=tr("They lie in {}.", settings.folder() / 'settings.toml'),
        ),
        done,
    )  # fmt: skip


def choose_theme(app: DeskApp, theme: str) -> None:
    """This theme, now and at the next start."""
    wanted = replace(app.settings, theme=theme)
    app.apply(wanted)
    try:
        settings.keep(wanted)
    except DeskError as why:
        app.say_trouble(why)
    else:
        app.say(tr("Theme: {}", NAMES[theme]))


def change_keys(app: DeskApp) -> None:
    """A file with every key, to be changed; it counts from the next start."""
    try:
        path = keys.write_file()
    except DeskError as why:
        app.say_trouble(why)
        return
    app.say(
        tr("Every key stands in {}. Change what you like; it counts from the next start.", path)
    )
