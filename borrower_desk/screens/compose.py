"""Compose: the facts on the left, the letter beside them, what to mend below.

The letter and its findings follow the typing after a short pause; nothing
that they say holds the typing up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Select, Static, TextArea

from borrower_desk.errors import DeskError, FactMissing
from borrower_desk.model import Channel, CheckReport, Draft, DraftId
from borrower_desk.screens import words
from borrower_desk.screens.acts.letters import after_sending, written
from borrower_desk.screens.base import Banner, DeskScreen
from borrower_desk.screens.composing import (
    ask_enclosure,
    details_form,
    show_pages,
    what_follows,
    words_form,
)
from borrower_desk.screens.dialogs import Choice, Choose
from borrower_desk.screens.letter_fields import (
    field_widget,
    findings_text,
    letter_text,
    put,
    question,
    said,
    value_of,
    without_field,
)
from borrower_desk.screens.sending import SAYS, Leaving, render_form, sent_form
from borrower_desk.screens.widgets.fields import Blanks
from borrower_desk.screens.widgets.reader import Page
from borrower_desk.speech import tr

if TYPE_CHECKING:
    from borrower_desk.actions.applications import Keeps
    from borrower_desk.desk.store import Store

PAUSE = 0.3  # seconds without a key before the letter is composed again
AUTOSAVE = 3.0  # seconds without a key before what is typed is kept
MOST_UNDO = 200  # steps back


class ComposeScreen(DeskScreen):
    """Write a letter: answer what is asked and see it take shape."""

    TAB = "letters"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", priority=True),
        Binding("ctrl+r", "render", "Render", priority=True),
        Binding("f9", "sent", "Mark sent"),
        Binding("ctrl+t", "enclose", "Enclose", priority=True),
        Binding("f4", "by_hand", "By hand"),
        Binding("f2", "what_if", "What follows", show=False),
        Binding("f6", "next_pane", "Letter", priority=True),  # a field of lines has its own f6
        Binding("ctrl+z", "undo", "Undo", show=False, priority=True),
        Binding("f3", "pages", "Enclosures", show=False),
        Binding("f7", "details", "Date and enclosures", show=False, priority=True),
    ]

    def __init__(self, draft_id: str) -> None:
        super().__init__()
        self.draft_id = draft_id
        self.draft: Draft | None = None
        self.report: CheckReport | None = None
        self.modified = False
        self._template: Any = None
        self._wait: Timer | None = None
        self._ready = False
        self._save_soon: Timer | None = None
        self._before: list[dict[str, str]] = []  # what stood in the form, step by step
        self._last: dict[str, str] = {}

    def body(self) -> ComposeResult:
        yield Static(id="compose-head", classes="heading")
        with Horizontal(id="compose", classes="panes"):
            yield Blanks(id="form")
            with Vertical(id="letter-side"), Page(id="preview"):
                yield Static(id="letter")
        with Page(id="findings"):
            yield Static(id="findings-text")

    # ── loading ──────────────────────────────────────────────────────────────

    def action_load(self) -> None:
        if self.draft is not None:
            return  # what is being typed is newer than what is kept
        from borrower_desk.actions import letters

        def read(store: Store) -> tuple[Draft, Any, str]:
            one = store.draft(DraftId(self.draft_id))
            issue = store.matter(one.matter).issue if one.matter else ""
            return one, letters.kind_of(store, one.kind, one.lang), issue

        self.ask(read, lambda found: self._build(*found))

    def _build(self, one: Draft, template: Any, issue: str) -> None:
        self.draft, self._template = one, template
        form = self.query_one("#form")
        widgets: list[Widget] = []
        fields = sorted(template.fields, key=lambda field: not field.required)
        lacking = {fact.field for fact in one.missing}
        for field in fields:
            words_of = question(field, on_record=field.name not in lacking)
            widgets.append(Static(words_of, classes="label"))
            widgets.append(field_widget(field, one.fields.get(field.name, ""), issue))
        channels = [(SAYS[c.channel.value], c.channel.value) for c in template.channels]
        known = {value for _, value in channels}
        channels += [
            (said, value)
            for value, said in SAYS.items()
            if value not in known and value != "document"
        ]
        widgets.append(Static(Text(tr("How will it go? (the first is advised)")), classes="label"))
        widgets.append(
            Select(
                [(Text(said), value) for said, value in channels],
                value=one.channel.value if one.channel else template.channel.value,
                allow_blank=False,
                id="field--channel",
                compact=True,
            )
        )
        form.mount_all(widgets)
        self._head()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """The fields stand: from here on what changes in them is the user's doing."""
        self._ready = True
        self._last = self._form()
        fields = list(self.query("#form Input, #form TextArea, #form Select"))
        empty = (w for w in fields if not value_of(w))
        first = next(empty, fields[0])
        first.focus()
        self._check()

    def _values(self) -> dict[str, str]:
        """The facts as they stand in the form; what was never said stays unsaid."""
        assert self.draft is not None  # noqa: S101 - built before any act
        found = dict(self.draft.fields)
        for field in self._template.fields:
            value = value_of(self.query_one(f"#field-{field.name}"))
            if value or field.name in found:
                found[field.name] = value
        return found

    def _channel(self) -> Channel | None:
        chosen = self.query_one("#field--channel", Select)
        return None if chosen.is_blank() else Channel(str(chosen.value))

    def _now(self) -> Draft:
        """The draft with what stands in the form; not kept."""
        assert self.draft is not None  # noqa: S101 - built before any act
        return replace(self.draft, fields=self._values(), channel=self._channel())

    # ── while typing ─────────────────────────────────────────────────────────

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Select.Changed)
    def typed(self) -> None:
        if not self._ready or self.draft is None:
            return
        was = self.modified
        self.modified = self._values() != dict(self.draft.fields) or (
            self.draft.channel is not None and self._channel() is not self.draft.channel
        )
        if self.modified:
            self.desk.unsaved[self.draft_id] = f"{self.draft_id}, {words.kind(self.draft.kind)}"
        else:
            self.desk.unsaved.pop(self.draft_id, None)
        if was != self.modified:
            self._head()
        if self._wait is not None:
            self._wait.stop()
        self._wait = self.set_timer(PAUSE, self._paused)
        if self._save_soon is not None:
            self._save_soon.stop()
        self._save_soon = self.set_timer(AUTOSAVE, self._autosave) if self.modified else None

    def _form(self) -> dict[str, str]:
        """What stands in each field of the form."""
        return {
            field.name: value_of(self.query_one(f"#field-{field.name}"))
            for field in self._template.fields
        }

    def _paused(self) -> None:
        """The typing pauses: a step that can be taken back, and the letter follows."""
        stands = self._form()
        if stands != self._last:
            self._before = [*self._before[-MOST_UNDO:], self._last]
            self._last = stands
        self._check()

    def action_undo(self) -> None:
        """Take the last step of the form back; in a field of lines first its own typing."""
        stands = self._form()
        if stands != self._last:  # typed since the last pause
            back = self._last
        elif self._before:
            back = self._before.pop()
        else:
            self.desk.say("There is nothing to take back.")
            return
        self._last = back
        for name, value in back.items():
            if stands[name] != value:
                widget = self.query_one(f"#field-{name}")
                put(widget, value)
                widget.focus()

    def _autosave(self) -> None:
        """Keep what is typed, finished or not: a crash or a closed window loses none of it."""
        if self.modified and self.is_attached:
            self._keep(lambda: None)

    def _keep(self, then: Callable[[], None]) -> None:
        if self.draft is None:
            return
        from borrower_desk.actions import letters

        fields, channel = self._values(), self._channel()

        def kept(one: Draft) -> None:
            self.draft, self.modified = one, self._values() != dict(one.fields)
            if not self.modified:
                self.desk.unsaved.pop(self.draft_id, None)
            self.desk.note_change()
            self._head()
            then()

        self.change(lambda store: letters.keep(store, self.draft_id, fields, channel), kept)

    def action_pages(self) -> None:
        """See the enclosures, page by page."""
        draft = self.draft
        if draft is not None:
            show_pages(self.desk, draft)

    @on(Input.Submitted)
    def next_field(self) -> None:
        self.focus_next()

    def _check(self) -> None:
        from borrower_desk.actions import applications, letters

        one, today = self._now(), self.desk.today()

        def judge(store: Store) -> tuple[Draft, CheckReport, list[Keeps]]:
            composed = letters.preview(store, one)
            return (
                composed,
                letters.check(store, composed, today),
                applications.keeps(store, one, today),
            )

        self.ask(judge, lambda found: self._show(*found), group="check", otherwise=self._unclear)

    def _unclear(self, why: DeskError) -> None:
        """A fact is not yet what its field takes: said below, and the letter waits."""
        text = Text(tr("NOT YET  "), "bold")
        text.append(said(self._template, why))
        self.query_one("#findings-text", Static).update(text)

    def trouble(self, why: DeskError) -> None:
        self.query_one(Banner).say(without_field(self._template, why.message), why.hint)

    def _show(self, composed: Draft, report: CheckReport, keeps: list[Keeps]) -> None:
        self.report = report
        self.query_one("#letter", Static).update(letter_text(composed))
        self.query_one("#findings-text", Static).update(
            findings_text(composed, report, keeps, self.desk.today())
        )

    def _head(self) -> None:
        if self.draft is None:
            return
        state = tr("not saved yet") if self.modified else tr("saved")
        hand = tr(", changed by hand") if self.draft.edited else ""
        title = self._template.title
        kind = tr("{} (yours)", title) if self._template.own else title
        self.query_one("#compose-head", Static).update(
            Text(f"{self.draft.id}  {kind}, {self.draft.matter or self.draft.loan}: {state}{hand}")
        )

    # ── acts ─────────────────────────────────────────────────────────────────

    def action_save(self) -> None:
        """Keep the draft as it stands."""
        self._save(lambda: self.desk.say(tr("{} is saved.", self.draft_id)))

    def _save(self, then: Any) -> None:
        if self.draft is None:
            return
        from borrower_desk.actions import letters

        fields, channel = self._values(), self._channel()

        def kept(one: Draft) -> None:
            self.draft, self.modified = one, self._values() != dict(one.fields)
            if not self.modified:
                self.desk.unsaved.pop(self.draft_id, None)
            self.calm()
            self.desk.note_change()
            self._head()
            then()

        self.change(
            lambda store: letters.change(store, self.draft_id, fields=fields, channel=channel), kept
        )

    def action_enclose(self) -> None:
        """Add a file, or an attachment that the desk has."""
        self._keep(self._ask_enclosure)  # a word out of place bars no enclosure

    def _ask_enclosure(self) -> None:
        if self.draft is not None:
            ask_enclosure(self.desk, self.draft, self._enclosed)

    def _enclosed(self, one: Draft | None) -> None:
        if one is not None:
            self.draft = one
            self.desk.say(tr("Enclosure {} is in.", one.enclosures[-1].label))
            self._check()

    def action_details(self) -> None:
        """The day that the letter bears; take an enclosure out, or call it something else."""
        self._save(self._ask_details)

    def _ask_details(self) -> None:
        if self.draft is not None:
            self.app.push_screen(details_form(self.draft, self.desk.today()), self._reworded)

    def action_by_hand(self) -> None:
        """Change the letter's words themselves; its fields rule it no longer."""
        self._save(self._ask_words)

    def _ask_words(self) -> None:
        if self.draft is not None:
            self.app.push_screen(words_form(self.draft), self._reworded)

    def _reworded(self, one: Draft | None) -> None:
        if one is not None:
            self.draft = one
            self._head()
            self._check()

    def action_render(self) -> None:
        """Write the letter to a file."""
        self._save(self._ask_path)

    def _ask_path(self) -> None:
        draft = self.draft
        if draft is None:
            return
        self.app.push_screen(
            render_form(draft, self.desk.today()),
            lambda path: written(self.desk, path) if path else None,
        )

    def action_sent(self) -> None:
        """Record that the letter left; the desk keeps its very words."""
        self._save(self._ask_sent)

    def _ask_sent(self) -> None:
        draft = self.draft
        if draft is None:
            return
        if draft.missing:
            from borrower_desk.letters.language import asked

            lacks = draft.missing[0]
            why = tr("{} still lacks {}.", draft.id, words.plural(len(draft.missing), "fact"))
            self.trouble(FactMissing(why, hint=asked(lacks.question)))
            self.query_one(f"#field-{lacks.field}").focus()
            return
        via = self._channel() or self._template.channel
        self.app.push_screen(
            sent_form(Leaving(draft, via, self.report), self.desk.today()), self._was_sent
        )

    def _was_sent(self, outgoing: Any) -> None:
        if outgoing is None:
            return
        self.desk.unsaved.pop(self.draft_id, None)
        self.desk.say(
            tr(
                "{} is kept as {}. Its days are estimates until you say that it has arrived: d.",
                self.draft_id,
                outgoing.correspondence.id,
            )
        )
        self.app.pop_screen()
        if outgoing.draft.matter:
            self.desk.open_matter(outgoing.draft.matter)
        # This screen is gone: what is asked now must not wait for its answer.
        self.app.call_later(after_sending, self.desk, outgoing)

    def action_what_if(self) -> None:
        """Every date that would follow if it left today."""
        if self.draft is not None and self.draft.matter is not None:
            channel = self._channel() or self._template.channel
            what_follows(self.desk, self._now(), self._template, channel)

    def action_next_pane(self) -> None:
        """Round the form, the letter and the findings; on a narrow screen form or letter."""
        if self.narrow:
            self.toggle_class("-letter")
            if self.has_class("-letter"):
                self.query_one("#preview").focus()
            else:
                self.query("#form Input, #form TextArea, #form Select").first().focus()
            return
        preview, findings = self.query_one("#preview"), self.query_one("#findings")
        if preview.has_focus:
            findings.focus()
        elif findings.has_focus:
            first = self.query("#form Input, #form TextArea, #form Select").first()
            first.focus()
        else:
            preview.focus()

    def action_back(self) -> None:
        if not self.modified or self.query_one(Banner).display:
            super().action_back()
            return
        self.app.push_screen(
            Choose(
                tr("{} is not saved.", self.draft_id),
                [
                    Choice("save", "Save it and go back"),
                    Choice("lose", "Throw the changes away"),
                    Choice("stay", "Go on writing"),
                ],
            ),
            self._leave,
        )

    def _leave(self, choice: str | None) -> None:
        if choice == "save":
            self._save(self.app.pop_screen)
        elif choice == "lose":
            self.desk.unsaved.pop(self.draft_id, None)
            self.app.pop_screen()
