"""`ctrl+p`: every act by name, those of this screen first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.app import App
from textual.command import DiscoveryHit, Hit, Hits, Provider

from borrower_desk.screens import registry, taste
from borrower_desk.screens.asking import Asking
from borrower_desk.screens.themes import NAMES
from borrower_desk.speech import tr

if TYPE_CHECKING:
    from borrower_desk.screens.app import DeskApp

Command = tuple[str, str, Callable[[], Any]]  # its name, what it does, how


class DeskCommands(Provider):
    """All acts of the desk."""

    def _commands(self) -> Iterator[Command]:
        app = cast("DeskApp", self.app)
        screen = self.screen
        seen = set()
        for active in screen.active_bindings.values():
            one = active.binding
            if isinstance(active.node, App) or not one.description or one.description in seen:
                continue
            ours = isinstance(active.node, Asking) and not one.action.startswith(
                ("app.", "screen.")
            )
            if not ours or one.system or not active.enabled:
                continue
            seen.add(one.description)
            node, action = active.node, one.action
            key = app.get_key_display(one)
            yield (
                one.description,
                tr("on this screen, key {}", key),
                partial(app.run_action, action, node),
            )
        for act in registry.ALL:
            if act.name not in seen:  # else the screen has it, on a key
                yield act.name, act.words, partial(act.do, app)
        for theme, name in NAMES.items():
            yield (
                tr("Theme: {}", tr(name)),
                tr("how the app looks"),
                partial(taste.choose_theme, app, theme),
            )

    async def discover(self) -> Hits:
        for name, words, act in self._commands():
            yield DiscoveryHit(tr(name), act, help=tr(words))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for english, said, act in self._commands():
            name, words = tr(english), tr(said)
            score = max(matcher.match(name), matcher.match(f"{name} {words}") * 0.7)
            if score > 0:
                yield Hit(score, matcher.highlight(name), act, help=words)
