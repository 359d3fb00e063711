"""The form in which a letter is written: its fields, what is kept of them, what is said of it.

The letter and its findings follow the typing after a short pause; nothing
that they say holds the typing up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Select, Static, TextArea

from borrower_desk.errors import DeskError
from borrower_desk.model import Channel, CheckReport, Draft, DraftId, ServicerId
from borrower_desk.screens import words
from borrower_desk.screens.base import Banner, DeskScreen
from borrower_desk.screens.letter_fields import (
    channel_field,
    field_widget,
    findings_text,
    letter_text,
    put,
    question,
    said,
    servicer_field,
    value_of,
    without_field,
)
from borrower_desk.screens.widgets.fields import Blanks
from borrower_desk.screens.widgets.reader import Page
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

if TYPE_CHECKING:
    from borrower_desk.actions.addressing import Addressed
    from borrower_desk.actions.applications import Keeps
    from borrower_desk.desk.store import Store

PAUSE = 0.3  # seconds without a key before the letter is composed again
AUTOSAVE = 3.0  # seconds without a key before what is typed is kept
MOST_UNDO = 200  # steps back


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft with what its form is made of; `servicers` are all that the loan has had."""

    draft: Draft
    template: Any
    issue: str
    servicers: tuple[tuple[ServicerId, str], ...]
    addressee: ServicerId


@dataclass(frozen=True, slots=True)
class Judged:
    """The letter as its fields make it now, whom it goes to, and what is said of it."""

    letter: Draft
    report: CheckReport
    keeps: list[Keeps]
    addressed: Addressed


