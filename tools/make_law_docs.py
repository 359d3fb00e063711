"""Write `docs/law.md` from the rule files: every rule, its citation, its worked example.

Run `python tools/make_law_docs.py` after a change of `borrower_desk/law/rules`
or `examples.toml`; a test says when the page is stale.
"""

from __future__ import annotations

import sys
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from borrower_desk.law.calendar import FIRST_YEAR, LAST_YEAR, federal_holidays
from borrower_desk.law.deadlines import deadline
from borrower_desk.law.examples import Example, examples
from borrower_desk.law.rules import Rule, rules
from borrower_desk.model import Bound, HolidayMode

PAGE = Path(__file__).resolve().parent.parent / "docs" / "law.md"

HEAD = f"""# The law table

<!-- Made by tools/make_law_docs.py from borrower_desk/law/rules and examples.toml. Don't edit. -->

**This is not legal advice.** It is the table from which Borrower Desk computes dates, with the
text that each date comes from. Laws change, courts read them differently, and your state may give
you more. Before a date that matters, ask a lawyer or a HUD-approved housing counselor.

There are {{count}} rules. `borrower-desk rules RULE` shows one, `borrower-desk deadline RULE
--start DATE` computes with it, with every day that was counted and skipped.

## How days are counted

- **The day of the event is day 0.** Counting starts the next day; a letter that arrives on a
  Saturday is as good as one that arrived on Friday.
- **Business days** leave out Saturdays, Sundays and the legal public holidays of 5 USC 6103(a),
  as 12 CFR 1024.33 to .41 say. Known from {FIRST_YEAR} to {LAST_YEAR}: King's birthday from 1986,
  Juneteenth from 2021, Veterans Day on the fourth Monday of October from 1971 to 1977.
- **A holiday on a Saturday or Sunday** can be read in two ways: only its own date is left out
  (*statutory*), or the Friday or Monday on which it is observed too (*observed*). Where the two
  differ, both days are shown. Before the servicer is called late, the later one counts; for what
  you must do yourself, the earlier one.
- **Open days** are those on which that servicer's offices are open (12 CFR 1026.2(a)(6), first
  sentence); days on which you know it is shut can be put on record: `servicer edit S1 --closed-on
  DATE`. **Specific business days** leave out Sundays and legal holidays alone; Saturdays count.
- **Calendar days** are every day. No rule here but the tax form's moves a last day that falls on
  a weekend; the servicer is called late only after the next business day.
- **"A period of N days beginning on" a day** has that day as day one.
- **"At least N days before"** a day is met on that day minus N.
- **A year** ends on the same day and month; 29 February becomes 28 February.
- **Mailing on the last day is enough** for the servicer (12 CFR 1024.11): nobody is called
  *overdue* until five business days after, and never on a receipt that is only presumed.

What the example of each rule says was not computed by the program: an independent counter made it,
and the tests hold the program against it. Examples use the safe reading of the holidays.
"""


def page() -> str:
    """The whole page."""
    table = list(rules().values())
    parts = [HEAD.format(count=len(table)), index(table)]
    for source, several in groupby(table, key=lambda one: one.source):
        parts.append(f"## {source}\n")
        parts += [section(one) for one in several]
    parts.append(holidays())
    return "\n".join(parts).rstrip() + "\n"


def index(table: list[Rule]) -> str:
    """Every rule in one table: id, who, how long, where it is written."""
    lines = ["## All rules\n", "| rule | who | time | citation |", "|---|---|---|---|"]
    for one in table:
        cells = (f"[`{one.id}`](#{one.id})", who(one), length(one), one.citation)
        lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join(lines) + "\n"


def section(one: Rule) -> str:
    """One rule: what it means, what starts it, its exceptions, its words, its example."""
    lines = [f'### <a id="{one.id}"></a>`{one.id}`: {one.title}\n', f"{one.explanation}\n"]
    facts = [
        ("Citation", one.citation),
        ("Who", who(one)),
        ("Starts", one.starts),
        ("Time", length(one)),
        ("More time", one.extension),
        ("In force", in_force(one)),
        ("Asks for", ", ".join(f"`{name}`" for name in one.needs)),
        ("Also takes", ", ".join(f"`{name}`" for name in one.params if name not in one.needs)),
        ("Note", one.note),
        ("Confidence", one.confidence),
    ]
    lines += [f"- **{name}:** {value}" for name, value in facts if value]
    lines += [f"- **But:** {text}" for text in one.exceptions]
    lines += [f"- **Example:** {worked(example)}" for example in examples()[one.id]]
    lines += [f"\n> {quote}" for quote in one.quotes]
    return "\n".join(lines) + "\n"


def who(one: Rule) -> str:
    """Whose day it is, in the words of the rule."""
    return one.who if one.bound is Bound.SERVICER else "you"


def length(one: Rule) -> str:
    """5 business days after; 31 January."""
    return one.length


def in_force(one: Rule) -> str:
    """From when to when it was the law, as far as the table knows."""
    began = f"from {long(one.effective_from)}" if one.effective_from else ""
    ended = f"until {long(one.effective_to)}" if one.effective_to else ""
    return " ".join(part for part in (began, ended) if part)


def long(day: date) -> str:
    """Monday, 7 December 2026; with the hour where there is one."""
    text = f"{day:%A}, {day.day} {day:%B %Y}"
    return f"{text}, {day:%H:%M}" if isinstance(day, datetime) else text


def worked(one: Example) -> str:
    """The example in words, with the holidays that were not counted."""
    given = "; ".join(
        f"`{name}` {long(value) if isinstance(value, date) else value}"
        for name, value in one.params.items()
    )
    start = f"{long(one.start)}{f' ({given})' if given else ''}"
    if one.due is None:
        return f"{start}: nothing more is owed. {one.says}"
    answer = deadline(one.rule, one.start, one.params)
    skipped = [s for s in answer.skipped if s.why not in ("Saturday", "Sunday")]
    names = ", ".join(s.why for s in skipped).removesuffix(".")
    left_out = f" Not counted: {names}." if skipped else ""
    return f"{start}: **{long(one.due)}**.{left_out}{f' {one.says}' if one.says else ''}"


def holidays() -> str:
    """The next years' holidays, and which of them are observed on another day."""
    lines = [
        "## Legal public holidays, 2026 to 2030\n",
        "| holiday | date | observed |",
        "|---|---|---|",
    ]
    for year in range(2026, 2031):
        statutory = federal_holidays(year, HolidayMode.STATUTORY)
        observed = {
            name.removesuffix(" (observed)"): day
            for around in (year - 1, year, year + 1)
            for day, name in federal_holidays(around).items()
            if name.endswith("(observed)") and abs((day - date(year, 7, 1)).days) < 190
        }
        for day, name in statutory.items():
            kept = observed.get(name) if day.weekday() > 4 else None
            other = f"{kept:%a} {kept.day} {kept:%b %Y}" if kept else ""
            lines.append(f"| {name} | {day:%a} {day.day} {day:%b %Y} | {other} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the page, or with --check say whether it is fresh."""
    text = page()
    if "--check" in sys.argv[1:]:
        return 0 if PAGE.read_text(encoding="utf-8") == text else 1
    PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE}: {len(rules())} rules, {len(text.splitlines())} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
