"""One message to read: who, when, whether it is genuine, what hangs on it, its words.

All of it a stranger's text, drawn as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from borrower_desk.actions.classifying import court_line
from borrower_desk.actions.forms import short
from borrower_desk.intake.answers import AnswerCheck
from borrower_desk.model import Correspondence, CorrespondenceId, Direction, Original, Verdict
from borrower_desk.screens import words
from borrower_desk.screens.hints import in_app
from borrower_desk.screens.keys import Keyed
from borrower_desk.speech import tr
from borrower_desk.text import safe_line, safe_text

LONGEST = 60_000  # characters of a body that are laid out at once


class Page(Keyed, VerticalScroll, can_focus=True, inherit_bindings=False):
    """Something to read, scrolled by the keys of a pager."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll_down", "Down", show=False),
        Binding("k,up", "scroll_up", "Up", show=False),
        Binding("space,pagedown,ctrl+f", "page_down", "Page down", show=False),
        Binding("b,pageup,ctrl+b", "page_up", "Page up", show=False),
        Binding("g,home", "scroll_home", "Top", show=False),
        Binding("G,end", "scroll_end", "End", show=False),
    ]


class Reader(Page):
    """The message under the list's cursor."""

    def __init__(self, *, empty: str, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.empty = empty
        self.message: Correspondence | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="reader-subject")
        yield Static(id="reader-head")
        yield Static(id="reader-banner")
        yield Static(id="reader-check")
        yield Static(id="reader-strip")
        yield Static(id="reader-body")

    def on_mount(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Nothing to read."""
        self.message = None
        for name in ("subject", "head", "banner", "check", "strip"):
            self.query_one(f"#reader-{name}").display = False
        self.query_one("#reader-body", Static).update(Text(tr(self.empty), "dim"))

    def show(
        self,
        one: Correspondence,
        thread: Sequence[CorrespondenceId] = (),
        also: Sequence[Original] = (),
        check: AnswerCheck | None = None,
    ) -> None:
        """Put a message in; from its top when it is another one.

        `also`: its other forms; `check`: an answer held against the law and our letter.
        """
        if self.message is None or self.message.id != one.id:
            self.scroll_home(animate=False)
        self.message = one
        self._put("subject", Text(safe_line(one.subject) or tr("(no subject)")))
        self._put("head", _head(one, thread, also))
        self._put("banner", _banner(one))
        self.query_one("#reader-banner").set_class(
            one.authenticity.verdict is Verdict.SUSPICIOUS, "-suspicious"
        )
        self._put("check", _check(check))
        self._put("strip", _strip(one))
        self._put("body", _body(one))

    def _put(self, name: str, text: Text) -> None:
        widget = self.query_one(f"#reader-{name}", Static)
        widget.display = bool(text.plain)
        widget.update(text)


def _head(
    one: Correspondence, thread: Sequence[CorrespondenceId], also: Sequence[Original]
) -> Text:
    text = Text()

    def row(name: str, value: str) -> None:
        if value:
            if text:
                text.append("\n")
            text.append(f"{name:<9}", "dim")
            text.append(value)

    sent = one.direction is Direction.SENT
    row(tr("From"), safe_line(one.sender))
    row(tr("To"), safe_line(", ".join(one.to)))
    row(tr("Copy"), safe_line(", ".join(one.cc)))
    row(
        tr("Sent") if sent else tr("Date"),
        tr("{} by {}", words.long(one.on), words.kind(one.channel.value)),
    )
    if one.dated or one.postmarked or one.received:
        days = (("dated", one.dated), ("postmarked", one.postmarked), ("received", one.received))
        row(tr("Paper"), ", ".join(f"{tr(name)} {words.iso(day)}" for name, day in days if day))
    kind = words.kind(one.kind)
    if kind:
        row(
            tr("Kind"),
            kind + ("" if one.kind_confirmed or sent else tr(" (a guess: c corrects it)")),
        )
    row(tr("Matter"), one.matter or (tr("none yet (f files it)") if not sent else ""))
    row(tr("Tags"), " ".join(safe_line(tag) for tag in one.tags))
    if one.privileged:
        row(tr("Note"), tr("attorney-client: never in a packet unless named"))
    if len(thread) > 1:
        here = thread.index(one.id) + 1 if one.id in thread else 0
        row(
            tr("Thread"),
            tr("{} of {}: {}  (T goes through it)", here, len(thread), " ".join(thread[:12])),
        )
    if also:
        more = tr(" and {} more", len(also) - 1) if len(also) > 1 else ""
        row(tr("Also as"), short(also[0]) + more)
    return text


def _banner(one: Correspondence) -> Text:
    """Is it really theirs?  Said in words, whatever the colour."""
    if one.direction is Direction.SENT:
        return Text()
    label = tr(words.VERDICT[one.authenticity.verdict][0])
    text = Text()
    if one.authenticity.verdict is Verdict.SUSPICIOUS:
        text.append(tr("⚠ SUSPICIOUS: this may not be your servicer. "), "bold")
        text.append(
            tr("Do not pay, call or follow anything in it; use the address on your statement.")
        )
        text.append(tr(" r asks them, at the address on record, whether it is theirs."))
    elif one.authenticity.verdict is Verdict.CONSISTENT:
        text.append(f"✓ {label}")
    elif one.authenticity.reasons:
        text.append(label)
    for reason in one.authenticity.reasons[:6]:
        text.append(f"\n  · {safe_line(in_app(reason))}")
    court = court_line(one)
    if court:
        court = in_app(court)
        text.append(f"\n⚠ {court}" if text else f"⚠ {court}", "bold")
    return text


def _check(check: AnswerCheck | None) -> Text:
    """What an answer must hold, and what of our letter it answers: with a sign and in words."""
    text = Text()
    if check is None or not (check.elements or check.asked):
        return text
    text.append(tr("What the answer must hold"), "bold")
    for one in check.elements:
        said = tr("it is there") if one.present else tr("missing")
        text.append(f"\n  {'✓' if one.present else '✗'} {tr(one.name)}: ")
        text.append(said, "" if one.present else "bold")
        if not one.present:
            text.append(f" ({one.citation})", "dim")
    unanswered = [one for one in check.asked if not one.answered]
    if check.asked:
        done = len(check.asked) - len(unanswered)
        text.append(tr("\n  {} of our {} questions answered", done, len(check.asked)))
    for asked in unanswered[:4]:
        text.append(f"\n  ✗ {safe_line(asked.text, 120)}")
    if check.open_points:
        text.append(tr("\nr drafts the letter that asks for it."), "dim")
    return text


def _strip(one: Correspondence) -> Text:
    shown = [file for file in one.attachments if not file.inline]
    text = Text()
    for file in shown[:12]:
        if text:
            text.append("\n")
        text.append(f"{file.id:<5}", "bold")
        text.append(f"{safe_line(file.name, 60)}  ")
        text.append(f"{safe_line(file.media_type, 40)}, {words.size(file.size)}", "dim")
    if len(shown) > 12:
        text.append(tr("\nand {} more", len(shown) - 12), "dim")
    return text


def _body(one: Correspondence) -> Text:
    body = safe_text(one.text[: LONGEST + 1]).strip("\n").expandtabs(8)
    if not body.strip():
        return Text(
            tr("There are no words in it.") if one.attachments else tr("It is empty."), "dim"
        )
    text = Text(body[:LONGEST])
    if len(one.text) > LONGEST:
        text.append(
            tr("\n\n… cut here. All of it: ctrl+p, Save a message as it came ({})", one.id), "dim"
        )
    return text
