"""A stranger's words, and the user's own, are text on every screen: nothing in them is obeyed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hostile_words import PIECES, escapes
from rich.segment import Segment
from screen_samples import TODAY, Sample, message, new_desk
from screen_steps import go, press, settled
from textual.pilot import Pilot

from borrower_desk.actions import clock, letters, matters, people, reading
from borrower_desk.actions.desks import open_desk
from borrower_desk.desk.store import Store
from borrower_desk.model import (
    Channel,
    CorrespondenceId,
    EventKind,
    IncomingFile,
    LoanType,
    Purpose,
    Unread,
    Verdict,
)
from borrower_desk.screens.app import DeskApp
from borrower_desk.text import safe_line

MARKUP = "[bold red]x[/]"
SHORT = [one for one in PIECES if len(one) < 60 and "\ud7ff" not in one and "\x00" not in one]
_next = itertools.count()


def evil(column: str) -> str:
    """Hostile words of which one can tell in which column they stood; no two are alike."""
    n = next(_next)
    pieces = "".join(SHORT[(n * 3 + k) % len(SHORT)] for k in range(3))
    return f"{MARKUP} {column}{n} {pieces}"


def fill(store: Store, folder: Path) -> None:
    """Every column that a stranger or the user writes holds hostile words."""
    people.edit_sender(store, name=evil("me"), address=evil("home"), phone=evil("phone"),
                       emails=["maria.lopez@fernmail.example"])  # fmt: skip
    servicer = people.add_servicer(
        store,
        people.ServicerFacts(
            name=evil("servicer"),
            notice_address=evil("notice"),
            payment_address=evil("payment"),
            address_checked=date(2026, 10, 26),
            domains=["lakeshore-mortgage.example"],
            phone=evil("telephone"),
            portal=evil("portal"),
        ),
    )
    assert servicer.address(Purpose.NOTICE) is not None
    loan = people.add_loan(
        store,
        servicer,
        people.LoanFacts(
            number=f"000{evil('number')}",
            property_address=evil("property"),
            borrowers=[evil("borrower")],
            type=LoanType.CLOSED_END,
            principal_residence=True,
        ),
    )
    matter = matters.open_matter(
        store, evil("matter"), loan, "fee-without-basis", date(2026, 10, 1)
    )
    matters.open_matter(store, evil("second"), loan, "payment-refused", date(2026, 10, 1))
    matters.note_matter(store, matter, evil("note"))
    with store.change("import"):
        for n in range(3):
            kept = message(
                store,
                evil("subject"),
                date(2026, 11, 10 + n),
                text=f"words {evil('body')}\n{evil('line')}",
                sender=f"{evil('sender')} <x{n}@evil.example>",
                matter=matter if n else None,
                kind=("acknowledgment", "other", evil("kind"))[n],
                verdict=(Verdict.SUSPICIOUS, Verdict.CONSISTENT, Verdict.UNKNOWN)[n],
                reasons=(evil("reason"),),
                files=(
                    IncomingFile(evil("file"), evil("type"), b"%PDF-1.4 sample"),
                    IncomingFile(f"{evil('other')}.txt", "text/plain", b"words"),
                ),
            )
        store.add_quarantined(Unread(evil("source"), b"\x00 broken", evil("why")), TODAY)
    reading.tag(store, kept.id, [f"tag{MARKUP.replace(' ', '')}\u202e\x1b[31m"])
    for kind in (EventKind.ACKNOWLEDGED, EventKind.OTHER):
        facts = matters.EventFacts(note=evil("event"), params={"told": evil("param")},
                                   proposed=kind is EventKind.ACKNOWLEDGED)  # fmt: skip
        matters.add_event(store, matter, kind, date(2026, 11, 14), facts)
    clock.promise(store, matter, evil("promise"), date(2026, 11, 24))
    clock.remind(store, evil("reminder"), date(2026, 11, 23), matter)
    paper = folder / f"{MARKUP.replace('/', '')}\u202egnp.txt"
    paper.write_text("words", encoding="utf-8")
    fields = {
        "error": "fee-without-basis",
        "what_happened": f"On September 18, 2026 you charged $71.61. {evil('happened')}",
        "facts": f"2026-09-12: {evil('fact')}",
    }
    for _ in range(2):
        draft = letters.draft(store, "notice-of-error", TODAY, matter=matter, fields=fields,
                              attach=[str(paper)])  # fmt: skip
    letters.sent(store, draft.id, Channel.CERTIFIED_MAIL, TODAY, TODAY, tracking=evil("tracking"),
                 waiver=letters.Waiver(_errors(store, draft.id), evil("waiver")))  # fmt: skip
    reading.log(store, Channel.PHONE, evil("call"), TODAY, with_whom=evil("who"),
                reference=evil("reference"), matter=matter)  # fmt: skip


def _errors(store: Store, draft: str) -> tuple[str, ...]:
    report = letters.check(store, store.draft(draft), TODAY)
    return tuple({one.code for one in report.findings if one.severity.value == "error"})


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A desk that wishes the terminal ill."""
    folder = tmp_path_factory.mktemp("hostile")
    sample = new_desk(folder)
    with open_desk(sample.path, sample.ways) as store:
        fill(store, folder)
    return sample


