"""Packet: one PDF of a matter, for whoever must understand it at a glance."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Button, Input, ProgressBar

from borrower_desk.errors import DeskError, UsageError
from borrower_desk.model import Matter, Verification
from borrower_desk.screens import words
from borrower_desk.screens.acts.act import file_at
from borrower_desk.screens.acts.custody import serve_packet
from borrower_desk.screens.dialogs import Confirm
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.packet_form import PacketForm
from borrower_desk.screens.packet_more import before_writing
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.actions.packets import Made
    from borrower_desk.actions.preflight import Preflight
    from borrower_desk.desk.store import Store


class StoppedError(DeskError):
    """The user asked to stop; nothing was left behind."""


def _stopped() -> StoppedError:
    return StoppedError(tr("Stopped. No file was left."), hint=tr("ctrl+s begins again."))


class PacketScreen(PacketForm):
    """Choose what goes in, say where to, and make the packet."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", "In or out"),
        Binding("J", "move(1)", "Later", key_display="J"),
        Binding("K", "move(-1)", "Earlier", key_display="K"),
        Binding("ctrl+x", "stop", "Stop", priority=True),
        Binding("ctrl+s", "make", "Make it", priority=True),
        Binding("V", "verify", "Verify", show=False),
        Binding("o", "more", "More"),
        Binding("S", "served", "It was served", show=False),
    ]

    class Step(Message):
        """A step of the work is done."""

        def __init__(self, done: int, of: int, now: str) -> None:
            super().__init__()
            self.done, self.of, self.now = done, of, now

    def __init__(self) -> None:
        super().__init__()
        self._volumes: tuple[str, list[Path]] = ("", [])  # what was typed, what was written for it
        self._stop = threading.Event()

    def action_served(self) -> None:
        """Record that the packet was handed out: its numbers stay."""
        serve_packet(self.desk, self._written())

    def _written(self) -> list[Path]:
        """The packet at the path: its one file, or each of its volumes."""
        typed = self.query_one("#packet-path", Input).value
        asked, volumes = self._volumes
        return volumes if typed == asked and volumes else [file_at(typed)]

    def action_stop(self) -> None:
        """Stop the work: no file is left."""
        if self.desk.busy and not self._stop.is_set():
            self._stop.set()
            self._say(tr("Stopping…"))

    @on(Button.Pressed, "#packet-make")
    def action_make(self) -> None:
        """Make the packet at the path."""
        matter = self._matter()
        typed = self.query_one("#packet-path", Input).value.strip()
        if self.desk.busy:
            return
        if matter is None or not typed:
            self.trouble(UsageError("A packet needs a matter and a path.", hint="Choose both."))
            return
        path = file_at(typed)
        if path.exists():
            self.app.push_screen(
                Confirm(
                    tr("{} is there already.", path.name),
                    detail=str(path),
                    yes="Replace it",
                    no="Keep it",
                ),
                lambda yes: self._look_first(matter, path, over=True) if yes else None,
            )
        else:
            self._look_first(matter, path)

    def _look_first(self, matter: Matter, path: Path, *, over: bool = False) -> None:
        """What would go in and what would be removed, before a file is written."""
        from borrower_desk.actions.packet_plan import Wishes
        from borrower_desk.actions.preflight import preflight

        wishes, today = self._all_wishes(Wishes, over=over), self.desk.today()
        self.desk.busy = tr("the packet")
        self._stop.clear()
        self._say(tr("Looking through what goes in…"))

        def decide(found: Preflight) -> None:
            self._over()
            if self._stop.is_set():
                self._failed(_stopped())
                return
            if found.calm:
                self._make(matter, path, over=over)
                return
            self._estimate()
            self.app.push_screen(
                before_writing(found),
                lambda yes: self._make(matter, path, over=over) if yes else None,
            )

        self.ask(
            lambda store: preflight(store, matter, today, wishes),
            decide,
            group="preflight",
            otherwise=self._failed,
        )

    def _make(self, matter: Matter, path: Path, *, over: bool = False) -> None:
        from borrower_desk.actions import packets

        more = self.more
        wishes = self._all_wishes(packets.Wishes, over=over)
        today = self.desk.today()
        self.desk.busy = tr("the packet")
        self._stop.clear()
        self.calm()
        bar = self.query_one("#packet-bar", ProgressBar)
        bar.update(total=None, progress=0)
        bar.display = True

        def step(done: int, of: int, now: str) -> None:
            if self._stop.is_set():
                raise _stopped()
            self.post_message(self.Step(done, of, now))

        def work(store: Store) -> packets.Made:
            if more.index_only:
                return [packets.index(store, matter, path, today, wishes, step)[0]]
            return packets.make_volumes(store, matter, path, today, wishes, step)

        self.change(work, self._made, self._failed)

    def on_packet_screen_step(self, message: Step) -> None:
        self.query_one("#packet-bar", ProgressBar).update(total=message.of, progress=message.done)
        self._say(tr("{} {} of {}", safe_line(message.now), message.done, message.of))

    def _made(self, made: Made) -> None:
        self._over()
        for one in made:
            self.desk.hand_over(one.path)
        first, removed = made[0], sum(one.redactions for one in made)
        pages = words.plural(sum(one.pages for one in made), "page")
        exhibits = words.plural(sum(len(one.exhibits) for one in made), "exhibit")
        volumes = tr("{} volumes: ", len(made)) if len(made) > 1 else ""
        self._say(
            tr("Wrote the index: {}, {}. SHA-256 {}…", first.path, exhibits, first.sha256[:16])
            if self.more.index_only
            else tr(
                "Wrote {}{}, {}.{} V verifies it. SHA-256 {}…",
                volumes,
                pages,
                exhibits,
                tr(" {} removed.", words.plural(removed, "thing")) if removed else "",
                first.sha256[:16],
            )
        )
        typed = self.query_one("#packet-path", Input).value
        self._volumes = (typed, [one.path for one in made])
        self.query_one("#exhibits").focus()

    def _failed(self, why: DeskError) -> None:
        self._over()
        self._estimate()
        self.trouble(why)

    def _over(self) -> None:
        self.desk.busy = None
        self.query_one("#packet-bar").display = False

    def action_verify(self) -> None:
        """Is the packet at the path whole?"""
        from borrower_desk.actions import packets

        paths = self._written()

        def tell(answers: list[Verification]) -> None:
            checks = [one for answer in answers for one in answer.checks]
            bad = [f"{one.name} {in_app(one.detail)}" for one in checks if not one.ok]
            name = paths[0].name + (tr(" and {} more", len(paths) - 1) if paths[1:] else "")
            self._say(
                tr("{} is NOT as it was written: {}", name, "; ".join(bad))
                if bad
                else tr(
                    "{} is as it was written: {} passed.", name, words.plural(len(checks), "check")
                )
            )

        self.ask(lambda store: [packets.verify(one, store) for one in paths], tell, group="verify")
