"""The four first steps: the desk and its key, you and your servicer, the loan, the first import.

Each can be skipped, and found again in the palette and on Today.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Button, Footer, Input, Static

from borrower_desk.errors import DeskError, UsageError
from borrower_desk.screens import acts
from borrower_desk.screens.asking import Asking
from borrower_desk.screens.dialogs import Blank, _blank_widget, _label, _value
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.widgets.fields import Blanks
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

STEPS = ("The desk and its key", "You and your servicer", "The loan", "First import")
SHORTEST = 8
BOX, EDGES = 90, 6  # columns of the box at most, and of its border and padding


@dataclass(frozen=True, slots=True)
class Standing:
    """What the desk has already."""

    me: Any
    servicers: list[Any]
    loans: list[Any]


class OnboardingScreen(Asking[None]):
    """Set the desk up in four steps; each can be skipped."""

    AUTO_FOCUS = ""
    WHILE_LOCKED = True
    CODE = "recovery code"  # who holds it, in the app's list of what would be lost
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "next", "Go on", priority=True),
        Binding("ctrl+n", "skip", "Skip this step", priority=True),
        Binding("escape", "leave", "Leave the steps"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.step = 0
        self.code = ""
        self.working = False
        self.blanks: list[Blank] = []
        self.standing = Standing(None, [], [])

    def compose(self) -> ComposeResult:
        with Vertical(id="steps"):
            yield Static(id="steps-title")
            yield Static(id="steps-where")
            yield Static(id="steps-words")
            yield Blanks(id="steps-form", fits=True)
            yield Static(id="refused")
            with Horizontal(classes="buttons"):
                yield Button(tr("Go on (ctrl+s)"), id="next", compact=True)
                yield Button(tr("Skip (ctrl+n)"), id="skip", compact=True)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        if self.desk.locked:
            self._keyring()
        else:
            self._show_step(1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What cannot be done at this step is not offered."""
        if action == "leave":
            return self.step > 0 and not self.code
        return not (action == "skip" and (self.code or self.step == 0))

    # ── step by step ─────────────────────────────────────────────────────────

    def _keyring(self) -> None:
        """Can the system keyring hold the key?  Asked in a thread: it may take a moment."""
        from borrower_desk.actions import desks

        path, ways = self.desk.path, self.desk.ways
        if ways.key_file or ways.passphrase_file:
            self._first("")
            return

        def work() -> str:
            found = next(one for one in desks.doctor(path) if one.name == "system keyring")
            return "" if not found.ok else "yes"

        self.look_up(work, self._first)

    def _first(self, keyring: str) -> None:
        ways = self.desk.ways
        named = ways.key_file or ways.passphrase_file
        if named:
            self.blanks = []
            said = tr(
                "It opens with {} {}.",
                "the key file" if ways.key_file else "the passphrase in",
                safe_line(str(named)),
            )
        else:
            self.blanks = [
                Blank(
                    "passphrase",
                    "Choose a passphrase",
                    kind="secret",
                    hint="four random words are good",
                ),
                Blank("again", "The same again", kind="secret"),
            ]
            said = tr("Your record is encrypted. Choose the passphrase that opens it.")
            if keyring:
                said += tr(" Leave it empty to let the system keyring keep the key.")
        self._show_step(0, tr("The desk will lie at {}. {}", safe_line(str(self.desk.path)), said))

    def _show_step(self, step: int, said: str = "") -> None:
        self.step = step
        self.working = False
        self.query_one("#refused", Static).update("")
        if step == 1:
            self.ask(lambda store: store.sender(), self._you)
        elif step == 2:
            self.ask(
                lambda store: Standing(store.sender(), store.servicers(), store.loans()), self._loan
            )
        elif step == 3:
            self.blanks = [
                Blank("path", "A folder, a mailbox file, a PDF or a picture", hint="~/Mail")
            ]
            self._fill(
                tr("What have you kept so far? It is copied in; your files stay as they are.")
            )
        else:
            self._fill(said)

    def _you(self, me: Any) -> None:
        self.blanks = [
            Blank("name", "Your name", me.name),
            Blank("address", "Your postal address", me.address, "lines"),
            Blank(
                "emails",
                "Your e-mail addresses",
                " ".join(me.emails),
                hint="tell sent mail from received",
            ),
            Blank("servicer", "Who collects your mortgage payments?", hint="as on the statement"),
            Blank(
                "notice",
                "Their address for notices of error",
                kind="lines",
                hint="it stands on the statement",
            ),
            Blank("domains", "Their web domains", hint="tell their mail from a lookalike's"),
        ]
        self._fill(
            tr(
                "Letters carry your name; the servicer's notice address is the one that counts in law."
            )
        )

    def _loan(self, standing: Standing) -> None:
        self.standing = standing
        if not standing.servicers:
            self.blanks = []
            self._fill(
                tr("A loan needs its servicer. Skip this step for now: Today shows how to go on.")
            )
            return
        wanted = ("number", "servicer", "property", "borrowers", "home")
        self.blanks = [
            one for one in acts.loan_blanks(None, standing.servicers) if one.name in wanted
        ]
        self._fill(
            tr("The number and the address stand on every statement. They stay on this machine.")
        )

    def _fill(self, said: str) -> None:
        self.query_one("#steps-title", Static).update(Text(tr("Borrower Desk"), "bold"))
        self._where()
        self.query_one("#steps-words", Static).update(Text(said))
        self.query_one("#skip").display = self.step > 0 and not self.code
        self.refresh_bindings()
        form = self.query_one("#steps-form")
        widgets: list[Widget] = []
        for blank in self.blanks:
            widgets.append(Static(_label(blank), classes="label"))
            widgets.append(_blank_widget(blank))
        self.call_later(self._swap, form, widgets)

    def _where(self) -> None:
        """Where one is: every step by name when they fit on one line, else this one."""
        room = min(BOX, self.size.width * 98 // 100) - EDGES
        where = self._steps(all_names=True)
        if where.cell_len > room:
            where = self._steps(all_names=False)
        self.query_one("#steps-where", Static).update(where)

    def _steps(self, *, all_names: bool) -> Text:
        where = Text()
        for n, name in enumerate(STEPS):
            mark = "●" if n == self.step else "✓" if n < self.step else "○"
            here = n == self.step
            called = f" {tr(name)}" if here or all_names else ""
            where.append(f"{'  ' if n else ''}{mark} {n + 1}{called}", "bold" if here else "dim")
        return where

    def on_resize(self) -> None:
        self._where()

    async def _swap(self, form: Widget, widgets: list[Widget]) -> None:
        await form.remove_children()
        await form.mount_all(widgets)
        if self.blanks:
            self.query_one(f"#blank-{self.blanks[0].name}").focus()
        else:
            self.query_one("#next").focus()

    def _values(self) -> dict[str, str]:
        return {one.name: _value(self.query_one(f"#blank-{one.name}")) for one in self.blanks}

    # ── what the user does ───────────────────────────────────────────────────

    @on(Input.Submitted)
    def next_blank(self, event: Input.Submitted) -> None:
        if self.blanks and event.input.id == f"blank-{self.blanks[-1].name}":
            self.action_next()
        else:
            self.focus_next()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "next":
            self.action_next()
        else:
            self.action_skip()

    def action_next(self) -> None:
        if self.working:
            return
        if self.code:
            self._code_kept()
            return
        said = self._values()
        act = (self._make_desk, self._keep_you, self._keep_loan, self._import)[self.step]
        act(said)

    def action_skip(self) -> None:
        if self.working:
            return
        if self.code:
            self._code_kept()
        elif self.step == 0:
            self.trouble(
                UsageError(
                    "There is nothing without a desk.",
                    hint="Choose a passphrase, or leave with ctrl+q.",
                )
            )
        elif self.step < 3:
            self._show_step(self.step + 1)
        else:
            self._finish()

    def action_leave(self) -> None:
        if self.step > 0 and not self.code:
            self._finish()

    def _finish(self, mode: str = "today") -> None:
        self.desk.note_change()
        if len(self.app.screen_stack) > 1:
            self.dismiss(None)
            return
        self.step = 1
        self.desk.go(mode)

    def _make_desk(self, said: dict[str, str]) -> None:
        from dataclasses import replace

        from borrower_desk.actions import desks

        path, ways = self.desk.path, self.desk.ways
        phrase = said.get("passphrase", "")
        if self.blanks:
            if phrase and len(phrase) < SHORTEST:
                self.trouble(
                    UsageError(
                        "At least eight characters, please.", hint="Four random words are good."
                    )
                )
                return
            if phrase != said["again"]:
                self.trouble(UsageError("The two differ.", hint="Type the same twice."))
                return
            if phrase:
                ways = replace(ways, keyring=False)
        self.working = True
        self.query_one("#refused", Static).update(Text(tr("Making the desk …"), "dim"))

        def work() -> tuple[Any, Store]:
            made = desks.make_desk(path, ways, (lambda: phrase) if phrase else None)
            opening = replace(ways, ask=lambda: phrase) if phrase else ways
            return made, desks.open_desk(path, opening)

        self.look_up(work, lambda found: self._made(*found))

    def _made(self, made: Any, store: Store) -> None:
        self.working = False
        self.code = made.recovery_code
        self.desk.unsaved[self.CODE] = tr("the recovery code, shown this once")
        self.desk.opened(store, mode="")
        self.blanks = []
        self._fill("")
        words = Text(tr("The desk is made. Write this recovery code down, on paper:\n\n"))
        words.append(f"    {self.code}\n\n", "bold")
        words.append(
            tr("It opens the desk if every other key is lost, and it is shown this once.\n")
        )
        words.append(tr("Press ctrl+s when you have it."), "dim")
        self.query_one("#steps-words", Static).update(words)
        self.query_one("#refused", Static).update("")

    def _code_kept(self) -> None:
        self.code = ""
        self.desk.unsaved.pop(self.CODE, None)
        self._show_step(1)

    def _keep_you(self, said: dict[str, str]) -> None:
        from borrower_desk.actions import people

        def act(store: Store) -> None:
            people.edit_sender(
                store,
                name=said["name"] or None,
                address=said["address"] or None,
                emails=said["emails"].replace(",", " ").split(),
            )
            if said["servicer"].strip():
                facts = {
                    "name": said["servicer"],
                    "notice": said["notice"],
                    "domains": said["domains"],
                }
                people.add_servicer(store, acts.servicer_facts(facts, self.desk.today()))

        self._keep(act)

    def _keep_loan(self, said: dict[str, str]) -> None:
        from borrower_desk.actions import people

        if not self.blanks:
            self._show_step(3)
            return
        today = self.desk.today()
        servicer = next(one for one in self.standing.servicers if one.id == said["servicer"])
        self._keep(lambda store: people.add_loan(store, servicer, acts.loan_facts(said, today)))

    def _keep(self, act: Any) -> None:
        self.working = True
        self.change(act, lambda _: self._show_step(self.step + 1), self._refused)

    def _import(self, said: dict[str, str]) -> None:
        typed = said["path"].strip()
        if not typed:
            self._finish()
            return
        path = Path(typed).expanduser()
        if not path.exists():
            self.trouble(
                UsageError(tr("There is nothing at {}.", path), hint="Check the path, or skip.")
            )
            return
        app = self.desk
        self._finish("import")
        app.show("import", lambda screen: screen.bring_in(path, None))

    def _refused(self, why: DeskError) -> None:
        self.working = False
        self.trouble(why)

    def trouble(self, why: DeskError) -> None:
        self.working = False
        words = Text(tr("Not done: {}", safe_line(in_app(why.message))), "bold")
        if why.hint:
            words.append(f"\n{safe_line(in_app(why.hint))}", "not bold")
        self.query_one("#refused", Static).update(words)
