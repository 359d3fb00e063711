"""A list of correspondence and the reader beside it; what two screens share."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.timer import Timer

from borrower_desk.actions import classifying
from borrower_desk.model import (
    Attachment,
    Correspondence,
    CorrespondenceId,
    CorrespondenceRow,
    Direction,
    Kind,
    Verdict,
)
from borrower_desk.screens import acts, outside, words
from borrower_desk.screens.acts import mail, pieces, replies
from borrower_desk.screens.base import Banner, DeskScreen
from borrower_desk.screens.choosing import Choice, Choose
from borrower_desk.screens.dialogs import Blank, Form
from borrower_desk.screens.findings import check_message
from borrower_desk.screens.widgets.reader import Reader
from borrower_desk.screens.widgets.rows import Cell, Line, Rows
from borrower_desk.speech import tr
from borrower_desk.text import safe_file_name, safe_line

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store
    from borrower_desk.screens.app import DeskApp


class MailScreen(DeskScreen):
    """Mail in a list, and the message under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "file", "File"),
        Binding("c", "classify", "Classify"),
        Binding("t", "tag", "Tag"),
        Binding("o", "attachment", "Attachment"),
        Binding("r", "reply", "Reply"),
        Binding("d", "reply", "Reply", show=False),
        Binding("A", "figures", "Check its figures", show=False),
        Binding("T", "thread", "Thread", show=False),
        Binding("H", "headers", "All headers", show=False),
        Binding("l", "log", "Log a contact", show=False),
        Binding("P", "privilege", "Attorney-client", show=False),
        Binding("D", "purge", "Remove for good", show=False),
        Binding("tab", "app.focus_next", "Other pane", show=False),
    ]
    EMPTY = "Nothing is kept yet.\n\nBring in your mail: press 9, give the folder or file, enter."

    def __init__(self) -> None:
        super().__init__()
        self._wanted: str | None = None  # the message to show once the list is here
        self._pause: Timer | None = None

    def body(self) -> ComposeResult:
        with Horizontal(classes="panes"):
            yield Rows(self.line_of, head=self.head_of, empty=self.EMPTY, id="mail", classes="list")
            yield Reader(empty="Choose a message on the left.", id="reader")

    @property
    def rows(self) -> Rows[CorrespondenceRow]:
        return self.query_one("#mail", Rows)

    @property
    def reader(self) -> Reader:
        return self.query_one(Reader)

    # ── the list ─────────────────────────────────────────────────────────────

    def line_of(self, row: CorrespondenceRow, width: int) -> Sequence[Line]:
        """One line in a wide list, two in one that stands beside the reader."""
        today = self.desk.today()
        sent = row.direction is Direction.SENT
        bad = row.kind == Kind.SUSPECTED_PHISHING.value
        mark = "!" if bad else "→" if sent else " "
        paper = "+" if row.attachments else " "
        if self.rows.row_height == 2:
            return (
                (
                    Cell(mark, 1, "late" if bad else "accent"),
                    Cell(words.party(row)),
                    Cell(paper, 1, "muted"),
                    Cell(words.short(row.on, today), 8, "muted", right=True),
                ),
                (
                    Cell("", 1),
                    Cell(row.subject or tr("(no subject)")),
                    Cell(
                        self._kind(row), min(18, width // 3), "late" if bad else "muted", right=True
                    ),
                    Cell(row.matter or "—", 4, "muted"),
                ),
            )
        return (
            (
                Cell(mark, 1, "late" if bad else "accent"),
                Cell(row.on.isoformat(), 10, "muted"),
                Cell(words.party(row), 22 if width > 90 else 17),
                Cell(row.subject or tr("(no subject)")),
                Cell(paper, 1, "muted"),
                Cell(
                    self._kind(row),
                    18 if width > 90 else 12,
                    "late" if bad else "muted",
                ),
                Cell(row.matter or "—", 4, "muted"),
            ),
        )

    def _kind(self, row: CorrespondenceRow) -> str:
        guess = (
            "?"
            if row.kind and not row.kind_confirmed and row.direction is not Direction.SENT
            else ""
        )
        return f"{words.kind(row.kind)}{guess}"

    def head_of(self, width: int) -> Line:
        if self.rows.row_height == 2:
            return (
                Cell("", 1),
                Cell(tr("Who, and about what")),
                Cell(tr("Day, kind, matter"), 18, right=True),
            )
        return (
            Cell("", 1),
            Cell(tr("Day"), 10),
            Cell(tr("Who"), 22 if width > 90 else 17),
            Cell(tr("Subject")),
            Cell("", 1),
            Cell(tr("Kind"), 18 if width > 90 else 12),
            Cell(tr("In"), 4),
        )

    def on_resize(self) -> None:
        self.rows.set_row_height(1 if self.narrow else 2)
        self._arrange()

    def _arrange(self) -> None:
        """Side by side when there is room, else the pane that has the focus."""
        reading = self.narrow and self.has_class("-reading")
        self.rows.display = not reading
        self.reader.display = reading or not self.narrow

    @on(Rows.Moved, "#mail")
    def moved(self, event: Rows.Moved) -> None:
        """Read the message once the cursor rests: holding a key down must stay quick."""
        if self._pause is not None:
            self._pause.stop()
        if self.has_class("-reading") and not self.rows.has_focus:
            return  # the list was loaded again behind what is being read
        if event.row is None:
            if event.rows.count == 0:
                self.reader.clear()
            return
        identifier = event.row.id
        self._pause = self.set_timer(0.06, lambda: self._read(identifier))

    @on(Rows.Chosen, "#mail")
    def chosen(self, event: Rows.Chosen) -> None:
        self.add_class("-reading")
        self._arrange()
        self._read(event.row.id)
        self.reader.focus()

    def action_back(self) -> None:
        if self.has_class("-reading") and not self.query_one(Banner).display:
            self.remove_class("-reading")
            self._arrange()
            self.rows.focus()
        else:
            super().action_back()

    def _read(self, identifier: CorrespondenceId) -> None:
        def read(store: Store) -> Any:
            one, thread = store.correspondence(identifier), store.thread(identifier)
            return one, thread, store.originals(identifier), classifying.answer_check(store, one)

        self.ask(read, lambda found: self.reader.show(*found), group="read")

    def done(self, words: str) -> None:
        """What is being read shows the change as well as the list does."""
        super().done(words)
        self._read_again()

    def on_screen_resume(self) -> None:
        changed = self._seen != self.desk.version
        super().on_screen_resume()
        if changed:
            self._read_again()

    def _read_again(self) -> None:
        if self.has_class("-reading") and self.reader.message is not None:
            self._read(self.reader.message.id)

    @property
    def current(self) -> CorrespondenceRow | Correspondence | None:
        """The message meant: the one that is read, else the one under the cursor."""
        if self.has_class("-reading") and self.reader.message is not None:
            return self.reader.message
        return self.rows.current

    # ── acts ─────────────────────────────────────────────────────────────────

    def action_file(self) -> None:
        """Put the message in a matter."""
        self._on_current(mail.file_message)

    def action_classify(self) -> None:
        """Say what the message is; the desk's guess and its reasons are shown."""
        self._on_current(mail.classify_message)

    def action_tag(self) -> None:
        """Add tags; one with a minus before it goes."""
        self._on_current(mail.tag_message)

    def action_privilege(self) -> None:
        """Hold the message back as attorney-client, or take the mark away."""
        self._on_current(pieces.mark_privileged)

    def action_purge(self) -> None:
        """Take out for good what was kept by mistake."""
        self._on_current(pieces.purge)

    def _on_current(self, act: Callable[[DeskApp, str], None]) -> None:
        if self.current is not None:
            act(self.desk, self.current.id)

    def action_attachment(self) -> None:
        """Open an attachment outside, after asking; or save a copy where the user says."""
        message = self.reader.message
        if message is None:
            return
        files = message.attachments
        if not files:
            self.desk.say(tr("{} has no attachment.", message.id))
            return
        suspicious = message.authenticity.verdict is Verdict.SUSPICIOUS

        def ask(chosen: str | None) -> None:
            if chosen is None:
                return
            act, _, identifier = chosen.partition(" ")
            file = next(one for one in files if one.id == identifier)
            if act == "open":
                outside.show(self.desk, file, suspicious=suspicious)
            else:
                self._ask_where(file)

        self.app.push_screen(
            Choose(
                "Open an attachment outside, or save a copy?",
                [
                    Choice(
                        f"{act} {one.id}",
                        f"{verb} {one.id}  {safe_line(one.name, 44)}",
                        words.size(one.size),
                    )
                    for one in files
                    for act, verb in (("open", tr("Open")), ("save", tr("Save")))
                ],
            ),
            ask,
        )

    def _ask_where(self, file: Attachment) -> None:
        target = Path(tempfile.gettempdir() if not os.environ.get("HOME") else Path.home())
        blank = Blank("path", "Where to", str(target / safe_file_name(file.name)), required=True)
        self.app.push_screen(
            Form(
                tr("Save a copy of {}", file.id),
                [blank],
                lambda store, said: _save(store, file.id, Path(said["path"]).expanduser()),
                verb="Save the copy",
                note=tr(
                    "{}, {}. Open the copy when you trust it.",
                    safe_line(file.name, 60),
                    words.size(file.size),
                ),
            ),
            self._saved,
        )

    def _saved(self, path: Path | None) -> None:
        if path is not None:
            self.desk.hand_over(path)
            self.desk.say(tr("Saved as {}.", path))

    def action_reply(self) -> None:
        """Draft the letter that answers the message; of a doubtful one ask if it is theirs."""
        self._on_current(replies.reply_to)

    def action_figures(self) -> None:
        """Check the figures that the message states: a payoff quote, an escrow statement."""
        self._on_current(check_message)

    def action_thread(self) -> None:
        """Go through the conversation."""
        message = self.reader.message
        if message is None:
            return

        def read(store: Store) -> list[Correspondence]:
            return [store.correspondence(one) for one in store.thread(message.id)[:100]]

        def choose(found: list[Correspondence]) -> None:
            choices = [
                Choice(one.id, f"{one.on}  {words.party(one)}", safe_line(one.subject, 60))
                for one in found
            ]
            self.app.push_screen(
                Choose("The conversation, oldest first", choices),
                lambda identifier: self.open(identifier) if identifier else None,
            )

        self.ask(read, choose, group="act")

    def action_headers(self) -> None:
        """Every header of the message, as it came."""
        message = self.reader.message
        if message is not None:
            from borrower_desk.screens.detail import Detail

            lines = [(safe_line(name, 40), safe_line(value)) for name, value in message.headers]
            lines.append(("SHA-256", message.sha256))
            lines.append(("source", safe_line(message.source)))
            self.app.push_screen(Detail(tr("Headers of {}", message.id), lines))

    def action_log(self) -> None:
        acts.log_contact(self.desk)

    def open(self, identifier: str) -> None:
        """Show this message, wherever it stands in the list."""
        if self.rows.select_key(identifier):
            self.add_class("-reading")
            self._arrange()
        self._read(CorrespondenceId(identifier))
        self.add_class("-reading")
        self._arrange()
        self.reader.focus()


def _save(store: Store, identifier: str, path: Path) -> Path:
    from borrower_desk.actions import reading
    from borrower_desk.actions.files import write_new
    from borrower_desk.errors import UsageError

    if path.exists():
        raise UsageError(tr("{} is there already.", path), hint="Give the copy another name.")
    write_new(path, reading.original(store, identifier))
    return path
