"""Compose: what can be done with a letter while it is written, in `writing`'s form."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from borrower_desk.errors import FactMissing
from borrower_desk.model import Draft
from borrower_desk.screens import words
from borrower_desk.screens.acts.letters import after_sending, tell_sent, written
from borrower_desk.screens.base import Banner
from borrower_desk.screens.choosing import Choice, Choose
from borrower_desk.screens.composing import (
    ask_enclosure,
    details_form,
    show_pages,
    what_follows,
    words_form,
)
from borrower_desk.screens.sending import Leaving, render_form, sent_form
from borrower_desk.screens.writing import Writing
from borrower_desk.speech import tr


class ComposeScreen(Writing):
    """Write a letter: answer what is asked and see it take shape."""

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

    def action_pages(self) -> None:
        """See the enclosures, page by page."""
        draft = self.draft
        if draft is not None:
            show_pages(self.desk, draft)

    # ── acts ─────────────────────────────────────────────────────────────────

    def action_save(self) -> None:
        """Keep the draft as it stands."""
        self._save(lambda: self.desk.say(tr("{} is saved.", self.draft_id)))

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
        tell_sent(self.desk, outgoing)
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