class Writing(DeskScreen):
    """The fields on the left, the letter beside them, what to mend below."""

    TAB = "letters"
    AUTO_FOCUS = ""

    def __init__(self, draft_id: str) -> None:
        super().__init__()
        self.draft_id = draft_id
        self.draft: Draft | None = None
        self.report: CheckReport | None = None
        self.modified = False
        self._template: Any = None
        self._servicers: dict[ServicerId, str] = {}
        self._addressee = ServicerId("")  # whom the letter as it stands goes to
        self._recorded = ServicerId("")  # whom it would go to by the record alone
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
        from borrower_desk.actions import addressing, letters

        today = self.desk.today()

        def read(store: Store) -> Opened:
            one = store.draft(DraftId(self.draft_id))
            issue = store.matter(one.matter).issue if one.matter else ""
            made = letters.kind_of(store, one.kind, one.lang)
            had = addressing.choices(store, store.loan(one.loan), one.written or today)
            names = tuple((each.id, safe_line(each.name, 60)) for each in had)
            return Opened(one, made, issue, names, letters.addressee(store, one).id)

        self.ask(read, self._build)

    def _build(self, opened: Opened) -> None:
        one, template = opened.draft, opened.template
        self.draft, self._template = one, template
        self._servicers = dict(opened.servicers)
        self._addressee = self._recorded = opened.addressee
        form = self.query_one("#form")
        widgets: list[Widget] = []
        fields = sorted(template.fields, key=lambda field: not field.required)
        lacking = {fact.field for fact in one.missing}
        for field in fields:
            words_of = question(field, on_record=field.name not in lacking)
            widgets.append(Static(words_of, classes="label"))
            widgets.append(field_widget(field, one.fields.get(field.name, ""), opened.issue))
        widgets += channel_field(template, one.channel)
        if len(opened.servicers) > 1 and template.addressee == "servicer":
            widgets += servicer_field(opened.servicers, opened.addressee)
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

    def _servicer(self) -> ServicerId | None:
        """The servicer that the user chose; None while the record tells whom it goes to."""
        assert self.draft is not None  # noqa: S101 - built before any act
        found = self.query("#field--servicer")
        chosen = value_of(found.first()) if found else ""
        by_record = self.draft.to_servicer is None and chosen == self._recorded
        return ServicerId(chosen) if chosen and not by_record else self.draft.to_servicer

    def _now(self) -> Draft:
        """The draft with what stands in the form; not kept."""
        assert self.draft is not None  # noqa: S101 - built before any act
        return replace(
            self.draft,
            fields=self._values(),
            channel=self._channel(),
            to_servicer=self._servicer(),
        )

    # ── while typing ─────────────────────────────────────────────────────────

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Select.Changed)
    def typed(self) -> None:
        if not self._ready or self.draft is None:
            return
        was = self.modified
        self.modified = (
            self._values() != dict(self.draft.fields)
            or (self.draft.channel is not None and self._channel() is not self.draft.channel)
            or self._servicer() != self.draft.to_servicer
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

    def _keep(self, then: Callable[[], object]) -> None:
        """Keep what is typed as it is, whether or not each fact fits its field."""
        from borrower_desk.actions import letters

        self._put_away(letters.keep, then)

    def _save(self, then: Callable[[], object]) -> None:
        """Keep what is typed where each fact fits its field; trouble says which does not."""
        from borrower_desk.actions import letters

        def saved() -> None:
            self.calm()
            then()

        self._put_away(letters.change, saved)

    def _put_away(self, act: Callable[..., Draft], then: Callable[[], object]) -> None:
        """Hand what stands in the form to the desk, then go on with what it made of it."""
        if self.draft is None:
            return
        stands = {"fields": self._values(), "channel": self._channel(), "to": self._servicer()}

        def kept(one: Draft) -> None:
            self.draft, self.modified = one, self._values() != dict(one.fields)
            if not self.modified:
                self.desk.unsaved.pop(self.draft_id, None)
            self.desk.note_change()
            self._head()
            then()

        self.change(lambda store: act(store, self.draft_id, **stands), kept)

    @on(Input.Submitted)
    def next_field(self) -> None:
        self.focus_next()

    def _check(self) -> None:
        from borrower_desk.actions import applications, letters

        one, today = self._now(), self.desk.today()

        def judge(store: Store) -> Judged:
            composed = letters.preview(store, one)
            return Judged(
                composed,
                letters.check(store, composed, today),
                applications.keeps(store, one, today),
                letters.goes_to(store, composed),
            )

        self.ask(judge, self._show, group="check", otherwise=self._unclear)

    def _unclear(self, why: DeskError) -> None:
        """A fact is not yet what its field takes: said below, and the letter waits."""
        text = Text(tr("NOT YET  "), "bold")
        text.append(said(self._template, why))
        self.query_one("#findings-text", Static).update(text)

    def trouble(self, why: DeskError) -> None:
        self.query_one(Banner).say(without_field(self._template, why.message), why.hint)

    def _show(self, found: Judged) -> None:
        self.report = found.report
        self.query_one("#letter", Static).update(letter_text(found.letter))
        self.query_one("#findings-text", Static).update(
            findings_text(
                found.letter, found.report, found.keeps, self.desk.today(), found.addressed.why
            )
        )
        self._goes_to(found.addressed.servicer.id, said=found.letter.to_servicer is not None)

    def _goes_to(self, servicer: ServicerId, *, said: bool) -> None:
        """Whom the letter goes to now: as the user said, or by what is said in it."""
        field, of_user = self.query("#field--servicer"), self._servicer()
        self._addressee = servicer
        if not said:
            self._recorded = servicer
        if field and not said and of_user is None:
            with self.prevent(Select.Changed):
                put(field.first(), servicer)
        self._head()

    def _head(self) -> None:
        if self.draft is None:
            return
        state = tr("not saved yet") if self.modified else tr("saved")
        hand = tr(", changed by hand") if self.draft.edited else ""
        title = self._template.title
        kind = tr("{} (yours)", title) if self._template.own else title
        several = self.query("#field--servicer")
        to = tr(", to {}", self._servicers[self._addressee]) if several else ""
        about = self.draft.matter or self.draft.loan
        self.query_one("#compose-head", Static).update(
            Text(f"{self.draft.id}  {kind}, {about}{to}: {state}{hand}")
        )