@dataclass
class Seen:
    """What was met on the way."""

    wrong: dict[str, list[str]]
    kinds: set[str]
    with_words: set[str]


def drawn(pilot: Pilot[None]) -> Iterator[Segment]:
    """What reaches the terminal, piece by piece."""
    for strip in pilot.app.screen._compositor.render_strips():
        yield from strip


def obeyed(pilot: Pilot[None]) -> list[str]:
    """What of the hostile words would do something instead of being read."""
    found: list[str] = []
    line = ""
    for segment in drawn(pilot):
        line += segment.text
        found += [f"control {char!r}" for char in escapes(segment.text)]
        found += [f"hidden {char!r}" for char in segment.text if char in "\u200b\ufeff\u00ad"]
        style = segment.style
        if style is None:
            continue
        if style.link:
            found.append(f"link {style.link}")
        clicked = str(style.meta.get("@click", "")) if style.meta else ""
        if "app.quit" in clicked:
            found.append(f"click {clicked}")
    return found


# Where to go, and the keys after each of which one looks: what opens is closed by escape.
MAIN = ("today", "mail", "matter", "letters", "calendar", "packet", "people", "search", "import",
        "law", "journal")  # fmt: skip
TURN = "right_square_bracket"
WALK: list[tuple[str, tuple[str, ...]]] = [
    ("today", ("j", "j", "enter", "escape", "m", "escape", "question_mark")),
    ("mail", ("j", "j", "enter", "f", "escape", "c", "escape", "t", "escape", "o", "escape", "T",
              "escape", "H", "escape", "v")),
    ("matter", ("enter", TURN, "enter", "escape", TURN, TURN, TURN, "enter", "escape", TURN, TURN,
                "E", "escape", "e", "escape", "h", "escape", "l", "escape", "n")),
    ("letters", ("enter", "f6", "f4", "escape", "ctrl+t", "escape", "f3", "escape", "f9")),
    ("calendar", ("enter",)), ("packet", ("space",)), ("people", ("enter",)),
    ("import", ("escape", "enter")), ("journal", ("enter",)),
]  # fmt: skip


async def _look(pilot: Pilot[None], where: str, seen: Seen) -> None:
    kind = type(pilot.app.screen).__name__
    seen.kinds.add(kind)
    if found := obeyed(pilot):
        seen.wrong[f"{where} ({kind})"] = found[:5]
    if "[bold red]" in "".join(one.text for one in drawn(pilot)):
        seen.with_words.add(kind)


async def test_hostile_words_are_text_on_every_screen(hostile: Sample) -> None:
    """Each screen and dialog in turn: no control, no turning round, no link, no markup obeyed."""
    app = DeskApp(hostile.path, hostile.ways, lambda: TODAY)
    seen = Seen({}, set(), set())
    async with app.run_test(size=(160, 48), notifications=True) as pilot:
        await settled(pilot)
        for mode, keys in WALK:
            await go(pilot, mode)
            await _look(pilot, mode, seen)
            for n, key in enumerate(keys):
                await press(pilot, key)
                await _look(pilot, f"{mode} {' '.join(keys[: n + 1])}", seen)
            while len(app.screen_stack) > 1:
                app.pop_screen()
        await press(pilot, "slash")
        await pilot.press(*"words")
        await settled(pilot, 0.3)
        await _look(pilot, "search", seen)
        await pilot.resize_terminal(80, 24)
        for mode in MAIN:
            await go(pilot, mode)
            await _look(pilot, f"{mode} at 80x24", seen)
    assert seen.wrong == {}
    shown_as_text = {
        "TodayScreen", "CorrespondenceScreen", "MatterScreen", "PeopleScreen", "CalendarScreen",
        "PacketScreen", "SearchScreen", "ImportScreen", "ComposeScreen", "Detail", "Choose", "Form",
    }  # fmt: skip
    assert shown_as_text - seen.with_words == set(), "markup stands there as the words that it is"
    assert len(seen.kinds) >= 15, seen.kinds


async def test_every_column_of_a_message_is_read_as_text(hostile: Sample) -> None:
    """What the reader shows is what the one door lets through, word for word."""
    app = DeskApp(hostile.path, hostile.ways, lambda: TODAY)
    async with app.run_test(size=(160, 60)) as pilot:
        await settled(pilot)
        assert app.store is not None
        kept = next(one for one in app.store.rows() if one.tags)
        whole = app.store.correspondence(CorrespondenceId(kept.id))
        app.open_message(kept.id)
        await settled(pilot, 0.1)
        shown = "".join(one.text for one in drawn(pilot))
        for value in (whole.subject, whole.attachments[0].name, *whole.tags):
            assert safe_line(value)[:20] in shown
