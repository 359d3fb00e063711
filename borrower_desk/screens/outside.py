"""Showing an attachment in another program: only after a yes, from a copy that goes away."""

from __future__ import annotations

import subprocess
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from borrower_desk.actions import opening
from borrower_desk.errors import DeskError
from borrower_desk.model import Attachment
from borrower_desk.screens import acts, words
from borrower_desk.screens.dialogs import Confirm
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.screens.app import DeskApp


def show(app: DeskApp, file: Attachment, *, suspicious: bool) -> None:
    """Ask, then open a private copy with the system's own program; in a browser, download it."""
    warning = (
        tr("This message is SUSPICIOUS: it may not be from your servicer. ") if suspicious else ""
    )

    def answered(yes: bool | None) -> None:
        if yes:
            acts.asker(app).ask(
                lambda store: app.copies.of(store, file.id, file.name), opened, group="outside"
            )

    def opened(path: Path) -> None:
        if app.is_web:
            app.deliver_binary(path, save_filename=path.name)
            return
        try:
            process = subprocess.Popen(  # noqa: S603 - the system's own opener, and a path of ours
                [*opening.program(), str(path)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except (OSError, DeskError) as why:
            app.say_trouble(why if isinstance(why, DeskError) else DeskError(str(why), hint=""))
        else:
            Thread(target=process.wait, daemon=True).start()  # no zombie, and nobody waits
            app.say(
                tr("{} is opened outside. The copy goes when the desk locks or closes.", file.id)
            )

    app.push_screen(
        Confirm(
            tr("Open {} in another program?", safe_line(file.name, 60)),
            detail=tr(
                "{}{}. A private copy is made and removed when the desk locks or closes. The other program may keep traces of its own.",
                warning,
                words.size(file.size),
            ),
            yes="Open it",
            no="Leave it",
        ),
        answered,
    )
