"""`ctrl+p`: every act by name, those of this screen first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.app import App
from textual.command import DiscoveryHit, Hit, Hits, Provider

from borrower_desk.screens import acts, keeping, taste, tour
from borrower_desk.screens.asking import Asking
from borrower_desk.screens.themes import NAMES
from borrower_desk.screens.widgets.bar import TABS
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
        for key, mode, name, _ in TABS:
            yield tr("Go to {}", tr(name)), tr("key {}", key), partial(app.go, mode)
        yield tr("Go to Journal"), tr("what changed, and when"), lambda: app.go("journal")
        for name, words, act in (*acts.ALL, *keeping.ALL):
            yield name, words, partial(act, app)
        yield (
            tr("Set up in four steps"),
            tr("desk, you and your servicer, loan, first import"),
            app.open_setup,
        )
        yield tr("Lock the desk"), tr("key ctrl+l"), app.action_lock
        yield tr("Keys of this screen"), "key ?", app.action_help_keys
        for theme, name in NAMES.items():
            yield (
                tr("Theme: {}", tr(name)),
                tr("how the app looks"),
                partial(taste.choose_theme, app, theme),
            )
        yield tr("Take the tour"), tr("five minutes, screen by screen"), partial(tour.take, app)
        yield (
            tr("Settings"),
            tr("theme, language, when to lock"),
            partial(taste.change_settings, app),
        )
        yield tr("Change the keys"), tr("one file names them all"), partial(taste.change_keys, app)
        yield tr("Quit"), tr("key q"), app.action_leave

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
