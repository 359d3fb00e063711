"""Journal: every change, in order, with what was before and what is after."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from textual import on
from textual.app import ComposeResult

from borrower_desk.model import JournalRow
from borrower_desk.screens import words
from borrower_desk.screens.base import DeskScreen
from borrower_desk.screens.detail import Detail
from borrower_desk.screens.widgets.rows import Cell, Line, Rows
from borrower_desk.speech import tr
from borrower_desk.text import safe_line

MOST = 5000


class JournalScreen(DeskScreen):
    """What changed, when, and how it was before."""

    TAB = "journal"
    AUTO_FOCUS = "#journal"

    def body(self) -> ComposeResult:
        yield Rows(
            self.line_of,
            head=lambda _: (
                Cell("", 1),
                Cell(tr("When"), 16),
                Cell(tr("Act"), 18),
                Cell(tr("What"), 6),
                Cell(tr("Changed")),
            ),
            empty="Nothing was changed yet.",
            key=lambda row: row.n,
            id="journal",
        )

    def action_load(self) -> None:
        self.ask(
            lambda store: list(reversed(store.journal(limit=MOST))),
            lambda found: self.query_one("#journal", Rows).set_rows(found),
        )

    def line_of(self, row: JournalRow, width: int) -> Sequence[Line]:
        return (
            (
                Cell("", 1),
                Cell(words.moment(row.at), 16, "muted"),
                Cell(row.act, 18, "strong"),
                Cell(row.subject, 6, "muted"),
                Cell(_changed(row)),
            ),
        )

    @on(Rows.Chosen, "#journal")
    def chosen(self, event: Rows.Chosen) -> None:
        row: JournalRow = event.row
        lines = [
            ("when", row.at.isoformat()),
            ("act", row.act),
            ("what", row.subject),
            ("before", _told(row.before)),
            ("after", _told(row.after)),
            ("row", tr("{} after {}", row.hash, row.previous)),
        ]
        self.app.push_screen(Detail(tr("Change {}", row.n), lines))


def _changed(row: JournalRow) -> str:
    before, after = row.before or {}, row.after or {}
    if not before:
        named = (after.get(name) for name in ("title", "name", "subject", "kind", "key", "text"))
        return safe_line(str(next((one for one in named if one), "new")), 120)
    if not after:
        return "removed"
    names = [name for name in after if after.get(name) != before.get(name)]
    return ", ".join(f"{name}: {safe_line(str(after[name]), 40)}" for name in names[:4])


def _told(value: Mapping[str, object] | None) -> str:
    if not value:
        return ""
    return "\n".join(
        f"{name}: {json.dumps(v, ensure_ascii=False, default=str)}"
        for name, v in value.items()
        if v not in (None, "", [], {})
    )
