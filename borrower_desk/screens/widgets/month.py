"""A month as a grid of weeks; days on which something is due carry a mark and a count."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date

from rich.text import Text
from textual.widgets import Static

from borrower_desk.speech import tr

MARKS = {"late": "!", "soon": "•", "": "·", "muted": "·", "good": "✓", "accent": "·"}


class Month(Static):
    """The weeks of one month."""

    def show(self, month: date, chosen: date | None, today: date, days: Mapping[date, str]) -> None:
        """`days` gives each marked day the tone of its most pressing duty."""
        self.update(grid(month, chosen, today, days))


def grid(month: date, chosen: date | None, today: date, days: Mapping[date, str]) -> Text:
    """The month, Sunday first; `[12]` is the chosen day, `<12>` today."""
    name = f"{tr(f'{month:%B}')} {month.year}"
    text = Text(name.center(35) + "\n", "bold")
    text.append(tr(" Sun  Mon  Tue  Wed  Thu  Fri  Sat\n"), "dim")
    for week in calendar.Calendar(firstweekday=6).monthdatescalendar(month.year, month.month):
        for day in week:
            text.append_text(_day(day, month, chosen, today, days))
        text.append("\n")
    text.append(tr("\n! late   • near   · later   ✓ done\n<day> today   [day] chosen"), "dim")
    return text


def _day(
    day: date, month: date, chosen: date | None, today: date, days: Mapping[date, str]
) -> Text:
    if day.month != month.month:
        return Text("     ")
    mark = MARKS[days[day]] if day in days else " "
    before, after = ("[", "]") if day == chosen else ("<", ">") if day == today else (" ", " ")
    style = "bold reverse" if day == chosen else "bold" if day in days or day == today else "dim"
    return Text(f"{before}{day.day:>2}{mark}{after}", style)
